"""When: the words by which an office names a point in time. Frozen; `moments.py` makes instants of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field


class Word(BaseModel):
    """Root of every word of the language: immutable, closed, compared by value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic's; what was computed from the old values is not copied, and is computed anew."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


class Unit(StrEnum):
    """What a moment counts in."""

    DAY = "day"
    WORKING_DAY = "working day"
    WEEK = "week"
    MONTH = "month"


class Fact(StrEnum):
    """The instants of a step that other moments count from."""

    OPENS = "opens"
    DUE = "due"
    DONE = "done"


class DayOfMonth(Word):
    """`day 5`: a day of the period's (last) month; a month that is too short ends it."""

    at: Literal["day"] = "day"
    day: int = Field(ge=1, le=31)


class OnDate(Word):
    """`2023-12-01`: one date of the calendar."""

    at: Literal["date"] = "date"
    date: dt.date


class OnWeekday(Word):
    """`monday`: that weekday of the period's week; 1 is Monday, 7 Sunday."""

    at: Literal["weekday"] = "weekday"
    weekday: int = Field(ge=1, le=7)


class Edge(Word):
    """`first working day`, `last day`, `end of the month`: an edge of the period, or of the month, the year it is in."""

    at: Literal["edge"] = "edge"
    which: Literal["first", "last"]
    working: bool = False
    of: Literal["period", "week", "month", "quarter", "half-year", "year"] = "period"


class OfStep(Word):
    """`unit-plan is due`; step None means this step itself (`3 working days before` its own due)."""

    at: Literal["step"] = "step"
    step: str | None = None
    fact: Fact = Fact.DUE


class OfActivity(Word):
    """`activity k07`: the first date of a dated activity; what comes after it counts from its last."""

    at: Literal["activity"] = "activity"
    activity: str


class LastWorkingDay(Word):
    """`last working day`, in a ladder: the last working day on which the thing can still be done in time."""

    at: Literal["last-chance"] = "last-chance"


Anchor = Annotated[
    DayOfMonth | OnDate | OnWeekday | Edge | OfStep | OfActivity | LastWorkingDay,
    Field(discriminator="at"),
]


class Moment(Word):
    """A point in time as an office says it. It stays an expression until every fact it counts from is known.

    `bound` matters to deadlines alone: `before` day 5 ends with day 4, `by` or `on` day 5 ends with day 5.
    `shift` is signed: -3 working days is "3 working days before". `rest` says what a rest day does to it: "stay",
    "next" or "previous" (working day); None is the rule of its use (a deadline stays, an opening goes to the next).
    """

    text: str
    anchor: Anchor
    bound: Literal["before", "by"] = "by"
    shift: int = 0
    unit: Unit = Unit.DAY
    time: dt.time | None = None
    rest: Literal["stay", "next", "previous"] | None = None


class Trigger(Word):
    """When something starts: `all settled`, `any`, `3 of 5`, or a moment: whichever comes first.

    `settled` is "all", "any" or a number of parties of the awaited steps; None waits for the moment alone.
    """

    text: str
    settled: Literal["all", "any"] | int | None = None
    moment: Moment | None = None
