"""The doctor: each thing that is not well is a sentence with its remedy, and the exit code says that there is one."""

from __future__ import annotations

import json

import pytest

from flows import cli
from flows.checkup import checkup, reaches
from flows.wiring import Settings
from storage.ledger import open_ledger

GOOD = """VONGNAM_PUBLIC_URL=https://vongnam.so.example
VONGNAM_PAGE_URL=https://vongnam.so.example/trang
VONGNAM_SMTP_HOST=smtp.so.example
VONGNAM_MAIL_FROM=vongnam@so.example
"""


@pytest.fixture
def data(found, tmp_path):
    """A real office's data folder, in which everything is as it has to be."""
    folder = tmp_path / "office"
    folder.mkdir()
    ledger = open_ledger(f"sqlite:///{folder / 'vongnam.db'}", durable=False)
    found(folder, ledger=ledger)
    ledger.close()
    (folder / "vongnam.env").write_text(GOOD)
    (folder / "vongnam.env").chmod(0o600)
    return folder


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
def test_a_loopback_address_is_refused_outside_the_demo(data, name, capsys):
    """Nobody else can open such a link; the remedy names the setting and the proxy."""
    (data / "vongnam.env").write_text(
        GOOD.replace(f"{name}=https://vongnam.so.example", f"{name}=http://127.0.0.1:8030")
    )
    assert bad(data) == [name]
    assert cli.main(["--lang", "vi", "doctor", "--data", str(data)]) == 3
    said = capsys.readouterr().out
    assert f"[CẦN SỬA] {name} là http://127.0.0.1:8030" in said
    assert "docs/nginx.conf" in said


def test_the_demo_may_live_on_this_machine(data, at):
    """Its letters never leave it."""
    (data / "vongnam.env").write_text(GOOD.replace("https://vongnam.so.example", "http://127.0.0.1:8030"))
    ledger = open_ledger(f"sqlite:///{data / 'vongnam.db'}", durable=False)
    ledger.set("demo", "yes", now=at("2023-10-01 08:00"))
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


def test_a_machine_reads_the_same(data, capsys):
    """JSON: whether all is well, and each finding with its sentence and remedy."""
    (data / "vongnam.env").write_text(GOOD.replace("VONGNAM_SMTP_HOST", "X"))
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
