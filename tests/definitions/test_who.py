"""Who owes, hears, relays and accepts: through two levels, and on a day those who are there on it."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions import agenda
from definitions.actions import Move, Refusal, Tell
from definitions.answer import answer
from definitions.due import due
from definitions.events import Accept, Return, Submit
from definitions.facts import Facts, Key, Obligation, Progress, State
from definitions.moments import parse_moment
from definitions.vocabulary import Definition, Issuer, Kind, Party, Process, Role, Rung, Step, Year
from definitions.who import accepting, audience, owners, playing, relay

DATE = dt.date.fromisoformat
PARTIES = (
    Party(id="so", name="Sở", roles=("province", "office")),
    Party(id="huyen-1", name="Huyện 1", roles=("district",), under="so"),
    Party(id="huyen-2", name="Huyện 2", roles=("district",), under="so", valid_to=DATE("2023-06-30")),
    Party(id="xa-1", name="Xã 1", roles=("commune",), under="huyen-1"),
    Party(id="xa-2", name="Xã 2", roles=("commune",), under="huyen-2"),
    Party(id="tu-do", name="Xã tự do", roles=("commune",)),
    Party(id="vong-1", name="Vòng 1", roles=("commune",), under="vong-2"),
    Party(id="vong-2", name="Vòng 2", roles=("commune",), under="vong-1"),
)
REPORT = Key("report", "2023-04", "xa-1")


def _step(**more):
    said = {"id": "report", "title": "Báo cáo", "kind": Kind.SUBMIT, "every": "month", "by": ("commune",)}
    return Step(**{**said, "due": parse_moment("before day 20"), **more})


def _ctx(step):
    year = Year(
        year=2023, process="p", first=DATE("2023-01-01"), last=DATE("2023-12-31"), issuer=Issuer(name="Sở"),
        parties=PARTIES,
    )  # fmt: skip
    roles = tuple(Role(id=id, title=id) for id in ("province", "district", "commune", "office"))
    return agenda.context(
        Definition(process=Process(id="p", title="P", roles=roles, forms=(), steps=(step,)), year=year)
    )


def _facts(state=State.OPEN, **more):
    return Facts("report", "2023-04", (Obligation(REPORT, state, **more),), Progress("report", "2023-04", 1))


def _told(actions):
    return {(action.kind, action.parties) for action in actions if isinstance(action, Tell)}


@pytest.mark.parametrize(
    ("via", "party", "through"),
    [
        ("district", "xa-1", "huyen-1"),
        ("district", "xa-2", "huyen-2"),
        ("province", "xa-1", "so"),  # two levels up
        ("district", "huyen-1", None),  # nobody relays for himself
        ("district", "tu-do", None),
        ("district", "vong-1", None),  # parties under each other end somewhere
        (None, "xa-1", None),
    ],
)
def test_a_relay_is_the_nearest_above_that_plays_the_role(via, party, through):
    """Through as many levels as there are; None where there is none."""
    step = _step(via=via)
    assert relay(_ctx(step), step, party) == through


def test_a_relay_accepts_what_comes_through_it_and_nobody_else():
    """It wins over `accept`; without a relay the role accepts, and with `auto` nobody has to."""
    for more, expected in (
        ({"via": "district", "accept": "office"}, ("huyen-1",)),
        ({"accept": "office"}, ("so",)),
        ({}, ()),
    ):
        step = _step(**more)
        assert accepting(_ctx(step), step, "xa-1") == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2023-06-30", ("huyen-1", "huyen-2")), ("2023-07-01", ("huyen-1",)), (None, ("huyen-1", "huyen-2"))],
)
def test_on_a_day_those_hear_who_are_there_on_it(on, expected):
    """The last day of an interval still counts, the day after it does not; without a day all of them do."""
    step = _step(to=("district",))
    assert audience(_ctx(step), step, DATE(on) if on else None) == expected


def test_a_party_of_several_roles_is_named_once():
    """In the order of the roles, then of the year."""
    ctx = _ctx(_step())
    assert playing(ctx, "province", "office", "district") == ("so", "huyen-1", "huyen-2")
    assert owners(ctx, ctx.steps["report"])[:2] == ("xa-1", "xa-2")


# ---------------------------------------------------------------- a relay at work


def test_a_relay_is_told_of_its_own_when_a_duty_opens(at):
    """The commune is asked, its district is told, and no other."""
    ctx = _ctx(_step(via="district"))
    told = _told(due(ctx, _facts(State.PLANNED), at("2023-04-03 08:00")))
    assert told == {("opened", ("xa-1",)), ("relay", ("huyen-1",))}


def test_a_rung_for_the_relay_reaches_the_one_that_the_party_stands_under(at):
    """Of the role that relays, only the district of this commune hears that it has not sent anything."""
    rung = Rung(id="r", kind="escalate", moment=parse_moment("1 working day after"), to="district")
    ctx = _ctx(_step(via="district", ladder=(rung,)))
    assert _told(due(ctx, _facts(), at("2023-04-20 09:00"))) == {("escalate", ("huyen-1",))}


def test_what_comes_through_a_relay_waits_for_it(at):
    """It is handed in, not accepted; the relay is asked to accept it, and its acceptance ends the duty."""
    ctx, now = _ctx(_step(via="district")), at("2023-04-10 09:00")
    handed_in = answer(ctx, _facts(), Submit(REPORT, "sha", now), now)
    assert [a.to for a in handed_in if isinstance(a, Move)] == [State.SUBMITTED]
    assert ("to-accept", ("huyen-1",)) in _told(handed_in)
    taken = answer(ctx, _facts(State.SUBMITTED), Accept(REPORT, "huyen-1.dau-moi"), now)
    assert [(a.to, a.by) for a in taken if isinstance(a, Move)] == [(State.ACCEPTED, "huyen-1.dau-moi")]


def test_a_relay_sends_back_with_what_is_missing(at):
    """The duty is open again, and the commune reads why."""
    returned = answer(
        _ctx(_step(via="district")), _facts(State.SUBMITTED), Return(REPORT, "thiếu biểu 2"), at("2023-04-11 09:00")
    )
    assert [a.to for a in returned if isinstance(a, Move)] == [State.RETURNED]
    assert _told(returned) == {("returned", ("xa-1",))}


def test_what_has_not_come_cannot_be_accepted(at):
    """Neither by a relay nor by anybody: the duty is still open."""
    refused = answer(_ctx(_step(via="district")), _facts(), Accept(REPORT), at("2023-04-11 09:00"))
    assert isinstance(refused, Refusal)
    assert (refused.reason, bool(refused.remedy)) == ("not-now", True)
