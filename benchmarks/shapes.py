"""The peer of our loader: CSafeLoader with a mapping that knows its lines, and pydantic models of the same files."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

Words = str | list[str]


class Lined(dict[str, Any]):
    """A mapping that knows where each of its keys stands."""

    __slots__ = ("lines",)


class Loader(yaml.CSafeLoader):
    """YAML as libyaml parses it, with positions."""


def _mapping(loader: Loader, node: yaml.MappingNode) -> Lined:
    found = Lined()
    found.lines = {}
    for key, value in node.value:
        name = key.value  # `on:` would be true in YAML 1.1
        found[name] = loader.construct_object(value, deep=True)
        found.lines[name] = (key.start_mark.line + 1, key.start_mark.column + 1)
    return found


Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def positioned(text: str | bytes) -> Any:
    """The text as mappings that know their lines."""
    return yaml.load(text, Loader)  # a subclass of CSafeLoader


class Shape(BaseModel):
    """Closed, like ours."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Column(Shape):
    """One field of a form."""

    title: str
    type: str = "text"
    required: bool = False
    choices: list[str] = []
    help: str = ""
    also: list[str] = []
    leads_to: dict[str, str] = Field({}, alias="leads to")
    personal: bool = False
    counts: str = ""


class Form(Shape):
    """A form."""

    title: str
    fields: dict[str, Column | str]


class Escalation(Shape):
    """Who is told, and when."""

    to: str
    at: Words


class Ladder(Shape):
    """Reminders."""

    remind: Words | None = None
    escalate: Escalation | list[Escalation] | None = None


class Step(Ladder):
    """A step."""

    title: str
    kind: Literal["submit", "compile", "agree", "approve", "send", "track", "do", "announce"]
    basis: Words = ""
    obligations: Words = ""
    by: Words = ""
    with_: Words = Field("", alias="with")
    to: Words = ""
    via: str = ""
    every: str = ""
    covers: str = "this"
    activity: str = ""
    needs: Words = ""
    from_: str = Field("", alias="from")
    on: str = ""
    opens: str | dt.date = ""
    due: str | dt.date = ""
    closes: str | dt.date = ""
    starts: str | dt.date = ""
    rounds: int = 1
    deadlock: str = ""
    accept: str = ""
    late: str = ""
    how: str = ""
    proof: str = ""
    form: str = ""
    results: str = ""
    document: str = ""
    criteria: Words = ""
    rank: Words = ""
    at_least: int = Field(1, alias="at least")


class Titled(Shape):
    """Something with a title."""

    title: str


class Process(Shape):
    """process.yaml."""

    process: str
    title: str
    timezone: str = ""
    calendar: str = ""
    day_starts: str = Field("", alias="day starts")
    clauses: Words | dict[str, Any] = ""
    roles: dict[str, Titled | str]
    defaults: Ladder | None = None
    forms: dict[str, Form] = {}
    steps: dict[str, Step]
    abbreviations: dict[str, Words] = {}
    synonyms: dict[str, Words] = {}
    misleading: list[str] = []


class Issuer(Shape):
    """Whose plan it is."""

    name: str
    superior: str = ""
    place: str = ""
    symbol: str = ""
    sample: bool = False


class Party(Shape):
    """A party."""

    role: Words
    name: str
    short: str = ""
    from_: dt.date | str = Field("", alias="from")
    until: dt.date | str = ""
    merged_into: str = Field("", alias="merged into")


class Topic(Shape):
    """A topic or an activity."""

    title: str
    short: str = ""
    basis: str = ""
    on: str | dt.date = ""
    keywords: Words = ""


class Basis(Shape):
    """A document named as basis."""

    title: str
    number: str = ""
    date: str | dt.date = ""


class Recipient(Shape):
    """A line of Nơi nhận."""

    name: str
    purpose: str = ""
    party: str = ""


class Year(Shape):
    """2023.yaml."""

    year: int
    process: str
    runs: str
    title: str = ""
    number: str = ""
    issuer: Issuer
    dates: dict[str, dict[str, str | dt.date]] = {}
    parties: dict[str, Party]
    topics: dict[str, Topic | str] = {}
    activities: dict[str, Topic | str] = {}
    basis: dict[str, Basis | str] = {}
    recipients: list[Recipient | str] = []
    places: dict[str, Words] = {}


class Person(Shape):
    """Somebody who acts for a party."""

    name: str
    addresses: dict[str, str] = {}
    from_: dt.date | str = Field("", alias="from")
    until: dt.date | str = ""


class Organisation(Shape):
    """organisation.yaml."""

    sample: bool = False
    people: dict[str, dict[str, Person]]


class Day(Shape):
    """A day off, or one that is worked."""

    name: str
    notice: str = ""
    status: str = ""


class Calendar(Shape):
    """One year of a calendar."""

    calendar: str
    year: int
    published: bool = True
    off: dict[dt.date, Day] = {}
    working: dict[dt.date, Day] = {}
