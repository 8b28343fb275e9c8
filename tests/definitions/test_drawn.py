"""The drawn pages say what the definitions say; VONGNAM_RENEW=1 draws them again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from definitions.drawn import member_docs, states_page, table, traceability_page
from definitions.facts import State
from definitions.states import SHOWN, TRANSITIONS, Cause
from flows.files import read_definition

ROOT = Path(__file__).resolve().parents[2]


def _source(name):
    return (ROOT / "definitions" / name).read_text(encoding="utf-8")


def _states():
    return states_page(_source("facts.py"), _source("states.py"))


def _traceability():
    return traceability_page(read_definition(ROOT / "definitions" / "ha-tinh" / "2023.yaml")[0])


@pytest.mark.parametrize(("name", "drawn"), [("states.md", _states), ("traceability.md", _traceability)])
def test_a_drawn_page_is_what_is_drawn_today(name, drawn):
    """docs/states.md and docs/traceability.md equal what the definitions give."""
    page = ROOT / "docs" / name
    if os.environ.get("VONGNAM_RENEW"):
        page.write_text(drawn(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == drawn(), "run with VONGNAM_RENEW=1"


def test_every_transition_stands_in_the_table_and_in_the_picture():
    """Each change of state has its row, and each pair of states its arrow."""
    page = _states()
    for before, moves in TRANSITIONS.items():
        for cause, to in moves.items():
            assert f"| `{before}` | `{cause}` | `{to}` |" in page
            assert f"    {before} --> {to} : " in page


def test_every_state_and_cause_has_its_sentence():
    """The docstring below a state begins with the word that people read for it; no cause is without one."""
    states, causes = member_docs(_source("facts.py"), "State"), member_docs(_source("states.py"), "Cause")
    assert {state.name: SHOWN[state] for state in State} == {n: text.partition(":")[0] for n, text in states.items()}
    assert causes.keys() == Cause.__members__.keys()


def test_every_duty_of_the_plan_is_traced():
    """O01 to O32: each duty of the plan has a row with a step and a clause."""
    rows = [line.split(" | ") for line in _traceability().splitlines() if line.startswith("| O")]
    assert {row[0].removeprefix("| ") for row in rows} == {f"O{n:02}" for n in range(1, 33)}
    assert all(row[1].startswith("`") and row[3].rstrip(" |") for row in rows)


def test_an_enumeration_that_is_not_there_is_an_error():
    """A name that the source does not have is no empty page."""
    with pytest.raises(KeyError):
        member_docs("class Other: ...", "State")


def test_a_bar_within_a_cell_breaks_no_table():
    """What a definition says is text, whatever signs it holds."""
    assert list(table(("a",), [("b|c",)])) == ["| a |", "| --- |", "| b\\|c |"]
