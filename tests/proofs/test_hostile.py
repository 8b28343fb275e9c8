"""A slice of `make prove-hostile`: six hundred spoilt files, and the bombs through the child."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from flows.confined import Limits


@pytest.fixture(scope="module")
def hostile():
    """The proof, as it is run whole."""
    spec = importlib.util.spec_from_file_location("hostile", Path(__file__).with_name("hostile.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def found(hostile):
    """What became of each of them."""
    return hostile.siege(600, seed=7, every=150)


def test_no_spoilt_file_brings_the_reader_down(found):
    """A refusal in a sentence, or the cells that were there."""
    assert found["crashes"] == []
    assert found["silent"] == []
    assert sum(n for (_, verdict), n in found["verdicts"].items() if verdict == "refused") > 200


def test_the_child_says_what_the_reader_says(found):
    """What is proved in the proof's own process holds for the confined one."""
    assert all(it["agrees"] for it in found["child"])


def test_what_is_silently_different_is_seen(hostile):
    """The proof itself can fail: cells that no other reader sees are called silent."""
    (_, data, _), *_ = [(name, data, None) for name, data in hostile.bases()]
    unspoilt = hostile.read(data)
    other = type(unspoilt)(unspoilt.sort, unspoilt.tables[:1])
    assert hostile.judged(data, other, packed_anew=False) == "silent"
    assert not hostile.seen_otherwise(data, other)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limits on a process in this way")
def test_no_bomb_costs_what_a_file_may_cost(hostile):
    """Each through the real child: far below 15 s and 512 MB."""
    limits = Limits()
    costs = hostile.bombs()
    assert all(it["agrees"] for it in costs.values())
    assert max(it["wall"] for it in costs.values()) < limits.wall
    assert max(it["bytes"] for it in costs.values()) < limits.memory / 4
