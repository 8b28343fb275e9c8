"""What is typed goes where it belongs: particulars of private people apart, what leads to another step to that step."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from definitions.actions import Refusal
from definitions.content import sha
from definitions.facts import Key
from definitions.headings import Remark
from definitions.personal import is_personal, masked, parted, values_of
from definitions.records import carried, led_to
from definitions.rows import Line, RowFault, lines_from_rows
from definitions.typing_in import typed_rows
from definitions.vocabulary import Form, Step
from flows.told import Refused
from flows.wiring import Office

Kept = Mapping[str, Any]
"""Contents by their SHA-256, kept in the same transaction as what names them."""


def private(office: Office, form: Form, key: Key, lines: Sequence[Line]) -> tuple[list[dict[str, Any]], Kept]:
    """The lines as anybody may see them, and what they say of private people as a content of its own."""
    salt = hmac.new(office.secret, f"personal|{key}".encode(), hashlib.sha256).hexdigest()
    shown, hidden = parted(form, key, lines, salt)
    return shown, {sha(hidden): hidden} if hidden else {}


def unnamed(form: Form, faults: Iterable[RowFault]) -> list[RowFault]:
    """The faults without what was typed into a personal field: a refusal is read by whoever looks at the run."""
    private = {field.title for field in form.fields if field.personal}
    return [replace(fault, message="Ô này chưa đọc được.", remedy="Đề nghị ghi lại ô này.")
            if fault.field in private else fault for fault in faults]  # fmt: skip


def seen(form: Form, remarks: Iterable[Remark]) -> list[Remark]:
    """What was understood by tolerance, but for personal fields: a remark repeats what was typed."""
    private = {field.title for field in form.fields if field.personal}
    return [remark for remark in remarks if remark.field not in private]


def routed(office: Office, step: Step, party: str, rows: str, note: str) -> tuple[Step, str, str, str]:
    """The step at which this is recorded, its rows and note, and what whoever is told of it reads.

    What leads to another step goes there with what that step's form asks for, and with nothing else: neither the note
    nor the rest is kept. Names in a note are masked as they are in the rows.
    """
    form = office.definition.process.form(step.form) if step.form and rows.strip() else None
    lines = _lines(office, form, party, rows) if form else ()
    if form is None or not lines:
        return step, rows, note, note
    led = {led_to(form, line) for line in lines}
    if led != {""}:
        return _led(office, led, lines)
    if is_personal(form):
        note = masked(note, [value for line in lines for value in _said(form, line)])
    return step, rows, note, note or _summary(office, form, lines)


def _led(office: Office, led: set[str], lines: Sequence[Line]) -> tuple[Step, str, str, str]:
    if len(led) > 1:
        raise Refused(_ONE_AT_A_TIME)
    step = office.context.steps[led.pop()]
    form = office.definition.process.form(step.form or "")
    return step, typed_rows(form, [carried(form, line) for line in lines]), "", ""


def _lines(office: Office, form: Form, party: str, rows: str) -> Sequence[Line]:
    """The lines as they will be read, whatever is left out of them: what leads elsewhere may be left out here.

    None where a cell is faulty, which is said when they are read for good.
    """
    optional = tuple(field.model_copy(update={"required": False}) for field in form.fields)
    relaxed, year = form.model_copy(update={"fields": optional}), str(office.definition.year.year)
    return lines_from_rows(office.definition, relaxed, rows, period=year, party=party)[0]


def _said(form: Form, line: Line) -> list[str]:
    return values_of({field.id: line[field.id] for field in form.fields if field.personal and line.get(field.id)})


def _summary(office: Office, form: Form, lines: Sequence[Line]) -> str:
    from notifications.recorded import summary

    shown, _ = parted(form, Key("", "", ""), lines, "")
    return " / ".join(summary(office.definition, form, line) for line in shown)


_ONE_AT_A_TIME = Refusal(
    "one-at-a-time",
    "Các dòng này thuộc những việc khác nhau.",
    "Đề nghị ghi riêng từng loại: khiếu nại, tố cáo không ghi chung với phản ánh, kiến nghị.",
)
