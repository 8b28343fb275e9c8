"""The mailbox: each mail is looked at once, ends in one place, and is marked as seen only when that is kept."""

from __future__ import annotations

import datetime as dt
import socketserver
import threading
from contextlib import suppress
from dataclasses import replace

import pytest

from definitions.arrivals import Door, Place
from flows.calling import undelivered
from flows.mailbox.parsed import parsed
from flows.mailbox.reading import Reading, unreachable
from flows.wiring import Settings
from tests.flows.postbag import Bag, bounce, generated, mail, pdf

A = "unit-plan/2023-10/a"


@pytest.fixture
def read(world):
    """`read(*mails)`: they come now and the box is read; what came of the last. `read.bag` is the box."""

    def reading(*mails, **more):
        for data in mails:
            reading.bag.put(data, world.office.now())
        look = Reading(world.office, reading.bag, **more)
        try:
            look.look()
        finally:
            reading.failures = look.failures
        found = world.ledger.arrivals()
        return found[-1] if found else None

    reading.bag = Bag()
    return reading


def parts(world):
    """What came, without the mails that only carried files."""
    return [it for it in world.ledger.arrivals() if it.reason != "with-files"]


def test_a_file_in_a_mail_is_what_its_sender_owes(world, read):
    """Known by its address; received when the server took it; the mail is seen afterwards."""
    read(mail(files=[("kế hoạch.pdf", pdf())]))
    assert world.it(A).state == "accepted"
    taken = parts(world)[0]
    assert (taken.place, str(taken.key), taken.door, taken.sender) == (Place.ACCEPTED, A, Door.MAILBOX, "a@so.example")
    assert world.content(A)["files"][0]["name"] == "kế hoạch.pdf"
    assert world.content(A)["note"] == "Kính gửi kế hoạch."
    assert read.bag.marked == {1}
    assert world.ledger.arrivals(open=True) == []


def test_a_mail_is_taken_once_however_often_it_comes(world, read):
    """The same mail again, and the same box under new numbers: nothing more."""
    data = mail(files=[("a.pdf", pdf())])
    read(data, data)
    before = (world.ledger.arrivals(), world.it(A).version)
    read.bag.validity = 2
    read()
    assert (world.ledger.arrivals(), world.it(A).version) == before


def test_another_mail_under_a_known_id_is_put_away(world, read):
    """A Message-ID is somebody's word: whoever uses one again makes nothing disappear."""
    read(mail("Kính gửi."), mail("Thư khác hẳn."))
    assert [(it.place, it.reason) for it in parts(world)] == [(Place.WAITING, "text"), (Place.QUARANTINED, "same-id")]


def test_the_files_of_one_mail_are_one_submission(world, read):
    """The workbook or Word first, the scans with it: none supersedes the other."""
    read(mail(files=[("quét 1.pdf", pdf(1)), ("quét 2.pdf", pdf(2))]))
    assert world.it(A).version == 1
    assert [file["name"] for file in world.content(A)["files"]] == ["quét 1.pdf", "quét 2.pdf"]
    assert [(it.part, it.place) for it in world.ledger.arrivals()] == [
        (1, "accepted"),
        (2, "accepted"),
        (0, "accepted"),
    ]


def test_a_plain_nil_in_answer_to_a_letter_is_a_nil(world, read):
    """In the thread of our own letter, whatever its subject."""
    letter = world.letters("a@so.example")[-1]
    it = read(mail("Tháng này đơn vị không phát sinh ạ.", answers=letter.message_id))
    assert (it.place, it.reason, str(it.key)) == (Place.ACCEPTED, "nil", A)
    assert world.it(A).state == "nil"


def test_other_words_wait_for_a_person(world, read):
    """Nothing is guessed from them; the Office reads them in its list, and no letter answers."""
    sent = len(world.post.sent)
    it = read(mail("Không phát sinh, nhưng còn một tin gửi sau."))
    assert (it.place, it.reason, it.text) == (Place.WAITING, "text", "Không phát sinh, nhưng còn một tin gửi sau.")
    world.beat()
    assert world.it(A).state == "open"
    assert len(world.post.sent) == sent


def test_a_stranger_is_put_away_and_not_answered(world, read):
    """Whatever it brings; the Office is shown it."""
    sent = len(world.post.sent)
    read(mail(by="la@khac.example", files=[("a.pdf", pdf())]))
    world.beat()
    assert [(it.place, it.reason) for it in world.ledger.arrivals(open=True)] == [(Place.QUARANTINED, "unknown-sender")]
    assert len(world.post.sent) == sent


@pytest.mark.parametrize(
    ("results", "place"),
    [
        ("mx.so.example; dmarc=pass header.from=so.example", "accepted"),
        ("mx.so.example; spf=pass smtp.mailfrom=a@so.example; dkim=none", "accepted"),
        ("mx.so.example; dkim=pass header.d=khac.example", "quarantined"),
        ("mx.so.example; dmarc=fail header.from=so.example", "quarantined"),
        ("mx.khac.example; dmarc=pass header.from=so.example", "quarantined"),
        ("mx.so.example; dmarc=fail (dmarc=pass header.from=so.example)", "quarantined"),
        ("", "quarantined"),
    ],
)
def test_a_sender_is_believed_where_the_own_server_found_it_so(world, read, results, place):
    """Only where the office has named its server; only that server's word, for that very domain."""
    more = {"Authentication_Results": results} if results else {}
    read(mail(files=[("a.pdf", pdf())], **more), authserv="mx.so.example")
    assert parts(world)[0].place == place


def test_a_forged_result_beneath_the_own_one_counts_for_nothing(world, read):
    """The topmost line of the own server is its own; whoever wrote a second one is not."""
    data = mail(files=[("a.pdf", pdf())])
    real = b"Authentication-Results: mx.so.example; dmarc=fail header.from=so.example\n"
    read(real + real.replace(b"fail", b"pass") + data, authserv="mx.so.example")
    assert parts(world)[0].reason == "unproved-sender"


def test_a_letter_that_came_back_did_not_arrive(world, read):
    """The Office sees it among what could not be delivered; a mere delay is none."""
    letter = world.letters("a@so.example")[-1]
    read(bounce(letter.message_id, action="delayed"))
    assert undelivered(world.office) == ()
    it = read(bounce(letter.message_id).replace(b"<b1@", b"<b2@"))
    assert (it.place, it.reason) == (Place.ACCEPTED, "bounce")
    assert any("550 5.1.1" in tried.reply for one in undelivered(world.office) for tried in one.tried)
    assert "550 5.1.1" in read.failures[0]


def test_a_machine_that_answers_is_not_listened_to(world, read):
    """A holiday notice, a list, our own letter: kept, told, and nothing else."""
    vacation = mail("Không phát sinh", Auto_Submitted="auto-replied")
    list_ = mail("Không phát sinh", id="<2@x.example>", Precedence="bulk")
    own = mail("Không phát sinh", id="<3@x.example>", by="vp@so.example")
    read(vacation, list_, own, ours="vp@so.example")
    assert [it.reason for it in world.ledger.arrivals()] == ["automatic", "automatic", "own"]
    assert world.it(A).state == "open"


def test_nobody_is_told_more_than_three_times_a_day(world, read):
    """A mailbox that answers by itself is not written to without end."""
    for n in range(6):
        read(mail(id=f"<{n}@so.example>", files=[("a.doc", b"\xd0\xcf\x11\xe0" + bytes([n]))]))
    told = [
        item for item in world.ledger.pending(world.office.now() + dt.timedelta(days=9)) if item.kind == "not-taken"
    ]
    assert len(told) == 3
    assert {it.place for it in parts(world)} == {Place.RETURNED}


def test_a_huge_mail_is_not_fetched(world, read, monkeypatch):
    """Its headers alone are read; a person opens it."""
    monkeypatch.setattr("flows.mailbox.reading.LARGEST", 100)
    it = read(mail(files=[("a.pdf", pdf() * 100)]))
    assert (it.place, it.reason, it.name) == (Place.WAITING, "mail-too-large", "Kế hoạch")


def test_a_connection_that_breaks_loses_nothing(world, read):
    """At every call: what was kept is not taken again, the rest is read by the next look."""
    mails = [mail(id=f"<{n}@so.example>", files=[(f"{n}.pdf", pdf(n))]) for n in range(3)]
    for data in mails:
        read.bag.put(data, world.office.now())
    for lost in range(1, 9):
        read.bag.calls, read.bag.lost = 0, lost
        with suppress(ConnectionResetError):
            read()
    read.bag.lost = 0
    read()
    assert [it.message for it in parts(world)] == ["<0@so.example>", "<1@so.example>", "<2@so.example>"]
    assert world.it(A).version == 3
    assert read.bag.marked == {1, 2, 3}


def test_a_mail_that_was_deleted_meanwhile_is_passed_over(world, read):
    """Somebody looked into the box, too."""
    read.bag.bytes = lambda *_, **__: None
    assert read(mail()) is None


def test_a_fault_of_ours_puts_one_mail_away_and_reads_the_others(world, read, monkeypatch):
    """One mail never keeps the others from being read."""
    monkeypatch.setattr("flows.mailbox.reading.says_nil", lambda *_: 1 / 0)
    read(
        mail("Xin chào", answers=world.letters("a@so.example")[-1].message_id),
        mail(id="<2@x.example>", files=[("a.pdf", pdf())]),
    )
    assert parts(world)[0].reason == "mail-unreadable"
    assert world.it(A).state == "accepted"
    assert "ZeroDivisionError" in read.failures[0]


def test_a_picture_within_a_mail_is_no_file(world, read):
    """The logo of a signature; a photograph that is attached is one."""
    logo = (b"From: a@so.example\nMessage-ID: <l@x>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
            b"Content-Type: text/plain\n\nXin chao\n--x\nContent-Type: image/png; name=logo.png\nContent-ID: <1>\n\n\x89PNG\n--x--")  # fmt: skip
    assert parsed(logo).files == ()
    attached = logo.replace(b"Content-ID: <1>", b"Content-Disposition: attachment; filename=a.png")
    assert [name for name, _ in parsed(attached).files] == ["a.png"]


@pytest.mark.parametrize("says", [b"", b"* OK ready\r\n", b"* BYE no\r\n", b"\xff\xfe\r\n" * 9])
def test_a_server_that_hangs_up_is_a_sentence(tmp_path, says):
    """Before, at and after its greeting: where, what to do, and that nothing is lost."""

    class Rude(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.sendall(says)

    with socketserver.TCPServer(("127.0.0.1", 0), Rude) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings = replace(
            Settings.read(tmp_path, {}), imap_host="127.0.0.1", imap_port=server.server_address[1], imap_tls="none"
        )
        said = unreachable(settings)
        server.shutdown()
        thread.join()
    assert said.startswith("Chưa đọc được hộp thư tại 127.0.0.1 (")
    assert said.endswith("không mất.")


@pytest.mark.parametrize("seed", range(60))
def test_any_mail_ends_in_exactly_one_place(world, read, seed):
    """Whole or spoilt: no crash, one row for the mail, each of its files in a place; read again it is the same."""
    data = generated(seed)
    read(data)
    assert len([it for it in world.ledger.arrivals() if it.part == 0]) == 1
    assert read.failures == [] or "không đến được" in read.failures[0]
    before = world.ledger.arrivals()
    read(data)
    assert world.ledger.arrivals() == before
