"""One-time codes: recomputable from a key kept outside the database, bound to person, obligation and content.

code = base32(HMAC-SHA256(key, obligation | person | content | generation))[:10]: 50 bits, five tries (refusals.TRIES).
The ledger holds the SHA-256 of the code alone; a restart or a second worker computes the same code again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from definitions.facts import Key


def code_for(secret: bytes, key: Key, person: str, content: str, generation: int) -> str:
    """The code that this person types, as printed in the letter: XXXXX-XXXXX."""
    bound = "|".join((str(key), person, content, str(generation)))
    digest = hmac.new(secret, bound.encode(), hashlib.sha256).digest()
    text = base64.b32encode(digest).decode()[:10]
    return f"{text[:5]}-{text[5:]}"


def code_hash(typed: str) -> str:
    """The SHA-256 of a typed code: case, blanks and hyphens do not matter, and 0 and 1 are read as the letters O, I."""
    bare = "".join(typed.split()).replace("-", "").upper().replace("0", "O").replace("1", "I")
    return hashlib.sha256(bare.encode()).hexdigest()
