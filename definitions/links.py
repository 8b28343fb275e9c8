"""Links into the program's own page: recomputable like codes, bound to person, obligation, purpose and turn.

token = step/period/party~person~turn~minute~MAC, the MAC being the first 128 bits of HMAC-SHA256 over all before it.
Whoever has the link may look; it is used up by one act. The ledger knows the SHA-256 of a token alone.
A form of the screen is a link, too: what was typed into it counts once, however often it is read.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from definitions.actions import Action, Keep, Receive, Refusal, Refuse
from definitions.agenda import Context
from definitions.facts import Key, Obligation
from definitions.vocabulary import Kind, Person, Step
from definitions.who import audience

LIVES: Final = dt.timedelta(days=60)
"""A link by which something is handed in or read is good for so long after the deadline: late is taken, too."""

_MINUTE: Final = dt.timedelta(minutes=1)
_EPOCH: Final = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_LONGEST: Final = 400


class Purpose(StrEnum):
    """What a link is for; the word stands in its address."""

    DECIDE = "y-kien"
    HAND_IN = "gui"
    ANSWER = "tra-loi"
    READ = "xem"
    TAKE_IN = "nhan-ho"  # the Office, for those who have not handed in themselves
    FORM = "phieu"  # a form of the screen, which is nobody's until its code is read: it has no address


@dataclass(frozen=True, slots=True)
class Link:
    """What a token says. `turn` is the generation of a decision, or the version after which something is handed in."""

    purpose: Purpose
    key: Key
    person: str
    turn: int
    expires: dt.datetime


_PURPOSES: Final = {Kind.APPROVE: Purpose.DECIDE, Kind.SUBMIT: Purpose.HAND_IN, Kind.AGREE: Purpose.ANSWER}
_ACTING: Final = frozenset(
    {"ask-decision", "opened", "remind", "returned", "faulty", "moved", "ask-partner", "received"}
)
_OF_OTHERS: Final = frozenset({"escalate", "missed"})
_READING: Final = frozenset({"draft-ready", "issued", "decided", "to-key"})


def link_for(ctx: Context, step: Step, it: Obligation, person: Person, kind: str) -> Link | None:
    """The link that a message of this kind brings to this person; None where there is nothing to do on a page."""
    own = person.party == it.key.party or kind == "ask-decision"  # whoever is asked to decide may be a substitute
    purpose = _PURPOSES.get(step.kind) if kind in _ACTING and own else None
    if kind in _READING:
        purpose = Purpose.READ
    if kind in _OF_OTHERS and step.kind is Kind.SUBMIT and person.party in audience(ctx, step):
        purpose = Purpose.TAKE_IN
    return made(ctx, purpose, it, person.id) if purpose else None


def made(ctx: Context, purpose: Purpose, it: Obligation, person: str) -> Link:
    """A link for that purpose, as the obligation stands now."""
    return Link(purpose, it.key, person, turn_of(purpose, it), _expiry(ctx, purpose, it))


def fits(link: Link, step: Step) -> bool:
    """Whether the step is still of the kind that the link is for."""
    if link.purpose is Purpose.TAKE_IN:
        return step.kind is Kind.SUBMIT
    return link.purpose is Purpose.READ or _PURPOSES.get(step.kind) is link.purpose


def turn_of(purpose: Purpose, it: Obligation) -> int:
    """Which turn of the obligation a link of that purpose belongs to: it is good for this one alone."""
    turns = {Purpose.DECIDE: it.generation, Purpose.READ: 0, Purpose.TAKE_IN: 0}
    return turns.get(purpose, it.version)


def _expiry(ctx: Context, purpose: Purpose, it: Obligation) -> dt.datetime:
    """In whole minutes: a link is computed again, and is the same."""
    if purpose is Purpose.DECIDE and it.expires is not None:
        until = it.expires
    else:
        known = [at for at in (it.instants.due, it.instants.closes) if at is not None]
        last = dt.datetime.combine(ctx.definition.year.last, dt.time(), dt.UTC)
        until = max(known, default=last) + LIVES
    return _EPOCH + (until - _EPOCH) // _MINUTE * _MINUTE


def form(it: Obligation, id: str, now: dt.datetime) -> tuple[str, Link]:
    """A form of the screen, of that id there, as a link: what the ledger knows of it, and what it is for."""
    return token_hash(f"{Purpose.FORM}/{id}"), Link(Purpose.FORM, it.key, "", it.generation, it.expires or now)


def used_up(link: Link, actions: Iterable[Action]) -> bool:
    """Whether these actions use it up: an act by the page's link; a try by a form's, of which each is drawn for one.

    A wrong code leaves the page's link good, for the same page is filled in again.
    """
    using = Refuse if link.purpose is Purpose.FORM else Keep | Receive
    return any(isinstance(action, using) for action in actions)


# ---------------------------------------------------------------- tokens


def token_for(secret: bytes, link: Link) -> str:
    """The end of the address, after the page's own."""
    minute = (link.expires - _EPOCH) // _MINUTE
    said = f"{link.purpose}/{link.key}~{link.person}~{link.turn}~{minute}"
    return f"{said}~{_mac(secret, said)}"


def read(secret: bytes, token: str) -> Link | None:
    """What a token says, or None for every text that was not made with this key."""
    said, _, mac = token.rpartition("~")
    if len(token) > _LONGEST or not hmac.compare_digest(_mac(secret, said).encode(), mac.encode()):
        return None
    purpose, _, rest = said.partition("/")
    key, person, turn, minute = rest.split("~")
    return Link(Purpose(purpose), Key.parse(key), person, int(turn), _EPOCH + int(minute) * _MINUTE)


def token_hash(token: str) -> str:
    """What the ledger knows of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _mac(secret: bytes, said: str) -> str:
    digest = hmac.new(secret, f"link|{said}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()


# ---------------------------------------------------------------- whether a link is good now


def objection(link: Link, it: Obligation | None, now: dt.datetime, *, used: bool) -> Refusal | None:
    """Why nothing can be done by this link any more; None where it is good. It may still show what became of it."""
    if it is None:
        return WRONG
    checks = (
        (link.expires <= now, EXPIRED),
        (used, USED),
        (link.turn != turn_of(link.purpose, it), REPLACED),
    )
    return next((refusal for wrong, refusal in checks if wrong), None)


WRONG: Final = Refusal(
    "wrong-link",
    "Liên kết này không đúng.",
    "Đề nghị mở lại liên kết trong thư mới nhất; nếu chép tay, đề nghị chép đủ cả dòng.",
)
EXPIRED: Final = Refusal(
    "link-expired",
    "Liên kết này đã hết hạn.",
    "Đề nghị dùng liên kết trong thư mới nhất, hoặc liên hệ Văn phòng để được gửi lại.",
)
USED: Final = Refusal(
    "link-used",
    "Liên kết này đã được sử dụng.",
    "Mỗi liên kết chỉ dùng để gửi một lần. Cần gửi thêm hoặc thay đổi: dùng liên kết trong thư mới nhất.",
)
REPLACED: Final = Refusal(
    "link-replaced",
    "Từ khi thư này được gửi, đã có bản mới hơn.",
    "Đề nghị dùng liên kết trong thư mới nhất.",
)
