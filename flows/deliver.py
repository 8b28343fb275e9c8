"""Letters leave: pending items are merged per person, asked whether they still hold, worded, sent, and accounted for.

At least once, then a person: a letter whose lease ran out may have left; it is tried once more under the same
Message-ID, and after that it is `unknown`, for the Office to look at. Scheduling is at most once (unique keys).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from definitions.digest import Item, digest, needless, stale
from definitions.facts import Key, Obligation
from flows.saying import Words
from flows.told import Say
from flows.wiring import Office
from storage.port import Message

if TYPE_CHECKING:
    from definitions.vocabulary import Person
    from notifications.messages import Letter

LEASE = dt.timedelta(minutes=10)
"""At least three times the hard time limit of a channel (the failure modes' pattern 1)."""

RETRY_AFTER = tuple(dt.timedelta(minutes=m) for m in (5, 15, 60, 240, 720))
"""Greylisting wants five minutes at least; after the last the letter has failed for good."""

HELD = "held"


class Wording(Protocol):
    """What turns items into letters."""

    domain: str

    def letter(self, person: str, items: Sequence[Item]) -> tuple[Person, Letter]:
        """The letter of these items to that person."""


def deliver(
    office: Office, links: Mapping[Key, str], say: Say, failures: list[str], words: Wording | None = None
) -> list[str]:
    """Send what is pending; lines for people to read. While sending is held nothing leaves and nothing is lost.

    `words` turn items into letters; the office's own, where none are given.
    """
    now = office.now()
    if office.ledger.setting("sending") == HELD:
        waiting = len(office.ledger.pending(now))
        return [f"Đang chạy thử: {waiting} nội dung chưa gửi, chờ Văn phòng cho phép gửi."] if waiting else []
    round_ = _Round(office, words or Words(office, links), now, say, failures)
    count = round_.once_more() + round_.pending()
    return [f"Đã gửi {count} thư."] if count else []


@dataclass(frozen=True)
class _Round:
    """One delivery round; every method returns how many letters were taken by the provider."""

    office: Office
    words: Wording
    now: dt.datetime
    say: Say
    failures: list[str]
    known: dict[Key, Obligation | None] = field(default_factory=dict)

    def pending(self) -> int:
        """What was decided since the last round, one letter per person and channel."""
        count = 0
        for bundle in digest(self._said_once(self._holding(self.office.ledger.pending(self.now)))):
            leased = self.office.ledger.lease(
                bundle.id, bundle.person, bundle.channel, bundle.items, now=self.now, until=self.now + LEASE
            )
            count += self._send(leased) if leased else 0
        return count

    def once_more(self) -> int:
        """Letters that nobody knows about, and letters that were not taken and whose next try has come.

        They are asked again whether they still hold: what they wanted may have been done while they waited.
        """
        count = 0
        for message in (*self.office.ledger.expired(self.now), *self.office.ledger.retries(self.now)):
            if not self._holding(message.items):
                continue
            if message.state == "sending" and message.attempts > 1:
                self._unknown(message, "hai lần gửi bị ngắt giữa chừng")
                continue
            again = self.office.ledger.renew(message.id, now=self.now, until=self.now + LEASE)
            count += self._send(again) if again else 0
        return count

    def _holding(self, items: Iterable[Item]) -> list[Item]:
        """Those of these items that still say something true; the others are cancelled with their reason."""
        holding = []
        for item in items:
            why = stale(item, self._obligation(item.key))
            if why is None:
                holding.append(item)
            else:
                self.office.ledger.cancel([item], why, now=self.now)
        return holding

    def _said_once(self, items: list[Item]) -> list[Item]:
        """What has waited for long says a thing once."""
        repeated = dict(needless(items))
        for item, why in repeated.items():
            self.office.ledger.cancel([item], why, now=self.now)
        return [item for item in items if item not in repeated]

    def _obligation(self, key: Key) -> Obligation | None:
        if not self.office.context.names(key):
            return None  # the text of the year has changed, and no longer knows it
        if key not in self.known:
            self.known[key] = self.office.ledger.facts(key.step, key.period, key=key).obligation(key)
        return self.known[key]

    def _send(self, message: Message) -> int:
        wait = RETRY_AFTER[message.attempts - 1] if message.attempts <= len(RETRY_AFTER) else None
        try:
            to, letter = self.words.letter(message.person, message.items)
            address = to.addresses[message.channel]
        except Exception as error:  # noqa: BLE001 - a letter that cannot be worded must not stop the others
            self._failed(message, "", f"Thư cho {message.person} chưa soạn được: {_why(error)}", wait)
            return 0
        receipt = self.office.post.send(
            message.channel,
            address,
            to.name,
            letter,
            message_id=f"<{message.id}@{self.words.domain}>",
            at=self.now,
        )
        if receipt.outcome == "sent":
            self.office.ledger.sent(message.id, now=self.now, subject=letter.subject, reply=receipt.reply)
            self.say(f"{to.name}: {letter.subject}")
            return 1
        if receipt.outcome == "unknown":
            self._unknown(message, receipt.reply)
            return 0
        why = f"Thư cho {to.name} chưa gửi được: {receipt.reply}"
        self._failed(message, letter.subject, why, wait if receipt.outcome == "retry" else None)
        return 0

    def _unknown(self, message: Message, why: str) -> None:
        self.office.ledger.unknown(message.id, now=self.now, why=why)
        self.failures.append(
            f"Không rõ thư cho {message.person} đã gửi được hay chưa: {why}. Đề nghị Văn phòng hỏi lại người nhận."
        )

    def _failed(self, message: Message, subject: str, why: str, wait: dt.timedelta | None) -> None:
        self.office.ledger.failed(
            message.id, now=self.now, subject=subject, error=why, retry=self.now + wait if wait else None
        )
        remedy = "Chương trình sẽ tự gửi lại." if wait else "Đề nghị Văn phòng kiểm tra địa chỉ rồi gửi bằng cách khác."
        self.failures.append(f"{why}. {remedy}")


def _why(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"danh bạ không còn {error}"
    return str(getattr(error, "message", error))
