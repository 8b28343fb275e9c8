"""Zalo ZNS on the wire: a template message to a telephone number, and the keys that it needs, which a crash must not lose.

The key that buys the next pair of keys can be used once. So that it is being used is on the disk before it is sent, and
the new pair is on the disk before any of it is used. Between the answer and that write lies the one moment that nobody
can close: a crash there costs the chain, which is said, and a person gives the permission anew.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlencode

from notifications.line import Line, Unanswered
from notifications.post import Parcel, Receipt, one_line

BASE: Final = "https://business.openapi.zalo.me"
LOGIN: Final = "https://oauth.zaloapp.com"
EARLY: Final = dt.timedelta(minutes=30)
"""So long before it ends a key is renewed: it must not end while a letter is under way."""

Point = Callable[[str], None]


class Spent(Exception):  # noqa: N818 - it tells what a person has to do
    """The keys are used up: somebody has to give the permission anew."""


class Keys:
    """The pair of keys in a file that its owner alone reads: {"access", "refresh", "until"[, "asking"]}."""

    def __init__(
        self, file: Path, app: str, secret: str, login: str = LOGIN, *, timeout: float = 10.0, point: Point = str
    ) -> None:
        """`point` is called with the name of each step: a test ends the program there."""
        self._file, self._app, self._secret, self._point = file, app, secret, point
        self._line = Line(login, timeout=timeout)

    def close(self) -> None:
        """Close the connection."""
        self._line.close()

    def access(self, now: dt.datetime, *, fresh: bool = False) -> str:
        """The key of today, renewed where it ends soon or `fresh` is asked for. Raises Spent, Unanswered."""
        with self._alone():
            kept = self._read()
            if not fresh and kept.get("access") and now + EARLY < dt.datetime.fromisoformat(kept["until"]):
                return str(kept["access"])
            return self._renewed(kept, now)

    def _renewed(self, kept: dict[str, Any], now: dt.datetime) -> str:
        self._write({**kept, "asking": now.isoformat()})
        self._point("asking")
        form = {"refresh_token": kept["refresh"], "app_id": self._app, "grant_type": "refresh_token"}
        headers = {"secret_key": self._secret, "Content-Type": "application/x-www-form-urlencoded"}
        _, said = self._line.post("/v4/oa/access_token", urlencode(form).encode(), headers)
        self._point("answered")
        if not said.get("access_token") or not said.get("refresh_token"):
            raise Spent(f"{said.get('error', '')} {one_line(str(said.get('error_name', '')))}".strip())
        until = now + dt.timedelta(seconds=int(said.get("expires_in", 90000)))
        pair = {"access": said["access_token"], "refresh": said["refresh_token"], "until": until.isoformat()}
        self._write(pair)
        self._point("written")
        return str(pair["access"])

    def _read(self) -> dict[str, Any]:
        try:
            kept = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise Spent(f"chưa có tệp khóa {self._file.name}") from error
        if not isinstance(kept, dict) or not kept.get("refresh"):
            raise Spent(f"tệp khóa {self._file.name} không có refresh")
        return kept

    def _write(self, kept: dict[str, Any]) -> None:
        """Whole or not at all, and on the disk."""
        part = self._file.with_suffix(".part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(kept, out)
            out.flush()
            os.fsync(out.fileno())
        part.replace(self._file)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time renews; where the system knows no such lock there is one worker."""
        try:
            import fcntl
        except ImportError:
            yield
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


_OUTCOMES: Final[dict[int, Literal["failed", "away"]]] = {
    **dict.fromkeys((-108, -109, -111, -112, -118, -119), "failed"),  # number, template, its data
    **dict.fromkeys(
        (-32, -101, -102, -103, -104, -105, -115, -124, -147, -211), "away"
    ),  # rate, app, money, key, quota
}
KEY_ENDED: Final = -124


class Zns:
    """Sends one approved template: `recipient` and `content` are its two parameters."""

    def __init__(self, keys: Keys, template: str, base: str = BASE, *, timeout: float = 10.0) -> None:
        self._keys, self._template, self._line = keys, template, Line(base, timeout=timeout)
        self.host = self._line.host

    def close(self) -> None:
        """Close both connections."""
        self._line.close()
        self._keys.close()

    def deliver(self, parcel: Parcel) -> Receipt:
        """The subject of the letter to a number; a key that has ended is renewed once."""
        try:
            said = self._sent(parcel, self._keys.access(parcel.at))
            if said.get("error") == KEY_ENDED:
                said = self._sent(parcel, self._keys.access(parcel.at, fresh=True))
        except Spent as error:
            return Receipt("away", f"Zalo ZNS cần được cấp quyền lại: {error}")
        except Unanswered as error:
            return Receipt(error.outcome, str(error))
        return _receipt(said)

    def _sent(self, parcel: Parcel, key: str) -> dict[str, Any]:
        body = {
            "phone": number(parcel.address),
            "template_id": self._template,
            "template_data": {
                "recipient": one_line(parcel.name)[:100],
                "content": one_line(parcel.letter.subject)[:200],
            },
            "tracking_id": parcel.message_id.strip("<>").partition("@")[0][:48],
        }
        headers = {"access_token": key, "Content-Type": "application/json"}
        return self._line.post("/message/template", json.dumps(body, ensure_ascii=False).encode(), headers)[1]


def number(text: str) -> str:
    """0912 345 678 -> 84912345678."""
    digits = "".join(c for c in text if c.isdigit())
    return f"84{digits[1:]}" if digits.startswith("0") else digits


def _receipt(said: dict[str, Any]) -> Receipt:
    """The provider answers 200 to everything: `error` decides."""
    error = said.get("error")
    if error == 0:
        return Receipt("sent", str((said.get("data") or {}).get("msg_id", "")))
    outcome = _OUTCOMES.get(error, "unknown") if isinstance(error, int) else "unknown"
    return Receipt(outcome, f"{error} {one_line(str(said.get('message', '')))}")
