"""What the fuzz has found in the core, as rules: each was broken in a life that nobody wrote (docs/fuzz.md)."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions import agenda
from definitions.actions import Ask, Assemble, Refusal, Tell, Wait, Wake
from definitions.answer import answer
from definitions.due import due
from definitions.events import NextRound, Return, Submit
from definitions.facts import Facts, Instants, Key, Obligation, Progress, State
from definitions.moments import parse_moment, parse_trigger
from definitions.vocabulary import Definition, Issuer, Kind, Party, Process, Role, Step, Year

PERIOD = "2023-10"


def _step(id, kind, **more):
    due, starts = more.pop("due", None), more.pop("starts", None)
    moments = {"due": parse_moment(due)} if due else {}
    triggers = {"starts": parse_trigger(starts)} if starts else {}
    return Step(id=id, title=id, kind=kind, every="month", **moments, **triggers, **more)


STEPS = (
    _step("answer", Kind.SUBMIT, by=("unit",), to=("office",)),
    _step("plan", Kind.COMPILE, by=("office",), source="answer"),
    _step("talk", Kind.AGREE, by=("partner",), on="plan", rounds=3),
    _step("sign", Kind.APPROVE, by=("leader",), on="plan", needs=("talk",), starts="any settled"),
    _step("check", Kind.APPROVE, by=("leader",), on="plan"),
    _step("evidence", Kind.SUBMIT, by=("unit",), to=("office",), due="5 working days after plan is done"),
)


@pytest.fixture(scope="module")
def ctx():
    """An office with a unit, a partner and a leader."""
    roles = {"office": "Văn phòng", "unit": "Đơn vị", "leader": "Lãnh đạo", "partner": "Báo"}
    year = Year(
        year=2023, process="p", first=dt.date(2023, 1, 1), last=dt.date(2023, 12, 31), issuer=Issuer(name="Sở"),
        parties=tuple(Party(id=id, name=id, roles=(id,)) for id in roles),
    )  # fmt: skip
    named = tuple(Role(id=id, title=title) for id, title in roles.items())
    return agenda.context(Definition(process=Process(id="p", title="P", roles=named, forms=(), steps=STEPS), year=year))


def _progress(step, over, **more):
    return Progress(step, PERIOD, 1, over, over, **more)


def test_nobody_is_asked_to_decide_on_what_is_not_finished(ctx, at):
    """A trigger that fires early, or an event, lets an approval begin, yet it asks once what it decides on is confirmed."""
    it, now = Obligation(Key("sign", PERIOD, "leader")), at("2023-10-16 09:00")
    for finished, asked in ((0, 0), (1, 1)):
        needs = {"talk": _progress("talk", 1), "plan": _progress("plan", finished, content="a" * 64)}
        actions = due(ctx, Facts("sign", PERIOD, (it,), _progress("sign", 0), needs), now)
        assert len([a for a in actions if isinstance(a, Ask)]) == asked


def test_a_round_that_was_followed_by_another_is_not_followed_again(ctx, at):
    """Who asks once more asks the latest round; an act about an older one is refused and opens nothing twice."""
    key, now = Key("talk", PERIOD, "partner"), at("2023-10-16 09:00")
    it = Obligation(key, State.ACCEPTED)
    facts = Facts("talk", PERIOD, (it,), _progress("talk", 1), {"plan": _progress("plan", 1, done=now)})
    actions = answer(ctx, facts, NextRound(key, "đã sửa"), now)
    rungs = frozenset(a.rung for a in actions if getattr(a, "key", None) == key and not isinstance(a, Tell))
    followed = Obligation(key, State.ACCEPTED, rungs=rungs)
    again = answer(ctx, Facts("talk", PERIOD, (followed,), facts.own, facts.needs), NextRound(key, "đã sửa"), now)
    assert isinstance(again, Refusal)


def test_what_is_sent_back_has_the_deadline_that_became_known_meanwhile(ctx, at):
    """It was settled before its deadline could be computed; whoever is waited for again has that deadline."""
    key, now = Key("evidence", PERIOD, "unit"), at("2023-10-16 09:00")
    it = Obligation(key, State.ACCEPTED, Instants(opens=at("2023-10-01 08:00")), version=1)
    needs = {"plan": _progress("plan", 1, done=at("2023-10-12 10:00"))}
    actions = answer(ctx, Facts("evidence", PERIOD, (it,), _progress("evidence", 1), needs), Return(key, "Thiếu"), now)
    (wait,) = (a for a in actions if isinstance(a, Wait))
    assert wait.instants.due == at("2023-10-20 00:00")


def test_whoever_decides_on_a_draft_is_asked_about_what_the_answers_made_of_it(ctx, at):
    """The last answer is merged into a new version: an approval of the draft that waits for no answer is woken too."""
    key, now = Key("talk", PERIOD, "partner"), at("2023-10-16 09:00")
    facts = Facts("talk", PERIOD, (Obligation(key, State.OPEN),), _progress("talk", 0), {"plan": _progress("plan", 1)})
    actions = answer(ctx, facts, Submit(key, "a" * 64, now), now)
    assert [a.agreed for a in actions if isinstance(a, Assemble)] == ["talk"]
    assert "check" in {step for a in actions if isinstance(a, Wake) for step in a.steps}
