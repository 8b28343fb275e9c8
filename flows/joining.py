"""Joining: a person writes the code that the Office has given them to the Zalo bot, and is written to there from then on."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from definitions.codes import code_for, code_hash
from definitions.facts import Key
from definitions.load import load_directory, write_directory
from definitions.source import Source
from definitions.vocabulary import Directory, Person
from flows.wiring import Office

if TYPE_CHECKING:
    from notifications.zalo import Bot, Heard

CHANNEL = "zalo"
TRIES = 5
"""So many wrong codes of one chat, and it is not listened to any more: a code opens a person's letters."""

JOINED = "Đã kết nối: từ nay {name} nhận thư của chương trình tại đây. Cần thôi nhận, đề nghị báo Văn phòng."
WRONG = "Mã này không đúng, hoặc đã được dùng. Đề nghị kiểm tra lại mã do Văn phòng cung cấp."
LOCKED = "Đã nhập sai nhiều lần. Đề nghị liên hệ Văn phòng."


@dataclass(frozen=True, slots=True)
class Invitation:
    """The code of a person who has no chat yet: the Office hands it over, the person writes it to the bot."""

    person: str
    name: str
    code: str


def invitations(office: Office) -> list[Invitation]:
    """Everybody who could join, with the code; whoever has joined is not among them."""
    return [
        Invitation(person.id, person.name, _code(office, person))
        for person in _directory(office).people
        if CHANNEL not in person.addresses
    ]


def _code(office: Office, person: Person) -> str:
    """Bound to the person, and as hard to guess as the code of an approval."""
    return code_for(office.secret, Key("join", CHANNEL, person.party), person.id, "", 0)


def _directory(office: Office) -> Directory:
    """The latest one: other workers, and the Office, change it."""
    text = office.ledger.directory()
    return load_directory(Source("organisation.yaml", text)) if text else Directory()


def heard(office: Office, said: Heard) -> str:
    """What somebody wrote to the bot: the chat is bound to whom the code belongs to. The words to answer with."""
    tries = int(office.ledger.setting(_tried(said.chat)) or 0)
    if tries >= TRIES:
        return LOCKED
    directory, typed = _directory(office), code_hash(said.text)
    waiting = (person for person in directory.people if CHANNEL not in person.addresses)
    person = next((p for p in waiting if hmac.compare_digest(code_hash(_code(office, p)), typed)), None)
    now = office.now()
    if person is None:
        office.ledger.set(_tried(said.chat), str(tries + 1), now=now)
        return WRONG
    office.ledger.keep_directory(write_directory(bound(directory, person.id, said.chat)), now=now, by=person.id)
    return JOINED.format(name=person.name)


def _tried(chat: str) -> str:
    return f"joining:{chat}"


def bound(directory: Directory, person: str, chat: str) -> Directory:
    """The same directory, in which that person is written to in that chat first."""
    people = tuple(_joined(p, chat) if p.id == person else p for p in directory.people)
    return directory.model_copy(update={"people": people})


def _joined(person: Person, chat: str) -> Person:
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


# ---------------------------------------------------------------- where messages come from


def listen(office: Office, bot: Bot) -> list[str]:
    """Ask the provider what was written to the bot, and answer each; lines for people to read."""
    return list(_answered(office, bot))


def _answered(office: Office, bot: Bot) -> Iterator[str]:
    for said in bot.heard():
        yield _answer(office, bot, said)


def _answer(office: Office, bot: Bot, said: Heard) -> str:
    words = heard(office, said)
    receipt = bot.deliver(said.chat, [words])
    return words if receipt.outcome == "sent" else f"{words} (chưa trả lời được: {receipt.reply})"


def believed(given: str, secret: str) -> bool:
    """Whether the provider calls us: `given` is what its header says, `secret` ours; compared in constant time."""
    return bool(secret) and hmac.compare_digest(given.encode(), secret.encode())


def webhook(office: Office, body: Any, bot: Bot) -> str | None:
    """The same, where the provider calls us and is believed. None for what is not to be answered."""
    from notifications.zalo import heard_in

    said = heard_in(body)
    return _answer(office, bot, said) if said is not None else None
