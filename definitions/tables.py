"""A table from outside, whatever file it came in: its title and its rows of plain texts. No rule, and no tool's types.

A cell is what the file's own program shows: a date as 05/04/2023, a whole number without ".0", an empty cell as "".
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds anything: its number as its program counts it (the first is 1), its cells from the first column."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of a workbook under its name; a table of a document under the words above it; a CSV file under ""."""

    title: str
    rows: tuple[Row, ...]
