"""What was typed into a form of the screen is taken: decided, or asked again with every word of it; deleted afterwards.

Never before: the typed answer stays where Prefect keeps it until the decision is committed, or the fresh form with the
same words is drawn. Whoever is killed on the way leaves it to the next heartbeat, which takes it then (`left_behind`).
The ledger forbids a second decision, so that taking an answer twice is taking it once. No code is ever kept by us.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from definitions import links
from definitions.actions import Refusal
from definitions.facts import Key
from flows.api import Away
from flows.approvals import waiting_approvals
from flows.decide import decide
from flows.settling import FIELD
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.wiring import Office

if TYPE_CHECKING:
    from flows.screen import Run, Screen

UNANSWERED = "Phiếu này không có ý kiến nào. Đề nghị mở phiếu có nhãn «Chờ duyệt»."

NOT_TAKEN = "Chưa ghi nhận ý kiến"
"""No failure of the program: Prefect 3.8.8 would try a resumed run again that ends Failed, and call it crashed."""

CALLED_OFF = Refusal(
    "called-off", "Phiếu đã bị hủy trên màn hình trước khi ý kiến được ghi.", "Đề nghị xem lại rồi gửi ý kiến."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which run of the screen was answered, and what it asked for."""

    run: str
    key: Key
    generation: int
    attempt: int


def taken(
    office: Office, screen: Screen, asked: Asked, *, stage: Stage = plainly, say: Say = silently
) -> tuple[Told, bool]:
    """What became of the answer, and whether it was kept. A refusal is told, and a fresh form has every word of it."""
    typed = stage("Đọc ý kiến", partial(screen.answer, asked.run))
    if typed is None:
        screen.forget(asked.run)
        return Told(UNANSWERED, (UNANSWERED,)), False
    try:
        told, kept = _decided(office, asked, typed, stage, say), True
    except Refused as refused:
        told, kept = _ask_again(office, screen, asked, typed, refused, stage, say), False
    with suppress(Away):  # it is recorded: the next heartbeat deletes what was typed
        screen.forget(asked.run)
    return told, kept


def _decided(office: Office, asked: Asked, typed: Mapping[str, Any], stage: Stage, say: Say) -> Told:
    it = office.ledger.obligation(asked.key)
    if it is not None:  # a code that was typed into this form is one try, however often the form is read
        office = replace(office, link=links.form(it, asked.run, office.now()))
    verdict, comment, code = (str(typed.get(name) or "") for name in ("verdict", "comment", "code"))
    return decide(
        office,
        obligation=str(asked.key),
        generation=asked.generation,
        verdict=verdict,
        comment=comment,
        code=code,
        lines=_lines(typed),
        stage=stage,
        say=say,
    )


def _lines(typed: Mapping[str, Any]) -> dict[str, str]:
    """What was chosen for the lines that no partner takes."""
    return {name: str(value) for name, value in typed.items() if name.startswith(FIELD) and value}


def _ask_again(
    office: Office, screen: Screen, asked: Asked, typed: Mapping[str, Any], refused: Refused, stage: Stage, say: Say
) -> Told:
    why = f"{refused.message} {refused.remedy}".strip()
    chosen = (f"dòng {name.removeprefix(FIELD)}: {choice}" for name, choice in _lines(typed).items())
    comment = "; ".join([*filter(None, [str(typed.get("comment") or "")]), *chosen])
    say(why)
    for approval in waiting_approvals(office):
        if approval.key == asked.key:
            after = asked.attempt if approval.generation == asked.generation else 0
            note = _note(why, comment)
            fresh = stage("Lập lại phiếu", partial(screen.draw, approval, after=after, note=note, comment=comment))
            return Told(NOT_TAKEN, (f"Phiếu mới: {screen.link(fresh)}", why))
    return Told(NOT_TAKEN, (why,))


REFUSED = "> **Lần trước chưa được ghi nhận.**"


def _note(why: str, comment: str) -> str:
    kept = f"\n>\n> Nội dung đã ghi lần trước: {' '.join(comment.split())}" if comment.strip() else ""
    return f"{REFUSED} {why}{kept}"


# ---------------------------------------------------------------- what a killed worker left on the screen


def left_behind(office: Office, say: Say, failures: list[str]) -> list[str]:
    """Every answer that was sent and not taken to its end: taken now; lines for people to read."""
    from flows.screen import sentence

    if office.screen is None:
        return []
    told: list[str] = []
    try:
        for run in office.screen.left():
            told += _found(office, office.screen, run, say)
    except Away:  # told where the screen is redrawn
        return told
    except Exception as error:  # noqa: BLE001 - the screen, or one answer, must not keep letters from leaving
        failures.append(f"Ý kiến còn trên màn hình chưa đọc lại được; nhịp sau sẽ thử lại. {sentence(error)}")
        say(failures[-1])
    return told


def _found(office: Office, screen: Screen, run: Run, say: Say) -> list[str]:
    typed = screen.answer(run.id)
    later = screen.standing([run.key]).get((run.key, run.generation))
    later = later if later and later.attempt > run.attempt else None
    told_already = later is not None and not later.unfinished and screen.above(later.id).startswith(REFUSED)
    if typed is None or told_already or _stands(office, run):
        screen.forget(run.id)
        return []
    # a form that was drawn meanwhile has none of the words: the fresh one comes after it
    asked = Asked(run.id, run.key, run.generation, later.attempt if later and not later.unfinished else run.attempt)
    if run.kind == "CANCELLED":
        told = _ask_again(office, screen, asked, typed, Refused(CALLED_OFF), plainly, say)
        screen.forget(run.id)
    else:
        told, _ = taken(office, screen, asked, say=say)
    return [f"Ý kiến còn trên màn hình đã được đọc lại: {told.title}.", *told.lines]


def _stands(office: Office, run: Run) -> bool:
    """Whether what this run asked for has been decided: then nothing of the answer is needed any more."""
    decisions = office.ledger.decisions(run.key.step, run.key.period)
    return any((it.key, it.generation) == (run.key, run.generation) for it in decisions)
