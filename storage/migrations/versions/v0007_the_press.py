"""The press: broadcasts, who linked a publication to what and why, addresses that were looked at, findings, feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

INSTANT = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # microseconds since 1970 in UTC
KINDS = "kind IN ('topic', 'activity', 'line')"
HOWS = "how IN ('person', 'machine')"
OF_PUBLICATIONS = {"programme": "''", "slot": "''", "seconds": "0", "how": "'hand'", "link": "''", "checked": None}
OF_PUBLICATIONS |= {"note": "''", "archived": "''", "fails": "0"}
"""The new columns with what they hold for what was recorded before: by hand, and nobody has looked at its address."""


def upgrade() -> None:
    """Every publication and every link of it stays as it is; whatever was linked, a person had linked."""
    if op.get_bind().dialect.name == "sqlite":
        _rebuild()
    else:
        for column in _columns():
            op.add_column("publication", column)
            op.alter_column("publication", column.name, server_default=None)
        for name, said in (("how", "person"), ("why", "")):
            op.add_column("publication_link", sa.Column(name, sa.Text(), nullable=False, server_default=said))
            op.alter_column("publication_link", name, server_default=None)
        op.create_check_constraint(op.f("ck_publication_link_how"), "publication_link", HOWS)
    _findings()
    _feeds()


def _columns(*, filled: bool = True) -> list[sa.Column[object]]:
    made = []
    for name, said in OF_PUBLICATIONS.items():
        kind = sa.Integer() if name in ("seconds", "fails") else INSTANT if name == "checked" else sa.Text()
        default = {"server_default": sa.text(said)} if said and filled else {}
        made.append(sa.Column(name, kind, nullable=said is None, **default))  # type: ignore[arg-type]
    return made


def _rebuild() -> None:
    """SQLite adds a column behind the constraints: the tables are written anew, as fresh ones."""
    op.execute('CREATE TABLE "kept_link" AS SELECT * FROM "publication_link"')
    op.drop_table("publication_link")
    op.execute('CREATE TABLE "kept_publication" AS SELECT * FROM "publication"')
    op.drop_table("publication")
    _publications()
    _links()
    values = ", ".join(said or "NULL" for said in OF_PUBLICATIONS.values())
    op.execute(f'INSERT INTO "publication" SELECT *, {values} FROM "kept_publication"')  # noqa: S608 - our own words
    op.execute("""INSERT INTO "publication_link" SELECT *, 'person', '' FROM "kept_link" """)
    op.drop_table("kept_link")
    op.drop_table("kept_publication")


def _publications() -> None:
    texts = ("id", "title", "partner", "genre", "at", "unit", "author", "url", "by")
    before = [sa.Column(name, sa.Text(), nullable=False) for name in texts]
    before.insert(5, sa.Column("recorded", INSTANT, nullable=False))
    op.create_table(
        "publication",
        *before,
        *_columns(filled=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sqlite_strict=True,
    )


def _links() -> None:
    op.create_table(
        "publication_link",
        sa.Column("publication", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("publication", "kind", "target", name=op.f("pk_publication_link")),
        sa.CheckConstraint(KINDS, name=op.f("ck_publication_link_kind")),
        sa.CheckConstraint(HOWS, name=op.f("ck_publication_link_how")),
        sa.ForeignKeyConstraint(["publication"], ["publication.id"], name=op.f("fk_publication_link_publication")),
        sqlite_strict=True,
    )


def _findings() -> None:
    op.create_table(
        "finding",
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("key", "story", "url", "outlet", "title")),
        sa.Column("found", INSTANT, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("at", "author", "lead", "topics", "activities")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("why", "fate")),
        sa.Column("same_as", sa.Integer(), nullable=True),
        sa.Column("archived", sa.Text(), nullable=False),
        sa.Column("decided", INSTANT, nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("by", "comment")),
        sa.Column("publication", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_finding")),
        sa.UniqueConstraint("key", name=op.f("uq_finding_key")),
        sa.ForeignKeyConstraint(["publication"], ["publication.id"], name=op.f("fk_finding_publication")),
        sqlite_strict=True,
    )
    for name in ("fate", "story"):
        op.create_index(op.f(f"ix_finding_{name}"), "finding", [name], unique=False)


def _feeds() -> None:
    op.create_table(
        "feed",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("url", "etag", "modified")),
        *(sa.Column(name, INSTANT, nullable=True) for name in ("tried", "read", "failing")),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_feed")),
        sqlite_strict=True,
    )
