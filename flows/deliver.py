"""Letters leave: what waits is merged per person, asked whether it still holds, worded, sent, and accounted for.

Nothing is sent inside a transaction. Scheduling is at most once (unique keys). A letter that may have left is left
for a person where a second copy would harm, else sent once more; `definitions/delivery.py` says which.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from definitions import delivery
from definitions.delivery import Circuit
from definitions.facts import Key
from flows.handing import INTERRUPTED, Handed, Hands, Wording
from flows.queued import Group, Taking, interrupted, waiting
from flows.saying import Words
from flows.told import Say
from flows.wiring import Office
from storage.outward import Ending, Message

ASKED_AGAIN = dt.timedelta(seconds=30)
"""A letter of a batch that was taken longer ago goes back, to be asked once more whether it still holds."""

HELD = "held"


def deliver(
    office: Office, links: Mapping[Key, str], say: Say, failures: list[str], words: Wording | None = None
) -> list[str]:
    """Send what is pending; lines for people to read. While sending is held nothing leaves and nothing is lost.

    `words` turn items into letters; the office's own, where none are given.
    """
    now = office.now()
    if office.ledger.setting("sending") == HELD:
        waits = len(office.ledger.pending(now))
        return [f"Đang chạy thử: {waits} nội dung chưa gửi, chờ Văn phòng cho phép gửi."] if waits else []
    hands = Hands(office, words or Words(office, links))
    count = _Round(office, hands, say, failures).run(now)
    return [f"Đã gửi {count} thư."] if count else []


@dataclass(slots=True)
class _Round:
    """One delivery round."""

    office: Office
    hands: Hands
    say: Say
    failures: list[str]
    circuits: dict[str, Circuit] = field(default_factory=dict)
    replies: dict[str, str] = field(default_factory=dict)  # why a channel is away
    back: Counter[str] = field(default_factory=Counter)  # letters of a channel that were taken and not tried

    def run(self, now: dt.datetime) -> int:
        """How many letters were taken by their providers."""
        doubted, untouched = interrupted(self.office, self.hands, now)
        for message, again in doubted:
            self._unknown(message.person, INTERRUPTED, again=again)
        groups = [*untouched, *(group for group in waiting(self.office, now) if not self._late(group, now))]
        if not groups:
            return 0
        self.office.journal.begin(now)
        midnight = dt.datetime.combine(now.astimezone(self.office.zone).date(), dt.time(), self.office.zone)
        taking = Taking(self.office, self.hands, self.office.ledger.sent_since(midnight), self.failures)
        ordered = sorted(groups, key=lambda group: group.channel)
        return sum(
            self._channel(channel, list(its), taking)
            for channel, its in groupby(ordered, key=lambda group: group.channel)
        )

    # ---------------------------------------------------------------- one channel

    def _channel(self, channel: str, groups: list[Group], taking: Taking) -> int:
        """As many as the channel takes; what a channel that is away leaves behind waits, or goes by another one."""
        count, batch = 0, delivery.BATCH
        while groups:
            room = delivery.room(self._circuit(channel), began := self.office.now())
            if room == 0:
                break
            if room == 1:  # another one each time: a letter that no server could take must not stop all others
                groups = groups[(first := self._circuit(channel).rests % len(groups)) :] + groups[:first]
            size = room or batch
            count += self._batch(taking.take(groups[:size]), taking)
            groups = groups[size:]
            if room is None:
                batch = delivery.batch(size, self.office.now() - began)
        if self._circuit(channel).away:
            self._is_away(channel, groups)
        return count

    def _batch(self, messages: Sequence[Message], taking: Taking) -> int:
        """Hand them over one by one, then write down together how each of them ended."""
        handed: list[Handed] = []
        if messages:
            self.hands.ready(messages)
        for worded in self.hands.worded(messages):
            message, now = worded.message, self.office.now()
            if now - taking.now > ASKED_AGAIN or delivery.room(self._circuit(message.channel), now) == 0:
                handed.append(Handed(Ending(message.id, message.attempts, "back", retry=now)))
            else:
                handed.append(self.hands.over(worded, now))
                self._seen(message.channel, handed[-1], now)
        if not handed:
            return 0
        self.office.journal.flush()
        ended = self.office.ledger.end([each.ending for each in handed], now=self.office.now())
        pairs = zip(messages, handed, strict=True)
        sent = [message.person for message, each in pairs if each.ending.id in ended and self._told(message, each)]
        for person, letters in Counter(sent).items():
            taking.today[person] = taking.today.get(person, 0) + letters
        return len(sent)

    def _told(self, message: Message, handed: Handed) -> bool:
        """Say how it ended; whether it was sent."""
        ending = handed.ending
        match ending.state:
            case "sent":
                self.say(f"{handed.name}: {ending.subject}")
            case "unknown":
                self._unknown(handed.name, ending.error, again=ending.retry is not None)
            case "failed":
                self._failed(message, handed)
            case "back":
                self.back[message.channel] += 1
        return ending.state == "sent"

    def _unknown(self, name: str, why: str, *, again: bool = False) -> None:
        remedy = "Chương trình sẽ gửi lại một lần." if again else "Đề nghị Văn phòng hỏi lại người nhận."
        self.failures.append(f"Không rõ thư cho {name} đã gửi được hay chưa: {why}. {remedy}")

    def _failed(self, message: Message, handed: Handed) -> None:
        ending = handed.ending
        remedy = "Đề nghị Văn phòng kiểm tra địa chỉ rồi gửi bằng cách khác."
        if ending.retry is not None:
            remedy = "Chương trình sẽ tự gửi lại."
        elif ending.instead:
            remedy = f"Chương trình gửi bằng kênh «{ending.instead[0].channel}»."
        self.failures.append(f"Thư cho {handed.name or message.person} chưa gửi được: {ending.error}. {remedy}")

    # ---------------------------------------------------------------- a channel that is away

    def _circuit(self, channel: str) -> Circuit:
        if channel not in self.circuits:
            self.circuits[channel] = Circuit.read(self.office.ledger.setting(f"circuit:{channel}"))
        return self.circuits[channel]

    def _seen(self, channel: str, handed: Handed, now: dt.datetime) -> None:
        """What this letter tells of its channel; written down where it changes something."""
        before = self._circuit(channel)
        after = delivery.found_away(before, now) if handed.away else Circuit()
        self.circuits[channel] = after
        if handed.away:
            self.replies[channel] = handed.ending.error
        if after != before:
            self.office.ledger.set(f"circuit:{channel}", after.said(), now=now)

    def _is_away(self, channel: str, untried: Sequence[Group]) -> None:
        """One line for all that waits; what has waited long enough goes by the person's next channel."""
        now, circuit = self.office.now(), self._circuit(channel)
        gone = sum(self._diverted(group, now) for group in untried)
        waits = len(untried) - gone + self.back[channel]
        since, until = (
            f"{at.astimezone(self.office.zone):%H:%M %d/%m}" if at else "" for at in (circuit.since, circuit.until)
        )
        why = f" ({self.replies[channel]})" if channel in self.replies else ""
        other = f", {gone} thư chuyển sang kênh khác" if gone else ""
        again = f"từ {until}" if until else "ở nhịp sau"
        self.failures.append(
            f"Kênh «{channel}» không hoạt động từ {since}{why}: {waits} thư đang chờ{other}. Chương trình tự thử lại {again}."
        )

    def _late(self, group: Group, now: dt.datetime) -> bool:
        """A letter that was refused again and again goes by the person's next channel, if there is one."""
        message = group.message
        return message is not None and delivery.waited_enough(message.created, now) and self._diverted(group, now)

    def _diverted(self, group: Group, now: dt.datetime) -> bool:
        """What waits for longer than patience has: not what may have left already."""
        if group.message is not None and group.message.state != "failed":
            return False
        late = [item for item in group.all if delivery.waited_enough(item.created, now)]
        instead = self.hands.elsewhere(late, now)
        if instead:
            self.office.ledger.cancel(late, f"kênh {group.channel} không hoạt động", now=now, instead=instead)
        return bool(instead)
