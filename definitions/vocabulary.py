"""The language: what an office can say about its year. Frozen words, no behaviour, no dates computed."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from functools import cached_property
from typing import Literal, TypeVar

from pydantic import Field

from definitions.when import (
    Anchor,
    DayOfMonth,
    Edge,
    Fact,
    LastWorkingDay,
    Moment,
    OfActivity,
    OfStep,
    OnDate,
    OnWeekday,
    Trigger,
    Unit,
    Word,
)

Named = TypeVar("Named", "Step", "Form")


def _named(words: tuple[Named, ...], id: str) -> Named:
    for word in words:
        if word.id == id:
            return word
    raise KeyError(id)


# ---------------------------------------------------------------- process


class Kind(StrEnum):
    """What a step does; the sentence is shown by `vongnam explain`."""

    SUBMIT = "submit"  # a party hands something in
    COMPILE = "compile"  # the machine puts together, a person edits and confirms
    AGREE = "agree"  # several parties answer, line by line, in rounds
    APPROVE = "approve"  # a person decides
    SEND = "send"  # to several recipients, each with its own record
    TRACK = "track"  # a record is kept over a window
    DO = "do"  # a duty is ticked off with a note or evidence
    ANNOUNCE = "announce"  # people are told something


class Every(StrEnum):
    """How often a step comes round."""

    ONCE = "once"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"
    EVENT = "event"  # each time somebody says that it happened
    REQUEST = "request"  # each time somebody asks for it


class Rung(Word):
    """One rung of a ladder: at this moment these people are told. The id is unique within its step."""

    id: str
    kind: Literal["remind", "escalate"]
    moment: Moment
    to: str | None = None  # a role; None is whoever owes
    template: str = ""  # the words of an office's own, by the name of the template; "" are those of its kind


class FieldType(StrEnum):
    """What a field of a form holds."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    DATE = "date"  # a date or, in words, "tuần 2 tháng 4"
    LINK = "link"
    PHONE = "phone"
    TOPICS = "topics"  # any number of the year's topics
    ACTIVITIES = "activities"
    PARTNER = "partner"  # any number of the parties of the partner role
    CHOICE = "choice"


class FormField(Word):
    """One column of a form, declared once for workbook, screen, page and document."""

    id: str
    title: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    help: str = ""
    personal: bool = False  # about a private person: kept apart, shown nowhere
    leads_to: tuple[tuple[str, str], ...] = ()  # choice, step: what says this choice is recorded at that step instead
    counts: str = ""  # the step whose records this number counts
    also: tuple[str, ...] = ()  # other titles under which the column is known: an older template, the office's own


class Form(Word):
    """The fields of one line of an artefact."""

    id: str
    title: str
    fields: tuple[FormField, ...]


class Role(Word):
    """What a party is in the process."""

    id: str
    title: str


class Step(Word):
    """One kind of duty. Every obligation of the year is a step, in a period, for a party.

    `by` are the roles that owe it; `to` whom it goes to; `via` a role that relays it. `needs` are the steps that
    have to be done first (in the same period, or in the year's where theirs is longer).
    """

    id: str
    title: str
    kind: Kind
    every: Every
    times: int = 1  # in each period: "2 times a week"
    basis: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()  # O01 ...: the duties of the plan that it answers
    by: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    via: str | None = None
    opens: Moment | None = None
    due: Moment | None = None
    closes: Moment | None = None
    starts: Trigger | None = None
    ladder: tuple[Rung, ...] = ()
    needs: tuple[str, ...] = ()
    source: str | None = None  # `from`: the step whose submissions are compiled
    on: str | None = None  # agree, approve, send: the step whose artefact it is about
    rounds: int = 1
    deadlock: str | None = None
    accept: str = "auto"  # or a role
    late: Literal["addendum", "version"] = "version"
    how: Literal["mail", "record"] = "record"  # send: by the program, or by the clerk who records it
    proof: Literal["code", "none"] = "code"
    self_approval: bool = True  # whether whoever edited or confirmed what is decided on may decide on it
    form: str | None = None
    results: str | None = None  # the form in which a party says, with this, what came of the period before
    document: str | None = None
    letter: str = ""  # the template of the letter by which the duty begins; "" is the program's own
    criteria: tuple[str, ...] = ()  # rules that are no step, shown to whoever fills in or approves
    activity: str | None = None  # the dated activity that it stands around
    rank: tuple[str, ...] = ()  # commendation: what the candidates among the authors are ordered by, the first first
    at_least: int = 1  # so many publications make a candidate
    covers: Literal["this", "next"] = "this"  # which period a plan speaks of


Entry = tuple[str, tuple[str, ...]]
"""A word of a list, and what it stands for or goes together with."""


class Process(Word):
    """What should happen every year."""

    id: str
    title: str
    timezone: str = "Asia/Ho_Chi_Minh"
    calendar: str = "vietnam"
    day_starts: dt.time = dt.time(8)
    roles: tuple[Role, ...]
    forms: tuple[Form, ...] = ()
    steps: tuple[Step, ...]
    clauses: tuple[str, ...] = ()  # the clauses of the plan, for coverage
    abbreviations: tuple[Entry, ...] = ()  # of the field, with what each stands for
    synonyms: tuple[Entry, ...] = ()  # a word of the field, with others that speak of the same
    misleading: tuple[str, ...] = ()  # phrases that only look like the field's

    def step(self, id: str) -> Step:
        """The step of that id; KeyError where there is none (the loader has checked every reference)."""
        return _named(self.steps, id)

    def form(self, id: str) -> Form:
        """The form of that id; KeyError where there is none."""
        return _named(self.forms, id)


# ---------------------------------------------------------------- year


class Party(Word):
    """A body of the year. Its name is the one it bears this year; `merged_into` says what became of it.

    `under` is the party that it belongs to (a commune's district): what goes through a relay goes through that one.
    `feeds` are the web feeds in which it says what it has published.
    """

    id: str
    name: str
    roles: tuple[str, ...]
    short: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    merged_into: str | None = None
    under: str | None = None
    feeds: tuple[str, ...] = ()


class Topic(Word):
    """One of the contents of the plan (II.1 ... II.7): its full wording, and a short one for forms and tables.

    `keywords` are the words by which an article about it is known.
    """

    id: str
    title: str
    basis: str = ""
    short: str = ""
    keywords: tuple[str, ...] = ()  # what texts about it speak of


class Activity(Word):
    """A key activity; `first` and `last` only where the plan dates it."""

    id: str
    title: str
    basis: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    short: str = ""
    keywords: tuple[str, ...] = ()


class BasisDocument(Word):
    """A document that the plan names as its basis; number and date as printed, empty where the plan gives none."""

    id: str
    title: str
    number: str = ""
    date: str = ""


class Recipient(Word):
    """A line of Nơi nhận."""

    name: str
    purpose: str = ""
    party: str | None = None


class Target(Word):
    """How many items a joint plan asks for at least: by a partner, about a topic, in a genre; all that it names hold."""

    at_least: int
    partner: str | None = None
    topic: str | None = None
    genre: str = ""


class Issuer(Word):
    """Whose plan it is: what stands in the head of every document."""

    name: str
    superior: str = ""
    place: str = ""
    symbol: str = ""  # STNMT, in "Số: 05/KH-STNMT"
    sample: bool = False  # every document says that it is sample data


class Year(Word):
    """One year of a process, or several (`until` is the last). `first` and `last` bound the periods, not the instants."""

    year: int
    until: int | None = None
    process: str
    first: dt.date
    last: dt.date
    issuer: Issuer
    parties: tuple[Party, ...]
    topics: tuple[Topic, ...] = ()
    activities: tuple[Activity, ...] = ()
    basis: tuple[BasisDocument, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    places: tuple[Entry, ...] = ()  # a district, with the names within it
    targets: tuple[Target, ...] = ()  # of the joint plan; none where it sets none
    number: str = ""  # of the plan itself; empty while it is a draft
    title: str = ""
    counts_from: dt.date | None = None  # the first day that last year's report did not count; None is 1 January

    @property
    def last_year(self) -> int:
        """The year itself, or the last of several."""
        return self.until or self.year

    @cached_property
    def _by_id(self) -> dict[str, Party]:
        return {party.id: party for party in reversed(self.parties)}

    def party(self, id: str) -> Party:
        """The party of that id; KeyError where there is none."""
        return self._by_id[id]

    def known(self, id: str) -> Party | None:
        """The party of that id; None where there is none."""
        return self._by_id.get(id)

    def playing(self, role: str, on: dt.date | None = None) -> tuple[Party, ...]:
        """Every party of that role, in the order of the file; on a date, those valid then."""
        return tuple(
            p
            for p in self.parties
            if role in p.roles
            and (
                on is None
                or ((p.valid_from is None or p.valid_from <= on) and (p.valid_to is None or on <= p.valid_to))
            )
        )


# ---------------------------------------------------------------- directory


class Quiet(Word):
    """From this time of day to that one a person is not written to; it may go over midnight."""

    begins: dt.time
    ends: dt.time


class Person(Word):
    """Somebody who acts for a party; in samples a role mailbox. Addresses: channel -> address.

    `channels` are tried in that order; without them, the addresses in theirs.
    """

    id: str
    party: str
    name: str
    addresses: dict[str, str] = Field(default_factory=dict)
    channels: tuple[str, ...] = ()
    quiet: Quiet | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    away: tuple[dt.date, dt.date] | None = None  # the first and the last day
    substitute: str | None = None  # the id of the person who decides meanwhile

    def is_valid(self, on: dt.date) -> bool:
        """Whether this person acts for the party on that day, there or not."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    def is_there(self, on: dt.date) -> bool:
        """Whether this person can act on that day: valid, and not away."""
        return self.is_valid(on) and not (self.away is not None and self.away[0] <= on <= self.away[1])


class Directory(Word):
    """Who can be reached, versioned apart from the year."""

    people: tuple[Person, ...] = ()
    sample: bool = False

    @cached_property
    def _by_id(self) -> dict[str, Person]:
        return {person.id: person for person in reversed(self.people)}

    @cached_property
    def _by_party(self) -> dict[str, list[Person]]:
        found: dict[str, list[Person]] = {}
        for person in self.people:
            found.setdefault(person.party, []).append(person)
        return found

    def person(self, id: str) -> Person:
        """The person of that id; KeyError where there is none."""
        return self._by_id[id]

    def known(self, id: str) -> Person | None:
        """The person of that id; None where there is none."""
        return self._by_id.get(id)

    def of(self, party: str, on: dt.date | None = None) -> tuple[Person, ...]:
        """The people who act for a party; on a date, those valid then."""
        return tuple(p for p in self._by_party.get(party, ()) if on is None or p.is_valid(on))


class DayOff(Word):
    """A day of an override file, with the notice that decided it."""

    date: dt.date
    name: str
    notice: str = ""
    status: Literal["verified", "cited", "unconfirmed"] = "verified"
    weekend: bool = False  # a day off that is known to fall on a weekend: listed for its name


class CalendarYear(Word):
    """One year of a calendar's override file: it wins over the library."""

    calendar: str
    year: int
    off: tuple[DayOff, ...] = ()
    working: tuple[DayOff, ...] = ()
    published: bool = True


class Definition(Word):
    """Everything that the core needs to know about one office's year."""

    process: Process
    year: Year
    directory: Directory = Directory()
    calendars: tuple[CalendarYear, ...] = ()


__all__ = [
    "Activity",
    "Anchor",
    "BasisDocument",
    "CalendarYear",
    "DayOfMonth",
    "DayOff",
    "Definition",
    "Directory",
    "Edge",
    "Every",
    "Fact",
    "FieldType",
    "Form",
    "FormField",
    "Issuer",
    "Kind",
    "LastWorkingDay",
    "Moment",
    "OfActivity",
    "OfStep",
    "OnDate",
    "OnWeekday",
    "Party",
    "Person",
    "Process",
    "Quiet",
    "Recipient",
    "Role",
    "Rung",
    "Step",
    "Target",
    "Topic",
    "Trigger",
    "Unit",
    "Word",
    "Year",
]
