"""`vongnam backup`: the database, the files and the keys into a folder of their own, verified."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from flows.calls import DONE, add_data, under_way
from flows.say import Language, Words, say

INCOMPLETE = 3

WORDS: Words = {
    "summary": ("sao lưu sổ, tệp và khóa, rồi kiểm tra bản sao", "back up the database, files and keys, verified"),
    "to": (
        "thư mục chứa các bản sao lưu (mặc định: VONGNAM_BACKUPS); bản sao cũ ở đó được giữ nguyên",
        "folder of backups (default: VONGNAM_BACKUPS); older ones there stay",
    ),
    "database": ("Đang sao lưu sổ ...", "Backing up the database ..."),
    "files": ("Đang sao lưu tệp thứ {number} ...", "Backing up file {number} ..."),
    "done": ("Đã sao lưu {files} tệp vào {folder}.", "{files} files were backed up into {folder}."),
    "with-secrets": (
        "Bản sao gồm cả tệp khóa và mật khẩu, trong thư mục con secrets: ai có bản sao thì đọc được. "
        "Muốn cất khóa riêng: chuyển thư mục secrets đi nơi khác, hoặc đặt VONGNAM_BACKUP_SECRETS=no.",
        "The backup holds the keys and passwords, in its folder secrets: whoever has the backup can read them. "
        "To keep them apart, move that folder elsewhere, or set VONGNAM_BACKUP_SECRETS=no.",
    ),
    "without-secrets": (
        "Bản sao không có tệp khóa và mật khẩu (VONGNAM_BACKUP_SECRETS=no): cần cất riêng tệp khóa và vongnam.env.",
        "The backup holds no keys and passwords (VONGNAM_BACKUP_SECRETS=no): keep the key file and vongnam.env yourself.",
    ),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    add_data(parser, lang)
    parser.add_argument("--to", type=Path, metavar="DIR", help=say(lang, "to", WORDS))


def run(arguments: Namespace) -> int:
    """Where it is and whether the keys are in it; 3 where something beside it went wrong."""
    from flows.backing import back_up
    from flows.wiring import Settings, environment, open_office

    lang = arguments.lang
    with (
        open_office(Settings.read(arguments.data)) as office,
        under_way(lambda what, number: say(lang, what, WORDS, number=number)) as told,
    ):
        done = back_up(office, environment(), into=arguments.to, progress=told)
    print(say(lang, "done", WORDS, files=done.files, folder=done.folder))
    print(say(lang, "with-secrets" if done.secrets else "without-secrets", WORDS))
    for wrong in done.failures:
        print(wrong.say(lang), file=sys.stderr)
    return INCOMPLETE if done.failures else DONE
