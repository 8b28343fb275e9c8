"""What stands of what people said, word by word."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from definitions.spoken import NO_LINE, Statement, of_no_line, refused, standing, words_of

NAMES = st.sampled_from([("line", "l1"), ("line", "l2"), ("topic", "t1"), NO_LINE])
WORDS = st.lists(st.tuples(NAMES, st.sampled_from(["confirmed", "refused"])), max_size=12)


def spoken(said):
    """The words as the ledger has them."""
    return [SimpleNamespace(kind=name[0], target=name[1], verdict=verdict) for name, verdict in said]


@given(WORDS)
def test_the_latest_word_stands(said):
    """Whatever was said before, the last word is what counts for its target."""
    for n, (name, verdict) in enumerate(said, 1):
        assert standing(spoken(said[:n]))[name] == verdict


@given(WORDS)
def test_of_no_line_and_a_confirmed_line_never_stand_together(said):
    """Each ends the other; what is refused of single lines stays refused."""
    stands = standing(spoken(said))
    confirmed = [
        name for name, verdict in stands.items() if name[0] == "line" and name != NO_LINE and verdict == "confirmed"
    ]
    assert not (of_no_line(spoken(said)) and confirmed)


def test_a_line_that_is_confirmed_again_is_not_refused():
    """Undoing is a word like any other; "of no line" names no id."""
    words = spoken([(("line", "l1"), "refused"), (("topic", "t1"), "refused"), (NO_LINE, "refused")])
    assert refused(words) == ("l1", "t1")
    assert refused([*words, *spoken([(("line", "l1"), "confirmed")])]) == ("t1",)


def test_what_is_told_at_once_becomes_words():
    """Lines one by one, "none" before what is confirmed; topics that are named are all that count, unnamed they stay."""
    said = Statement(lines=("l1",), refused=("l2",), topics=("t1", "t2"))
    assert words_of(said, ("t1", "t9"), ("k1",)) == (
        ("line", "l2", "refused"), ("line", "l1", "confirmed"), ("topic", "t9", "refused"), ("topic", "t1", "confirmed"),
        ("topic", "t2", "confirmed"),
    )  # fmt: skip
    assert words_of(Statement(refused=("l2",), none=True), (), ()) == (("line", "l2", "refused"), (*NO_LINE, "refused"))


def test_a_statement_may_not_contradict_itself():
    """A line is one or is none; "no line at all" beside a line is nothing that can be kept."""
    assert Statement(lines=("l1",), refused=("l1",)).contradicts
    assert Statement(lines=("l1",), none=True).contradicts
    assert not Statement(lines=("l1",), refused=("l2",)).contradicts
    assert not Statement()
