"""What a unit reports with its plan of the period before: what came out, what somebody must act on, how many there were.

The choice of a row says where it belongs (`leads to`): what came out is offered to a person, what others follow on is
recorded at once, the rest is counted for the unit's own report of the year (`counts`), and only proposed there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from definitions.content import clean, fold
from definitions.records import follows, led_to
from definitions.rows import about
from definitions.vocabulary import Definition, Form, FormField, Kind, Process, Step
from definitions.webaddress import address_key, story_key

Line = Mapping[str, Any]

PROPOSED: Final = "proposal"
"""The field of a record that takes what a unit proposes; in the row it stands under the notes."""


def at_step(form: Form, row: Line) -> str:
    """The step at which a row of the results counts; "" where its choice names none."""
    return led_to(form, row)


# ---------------------------------------------------------------- what came out


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a unit says has come out. `key` is its address, or body, day and title where it has none.

    `line` is the planned line that it is of, or "". `at` None where the unit says no single day.
    """

    key: str
    story: str
    url: str
    outlet: str
    title: str
    at: dt.date | None
    author: str = ""
    unit: str = ""
    line: str = ""
    topics: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    why: str = ""


class Known(NamedTuple):
    """What is known of something that came out or was found: its address, body, day and folded title."""

    url: str
    outlet: str
    at: dt.date | None
    story: str


def offers(
    definition: Definition, form: Form, unit: str, of: str, rows: Sequence[Line], lines: Mapping[str, Line]
) -> tuple[Offer, ...]:
    """What came out, by the rows that a unit reported of the period `of`; `lines` are planned lines by id.

    That is each row whose choice leads to where what came out is tracked, and each other one with an address. Without
    an address it is one for each body that is named, for each prints or broadcasts its own.
    """
    year = definition.year
    why = f"{year.party(unit).name} báo cáo trong kết quả {_named(of)}"
    made = (
        _offer(form, unit, row, outlet, lines.get(str(row.get("line", "")), {}), why)
        for row in rows
        if _came_out(definition.process, form, row)
        for outlet in _outlets(definition, row)
    )
    return tuple({it.key: it for it in made}.values())


def _named(period: str) -> str:
    """2023-10 is "tháng 10/2023"; any other period as it is written."""
    year, _, month = period.partition("-")
    return f"tháng {int(month)}/{year}" if month.isdecimal() else period


def _came_out(process: Process, form: Form, row: Line) -> bool:
    tracked = {step.id for step in process.steps if step.kind is Kind.TRACK}
    return at_step(form, row) in tracked or bool(address_key(str(row.get("url", ""))))


def _outlets(definition: Definition, row: Line) -> tuple[str, ...]:
    """Whose it is: the bodies that the row names; of an address the one that it belongs to, else the first."""
    named, url = tuple(row.get("partner") or ()), str(row.get("url", ""))
    if not address_key(url):
        return named or ("",)
    host = urlsplit(url).hostname
    owner = [p.id for p in definition.year.parties if host in {urlsplit(feed).hostname for feed in p.feeds}]
    return (*[id for id in owner if id in named or not named], *named, "")[:1]


def _offer(form: Form, unit: str, row: Line, outlet: str, line: Line, why: str) -> Offer:
    title, url = clean(str(row.get(about(form), ""))), str(row.get("url", ""))
    at, story = _day(row.get("at")), story_key(title)
    key = address_key(url)
    return Offer(
        key or f"{outlet}|{at or ''}|{story}", story, url if key else "", outlet, title, at,
        clean(str(row.get("author", ""))), unit, str(row.get("line", "")),
        tuple(line.get("topics", ())), tuple(line.get("activities", ())), why,
    )  # fmt: skip


def _day(said: object) -> dt.date | None:
    """The one day that a cell says; None for "tuần 2 tháng 4" and the like."""
    try:
        return dt.date.fromisoformat(str(said))
    except ValueError:
        return None


def unknown(offered: Iterable[Offer], known: Iterable[Known]) -> tuple[Offer, ...]:
    """Those that are not known yet: by address, or by body, title and day, where a day that nobody says is any day.

    What two units report is offered once.
    """
    addresses: set[str] = set()
    told: dict[tuple[str, str], set[dt.date | None]] = {}
    fresh: list[Offer] = []

    def learn(it: Known | Offer) -> None:
        addresses.add(address_key(it.url))
        told.setdefault((it.outlet, it.story), set()).add(it.at)

    for each in known:
        learn(each)
    for it in offered:
        if address_key(it.url) not in addresses - {""} and not _same_day(it.at, told.get((it.outlet, it.story), set())):
            learn(it)
            fresh.append(it)
    return tuple(fresh)


def _same_day(at: dt.date | None, days: set[dt.date | None]) -> bool:
    return bool(days) and (at is None or None in days or at in days)


# ---------------------------------------------------------------- what somebody must act on


def to_act_on(
    process: Process, form: Form, rows: Iterable[Line], before: Iterable[Line]
) -> tuple[tuple[Step, tuple[Line, ...]], ...]:
    """The records that rows become where others follow on them, by step: each a line of that step's own form.

    `before` are the rows of the earlier versions of this very report: what was said in one of them was recorded then.
    """
    said = {_same(form, row) for row in before}
    fresh = {_same(form, row): row for row in rows if _same(form, row) not in said}
    found = ((step, [row for (id, _), row in fresh.items() if id == step.id]) for step in process.steps)
    return tuple(
        (step, tuple(_record(process.form(step.form), form, row) for row in its))
        for step, its in found
        if its and step.form and follows(process, step.id)
    )


def _same(form: Form, row: Line) -> tuple[str, str]:
    return at_step(form, row), fold(str(row.get(about(form), "")))


def _record(target: Form, form: Form, row: Line) -> dict[str, Any]:
    """What it is about, and the note as what is proposed where that form asks for it; nothing is invented beside."""
    said = {about(target): row.get(about(form), "")}
    fields = {field.id for field in target.fields}
    return said | ({PROPOSED: row["note"]} if PROPOSED in fields and row.get("note") else {})


# ---------------------------------------------------------------- how many there were


class Reported(NamedTuple):
    """The rows that a unit reported of one period, in the version that stands."""

    of: str
    form: Form
    rows: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a unit's own report of the year may say in one field, from what it reported by month.

    `months` are (period, number); `estimates` (period, what was said: "hơn 500", "12 lượt"), no part of `total`.
    """

    field: FormField
    total: int
    months: tuple[tuple[str, int], ...]
    estimates: tuple[tuple[str, str], ...] = ()


def proposals(form: Form, reported: Sequence[Reported]) -> tuple[Proposal, ...]:
    """For each field of a report that says what it counts, what was reported of that; nothing where nothing was."""
    return tuple(
        made for field in form.fields if field.counts for made in [_proposal(field, reported)] if made is not None
    )


def _proposal(field: FormField, reported: Sequence[Reported]) -> Proposal | None:
    months: list[tuple[str, int]] = []
    estimates: list[tuple[str, str]] = []
    for it in sorted(reported, key=lambda one: one.of):
        said = list(_quantities(field, it))
        exact = [number for number in said if isinstance(number, int)]
        months += [(it.of, sum(exact))] if exact else []
        estimates += [(it.of, text) for text in said if isinstance(text, str)]
    if not months and not estimates:
        return None
    return Proposal(field, sum(number for _, number in months), tuple(months), tuple(estimates))


def _quantities(field: FormField, it: Reported) -> Iterator[int | str]:
    """How many each row says: a number, or words that are no exact one; a row that says nothing there is one."""
    for row in it.rows:
        if at_step(it.form, row) == field.counts:
            said = clean(str(row.get("quantity", "")))
            yield int(said.replace(".", "")) if _WHOLE.fullmatch(said) else said or 1


_WHOLE: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+|[0-9]+")
