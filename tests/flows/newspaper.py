"""A paper for tests: a real HTTP listener on this machine that answers what it is told to, and counts what is asked."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "bao.example"

RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Báo mẫu</title>{items}</channel></rss>"""
ITEM = """<item><title>{title}</title><link>{link}</link><pubDate>{at}</pubDate>
<description><![CDATA[<p>{lead}</p>]]></description></item>"""
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>{title} - Báo mẫu</title>
<meta property="og:title" content="{title}"><meta name="description" content="{lead}"></head>
<body><nav>Trang chủ</nav><article><h1>{title}</h1><span class="date">Thứ hai, 02/10/2023 08:15</span>
<p class="author">Tác giả 01</p><p>{lead}</p><p>{text}</p></article><footer>Chân trang</footer></body></html>"""


class Paper:
    """What the paper answers: `said[path]` is (status, headers, body) or a function of the request."""

    def __init__(self):
        self.said, self.asked = {}, []
        self.port, self.allowed = 0, {}

    def says(self, path, body=b"", status=200, kind="text/html; charset=utf-8", **headers):
        data = body.encode() if isinstance(body, str) else body
        self.said[path] = (status, {"Content-Type": kind, **{k.replace("_", "-"): v for k, v in headers.items()}}, data)

    def feed(self, *items, path="/rss", **headers):
        shown = [ITEM.format(**{"at": "Mon, 02 Oct 2023 08:15:00 +0700", "lead": "", **it}) for it in items]
        self.says(path, RSS.format(items="".join(shown)), kind="application/rss+xml", **headers)

    def article(self, path, title, lead="Đoạn đầu của bài.", text="Nội dung của bài báo mẫu. " * 20):
        self.says(path, PAGE.format(title=title, lead=lead, text=text))

    @property
    def paths(self):
        return [path for path, _ in self.asked]


@contextmanager
def paper():
    """A paper at 127.0.0.1, and `.allowed`: what lets a fetcher ask it under the name bao.example."""
    its = Paper()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            its.asked.append((self.path, dict(self.headers.items())))
            said = its.said.get(self.path, (404, {"Content-Type": "text/html"}, b"khong co"))
            if callable(said):
                said(self)
                return
            status, headers, body = said
            etag = headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    its.port = server.server_address[1]
    its.allowed = {f"{HOST}:80": f"127.0.0.1:{its.port}"}
    try:
        yield its
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def dripping(seconds, head=False):
    """A server that says one byte after the other, and never ends."""
    pause = threading.Event()

    def say(handler):
        if not head:
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html")
            handler.end_headers()
        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until:
                handler.wfile.write(b"X" if head else b"<p>")
                handler.wfile.flush()
                pause.wait(0.02)
        except OSError:
            pass

    return say
