"""Arrivals: what came in by any door, in exactly one place, and never taken twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INSTANT = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # microseconds since 1970 in UTC


def upgrade() -> None:
    """A table of what came, with the keys that keep it from being taken twice."""
    texts = ("message", "part", "sender", "party", "obligation", "reason", "said", "text", "marked", "by")
    op.create_table(
        "arrival",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("door", "place", "sha", "name")),
        sa.Column("came", INSTANT, nullable=False),
        *(
            sa.Column(name, sa.Integer() if name == "part" else sa.Text(), nullable=name == "obligation")
            for name in texts
        ),
        sa.Column("closed", INSTANT, nullable=True),
        sa.CheckConstraint("door IN ('folder', 'mailbox', 'page', 'form')", name=op.f("ck_arrival_door")),
        sa.CheckConstraint(
            "place IN ('waiting', 'accepted', 'returned', 'quarantined')", name=op.f("ck_arrival_place")
        ),
        sa.ForeignKeyConstraint(["obligation"], ["obligation.key"], name=op.f("fk_arrival_obligation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sqlite_strict=True,
    )
    op.create_index("uq_arrival_number", "arrival", ["number"], unique=True)
    _index("uq_arrival_message", ["message", "part"], "message <> ''", unique=True)
    _index("uq_arrival_taken", ["obligation", "sha"], "place = 'accepted' AND sha <> ''", unique=True)
    _index("ix_arrival_open", ["number"], "closed IS NULL", unique=False)
    op.create_index(op.f("ix_arrival_sender_came"), "arrival", ["sender", "came"], unique=False)


def _index(name: str, columns: list[str], which: str, *, unique: bool) -> None:
    where = sa.text(which)
    op.create_index(name, "arrival", columns, unique=unique, sqlite_where=where, postgresql_where=where)
