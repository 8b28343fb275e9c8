"""A slice of the siege that `make prove` runs whole: nothing gets in, and no secret gets out."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def attacks():
    """The siege, as `make prove` runs it."""
    spec = importlib.util.spec_from_file_location("attacks", Path(__file__).with_name("attacks.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def found(attacks, tmp_path_factory):
    """Four hundred attempts on a small office."""
    return attacks.siege(tmp_path_factory.mktemp("siege"), 400, seed=7)


def test_nothing_is_accepted(found):
    """Wrong, expired, used, other people's codes and links: no decision, no submission, no used link."""
    assert found["accepted"] == 0
    assert len(found["kinds"]) > 25


def test_the_right_ones_are_taken_once(found):
    """What refuses everything proves nothing."""
    assert found["controls"] == [True, True, True, True]


def test_no_secret_is_seen(found):
    """Neither in a log, nor in a table, nor in a file."""
    assert found["seen"] == []


def test_a_secret_that_leaks_is_seen(attacks, tmp_path):
    """The search itself can fail: a code in a log line, a password in a file."""
    besieged = attacks.Besieged(tmp_path)
    (tmp_path / "note.txt").write_text(attacks.PASSWORD)
    seen = attacks.canaries(besieged, f"typed {besieged.code(attacks.ASKED)}")
    besieged.office.ledger.close()
    assert seen == ["code in log", "password in note.txt"]
