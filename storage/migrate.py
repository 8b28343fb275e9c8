"""Migrations: a database of any age becomes one of today, or is left alone where it is newer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect

from storage.errors import BrokenDatabase, NewerDatabase

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0009"
"""The revision that this program writes; a test keeps it equal to the last file of `migrations/versions`."""

_FOLDER = Path(__file__).with_name("migrations")


def current(engine: Engine) -> str | None:
    """The revision that the database is at; None for an empty one. Does not import alembic."""
    with engine.connect() as conn:
        conn.info["writes"] = False
        return _current(conn)


def _current(conn: Connection) -> str | None:
    tables = inspect(conn).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise BrokenDatabase(code="other-database", database=conn.engine.url.database)
        return None
    return conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def upgrade(engine: Engine) -> None:
    """Bring the database to HEAD in one transaction; nothing to do costs one question.

    Raises NewerDatabase where a later program has written it.
    """
    if current(engine) == HEAD:
        return
    from alembic import command
    from alembic.script import ScriptDirectory

    config = _config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.connect() as conn:
        conn.info["writes"] = True
        with conn.begin():  # the lock first: two programs may open a new file at once
            revision = _current(conn)
            if revision is not None and revision not in known:
                names = {"database": engine.url.database, "revision": revision, "head": HEAD}
                raise NewerDatabase(code="newer-database", **names)
            if revision != HEAD:
                config.attributes["connection"] = conn
                command.upgrade(config, HEAD)


def _config() -> Config:
    from alembic.config import Config

    config: Any = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config
