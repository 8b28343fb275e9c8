"""`vongnam new`: a file that is taken, a list of what to look at, and two years that live side by side."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import definitions
from definitions.review import marks
from flows import cli
from flows.commands import next_year as command
from flows.files import check, read_definition
from flows.rehearse import rehearse

SMALL = Path(__file__).resolve().parents[1] / "offices" / "small"
HA_TINH = Path(definitions.__file__).parent / "ha-tinh"


@pytest.fixture
def folder(tmp_path):
    """A copy of the small office's files."""
    for path in SMALL.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys):
    """Call the program: its exit code, what it printed, what it complained of."""

    def call(*words):
        return cli.main(["--lang", "vi", *map(str, words)]), *capsys.readouterr()

    return call


@pytest.fixture
def turned(folder, run):
    """The folder with the year that follows on New Year's day, and its definition."""
    assert run("new", folder / "2023.yaml", "--first", "2024-01-01")[0] == 0
    return read_definition(folder / "2024.yaml")


def test_the_new_file_stands_beside_the_old_one_and_passes(folder, run):
    """`check` takes it, with a warning for each mark at its line; the command has listed the same lines."""
    code, out, _ = run("new", folder / "2023.yaml", "--year", "2024")
    faults, warnings = check(folder / "2024.yaml")
    reviewed = [it for it in warnings if it.code == "still-to-review"]
    assert (code, faults) == (0, ())
    assert [it.line for it in reviewed] == [at[0] for at, _ in marks((folder / "2024.yaml").read_text("utf-8"))]
    assert all(f"{folder / '2024.yaml'}:{it.line}: " in out for it in reviewed)


def test_ha_tinh_moves_on(tmp_path, run):
    """The real year: everything that has to be asked for is marked, and the file is taken."""
    for path in HA_TINH.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    assert run("new", tmp_path / "2023.yaml")[0] == 0
    faults, warnings = check(tmp_path / "2024.yaml")
    assert faults == ()
    assert {it.code for it in warnings} == {"still-to-review", "one-person"}
    assert sum(it.code == "still-to-review" for it in warnings) == 43


def test_a_file_that_is_there_is_never_written_over(folder, run):
    """It is refused with the remedy, and stays as it is."""
    (folder / "2024.yaml").write_text("mine", "utf-8")
    code, _, complaint = run("new", folder / "2023.yaml")
    assert (code, (folder / "2024.yaml").read_text("utf-8")) == (1, "mine")
    assert "--out" in complaint


def test_a_file_elsewhere_says_what_it_needs_beside_it(folder, run, tmp_path_factory):
    """The process and the directory are named by the year: without them its file cannot be read there."""
    out = tmp_path_factory.mktemp("elsewhere") / "nam-sau.yaml"
    code, said, _ = run("new", folder / "2023.yaml", "--out", out)
    assert code == 0
    assert "process.yaml, organisation.yaml" in said


@pytest.mark.parametrize("words", [("--year", "2023"), ("--first", "2025-01-01")])
def test_an_impossible_year_is_refused_and_nothing_is_written(folder, run, words):
    """A year that is not later, a first day outside of it."""
    assert run("new", folder / "2023.yaml", *words)[0] == 1
    assert [path.name for path in folder.glob("20*.yaml")] == ["2023.yaml"]


def test_bytes_that_begin_and_end_lines_stay(folder, run):
    """A byte order mark and the line ends of Windows are kept."""
    text = (folder / "2023.yaml").read_text("utf-8").replace("\n", "\r\n")
    (folder / "2023.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert run("new", folder / "2023.yaml")[0] == 0
    written = (folder / "2024.yaml").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf# A small office")
    assert written.count(b"\n") == written.count(b"\r\n")


def test_a_person_at_a_terminal_is_asked_for_number_and_first_day(folder, run, monkeypatch):
    """A slip is asked again; what was typed stands in the file."""
    typed = iter(["05/KH-SM", "mai", "2024-02-01"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    _, out, _ = run("new", folder / "2023.yaml")
    year = read_definition(folder / "2024.yaml")[0].year
    assert (year.number, str(year.first)) == ("05/KH-SM", "2024-02-01")
    assert "mai" in out


def test_elsewhere_nobody_is_waited_for(folder, run, monkeypatch):
    """Without a terminal nothing is read from stdin."""
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: pytest.fail("asked"))
    assert run("new", folder / "2023.yaml")[0] == 0
    assert "ask-number" in command.WORDS


# ---------------------------------------------------------------- the two years side by side


def test_december_asks_for_january_in_the_new_year_alone(found, turned, small, tmp_path):
    """On 25/12/2023 the office of 2024 asks for January's plan; that of 2023, which still runs, does not."""
    old = found(tmp_path / "old", start="2023-12-20")
    new = found(tmp_path / "new", definition=turned[0], start="2023-12-20")
    for world in (old, new):
        world.to("2023-12-29 09:00")
    assert new.it("unit-plan/2024-01/a").state == "open"
    assert [it.key.period for it in new.ledger.obligations() if it.state == "open"] == ["2024-01", "2024-01"]
    assert all(it.key.period.startswith("2023") for it in old.ledger.obligations())


def test_the_reminder_for_january_leaves_in_december(found, turned, tmp_path):
    """Opened on 25/12, reminded on 29/12: two letters to each unit before the year has begun."""
    new = found(tmp_path, definition=turned[0], start="2023-12-20")
    new.to("2023-12-31 23:00")
    assert len(new.letters("a@so.example")) == len(new.letters("b@so.example")) == 2


def test_both_years_are_rehearsed_and_share_the_months(folder, turned, small):
    """Each lives to its end without a failure; no period is in both timelines."""
    lived = [rehearse(definition, sources) for definition, sources in (small, turned)]
    assert [it.failures for it in lived] == [(), ()]
    periods = [{row[4].split("/")[1] for row in it.timeline if "/" in row[4]} for it in lived]
    assert periods[0] & periods[1] == set()
    assert {"2023-12"} <= periods[0]
    assert {"2024-01"} <= periods[1]
