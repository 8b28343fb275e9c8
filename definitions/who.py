"""Who: the parties that owe a step, that it goes to, through whom, and who accepts. On a day: those valid then.

A party acts through people; whoever of them is away on a day is stood in for by the substitute that the directory names.
"""

from __future__ import annotations

import datetime as dt

from definitions.actions import Decider
from definitions.agenda import Context, parties
from definitions.events import Decide
from definitions.facts import Grant, Key, Obligation
from definitions.moments import local_day, midnight
from definitions.vocabulary import Directory, Kind, Party, Person, Step


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


# ---------------------------------------------------------------- people


def deciders(ctx: Context, party: str, on: dt.date, assigned: str | None = None) -> tuple[Decider, ...]:
    """The people who decide for a party on a day: whoever it was given to, else those who act for it, or who stand in."""
    directory = ctx.definition.directory
    if assigned is not None and (given := _known(directory, assigned)) is not None:
        return (_decider(directory, given, on, None if given.party == party else _first_of(directory, party, on)),)
    found = (_decider(directory, person, on) for person in directory.of(party, on))
    return tuple({each.person: each for each in found}.values())


def unproved(ctx: Context, it: Obligation, event: Decide, now: dt.datetime) -> Grant:
    """Where no proof is asked for: whoever is said to decide, if that person does so today; else the first who does."""
    asked = deciders(ctx, it.key.party, local_day(now, ctx.clock.zone), it.assigned) or (Decider(it.key.party),)
    who, instead_of = next((each for each in asked if each.person == event.person), asked[0])
    forever = dt.datetime.max.replace(tzinfo=dt.UTC)
    return Grant(it.key, who, it.content or "", it.generation, forever, instead_of=instead_of)


def _decider(directory: Directory, person: Person, on: dt.date, instead_of: str | None = None) -> Decider:
    present = stand_in(directory, person, on)
    return Decider(present.id, instead_of if present is person else person.id)


def stand_in(directory: Directory, person: Person, on: dt.date) -> Person:
    """Whoever acts for this person on a day; the person where nobody is named who is there."""
    here, passed = person, {person.id}
    while not here.is_there(on) and here.substitute is not None and here.substitute not in passed:
        found = _known(directory, here.substitute)
        if found is None:
            break
        here = found
        passed.add(here.id)
    return here if here.is_there(on) else person


def candidates(ctx: Context, step: Step, on: dt.date) -> tuple[str, ...]:
    """The people to whom a decision can be given: those of the step's roles, and whoever is named to stand in for one."""
    directory = ctx.definition.directory
    own = [person for party in owners(ctx, step, on) for person in directory.of(party, on)]
    named = [person.substitute for person in own if person.substitute and _known(directory, person.substitute)]
    return tuple(dict.fromkeys((*(person.id for person in own), *named)))


def cast_changes(ctx: Context, party: str, now: dt.datetime) -> dt.datetime | None:
    """The next instant at which others may decide for a party: somebody leaves, comes back, or begins; None without."""
    zone = ctx.clock.zone
    people = ctx.definition.directory.people
    theirs = {person.id for person in people if person.party == party}
    named = {person.substitute for person in people if person.id in theirs}
    days = [day for person in people if person.id in theirs | named for day in _turns(person)]
    return min((at for day in days if (at := midnight(day, zone)) > now), default=None)


def _turns(person: Person) -> list[dt.date]:
    """The days on which it becomes another matter whether this person is there."""
    day = dt.timedelta(days=1)
    away = (person.away[0], person.away[1] + day) if person.away else ()
    ends = (person.valid_to + day,) if person.valid_to else ()
    begins = (person.valid_from,) if person.valid_from else ()
    return [*away, *ends, *begins]


def _known(directory: Directory, id: str) -> Person | None:
    return next((person for person in directory.people if person.id == id), None)


def _first_of(directory: Directory, party: str, on: dt.date) -> str | None:
    return next((person.id for person in directory.of(party, on)), None)
