"""The demo's mails: one .eml each in a folder, kept whole or not at all, and read as a person reads them."""

from __future__ import annotations

import datetime as dt
import email
import email.errors
import email.message
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from pathlib import Path

_LINK = re.compile(r"(https?://[^\s<>\"']+)")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as the page shows it. `number` counts arrivals; `text` is cut at links, every second piece is one."""

    number: int
    at: dt.datetime | None  # the Date header, with the zone that it names
    to: str
    subject: str
    text: tuple[str, ...]
    attachments: tuple[str, ...]


@dataclass(slots=True)
class Mailbox:
    """Mails in a folder, one .eml each, whole or not at all. Safe for several threads of one process."""

    folder: Path
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _read: dict[int, Mail] = field(default_factory=dict, repr=False)

    def store(self, data: bytes) -> Path:
        """Keep a mail as the newest; it stands under its name when it is complete, and not before. OSError if not."""
        with self._lock:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = self.folder / f"{max(self._numbers(), default=0) + 1:06}.eml"
            half = file.with_suffix(".part")
            with half.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            half.replace(file)
            return file

    def mails(self, to: str = "", after: int = 0) -> list[Mail]:
        """Newest first; `to` keeps those whose recipient holds that text, `after` those that came after that number."""
        wanted = to.strip().casefold()
        numbers = sorted((n for n in self._numbers() if n > after), reverse=True)
        return [mail for mail in map(self.mail, numbers) if wanted in mail.to.casefold()]

    def mail(self, number: int) -> Mail:
        """One mail; FileNotFoundError where there is none."""
        mail = self._read.get(number)
        if mail is None:
            message = self._message(number)
            try:
                mail = _shown(number, message)
            except (LookupError, ValueError, AttributeError, email.errors.MessageError):  # one odd mail hides no other
                mail = Mail(number, None, "", "(Thư này không đọc được)", ("",), ())
            self._read[number] = mail
        return mail

    def attachment(self, number: int, index: int) -> tuple[str, bytes]:
        """Name and bytes of an attachment; LookupError or FileNotFoundError where there is none."""
        part = list(_attachments(self._message(number)))[index]
        return part.get_filename("tep-dinh-kem"), part.get_payload(decode=True) or b""

    def _message(self, number: int) -> email.message.EmailMessage:
        data = (self.folder / f"{number:06}.eml").read_bytes()
        return email.message_from_bytes(data, policy=policy.default)  # type: ignore[return-value]

    def _numbers(self) -> Iterator[int]:
        return (int(file.stem) for file in self.folder.glob("*.eml") if file.stem.isdigit())


def _shown(number: int, message: email.message.EmailMessage) -> Mail:
    body = message.get_body(("plain", "html"))
    text = body.get_content() if body is not None else ""
    names = tuple(part.get_filename("tep-dinh-kem") for part in _attachments(message))
    return Mail(number, _date(message), _header(message, "to"), _header(message, "subject"), _cut(text.strip()), names)


def _attachments(message: email.message.EmailMessage) -> Iterator[email.message.EmailMessage]:
    return (part for part in message.iter_attachments() if isinstance(part, email.message.EmailMessage))


def _cut(text: str) -> tuple[str, ...]:
    return tuple(_LINK.split(text))


def _header(message: email.message.EmailMessage, name: str) -> str:
    """A header in words. Not the parsed one: it has a blank wherever a Vietnamese name was folded."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    return " ".join(str(make_header(decode_header(raw))).split())


def _date(message: email.message.EmailMessage) -> dt.datetime | None:
    try:
        return parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return None
