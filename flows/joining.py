"""Joining: a person writes the code that the Office has given them to the Zalo bot, and is written to there from then on."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from definitions import joining
from definitions.actions import Refusal
from definitions.load import load_directory, write_directory
from definitions.source import Source
from definitions.vocabulary import Directory
from flows.wiring import Office

if TYPE_CHECKING:
    from notifications.zalo import Bot, Heard

JOINED = "Đã kết nối: từ nay {name} nhận thư của chương trình tại đây. Cần thôi nhận, đề nghị báo Văn phòng."


@dataclass(frozen=True, slots=True)
class Invitation:
    """The code of a person who has no chat yet: the Office hands it over, the person writes it to the bot."""

    person: str
    name: str
    code: str


def invitations(office: Office) -> list[Invitation]:
    """Everybody who could join, with the code."""
    people = joining.waiting(_directory(office))
    return [Invitation(person.id, person.name, joining.code_of(office.secret, person)) for person in people]


def _directory(office: Office) -> Directory:
    """The latest one: other workers, and the Office, change it."""
    text = office.ledger.directory()
    return load_directory(Source("organisation.yaml", text)) if text else Directory()


def heard(office: Office, said: Heard) -> str:
    """What somebody wrote to the bot: the chat is bound to whom the code belongs to. The words to answer with."""
    directory, tries = _directory(office), int(office.ledger.setting(_tried(said.chat)) or 0)
    found, now = joining.joined(directory, office.secret, said.text, tries), office.now()
    if isinstance(found, Refusal):
        if found is joining.WRONG:
            office.ledger.set(_tried(said.chat), str(tries + 1), now=now)
        return f"{found.message} {found.remedy}"
    office.ledger.keep_directory(write_directory(joining.bound(directory, found.id, said.chat)), now=now, by=found.id)
    return JOINED.format(name=found.name)


def _tried(chat: str) -> str:
    return f"joining:{chat}"


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
