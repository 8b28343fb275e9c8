"""A file from outside -> its tables: what it is by its bytes, then the reader of that sort. Runs in the confined child."""

from __future__ import annotations

from definitions.tables import Reading
from notifications.incoming.gate import look, package
from notifications.incoming.plain import text_table
from notifications.incoming.sheets import workbook
from notifications.incoming.word import document


def read(data: bytes) -> Reading:
    """The tables of an .xlsx, a .docx or a .csv. Raises UnfitFile, one sentence and a remedy, and nothing else."""
    if look(data) == "text":
        return text_table(data)
    found = package(data)
    return workbook(found.parts) if found.sort == "xlsx" else document(found.parts)
