"""A workbook that came back: the cells of our own sheet as text, behind the gate."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

from definitions.content import shown_date
from definitions.replies import Cell, Row
from notifications.workbooks.asking import SHEET
from notifications.workbooks.gate import MOST_COLUMNS, MOST_ROWS, UnfitFile, admit


def cells_of(data: bytes) -> tuple[Row, ...]:
    """The rows of our sheet (the first, where none has its name) that hold anything. Raises UnfitFile for what the gate does not let in."""
    admit(data)
    book = _opened(data, read_only=True)
    try:
        rows = _sheet(book).iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
        return tuple(row for cells in rows if (row := _row(cells)))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise UnfitFile from error
    finally:
        book.close()


def _opened(data: bytes, *, read_only: bool) -> Any:
    import openpyxl

    assert openpyxl.DEFUSEDXML, "defusedxml has to be there: it is what refuses entities"
    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=read_only, data_only=True, keep_links=False)
    except Exception as error:  # a parser of strangers' files may fail in any way
        raise UnfitFile from error


def _sheet(book: Any) -> Any:
    """Ours by its name, wherever it stands among the others."""
    return next((sheet for sheet in book.worksheets if sheet.title == SHEET), book.worksheets[0])


def _row(cells: Iterable[Any]) -> Row:
    return tuple(
        Cell(cell.row, cell.column_letter, text) for cell in cells if cell.value is not None and (text := _text(cell))
    )


def _text(cell: Any) -> str:
    """What the cell shows; a date with its year, the day first, whatever the country that it was typed in."""
    value = cell.value
    if isinstance(value, dt.datetime):
        return shown_date(value.date().isoformat())
    if isinstance(value, dt.date):
        return shown_date(value.isoformat())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
