"""The link by which the Office opens a file that waits for it: of that very file, and good as long as it waits.

token = tep-cho/number~MAC, the MAC being the first 128 bits of HMAC-SHA256 over the number and the file's SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Final

from definitions.arrivals import Arrival, Place

WAITING: Final = "tep-cho"
APART: Final = ".cach-ly"
"""What the name of a file ends in that is kept apart: no double click opens it."""
_TOKEN: Final = re.compile(rf"{WAITING}/(?P<number>[0-9]{{1,9}})~(?P<mac>[a-z2-7]{{26}})")
_UNFIT: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')


def token_for(secret: bytes, arrival: Arrival) -> str:
    """The end of the address, after the page's own; "" where nothing is kept of what came."""
    return f"{WAITING}/{arrival.number}~{_mac(secret, arrival)}" if arrival.sha else ""


def number_in(token: str) -> int | None:
    """Which arrival a token speaks of; None for what is no such token. Whether it may be opened, `opens` tells."""
    found = _TOKEN.fullmatch(token)
    return int(found["number"]) if found else None


def opens(secret: bytes, token: str, arrival: Arrival) -> bool:
    """Whether this token opens the file of this arrival: made with this key, and nobody has settled it yet."""
    made = token_for(secret, arrival)
    return bool(made) and arrival.closed is None and hmac.compare_digest(made.encode(), token.encode())


def saved_as(arrival: Arrival) -> str:
    """The name under which it is saved: nothing in it leaves its folder or hides how it ends."""
    name = _UNFIT.sub("_", arrival.name).strip(" .")[:150] or "tep"
    return name + (APART if arrival.place is Place.QUARANTINED else "")


def _mac(secret: bytes, arrival: Arrival) -> str:
    said = f"arrival|{arrival.number}|{arrival.sha}".encode()
    return base64.b32encode(hmac.new(secret, said, hashlib.sha256).digest()[:16]).decode().rstrip("=").lower()
