"""What people say of the links of a publication is kept word by word; what was linked before stays linked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

INSTANT = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # microseconds since 1970 in UTC
KINDS = "kind IN ('topic', 'activity', 'line')"
VERDICTS = "verdict IN ('confirmed', 'refused')"


def upgrade() -> None:
    """A new table beside the others, empty: nobody has refused anything before."""
    op.create_table(
        "publication_word",
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("publication", "kind", "target", "verdict", "why")),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_publication_word")),
        sa.CheckConstraint(KINDS, name=op.f("ck_publication_word_kind")),
        sa.CheckConstraint(VERDICTS, name=op.f("ck_publication_word_verdict")),
        sa.ForeignKeyConstraint(["publication"], ["publication.id"], name=op.f("fk_publication_word_publication")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_publication_word_publication"), "publication_word", ["publication"], unique=False)
