"""The benchmarks' own house: a peer that no longer does our work would make a figure that means nothing."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from flows.files import read_sources

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def shapes(monkeypatch):
    """The peer's models, imported as their leg imports them."""
    spec = importlib.util.spec_from_file_location("shapes", ROOT / "benchmarks" / "shapes.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "shapes", module)
    spec.loader.exec_module(module)
    return module


def test_the_peers_models_read_the_sample_definition(shapes):
    """Every word that the sample office uses is one of the peer's fields: it refuses what it does not know, as we do."""
    sources = read_sources(ROOT / "definitions" / "ha-tinh" / "2023.yaml")
    pairs = [
        (shapes.Process, sources.process),
        (shapes.Year, sources.year),
        (shapes.Organisation, sources.organisation),
        *((shapes.Calendar, calendar) for calendar in sources.calendars),
    ]
    for shape, source in pairs:
        assert shape.model_validate(shapes.positioned(source.text))
