"""Signs of life: each heartbeat is written down, and told to a watcher outside where the office names one."""

from __future__ import annotations

import datetime as dt
import urllib.request
from http import HTTPStatus

from definitions.health import beating
from flows.heartbeat import heartbeat
from flows.told import Say, Stage, Told, plainly, silently
from flows.wiring import Office

LAST = "heartbeat"
"""The setting that holds the instant of the last heartbeat that came to its end."""
PATIENCE = 10


def beaten(office: Office, *, stage: Stage = plainly, say: Say = silently) -> Told:
    """A heartbeat that came to its end is written down and told outside, whatever single items it could not do."""
    told = heartbeat(office, stage=stage, say=say)
    office.ledger.set(LAST, office.now().isoformat(), now=office.now())
    if office.settings and office.settings.deadman_url and (why := unheard(office.settings.deadman_url)):
        say(f"Chưa báo được cho nơi theo dõi bên ngoài (VONGNAM_DEADMAN_URL): {why}.")
    return told


def unheard(url: str) -> str:
    """Call the watcher's address; why it did not hear, or nothing. The address is a secret: it is not repeated."""
    if not url.startswith(("https://", "http://")):
        return "không phải địa chỉ http, https"
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - http(s), as was looked at
            return "" if answer.status < HTTPStatus.BAD_REQUEST else f"HTTP {answer.status}"
    except Exception as error:  # noqa: BLE001 - a watcher that is away must not harm what it watches
        return type(error).__name__


def last_beat(office: Office) -> dt.datetime | None:
    """When the last heartbeat came to its end."""
    said = office.ledger.setting(LAST)
    return dt.datetime.fromisoformat(said) if said else None


def alive(office: Office) -> bool:
    """Whether heartbeats come: what a watcher outside asks."""
    return beating(last_beat(office), office.now())
