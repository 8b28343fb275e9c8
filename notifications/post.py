"""What carries letters, as a contract: what became of one, and a post that keeps letters in memory."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from notifications.messages import Letter

MAIL: Final = "mail"
ZALO: Final = "zalo"

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one letter. `reply` is the provider's own answer, or the error; it never holds a secret.

    sent: taken. retry: not taken, may be tried again. failed: refused for good. unknown: it may have left. away: not
    taken, and no letter's fault: the provider is not there, lets us in no more, or takes nothing now.
    """

    outcome: Literal["sent", "retry", "failed", "unknown", "away"]
    reply: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One letter with everything that is written on its cover."""

    channel: str
    address: str
    name: str
    letter: Letter
    message_id: str
    at: dt.datetime


class Post(Protocol):
    """Whatever carries letters. One call is one recipient on one channel; it never raises for what a provider does."""

    def send(
        self, channel: str, address: str, name: str, letter: Letter, message_id: str, *, at: dt.datetime
    ) -> Receipt:
        """Hand it over. `at` is the office's clock and becomes the mail's Date; `message_id` stays equal over tries."""

    def close(self) -> None:
        """Let go of every connection."""


@dataclass(slots=True)
class MemoryPost:
    """Keeps what it is given; `script` may refuse: it sees the parcel and returns a receipt, or None to take it."""

    sent: list[Parcel] = field(default_factory=list)
    script: Callable[[Parcel], Receipt | None] | None = None

    def send(
        self, channel: str, address: str, name: str, letter: Letter, message_id: str, *, at: dt.datetime
    ) -> Receipt:
        """As `Post.send`; what the script refuses is not kept."""
        parcel = Parcel(channel, address, name, letter, message_id, at)
        refusal = self.script(parcel) if self.script else None
        if refusal is not None:
            return refusal
        self.sent.append(parcel)
        return Receipt("sent", f"250 kept as {len(self.sent)}")

    def close(self) -> None:
        """Nothing to let go of."""


class Posts:
    """One post per channel; a channel that the office has not set up fails for good, with a sentence that says so."""

    def __init__(self, by_channel: Mapping[str, Post]) -> None:
        self._by_channel = dict(by_channel)

    def send(
        self, channel: str, address: str, name: str, letter: Letter, message_id: str, *, at: dt.datetime
    ) -> Receipt:
        """As `Post.send`, by the post of that channel."""
        post = self._by_channel.get(channel)
        if post is None:
            known = ", ".join(sorted(self._by_channel)) or "chưa có kênh nào"
            return Receipt("failed", f"Kênh «{channel}» chưa được thiết lập (đang có: {known}).")
        return post.send(channel, address, name, letter, message_id, at=at)

    def close(self) -> None:
        """Close each of them."""
        for post in self._by_channel.values():
            post.close()


def one_line(text: str) -> str:
    """What somebody typed, fit for a header: NFC, no line break, no control or direction character."""
    return _CONTROL.sub(" ", unicodedata.normalize("NFC", text)).strip()
