"""Views of a year's deadlines: by party, by month, and a round as a chain. Selecting and ordering, no words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from definitions.agenda import Context, parties
from definitions.assumed import Assumed
from definitions.context import UPON, prepared
from definitions.errors import CallWrong, near
from definitions.explain import Explained, explain
from definitions.moments import local_day
from definitions.vocabulary import Definition, Party, Step
from definitions.who import owners

_FAR = dt.datetime.max.replace(tzinfo=dt.UTC)


class UnknownParty(CallWrong):
    """The year has no party of that id."""

    def __init__(self, id: str, definition: Definition) -> None:
        known = [party.id for party in definition.year.parties]
        super().__init__(code="no-such-party", party=id, hint=", ".join(near(id, known) or known[:8]))


class UnknownPeriod(CallWrong):
    """Nothing of the year comes round in that period."""

    def __init__(self, period: str, ctx: Context) -> None:
        known = dict.fromkeys(period for periods in ctx.periods.values() for period in periods)
        super().__init__(code="no-such-period", period=period, near=", ".join(near(period, known) or list(known)[:8]))


@dataclass(frozen=True, slots=True)
class Owed:
    """What one party owes: a deadline of the year, and the reminders before it (UTC), the earliest first."""

    party: Party
    step: Step
    it: Explained
    reminders: tuple[dt.datetime, ...] = ()

    @property
    def soonest(self) -> dt.datetime:
        """By what it is put in order: its deadline, else its opening; what has neither stands last."""
        return self.it.due or self.it.opens or _FAR


def owed(definition: Context | Definition, party: str = "") -> tuple[Owed, ...]:
    """Everything that each party owes, or one of them; the first due first. Raises UnknownParty."""
    ctx = prepared(definition)
    if party and party not in {p.id for p in ctx.definition.year.parties}:
        raise UnknownParty(party, ctx.definition)
    assumed = Assumed(ctx)
    found = [
        Owed(who, ctx.steps[it.step], it, _reminders(ctx, assumed, it))
        for it in explain(ctx)
        for who in _owing(ctx, it)
        if party in {"", who.id}
    ]
    return tuple(sorted(found, key=lambda one: one.soonest))


def _owing(ctx: Context, it: Explained) -> Iterable[Party]:
    step = ctx.steps[it.step]
    if step.every in UPON:
        return [ctx.definition.year.party(id) for id in owners(ctx, step)]
    return parties(ctx, step, it.period)


def _reminders(ctx: Context, assumed: Assumed, it: Explained) -> tuple[dt.datetime, ...]:
    """Those that whoever owes it gets; what is told to others about it is none of theirs."""
    step = ctx.steps[it.step]
    if step.every in UPON:
        return ()
    return tuple(at for rung, at in assumed.rungs(step, it.period) if rung.kind == "remind" and rung.to is None)


def by_party(ctx: Context, rows: Iterable[Owed]) -> list[tuple[Party, list[Owed]]]:
    """Each party that owes something, in the order of the year, with its own in the order of their days."""
    rows = list(rows)
    found = ((party, [row for row in rows if row.party.id == party.id]) for party in ctx.definition.year.parties)
    return [(party, its) for party, its in found if its]


def by_month(ctx: Context, rows: Iterable[Owed]) -> list[tuple[tuple[int, int] | None, list[list[Owed]]]]:
    """(year, month) of the last day in time, with what is due in it: one list for each step and period, its parties
    together. What has no deadline, and what only events bring, stands last, under None.
    """
    ordered = sorted(rows, key=lambda row: (_month(ctx, row) or (9999, 0), row.soonest, row.it.step, row.it.period))
    months = groupby(ordered, key=lambda row: _month(ctx, row))
    return [
        (month, [list(its) for _, its in groupby(all_, key=lambda row: (row.it.step, row.it.period))])
        for month, all_ in months
    ]


def _month(ctx: Context, row: Owed) -> tuple[int, int] | None:
    day = row.it.last_valid or (local_day(row.it.opens, ctx.clock.zone) if row.it.opens and row.it.due else None)
    return (day.year, day.month) if day else None


# ---------------------------------------------------------------- the chain of a round


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a round, and the steps of the same round that it waits for."""

    it: Explained
    waits: tuple[Step, ...]


def chain(definition: Context | Definition, period: str) -> tuple[Link, ...]:
    """The steps of one period, each after everything that it waits for. Raises UnknownPeriod."""
    ctx = prepared(definition)
    rows = {it.step: it for it in explain(ctx) if it.period == period and ctx.steps[it.step].every not in UPON}
    if not rows:
        raise UnknownPeriod(period, ctx)
    links: dict[str, Link] = {}
    for id in rows:
        _follow(ctx, id, rows, links)
    return tuple(links.values())


def _follow(ctx: Context, id: str, rows: dict[str, Explained], links: dict[str, Link]) -> None:
    """Depth first: what is waited for comes before it. The loader has refused every circle."""
    waits = [name for name in ctx.waits[id] if name in rows]
    for name in waits:
        if name not in links:
            _follow(ctx, name, rows, links)
    links.setdefault(id, Link(rows[id], tuple(ctx.steps[name] for name in waits)))
