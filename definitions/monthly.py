"""The workbook of a party's period, as data: its sheets, their columns and lists, the rows written before, its mark.

The plan on the first sheet, on the second what came of the period before, where the step declares a form for it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from definitions.content import clean, shown_date
from definitions.facts import Key
from definitions.intake import counts_something
from definitions.listing import listed_as
from definitions.newest import newest
from definitions.periods import bounds
from definitions.rows import about
from definitions.vocabulary import Definition, Every, FieldType, Form, FormField, Kind, Step

Line = Mapping[str, Any]

PLAN: Final = "Kế hoạch"
RESULTS: Final = "Kết quả kỳ trước"
MONTH_RESULTS: Final = "Kết quả tháng trước"
HELP: Final = "Hướng dẫn"
LISTS: Final = "Danh mục"
TO_MEND: Final = "Lỗi cần sửa"
"""The sheets by their names."""

PARTY: Final = "Đơn vị"
PERIOD: Final = "Kỳ"
NOTHING: Final = "Không phát sinh trong kỳ"
"""What stands before the cells that say whose workbook it is, of which period, and that there is nothing."""

YES, NO = "Có", "Không"
EXAMPLE_TEXT: Final = "Ví dụ về cách ghi (không phải nội dung thật)"
BLANK_ROWS: Final = 25
_SIGN: Final = re.compile(r"vongnam/2 (?P<key>\S+)")
_PERIODIC: Final = frozenset({Every.WEEK, Every.MONTH, Every.QUARTER, Every.HALF_YEAR, Every.YEAR})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: the field that it holds, and what a cell of it may choose from; `strict`: nothing else."""

    field: FormField
    choices: tuple[str, ...] = ()
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A row that is written before it goes out: what each field shows, by its id, and the id of its line."""

    line: str
    shown: Mapping[str, str]
    since: str = ""  # the period that it comes from


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet to fill in. `carried`: whoever fills it in says of each written row whether it goes on."""

    name: str
    form: Form
    period: str
    columns: tuple[Column, ...]
    written: tuple[Written, ...] = ()
    example: Mapping[str, str] | None = None
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A whole workbook: whose it is, and its sheets."""

    key: Key
    step: Step
    party: str
    due: dt.datetime | None
    sheets: tuple[Sheet, ...]

    @property
    def sign(self) -> str:
        """What stands hidden in it: whose it is, of which step and period."""
        return sign(self.key)


def sign(key: Key) -> str:
    """The mark of the workbook of that obligation."""
    return f"vongnam/2 {key}"


def signed(text: str) -> Key | None:
    """The obligation that a mark speaks of; None for any other text."""
    found = _SIGN.fullmatch(clean(text))
    try:
        return Key.parse(found["key"]) if found else None
    except (TypeError, ValueError):
        return None


def has_workbook(definition: Definition, step: Step) -> bool:
    """Whether what this step hands in are lines of a form, period by period: then a workbook is sent for it."""
    form = definition.process.form(step.form) if step.form else None
    return step.kind is Kind.SUBMIT and form is not None and not counts_something(form) and step.every in _PERIODIC


def results_form(definition: Definition, step: Step) -> Form | None:
    """The form of the second sheet; None where the step declares none."""
    return definition.process.form(step.results) if step.results else None


def results_name(step: Step) -> str:
    """What the second sheet is called."""
    return MONTH_RESULTS if step.every is Every.MONTH else RESULTS


def results_period(step: Step, period: str) -> str:
    """The period whose results go with the plan of this one: the one before that which the plan speaks of."""
    return period if step.covers == "next" else before(period)


def before(period: str) -> str:
    """The period just before, of the same length: 2023-03 before 2023-04, 2022-Q4 before 2023-Q1."""
    last = bounds(period)[0] - dt.timedelta(days=1)
    if "-Q" in period:
        return f"{last.year}-Q{(last.month + 2) // 3}"
    if "-H" in period:
        return f"{last.year}-H{(last.month + 5) // 6}"
    if "-W" in period:
        year, week, _ = last.isocalendar()
        return f"{year}-W{week:02d}"
    return f"{last.year}-{last.month:02d}" if len(period) > 4 else str(last.year)


def book(
    definition: Definition,
    key: Key,
    *,
    due: dt.datetime | None = None,
    handed: Sequence[Line] = (),
    carried: Sequence[Line] = (),
    planned: Sequence[Line] = (),
) -> Book:
    """The workbook of an obligation, with what may be known of it already.

    `handed` are its lines as they were handed in last; `carried` those of earlier periods that may go on; `planned`
    those of the period before, of which the second sheet asks what came of them.
    """
    step = definition.process.step(key.step)
    form = definition.process.form(step.form or "")
    going_on = [line for line in carried if line["id"] not in {own["id"] for own in handed}]
    written = (
        *(Written(str(line["id"]), _shown(definition, form, line)) for line in handed),
        *(carried_row(definition, form, step, key.period, line) for line in going_on),
    )
    shown = example(definition, form, key.period, step)
    first = Sheet(PLAN, form, key.period, _columns(definition, form), written, shown, carried=bool(going_on))
    own = results_form(definition, step)
    sheets = (first, *([_second(definition, own, step, key.period, planned)] if own else []))
    return Book(key, step, definition.year.party(key.party).name, due, sheets)


def _second(definition: Definition, form: Form, step: Step, period: str, planned: Sequence[Line]) -> Sheet:
    of = results_period(step, period)
    written = tuple(Written(str(line["id"]), of_result(definition, form, line)) for line in planned)
    shown = example(definition, form, of, None)
    return Sheet(results_name(step), form, of, _columns(definition, form), written, shown)


def of_result(definition: Definition, form: Form, line: Line) -> dict[str, str]:
    """What the row of a planned line shows before anybody has said what came of it: its content, its partner."""
    shown = {about(form): clean(str(line.get("content", "")))}
    kind = next((field for field in form.fields if field.type is FieldType.CHOICE and field.required), None)
    partner = next((field for field in form.fields if field.type is FieldType.PARTNER), None)
    if kind is not None:
        shown[kind.id] = kind.choices[0]
    if partner is not None:
        shown[partner.id] = _names(definition, partner, line.get("partners", ()))
    return shown


def carried_row(definition: Definition, form: Form, step: Step, period: str, line: Line) -> Written:
    """A line of an earlier period; the day that it had is not one of this period, unless it was postponed to it."""
    shown = _shown(definition, form, line)
    later = str(line.get("postponed_to", ""))
    first, last = _window(step, period)
    fits = later and not (
        len(later) == 10 and later[:4].isdecimal() and not first.isoformat() <= later <= last.isoformat()
    )
    whens = [field.id for field in form.fields if field.type is FieldType.DATE]
    shown |= {id: shown_date(later) if fits else "" for id in whens}
    return Written(str(line["id"]), shown, str(line["id"]).partition("/")[0])


def _shown(definition: Definition, form: Form, line: Line) -> dict[str, str]:
    return {field.id: _names(definition, field, line.get(field.id, "")) for field in form.fields}


def _window(step: Step, period: str) -> tuple[dt.date, dt.date]:
    first, last = bounds(period)
    if step.covers != "next":
        return first, last
    start = last + dt.timedelta(days=1)
    return start, bounds(f"{start.year}-{start.month:02d}")[1]


def _columns(definition: Definition, form: Form) -> tuple[Column, ...]:
    return tuple(
        Column(field, choices(definition, field), strict=field.type is FieldType.CHOICE) for field in form.fields
    )


def choices(definition: Definition, field: FormField) -> tuple[str, ...]:
    """What a cell of that field can be chosen from; nothing for what is typed."""
    year = definition.year
    if field.type is FieldType.TOPICS:
        return tuple(listed_as(it) for it in year.topics)
    if field.type is FieldType.ACTIVITIES:
        return tuple(listed_as(it, n) for n, it in enumerate(year.activities, 1))
    if field.type is FieldType.PARTNER:
        names = [it.name for it in year.playing("partner")]
        return (*names, "; ".join(names)) if len(names) == 2 else tuple(names)
    return field.choices


def heading(definition: Definition, field: FormField) -> str:
    """The title of a column; of topics also how they are numbered: Nội dung số (II.1–II.7)."""
    basis = [it.basis for it in definition.year.topics if it.basis]
    if field.type is FieldType.TOPICS and len(basis) > 1 and "nội dung số" not in field.title.casefold():
        return f"{field.title}: Nội dung số ({basis[0]}–{basis[-1]})"
    return field.title


def _names(definition: Definition, field: FormField, value: Any) -> str:
    """How a value that was read is written again."""
    year = definition.year
    if field.type is FieldType.PARTNER:
        return "; ".join(party.name for id in value if (party := year.known(id)))
    if field.type in (FieldType.TOPICS, FieldType.ACTIVITIES):
        things = year.topics if field.type is FieldType.TOPICS else year.activities
        shown = dict(zip((it.id for it in things), choices(definition, field), strict=True))
        return "; ".join(shown[id] for id in value if id in shown)
    return shown_date(clean(str(value)))


def example(definition: Definition, form: Form, period: str, step: Step | None) -> dict[str, str]:
    """What the example row says, by field: made from the types of the fields, and never a real thing."""
    first = (_window(step, period) if step else bounds(period))[0]
    day = shown_date((first + dt.timedelta(days=11)).isoformat())
    said: dict[FieldType, str] = {
        FieldType.DATE: day,
        FieldType.NUMBER: "12",
        FieldType.LINK: "https://bao.example/tin-bai-mau",
        FieldType.PHONE: "0239 000 0000",
        FieldType.LONG: "",
    }
    shown = {}
    for field in form.fields:
        listed = choices(definition, field)
        text = EXAMPLE_TEXT if field.id == about(form) else ""
        shown[field.id] = said.get(field.type, listed[0] if listed else text)
        if field.required and not shown[field.id]:
            shown[field.id] = "Tên đơn vị"
    return shown


def left_over(
    plans: Iterable[tuple[str, Iterable[Line]]], published: Iterable[str], party: str, period: str, *, told: bool = True
) -> tuple[Line, ...]:
    """The lines of a party's earlier periods that have not come out and may go on, oldest first, each once.

    `plans` are (period, lines) of what was put together; `published` the ids of lines of which something came out.
    Dropped lines are over. What is only planned is left over where the office keeps account of what comes out (`told`).
    """
    known = newest((of, lines) for of, lines in plans if of[:7] < period[:7])  # a later plan says what became of it
    goes_on = {"postponed", "planned"} if told else {"postponed"}
    out = set(published)
    return tuple(
        line
        for id, (_, line) in known.items()
        if line.get("unit") == party and line.get("state", "planned") in goes_on and id not in out
    )
