"""Apply: actions become rows, files and items of the outbox, all in one transaction; where the two wings meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from definitions.actions import Action, Answer, Ask, Assemble, Receive, Refusal, Tell
from definitions.arrivals import Arrival
from definitions.codes import code_for, code_hash
from definitions.context import deciding
from definitions.delivery import items
from definitions.events import Event
from definitions.facts import Facts, Grant, Key
from definitions.links import used_up
from flows.making import assembled, documents
from flows.supplemented import supplemented
from flows.told import Refused
from flows.wiring import Office

AGAIN = 6
"""How often an act is gathered and decided anew when somebody else wrote first, before it is given up."""


def perform(
    office: Office,
    facts: Facts,
    actions: Sequence[Action],
    now: dt.datetime,
    contents: Mapping[str, Any] | None = None,
    *,
    spoken: dt.datetime | None = None,
    seen: Mapping[Key, int] = {},
) -> None:
    """Record what was decided on these facts, with everything that it makes. Raises Conflict where it is out of date.

    What is to be said is said at once, or at the instant `spoken`. `seen` are the revisions of what else it rests on.
    """
    contents = dict(contents or {})
    rows: list[Action] = []
    ahead = list(actions)
    while ahead:
        action = ahead.pop(0)
        if isinstance(action, Assemble) and action.late:
            ahead = [*supplemented(office, action, rows, contents, now), *ahead]
        elif isinstance(action, Assemble):
            received, made = assembled(office, action, rows, contents, now)
            contents[received.content] = made
            rows.append(received)
        else:
            rows.append(action)
    told = [action for action in rows if isinstance(action, Tell)]
    office.ledger.record(
        rows,
        seen={**seen, **{it.key: it.revision for it in facts.obligations}},
        now=now,
        contents=contents,
        items=items(office.context, told, spoken or now),
        documents=documents(office, rows, contents, now),
        grants=[grant for action in rows if isinstance(action, Ask) for grant in _grants(office, action)],
        version=office.version,
        link=office.link if office.link and used_up(office.link[1], rows) else None,
        arrival=_arrived(office, rows),
    )


def _arrived(office: Office, rows: Sequence[Action]) -> Arrival | None:
    """What this was handed in with, as part of the obligation that it was handed in for: the first that receives."""
    receive = next((action for action in rows if isinstance(action, Receive)), None)
    if office.arrival is None or receive is None:
        return None
    return replace(office.arrival, key=receive.key, party=office.arrival.party or receive.key.party)


def _grants(office: Office, ask: Ask) -> list[tuple[str, Grant]]:
    if ask.expires is None:
        return []
    return [
        (
            code_hash(code_for(office.secret, ask.key, each.person, ask.content, ask.generation)),
            Grant(ask.key, each.person, ask.content, ask.generation, ask.expires, instead_of=each.instead_of),
        )
        for each in ask.people
    ]


Beside = Callable[[dt.datetime], tuple[Sequence[Action], Mapping[str, Any]]]
"""What follows elsewhere from the same act: actions and the contents that they name, decided anew at each attempt."""


def act(
    office: Office,
    event: Event,
    key: Key,
    contents: Mapping[str, Any] | None = None,
    *,
    code: str = "",
    beside: Beside = lambda _: ((), {}),
) -> Facts:
    """Gather, answer, apply, again where somebody else wrote first. Refused where the core refuses; facts as seen.

    What follows `beside` it is recorded in the same transaction, or neither is.
    """
    from definitions import agenda, answer
    from storage.port import Conflict

    for attempt in range(AGAIN):
        now = office.now()
        # gather
        decisions = deciding(office.context, key.step, key.period)
        seen = _revisions(office, decisions)
        needs = (*agenda.needed(office.context, key.step, key.period), *decisions)
        facts = office.ledger.facts(key.step, key.period, needs, key=key, code=code_hash(code) if code else None)
        # decide
        taken: Answer = answer.answer(office.context, facts, event, now)
        if isinstance(taken, Refusal):
            raise Refused(taken)
        more, named = beside(now)
        # apply
        try:
            perform(office, facts, (*taken, *more), now, {**(contents or {}), **named}, seen=seen)
        except Conflict:
            if attempt == AGAIN - 1:
                raise
        else:
            return facts
    raise AssertionError


def _revisions(office: Office, decisions: Iterable[tuple[str, str]]) -> dict[Key, int]:
    """The decisions that would make an act too late, as they stand: one that is kept meanwhile is a Conflict."""
    known = (it for step, period in decisions for it in office.ledger.obligations(step=step, period=period))
    return {it.key: it.revision for it in known}
