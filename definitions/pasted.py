"""Text pasted from a spreadsheet as a table: its rows, each with its number and its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from definitions.tables import Row, Table

_QUOTED: Final = r'"((?:[^"]|"")*)"(?=[{0}\n]|$)'


def pasted(text: str) -> Table:
    """The table of a tab-separated text (Excel), else one parted by `|`, else by `;`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    mark = next((mark for mark in "\t|;" if mark in text), "\t")
    return Table("", tuple(Row(n, tuple(cells)) for n, cells in enumerate(_split(text, mark), 1)))


def _split(text: str, mark: str) -> Iterator[list[str]]:
    """Cells of each row. A quoted cell may hold line breaks; Excel quotes a copied cell only where it holds one."""
    if '"' not in text:
        yield from (row.split(mark) for row in text.split("\n"))
        return
    quoted = re.compile(_QUOTED.format(re.escape(mark)))
    cells: list[str] = []
    at = 0
    while at <= len(text):
        cell, at = _cell(text, at, mark, quoted)
        cells.append(cell)
        if at >= len(text) or text[at] == "\n":
            yield cells
            cells = []
        at += 1


def _cell(text: str, at: int, mark: str, quoted: re.Pattern[str]) -> tuple[str, int]:
    found = quoted.match(text, at)
    if found and (mark != "\t" or re.search(r'[\t\n]|""', found[1])):
        return found[1].replace('""', '"'), found.end()
    ends = [end for end in (text.find(mark, at), text.find("\n", at)) if end >= 0]
    end = min(ends, default=len(text))
    return text[at:end], end
