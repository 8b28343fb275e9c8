"""A form as the scripted people of a rehearsal fill it in, by the types of its fields: rows as pasted from a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from definitions.behaviour import among
from definitions.facts import Key
from definitions.intake import counts_something
from definitions.periods import bounds
from definitions.vocabulary import Definition, FieldType, Form, FormField, Step

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a value may depend on: whose form of which month it is, the field and its place, the row."""

    definition: Definition
    key: Key
    field: FormField
    column: int
    row: int

    @property
    def month(self) -> int:
        return bounds(self.key.period)[1].month


def filled(definition: Definition, said: Said, step: Step, key: Key) -> str:
    """The table of one party for one period: its titles, then two lines, or one where the form counts something.

    What the script says of a party's lines or of its report of the year wins over what a field's type suggests.
    """
    form = definition.process.form(step.form or "")
    lines = [_of_report(said, key.party)] if counts_something(form) else _chosen(said, form, key)
    rows = [[_value(_Cell(definition, key, field, c, n), line) for c, field in enumerate(form.fields)]
            for n, line in enumerate(lines)]  # fmt: skip
    return "\n".join("\t".join(row) for row in [[field.title for field in form.fields], *rows])


def _chosen(said: Said, form: Form, key: Key) -> list[Said]:
    """Two lines of the party's own, in turn; nothing in particular where the script says nothing."""
    fields, month = {field.id for field in form.fields}, bounds(key.period)[1].month
    known = [line for line in said.get("lines", {}).get(key.party, ()) if fields & line.keys()]
    pool = [line for line in known if "only" not in line or among(line["only"], key.period)] or [{}]
    return [pool[(month + n) % len(pool)] for n in range(min(2, len(pool)))]


def _of_report(said: Said, party: str) -> Said:
    told = said.get("year_report", {})
    return {
        field: value.get(party, "") if isinstance(value, dict) else value
        for field, value in told.items()
        if field not in ("silent", "late")
    }


def _value(cell: _Cell, line: Said) -> str:
    if cell.field.id in line:
        return str(line[cell.field.id])
    if not cell.field.required and cell.field.type not in _ALWAYS:
        return ""
    return _VALUES[cell.field.type](cell)


def _text(cell: _Cell) -> str:
    """The first column says what it is about, any other who answers for it."""
    name = cell.definition.year.party(cell.key.party).name
    return "Hoạt động của đơn vị trong kỳ (dữ liệu mẫu)" if cell.column == 0 else name


def _partners(cell: _Cell) -> str:
    names = [p.name for p in cell.definition.year.playing("partner")]
    return "; ".join(names if cell.row % 2 else names[cell.month % len(names) :][:1]) if names else ""


_ALWAYS = {FieldType.DATE, FieldType.PARTNER, FieldType.NUMBER}
"""What a form asks for is filled in even where it may be left out, if it makes the year more like a year."""

_VALUES: dict[FieldType, Callable[[_Cell], str]] = {
    FieldType.TEXT: _text,
    FieldType.LONG: lambda _: "Nội dung do đơn vị gửi (dữ liệu mẫu).",
    FieldType.NUMBER: lambda cell: str(sum(map(ord, cell.key.party)) % 7 + cell.column),
    FieldType.DATE: lambda cell: f"tuần {1 + (cell.month + cell.row) % 4} tháng {cell.month}",
    FieldType.LINK: lambda _: "https://so.example/bai",
    FieldType.PHONE: lambda _: "0239 000 0000",
    FieldType.TOPICS: lambda cell: "1" if cell.definition.year.topics else "",
    FieldType.ACTIVITIES: lambda cell: "1" if cell.definition.year.activities else "",
    FieldType.PARTNER: _partners,
    FieldType.CHOICE: lambda cell: cell.field.choices[0] if cell.field.choices else "",
}
