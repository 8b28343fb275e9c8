"""`vongnam install`: the file by which the machine starts the office by itself, and the commands that take it."""

from __future__ import annotations

import shlex
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from flows.calls import DONE, add_port, add_yearfile
from flows.say import Language, Words, say

WORDS: Words = {
    "summary": (
        "ghi tệp dịch vụ để máy tự chạy văn phòng (systemd, hoặc tác vụ của Windows)",
        "write the file by which the machine runs the office by itself (systemd, or a task of Windows)",
    ),
    "data-asked": ("thư mục dữ liệu của văn phòng", "the office's own data folder"),
    "user": (
        "dịch vụ của hệ thống, chạy với quyền của người dùng này; bỏ trống: dịch vụ của người đang gõ lệnh",
        "a service of the system that runs as this user; without it one of whoever calls",
    ),
    "windows": ("tác vụ của Windows (mặc định khi gõ trên Windows)", "a task of Windows (the default there)"),
    "out": ("tệp sẽ ghi (mặc định: trong thư mục dữ liệu)", "file to write (default: in the data folder)"),
    "written": (
        "Đã ghi {file}. Chưa có gì được cài. Tiếp theo, chạy:",
        "{file} is written. Nothing is installed yet. Now run:",
    ),
    "look": (
        "Sau đó xem: vongnam doctor --data {data}",
        "Then look: vongnam doctor --data {data}",
    ),
}

TAKEN = {
    "system": (
        "  sudo chown -R {user}: {writes}\n"
        "  sudo cp {file} /etc/systemd/system/vongnam.service\n"
        "  sudo systemctl daemon-reload\n"
        "  sudo systemctl enable --now vongnam"
    ),
    "user": (
        "  mkdir -p ~/.config/systemd/user && cp {file} ~/.config/systemd/user/vongnam.service\n"
        "  systemctl --user daemon-reload\n"
        "  systemctl --user enable --now vongnam\n"
        "  sudo loginctl enable-linger $USER"
    ),
    "windows": ('  schtasks /Create /TN vongnam /XML "{file}" /RU %USERNAME% /RP *\n  schtasks /Run /TN vongnam'),
}
"""What the machine's own tools are told; they speak one language."""


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    add_yearfile(parser, lang)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help=say(lang, "data-asked", WORDS))
    parser.add_argument("--user", default="", metavar="NAME", help=say(lang, "user", WORDS))
    parser.add_argument("--windows", action="store_true", help=say(lang, "windows", WORDS))
    parser.add_argument("--out", type=Path, metavar="FILE", help=say(lang, "out", WORDS))
    add_port(parser, lang)


def run(arguments: Namespace) -> int:
    """Where the file is and what takes it; refused where the office has not begun, or another file would be lost."""
    from flows.installing import installed

    lang = arguments.lang
    windows = arguments.windows or sys.platform == "win32"
    file, service = installed(
        arguments.yearfile, arguments.data, user=arguments.user, windows=windows, out=arguments.out, port=arguments.port
    )
    how = "windows" if windows else "system" if arguments.user else "user"
    word = str if windows else lambda path: shlex.quote(str(path))
    names = {"file": word(file), "data": word(service.data), "writes": " ".join(map(word, service.writes))}
    print(say(lang, "written", WORDS, file=file))
    print(TAKEN[how].format(user=arguments.user, **names))
    print(say(lang, "look", WORDS, **names))
    return DONE
