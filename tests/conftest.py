"""What every test may use: the small office, read once, and its instants; and a world without anybody's settings."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest

from definitions import agenda
from flows.files import read_definition

OFFICES = Path(__file__).parent / "offices"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
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


# ---------------------------------------------------------------- one browser for all: two drivers in a thread disturb each other


@pytest.fixture(scope="session")
def browser():
    """A real headless Chromium."""
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "the second tier needs Chromium (apt-get install chromium)"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A fresh page of the size of an office screen."""
    opened = browser.new_page(viewport={"width": 1280, "height": 960}, reduced_motion="reduce")
    yield opened
    opened.close()


# ---------------------------------------------------------------- PostgreSQL, for what has to hold on it too


@pytest.fixture(scope="session")
def postgres_server():
    """The address of a PostgreSQL of our own, on this machine alone, gone afterwards; or VONGNAM_TEST_POSTGRES's."""
    if url := os.environ.get("VONGNAM_TEST_POSTGRES"):
        yield url
        return
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda it: int(it.parent.name))
    assert programs, "the second tier needs PostgreSQL (apt-get install postgresql)"
    as_owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []  # it refuses to run as root
    home = Path(tempfile.mkdtemp(prefix="vongnam-postgres-"))
    if as_owner:
        shutil.chown(home, "postgres")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    cluster = home / "cluster"
    initdb = [programs[-1] / "initdb", "-A", "trust", "-U", "vongnam", "-E", "UTF8", "--no-locale", "-D", cluster]
    subprocess.run([*as_owner, *initdb], check=True, capture_output=True, cwd="/")
    server = [programs[-1] / "postgres", "-D", cluster, "-h", "127.0.0.1", "-p", str(port), "-k", "", "-F"]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([*as_owner, *server], cwd="/", stderr=log, start_new_session=True)
    try:
        _answering(port, home / "log")
        yield f"postgresql://vongnam@127.0.0.1:{port}/postgres"
    finally:
        os.killpg(process.pid, signal.SIGINT)  # a fast shutdown: connections are closed
        process.wait(timeout=30)
        shutil.rmtree(home)


def _answering(port, log):
    """Until PostgreSQL takes a connection; its own log where it does not within half a minute."""
    import psycopg

    begun = time.monotonic()
    while True:
        try:
            psycopg.connect(f"host=127.0.0.1 port={port} user=vongnam dbname=postgres").close()
        except psycopg.OperationalError:
            assert time.monotonic() - begun < 30, log.read_text()
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def postgres(postgres_server):
    """The address of PostgreSQL's test database, emptied."""
    from sqlalchemy import create_engine, make_url, text

    engine = create_engine(make_url(postgres_server).set(drivername="postgresql+psycopg"))
    with engine.begin() as conn:
        conn.execute(text("DROP SCHEMA public CASCADE"))
        conn.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return postgres_server
