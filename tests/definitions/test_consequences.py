"""What changes for people when one definition takes the place of another; compared by meaning."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.consequences import Change, Turn, changes, distance, reversed_
from definitions.load import Source, load
from definitions.worded import What, renamed

SMALL = Path(__file__).parents[1] / "offices" / "small"
PROCESS, YEAR, PEOPLE = ((SMALL / name).read_text("utf-8") for name in ("process.yaml", "2023.yaml", "organisation.yaml"))  # fmt: skip
EDITS = (
    ("before day 5", "before day 8"),
    ("2 working days after unit-plan is due", "4 working days after unit-plan is due"),
    ("due: 2 working days after partner-agreement", "due: 3 working days after partner-agreement"),
    ("remind: [3 working days before, last", "remind: [5 working days before, last"),
    ("escalate: {to: office,", "escalate: {to: leader,"),
    ("closes: end of the month", "closes: 3 days after"),
    ("title: Lấy ý kiến", "title: Lấy ý kiến cơ quan báo chí"),
    ("runs: 2023-10-01 to 2023-12-31", "runs: 2023-10-01 to 2023-11-30"),
    ("name: Đơn vị B}", "name: Đơn vị B, until: 2023-11-15}"),
    ("  lanh-dao-so:", "  c: {role: unit, name: Đơn vị C}\n  lanh-dao-so:"),
    ("{title: Một,", "{title: Hai,"),
)


def edited(*edits):
    """The small office with these words in the place of those, where they stand in its process or its year."""
    texts = [PROCESS, YEAR]
    for old, new in edits:
        assert any(old in text for text in texts)
        texts = [text.replace(old, new) for text in texts]
    return load(Source("process.yaml", texts[0]), Source("year.yaml", texts[1]), Source("organisation.yaml", PEOPLE))


def of(what, found):
    """The consequences of one kind."""
    return [change for change in found if change.what is what]


DEFINITIONS = st.lists(st.sampled_from(EDITS), unique=True).map(lambda edits: edited(*edits))


@given(DEFINITIONS)
def test_a_definition_does_not_differ_from_itself(definition):
    """Nothing follows from putting a text in its own place."""
    assert changes(definition, definition) == ()


@given(DEFINITIONS, DEFINITIONS)
def test_the_way_back_names_the_same_the_other_way_round(one, other):
    """The same duties, dates and words, with before and after in each other's place."""
    there, back = changes(one, other), changes(other, one)
    assert {*map(reversed_, there)} == {*back}
    assert len(there) == len(back)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit[1])
def test_every_kind_of_edit_is_seen(edit):
    """No edit that means something goes unnoticed: this test can fail for each."""
    assert changes(edited(), edited(edit))


@pytest.mark.parametrize("edit", [("due: before day 5", "due:   before   day 5  # a comment"), ("due: before day 5", "due: by day 4")])  # fmt: skip
def test_the_same_said_otherwise_is_no_consequence(edit):
    """Layout, comments, and a rule that comes to the same days make no difference."""
    assert changes(edited(), edited(edit)) == ()


def test_a_deadline_moves_from_when_to_when_for_whom(at):
    """Each party in each period, with both instants."""
    found = of(Turn.DUE, changes(edited(), edited(EDITS[0])))
    assert Change(Turn.DUE, "unit-plan", "2023-11", "a", "", at("2023-11-05 00:00"), at("2023-11-08 00:00")) in found
    assert {(c.period, c.party) for c in found if c.step == "unit-plan"} == {
        (f"2023-{month}", unit) for month in (10, 11, 12) for unit in "ab"
    }


def test_what_counts_from_facts_is_compared_as_planned():
    """A deadline that nobody knows yet moves all the same when its rule does."""
    found = of(Turn.DUE, changes(edited(), edited(EDITS[2])))
    assert {(c.step, c.planned) for c in found} == {("month-approval", True)}


def test_a_reminder_appears_at_its_time(at):
    """An added rung is one consequence per duty, at its instant; nothing else changes."""
    edit = ("remind: [3 working", "remind: [5 working days before, 3 working")
    found = changes(edited(), edited(edit))
    assert {change.what for change in found} == {Turn.RUNG}
    assert {change.before for change in found} == {None}
    assert at("2023-10-30 08:00") in {change.after for change in found}


def test_another_audience_is_named():
    """Who is told when something is late: one rung goes, one comes, at the same time."""
    found = of(Turn.RUNG, changes(edited(), edited(EDITS[4])))
    names = {"escalate to office: 1 working day after": True, "escalate to leader: 1 working day after": False}
    assert {c.name: c.after is None for c in found} == names
    assert {c.before for c in found} == {c.after for c in found}


def test_a_shorter_year_and_a_party_that_ends_owe_less():
    """Duties that no longer exist are named with the deadline that they had."""
    found = of(Turn.OWED, changes(edited(), edited(EDITS[8])))
    assert [(c.step, c.period, c.party, c.after) for c in found] == [("unit-plan", "2023-12", "b", None)]
    shorter = of(Turn.OWED, changes(edited(), edited(EDITS[7])))
    assert {c.period for c in shorter} == {"2023-12"}


def test_words_are_named_with_both_wordings():
    """A topic's title, by its id and its field."""
    assert changes(edited(), edited(EDITS[10])) == (
        Change(What.TOPIC, name="t1.title", before="Một", after="Hai"),
    )  # fmt: skip


@pytest.mark.parametrize(("gone", "found"), [("unit-plan", "plan-of-unit"), ("month-plan", "")])
def test_a_rename_is_suspected_by_the_title(gone, found):
    """What has gone and come back under the same title; what is still there has no new name."""
    after = edited(
        ("  unit-plan:\n    title: Kế hoạch tuyên", "  plan-of-unit:\n    title: Kế hoạch tuyên"),
        ("from: unit-plan", "from: plan-of-unit"),
        ("unit-plan is due", "plan-of-unit is due"),
    )
    assert renamed(gone, edited().process.steps, after.process.steps) == found


def test_a_distance_counts_days_and_worked_days(ctx):
    """From Saturday the 4th to Monday the 6th: two days, one of them worked; the way back is below zero."""
    saturday, monday = dt.date(2023, 11, 4), dt.date(2023, 11, 6)
    assert distance(ctx, saturday, monday) == (2, 1)
    assert distance(ctx, monday, saturday) == (-2, -1)
