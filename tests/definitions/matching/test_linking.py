"""The rules of linking: which lines count, what people taught, what links itself and what waits for a person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pytest

from definitions.matching import Suggestion
from definitions.matching.linking import judged_of, links_itself, offered, planned, planning, repeats, waits
from definitions.vocabulary import Every, Kind, Step


@dataclass(frozen=True)
class Word:
    """What a person said."""

    kind: str
    target: str
    verdict: str


@dataclass(frozen=True)
class Link:
    """Who made a link."""

    kind: str
    target: str
    how: str


@dataclass(frozen=True)
class Published:
    """A publication, as the rules see it."""

    title: str = "Rác quê đi về đâu?"
    at: dt.date = dt.date(2023, 10, 2)
    partner: str = "bao"
    genre: str = "Tin"
    unit: str = ""
    url: str = ""
    topics: tuple = ()
    activities: tuple = ()
    lines: tuple = ()
    said: tuple = ()
    words: tuple = ()


def suggested(kind, id, *, certain=True):
    return Suggestion(kind, id, 0.9, certain, ("Cùng nói về: rác",))


FOUND = (
    *(suggested("line", f"l{n}", certain=n == 1) for n in range(1, 6)),
    suggested("topic", "t1"), suggested("topic", "t2", certain=False), suggested("activity", "k1"),
)  # fmt: skip
NONE = Word("line", "", "refused")


def test_the_plans_are_what_is_sent_every_month():
    """What a monthly sending is about; neither what is sent once a year nor what is only put together."""
    told = {"title": "x", "by": ("office",)}
    steps = (
        Step(id="send", kind=Kind.SEND, every=Every.MONTH, on="plan", **told),
        Step(id="report", kind=Kind.SEND, every=Every.YEAR, on="year-report", **told),
        Step(id="plan", kind=Kind.COMPILE, every=Every.MONTH, **told),
    )
    assert planning(steps) == (("plan", "send"),)


def test_dropped_lines_do_not_count_and_the_others_keep_their_number():
    """People call a line by its place in the month's plan; an addition to a month belongs to that month."""
    lines = [{"id": "a", "content": "A", "state": "dropped"}, {"id": "b", "content": "B"}]
    (line,) = planned({"2023-10-B1": lines}, ())
    assert (line.id, line.number, line.period) == ("b", 2, "2023-10")


def test_a_line_that_travelled_again_is_one_line_as_it_was_sent():
    """A change counts from the day on which it is sent out; before, and where it was not taken, the earlier plan does."""
    plans = {"2023-10": [{"id": "a", "content": "cũ"}], "2023-10-B1": [{"id": "b"}, {"id": "a", "content": "mới"}]}
    for sent, found in ((["2023-10"], ("cũ", 1)), (["2023-10", "2023-10-B1"], ("mới", 2)), ([], ("mới", 2))):
        assert [(it.content, it.number) for it in planned(plans, sent) if it.id == "a"] == [found]
    plans["2023-10-B1"][1]["state"] = "unchanged"
    assert [it.content for it in planned(plans, plans) if it.id == "a"] == ["cũ"]


def test_a_machine_teaches_nothing_and_a_refusal_does():
    """What people confirmed and what they refused is evidence; a word that was taken back is none."""
    it = Published(
        lines=("l1", "l2"), topics=("t1",), said=(Link("line", "l1", "machine"),),
        words=(Word("line", "l3", "refused"), Word("line", "l4", "refused"), Word("line", "l4", "confirmed")),
    )  # fmt: skip
    judged = judged_of(it)
    assert (judged.lines, judged.topics, judged.refused) == (["l2"], ["t1"], ("l3",))


@pytest.mark.parametrize(
    ("it", "linked"),
    [
        (Published(), ["l1", "t1", "k1"]),
        (Published(topics=("t9",)), ["l1", "k1"]),
        (Published(topics=("t9",), activities=("k9",)), ["l1"]),
        (Published(lines=("l9",)), []),
    ],
)
def test_what_is_certain_links_itself_where_nobody_named_anything(it, linked):
    """A person's lines are left alone altogether; a person's topic is the only one."""
    assert [one.id for one in links_itself(it, FOUND)] == linked


@pytest.mark.parametrize(
    ("words", "lines", "waiting"),
    [
        ((), (), True),
        ((), ("l1",), False),
        ((NONE,), (), False),
        ((NONE, Word("line", "l1", "confirmed"), Word("line", "l1", "refused")), (), True),
        ((Word("line", "l1", "refused"), Word("topic", "t1", "confirmed")), (), True),
    ],
)
def test_what_has_no_line_waits_until_a_person_says_that_it_belongs_to_none(words, lines, waiting):
    """A refused suggestion alone does not end the waiting: another line may be right."""
    assert waits(Published(words=words, lines=lines)) is waiting


def test_three_lines_are_offered_and_what_is_sure_beside_them():
    """Topics and activities only where nobody named one, and only such as are certain."""
    assert [one.id for one in offered(Published(), FOUND)] == ["l1", "l2", "l3", "t1", "k1"]
    assert [one.id for one in offered(Published(topics=("t9",)), FOUND)] == ["l1", "l2", "l3", "k1"]


def test_a_record_repeats_another_that_names_as_much_or_was_judged_since():
    """What it names is there, or a person has spoken of it; another line is another record."""
    before = Published(lines=("l1",), topics=("t1",), words=(Word("line", "l2", "refused"),))
    assert repeats(Published(), before)
    assert repeats(Published(lines=("l1", "l2")), before)
    assert not repeats(replace(before, lines=("l3",)), before)
