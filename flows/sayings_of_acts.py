"""What the letters about an approval say beside their template: what was changed after it, and who decides now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from definitions.digest import Item
from definitions.vocabulary import Person
from flows.approvals import decided_before
from flows.papers import MARKED
from flows.wiring import Office


def _record(office: Office, item: Item) -> Mapping[str, Any]:
    record: Mapping[str, Any] = office.ledger.content(item.note)
    return record


def _amended(office: Office, item: Item) -> list[str]:
    """The changes that the approver asked for, each by its number in the plan as the approver saw it."""
    from notifications.changes import changes

    record = _record(office, item)
    seen, now = office.ledger.content(record["seen"]), office.ledger.content(record["now"])
    return list(changes(office.definition, record["within"], seen, now))


def _reassigned(office: Office, item: Item) -> list[str]:
    return [person.name for person in office.definition.directory.people if person.id == item.note]


def asked_anew(office: Office, item: Item) -> list[str]:
    """What a further round asks for, where the one before was agreed to: the changes alone; [] where all is asked for."""
    from notifications.changes import changes

    it = office.ledger.obligation(item.key)
    before = decided_before(office, it) if it and it.key.round > 1 else None
    if it is None or before is None or not before.agreed or not before.changes:
        return []
    now = office.ledger.content(it.content or "")
    head = f"Chỉ trình những thay đổi nằm ngoài ý kiến lần trước («{before.comment or 'đồng ý'}»):"
    return [head, *changes(office.definition, before.changes, now, before.content)]


def for_whom(office: Office, to: Person, item: Item) -> str:
    """The name of the one for whom this person is asked to decide; "" for whoever decides by right."""
    if item.kind != "ask-decision":
        return ""
    names = {person.id: person.name for person in office.definition.directory.people}
    grants = (grant for grant in office.ledger.grants(item.key) if grant.person == to.id and grant.instead_of)
    return next((names.get(str(grant.instead_of), str(grant.instead_of)) for grant in grants), "")


def _arrived(office: Office, item: Item) -> list[str]:
    """The name of the file that the letter is about."""
    return [it.name for it in office.ledger.arrivals(id=item.note)]


ARRIVED: Final = frozenset({"not-taken", "taken-before", "looked-at"})
"""The kinds of letters about something that came; their note is its id."""

DETAILS: Final[Mapping[str, Callable[[Office, Item], list[str]]]] = {
    "amended": _amended,
    "reassigned": _reassigned,
    **dict.fromkeys(ARRIVED, _arrived),
}


def given_back(office: Office, item: Item) -> list[tuple[str, str]]:
    """The name and the archive's name of the file that goes back with remarks."""
    if item.kind not in ARRIVED:
        return []
    came = office.ledger.arrivals(id=item.note)
    return [(f"{it.name.removesuffix('.xlsx')}{MARKED}", it.marked) for it in came if it.marked]


def with_words(office: Office, item: Item) -> Item:
    """The item with words for people where its note is a name for the program: a record's hash, a person's id."""
    if item.kind in ARRIVED:
        return replace(item, note=next((it.said for it in office.ledger.arrivals(id=item.note)), ""))
    if item.kind == "amended":
        return replace(item, note=str(_record(office, item)["asked"]))
    if item.kind == "faulty":
        return replace(item, note=str(_record(office, item)["file"]))
    return replace(item, note="") if item.kind == "reassigned" else item
