"""The keys of each file: what an office may write, which field of the vocabulary it fills, and how it is read."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from definitions.entries import GLOSSARY, entries
from definitions.feeding import webs
from definitions.ladder import rungs
from definitions.routes import choices_to
from definitions.shape import (
    BY_THE_YEAR,
    KINDS,
    NOTHING,
    TYPES,
    Fields,
    Row,
    clauses,
    date,
    dates,
    flag,
    group,
    ident,
    listed,
    members,
    missing,
    moment,
    named,
    number,
    one_of,
    recurrence,
    text,
    texts,
    time,
    trigger,
    words,
    years,
    zone,
)
from definitions.source import Json, Path, Tree

MOST_YEARS: Final = 10  # that one plan runs; what is longer is a slip of the pen

# ---------------------------------------------------------------- the process

LADDER: Final[Fields] = {"remind": ("remind", rungs("remind")), "escalate": ("escalate", rungs("escalate"))}
MOMENTS: Final[Fields] = {**{key: (key, moment) for key in ("opens", "due", "closes")}, "starts": ("starts", trigger)}


def _left_to_the_year(tree: Tree, path: Path, value: Json) -> Any:
    return NOTHING if value == BY_THE_YEAR else MOMENTS[str(path[-1])][1](tree, path, value)


STEP: Final[Fields] = {
    "title": ("title", text),
    "basis": ("basis", words),
    "obligations": ("obligations", words),
    "kind": ("kind", one_of(*KINDS)),
    "by": ("by", words),
    "with": ("by", words),
    "to": ("to", words),
    "via": ("via", text),
    "every": ("every", recurrence),
    "covers": ("covers", one_of("this", "next")),
    "activity": ("activity", text),
    "needs": ("needs", words),
    "from": ("source", text),
    "on": ("on", text),
    **{key: (key, _left_to_the_year) for key in MOMENTS},
    **LADDER,
    "rounds": ("rounds", number(1, 9)),
    "deadlock": ("deadlock", text),
    "accept": ("accept", text),
    "late": ("late", one_of("addendum", "version")),
    "how": ("how", one_of("mail", "record")),
    "proof": ("proof", one_of("code", "none")),
    "self approval": ("self_approval", flag),
    **{key: (key, text) for key in ("form", "results", "document")},
    "letter": ("letter", ident),
    "criteria": ("criteria", words),
    "rank": ("rank", words),
    "at least": ("at_least", number(1, 999)),
}
# beside title, kind, by and every, which every step says or takes from the step that it is about
NEEDED: Final = {"compile": ("from",), "agree": ("on",), "approve": ("on",), "send": ("to",), "announce": ("to",)}

FIELD: Final[Fields] = {
    **texts("title", "help", "counts"),
    "type": ("type", one_of(*TYPES)),
    "required": ("required", flag),
    "choices": ("choices", words),
    "personal": ("personal", flag),
    "leads to": ("leads_to", choices_to),
    "also": ("also", words),
}
FORM: Final[Fields] = {"title": ("title", text), "fields": ("fields", named(FIELD, ("title",), "title"))}


def _steps(tree: Tree, path: Path, value: Json) -> Any:
    return tuple(_step(tree, where, id, said) for where, id, said in members(tree, path, value))


def _step(tree: Tree, path: Path, id: str, value: Json) -> Row:
    row = group(tree, path, value, STEP, needed=("title", "kind"))
    row["id"] = id
    if type(value) is not dict:
        return row
    row.update(row.pop("every", {}))
    kind = row.get("kind")
    if "with" in value and kind is not None and kind != "agree":
        tree.fault("with-is-for-agree", (*path, "with"), at="key", words="with")
    if "by" not in value and "with" not in value:
        missing(tree, path, "with" if kind == "agree" else "by", value)
    for key in NEEDED.get(str(kind), ()) if kind else ():
        if key not in value:
            missing(tree, path, key, value)
    return row


def _defaults(tree: Tree, path: Path, value: Json) -> Any:
    return group(tree, path, value, LADDER)


PROCESS: Final[Fields] = {
    "process": ("id", ident),
    "title": ("title", text),
    "timezone": ("timezone", zone),
    "calendar": ("calendar", text),
    "day starts": ("day_starts", time),
    "clauses": ("clauses", clauses),
    "roles": ("roles", named({"title": ("title", text)}, ("title",), "title")),
    "defaults": ("defaults", _defaults),
    "forms": ("forms", named(FORM, ("title", "fields"))),
    "steps": ("steps", _steps),
    **GLOSSARY,
}

# ---------------------------------------------------------------- the year

ISSUER: Final[Fields] = {**texts("name", "superior", "place", "symbol"), "sample": ("sample", flag)}
PARTY: Final[Fields] = {
    "role": ("roles", words),
    "name": ("name", text),
    "short": ("short", text),
    "from": ("valid_from", date),
    "until": ("valid_to", date),
    "merged into": ("merged_into", text),
    "under": ("under", text),
    "feeds": ("feeds", webs),
}
TOPIC: Final[Fields] = {**texts("title", "short", "basis"), "keywords": ("keywords", words)}
ACTIVITY: Final[Fields] = {**TOPIC, "on": ("on", dates)}
BASIS: Final[Fields] = texts("title", "number", "date")
TARGET: Final[Fields] = {"at least": ("at_least", number(1, 99_999)), **texts("partner", "topic", "genre")}
RECIPIENT: Final[Fields] = texts("name", "purpose", "party")


def _issuer(tree: Tree, path: Path, value: Json) -> Any:
    return group(tree, path, value, ISSUER, needed=("name",))


def _year_dates(tree: Tree, path: Path, value: Json) -> Any:
    return {id: group(tree, where, said, MOMENTS) for where, id, said in members(tree, path, value)}


YEAR: Final[Fields] = {
    "year": ("year", years),
    "process": ("process", text),
    "runs": ("runs", dates),
    "title": ("title", text),
    "number": ("number", text),
    "counts from": ("counts_from", date),
    "issuer": ("issuer", _issuer),
    "dates": ("dates", _year_dates),
    "parties": ("parties", named(PARTY, ("role", "name"))),
    "topics": ("topics", named(TOPIC, ("title",), "title")),
    "activities": ("activities", named(ACTIVITY, ("title",), "title")),
    "basis": ("basis", named(BASIS, ("title",), "title")),
    "recipients": ("recipients", listed(RECIPIENT, ("name",), "name")),
    "places": ("places", entries),
    "targets": ("targets", listed(TARGET, ("at least",))),
}

# ---------------------------------------------------------------- the organisation and the calendars
_SPAN: Final = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9]) to ([01]?[0-9]|2[0-3]):([0-5][0-9])")


def _addresses(tree: Tree, path: Path, value: Json) -> Any:
    if type(value) is not dict:
        tree.fault("group-expected", path, of=path[-1])
        return NOTHING
    return {channel: said for channel, said in value.items() if text(tree, (*path, channel), said) is not NOTHING}


def _times(tree: Tree, path: Path, value: Json) -> Any:
    found = _SPAN.fullmatch(value) if type(value) is str else None
    if found is None or found.group(1, 2) == found.group(3, 4):
        tree.fault("not-a-span", path, words=value)
        return NOTHING
    begins, begun, ends, ended = map(int, found.groups())
    return {"begins": dt.time(begins, begun), "ends": dt.time(ends, ended)}


PERSON: Final[Fields] = {
    "name": ("name", text),
    "addresses": ("addresses", _addresses),
    "channels": ("channels", words),
    "quiet": ("quiet", _times),
    "from": ("valid_from", date),
    "until": ("valid_to", date),
    "away": ("away", dates),
    "substitute": ("substitute", text),
}


def _people(tree: Tree, path: Path, value: Json) -> Any:
    """party -> who they are in it -> person; the id of a person is the two with a dot between."""
    found = []
    for where, party, roles in members(tree, path, value):
        for here, role, said in members(tree, where, roles):
            row = group(tree, here, said, PERSON, needed=("name",))
            _reachable(tree, here, row)
            found.append({"id": f"{party}.{role}", "party": party, **row})
    return tuple(found)


def _reachable(tree: Tree, path: Path, row: Row) -> None:
    known, named = row.get("addresses", {}), row.get("channels", ())
    for n, channel in enumerate(named):
        if channel not in known or channel in named[:n]:
            tree.fault("no-address", (*path, "channels"), words=channel, known=", ".join(known) or "-")


DIRECTORY: Final[Fields] = {"sample": ("sample", flag), "people": ("people", _people)}

DAY: Final[Fields] = {
    "name": ("name", text),
    "notice": ("notice", text),
    "status": ("status", one_of("verified", "cited", "unconfirmed")),
    "weekend": ("weekend", flag),
}


def _days(tree: Tree, path: Path, value: Json) -> Any:
    found = []
    for where, day, said in members(tree, path, value):
        when = date(tree, where, day)
        if when is not NOTHING:
            found.append({"date": when, **group(tree, where, said, DAY, needed=("name",))})
    return tuple(found)


CALENDAR: Final[Fields] = {
    "calendar": ("calendar", text),
    "year": ("year", number(1900, 2200)),
    "published": ("published", flag),
    "off": ("off", _days),
    "working": ("working", _days),
}

# ---------------------------------------------------------------- a whole file


def process(tree: Tree) -> Row:
    """The process as its fields; what only the year can say is still missing."""
    return group(tree, (), tree.data, PROCESS, needed=("process", "title", "roles", "steps"))


def year(tree: Tree) -> Row:
    """The year as its fields, and `dates`: what it says of the steps."""
    row = group(tree, (), tree.data, YEAR, needed=("year", "process", "runs", "issuer", "parties"))
    row.update(row.pop("year", {}))
    if "runs" in row:
        row["first"], row["last"] = first, last = row.pop("runs")
        if not first.year <= row.get("year", first.year) <= row.get("until", row.get("year", first.year)) <= last.year:
            tree.fault("runs-elsewhere", ("runs",), words=tree.data["runs"], year=row["year"])
        if last.year - first.year >= MOST_YEARS:
            tree.fault("runs-too-long", ("runs",), words=tree.data["runs"], limit=MOST_YEARS)
    for activity in row.get("activities", ()):
        if "on" in activity:
            activity["first"], activity["last"] = activity.pop("on")
    return row


def directory(tree: Tree) -> Row:
    """The directory as its fields."""
    return group(tree, (), tree.data, DIRECTORY, needed=("people",))


def calendar(tree: Tree) -> Row:
    """One year of a calendar as its fields; every day of it in that year."""
    row = group(tree, (), tree.data, CALENDAR, needed=("calendar", "year"))
    for part in ("off", "working"):
        for day in row.get(part, ()):
            if row.get("year") not in {None, day["date"].year}:
                tree.fault("day-elsewhere", (part, str(day["date"])), at="key", words=day["date"], year=row["year"])
    return row
