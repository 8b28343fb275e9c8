"""What was tried before the Office is told that somebody has not done something: their letters, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from definitions.facts import Key
from flows.wiring import Office
from storage.outward import Message

LOOKS_BACK = dt.timedelta(days=100)
"""No duty is reminded of for longer; the letters of a whole year are not read for one of them."""

REMINDING = frozenset({"opened", "remind", "returned", "moved", "ask-partner", "ask-decision"})

Letters = Mapping[Key, list[Message]]


def letters(office: Office) -> Letters:
    """The letters that asked whoever owes it for each duty, the oldest first."""
    found: dict[Key, list[Message]] = {}
    people = office.definition.directory
    for message in reversed(office.ledger.messages(since=office.now() - LOOKS_BACK)):
        person = people.known(message.person)
        for key in {item.key for item in message.items if item.kind in REMINDING}:
            if person is not None and person.party == key.party:
                found.setdefault(key, []).append(message)
    return found


def told(office: Office, key: Key, known: Letters) -> str:
    """One sentence for the Office: how often they were written to, when last, and what did not arrive."""
    from notifications.attempts import attempt
    from notifications.words import clock

    its = known.get(key, [])
    party = office.definition.year.party(key.party).name
    sent = [message.sent for message in its if message.sent is not None]
    lost = [message for message in its if message.state in ("failed", "unknown")]
    said = f"đã gửi {len(sent)} thư, gần nhất {clock(max(sent), office.zone)}" if sent else "chưa gửi được thư nào"
    missing = (
        f"; {len(lost)} thư chưa chắc đến nơi ({attempt(lost[-1].channel, lost[-1].state, lost[-1].error)})"
        if lost
        else ""
    )
    return f"{party}: {said}{missing}"
