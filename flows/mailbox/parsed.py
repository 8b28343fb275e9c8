"""A mail as bytes -> what matters of it. Whatever the bytes are, there is an answer and never an error."""

from __future__ import annotations

import email
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from typing import Final

from definitions.content import clean
from definitions.mailtext import own_words, text_of_html

LONGEST: Final = 4000
"""Characters of one header that are looked at."""
PARTS: Final = 200
FILES: Final = 20
TEXT: Final = 100_000


@dataclass(frozen=True, slots=True)
class Bounce:
    """A letter came back: `ids` are the Message-IDs that it names, `why` what the other server said."""

    ids: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What matters of a mail. `thread` are the Message-IDs that it answers, the nearest first; `words` its own."""

    id: str
    sender: str = ""
    subject: str = ""
    words: str = ""
    thread: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    automatic: bool = False
    bounce: Bounce | None = None
    proved: bool | None = None  # None where nobody was asked to prove it
    readable: bool = True


def parsed(data: bytes, authserv: str = "") -> Parsed:
    """That mail. `authserv` is the name by which the office's own mail server signs its Authentication-Results."""
    fallback = f"sha256:{hashlib.sha256(data).hexdigest()}"
    try:
        message = email.message_from_bytes(data, policy=policy.compat32)
        return _parsed(message, fallback, authserv)
    except Exception:  # noqa: BLE001 - a mail is anybody's bytes, and the parser's own faults are many
        return Parsed(fallback, readable=False)


def _parsed(message: Message, fallback: str, authserv: str) -> Parsed:
    sender = _address(message)
    parts = list(_leaves(message))
    files = tuple(it for part in parts if (it := _file(part)) is not None)[:FILES]
    return Parsed(
        id=next(iter(_ids(message, "Message-ID")), fallback),
        sender=sender,
        subject=clean(_header(message, "Subject"))[:300],
        words=own_words(_text(parts))[:TEXT],
        thread=tuple(dict.fromkeys([*_ids(message, "In-Reply-To"), *reversed(_ids(message, "References"))])),
        files=files,
        automatic=_automatic(message),
        bounce=_bounce(message),
        proved=_proved(message, sender, authserv) if authserv else None,
        readable=bool(sender or parts) and bool(message.keys()),
    )


# ---------------------------------------------------------------- headers


def _raw(message: Message, name: str) -> list[str]:
    return [str(value)[:LONGEST] for key, value in message.raw_items() if key.lower() == name.lower()]


def _header(message: Message, name: str) -> str:
    """A header in words: the first of that name; as it stands where its encoding is broken."""
    raw = next(iter(_raw(message, name)), "")
    try:
        return _sound(str(make_header(decode_header(raw))))
    except (LookupError, ValueError):
        return _sound(raw)


def _sound(text: str) -> str:
    """Without half characters, which no database takes, nor line ends and zeros."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", text.encode("utf-8", "replace").decode())


def _address(message: Message) -> str:
    found = getaddresses([_sound(it) for it in _raw(message, "From")[:1]])
    plain = [address.strip().lower() for _, address in found if "@" in address]
    return plain[0][:254] if len(plain) == 1 else ""  # several people have not written one mail


def _ids(message: Message, name: str) -> list[str]:
    return [_sound(it)[:300] for value in _raw(message, name) for it in re.findall(r"<[^<>\s]{1,300}>", value)]


def _automatic(message: Message) -> bool:
    said = {name: _header(message, name).strip().lower() for name in ("Auto-Submitted", "Precedence", "Return-Path")}
    if said["Auto-Submitted"] not in ("", "no") or said["Precedence"] in ("bulk", "junk", "list", "auto_reply"):
        return True
    if said["Return-Path"] == "<>" or any(_raw(message, it) for it in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")):
        return True
    subject = clean(_header(message, "Subject")).lower()
    return subject.startswith(("automatic reply", "auto:", "out of office", "trả lời tự động", "vắng mặt"))


# ---------------------------------------------------------------- who really wrote


def _proved(message: Message, sender: str, authserv: str) -> bool:
    """Whether our own server has found that this mail is of its sender's domain. Only its topmost word counts."""
    domain = sender.rpartition("@")[2]
    for value in _raw(message, "Authentication-Results"):
        flat = " ".join(re.sub(r"\([^()]*\)", " ", _sound(value)).lower().split())
        name, _, results = flat.partition(";")
        if name.split()[:1] == [authserv.lower()]:
            return bool(domain) and any(_passes(one, domain) for one in results.split(";"))
    return False


def _passes(result: str, domain: str) -> bool:
    method = re.match(r"\s*(dmarc|dkim|spf)\s*=\s*pass\b", result)
    if method is None:
        return False
    place = {"dmarc": "header.from", "dkim": r"header.(?:d|i)", "spf": r"smtp\.mailfrom"}[method[1]]
    found = re.search(rf"\b{place}\s*=\s*(\S+)", result)
    said = found[1].rpartition("@")[2] if found else ""
    return said == domain


# ---------------------------------------------------------------- parts


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something, without looking into mails that are attached or came back."""
    ahead, seen = [message], 0
    while ahead and seen < PARTS:
        part, seen = ahead.pop(0), seen + 1
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            ahead = [it for it in inside if isinstance(it, Message)] + ahead
        elif part.get_content_type() not in ("message/delivery-status", "message/rfc822"):
            yield part


def _bytes(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _name(part: Message) -> str:
    name = part.get_filename() or ""
    try:
        return clean(_sound(str(make_header(decode_header(str(name))))))[:200]
    except (LookupError, ValueError):
        return clean(_sound(str(name)))[:200]


def _file(part: Message) -> tuple[str, bytes] | None:
    """A file that somebody attached: not the words of the mail, nor a picture inside them (a signature's logo)."""
    name, kind = _name(part), part.get_content_maintype()
    shown = str(part.get("Content-Disposition") or "").lower().startswith("inline") or bool(part.get("Content-ID"))
    attached = str(part.get("Content-Disposition") or "").lower().startswith("attachment")
    if kind == "text" and not attached and not name:
        return None
    if kind == "image" and shown and not attached:
        return None
    if not name and not attached and kind in ("multipart", "message", "text"):
        return None
    if part.get_content_type() in ("text/calendar", "application/pkcs7-signature", "application/pgp-signature"):
        return None
    return name or "tep-dinh-kem", _bytes(part)


def _text(parts: list[Message]) -> str:
    """The words of the mail: plain ones, else those of its HTML."""
    said = {"text/plain": "", "text/html": ""}
    for part in parts:
        kind = part.get_content_type()
        if kind in said and not said[kind] and _file(part) is None:
            said[kind] = _decoded(part)
    return said["text/plain"] if said["text/plain"].strip() else text_of_html(said["text/html"])


def _decoded(part: Message) -> str:
    data = _bytes(part)[: 4 * TEXT]
    for charset in (str(part.get_content_charset("utf-8")), "utf-8"):
        try:
            return _sound_lines(data.decode(charset))
        except (LookupError, ValueError):
            continue
    return _sound_lines(data.decode("cp1258", "replace"))


def _sound_lines(text: str) -> str:
    return "\n".join(_sound(line) for line in text.replace("\r\n", "\n").split("\n"))


# ---------------------------------------------------------------- what came back


def _bounce(message: Message) -> Bounce | None:
    """A report that something could not be delivered; a mere delay is none."""
    if message.get_content_type() != "multipart/report":
        return None
    inside = list(message.walk())[:PARTS]
    status = [part for part in inside if part.get_content_type() == "message/delivery-status"]
    blocks = [it for part in status for it in _payload(part)]
    failed = [it for it in blocks if str(it.get("Action", "")).strip().lower() == "failed"]
    if not failed:
        return None
    why = clean(_header(failed[0], "Diagnostic-Code") or _header(failed[0], "Status") or "không gửi được")[:300]
    originals = [it for part in inside if part.get_content_type() == "message/rfc822" for it in _payload(part)]
    heads = [email.message_from_bytes(_bytes(it)) for it in inside if it.get_content_type() == "text/rfc822-headers"]
    ids = [id for it in [*originals, *heads] for id in _ids(it, "Message-ID")]
    return Bounce(tuple(dict.fromkeys([*ids, *_ids(message, "In-Reply-To"), *_ids(message, "References")])), why)


def _payload(part: Message) -> list[Message]:
    inside = part.get_payload()
    return [it for it in inside if isinstance(it, Message)] if isinstance(inside, list) else []
