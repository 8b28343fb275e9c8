"""The shorthands of the language, taken apart: trees of text become the mappings that the vocabulary validates.

A reader takes what stands at a path and gives the value of its field, or keeps a fault and gives NOTHING.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from definitions.errors import near
from definitions.grammar import MomentError, parse_moment, parse_trigger
from definitions.source import Json, Path, Tree
from definitions.vocabulary import Every, FieldType, Kind

NOTHING: Final = object()
BY_THE_YEAR: Final = "set by the year"
NONE: Final = "none"

LATEST: Final = 2200  # a year beyond it is a slip of the pen

Reader = Callable[[Tree, Path, Json], Any]
Row = dict[str, Any]

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_TIMES = re.compile(r"([2-7]) times a week")
_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_moment_of = lru_cache(maxsize=4096)(parse_moment)  # the same words stand in many steps, and moments are frozen
_trigger_of = lru_cache(maxsize=1024)(parse_trigger)

# ---------------------------------------------------------------- readers of one value


def text(tree: Tree, path: Path, value: Json) -> Any:
    """One text, as it was written."""
    if type(value) is str:
        return value
    tree.fault("text-expected", path, of=path[-1])
    return NOTHING


def words(tree: Tree, path: Path, value: Json) -> Any:
    """One word, or a list of them: always a tuple."""
    if type(value) is str:
        return (value,)
    if type(value) is list and all(type(v) is str for v in value):
        return tuple(value)
    tree.fault("list-expected", path, of=path[-1])
    return NOTHING


def ident(tree: Tree, path: Path, value: Json) -> Any:
    """The id of a thing: letters without accents, digits, hyphens."""
    if text(tree, path, value) is NOTHING:
        return NOTHING
    if _ID.fullmatch(value):
        return value
    tree.fault("bad-id", path, words=value)
    return NOTHING


def number(low: int, high: int) -> Reader:
    """A whole number between two bounds."""

    def read(tree: Tree, path: Path, value: Json) -> Any:
        if text(tree, path, value) is NOTHING:
            return NOTHING
        if value.isascii() and value.isdigit() and len(value) < 9 and low <= int(value) <= high:
            return int(value)
        tree.fault("not-a-number", path, words=value, of=path[-1], low=low, high=high)
        return NOTHING

    return read


def one_of(*known: str) -> Reader:
    """One of a few words."""
    among = frozenset(known)

    def read(tree: Tree, path: Path, value: Json) -> Any:
        if text(tree, path, value) is NOTHING:
            return NOTHING
        if value in among:
            return value
        tree.fault("not-one-of", path, words=value, hint=near(value, known), of=path[-1], known=", ".join(known))
        return NOTHING

    return read


def flag(tree: Tree, path: Path, value: Json) -> Any:
    """`yes` or `no`."""
    said = {"yes": True, "true": True, "no": False, "false": False}.get(value if type(value) is str else "")
    if said is None:
        tree.fault("not-yes-or-no", path, words=value, hint=near(value, ("yes", "no")), of=path[-1])
        return NOTHING
    return said


def date(tree: Tree, path: Path, value: Json) -> Any:
    """`2023-12-01`; the 30th of February is no date."""
    found = _DATE.fullmatch(value) if type(value) is str else None
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1900:
        tree.fault("not-a-date", path, words=value)
        return NOTHING
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        tree.fault("no-such-day", path, words=value, last=last)
        return NOTHING
    return dt.date(year, month, day)


def dates(tree: Tree, path: Path, value: Json) -> Any:
    """`2023-03-15 to 2023-12-31`, or one date: a pair."""
    if type(value) is not str:
        tree.fault("not-dates", path, words=value)
        return NOTHING
    ends = [date(tree, path, end) for end in value.split(" to ")]
    if NOTHING in ends:
        return NOTHING
    if len(ends) > 2:
        tree.fault("not-dates", path, words=value)
        return NOTHING
    if ends[-1].year > LATEST:
        tree.fault("date-too-far", path, words=value, latest=LATEST)
        return NOTHING
    if ends[-1] < ends[0]:
        tree.fault("ends-before-it-begins", path, words=value)
        return NOTHING
    return ends[0], ends[-1]


def time(tree: Tree, path: Path, value: Json) -> Any:
    """`08:00`; a bare number is no time."""
    found = _TIME.fullmatch(value) if type(value) is str else None
    if found is None:
        tree.fault("not-a-time", path, words=value)
        return NOTHING
    return dt.time(int(found[1]), int(found[2]))


def zone(tree: Tree, path: Path, value: Json) -> Any:
    """The name of a time zone that this machine knows."""
    if text(tree, path, value) is NOTHING:
        return NOTHING
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        tree.fault("no-such-zone", path, words=value)
        return NOTHING
    return value


def recurrence(tree: Tree, path: Path, value: Json) -> Any:
    """How often: `month`, or `2 times a week`: the fields `every` and `times`."""
    found = _TIMES.fullmatch(value) if type(value) is str else None
    if found:
        return {"every": Every.WEEK.value, "times": int(found[1])}
    said = one_of(*EVERIES, "2 times a week")(tree, path, value)
    return said if said is NOTHING else {"every": said}


def years(tree: Tree, path: Path, value: Json) -> Any:
    """`2023`, or `2023 to 2025`: the fields `year` and `until`."""
    ends = value.split(" to ") if type(value) is str else [value]
    found = [number(1900, 2200)(tree, path, end) for end in ends]
    if NOTHING in found:
        return NOTHING
    if len(found) > 2 or found[-1] < found[0]:
        tree.fault("not-years", path, words=value)
        return NOTHING
    return {"year": found[0]} if len(found) == 1 else {"year": found[0], "until": found[1]}


def moment(tree: Tree, path: Path, value: Json) -> Any:
    """A point in time as an office says it."""
    return _parsed(_moment_of, tree, path, value)


def trigger(tree: Tree, path: Path, value: Json) -> Any:
    """When something starts."""
    return _parsed(_trigger_of, tree, path, value)


def _parsed(parse: Callable[[str], Any], tree: Tree, path: Path, value: Json) -> Any:
    if type(value) is not str:
        return text(tree, path, value)
    try:
        return parse(value)
    except MomentError as wrong:
        meant = (wrong.meant,) if wrong.meant else ()
        remedy = "" if wrong.meant else wrong.remedy
        tree.fault("moment", path, words=value, hint=meant, message=wrong.message, remedy=remedy)
        return NOTHING


# ---------------------------------------------------------------- readers of a group

Fields = Mapping[str, tuple[str, Reader]]


def texts(*keys: str) -> Fields:
    """Keys that each hold one text, under their own names."""
    return {key: (key, text) for key in keys}


def group(tree: Tree, path: Path, value: Json, fields: Fields, *, needed: Iterable[str] = ()) -> Row:
    """A group of lines: each word known, each value read; a fault for every other word and for what is missing."""
    row: Row = {}
    if type(value) is not dict:
        tree.fault("group-expected", path, of=_spoken(tree, path))
        return row
    for key, said in value.items():
        field = fields.get(key)
        if field is None:
            known, hint = ", ".join(fields), near(key, fields)
            tree.fault("unknown-key", (*path, key), at="key", words=key, hint=hint, of=_spoken(tree, path), known=known)
            continue
        name, read = field
        got = read(tree, (*path, key), said)
        if got is NOTHING:
            continue
        if name in row:
            other = next(k for k in value if k in fields and fields[k][0] == name)
            tree.fault("said-twice", (*path, key), at="key", words=key, other=other)
        row[name] = got
    for key in needed:
        if key not in value:
            missing(tree, path, key, value)
    return row


def missing(tree: Tree, path: Path, key: str, value: Row) -> None:
    """A line that has to be there is not, unless it was there and could not be read."""
    if (id(value), key) not in tree.passed:
        tree.fault("missing", path, at="key", words=key, of=_spoken(tree, path))


def _spoken(tree: Tree, path: Path) -> str:
    return ": ".join(map(str, path)) or tree.name


def members(tree: Tree, path: Path, value: Json) -> Iterable[tuple[Path, str, Json]]:
    """The members of a mapping id -> group, with their paths; ids that cannot be ids are faulted."""
    if type(value) is not dict:
        tree.fault("group-expected", path, of=path[-1])
        return
    for id, said in value.items():
        if not _ID.fullmatch(id):
            tree.fault("bad-id", (*path, id), at="key", words=id)
        yield (*path, id), id, said


def named(fields: Fields, needed: Iterable[str] = (), short: str = "") -> Reader:
    """A mapping id -> group becomes a tuple of rows with ids; `short` is the field that a bare text says."""

    def read(tree: Tree, path: Path, value: Json) -> Any:
        rows = []
        for where, id, said in members(tree, path, value):
            full = {short: said} if short and type(said) is str else said
            rows.append({"id": id, **group(tree, where, full, fields, needed=needed)})
        return tuple(rows)

    return read


def listed(fields: Fields, needed: Iterable[str] = (), short: str = "") -> Reader:
    """A list of groups becomes a tuple of rows."""

    def read(tree: Tree, path: Path, value: Json) -> Any:
        if type(value) is not list:
            tree.fault("list-expected", path, of=path[-1])
            return NOTHING
        rows = []
        for n, said in enumerate(value):
            full = {short: said} if short and type(said) is str else said
            rows.append(group(tree, (*path, n), full, fields, needed=needed))
        return tuple(rows)

    return read


def clauses(tree: Tree, path: Path, value: Json) -> Any:
    """The clauses of the plan: a list of their numbers, or each with its words, which are for the reader's eyes."""
    return tuple(value) if type(value) is dict else words(tree, path, value)


KINDS: Final = tuple(kind.value for kind in Kind)
EVERIES: Final = tuple(every.value for every in Every)
TYPES: Final = tuple(type.value for type in FieldType)
