"""What the letters about an approval say beside their template: what was changed after it, and who decides now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from definitions.digest import Item
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


DETAILS: Final[Mapping[str, Callable[[Office, Item], list[str]]]] = {"amended": _amended, "reassigned": _reassigned}


def with_words(office: Office, item: Item) -> Item:
    """The item with words for people where its note is a name for the program: a record's hash, a person's id."""
    if item.kind == "amended":
        return replace(item, note=str(_record(office, item)["asked"]))
    return replace(item, note="") if item.kind == "reassigned" else item
