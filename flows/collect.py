"""Collect: a party hands something in (the Office types or pastes it), or something has happened that must be recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from definitions.actions import Action, Move, Open, Refusal
from definitions.answer import UNKNOWN, answer
from definitions.content import sha
from definitions.context import UPON
from definitions.errors import VongNamError
from definitions.events import Accept, Raise, Return, Submit
from definitions.facts import Facts, Key, Obligation, Progress, State
from definitions.intake import NO_PAPER, Paper, content_of, with_results
from definitions.moments import midnight
from definitions.pasted import pasted
from definitions.personal import KIND as PERSONAL
from definitions.records import led_to
from definitions.rows import lines_from_table
from definitions.vocabulary import Kind, Step
from definitions.who import owners
from flows.apart import Kept, private, routed, seen, unnamed
from flows.perform import AGAIN, act, perform
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
    paper: Paper = NO_PAPER,
    by: str = "",
    stage: Stage = plainly,
    say: Say = silently,
) -> Told:
    """Take what a unit handed in. Rows are pasted from Excel; `received` is when it came, not when it is typed.

    `paper` is what it came on, where it came on paper; its date is when the unit says that it sent it.

    Raises RowsRefused with every faulty cell, or Refused where the core does not take it; nothing is kept then.
    """
    word = _step_of(office, step)
    key = Key(step, period, unit)
    if word.every in UPON and office.ledger.obligation(key) is None:
        return _happened(
            office,
            word,
            unit,
            nil=nil,
            received=received,
            rows=rows,
            note=note,
            paper=paper,
            by=by,
            stage=stage,
            say=say,
        )
    if office.ledger.obligation(key) is None:
        raise Refused(UNKNOWN)
    content, apart = stage("Đọc nội dung", partial(_content, office, word, key, nil, rows, note, paper))
    now = office.now()
    event = Submit(key, sha(content), received or now, nil=nil, said_sent=_said_sent(office, paper), typed=now, by=by)
    stage("Ghi nhận", partial(act, office, event, key, {event.content: content, **apart}))
    what = "không phát sinh" if nil else f"{len(content['lines'])} nội dung"
    return _taken(office, word, key, what, say, content.get("understood", ()))


def _happened(
    office: Office,
    step: Step,
    party: str,
    *,
    nil: bool,
    received: dt.datetime | None,
    rows: str,
    note: str,
    paper: Paper,
    by: str,
    stage: Stage,
    say: Say,
) -> Told:
    """Something new: its occurrence is opened, and what was handed in with it is kept in the same transaction.

    It may belong to another step (`leads to`); then that is where it is recorded, and nowhere else.
    """
    step, rows, note, said = routed(office, step, party, rows, note)
    handed_in = step.kind is Kind.SUBMIT or bool(rows.strip())

    def content(key: Key) -> tuple[dict[str, Any], Kept] | None:
        return _content(office, step, key, nil, rows, note, paper) if handed_in else None

    raising = partial(raise_event, office, step, party, said, by, content=content, received=received)
    period = stage("Ghi nhận việc phát sinh", raising)
    return _taken(office, step, Key(step.id, period, party), "đã ghi nhận", say)


def _taken(office: Office, step: Step, key: Key, what: str, say: Say, understood: Sequence[str] = ()) -> Told:
    name = office.definition.year.party(key.party).name
    say(f"{step.title}, kỳ {key.period}: {name}, {what}.")
    return Told(f"Đã nhận: {step.title}", (f"{name}, kỳ {key.period}: {what}.", *understood))


def accept(office: Office, *, step: str, unit: str, period: str, by: str = "") -> Told:
    """Accept what was handed in, where somebody has to (`accept`, `via`); the latest of it where no period is named."""
    waiting = office.ledger.obligations(step=step, party=unit, period=period or None, states=[State.SUBMITTED])
    if not waiting:
        raise Refused(_NOTHING_HANDED_IN)
    key = waiting[-1].key
    act(office, Accept(key, by), key)
    return Told("Đã tiếp nhận", (f"{office.definition.year.party(unit).name}, kỳ {key.period}.",))


def send_back(office: Office, *, step: str, unit: str, period: str, comment: str, by: str = "") -> Told:
    """Return what was handed in, with what is missing; its sender is told at once."""
    key = Key(step, period, unit)
    act(office, Return(key, comment, by), key)
    return Told("Đã trả lại để bổ sung", (f"{office.definition.year.party(unit).name}, kỳ {period}: {comment}",))


def raise_event(
    office: Office,
    step: Step,
    party: str,
    note: str,
    by: str = "",
    *,
    content: Callable[[Key], tuple[dict[str, Any], Kept] | None] = lambda _: None,
    received: dt.datetime | None = None,
) -> str:
    """Open a new occurrence of an event step, with what was handed in (`content`) if anything was; its period."""
    from storage.port import Conflict

    if party not in owners(office.context, step):
        raise Refused(_NOT_THEIRS)
    for attempt in range(AGAIN):
        now = office.now()
        raised = raising(office, step, party, note, now, by=by, content=content, received=received)
        try:
            perform(office, raised.facts, raised.actions, now, raised.contents)
        except Conflict:  # somebody else took this number
            if attempt == AGAIN - 1:
                raise
        else:
            return raised.facts.period
    raise AssertionError


class Raised(NamedTuple):
    """What a new occurrence comes to, before it is recorded: its facts, its actions, the contents that they name."""

    facts: Facts
    actions: Sequence[Action]
    contents: Kept


def raising(
    office: Office,
    step: Step,
    party: str,
    note: str,
    now: dt.datetime,
    *,
    by: str = "",
    content: Callable[[Key], tuple[dict[str, Any], Kept] | None] = lambda _: None,
    received: dt.datetime | None = None,
) -> Raised:
    """Decide on the next occurrence of an event step, with what is handed in with it; nothing is recorded."""
    period = office.ledger.next_event_period(step.id, office.definition.year.year)
    facts = office.ledger.facts(step.id, period)
    taken = answer(office.context, facts, Raise(step.id, period, (party,), note, by), now)
    assert not isinstance(taken, Refusal)
    key = Key(step.id, period, party)
    made = content(key)
    if made is None:
        return Raised(facts, taken, {})
    event = Submit(key, sha(made[0]), received or now, typed=now, by=by)
    return Raised(facts, (*taken, *_with(office, key, taken, event, now)), {sha(made[0]): made[0], **made[1]})


def _with(office: Office, key: Key, raised: Sequence[Action], event: Submit, now: dt.datetime) -> Sequence[Action]:
    """What handing in brings to an occurrence that these very actions open."""
    opened = next(action for action in raised if isinstance(action, Open) and action.key == key)
    state = next((action.to for action in raised if isinstance(action, Move) and action.key == key), opened.state)
    it = Obligation(key, state, opened.instants, opened.next_at)
    facts = Facts(key.step, key.period, (it,), Progress(key.step, key.period, total=1))
    taken = answer(office.context, facts, event, now)
    assert not isinstance(taken, Refusal)
    return taken


def lines_before(office: Office, key: Key) -> list[Any]:
    """The lines of every earlier version: an id is never used again for something else."""
    latest = office.ledger.submission(key)
    versions = (office.ledger.submission(key, n) for n in range(1, latest.version + 1)) if latest else ()
    return [line for version in versions if version for line in office.ledger.content(version.content).get("lines", ())]


def _step_of(office: Office, step: str) -> Step:
    found = office.context.steps.get(step)
    if found is None or found.kind not in (Kind.SUBMIT, Kind.TRACK, Kind.DO, Kind.ANNOUNCE):
        known = ", ".join(s.id for s in office.context.steps.values() if s.kind is Kind.SUBMIT)
        raise Refused(
            Refusal("unknown-step", f"Không có bước nộp nào tên «{step}».", f"Đề nghị chọn một trong: {known}.")
        )
    return found


def _said_sent(office: Office, paper: Paper) -> dt.datetime | None:
    """The day that the paper bears, as an instant: its sender says no hour."""
    return midnight(dt.date.fromisoformat(paper.date), office.definition.process.timezone) if paper.date else None


def _content(
    office: Office, step: Step, key: Key, nil: bool, rows: str, note: str, paper: Paper = NO_PAPER
) -> tuple[dict[str, Any], Kept]:
    """What is kept of it, and apart from it what it says of private people."""
    form = office.definition.process.form(step.form) if step.form else None
    made = partial(content_of, form, step.id, key, nil=nil, note=note, paper=paper)
    if nil or not rows.strip():
        if not nil and step.kind is Kind.SUBMIT and not note.strip() and not any(paper):
            raise Refused(_EMPTY)
        return made(lines=()), {}
    if form is None:
        raise Refused(_NO_FORM)
    lines, faults, remarks = lines_from_table(
        office.definition, form, pasted(rows),
        period=key.period, party=key.party, known=lines_before(office, key),
    )  # fmt: skip
    if faults:
        raise RowsRefused(unnamed(form, faults))
    if not lines and not note.strip():
        raise Refused(_EMPTY)
    if any(led_to(form, line) for line in lines):
        raise Refused(_LEADS_ELSEWHERE)
    shown, apart = private(office, form, key, lines)
    content = with_results(made(lines=shown), "", (), (), [str(it) for it in seen(form, remarks)])
    return ({**content, PERSONAL: next(iter(apart))}, apart) if apart else (content, {})


_LEADS_ELSEWHERE = Refusal(
    "leads-elsewhere",
    "Nội dung này được ghi ở một bước khác.",
    "Đề nghị ghi thành một lần mới, để trống ô «Kỳ».",
)
_EMPTY = Refusal(
    "empty",
    "Chưa có dòng kế hoạch nào.",
    "Đề nghị dán các dòng từ Excel, hoặc chọn «Không phát sinh» nếu kỳ này đơn vị không có nội dung.",
)
_NOTHING_HANDED_IN = Refusal(
    "nothing-handed-in",
    "Không có nội dung nào đã gửi đang chờ tiếp nhận.",
    "Đề nghị kiểm tra lại bước, kỳ và đơn vị ở trang Hôm nay.",
)
_NO_FORM = Refusal("no-form", "Bước này không có biểu mẫu dòng.", "Đề nghị ghi nội dung vào ô «Ghi chú».")
_NOT_THEIRS = Refusal(
    "not-theirs", "Đơn vị này không có nhiệm vụ ở bước đã chọn.", "Đề nghị chọn lại đơn vị, hoặc chọn đúng bước."
)
