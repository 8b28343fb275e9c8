"""Decide: the only door for every verdict, whether it came from the Prefect UI, a page, a workbook or paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from definitions import agenda
from definitions.actions import Action
from definitions.events import AskAgain, Decide, Verdict
from definitions.facts import Facts, Key, Obligation, State
from definitions.following import about_what
from definitions.guesses import guessed
from definitions.prepared import prepared
from definitions.records import raised_by
from definitions.refusals import ALREADY, TRIES, UNKNOWN
from definitions.vocabulary import Every
from flows import settling
from flows.perform import AGAIN, act, perform
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.wiring import Office

SHOWN = {
    "Đồng ý": Verdict.APPROVE,
    "Đồng ý, có sửa": Verdict.APPROVE_WITH_CHANGES,
    "Trả lại": Verdict.RETURN,
}
"""The words on the form."""


def decide(
    office: Office,
    *,
    obligation: str,
    generation: int,
    verdict: str,
    comment: str = "",
    code: str = "",
    lines: Mapping[str, str] | None = None,
    stage: Stage = plainly,
    say: Say = silently,
) -> Told:
    """Keep one person's verdict on what that person was shown. Refused says why not; a refused code is counted.

    `lines` settles the lines that no partner takes (flows/settling.py): a line's id, number or field -> its choice.
    """
    key = _key(obligation)
    chosen = SHOWN.get(verdict) or (Verdict(verdict) if verdict in set(Verdict) else None)
    said = _Said(chosen, generation, comment, lines or {}, code or " ")
    stage("Ghi ý kiến phê duyệt", partial(_judged, office, key, said))
    line = f"{office.context.steps[key.step].title}, kỳ {key.period}: {verdict}."
    say(line)
    return Told("Đã ghi ý kiến phê duyệt", (line, *((f"Ý kiến: {comment}",) if comment else ())))


@dataclass(frozen=True, slots=True)
class _Said:
    """What one person said, on whatever the approval is now."""

    verdict: Verdict | None
    generation: int
    comment: str
    lines: Mapping[str, str]
    code: str


def _judged(office: Office, key: Key, said: _Said) -> None:
    """The verdict is kept, or its code is counted as refused: as of one revision, whoever else tries at this moment.

    Counting is a write to the approval. Of codes that come together each is looked at anew once another one was
    counted: five are answered, no more, and the right one among them is taken or locked as if they had come in a row.
    """
    from storage.port import Conflict

    for _ in range(TRIES + AGAIN):
        facts = office.ledger.facts(key.step, key.period, key=key)
        it = facts.obligation(key)
        if it is None:
            raise Refused(UNKNOWN)
        try:
            return _once(office, it, said)
        except Refused as refused:
            if _written_down(office, facts, guessed(office.context, facts, it, refused.reason)):
                raise
    raise Conflict(f"{key} changes faster than it can be read")


def _written_down(office: Office, facts: Facts, actions: tuple[Action, ...]) -> bool:
    """Whether the try is counted, now or when the same form was read before; not where somebody else wrote since."""
    from storage.port import Conflict, Spent

    try:
        if actions:
            perform(office, facts, actions, office.now())
    except Conflict:
        return False
    except Spent:  # whoever counted it was killed before the fresh form was drawn
        return True
    return True


def _once(office: Office, it: Obligation, said: _Said) -> None:
    settled, contents = settling.named(settling.settled(office, it, said.verdict, said.lines))
    seen = it.content or "" if said.generation == it.generation else ""
    prepared = _prepared(office, it.key)
    event = Decide(
        it.key, said.verdict, seen, said.generation, said.comment,
        prepared=prepared, settled=settled, raised=_raised(office, it.key),
    )  # fmt: skip
    act(office, event, it.key, contents, code=said.code)


def _prepared(office: Office, key: Key) -> frozenset[str]:
    """Who prepared what is decided on, where that person may not decide on it."""
    step = office.context.steps.get(key.step)
    if step is None or step.self_approval:
        return frozenset()
    return prepared(compiled(office, key))


def _raised(office: Office, key: Key) -> tuple[str, ...]:
    """Whoever wrote down first what is decided on here; nobody where it was not raised by anybody."""
    if office.context.steps[key.step].every is not Every.EVENT:
        return ()
    steps = raised_by(office.definition.process, key.step)
    return tuple(it.key.party for step in steps for it in office.ledger.obligations(step=step, period=key.period))


def compiled(office: Office, key: Key) -> Obligation | None:
    """What was compiled and this decision is about; None where it is about nothing."""
    facts = office.ledger.facts(key.step, key.period, agenda.needed(office.context, key.step, key.period), key=key)
    about = about_what(office.context, office.context.steps[key.step], facts)
    return office.ledger.obligation(about) if about else None


def _key(text: str) -> Key:
    try:
        return Key.parse(text)
    except (TypeError, ValueError):
        raise Refused(UNKNOWN) from None


def ask_again(office: Office, *, obligation: str, by: str = "") -> Told:
    """A fresh code by a fresh letter, where the last one was lost or locked by wrong codes."""
    key = _key(obligation)
    act(office, AskAgain(key, by), key)
    return Told("Đã gửi lại mã phê duyệt", (f"{office.context.steps[key.step].title}, kỳ {key.period}.",))


def ask_once_more(office: Office, *, step: str, period: str) -> Told:
    """The same for whatever waits for a decision in that step and period; Refused where nothing does."""
    waiting = office.ledger.obligations(step=step, period=period or None, states=[State.OPEN])
    if not waiting:
        raise Refused(ALREADY)
    return ask_again(office, obligation=str(waiting[-1].key))
