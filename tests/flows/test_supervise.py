"""The process tree: started whole, ended whole, and put right after a kill."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from flows import ports, processes
from flows.processes import AlreadyRunning
from flows.supervise import Fell, Supervisor, Unwritable, child_env

NOTHING = "import threading; print(1, flush=True); threading.Event().wait(120)"
PARENT = (
    f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {NOTHING!r}]).pid, flush=True); {NOTHING}"
)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="process groups")


def gone(pid: int) -> bool:
    """Whether that process ended, soon."""
    waiting, end = threading.Event(), time.monotonic() + 10
    while processes.command_of(pid) and time.monotonic() < end:
        waiting.wait(0.05)
    return not processes.command_of(pid)


@pytest.fixture
def tree(tmp_path):
    """A supervisor with nothing started, and what it says."""
    said: list[str] = []
    with Supervisor(tmp_path, os.environ, say=said.append) as tree:
        tree.said = said
        yield tree


def start(tree, code=NOTHING, name="child"):
    """A child of that tree that runs this code, with the mark of the tree on its command line."""
    tree._start(name, ["timeit", "-n", "1", "-r", "1", f"{code} # {tree.mark}"])
    return tree._children[-1]


def test_a_taken_port_is_left_alone():
    """Where somebody listens already, the next free port is taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        assert ports.free(number) > number


def test_no_port_at_all_is_a_sentence(monkeypatch):
    """Fifty taken ports in a row are said, with what to do."""
    monkeypatch.setattr(ports, "is_free", lambda *_: False)
    with pytest.raises(ports.NoPort, match="--port"):
        ports.free(4200)


def test_children_inherit_no_other_prefect():
    """Another Prefect's address, key and profile do not reach our children; the setting of a database does."""
    said = {"PREFECT_API_KEY": "k", "PREFECT_PROFILE": "p", "PREFECT_API_DATABASE_CONNECTION_URL": "d", "HOME": "/h"}
    env = child_env(said, Path("/data"), "http://127.0.0.1:4201/api", "mark")
    assert not {"PREFECT_API_KEY", "PREFECT_PROFILE"} & set(env)
    assert (env["PREFECT_API_DATABASE_CONNECTION_URL"], env["HOME"]) == ("d", "/h")
    assert (env["PREFECT_API_URL"], env["PREFECT_SERVER_API_PORT"]) == ("http://127.0.0.1:4201/api", "4201")
    assert (env["DO_NOT_TRACK"], env["PREFECT_SERVER_ANALYTICS_ENABLED"]) == ("1", "false")


def test_one_folder_has_one_tree(tree, tmp_path):
    """A second start on the same data folder is refused, with what to do."""
    with pytest.raises(AlreadyRunning, match="Ctrl-C"):
        Supervisor(tmp_path, os.environ, say=print).__enter__()


def test_an_unwritable_folder_is_a_sentence(tmp_path):
    """A folder that cannot be made or written is said, with what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(Unwritable, match="--data"):
        Supervisor(tmp_path / "file" / "data", os.environ, say=print).__enter__()


@POSIX
def test_a_child_ends_with_all_that_it_started(tree):
    """The child's own children end with it."""
    code = PARENT
    child = start(tree, code)
    waiting = threading.Event()
    while not (said := child.log.read_text().split()):
        waiting.wait(0.05)
    tree.stop()
    assert gone(child.process.pid)
    assert gone(int(said[0]))


@POSIX
def test_a_deaf_child_is_killed(tree, monkeypatch):
    """A child that does not listen to SIGTERM ends all the same."""
    monkeypatch.setattr(processes, "GRACE", 0.2)
    child = start(tree, f"import signal; signal.signal(15, signal.SIG_IGN); {NOTHING}")
    waiting = threading.Event()
    while not child.log.read_text():
        waiting.wait(0.05)
    tree.stop()
    assert gone(child.process.pid)


def test_a_child_that_falls_is_started_again(tree, monkeypatch):
    """What falls is started again and said so; after the third time it is an error that names the log."""
    start(tree, "raise SystemExit(3)")
    monkeypatch.setattr(time, "sleep", lambda _: tree._children[0].process.wait())
    with pytest.raises(Fell, match=r"child\.log"):
        tree.watch()
    assert len(tree.said) == 3


def test_a_server_that_falls_is_said_at_once(tree):
    """A server that ends while it is waited for is an error that names its log."""
    tree.api_url = "http://127.0.0.1:9/api"
    start(tree, "raise SystemExit(3)", "server")
    with pytest.raises(Fell, match=r"server\.log"):
        tree.ready()


ORPHAN = """
import os, sys, time
from pathlib import Path
from flows.supervise import Supervisor
tree = Supervisor(Path(sys.argv[1]), os.environ, say=print).__enter__()
tree._start("child", ["timeit", "-n", "1", "-r", "1", sys.argv[2] + " # " + tree.mark])
child = tree._children[0]
while not child.log.read_text():
    time.sleep(0.01)
print(child.process.pid, flush=True)
input()
"""


def killed(tmp_path, code) -> int:
    """The number of a child whose supervisor was killed -9."""
    command = [sys.executable, "-c", ORPHAN, str(tmp_path), code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
    return child


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal")
def test_a_killed_parent_takes_its_children_along(tmp_path):
    """On Linux nothing survives a kill -9 of the supervisor."""
    assert gone(killed(tmp_path, NOTHING))


@pytest.mark.skipif(sys.platform != "linux", reason="marks are read from /proc")
def test_what_a_kill_left_is_ended_at_the_next_start(tmp_path):
    """What a child had started survives the kill, is found by its mark, and is ended; the folder is free again."""
    killed(tmp_path, PARENT)
    left = int((tmp_path / "logs" / "child.log").read_text().split()[0])
    assert processes.command_of(left)
    said: list[str] = []
    with Supervisor(tmp_path, os.environ, say=said.append):
        assert gone(left)
    assert any(str(left) in line for line in said)


@POSIX
def test_a_stranger_with_that_number_is_left_alone(tmp_path):
    """A process that merely got the number of an old child is not ours."""
    with subprocess.Popen([sys.executable, "-c", NOTHING], start_new_session=True) as stranger:
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "children.json").write_text(f"[{stranger.pid}]")
        with Supervisor(tmp_path, os.environ, say=print):
            assert stranger.poll() is None
        os.kill(stranger.pid, signal.SIGKILL)
