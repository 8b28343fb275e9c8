"""Who: the parties that owe a step, that it goes to, through whom, and who accepts. On a day: those valid then."""

from __future__ import annotations

import datetime as dt

from definitions.agenda import Context, parties
from definitions.facts import Key
from definitions.vocabulary import Kind, Party, Step


def owners(ctx: Context, step: Step, on: dt.date | None = None) -> tuple[str, ...]:
    """Every party that owes this step."""
    return playing(ctx, *step.by, on=on)


def audience(ctx: Context, step: Step, on: dt.date | None = None) -> tuple[str, ...]:
    """Every party that this step goes to."""
    return playing(ctx, *step.to, on=on)


def playing(ctx: Context, *roles: str, on: dt.date | None = None) -> tuple[str, ...]:
    """Every party of these roles, each once, in the order of the year."""
    return tuple(dict.fromkeys(p.id for role in roles for p in ctx.definition.year.playing(role, on)))


def office(ctx: Context) -> frozenset[str]:
    """The parties of whoever puts things together: it is theirs to speak for the office; empty where nobody does."""
    compiling = [role for step in ctx.steps.values() if step.kind is Kind.COMPILE for role in step.by]
    return ctx.remember(("office",), lambda: frozenset(playing(ctx, *compiling)))


def compiled_key(ctx: Context, step: str, period: str) -> Key:
    """The one obligation of a step that one party owes (what is compiled, agreed on, decided on)."""
    return ctx.remember(("compiled", step, period), lambda: Key(step, period, _first(ctx, ctx.steps[step], period)))


def _first(ctx: Context, step: Step, period: str) -> str:
    owing = parties(ctx, step, period)
    return owing[0].id if owing else owners(ctx, step)[0]


def relay(ctx: Context, step: Step, party: str) -> str | None:
    """The party through which this one's artefact goes: the nearest above it that plays `via`; None without one."""
    if step.via is None:
        return None
    known = {p.id: p for p in ctx.definition.year.parties}
    return next((above.id for above in _above(known, party) if step.via in above.roles), None)


def _above(known: dict[str, Party], party: str) -> list[Party]:
    found: list[Party] = []
    here = known.get(party)
    while here is not None and here.under is not None and len(found) < len(known):
        here = known.get(here.under)
        found += [here] if here is not None else []
    return found


def accepting(ctx: Context, step: Step, party: str, on: dt.date | None = None) -> tuple[str, ...]:
    """Who has to accept what this party hands in: its relay, or whoever plays `accept`; nobody where that is auto."""
    through = relay(ctx, step, party)
    if through is not None:
        return (through,)
    return () if step.accept == "auto" else playing(ctx, step.accept, on=on)
