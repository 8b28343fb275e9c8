"""The language of definition tests: it reads like sentences, and every word of it is checked."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions.errors import Faults
from definitions.expectations import Round, Told
from definitions.source import Source
from definitions.testwords import tests as read_tests

GOOD = """\
tests:
  - test: Một
    on: 2023-11-03
    given:
      - {on: 2023-11-02 09:00, unit-plan: b, does: nil}
      - {on: 2023-11-01 09:00, unit-plan: a, does: submit}
    expect:
      - {unit-plan: a, is: accepted, late: no}
      - {no message: remind, to: a, since: 2023-10-30, about: unit-plan}
"""
WRONG = [
    ("unit-plan: b,", "unit-plans: b,", "unknown-key", 5, 32, ("unit-plan", "month-plan")),
    ("unit-plan: b,", "unit-plan: bb,", "unknown-party", 5, 43, ("b",)),
    ("unit-plan: b,", "unit-plan: dai,", "not-theirs", 5, 43, ()),
    ("does: nil", "does: nill", "does-not-do", 5, 52, ("nil",)),
    ("unit-plan: b, ", "", "no-step-said", 5, 9, ()),
    ("unit-plan: b,", "unit-plan: b, month-plan: van-phong,", "two-steps-said", 5, 9, ()),
    ("2023-11-02 09:00", "2023-11-02 9h", "not-an-instant", 5, 14, ()),
    ("2023-11-02 09:00", "2023-11-31 09:00", "no-such-day", 5, 14, ()),
    ("2023-11-02 09:00", "2023-11-12 09:00", "after-the-test", 5, 14, ()),
    ("on: 2023-11-03", "on: 2024-01-03", "out-of-the-year", 3, 9, ()),
    ("is: accepted, late: no", "period: 2023-11", "says-nothing", 8, 9, ()),
    ("is: accepted", "is: acepted", "not-one-of", 8, 28, ("accepted",)),
    ("no message: remind", "no message: reminder", "not-one-of", 9, 22, ("remind",)),
    ("about: unit-plan", "about: unit", "unknown-step", 9, 63, ("unit-plan",)),
    ("tests:", "test:", "unknown-key", 1, 1, ("tests",)),
]


def read(ctx, text):
    """The tests of that text."""
    return read_tests(Source("tests.yaml", text), ctx)


def test_a_test_is_read_as_it_is_said(ctx, at):
    """Acts in the order of time, the period from the day, a day as its last second, each line with its number."""
    (test,) = read(ctx, GOOD)
    assert (test.title, test.line, test.steps) == ("Một", 2, {"unit-plan"})
    assert test.at == at("2023-11-03 23:59") + dt.timedelta(seconds=59)
    assert [(it.party, it.period, it.does, it.line) for it in test.given] == [
        ("a", "2023-11", "submit", 6),
        ("b", "2023-11", "nil", 5),
    ]
    expected, told = test.expect
    assert expected == Round("unit-plan", "2023-11", "a", {"is": "accepted", "late": False}, "", 8)
    assert told == Told("remind", "a", dt.date(2023, 10, 30), dt.date(2023, 11, 3), "unit-plan", False, 9)


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "column", "hint"), WRONG, ids=[w[1] or "nothing" for w in WRONG]
)
def test_a_wrong_word_is_a_fault_in_its_place(ctx, old, new, code, line, column, hint):
    """Line, column, and what was probably meant."""
    assert old in GOOD
    with pytest.raises(Faults) as refused:
        read(ctx, GOOD.replace(old, new, 1))
    fault = next(f for f in refused.value.faults if f.code == code)
    assert (fault.line, fault.column, fault.hint) == (line, column, hint)
    assert fault.say("vi") != fault.say("en")


def test_two_tests_do_not_bear_one_title(ctx):
    """A failure has to be found by its name."""
    with pytest.raises(Faults) as refused:
        read(ctx, GOOD + GOOD.removeprefix("tests:\n"))
    assert [fault.code for fault in refused.value.faults] == ["two-tests"]
