"""What becomes of each obligation of a running year when its text changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.actions import Move, Open, Skip, Tell, Wait, Wake
from definitions.agenda import context, plan
from definitions.amended import actions
from definitions.consequences import Turn, changes, in_a_running_year
from definitions.due import LEFT
from definitions.facts import OVER, SETTLED, Key, Obligation, Progress, State
from definitions.load import Source, load
from definitions.migration import Becomes, Why, asked_for, migrate

SMALL = Path(__file__).parents[1] / "offices" / "small"
B = Key("unit-plan", "2023-11", "b")
LATER, EARLIER = ("before day 5", "before day 8"), ("before day 5", "before day 3")
ENDED = ("name: Đơn vị B}", "name: Đơn vị B, until: 2023-10-31}")
DELETED = ("  b: {role: unit, name: Đơn vị B}\n", "")
JOINED = ("  lanh-dao-so:", "  c: {role: unit, name: Đơn vị C}\n  lanh-dao-so:")
EDITS = (LATER, EARLIER, ENDED, DELETED, JOINED, ("closes: end of the month", "closes: 3 days after"))


def edited(*edits):
    """The small office's definition, prepared, with these words in the place of those."""
    texts = [(SMALL / name).read_text("utf-8") for name in ("process.yaml", "2023.yaml")]
    for old, new in edits:
        texts = [text.replace(old, new) for text in texts]
    return context(load(Source("process.yaml", texts[0]), Source("year.yaml", texts[1])))


OLD = edited()


def year(at_states=None, **more):
    """The obligations of the small office as planned, some of them otherwise."""
    rows = [Obligation(each.key, each.state, each.instants, each.next_at) for each in plan(OLD)]
    return [replace(it, state=at_states[it.key], **more) if it.key in (at_states or {}) else it for it in rows]


def progress(rows, pairs):
    """How far these occurrences are, counted from the obligations."""
    found = {}
    for pair in pairs:
        its = [it for it in rows if it.key[:2] == pair]
        counts = (len(its), sum(it.state in SETTLED for it in its), sum(it.state in OVER for it in its))
        opens, due = ([when for it in its if (when := getattr(it.instants, name))] for name in ("opens", "due"))
        found[pair] = Progress(*pair, *counts, min(opens, default=None), max(due, default=None))
    return found


def fates(new, rows, now, old=OLD):
    """The fate of each, by its key."""
    return {f.key: f for f in migrate(old, new, rows, progress(rows, asked_for(old, new, rows)), now)}


STATES = st.fixed_dictionaries({each.key: st.sampled_from(State) for each in plan(OLD)})
NOW = "2023-11-03 09:00"


@given(states=STATES)
def test_under_the_same_text_everything_keeps_its_dates(at, states):
    """Whatever the states: nothing becomes anything else, and nothing is new."""
    rows = year(states)
    assert {fate.becomes for fate in fates(OLD, rows, at(NOW)).values()} == {Becomes.KEEPS}


@given(states=STATES, edits=st.lists(st.sampled_from(EDITS), unique=True, max_size=3))
def test_what_is_over_never_changes(at, states, edits):
    """No action touches what is settled, missed or from before, whatever the change."""
    rows, now = year(states), at(NOW)
    new = edited(*edits)
    found = fates(new, rows, now)
    over = {it.key for it in rows if it.state in OVER}
    assert all(found[key].before == found[key].after for key in over)
    assert not [a for a in actions(new, found.values(), now) if not isinstance(a, Wake) and a.key in over]


@given(states=STATES, edits=st.lists(st.sampled_from(EDITS), unique=True, max_size=3))
def test_every_obligation_has_one_fate(at, states, edits):
    """Nothing is forgotten, nothing named twice; only what is not there yet begins."""
    rows = year(states)
    found = fates(edited(*edits), rows, at(NOW))
    assert found.keys() >= {it.key for it in rows}
    new = {key for key, fate in found.items() if fate.seen is None}
    assert {key for key, fate in found.items() if fate.becomes is Becomes.BEGINS} == new


def test_an_open_deadline_moves_and_its_party_is_told(at):
    """The opening stays: what has opened is open."""
    found = fates(edited(LATER), year({B: State.OPEN}), at(NOW))[B]
    assert (found.becomes, found.after.due) == (Becomes.MOVES, at("2023-11-08 00:00"))
    assert found.after.opens == found.before.opens
    done = actions(OLD, [found], at(NOW))
    assert [type(a) for a in done] == [Wait, Tell, Wake]
    assert done[1].note == at("2023-11-05 00:00").isoformat()


def test_a_planned_deadline_moves_in_silence(at):
    """Nobody has been told the old one."""
    found = fates(edited(LATER), year(), at(NOW))[B._replace(period="2023-12")]
    assert found.becomes is Becomes.MOVES
    assert not [a for a in actions(OLD, [found], at(NOW)) if isinstance(a, Tell)]


@pytest.mark.parametrize(("now", "becomes"), [("2023-11-02 09:00", "moves"), ("2023-11-03 00:00", "cannot")])
def test_a_deadline_does_not_move_into_the_past(at, now, becomes):
    """At the very instant of the new deadline it has gone by."""
    found = fates(edited(EARLIER), year({B: State.OPEN}), at(now))[B]
    assert found.becomes == becomes
    assert found.why is (Why.INTO_THE_PAST if becomes == "cannot" else None)


def test_who_was_late_stays_as_late(at):
    """A deadline that has gone by does not move to another day that has gone by."""
    assert fates(edited(LATER), year({B: State.OPEN}), at("2023-11-10 09:00"))[B].becomes is Becomes.KEEPS


@pytest.mark.parametrize(("state", "version", "becomes"), [
    (State.PLANNED, 0, Becomes.ENDS), (State.OPEN, 0, Becomes.ENDS), (State.RETURNED, 1, Becomes.CANNOT),
    (State.ACCEPTED, 1, Becomes.CANNOT), (State.MISSED, 0, Becomes.KEEPS),
])  # fmt: skip
def test_what_was_handed_in_for_a_deleted_party_cannot_follow(at, state, version, becomes):
    """What was not handed in ends; what nobody handed in is over."""
    assert fates(edited(DELETED), year({B: state}, version=version), at(NOW))[B].becomes is becomes


def test_a_party_that_ends_keeps_what_it_has_handed_in(at):
    """Its word is still there: nothing is lost, nothing hinders."""
    found = fates(edited(ENDED), year({B: State.ACCEPTED}, version=1), at(NOW))[B]
    assert found.becomes is Becomes.KEEPS


def test_nothing_begins_that_is_over_by_now(at):
    """A party that joins owes what is still to come."""
    begun = [f.key for f in fates(edited(JOINED), year(), at("2023-11-06 09:00")).values() if f.becomes is Becomes.BEGINS]  # fmt: skip
    assert begun == [Key("unit-plan", "2023-12", "c")]


def test_what_ended_ends_by_the_table_and_can_come_back(at):
    """Waived with a note and a mark; under the old text again it is planned again, unless a person had waived it."""
    new, now, key = edited(ENDED), at(NOW), B._replace(period="2023-12")
    ends = [a for a in actions(new, [fates(new, year(), now)[key]], now) if not isinstance(a, Wake)]
    assert [type(a) for a in ends] == [Skip, Move, Wait]
    waived = [replace(it, state=State.WAIVED, rungs=frozenset({"ended:1"})) if it.key == key else it for it in year()]
    back = fates(OLD, waived, now, old=new)[key]
    assert (back.becomes, back.after.due) == (Becomes.BEGINS, at("2023-12-05 00:00"))
    assert [type(a) for a in actions(OLD, [back], now)][:-1] == [Skip, Move, Wait]
    by_hand = [replace(it, rungs=frozenset()) for it in waived]
    assert fates(OLD, by_hand, now, old=new)[key].becomes is Becomes.KEEPS


def test_what_cannot_follow_is_marked_and_stays(at):
    """Its dates are written once more, with the mark by which no heartbeat moves them."""
    found = fates(edited(EARLIER), year({B: State.OPEN}), at(NOW))[B]
    stays = actions(OLD, [found], at(NOW))
    assert stays[0] == Wait(B, found.before, at(NOW))
    assert (stays[1].rung, type(stays[2])) == (LEFT, Wake)


def test_a_rung_that_is_new_in_the_past_is_passed_over(at):
    """A reminder that was no rule at its time is not sent afterwards."""
    new = edited(("remind: [3 working", "remind: [5 working days before, 3 working"))
    found = fates(new, year({B: State.OPEN}), at(NOW))[B]
    assert found.skips == ("remind: 5 working days before",)
    assert [type(a) for a in actions(new, [found], at(NOW))] == [Wait, Skip, Wake]


def test_what_begins_is_looked_at_at_once(at):
    """The next heartbeat opens what is already to be open."""
    found = [f for f in fates(edited(JOINED), year(), at(NOW)).values() if f.becomes is Becomes.BEGINS]
    done = [a for a in actions(OLD, found, at(NOW)) if isinstance(a, Open)]
    assert {(a.state, a.next_at) for a in done} == {(State.PLANNED, at(NOW))}


def test_of_what_follows_a_running_year_sees_what_lies_ahead(at):
    """What is over has no part in it; what has opened moves by its own dates; a reminder gone by is no consequence."""
    new, now, key = edited(LATER), at(NOW), Key("unit-plan", "2023-11", "a")
    found = fates(new, year({key: State.ACCEPTED, B: State.OPEN}, version=1), now)
    real = in_a_running_year(changes(OLD, new), found.values(), now)
    assert {change.party for change in real if change.period == "2023-11" and change.step == "unit-plan"} == {"b"}
    rungs = [change for change in real if change.what is Turn.RUNG]
    assert rungs
    assert all(max(change.before, change.after) > now for change in rungs)
