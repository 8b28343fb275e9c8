"""The confined child that marks somebody's own workbook: a line of JSON and the file in, the marked file out."""

from __future__ import annotations

import json
import os
import sys
from types import SimpleNamespace

from notifications.incoming.gate import NO_MEMORY
from notifications.incoming.limits import limit

WRITTEN = 50_000_000
"""Bytes: openpyxl writes a sheet into a file before it packs it."""


def main() -> None:
    """Arguments: bytes of memory, seconds of processor. Ends with 1 where the file cannot be marked."""
    limit(int(sys.argv[1]), int(sys.argv[2]), WRITTEN)
    try:
        said, _, data = sys.stdin.buffer.read().partition(b"\n")
        how = json.loads(said)
        sys.stdout.buffer.write(_marked(data, how))
    except MemoryError:
        os._exit(NO_MEMORY)


def _marked(data: bytes, how: dict[str, object]) -> bytes:
    from notifications.workbooks.marking import with_remarks

    faults, understood = (_told(how[name]) for name in ("faults", "understood"))
    return with_remarks(data, faults, sheet=str(how["sheet"]), listed=bool(how["listed"]), understood=understood)


def _told(said: object) -> list[SimpleNamespace]:
    return [SimpleNamespace(**it) for it in said] if isinstance(said, list) else []


if __name__ == "__main__":
    main()
