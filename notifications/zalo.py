"""Zalo Bot on the wire: plain text over one kept connection, and the provider's answer to it.

The standard library's client, because the token is in the address and other clients log addresses.
"""

from __future__ import annotations

import http.client
import json
import unicodedata
from collections.abc import Mapping
from typing import Final, Literal

from notifications.post import Receipt, one_line

ZALO_LIMIT: Final = 2000
"""Characters that a Zalo Bot takes in one message, counted after NFC."""


class Bot:
    """A connection to Zalo's bot server. `token` is "id:secret" and never appears in a reply or a log."""

    def __init__(self, token: str, base: str, *, timeout: float = 10.0) -> None:
        """`base` is the provider's address; http only in tests. `timeout` in seconds bounds every single wait."""
        self._token, self._timeout = token, timeout
        self._secure, self.host = base.startswith("https://"), base.partition("://")[2].strip("/")
        self._connection: http.client.HTTPConnection | None = None

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def deliver(self, chat: str, texts: list[str]) -> Receipt:
        """Send the pieces of one letter in order; a letter of which only a part has left is `unknown`."""
        ids: list[str] = []
        for text in texts:
            receipt = self._one(chat, text)
            if receipt.outcome != "sent":
                done = f"Đã gửi {len(ids)}/{len(texts)} phần ({', '.join(ids)}); " if ids else ""
                return Receipt("unknown", done + receipt.reply) if done else receipt
            ids.append(receipt.reply)
        return Receipt("sent", "ok " + ", ".join(ids))

    def _one(self, chat: str, text: str) -> Receipt:
        body = json.dumps({"chat_id": chat, "text": text}, ensure_ascii=False).encode()
        connection = self._connected()
        try:
            if connection.sock is None:
                connection.connect()
        except OSError as error:
            return self._gone("away", error)
        try:
            connection.request("POST", f"/bot{self._token}/sendMessage", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return _zalo_receipt(answer.status, answer.read(65536))
        except (OSError, http.client.HTTPException) as error:
            return self._gone("unknown", error)

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
            self._connection = kind(self.host, timeout=self._timeout)
        return self._connection

    def _gone(self, outcome: Literal["away", "unknown"], error: Exception) -> Receipt:
        self.close()
        return Receipt(outcome, f"{type(error).__name__}: {error}".replace(self._token, "***"))


_OUTCOMES: Final[Mapping[int, Literal["failed", "away"]]] = {
    **dict.fromkeys((400, 404), "failed"),  # a wrong chat or text: no second try mends it
    **dict.fromkeys((401, 429, 503), "away"),  # a wrong token, an empty quota: no letter's fault
}
"""What is surely not taken. Whatever else goes wrong at the provider's, it may have taken the letter before."""


def _zalo_receipt(status: int, body: bytes) -> Receipt:
    try:
        said = json.loads(body)
    except ValueError:
        said = {}
    if status == 200 and isinstance(said, dict) and said.get("ok") is True:
        return Receipt("sent", str((said.get("result") or {}).get("message_id", "")))
    said = said if isinstance(said, dict) else {}
    code = said.get("error_code", status)
    return Receipt(_OUTCOMES.get(code, "unknown"), f"{code} {one_line(str(said.get('description', '')))}")


def pieces(text: str, limit: int = ZALO_LIMIT) -> list[str]:
    """A text cut into pieces of at most `limit` characters: between paragraphs, else lines, else words, else anywhere."""
    rest, found = unicodedata.normalize("NFC", text).strip(), []
    while len(rest) > limit:
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := rest.rfind(mark, limit // 4, limit + 1)) > 0), limit)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*found, rest] if rest else found
