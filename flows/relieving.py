"""What the Office does about something under way: more time, let go, another decider, taken back. Plain functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from definitions.context import related
from definitions.due import withdrawn
from definitions.events import Extend, Reassign, Waive, Withdraw
from definitions.facts import OVER, WAITING, Key, Obligation, State
from definitions.refusals import ALREADY, NOTHING_SUBMITTED, UNKNOWN
from definitions.vocabulary import Kind, Step
from definitions.who import compiled_key
from flows.perform import act
from flows.told import Refused, Told
from flows.wiring import Office


def extend(
    office: Office, *, step: str, unit: str, due: dt.datetime, comment: str, period: str = "", by: str = ""
) -> Told:
    """Give a party more time, until `due`; whoever was asked is told, and reminders follow the new deadline."""
    key = _owed(office, step, unit, period)
    act(office, Extend(key, due, comment, by), key)
    until = due.astimezone(office.zone) - dt.timedelta(minutes=1)
    return Told("Đã gia hạn", (f"{_whose(office, key)}: đến hết ngày {until:%d/%m/%Y}. Lý do: {comment}",))


def waive(office: Office, *, step: str, unit: str, comment: str, period: str = "", by: str = "") -> Told:
    """Let a party off a duty, with the reason; it is told, and nothing waits for it any more."""
    key = _owed(office, step, unit, period)
    act(office, Waive(key, comment, by), key)
    return Told("Đã cho miễn", (f"{_whose(office, key)}. Lý do: {comment}",))


def reassign(office: Office, *, step: str, to: str, period: str = "", comment: str = "", by: str = "") -> Told:
    """Give an open decision to another person of the role or to a substitute: a fresh form, a fresh code."""
    key = _asked(office, step, period).key
    asked = tuple(grant.person for grant in office.ledger.grants(key))
    act(office, Reassign(key, to, comment, by, asked), key)
    name = office.definition.directory.person(to).name
    return Told("Đã chuyển người phê duyệt", (f"{office.context.steps[step].title}, kỳ {key.period}: {name}.",))


def take_back(office: Office, *, step: str, comment: str, period: str, by: str = "") -> Told:
    """Take back what was submitted for a decision, to change it; codes and forms that are out are good no more."""
    word = office.context.steps.get(step)
    if word is None or word.kind is not Kind.COMPILE:
        raise Refused(NOTHING_SUBMITTED)
    key = compiled_key(office.context, step, period)
    asked = tuple(it for it in _deciding(office, word, period) if it.generation and not withdrawn(it))
    people = tuple(dict.fromkeys(grant.person for it in asked for grant in office.ledger.grants(it.key)))
    act(office, Withdraw(key, comment, asked, people, by), key)
    return Told("Đã rút về để sửa", (f"{word.title}, kỳ {period}. Lý do: {comment}",))


def _deciding(office: Office, compiled: Step, period: str) -> Iterable[Obligation]:
    """The open decisions on what this step compiles in this period."""
    for step in office.context.steps.values():
        if step.kind is Kind.APPROVE and step.on == compiled.id:
            for it in office.ledger.obligations(step=step.id, states=[State.OPEN]):
                if related(office.context, step, compiled, it.key.period) == period:
                    yield it


def _asked(office: Office, step: str, period: str) -> Obligation:
    """The open decision that waits in that period, the latest round of it. Refused where none does."""
    waiting = office.ledger.obligations(step=step, period=period or None, states=[State.OPEN])
    if not waiting:
        raise Refused(ALREADY)
    return max(waiting, key=lambda it: it.key)


def _owed(office: Office, step: str, unit: str, period: str) -> Key:
    """The key of what that party owes: in the period, or what waits of it where none is named; its latest round."""
    found = office.ledger.obligations(step=step, period=period or None, party=unit)
    waiting = [it for it in found if it.state in WAITING] or [it for it in found if it.state not in OVER] or found
    if not waiting:
        raise Refused(UNKNOWN)
    return max(it.key for it in waiting if it.key.period == waiting[0].key.period)


def _whose(office: Office, key: Key) -> str:
    name = office.definition.year.party(key.party).name
    return f"{office.context.steps[key.step].title}, kỳ {key.period}, {name}"
