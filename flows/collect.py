"""Collect: a party hands something in (the Office types or pastes it), or something has happened that must be recorded."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from definitions.content import sha
from definitions.errors import VongNamError
from definitions.facts import Key, Raise, Refusal, Return, Submit
from definitions.intake import content_of
from definitions.rows import lines_from_rows
from definitions.vocabulary import Every, Kind, Step
from flows.perform import act, perform
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.wiring import Office


class RowsRefused(VongNamError):  # noqa: N818 - an outcome, told to whoever pasted the rows
    """Một số ô trong bảng chưa đọc được."""

    def __init__(self, faults: Any) -> None:
        lines = "; ".join(f"dòng {f.row}, cột «{f.field}»: {f.message} {f.remedy}" for f in faults)
        super().__init__(
            f"Bảng dán vào có {len(faults)} chỗ chưa đọc được: {lines}", "Đề nghị sửa các ô đã nêu rồi gửi lại."
        )
        self.faults = tuple(faults)


def collect(
    office: Office,
    *,
    step: str = "unit-plan",
    unit: str,
    period: str,
    nil: bool = False,
    received: dt.datetime | None = None,
    rows: str = "",
    note: str = "",
    by: str = "",
    stage: Stage = plainly,
    say: Say = silently,
) -> Told:
    """Take what a unit handed in. Rows are pasted from Excel; `received` is when it came, not when it is typed.

    Raises RowsRefused with every faulty cell, or Refused where the core does not take it; nothing is kept then.
    """
    word = _step_of(office, step)
    if word.every in (Every.EVENT, Every.REQUEST):
        period = stage("Ghi nhận việc phát sinh", partial(raise_event, office, word, unit, note))
    key = Key(step, period, unit)
    content = stage("Đọc nội dung", partial(_content, office, word, key, nil, rows, note))
    now = office.now()
    event = Submit(key, sha(content), received or now, nil=nil, typed=now, by=by)
    stage("Ghi nhận", partial(act, office, event, key, {event.content: content}))
    name = office.definition.year.party(unit).name
    count = "không phát sinh" if nil else f"{len(content['lines'])} nội dung"
    say(f"{word.title}, kỳ {period}: {name}, {count}.")
    return Told(f"Đã nhận: {word.title}", (f"{name}, kỳ {period}: {count}.",))


def send_back(office: Office, *, step: str, unit: str, period: str, comment: str, by: str = "") -> Told:
    """Return what was handed in, with what is missing; its sender is told at once."""
    key = Key(step, period, unit)
    act(office, Return(key, comment, by), key)
    return Told("Đã trả lại để bổ sung", (f"{office.definition.year.party(unit).name}, kỳ {period}: {comment}",))


def raise_event(office: Office, step: Step, party: str, note: str, by: str = "") -> str:
    """Open a new occurrence of an event step; its period."""
    from definitions.answer import answer

    now = office.now()
    period = office.ledger.next_event_period(step.id, office.definition.year.year)
    facts = office.ledger.facts(step.id, period)
    taken = answer(office.context, facts, Raise(step.id, period, (party,), note, by), now)
    assert not isinstance(taken, Refusal)
    perform(office, facts, taken, now)
    return period


def _step_of(office: Office, step: str) -> Step:
    found = office.context.steps.get(step)
    if found is None or found.kind not in (Kind.SUBMIT, Kind.TRACK, Kind.DO, Kind.ANNOUNCE):
        known = ", ".join(s.id for s in office.context.steps.values() if s.kind is Kind.SUBMIT)
        raise Refused(
            Refusal("unknown-step", f"Không có bước nộp nào tên «{step}».", f"Đề nghị chọn một trong: {known}.")
        )
    return found


def _content(office: Office, step: Step, key: Key, nil: bool, rows: str, note: str) -> dict[str, Any]:
    form = office.definition.process.form(step.form) if step.form else None
    made = partial(content_of, form, step.id, key, nil=nil, note=note)
    if nil or not rows.strip():
        if not nil and step.kind is Kind.SUBMIT and not note.strip():
            raise Refused(_EMPTY)
        return made(lines=())
    if form is None:
        raise Refused(_NO_FORM)
    known = office.ledger.submission(key)
    before = office.ledger.content(known.content)["lines"] if known else ()
    lines, faults = lines_from_rows(
        office.definition, form, rows,
        period=key.period, party=key.party, known=before,
    )  # fmt: skip
    if faults:
        raise RowsRefused(faults)
    return made(lines=lines)


_EMPTY = Refusal(
    "empty",
    "Chưa có dòng kế hoạch nào.",
    "Đề nghị dán các dòng từ Excel, hoặc chọn «Không phát sinh» nếu kỳ này đơn vị không có nội dung.",
)
_NO_FORM = Refusal("no-form", "Bước này không có biểu mẫu dòng.", "Đề nghị ghi nội dung vào ô «Ghi chú».")
