"""The texts of a year are kept in versions: a running year can be given another text, and the old one back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INSTANT = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # microseconds since 1970 in UTC


def upgrade() -> None:
    """The text of a year that runs becomes its first version."""
    op.create_table(
        "text_version",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("year", sa.Text(), nullable=False),
        sa.Column("calendars", sa.Text(), nullable=False),
        sa.Column("sha", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_text_version")),
        sqlite_strict=True,
    )
    op.execute(
        'INSERT INTO "text_version" ("version", "process", "year", "calendars", "sha", "at", "by") '
        'SELECT 1, "process", "year", "calendars", "sha", "begun", \'\' FROM "year"'
    )
    for column in ("process", "year", "calendars", "sha"):
        op.drop_column("year", column)
