"""The process tree of `demo` and `up`: Prefect's server, a worker, our page, the demo's mailbox; started and ended whole.

Every child has a process group of its own, so that it ends with all that it started: at Ctrl-C and SIGTERM, and on
Linux also when this process is killed. What a kill left behind is ended at the next start, if it is ours beyond doubt.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, NoReturn, Self

from definitions.errors import EnvironmentWrong
from flows.api import remedy_of
from flows.deploy import settle
from flows.ports import free
from flows.processes import end, end_stranger, kill, launched, locked, marked

HOST, PORT = "127.0.0.1", 4200
PATIENCE = 180
"""Seconds that a server may take to answer: 6 to 15 on an idle machine with 2 cores."""
EXPECTED = 15.0
RESTARTS = 3

Progress = Callable[[float], None]
"""Is told how far a start has come, from 0 to 1."""


class Unwritable(EnvironmentWrong):
    """Không ghi được vào thư mục dữ liệu.

    Đề nghị cấp quyền ghi cho thư mục ấy, hoặc chọn thư mục khác bằng --data.
    """


class Fell(EnvironmentWrong):
    """Một tiến trình của chương trình đã dừng ngoài ý muốn.

    Đề nghị xem tệp nhật ký đã nêu, rồi chạy lại; dữ liệu đã ghi vẫn còn nguyên.
    """


@dataclass
class Child:
    """One process of the tree: how it is started again, and where its output goes."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes]
    restarts: int = 0


class Supervisor:
    """Starts the children of one data folder, watches them, and ends them. Use it as a context manager, in the main
    thread: the children of a thread would end with it.

    `environ` is the environment that they inherit; `say` is told what a person should know (a port that was taken);
    `public` is the address under which a proxy shows the UI, which then asks its API there too.
    """

    def __init__(
        self, data: Path, environ: Mapping[str, str], *, say: Callable[[str], Any], host: str = HOST, public: str = ""
    ) -> None:
        self.data, self.host, self._say, self._public = data.absolute(), host, say, public
        self.mark = f"vongnam-{sha256(str(self.data).encode()).hexdigest()[:12]}"
        self.api_url = ""
        self._environ = dict(environ)
        self._children: list[Child] = []
        self._lock: IO[str] | None = None
        self._before: Any = signal.SIG_DFL

    @property
    def ui_url(self) -> str:
        """Where a person opens the screen."""
        return self.api_url.removesuffix("/api")

    def __enter__(self) -> Self:
        """Take the folder for this process alone, and end what an earlier kill left behind."""
        try:
            for folder in ("run", "logs", "prefect"):
                (self.data / folder).mkdir(parents=True, exist_ok=True)
            self._lock = locked(self.data / "run" / "lock")
        except OSError as error:
            raise Unwritable(
                f"Không ghi được vào thư mục dữ liệu {self.data}: {error.strerror}.", remedy_of(Unwritable)
            ) from error
        self._end_leftovers()
        self._before = signal.signal(signal.SIGTERM, _interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        """End the whole tree, whatever happened."""
        self.stop()
        signal.signal(signal.SIGTERM, self._before)
        if self._lock:
            self._lock.close()

    # ---------------------------------------------------------------- the children

    def server(self, port: int = PORT) -> str:
        """Start Prefect's server; the address of its API, which answers a few seconds later (see `ready`)."""
        found = free(port, self.host)
        if found != port:
            self._say(f"Cổng {port} đã có chương trình khác dùng; giao diện sẽ mở ở cổng {found}.")
        self.api_url = f"http://{self.host}:{found}/api"
        # what `prefect server start` runs, without its command line (see served.py); the header tells it from another's
        served = ["--factory", "flows.served:create_app", "--host", self.host, "--port", str(found)]
        waits = ["--timeout-keep-alive", "5", "--timeout-graceful-shutdown", "3", "--log-level", "warning"]
        self._start("server", ["uvicorn", *served, *waits, "--header", f"x-vongnam:{self.mark}"])
        return self.api_url

    def ready(self, progress: Progress = lambda _: None) -> None:
        """Wait until the server answers. Raises Fell where it ends, or says nothing for three minutes."""
        begun = time.monotonic()
        while not answers(self.api_url):
            elapsed = time.monotonic() - begun
            child = self._children[0]
            if child.process.poll() is not None or elapsed > PATIENCE:
                self._fallen(child)
            progress(elapsed / (elapsed + EXPECTED / 2))
            time.sleep(0.1)
        progress(1.0)

    def worker(self, pool: str) -> None:
        """Start one process worker on that pool, which has to be there; what a killed one left is settled before."""
        settle(self.api_url)
        self._start("worker", ["prefect", "worker", "start", "--pool", pool, "--type", "process", "--name", self.mark])

    def mailbox(self, smtp_port: int, http_port: int) -> tuple[int, int]:
        """Start the demo's mail server and its page; the two ports that they got."""
        smtp = free(smtp_port, self.host)
        page = free(http_port if http_port != smtp else http_port + 1, self.host)
        folder = self.data / "mailbox"
        asked = ["--smtp-port", str(smtp), "--http-port", str(page), "--folder", str(folder)]
        self._start("mailbox", ["flows.letterbox", *asked])
        return smtp, page

    def page(self, port: int) -> str:
        """Start the program's own page; its address on this machine. It answers as soon as the office is there."""
        found = free(port, self.host)
        if found != port:
            self._say(f"Cổng {port} đã có chương trình khác dùng; trang của chương trình sẽ mở ở cổng {found}.")
        self._start("page", ["flows.pages.serving", "--port", str(found)])
        return f"http://{self.host}:{found}"

    def _start(self, name: str, module: Sequence[str]) -> None:
        argv = (sys.executable, "-m", *module)
        env = child_env(self._environ, self.data, self.api_url, self.mark)
        if self._public:
            env["PREFECT_SERVER_UI_API_URL"] = f"{self._public}/api"
        log = self.data / "logs" / f"{name}.log"
        self._children.append(Child(name, argv, env, log, launched(argv, env, log)))
        self._remember()

    # ---------------------------------------------------------------- watch, stop

    def watch(self) -> NoReturn:
        """Stay until a signal comes (KeyboardInterrupt); start again what fell. Raises Fell where that does not help."""
        while True:
            time.sleep(0.5)
            for child in self._children:
                if child.process.poll() is not None:
                    if child.name == "server" or child.restarts == RESTARTS:
                        self._fallen(child)
                    self._say(
                        f"Tiến trình «{child.name}» đã dừng; chương trình khởi động lại nó (nhật ký: {child.log})."
                    )
                    child.restarts += 1
                    child.process = launched(child.argv, child.env, child.log)
                    self._remember()

    def stop(self) -> None:
        """End every child with all that it started: the worker while the server still listens, the server last."""
        while self._children:
            child = self._children[-1]
            with suppress(KeyboardInterrupt):  # a second Ctrl-C shortens the waiting, it does not leave a process
                end(child.process)
            kill(child.process.pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
            child.process.wait()
            self._children.pop()
        self._remember()

    def _fallen(self, child: Child) -> NoReturn:
        raise Fell(f"Tiến trình «{child.name}» đã dừng hoặc không trả lời; nhật ký ở {child.log}.", remedy_of(Fell))

    # ---------------------------------------------------------------- after a kill

    def _remember(self) -> None:
        with suppress(OSError):
            self._known.write_text(json.dumps([child.process.pid for child in self._children]), encoding="utf-8")

    @property
    def _known(self) -> Path:
        return self.data / "run" / "children.json"

    def _end_leftovers(self) -> None:
        known: list[int] = []
        with suppress(OSError, ValueError):
            known = json.loads(self._known.read_text(encoding="utf-8"))
        for pid in marked(self.mark, known):
            self._say(f"Lần chạy trước bị ngắt giữa chừng; đang dừng tiến trình còn sót (số {pid}).")
            end_stranger(pid)


def child_env(environ: Mapping[str, str], data: Path, api_url: str, mark: str) -> dict[str, str]:
    """What a child inherits: nobody else's Prefect settings but those of a database, ours, no telemetry, no proxy."""
    kept = ("PREFECT_SERVER_DATABASE_", "PREFECT_API_DATABASE_")
    inherited = {k: v for k, v in environ.items() if not k.startswith("PREFECT_") or k.startswith(kept)}
    host, _, port = api_url.removeprefix("http://").removesuffix("/api").partition(":")
    return inherited | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), environ.get("PATH", os.defpath)]),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(data / "prefect"),
        "PREFECT_API_URL": api_url,
        "PREFECT_SERVER_API_HOST": host,
        "PREFECT_SERVER_API_PORT": port,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_UI_V2_ENABLED": "true",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",  # no automation is ours
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_CLI_COLORS": "false",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_CLIENT_MAX_RETRIES": "10",  # SQLite answers 503 while somebody else writes
        "PREFECT_WORKER_QUERY_SECONDS": "0.5",  # of the 4 seconds in which a decision lands
        "VONGNAM_DATA": str(data),
        "VONGNAM_TREE": mark,
    }


def answers(api_url: str) -> bool:
    """Whether a Prefect server is there and well."""
    host = api_url.removeprefix("http://").removesuffix("/api")
    connection = http.client.HTTPConnection(host, timeout=5)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _interrupt(*_: Any) -> NoReturn:
    """SIGTERM ends us as Ctrl-C does."""
    raise KeyboardInterrupt
