"""A visit: whoever comes by a link, what it is for, and whether it is still good. Looking changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote

from definitions import links
from definitions.actions import Refusal
from definitions.facts import Obligation
from definitions.links import Link
from definitions.vocabulary import Person, Step
from flows.told import Refused
from flows.wiring import Office

CHOICES = {"dong-y": "approve", "co-sua": "approve-with-changes", "tra-lai": "return"}
"""The last part of each of the three links in an approver's letter, and the verdict that it marks on the page."""


@dataclass(frozen=True)
class Visit:
    """Somebody with a link that is ours. `objection` says why nothing can be done by it any more."""

    office: Office
    token: str
    link: Link
    it: Obligation
    step: Step
    person: Person
    objection: Refusal | None

    @property
    def expired(self) -> bool:
        """Nothing is shown by it any more."""
        return self.objection is links.EXPIRED

    @property
    def hash(self) -> str:
        """What the ledger knows of the link."""
        return links.token_hash(self.token)

    @property
    def acting(self) -> Office:
        """The office in which whatever is recorded uses up this link."""
        return replace(self.office, link=(self.hash, self.link))


def visit(office: Office, token: str) -> Visit:
    """Who comes by this token, and to what. Refused where it is none of ours, or leads to nothing any more."""
    link = links.read(office.secret, token)
    step = office.context.steps.get(link.key.step) if link else None
    if link is None or step is None or not links.fits(link, step):
        raise Refused(links.WRONG)
    it = office.ledger.obligation(link.key)
    person = _person(office, link.person)
    if it is None or person is None:
        raise Refused(links.WRONG)
    known = office.ledger.visited(links.token_hash(token))
    used = known is not None and known.used is not None
    objection = links.objection(link, it, office.now(), used=used)
    return Visit(office, token, link, it, step, person, objection)


def _person(office: Office, id: str) -> Person | None:
    """Whoever has left the directory comes by no link any more."""
    today = office.now().astimezone(office.zone).date()
    people = (p for party in office.definition.year.parties for p in office.definition.directory.of(party.id, today))
    return next((person for person in people if person.id == id), None)


def address(page_url: str, token: str, choice: str = "") -> str:
    """The link that a letter carries; nothing where the page has no address. `choice` is a verdict, still to be sent."""
    if not page_url or not token:
        return ""
    return f"{page_url}/{quote(token, safe='/~')}" + (f"?chon={choice}" if choice else "")
