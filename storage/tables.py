"""Rows: what is kept, and the unique keys that make the law true."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from definitions.arrivals import Door, Place
from definitions.facts import State

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


class Instant(TypeDecorator[dt.datetime]):
    """An aware datetime, kept as whole microseconds since 1970 in UTC: small, exact, and it compares everywhere."""

    impl = BigInteger().with_variant(Integer, "sqlite")  # STRICT tables know no BIGINT
    cache_ok = True

    def bind_processor(self, dialect: Any) -> Any:  # noqa: ARG002 - the hook's
        """Said as a function of its own: the wrapper around `process_bind_param` costs as much as the sum itself."""
        return _microseconds

    def result_processor(self, dialect: Any, coltype: Any) -> Any:  # noqa: ARG002 - the hook's
        """Always in UTC."""
        return _utc


def _microseconds(value: dt.datetime | None) -> int | None:
    """A naive datetime is a TypeError: nobody knows when it is."""
    return None if value is None else (value - _EPOCH) // _MICROSECOND


def _utc(value: int | None) -> dt.datetime | None:
    return None if value is None else _EPOCH + dt.timedelta(microseconds=value)


class Row(SQLModel):
    """Root of every table; the names of its constraints are the same on every database and in every migration."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


IN_ITS_KEY = {"sqlite_strict": True, "sqlite_with_rowid": False}  # one place to write instead of two
STRICT = {"sqlite_strict": True}  # SQLite would otherwise keep a word where a number belongs


def _words(column: str, words: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _kinds() -> CheckConstraint:
    return _words("kind", ("topic", "activity", "line"))


def _where(condition: str) -> dict[str, Any]:
    """The rows that an index holds, said to each database."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def _text(**more: Any) -> Any:
    return Field(sa_type=Text, **more)


def _instant(**more: Any) -> Any:
    return Field(sa_type=Instant, **more)


def _of_obligation(**more: Any) -> Any:
    return Field(sa_type=Text, foreign_key="obligation.key", **more)


class Year(Row, table=True):
    """That the year has begun. One row for ever: a second `begin` breaks its key."""

    __table_args__ = (CheckConstraint("id = 1", name="one"), STRICT)
    id: int = Field(default=1, primary_key=True)
    adopted: dt.datetime = _instant()
    begun: dt.datetime = _instant()


class TextVersion(Row, table=True):
    """A version of the texts that the year runs on; the latest is in force, the others are never deleted."""

    __tablename__ = "text_version"
    __table_args__ = (STRICT,)
    version: int = Field(primary_key=True)
    process: str = _text()
    year: str = _text()
    calendars: str = _text()  # canonical JSON: file name -> text
    sha: str = _text()
    at: dt.datetime = _instant()
    by: str = _text()


class DirectoryVersion(Row, table=True):
    """A version of the directory; the latest is in force."""

    __tablename__ = "directory_version"
    __table_args__ = (STRICT,)
    version: int = Field(primary_key=True)
    text: str = _text()
    at: dt.datetime = _instant()
    by: str = _text()


class Setting(Row, table=True):
    """A named setting."""

    __table_args__ = (STRICT,)
    name: str = _text(primary_key=True)
    value: str = _text()
    at: dt.datetime = _instant()


class Obligation(Row, table=True):
    """Who owes what to whom by when. `key` is str(Key); `next_at` is what a heartbeat looks for."""

    __table_args__ = (
        UniqueConstraint("step", "period", "party", "round"),
        _words("state", tuple(State)),
        # The sweep reads this index alone; what waits for nothing is not in it.
        Index(
            "ix_obligation_due",
            "next_at",
            "step",
            "period",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        STRICT,
    )
    key: str = _text(primary_key=True)
    step: str = _text()
    period: str = _text()
    party: str = _text()
    round: int
    state: str = _text()
    opens: dt.datetime | None = _instant(default=None)
    due: dt.datetime | None = _instant(default=None)
    closes: dt.datetime | None = _instant(default=None)
    next_at: dt.datetime | None = _instant(default=None)
    revision: int = 0
    version: int = 0
    generation: int = 0
    content: str | None = _text(default=None)
    received: dt.datetime | None = _instant(default=None)
    done: dt.datetime | None = _instant(default=None)
    expires: dt.datetime | None = _instant(default=None)
    assigned: str | None = _text(default=None)
    why: str | None = _text(default=None)


class Content(Row, table=True):
    """Canonical JSON under its SHA-256."""

    __table_args__ = (STRICT,)
    sha: str = _text(primary_key=True)
    json_text: str = _text()


class Submission(Row, table=True):
    """One version of what was handed in."""

    __table_args__ = (IN_ITS_KEY,)
    obligation: str = _of_obligation(primary_key=True)
    version: int = Field(primary_key=True)
    content: str = _text(foreign_key="content.sha")
    received: dt.datetime = _instant()
    nil: int = 0
    late: int = 0
    addendum: int = 0
    said_sent: dt.datetime | None = _instant(default=None)
    typed: dt.datetime | None = _instant(default=None)
    by: str = _text()


class Rung(Row, table=True):
    """A rung of the ladder that was told, or skipped with its reason. Never twice."""

    __table_args__ = (IN_ITS_KEY,)
    obligation: str = _of_obligation(primary_key=True)
    rung: str = _text(primary_key=True)
    told: int
    why: str = _text()
    at: dt.datetime = _instant()


class Decision(Row, table=True):
    """A verdict: one for ever per obligation."""

    __table_args__ = (STRICT,)
    obligation: str = _of_obligation(primary_key=True)
    person: str = _text()
    verdict: str = _text()
    content: str = _text()
    generation: int
    comment: str = _text()
    at: dt.datetime = _instant()
    instead_of: str | None = _text(default=None)


class Grant(Row, table=True):
    """A one-time code, known by its hash alone; used once."""

    __table_args__ = (Index(None, "obligation", "code"), STRICT)
    obligation: str = _of_obligation(primary_key=True)
    person: str = _text(primary_key=True)
    generation: int = Field(primary_key=True)
    code: str = _text()
    content: str = _text()
    expires: dt.datetime = _instant()
    used_at: dt.datetime | None = _instant(default=None)
    instead_of: str | None = _text(default=None)


class Refused(Row, table=True):
    """How often a wrong code was tried for one asking."""

    __table_args__ = (STRICT,)
    obligation: str = _of_obligation(primary_key=True)
    generation: int = Field(primary_key=True)
    count: int


class Message(Row, table=True):
    """What one person gets on one channel. `next_at`: end of the lease while sending, next try after a failure.

    `attempts` is the fence: whoever reports names the attempt that was its own.
    """

    __table_args__ = (
        _words("state", ("sending", "sent", "failed", "unknown")),
        Index(
            None,
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        Index(None, "created"),
        STRICT,
    )
    id: str = _text(primary_key=True)
    person: str = _text()
    channel: str = _text()
    state: str = _text()
    created: dt.datetime = _instant()
    attempts: int = 1
    subject: str = _text(default="")
    sent: dt.datetime | None = _instant(default=None)
    reply: str = _text(default="")
    error: str = _text(default="")
    next_at: dt.datetime | None = _instant(default=None)
    refused: int = 0
    doubts: int = 0


class Item(Row, table=True):
    """What is to be said to one person on one channel. Never twice."""

    __table_args__ = (
        UniqueConstraint("obligation", "rung", "person", "channel"),
        _words("state", ("pending", "held", "carried", "cancelled")),
        Index(
            "ix_item_pending",
            "created",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_item_held",
            "created",
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
        Index(
            None,
            "message",
            sqlite_where=text("message IS NOT NULL"),
            postgresql_where=text("message IS NOT NULL"),
        ),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    obligation: str = _of_obligation()
    rung: str = _text()
    person: str = _text()
    channel: str = _text()
    kind: str = _text()
    created: dt.datetime = _instant()
    note: str = _text()
    state: str = _text(default="pending")
    message: str | None = _text(default=None, foreign_key="message.id")
    why: str = _text(default="")


class Document(Row, table=True):
    """A finished file of the archive."""

    __table_args__ = (UniqueConstraint("obligation", "kind", "version"), STRICT)
    id: int | None = Field(default=None, primary_key=True)
    obligation: str = _of_obligation()
    kind: str = _text()
    version: int
    name: str = _text()
    sha: str = _text()
    source: str = _text()
    created: dt.datetime = _instant()


class Publication(Row, table=True):
    """What came out; `at` is an ISO date."""

    __table_args__ = (STRICT,)
    id: str = _text(primary_key=True)
    title: str = _text()
    partner: str = _text()
    genre: str = _text()
    at: str = _text()
    recorded: dt.datetime = _instant()
    unit: str = _text()
    author: str = _text()
    url: str = _text()
    by: str = _text()
    programme: str = _text()
    slot: str = _text()
    seconds: int
    how: str = _text()
    link: str = _text()  # the state of its address; empty where nobody has looked
    checked: dt.datetime | None = _instant(default=None)
    note: str = _text()
    archived: str = _text()
    fails: int


class PublicationLink(Row, table=True):
    """A publication counts for a topic, an activity, a line: many to many; `position` keeps the order given."""

    __tablename__ = "publication_link"
    __table_args__ = (_kinds(), _words("how", ("person", "machine")), STRICT)
    publication: str = _text(primary_key=True, foreign_key="publication.id")
    kind: str = _text(primary_key=True)
    target: str = _text(primary_key=True)
    position: int
    how: str = _text()
    why: str = _text()


class PublicationWord(Row, table=True):
    """What a person said of a publication and one target, in that order; no row is ever changed or taken out."""

    __tablename__ = "publication_word"
    __table_args__ = (Index(None, "publication"), _kinds(), _words("verdict", ("confirmed", "refused")), STRICT)
    number: int = Field(primary_key=True, sa_type=Integer)
    publication: str = _text(foreign_key="publication.id")
    kind: str = _text()
    target: str = _text()  # of the kind `line` also "": every line
    verdict: str = _text()
    why: str = _text()
    at: dt.datetime = _instant()
    by: str = _text()


class Finding(Row, table=True):
    """An article that the program found, known by its address for ever: nothing is offered twice."""

    __table_args__ = (UniqueConstraint("key"), Index(None, "story"), Index(None, "fate"), STRICT)
    number: int = Field(primary_key=True, sa_type=Integer)
    key: str = _text()
    story: str = _text()
    url: str = _text()
    outlet: str = _text()
    title: str = _text()
    found: dt.datetime = _instant()
    at: str = _text()  # an ISO date, or empty
    author: str = _text()
    lead: str = _text()
    topics: str = _text()  # canonical JSON
    activities: str = _text()  # the same
    why: str = _text()
    fate: str = _text()
    same_as: int | None = None
    archived: str = _text()
    decided: dt.datetime | None = _instant(default=None)
    by: str = _text()
    comment: str = _text()
    publication: str | None = _text(default=None, foreign_key="publication.id")


class FeedState(Row, table=True):
    """What is known of a feed of the year, by its address."""

    __tablename__ = "feed"
    __table_args__ = (STRICT,)
    url: str = _text(primary_key=True)
    etag: str = _text()
    modified: str = _text()
    tried: dt.datetime | None = _instant(default=None)
    read: dt.datetime | None = _instant(default=None)
    failing: dt.datetime | None = _instant(default=None)
    error: str = _text()


class PageLink(Row, table=True):
    """A link into the program's own page, or a form of the screen, by its hash alone: how often opened, when used up."""

    __tablename__ = "link"
    __table_args__ = (Index(None, "obligation"), STRICT)
    hash: str = _text(primary_key=True)
    obligation: str = _of_obligation()
    person: str = _text()
    purpose: str = _text()
    turn: int
    expires: dt.datetime = _instant()
    opened: int = 0
    last_opened: dt.datetime | None = _instant(default=None)
    used_at: dt.datetime | None = _instant(default=None)


class Arrival(Row, table=True):
    """What came in by any door, in exactly one place; taken once: by its id, its part of a mail, its bytes in an obligation."""

    __table_args__ = (
        _words("door", tuple(Door)),
        _words("place", tuple(Place)),
        Index("uq_arrival_number", "number", unique=True),
        Index("uq_arrival_message", "message", "part", unique=True, **_where("message <> ''")),
        Index("uq_arrival_taken", "obligation", "sha", unique=True, **_where("place = 'accepted' AND sha <> ''")),
        Index("ix_arrival_open", "number", **_where("closed IS NULL")),
        Index(None, "sender", "came"),
        STRICT,
    )
    id: str = _text(primary_key=True)
    number: int
    door: str = _text()
    place: str = _text()
    sha: str = _text()
    name: str = _text()
    came: dt.datetime = _instant()
    message: str = _text(default="")
    part: int = 0
    sender: str = _text(default="")
    party: str = _text(default="")
    obligation: str | None = Field(default=None, sa_type=Text, foreign_key="obligation.key")
    reason: str = _text(default="")
    said: str = _text(default="")
    text: str = _text(default="")
    marked: str = _text(default="")
    by: str = _text(default="")
    closed: dt.datetime | None = _instant(default=None)


class Event(Row, table=True):
    """One line of the audit trail. Numbers have no gap: a second writer of one number breaks the key."""

    __table_args__ = (STRICT,)
    number: int = Field(primary_key=True, sa_type=Integer)
    at: dt.datetime = _instant()
    what: str = _text()
    key: str = _text()
    by: str = _text()
    detail: str = _text()  # canonical JSON
    previous: str = _text()
    hash: str = _text()


YEAR, TEXTS = Year.__table__, TextVersion.__table__
DIRECTORY, SETTING = DirectoryVersion.__table__, Setting.__table__
OBLIGATION, CONTENT, SUBMISSION, RUNG = Obligation.__table__, Content.__table__, Submission.__table__, Rung.__table__
DECISION, GRANT, REFUSED = Decision.__table__, Grant.__table__, Refused.__table__
MESSAGE, ITEM, DOCUMENT = Message.__table__, Item.__table__, Document.__table__
PUBLICATION, LINK, WORD = Publication.__table__, PublicationLink.__table__, PublicationWord.__table__
PAGE_LINK, ARRIVAL, EVENT = PageLink.__table__, Arrival.__table__, Event.__table__
FINDING, FEED = Finding.__table__, FeedState.__table__
