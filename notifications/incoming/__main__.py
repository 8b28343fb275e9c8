"""The confined child: bytes in, JSON out, within limits that it sets itself before it looks at the first byte."""

from __future__ import annotations

import json
import sys
from typing import Any

from notifications.incoming.gate import UnfitFile
from notifications.incoming.reading import read


def main() -> None:
    """Arguments: bytes of memory, seconds of processor. Writes the reading, or what the file is refused with."""
    limited = _limited(int(sys.argv[1]), int(sys.argv[2]))
    try:
        answer = _answer(sys.stdin.buffer.read())
    except MemoryError:
        answer = {"refused": ["Tệp cần quá nhiều bộ nhớ để đọc.", "Đề nghị chia nhỏ bảng rồi gửi lại."]}
    sys.stdout.write(json.dumps({**answer, "limited": limited, "cost": _cost()}))


def _answer(data: bytes) -> dict[str, Any]:
    try:
        found = read(data)
    except UnfitFile as refused:
        return {"refused": [refused.message, refused.remedy]}
    tables = [
        {"title": it.title, "rows": [[row.number, row.cells] for row in it.rows], "merged": it.merged, "hidden": it.hidden}
        for it in found.tables
    ]
    return {"sort": found.sort, "tables": tables, "remarks": found.remarks}


def _limited(memory: int, seconds: int) -> bool:
    """Whether this machine can set limits: Windows has no such thing, there only the parent's patience counts."""
    try:
        import resource
    except ImportError:
        return False
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file,
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # not even one of its own memory
    return True


def _cost() -> dict[str, float]:
    """Seconds of processor and bytes of memory that this process has needed, the interpreter included."""
    try:
        import resource
    except ImportError:
        return {}
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"seconds": used.ru_utime + used.ru_stime, "bytes": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)}


main()
