"""Backup and restore on PostgreSQL: a snapshot of one instant, put back into another database, the same year."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, make_url, text

from definitions import agenda
from flows.backing import back_up
from flows.living import VirtualClock, begin, texts_of
from flows.restoring import Occupied, restore
from flows.wiring import Settings, open_office
from storage import manifest
from storage.errors import BadBackup, StorageError
from storage.ledger import open_ledger

pytestmark = pytest.mark.real

BEGINS = dt.datetime(2023, 10, 2, 2, tzinfo=dt.UTC)


@pytest.fixture
def office(small, postgres, tmp_path):
    """The small office in PostgreSQL, just begun."""
    from flows.files import text_of

    settings = Settings.read(tmp_path / "office", {"VONGNAM_DATABASE": postgres})
    settings.data.mkdir()
    ledger = open_ledger(postgres)
    begin(ledger, small[0], texts_of(small[1]), text_of(small[1].organisation), adopted=BEGINS, now=BEGINS)
    ledger.close()
    with open_office(settings) as opened:
        yield opened.at(VirtualClock(BEGINS))


@pytest.fixture
def other(postgres):
    """The address of a second, empty database on the same server."""
    engine = create_engine(make_url(postgres).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text("DROP DATABASE IF EXISTS restored"))
        conn.execute(text("CREATE DATABASE restored"))
    engine.dispose()
    return postgres.rpartition("/")[0] + "/restored"


def put_back(backup, folder, url):
    """Restore into that folder and database."""
    return restore(backup, folder, {**os.environ, "VONGNAM_DATABASE": url}, now=BEGINS)[0]


def test_a_year_in_postgresql_comes_back_as_it_was(office, other, tmp_path):
    """Obligations, texts, the trail: from a dump into an empty database, with the letters held; never into a full one."""
    from flows.heartbeat import heartbeat

    heartbeat(office)
    done = back_up(office, os.environ)
    with pytest.raises(Occupied):
        put_back(done.folder, tmp_path / "again", office.settings.database)
    put_back(done.folder, tmp_path / "restored", other)
    with open_office(Settings.read(tmp_path / "restored", {"VONGNAM_DATABASE": other})) as back:
        assert back.ledger.obligations() == office.ledger.obligations()
        assert back.ledger.texts() == office.ledger.texts()
        events = office.ledger.events()
        assert back.ledger.events()[: len(events)] == events
        assert back.ledger.setting("sending") == "held"
        assert agenda.context(back.definition).steps == office.context.steps


def test_what_is_written_while_it_is_dumped_is_not_in_it(office, other, tmp_path):
    """What is counted and what is dumped is the same instant: the count of the restored database says so."""
    import subprocess

    real = subprocess.run

    def run(argv, **more):
        if argv[0] == "pg_dump":
            office.ledger.set("meanwhile", "yes", now=BEGINS)
        return real(argv, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.snapshot.subprocess.run", run)
        done = back_up(office, os.environ)
    put_back(done.folder, tmp_path / "restored", other)
    with open_office(Settings.read(tmp_path / "restored", {"VONGNAM_DATABASE": other})) as back:
        assert back.ledger.setting("meanwhile") is None


def test_without_the_tools_of_postgresql_it_is_said_what_is_missing(office, tmp_path):
    """A machine without pg_dump takes no backup, and says what to install; nothing looks like a backup."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))
        with pytest.raises(StorageError) as caught:
            back_up(office, {"PATH": str(tmp_path)})
    assert caught.value.code == "no-postgres-tools"
    assert not list((office.settings.data / "backups").glob("*/manifest.json"))


def test_a_dump_that_does_not_hold_what_was_counted_is_refused(office, other, tmp_path):
    """Rows that are missing are seen after they were put back; the folder is not used."""
    done = back_up(office, os.environ)
    said = manifest.read(done.folder)
    counted = replace(said.counted, rows={**said.counted.rows, "obligation": 1})
    manifest.write(done.folder, replace(said, counted=counted))
    with pytest.raises(BadBackup) as caught:
        put_back(done.folder, tmp_path / "restored", other)
    assert caught.value.code == "backup-other"
