"""The scripted people of a rehearsal: when each of them acts on what waits for them. Read from the office's YAML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from definitions.agenda import Context
from definitions.errors import Faults
from definitions.facts import SETTLED, Obligation, State
from definitions.moments import last_valid_day
from definitions.source import Source, read
from definitions.vocabulary import Kind, Step

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Script:
    """How the people of this office behave. Every method says when, and never acts itself."""

    said: Said
    ctx: Context

    @classmethod
    def read(cls, file: Path, ctx: Context) -> Script:
        """From `rehearsal.yaml` beside the year file; an office without one is played by people who are all on time."""
        if not file.is_file():
            return cls({}, ctx)
        tree = read(Source(file.name, file.read_text("utf-8")))
        if tree.faults:
            raise Faults(tree.faults)
        return cls(tree.data, ctx)

    def acts_at(self, it: Obligation) -> dt.datetime | None:
        """When whoever owes this acts on it, as an instant; None where nobody will."""
        step = self.ctx.steps[it.key.step]
        if step.kind is Kind.SUBMIT:
            return self._hands_in(it)
        if step.kind is Kind.AGREE:
            return self._partner(it)
        if step.kind is Kind.APPROVE:
            return self._leader(it) if it.state is State.OPEN else None
        if step.kind in (Kind.COMPILE, Kind.SEND, Kind.DO):
            return self._office(step, it)
        return None

    def sends_back_at(self, it: Obligation) -> dt.datetime | None:
        """When the Office returns what this unit handed in; None where it does not."""
        first = it.version == 1 and it.state in SETTLED and it.received is not None
        returned = first and self.says(it.key.party, "returned", it.key.period)
        return self._after(it.received, 1, "09:00") if returned and it.received else None

    def revises_at(self, returned: dt.datetime) -> dt.datetime:
        """When the Office has revised what came back to it at that instant: the next working day."""
        return self._after(returned, 1, self.said.get("office", {}).get("confirms_at", "15:30"))

    def unit(self, party: str) -> Said:
        """What is said of one unit."""
        return self.said.get("units", {}).get(party, {})

    def says(self, party: str, word: str, period: str) -> bool:
        """Whether a month is in a unit's list: silent, nil, late, returned."""
        month = period[5:7]
        return month.isdigit() and str(int(month)) in self.unit(party).get(word, ())

    # --- the kinds of people

    def _hands_in(self, it: Obligation) -> dt.datetime | None:
        if it.instants.opens is None or it.instants.due is None:  # an event: at once
            return (it.instants.opens or it.next_at or _EPOCH) + dt.timedelta(hours=1)
        if it.state is State.RETURNED and it.received is not None:
            return self._after(it.received, 2, "10:00")
        monthly = len(it.key.period) > 4
        report = self.said.get("year_report", {})
        silent = (
            self.says(it.key.party, "silent", it.key.period) if monthly else it.key.party in report.get("silent", ())
        )
        late = self.says(it.key.party, "late", it.key.period) if monthly else it.key.party in report.get("late", ())
        if silent:
            return None
        unit, last = self.unit(it.key.party), self._last_working(it)
        if late:
            by = self.said["late_by"]
            return self._at(self.ctx.clock.calendar.shift(last, int(by["days"])), by["at"])
        at = self._at(self.ctx.clock.calendar.shift(last, -int(unit.get("when", 0))), unit.get("at", "10:00"))
        return max(at, it.instants.opens + dt.timedelta(hours=1))  # nobody answers a letter before it has come

    def _partner(self, it: Obligation) -> dt.datetime | None:
        partner = self.said.get("partners", {}).get(it.key.party, {})
        if it.instants.opens is None or str(int(it.key.period[5:7] or 0)) in partner.get("silent", ()):
            return None
        return self._after(it.instants.opens, int(partner.get("days", 1)), partner.get("at", "10:30"))

    def _leader(self, it: Obligation) -> dt.datetime | None:
        leader = self.said.get("leader", {})
        asked, slow = it.instants.opens, leader.get("slow", {}).get(it.key.period)
        return self._after(asked, int(slow or leader.get("days", 1)), leader.get("at", "15:00")) if asked else None

    def _office(self, step: Step, it: Obligation) -> dt.datetime | None:
        office = self.said.get("office", {})
        if it.instants.opens is None:
            return None
        if step.kind is Kind.COMPILE and len(it.key.period) > 4:
            return self._after(it.instants.opens, 0, office.get("confirms_at", "15:30"))
        if it.instants.due is None:
            return self._after(it.instants.opens, 2, office.get("records_at", "10:00"))
        day = self.ctx.clock.calendar.shift(self._last_working(it), -1)
        return max(self._at(day, office.get("records_at", "10:00")), self._after(it.instants.opens, 0, "15:00"))

    # --- days

    def _last_working(self, it: Obligation) -> dt.date:
        assert it.instants.due is not None
        last = last_valid_day(it.instants.due, self.ctx.clock.zone)
        return self.ctx.clock.calendar.last_working_on_or_before(last)

    def _after(self, instant: dt.datetime, days: int, at: str) -> dt.datetime:
        """So many working days after an instant at that time of day; never before the instant itself."""
        calendar = self.ctx.clock.calendar
        day = calendar.next_working_on_or_after(instant.astimezone(self.zone).date())
        when = self._at(calendar.shift(day, days) if days else day, at)
        return when if when > instant else self._at(calendar.shift(day, max(days, 1)), at)

    def _at(self, day: dt.date, at: str) -> dt.datetime:
        return dt.datetime.combine(day, dt.time.fromisoformat(at), self.zone).astimezone(dt.UTC)

    @property
    def zone(self) -> ZoneInfo:
        """The office's zone."""
        return ZoneInfo(self.ctx.definition.process.timezone)


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
