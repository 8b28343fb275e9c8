"""Settling: the lines that no partner takes, as the form of a decision shows them, and the plan that the choices make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from definitions.actions import Refusal
from definitions.altered import BEFORE
from definitions.content import sha
from definitions.deadlock import DROP, GIVE, KEEP, LEAVE, choices, disputed, settle
from definitions.events import Verdict
from definitions.facts import Key, Obligation, State
from definitions.vocabulary import Kind
from definitions.who import compiled_key, owners
from flows.told import Refused
from flows.wiring import Office

FIELD = "dong_"
"""What the name of a form's field for a line begins with, before the line's number."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A line that has to be settled: its number in the plan, its id, what it is about, and label -> choice."""

    number: int
    line: str
    content: str
    choices: Mapping[str, str]

    @property
    def field(self) -> str:
        """The name of its field in a form."""
        return f"{FIELD}{self.number}"


def disputes(office: Office, it: Obligation) -> tuple[Dispute, ...]:
    """The lines that a decision has to settle, of the very content that is shown to whoever decides."""
    if not it.content or (on := office.context.steps[it.key.step].on) is None:
        return ()
    partners, named = _partners(office, on), office.definition.year.party
    return tuple(
        Dispute(
            n,
            str(line["id"]),
            str(line.get("content", "")),
            {_label(line, choice) or f"Chuyển sang {named(choice.removeprefix(GIVE)).name}": choice for choice in may},
        )
        for n, line in disputed(office.ledger.content(it.content))
        for may in [choices(line, partners)]
    )


def _label(line: Mapping[str, Any], choice: str) -> str:
    """What a choice is called; to keep a line that was changed says whether it is kept as it was or as it is."""
    if choice == KEEP:
        return "Giữ trong kế hoạch theo nội dung thay đổi" if BEFORE in line else "Giữ trong kế hoạch"
    return {DROP: "Bỏ khỏi kế hoạch", LEAVE: "Không đổi, giữ như kế hoạch đã gửi"}.get(choice, "")


def settled(office: Office, it: Obligation, verdict: Verdict | None, said: Mapping[str, str]) -> Any:
    """The plan that these choices make of what is decided on; None where nothing hangs, or it goes back anyway.

    `said` names a line by its id, its number or its field, and a choice by itself or its label. Refused where a line is
    left open, or given to a partner that refused it.
    """
    decides = it.state is State.OPEN and verdict not in (None, Verdict.RETURN)
    open_lines = disputes(office, it) if decides else ()
    if not open_lines:
        return None
    on = office.context.steps[it.key.step].on
    assert on
    assert it.content
    chosen = {one.line: _choice(one, said) for one in open_lines}
    made = settle(office.ledger.content(it.content), chosen, on=it.content, partners=_partners(office, on))
    if isinstance(made, Refusal):
        raise Refused(made)
    _not_overtaken(office, compiled_key(office.context, on, it.key.period), it.content)
    return made


def _choice(dispute: Dispute, said: Mapping[str, str]) -> str:
    names = (dispute.line, str(dispute.number), dispute.field)
    typed = next((said[name] for name in names if said.get(name)), "")
    return dispute.choices.get(typed, typed)


def _not_overtaken(office: Office, plan: Key, content: str) -> None:
    latest = office.ledger.submission(plan)
    if latest is None or latest.content != content:
        raise Refused(
            Refusal(
                "stale", "Kế hoạch đã có bản mới hơn bản đang trình.",
                "Đề nghị chờ ít phút để chương trình trình bản mới.",
            )
        )  # fmt: skip


def _partners(office: Office, on: str) -> list[str]:
    """Every partner that is asked about what this is."""
    asking = (step for step in office.context.steps.values() if step.kind is Kind.AGREE and step.on == on)
    return list(dict.fromkeys(party for step in asking for party in owners(office.context, step)))


def named(made: Any) -> tuple[str, dict[str, Any]]:
    """The SHA-256 of a settled plan and the contents to be kept with it; nothing for none."""
    return (sha(made), {sha(made): made}) if made is not None else ("", {})
