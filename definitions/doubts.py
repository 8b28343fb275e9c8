"""What a definition may say and probably does not mean: warnings, never refusals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from definitions.context import context
from definitions.dated import dated
from definitions.source import Path
from definitions.strangers import strangers
from definitions.vocabulary import Definition, Moment, OfActivity, OnDate, Step


@dataclass(frozen=True, slots=True)
class Doubt:
    """One warning: its sentences by `code`, the words it is about, where the process says them."""

    code: str
    words: str
    path: Path = ()
    known: tuple[str, ...] = ()  # what may have been meant
    names: dict[str, str] = field(default_factory=dict)
    file: Literal["process", "year", "directory"] = "process"


def doubts(definition: Definition) -> Iterator[Doubt]:
    """Clauses without a step and steps without a clause; what is of another year; days off not decided; nobody to reach."""
    yield from _coverage(definition)
    for step in definition.process.steps:
        yield from _activities(definition, step)
        yield from _dates(definition, step)
    yield from _unpublished(definition)
    if definition.directory.people:
        yield from _unreachable(definition)
        yield from _elsewhere(definition)


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
    named = {m.anchor.activity for m in _moments(step) if isinstance(m.anchor, OfActivity)} | {step.activity}
    for name in sorted(filter(None, named)):
        if name not in known:
            yield Doubt("unknown-activity", name, ("steps", step.id), tuple(known))
        elif known[name].first is None:
            yield Doubt("undated-activity", name, ("steps", step.id))


def _dates(definition: Definition, step: Step) -> Iterator[Doubt]:
    year = definition.year
    for moment in _moments(step):
        date = moment.anchor.date if isinstance(moment.anchor, OnDate) else None
        if date is not None and not year.first.year <= date.year <= year.last.year:
            yield Doubt("date-elsewhere", step.id, ("steps", step.id), names={"date": moment.text})


def _unpublished(definition: Definition) -> Iterator[Doubt]:
    """The year itself, and the next where one of its instants falls there: what is due in December is late in January."""
    ctx = context(definition)
    first, last = definition.year.first.year, definition.year.last.year
    years = {*range(first, last + 1), *({last + 1} & {it.at.year for it in dated(ctx)})}
    for year in sorted(years):
        if not ctx.clock.calendar.published(year):
            yield Doubt("calendar-unpublished", str(year), ("runs",), file="year")


def _elsewhere(definition: Definition) -> Iterator[Doubt]:
    """People of another year's parties: the loader has refused the slips of the pen."""
    parties = [party.id for party in definition.year.parties]
    for owner, _ in strangers((person.party for person in definition.directory.people), parties):
        yield Doubt("people-elsewhere", owner, ("people", owner), file="directory")


def _unreachable(definition: Definition) -> Iterator[Doubt]:
    owing = {role for step in definition.process.steps for role in step.by}
    for party in definition.year.parties:
        if owing & set(party.roles) and not any(p.addresses for p in definition.directory.of(party.id)):
            yield Doubt("nobody-reachable", party.id)


def _moments(step: Step) -> Iterator[Moment]:
    triggered = step.starts.moment if step.starts else None
    counted = (step.opens, step.due, step.closes, triggered, *(rung.moment for rung in step.ladder))
    yield from (moment for moment in counted if moment is not None)
