"""What an occasion opens: a request with or without a day of its own, an event, one more round of an agreement."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions import agenda
from definitions.actions import Open, Refusal, Tell, Wait, Wake
from definitions.answer import answer
from definitions.due import due
from definitions.events import NextRound, Raise
from definitions.facts import OVER, Facts, Instants, Key, Obligation, Progress, State
from definitions.moments import parse_moment
from definitions.vocabulary import Definition, Issuer, Kind, Party, Process, Role, Rung, Step, Year

DATE = dt.date.fromisoformat
REMIND = Rung(id="remind", kind="remind", moment=parse_moment("last working day"))
E1 = "2023-E001"
TALK = Key("talk", "2023-10", "bao")


def _step(id, kind, every, due=None, closes=None, **more):
    moments = {name: parse_moment(text) for name, text in (("due", due), ("closes", closes)) if text}
    return Step(id=id, title=id, kind=kind, every=every, **moments, **more)


STEPS = (
    _step("answer", Kind.SUBMIT, "request", "5 working days after it opens", "10 working days after it opens", by=("unit",),
          to=("office",), ladder=(REMIND,)),
    _step("summary", Kind.COMPILE, "request", by=("office",), source="answer"),
    _step("happens", Kind.DO, "event", "5 working days after it opens", by=("office",), to=("leader",), ladder=(REMIND,)),
    _step("news", Kind.ANNOUNCE, "event", by=("unit",), to=("office",)),
    _step("plan", Kind.COMPILE, "month", by=("office",), source="answer"),
    _step("talk", Kind.AGREE, "month", "2 working days after plan is done", "3 working days after plan is done", on="plan",
          by=("partner",), rounds=2, deadlock="leader"),
    _step("sign", Kind.APPROVE, "month", by=("leader",), on="plan", needs=("talk",)),
)  # fmt: skip


@pytest.fixture(scope="module")
def ctx():
    """An office with two units, a leader and a partner."""
    roles = {"office": "Văn phòng", "unit": "Đơn vị", "leader": "Lãnh đạo Sở", "partner": "Báo"}
    parties = (("vp", "office"), ("a", "unit"), ("b", "unit"), ("ld", "leader"), ("bao", "partner"))
    year = Year(
        year=2023, process="p", first=DATE("2023-01-01"), last=DATE("2023-12-31"), issuer=Issuer(name="Sở"),
        parties=tuple(Party(id=id, name=id, roles=(role,)) for id, role in parties),
    )  # fmt: skip
    named = tuple(Role(id=id, title=title) for id, title in roles.items())
    return agenda.context(Definition(process=Process(id="p", title="P", roles=named, forms=(), steps=STEPS), year=year))


def _raised(ctx, step, parties, now, **more):
    return answer(ctx, Facts(step, E1, (), Progress(step, E1)), Raise(step, E1, parties, "một việc", **more), now)


def _next_look(ctx, actions, now):
    """The obligations that these actions open, as the next look finds them."""
    opened = [a for a in actions if isinstance(a, Open)]
    step = opened[0].key.step
    its = tuple(Obligation(a.key, a.state, a.instants, a.next_at) for a in opened if a.key.step == step)
    found = due(ctx, Facts(step, E1, its, Progress(step, E1, len(its))), now)
    return [a for a in found if isinstance(a, Wait)]


# ---------------------------------------------------------------- requests and events


def test_a_request_asks_each_party_and_opens_what_follows(ctx, at):
    """Each is asked once, with the words of the request; the summary of the same request is planned."""
    actions = _raised(ctx, "answer", ("a", "b"), at("2023-10-02 09:00"))
    opened = [(a.key.step, a.key.party, a.state) for a in actions if isinstance(a, Open)]
    assert opened == [("answer", "a", State.OPEN), ("answer", "b", State.OPEN), ("summary", "vp", State.PLANNED)]
    told = [(a.kind, a.parties, a.note) for a in actions if isinstance(a, Tell)]
    assert told == [("opened", ("a",), "một việc"), ("opened", ("b",), "một việc")]


def test_a_request_without_a_day_has_that_of_the_definition(ctx, at):
    """Five working days after Monday the 2nd end with Monday the 9th; it closes after ten."""
    now = at("2023-10-02 09:00")
    (look,) = _next_look(ctx, _raised(ctx, "answer", ("a",), now), now)
    assert look.instants == Instants(now, at("2023-10-10 00:00"), at("2023-10-17 00:00"))
    assert look.next_at == at("2023-10-09 08:00")


def test_the_day_that_a_request_names_wins(ctx, at):
    """Whoever asks says by when; the reminder counts from that day."""
    now, day = at("2023-10-02 09:00"), at("2023-10-05 00:00")
    (look,) = _next_look(ctx, _raised(ctx, "answer", ("a",), now, due=day), now)
    assert look.instants.due == day
    assert look.next_at == at("2023-10-04 08:00")


@pytest.mark.parametrize(("step", "party"), [("answer", "a"), ("happens", "vp")])
def test_what_an_occasion_opens_is_looked_at_at_once(ctx, at, step, party):
    """The last word about it keeps the next look: it would have neither deadline nor reminder otherwise."""
    now = at("2023-10-02 09:00")
    about = [a for a in _raised(ctx, step, (party,), now) if isinstance(a, Open | Tell) and a.key.step == step]
    assert about[-1].next_at == now


def test_to_announce_is_done_by_saying_it(ctx, at):
    """Nothing is left to look at."""
    actions = _raised(ctx, "news", ("a",), at("2023-10-02 09:00"))
    assert [(a.kind, a.parties) for a in actions if isinstance(a, Tell)] == [("announce", ("vp",))]
    assert [a.next_at for a in actions] == [None, None, None]


# ---------------------------------------------------------------- further rounds


def _asked_again(ctx, at, state=State.ACCEPTED, number=1, now="2023-10-16 09:00"):
    key = TALK._replace(round=number)
    instants = Instants(at("2023-10-09 08:00"), at("2023-10-12 00:00"), at("2023-10-13 00:00"))
    needs = {"plan": Progress("plan", "2023-10", 1, 1, 1, done=at("2023-10-09 10:00"))}
    it = Obligation(key, state, instants)
    facts = Facts("talk", "2023-10", (it,), Progress("talk", "2023-10", 1, 1, 1), needs)
    return answer(ctx, facts, NextRound(key, "đã sửa dòng 2"), at(now))


def test_the_time_of_a_further_round_counts_from_its_asking(ctx, at):
    """Not from the first version of the plan: two working days after Monday the 16th, closed after three."""
    opened = next(a for a in _asked_again(ctx, at) if isinstance(a, Open))
    assert opened.key == TALK._replace(round=2)
    assert opened.instants == Instants(at("2023-10-16 09:00"), at("2023-10-19 00:00"), at("2023-10-20 00:00"))


def test_a_further_round_is_asked_in_words_and_wakes_whoever_waits(ctx, at):
    """The partner reads what is different now; the approval waits again."""
    actions = _asked_again(ctx, at)
    assert [(a.kind, a.parties, a.note, a.next_at) for a in actions if isinstance(a, Tell)] == [
        ("ask-partner", ("bao",), "đã sửa dòng 2", at("2023-10-16 09:00"))
    ]
    assert [a.steps for a in actions if isinstance(a, Wake)] == [("sign",)]


@pytest.mark.parametrize("state", sorted(set(State) - OVER))
def test_a_round_that_is_open_is_not_asked_again(ctx, at, state):
    """Its answer is waited for first."""
    refused = _asked_again(ctx, at, state)
    assert isinstance(refused, Refusal)
    assert refused.reason == "not-answered"


def test_after_the_last_round_somebody_else_decides(ctx, at):
    """As often as the definition allows, and the remedy names the role that is to decide."""
    refused = _asked_again(ctx, at, number=2)
    assert isinstance(refused, Refusal)
    assert refused.reason == "no-more-rounds"
    assert "2 lần" in refused.message
    assert "Lãnh đạo Sở" in refused.remedy
