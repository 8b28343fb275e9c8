"""What a unit changes of a line that has travelled: three versions held against each other, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from definitions.agreement import Fate, final_for, taken_from
from definitions.altered import BEFORE, Aside, Travelled, Why, again, alterations, altered, asides
from definitions.compile import UnitPlan, difference, lines_of
from definitions.facts import Key
from definitions.merging import apply_answers
from definitions.supplement import late_lines

IDS = [f"2023-10/a/{n:02}" for n in range(1, 4)]
DAYS = st.sampled_from(["2023-10-20", "2023-10-25", "tuần 4", ""])
OWN = st.fixed_dictionaries(
    {
        "content": st.sampled_from(["Việc", "Việc đã sửa"]),
        "when": DAYS,
        "genre": st.sampled_from(["Tin", "Bài"]),
        "partners": st.lists(st.sampled_from(["bao", "dai"]), unique=True),
    }
)
"""The fields that a unit writes."""
MADE = st.fixed_dictionaries(
    {},
    optional={
        "when": st.just("2023-10-30"), "state": st.sampled_from(["planned", "postponed", "disputed"]),
        "settled": st.sampled_from(["keep", "give"]), "partners": st.just(["bao"]), "content": st.just("Việc, Văn phòng sửa"),
        "by_partner": st.just({"bao": {"when": "2023-10-28", "slot": "19:45"}}), "declined": st.just(["dai"]),
    },
)  # fmt: skip
"""What others made of a line: the press, the Office, the leader."""


def stands(said, made, id=IDS[0]):
    return {"id": id, "unit": "a", "late": False, "state": "planned", "postponed_to": "", **said, **made}


@given(OWN, OWN, MADE)
def test_a_line_says_what_its_unit_changed_and_keeps_what_others_made_of_it(now, then, made):
    """Of each field: what the unit says now if it says otherwise than then; else what stands, whoever made it so."""
    standing = stands(then, made)
    new = altered({"id": IDS[0], **now}, {"id": IDS[0], **then}, standing)
    same = lambda one, other: sorted(one) == sorted(other) if isinstance(one, list) else one == other  # noqa: E731
    changed = {it for it in now if not same(now[it], then[it]) and not same(now[it], standing[it])}
    assert (new is None) == (not changed)
    if new is not None:
        assert {it: new[it] for it in now} == {it: now[it] if it in changed else standing[it] for it in now}
        assert {it["field"] for it in alterations(new)} == changed
        assert new[BEFORE] == standing
        assert {it["field"] for it in difference({"lines": [new[BEFORE]]}, {"lines": [new]})} >= changed


@given(OWN, MADE, st.randoms(use_true_random=False))
def test_the_same_said_again_is_no_change(said, made, order):
    """Whatever others made of the line, and in whatever order a list of partners or topics is given."""
    again_said = {**said, "partners": order.sample(said["partners"], len(said["partners"]))}
    assert altered({"id": IDS[0], **again_said}, {"id": IDS[0], **said}, stands(said, made)) is None


def test_a_partner_reads_the_change_against_what_it_had_taken_on():
    """The paper had the 20th, the station took it on the 28th: each reads its own day as what it was."""
    said = {"id": IDS[0], "content": "Việc", "when": "2023-10-20", "partners": ["bao", "dai"]}
    line = altered({**said, "when": "2023-10-25"}, said, stands(said, {"by_partner": {"dai": {"when": "2023-10-28"}}}))
    assert [alterations(line, it)[0]["old"] for it in ("bao", "dai", "")] == ["2023-10-20", "2023-10-28", "2023-10-20"]


def test_a_change_is_held_against_the_last_change():
    """Changed, travelled, and changed back: each is one difference, to what stands; none carries its whole past."""
    first, second = ({"id": IDS[0], "content": "Việc", "when": day} for day in ("2023-10-20", "2023-10-25"))
    once = altered(second, first, stands(first, {}))
    back = altered(first, second, once)
    assert [(it["old"], it["new"]) for it in alterations(back)] == [("2023-10-25", "2023-10-20")]
    assert BEFORE not in back[BEFORE]


def test_a_new_day_takes_back_a_postponement_and_nothing_else_does():
    """The press had put it off; the unit names a day, or only another genre."""
    said = {"id": IDS[0], "content": "Việc", "when": "2023-10-20", "genre": "Tin"}
    later = stands(said, {"state": "postponed", "postponed_to": "2023-11-05"})
    moved, other = (altered({**said, **new}, said, later) for new in ({"when": "2023-10-25"}, {"genre": "Bài"}))
    assert [(it["state"], it["postponed_to"]) for it in (moved, other)] == [
        ("planned", ""),
        ("postponed", "2023-11-05"),
    ]


# ---------------------------------------------------------------- whole plans


PLANS = st.dictionaries(st.sampled_from(IDS), OWN, min_size=1)


def unit_plan(drawn):
    return UnitPlan({"party": "a", "lines": [{"id": id, **said} for id, said in drawn.items()]}, sha="x")


def put_together(period, plan, late):
    """What was put together from those lines of the plan, as it went out."""
    lines = [line for it in late for line in lines_of(it)]
    said = {"a": {line["id"]: line for line in plan.content["lines"]}}
    return Travelled(period, lines, {line["id"] for line in lines}, said)


@given(PLANS, PLANS, PLANS, st.randoms(use_true_random=False))
def test_what_has_travelled_makes_nothing_new(first, second, third, order):
    """After any plans, one after the other, the last of them once more is nothing; in whatever order the facts are given."""
    gone = []
    for n, drawn in enumerate((first, second, third)):
        plan = unit_plan(drawn)
        late = late_lines([plan], gone)
        assert {line["id"] for it in late for line in it.content["lines"]} <= set(drawn)
        gone.append(put_together(f"2023-10-B{n}" if n else "2023-10", plan, late))
    assert late_lines([unit_plan(third)], gone) == ()
    shuffled = order.sample(gone, len(gone))
    for drawn in (first, second, third):
        assert late_lines([unit_plan(drawn)], shuffled) == late_lines([unit_plan(drawn)], gone)


@given(PLANS, PLANS, st.sets(st.sampled_from(IDS)))
def test_every_change_goes_somewhere_or_is_told(first, second, over):
    """A line that is new or changed travels; one that is left out, and a change in vain, are what a person is told of."""
    plan = unit_plan(first)
    gone = [put_together("2023-10", plan, late_lines([plan], []))]
    travels = {line["id"] for it in late_lines([unit_plan(second)], gone, over) for line in it.content["lines"]}
    key = Key("unit-plan", "2023-10", "a")
    told = asides([(key, unit_plan(second).content["lines"])], gone, over)
    changed = {
        id
        for id in second
        if altered({"id": id, **second[id]}, {"id": id, **first.get(id, {})}, {"id": id, **first.get(id, {})})
    }
    assert travels == {id for id in second if id not in first} | (changed & set(first) - over)
    assert {it.line for it in told if it.why is Why.LEFT_OUT} == set(first) - set(second) - over
    assert {it.line for it in told if it.why is Why.OVER} == changed & set(first) & over


def test_a_line_that_was_struck_is_told_of_and_does_not_travel():
    """The Office took it from the draft of the month; the unit changes it all the same."""
    said = {"id": IDS[0], "content": "Việc", "when": "2023-10-20"}
    gone = [Travelled("2023-10", (), {IDS[0]}, {"a": {IDS[0]: said}})]
    new = {**said, "when": "2023-10-25"}
    key = Key("unit-plan", "2023-10", "a")
    assert again(new, "a", gone) is None
    assert asides([(key, [new])], gone) == (Aside(Why.STRUCK, key, IDS[0], "Việc"),)
    assert asides([(key, [said])], gone) == ()


def test_what_is_not_known_is_not_guessed():
    """A plan that was put together before it said from what: a line of it is never taken for changed."""
    said = {"id": IDS[0], "content": "Việc", "when": "2023-10-20"}
    gone = [Travelled("2023-10", [stands(said, {})], {IDS[0]})]
    assert late_lines([UnitPlan({"party": "a", "lines": [{**said, "when": "2023-10-25"}]})], gone) == ()


# ---------------------------------------------------------------- the partners


def test_a_change_that_everybody_refuses_leaves_what_was_agreed_on():
    """It is the change that is refused; a later round may still bring it; where a leader settles it, it hangs."""
    said = {"id": IDS[0], "content": "Việc", "when": "2023-10-20", "partners": ["bao"]}
    plan = {"lines": [altered({**said, "when": "2023-10-25"}, said, stands(said, {}))]}
    answer = {"partner": "bao", "answers": [{"line": IDS[0], "outcome": "refused", "reason": "kín trang"}]}
    refused = apply_answers(plan, [answer])
    assert refused["lines"][0]["state"] == "unchanged"
    assert apply_answers(plan, [answer], deadlock=True)["lines"][0]["state"] == "disputed"
    (left,) = final_for(plan, refused, "bao", answer["answers"])
    assert (left["fate"], left["when"]) == (Fate.LEFT, "2023-10-20")
    later = {"partner": "bao", "round": 2, "answers": [{"line": IDS[0], "outcome": "agreed"}]}
    assert apply_answers(refused, [later])["lines"][0]["state"] == "planned"


def test_whoever_a_line_was_taken_from_is_told_and_nobody_else():
    """From the paper to the station: the paper hears of it; where the change is not taken, it hears of nothing."""
    said = {"id": IDS[0], "content": "Việc", "when": "2023-10-20", "partners": ["bao"]}
    line = altered({**said, "partners": ["dai"]}, said, stands(said, {}))
    assert [(it["line"], it["fate"]) for it in taken_from({"lines": [line]}, "bao")] == [(IDS[0], Fate.TAKEN_AWAY)]
    assert taken_from({"lines": [line]}, "dai") == ()
    assert taken_from({"lines": [{**line, "state": "unchanged"}]}, "bao") == ()
    assert [it["fate"] for it in taken_from({"lines": [{**line, "state": "dropped"}]}, "bao")] == [Fate.DROPPED]
