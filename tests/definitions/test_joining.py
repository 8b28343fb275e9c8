"""Whoever writes the code of a person to the bot is that person; five wrong ones, and nobody listens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from definitions.joining import CHANNEL, SILENCED, WRONG, bound, code_of, joined, waiting
from definitions.refusals import TRIES
from definitions.vocabulary import Directory, Person

SECRET = b"known to nobody but the tests"
PEOPLE = [Person(id=f"{unit}.dm", party=unit, name=unit.upper(), addresses={"mail": f"{unit}@so.example"})
          for unit in "abcd"]  # fmt: skip


@given(st.sampled_from(PEOPLE), st.lists(st.sampled_from(PEOPLE), max_size=4), st.integers(0, 2 * TRIES), st.booleans())
def test_a_code_is_good_for_one_person_who_has_not_joined(person, others, tries, typed_badly):
    """As it was typed on a telephone; after five wrong ones of that chat it comes too late."""
    directory = Directory(people=tuple(PEOPLE))
    for other in others:
        directory = bound(directory, other.id, f"chat-{other.id}")
    code = code_of(SECRET, person)
    found = joined(directory, SECRET, f" {code.lower().replace('-', ' ')}" if typed_badly else code, tries)
    expected = WRONG if person in others else person
    assert found == (SILENCED if tries >= TRIES else expected)
    assert {p.id for p in waiting(directory)} == {p.id for p in PEOPLE} - {p.id for p in others}


@given(st.text(max_size=30), st.integers(0, TRIES - 1))
def test_what_is_nobodys_code_opens_nothing(typed, tries):
    """Another office's code neither."""
    directory = Directory(people=tuple(PEOPLE))
    assert joined(directory, SECRET, typed, tries) is WRONG
    assert joined(directory, SECRET, code_of(b"another", PEOPLE[0]), tries) is WRONG


def test_a_chat_comes_first_and_mail_stays_behind_it():
    """Of whoever joined, and of nobody else."""
    after = bound(Directory(people=tuple(PEOPLE)), "a.dm", "chat-a")
    assert (after.person("a.dm").addresses[CHANNEL], after.person("a.dm").channels) == ("chat-a", ("zalo", "mail"))
    assert [p for p in after.people if p.id != "a.dm"] == PEOPLE[1:]
