"""What reached nobody: gathered, named for people, and whom the Office calls about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from definitions import delivery
from definitions import undelivered as rule
from definitions.facts import WAITING
from definitions.undelivered import Undelivered
from flows.releasing import about
from flows.wiring import Office

if TYPE_CHECKING:
    from notifications.phone_list import Call


def undelivered(office: Office) -> tuple[Undelivered, ...]:
    """What reached nobody, or may not have: by deadline, then duty."""
    ledger, now = office.ledger, office.now()
    failures, pending = ledger.failures(), ledger.pending(now)
    keys = {it.item.key for it in failures} | {item.key for item in pending}
    return rule.undelivered(
        office.context,
        failures=failures,
        pending=pending,
        owed=ledger.obligations(states=sorted(WAITING)),
        standing=ledger.standing(keys),
        now=now,
    )


def call(office: Office, lost: Undelivered) -> Call:
    """The same with names: whom to call, on which number, about what."""
    from notifications.phone_list import Call

    person = office.definition.directory.known(lost.person)
    name = person.name if person else lost.person or office.definition.year.party(lost.key.party).name
    phone = person.addresses.get(delivery.CALLED, "") if person else ""
    return Call(name, phone, about(office, lost.key), lost.due, lost.tried)


@dataclass(frozen=True, slots=True)
class PhoneList:
    """Who has to be called, as a page and for a spreadsheet."""

    markdown: str
    csv: str
    calls: int


def phone_list(office: Office, lost: Iterable[Undelivered]) -> PhoneList:
    """The calls to make now: one for each person and duty that no letter has reached."""
    from notifications.phone_list import as_csv, as_markdown

    calls = [call(office, it) for it in lost]
    return PhoneList(as_markdown(calls, office.zone, office.now()), as_csv(calls, office.zone), len(calls))
