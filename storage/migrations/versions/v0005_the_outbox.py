"""The outbox: what waits for the Office, how often a letter was refused, how often nobody knew whether it had left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

INSTANT = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # microseconds since 1970 in UTC
ITEM_STATES = "state IN ('pending', 'held', 'carried', 'cancelled')"
COUNTED = 'CASE WHEN "attempts" > 1 THEN "attempts" - 1 ELSE 0 END'
"""Before, every further attempt followed a refusal, or a doubt: nobody can tell them apart any more."""


def upgrade() -> None:
    """Every message and item stays as it is."""
    if op.get_bind().dialect.name == "sqlite":
        _rebuild()
    else:
        for column in ("refused", "doubts"):
            op.add_column("message", sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
            op.alter_column("message", column, server_default=None)
        op.execute(f'UPDATE "message" SET "refused" = {COUNTED}')  # noqa: S608 - our own words
        op.drop_constraint("ck_item_state", "item", type_="check")
        op.create_check_constraint(op.f("ck_item_state"), "item", ITEM_STATES)
    op.create_index(
        "ix_item_held",
        "item",
        ["created"],
        unique=False,
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )


def _rebuild() -> None:
    """SQLite adds a column behind the constraints and changes no check: the tables are written anew, as fresh ones."""
    op.execute('CREATE TABLE "kept_item" AS SELECT * FROM "item"')
    op.drop_table("item")
    op.execute('CREATE TABLE "kept_message" AS SELECT * FROM "message"')
    op.drop_table("message")
    _messages()
    _items()
    op.execute(f'INSERT INTO "message" SELECT *, {COUNTED}, 0 FROM "kept_message"')  # noqa: S608 - our own words
    op.execute('INSERT INTO "item" SELECT * FROM "kept_item"')
    op.drop_table("kept_item")
    op.drop_table("kept_message")


def _messages() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sent", INSTANT, nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=True),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('sending', 'sent', 'failed', 'unknown')", name=op.f("ck_message_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_message_created"), "message", ["created"], unique=False)
    op.create_index(
        op.f("ix_message_next_at"), "message", ["next_at"], unique=False, sqlite_where=sa.text("next_at IS NOT NULL")
    )


def _items() -> None:
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation", sa.Text(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint(
            "obligation", "rung", "person", "channel", name=op.f("uq_item_obligation_rung_person_channel")
        ),
        sa.CheckConstraint(ITEM_STATES, name=op.f("ck_item_state")),
        sa.ForeignKeyConstraint(["obligation"], ["obligation.key"], name=op.f("fk_item_obligation")),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name=op.f("fk_item_message")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_item_message"), "item", ["message"], unique=False)
    op.create_index("ix_item_pending", "item", ["created"], unique=False, sqlite_where=sa.text("state = 'pending'"))
