"""A database of any age becomes one of today; a newer one is left alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from storage import migrate, tables
from storage.engine import engine_for
from storage.errors import BrokenDatabase, NewerDatabase
from storage.ledger import open_ledger
from storage.port import Texts


def _schema(engine):
    """Every table and index as SQLite keeps it, with one space for any."""
    with engine.connect() as conn:
        rows = conn.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%' AND sql IS NOT NULL"
        )
        return {name: " ".join(sql.replace('"', "").split()) for name, sql in rows}


def test_a_migrated_database_equals_a_fresh_one(database):
    """Table by table, index by index, word by word."""
    fresh = create_engine("sqlite://")
    tables.Row.metadata.create_all(fresh)
    migrated = engine_for(database)
    assert _schema(migrated) == _schema(fresh)
    for engine in (fresh, migrated):
        engine.dispose()


@pytest.mark.parametrize("kind", ["database", pytest.param("postgres", marks=pytest.mark.real)])
def test_alembic_finds_nothing_to_add(kind, request):
    """The same by its own comparison, on each database."""
    url = request.getfixturevalue(kind)
    open_ledger(url).close()
    engine = engine_for(url)
    with engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), tables.Row.metadata) == []
    engine.dispose()


def test_head_is_the_last_migration():
    """Whoever adds a migration says so in HEAD."""
    assert ScriptDirectory.from_config(migrate._config()).get_current_head() == migrate.HEAD


def test_an_empty_file_is_brought_to_head(tmp_path):
    """And once more changes nothing."""
    engine = engine_for(f"sqlite:///{tmp_path / 'new.db'}")
    assert migrate.current(engine) is None
    for _ in range(2):
        migrate.upgrade(engine)
        assert migrate.current(engine) == migrate.HEAD
    engine.dispose()


def test_a_newer_database_is_refused_and_left_alone(database):
    """The sentence names both versions and what to do."""
    file = Path(database.removeprefix("sqlite:///"))
    engine = create_engine(database)
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    before = file.read_bytes()
    with pytest.raises(NewerDatabase, match="9999") as refused:
        open_ledger(database)
    assert refused.value.remedy.startswith("Install")
    assert file.read_bytes() == before


def test_the_database_of_another_program_is_left_alone(tmp_path):
    """A file that holds other tables is none of ours."""
    url = f"sqlite:///{tmp_path / 'other.db'}"
    engine = create_engine(url)
    with engine.begin() as conn:
        conn.execute(text("CREATE TABLE letters (id INTEGER)"))
    engine.dispose()
    with pytest.raises(BrokenDatabase, match="another program"):
        open_ledger(url)


def test_opening_a_database_of_today_does_not_load_alembic(database):
    """It would cost more than all the rest of opening."""
    code = f"import sys; from storage.ledger import open_ledger; open_ledger({database!r}).close(); print('alembic' in sys.modules)"
    root = Path(migrate.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "False"


def test_the_ledger_in_memory_loads_no_database(tmp_path):
    """A rehearsal and the tests of flows start without SQLAlchemy."""
    code = "import sys; from storage.memory import MemoryLedger; MemoryLedger(); print('sqlalchemy' in sys.modules)"
    root = Path(migrate.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "False"


def test_the_text_of_a_year_that_runs_becomes_its_first_version(tmp_path):
    """A database of the first version keeps its text, its hash and its day of adoption."""
    from alembic import command

    engine = engine_for(f"sqlite:///{tmp_path / 'old.db'}")
    config = migrate._config()
    with engine.connect() as conn:
        conn.info["writes"] = True
        with conn.begin():
            config.attributes["connection"] = conn
            command.upgrade(config, "0001")
            conn.execute(text("INSERT INTO year VALUES (1, 'p', 'y', '{}', 'hash', 1000000, 2000000)"))
    engine.dispose()
    ledger = open_ledger(f"sqlite:///{tmp_path / 'old.db'}")
    assert (ledger.version(), ledger.texts(), ledger.adopted().timestamp()) == (1, Texts("p", "y", {}, "hash"), 1)
    ledger.close()


def test_what_waits_to_be_sent_is_carried_over(tmp_path):
    """A database from before the outbox counted: items and letters stay, and further attempts count as refusals."""
    import datetime as dt

    from alembic import command

    engine = engine_for(f"sqlite:///{tmp_path / 'old.db'}")
    config = migrate._config()
    with engine.connect() as conn:
        conn.info["writes"] = True
        with conn.begin():
            config.attributes["connection"] = conn
            command.upgrade(config, "0002")
            conn.execute(text("INSERT INTO year VALUES (1, 1000000, 2000000)"))
            conn.execute(
                text(
                    "INSERT INTO obligation (key, step, period, party, round, state, revision, version, generation)"
                    " VALUES ('s/2023/p', 's', '2023', 'p', 1, 'open', 0, 0, 0)"
                )
            )
            conn.execute(
                text("INSERT INTO message VALUES ('m', 'p', 'mail', 'failed', 5, 3, 'Nhắc', NULL, '', '451', 9)")
            )
            conn.execute(
                text(
                    "INSERT INTO item VALUES (1, 's/2023/p', 'a', 'p', 'mail', 'remind', 5, '', 'carried', 'm', ''),"
                    " (2, 's/2023/p', 'b', 'p', 'mail', 'remind', 5, '', 'pending', NULL, '')"
                )
            )
    engine.dispose()
    ledger = open_ledger(f"sqlite:///{tmp_path / 'old.db'}")
    far = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    (message,) = ledger.retries(far)
    assert (message.attempts, message.refused, message.doubts, message.items[0].rung) == (3, 2, 0, "a")
    assert [item.rung for item in ledger.pending(far)] == ["b"]
    ledger.close()


def test_what_was_published_before_is_carried_over(tmp_path):
    """A database from before the press: every publication and link stays, recorded by hand and linked by a person."""
    from alembic import command

    engine = engine_for(f"sqlite:///{tmp_path / 'old.db'}")
    config = migrate._config()
    with engine.connect() as conn:
        conn.info["writes"] = True
        with conn.begin():
            config.attributes["connection"] = conn
            command.upgrade(config, "0005")
            conn.execute(
                text("INSERT INTO publication VALUES ('p', 'Tin', 'b', 'Tin', '2023-04-09', 5, '', '', '', 'x')")
            )
            conn.execute(text("INSERT INTO publication_link VALUES ('p', 'topic', 't1', 0)"))
    engine.dispose()
    ledger = open_ledger(f"sqlite:///{tmp_path / 'old.db'}")
    (kept,) = ledger.publications()
    assert (kept.title, kept.topics, kept.how, kept.said, kept.checked) == ("Tin", ("t1",), "hand", (), None)
    ledger.close()


def test_rungs_and_submissions_are_kept_when_their_tables_are_written_anew(tmp_path):
    """A database from before holds the same rows afterwards, and every reference leads somewhere."""
    from alembic import command

    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = engine_for(url)
    config = migrate._config()
    with engine.connect() as conn:
        conn.info["writes"] = True
        with conn.begin():
            config.attributes["connection"] = conn
            command.upgrade(config, "0007")
            columns = "key, step, period, party, round, state, revision, version, generation"
            conn.execute(text(f"INSERT INTO obligation ({columns}) VALUES ('k', 's', '2023', 'p', 1, 'open', 0, 0, 0)"))
            conn.execute(text("INSERT INTO content VALUES ('sha', '{}')"))
            conn.execute(text("INSERT INTO submission VALUES ('k', 1, 'sha', 1, 0, 0, 0, NULL, 2, 'Văn phòng')"))
            conn.execute(text("INSERT INTO rung VALUES ('k', 'remind:1', 1, '', 3)"))
    engine.dispose()
    open_ledger(url).close()
    with engine_for(url).connect() as conn:
        assert conn.exec_driver_sql("SELECT * FROM submission").all() == [
            ("k", 1, "sha", 1, 0, 0, 0, None, 2, "Văn phòng")
        ]
        assert conn.exec_driver_sql("SELECT * FROM rung").all() == [("k", "remind:1", 1, "", 3)]
        assert conn.exec_driver_sql("PRAGMA foreign_key_check").all() == []
