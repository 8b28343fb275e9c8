"""What stands of what people said, word by word."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from definitions.spoken import NO_LINE, of_no_line, refused, standing

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
