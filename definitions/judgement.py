"""What a year that was lived says of its definition: who is written to how often, what came late, what never came.

Rule 1: it judges letters and obligations alone, so that a rehearsed year and a real one are judged alike. Rule 2: it
holds no words; `notifications/judged.py` says it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from zoneinfo import ZoneInfo

from definitions.context import UPON, Context
from definitions.facts import SETTLED, WAITING, Key, Obligation, State
from definitions.hours import named_days, within_hours

Span = Literal["day", "month", "year"]

_SPANS: Final[Mapping[str, str]] = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
"""How the spans of a budget are told apart, and written."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter that left: to whom, when (UTC), and what it spoke of: (key, kind) pairs."""

    person: str
    at: dt.datetime
    about: tuple[tuple[Key, str], ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What one person got: in all, and in the fullest day (2023-11-03) and month (2023-11), the first of those alike."""

    person: str
    total: int
    day: str
    most_in_day: int
    month: str
    most_in_month: int


@dataclass(frozen=True, slots=True)
class Outside:
    """A letter that nobody should have got then: on a rest day, or outside of office hours."""

    person: str
    at: dt.datetime
    rest_day: bool
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overrun:
    """More letters to one person in one span than the budget allows; `kinds` are (kind, step, count), most first."""

    person: str
    span: Span
    when: str
    count: int
    allowed: int
    kinds: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The year in figures. `late` are among the settled; `unopened` are (step, period, how many), the period "" where
    a step never came round at all; `unclosed` still waited at the end.
    """

    letters: int
    loads: tuple[Load, ...]
    outside: tuple[Outside, ...]
    settled: int
    late: int
    missed: int
    unopened: tuple[tuple[str, str, int], ...]
    unclosed: tuple[Key, ...]
    budget: Mapping[str, int]
    overruns: tuple[Overrun, ...]

    @property
    def refused(self) -> bool:
        """Whether the definition does not pass: somebody gets too much, or is written to when nobody works."""
        return bool(self.overruns or self.outside)


def judge(
    ctx: Context,
    letters: Sequence[Letter],
    obligations: Sequence[Obligation],
    *,
    late: Collection[Key] = (),
    budget: Mapping[str, int] = {},
) -> Judgement:
    """The judgement of a year. `late` are the keys of what was handed in late; `budget` is span -> letters."""
    zone = ZoneInfo(ctx.clock.zone)
    settled = [it for it in obligations if it.state in SETTLED]
    return Judgement(
        letters=len(letters),
        loads=_loads(letters, zone),
        outside=tuple(_outside(ctx, letters)),
        settled=len(settled),
        late=sum(it.key in late for it in settled),
        missed=sum(it.state is State.MISSED for it in obligations),
        unopened=tuple(_unopened(ctx, obligations)),
        unclosed=tuple(it.key for it in obligations if it.state in WAITING and not _asked_anew(it, obligations)),
        budget=dict(budget),
        overruns=tuple(_overruns(letters, budget, zone)),
    )


def _asked_anew(it: Obligation, obligations: Iterable[Obligation]) -> bool:
    """A verdict that sent something back stays as it is; the next round is decided on its own."""
    following = it.key._replace(round=it.key.round + 1)
    return it.state is State.RETURNED and any(other.key == following for other in obligations)


# ---------------------------------------------------------------- letters


def _span_of(letter: Letter, span: str, zone: dt.tzinfo) -> str:
    return letter.at.astimezone(zone).strftime(_SPANS[span])


def _counted(letters: Iterable[Letter], span: str, zone: dt.tzinfo) -> Counter[tuple[str, str]]:
    return Counter((letter.person, _span_of(letter, span, zone)) for letter in letters)


def _loads(letters: Sequence[Letter], zone: dt.tzinfo) -> tuple[Load, ...]:
    """The most written to first."""
    totals = Counter(letter.person for letter in letters)
    days, months = (_counted(letters, span, zone) for span in ("day", "month"))
    loads = (
        Load(person, total, *_fullest(days, person), *_fullest(months, person)) for person, total in totals.items()
    )
    return tuple(sorted(loads, key=lambda load: (-load.total, load.person)))


def _fullest(counted: Mapping[tuple[str, str], int], person: str) -> tuple[str, int]:
    return max(((when, n) for (who, when), n in counted.items() if who == person), key=_earliest_of_the_most)


def _earliest_of_the_most(pair: tuple[str, int]) -> tuple[int, float]:
    when, count = pair
    return count, -float(when.replace("-", ""))


def _outside(ctx: Context, letters: Iterable[Letter]) -> Iterable[Outside]:
    zone = ZoneInfo(ctx.clock.zone)
    for letter in letters:
        steps = tuple(dict.fromkeys(key.step for key, _ in letter.about))
        named = frozenset[dt.date]().union(*(named_days(ctx, ctx.steps[step]) for step in steps))
        if not within_hours(ctx.clock, letter.at, named):
            day = letter.at.astimezone(zone).date()
            yield Outside(letter.person, letter.at, not ctx.clock.calendar.is_working(day), steps)


def _overruns(letters: Sequence[Letter], budget: Mapping[str, int], zone: dt.tzinfo) -> Iterable[Overrun]:
    for span in (span for span in ("day", "month", "year") if span in budget):
        for (person, when), count in sorted(_counted(letters, span, zone).items()):
            if count > budget[span]:
                theirs = [one for one in letters if (one.person, _span_of(one, span, zone)) == (person, when)]
                yield Overrun(person, _named(span), when, count, budget[span], _kinds(theirs))


def _named(span: str) -> Span:
    names: dict[str, Span] = {"day": "day", "month": "month", "year": "year"}
    return names[span]


def _kinds(letters: Iterable[Letter]) -> tuple[tuple[str, str, int], ...]:
    """What letters spoke of, once per letter: the commonest first."""
    spoken = Counter(pair for one in letters for pair in {(kind, key.step) for key, kind in one.about})
    return tuple((kind, step, n) for (kind, step), n in sorted(spoken.items(), key=lambda it: (-it[1], it[0])))


# ---------------------------------------------------------------- what never happened


def _unopened(ctx: Context, obligations: Sequence[Obligation]) -> Iterable[tuple[str, str, int]]:
    """Rounds that were planned and never opened, and steps that nothing ever brought round; in the process's order."""
    planned = Counter((it.key.step, it.key.period) for it in obligations if it.state is State.PLANNED)
    seen = {it.key.step for it in obligations}
    order: Callable[[tuple[str, str]], tuple[int, str]] = lambda it: (list(ctx.steps).index(it[0]), it[1])  # noqa: E731
    for step, period in sorted(planned, key=order):
        yield step, period, planned[step, period]
    yield from ((step.id, "", 0) for step in ctx.steps.values() if step.every in UPON and step.id not in seen)
