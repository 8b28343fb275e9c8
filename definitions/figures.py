"""The shapes that a report's numbers are counted from and kept in: plain records, no rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from pydantic import TypeAdapter

from definitions.compile import UnitPlan
from definitions.facts import Key, Obligation
from definitions.records import Decided, Recorded


class Published(Protocol):
    """What came out, as the ledger knows it."""

    @property
    def title(self) -> str:
        """As it was printed or announced."""

    @property
    def partner(self) -> str:
        """The party that published it."""

    @property
    def genre(self) -> str:
        """Tin, Bài, Phóng sự ..."""

    @property
    def at(self) -> dt.date:
        """The day of print or broadcast."""

    @property
    def unit(self) -> str:
        """The unit it is about; empty where nobody said."""

    @property
    def author(self) -> str:
        """Who wrote it; empty where nobody said."""

    @property
    def topics(self) -> Sequence[str]:
        """Ids of topics."""

    @property
    def activities(self) -> Sequence[str]:
        """Ids of activities."""

    @property
    def lines(self) -> Sequence[str]:
        """Ids of the lines of plans that it carries out."""

    @property
    def programme(self) -> str:
        """The programme of a broadcast; empty where it is none, or nobody said."""

    @property
    def slot(self) -> str:
        """When it is on: "19:45", "bản tin trưa"; empty likewise."""

    @property
    def seconds(self) -> int:
        """How long it lasted; 0 likewise."""


class Received(Protocol):
    """A submission, as the ledger knows it: what it is, when it came, whether it says nil, whether it was late."""

    @property
    def key(self) -> Key:
        """Which obligation it belongs to."""

    @property
    def received(self) -> dt.datetime:
        """When it came."""

    @property
    def nil(self) -> bool:
        """Whether it says that there is nothing."""

    @property
    def late(self) -> bool:
        """Whether it came at or after the due instant."""


@dataclass(frozen=True, slots=True)
class IssuedPlan:
    """The month's plan as it was issued (kind `month-plan`), and when; None is a draft, which counts for nothing."""

    content: Mapping[str, Any]
    issued: dt.datetime | None


@dataclass(frozen=True, slots=True)
class YearFacts:
    """What a year's report is counted from; the order within each is irrelevant.

    Where several versions of a submission are given, the first decides whether it came in time.
    """

    obligations: Sequence[Obligation] = ()
    submissions: Sequence[Received] = ()
    month_plans: Sequence[IssuedPlan] = ()
    publications: Sequence[Published] = ()
    unit_reports: Sequence[UnitPlan] = ()
    decisions: Sequence[Decided] = ()
    records: Mapping[Key, Mapping[str, Any]] = field(default_factory=dict)  # what the records of the year say


# ---------------------------------------------------------------- the numbers


@dataclass(frozen=True, slots=True)
class About:
    """A topic or an activity: lines planned for it, of which came out, and publications about it."""

    id: str
    planned: int
    covered: int
    publications: int


@dataclass(frozen=True, slots=True)
class Plans:
    """Plans owed, each counted once: owed = on_time + late + nil + waived + missed. `timely` came in time, nil or not."""

    owed: int = 0
    on_time: int = 0
    late: int = 0
    nil: int = 0
    waived: int = 0
    missed: int = 0
    timely: int = 0

    @property
    def received(self) -> int:
        """How many units said something."""
        return self.on_time + self.late + self.nil


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of issued plans: total = planned + postponed + dropped; `covered` of the planned and postponed came out."""

    total: int = 0
    planned: int = 0
    postponed: int = 0
    dropped: int = 0
    covered: int = 0


@dataclass(frozen=True, slots=True)
class Publications:
    """What came out: total = linked to a line + before the month's plan was issued (results) + beside the plan."""

    total: int = 0
    linked: int = 0
    before_plan: int = 0
    unplanned: int = 0
    without_topic: int = 0
    without_activity: int = 0
    without_unit: int = 0


@dataclass(frozen=True, slots=True)
class Broadcasts:
    """What one partner put on the air: how many, how long together in whole seconds, of how many nobody said how long."""

    partner: str
    count: int
    seconds: int
    unsaid: int = 0


@dataclass(frozen=True, slots=True)
class OfUnit:
    """One unit: its monthly plans, its lines, what came out about its work, what it says of itself, its report."""

    party: str
    plans: Plans
    lines: Lines
    publications: int
    genres: tuple[tuple[str, int], ...]
    figures: tuple[tuple[str, int], ...]
    reported: bool
    estimates: tuple[tuple[str, str], ...] = ()  # figure, what was said of it without being exact


@dataclass(frozen=True, slots=True)
class OfMonth:
    """One month: the units' plans and the lines of the plan that was issued."""

    period: str
    plans: Plans
    lines: Lines
    publications: int


@dataclass(frozen=True, slots=True)
class Raised:
    """Things that happened: how many were raised, how many of them are settled, how many a leader approved."""

    raised: int = 0
    settled: int = 0
    approved: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The numbers of a year up to the cut-off (an ISO instant in UTC, itself included). Parties and topics are ids."""

    year: int
    cutoff: str
    topics: tuple[About, ...] = ()
    activities: tuple[About, ...] = ()
    partners: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()  # partner, its genres with their counts
    genres: tuple[str, ...] = ()
    units: tuple[OfUnit, ...] = ()
    months: tuple[OfMonth, ...] = ()
    plans: Plans = field(default_factory=Plans)
    lines: Lines = field(default_factory=Lines)
    publications: Publications = field(default_factory=Publications)
    figures: tuple[tuple[str, int], ...] = ()
    feedback: Raised = field(default_factory=Raised)
    difficulties: Raised = field(default_factory=Raised)
    commendations: Raised = field(default_factory=Raised)
    silent: tuple[str, ...] = ()  # units whose report of the year had not come by the cut-off
    estimates: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()  # figure, who said what without being exact
    exact: tuple[tuple[str, int], ...] = ()  # figure, how many units said an exact number
    broadcasts: tuple[Broadcasts, ...] = ()  # by partner that had any
    records: tuple[Recorded, ...] = ()  # what was written down as it happened, by step

    def as_json(self) -> dict[str, Any]:
        """The same as plain JSON, to be kept with the content that is decided on."""
        return asdict(self)

    @classmethod
    def from_json(cls, numbers: Mapping[str, Any]) -> Report:
        """What `as_json` gave, after it has been kept as text."""
        return TypeAdapter(Report).validate_python(numbers)
