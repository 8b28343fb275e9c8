"""How the version that is being confirmed compares with what its approvers agreed to: gathers, and asks the rule."""

from __future__ import annotations

from typing import Any

from definitions.content import sha
from definitions.context import related
from definitions.events import Heed, Verdict
from definitions.facts import Key
from definitions.heeded import heeded
from definitions.vocabulary import Kind
from flows.wiring import Office
from storage.port import Decision


def heeding(office: Office, key: Key, content: str | None) -> tuple[tuple[Heed, ...], dict[str, Any]]:
    """One Heed for each approval that this compiled artefact had, and the records that they name, by SHA-256."""
    if content is None or office.context.steps[key.step].kind is not Kind.COMPILE:
        return (), {}
    found, records = [], {}
    for decision in approvals_of(office, key):
        bound = {"decision": str(decision.key), "seen": decision.content, "to": str(key), "now": content}
        record = {**compared(office, decision, content), **bound}
        if decision.verdict == Verdict.APPROVE and not record["beyond"]:
            continue
        named = bool(record["within"]) or not record["beyond"]
        records[sha(record)] = record
        found.append(Heed(decision.key, sha(record), (decision.person,), named, bool(record["beyond"])))
    return tuple(found), records


def compared(office: Office, decision: Decision, content: str) -> dict[str, Any]:
    """What differs between what was decided on and this content."""
    seen, now = office.ledger.content(decision.content), office.ledger.content(content)
    return heeded(decision.verdict, decision.comment, seen, now)


def approvals_of(office: Office, key: Key) -> list[Decision]:
    """The latest decision of each approver on this artefact, where that one agreed and is not being asked anew."""
    steps = office.context.steps
    latest: dict[tuple[str, str], Decision] = {}
    for step in steps.values():
        if step.kind is Kind.APPROVE and step.on == key.step:
            for decision in office.ledger.decisions(step.id):
                if related(office.context, step, steps[key.step], decision.key.period) == key.period:
                    latest[decision.key.step, decision.key.party] = decision
    agreed = [it for it in latest.values() if it.verdict != Verdict.RETURN and it.content]
    return [it for it in agreed if not _asked_since(office, it)]


def _asked_since(office: Office, decision: Decision) -> bool:
    """Whether a further round is under way: it is asked about whatever is confirmed, and needs no other beside it."""
    step, period, party, number = decision.key
    return any(it.key.round > number for it in office.ledger.obligations(step=step, period=period, party=party))
