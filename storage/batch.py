"""What a batch of actions writes: one small function per action, the same for every ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from definitions.actions import (
    Action,
    Ask,
    Assemble,
    Bind,
    Issue,
    Keep,
    Move,
    Open,
    Receive,
    Refuse,
    Skip,
    Tell,
    Wait,
    Wake,
)
from definitions.facts import SETTLED, Key, State
from storage.audit import Entry
from storage.port import Decision, Submission

DONE = SETTLED | {State.MISSED}
WAKEABLE = frozenset({State.PLANNED, State.OPEN, State.RETURNED})


class Rung(NamedTuple):
    """A rung that was told, or skipped for a reason."""

    key: Key
    rung: str
    told: bool
    why: str = ""


@dataclass(slots=True)
class Batch:
    """The writes of one record. `changed` holds the new values of an obligation's columns, the last one said wins."""

    opened: dict[Key, Open] = field(default_factory=dict)
    changed: dict[Key, dict[str, Any]] = field(default_factory=dict)
    submissions: list[Submission] = field(default_factory=list)
    rungs: list[Rung] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    wakes: list[Wake] = field(default_factory=list)
    refused: list[Refuse] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def change(self, action: Any, **columns: Any) -> None:
        """New values for the obligation that the action is about, and when it needs attention next.

        An action without an instant says nothing of that; only a Wait says that there is none.
        """
        row = self.changed.setdefault(action.key, {})
        if action.next_at is not None or isinstance(action, Wait):
            row["next_at"] = action.next_at
        row.update(columns)

    def note(self, what: str, action: Any, by: str, **detail: Any) -> None:
        """A line for the audit trail; empty details are left out."""
        self.entries.append(Entry(what, str(action.key), by, {k: v for k, v in detail.items() if v}))


def batch_of(actions: Iterable[Action]) -> Batch:
    """What these actions write, in their order. TypeError for what is no action."""
    batch = Batch()
    for action in actions:
        try:
            write = _WRITES[type(action)]
        except KeyError:
            raise TypeError(f"no action: {action!r}") from None
        write(batch, action)
    return batch


def year_of(period: str) -> str:
    """2023-04 -> 2023."""
    return period.partition("-")[0]


# ---------------------------------------------------------------- one function per action


def _open(batch: Batch, action: Open) -> None:
    batch.opened.setdefault(action.key, action)


def _move(batch: Batch, action: Move) -> None:
    batch.change(action, state=action.to.value, done=action.at if action.to in DONE else None)
    batch.note("move", action, action.by, cause=action.cause, to=action.to.value, note=action.note)


def _wait(batch: Batch, action: Wait) -> None:
    opens, due, closes = action.instants
    batch.change(action, opens=opens, due=due, closes=closes)


def _receive(batch: Batch, action: Receive) -> None:
    batch.change(action, version=action.version, content=action.content, received=action.received)
    batch.submissions.append(
        Submission(
            action.key,
            action.version,
            action.content,
            action.received,
            nil=action.nil,
            late=action.late,
            addendum=action.addendum,
            said_sent=action.said_sent,
            typed=action.typed,
            by=action.by,
        )
    )
    flags = {"nil": action.nil, "late": action.late, "addendum": action.addendum}
    batch.note("receive", action, action.by, version=action.version, content=action.content, **flags)


def _tell(batch: Batch, action: Tell) -> None:
    batch.change(action)
    batch.rungs.append(Rung(action.key, action.rung, told=True))


def _skip(batch: Batch, action: Skip) -> None:
    batch.change(action)
    batch.rungs.append(Rung(action.key, action.rung, told=False, why=action.why))
    batch.note("skip", action, "", rung=action.rung, why=action.why)


def _assemble(batch: Batch, action: Assemble) -> None:
    batch.change(action)  # the artefact itself comes as a Receive


def _ask(batch: Batch, action: Ask) -> None:
    asked = {"generation": action.generation, "content": action.content}
    batch.change(action, **asked, expires=action.expires, assigned=action.assigned, why=action.why or None)
    people = [each.person for each in action.people]
    batch.note("ask", action, "", **asked, parties=list(action.parties), people=people, why=action.why)


def _bind(batch: Batch, action: Bind) -> None:
    batch.change(action)
    batch.note("bind", action, action.by, to=str(action.to), content=action.content, record=action.record)


def _keep(batch: Batch, action: Keep) -> None:
    batch.change(action)
    batch.decisions.append(
        Decision(
            action.key,
            action.person,
            action.verdict.value,
            action.content,
            action.generation,
            action.comment,
            action.at,
            action.instead_of,
        )
    )
    said = {"verdict": action.verdict.value, "content": action.content, "comment": action.comment}
    batch.note("keep", action, action.person, generation=action.generation, **said, instead_of=action.instead_of)


def _issue(batch: Batch, action: Issue) -> None:
    batch.change(action)
    batch.note("issue", action, "", on=action.on, parties=list(action.parties))


def _refuse(batch: Batch, action: Refuse) -> None:
    batch.change(action)
    batch.refused.append(action)
    batch.note("refuse", action, "", generation=action.generation, reason=action.reason)


def _wake(batch: Batch, action: Wake) -> None:
    batch.wakes.append(action)


_WRITES: dict[type, Callable[[Batch, Any], None]] = {
    Open: _open,
    Move: _move,
    Wait: _wait,
    Receive: _receive,
    Tell: _tell,
    Skip: _skip,
    Assemble: _assemble,
    Ask: _ask,
    Bind: _bind,
    Keep: _keep,
    Issue: _issue,
    Wake: _wake,
    Refuse: _refuse,
}
