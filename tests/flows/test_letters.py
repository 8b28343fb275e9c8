"""`vongnam letters`: what waits, what reached nobody, and what the Office does about it, from the command line."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions.digest import Item
from definitions.facts import Key
from flows.cli import main
from flows.files import read_definition
from flows.house import prepare_up
from flows.wiring import Settings, open_office, utc_now
from storage.outward import Ending


@pytest.fixture
def data(tmp_path, small, monkeypatch):
    """The folder of a small office whose year runs now, with one thing held and one letter that failed."""
    year = utc_now().year
    folder = tmp_path / "plan"
    folder.mkdir()
    for source in (small[1].process, small[1].year, small[1].organisation):
        text = source.text if isinstance(source.text, str) else source.text.decode()
        name = source.name.rpartition("/")[2].replace("2023", str(year))
        (folder / name).write_text(text.replace("2023", str(year)), "utf-8")
    assert read_definition(folder / f"{year}.yaml")
    prepare_up(Settings.read(tmp_path / "data", {}), folder / f"{year}.yaml", dt.date(year, 10, 1))
    with open_office(Settings.read(tmp_path / "data", {})) as office:
        now, key = office.now(), Key("unit-plan", f"{year}-12", "a")
        lost = Item(key, "returned:9", "a.dm", "mail", "returned", now)
        received = Item(key, "received:9", "b.dm", "mail", "received", now)
        held = Item(key, "raised", "lanh-dao-so.pt", "mail", "raised", now, held="báo cho cấp trên")
        office.ledger.record([], seen={}, now=now, items=[received, held])
        from definitions.digest import digest

        (message,) = office.ledger.lease(digest([received]), now=now, until=now)
        office.ledger.end([Ending(message.id, 1, "failed", error="550 no such user")], now=now)
        assert lost.identity != received.identity
    return tmp_path / "data", message.id


def said(capsys, *words):
    """What the command printed, and how it ended."""
    code = main(["--lang", "vi", "letters", *map(str, words)])
    return code, capsys.readouterr().out


def test_what_waits_is_listed_and_released_by_its_number(data, capsys):
    """Afterwards there is nothing."""
    folder, _ = data
    code, out = said(capsys, "held", "--data", folder)
    assert (code, out.startswith("1. Lãnh đạo phụ trách: ")) == (0, True)
    assert "báo cho cấp trên" in out
    assert "1 nội dung" in said(capsys, "release", "1", "--data", folder)[1]
    assert said(capsys, "held", "--data", folder) == (0, "Không có nội dung nào.\n")


def test_what_reached_nobody_is_listed_and_sent_again_by_its_id(data, capsys):
    """With what the server said; a letter that there is not is a refusal."""
    folder, id = data
    _, out = said(capsys, "lost", "--data", folder)
    assert out.startswith(f"{id} Đầu mối B: ")
    assert "550 no such user" in out
    assert "gửi lại" in said(capsys, "resend", id, "--data", folder)[1]
    assert said(capsys, "lost", "--data", folder)[1] == "Không có nội dung nào.\n"
    assert main(["--lang", "vi", "letters", "resend", "nothing", "--data", str(folder)]) == 1


def test_the_list_of_calls_goes_to_the_screen_or_to_a_file(data, capsys, tmp_path):
    """A table to print, or one that Excel opens with its accents."""
    folder, _ = data
    assert "| Đầu mối B |" in said(capsys, "calls", "--data", folder)[1]
    file = tmp_path / "calls.csv"
    assert said(capsys, "calls", "--data", folder, "--out", file)[0] == 0
    assert file.read_bytes().startswith("\ufeffNgười nhận".encode())


def test_everybody_who_may_join_has_a_code(data, capsys):
    """One line for each person of the directory."""
    folder, _ = data
    lines = said(capsys, "invite", "--data", folder)[1].splitlines()
    assert [line.partition("  ")[2] for line in lines][:2] == ["Chuyên viên", "Đầu mối A"]
    assert {len(line.partition("  ")[0]) for line in lines} == {11}
