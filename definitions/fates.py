"""What became of each line of the issued plans: its last day, and whether it came out by then, later, or never."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from definitions.periods import base_of, bounds
from definitions.placing import Line, Placing
from definitions.spans import last_day
from definitions.traces import Row, line_row
from definitions.vocabulary import Definition, Kind, Year


class Fated(NamedTuple):
    """A line of an issued plan: its last day, what became of it (a field of `Covered`), and its row in every figure."""

    line: Line
    last: dt.date
    fate: str
    row: Row

    @property
    def month(self) -> str:
        """The month that it is planned for."""
        return f"{self.last:%Y-%m}"


OfPartner = Mapping[str, Sequence[Fated]]
"""partner -> its lines; what became of each by its own publications, on its own day."""


def fated(definition: Definition, placing: Placing) -> tuple[tuple[Fated, ...], OfPartner]:
    """Every line of the issued plans, each once; and the same by partner, each line with whoever was asked for it."""
    first: dict[tuple[str, str], dt.date] = {}
    for it in placing.out:  # in the order of their days
        for id in it.lines:
            first.setdefault((id, ""), it.at)
            first.setdefault((id, it.partner), it.at)
    whole: list[Fated] = []
    own: dict[str, list[Fated]] = {}
    days = {period: spoken_of(definition, period) for period in placing.plans}
    for period, line in placing.newest.values():
        spoken = days[period]
        last = _last_day(line, spoken, definition.year)
        whole.append(_with_row(line, last, _fate(line, last, first.get((line["id"], "")), placing.today)))
        for partner in dict.fromkeys(line.get("partners", ())) or [""]:
            day = _last_day(line, spoken, definition.year, partner)
            fate = _fate(line, day, first.get((line["id"], partner)), placing.today)
            own.setdefault(partner, []).append(_with_row(line, day, fate))
    return tuple(whole), own


def _with_row(line: Line, last: dt.date, fate: str) -> Fated:
    return Fated(line, last, fate, line_row(line, fate))


def _fate(line: Line, last: dt.date, came_out: dt.date | None, today: dt.date) -> str:
    if line.get("state", "planned") not in {"planned", "postponed"}:
        return "dropped"
    if came_out is not None:
        return "on_time" if came_out <= last else "late"
    return "never" if last < today else "waiting"


def _last_day(line: Line, spoken: tuple[dt.date, dt.date], year: Year, partner: str = "") -> dt.date:
    """Of the whole line, or as this partner takes it; the end of what its plan speaks of where it says no day."""
    if line.get("state") == "postponed":
        later = str(line.get("postponed_to", "")).split("; ")
        return max(_days(later, spoken[0], year.last), default=year.last)
    each = {p: str(own.get("when", "")) for p, own in line.get("by_partner", {}).items()}
    said = [each.get(partner) or line.get("when", "")] if partner else [line.get("when", ""), *each.values()]
    return max(_days(map(str, said), *spoken), default=spoken[1])


def _days(texts: Iterable[str], first: dt.date, last: dt.date) -> list[dt.date]:
    """The last day of each of these texts that names one."""
    return [day for text in texts if (day := last_day(text, first, last)) is not None]


def spoken_of(definition: Definition, period: str) -> tuple[dt.date, dt.date]:
    """The days that the plan of a period speaks of: the period's own, or the next month's."""
    first, last = bounds(base_of(period))
    steps = {step.id: step for step in definition.process.steps}
    sources = [steps[it.source] for it in steps.values() if it.kind is Kind.COMPILE and it.source in steps]
    if not any(it.covers == "next" for it in sources):
        return first, last
    start = last + dt.timedelta(days=1)
    return start, bounds(f"{start:%Y-%m}")[1]
