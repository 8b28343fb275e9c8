"""The second tier: the demo office in its own process tree, and a real Chromium."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.real.dovecot import serving

VONGNAM = Path(sys.executable).with_name("vongnam")
READY = "Ctrl-C"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Running:
    """`vongnam` as its user started it: what it printed, and how long that took (seconds)."""

    process: subprocess.Popen[str]
    data: Path
    said: str = ""
    seconds: float = 0.0
    lines: list[str] = field(default_factory=list)

    def wait(self, limit: float = 240) -> None:
        """Until it has printed its last line of welcome."""
        begun = time.monotonic()
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line
            if READY in line:
                break
            assert time.monotonic() - begun < limit, self.said
        self.seconds = time.monotonic() - begun
        assert READY in self.said, self.said

    def found(self, pattern: str) -> str:
        """The first thing in the welcome that matches."""
        match = re.search(pattern, self.said)
        assert match, self.said
        return match[0].strip()

    @property
    def ui(self) -> str:
        """The address of Prefect's UI."""
        return self.found(r"http://127\.0\.0\.1:\d+(?=\n)")

    def stop(self, how: int = signal.SIGINT) -> str:
        """End it as Ctrl-C does, and give what it printed last."""
        self.process.send_signal(how)
        rest = self.process.communicate(timeout=60)[0]
        self.said += rest
        return rest


def start(*arguments: str, data: Path) -> Running:
    """Start the program; standard error is printed with the rest."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "VONGNAM_"))} | {"PYTHONUTF8": "1"}
    process = subprocess.Popen(
        [str(VONGNAM), "--lang", "vi", *arguments, "--data", str(data)],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
        preexec_fn=_at_a_terminal,  # noqa: PLW1509 - no thread of ours runs here
    )  # fmt: skip
    return Running(process, data)


def _at_a_terminal():
    """A shell's background job is born with Ctrl-C ignored; these are started as in the foreground."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture(scope="session")
def begin():
    """`begin("demo", data=folder)`: started and ready; whatever still runs at the end is ended."""
    started: list[Running] = []

    def run(*arguments, data):
        running = start(*arguments, data=data)
        started.append(running)
        running.wait()
        return running

    yield run
    for running in started:
        if running.process.poll() is None:
            running.stop()


@pytest.fixture(scope="session")
def demo(begin, tmp_path_factory):
    """The demo office, as `make run` starts it, on a port of its own; to look at, not to act in."""
    return begin("demo", "--port", str(free_port()), data=tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def free_port_of():
    """Gives a port that nobody listens on."""
    return free_port


@pytest.fixture(scope="module")
def dovecot():
    """The folder and the port of a real IMAP server, with the office's mailbox."""
    with tempfile.TemporaryDirectory(prefix="vongnam-dovecot-") as folder, serving(Path(folder), free_port()) as served:
        yield served  # pytest's own folders are closed to the user whom Dovecot runs as


@pytest.fixture
def own_demo(begin, tmp_path):
    """A demo office for one test alone, which may move its year on."""
    running = begin("demo", "--port", str(free_port()), data=tmp_path / "own-demo")
    yield running
    running.stop()


@pytest.fixture
def eventually():
    """`eventually(question)`: the first true answer within a minute; asked ten times a second."""

    def wait(question, limit=60.0):
        begun = time.monotonic()
        while not (answer := question()):
            assert time.monotonic() - begun < limit, "it did not happen"
            time.sleep(0.1)
        return answer

    return wait


@pytest.fixture(scope="session")
def acting(begin, free_port_of, tmp_path_factory):
    """The demo office on the day on which the press is asked; to act in: each test on something of its own."""
    data = tmp_path_factory.mktemp("acting")
    running = begin("demo", "--port", str(free_port_of()), "--as-of", "2023-11-08", data=data)
    yield running
    running.stop()


@pytest.fixture
def form(page, acting, tmp_path):
    """The forms of that office."""
    from tests.real.filling import Filling

    return Filling(page, acting, tmp_path)
