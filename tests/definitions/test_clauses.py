"""Coverage: every clause with what answers it, every step with what orders it, and what is missing by its name."""

from __future__ import annotations

from pathlib import Path

from definitions.clauses import coverage, coverage_page, coverage_text, missing
from flows.files import read_definition

HA_TINH = read_definition(Path(__file__).resolve().parents[2] / "definitions/ha-tinh/2023.yaml")[0]


def _changed(**process):
    return HA_TINH.model_copy(update={"process": HA_TINH.process.model_copy(update=process)})


def test_both_ways_say_the_same():
    """A step answers a clause exactly where the clause orders the step."""
    found = coverage(HA_TINH)
    down = {(a.clause, step) for a in found.clauses for step in a.steps}
    assert down == {(clause, s.step) for s in found.steps for clause in s.clauses}


def test_every_duty_has_its_steps():
    """O01 to O32, each with the steps that answer it."""
    found = dict(coverage(HA_TINH).obligations)
    assert list(found) == [f"O{n:02}" for n in range(1, 33)]
    assert found["O12"] == ("ministry-report", "ministry-report-approval", "ministry-report-send")


def test_topics_and_activities_answer_clauses_too():
    """II.1 is a topic and a step, II.k07 an activity and a step."""
    found = {a.clause: (a.steps, a.topics, a.activities) for a in coverage(HA_TINH).clauses}
    assert found["II.1"] == (("joint-plan",), ("t1",), ())
    assert found["II.k07"] == (("anniversary",), (), ("k07",))


def test_nothing_of_the_plan_is_missing():
    """Every clause of the sample office's plan is answered, and the pages say so."""
    assert list(missing(coverage(HA_TINH))) == ["Không thiếu mục nào, không bước nào thiếu căn cứ."]
    assert coverage_page(HA_TINH).rstrip().endswith("Không thiếu mục nào, không bước nào thiếu căn cứ.")


def test_what_is_missing_is_named():
    """A clause that nothing answers, a step without a clause, a clause that is not in the list."""
    first, *rest = HA_TINH.process.steps
    steps = (first.model_copy(update={"basis": ()}), *rest)
    clauses = ("IX.9", *(c for c in HA_TINH.process.clauses if c != "III.2.4"))
    found = coverage(_changed(steps=steps, clauses=clauses))
    assert (found.unanswered, found.unfounded, found.unknown) == (("IX.9", "Nơi nhận"), ("plan-issue",), ("III.2.4",))
    assert "Bước plan-issue chưa ghi" in coverage_text(_changed(steps=steps, clauses=clauses))


def test_a_plan_without_a_list_of_clauses_is_not_called_complete():
    """Where the process lists no clause, nothing can be said to be covered."""
    said = list(missing(coverage(_changed(clauses=()))))
    assert said == ["Tệp quy trình chưa liệt kê các mục của kế hoạch (clauses) nên chưa biết mục nào còn thiếu."]
