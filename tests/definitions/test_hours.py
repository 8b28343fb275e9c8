"""Office hours: what time brings is said when the office works, or on a date that the definition names."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from definitions.context import context
from definitions.hours import named_days, spoken_at, within_hours
from definitions.moments import parse_moment
from definitions.vocabulary import Every, Kind, Rung, Step

YEAR = (dt.datetime(2023, 1, 1), dt.datetime(2023, 12, 31))  # noqa: DTZ001 - hypothesis adds the zone
instants = st.datetimes(*YEAR, timezones=st.just(dt.UTC))


@given(instants)
def test_what_is_said_is_said_in_office_hours_and_never_earlier(ctx, at):
    """Whenever something falls due, it is said then or later, while the office works; asked again, at the same time."""
    said = spoken_at(ctx.clock, at)
    assert said >= at
    assert within_hours(ctx.clock, said)
    assert spoken_at(ctx.clock, said) == said


def test_a_midnight_before_a_holiday_is_said_on_the_next_working_day(ctx, at):
    """What closes with April is said on 04/5/2023: 29/4 to 03/5 are days off."""
    assert spoken_at(ctx.clock, at("2023-05-01 00:00")) == at("2023-05-04 08:00")
    assert spoken_at(ctx.clock, at("2023-11-03 00:00")) == at("2023-11-03 08:00")
    assert spoken_at(ctx.clock, at("2023-11-03 17:01")) == at("2023-11-06 08:00")


def test_a_date_that_the_definition_names_stands(small, at):
    """A reminder on Saturday 11/11/2023 is meant; one that merely falls on a Saturday is not."""
    moments = [parse_moment(text) for text in ("2023-11-11", "3 days before 2023-11-21")]
    rungs = tuple(Rung(id=m.text, kind="remind", moment=m) for m in moments)
    step = Step(id="drill", title="Diễn tập", kind=Kind.DO, every=Every.ONCE, by=("office",), ladder=rungs)
    process = small[0].process.model_copy(update={"steps": (step,)})
    ctx = context(small[0].model_copy(update={"process": process}))
    named = named_days(ctx, step)
    assert named == {dt.date(2023, 11, 11)}
    assert spoken_at(ctx.clock, at("2023-11-11 08:00"), named) == at("2023-11-11 08:00")
    assert spoken_at(ctx.clock, at("2023-11-18 08:00"), named) == at("2023-11-20 08:00")
