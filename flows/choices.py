"""What an operator can choose in a form: readable labels from the definition, and what each of them means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from definitions import agenda
from definitions.contacts import ROLES
from definitions.context import UPON, travels
from definitions.errors import InputRefused
from definitions.events import Outcome
from definitions.facts import WAITING, State
from definitions.periods import base_of, number_of, supplement_of
from definitions.vocabulary import Activity, Definition, Every, Kind, Person, Step, Topic

if TYPE_CHECKING:
    from flows.wiring import Office

Labels = Mapping[str, str]
"""What is shown -> what is meant."""

Raised = Iterable[tuple[str, str]]
"""The occurrences, as (step, period), that somebody raised and that can still be acted on."""

COLLECTED = frozenset({Kind.SUBMIT, Kind.TRACK, Kind.DO, Kind.ANNOUNCE})
CONFIRMED = frozenset({Kind.COMPILE, Kind.SEND, Kind.DO, Kind.ANNOUNCE})
OWED = frozenset({Kind.SUBMIT, Kind.TRACK, Kind.DO, Kind.ANNOUNCE, Kind.SEND})
EXTENDED = OWED | {Kind.COMPILE, Kind.AGREE, Kind.APPROVE}
COMPILED = frozenset({Kind.COMPILE})
AGREED = frozenset({Kind.AGREE})
APPROVED = frozenset({Kind.APPROVE})
ALLOTTING = {
    "Giao cho đơn vị": "give",
    "Ghi «không phát sinh» cho đơn vị": "nil",
    "Trả lại người gửi": "back",
    "Đã xem, không dùng": "aside",
}
OUTCOMES = {
    "Nhất trí": Outcome.AGREED,
    "Nhất trí, có điều chỉnh": Outcome.CHANGED,
    "Đề nghị lùi": Outcome.POSTPONED,
    "Không đăng, phát": Outcome.REFUSED,
}
SUPPLEMENTS = 3
"""So many "bổ sung" of a month are in the lists of the forms from the beginning; further ones as they come."""
_QUARTERS = {"Q1": "Quý I", "Q2": "Quý II", "Q3": "Quý III", "Q4": "Quý IV"}
_HALVES = {"H1": "6 tháng đầu năm", "H2": "6 tháng cuối năm"}


class NoChoice(InputRefused):
    """Lựa chọn này không có trong năm kế hoạch đang chạy.

    Đề nghị mở lại biểu mẫu và chọn trong danh sách.
    """


def choosing(office: Office) -> Callable[[str, str | None], str]:
    """`pick("units", label)`: the id that a label means in that office, with the occurrences that were raised in it."""
    return lambda kind, label: chosen(office.definition, kind, label, raised(office) if kind in _PERIODS else ())


def raised(office: Office) -> list[tuple[str, str]]:
    """What was raised and can still be handed in, confirmed, accepted, sent back, decided or let go; further "bổ sung"."""
    upon = [step for step in office.context.steps.values() if step.every in UPON]
    states = {Kind.SUBMIT: [*WAITING, State.SUBMITTED, State.ACCEPTED]}
    found = [
        (step.id, it.key.period)
        for step in upon
        for it in office.ledger.obligations(step=step.id, states=states.get(step.kind, [*WAITING, State.SUBMITTED]))
    ]
    return sorted({*found, *_supplements(office)})


def _supplements(office: Office) -> list[tuple[str, str]]:
    """Every "bổ sung" that there is, and the one after it: the lists never end before the year does."""
    return [
        (step.id, supplement_of(base_of(it.key.period), number))
        for step in office.context.steps.values()
        if travels(office.context, step)
        for it in office.ledger.obligations(step=step.id)
        if number_of(it.key.period) >= SUPPLEMENTS
        for number in (number_of(it.key.period), number_of(it.key.period) + 1)
    ]


def labels(definition: Definition, kind: str, raised: Raised = ()) -> Labels:
    """What that list offers; the lists of periods end with the occurrences of their steps that were raised."""
    found = CHOICES[kind](definition)
    if kind not in _PERIODS:
        return found
    steps = {step.id for step in _steps(definition, _PERIODS[kind])}
    more = sorted({period for step, period in raised if step in steps})
    return {**found, **{period_label(period): period for period in more}}


def chosen(definition: Definition, kind: str, label: str | None, raised: Raised = ()) -> str:
    """The id that a label means; an id stands for itself, nothing for nothing. NoChoice where the year has neither."""
    if not label:
        return ""
    known = labels(definition, kind, raised)
    if label in known:
        return str(known[label])
    if label in known.values():
        return label
    raise NoChoice(
        f"«{label}» không có trong năm kế hoạch đang chạy.", "Đề nghị mở lại biểu mẫu và chọn trong danh sách."
    )


def period_label(period: str) -> str:
    """2023-11 -> "Tháng 11/2023", 2023-Q4 -> "Quý IV/2023", 2023-W15 -> "Tuần 15/2023", 2023 -> "Năm 2023"."""
    if number := number_of(period):
        return f"{period_label(base_of(period))} (bổ sung {number})"
    year, _, part = period.partition("-")
    if not part:
        return f"Năm {year}"
    if part.isdigit():
        return f"Tháng {int(part)}/{year}"
    if part[0] == "W":
        week, _, portion = part[1:].partition("-")
        return f"Tuần {int(week)}/{year}" + (f", lần {portion.replace('of', '/')}" if portion else "")
    if part[0] == "E" and part[1:].isdigit():
        return f"Lần {int(part[1:])}/{year}"
    return f"{ {**_QUARTERS, **_HALVES}[part] }/{year}" if part in _QUARTERS or part in _HALVES else period


def _steps(definition: Definition, kinds: Iterable[Kind]) -> list[Step]:
    return [step for step in definition.process.steps if step.kind in kinds]


def _distinct(pairs: Iterable[tuple[str, str]]) -> Labels:
    """Two things of one name are told apart by their ids."""
    labels: dict[str, str] = {}
    for label, id in pairs:
        labels[label if label not in labels else f"{label} ({id})"] = id
    return labels


def _parties(definition: Definition, kinds: Iterable[Kind]) -> Labels:
    roles = {role for step in _steps(definition, kinds) for role in step.by}
    return _distinct((p.name, p.id) for p in definition.year.parties if roles & set(p.roles))


def _periods(definition: Definition, kinds: Iterable[Kind]) -> Labels:
    steps, ctx = _steps(definition, kinds), agenda.context(definition)
    found = {period for it in steps for period in ctx.periods[it.id]}
    added = {period for it in steps if travels(ctx, it) for period in ctx.periods[it.id]}
    found |= {supplement_of(period, n) for period in added for n in range(1, SUPPLEMENTS + 1)}
    return {period_label(p): p for p in sorted(found, key=lambda p: (_RANK.get(p[5:6], 0), p))}


_RANK = {"": 4, "Q": 1, "H": 2, "W": 3}


def _titles(definition: Definition, kinds: Iterable[Kind]) -> Labels:
    return _distinct((step.title, step.id) for step in _steps(definition, kinds))


def _accepted(definition: Definition) -> Labels:
    """What somebody has to accept, because the step says who, or because it goes through a relay."""
    handed_in = _steps(definition, [Kind.SUBMIT])
    return _distinct((step.title, step.id) for step in handed_in if step.accept != "auto" or step.via)


def _decided_on(definition: Definition) -> set[str | None]:
    return {step.on for step in _steps(definition, APPROVED)}


def _named(definition: Definition, people: Iterable[Person]) -> Labels:
    """People by their name and their unit's, where the name does not say it."""
    units = {party.id: party.name for party in definition.year.parties}
    shown = ((p.name, units.get(p.party, p.party), p.id) for p in people)
    return _distinct((name if unit in name else f"{name} ({unit})", id) for name, unit, id in shown)


def _people(definition: Definition) -> Labels:
    return _named(definition, definition.directory.people)


def _acting(definition: Definition, kinds: Iterable[Kind]) -> Labels:
    parties = set(_parties(definition, kinds).values())
    return _named(definition, (p for p in definition.directory.people if p.party in parties))


def _deciders(definition: Definition) -> Labels:
    """Whoever decides, and whoever is named to stand in."""
    deciding = set(_acting(definition, APPROVED).values())
    people = definition.directory.people
    named = deciding | {p.substitute for p in people if p.id in deciding}
    return _named(definition, (p for p in people if p.id in named))


def _short(word: Topic | Activity) -> str:
    """The clause and a few words: the plan's own wording fills half a page."""
    return f"{word.basis}. {word.short or word.title}" if word.basis else word.short or word.title


def _genres(definition: Definition) -> Labels:
    fields = (field for form in definition.process.forms for field in form.fields if field.id == "genre")
    return {choice: choice for field in fields for choice in field.choices}


def report_day(definition: Definition) -> dt.date:
    """The day by which the year's last sending is due: where a newcomer to the demo wants to go first."""
    ctx = agenda.context(definition)
    dues = [
        agenda.instants(ctx, step, ctx.year, {}).due
        for step in definition.process.steps
        if step.kind is Kind.SEND and step.every in (Every.YEAR, Every.ONCE)
    ]
    zone = ZoneInfo(definition.process.timezone)
    return max((due.astimezone(zone).date() for due in dues if due), default=definition.year.last)


def _days(definition: Definition) -> Labels:
    """Every fifth day of the year, and the day of the report: a calendar would open three years away."""
    first, last = definition.year.first, definition.year.last
    days = {first + dt.timedelta(n) for n in range((last - first).days + 1)}
    shown = {day for day in days if day.day in (1, 5, 10, 15, 20, 25)} | {report_day(definition), last}
    return {f"{day:%d/%m/%Y}": day.isoformat() for day in sorted(shown)}


_PERIODS: dict[str, frozenset[Kind]] = {
    "collected-periods": COLLECTED,
    "approved-periods": APPROVED,
    "agreed-periods": AGREED,
    "confirmed-periods": CONFIRMED,
    "extended-periods": EXTENDED,
    "submitted-periods": COMPILED,
}
"""The lists of periods, with the kinds of steps that each is about."""

CHOICES: dict[str, Callable[[Definition], Labels]] = {
    "collected-steps": lambda d: _titles(d, COLLECTED),
    "confirmed-steps": lambda d: _titles(d, CONFIRMED),
    "accepted-steps": _accepted,
    "requested-steps": lambda d: _distinct((s.title, s.id) for s in d.process.steps if s.every is Every.REQUEST),
    "units": lambda d: _parties(d, COLLECTED),
    "partners": lambda d: _parties(d, AGREED),
    **{name: partial(_periods, kinds=kinds) for name, kinds in _PERIODS.items()},
    "approved-steps": lambda d: _titles(d, APPROVED),
    "waived-steps": lambda d: _titles(d, OWED),
    "extended-steps": lambda d: _titles(d, EXTENDED),
    "submitted-steps": lambda d: _distinct((s.title, s.id) for s in d.process.steps if s.id in _decided_on(d)),
    "owers": lambda d: _parties(d, EXTENDED),
    "parties": lambda d: _distinct((p.name, p.id) for p in d.year.parties),
    "people": _people,
    "preparers": lambda d: _acting(d, COMPILED),
    "deciders": _deciders,
    "roles-of-people": lambda _: ROLES,
    "allotting": lambda _: ALLOTTING,
    "sending": lambda _: {"Giữ thư lại": "held", "Cho gửi thư": "on"},
    "topics": lambda d: _distinct((_short(it), it.id) for it in d.year.topics),
    "activities": lambda d: _distinct((_short(it), it.id) for it in d.year.activities),
    "genres": _genres,
    "findings": lambda _: {"Đúng, ghi vào tin, bài đã đăng": "confirmed", "Không phải, bỏ": "refused"},
    "days": _days,
    "outcomes": lambda _: {label: outcome.value for label, outcome in OUTCOMES.items()},
}
"""The kinds of choices that a parameter of flows/deployed.py can name."""
