"""Joining: whose a chat is that a code was written in; how many wrong codes of one chat are answered."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from typing import Final

from definitions.actions import Refusal
from definitions.codes import code_for, code_hash
from definitions.facts import Key
from definitions.refusals import locked
from definitions.vocabulary import Directory, Person

CHANNEL: Final = "zalo"

WRONG: Final = Refusal(
    "wrong-code", "Mã này không đúng, hoặc đã được dùng.", "Đề nghị kiểm tra lại mã do Văn phòng cung cấp."
)
SILENCED: Final = Refusal("locked", "Đã nhập sai nhiều lần.", "Đề nghị liên hệ Văn phòng.")


def waiting(directory: Directory) -> Iterator[Person]:
    """Everybody who could join; whoever has joined is not among them."""
    return (person for person in directory.people if CHANNEL not in person.addresses)


def code_of(secret: bytes, person: Person) -> str:
    """Bound to the person, and as hard to guess as the code of an approval."""
    return code_for(secret, Key("join", CHANNEL, person.party), person.id, "", 0)


def joined(directory: Directory, secret: bytes, typed: str, tries: int) -> Person | Refusal:
    """Whose code was typed in a chat that has had so many wrong ones.

    A chat that guesses is not listened to any more: a code opens a person's letters.
    """
    if locked(tries):
        return SILENCED
    given = code_hash(typed)
    found = (p for p in waiting(directory) if hmac.compare_digest(code_hash(code_of(secret, p)), given))
    return next(found, WRONG)


def bound(directory: Directory, person: str, chat: str) -> Directory:
    """The same directory, in which that person is written to in that chat first."""
    people = tuple(_in_chat(p, chat) if p.id == person else p for p in directory.people)
    return directory.model_copy(update={"people": people})


def _in_chat(person: Person, chat: str) -> Person:
    channels = person.channels or tuple(person.addresses)
    return person.model_copy(
        update={"addresses": {**person.addresses, CHANNEL: chat}, "channels": (CHANNEL, *channels)}
    )


def kept_chats(new: Directory, old: Directory) -> Directory:
    """A directory as it is written anew, in which nobody who has joined since is forgotten."""
    for person in new.people:
        before = old.known(person.id)
        if before is not None and CHANNEL in before.addresses and CHANNEL not in person.addresses:
            new = bound(new, person.id, before.addresses[CHANNEL])
    return new
