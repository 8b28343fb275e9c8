"""What every test may use: the small office, read once, and its instants; and a world without anybody's settings."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest

from definitions import agenda
from flows.files import read_definition

OFFICES = Path(__file__).parent / "offices"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
KEPT = {"VONGNAM_WRITE_README", "VONGNAM_RENEW", "VONGNAM_TEST_POSTGRES"}
"""What whoever runs the tests may say to them: write what is shown anew, and where there is a PostgreSQL."""


def pytest_configure():
    """No setting of whoever runs the tests reaches them; a slow machine is no failure of a property."""
    for name in [n for n in os.environ if n.startswith(("VONGNAM_", "PREFECT_")) and n not in KEPT]:
        del os.environ[name]
    hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
    hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def small():
    """The definition of the small office (tests/offices/small) and the texts it was read from."""
    return read_definition(OFFICES / "small" / "2023.yaml")


@pytest.fixture(scope="session")
def ctx(small):
    """The small office's definition, prepared for the core."""
    return agenda.context(small[0])


@pytest.fixture(scope="session")
def at():
    """`at("2023-11-03 08:00")`: that local time in Vietnam as a UTC instant."""
    return lambda text: dt.datetime.fromisoformat(text).replace(tzinfo=HANOI).astimezone(dt.UTC)
