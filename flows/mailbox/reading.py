"""The mailbox swept: each mail is looked at once, in the order of its coming, and what became of it is kept before it is seen."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from definitions.actions import Refusal
from definitions.arrivals import (
    TEXT,
    TOO_LARGE,
    UNKNOWN_SENDER,
    UNPROVED,
    UNREADABLE,
    Arrival,
    Door,
    Place,
    identity,
)
from definitions.errors import EnvironmentWrong, VongNamError
from definitions.facts import Key
from definitions.mailtext import says_nil
from definitions.moments import local_day
from definitions.uploads import SORTS, recognised
from definitions.vocabulary import Person
from flows.allotting import enclosed
from flows.arriving import NOTE, Came, for_which, take_in
from flows.collect import collect
from flows.mailbox.box import Box, Waiting, opened
from flows.mailbox.parsed import Parsed, parsed
from flows.placing import found, put
from flows.wiring import Office, Settings, utc_now

LARGEST: Final = 30 * 1024 * 1024
"""Bytes of a mail: a file of 20 MB grows by a third on its way."""


@dataclass(slots=True)
class Reading:
    """One look into the box. `shift` is how far the office's clock is from the machine's (the demo's is)."""

    office: Office
    box: Box
    shift: dt.timedelta = dt.timedelta(0)
    authserv: str = ""
    ours: str = ""
    lines: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def look(self) -> None:
        """Everything new. What could not be kept stops the look: it is read again by the next one."""
        place = f"mailbox:{self.box.validity}"
        last = int(self.office.ledger.setting(place) or 0)
        begun = self.office.ledger.adopted() or self.office.now()
        for waiting in self.box.after(last, (begun - self.shift).date()):
            self._one(waiting)
            self.box.seen(waiting.uid)
            self.office.ledger.set(place, str(waiting.uid), now=self.office.now())

    def _one(self, waiting: Waiting) -> None:
        large = waiting.size > LARGEST
        data = self.box.bytes(waiting.uid, head=large)
        if data is None:
            return  # somebody deleted it
        mail = parsed(data, self.authserv)
        received = min(waiting.received + self.shift, self.office.now())
        arrival = self._mail(mail, data, received, TOO_LARGE if large else None)
        if arrival is not None:
            self.lines.append(
                f"Hộp thư: «{mail.subject or 'không có tiêu đề'}» ({mail.sender or '?'}): {_told(arrival)}."
            )

    # ---------------------------------------------------------------- one mail

    def _mail(self, mail: Parsed, data: bytes, received: dt.datetime, large: Refusal | None) -> Arrival | None:
        """What became of it; None where it had come before."""
        from storage.port import Conflict

        known = self.office.ledger.arrivals(message=mail.id)
        whole = [it for it in known if it.part == 0]
        doubt: Refusal | None = None
        if whole:
            if _same(mail, whole[0]):
                return None
            mail, doubt = replace(mail, id=f"{mail.id} {hashlib.sha256(data).hexdigest()[:12]}"), SAME_ID
            if any(it.part == 0 for it in self.office.ledger.arrivals(message=mail.id)):
                return None
        first = Arrival(
            identity(Door.MAILBOX, mail.id, 0), Door.MAILBOX, self.office.archive.put(data, ".eml"),
            mail.subject or "(không có tiêu đề)", received, message=mail.id, sender=mail.sender, text=_excerpt(mail),
        )  # fmt: skip
        try:
            return self._become(first, mail, large or doubt)
        except (EnvironmentWrong, Conflict):
            raise  # nothing of it is kept, or what is kept is known again: it is read once more
        except Exception as error:  # noqa: BLE001 - one mail must not keep all others from being read
            self.failures.append(f"Thư «{mail.subject}» chưa xử lý được ({type(error).__name__}); thư được cách ly.")
            said = UNREADABLE.message
            return put(
                self.office, replace(first, place=Place.QUARANTINED, reason=UNREADABLE.reason, said=said), tell=False
            )

    def _become(self, first: Arrival, mail: Parsed, doubt: Refusal | None) -> Arrival:
        if not mail.readable and doubt is None:
            doubt = UNREADABLE
        if mail.bounce is not None:
            return self._bounced(first, mail)
        if mail.sender and mail.sender == self.ours.lower():
            return self._closed(first, "own", "Thư của chính chương trình.")
        if mail.automatic:
            return self._closed(first, "automatic", "Thư trả lời tự động, bỏ qua.")
        people = self._people(mail.sender)
        if doubt is None and not people:
            doubt = UNKNOWN_SENDER
        if doubt is None and mail.proved is False:
            doubt = UNPROVED
        party = people[0].party if len({it.party for it in people}) == 1 else ""
        first = replace(first, party=party)
        by = people[0].id if people else ""
        return self._files(first, mail, by, doubt) if mail.files else self._words(first, mail, by, doubt)

    def _closed(self, first: Arrival, reason: str, said: str) -> Arrival:
        done = replace(first, place=Place.ACCEPTED, reason=reason, said=said, closed=self.office.now())
        return put(self.office, done, tell=False)

    def _bounced(self, first: Arrival, mail: Parsed) -> Arrival:
        """One of our letters came back: the Office sees that it did not arrive."""
        assert mail.bounce is not None
        ids = [it.strip("<>").partition("@")[0] for it in mail.bounce.ids]
        back = [
            id
            for id in ids
            if self.office.ledger.bounced(id, f"thư bị trả về: {mail.bounce.why}", now=self.office.now())
        ]
        self.failures += [
            f"Một thư không đến được người nhận: {mail.bounce.why}. Đề nghị Văn phòng xem trang Cần xử lý."
        ] * len(back)
        said = "Thư báo không gửi được, đã ghi vào thư đi." if back else "Thư báo không gửi được, không rõ của thư nào."
        return self._closed(first, "bounce", said)

    def _people(self, sender: str) -> list[Person]:
        """Whoever of the directory writes from that address, on that day."""
        today = local_day(self.office.now(), self.office.definition.process.timezone)
        known = self.office.definition.directory.people
        return [it for it in known if it.is_valid(today) and sender and it.addresses.get("mail", "").lower() == sender]

    def _replied(self, mail: Parsed) -> tuple[Key, ...]:
        """The duties that the letters were about which it answers, of the nearest of them that is ours."""
        for id in mail.thread[:50]:
            letter = self.office.ledger.message(id.strip("<>").partition("@")[0])
            if letter is not None:
                return tuple(dict.fromkeys(item.key for item in letter.items))
        return ()

    # ---------------------------------------------------------------- its words

    def _words(self, first: Arrival, mail: Parsed, by: str, doubt: Refusal | None) -> Arrival:
        """A plain "không phát sinh" in answer to a request is a nil; any other words are for a person."""
        if doubt is not None:
            place = Place.WAITING if doubt == TOO_LARGE else Place.QUARANTINED
            said = doubt.message
            return put(self.office, replace(first, place=place, reason=doubt.reason, said=said))
        came = Came(
            first.id, Door.MAILBOX, "", b"", first.came, first.party, replied=self._replied(mail), title=mail.subject
        )
        key, _ = for_which(self.office, came) if first.party else (None, None)
        if key is not None and says_nil(mail.words, key.period, self._names(first.party)):
            return self._nil(first, key, by)
        waits = replace(first, key=key, reason=TEXT.reason, said=TEXT.message)
        return put(self.office, waits, tell=False)

    def _names(self, party: str) -> Sequence[str]:
        year, people = self.office.definition.year, self.office.definition.directory.of(party)
        return [year.party(party).name, year.issuer.name, year.issuer.place, *(it.name for it in people)]

    def _nil(self, first: Arrival, key: Key, by: str) -> Arrival:
        from storage.port import Spent

        said = replace(
            first, place=Place.ACCEPTED, key=key, reason="nil", said="Không phát sinh.", closed=self.office.now()
        )
        acting = replace(self.office, arrival=said)
        try:
            collect(acting, step=key.step, unit=key.party, period=key.period, nil=True, received=first.came, by=by)
        except Spent:
            pass  # another worker was quicker
        except VongNamError as refused:
            waits = replace(first, key=key, reason="nil-refused", said=" ".join(refused.parts("vi")))
            return put(self.office, waits, tell=False)
        return found(self.office, first.id) or said

    # ---------------------------------------------------------------- its files

    def _files(self, first: Arrival, mail: Parsed, by: str, doubt: Refusal | None) -> Arrival:
        """Every file has a row of its own; the mail's is kept last, when there is nothing more to do for it."""
        order = sorted(range(len(mail.files)), key=lambda n: (_rank(mail.files[n][1]), n))
        fine = [n for n in order if not isinstance(recognised(mail.files[n][1]), Refusal)]
        replied = self._replied(mail)

        def came(n: int, others: Sequence[int] = ()) -> Came:
            name, data = mail.files[n]
            return Came(
                identity(Door.MAILBOX, mail.id, n + 1), Door.MAILBOX, name, data, first.came, first.party,
                replied=replied, sender=mail.sender, by=by, title=mail.subject, text=mail.words, message=mail.id,
                part=n + 1, enclosed=tuple(mail.files[it] for it in others),
            )  # fmt: skip

        main = take_in(self.office, came(fine[0], fine[1:]), doubt=doubt) if fine else None
        for n in order:
            if main is None or n not in fine:
                take_in(self.office, came(n), doubt=doubt)
            elif n != fine[0]:
                self._along(main, came(n), doubt)
        several = f"{len(mail.files)} tệp kèm theo, mỗi tệp có kết quả riêng."
        return self._closed(replace(first, party=first.party), "with-files", several)

    def _along(self, main: Arrival, came: Came, doubt: Refusal | None) -> None:
        """A further file of one mail goes where the first one went."""
        if main.place is not Place.ACCEPTED:
            take_in(self.office, came, doubt=doubt)
            return
        sort = recognised(came.data)
        suffix = ".bin" if isinstance(sort, Refusal) else sort.suffix
        row = Arrival(
            came.id, came.door, self.office.archive.put(came.data, suffix), came.name, came.received, message=came.message,
            part=came.part, party=came.party, sender=came.sender,
        )  # fmt: skip
        put(self.office, replace(enclosed(self.office, row, main.key), sha=""), tell=False)


SAME_ID = Refusal(
    "same-id", "Thư này mang mã của một thư khác đã nhận, nhưng nội dung khác.", "Đề nghị Văn phòng mở thư để xem."
)


def _excerpt(mail: Parsed) -> str:
    return mail.words[:NOTE]


def _same(mail: Parsed, known: Arrival) -> bool:
    """Whether it is the mail that is known, come by another way: the same sender and words."""
    return (known.sender, known.text) == (mail.sender, _excerpt(mail))


def _rank(data: bytes) -> int:
    """What is most likely the plan itself: a workbook, then Word, PDF, pictures; then what is not taken at all."""
    sort = recognised(data)
    if isinstance(sort, Refusal):
        return len(SORTS)
    return {".xlsx": 0, ".docx": 1, ".pdf": 2}.get(sort.suffix, 3)


def _told(arrival: Arrival) -> str:
    shown = {
        Place.ACCEPTED: "đã nhận",
        Place.RETURNED: "trả lại",
        Place.QUARANTINED: "cách ly, chờ Văn phòng xem",
        Place.WAITING: "chờ Văn phòng xem",
    }[arrival.place]
    return f"{shown} ({arrival.said.rstrip('.')})" if arrival.said else shown


def sweep(office: Office) -> tuple[list[str], list[str]]:
    """Look once into the office's mailbox; nothing where the settings name none. What was done before a fault stays done."""
    settings = office.settings
    if settings is None or not settings.imap_host:
        return [], []
    lines: list[str] = []
    failures: list[str] = []
    try:
        with opened(settings) as box:
            reading = Reading(
                office, box, office.now() - utc_now(), settings.imap_authserv, settings.mail_from, lines, failures
            )
            reading.look()
    except VongNamError as error:
        failures.append(" ".join(error.parts("vi")))
    return lines, failures


def unreachable(settings: Settings) -> str:
    """Why the mailbox cannot be read; "" where it can."""
    try:
        with opened(settings):
            return ""
    except VongNamError as error:
        return " ".join(error.parts("vi"))
