"""Where a publication stands beside the plans that were issued: on a line, before the plan, or beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal
from zoneinfo import ZoneInfo

from definitions.figures import IssuedPlan, Published, YearFacts
from definitions.newest import newest
from definitions.vocabulary import Definition

Place = Literal["linked", "before_plan", "unplanned"]
Line = Mapping[str, Any]


class Placing:
    """The issued plans and what came out, up to an instant (aware), each once and in one order.

    What came out after last year's cut-off is this year's: the year's `counts_from` says where it begins. A publication
    counts by its day in the definition's zone, a plan by the instant of its issue; a draft counts for nothing. A line
    that stands in several plans, changed since or carried to the next month, is one line, as the newest of them says it.
    """

    def __init__(self, definition: Definition, facts: YearFacts, cutoff: dt.datetime) -> None:
        self.zone = ZoneInfo(definition.process.timezone)
        year = definition.year
        first, self.today = year.counts_from or dt.date(year.year, 1, 1), cutoff.astimezone(self.zone).date()
        self.out = sorted((p for p in facts.publications if first <= p.at <= self.today), key=_publication_key)
        self.plans = _issued(facts.month_plans, cutoff)
        self.newest = newest((period, plan.content["lines"]) for period, plan in self.plans.items())
        self.lines: list[Line] = [line for _, line in self.newest.values()]
        self.linked = {line for p in self.out for line in p.lines} & {line["id"] for line in self.lines}

    def place(self, publication: Published) -> Place:
        """Linked to a line; a result that came out before its month's plan was issued; or beside the plan."""
        if self.linked.intersection(publication.lines):
            return "linked"
        plan = self.plans.get(f"{publication.at:%Y-%m}")
        issued = plan.issued.astimezone(self.zone).date() if plan and plan.issued else None
        return "before_plan" if issued is None or publication.at < issued else "unplanned"


def _issued(plans: Iterable[IssuedPlan], cutoff: dt.datetime) -> dict[str, IssuedPlan]:
    return {p.content["period"]: p for p in plans if p.issued is not None and p.issued <= cutoff}


def _publication_key(publication: Published) -> tuple[dt.date, str, str, str]:
    return publication.at, publication.partner, publication.genre, publication.title
