"""Values by field, as a form on a screen gives them, written as the rows that the one reader of tables reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from definitions.vocabulary import Form

TYPED: Final = "o-"
"""How a field of a form is named on a page, before its id: none of them is taken for a field of the page's own."""


def typed_rows(form: Form, lines: Sequence[Mapping[str, Any]]) -> str:
    """A header and a row for each line, as Excel copies them; a field that a line does not name is an empty cell."""
    used = [field for field in form.fields if any(line.get(field.id) for line in lines) or field.required]
    rows = [[_cell(line.get(field.id, "")) for field in used] for line in lines]
    return "\n".join("\t".join(row) for row in [[field.title for field in used], *rows])


def _cell(value: Any) -> str:
    """A list with semicolons; line breaks and tabs within a cell are quoted, as Excel does."""
    text = "; ".join(map(str, value)) if isinstance(value, Iterable) and not isinstance(value, str) else str(value)
    if any(mark in text for mark in "\t\n\r") or text.startswith('"'):
        return '"' + text.replace('"', '""').replace("\r\n", "\n") + '"'
    return text
