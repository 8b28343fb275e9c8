"""Who decides for whom, whom the Office has given a decision to, and why it was asked for once more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

COLUMNS = (
    ("obligation", "assigned"),
    ("obligation", "why"),
    ("decision", "instead_of"),
    ("grant", "instead_of"),
)


def upgrade() -> None:
    """Older decisions were nobody else's."""
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, sa.Text(), nullable=True))
