"""What a definition may say and probably does not mean: warnings, never refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from definitions.agenda import Context, context, instants, occurrences, rungs
from definitions.dated import dated
from definitions.deadlock import settled_by
from definitions.moments import local_day
from definitions.source import Json, Path
from definitions.strangers import strangers
from definitions.vocabulary import Definition, Kind, Moment, OfActivity, OfStep, OnDate, Party, Step
from definitions.who import stand_in

SHOWN = 3  # dates that a warning names


@dataclass(frozen=True, slots=True)
class Doubt:
    """One warning: its sentences by `code`, the words it is about, in which text and where they stand.

    A moment of a step stands at ("steps", id, key) of the process, wherever the year or the defaults say it.
    """

    code: str
    words: str
    path: Path = ()
    text: Literal["process", "year", "directory"] = "process"
    known: tuple[str, ...] = ()  # what may have been meant
    names: dict[str, str] = field(default_factory=dict)


def doubts(definition: Definition) -> Iterator[Doubt]:
    """What is not covered, is of another year, on a rest day or a day not decided yet, reaches nobody, hangs on one."""
    yield from _coverage(definition)
    for step in definition.process.steps:
        yield from _activities(definition, step)
        yield from _dates(definition, step)
        if step.deadlock and settled_by(definition.process, step) is None:
            yield Doubt(
                "deadlock-without-decision", step.id, ("steps", step.id, "deadlock"), names={"role": step.deadlock}
            )
    yield from _rest_days(context(definition))
    yield from _unpublished(definition)
    if definition.directory.people:
        yield from _unreachable(definition)
        yield from _alone(definition)
        yield from _elsewhere(definition)
        yield from _away(definition)


def _coverage(definition: Definition) -> Iterator[Doubt]:
    steps, year = definition.process.steps, definition.year
    answered = {clause for step in steps for clause in step.basis}
    answered |= {topic.basis for topic in year.topics} | {activity.basis for activity in year.activities}
    for clause in definition.process.clauses:
        if clause not in answered:
            yield Doubt("clause-without-step", clause, ("clauses", clause))
    for step in steps:
        if not step.basis:
            yield Doubt("step-without-clause", step.id, ("steps", step.id))


def _activities(definition: Definition, step: Step) -> Iterator[Doubt]:
    known = {activity.id: activity for activity in definition.year.activities}
    named = {m.anchor.activity: path for path, m in reversed(_moments(step)) if isinstance(m.anchor, OfActivity)}
    for name, path in sorted({**named, **({step.activity: ("activity",)} if step.activity else {})}.items()):
        if name not in known:
            yield Doubt("unknown-activity", name, ("steps", step.id, *path), known=tuple(known))
        elif known[name].first is None:
            yield Doubt("undated-activity", name, ("steps", step.id, *path))


def _dates(definition: Definition, step: Step) -> Iterator[Doubt]:
    year = definition.year
    for path, moment in _moments(step):
        date = moment.anchor.date if isinstance(moment.anchor, OnDate) else None
        if date is not None and not year.first.year <= date.year <= year.last.year:
            yield Doubt("date-elsewhere", step.id, ("steps", step.id, *path), names={"date": moment.text})


def _moments(step: Step) -> list[tuple[Path, Moment]]:
    """Every moment of a step, and where in it that stands."""
    triggered = step.starts.moment if step.starts else None
    said = {"opens": step.opens, "due": step.due, "closes": step.closes, "starts": triggered}
    own: list[tuple[Path, Moment]] = [((key,), moment) for key, moment in said.items() if moment is not None]
    return own + [(path, moment) for _, path, moment in _rungs(step)]


def _rungs(step: Step) -> Iterator[tuple[str, Path, Moment]]:
    """Every rung of its ladder: its id, where in the step it stands, its moment."""
    for kind in ("remind", "escalate"):
        for n, rung in enumerate(rung for rung in step.ladder if rung.kind == kind):
            yield rung.id, (kind, n), rung.moment


# ---------------------------------------------------------------- on a rest day


def _rest_days(ctx: Context) -> Iterator[Doubt]:
    """Openings and reminders that the year's own dates put on a day on which nobody works."""
    found: dict[tuple[str, Path], list[dt.date]] = {}
    for step, period in occurrences(ctx):
        for path, at in _told_at(ctx, step, period):
            day = local_day(at, ctx.clock.zone)
            if not ctx.clock.calendar.is_working(day):
                found.setdefault((step.id, path), []).append(day)
    for (id, path), days in found.items():
        said = dict(_moments(ctx.steps[id]))[path]
        dates = ", ".join(map(str, sorted(set(days))[:SHOWN]))
        yield Doubt("rest-day-reminder", said.text, ("steps", id, *path), names={"step": id, "dates": dates})


def _told_at(ctx: Context, step: Step, period: str) -> Iterator[tuple[Path, dt.datetime]]:
    """When people hear of a round by the step's own words; what only repeats another step's instant is that step's."""
    when = instants(ctx, step, period, {})
    if step.opens is not None and when.opens is not None and not _repeats(step.opens):
        yield ("opens",), when.opens
    places = {id: path for id, path, _ in _rungs(step)}
    for rung, at in rungs(ctx, step, period, when, {}):
        if rung.kind == "remind" and not _repeats(rung.moment):
            yield places[rung.id], at


def _repeats(moment: Moment) -> bool:
    return isinstance(moment.anchor, OfStep) and not moment.shift and moment.time is None


# ---------------------------------------------------------------- people


def _unpublished(definition: Definition) -> Iterator[Doubt]:
    """The year itself, and the next where one of its instants falls there: what is due in December is late in January."""
    ctx = context(definition)
    first, last = definition.year.first.year, definition.year.last.year
    years = {*range(first, last + 1), *({last + 1} & {it.at.year for it in dated(ctx)})}
    for year in sorted(years):
        if not ctx.clock.calendar.published(year):
            yield Doubt("calendar-unpublished", str(year), ("runs",), text="year")


def _elsewhere(definition: Definition) -> Iterator[Doubt]:
    """People of another year's parties: the loader has refused the slips of the pen."""
    parties = [party.id for party in definition.year.parties]
    for owner, _ in strangers((person.party for person in definition.directory.people), parties):
        yield Doubt("people-elsewhere", owner, ("people", owner), text="directory")


def _unreachable(definition: Definition) -> Iterator[Doubt]:
    owing = {role for step in definition.process.steps for role in step.by}
    for party in definition.year.parties:
        if owing & set(party.roles) and not any(p.addresses for p in definition.directory.of(party.id)):
            yield Doubt("nobody-reachable", party.id, ("parties", party.id), text="year")


def _alone(definition: Definition) -> Iterator[Doubt]:
    """A party that decides or compiles by one person alone; whoever merely hands in is one of many."""
    for party in definition.year.parties:
        step = next((step for step in definition.process.steps if _hangs_on(step, party)), None)
        people = [person for person in definition.directory.of(party.id) if person.addresses]
        if step is not None and len(people) == 1:
            path = ("people", party.id, people[0].id.removeprefix(f"{party.id}."))
            names = {"step": step.id, "person": people[0].name, "party": party.name}
            yield Doubt("one-person", people[0].id, path, text="directory", names=names)


def _away(definition: Definition) -> Iterator[Doubt]:
    """A decider who is away, with nobody to stand in."""
    deciding = {role for step in definition.process.steps if step.kind is Kind.APPROVE for role in step.by}
    for party in definition.year.parties:
        for person in definition.directory.of(party.id) if deciding & set(party.roles) else ():
            if person.away is not None and stand_in(definition.directory, person, person.away[0]) is person:
                path = ("people", party.id, person.id.removeprefix(f"{party.id}."), "away")
                names = {"person": person.name, "party": party.name}
                days = " - ".join(f"{day:%d/%m/%Y}" for day in dict.fromkeys(person.away))
                yield Doubt("away-alone", days, path, text="directory", names=names)


def _hangs_on(step: Step, party: Party) -> bool:
    return step.kind in {Kind.APPROVE, Kind.COMPILE} and bool(set(step.by) & set(party.roles))


# ---------------------------------------------------------------- where it stands


def place(process: Json, year: Json, text: str, path: Path) -> tuple[str, Path]:
    """The text and the path at which a doubt's words really stand: set by the year, left to the defaults, in a list."""
    if path[:1] == ("steps",) and len(path) > 2:
        id, key = path[1], path[2]
        if key in _below(year, ("dates", id)):
            return "year", ("dates", *path[1:])
        if key in {"remind", "escalate"} and not {"remind", "escalate"} & set(_below(process, ("steps", id))):
            return text, ("defaults", *path[2:])
    if path[:1] == ("clauses",) and isinstance(process.get("clauses"), list):
        return text, ("clauses", process["clauses"].index(path[1]))
    return text, path


def _below(said: Json, path: Path) -> Json:
    for part in path:
        said = said.get(part, {}) if isinstance(said, dict) else {}
    return said if isinstance(said, dict) else {}
