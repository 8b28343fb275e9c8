"""Channels beside mail: a listener that answers as the providers' documents say, their errors, limits and silence too."""

from __future__ import annotations

import datetime as dt
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from notifications.line import Unanswered
from notifications.messages import Letter
from notifications.post import Parcel
from notifications.send import Receipt, UrlPost, ZnsPost
from notifications.zalo import Bot, Heard, heard_in
from notifications.zns import Keys, Zns, number

AT = dt.datetime(2023, 11, 10, 1, 0, tzinfo=dt.UTC)
LETTER = Letter("Đề nghị gửi Kế hoạch tháng 11/2023", "Kính gửi: Phòng A\n", "<p>Kính gửi</p>")


class Provider(BaseHTTPRequestHandler):
    """What it got, and the answers that it still has to give: status and JSON, or "drop", or "hang"."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        got = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((self.path, dict(self.headers), got))
        status, answer = self.server.answers.pop(0) if self.server.answers else (200, {"ok": True, "result": {}})
        if status == "hang":
            self.server.released.wait(5)
        if status in ("drop", "hang"):
            self.close_connection = True
            return
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def provider():
    """The provider on a free port: `got`, `answers`, `base`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.got, server.answers, server.released = [], [], threading.Event()
    server.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()
    thread.join()


# ---------------------------------------------------------------- what people write to the Zalo bot


def message(text, chat="chat-1"):
    """An answer of getUpdates, as documented: one object, not a list."""
    said = {"chat": {"id": chat, "chat_type": "PRIVATE"}, "text": text, "message_id": "m", "date": 1749632637199}
    return 200, {
        "ok": True,
        "result": {"message": {**said, "from": {"id": "u"}}, "event_name": "message.text.received"},
    }


IDLE = (408, {"ok": False, "error_code": 408, "description": "Request timeout"})


def test_the_bot_reads_one_message_after_the_other(provider):
    """Until the provider has none; what is no text (a sticker) is passed over."""
    sticker = (200, {"ok": True, "result": {"message": {"chat": {"id": "chat-2"}, "sticker": "x"}}})
    provider.answers += [message("ABCDE-FGHIJ"), sticker, message("xin chào", "chat-3"), IDLE]
    bot = Bot("12345:SECRETtoken", provider.base)
    assert list(bot.heard()) == [Heard("chat-1", "ABCDE-FGHIJ"), Heard("chat-3", "xin chào")]
    bot.close()
    assert {path for path, _, _ in provider.got} == {"/bot12345:SECRETtoken/getUpdates"}


@pytest.mark.parametrize("answer", [(401, {"ok": False}), (429, {"ok": False}), ("drop", None), ("hang", None)])
def test_a_bot_that_is_away_is_silent(provider, answer):
    """A wrong token, a full quota, a cut line, no answer at all: nothing was written, and nothing breaks."""
    provider.answers.append(answer)
    bot = Bot("12345:SECRETtoken", provider.base, timeout=0.3)
    assert list(bot.heard()) == []
    bot.close()


@pytest.mark.parametrize("said", [None, [], {}, {"message": 1}, {"message": {"chat": {"id": 7}, "text": "x"}},
                                  {"message": {"chat": {"id": "c"}, "text": " "}}])  # fmt: skip
def test_what_is_no_message_is_none(said):
    """Whatever comes in."""
    assert heard_in(said) is None


# ---------------------------------------------------------------- Zalo ZNS

PAIR = {"access_token": "access-2", "refresh_token": "refresh-2", "expires_in": "90000"}
TAKEN = (200, {"error": 0, "message": "Success", "data": {"msg_id": "zns-1"}})


@pytest.fixture
def keys(tmp_path):
    """The file of keys, good until the evening."""
    file = tmp_path / "zns.json"
    until = (AT + dt.timedelta(hours=9)).isoformat()
    file.write_text(json.dumps({"access": "access-1", "refresh": "refresh-1", "until": until}))
    return file


def zns(provider, file, **more):
    """A post to that provider."""
    keys = Keys(file, "app", "app-secret", provider.base, **more)
    return ZnsPost(Zns(keys, "template-7", provider.base, timeout=0.3))


def send(post, at=AT):
    """The letter, to a number."""
    try:
        return post.send("zns", "0912 345 678", "Phòng A", LETTER, "<abc@so.example>", at=at)
    finally:
        post.close()


def test_zns_sends_the_approved_template(provider, keys):
    """Number, template, its two parameters, and a tracking id that stays equal over tries."""
    provider.answers.append(TAKEN)
    assert send(zns(provider, keys)) == Receipt("sent", "zns-1")
    ((path, headers, body),) = provider.got
    assert (path, headers["access_token"]) == ("/message/template", "access-1")
    assert json.loads(body) == {
        "phone": "84912345678", "template_id": "template-7", "tracking_id": "abc",
        "template_data": {"recipient": "Phòng A", "content": LETTER.subject},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(-108, "failed"), (-109, "failed"), (-111, "failed"), (-32, "away"), (-211, "away"), (-100, "unknown")],
)
def test_the_error_of_zns_decides(provider, keys, error, outcome):
    """The provider answers 200 to everything."""
    provider.answers.append((200, {"error": error, "message": "no"}))
    assert send(zns(provider, keys)) == Receipt(outcome, f"{error} no")


@pytest.mark.parametrize(("answer", "outcome"), [(("drop", None), "unknown"), (("hang", None), "unknown")])
def test_zns_that_does_not_answer_leaves_a_doubt(provider, keys, answer, outcome):
    """It may have taken it; a provider that is not there at all has not."""
    provider.answers.append(answer)
    assert send(zns(provider, keys)).outcome == outcome
    provider.server_close()


def test_a_key_that_ends_soon_is_renewed_and_kept_first(provider, keys):
    """With the secret of the app, once; the new pair is in the file before it is used."""
    provider.answers += [(200, PAIR), TAKEN]
    assert send(zns(provider, keys), at=AT + dt.timedelta(hours=8, minutes=45)).outcome == "sent"
    login, sent = provider.got
    assert login[0] == "/v4/oa/access_token"
    assert login[1]["secret_key"] == "app-secret"
    assert parse_qs(login[2])["refresh_token"] == ["refresh-1"]
    assert sent[1]["access_token"] == "access-2"
    assert json.loads(keys.read_text())["refresh"] == "refresh-2"
    assert keys.stat().st_mode & 0o077 == 0


def test_a_key_that_has_ended_is_renewed_once(provider, keys):
    """The provider says so itself: one renewal, one further try."""
    provider.answers += [(200, {"error": -124, "message": "expired"}), (200, PAIR), TAKEN]
    assert send(zns(provider, keys)) == Receipt("sent", "zns-1")


class Killed(BaseException):
    """The program ends."""


@pytest.mark.parametrize("step", ["asking", "answered", "written"])
def test_killed_between_the_steps_the_keys_are_not_lost(provider, keys, step):
    """Before it was asked, or once it is written, it goes on; between answer and file it says what a person has to do."""

    def die(at):
        if at == step:
            raise Killed

    late = AT + dt.timedelta(hours=9)
    provider.answers.append((200, PAIR))
    dying = zns(provider, keys, point=die)
    with pytest.raises(Killed):
        dying._zns._keys.access(late)
    dying.close()
    kept = json.loads(keys.read_text())
    assert kept["refresh"] == ("refresh-2" if step == "written" else "refresh-1")
    provider.answers[:] = {
        "asking": [(200, PAIR), TAKEN],
        "answered": [(200, {"error": -14014, "error_name": "Invalid refresh token"})],
        "written": [TAKEN],
    }[step]
    receipt = send(zns(provider, keys), at=late)
    assert receipt.outcome == ("away" if step == "answered" else "sent")
    assert ("cấp quyền lại" in receipt.reply) == (step == "answered")


@pytest.mark.parametrize("text", [None, "", "{}", "[1]", "half a {"])
def test_without_keys_zns_says_what_to_do(provider, tmp_path, text):
    """No file, or one that is none: the channel is away, and a person reads why."""
    file = tmp_path / "zns.json"
    if text is not None:
        file.write_text(text)
    receipt = send(zns(provider, file))
    assert receipt.outcome == "away"
    assert "cấp quyền lại" in receipt.reply


def test_a_number_is_written_as_the_provider_wants_it():
    """Whatever stands between its digits."""
    assert [number(t) for t in ("0912 345 678", "+84 912.345.678", "84912345678")] == ["84912345678"] * 3


def test_zns_keeps_its_secrets_to_itself(provider, keys, caplog):
    """No key and no secret in a reply or a log."""
    caplog.set_level(logging.DEBUG)
    provider.answers += [(200, {"error": -124, "message": "expired"}), ("drop", None)]
    receipt = send(zns(provider, keys))
    for secret in ("access-1", "refresh-1", "app-secret"):
        assert secret not in receipt.reply + caplog.text


# ---------------------------------------------------------------- any other service that apprise knows


@pytest.mark.parametrize(("status", "outcome"), [(200, "sent"), (500, "unknown"), ("drop", "unknown")])
def test_any_service_of_apprise_is_a_channel(provider, status, outcome):
    """The office's URL with the person's address in it; yes is sent, and after a no nobody knows."""
    provider.answers.append((status, {}))
    post = UrlPost(f"json://127.0.0.1:{provider.server_port}/to/{{address}}")
    assert post.send("push", "phòng a", "", LETTER, "1", at=AT).outcome == outcome
    ((path, _, body),) = provider.got
    assert path.rstrip("/") == "/to/ph%C3%B2ng%20a"
    assert json.loads(body)["title"] == LETTER.subject
    post.close()


def test_a_person_may_bring_a_url_of_their_own(provider):
    """Their address is the URL."""
    address = f"json://127.0.0.1:{provider.server_port}/own"
    assert UrlPost().send("apprise", address, "", LETTER, "1", at=AT).outcome == "sent"


@pytest.mark.parametrize("address", ["", "no url", "zalobot://token:SECRET@x", "nothing://SECRET"])
def test_what_apprise_does_not_know_fails_at_once(address, caplog):
    """In a sentence; and nothing of it is in a log."""
    caplog.set_level(logging.DEBUG)
    receipt = UrlPost().send("apprise", address, "", LETTER, "1", at=AT)
    assert receipt.outcome == "failed"
    assert "apprise hiểu" in receipt.reply
    assert "SECRET" not in receipt.reply + caplog.text


def test_many_letters_of_a_service_do_not_wait_for_each_other(provider):
    """Its own 5.5 seconds between two messages are taken away."""
    post = UrlPost(f"json://127.0.0.1:{provider.server_port}/{{address}}")
    assert {post.send("push", str(n), "", LETTER, "1", at=AT).outcome for n in range(4)} == {"sent"}


def test_a_request_that_was_never_made_cannot_have_been_taken(provider):
    """A provider that is not there is away, whatever is asked of it."""
    base = provider.base
    provider.shutdown()
    provider.server_close()
    from notifications.line import Line

    with pytest.raises(Unanswered) as caught:
        Line(base, timeout=0.3).post("/x", b"", {})
    assert caught.value.outcome == "away"
    assert Parcel("zns", "0", "", LETTER, "1", AT).channel == "zns"
