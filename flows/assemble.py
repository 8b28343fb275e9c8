"""Assemble: a person edits and confirms what the machine put together, or says that a duty of the Office is done."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from definitions.content import sha
from definitions.facts import WAITING, Confirm, Key, Refusal, Submit
from definitions.rows import lines_from_rows
from definitions.vocabulary import Kind, Step
from definitions.who import compiled_key, owners
from flows.collect import RowsRefused, lines_before
from flows.heeding import heeding
from flows.perform import act
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.wiring import Office


def assemble(
    office: Office,
    *,
    step: str,
    period: str,
    party: str = "",
    rows: str = "",
    comment: str = "",
    confirm: bool = True,
    by: str = "",
    stage: Stage = plainly,
    say: Say = silently,
) -> Told:
    """Confirm what was compiled (edited first where rows are given), a sending recorded by the clerk, or a duty done."""
    word = office.context.steps.get(step)
    if word is None:
        raise Refused(
            Refusal("unknown-step", f"Không có bước «{step}».", f"Đề nghị chọn: {', '.join(office.context.steps)}.")
        )
    period = period or _latest(office, word)
    key = compiled_key(office.context, step, period) if word.kind is Kind.COMPILE else _key(office, word, period, party)
    lines = []
    if rows.strip():
        stage("Ghi bản sửa", partial(_edit, office, word, key, rows, by))
        lines.append("Đã ghi bản sửa thành phiên bản mới.")
    if confirm:
        stage("Xác nhận", partial(_confirm, office, key, comment, by))
        lines.append("Đã xác nhận hoàn thành.")
    for line in lines:
        say(f"{word.title}, kỳ {period}: {line}")
    return Told(f"{word.title}, kỳ {period}", tuple(lines))


def _latest(office: Office, step: Step) -> str:
    """The period of what waits longest: events are numbered by the program, and nobody has to know the number."""
    waiting = office.ledger.obligations(step=step.id, states=list(WAITING))
    if not waiting:
        raise Refused(
            Refusal("nothing-waits", f"Không có việc nào đang mở ở bước «{step.title}».", "Đề nghị xem trang Hôm nay.")
        )
    return waiting[0].key.period


def _key(office: Office, step: Step, period: str, party: str) -> Key:
    if party:
        return Key(step.id, period, party)
    waiting = office.ledger.obligations(step=step.id, period=period, states=list(WAITING))
    return waiting[0].key if waiting else Key(step.id, period, owners(office.context, step)[0])


def _confirm(office: Office, key: Key, comment: str, by: str) -> None:
    submitted = office.ledger.submission(key)
    content = submitted.content if submitted else None
    heeds, records = heeding(office, key, content)
    act(office, Confirm(key, content, comment, by, heeds), key, records)


def _merged(known: Mapping[str, Any], line: Mapping[str, Any]) -> dict[str, Any]:
    """What the printed table has no column for stays as the unit wrote it."""
    return {**known, **{field: value for field, value in line.items() if value not in ("", []) or field not in known}}


def _edit(office: Office, step: Step, key: Key, rows: str, by: str) -> None:
    """The table of the plan as a person edited it: rows keep the id of the line that they come from."""
    submitted = office.ledger.submission(key)
    before: dict[str, Any] = office.ledger.content(submitted.content) if submitted else {}
    if "lines" not in before or step.source is None:
        raise Refused(Refusal("no-draft", "Chưa có bản dự thảo để sửa.", "Đề nghị chờ chương trình tổng hợp dự thảo."))
    form = office.context.steps[step.source].form
    assert form
    earlier = lines_before(office, key)
    lines, faults = lines_from_rows(
        office.definition, office.definition.process.form(form), rows,
        period=key.period, party=key.party, known=earlier,
    )  # fmt: skip
    if faults:
        raise RowsRefused(faults)
    known = {line["id"]: line for line in earlier}
    content = {
        **before,
        "lines": [
            {
                "unit": key.party,
                "late": False,
                "state": "planned",
                "postponed_to": "",
                **_merged(known.get(line["id"], {}), line),
            }
            for line in lines
        ],
    }
    event = Submit(key, sha(content), office.now(), by=by)
    act(office, event, key, {event.content: content})
