"""Handing over: a letter is worded, entered in the send journal, given to the post, and what the post says is judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from definitions import delivery
from definitions.digest import Item
from flows.wiring import Office
from storage.outward import Ending, Message

if TYPE_CHECKING:
    from definitions.vocabulary import Person
    from notifications.messages import Letter
    from notifications.post import Receipt
    from storage.journal import Entry


INTERRUPTED = "việc gửi bị ngắt giữa chừng"


class Wording(Protocol):
    """What turns items into letters."""

    domain: str

    def letter(self, person: str, items: Sequence[Item]) -> tuple[Person, Letter]:
        """The letter of these items to that person."""


AHEAD = 25
"""So many letters are worded before the first of them leaves: each no earlier than its batch was asked (`deliver`)."""

HEAVY = 8 << 20
"""Bytes of documents at which fewer of them wait in memory."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A letter that can leave, or `why` there is none."""

    message: Message
    to: Person | None = None
    address: str = ""
    letter: Letter | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """How handing over one letter ended; `away` says that its channel is not there, `name` whose letter it was."""

    ending: Ending
    name: str = ""
    away: bool = False


@dataclass(frozen=True, slots=True)
class Hands:
    """What gives letters to the post. No rule of its own: `definitions/delivery.py` says what follows from an answer."""

    office: Office
    words: Wording

    def ready(self, messages: Sequence[Message]) -> None:
        """Write down that they are handed over; each singly when its turn comes, where a second copy would harm."""
        singly = {m.id for m in messages if delivery.policy(item.kind for item in m.items) == "park"}
        self.office.journal.handing(messages, singly)

    def worded(self, messages: Iterable[Message]) -> Iterator[Worded]:
        """Each with its words, a few letters ahead of the one that leaves: words are quicker one after the other."""
        few: list[Worded] = []
        heavy = 0
        for message in messages:
            few.append(worded := self._worded(message))
            heavy += sum(len(file.data) for file in worded.letter.attachments) if worded.letter else 0
            if len(few) == AHEAD or heavy >= HEAVY:
                yield from few
                few, heavy = [], 0
        yield from few

    def _worded(self, message: Message) -> Worded:
        try:
            to, letter = self.words.letter(message.person, message.items)
            return Worded(message, to, to.addresses[message.channel], letter)
        except Exception as error:  # noqa: BLE001 - a letter that cannot be worded must not stop the others
            return Worded(message, why=f"chưa soạn được: {_why(error)}")

    def over(self, worded: Worded, now: dt.datetime) -> Handed:
        """Write down that its turn has come, hand it over, write down the answer."""
        message, to, letter = worded.message, worded.to, worded.letter
        if to is None or letter is None:
            return Handed(self._refused(message, worded.why, "", now), message.person)
        self.office.journal.begins(message)
        receipt = self._sent(message, to, worded.address, letter, now)
        self.office.journal.answered(message, receipt.outcome, receipt.reply, letter.subject)
        ending = self.judged(message, receipt.outcome, receipt.reply, letter.subject, now)
        return Handed(ending, to.name, receipt.outcome == "away")

    def _sent(self, message: Message, to: Person, address: str, letter: Letter, now: dt.datetime) -> Receipt:
        from notifications.post import Receipt

        try:
            return self.office.post.send(
                message.channel, address, to.name, letter, message_id=f"<{message.id}@{self.words.domain}>", at=now
            )
        except Exception as error:  # noqa: BLE001 - a post never raises; of one that did nobody knows what it has sent
            return Receipt("unknown", f"{type(error).__name__}: {error}")

    def judged(self, message: Message, outcome: str, reply: str, subject: str, now: dt.datetime) -> Ending:
        """What an answer means for the message."""
        if outcome == "sent":
            return Ending(message.id, message.attempts, "sent", subject, reply)
        if outcome == "unknown":
            return self.doubted(message, reply, subject, now)
        if outcome == "away":
            return Ending(message.id, message.attempts, "back", subject, error=reply, retry=now)
        return self._refused(message, reply, subject, now, for_good=outcome == "failed")

    def doubted(
        self, message: Message, why: str, subject: str, now: dt.datetime, *, wait: dt.timedelta | None = None
    ) -> Ending:
        """It may have left: sent once more where that harms nobody, else left for a person to look at."""
        again = delivery.may_repeat((item.kind for item in message.items), message.doubts)
        wait = delivery.wait_of(message.id, 1) if wait is None else wait
        retry = self._when(message, now, wait) if again else None
        return Ending(message.id, message.attempts, "unknown", subject, error=why, retry=retry, doubts=1)

    def _refused(self, message: Message, why: str, subject: str, now: dt.datetime, *, for_good: bool = False) -> Ending:
        wait = None if for_good else delivery.wait_of(message.id, message.refused + 1)
        retry = self._when(message, now, wait)
        instead = self.elsewhere(message.items, now) if retry is None else ()
        ended = ("failed", subject, "", why, retry, 1, 0, instead)
        return Ending(message.id, message.attempts, *ended)

    def _when(self, message: Message, now: dt.datetime, wait: dt.timedelta | None) -> dt.datetime | None:
        """The next try, at an hour at which everything in the letter may be said."""
        if wait is None:
            return None
        person = self.office.definition.directory.known(message.person)
        ctx = self.office.context
        return max((delivery.sayable_at(ctx, person, item, now + wait) for item in message.items), default=now + wait)

    def elsewhere(self, items: Iterable[Item], now: dt.datetime) -> tuple[Item, ...]:
        """The same on the person's next channel; nothing where there is none."""
        return delivery.elsewhere(self.office.definition.directory, items, now) or ()

    def interrupted(self, message: Message, entry: Entry | None, now: dt.datetime) -> Ending | None:
        """What became of a letter whose worker is gone, by the journal; None where it was surely not handed over."""
        since = self.office.journal.since()
        if entry is not None and entry.attempt >= message.attempts and entry.answer is not None:
            return self.judged(message, entry.answer, entry.reply, entry.subject, now)
        handed = entry is not None and entry.attempt >= message.attempts and entry.may_have_left
        known = since is not None and message.created >= since
        if known and not handed:
            return None
        return self.doubted(message, INTERRUPTED, "", now, wait=dt.timedelta())  # its lease was wait enough


def _why(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"danh bạ không còn {error}"
    return str(getattr(error, "message", error))
