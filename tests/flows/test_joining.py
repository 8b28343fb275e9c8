"""A person writes the code to the Zalo bot, and the chat is theirs; nobody else's code, and no guess, opens anything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from definitions.joining import kept_chats
from definitions.load import load_directory, write_directory
from definitions.refusals import TRIES
from definitions.source import Source
from flows.joining import JOINED, believed, heard, invitations, listen, webhook
from notifications.post import Receipt
from notifications.zalo import Heard


@pytest.fixture
def joining(world):
    """The small office, whose ledger holds its directory."""
    text = write_directory(world.office.definition.directory)
    world.ledger.keep_directory(text, now=world.clock.instant, by="x")
    return world


def people(world):
    """The directory as it is kept now."""
    return load_directory(Source("organisation.yaml", world.ledger.directory()))


def code_of(world, person="a.dm"):
    """The code that the Office gives to that person."""
    return next(each.code for each in invitations(world.office) if each.person == person)


class Bot:
    """What was written to it, and what it answered."""

    def __init__(self, *said):
        self.said, self.answers = said, []

    def heard(self):
        """Each once."""
        yield from self.said

    def deliver(self, chat, texts):
        """Taken."""
        self.answers.append((chat, texts[0]))
        return Receipt("sent", "ok")


def test_the_code_binds_the_chat_to_the_person(joining):
    """As it is typed on a telephone; from then on the first channel, with mail behind it; the trail says who."""
    bot = Bot(Heard("chat-a", f" {code_of(joining).lower().replace('-', ' ')}"))
    (line,) = listen(joining.office, bot)
    assert line.startswith("Đã kết nối: từ nay Đầu mối A")
    assert bot.answers == [("chat-a", line)]
    person = people(joining).person("a.dm")
    assert (person.addresses["zalo"], person.channels) == ("chat-a", ("zalo", "mail"))
    assert (joining.ledger.events()[-1].what, joining.ledger.events()[-1].by) == ("directory", "a.dm")
    assert "a.dm" not in {each.person for each in invitations(joining.office)}


def test_a_code_is_used_once(joining):
    """A second chat with the same code is told that it is not right."""
    code = code_of(joining)
    assert heard(joining.office, Heard("chat-a", code)).startswith("Đã kết nối")
    assert heard(joining.office, Heard("chat-b", code)).startswith("Mã này không đúng")
    assert people(joining).person("a.dm").addresses["zalo"] == "chat-a"


def test_a_chat_that_guesses_is_not_listened_to_any_more(joining):
    """Five wrong codes, and the right one comes too late for that chat; another chat may still join."""
    code = code_of(joining)
    for _ in range(TRIES):
        assert heard(joining.office, Heard("chat-x", "AAAAA-AAAAA")).startswith("Mã này không đúng")
    assert heard(joining.office, Heard("chat-x", code)).startswith("Đã nhập sai nhiều lần")
    assert heard(joining.office, Heard("chat-a", code)).startswith("Đã kết nối")


def test_every_person_has_a_code_of_their_own(joining):
    """And another office, with another key, has others."""
    mine = {each.code for each in invitations(joining.office)}
    assert len(mine) == len(people(joining).people)
    joining.office = replace(joining.office, secret=b"another one")
    assert not mine & {each.code for each in invitations(joining.office)}


def test_a_webhook_is_believed_by_its_secret_alone():
    """A wrong or missing secret is not believed, and where the office has none nobody is."""
    assert believed("our-secret", "our-secret")
    assert not believed("wrong", "our-secret")
    assert not believed("", "")


def test_a_webhook_answers_like_the_one_who_asks(joining):
    """The same message, where the provider calls us; what is no text of a person is not answered."""
    bot = Bot()
    body = {"message": {"chat": {"id": "chat-a"}, "text": code_of(joining)}}
    assert webhook(joining.office, {"message": {}}, bot) is None
    assert webhook(joining.office, body, bot).startswith("Đã kết nối")
    assert bot.answers == [("chat-a", webhook_words(joining))]


def webhook_words(world):
    return JOINED.format(name=people(world).person("a.dm").name)


def test_a_directory_that_is_read_anew_forgets_nobody_who_joined(joining):
    """The file of the office knows no chats; whoever is in it stays joined, whoever left is gone."""
    before = people(joining)
    heard(joining.office, Heard("chat-a", code_of(joining)))
    heard(joining.office, Heard("chat-b", code_of(joining, "b.dm")))
    fresh = before.model_copy(update={"people": tuple(p for p in before.people if p.id != "b.dm")})
    kept = kept_chats(fresh, people(joining))
    assert kept.person("a.dm").addresses["zalo"] == "chat-a"
    assert kept.known("b.dm") is None
    assert kept_chats(before, before) == before
