"""What an operator can choose in a form: readable labels from the definition, and what each of them means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from zoneinfo import ZoneInfo

from definitions import agenda
from definitions.context import travels
from definitions.errors import InputRefused
from definitions.facts import Outcome
from definitions.periods import base_of, number_of, supplement_of
from definitions.vocabulary import Activity, Definition, Every, Kind, Step, Topic

Labels = Mapping[str, str]
"""What is shown -> what is meant."""

COLLECTED = frozenset({Kind.SUBMIT, Kind.TRACK, Kind.DO, Kind.ANNOUNCE})
CONFIRMED = frozenset({Kind.COMPILE, Kind.SEND, Kind.DO, Kind.ANNOUNCE})
AGREED = frozenset({Kind.AGREE})
APPROVED = frozenset({Kind.APPROVE})
OUTCOMES = {
    "Nhất trí": Outcome.AGREED,
    "Nhất trí, có điều chỉnh": Outcome.CHANGED,
    "Đề nghị lùi": Outcome.POSTPONED,
    "Không đăng, phát": Outcome.REFUSED,
}
SUPPLEMENTS = 3
"""So many "bổ sung" of a month are in the lists of the forms."""
_QUARTERS = {"Q1": "Quý I", "Q2": "Quý II", "Q3": "Quý III", "Q4": "Quý IV"}
_HALVES = {"H1": "6 tháng đầu năm", "H2": "6 tháng cuối năm"}


class NoChoice(InputRefused):
    """Lựa chọn này không có trong năm kế hoạch đang chạy.

    Đề nghị mở lại biểu mẫu và chọn trong danh sách.
    """


def chosen(definition: Definition, kind: str, label: str | None) -> str:
    """The id that a label means; an id stands for itself, nothing for nothing. NoChoice where the year has neither."""
    if not label:
        return ""
    labels = CHOICES[kind](definition)
    if label in labels:
        return str(labels[label])
    if label in labels.values():
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


CHOICES: dict[str, Callable[[Definition], Labels]] = {
    "collected-steps": lambda d: _titles(d, COLLECTED),
    "confirmed-steps": lambda d: _titles(d, CONFIRMED),
    "accepted-steps": _accepted,
    "requested-steps": lambda d: _distinct((s.title, s.id) for s in d.process.steps if s.every is Every.REQUEST),
    "units": lambda d: _parties(d, COLLECTED),
    "partners": lambda d: _parties(d, AGREED),
    "collected-periods": lambda d: _periods(d, COLLECTED),
    "approved-steps": lambda d: _titles(d, APPROVED),
    "approved-periods": lambda d: _periods(d, APPROVED),
    "agreed-periods": lambda d: _periods(d, AGREED),
    "confirmed-periods": lambda d: _periods(d, CONFIRMED),
    "topics": lambda d: _distinct((_short(it), it.id) for it in d.year.topics),
    "activities": lambda d: _distinct((_short(it), it.id) for it in d.year.activities),
    "genres": _genres,
    "days": _days,
    "outcomes": lambda _: {label: outcome.value for label, outcome in OUTCOMES.items()},
}
"""The kinds of choices that a parameter of flows/deployed.py can name."""
