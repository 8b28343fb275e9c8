"""An approval was answered on the screen: read the form once, decide, and ask again where the answer was not taken."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from definitions.facts import Key
from flows.approvals import waiting_approvals
from flows.decide import decide
from flows.heartbeat import heartbeat
from flows.screen import Screen
from flows.settling import FIELD
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.wiring import Office

UNANSWERED = "Phiếu này không có ý kiến nào. Đề nghị mở phiếu có nhãn «Chờ duyệt»."

NOT_TAKEN = "Chưa ghi nhận ý kiến"
"""No failure of the program: Prefect 3.8.8 would try a resumed run again that ends Failed, and call it crashed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which run of the screen was answered, and what it asked for."""

    run: str
    key: Key
    generation: int
    attempt: int


def answered(office: Office, screen: Screen, asked: Asked, *, stage: Stage = plainly, say: Say = silently) -> Told:
    """Keep the verdict and do what follows from it at once. A refusal is told, and a fresh run keeps the comment."""
    typed = stage("Đọc ý kiến", partial(screen.answer, asked.run))
    if typed is None:
        return Told(UNANSWERED, (UNANSWERED,))
    verdict, comment, code = (str(typed.get(name) or "") for name in ("verdict", "comment", "code"))
    lines = {name: str(value) for name, value in typed.items() if name.startswith(FIELD) and value}
    try:
        told = decide(
            office,
            obligation=str(asked.key),
            generation=asked.generation,
            verdict=verdict,
            comment=comment,
            code=code,
            lines=lines,
            stage=stage,
            say=say,
        )
    except Refused as refused:
        why = f"{refused.message} {refused.remedy}".strip()
        kept = "; ".join(
            [*filter(None, [comment]), *(f"dòng {n.removeprefix(FIELD)}: {it}" for n, it in lines.items())]
        )
        return _ask_again(office, screen, asked, why=why, comment=kept, stage=stage, say=say)
    after = heartbeat(office, stage=stage, say=say)
    return Told(told.title, (*told.lines, *after.lines), after.failures)


def _ask_again(
    office: Office,
    screen: Screen,
    asked: Asked,
    *,
    why: str,
    comment: str,
    stage: Stage,
    say: Say,
) -> Told:
    say(why)
    for approval in waiting_approvals(office):
        if approval.key == asked.key:
            after = asked.attempt if approval.generation == asked.generation else 0
            note = _note(why, comment)
            fresh = stage("Lập lại phiếu", partial(screen.draw, approval, after=after, note=note, comment=comment))
            return Told(NOT_TAKEN, (f"Phiếu mới: {screen.link(fresh)}", why))
    return Told(NOT_TAKEN, (why,))


def _note(why: str, comment: str) -> str:
    kept = f"\n>\n> Nội dung đã ghi lần trước: {' '.join(comment.split())}" if comment.strip() else ""
    return f"> **Lần trước chưa được ghi nhận.** {why}{kept}"
