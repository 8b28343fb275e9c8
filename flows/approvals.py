"""The approvals that wait, as the screen draws them; and the page "Hôm nay". Losing the screen loses nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from definitions.due import withdrawn
from definitions.errors import VongNamError
from definitions.events import Verdict
from definitions.facts import Grant, Key, Obligation, State
from definitions.vocabulary import Definition, Kind
from flows.asking import turns
from flows.decide import SHOWN
from flows.heeding import compared
from flows.settling import Dispute, disputes
from flows.told import Say
from flows.wiring import Office

if TYPE_CHECKING:
    from notifications.pages import Before
    from storage.port import Decision


@dataclass(frozen=True, slots=True)
class Approval:
    """One decision that somebody is asked for: a run of the screen, named so that it can be read in a list."""

    key: Key
    generation: int
    title: str
    markdown: str
    content: str
    proof: str = "code"
    why: str = ""  # it is asked once more: what the form that it replaces says of it
    disputes: tuple[Dispute, ...] = ()

    @property
    def form(self) -> dict[str, Any]:
        """The form as JSON Schema: what the server checks before it takes an answer."""
        asked = [name for name in FIELDS if name != "code" or self.proof == "code"]
        return {
            "title": "Ý kiến phê duyệt",
            "type": "object",
            "additionalProperties": False,
            "required": [name for name in asked if name != "comment"],
            "properties": {
                **self._lines(),
                **{name: {**FIELDS[name], "position": n} for n, name in enumerate(asked, 50)},
            },
        }

    def _lines(self) -> dict[str, Any]:
        """A choice for each line that no partner takes. Not required: what goes back settles nothing."""
        return {
            it.field: {
                "title": f"Dòng {it.number}: {it.content[:80]}",
                "description": "Cơ quan báo chí được mời chưa nhận đăng, phát. Bắt buộc chọn khi đồng ý.",
                "type": "string",
                "enum": list(it.choices),
                "position": n,
            }
            for n, it in enumerate(self.disputes)
        }

    def form_with(self, comment: str) -> dict[str, Any]:
        """The form with what was typed before in its box: verdict and code are asked for anew."""
        form = self.form
        if comment.strip():
            form["properties"]["comment"]["default"] = comment
        return form


FIELDS: dict[str, dict[str, Any]] = {
    "verdict": {"title": "Ý kiến", "type": "string", "enum": list(SHOWN)},
    "comment": {
        "title": "Nội dung cần sửa, hoặc lý do trả lại",
        "description": "Để trống nếu đồng ý; bắt buộc khi trả lại hoặc đồng ý có sửa. "
        "Đồng ý, có sửa: ghi rõ dòng, ví dụ: dòng 3, 5-7; dòng không nêu mà phải sửa thì được trình lại.",
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
        if it.generation and not withdrawn(it)
    ]
    return [_approval(office, it) for it in asked]


def _approval(office: Office, it: Obligation) -> Approval:
    from notifications.pages import approval_page, approval_title

    step = office.context.steps[it.key.step]
    content: Any = office.ledger.content(it.content) if it.content else {}
    before = decided_before(office, it) if step.on else None
    asked = [decider_named(office.definition, each) for each in office.ledger.grants(it.key)]
    definition = office.definition
    return Approval(
        it.key,
        it.generation,
        approval_title(definition, step, it),
        approval_page(office.templates, definition, step, it, content=content, before=before, asked=asked),
        it.content or "",
        step.proof,
        it.why or "",
        disputes(office, it),
    )


def decided_before(office: Office, it: Obligation) -> Before | None:
    """What was decided in the round before, and what has changed since; None in the first."""
    from notifications.pages import Before

    key = it.key._replace(round=it.key.round - 1)
    decided = next((d for d in office.ledger.decisions(it.key.step, it.key.period) if d.key == key), None)
    if decided is None or not it.content:
        return None
    record = compared(office, decided, it.content)
    seen, agreed = office.ledger.content(decided.content), decided.verdict != Verdict.RETURN
    found = record["beyond"] if agreed else [*record["within"], *record["beyond"]]
    return Before(seen, decided.comment, agreed, tuple(found))


def decider_named(definition: Definition, each: Grant | Decision) -> str:
    """Who decides or has decided, and for whom, by name."""
    names = {person.id: person.name for person in definition.directory.people}
    name = names.get(each.person, each.person)
    return f"{name}, thay {names.get(each.instead_of, each.instead_of)}" if each.instead_of else name


def today(
    office: Office,
    links: Mapping[Key, str] | None = None,
    more: Sequence[tuple[str, str]] = (),
    forms: Sequence[tuple[str, str]] = (),
) -> str:
    """The page "Hôm nay" as Markdown: who owes what, what waits for whom (with where it is decided), the last letters.

    `more` are the Office's other pages, `forms` its forms: title and address.
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
        turns=turns(office),
        now=now,
        held=office.ledger.setting("sending") == "held",
        more=more,
        forms=forms,
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
