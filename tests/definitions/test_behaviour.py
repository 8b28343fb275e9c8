"""The script of a rehearsal: every word of it is checked, and every fault has its place and its remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from definitions.behaviour import among, budget, script
from definitions.context import context
from definitions.errors import Faults
from definitions.source import Source
from flows.files import read_definition

ROOT = Path(__file__).resolve().parents[2]

WRONG = [
    ("units: {aa: {when: 1}}", "unknown-party", 9, "aa", ("a",)),
    ("units: {a: {wen: 1}}", "unknown-key", 13, "wen", ("when",)),
    ('units: {a: {at: "25:00"}}', "not-a-time", 17, "25:00", ()),
    ("units: {a: {when: soon}}", "not-a-number", 19, "soon", ()),
    ("units: {a: {silent: [13]}}", "unknown-period", 22, "13", None),
    ("partners: {dai: {silent: never}}", "list-expected", 26, "", ()),
    ("leader: {slow: {2023-14: 1}}", "unknown-period", 17, "2023-14", None),
    ("units: [a]", "group-expected", 8, "", ()),
    ("budget: {per person per week: 3}", "unknown-key", 10, "per person per week", None),
    ("budget: {per person per day: 0}", "not-a-number", 30, "0", ()),
    ("lines: {a: [{contents: x}]}", "unknown-key", 14, "contents", ("content",)),
    ("year_report: {silent: [bb]}", "unknown-party", 24, "bb", ("b",)),
    ("events: [{on: 2023-02-30, at: 9:00, step: unit-plan, party: a}]", "no-such-day", 15, "2023-02-30", ()),
]


@pytest.mark.parametrize(("text", "code", "column", "words", "hint"), WRONG, ids=[w[0] for w in WRONG])
def test_what_cannot_be_played_is_a_fault_in_its_place(ctx, text, code, column, words, hint):
    """The faulty words, their column, and what was probably meant."""
    with pytest.raises(Faults) as refused:
        script(Source("rehearsal.yaml", text), ctx)
    fault = next(f for f in refused.value.faults if f.code == code)
    assert (fault.file, fault.line, fault.column, fault.words) == ("rehearsal.yaml", 1, column, words)
    assert hint is None or fault.hint == hint
    assert fault.say("vi") != fault.say("en")


def test_every_fault_is_told_at_once(ctx):
    """Two slips of the pen are two faults."""
    with pytest.raises(Faults) as refused:
        script(Source("rehearsal.yaml", "units: {aa: {}, bb: {}}"), ctx)
    assert len(refused.value.faults) == 2


def test_an_event_is_reported_by_whom_it_belongs_to():
    """A step that comes round upon an event is known; a party that does not owe it cannot report it."""
    definition, _ = read_definition(ROOT / "tests/offices/safety/2023.yaml")
    text = 'events: [{on: 2023-07-18, at: "09:00", step: alarm, party: giam-doc}]'
    with pytest.raises(Faults) as refused:
        script(Source("rehearsal.yaml", text), context(definition))
    assert [fault.code for fault in refused.value.faults] == ["not-theirs"]


def test_a_sound_script_is_given_back_as_it_was_written(ctx):
    """What an office wrote is what its people do; the budget is read by span."""
    text = "units: {a: {when: -1, silent: [10, 2023-11]}}\nbudget: {per person per day: 3, per person per year: 150}\n"
    said = script(Source("rehearsal.yaml", text), ctx)
    assert said["units"]["a"]["when"] == "-1"
    assert budget(said) == {"day": 3, "year": 150}
    assert budget({}) == {}


@pytest.mark.parametrize(
    ("said", "period", "held"),
    [("always", "2023-W15", True), (["4"], "2023-04", True), (["2023-Q2"], "2023-Q2", True), (["2"], "2023-Q2", False)],
)
def test_a_period_is_named_by_month_by_name_or_always(said, period, held):
    """4 is April; a quarter is named in full; `always` is every one."""
    assert among(said, period) is held
