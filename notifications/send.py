"""The one door to apprise: a letter goes out on a channel, and what the provider said comes back.

Two plugins of our own, because the stock ones cannot be used here: the mail plugin opens a connection per message and
leaves two Message-IDs, no plugin of this version knows Zalo, and all of them wait 5.5 s between messages and keep the
provider's answer to themselves. They are made as objects: looking one up by its URL would load its 150 plugins first
(0.5 s in every flow run).
"""

from __future__ import annotations

import datetime as dt
import logging
import warnings
from collections.abc import Callable
from email.headerregistry import Address
from functools import cache
from typing import Any, ClassVar
from urllib.parse import quote

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.plugins.base import NotifyBase

from notifications.messages import Letter
from notifications.post import MAIL, ZALO, MemoryPost, Parcel, Post, Posts, Receipt, one_line
from notifications.smtp import Wire, mail_bytes, recipient
from notifications.zalo import BASE, Bot, pieces
from notifications.zns import Zns

__all__ = [
    "MAIL",
    "ZALO",
    "MailPost",
    "MemoryPost",
    "Parcel",
    "Post",
    "Posts",
    "Receipt",
    "UrlPost",
    "ZaloPost",
    "ZnsPost",
]

logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
"""Its warnings print an address whole, with the secret that is in it; what went wrong is said in a receipt."""

Deliver = Callable[[str, str], Receipt]


_NOBODY = Receipt("failed", "Kênh này chỉ gửi được qua chương trình Vòng Năm.")


class _Channel(NotifyBase):
    """What both plugins share: apprise hands over title and body, `deliver` carries them, the receipt is kept."""

    request_rate_per_sec = 0
    title_maxlen = 998
    body_maxlen = 1 << 20
    storage_mode = "memory"
    service_url = "https://github.com/caronc/apprise"

    def __init__(self, deliver: Deliver | None = None, **more: Any) -> None:
        super().__init__(**more)
        self.deliver = deliver
        self.receipt = _NOBODY

    def forget(self) -> None:
        """The next letter is another one."""
        self.deliver, self.receipt = None, _NOBODY

    def send(self, body: str, title: str = "", **_more: Any) -> bool:
        """Called by apprise; the answer that it keeps to itself stays in `receipt`."""
        if self.deliver is not None:
            try:
                self.receipt = self.deliver(title, body)
            except Exception as error:  # noqa: BLE001  # apprise would swallow it, with its reason
                self.receipt = Receipt("failed", f"{type(error).__name__}: {one_line(str(error))}")
        return self.receipt.outcome == "sent"

    def url(self, *_args: Any, **_more: Any) -> str:
        """The channel and its server alone: no address, no secret."""
        return f"{self.protocol}://{self.host or ''}"


class MailChannel(_Channel):
    """`vnmail://`"""

    service_name = "Vong Nam mail"
    protocol = "vnmail"
    templates = ("{schema}://{host}",)


class ZaloChannel(_Channel):
    """`zalobot://`"""

    service_name = "Zalo Bot"
    protocol = "zalobot"
    templates = ("{schema}://{host}",)


class ZnsChannel(_Channel):
    """`zns://`"""

    service_name = "Zalo ZNS"
    protocol = "zns"
    templates = ("{schema}://{host}",)


class _ApprisePost:
    """One recipient, one call of apprise's plugin, the same object for all, one after the other; what it carries is `_carry`'s business.

    The plugin is called itself: an `Apprise` around it only chooses among plugins, and takes half as long as a mail.
    """

    plugin: ClassVar[type[_Channel]]
    host = ""
    _kept: _Channel | None = None

    def send(
        self, channel: str, address: str, name: str, letter: Letter, message_id: str, *, at: dt.datetime
    ) -> Receipt:
        """As `Post.send`."""

        def deliver(title: str, body: str) -> Receipt:
            said = Letter(title, body, letter.html, letter.attachments)
            return self._carry(Parcel(channel, address, name, said, message_id, at))

        plugin = self._made()
        plugin.deliver = deliver
        try:
            plugin.notify(letter.text, title=letter.subject, body_format=NotifyFormat.TEXT)
            return plugin.receipt
        finally:
            plugin.forget()

    def _made(self) -> _Channel:
        """Made once: it takes half as long as a letter does."""
        if self._kept is None:
            self._kept = self.plugin(None, host=self.host, asset=_asset())
        return self._kept

    def _carry(self, parcel: Parcel) -> Receipt:
        raise NotImplementedError


class MailPost(_ApprisePost):
    """Mail over one kept connection. Not for several threads at once.

    `zone` is what the Date header is written in; `user` and `password` are optional; `starttls` verifies the server.
    `timeout` (seconds) bounds every single wait.
    """

    plugin = MailChannel

    def __init__(
        self,
        host: str,
        port: int,
        sender: str,
        sender_name: str = "",
        *,
        user: str | None = None,
        password: str | None = None,
        starttls: bool = False,
        timeout: float = 10.0,
        zone: dt.tzinfo = dt.UTC,
    ) -> None:
        self.host, self._zone = f"{host}:{port}", zone
        self._sender = Address(one_line(sender_name), addr_spec=sender)
        self._wire = Wire(host, port, self._sender, user=user, password=password, starttls=starttls, timeout=timeout)

    def close(self) -> None:
        """Say goodbye to the server."""
        self._wire.close()

    def _carry(self, parcel: Parcel) -> Receipt:
        try:
            to = recipient(parcel)
        except ValueError as error:
            return Receipt("failed", str(error))
        return self._wire.deliver(parcel.address, mail_bytes(self._sender, to, parcel, self._zone))


class ZaloPost(_ApprisePost):
    """Zalo Bot: plain text alone, in pieces of at most 2,000 characters; `address` is the chat id.

    `token` is "id:secret". The provider knows neither Message-ID nor date, and takes no files.
    """

    plugin = ZaloChannel

    def __init__(self, token: str, base: str = BASE, *, timeout: float = 10.0) -> None:
        self._bot = Bot(token, base, timeout=timeout)
        self.host = self._bot.host

    def close(self) -> None:
        """Close the connection."""
        self._bot.close()

    def _carry(self, parcel: Parcel) -> Receipt:
        letter, files = parcel.letter, len(parcel.letter.attachments)
        left = f"\n\n(Có {files} tệp đính kèm; kênh này không gửi được tệp.)" if files else ""
        return self._bot.deliver(parcel.address, pieces(f"{letter.subject}\n\n{letter.text}{left}"))


class ZnsPost(_ApprisePost):
    """Zalo ZNS: the subject alone, in a template that Zalo has approved; `address` is a telephone number."""

    plugin = ZnsChannel

    def __init__(self, zns: Zns) -> None:
        self._zns, self.host = zns, zns.host

    def close(self) -> None:
        """Close the connections."""
        self._zns.close()

    def _carry(self, parcel: Parcel) -> Receipt:
        return self._zns.deliver(parcel)


class UrlPost:
    """Any service that apprise knows: a person's address is put into the office's URL, or is itself one.

    These plugins say yes or no, and nothing else: after a no, nobody knows whether the letter was taken.
    """

    def __init__(self, url: str = "{address}") -> None:
        """`url` names the place of a person's address by {address}."""
        self._url = url

    def send(
        self,
        channel: str,
        address: str,
        name: str,  # noqa: ARG002 - the contract's
        letter: Letter,
        message_id: str,  # noqa: ARG002 - as above
        *,
        at: dt.datetime,  # noqa: ARG002 - as above
    ) -> Receipt:
        """As `Post.send`."""
        whole = address if self._url == "{address}" else self._url.replace("{address}", quote(address, safe=""))
        with warnings.catch_warnings():  # its plugins import what Python is about to drop
            warnings.simplefilter("ignore", DeprecationWarning)
            plugin = Apprise.instantiate(whole, asset=_asset(), tag=channel, suppress_exceptions=True)
        if not isinstance(plugin, NotifyBase):
            return Receipt("failed", f"Địa chỉ của kênh «{channel}» không phải là địa chỉ mà apprise hiểu.")
        plugin.request_rate_per_sec = 0  # its own is 5.5 seconds for each message
        apprise = Apprise(plugin, asset=_asset())
        taken = apprise.notify(letter.text, title=letter.subject, body_format=NotifyFormat.TEXT, tag=channel)
        service = str(plugin.service_name)
        return Receipt("sent", service) if taken else Receipt("unknown", f"{service} không xác nhận đã nhận")

    def close(self) -> None:
        """Nothing is kept."""


@cache
def _asset() -> AppriseAsset:
    return AppriseAsset(async_mode=False, secure_logging=True, app_id="vongnam")
