"""Two years side by side: every period is owed in one of them, and every publication is counted in one report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import definitions
from definitions import agenda
from definitions.actions import Tell
from definitions.due import due
from definitions.facts import Facts, Key, Obligation, Progress
from definitions.load import Source, load
from definitions.report import YearFacts, ministry_report
from definitions.succession import Told, next_year

HA_TINH = Path(definitions.__file__).parent / "ha-tinh"
NEW_YEAR = dt.date(2024, 1, 1)
BOUNDS = st.dates(dt.date(2023, 11, 1), dt.date(2024, 10, 31))


def _source(name):
    return Source(name, (HA_TINH / name).read_bytes())


@pytest.fixture(scope="module")
def years():
    """2023 of Hà Tĩnh, and the 2024 that follows it on New Year's day."""
    calendars = [_source(f"../calendars/vietnam-{year}.yaml") for year in (2023, 2024, 2025)]
    process, people, text = (
        _source("process.yaml"),
        _source("organisation.yaml"),
        (HA_TINH / "2023.yaml").read_text("utf-8"),
    )
    old = load(process, Source("2023.yaml", text), people, calendars)
    new = next_year(old, text, 2024, Told(first=NEW_YEAR))
    return old, load(process, Source("2024.yaml", new), people, calendars)


@pytest.fixture(scope="module")
def both(years):
    """Both, prepared for the core."""
    return [agenda.context(year) for year in years]


def _owed(ctx, step):
    return [period for it, period in agenda.occurrences(ctx) if it.id == step]


def _touching(definition, last):
    """The definition as a year that ends on that day, and as one that begins on the next."""
    old, first = definition.year, last + dt.timedelta(days=1)
    ends = ({"last": last}, {"year": 2024, "first": first, "last": dt.date(2025, 6, 30)})
    return [agenda.context(definition.model_copy(update={"year": old.model_copy(update=end)})) for end in ends]


# ---------------------------------------------------------------- the agenda


def test_each_year_owes_its_own_months(both):
    """The old year asks for April to December, the new one for January to December."""
    assert _owed(both[0], "unit-plan") == [f"2023-{month:02}" for month in range(4, 13)]
    assert _owed(both[1], "unit-plan") == [f"2024-{month:02}" for month in range(1, 13)]


@settings(max_examples=60)
@given(BOUNDS)
def test_years_that_touch_owe_every_month_once(small, last):
    """On whatever day one ends and the next begins: no month is owed twice, and none is lost."""
    old, new = _touching(small[0], last)
    for step in old.steps:
        owed = [*_owed(old, step), *_owed(new, step)]
        assert owed == [f"{year}-{month:02}" for year, month in _months("2023-10", "2025-06")]


def _months(first, last):
    numbers = [int(it[:4]) * 12 + int(it[5:]) - 1 for it in (first, last)]
    return [(n // 12, n % 12 + 1) for n in range(numbers[0], numbers[1] + 1)]


@settings(max_examples=30, deadline=None)
@given(BOUNDS)
def test_years_that_touch_owe_every_quarter_once(years, last):
    """The same for what comes round by the quarter."""
    old, new = _touching(years[0], last)
    owed = [*_owed(old, "guidance-check"), *_owed(new, "guidance-check")]
    assert owed == sorted(set(owed))
    assert len(owed) == len([*range(2023 * 4, 2025 * 4 + 2)])


# ---------------------------------------------------------------- January, seen from December


def _asked(ctx, period, now):
    """Whom the core tells what about one unit's plan of a period at an instant, from nothing."""
    step = ctx.steps["unit-plan"]
    it = Obligation(Key("unit-plan", period, "phong-moi-truong"))
    facts = Facts("unit-plan", period, (it,), Progress("unit-plan", period, total=1))
    assert step.id == facts.step
    return [action.kind for action in due(ctx, facts, now) if isinstance(action, Tell)]


def test_january_opens_in_december_of_the_year_before(both, at):
    """The plan of 2024-01 opens ten days before 05/01/2024, which is in 2023; the year 2024 says so."""
    step = both[1].steps["unit-plan"]
    when = agenda.instants(both[1], step, "2024-01", {})
    assert when.opens == at("2023-12-25 08:00")
    assert when.due == at("2024-01-05 00:00")
    assert _asked(both[1], "2024-01", at("2023-12-24 08:00")) == []
    assert _asked(both[1], "2024-01", at("2023-12-25 08:00")) == ["opened"]


def test_the_first_reminder_for_january_comes_in_december(both, at):
    """Three working days before 04/01/2024, New Year's day off: 29/12/2023."""
    step = both[1].steps["unit-plan"]
    ladder = agenda.rungs(both[1], step, "2024-01", agenda.instants(both[1], step, "2024-01", {}), {})
    assert [when for rung, when in ladder if rung.kind == "remind"] == [at("2023-12-29 08:00"), at("2024-01-04 08:00")]


def test_the_old_year_does_not_ask_for_january(both):
    """Nothing of 2023's plan is about a period of 2024, and nothing of 2024's about one of 2023."""
    for ctx, year in zip(both, ("2023", "2024"), strict=True):
        assert {it.key.period[:4] for it in agenda.plan(ctx)} == {year}


# ---------------------------------------------------------------- one report each


@dataclass(frozen=True)
class Out:
    """A publication as the ledger gives it."""

    at: dt.date
    title: str = "x"
    partner: str = "bao-ha-tinh"
    genre: str = "Tin"
    unit: str = ""
    author: str = ""
    topics: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    programme: str = ""
    slot: str = ""
    seconds: int = 0


def _counted(definition, days, cutoff):
    out = [Out(day, title=str(n)) for n, day in enumerate(days)]
    facts = YearFacts(obligations=[], publications=out, month_plans=[], unit_reports=[])
    return ministry_report(definition, facts, cutoff).publications.total


def _from(definition, first):
    return definition.model_copy(update={"year": definition.year.model_copy(update={"counts_from": first})})


def test_what_came_out_after_the_cut_off_is_in_next_years_report(years, at):
    """20/12/2023 is after the data of 2023 were closed: not counted then, and counted in 2024."""
    closed, day = (at("2023-12-08 15:30"), at("2024-12-08 15:30")), [dt.date(2023, 12, 20)]
    assert years[1].year.counts_from == dt.date(2023, 12, 9)
    assert [_counted(year, day, cutoff) for year, cutoff in zip(years, closed, strict=True)] == [0, 1]


def test_what_was_counted_last_year_is_not_counted_again(years, at):
    """08/12/2023, the day on which the data were closed, is in the report of 2023 alone, whoever records it twice."""
    closed, day = (at("2023-12-08 15:30"), at("2024-12-08 15:30")), [dt.date(2023, 12, 8)]
    assert [_counted(year, day, cutoff) for year, cutoff in zip(years, closed, strict=True)] == [1, 0]


def test_a_first_year_counts_from_january(years, at):
    """Where no report came before, nothing is carried over."""
    first = _from(years[1], None)
    assert _counted(first, [dt.date(2023, 12, 20), NEW_YEAR], at("2024-12-08 15:30")) == 1


@settings(deadline=None)
@given(
    st.lists(st.dates(dt.date(2023, 1, 1), dt.date(2024, 11, 30)), max_size=20),
    st.datetimes(dt.datetime(2023, 12, 1), dt.datetime(2023, 12, 31), timezones=st.just(dt.UTC)),  # noqa: DTZ001  # bounds
)
def test_every_publication_is_in_exactly_one_report(years, days, closed):
    """Whenever the data of the old year are closed, the two reports share them all out, none twice."""
    old, new = years
    first = (closed + dt.timedelta(hours=7)).date() + dt.timedelta(days=1)
    last = dt.datetime(2024, 12, 8, tzinfo=dt.UTC)
    assert _counted(old, days, closed) + _counted(_from(new, first), days, last) == len(days)
