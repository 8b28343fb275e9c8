"""A deadlock: the leader keeps a line, drops it, or gives it to another partner, and never overrules the press."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.actions import Refusal
from definitions.agreement import Fate, addressed, asked_lines, final_for
from definitions.content import sha
from definitions.deadlock import DROP, GIVE, KEEP, choices, disputed, settle, settled_by
from definitions.doubts import doubts
from definitions.merging import apply_answers
from definitions.vocabulary import Process, Step

ALL = ("bao", "dai", "khac")


def line(n, state="disputed", refused=("bao", "dai")):
    return {
        "id": f"x/{n}",
        "content": f"Việc {n}",
        "unit": "a",
        "partners": ["bao", "dai"],
        "state": state,
        "refused": [*refused],
    }


PLAN = {"lines": [line(1), line(2, "planned", ()), line(3)], "answers": [], "changes": []}


def settled(plan=PLAN, **said):
    return settle(plan, {name.replace("_", "/"): choice for name, choice in said.items()}, on=sha(plan), partners=ALL)


def test_a_line_is_given_to_nobody_who_refused_it():
    """Kept and dropped are always open; of the partners, those that did not refuse."""
    assert choices(line(1), ALL) == (KEEP, DROP, f"{GIVE}khac")
    assert choices(line(1, refused=("bao",)), ("bao", "dai")) == (KEEP, DROP, f"{GIVE}dai")


def test_every_line_that_hangs_has_to_be_settled():
    """The refusal names those that are left open by their numbers."""
    refusal = settled(x_1=KEEP)
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.message.endswith("dòng 3.")) == ("unsettled", True)


@pytest.mark.parametrize("choice", [f"{GIVE}bao", f"{GIVE}nobody", "give:", "approve", "KEEP"])
def test_what_is_no_choice_is_refused(choice):
    """Least of all overruling who refused it."""
    refusal = settled(x_1=choice, x_3=DROP)
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, "dòng 1" in refusal.message) == ("no-such-choice", True)


def test_what_becomes_of_settled_lines():
    """Kept without a partner, gone, or laid before one that has said nothing of it; the other lines are as they were."""
    new = settled(x_1=KEEP, x_3=f"{GIVE}khac")
    kept, other, given_away = new["lines"]
    assert (kept["state"], kept["partners"], kept["declined"], kept["settled"]) == (
        "planned",
        [],
        ["bao", "dai"],
        "keep",
    )
    assert (given_away["partners"], given_away["given"], given_away["settled"]) == (["khac"], ["khac"], "give")
    assert other == PLAN["lines"][1]
    assert new["settled_on"] == sha(PLAN)
    assert settled(x_1=DROP, x_3=DROP)["lines"][0]["state"] == "dropped"
    assert not disputed(new)


def test_the_press_reads_that_its_answer_stands():
    """Who refused a kept line takes no part in it; who is given one is asked."""
    new = settled(x_1=KEEP, x_3=f"{GIVE}khac")
    assert [it["fate"] for it in final_for(PLAN, new, "khac")] == [Fate.GIVEN]
    assert [it["fate"] for it in final_for(PLAN, new, "bao")] == [Fate.DECLINED, Fate.UNHEARD, Fate.DECLINED]
    assert addressed(new["lines"][0], ALL) == ["khac"]
    assert [n for n, _ in asked_lines(new, "bao")] == [2]  # what is settled is asked of nobody again


@given(st.lists(st.sampled_from([KEEP, DROP, f"{GIVE}khac"]), min_size=2, max_size=2))
def test_what_was_settled_stays(said):
    """Answers that are merged again, or come later, change nothing of it."""
    new = settled(x_1=said[0], x_3=said[1])
    late = {"partner": "bao", "answers": [{"line": f"x/{n}", "outcome": "agreed", "when": "tháng 12"} for n in (1, 3)]}
    assert apply_answers(new, [late], ALL, deadlock=True)["lines"] == new["lines"]


def test_somebody_settles_only_in_a_decision_on_the_same_plan():
    """The role of `deadlock` has to decide on what is agreed on; otherwise a line that nobody takes is simply dropped."""
    agree = Step(id="talk", title="t", kind="agree", every="month", on="plan", deadlock="leader")
    sign = Step(id="sign", title="t", kind="approve", every="month", on="plan", by=("leader",))
    other = sign.model_copy(update={"on": "report"})
    process = lambda *steps: Process(id="p", title="p", roles=(), steps=steps)  # noqa: E731
    assert settled_by(process(agree, sign), agree) == sign
    assert settled_by(process(agree, other), agree) is None
    assert settled_by(process(agree, sign), agree.model_copy(update={"deadlock": None})) is None


def test_check_says_where_nobody_could_settle(small):
    """A warning, at its word: what no partner takes would be dropped without anybody's decision."""
    agreement, approval = "partner-agreement", "month-approval"
    more = {agreement: {"deadlock": "leader"}}
    of = lambda changes: [it.model_copy(update=changes.get(it.id, {})) for it in small[0].process.steps]  # noqa: E731
    office = lambda changes: small[0].model_copy(  # noqa: E731
        update={"process": small[0].process.model_copy(update={"steps": tuple(of(changes))})}
    )
    assert "deadlock-without-decision" not in [it.code for it in doubts(office(more))]
    (found,) = [it for it in doubts(office({**more, approval: {"by": ("office",)}})) if "deadlock" in it.code]
    assert found.path == ("steps", agreement, "deadlock")
