"""The demo's letterbox: an SMTP listener that keeps what it is given, and one page that shows it. On this machine only."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import threading
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlsplit
from zoneinfo import ZoneInfo

from definitions.errors import EnvironmentWrong
from flows.mails import Mail, Mailbox

HERE: Final = "127.0.0.1"
SHOWN: Final = 40
"""So many mails stand on the page; the search looks through all of them."""

LARGEST: Final = 32 * 1024 * 1024

# ---------------------------------------------------------------- SMTP


class _Taker:
    """What aiosmtpd calls for each mail."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        try:
            file = self._mailbox.store(envelope.content)
        except OSError as error:  # a full disk: whoever sent it tries again later
            return f"451 4.3.1 cannot keep it now: {error.strerror}"
        return f"250 2.0.0 kept as {file.name}"


class _Listener:
    """An SMTP server on a thread and an event loop of its own. `port` is the real one."""

    def __init__(self, mailbox: Mailbox, port: int) -> None:
        from aiosmtpd.smtp import SMTP

        self._loop = asyncio.new_event_loop()
        session = partial(SMTP, _Taker(mailbox), hostname="localhost", loop=self._loop, data_size_limit=LARGEST)
        try:
            self._server = self._loop.run_until_complete(self._loop.create_server(session, HERE, port))
        except OSError:
            self._loop.close()
            raise
        self.port: int = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever, name="mailbox-smtp", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening, let open sessions go, end the thread."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


# ---------------------------------------------------------------- the page


class _Page(BaseHTTPRequestHandler):
    """GET alone: the page, what is new on it, an attachment."""

    mailbox: Mailbox
    zone: dt.tzinfo
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(url.query).items()}
        if self.headers.get("Host", "").rsplit(":", 1)[0] not in (HERE, "localhost"):
            self._answer(403, "text/plain", b"")  # a foreign name that points here: another site's page is asking
        elif url.path == "/":
            self._answer(200, "text/html; charset=utf-8", self._list("mailbox.html.j2", asked))
        elif url.path == "/new":
            self._answer(200, "text/html; charset=utf-8", self._list("mailbox-list.html.j2", asked))
        elif found := re.fullmatch(r"/mail/([0-9]{1,9})/([0-9]{1,3})", url.path):
            self._attachment(int(found[1]), int(found[2]))
        else:
            self._answer(404, "text/plain; charset=utf-8", "Không có trang này.".encode())

    def _list(self, template: str, asked: dict[str, str]) -> bytes:
        from notifications.render import render

        after = asked.get("after", "")
        found = self.mailbox.mails(asked.get("to", ""), int(after) if after.isdecimal() else 0)
        context = {
            "mails": [(mail, self._when(mail)) for mail in found[:SHOWN]],
            "count": len(found),
            "shown": min(len(found), SHOWN),
            "to": asked.get("to", ""),
            "people": sorted({mail.to for mail in self.mailbox.mails()}) if template == "mailbox.html.j2" else [],
        }
        return render(template, context).encode()

    def _when(self, mail: Mail) -> str:
        if mail.at is None:
            return ""
        from notifications.words import clock

        return clock(mail.at, self.zone)

    def _attachment(self, number: int, index: int) -> None:
        try:
            name, data = self.mailbox.attachment(number, index)
        except (LookupError, OSError):
            self._answer(404, "text/plain; charset=utf-8", "Không có tệp này.".encode())
            return
        self._answer(200, "application/octet-stream", data, f"attachment; filename*=UTF-8''{quote(name, safe='')}")

    def _answer(self, status: int, kind: str, body: bytes, disposition: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", _POLICY)
        if disposition:
            self.send_header("Content-Disposition", disposition)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing: the terminal belongs to whoever started the demo."""


_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; form-action 'self'"
)


# ---------------------------------------------------------------- both


@dataclass(slots=True)
class Serving:
    """A mailbox that listens; the ports are the real ones."""

    mailbox: Mailbox
    smtp_port: int
    http_port: int
    _listener: _Listener
    _site: ThreadingHTTPServer
    _thread: threading.Thread

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://{HERE}:{self.http_port}/"

    def close(self) -> None:
        """Stop both servers; the mails stay."""
        self._listener.close()
        self._site.shutdown()
        self._site.server_close()
        self._thread.join(timeout=10)


def serve(smtp_port: int, http_port: int, folder: Path, *, zone: str = "Asia/Ho_Chi_Minh") -> Serving:
    """Take mail and show it, on 127.0.0.1, until `close()`; port 0 is any free one.

    Times are shown in `zone`. Raises EnvironmentWrong where a port is taken.
    """
    mailbox = Mailbox(folder)
    try:
        listener = _Listener(mailbox, smtp_port)
    except OSError as error:
        raise _taken(smtp_port, error) from error
    page = type("Page", (_Page,), {"mailbox": mailbox, "zone": ZoneInfo(zone)})
    try:
        site = ThreadingHTTPServer((HERE, http_port), page)
    except OSError as error:
        listener.close()
        raise _taken(http_port, error) from error
    site.daemon_threads = True
    thread = threading.Thread(
        target=site.serve_forever, kwargs={"poll_interval": 0.1}, name="mailbox-page", daemon=True
    )
    thread.start()
    return Serving(mailbox, listener.port, site.server_address[1], listener, site, thread)


def _taken(port: int, error: OSError) -> EnvironmentWrong:
    return EnvironmentWrong(
        f"Không mở được cổng {port} trên {HERE}: {error.strerror}.",
        "Chọn cổng khác, hoặc dừng chương trình đang dùng cổng đó.",
    )


def main() -> None:
    """`python -m flows.letterbox --smtp-port N --http-port N --folder DIR`: until a signal ends it."""
    import argparse

    parser = argparse.ArgumentParser(prog="flows.letterbox")
    parser.add_argument("--smtp-port", type=int, default=0)
    parser.add_argument("--http-port", type=int, default=0)
    parser.add_argument("--folder", type=Path, required=True)
    asked = parser.parse_args()
    serving = serve(asked.smtp_port, asked.http_port, asked.folder)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        serving.close()


if __name__ == "__main__":
    main()
