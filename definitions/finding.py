"""Which sheet of a workbook is which: by its name where its headings are there, else by its headings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from definitions.content import fold
from definitions.headings import WITHIN, cleaned, heading_at, titled
from definitions.monthly import HELP, LISTS, MONTH_RESULTS, PLAN, RESULTS, TO_MEND
from definitions.tables import Table
from definitions.vocabulary import Definition, Form, Step

RESULT_NAMES: Final = frozenset({fold(RESULTS), fold(MONTH_RESULTS), "ket qua"})
OURS: Final = frozenset(map(fold, (HELP, LISTS, TO_MEND)))
"""Sheets of our own that hold nothing to read."""


def plan_table(definition: Definition, step: Step, tables: Sequence[Table]) -> Table | None:
    """The sheet that holds the plan; None where no sheet has its headings."""
    return found(definition.process.form(step.form or ""), tables, {fold(PLAN)})


def found(form: Form, tables: Sequence[Table], names: Iterable[str]) -> Table | None:
    """By its name where its headings are there, else the sheet with most of the headings."""
    able = [it for it in tables if fold(it.title) not in OURS and not it.hidden and score(form, it) >= enough(form)]
    named = [table for table in able if fold(table.title) in names]
    return named[0] if named else max(able, key=lambda it: score(form, it), default=None)


def score(form: Form, table: Table) -> int:
    """How many fields of a form the heading of a table names."""
    rows = cleaned(table)
    at = heading_at(form, rows)
    return len({it.id for cell in rows[at].cells if (it := titled(form, cell))}) if at is not None else 0


def enough(form: Form) -> int:
    """So many headings make a table one of that form."""
    return max(2, (len(form.fields) + 1) // 3)


def filled(form: Form, table: Table) -> bool:
    """Whether anything stands under the heading."""
    rows = cleaned(table)
    at = heading_at(form, rows[:WITHIN])
    return at is not None and any(sum(map(bool, row.cells)) > 1 for row in rows[at + 1 :])
