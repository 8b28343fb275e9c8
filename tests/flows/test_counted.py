"""What the ledger knows, counted: on the Office's pages, in the letter of the month, and on the command line."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from flows import cli
from flows.collect import send_back
from flows.commands import asked_why, figures_of
from flows.counted import counted
from flows.making import year_facts
from flows.office_pages import Links, pages
from flows.track import track


@pytest.fixture
def issued(world):
    """October's plan is issued; one of its two lines came out."""
    world.agreed().decide()
    world.beat()
    world.to("2023-10-20 09:00")
    line = world.content("month-plan/2023-10/van-phong")["lines"][0]["id"]
    track(
        world.office, title="Tin một", partner="bao", genre="Tin", at=dt.date(2023, 10, 18), unit="a", topics=["t1"], lines=[line]
    )  # fmt: skip
    return world


def test_the_office_sees_coverage_and_completeness_among_its_pages(issued):
    """Two pages more, each under its own key, with what the ledger knows now."""
    office = issued.office
    links = Links(office.definition, office.context.steps, "http://office.example", {}, {})
    shown = {page.key: page for page in pages(office, links)}
    assert "Kế hoạch các tháng đã ban hành có" in shown["bao-phu"].markdown
    assert "Tính đến ngày 20/10/2023" in shown["day-du"].markdown
    assert "`coverage.units.a`" in shown["bao-phu"].markdown


def test_the_same_facts_are_the_same_page(issued):
    """A page that says nothing new is left alone: nothing on it changes from minute to minute."""
    links = Links(issued.office.definition, issued.office.context.steps, "http://office.example", {}, {})
    before = [page for page in pages(issued.office, links) if page.key in {"bao-phu", "day-du"}]
    issued.to("2023-10-20 09:37")
    assert [page for page in pages(issued.office, links) if page.key in {"bao-phu", "day-du"}] == before


def test_whoever_completes_the_months_plan_reads_what_the_plans_before_left_out(issued):
    """In the letter that brings the draft, and in no other."""
    issued.to("2023-11-06 09:00")
    issued.beat()
    letters = [sent.letter for sent in issued.post.sent if "tháng 11/2023 đã sẵn sàng" in sent.letter.subject]
    assert letters
    assert "Bao phủ từ đầu năm đến nay" in letters[-1].text
    assert "Kế hoạch các tháng đã ban hành có" in letters[-1].text
    others = [sent.letter.text for sent in issued.post.sent if "đã sẵn sàng" not in sent.letter.subject]
    assert not [text for text in others if "Bao phủ từ đầu năm" in text]


def test_what_was_sent_back_and_came_again_is_on_time_by_its_first_receipt(world, at):
    """The ledger keeps every version; the first one says when it came."""
    world.hand_in("a")
    send_back(world.office, step="unit-plan", unit="a", period="2023-10", comment="Đề nghị bổ sung.")
    world.to("2023-10-06 09:00")
    world.hand_in("a", lines=("Một việc khác",))
    facts = year_facts(world.office)
    assert [s.version for s in facts.submissions if s.key.party == "a"] == [2, 1]
    it = counted(world.office)
    (plans,) = (step for step in it.steps if step.step == "unit-plan")
    assert {party.party: party.counted.on_time for party in plans.parties}["a"] == 1


# ---------------------------------------------------------------- the command line


@pytest.fixture
def folder(found, tmp_path):
    """A data folder with an office in it: one unit has sent October's plan, the other has not."""
    from storage.ledger import open_ledger

    ledger = open_ledger(f"sqlite:///{tmp_path / 'vongnam.db'}", durable=False)
    world = found(tmp_path, ledger=ledger)
    world.hand_in("a")
    world.to("2023-10-20 09:00")
    ledger.close()
    return tmp_path


def _said(capsys, *words):
    code = cli.main(["--lang", "vi", *map(str, words)])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_why_names_the_rows_of_a_figure(folder, capsys):
    """One figure with its rows; those below a name; a name that is none is refused with the nearest ones."""
    until = ("--until", "2023-10-20", "--data", folder)
    code, out, _ = _said(capsys, "why", "plans.2023-10.on_time", *until)
    assert (code, out.splitlines()) == (0, [
        "plans.2023-10.on_time = 1  (kế hoạch tháng gửi đúng hạn – tháng 10/2023)",
        "  1. Đơn vị A: Kế hoạch tuyên truyền tháng 10/2023 (đúng hạn)",
    ])  # fmt: skip
    code, out, _ = _said(capsys, "why", "plans.2023-10", *until, "--json")
    assert {row["name"]: row["value"] for row in json.loads(out)}["plans.2023-10.missed"] == 1
    code, out, err = _said(capsys, "why", "plans.2023-10.lat", *until)
    assert (code, out) == (1, "")
    assert "plans.2023-10.late" in err
    code, out, _ = _said(capsys, "why", *until)
    assert code == 0
    assert "plans.owed = 2" in out
    assert "số liệu khác đang bằng 0" in out


def test_why_as_json_holds_count_and_rows_together(folder, capsys):
    """For a machine: the value, each row with its parts, what the report of the year printed (nothing yet)."""
    _, out, _ = _said(
        capsys, "why", "completeness.unit-plan.missing", "--until", "2023-10-20", "--data", folder, "--json"
    )
    said = json.loads(out)
    assert (said["value"], [row["party"] for row in said["rows"]], said["printed"]) == (1, ["b"], None)


def test_figures_are_read_as_text_csv_and_json(folder, capsys, tmp_path):
    """Both tables in each form; to a file where one is named."""
    until = ("--until", "2023-10-20", "--data", folder)
    _, text, _ = _said(capsys, "figures", "completeness", *until)
    assert "Chưa nhận (1): Đơn vị B (tháng 10/2023)." in text
    _, out, _ = _said(capsys, "figures", "coverage", *until, "--json")
    assert json.loads(out)["total"]["planned"] == 0
    file = tmp_path / "bang.csv"
    code, out, _ = _said(capsys, "figures", "completeness", *until, "--format", "csv", "--out", file)
    assert (code, file.read_bytes()[:3]) == (0, b"\xef\xbb\xbf")


def test_a_day_is_meant_to_its_end(world):
    """Up to a day includes all of it, and never what has not happened yet."""
    assert asked_why.end_of(world.office, None) is None
    day = world.office.now().astimezone(world.office.zone).date()
    assert asked_why.end_of(world.office, day) == world.office.now()
    before = asked_why.end_of(world.office, day - dt.timedelta(1))
    assert before.astimezone(world.office.zone).date() == day - dt.timedelta(1)
    assert set(figures_of.FORMATS) == {"text", "csv", "json"}
