"""The one way in: whatever came by any door is taken, sent back, put away, or left to a person; and its sender is told.

What is taken is kept in one transaction with what it became; anything else is kept with its reason and its letter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from definitions.actions import Refusal
from definitions.arrivals import (
    NO_PARTY,
    OLDER,
    OTHER_UNIT,
    Arrival,
    Door,
    Place,
    identity,
    meant,
    period_named,
    place_of,
)
from definitions.content import clean
from definitions.errors import EnvironmentWrong, InputRefused, VongNamError
from definitions.facts import Key, Obligation
from definitions.uploads import EXCEL, holds, recognised
from definitions.vocabulary import Kind
from definitions.who import office as office_of
from flows.collect import collect
from flows.documented import hand_in
from flows.placing import ON_THE_SPOT, found, put
from flows.told import Refused, Told
from flows.wiring import Office

FAULTY = "faulty"
"""The reason of a workbook that was given back with remarks: a letter with the marked file has been written already."""

NOTE = 500
"""So many letters of a mail's own words go with the file that it brought."""


@dataclass(frozen=True, slots=True)
class Came:
    """A file at a door. `id` is the same whenever it is looked at again; `replied` are the duties that it answers.

    `key` is what it is for, where a person said so; `party` whom it is from, "" where only the file can tell. `title` is
    the subject of its mail; `enclosed` are the other files that came with it.
    """

    id: str
    door: Door
    name: str
    data: bytes
    received: dt.datetime
    party: str = ""
    key: Key | None = None
    replied: tuple[Key, ...] = ()
    sender: str = ""
    by: str = ""
    title: str = ""
    text: str = ""
    message: str = ""
    part: int = 0
    enclosed: tuple[tuple[str, bytes], ...] = ()


def take_in(office: Office, came: Came, *, doubt: Refusal | None = None) -> Arrival:
    """What became of it. Once more is the same: nothing is taken twice, and nobody is told twice.

    `doubt` keeps it from being taken, whatever it is. Raises EnvironmentWrong where the machine is in the way, Conflict.
    """
    known = found(office, came.id)
    if known is not None and (known.closed is not None or came.key is None):
        return known
    first = replace(_arrival(office, came), number=known.number if known else 0)
    if doubt is not None:
        return put(office, replace(first, place=Place.QUARANTINED, reason=doubt.reason, said=_said(doubt)))
    sort = recognised(came.data)
    if isinstance(sort, Refusal):
        return _refused(office, came, first, Refused(sort))
    done = _as_sheet(office, came, first) if sort == EXCEL else None
    return done or _as_file(office, came, first)


def _arrival(office: Office, came: Came) -> Arrival:
    sort = recognised(came.data)
    suffix = ".bin" if isinstance(sort, Refusal) else sort.suffix
    return Arrival(
        came.id, came.door, office.archive.put(came.data, suffix), clean(came.name), came.received, key=came.key,
        party=came.party, sender=came.sender, message=came.message, part=came.part, by=came.by,
        text=(came.text or came.title)[:NOTE],
    )  # fmt: skip


def _said(refusal: Refusal) -> str:
    """What the sender may read, too: what to do about it is the Office's, and stands above its list."""
    return refusal.message


def _left(first: Arrival, place: Place, reason: str, said: str) -> Arrival:
    return replace(first, place=place, reason=reason, said=said)


# ---------------------------------------------------------------- what it is


def _as_sheet(office: Office, came: Came, first: Arrival) -> Arrival | None:
    """A partner's sheet is an answer, a unit's workbook is read into lines; None for any other: it is kept as a file."""
    from flows.replied import agree_by_workbook

    if came.party in _partners(office):
        how: dict[str, Any] = {
            "name": came.name,
            "partner": came.party,
            "received": came.received,
            "by": came.by or came.party,
        }
        return _through(office, came, first, lambda acting: agree_by_workbook(acting, came.data, **how))
    return _as_workbook(office, came, first)


def _partners(office: Office) -> set[str]:
    asking = [step for step in office.context.steps.values() if step.kind is Kind.AGREE]
    return {party.id for step in asking for role in step.by for party in office.definition.year.playing(role)}


def _as_workbook(office: Office, came: Came, first: Arrival) -> Arrival | None:
    """Whose it is stands in the file, and has to be who it is from; where it says nothing, whoever it is from owes it."""
    from flows.confined import read
    from flows.monthly import take_workbook, workbook_of

    try:
        tables = read(came.data).tables
    except InputRefused as unfit:
        if came.key is not None:
            return None  # a person says what it is: it is kept as a file, and nobody reads it by machine
        return put(office, _left(first, Place.QUARANTINED, "file-unfit", " ".join(unfit.parts("vi"))))
    said, ours = workbook_of(office, tables)
    if not ours:
        return None
    if came.key is None and said is not None and came.party not in ("", said.party, *office_of(office.context)):
        return _refused(office, came, first, Refused(OTHER_UNIT))
    key = came.key or (for_which(office, came)[0] if said is None and came.party else None)
    received = came.received if came.received < office.now() else None
    take = partial(take_workbook, key=key, name=came.name, data=came.data, received=received, by=came.by, tables=tables)
    return _through(office, came, replace(first, key=key or said), take)


def _as_file(office: Office, came: Came, first: Arrival) -> Arrival:
    """Kept whole, received at its instant; its lines are keyed later."""
    if not came.party and came.key is None:
        return put(office, _left(first, Place.WAITING, NO_PARTY.reason, _said(NO_PARTY)))
    key, why = (came.key, None) if came.key else for_which(office, came)
    if key is None:
        assert why is not None
        return put(office, _left(first, Place.WAITING, why.reason, _said(why)))
    take = partial(
        hand_in, key=key, name=came.name, data=came.data, note=came.text[:NOTE], by=came.by, enclosed=came.enclosed,
        received=came.received if came.received < office.now() else None,
    )  # fmt: skip
    return _through(office, came, replace(first, key=key, party=first.party or key.party), take)


def for_which(office: Office, came: Came) -> tuple[Key | None, Refusal | None]:
    """Which of its party's duties a file is for, or why only a person can tell."""
    named = period_named(came.name) or period_named(came.title)
    return meant(owed(office, came.party), came.replied, named, office.now())


def owed(office: Office, party: str) -> list[Obligation]:
    """What that party hands in over the year."""
    mine = office.ledger.obligations(party=party)
    return [it for it in mine if office.context.names(it.key) and office.context.steps[it.key.step].kind is Kind.SUBMIT]


# ---------------------------------------------------------------- what becomes of it


def _through(office: Office, came: Came, first: Arrival, act: Callable[[Office], Told]) -> Arrival:
    """Do what it came for, with it: recorded together, or not at all."""
    from storage.port import Spent

    accepted = replace(first, place=Place.ACCEPTED, reason="", said="", closed=office.now())
    try:
        act(replace(office, arrival=accepted))
    except Spent:
        if office.link is not None and _link_used(office, office.link[0]):
            raise
        return found_closed(office, came.id) or _again(office, came, first)
    except EnvironmentWrong:
        raise
    except VongNamError as refused:
        return _refused(office, came, first, refused)
    return found_closed(office, came.id) or _again(office, came, first)


def found_closed(office: Office, id: str) -> Arrival | None:
    """The arrival of that id, if nothing is left to do about it."""
    known = found(office, id)
    return known if known is not None and known.closed is not None else None


def _link_used(office: Office, hash: str) -> bool:
    visited = office.ledger.visited(hash)
    return visited is not None and visited.used is not None


def _again(office: Office, came: Came, first: Arrival) -> Arrival:
    """Nothing was recorded: it had come before. The latest version is known; an earlier one does not come back by itself."""
    latest = office.ledger.submission(first.key) if first.key else None
    content = office.ledger.content(latest.content) if latest else {}
    if latest is None or holds(content, first.sha) or not _came_before(office, first):
        known = replace(first, place=Place.ACCEPTED, reason="known", said=KNOWN, closed=office.now())
        return put(office, known if first.key is None else replace(known, sha=""))
    return _refused(office, came, first, Refused(OLDER))


KNOWN = "Nội dung này đã được nhận từ trước; không có gì thay đổi."


def _came_before(office: Office, first: Arrival) -> bool:
    return any(it.sha == first.sha for it in office.ledger.arrivals(key=first.key) if it.place is Place.ACCEPTED)


def _refused(office: Office, came: Came, first: Arrival, refused: VongNamError) -> Arrival:
    """Sent back with its reason, and with the marked file where there is one; put away where it is hostile."""
    reason = str(getattr(refused, "reason", "") or refused.code or "refused")
    marked = getattr(refused, "returned", None)
    place = place_of(reason)
    arrival = replace(
        first,
        place=place,
        reason=reason,
        said=" ".join(refused.parts("vi")),
        marked=office.archive.put(marked, EXCEL.suffix) if isinstance(marked, bytes) else "",
        closed=office.now() if place is Place.RETURNED else None,
    )
    return _put_back(office, came, arrival, refused, told=reason == FAULTY)


def _put_back(office: Office, came: Came, arrival: Arrival, why: VongNamError, *, told: bool) -> Arrival:
    """Kept with its reason; whoever stands at the door, or settles what waited, is told there."""
    if came.key is not None and came.door not in ON_THE_SPOT:
        raise why  # a person gave it out: it waits as before
    kept = put(
        office, arrival if came.door not in ON_THE_SPOT else replace(arrival, closed=office.now()), tell=not told
    )
    if came.door in ON_THE_SPOT:
        raise why
    return kept


# ---------------------------------------------------------------- at the doors where a person stands


def handed_in(office: Office, came: Came) -> Told:
    """The same for a page: what became of it as its answer. Raises what the file was refused with."""
    arrival = take_in(office, came)
    assert came.key is not None
    step, party = office.context.steps[came.key.step], office.definition.year.party(came.key.party).name
    return Told(f"Đã nhận: {step.title}", (f"{party}, kỳ {came.key.period}: {arrival.name or came.name}.",))


def typed_in(
    office: Office,
    *,
    step: str,
    unit: str,
    period: str,
    received: dt.datetime | None = None,
    door: Door = Door.FORM,
    **how: Any,
) -> Told:
    """The same for what comes without a file: rows pasted into the form, what is typed or said on the page."""
    now = office.now()
    id = identity(door, step, unit, period, now.isoformat())
    name = NIL if how.get("nil") else TYPED[door]
    arrival = Arrival(
        id, door, "", name, received or now, Place.ACCEPTED, party=unit, sender=how.get("by", ""), by=how.get("by", ""),
        closed=now,
    )  # fmt: skip
    acting = replace(office, arrival=arrival)
    return collect(acting, step=step, unit=unit, period=period, received=received, **how)


NIL = "Báo không phát sinh"
TYPED = {Door.FORM: "Dòng dán vào biểu mẫu", Door.PAGE: "Báo cáo ghi trên trang"}
"""How what comes without a file is called in the list of what came."""
