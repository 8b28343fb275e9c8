"""What an office says of time: read, refused with a remedy, and resolved to the instant that the paper means."""

from __future__ import annotations

import datetime as dt
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.calendar import working_calendar
from definitions.moments import Clockwork, MomentError, last_valid_day, parse_moment, parse_trigger, resolve
from definitions.vocabulary import Activity, CalendarYear, DayOff, Edge, Fact, LastWorkingDay, OfStep, Unit

ZONE = "Asia/Ho_Chi_Minh"
DATE = dt.date.fromisoformat


def _file(year, off=(), working=()):
    days = [tuple(DayOff(date=DATE(day), name="nghỉ") for day in listed) for listed in (off, working)]
    return CalendarYear(calendar="vietnam", year=year, off=days[0], working=days[1])


FILES = (
    _file(
        2023, ["2023-01-02", *(f"2023-01-{d}" for d in (20, 23, 24, 25, 26)), "2023-05-01", "2023-09-01", "2023-09-04"]
    ),
    _file(2024, ["2024-01-01", "2024-04-29", "2024-04-30", "2024-05-01"], ["2024-05-04"]),
    _file(2025, ["2025-01-01"]),
    _file(2026, ["2026-01-01", "2026-01-02"], ["2026-01-10"]),
)
CLOCK = Clockwork(
    calendar=working_calendar("vietnam", FILES),
    zone=ZONE,
    day_starts=dt.time(8),
    activities={"k07": Activity(id="k07", title="Tháng 7", first=DATE("2023-07-01"), last=DATE("2023-07-31"))},
)
SAID = (
    *("before day 5", "by day 5", "on day 5", "before 2023-12-01", "by 2023-12-01", "on monday", "day 31"),
    *("first working day", "last working day of the period", "last day", "end of the month", "end of the year"),
    *("end of the period", "start of the month", "10 days before", "3 working days before", "1 working day after"),
    *("2 working days after month-plan is done", "1 working day after unit-plan is due", "last working day"),
    *("5 days before unit-plan opens", "3 days before activity k07", "on activity k07", "month-plan is done"),
    *("5 working days after it opens", "2 weeks after activity k07", "1 month before the end of the year"),
)


def _at(text, period="2023-11", *, as_deadline=False, **facts):
    """The instant as a local text; facts: due, opens, done as local ISO texts."""
    known = {Fact(name): dt.datetime.fromisoformat(f"{said}+07:00").astimezone(dt.UTC) for name, said in facts.items()}
    found = resolve(
        parse_moment(text), period, as_deadline=as_deadline, clock=CLOCK, known=lambda _, fact: known.get(fact)
    )
    return None if found is None else (found + dt.timedelta(hours=7)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture(params=["UTC", "Asia/Ho_Chi_Minh", "America/New_York"])
def _machine_zone(request):
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


# ---------------------------------------------------------------- grammar


@pytest.mark.parametrize("text", [*SAID, *(f"{text} at 08:30" for text in SAID)])
def test_a_moment_keeps_its_words_and_is_read_from_them_again(text):
    """Parsing the text of a moment gives the same moment."""
    moment = parse_moment(text)
    assert moment.text == text
    assert parse_moment(moment.text) == moment
    assert moment.time == (dt.time(8, 30) if text.endswith("at 08:30") else None)


def test_spaces_and_capitals_do_not_matter():
    """Key words are read in any case, spaces are free, and a step's own name is kept as written."""
    loose = parse_moment("  2  Working Days AFTER Month-Plan is DONE ")
    assert loose.anchor == OfStep(step="Month-Plan", fact=Fact.DONE)
    assert (loose.shift, loose.unit) == (2, Unit.WORKING_DAY)


def test_before_alone_counts_from_the_own_deadline():
    """`10 days before` names no step: it is the step's own deadline."""
    assert parse_moment("10 days before").anchor == OfStep(step=None, fact=Fact.DUE)
    assert parse_moment("last working day").anchor == LastWorkingDay()
    assert parse_moment("last working day of the month").anchor == Edge(which="last", working=True, of="month")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("2023-02-30", "2023-02-30"),
        ("by 2023-13-01", "13"),
        ("before day 32", "32"),
        ("on day 0", "0"),
        ("on day 5 at 25:00", "25:00"),
        ("on day 5 at 8h", "8h"),
        ("before before", "before before"),
        ("0 days before", "0"),
        ("99999999999 days before", "99999999999"),
        ("before unit-plan is due", "unit-plan"),
        ("tomorrow", "tomorrow"),
        ("5", "5"),
        ("12:30", "12:30"),
        ("at 08:00", "at 08:00"),
        ("", "No moment"),
        ("day " * 200, "too long"),
    ],
)
def test_what_is_no_moment_is_refused_by_its_words_and_with_a_remedy(text, named):
    """The message names the faulty words, the remedy says what to write."""
    with pytest.raises(MomentError) as refused:
        parse_moment(text)
    assert named in refused.value.message
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("befor day 5", "before day 5"),
        ("3 workng days bfore", "3 working days before"),
        ("on munday", "on monday"),
        ("by 5", "by day 5"),
        ("before 05/12/2023", "before 2023-12-05"),
    ],
)
def test_a_near_miss_is_answered_with_what_was_probably_meant(text, meant):
    """A slip of the pen gets a "did you mean" that can be read."""
    with pytest.raises(MomentError) as refused:
        parse_moment(text)
    assert refused.value.remedy == f'Did you mean "{meant}"?'
    parse_moment(meant)


@given(st.text(max_size=40) | st.lists(st.sampled_from(" ".join(SAID).split()), max_size=6).map(" ".join))
def test_any_text_is_a_moment_or_refused_in_words(text):
    """No text whatever breaks the reader, and what it accepts it accepts again."""
    try:
        moment = parse_moment(text)
    except MomentError as refused:
        said = refused
    else:
        assert parse_moment(moment.text) == moment
        return
    assert said.message
    assert said.remedy


@pytest.mark.parametrize(
    ("text", "settled", "moment"),
    [
        ("all settled", "all", None),
        ("any", "any", None),
        ("3 of 5", 3, None),
        ("on day 5", None, "on day 5"),
        ("All settled, or 1 working day after unit-plan is due", "all", "1 working day after unit-plan is due"),
        ("2 of 5, or end of the month at 17:00", 2, "end of the month at 17:00"),
    ],
)
def test_a_trigger_waits_for_parties_for_a_moment_or_for_the_first_of_both(text, settled, moment):
    """Every form of `starts` is read, and its own text again."""
    trigger = parse_trigger(text)
    assert trigger.settled == settled
    assert (trigger.moment and trigger.moment.text) == moment
    assert parse_trigger(trigger.text) == trigger


@pytest.mark.parametrize(
    "text", ["6 of 5", "0 of 5", "all settled, or", "day 5, or day 6", "all settled or tomorrow", ""]
)
def test_a_trigger_that_can_never_fire_is_refused(text):
    """More parties than there are, an empty half, two moments: refused with a remedy."""
    with pytest.raises(MomentError) as refused:
        parse_trigger(text)
    assert refused.value.remedy


def test_a_trigger_without_its_comma_is_understood_but_not_guessed():
    """The remedy gives the line as it should be written."""
    with pytest.raises(MomentError, match="Did you mean"):
        parse_trigger("all settled or 2 days after unit-plan is due")


# ---------------------------------------------------------------- deadlines


@pytest.mark.parametrize(
    ("text", "period", "instant"),
    [
        ("before day 5", "2023-11", "2023-11-05T00:00"),
        ("by day 5", "2023-11", "2023-11-06T00:00"),
        ("on day 5", "2023-11", "2023-11-06T00:00"),
        ("before day 5 at 17:00", "2023-11", "2023-11-05T17:00"),
        ("by 2023-12-01 at 08:30", "2023", "2023-12-01T08:30"),
        ("before 2023-12-01", "2023", "2023-12-01T00:00"),
        ("before day 5", "2026-01", "2026-01-05T00:00"),
        ("day 31", "2024-02", "2024-03-01T00:00"),
        ("by day 5", "2023-Q2", "2023-06-06T00:00"),
        ("end of the month", "2023-11", "2023-12-01T00:00"),
        ("end of the year", "2023-04", "2024-01-01T00:00"),
        ("end of the period", "2023-W15", "2023-04-17T00:00"),
        ("last working day of the period", "2023-04", "2023-04-29T00:00"),
        ("first working day", "2023-01", "2023-01-04T00:00"),
        ("on friday", "2023-W15", "2023-04-15T00:00"),
        ("on activity k07", "2023", "2023-07-02T00:00"),
        ("3 days before activity k07", "2023", "2023-06-29T00:00"),
        ("5 working days after activity k07", "2023", "2023-08-08T00:00"),
        ("1 month before 2023-03-31", "2023", "2023-03-01T00:00"),
    ],
)
def test_a_deadline_is_half_open_and_never_moves_for_a_rest_day(text, period, instant):
    """The instant is the first one that is too late; without a time, the end of the last day."""
    assert _at(text, period, as_deadline=True) == instant


@pytest.mark.parametrize(
    ("text", "facts", "instant"),
    [
        ("2 working days after month-plan is done", {"done": "2023-11-03T16:00"}, "2023-11-08T00:00"),
        ("2 working days after month-plan is done", {"done": "2023-11-04T00:00"}, "2023-11-08T00:00"),
        ("1 working day after unit-plan is due", {"due": "2023-11-05T00:00"}, "2023-11-07T00:00"),
        ("5 working days after it opens", {"opens": "2023-08-30T08:00"}, "2023-09-09T00:00"),
        ("unit-plan is due", {"due": "2023-11-05T00:00"}, "2023-11-05T00:00"),
        ("2 working days after month-plan is done", {}, None),
    ],
)
def test_a_relative_deadline_waits_for_its_fact(text, facts, instant):
    """It counts working days from the fact's own day, excluded, and is unknown until the fact is known."""
    assert _at(text, as_deadline=True, **facts) == instant


# ---------------------------------------------------------------- openings and reminders


@pytest.mark.parametrize(
    ("text", "due", "instant"),
    [
        ("1 working day before", "2023-11-05T00:00", "2023-11-03T08:00"),
        ("3 working days before", "2023-11-05T00:00", "2023-11-01T08:00"),
        ("last working day", "2023-11-05T00:00", "2023-11-03T08:00"),
        ("last working day", "2023-04-05T00:00", "2023-04-04T08:00"),
        ("1 working day before", "2023-04-05T00:00", "2023-04-03T08:00"),
        ("last working day", "2023-06-05T00:00", "2023-06-02T08:00"),
        ("last working day", "2023-09-05T00:00", "2023-08-31T08:00"),
        ("1 working day after", "2023-09-05T00:00", "2023-09-05T08:00"),
        ("last working day", "2026-01-05T00:00", "2025-12-31T08:00"),
        ("1 working day before", "2026-01-05T00:00", "2025-12-31T08:00"),
        ("last working day", "2024-05-05T00:00", "2024-05-04T08:00"),
        ("1 working day before", "2024-05-05T00:00", "2024-05-03T08:00"),
        ("1 working day before", "2023-11-03T17:00", "2023-11-02T08:00"),
        ("1 working day after at 14:15", "2023-11-05T00:00", "2023-11-06T14:15"),
        ("10 days before", "2023-11-05T00:00", "2023-10-25T08:00"),
    ],
)
def test_working_days_count_from_the_last_valid_day_itself_excluded(text, due, instant):
    """Saturday 04/11, Sunday 04/6, the holiday 04/9, the year's end of 2026 and a worked Saturday, by the paper."""
    assert _at(text, due=due) == instant


@pytest.mark.parametrize(
    ("text", "due", "instant"),
    [
        ("10 days before", "2023-04-05T00:00", "2023-03-27T08:00"),
        ("1 day before", "2023-11-06T00:00", "2023-11-03T08:00"),
        ("1 day after", "2023-11-04T00:00", "2023-11-06T08:00"),
        ("on 2023-11-04", "2023-11-06T00:00", "2023-11-04T08:00"),
        ("start of the month", "2023-11-06T00:00", "2023-11-01T08:00"),
        ("before day 5", "2023-11-30T00:00", "2023-11-06T08:00"),
    ],
)
def test_a_start_on_a_rest_day_moves_on_but_never_past_its_deadline(text, due, instant):
    """The next working day; the one before where the next is too late; a date named outright stays."""
    assert _at(text, due=due) == instant


@given(st.dates(DATE("2023-03-01"), DATE("2023-12-20")), st.integers(1, 30))
def test_a_reminder_before_a_deadline_is_before_it(day, days):
    """However rest days fall, `n days before` and `n working days before` come before the deadline, on working days."""
    due = f"{day + dt.timedelta(days=1)}T00:00"
    for text in (f"{days} days before", f"{days} working days before", "last working day"):
        at = _at(text, due=due)
        assert at < due
        assert CLOCK.calendar.is_working(DATE(at[:10]))


@given(st.dates(DATE("2023-03-01"), DATE("2023-12-20")), st.integers(1, 20))
def test_an_escalation_after_a_deadline_is_after_it(day, days):
    """`n working days after` is never early: the deadline has passed."""
    due = f"{day + dt.timedelta(days=1)}T00:00"
    assert _at(f"{days} working days after", due=due) >= due


@pytest.mark.parametrize("hour", ["00:00", "00:01", "23:59"])
def test_the_last_valid_day_is_the_day_before_a_midnight(hour):
    """05T00:00 ends with the 4th; a minute later the 5th has begun."""
    deadline = dt.datetime.fromisoformat(f"2023-11-05T{hour}+07:00")
    assert last_valid_day(deadline, ZONE) == DATE("2023-11-04" if hour == "00:00" else "2023-11-05")


@pytest.mark.usefixtures("_machine_zone")
def test_the_zone_of_the_machine_changes_nothing():
    """The same instants under TZ=UTC, Asia/Ho_Chi_Minh and America/New_York."""
    known = {
        Fact.DUE: dt.datetime(2023, 11, 4, 17, tzinfo=dt.UTC),
        Fact.DONE: dt.datetime(2023, 11, 5, 18, tzinfo=dt.UTC),
    }
    said = ("before day 5", "10 days before", "2 working days after month-plan is done", "last working day")
    found = [
        resolve(parse_moment(text), "2023-11", as_deadline=False, clock=CLOCK, known=lambda _, fact: known.get(fact))
        for text in said
    ]
    assert [f"{instant:%d/%m %H:%M}" for instant in found] == [
        "03/11 01:00",
        "25/10 01:00",
        "08/11 01:00",
        "03/11 01:00",
    ]


# ---------------------------------------------------------------- what a rest day does: the office's own words

NEXT, PREVIOUS, STAY = ", or the next working day", ", or the previous working day", ", even on a rest day"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("on day 4", "2023-11-05T00:00"),  # a Saturday, and it stays
        ("on day 4" + STAY, "2023-11-05T00:00"),
        ("on day 4" + NEXT, "2023-11-07T00:00"),
        ("on day 4" + PREVIOUS, "2023-11-04T00:00"),
        ("before day 5" + NEXT, "2023-11-07T00:00"),  # what moves is the last day in time, not the day that is named
        ("before day 6" + PREVIOUS, "2023-11-04T00:00"),
        ("on day 4 at 17:00" + NEXT, "2023-11-06T17:00"),
        ("on day 4 at 17:00" + PREVIOUS, "2023-11-03T17:00"),
        ("on day 3" + NEXT, "2023-11-04T00:00"),  # a working day goes nowhere
    ],
)
def test_a_deadline_on_a_rest_day_goes_where_its_words_say(text, end):
    """It stays, moves on or comes earlier, with its time."""
    assert _at(text, as_deadline=True) == end


def test_a_day_that_is_counted_to_goes_where_its_words_say():
    """Two days after Thursday the 2nd is a Saturday: the Monday after it."""
    said = "2 days after unit-plan is due" + NEXT
    assert _at(said, as_deadline=True, due="2023-11-03T00:00") == "2023-11-07T00:00"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("on day 4", "2023-11-06T08:00"),
        ("on day 4" + NEXT, "2023-11-06T08:00"),
        ("on day 4" + PREVIOUS, "2023-11-03T08:00"),
        ("on day 4" + STAY, "2023-11-04T08:00"),
        ("on day 4 at 06:30" + STAY, "2023-11-04T06:30"),
        ("on day 4 at 14:00" + PREVIOUS, "2023-11-03T14:00"),
        ("on activity k07", "2023-07-01T08:00"),  # a Saturday that the office has named itself
        ("on activity k07" + NEXT, "2023-07-03T08:00"),
    ],
)
def test_an_opening_on_a_rest_day_goes_to_the_next_working_day_unless_told_otherwise(text, instant):
    """A reminder does the same; a date that the office names itself stays."""
    assert _at(text, "2023-11") == instant


def test_an_opening_never_passes_its_own_deadline():
    """Where the next working day would be too late, it opens on the working day before."""
    assert _at("on day 4", due="2023-11-06T00:00") == "2023-11-03T08:00"


@given(
    st.dates(DATE("2023-01-01"), DATE("2026-12-31")),
    st.sampled_from(["by", "before", "on"]),
    st.sampled_from(["", " at 16:30"]),
)
def test_the_next_working_day_is_one_and_never_earlier(day, bound, time):
    """However it is said: the last day in time is worked, and is not before the one without the rule."""
    said = f"{bound} {day}{time}"
    plain, moved = (
        last_valid_day(dt.datetime.fromisoformat(f"{_at(text, as_deadline=True)}+07:00"), ZONE)
        for text in (said, said + NEXT)
    )
    assert CLOCK.calendar.is_working(moved)
    assert moved == CLOCK.calendar.next_working_on_or_after(plain) >= plain


@given(st.dates(DATE("2023-01-01"), DATE("2026-12-31")))
def test_the_previous_working_day_is_one_and_never_later(day):
    """The other way round."""
    moved = last_valid_day(dt.datetime.fromisoformat(f"{_at(f'by {day}{PREVIOUS}', as_deadline=True)}+07:00"), ZONE)
    assert CLOCK.calendar.is_working(moved)
    assert moved <= day


@pytest.mark.parametrize("text", ["or the next working day", "on day 4, or the last working day", "on day 4, or next"])
def test_a_rule_without_its_day_is_no_moment(text):
    """A rest-day rule that is cut short or belongs to nothing is refused with its remedy."""
    with pytest.raises(MomentError) as refused:
        parse_moment(text)
    assert refused.value.remedy


def test_what_was_probably_meant_is_a_moment_itself():
    """The error carries the mended words, so that they can be said in any language."""
    with pytest.raises(MomentError) as refused:
        parse_moment("befor day 5")
    assert refused.value.meant == "before day 5"
    assert parse_moment(refused.value.meant).text == "before day 5"
