"""The tables of the first version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INSTANT = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # microseconds since 1970 in UTC


def upgrade() -> None:
    """Write every table."""
    op.create_table(
        "content",
        sa.Column("sha", sa.Text(), nullable=False),
        sa.Column("json_text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha", name=op.f("pk_content")),
        sqlite_strict=True,
    )
    op.create_table(
        "directory_version",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_directory_version")),
        sqlite_strict=True,
    )
    op.create_table(
        "event",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_event")),
        sqlite_strict=True,
    )
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
        sa.CheckConstraint("state IN ('sending', 'sent', 'failed', 'unknown')", name=op.f("ck_message_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_message_created"), "message", ["created"], unique=False)
    op.create_index(
        op.f("ix_message_next_at"),
        "message",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_table(
        "obligation",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opens", INSTANT, nullable=True),
        sa.Column("due", INSTANT, nullable=True),
        sa.Column("closes", INSTANT, nullable=True),
        sa.Column("next_at", INSTANT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("received", INSTANT, nullable=True),
        sa.Column("done", INSTANT, nullable=True),
        sa.Column("expires", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_obligation")),
        sa.UniqueConstraint("step", "period", "party", "round", name=op.f("uq_obligation_step_period_party_round")),
        sa.CheckConstraint(
            "state IN ('planned', 'open', 'submitted', 'accepted', 'returned', 'nil', 'waived', 'missed', 'before')",
            name=op.f("ck_obligation_state"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_obligation_due",
        "obligation",
        ["next_at", "step", "period"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("genre", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("recorded", INSTANT, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sqlite_strict=True,
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
        sqlite_strict=True,
    )
    op.create_table(
        "year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("year", sa.Text(), nullable=False),
        sa.Column("calendars", sa.Text(), nullable=False),
        sa.Column("sha", sa.Text(), nullable=False),
        sa.Column("adopted", INSTANT, nullable=False),
        sa.Column("begun", INSTANT, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_year_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year")),
        sqlite_strict=True,
    )
    op.create_table(
        "decision",
        sa.Column("obligation", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["obligation"], ["obligation.key"], name=op.f("fk_decision_obligation")),
        sa.PrimaryKeyConstraint("obligation", name=op.f("pk_decision")),
        sqlite_strict=True,
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("obligation", "kind", "version", name=op.f("uq_document_obligation_kind_version")),
        sa.ForeignKeyConstraint(["obligation"], ["obligation.key"], name=op.f("fk_document_obligation")),
        sqlite_strict=True,
    )
    op.create_table(
        "grant",
        sa.Column("obligation", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("expires", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["obligation"], ["obligation.key"], name=op.f("fk_grant_obligation")),
        sa.PrimaryKeyConstraint("obligation", "person", "generation", name=op.f("pk_grant")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_grant_obligation_code"), "grant", ["obligation", "code"], unique=False)
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
        sa.CheckConstraint("state IN ('pending', 'carried', 'cancelled')", name=op.f("ck_item_state")),
        sa.ForeignKeyConstraint(["obligation"], ["obligation.key"], name=op.f("fk_item_obligation")),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name=op.f("fk_item_message")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_item_message"), "item", ["message"], unique=False)
    op.create_index(
        "ix_item_pending",
        "item",
        ["created"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "publication_link",
        sa.Column("publication", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('topic', 'activity', 'line')", name=op.f("ck_publication_link_kind")),
        sa.ForeignKeyConstraint(["publication"], ["publication.id"], name=op.f("fk_publication_link_publication")),
        sa.PrimaryKeyConstraint("publication", "kind", "target", name=op.f("pk_publication_link")),
        sqlite_strict=True,
    )
    op.create_table(
        "refused",
        sa.Column("obligation", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["obligation"], ["obligation.key"], name=op.f("fk_refused_obligation")),
        sa.PrimaryKeyConstraint("obligation", "generation", name=op.f("pk_refused")),
        sqlite_strict=True,
    )
    op.create_table(
        "rung",
        sa.Column("obligation", sa.Text(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["obligation"], ["obligation.key"], name=op.f("fk_rung_obligation")),
        sa.PrimaryKeyConstraint("obligation", "rung", name=op.f("pk_rung")),
        sqlite_strict=True,
    )
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
        sa.ForeignKeyConstraint(["obligation"], ["obligation.key"], name=op.f("fk_submission_obligation")),
        sa.ForeignKeyConstraint(["content"], ["content.sha"], name=op.f("fk_submission_content")),
        sa.PrimaryKeyConstraint("obligation", "version", name=op.f("pk_submission")),
        sqlite_strict=True,
    )
