"""`vongnam calendar`: the days off of a year as they stand, and what a notice moves, for people and for machines."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import definitions
from flows import cli

SMALL = Path(__file__).resolve().parents[1] / "offices" / "small"
CALENDARS = Path(definitions.__file__).parent / "calendars"


@pytest.fixture
def run(capsys):
    """Call the program in Vietnamese: its exit code, what it printed, what it complained of."""

    def call(*words):
        return cli.main(["--lang", "vi", "calendar", *map(str, words)]), *capsys.readouterr()

    return call


@pytest.fixture
def office(tmp_path):
    """A copy of the small office; `office(text)` puts a calendar of its own beside the year, and returns the year file."""

    def make(text=""):
        for path in SMALL.glob("*.yaml"):
            shutil.copy(path, tmp_path)
        if text:
            (tmp_path / "calendars").mkdir()
            (tmp_path / "calendars" / "vietnam-2023.yaml").write_text(text, "utf-8")
        return tmp_path / "2023.yaml"

    return make


@pytest.fixture
def file(tmp_path):
    """`file(days)`: a calendar file of 2023 that says so."""

    def make(days, name="moi.yaml", year=2023):
        path = tmp_path / name
        path.write_text(f"calendar: vietnam\nyear: {year}\n{days}", "utf-8")
        return path

    return make


OFF = 'off:\n  2023-11-03: {name: Nghỉ bão, notice: "1/TB"}\n'


def test_a_year_is_shown_day_by_day(run):
    """Days off and make-up days by date, each with its name, its notice and how sure it is."""
    code, out, _ = run("show", "--year", "2026")
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "Lịch vietnam năm 2026: đã công bố."
    assert (
        "  02/01/2026 (thứ Sáu)    nghỉ     Nghỉ hoán đổi với thứ Bảy 10/01; 12729/VPCP-KGVX, 25/12/2025 [đã đối chiếu]"
        in lines
    )
    assert any("10/01/2026 (thứ Bảy)" in line and "làm bù" in line for line in lines)
    assert any("24/11/2026" in line and "[chưa chắc, không tính]" in line for line in lines)


def test_a_year_without_a_file_says_what_is_assumed(run):
    """Not published: what the library assumes, and that what is computed from it is provisional."""
    code, out, _ = run("show", "--year", "2027")
    assert code == 0
    assert "chưa công bố" in out.splitlines()[0]
    assert "tạm tính" in out.splitlines()[0]
    assert all(line.endswith("[giả định]") and "/2027 " in line for line in out.splitlines()[1:-1])


def test_a_machine_reads_the_same(run):
    """Published or not, from a file or not, and each day with all that is known of it."""
    found = json.loads(run("show", "--year", "2023", "--json")[1])
    assert (found["published"], found["file"], len(found["days"])) == (True, True, 11)
    assert found["days"][0]["date"] == "2023-01-02"
    assert not json.loads(run("show", "--year", "2027", "--json")[1])["published"]


def test_the_calendar_beside_the_year_file_wins(run, office):
    """An office's own file of a year stands for ours; `published: no` is said."""
    year = office(f"calendar: vietnam\nyear: 2023\npublished: no\n{OFF}")
    out = run("show", "--for", year)[1]
    assert "chưa công bố" in out
    assert "Nghỉ bão" in out
    assert "Quốc khánh" not in out


def test_an_unknown_calendar_is_a_wrong_call(run):
    """It says which there are."""
    code, _, complaint = run("show", "--calendar", "elsewhere")
    assert code == 2
    assert "vietnam" in complaint


def test_weekends_only_has_no_days(run):
    """The calendar `none` is published always."""
    assert run("show", "--calendar", "none", "--year", "2027")[1] == "Lịch none năm 2027: chỉ nghỉ thứ Bảy, Chủ nhật.\n"


def test_a_notice_says_which_days_change(run, file):
    """Without a year file: the days alone, with their names and notices."""
    code, out, _ = run("diff", file("", "cu.yaml"), file(OFF))
    assert code == 0
    assert out == "Lịch vietnam năm 2023: 1 ngày thay đổi.\n  03/11/2023 (thứ Sáu): nay là ngày nghỉ (Nghỉ bão; 1/TB)\n"


def test_a_notice_says_what_moves_and_for_whom(run, file, office):
    """Step, period, number of parties; from when to when; and that no deadline moves by itself."""
    out = run("diff", file("", "cu.yaml"), file(OFF), "--for", office())[1]
    assert "  Kế hoạch tuyên truyền tháng của đơn vị, kỳ 2023-11, 2 nơi thực hiện:" in out
    assert "ngày làm việc cuối còn kịp: 03/11/2023 (thứ Sáu) chuyển thành 02/11/2023 (thứ Năm)" in out
    assert "nhắc (ngày làm việc cuối cùng trước hạn): 08:00 03/11/2023" in out
    assert "Không thời hạn nào dời." in out


def test_a_first_file_is_compared_with_what_was_assumed(run, file):
    """With one file alone: against the calendar that the program uses now; the year becomes published."""
    out = run("diff", file("off:\n  2027-01-01: {name: Tết Dương lịch}\n", year=2027))[1]
    assert out.startswith("Lịch nghỉ năm 2027 nay đã công bố.\n")
    assert "nay là ngày làm việc, trước đó ghi nghỉ (Quốc khánh)" in out


def test_a_machine_reads_what_moves(run, file, office):
    """`moved` is null where no year was named; instants are ISO 8601."""
    old, new = file("", "cu.yaml"), file(OFF)
    assert json.loads(run("diff", old, new, "--json")[1])["moved"] is None
    moved = json.loads(run("diff", old, new, "--for", office(), "--json")[1])["moved"]
    last = next(it for it in moved if it["what"] == "last-working")
    assert (last["step"], last["period"], last["parties"]) == ("unit-plan", "2023-11", 2)
    assert (last["from"], last["to"]) == ("2023-11-03T00:00:00+07:00", "2023-11-02T00:00:00+07:00")


def test_files_of_two_years_are_not_compared(run, file):
    """They are refused: nothing can be said of a year that only one of them is about."""
    code, _, complaint = run("diff", CALENDARS / "vietnam-2024.yaml", file(OFF))
    assert code == 1
    assert "không cùng một năm" in complaint


def test_a_wrong_file_is_refused_with_its_place(run, file):
    """A make-up day on a weekday: file, line, column, remedy."""
    code, _, complaint = run("diff", file("working:\n  2023-11-03: {name: Bù}\n"))
    assert code == 1
    assert "moi.yaml:4:3: " in complaint
