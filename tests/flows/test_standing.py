"""`vongnam status`: who owes what at this instant, for a person and for a machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from definitions import agenda
from flows import files, heartbeat, living, standing
from flows.told import plainly, silently
from flows.wiring import Office
from storage.ledger import open_ledger

YEAR = Path(__file__).resolve().parents[1] / "offices/small/2023.yaml"


@pytest.fixture
def office(tmp_path, at):
    """The small office on the morning after its first deadline; nobody has handed anything in."""
    definition, sources = files.read_definition(YEAR)
    ledger = open_ledger(f"sqlite:///{tmp_path / 'vongnam.db'}", durable=False)
    clock = living.VirtualClock(at("2023-09-01 00:00"))
    office = Office(ledger, agenda.context(definition), None, None, None, None, b"", clock)
    living.begin(ledger, definition, living.texts_of(sources), "", adopted=clock(), now=clock())
    clock.to(at("2023-10-05 08:00"))
    heartbeat.sweep(office, None, plainly, silently, [], [])
    yield office
    ledger.close()


def test_what_is_open_is_told_with_its_deadline(office):
    """Every open obligation is there with its party, its due instant in the office's zone, and whether that is past."""
    found = standing.standing(office)
    rows = [row for row in found["open"] if row["key"].startswith("unit-plan/2023-10/")]
    assert len(rows) == len(office.definition.year.playing("unit"))
    assert {(row["due_here"], row["late"]) for row in rows} == {("2023-10-05T00:00+07:00", True)}
    assert found["states"]["open"] == len(found["open"])


def test_a_person_reads_it_in_the_language_of_the_program(office):
    """The same in sentences: the year, how many are open, one line for each, and the letters."""
    found = standing.standing(office)
    vi, en = (standing.told(found, lang) for lang in ("vi", "en"))
    assert "hạn: trước 05/10/2023 00:00, đã qua hạn" in vi
    assert "due before 05/10/2023 00:00, past due" in en
    assert len(vi.splitlines()) == len(found["open"]) + 3


def test_a_long_list_is_cut(office, monkeypatch):
    """A person gets the first of a long list and the number of the others."""
    monkeypatch.setattr(standing, "SHOWN", 1)
    found = standing.standing(office)
    assert f"... and {len(found['open']) - 1} more" in standing.told(found, "en")


def test_held_letters_are_said(office, at):
    """While letters are held back the last line says how they are released."""
    office.ledger.set("sending", "held", now=at("2023-10-05 08:00"))
    assert standing.told(standing.standing(office), "en").splitlines()[-1].endswith("vongnam sending on")
