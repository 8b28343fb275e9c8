"""Fewer pages to write for each act: submissions and rungs are kept in their own key; unsent items are not indexed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

INSTANT = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # microseconds since 1970 in UTC
IN_ITS_KEY = {"sqlite_strict": True, "sqlite_with_rowid": False}
CARRIED = sa.text("message IS NOT NULL")


def upgrade() -> None:
    """Every row stays as it is; only SQLite keeps a table apart from its primary key."""
    op.drop_index("ix_item_message", table_name="item")
    op.create_index("ix_item_message", "item", ["message"], sqlite_where=CARRIED, postgresql_where=CARRIED)
    if op.get_bind().dialect.name == "sqlite":
        for table, made in (("rung", _rungs), ("submission", _submissions)):
            op.execute(f'CREATE TABLE "kept" AS SELECT * FROM "{table}"')  # noqa: S608 - our own words
            op.drop_table(table)
            made()
            op.execute(f'INSERT INTO "{table}" SELECT * FROM "kept"')  # noqa: S608 - our own words
            op.drop_table("kept")


def _rungs() -> None:
    op.create_table(
        "rung",
        sa.Column("obligation", sa.Text(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("obligation", "rung", name=op.f("pk_rung")),
        sa.ForeignKeyConstraint(["obligation"], ["obligation.key"], name=op.f("fk_rung_obligation")),
        **IN_ITS_KEY,
    )


def _submissions() -> None:
    op.create_table(
        "submission",
        sa.Column("obligation", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("received", INSTANT, nullable=False),
        sa.Column("nil", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("addendum", sa.Integer(), nullable=False),
        sa.Column("said_sent", INSTANT, nullable=True),
        sa.Column("typed", INSTANT, nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("obligation", "version", name=op.f("pk_submission")),
        sa.ForeignKeyConstraint(["obligation"], ["obligation.key"], name=op.f("fk_submission_obligation")),
        sa.ForeignKeyConstraint(["content"], ["content.sha"], name=op.f("fk_submission_content")),
        **IN_ITS_KEY,
    )
