"""How a database is opened, and what is said where that fails."""

from __future__ import annotations

import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from storage import engine as engine_module
from storage.engine import engine_for
from storage.errors import BrokenDatabase, BusyDatabase, MissingDatabase, StorageError, UnwritableFolder
from storage.ledger import open_ledger


def _pragma(ledger, name):
    with ledger._reading() as conn:
        return conn.exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.mark.parametrize(
    ("durable", "version", "expected"),
    [(True, (3, 51, 2), ("truncate", 2)), (True, (3, 51, 3), ("wal", 2)), (False, (3, 40, 1), ("wal", 1))],
)
def test_the_journal_suits_the_version_of_sqlite(database, monkeypatch, durable, version, expected):
    """Before 3.51.3 a WAL may be damaged; what is shipped survives a power cut."""
    monkeypatch.setattr(engine_module.sqlite3, "sqlite_version_info", version)
    ledger = open_ledger(database, durable=durable)
    assert (_pragma(ledger, "journal_mode"), _pragma(ledger, "synchronous")) == expected
    assert (_pragma(ledger, "foreign_keys"), _pragma(ledger, "busy_timeout")) == (1, 10_000)
    ledger.close()


def test_a_new_database_is_its_owners_alone(tmp_path):
    """The file and the journals beside it; the folder is made."""
    file = tmp_path / "var" / "office" / "ledger.db"
    ledger = open_ledger(f"sqlite:///{file}", durable=False)
    assert {stat.S_IMODE(each.stat().st_mode) for each in file.parent.iterdir()} == {0o600}
    ledger.close()


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    """With what to do about it."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UnwritableFolder, match="can't be written") as refused:
        open_ledger(f"sqlite:///{tmp_path / 'file' / 'ledger.db'}")
    assert refused.value.remedy
    assert refused.value.exit_code == 3


def test_a_missing_database_is_not_made_where_one_is_expected(tmp_path):
    """An empty one would look like a lost year."""
    file = tmp_path / "ledger.db"
    with pytest.raises(MissingDatabase, match=str(file)):
        open_ledger(f"sqlite:///{file}", create=False)
    assert not file.exists()


def test_a_file_that_is_no_database_is_refused(tmp_path):
    """And stays what it is."""
    file = tmp_path / "letter.txt"
    file.write_text("Kính gửi Sở Tài nguyên và Môi trường, " * 50)
    before = file.read_bytes()
    with pytest.raises(BrokenDatabase, match="not a database"):
        open_ledger(f"sqlite:///{file}")
    assert file.read_bytes() == before


@pytest.mark.parametrize("url", ["nonsense", "mysql://localhost/x", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_is_none_is_refused(url):
    """With an example of a right one."""
    with pytest.raises(StorageError) as refused:
        engine_for(url)
    assert refused.value.remedy


def test_a_database_that_somebody_keeps_locked_is_said_to_be_busy(database, monkeypatch, say):
    """After waiting in vain, with what to do; reading goes on."""
    monkeypatch.setattr(engine_module, "PATIENCE", 1)
    ledger = open_ledger(database)
    other = sqlite3.connect(Path(database.removeprefix("sqlite:///")), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BusyDatabase, match="locked"):
        ledger.set("sending", "held", now=say.T)
    assert ledger.setting("sending") is None
    other.close()
    ledger.set("sending", "held", now=say.T)
    ledger.close()


def test_a_server_that_is_not_there_is_said_so():
    """PostgreSQL's address without a server behind it."""
    pytest.importorskip("psycopg")
    with pytest.raises(BrokenDatabase, match="can't be used"):
        open_ledger("postgresql://nobody@127.0.0.1:1/none")


def test_each_thread_has_its_connection_and_closing_lets_go_of_all(database):
    """A ledger that was closed opens again on its next use."""
    ledger = open_ledger(database)
    ledger.texts()
    thread = threading.Thread(target=ledger.texts)
    thread.start()
    thread.join()
    ledger.close()
    assert all(conn.closed for conn in ledger._connections._all)
    assert ledger.texts() is None
    ledger.close()
