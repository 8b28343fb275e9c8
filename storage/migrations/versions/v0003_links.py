"""Links into the program's own page: opened as often as one likes, used up once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INSTANT = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # microseconds since 1970 in UTC


def upgrade() -> None:
    """A table of links by their hash."""
    op.create_table(
        "link",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("obligation", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("expires", INSTANT, nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("last_opened", INSTANT, nullable=True),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["obligation"], ["obligation.key"], name=op.f("fk_link_obligation")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_link")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_link_obligation"), "link", ["obligation"])
