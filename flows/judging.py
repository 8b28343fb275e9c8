"""Judging: what a lived year left in its ledger, gathered for the pure rules that judge it and put into words."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, is_dataclass
from typing import TYPE_CHECKING, Any

from definitions import judgement
from definitions.facts import Key, Obligation
from definitions.judgement import Judgement, Letter
from definitions.silence import Silence, silence
from definitions.vocabulary import Kind
from flows.wiring import Office

if TYPE_CHECKING:
    from notifications.judged import Printed


@dataclass(frozen=True, slots=True)
class Silenced:
    """What followed from a silence, and how it stands in the documents."""

    silence: Silence
    printed: tuple[Printed, ...]


def judge(office: Office, budget: dict[str, int]) -> Judgement:
    """The judgement of the year that this office has lived."""
    steps = office.context.steps.values()
    late = {s.key for step in steps if step.kind is Kind.SUBMIT for s in office.ledger.submissions(step.id) if s.late}
    return judgement.judge(office.context, letters(office), office.ledger.obligations(), late=late, budget=budget)


def letters(office: Office) -> list[Letter]:
    """Every letter that left, the oldest first."""
    left = [m for m in office.ledger.messages() if m.state == "sent"]
    found = (Letter(m.person, m.sent or m.created, tuple((i.key, i.kind) for i in m.items)) for m in left)
    return sorted(found, key=lambda one: (one.at, one.person))


def silenced(office: Office, parties: Collection[str], plain: list[Obligation]) -> Silenced:
    """The year of this office, in which these parties were silent, beside the obligations of the plain one."""
    found = silence(office.context, parties, plain, office.ledger.obligations(), letters(office))
    return Silenced(found, tuple(_printed(office, parties)))


def _printed(office: Office, parties: Collection[str]) -> Iterator[Printed]:
    """What was put together without them, as its latest version says it."""
    from notifications.judged import Printed

    for step in (step for step in office.context.steps.values() if step.kind is Kind.COMPILE):
        for submitted in office.ledger.submissions(step.id):
            content = office.ledger.content(submitted.content)
            yield from (Printed(submitted.key, p, "có tên trong danh sách chưa gửi")
                        for p in content.get("silent", ()) if p in parties)  # fmt: skip
            yield from (Printed(submitted.key, it["partner"], "chưa có ý kiến")
                        for it in content.get("answers", ()) if it["partner"] in parties and not it["answered"])  # fmt: skip


def as_data(value: Any) -> Any:
    """A record of the rules for a machine: names and values, instants and dates in ISO 8601, keys as they are printed."""
    if isinstance(value, Key):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {name: as_data(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, dict):
        return {str(name): as_data(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
