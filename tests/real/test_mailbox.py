"""The mailbox on a real IMAP server (Dovecot): one month through it, a renumbered box, a sweep that is killed."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import replace

import pytest

from definitions.arrivals import Place
from flows.heartbeat import heartbeat
from flows.mailbox.box import opened
from flows.wiring import Settings
from tests.flows.conftest import ROWS, World, found  # noqa: F401 - the fixture of an office
from tests.flows.postbag import bounce, mail, pdf
from tests.real.dovecot import PASSWORD, USER, box, delivered

pytestmark = pytest.mark.real
A, B = "unit-plan/2023-10/a", "unit-plan/2023-10/b"


@pytest.fixture
def at_work(found, tmp_path, dovecot):  # noqa: F811 - pytest's way to use it
    """The small office with that mailbox, emptied."""
    _, port = dovecot
    with box(port) as client:
        for number in client.search(None, "ALL")[1][0].split():
            client.store(number, "+FLAGS", r"\Deleted")
        client.expunge()
    (tmp_path / "imap.key").write_text(f"{PASSWORD}\n")
    settings = replace(
        Settings.read(tmp_path, {}), imap_host="127.0.0.1", imap_port=port, imap_tls="none", imap_user=USER,
        imap_password_file=tmp_path / "imap.key", mail_from="vp@so.example",
    )  # fmt: skip
    world = found(tmp_path)
    world.office = replace(world.office, settings=settings)
    world.beat()
    world.jump("2023-10-02 09:00")
    world.beat()
    return world


def test_a_month_by_mail(at_work, dovecot):
    """A file, a nil in the thread, a stranger, a bounce: each in its place, the mails marked as seen, nothing deleted."""
    _, port = dovecot
    letters = {p.address: p.message_id for p in at_work.letters()}
    delivered(
        port,
        mail(files=[("kế hoạch tháng 10.pdf", pdf())]),
        mail("Tháng này không phát sinh.", by="b@so.example", id="<2@so.example>", answers=letters["b@so.example"]),
        mail(by="la@khac.example", id="<3@khac.example>", files=[("x.pdf", pdf(3))]),
        bounce(letters["a@so.example"]),
    )
    told = at_work.beat()
    assert (at_work.it(A).state, at_work.it(B).state) == ("accepted", "nil")
    assert [it.reason for it in at_work.ledger.arrivals(open=True)] == ["unknown-sender"]
    assert at_work.ledger.message(letters["a@so.example"][1:].partition("@")[0]).state == "failed"
    assert any("không phát sinh" in line.lower() for line in told.lines)
    with box(port) as client:
        assert len(client.search(None, "SEEN")[1][0].split()) == 4
        assert client.search(None, "UNSEEN")[1] == [b""]
    rows = at_work.ledger.arrivals()
    at_work.beat()
    assert at_work.ledger.arrivals() == rows


def test_a_box_under_new_numbers_is_read_again_and_nothing_taken(at_work, dovecot):
    """UIDVALIDITY changes when a server rebuilds its index: every mail is known by its Message-ID."""
    home, port = dovecot
    delivered(port, mail(files=[("a.pdf", pdf())]))
    at_work.beat()
    with opened(at_work.office.settings) as before:
        validity = before.validity
    for path in (home / "mail" / "vp").glob("dovecot*"):
        if path.name != "dovecot-uidlist":
            path.unlink()
    numbers = home / "mail" / "vp" / "dovecot-uidlist"
    numbers.write_text(numbers.read_text().replace(f"V{validity}", f"V{validity + 1000}"))
    with opened(at_work.office.settings) as after:
        assert after.validity != validity
    rows = at_work.ledger.arrivals()
    at_work.beat()
    assert at_work.ledger.arrivals() == rows
    assert at_work.it(A).version == 1


def test_killed_while_it_reads_each_mail_is_taken_once(found, tmp_path, dovecot, at_work):  # noqa: F811
    """SIGKILL at random instants, forty times, on a database: every mail once, seen only when it is kept."""
    from storage.ledger import open_ledger

    _, port = dovecot
    url = f"sqlite:///{tmp_path / 'killed.db'}"
    first = found(tmp_path / "office", ledger=open_ledger(url, durable=False))
    first.beat()
    first.jump("2023-10-02 09:00")
    first.ledger.close()
    for n in range(40):
        delivered(port, mail(id=f"<k{n}@so.example>", by="ab"[n % 2] + "@so.example", files=[(f"{n}.pdf", pdf(n))]))
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                world = found(tmp_path / "office", ledger=open_ledger(url, durable=False))
                world.jump("2023-10-02 09:00")
                heartbeat(replace(world.office, settings=at_work.office.settings))
            os._exit(0)
        time.sleep(0.02 * (n % 12))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    world = found(tmp_path / "office", ledger=open_ledger(url, durable=False))
    world.jump("2023-10-02 09:00")
    heartbeat(replace(world.office, settings=at_work.office.settings))
    assert world.it(A).version == world.it(B).version == 20
    taken = [it for it in world.ledger.arrivals() if it.part]
    assert len(taken) == 40
    assert {it.place for it in taken} == {Place.ACCEPTED}
    with box(port) as client:
        assert client.search(None, "UNSEEN")[1] == [b""]
    world.ledger.close()


def test_a_wrong_password_is_a_sentence(at_work):
    """It says where, and letters leave all the same."""
    (at_work.office.settings.imap_password_file).write_text("khac")
    told = at_work.beat()
    assert any("Chưa đọc được hộp thư tại 127.0.0.1" in line for line in told.failures)
