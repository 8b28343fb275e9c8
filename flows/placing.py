"""Where an arrival is kept, and who is told what became of it: one letter, about the duty that it is nearest to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from definitions.actions import Tell
from definitions.arrivals import ANSWERS_A_DAY, Arrival, Door, Place
from definitions.delivery import items
from definitions.digest import Item
from definitions.facts import WAITING, Key
from definitions.who import office as office_of
from flows.wiring import Office

ON_THE_SPOT = frozenset({Door.PAGE, Door.FORM})
"""Doors at which somebody stands and reads what became of it: no letter repeats it."""


def found(office: Office, id: str) -> Arrival | None:
    """What is known of the arrival of that id."""
    return next(iter(office.ledger.arrivals(id=id)), None)


def put(office: Office, arrival: Arrival, *, tell: bool = True) -> Arrival:
    """Keep it where it now is, with the letter to its sender; as it is known, where it was there before."""
    told = _letters(office, arrival) if tell else ()
    office.ledger.arrive(arrival, now=office.now(), items=told)
    known = found(office, arrival.id)
    return known or arrival  # another has its Message-ID, or its bytes: that one stands


# ---------------------------------------------------------------- who is told


def _letters(office: Office, arrival: Arrival) -> Sequence[Item]:
    """The letter to whoever it is from, about the duty that it is nearest to; none where nobody is known."""
    kind = _KINDS.get(arrival.place, "")
    if arrival.reason == "known":
        kind = "taken-before"
    key = arrival.key or anchor(office, arrival.party)
    quiet = arrival.door in ON_THE_SPOT or arrival.reason in _SILENT or arrival.party in office_of(office.context)
    if not kind or key is None or quiet or _told_enough(office, arrival):
        return ()
    people = office.definition.directory.of(arrival.party)
    wrote = tuple(p.id for p in people if arrival.sender and _writes(p.addresses.values(), arrival.sender))
    tell = Tell(key, kind, f"arrival:{arrival.id}", (arrival.party,), None, arrival.id, people=wrote)
    return items(office.context, [tell], office.now())


_KINDS = {Place.RETURNED: "not-taken", Place.QUARANTINED: "not-taken", Place.WAITING: "looked-at"}
_SILENT = frozenset({"text", "unknown-sender", "unproved-sender", "same-id", "mail-unreadable"})
"""Whoever only wrote words, or may not be who they say, gets no letter: the Office sees it."""


def _writes(addresses: Iterable[str], sender: str) -> bool:
    return any(one.casefold() == sender.casefold() for one in addresses)


def anchor(office: Office, party: str) -> Key | None:
    """The duty that a letter about a file of this party hangs on: the one that is open and due first, else the latest."""
    mine = [it for it in office.ledger.obligations(party=party) if office.context.names(it.key)] if party else []
    waiting = [it for it in mine if it.state in WAITING]
    begun = [it for it in mine if it.instants.opens is not None and it.instants.opens <= office.now()]
    found = waiting[:1] or begun[-1:] or mine[:1]
    return found[0].key if found else None


def _told_enough(office: Office, arrival: Arrival) -> bool:
    """No mailbox that answers by itself is written to without end."""
    if not arrival.sender:
        return False
    day = dt.datetime.combine(office.now().astimezone(office.zone).date(), dt.time(), office.zone)
    came = office.ledger.arrivals(sender=arrival.sender, since=day)
    return sum(it.place is not Place.ACCEPTED or it.reason == "known" for it in came) >= ANSWERS_A_DAY
