"""What reached nobody is answered by the ledger itself, the same as if every message of the year had been read."""

from __future__ import annotations

import random

import pytest

from definitions.undelivered import Failure, said

CHANNELS = ("mail", "zalo", "sms")


def ended(year, say, *answers, rung="a"):
    """One thing is told on one channel after the other, each attempt with its answer."""
    for channel, answer in zip(CHANNELS, answers, strict=False):
        item = say.item(rung=rung, channel=channel)
        year.record([], seen={}, now=say.T, items=[item])
        year.lease([say.bundle(f"{rung}-{channel}", item)], now=say.T, until=say.T + say.HOUR)
        year.end([say.ending(f"{rung}-{channel}", 1, **answer)], now=say.T)


def lost(year):
    """The channels by which nobody was reached."""
    return [it.item.channel for it in year.failures()]


def read_whole(year, say):
    """The same from every message and every item: whoever has the time can see what the question means."""
    messages = year.messages()
    told = {said(i) for m in messages if m.state in ("sent", "sending") or m.next_at for i in m.items}
    told |= {said(i) for i in year.pending(say.T + 9999 * say.HOUR)}
    found = [
        Failure(item, m.id, m.state, m.error, m.created)
        for m in messages
        if m.state in ("failed", "unknown") and m.next_at is None
        for item in m.items
        if said(item) not in told
    ]
    return sorted(found, key=lambda it: (it.made, it.letter, it.item.identity))


def test_a_letter_that_failed_for_good_reached_nobody(year, say):
    """Item, letter, how it ended and what was answered; by every channel that was tried."""
    ended(year, say, {"state": "failed", "error": "550"}, {"state": "unknown", "error": "timeout"})
    first, second = year.failures()
    assert (first, second) == (
        Failure(say.item(rung="a"), "a-mail", "failed", "550", say.T),
        Failure(say.item(rung="a", channel="zalo"), "a-zalo", "unknown", "timeout", say.T),
    )


@pytest.mark.parametrize("how", ["sent", "retried", "under way", "waits"])
def test_what_another_channel_tells_is_not_lost(year, say, how):
    """It has left, is tried again, is being sent, or waits to be: nothing of it is asked for."""
    ended(year, say, {"state": "failed", "error": "400"})
    other = say.item(rung="a", channel="zalo")
    year.record([], seen={}, now=say.T, items=[other])
    if how != "waits":
        year.lease([say.bundle("other", other)], now=say.T, until=say.T + say.HOUR)
    if how in ("sent", "retried"):
        more = {"state": "failed", "retry": say.T + say.HOUR} if how == "retried" else {"state": "sent"}
        year.end([say.ending("other", 1, **more)], now=say.T)
    assert lost(year) == []
    ended(year, say, {"state": "failed"}, rung="b")
    assert lost(year) == ["mail"]


def test_what_is_tried_again_is_not_lost_yet(year, say):
    """By itself, or because the Office says so; and once it has failed again, it is."""
    ended(year, say, {"state": "failed", "retry": say.T + say.HOUR})
    assert lost(year) == []
    year.renew("a-mail", now=say.T, until=say.T + say.HOUR)
    year.end([say.ending("a-mail", 2, "failed")], now=say.T)
    assert lost(year) == ["mail"]
    assert year.resend("a-mail", now=say.T, by="x")
    assert lost(year) == []


def test_what_no_longer_holds_and_what_others_are_told_is_nothing_lost(year, say):
    """A cancelled item was to reach nobody; the same duty told to another person, or another rung, is another thing."""
    ended(year, say, {"state": "failed"})
    others = [say.item(rung="a", person="q"), say.item(rung="b")]
    year.record([], seen={}, now=say.T, items=others)
    assert lost(year) == ["mail"]
    year.cancel([say.item(rung="a")], "đã nộp", now=say.T)
    assert lost(year) == []


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happened_it_is_what_the_whole_year_says(year, say, seed):
    """A random history of leases, endings, holding, cancelling and sending again."""
    dice, now = random.Random(seed), say.T
    items = [say.item(rung=r, person=p, channel=c) for r in "abc" for p in "pq" for c in CHANNELS[:2]]
    year.record([], seen={}, now=now, items=items)
    seen = 0
    for n in range(120):
        waiting, messages, later = year.pending(now), year.messages(), now + say.HOUR
        act = dice.choice(["lease", "lease", "end", "end", "end", "renew", "resend", "cancel", "hold"])
        if act == "lease" and waiting:
            year.lease([say.bundle(f"m{n}", dice.choice(waiting))], now=now, until=later)
        elif act in ("hold", "cancel") and waiting and n % 3 == 0:
            year.hold(waiting[:1], "x", now=now, by="x") if act == "hold" else year.cancel(waiting[:1], "x", now=now)
        elif messages and act in ("end", "renew", "resend"):
            _done_to(year, say, act, dice.choice(messages), dice)
        assert year.failures() == read_whole(year, say)
        seen += bool(year.failures())
    assert seen


def _done_to(year, say, act, message, dice):
    later = say.T + say.HOUR
    if act == "end":
        state, retry = (
            dice.choice(["sent", "failed", "failed", "unknown", "back"]),
            dice.choice([None, None, None, later]),
        )
        year.end([say.ending(message.id, message.attempts, state, error="no", retry=retry)], now=say.T)
    elif act == "renew":
        year.renew(message.id, now=later, until=later)
    elif dice.random() < 0.3:
        year.resend(message.id, now=say.T, by="x")
