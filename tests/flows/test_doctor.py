"""The doctor: each thing that is not well is a sentence with its remedy, and the exit code says that there is one."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from definitions.facts import Key
from definitions.health import ROOM
from flows import cli
from flows.backing import nightly
from flows.checkup import checkup, reaches
from flows.signs import alive, beaten
from flows.wiring import Settings, open_office
from notifications.post import MemoryPost
from storage.ledger import open_ledger

GOOD = """VONGNAM_PUBLIC_URL=https://vongnam.so.example
VONGNAM_PAGE_URL=https://vongnam.so.example/trang
VONGNAM_SMTP_HOST=smtp.so.example
VONGNAM_MAIL_FROM=vongnam@so.example
"""


class Well(BaseHTTPRequestHandler):
    """What a Prefect server, or a watcher outside, says: that it is there. It remembers what it was asked."""

    def do_GET(self):
        """Yes."""
        self.server.asked.append(self.path)
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *_):
        """Nothing."""


@pytest.fixture
def listener():
    """A listener on this machine that answers, with its `url`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Well)
    server.asked, server.answer, server.url = [], 200, f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def good(listener):
    """The settings of an office in which everything is as it has to be."""
    return f"{GOOD}VONGNAM_PREFECT_API={listener.url}/api\n"


@pytest.fixture
def data(found, tmp_path, good):
    """A real office's data folder, in which everything is as it has to be: it is at work, and was backed up."""
    folder = tmp_path / "office"
    folder.mkdir()
    ledger = open_ledger(f"sqlite:///{folder / 'vongnam.db'}")
    world = found(folder, ledger=ledger)
    its = world.clock.instant - dt.datetime.now(dt.UTC)  # noqa: TID251 - the doctor's clock is the real one
    ledger.set("clock-offset", str(its.total_seconds() + 60), now=world.clock.instant)
    ledger.close()
    (folder / "vongnam.env").write_text(good)
    (folder / "vongnam.env").chmod(0o600)
    with opened(folder) as office:
        beaten(replace(office, post=MemoryPost()))
        nightly(office, {})
    return folder


def opened(folder):
    """The office of that folder."""
    return open_office(Settings.read(folder, {}))


def later(folder, **time):
    """So much time goes by in that office, and nobody is at work."""
    with opened(folder) as office:
        offset = float(office.ledger.setting("clock-offset")) + dt.timedelta(**time).total_seconds()
        office.ledger.set("clock-offset", str(offset), now=office.now())


def bad(folder, **environ):
    """The names of what is not well."""
    return [it.what for it in checkup(Settings.read(folder, {}), environ) if not it.good]


def test_a_healthy_office_has_nothing_to_put_right(data, capsys):
    """Exit code 0, and a sentence for everything that was looked at."""
    assert bad(data) == []
    assert cli.main(["--lang", "vi", "doctor", "--data", str(data)]) == 0
    said = capsys.readouterr().out
    assert "Không có gì cần sửa." in said
    assert "CẦN SỬA" not in said


@pytest.mark.parametrize("name", ["VONGNAM_PUBLIC_URL", "VONGNAM_PAGE_URL"])
def test_a_loopback_address_is_refused_outside_the_demo(data, good, name, capsys):
    """Nobody else can open such a link; the remedy names the setting and the proxy."""
    (data / "vongnam.env").write_text(
        good.replace(f"{name}=https://vongnam.so.example", f"{name}=http://127.0.0.1:8030")
    )
    assert bad(data) == [name]
    assert cli.main(["--lang", "vi", "doctor", "--data", str(data)]) == 3
    said = capsys.readouterr().out
    assert f"[CẦN SỬA] {name} là http://127.0.0.1:8030" in said
    assert "docs/nginx.conf" in said


def test_the_demo_may_live_on_this_machine(data, good, at):
    """Its letters never leave it."""
    (data / "vongnam.env").write_text(good.replace("https://vongnam.so.example", "http://127.0.0.1:8030"))
    ledger = open_ledger(f"sqlite:///{data / 'vongnam.db'}")
    ledger.set("demo", "yes", now=at("2023-10-01 00:00"))
    ledger.close()
    assert bad(data) == []


@pytest.mark.parametrize(
    "url",
    ["", "http://127.0.0.1", "http://127.9.9.9:80/x", "http://127.1", "http://localhost:80", "https://a.localhost/",
     "http://[::1]:80", "http://0.0.0.0", "http://[::ffff:127.0.0.1]/", "http://2130706433/", "ftp://so.example",
     "so.example", "http://[broken"],
)  # fmt: skip
def test_an_address_that_reaches_nobody(url):
    """However it is spelled."""
    assert not reaches(url)


@pytest.mark.parametrize("url", ["https://vongnam.so.example/trang", "http://10.1.2.3:8030", "https://[2001:db8::1]/"])
def test_an_address_that_others_reach(url):
    """A name, an address of the office's own network."""
    assert reaches(url)


@pytest.mark.parametrize("name", ["PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"])
def test_a_password_with_accents_is_refused_with_the_reason(data, name, monkeypatch, capsys):
    """Prefect would answer 500 to everybody; the password itself is never printed."""
    assert bad(data, **{name: "quan-tri:mat-khau"}) == []
    monkeypatch.setenv(name, "quản:mậtkhẩu")
    assert cli.main(["--lang", "vi", "doctor", "--data", str(data)]) == 3
    said = capsys.readouterr().out
    assert "lỗi 500" in said
    assert "mậtkhẩu" not in said


def test_a_secret_that_others_can_read_is_said(data):
    """The key and the settings file."""
    (data / "vongnam.env").chmod(0o644)
    assert bad(data) == ["vongnam.env"]


def test_a_folder_without_a_year_is_a_finding(tmp_path):
    """And the rest is looked at all the same."""
    assert {"year", "VONGNAM_PUBLIC_URL", "mail"} <= set(bad(tmp_path))


def test_a_machine_reads_the_same(data, good, capsys):
    """JSON: whether all is well, and each finding with its sentence and remedy."""
    (data / "vongnam.env").write_text(good.replace("VONGNAM_SMTP_HOST", "X"))
    assert cli.main(["--lang", "en", "doctor", "--json", "--data", str(data)]) == 3
    said = json.loads(capsys.readouterr().out)
    assert said["good"] is False
    assert [it["what"] for it in said["findings"] if it["remedy"]] == ["mail"]


def test_the_doors_are_looked_at(data, monkeypatch):
    """A folder that cannot be written, a mailbox that does not answer: each with its remedy."""
    assert "inbox" in [it.what for it in checkup(Settings.read(data, {}), {})]
    monkeypatch.setattr("flows.watched.unwritable", lambda root: iter([root / "tra-lai"]))
    with (data / "vongnam.env").open("a") as env:
        env.write("VONGNAM_IMAP_HOST=127.0.0.1\nVONGNAM_IMAP_PORT=1\nVONGNAM_IMAP_TLS=none\n")
    assert bad(data) == ["inbox", "mailbox"]
    found = next(it for it in checkup(Settings.read(data, {}), {}) if it.what == "mailbox")
    assert "VONGNAM_IMAP_*" in str(found.names["why"])


# ---------------------------------------------------------------- the machine, the database, who is at work


def test_a_full_disk_is_said_before_it_is_full(data, monkeypatch):
    """The disk of the data folder, and that of the backups where it is another one."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=ROOM - 1))
    assert bad(data) == ["disk"]


def test_a_trail_that_somebody_changed_is_said_with_its_line(data):
    """And the backup is still whole: it was taken before."""
    with sqlite3.connect(data / "vongnam.db") as conn:
        conn.execute("UPDATE event SET by = 'ai khac' WHERE number = 2")
    conn.close()
    assert bad(data) == ["trail"]
    trail = next(it for it in checkup(Settings.read(data, {}), {}) if it.what == "trail")
    assert trail.names["broken"] == 2


def test_a_database_that_is_none_any_more_is_one_finding(data, capsys):
    """The rest that needs it is not looked at; nothing but sentences comes out."""
    (data / "vongnam.db").write_bytes(b"khong con la so" * 1000)
    assert cli.main(["--lang", "vi", "doctor", "--data", str(data)]) == 3
    assert "phục hồi" in capsys.readouterr().out


def test_nobody_at_work_is_two_findings(data, listener):
    """No heartbeat for a quarter of an hour, and a server that does not answer."""
    listener.answer = 503
    later(data, minutes=20)
    assert bad(data) == ["server", "heartbeat"]


def test_a_clock_that_has_gone_back_is_said(data):
    """Something was written down at a time that has not come yet."""
    later(data, hours=-1)
    assert "clock" in bad(data)


def test_two_nights_without_a_backup_and_a_damaged_one_are_said(data):
    """By the newest backup that is there, whose files are looked at one by one."""
    (backup,) = (data / "backups").glob("20*")
    (backup / "ledger.db").write_bytes(b"?")
    assert bad(data) == ["backup-whole"]
    later(data, hours=50)
    assert {"backup", "backup-whole"} <= set(bad(data))
    shutil.rmtree(data / "backups")
    assert {"backup", "backup-whole"} & set(bad(data)) == {"backup"}
    assert "backup-none" in [it.code for it in checkup(Settings.read(data, {}), {})]


def test_letters_that_wait_for_a_day_are_said_unless_they_are_held(data):
    """A trial run keeps its letters on purpose; a letter whose end nobody knows is said in either case."""
    with opened(data) as office:
        from definitions.digest import Item

        (it,) = [it for it in office.ledger.obligations() if it.key == Key("unit-plan", "2023-10", "a")]
        item = Item(it.key, "thu", "a.dm", "mail", "remind", office.now())
        office.ledger.record([], seen={}, now=office.now(), items=[item])
    later(data, hours=25)
    assert "outbox" in bad(data)
    with opened(data) as office:
        office.ledger.set("sending", "held", now=office.now())
    assert "outbox" not in bad(data)


def test_a_year_whose_days_off_are_not_published_is_said(data, monkeypatch):
    """Until the notice comes, working days are provisional."""
    monkeypatch.setattr("definitions.calendar.WorkingCalendar.published", lambda *_: False)
    assert bad(data) == ["calendar"]


# ---------------------------------------------------------------- watched from outside


def test_each_heartbeat_tells_the_watcher_and_none_is_harmed_by_it(data, listener, good):
    """The address is called once a beat; where nobody answers there, the beat has come to its end all the same."""
    said = []
    for answer, url in ((200, listener.url), (500, listener.url), (200, "http://127.0.0.1:1"), (200, "file:///etc")):
        listener.answer = answer
        (data / "vongnam.env").write_text(f"{good}VONGNAM_DEADMAN_URL={url}/bi-mat\n")
        later(data, minutes=20)
        with opened(data) as office:
            assert not alive(office)
            beaten(replace(office, post=MemoryPost()), say=said.append)
            assert alive(office)
    assert listener.asked.count("/bi-mat") == 2
    unheard = [line for line in said if "VONGNAM_DEADMAN_URL" in line]
    assert len(unheard) == 3
    assert not any("bi-mat" in line for line in unheard)
