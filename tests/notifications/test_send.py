"""Letters on the wire, against real listeners."""

from __future__ import annotations

import datetime as dt
import email
import json
import logging
import socket
import threading
from email.header import decode_header, make_header
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from hypothesis import given
from hypothesis import strategies as st

from notifications.messages import Attachment, Letter
from notifications.send import MailChannel, MailPost, MemoryPost, Posts, Receipt, ZaloPost
from notifications.zalo import ZALO_LIMIT, pieces

AT = dt.datetime(2023, 11, 10, 1, 0, tzinfo=dt.UTC)
LETTER = Letter(
    "Đề nghị gửi Kế hoạch tháng 11/2023", "Kính gửi: Phòng Môi trường\n.dấu chấm đầu dòng\n", "<p>Kính gửi</p>"
)
TO = ("mail", "phong@so-tnmt.example", "Lãnh đạo Sở phụ trách truyền thông, Văn phòng Sở")


class Server:
    """An SMTP server that answers as scripted: `rcpt` and `data` are replies by address, "drop" cuts the line."""

    def __init__(self):
        self.mails, self.connections, self.rcpt, self.data = [], 0, {}, {}

    async def handle_EHLO(self, _server, session, _envelope, hostname, responses):  # noqa: N802  # aiosmtpd calls it so
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, _session, envelope, address, _options):  # noqa: N802  # aiosmtpd calls it so
        reply = self.rcpt.get(address, "250 ok")
        if reply == "drop":
            server.transport.abort()
        elif reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802  # aiosmtpd calls it so
        reply = self.data.get(envelope.rcpt_tos[0], "250 2.0.0 taken as 42")
        if reply == "drop":
            server.transport.abort()
            return "250 nobody hears this"
        if reply.startswith("250"):
            self.mails.append(email.message_from_bytes(envelope.content))
        return reply


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server():
    """A scripted server with its `port`."""
    script = Server()
    controller = Controller(script, hostname="127.0.0.1", port=_free_port())
    controller.start()
    script.port = controller.port
    yield script
    controller.stop()


@pytest.fixture
def post(server):
    """A mail post to that server."""
    post = MailPost("127.0.0.1", server.port, "vp@so-tnmt.example", "Văn phòng Sở", zone=ZoneInfo("Asia/Ho_Chi_Minh"))
    yield post
    post.close()


def _said(mail, name):
    return str(make_header(decode_header(mail[name])))


def test_a_mail_arrives_as_it_was_written(server, post):
    """Names, subject, both bodies, the office's own date, and the server's reply."""
    receipt = post.send(*TO, LETTER, "abc@so-tnmt.example", at=AT)
    (mail,) = server.mails
    assert receipt == Receipt("sent", "250 2.0.0 taken as 42")
    assert _said(mail, "To") == f"{TO[2]} <{TO[1]}>"
    assert _said(mail, "From") == "Văn phòng Sở <vp@so-tnmt.example>"
    assert _said(mail, "Subject") == LETTER.subject
    assert mail["Date"] == "Fri, 10 Nov 2023 08:00:00 +0700"
    bodies = [part.get_payload(decode=True).decode() for part in mail.get_payload()]
    assert [body.strip() for body in bodies] == [LETTER.text.strip(), LETTER.html]


@given(st.text('aăâđêôơưáạảãấầậẫẩ, "()<>\\@;:.ĐÔ', max_size=120))
def test_any_name_survives_the_wire(name):
    """However a Vietnamese name is folded, it is read as it was written."""
    from email.headerregistry import Address

    from notifications.post import Parcel, one_line
    from notifications.smtp import mail_bytes, recipient

    parcel = Parcel("mail", "a@x.example", name, LETTER, "1", AT)
    mail = email.message_from_bytes(mail_bytes(Address("", addr_spec="v@x.example"), recipient(parcel), parcel, dt.UTC))
    said = _said(mail, "To").replace("\\", "").replace('"', "")
    assert (
        said.split() == [*one_line(name).replace("\\", "").replace('"', "").split(), "<a@x.example>"]
        or not name.strip()
    )


@pytest.mark.parametrize("given", ["<abc@so-tnmt.example>", "abc@so-tnmt.example", "abc"])
def test_there_is_one_message_id_and_it_is_ours(given, server, post):
    """The id that was given is the only one, with or without its brackets and domain."""
    post.send(*TO, LETTER, given, at=AT)
    assert server.mails[0].get_all("Message-ID") == ["<abc@so-tnmt.example>"]


def test_many_mails_share_one_connection(server, post):
    """Twenty letters are one connection."""
    outcomes = {post.send(*TO, LETTER, str(n), at=AT).outcome for n in range(20)}
    assert (outcomes, server.connections, len(server.mails)) == ({"sent"}, 1, 20)


def test_attachments_arrive_byte_for_byte(server, post):
    """Files keep their bytes and names, Vietnamese ones too."""
    files = (
        Attachment("ke-hoach.docx", bytes(range(256)), "application/zip"),
        Attachment("Kế hoạch.txt", b"\r\n.\r\n", "text/plain"),
    )
    post.send(*TO, Letter("s", "t", "h", files), "1", at=AT)
    parts = [part for part in server.mails[0].walk() if part.get_filename()]
    assert [(p.get_filename(), p.get_payload(decode=True)) for p in parts] == [(f.name, f.data) for f in files]


@pytest.mark.parametrize("where", ["rcpt", "data"])
@pytest.mark.parametrize(
    ("reply", "outcome"), [("451 4.7.1 greylisted", "retry"), ("550 5.1.1 no such user", "failed")]
)
def test_the_servers_no_decides_and_is_kept(where, reply, outcome, server, post):
    """4xx may be tried again, 5xx never; the words of the server are kept, and the next letter leaves."""
    getattr(server, where)["bad@so-tnmt.example"] = reply
    assert post.send("mail", "bad@so-tnmt.example", "", LETTER, "1", at=AT) == Receipt(outcome, reply)
    assert post.send(*TO, LETTER, "2", at=AT).outcome == "sent"
    assert len(server.mails) == 1


def test_a_line_cut_after_the_content_is_unknown(server, post):
    """Nobody knows whether it left: it is not sent again by itself."""
    server.data[TO[1]] = "drop"
    assert post.send(*TO, LETTER, "1", at=AT).outcome == "unknown"
    assert server.connections == 1
    server.data.clear()
    assert post.send(*TO, LETTER, "2", at=AT).outcome == "sent"


def test_a_line_cut_before_the_content_may_be_tried_again(server, post):
    """Nothing can have left."""
    server.rcpt[TO[1]] = "drop"
    assert post.send(*TO, LETTER, "1", at=AT).outcome == "away"


def test_a_server_that_takes_leave_is_away(server, post):
    """421 is said to everybody: the letter is not at fault, and the next one opens another connection."""
    server.rcpt[TO[1]] = "421 4.3.2 shutting down"
    assert post.send(*TO, LETTER, "1", at=AT).outcome == "away"
    server.rcpt.clear()
    assert post.send(*TO, LETTER, "2", at=AT).outcome == "sent"
    assert server.connections == 2


def test_a_kept_connection_that_died_is_opened_again(server, post):
    """A server that hangs up between two letters costs neither of them."""
    post.send(*TO, LETTER, "1", at=AT)
    post._wire._connection.sock.shutdown(socket.SHUT_RDWR)
    assert post.send(*TO, LETTER, "2", at=AT).outcome == "sent"
    assert [mail["Message-ID"] for mail in server.mails] == ["<1@so-tnmt.example>", "<2@so-tnmt.example>"]


def test_a_server_that_is_not_there_may_be_tried_again():
    """A refused connection is no letter's fault, and keeps its reason."""
    receipt = MailPost("127.0.0.1", _free_port(), "vp@x.example").send(*TO, LETTER, "1", at=AT)
    assert receipt.outcome == "away"
    assert "refused" in receipt.reply


def test_a_server_that_hangs_is_given_up():
    """A server that says nothing holds nobody up beyond the timeout."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        post = MailPost("127.0.0.1", silent.getsockname()[1], "vp@x.example", timeout=0.2)
        assert post.send(*TO, LETTER, "1", at=AT).outcome == "away"


@pytest.mark.parametrize(
    "address",
    ["", "no-at", "a@", "@b", "a@b\r\nBcc: c@d.example", "a@b.example, c@d.example", "đ@b.example", "a@b>", "a b@c"],
)
def test_what_is_no_address_fails_at_once(address, server, post):
    """A wrong address fails for good, in a sentence, and touches no server."""
    receipt = post.send("mail", address, "", LETTER, "1", at=AT)
    assert receipt.outcome == "failed"
    assert "không hợp lệ" in receipt.reply
    assert server.connections == 0


def test_no_header_can_be_smuggled_in(server, post):
    """Line breaks in name, subject, id or file name make no header."""
    evil = "x\r\nBcc: c@d.example\r\n\r\nbody"
    letter = Letter(evil, "t", "h", (Attachment(evil, b"1", "text/plain"),))
    assert post.send("mail", TO[1], evil, letter, evil, at=AT).outcome == "sent"
    assert not any(part["Bcc"] for part in server.mails[0].walk())


def test_a_wrong_password_is_no_letters_fault(server):
    """A server that refuses to let us in may let us in later; the password stays out of the reply."""
    post = MailPost("127.0.0.1", server.port, "vp@x.example", user="vp", password="s3cret-canary")
    receipt = post.send(*TO, LETTER, "1", at=AT)
    assert receipt.outcome == "away"
    assert "s3cret-canary" not in receipt.reply


def test_starttls_is_never_left_out(server):
    """A server without STARTTLS gets no mail where STARTTLS is asked for."""
    post = MailPost("127.0.0.1", server.port, "vp@x.example", starttls=True)
    assert post.send(*TO, LETTER, "1", at=AT).outcome == "away"
    assert server.mails == []


# ---------------------------------------------------------------- Zalo


class Zalo(BaseHTTPRequestHandler):
    """A loopback copy of the provider: what it got, and the answers that it still has to give."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        got = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.got.append((self.path, got))
        status, answer = (
            self.server.answers.pop(0)
            if self.server.answers
            else (200, {"ok": True, "result": {"message_id": f"m{len(self.server.got)}"}})
        )
        if status == "drop":
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
def zalo():
    """The provider on a free port, with `got` and `answers`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Zalo)
    server.got, server.answers = [], []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def bot(zalo):
    """A Zalo post to that provider."""
    post = ZaloPost("12345:SECRETtoken", f"http://127.0.0.1:{zalo.server_port}")
    yield post
    post.close()


def test_zalo_gets_plain_text_and_gives_an_id(zalo, bot):
    """Subject and text in one message, no markup mode; the provider's id is the reply."""
    assert bot.send("zalo", "chat-1", "", LETTER, "1", at=AT) == Receipt("sent", "ok m1")
    ((path, got),) = zalo.got
    assert path == "/bot12345:SECRETtoken/sendMessage"
    assert got == {"chat_id": "chat-1", "text": f"{LETTER.subject}\n\n{LETTER.text.strip()}"}


def test_a_long_letter_is_cut_at_paragraphs(zalo, bot):
    """No message is longer than the provider takes; nothing is lost."""
    text = "\n\n".join(f"Đoạn {n}: " + "chữ " * 100 for n in range(12))
    assert bot.send("zalo", "c", "", Letter("s", text, ""), "1", at=AT).outcome == "sent"
    texts = [got["text"] for _, got in zalo.got]
    assert all(len(t) <= ZALO_LIMIT for t in texts)
    assert [t.split("\n\n")[0][:5] for t in texts[1:]] == ["Đoạn "] * (len(texts) - 1)


@given(st.text(st.characters(codec="utf-8"), max_size=400), st.integers(1, 50))
def test_pieces_lose_no_letter(text, limit):
    """Pieces fit the limit and together hold every character but blanks."""
    import unicodedata

    found = pieces(text, limit)
    assert all(0 < len(piece) <= limit for piece in found)
    assert "".join("".join(found).split()) == "".join(unicodedata.normalize("NFC", text).split())


ANSWERS = [
    (200, {"ok": False, "error_code": 429, "description": "quota"}, "away"),
    (401, {"ok": False, "error_code": 401, "description": "bad token"}, "away"),
    (403, {"ok": False, "error_code": 403, "description": "Internal server error"}, "unknown"),
    (400, {"ok": False, "error_code": 400, "description": "chat not found"}, "failed"),
    (404, {"ok": False, "error_code": 404, "description": "not found"}, "failed"),
    (408, {"ok": False, "error_code": 408, "description": "timeout"}, "unknown"),
    (502, "<html>", "unknown"),
    (503, "<html>", "away"),
    ("drop", None, "unknown"),
]


@pytest.mark.parametrize(("status", "answer", "outcome"), ANSWERS)
def test_zalos_no_decides(status, answer, outcome, zalo, bot):
    """What no letter is to blame for closes the channel, what no try mends is refused; whatever else is unknown."""
    zalo.answers.append((status, answer))
    assert bot.send("zalo", "c", "", LETTER, "1", at=AT).outcome == outcome


def test_half_a_letter_is_unknown(zalo, bot):
    """When the second piece is refused, the first has left: a person has to look."""
    zalo.answers += [(200, {"ok": True, "result": {"message_id": "m1"}}), (200, {"ok": False, "error_code": 429})]
    receipt = bot.send("zalo", "c", "", Letter("s", "chữ " * 900, ""), "1", at=AT)
    assert receipt.outcome == "unknown"
    assert "1/2" in receipt.reply


def test_the_token_is_in_no_reply_and_no_log(zalo, bot, caplog):
    """Whatever goes wrong, the secret stays where it is."""
    caplog.set_level(logging.DEBUG)
    zalo.answers += [("drop", None)]
    replies = [bot.send("zalo", "c", "", LETTER, "1", at=AT).reply for _ in range(2)]
    lost = ZaloPost("12345:SECRETtoken", f"http://127.0.0.1:{_free_port()}").send("zalo", "c", "", LETTER, "1", at=AT)
    assert lost.outcome == "away"
    assert "SECRETtoken" not in " ".join([*replies, lost.reply, caplog.text])


# ---------------------------------------------------------------- the rest


def test_memory_keeps_what_it_is_given():
    """The post in memory keeps every letter in order, and refuses as scripted."""
    post = MemoryPost(script=lambda parcel: Receipt("retry", "451") if parcel.message_id == "2" else None)
    outcomes = [post.send(*TO, LETTER, n, at=AT).outcome for n in "123"]
    assert outcomes == ["sent", "retry", "sent"]
    assert [parcel.message_id for parcel in post.sent] == ["1", "3"]


def test_a_channel_that_is_not_set_up_fails_with_a_sentence():
    """A letter for an unknown channel fails for good and says which channels there are."""
    posts = Posts({"mail": MemoryPost()})
    assert posts.send(*TO, LETTER, "1", at=AT).outcome == "sent"
    receipt = posts.send("fax", "1", "", LETTER, "1", at=AT)
    assert receipt.outcome == "failed"
    assert "fax" in receipt.reply
    posts.close()


def test_apprise_does_not_wait():
    """Our channels have no throttle: apprise's own waits 5.5 seconds between two messages."""
    assert MailChannel.request_rate_per_sec == 0


def test_apprise_prints_no_address_and_no_secret(server):
    """What apprise may log of a channel is its scheme and server alone."""
    assert MailChannel(host=f"127.0.0.1:{server.port}").url() == f"vnmail://127.0.0.1:{server.port}"
