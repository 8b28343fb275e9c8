"""The forms in which the year's records are typed on Prefect's screen: JSON Schema, from the definition's own forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from definitions.personal import is_personal
from definitions.records import record_steps
from definitions.vocabulary import Definition, FieldType, FormField, Step
from flows.choices import labels
from flows.kept import form_name

ENTRYPOINT: Final = "flows.recorded.record"
_LISTS: Final[Mapping[FieldType, str]] = {
    FieldType.TOPICS: "topics",
    FieldType.ACTIVITIES: "activities",
    FieldType.PARTNER: "partners",
}


def recorded_steps(definition: Definition) -> tuple[Step, ...]:
    """The steps that have a form of their own on the screen; where a line is only led to, nobody begins."""
    own = {
        step.form for step in definition.process.steps
    }  # what is reported by month leads there too, and stands beside
    forms = [form for form in definition.process.forms if form.id in own]
    led = {step for form in forms for field in form.fields for _, step in field.leads_to}
    return tuple(step for step in record_steps(definition.process) if step.form and step.id not in led)


def deployment(step: Step, like: Mapping[str, Any]) -> dict[str, Any]:
    """The deployment of one form, with everything else as the others have it."""
    lines = [f"Ghi vào Sổ theo dõi: {step.title}.", *step.criteria]
    return {**like, "name": form_name(step), "description": "\n\n".join(lines), "parameters": {"step": step.id}}


def schema(definition: Definition, step: Step) -> dict[str, Any]:
    """The form of that step: its line, whose it is where several parties may write one, and the file beside it."""
    assert step.form, "asked only of steps that have one"
    form = definition.process.form(step.form)
    shown = [field for field in form.fields if not field.personal]
    chosen = any(field.leads_to for field in form.fields)  # what is needed depends on the choice, and is asked after it
    needed = [field.id for field in shown if field.required and (field.leads_to or not chosen)]
    line = {
        "title": form.title, "type": "object", "position": 2, "required": needed,
        "properties": {field.id: {**_field(definition, field), "position": n} for n, field in enumerate(shown)},
    }  # fmt: skip
    properties: dict[str, Any] = {"step": {"title": "Nội dung ghi", "type": "string", "enum": [step.id], "position": 0}}
    units = _units(definition, step)
    if len(units) > 1:
        properties["unit"] = {"title": "Cơ quan, đơn vị", "type": "string", "enum": units, "position": 1}
    properties["line"] = line
    if is_personal(form):
        properties["particulars"] = {**_PARTICULARS, "description": _how(form.fields), "position": 3}
    required = ["step", *(["unit"] if "unit" in properties else []), "line"]
    return {"title": "Parameters", "type": "object", "properties": properties, "required": required}


_PARTICULARS: Final = {"title": "Tệp thông tin cá nhân", "type": "string"}


def _how(fields: tuple[FormField, ...]) -> str:
    asked = "; ".join(f"{field.title}: …" for field in fields if field.personal)
    return f"Tên tệp trong thư mục inbox, mỗi dòng một mục ({asked}). Không ghi các thông tin này ở ô khác."


def _units(definition: Definition, step: Step) -> list[str]:
    """The names that the list of units offers of those that owe the step."""
    owing = {party.id for role in step.by for party in definition.year.playing(role)}
    return [label for label, id in labels(definition, "units").items() if id in owing]


def _field(definition: Definition, field: FormField) -> dict[str, Any]:
    said: dict[str, Any] = {"title": field.title}
    if field.help:
        said["description"] = field.help
    if field.type in _LISTS:
        offered = list(labels(definition, _LISTS[field.type]))
        return {**said, "type": "array", "items": {"type": "string", "enum": offered}}
    if field.type is FieldType.CHOICE:
        return {**said, "type": "string", "enum": list(field.choices)}
    if field.type is FieldType.DATE:
        return {**said, "type": "string", "format": "date"}
    return {**said, "type": "string"}
