"""The door to IMAP: which mails are new, their bytes, and the mark that one was seen."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from definitions.errors import EnvironmentWrong
from flows.wiring import Settings

if TYPE_CHECKING:
    from imapclient import IMAPClient

CONNECT, WAIT = 10.0, 30.0
"""Seconds: a server that hangs must not keep letters from leaving."""
AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that is in the box: `received` is when the office's own server took it."""

    uid: int
    size: int
    received: dt.datetime


class Box(Protocol):
    """A mailbox folder. `validity` names the numbering: where it changes, every number means another mail."""

    validity: int

    def after(self, uid: int, since: dt.date) -> Sequence[Waiting]:
        """The mails beyond that number, oldest first; from that day on where it is 0."""

    def bytes(self, uid: int, *, head: bool = False) -> bytes | None:
        """The whole mail, or its headers; None where it is gone. It is not marked as seen."""

    def seen(self, uid: int) -> None:
        """Mark it as seen, for people who look into the box."""


class MailboxAway(EnvironmentWrong):
    """The mailbox cannot be read."""

    def __init__(self, host: str, why: str) -> None:
        super().__init__(code="mailbox-away", host=host, why=why)


class ImapBox:
    """A folder of a real server."""

    def __init__(self, client: IMAPClient, folder: str) -> None:
        self._client = client
        self.validity = int(client.select_folder(folder)[b"UIDVALIDITY"])

    def after(self, uid: int, since: dt.date) -> Sequence[Waiting]:
        """The mails beyond that number, oldest first."""
        which: list[Any] = ["UID", f"{uid + 1}:*"] if uid else ["SINCE", since]
        uids = sorted(it for it in self._client.search(which) if it > uid)[:AT_ONCE]
        found = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"]) if uids else {}
        return [Waiting(it, found[it][b"RFC822.SIZE"], found[it][b"INTERNALDATE"]) for it in uids if it in found]

    def bytes(self, uid: int, *, head: bool = False) -> bytes | None:
        """The whole mail, or its headers."""
        what = "BODY[HEADER]" if head else "BODY[]"
        found = self._client.fetch([uid], [what.replace("BODY", "BODY.PEEK")]).get(uid, {})
        data = found.get(what.encode())
        return data if isinstance(data, bytes) else None

    def seen(self, uid: int) -> None:
        """Mark it as seen."""
        self._client.add_flags([uid], [rb"\Seen"])


@contextmanager
def opened(settings: Settings) -> Iterator[ImapBox]:
    """The box that the settings name. Raises MailboxAway for whatever a server or a network does, at any time."""
    from imapclient.exceptions import IMAPClientError

    client: IMAPClient | None = None
    try:
        client = _connected(settings)
        client.normalise_times = False  # the server's own zone, not this machine's
        client.login(settings.imap_user, _password(settings))
        yield ImapBox(client, settings.imap_folder)
    except (IMAPClientError, OSError, KeyError) as error:  # KeyError: an answer without what was asked for
        raise MailboxAway(settings.imap_host, _why(error)) from error
    finally:
        if client is not None:
            _ended(client)


def _connected(settings: Settings) -> IMAPClient:
    from imapclient import IMAPClient, SocketTimeout

    secure = settings.imap_tls == "ssl"
    port = settings.imap_port or (993 if secure else 143)
    context = ssl.create_default_context()
    client = IMAPClient(settings.imap_host, port, ssl=secure, ssl_context=context if secure else None,
                        timeout=SocketTimeout(CONNECT, WAIT))  # fmt: skip
    if settings.imap_tls == "starttls":
        client.starttls(context)
    return client


def _password(settings: Settings) -> str:
    return settings.imap_password_file.read_text("utf-8").strip() if settings.imap_password_file else ""


def _ended(client: IMAPClient) -> None:
    """A goodbye, if there is still anybody to say it to; the socket is closed in any case."""
    from imapclient.exceptions import IMAPClientError

    with suppress(IMAPClientError, OSError):
        client.logout()
        return
    with suppress(IMAPClientError, OSError):
        client.shutdown()


def _why(error: Exception) -> str:
    said = str(error).strip("b'\"")
    return f"{type(error).__name__}: {said}"[:200]
