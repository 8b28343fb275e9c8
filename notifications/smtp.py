"""Mail on the wire: one kept SMTP connection, one transaction per letter, and the server's answer to it."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
import smtplib
import ssl
from collections.abc import Iterable
from email.headerregistry import Address
from email.utils import format_datetime, formataddr
from functools import lru_cache
from urllib.parse import quote

from notifications.messages import Attachment
from notifications.post import Parcel, Receipt, one_line


class Wire:
    """A connection to one SMTP server, opened when it is needed. Not for several threads at once.

    `user` and `password` are optional; `starttls` verifies the server. `timeout` (seconds) bounds every single wait,
    so that a server that hangs never holds up a sweep.
    """

    def __init__(
        self,
        host: str,
        port: int,
        sender: Address,
        *,
        user: str | None = None,
        password: str | None = None,
        starttls: bool = False,
        timeout: float = 10.0,
    ) -> None:
        self.sender = sender
        self._host, self._port, self._timeout = host, port, timeout
        self._user, self._password, self._starttls = user, password or "", starttls
        self._connection: smtplib.SMTP | None = None

    def close(self) -> None:
        """Say goodbye to the server, if it is still there."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except (OSError, smtplib.SMTPException):
                connection.close()

    def deliver(self, address: str, data: bytes) -> Receipt:
        """One transaction with one recipient. A kept connection may have died of old age: it is opened again, once."""
        for kept in (self._connection is not None, False):
            try:
                return self._transaction(self._connected(), address, data)
            except _RefusedError as refused:
                return refused.receipt
            except smtplib.SMTPResponseException as error:  # at connecting, STARTTLS or login: not the letter's fault
                self._drop()
                return Receipt("away", _reply(error.smtp_code, error.smtp_error))
            except (OSError, smtplib.SMTPException) as error:
                self._drop()
                if not kept:
                    return Receipt("away", f"{type(error).__name__}: {error}")
        raise AssertionError("the second try returns")

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            connection = smtplib.SMTP(
                self._host, self._port, self.sender.domain, self._timeout
            )  # or it asks DNS for a name
            self._connection = connection
            connection.ehlo_or_helo_if_needed()
            if self._starttls:
                connection.starttls(context=ssl.create_default_context())
            if self._user:
                connection.login(self._user, self._password)
        return self._connection

    def _transaction(self, connection: smtplib.SMTP, address: str, data: bytes) -> Receipt:
        self._expect(connection.docmd(f"MAIL FROM:<{self.sender.addr_spec}>"))  # what smtplib has for it parses
        self._expect(connection.docmd(f"RCPT TO:<{address}>"))  # both addresses again
        self._expect(connection.docmd("DATA"), 354)
        try:  # from here on the letter may have left, whatever goes wrong
            connection.send(_stuffed(data))
            code, reply = connection.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Receipt("unknown", f"Mất kết nối sau khi đã gửi nội dung thư: {type(error).__name__}: {error}")
        self._expect((code, reply))
        return Receipt("sent", _reply(code, reply))

    def _expect(self, answer: tuple[int, bytes], wanted: int = 250) -> None:
        code, reply = answer
        if code == wanted or (wanted == 250 and code == 251):
            return
        if code == 421:  # the server takes leave: of everybody, whatever the letter
            self._drop()
            raise _RefusedError(Receipt("away", _reply(code, reply)))
        self._begin_again()
        raise _RefusedError(Receipt("failed" if code >= 500 else "retry", _reply(code, reply)))

    def _begin_again(self) -> None:
        """After a refusal, so that the next letter starts clean; the refusal stands even if the server has gone."""
        try:
            if self._connection is not None:
                self._connection.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class _RefusedError(Exception):
    """The server said no to this letter."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(receipt.reply)
        self.receipt = receipt


def recipient(parcel: Parcel) -> Address:
    """Whom a parcel goes to; ValueError, in a sentence, where the address is none."""
    if not _PLAIN.fullmatch(parcel.address):
        raise ValueError(f"Địa chỉ thư «{one_line(parcel.address)}» không hợp lệ.")
    username, _, domain = parcel.address.partition("@")
    return Address(one_line(parcel.name), username, domain)


_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_ATOM}(?:\.{_ATOM})*")
"""An address as RFC 5322 has it, without the quotes and comments that nobody's has: parsing those takes ten times as long."""


def mail_bytes(sender: Address, to: Address, parcel: Parcel, zone: dt.tzinfo) -> bytes:
    """A parcel as it goes over the wire: text and HTML, attachments, one Message-ID, the Date in that zone.

    Put together here: the classes of `email` take three times as long as sending does, and the newer ones lose and add
    blanks where they fold a Vietnamese name.
    """
    letter = parcel.letter
    mark = hashlib.sha256(parcel.message_id.encode()).hexdigest()[:24]
    body = _parts(f"a{mark}", "alternative", [_text("plain", letter.text), _text("html", letter.html)])
    if letter.attachments:
        body = _parts(f"m{mark}", "mixed", [body, *map(_attached, letter.attachments)])
    head = [
        f"From: {_named(sender)}",
        f"To: {_named(to)}",
        f"Subject: {_folded(one_line(letter.subject))}",
        f"Date: {format_datetime(parcel.at.astimezone(zone))}",
        f"Message-ID: {_message_id(parcel.message_id, sender.domain)}",
        "Auto-Submitted: auto-generated",  # so that no holiday notice answers
        "MIME-Version: 1.0",
    ]
    return "\r\n".join(head).encode() + b"\r\n" + body


def _parts(mark: str, kind: str, parts: Iterable[bytes]) -> bytes:
    """A multipart: the marks are no line of any part, for what is between them is base64."""
    head = f'Content-Type: multipart/{kind}; boundary="{mark}"\r\n'.encode()
    between = f"\r\n--{mark}\r\n".encode()
    return head + b"".join(between + part for part in parts) + f"\r\n--{mark}--\r\n".encode()


def _text(kind: str, words: str) -> bytes:
    return _base64(f"Content-Type: text/{kind}; charset=utf-8", words.encode())


def _attached(file: Attachment) -> bytes:
    mime = file.mime if re.fullmatch(r"[\w.+-]+/[\w.+-]+", file.mime) else "application/octet-stream"
    name = one_line(file.name)
    if name.isascii():
        said = 'filename="{}"'.format(name.replace("\\", "\\\\").replace('"', '\\"'))
    else:
        said = f"filename*=utf-8''{quote(name, safe='')}"
    return _base64(f"Content-Type: {mime}\r\nContent-Disposition: attachment; {said}", file.data)


def _base64(head: str, data: bytes) -> bytes:
    lines = base64.encodebytes(data).replace(b"\n", b"\r\n")
    return head.encode() + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines


def _named(address: Address) -> str:
    return _whole(address.display_name, address.addr_spec)


@lru_cache(maxsize=512)
def _whole(name: str, spec: str) -> str:
    if name.isascii():
        return formataddr((name, spec))
    return f"{_folded(name)}\r\n <{spec}>"


def _folded(words: str) -> str:
    """A header's words as RFC 2047 wants them: base64 of at most 45 bytes each, never in the middle of a character."""
    if words.isascii() and len(words) < 60 and "=?" not in words:
        return words
    rest, lines = words.encode(), []
    while rest:
        cut = 45
        while cut < len(rest) and rest[cut] & 0xC0 == 0x80:
            cut -= 1
        lines.append(f"=?utf-8?b?{base64.b64encode(rest[:cut]).decode()}?=")
        rest = rest[cut:]
    return "\r\n ".join(lines)


def _message_id(text: str, domain: str) -> str:
    bare = re.sub(r"[^A-Za-z0-9.@_+=-]", "", text)
    return f"<{bare}>" if "@" in bare else f"<{bare}@{domain}>"


def _stuffed(data: bytes) -> bytes:
    """As RFC 5321 wants it on the wire: a leading dot doubled, the end marked."""
    lines = (b"\r\n" + data).replace(b"\r\n.", b"\r\n..")[2:]
    return lines + (b"" if data.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _reply(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    return f"{code} {one_line(text)}"[:500]
