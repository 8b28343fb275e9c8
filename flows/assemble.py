"""Assemble: a person edits and confirms what the machine put together, or says that a duty of the Office is done."""

from __future__ import annotations

from functools import partial

from definitions.actions import Refusal
from definitions.events import Confirm
from definitions.facts import WAITING, Key
from definitions.vocabulary import Kind, Step
from definitions.who import compiled_key, owners
from flows.heeding import heeding
from flows.inbox import Filed
from flows.perform import act
from flows.reworked import rework
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.wiring import Office


def assemble(
    office: Office,
    *,
    step: str,
    period: str,
    party: str = "",
    rows: str = "",
    file: Filed | None = None,
    comment: str = "",
    confirm: bool = True,
    by: str = "",
    stage: Stage = plainly,
    say: Say = silently,
) -> Told:
    """Confirm what was compiled (edited first where rows or a file are given), a sending recorded by the clerk, a duty done.

    Raises UnfitFile for a file that is not read, RowsRefused with every fault of the table; nothing is kept then.
    """
    word = office.context.steps.get(step)
    if word is None:
        raise Refused(
            Refusal("unknown-step", f"Không có bước «{step}».", f"Đề nghị chọn: {', '.join(office.context.steps)}.")
        )
    period = period or _latest(office, word)
    key = compiled_key(office.context, step, period) if word.kind is Kind.COMPILE else _key(office, word, period, party)
    lines = []
    if rows.strip() or file:
        told = stage("Ghi bản sửa", partial(rework, office, word, key, file or rows, by))
        lines += ["Đã ghi bản sửa thành phiên bản mới.", *told]
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
