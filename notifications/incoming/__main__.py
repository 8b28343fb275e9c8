"""The confined child: bytes in, JSON out, within limits that it sets itself before it looks at the first byte."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from notifications.incoming.gate import NO_MEMORY, UnfitFile
from notifications.incoming.limits import limit
from notifications.incoming.reading import read


def main() -> None:
    """Arguments: bytes of memory, seconds of processor. Writes the reading, or what the file is refused with."""
    limited = limit(int(sys.argv[1]), int(sys.argv[2]))
    try:
        said = json.dumps({**_answer(sys.stdin.buffer.read()), "limited": limited, "cost": _cost()})
    except MemoryError:
        os._exit(NO_MEMORY)  # without a word: words need memory
    sys.stdout.write(said)


def _answer(data: bytes) -> dict[str, Any]:
    try:
        found = read(data)
    except UnfitFile as refused:
        return {"refused": [refused.message, refused.remedy]}
    tables = [
        {
            "title": it.title,
            "rows": [[row.number, row.cells] for row in it.rows],
            "merged": it.merged,
            "hidden": it.hidden,
        }
        for it in found.tables
    ]
    return {"sort": found.sort, "tables": tables, "remarks": found.remarks}


def _cost() -> dict[str, float]:
    """Seconds of processor and bytes of memory that this process has needed, the interpreter included."""
    try:
        import resource
    except ImportError:
        return {}
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"seconds": used.ru_utime + used.ru_stime, "bytes": _peak() or used.ru_maxrss}


def _peak() -> int:
    """What Linux says of this very program; what `getrusage` says there may still be its parent's."""
    try:
        with Path("/proc/self/status").open(encoding="ascii") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration, ValueError):
        return 0


if __name__ == "__main__":
    main()
