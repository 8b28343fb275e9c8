"""What follows from a silence: who was told, what went on, what came later, what never came."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from definitions.facts import Key, Obligation, State
from definitions.judgement import Letter
from definitions.silence import silence

ASKED, APPROVAL = Key("partner-agreement", "2023-10", "bao"), Key("month-approval", "2023-10", "lanh-dao-so")
ISSUE = Key("month-plan-issue", "2023-10", "van-phong")


def done(key, at):
    """An obligation that was settled then."""
    return Obligation(key, State.ACCEPTED, done=at)


def test_two_lives_of_one_year_side_by_side(ctx, at):
    """A partner is silent: the approval comes five days later all the same, the Office is told, nothing is issued."""
    plain = [
        done(ASKED, at("2023-10-05 10:00")),
        done(APPROVAL, at("2023-10-06 15:00")),
        done(ISSUE, at("2023-10-06 15:00")),
    ]
    lived = [Obligation(ASKED, State.MISSED), done(APPROVAL, at("2023-10-11 15:00")), Obligation(ISSUE)]
    told = Letter("vp", at("2023-10-10 08:00"), ((ASKED, "missed"), (APPROVAL, "decided")))
    found = silence(ctx, ["bao"], plain, lived, [told])
    assert found.owed == (ASKED,)
    assert [(it.kind, it.people) for it in found.told] == [("missed", ("vp",))]
    assert found.without == (APPROVAL,)
    assert [(it.key, it.days) for it in found.delayed] == [(APPROVAL, 5)]
    assert found.never == (ISSUE,)


def test_what_comes_earlier_or_on_the_same_day_is_no_delay(ctx, at):
    """A delay is counted in days, and only where it is one."""
    plain = [done(APPROVAL, at("2023-10-06 09:00"))]
    later = at("2023-10-06 16:00")
    for when in (later, later - dt.timedelta(days=2)):
        assert silence(ctx, ["bao"], plain, [replace(plain[0], done=when)], []).delayed == ()
