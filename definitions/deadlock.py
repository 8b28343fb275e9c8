"""Deadlock: lines that no partner takes, and what the leader makes of each: kept, dropped, or given to another partner.

A change of a line that was signed before may also be left undone: then what was signed stands.

The leader settles them in the decision on the plan itself: it is one look at one plan, bound to its hash and proved by
its code, and nothing is issued while a line hangs. A second approval beside it would wait for the same person twice, and
could be answered about another version. The press is never overruled: whoever refused a line is not given it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from definitions.actions import Refusal
from definitions.altered import BEFORE
from definitions.newest import UNCHANGED
from definitions.vocabulary import Kind, Process, Step

KEEP, DROP, GIVE, LEAVE = "keep", "drop", "give:", "leave"
"""The choices for a line: it stays in the plan though no partner takes it; it goes; `give:ID` lays it before another;
a line that was changed stays as it was signed."""

DISPUTED: Final = "disputed"
"""The state of a line that every partner asked about it has refused."""


def settled_by(process: Process, agreed: Step) -> Step | None:
    """The decision in which lines of this agreement are settled: by its `deadlock`, on what it agrees on; None: nobody."""
    if agreed.deadlock is None:
        return None
    return next(
        (it for it in process.steps if it.kind is Kind.APPROVE and it.on == agreed.on and agreed.deadlock in it.by),
        None,
    )


def disputed(plan: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    """The lines that have to be settled, each with its number in the plan (from 1)."""
    return [(n, line) for n, line in enumerate(plan.get("lines", ()), 1) if line.get("state") == DISPUTED]


def choices(line: Mapping[str, Any], partners: Sequence[str]) -> tuple[str, ...]:
    """What may be made of a disputed line; `partners` are all of the year. Nobody is given what it refused."""
    others = [p for p in partners if p not in line.get("refused", ())]
    return (*((LEAVE,) if BEFORE in line else ()), KEEP, DROP, *(f"{GIVE}{p}" for p in others))


def settle(
    plan: Mapping[str, Any], said: Mapping[str, str], *, on: str, partners: Sequence[str]
) -> dict[str, Any] | Refusal:
    """The plan with every disputed line settled as `said` (line id -> choice), or why it cannot be.

    `on` is the SHA-256 of this plan: it stands in the new one as `settled_on`. A kept line has no partner, and says who
    `declined`; a line that is given has one, who has said nothing of it yet (`given`).
    """
    open_lines = disputed(plan)
    if missing := [n for n, line in open_lines if not said.get(str(line["id"]))]:
        return _unsettled(missing)
    for n, line in open_lines:
        if said[str(line["id"])] not in choices(line, partners):
            return _no_choice(n)
    chosen = {str(line["id"]): said[str(line["id"])] for _, line in open_lines}
    lines = [_settled(line, chosen[line["id"]]) if line["id"] in chosen else dict(line) for line in plan["lines"]]
    return {**plan, "lines": lines, "settled_on": on}


def _settled(line: Mapping[str, Any], choice: str) -> dict[str, Any]:
    if choice == DROP:
        return {**line, "state": "dropped", "settled": DROP}
    if choice == LEAVE:
        return {**line, "state": UNCHANGED, "settled": LEAVE}
    kept = {**line, "state": "planned", "declined": list(line.get("refused", ())), "settled": choice.partition(":")[0]}
    if choice == KEEP:
        return {**kept, "partners": []}
    partner = choice.removeprefix(GIVE)
    return {**kept, "partners": [partner], "given": [partner]}


def _unsettled(numbers: Sequence[int]) -> Refusal:
    return Refusal(
        "unsettled",
        f"Còn nội dung chưa thống nhất với cơ quan báo chí: dòng {', '.join(map(str, numbers))}.",
        "Kính đề nghị chọn giữ, bỏ hoặc chuyển cơ quan khác cho từng dòng.",
    )


def _no_choice(number: int) -> Refusal:
    return Refusal(
        "no-such-choice",
        f"Không thể xử lý dòng {number} như đã chọn.",
        "Có thể giữ, bỏ, hoặc chuyển sang cơ quan báo chí chưa từ chối nội dung này.",
    )
