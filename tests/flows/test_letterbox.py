"""The demo's mailbox: real SMTP in, one page out."""

from __future__ import annotations

import http.client
import json
import smtplib
import socket
from email.message import EmailMessage
from urllib.parse import quote

import pytest

from definitions.errors import EnvironmentWrong
from flows.letterbox import SHOWN, serve
from flows.mails import Mailbox


def _mail(to="phong@so-tnmt.example", subject="Đề nghị gửi Kế hoạch", text="Kính gửi", files=()):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "vp@so-tnmt.example", to, subject
    mail["Date"] = "Fri, 10 Nov 2023 01:00:00 +0000"
    mail.set_content(text)
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail


@pytest.fixture
def serving(tmp_path):
    """A mailbox on two free ports."""
    serving = serve(0, 0, tmp_path / "thu")
    yield serving
    serving.close()


@pytest.fixture
def post(serving):
    """`post(mail)` over SMTP."""
    with smtplib.SMTP("127.0.0.1", serving.smtp_port, "localhost") as client:
        yield client.send_message


@pytest.fixture
def get(serving):
    """`get("/")`: status, headers, body as text."""
    client = http.client.HTTPConnection("127.0.0.1", serving.http_port, timeout=10)

    def fetch(path, **headers):
        client.request("GET", path, headers=headers)
        answer = client.getresponse()
        return answer.status, answer.headers, answer.read().decode("utf-8", "replace")

    yield fetch
    client.close()


def test_a_mail_stands_on_the_page(post, get):
    """Time in the office's zone, recipient, subject and body of a mail are on the one page."""
    post(_mail(text="Mã phê duyệt: ABCDE-FGHIJ"))
    status, _, page = get("/")
    assert status == 200
    for said in ("08:00 ngày 10/11/2023", "phong@so-tnmt.example", "Đề nghị gửi Kế hoạch", "Mã phê duyệt: ABCDE-FGHIJ"):
        assert said in page


def test_the_newest_stands_on_top(post, get):
    """Mails stand in the order of their arrival, the last one first."""
    for n in range(3):
        post(_mail(subject=f"Thư {n}"))
    page = get("/")[2]
    assert page.index("Thư 2") < page.index("Thư 1") < page.index("Thư 0")


def test_mails_outlive_the_server(tmp_path):
    """What was taken is there after a restart, and numbering goes on."""
    first = Mailbox(tmp_path)
    first.store(_mail(subject="cũ").as_bytes())
    second = Mailbox(tmp_path)
    second.store(_mail(subject="mới").as_bytes())
    assert [mail.subject for mail in second.mails()] == ["mới", "cũ"]


def test_a_mail_is_kept_whole_or_not_at_all(tmp_path, monkeypatch):
    """A disk that fails in the middle leaves no mail under its name."""

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("flows.mails.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        Mailbox(tmp_path).store(_mail().as_bytes())
    assert Mailbox(tmp_path).mails() == []


def test_a_full_disk_is_said_to_the_sender(post, monkeypatch):
    """Whoever sends hears 451 and tries again; the listener lives on."""

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Mailbox, "store", full)
        with pytest.raises(smtplib.SMTPDataError, match="451"):
            post(_mail())
    post(_mail())


def test_search_is_by_recipient(post, get):
    """The search keeps the mails of one recipient, whatever the case."""
    post(_mail(to="Phòng Môi trường <moi-truong@so-tnmt.example>", subject="một"))
    post(_mail(to="khoang-san@so-tnmt.example", subject="hai"))
    page = get("/?to=" + quote("môi TRƯỜNG"))[2]
    assert "<b>một" in page
    assert "<b>hai" not in page


def test_the_page_can_ask_for_what_is_new(post, get):
    """After a number, the newer mails come alone, so that an opened mail stays open."""
    post(_mail(subject="một"))
    post(_mail(subject="hai"))
    new = get("/new?after=1")[2]
    assert 'data-number="2"' in new
    assert 'data-number="1"' not in new
    assert get("/new?after=2")[2].strip() == ""


def test_attachments_are_links_to_their_bytes(post, get):
    """An attachment is downloaded as it came, under its own name, and never shown as a page."""
    post(_mail(files=[("ke-hoach.docx", b"PK bytes")]))
    assert '<a href="/mail/1/0">ke-hoach.docx</a>' in get("/")[2]
    status, headers, body = get("/mail/1/0")
    assert (status, body) == (200, "PK bytes")
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''ke-hoach.docx"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/mail/9/0", "/mail/1/9", "/x", "/mail/../../etc/passwd", "/mail/1/-1"])
def test_what_is_not_there_is_404(path, post, get):
    """Nothing outside the mailbox can be asked for."""
    post(_mail())
    assert get(path)[0] == 404


def test_what_a_mail_says_is_escaped(post, get):
    """Markup in recipient, subject, body or search is text; only web addresses become links."""
    post(
        _mail(
            subject="<script>alert(1)</script>",
            text='<img src=x onerror=alert(1)> http://127.0.0.1:4200/a"b javascript:x',
        )
    )
    page = get("/?to=" + quote("so-tnmt"))[2]
    assert "<script>alert" not in page
    assert "<img" not in page
    assert '<a href="http://127.0.0.1:4200/a"' in page
    assert 'href="javascript' not in page
    assert '"><x>' not in get("/?to=" + quote('"><x>'))[2]


def test_the_page_fetches_nothing_from_elsewhere(post, get):
    """One page, no outside resource; the browser is told so too."""
    post(_mail())
    _, headers, page = get("/")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "src=" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_another_sites_page_cannot_read_it(get):
    """A foreign host name that points to this machine gets nothing: the codes are in here."""
    assert get("/", Host="evil.example")[0] == 403


def test_a_long_name_is_shown_without_a_gap(post, get):
    """A Vietnamese name that was folded on its way is shown as it was written."""
    from email.header import Header

    name = Header("Lãnh đạo Sở phụ trách truyền thông", "utf-8", maxlinelen=60).encode()
    raw = f"To: {name} <a@b.example>\r\nSubject: x\r\n\r\nx".encode()
    with smtplib.SMTP("127.0.0.1", post.__self__.sock.getpeername()[1]) as client:
        client.sendmail("a@b.example", "a@b.example", raw)
    assert "Lãnh đạo Sở phụ trách truyền thông &lt;a@b.example&gt;" in get("/")[2]


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"Subject: =?x-none?b?////?=\nContent-Type: text/plain; charset=none\n\n\xff"]
)
def test_an_odd_mail_hides_no_other(raw, tmp_path):
    """A mail that cannot be read is listed as such beside the others."""
    box = Mailbox(tmp_path)
    box.store(raw)
    box.store(_mail(subject="đọc được").as_bytes())
    assert [mail.number for mail in box.mails()] == [2, 1]


def test_the_page_stays_short(tmp_path, get, serving):
    """The newest mails stand on the page; the number says how many there are."""
    for n in range(SHOWN + 2):
        (serving.mailbox.folder).mkdir(exist_ok=True)
        (serving.mailbox.folder / f"{n + 1:06}.eml").write_bytes(b"To: a@b.example\nSubject: s\n\nx")
    page = get("/")[2]
    assert page.count("<details") == SHOWN
    assert f'<span id="count">{SHOWN + 2}</span> thư' in page


@pytest.mark.parametrize("which", [0, 1])
def test_a_busy_port_is_a_sentence(which, tmp_path):
    """A port that somebody has is said by its number, with a remedy; exit code 3."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(EnvironmentWrong, match=str(port)) as caught:
            serve(*((port, 0) if which == 0 else (0, port)), tmp_path)
    assert caught.value.exit_code == 3
    assert caught.value.remedy


def test_it_listens_on_this_machine_alone(serving):
    """Both servers are bound to the loopback address."""
    assert serving.url.startswith("http://127.0.0.1:")
    assert serving._listener._server.sockets[0].getsockname()[0] == "127.0.0.1"
    assert serving._site.server_address[0] == "127.0.0.1"


def test_nothing_heavy_is_imported_with_it():
    """Importing the module loads neither Jinja2 nor the SMTP library: they wait until it serves."""
    import subprocess
    import sys

    code = "import sys, json, flows.letterbox; print(json.dumps([m for m in ('jinja2', 'aiosmtpd', 'apprise') if m in sys.modules]))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(out.stdout) == []
