"""A table from outside, whatever file it came in: its title and its rows of plain texts. No rule, and no tool's types.

A cell is what the file's own program shows: a date as 05/04/2023, a whole number without ".0", an empty cell as "".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds anything: its number as its program counts it (the first is 1), its cells from the first column."""

    number: int
    cells: tuple[str, ...]


class Area(NamedTuple):
    """Cells that were merged into one; the text stands in the first. Rows and columns count from 1, both ends within."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of a workbook under its name; a table of a document under the words above it; a CSV file under ""."""

    title: str
    rows: tuple[Row, ...]
    merged: tuple[Area, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file was read into: its `sort` (xlsx, docx, csv), its tables, and what a reader has to be told of it."""

    sort: str
    tables: tuple[Table, ...]
    remarks: tuple[str, ...] = ()


def column_name(number: int) -> str:
    """The letters of a column: 1 -> A, 27 -> AA."""
    name = ""
    while number > 0:
        number, left = divmod(number - 1, 26)
        name = chr(65 + left) + name
    return name
