"""The scripted people of a rehearsal: when each of them acts on what waits for them, by the kind of step alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from definitions.agenda import Context
from definitions.behaviour import Said, among, script
from definitions.facts import SETTLED, Obligation, State
from definitions.hours import spoken_at
from definitions.moments import last_valid_day, local_day
from definitions.source import Source
from definitions.vocabulary import Kind, Step
from definitions.who import accepting


@dataclass(frozen=True)
class Script:
    """How the people of this office behave. Every method says when, and never acts itself.

    `silent` are parties that do nothing at all, whatever the script says of them.
    """

    said: Said
    ctx: Context
    silent: frozenset[str] = frozenset()

    @classmethod
    def read(cls, file: Path, ctx: Context, silent: Iterable[str] = ()) -> Script:
        """From `rehearsal.yaml` beside the year file; an office without one is played by people who are all on time."""
        said = script(Source(file.as_posix(), file.read_bytes()), ctx) if file.is_file() else {}
        return cls(said, ctx, frozenset(silent))

    def acts_at(self, it: Obligation) -> dt.datetime | None:
        """When whoever owes this acts on it, as an instant; None where nobody will."""
        step = self.ctx.steps[it.key.step]
        if it.key.party in self.silent:
            return None
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

    def accepts_at(self, it: Obligation) -> dt.datetime | None:
        """When whoever has to accept this does so, the next working day; None where nobody has to, or nobody will."""
        if it.received is None:
            return None
        who = accepting(self.ctx, self.ctx.steps[it.key.step], it.key.party, local_day(it.received, str(self.zone)))
        return self._after(it.received, 1, "09:30") if set(who) - self.silent else None

    def revises_at(self, returned: dt.datetime) -> dt.datetime:
        """When the Office has revised what came back to it at that instant: the next working day."""
        return self._after(returned, 1, self.said.get("office", {}).get("confirms_at", "15:30"))

    def unit(self, party: str) -> Said:
        """What is said of one unit."""
        return self.said.get("units", {}).get(party, {})

    def says(self, party: str, word: str, period: str) -> bool:
        """Whether a period is in a unit's list: silent, nil, late, returned."""
        return among(self.unit(party).get(word, ()), period)

    # --- the kinds of people

    def _hands_in(self, it: Obligation) -> dt.datetime | None:
        if it.instants.opens is None or it.instants.due is None:  # an event: at once
            return (it.instants.opens or it.next_at or _EPOCH) + dt.timedelta(hours=1)
        if it.state is State.RETURNED and it.received is not None:
            return self._after(it.received, 2, "10:00")
        report = self.said.get("year_report", {}) if len(it.key.period) == 4 else {}
        party, period = it.key.party, it.key.period
        if self.says(party, "silent", period) or party in report.get("silent", ()):
            return None
        late = self.says(party, "late", period) or party in report.get("late", ())
        unit, last = self.unit(it.key.party), self._last_working(it)
        if late:
            by = self.said.get("late_by", _LATE)
            return self._at(self.ctx.clock.calendar.shift(last, int(by["days"])), by["at"])
        at = self._at(self.ctx.clock.calendar.shift(last, -int(unit.get("when", 0))), unit.get("at", "10:00"))
        asked = spoken_at(self.ctx.clock, it.instants.opens)
        return max(at, asked + dt.timedelta(hours=1))  # nobody answers a letter before it has come

    def _partner(self, it: Obligation) -> dt.datetime | None:
        partner = self.said.get("partners", {}).get(it.key.party, {})
        if it.instants.opens is None or among(partner.get("silent", ()), it.key.period):
            return None
        return self._after(it.instants.opens, int(partner.get("days", 1)), partner.get("at", "10:30"))

    def _leader(self, it: Obligation) -> dt.datetime | None:
        leader = self.said.get("leader", {})
        asked, slow = it.instants.opens, leader.get("slow", {}).get(it.key.period)
        if not self.ctx.definition.directory.of(it.key.party):  # nobody has got a code
            return None
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
        return dt.datetime.combine(day, clock_time(at), self.zone).astimezone(dt.UTC)

    @property
    def zone(self) -> ZoneInfo:
        """The office's zone."""
        return ZoneInfo(self.ctx.definition.process.timezone)


def clock_time(at: str) -> dt.time:
    """A time of day as a script says it: 9:05 or 09:05."""
    return dt.time.fromisoformat(at.zfill(5))


_LATE = {"days": "2", "at": "09:20"}
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
