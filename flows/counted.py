"""The figures of the year, gathered and counted: the report's, coverage with its gaps, completeness; with their rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from definitions.completeness import OfStep, completeness
from definitions.coverage import Coverage, coverage
from definitions.figures import Report
from definitions.gaps import Gap, gaps
from definitions.report import traced
from definitions.traces import Row, named
from flows.making import YEAR_REPORT, year_facts
from flows.wiring import Office


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything counted at one instant; `rows` are those of every figure, by its name."""

    at: dt.datetime
    report: Report
    coverage: Coverage
    gaps: Sequence[Gap]
    steps: Sequence[OfStep]
    rows: Mapping[str, Sequence[Row]]


def counted(office: Office, at: dt.datetime | None = None) -> Counts:
    """Counted from what the ledger knows, up to `at` (now, where none is given)."""
    now = at or office.now()
    facts = year_facts(office)
    known = [it for it in facts.obligations if office.context.names(it.key)]
    report, of_report = traced(office.definition, facts, now)
    covered, of_coverage = coverage(office.definition, facts, now)
    steps, of_steps = completeness(office.definition, known, facts.submissions, now)
    found = gaps(office.definition, covered)
    return Counts(now, report, covered, found, steps, {**of_report, **of_coverage, **of_steps})


def printed(office: Office) -> tuple[int, Report] | None:
    """The version and the figures of the year's report as it was last put together; None before that."""
    for step in office.context.steps.values():
        if step.document == YEAR_REPORT:
            for submitted in office.ledger.submissions(step.id):
                content: Any = office.ledger.content(submitted.content)
                if "numbers" in content:
                    return submitted.version, Report.from_json(content["numbers"])
    return None


def printed_value(office: Office, name: str) -> tuple[int, str, int] | None:
    """What the report of the year says of that figure: its version, its cut-off (ISO), the number; None where it has none."""
    found = printed(office)
    if found is None:
        return None
    version, report = found
    values = named(report)
    return (version, report.cutoff, values[name]) if name in values else None
