"""Consequences in sentences: a change of one rule is one sentence, with how many it is for and one example."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from definitions.agenda import Context
from definitions.calendar import WEEKDAY_NAMES
from definitions.consequences import Change, Turn, What, distance
from definitions.explain import short_date
from definitions.moments import last_valid_day, local_day
from definitions.worded import renamed
from flows.differences import WORDS
from flows.say import Language, say

_KEYS: Final = {"valid_from": "from", "valid_to": "until"}
"""Fields of the vocabulary that the file writes otherwise."""

DEADLINES: Final = frozenset({Turn.DUE, Turn.CLOSES, Turn.OWED})
NAMED: Final = 3
"""Up to so many parties are named; of more the number is said."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Two definitions and the reader's language: what the words of a consequence need to know."""

    old: Context
    new: Context
    lang: Language

    def sentences(self, changes: Iterable[Change], *, each: bool = False) -> list[str]:
        """The consequences as sentences, the most important first; `each` merges nothing."""
        alike: Callable[[Change], object] = _itself if each else _alike
        return [self._sentence(tuple(group)) for _, group in groupby(sorted(changes, key=self._place), key=alike)]

    def _place(self, change: Change) -> tuple[Any, ...]:
        """By importance, then as the process tells it, then by the calendar."""
        steps = [*self.new.steps, *self.old.steps]
        step = steps.index(change.step) if change.step else -1
        alike = map(str, _alike(change))
        return _PLACES[change.what], step, *alike, change.period, str(change.before), change.party

    def say(self, key: str, **facts: object) -> str:
        """A sentence of `differences.py`."""
        return say(self.lang, key, WORDS, **facts)

    # --- one sentence

    def _sentence(self, group: Sequence[Change]) -> str:
        first = group[0]
        if isinstance(first.what, What):
            return self._word(first)
        if first.what is Turn.RUNG:
            return self._rung(group)
        facts = self._facts(group)
        if first.what is Turn.OWED:
            return self.say(f"{'owed' if first.before is None else 'free'}-{facts['number']}", **facts)
        return self.say(f"moves-{facts['number']}", what=self.say(first.what), shift=self._shift(group), **facts)

    def _facts(self, group: Sequence[Change]) -> dict[str, Any]:
        first = group[0]
        periods = tuple(dict.fromkeys(change.period for change in group))
        return {
            "number": "one" if len(periods) == 1 else "many",
            "title": self.title(first.step),
            "period": first.period,
            "periods": self.periods(periods),
            "as_in": self.say("as-in", period=first.period) if len(periods) > 1 else "",
            "who": self.who(change.party for change in group),
            "before": self._date(first, first.before),
            "after": self._date(first, first.after),
        }

    def _rung(self, group: Sequence[Change]) -> str:
        first, facts, rung = group[0], self._facts(group), self._named(group[0])
        kind = "rung-new" if first.before is None else "rung-gone" if first.after is None else "rung-moved"
        return self.say(kind, **facts, rung=rung)

    def _named(self, change: Change) -> str:
        """The rung, by the words of its moment, and whom it tells."""
        ladders = (ctx.steps[change.step].ladder for ctx in (self.new, self.old) if change.step in ctx.steps)
        rung = next(rung for ladder in ladders for rung in ladder if rung.id == change.name)
        roles = {role.id: role.title for ctx in (self.old, self.new) for role in ctx.definition.process.roles}
        told = self.say("to-role", role=roles.get(rung.to, rung.to)) if rung.to else ""
        return self.say(rung.kind, moment=rung.moment.text) + told

    def _word(self, change: Change) -> str:
        assert isinstance(change.what, What), "words alone"
        id, _, field = (
            change.name.rpartition(".") if None not in (change.before, change.after) else (change.name, "", "")
        )
        facts = {"kind": self.say(change.what), "id": id or change.what, "before": change.before, "after": change.after}
        if field:
            said = {name: facts[name] or self.say("empty") for name in ("before", "after")}
            return self.say(
                "word-field", **{**facts, **said}, field=_KEYS.get(field, field), title=self._title_of(change.what, id)
            )
        if change.after is not None:
            return self.say("word-new", **facts)
        hint = self._renamed(change.what, change.name)
        return self.say("word-gone", **facts, hint=self.say("renamed", hint=hint, id=change.name) if hint else "")

    def _renamed(self, what: What, id: str) -> str:
        was, is_ = self.old.definition, self.new.definition
        if what is What.STEP:
            return renamed(id, was.process.steps, is_.process.steps)
        return renamed(id, was.year.parties, is_.year.parties) if what is What.PARTY else ""

    def _title_of(self, what: What, id: str) -> str:
        if what is What.STEP:
            return self.title(id)
        if what is What.PARTY:
            return self.name(id)
        return id or self.new.definition.process.title

    # --- its parts

    def title(self, step: str) -> str:
        """The title of a step, in the new text where it has one."""
        found = self.new.steps.get(step) or self.old.steps.get(step)
        return found.title if found else step

    def name(self, party: str) -> str:
        """The name of a party, in the new text where it has one."""
        names = {p.id: p.name for ctx in (self.old, self.new) for p in ctx.definition.year.parties}
        return names.get(party, party)

    def periods(self, periods: Sequence[str]) -> str:
        """One by its name, more by their number with the first and the last."""
        key = "periods-one" if len(periods) == 1 else "periods-many"
        return self.say(key, count=len(periods), first=periods[0], last=periods[-1])

    def who(self, parties: Iterable[str]) -> str:
        """A few by their names, many by their number."""
        known = tuple(dict.fromkeys(parties))
        return self.say("parties", count=len(known)) if len(known) > NAMED else ", ".join(map(self.name, known))

    def deadline(self, instant: dt.datetime) -> str:
        """Such as "hết ngày 04/11 (thứ Bảy)"."""
        return self._day("by", last_valid_day(instant, self.new.clock.zone), instant, dt.time())

    def _start(self, instant: dt.datetime) -> str:
        return self._day("on", local_day(instant, self.new.clock.zone), instant, self.new.clock.day_starts)

    def _day(self, way: str, day: dt.date, instant: dt.datetime, usual: dt.time) -> str:
        local = instant.astimezone(_zone(self.new))
        weekday = WEEKDAY_NAMES[day.weekday()] if self.lang == "vi" else f"{day:%A}"
        said = short_date(day, self.new.definition.year.year)
        kind = f"{way}-day" if local.time() == usual else f"{way}-hour"
        return self.say(kind, day=said, weekday=weekday, hour=f"{local:%H:%M}")

    def _date(self, change: Change, value: object) -> str:
        if not isinstance(value, dt.datetime):
            return self.say("undated") if value == "owed" else self.say("no-date")
        said = self.deadline(value) if change.what in DEADLINES else self._start(value)
        said = self.say("expected", date=said) if change.planned else said
        return self.say("due-by", date=said) if change.what is Turn.OWED else said

    def _shift(self, group: Iterable[Change]) -> str:
        """By how much, where it is the same for all."""
        shifts = {self.shift(change) for change in group}
        found = shifts.pop() if len(shifts) == 1 else None
        if found is None or not found[0]:
            return ""
        return self.say("later" if found[0] > 0 else "earlier", days=abs(found[0]), worked=abs(found[1]))

    def shift(self, change: Change) -> tuple[int, int] | None:
        """By how many days, and by how many of them worked, an instant moves; None where it has no distance."""
        if not (isinstance(change.before, dt.datetime) and isinstance(change.after, dt.datetime)):
            return None
        day = last_valid_day if change.what in DEADLINES else local_day
        return distance(self.new, day(change.before, self.new.clock.zone), day(change.after, self.new.clock.zone))


def _zone(ctx: Context) -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo(ctx.clock.zone)


# ---------------------------------------------------------------- what is one sentence

_PLACES: Final = {what: n for n, what in enumerate((*Turn, *What))}


def _alike(change: Change) -> tuple[Any, ...]:
    """What consequences of one rule share; the rungs of a ladder that move along are one."""
    if isinstance(change.what, What):
        return _itself(change)
    exists = change.before is None, change.after is None
    along = change.what is Turn.RUNG and exists == (False, False)
    return change.what, change.step, exists, "" if along else change.name


def _itself(change: Change) -> tuple[Any, ...]:
    return change.what, change.step, change.period, change.party, change.name


def rows(telling: Telling, changes: Iterable[Change]) -> Iterator[dict[str, Any]]:
    """The same for a machine: one row per consequence, instants in ISO 8601, distances in days."""
    for change in changes:
        shift = telling.shift(change)
        row = {name: _iso(getattr(change, name)) for name in Change.__dataclass_fields__}
        yield row | {"days": shift[0] if shift else None, "working_days": shift[1] if shift else None}


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.datetime) else value
