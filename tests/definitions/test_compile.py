"""The month put together from the units' plans, and the partners' answers merged into it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from definitions.compile import UnitPlan, compile_month, compile_year, difference, outcomes_for
from definitions.content import canonical
from definitions.events import Outcome
from definitions.facts import Key, Obligation, State
from definitions.merging import apply_answers

CAME = dt.datetime(2023, 11, 3, 2, tzinfo=dt.UTC)
PARTNERS = ("bao", "dai")


def line(n, unit="a", topics=("t1",), partners=PARTNERS):
    return {
        "id": f"2023-11/{unit}/{n:02}", "content": f"Nội dung {n}", "topics": [*topics], "genre": "Tin",
        "when": "2023-11-15", "partners": [*partners],
    }  # fmt: skip


def plan(unit, *lines, late=False):
    content = {"kind": "unit-plan", "period": "2023-11", "party": unit, "nil": not lines, "note": "", "lines": [*lines]}
    return UnitPlan(content, CAME, late)


def owes(unit, state):
    return Obligation(Key("unit-plan", "2023-11", unit), state)


def said(partner, *answers):
    rows = [
        {"line": id, "outcome": outcome, "when": "", "genre": "", "reason": "", **more} for id, outcome, more in answers
    ]
    return {"kind": "agreement", "period": "2023-11", "partner": partner, "round": 1, "on": "sha", "answers": rows}


@pytest.fixture(scope="module")
def month(small):
    """Unit A with two lines for both partners, unit B with one for one of them."""
    plans = [plan("a", line(1), line(2, topics=())), plan("b", line(1, "b", partners=("bao",)))]
    return compile_month(small[0], "2023-11", plans, [owes("a", State.ACCEPTED), owes("b", State.ACCEPTED)])


def test_lines_stand_by_topic_then_unit(month):
    """What has no topic stands last; each line says whose it is and that it is planned."""
    assert [it["id"] for it in month["lines"]] == ["2023-11/a/01", "2023-11/b/01", "2023-11/a/02"]
    assert month["lines"][1] | {"unit": "b", "late": False, "state": "planned", "postponed_to": ""} == month["lines"][1]


@pytest.mark.parametrize(
    ("state", "silent", "lines"),
    [
        (State.OPEN, True, 0), (State.MISSED, True, 0), (State.RETURNED, False, 0), (State.WAIVED, False, 0),
        (State.BEFORE, False, 0), (State.NIL, False, 0), (State.SUBMITTED, False, 1), (State.ACCEPTED, False, 1),
    ],
)  # fmt: skip
def test_only_what_is_settled_counts(small, state, silent, lines):
    """The silent are named; what was sent back, let go or said to be nil is neither silence nor a line."""
    plans = [plan("a", line(1))] if lines else [plan("a")] if state is State.NIL else []
    month = compile_month(small[0], "2023-11", plans, [owes("a", state)])
    assert (month["silent"] == ["a"], len(month["lines"])) == (silent, lines)
    assert [unit["state"] for unit in month["units"]] == [state]


def test_a_late_plan_is_marked_and_taken(small):
    """Late is a mark on the lines and on the unit, not a reason to leave them out."""
    month = compile_month(small[0], "2023-11", [plan("a", line(1), late=True)], [owes("a", State.ACCEPTED)])
    assert month["lines"][0]["late"]
    assert month["units"] == [
        {"party": "a", "state": "accepted", "received": "2023-11-03T02:00:00+00:00", "late": True}
    ]


def test_the_order_of_arrival_is_irrelevant(small):
    """The same plans in another order are the same content."""
    plans, owed = (
        [plan("a", line(1), line(2)), plan("b", line(1, "b"))],
        [owes("a", State.ACCEPTED), owes("b", State.NIL)],
    )
    assert compile_month(small[0], "2023-11", plans, owed) == compile_month(
        small[0], "2023-11", plans[::-1], owed[::-1]
    )


def test_silence_is_printed_and_never_agreed(month):
    """Nobody answered: every line stays as it was, and both partners stand there as not having answered."""
    merged = apply_answers(month, [], PARTNERS)
    nothing = dict.fromkeys(("agreed", "changed", "postponed", "refused"), 0)
    assert merged["answers"] == [{"partner": p, "answered": False, "outcomes": nothing} for p in PARTNERS]
    assert merged["lines"] == month["lines"]


def test_a_change_is_merged_and_recorded(month):
    """One partner changes day and genre, the other is silent: the line takes both, each recorded with its reason."""
    answer = said("bao", ("2023-11/a/01", "changed", {"when": "2023-11-20", "genre": "Bài", "reason": "kín trang"}))
    merged = apply_answers(month, [answer], PARTNERS)
    assert (merged["lines"][0]["when"], merged["lines"][0]["genre"]) == ("2023-11-20", "Bài")
    assert [(it["field"], it["old"], it["new"], it["reason"]) for it in merged["changes"]] == [
        ("when", "2023-11-15", "2023-11-20", "kín trang"), ("genre", "Tin", "Bài", "kín trang"),
    ]  # fmt: skip


def test_partners_who_differ_are_kept_apart(month):
    """One keeps the day, the other changes it: nobody is said to have agreed to a day that it did not."""
    id = "2023-11/a/01"
    answers = [said("bao", (id, "agreed", {})), said("dai", (id, "changed", {"when": "2023-11-20"}))]
    first = apply_answers(month, answers, PARTNERS)["lines"][0]
    assert (first["when"], first["by_partner"]) == ("2023-11-15", {"dai": {"when": "2023-11-20"}})


@pytest.mark.parametrize(
    ("bao", "dai", "state", "partners"),
    [
        ("refused", "agreed", "planned", ["dai"]), ("refused", "refused", "dropped", ["bao", "dai"]),
        ("refused", None, "planned", ["dai"]), ("postponed", "postponed", "postponed", ["bao", "dai"]),
        ("postponed", "agreed", "planned", ["bao", "dai"]), ("refused", "postponed", "postponed", ["dai"]),
        ("postponed", None, "postponed", ["bao", "dai"]), (None, None, "planned", ["bao", "dai"]),
    ],
)  # fmt: skip
def test_what_becomes_of_a_line(month, bao, dai, state, partners):
    """Dropped only where everybody who was asked refused; otherwise it stays with whoever did not."""
    id = "2023-11/a/01"
    answers = [said(p, (id, outcome, {"reason": "r"})) for p, outcome in (("bao", bao), ("dai", dai)) if outcome]
    first = apply_answers(month, answers, PARTNERS)["lines"][0]
    assert (first["state"], first["partners"]) == (state, partners)


def test_a_refused_line_goes_only_to_a_partner_that_takes_it(month):
    """A line meant for one partner is dropped where that one refuses, unless the other said that it takes it."""
    id = "2023-11/b/01"
    refused, taken = said("bao", (id, "refused", {"reason": "r"})), said("dai", (id, "agreed", {}))
    assert apply_answers(month, [refused], PARTNERS)["lines"][1]["state"] == "dropped"
    assert apply_answers(month, [refused, taken], PARTNERS)["lines"][1]["partners"] == ["dai"]


OUTCOME = st.sampled_from([str(outcome) for outcome in Outcome])
WHEN = st.sampled_from(["", "2023-11-20", "2023-11-25", "tháng 12"])
REPLY = st.dictionaries(st.sampled_from(["2023-11/a/01", "2023-11/a/02", "2023-11/b/01"]), st.tuples(OUTCOME, WHEN))


def _answers(replies):
    return [
        said(p, *[(id, o, {"when": w}) for id, (o, w) in reply.items()])
        for p, reply in zip(PARTNERS, replies, strict=True)
    ]


@settings(deadline=None)
@given(st.tuples(REPLY, REPLY))
def test_the_order_of_answers_is_irrelevant(month, replies):
    """Whoever answers first, the next version is the same; the version before is not touched."""
    before, answers = canonical(month), _answers(replies)
    assert apply_answers(month, answers, PARTNERS) == apply_answers(month, answers[::-1], PARTNERS)
    assert canonical(month) == before


@settings(deadline=None)
@given(st.tuples(REPLY, REPLY))
def test_answers_merged_twice_are_merged_once(month, replies):
    """No line is lost, every state is lawful, and the same answers again add no change."""
    once = apply_answers(month, _answers(replies), PARTNERS)
    assert [it["id"] for it in once["lines"]] == [it["id"] for it in month["lines"]]
    assert {it["state"] for it in once["lines"]} <= {"planned", "postponed", "dropped"}
    twice = apply_answers(once, _answers(replies), PARTNERS)
    assert len(twice["changes"]) <= len(once["changes"])
    assert [it["state"] for it in twice["lines"]] == [it["state"] for it in once["lines"]]


def test_a_unit_is_told_what_became_of_its_lines(month):
    """Its own lines alone, with the changes of each and who has not answered."""
    answer = said("bao", ("2023-11/a/01", "postponed", {"when": "tháng 12", "reason": "kín trang"}))
    first, second = outcomes_for(apply_answers(month, [answer], PARTNERS), "a")
    assert (first["state"], first["postponed_to"], first["changes"][0]["reason"]) == (
        "postponed",
        "tháng 12",
        "kín trang",
    )
    assert (second["state"], second["changes"], second["unanswered"]) == ("planned", [], ["dai"])


def test_the_difference_names_lines_and_fields(month):
    """Added, removed and changed, by line; two equal versions differ in nothing."""
    new = {**month, "lines": [{**month["lines"][0], "genre": "Bài"}, month["lines"][1], line(9)]}
    assert [(it["line"], it["what"], it["field"]) for it in difference(month, new)] == [
        ("2023-11/a/01", "changed", "genre"), ("2023-11/a/02", "removed", ""), ("2023-11/a/09", "added", ""),
    ]  # fmt: skip
    assert difference(month, month) == []


def test_a_year_sums_what_units_report(small):
    """Figures stand at the top or in lines; a number in words is never summed, and the silent are named."""
    top = {"party": "a", "nil": False, "figures": {"supplied": 3, "reporters": "gần 500"}, "results": "Tốt"}
    rows = {"party": "b", "nil": False, "lines": [{"supplied": 4, "staff_articles": 1, "results": "Khá"}]}
    year = compile_year(small[0], "2023", [UnitPlan(top), UnitPlan(rows)], [owes("lanh-dao-so", State.OPEN)])
    assert year["figures"] == {"supplied": 7, "announced": 0, "reporters": 0, "staff_articles": 1}
    assert year["results"] == [{"party": "a", "text": "Tốt"}, {"party": "b", "text": "Khá"}]
    assert year["silent"] == ["lanh-dao-so"]
