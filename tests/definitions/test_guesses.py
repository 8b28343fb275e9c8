"""A wrong code is counted; the last one that is allowed is told, once; nothing else is a try."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions import links, refusals
from definitions.actions import Keep, Refusal, Refuse, Tell
from definitions.events import Verdict
from definitions.facts import Facts, Instants, Key, Obligation, Progress, State
from definitions.guesses import COUNTED, guessed
from definitions.refusals import TRIES

KEY = Key("month-approval", "2023-11", "lanh-dao-so")
NOW = dt.datetime(2023, 11, 3, 3, tzinfo=dt.UTC)
IT = Obligation(KEY, State.OPEN, Instants(), NOW, generation=2)
REASONS = sorted({it.reason for it in vars(refusals).values() if isinstance(it, Refusal)})


def facts(tries):
    """The approval, for which so many wrong codes are counted."""
    return Facts(KEY.step, KEY.period, (IT,), Progress(KEY.step, KEY.period), {}, NOW, None, tries)


@given(st.sampled_from(REASONS), st.integers(0, 2 * TRIES))
def test_only_who_held_no_good_code_has_tried(ctx, reason, tries):
    """Counted with its generation and its reason; whatever else was refused costs nothing."""
    actions = guessed(ctx, facts(tries), IT, reason)
    counted = [action for action in actions if isinstance(action, Refuse)]
    assert counted == ([Refuse(KEY, 2, reason, None)] if reason in COUNTED else [])
    assert bool(actions) is (reason in COUNTED)


def test_of_any_number_of_tries_one_is_told(ctx):
    """The fifth: the approval is locked from then on, and whoever it goes to hears of it."""
    told = [[a for a in guessed(ctx, facts(n), IT, "wrong-code") if isinstance(a, Tell)] for n in range(3 * TRIES)]
    assert [n for n, tells in enumerate(told) if tells] == [TRIES - 1]
    assert refusals.locked(TRIES)
    assert not refusals.locked(TRIES - 1)
    (tell,) = told[TRIES - 1]
    assert (tell.rung, tell.parties) == ("locked:2", ("van-phong",))


@pytest.mark.parametrize(
    ("purpose", "by_try", "by_act"), [(links.Purpose.FORM, True, False), (links.Purpose.DECIDE, False, True)]
)
def test_a_form_is_used_up_by_a_try_and_a_link_by_an_act(purpose, by_try, by_act):
    """A page that was filled in with a wrong code is filled in again; a fresh form is drawn after each try."""
    link = links.Link(purpose, KEY, "", 2, NOW)
    keep = Keep(KEY, "p", Verdict.APPROVE, "", 2, "", NOW, None)
    assert links.used_up(link, [Refuse(KEY, 2, "wrong-code", None)]) is by_try
    assert links.used_up(link, [keep]) is by_act


def test_a_form_is_known_by_its_id_and_opens_nothing():
    """Two forms are two; no address leads to one."""
    (one, link), (other, _) = (links.form(IT, id, NOW) for id in ("run-1", "run-2"))
    assert one != other
    assert (link.person, link.turn, link.key) == ("", 2, KEY)
    assert links.form(IT, "run-1", NOW + dt.timedelta(1))[0] == one
