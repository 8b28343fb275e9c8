"""Zalo calls the page over real HTTP: believed by its secret, read up to a size, answered through the bot's server."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from contextlib import closing, nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
import uvicorn

from definitions.load import load_directory, write_directory
from definitions.refusals import TRIES
from definitions.source import Source
from flows.heartbeat import heartbeat
from flows.joining import invitations
from flows.pages.hook import HEADER, PATH, ROOM, announce
from flows.pages.webapp import webapp
from flows.wiring import Settings

SECRET = "a-secret-of-ours"
TOKEN = "12345:SECRETtoken"


@pytest.fixture
def provider():
    """A server that answers as Zalo's bot server does; `got` is what it was told."""

    class Provider(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.got.append((self.path.rpartition("/")[2], json.loads(body)))
            answer = json.dumps({"ok": True, "result": {"message_id": "1"}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.got = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def settings(provider, tmp_path):
    """An office with a bot that wants to be called."""
    base = f"http://127.0.0.1:{provider.server_address[1]}"
    said = {"ZALO_TOKEN": TOKEN, "ZALO_BASE": base, "ZALO_HOOK": SECRET, "PAGE_URL": "https://so.example/trang"}
    return Settings.read(tmp_path / "data", {f"VONGNAM_{name}": value for name, value in said.items()})


@pytest.fixture
def world(found, settings, tmp_path):
    """The small office, whose ledger holds its directory."""
    world = found(tmp_path, settings=settings)
    text = write_directory(world.office.definition.directory)
    world.ledger.keep_directory(text, now=world.clock.instant, by="x")
    return world


@pytest.fixture
def call(world):
    """`call(body, secret)`: a POST over the wire to the page, as it is served."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    config = uvicorn.Config(webapp(lambda: nullcontext(world.office)), port=port, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        threading.Event().wait(0.01)

    def post(body, secret=SECRET):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {HEADER: secret} if secret else {}
        return httpx.post(f"http://127.0.0.1:{port}{PATH}", content=data, headers=headers, trust_env=False).status_code

    yield post
    server.should_exit = True
    thread.join()


def said(text, chat="chat-a"):
    """A message as Zalo gives it to a webhook."""
    return {"event_name": "message.text.received", "message": {"chat": {"id": chat}, "text": text}}


def joined(world):
    """The chat of the unit's person, as the directory has it."""
    directory = load_directory(Source("organisation.yaml", world.ledger.directory()))
    return directory.person("a.dm").addresses.get("zalo")


def code_of(world):
    return next(each.code for each in invitations(world.office) if each.person == "a.dm")


def test_the_code_joins_at_once_and_is_answered(call, world, provider):
    """One request of Zalo's: the chat is bound, and the person reads that it is."""
    assert call(said(code_of(world))) == 200
    assert joined(world) == "chat-a"
    (method, answer) = provider.got[0]
    assert (method, answer["chat_id"]) == ("sendMessage", "chat-a")
    assert answer["text"].startswith("Đã kết nối")


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", "é"])
def test_nobody_else_is_believed(call, world, provider, secret):
    """Without our secret nothing is read, counted or answered."""
    secret = secret.encode("latin-1")
    assert call(said(code_of(world)), secret) == 403
    assert (joined(world), provider.got) == (None, [])


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"\xff\xfe", 400), (b"[" * 20_000, 400), (b" " * (ROOM + 1), 413), (b"[]", 200), (b"null", 200)],
)
def test_what_is_no_message_changes_nothing(call, world, provider, body, status):
    """Broken, too large, or about nothing: refused or ignored, and the page goes on."""
    assert call(body) == status
    assert provider.got == []
    assert call(said(code_of(world))) == 200


def test_a_chat_that_guesses_many_at_once_is_heard_five_times(call, provider):
    """Twenty wrong codes of one chat together: five are looked at."""
    threads = [threading.Thread(target=call, args=(said("AAAAA-AAAAA"),)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    words = [answer["text"] for _, answer in provider.got]
    assert (len(words), sum(text.startswith("Mã này không đúng") for text in words)) == (20, TRIES)


def test_who_is_called_does_not_ask(world, provider, settings):
    """Zalo is told once where to call, and the heartbeat leaves asking alone."""
    announce(settings)
    assert provider.got == [("setWebhook", {"url": f"https://so.example/trang{PATH}", "secret_token": SECRET})]
    heartbeat(world.office)
    assert len(provider.got) == 1


def test_without_a_secret_there_is_no_door(found, tmp_path):
    """An office that asks by itself believes nobody who calls."""
    world = found(tmp_path)
    transport = httpx.ASGITransport(webapp(lambda: nullcontext(world.office)))

    async def call():
        async with httpx.AsyncClient(transport=transport, base_url="https://so.example") as client:
            return await client.post(PATH, json=said("x"), headers={HEADER: ""})

    assert asyncio.run(call()).status_code == 403
