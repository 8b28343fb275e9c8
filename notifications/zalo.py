"""Zalo Bot on the wire: plain text out, what people write to the bot in, and the provider's answers."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from notifications.line import Line, Unanswered
from notifications.post import Receipt, one_line

ZALO_LIMIT: Final = 2000
"""Characters that a Zalo Bot takes in one message, counted after NFC."""

BASE: Final = "https://bot-api.zaloplatforms.com"


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody wrote to the bot, and where to answer."""

    chat: str
    text: str


class Bot:
    """A connection to Zalo's bot server. `token` is "id:secret" and never appears in a reply or a log."""

    def __init__(self, token: str, base: str = BASE, *, timeout: float = 10.0) -> None:
        """`timeout` in seconds bounds every single wait."""
        self._token, self._line = token, Line(base, timeout=timeout)
        self.host = self._line.host

    def close(self) -> None:
        """Close the connection."""
        self._line.close()

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

    def call_at(self, url: str, secret: str) -> str:
        """From now on the provider calls that address, with our secret in its header; why not, "" where it will."""
        try:
            status, said = self._call("setWebhook", {"url": url, "secret_token": secret})
        except Unanswered as error:
            return str(error).replace(self._token, "***")
        return "" if status == 200 and said.get("ok") is True else _receipt(status, said).reply

    def heard(self, limit: int = 50) -> Iterator[Heard]:
        """What people have written since the last time, the oldest first; ends quietly where the provider is away.

        The provider gives one message at a time, forgets what it has given, and answers 408 when there is none.
        """
        for _ in range(limit):
            try:
                status, said = self._call("getUpdates", {"timeout": "1"})
            except Unanswered:
                return
            if status != 200 or said.get("ok") is not True:
                return
            found = heard_in(said.get("result"))
            if found is not None:
                yield found

    def _one(self, chat: str, text: str) -> Receipt:
        try:
            return _receipt(*self._call("sendMessage", {"chat_id": chat, "text": text}))
        except Unanswered as error:
            return Receipt(error.outcome, str(error).replace(self._token, "***"))

    def _call(self, method: str, said: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        body = json.dumps(said, ensure_ascii=False).encode()
        return self._line.post(f"/bot{self._token}/{method}", body, {"Content-Type": "application/json"})


def heard_in(said: Any) -> Heard | None:
    """A message as getUpdates and a webhook give it; None for what is no text of a person."""
    message = said.get("message") if isinstance(said, dict) else None
    chat = message.get("chat") if isinstance(message, dict) else None
    if not isinstance(message, dict) or not isinstance(chat, dict):
        return None
    id, text = chat.get("id"), message.get("text")
    return Heard(id, text) if isinstance(id, str) and isinstance(text, str) and id and text.strip() else None


_OUTCOMES: Final[Mapping[Any, Literal["failed", "away"]]] = {
    **dict.fromkeys((400, 404), "failed"),  # a wrong chat or text: no second try mends it
    **dict.fromkeys((401, 429, 503), "away"),  # a wrong token, an empty quota: no letter's fault
}
"""What is surely not taken. Whatever else goes wrong at the provider's, it may have taken the letter before."""


def _receipt(status: int, said: dict[str, Any]) -> Receipt:
    if status == 200 and said.get("ok") is True:
        return Receipt("sent", str((said.get("result") or {}).get("message_id", "")))
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
