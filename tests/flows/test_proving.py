"""Definition tests: those of Hà Tĩnh hold, a wrong one fails with its line, and the page that explains them is true."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import definitions
from definitions.context import context
from definitions.errors import Faults, VongNamError
from definitions.expectations import Told
from definitions.source import Source
from definitions.testwords import tests as read_text
from flows.files import read_definition
from flows.proving import Laboratory, covered, read_tests

ROOT = Path(__file__).resolve().parents[2]
HA_TINH = Path(definitions.__file__).parent / "ha-tinh" / "2023.yaml"
PAGE = ROOT / "docs" / "definition-tests.md"
YAML = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="session")
def laboratory():
    """Hà Tĩnh's definition, ready to be tried."""
    return Laboratory(*read_definition(HA_TINH))


@pytest.fixture(scope="session")
def small_laboratory(small):
    """The small office's."""
    return Laboratory(*small)


OURS = read_tests(HA_TINH, context(read_definition(HA_TINH)[0]))


@pytest.mark.parametrize("test", OURS, ids=[test.title for test in OURS])
def test_the_definition_of_ha_tinh_holds(laboratory, test):
    """What its Office can check against the plan is so."""
    assert laboratory.prove(test).failures == ()


def test_there_are_enough_of_them_and_each_expects_something():
    """No test without an expectation, and more than a dozen of them."""
    assert len(OURS) >= 12
    assert all(test.expect for test in OURS)


def denied(expected):
    """The contrary of an expectation."""
    if isinstance(expected, Told):
        return replace(expected, told=not expected.told)
    word, value = next(iter(expected.about.items()))
    contrary = {"is": "waived", "prints": "điều không ai in", "due": None, "opens": None}.get(word, value is False)
    return replace(expected, about={word: contrary})


@pytest.mark.parametrize("number", [0, 1, 9])
def test_its_contrary_fails_with_the_line_of_the_file(laboratory, number):
    """A test of Hà Tĩnh whose expectations are turned round fails at every one of its lines."""
    test = OURS[number]
    contrary = replace(test, expect=tuple(map(denied, test.expect)))
    failures = laboratory.prove(contrary).failures
    assert [it.line for it in failures] == [it.line for it in test.expect]
    assert all(it.file == HA_TINH.with_name("tests.yaml").as_posix() and it.misses for it in failures)


def test_the_page_of_the_language_shows_tests_that_hold(small_laboratory):
    """Every example of docs/definition-tests.md is read and is so, on the small office."""
    shown = YAML.findall(PAGE.read_text(encoding="utf-8"))
    tests = [test for text in shown for test in read_text(Source("page.yaml", text), small_laboratory.context)]
    assert len(tests) == 2
    assert [it for test in tests for it in small_laboratory.prove(test).failures] == []


def test_what_is_refused_is_told_at_the_line_of_the_act(small_laboratory):
    """Nobody can approve what has not been asked for; what is expected afterwards is not looked at."""
    text = (
        "tests:\n  - test: Sớm quá\n    on: 2023-10-20\n    given:\n"
        "      - {on: 2023-10-03 09:00, month-approval: lanh-dao-so, does: approve}\n"
        "    expect:\n      - {unit-plan: a, is: accepted}\n"
    )
    (test,) = read_text(Source("t.yaml", text), small_laboratory.context)
    (failure,) = small_laboratory.prove(test).failures
    assert (failure.line, failure.misses) == (5, ())
    assert failure.refused


def test_coverage_counts_the_steps_that_tests_name(laboratory):
    """Every step of the monthly chain is gone through; what no test names is listed, not counted."""
    proved = [laboratory.prove(test) for test in OURS[:2]]
    found = covered(laboratory.context, proved)
    assert "unit-plan" in found.steps
    assert "anniversary" in found.untested_steps
    assert {step for step, _ in found.ways} <= set(found.steps)
    assert 0 < found.percent < 100


def test_an_office_without_tests_is_told_so(tmp_path, small_laboratory):
    """There is nothing to run, and where to read on is said."""
    with pytest.raises(VongNamError) as refused:
        read_tests(tmp_path / "2023.yaml", small_laboratory.context)
    assert "definition-tests.md" in refused.value.say("vi")


def test_every_file_of_tests_is_read_with_the_faults_of_all(tmp_path, small_laboratory):
    """tests.yaml and *.tests.yaml, one after the other; two faulty files are told together."""
    for name in ("tests.yaml", "them.tests.yaml"):
        (tmp_path / name).write_text("tests: [{test: a, on: 2023-10-32, expect: []}]\n", encoding="utf-8")
    with pytest.raises(Faults) as refused:
        read_tests(tmp_path / "2023.yaml", small_laboratory.context)
    assert [Path(fault.file).name for fault in refused.value.faults] == ["tests.yaml", "them.tests.yaml"]
