"""What a partner is asked, says and is left with, and who owes the next answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from definitions.agreement import Fate, Turn, addressed, answer_to, asked_lines, faults_of, final_for, turn
from definitions.events import Outcome
from definitions.facts import Key, Obligation, State
from definitions.merging import apply_answers

BOTH = ("bao", "dai")


def line(n, partners=BOTH, **more):
    return {"id": f"x/{n:02}", "content": f"Việc {n}", "unit": "a", "when": "2023-11-15", "genre": "Tin", "slot": "",
            "partners": [*partners], "state": "planned", "postponed_to": "", **more}  # fmt: skip


def plan(*lines):
    return {"lines": [*lines], "answers": [], "changes": []}


def said(partner, answers, number=1):
    rows = [answer_to(line(n), {"outcome": outcome, "reason": "r", **more}) for n, outcome, more in answers]
    return {"partner": partner, "round": number, "answers": rows}


# ---------------------------------------------------------------- who is asked, what is taken


def test_a_line_without_partners_is_for_all_of_them():
    """Who declined is not asked again; a line that the leader settled is asked of nobody."""
    assert addressed(line(1, ()), BOTH) == ["bao", "dai"]
    assert addressed(line(1, declined=["bao"]), BOTH) == ["dai"]
    numbers = [n for n, _ in asked_lines(plan(line(1, ("dai",)), line(2), line(3, settled="keep")), "bao")]
    assert numbers == [2]


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({}, "outcome"), ({"outcome": "maybe"}, "outcome"), ({"outcome": "changed"}, "outcome"),
        ({"outcome": "changed", "when": "15/11/2023", "genre": "TIN"}, "outcome"), ({"outcome": "refused", "reason": " "}, "reason"),
        ({"outcome": "agreed", "genre": "Bài"}, "genre"), ({"outcome": "agreed"}, None), ({"outcome": "agreed", "when": "2023-11-15"}, None),
        ({"outcome": "changed", "slot": "19:45"}, None), ({"outcome": "postponed"}, None), ({"outcome": "refused", "reason": "r"}, None),
    ],
)  # fmt: skip
def test_an_answer_says_one_thing(answer, field):
    """What contradicts itself or says nothing is a fault of one field; what was asked is no change, however it is written."""
    assert [it.field for it in faults_of(1, line(1), answer)] == ([field] if field else [])


# ---------------------------------------------------------------- whose turn it is


@pytest.mark.parametrize(
    ("states", "plan_is", "approval", "whose"),
    [
        ([], State.OPEN, None, Turn.OFFICE), ([State.PLANNED], State.OPEN, State.PLANNED, Turn.OFFICE),
        ([State.OPEN], State.ACCEPTED, State.PLANNED, Turn.PARTNER), ([State.ACCEPTED], State.ACCEPTED, State.PLANNED, Turn.OFFICE),
        ([State.MISSED], State.ACCEPTED, State.OPEN, Turn.LEADER), ([State.ACCEPTED, State.OPEN], State.ACCEPTED, State.OPEN, Turn.PARTNER),
        ([State.ACCEPTED], State.ACCEPTED, State.ACCEPTED, Turn.NOBODY), ([State.ACCEPTED], State.RETURNED, State.ACCEPTED, Turn.OFFICE),
        ([State.ACCEPTED], State.ACCEPTED, None, Turn.OFFICE),
    ],
)  # fmt: skip
def test_somebody_owes_the_next_answer(states, plan_is, approval, whose):
    """The partner while its round is open, then the Office, then the leader; nobody once it is decided."""
    asked = [Obligation(Key("agree", "2023-11", "bao", n), state) for n, state in enumerate(states, 1)]
    assert turn(asked, plan_is, approval) is whose
    assert turn(asked[::-1], plan_is, approval) is whose


# ---------------------------------------------------------------- rounds


def test_a_later_round_brings_a_refused_line_back():
    """Nobody took it in the first round, one does in the second; its refusal is no longer listed."""
    first = [said("bao", [(1, "refused", {})]), said("dai", [(1, "refused", {})])]
    once = apply_answers(plan(line(1)), first, BOTH, deadlock=True)
    assert once["lines"][0]["state"] == "disputed"
    again = apply_answers(once, [*first, said("bao", [(1, "agreed", {})], 2)], BOTH, deadlock=True)
    assert (again["lines"][0]["state"], again["lines"][0]["partners"]) == ("planned", ["bao"])
    assert [it["partner"] for it in again["changes"]] == ["dai"]


ANSWER = st.tuples(st.sampled_from([str(it) for it in Outcome]), st.sampled_from(["", "2023-11-20", "tháng 12"]))
REPLIES = st.tuples(*[st.dictionaries(st.integers(1, 4), ANSWER) for _ in BOTH])


def answers_of(replies):
    return [
        said(p, [(n, o, {"when": when}) for n, (o, when) in reply.items()])
        for p, reply in zip(BOTH, replies, strict=True)
        if reply
    ]


@settings(deadline=None)
@given(REPLIES, st.booleans())
def test_a_line_is_given_up_only_if_nobody_keeps_it(replies, deadlock):
    """Dropped, or laid before the leader: only where every partner asked refused it. Silence keeps a line, unagreed."""
    month = plan(*(line(n) for n in range(1, 5)))
    merged = apply_answers(month, answers_of(replies), BOTH, deadlock=deadlock)
    for n, it in enumerate(merged["lines"], 1):
        refused = all(reply.get(n, ("",))[0] == "refused" for reply in replies)
        assert (it["state"] == ("disputed" if deadlock else "dropped")) == refused
    heard = {it["partner"]: it["answered"] for it in merged["answers"]}
    assert heard == {p: bool(reply) for p, reply in zip(BOTH, replies, strict=True)}


@settings(deadline=None)
@given(REPLIES)
def test_the_final_version_tells_of_every_line_that_was_asked(replies):
    """Each once, for each partner, whatever was said; whoever said nothing of a line has agreed to nothing."""
    month = plan(*(line(n) for n in range(1, 5)))
    answers = answers_of(replies)
    final = apply_answers(month, answers, BOTH)
    for partner, reply in zip(BOTH, replies, strict=True):
        own = [row for it in answers if it["partner"] == partner for row in it["answers"]]
        found = final_for(month, final, partner, own)
        assert [it["line"] for it in found] == [it["id"] for it in month["lines"]]
        for n, it in enumerate(found, 1):
            if n not in reply:
                assert it["fate"] not in {Fate.KEPT, Fate.CHANGED}


def test_the_final_version_says_what_differs():
    """Taken over, kept apart for one partner, declined by another, dropped from the plan, put off."""
    asked = plan(*(line(n) for n in range(1, 7)))
    answers = [
        said("bao", [(1, "changed", {"when": "2023-11-20"}), (2, "refused", {}), (3, "refused", {}), (4, "postponed", {"when": "tháng 12"}),
                     (5, "agreed", {})]),
        said("dai", [(1, "agreed", {}), (2, "agreed", {}), (3, "refused", {}), (4, "postponed", {"when": "tháng 12"}), (5, "agreed", {})]),
    ]  # fmt: skip
    final = apply_answers(asked, answers, BOTH)
    bao, dai = (final_for(asked, final, it["partner"], it["answers"]) for it in answers)
    assert [it["fate"] for it in bao] == [
        Fate.CHANGED,
        Fate.DECLINED,
        Fate.DROPPED,
        Fate.POSTPONED,
        Fate.KEPT,
        Fate.UNHEARD,
    ]
    assert [it["fate"] for it in dai] == [Fate.KEPT, Fate.KEPT, Fate.DROPPED, Fate.POSTPONED, Fate.KEPT, Fate.UNHEARD]
    assert bao[0]["differs"] == [{"field": "when", "old": "2023-11-15", "new": "2023-11-20"}]
    assert bao[3]["postponed_to"] == "tháng 12"


def test_who_puts_a_line_off_reads_so_though_another_takes_it_now():
    """Nobody is told to do at once what it has put off."""
    asked = plan(line(1))
    answers = [said("bao", [(1, "postponed", {"when": "tháng 12"})]), said("dai", [(1, "agreed", {})])]
    final = apply_answers(asked, answers, BOTH)
    assert final["lines"][0]["state"] == "planned"
    (mine,) = final_for(asked, final, "bao", answers[0]["answers"])
    assert (mine["fate"], mine["postponed_to"]) == (Fate.POSTPONED, "tháng 12")


def test_a_line_that_was_taken_out_is_told_as_dropped():
    """The Office struck it when the plan came back."""
    assert [it["fate"] for it in final_for(plan(line(1), line(2)), plan(line(2)), "bao")] == [
        Fate.UNHEARD,
        Fate.DROPPED,
    ]
