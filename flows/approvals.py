"""The approvals that wait, as the screen draws them; and the page "Hôm nay". Losing the screen loses nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from definitions.errors import VongNamError
from definitions.facts import Key, Obligation, State
from definitions.vocabulary import Kind
from flows.decide import SHOWN
from flows.told import Say
from flows.wiring import Office


@dataclass(frozen=True, slots=True)
class Approval:
    """One decision that somebody is asked for: a run of the screen, named so that it can be read in a list."""

    key: Key
    generation: int
    title: str
    markdown: str
    content: str
    proof: str = "code"

    @property
    def form(self) -> dict[str, Any]:
        """The form as JSON Schema: what the server checks before it takes an answer."""
        asked = [name for name in FIELDS if name != "code" or self.proof == "code"]
        return {
            "title": "Ý kiến phê duyệt",
            "type": "object",
            "additionalProperties": False,
            "required": [name for name in asked if name != "comment"],
            "properties": {name: {**FIELDS[name], "position": n} for n, name in enumerate(asked)},
        }


FIELDS: dict[str, dict[str, Any]] = {
    "verdict": {"title": "Ý kiến", "type": "string", "enum": list(SHOWN)},
    "comment": {
        "title": "Nội dung cần sửa, hoặc lý do trả lại",
        "description": "Để trống nếu đồng ý; bắt buộc khi trả lại hoặc đồng ý có sửa.",
        "type": "string",
    },
    "code": {
        "title": "Mã phê duyệt một lần",
        "description": "Mã trong thư gửi riêng cho người phê duyệt; chỉ dùng được một lần.",
        "type": "string",
        "format": "password",
    },
}
"""No field has a default: a form whose fields all have one approves by itself."""


def waiting_approvals(office: Office) -> list[Approval]:
    """Every approval that is open now, with what needs deciding."""
    asked = [
        it
        for step in office.context.steps.values()
        if step.kind is Kind.APPROVE
        for it in office.ledger.obligations(step=step.id, states=[State.OPEN])
        if it.generation
    ]
    return [_approval(office, it) for it in asked]


def _approval(office: Office, it: Obligation) -> Approval:
    from notifications.pages import approval_page, approval_title

    step = office.context.steps[it.key.step]
    content: Any = office.ledger.content(it.content) if it.content else {}
    previous = previous_content(office, it) if step.on else None
    definition = office.definition
    return Approval(
        it.key,
        it.generation,
        approval_title(definition, step, it),
        approval_page(office.templates, definition, step, it, content=content, previous=previous),
        it.content or "",
        step.proof,
    )


def previous_content(office: Office, it: Obligation) -> Any:
    """What was decided on in the round before, for the difference; None in the first."""
    if it.key.round == 1:
        return None
    before = it.key._replace(round=it.key.round - 1)
    decided = [d for d in office.ledger.decisions(it.key.step, it.key.period) if d.key == before]
    return office.ledger.content(decided[-1].content) if decided else None


def today(office: Office, links: Mapping[Key, str] | None = None, more: Sequence[tuple[str, str]] = ()) -> str:
    """The page "Hôm nay" as Markdown: who owes what, what waits for whom (with where it is decided), the last letters.

    `more` are the Office's other pages: title and address.
    """
    from definitions import report
    from definitions.facts import WAITING
    from notifications.pages import LATEST, today_page

    waiting = office.ledger.obligations(states=[*WAITING, State.SUBMITTED])
    now, names = office.now(), {person.id: person.name for person in office.definition.directory.people}
    letters = [
        (m.sent or m.created, names.get(m.person, m.person), m.subject)
        for m in office.ledger.messages(limit=LATEST)
        if m.state == "sent"
    ]
    rows = report.today(office.definition, waiting, now)
    return today_page(
        office.templates,
        office.definition,
        rows,
        letters,
        links=links or {},
        now=now,
        held=office.ledger.setting("sending") == "held",
        more=more,
    )


def redraw(office: Office, say: Say, failures: list[str]) -> Mapping[Key, str]:
    """Bring the screen in line with the ledger; the links under which each approval is decided, by its key."""
    if office.screen is None:
        return {}
    try:
        return office.screen.reconcile(waiting_approvals(office))
    except Exception as error:  # noqa: BLE001 - a screen that is away must not keep letters from leaving
        why = error.parts("vi")[0] if isinstance(error, VongNamError) else f"{type(error).__name__}: {error}"
        failures.append(f"Màn hình phê duyệt chưa cập nhật được ({why}); chương trình sẽ thử lại ở nhịp sau.")
        say(failures[-1])
        return {}
