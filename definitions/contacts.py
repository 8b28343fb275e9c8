"""A directory that is edited by form: one person added, changed or taken out; every fault at once, nothing half done."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from definitions.content import clean
from definitions.vocabulary import Definition, Directory, Person

ROLES: Final = {"Người đứng đầu": "dung-dau", "Đầu mối": "dau-moi", "Chuyên viên": "chuyen-vien", "Văn thư": "van-thu"}
"""What somebody can be in a unit, as the form offers it, with the id that it makes."""

NONE: Final = "không"
"""Typed where an address is to be taken out."""

_MAIL: Final = re.compile(r"[^\s@,;<>\"']+@[^\s@,;<>\"']+\.[^\s@,;<>\"'.]+")
_ZALO: Final = re.compile(r"[0-9A-Za-z._:-]{3,64}")


@dataclass(frozen=True, slots=True)
class Contact:
    """What was typed; "" and None leave a thing as it is. `person` is an id, or "" for a new one of that unit and role."""

    person: str = ""
    unit: str = ""
    role: str = ""
    name: str = ""
    mail: str = ""
    zalo: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    away_from: dt.date | None = None
    away_to: dt.date | None = None
    substitute: str = ""
    back: bool = False  # an absence that was noted is taken out
    remove: bool = False


def faults(definition: Definition, said: Contact) -> tuple[str, ...]:
    """Everything that is wrong with what was typed, each a sentence with its remedy."""
    return tuple(_faults(definition, said))


def _faults(definition: Definition, said: Contact) -> Iterator[str]:
    known = {person.id: person for person in definition.directory.people}
    now = known.get(said.person)
    if said.person and now is None:
        yield f"Danh bạ không có người «{said.person}»: chọn lại trong danh sách."
    if not said.person and not (said.unit and said.role and said.name.strip()):
        yield "Chưa đủ thông tin: chọn một người có sẵn; hoặc chọn đơn vị, vai và ghi tên để thêm người mới."
    if said.unit and said.unit not in {party.id for party in definition.year.parties}:
        yield f"Năm kế hoạch không có đơn vị «{said.unit}»: chọn lại trong danh sách."
    for title, text, pattern in (("Thư điện tử", said.mail, _MAIL), ("Zalo", said.zalo, _ZALO)):
        if text.strip() not in {"", NONE} and not pattern.fullmatch(text.strip()):
            yield f"«{title}» chưa đúng: {clean(text)}. Ghi một địa chỉ, hoặc ghi «{NONE}» để bỏ."
    yield from _dates(said, now)
    if said.substitute and said.substitute not in known:
        yield f"Danh bạ không có người thay «{said.substitute}»: chọn lại trong danh sách."
    if said.substitute and said.substitute == said.person:
        yield "Một người không thể tự thay mình: chọn người khác."
    if said.remove and now is not None and (stood := _stands_in(definition.directory, now)):
        yield f"{now.name} đang được ghi là người thay của {stood}: ghi người thay khác rồi mới bỏ."


def _dates(said: Contact, now: Person | None) -> Iterator[str]:
    first = said.valid_from or (now.valid_from if now else None)
    last = said.valid_to or (now.valid_to if now else None)
    if first and last and last < first:
        yield "«Đến ngày» đứng trước «Từ ngày»: ghi lại hai ngày."
    if (said.away_from is None) != (said.away_to is None):
        yield "Vắng phải ghi cả hai: vắng từ ngày và đến hết ngày."
    if said.away_from and said.away_to and said.away_to < said.away_from:
        yield "«Vắng đến hết ngày» đứng trước «Vắng từ ngày»: ghi lại hai ngày."


def _stands_in(directory: Directory, now: Person) -> str:
    return next((person.name for person in directory.people if person.substitute == now.id), "")


def edited(directory: Directory, said: Contact) -> Directory:
    """The directory with that person added, changed or taken out; for what has no faults."""
    now = next((person for person in directory.people if person.id == said.person), None)
    if now is None:
        fresh = Person(id=_free(directory, f"{said.unit}.{said.role}"), party=said.unit, name=clean(said.name))
        return Directory(people=(*directory.people, _changed(fresh, said)), sample=directory.sample)
    rest = ((() if said.remove else (_changed(now, said),)) if p is now else (p,) for p in directory.people)
    return Directory(people=tuple(person for each in rest for person in each), sample=directory.sample)


def _free(directory: Directory, id: str) -> str:
    taken = {person.id for person in directory.people}
    return next(name for n in range(1, len(taken) + 2) if (name := id if n == 1 else f"{id}-{n}") not in taken)


def _changed(person: Person, said: Contact) -> Person:
    addresses = dict(person.addresses)
    for channel, text in (("mail", said.mail.strip()), ("zalo", said.zalo.strip())):
        if text == NONE:
            addresses.pop(channel, None)
        elif text:
            addresses[channel] = text
    new: dict[str, Any] = {"addresses": addresses}
    new |= {"name": clean(said.name)} if said.name.strip() else {}
    new |= {"valid_from": said.valid_from} if said.valid_from else {}
    new |= {"valid_to": said.valid_to} if said.valid_to else {}
    new |= {"away": (said.away_from, said.away_to)} if said.away_from else {"away": None} if said.back else {}
    new |= {"substitute": said.substitute} if said.substitute else {}
    return person.model_copy(update=new)
