"""The command line: every way in has its exit code, and whatever goes wrong is said in a sentence."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from definitions.errors import CallWrong, EnvironmentWrong, InputRefused
from flows import amiss, cli, commands, files, say
from flows.commands import checked
from storage.ledger import open_ledger

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests/offices/small"
YEAR = SMALL / "2023.yaml"


@pytest.fixture
def run(capsys):
    """Call the program in this process: its exit code, what it printed, what it complained of."""

    def call(*words):
        try:
            code = cli.main([*map(str, words)])
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def office(tmp_path):
    """A copy of the small office; `office(name, old, new)` changes one of its files and returns the year file."""

    def change(name="", old="", new=""):
        for path in SMALL.glob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            assert path.name != name or old in text
            (tmp_path / path.name).write_text(text.replace(old, new, 1) if path.name == name else text, "utf-8")
        return tmp_path / "2023.yaml"

    return change


# ---------------------------------------------------------------- the call


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_help_names_every_command(run, lang):
    """`--help` says what each command is for, in the language that was asked for."""
    code, out, _ = run("--lang", lang, "--help")
    assert code == 0
    assert all(
        f"  {name:<10} {say.say(lang, 'summary', commands.module(name).WORDS)}" in out for name in commands.MODULES
    )


@pytest.mark.parametrize("name", list(commands.MODULES))
def test_each_command_has_a_help(run, name):
    """Every command explains itself, with Vietnamese headings where argparse has English ones."""
    code, out, _ = run("--lang", "vi", name, "--help")
    assert code == 0
    assert out.startswith("Cách dùng: vongnam")
    assert "usage" not in out
    assert "options:" not in out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["chek"],
        ["check"],
        ["check", YEAR, "--fast"],
        ["check", YEAR, "--format", "xml"],
        ["demo", "--as-of", "2023-02-30"],
        ["demo", "--port", "0"],
        ["up", YEAR],
        ["--lang", "fr", "check", YEAR],
    ],
)
def test_a_wrong_call_is_said_in_two_lines(run, words):
    """A call that is not known ends with 2, says what is wrong and where to read on."""
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 2
    assert "--help" in err


@pytest.mark.parametrize("words", [["--lang", "en", "chek"], ["chek", "--lang=en"], ["check", "--lang", "en"]])
def test_the_language_may_stand_anywhere(run, words):
    """`--lang` counts before the command and after it, also for what is wrong with the call."""
    assert run(*words)[2].startswith("The call is wrong:")


@pytest.mark.parametrize(
    ("locale", "lang"), [("en_GB.UTF-8", "en"), ("vi_VN.UTF-8", "vi"), ("C.UTF-8", "vi"), ("C", "vi")]
)
def test_the_terminal_tells_the_language(monkeypatch, locale, lang):
    """English where the terminal is English; otherwise Vietnamese."""
    monkeypatch.setattr(say.locale, "setlocale", lambda _: locale)
    assert say.language(["check"]) == lang


# ---------------------------------------------------------------- check, explain


def test_a_sound_definition_passes(run):
    """A definition without fault ends with 0 and one line."""
    code, out, err = run("--lang", "en", "check", YEAR)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1].startswith(f"{YEAR}: no fault")


@pytest.mark.parametrize("name", ["process.yaml", "organisation.yaml"])
def test_any_file_of_a_definition_can_be_checked(run, name):
    """A process or an organisation is checked with the year beside it."""
    assert run("check", SMALL / name)[0] == 0


def test_faults_come_with_their_place(run, office):
    """A faulty definition ends with 1 and a line `file:line:column: ...` for each fault, then their number."""
    year = office("process.yaml", "kind: submit", "kind: submti")
    code, out, _ = run("--lang", "en", "check", year)
    first, *_, last = out.splitlines()
    place = first.partition(": ")[0].rpartition("process.yaml")[2]
    assert code == 1
    assert [part.isdigit() for part in place.split(":")[1:]] == [True, True]
    assert last.endswith("faults.")


def test_faults_for_a_machine(run, office):
    """`--format json` gives every fault as a record, with the same exit code."""
    year = office("process.yaml", "kind: submit", "kind: submti")
    code, out, _ = run("check", year, "--format", "json")
    assert code == 1
    assert {"severity", "file", "line", "column", "words", "code", "hint", "text"} == json.loads(out)[0].keys()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00y", b"x" * 10_000_000, b"", b"- 1", b"a: &b 1\nc: *b"])
def test_what_is_no_definition_is_refused(run, tmp_path, content):
    """Bytes that are no text, a file of 10 MB, nothing at all: refused with 1 and a place."""
    file = tmp_path / "2023.yaml"
    file.write_bytes(content)
    code, out, err = run("check", file)
    assert code == 1
    assert f"{file.as_posix()}:1:" in out
    assert "Traceback" not in out + err


def test_a_file_that_is_not_there(run, tmp_path):
    """A name that leads nowhere is a wrong call: 2, and the path as it was typed."""
    code, out, err = run("--lang", "en", "explain", tmp_path / "no.yaml")
    assert (code, out) == (2, "")
    assert err == f"There is no file {tmp_path / 'no.yaml'}. Check its name and its path.\n"


def test_a_process_that_is_not_there(run, office):
    """A year that names a process that does not exist: the sentence names that file."""
    year = office("2023.yaml", "process: process.yaml", "process: proces.yaml")
    code, _, err = run("--lang", "en", "explain", year)
    assert code == 2
    assert "proces.yaml" in err


def test_a_folder_is_no_file(run, tmp_path):
    """A folder where a file is needed is a wrong call."""
    code, _, err = run("--lang", "en", "check", tmp_path)
    assert (code, err) == (2, f"{tmp_path} is a folder; a file is needed here.\n")


def test_an_office_has_its_own_days_off(office, tmp_path):
    """A calendar beside the year file wins over ours of the same name; the others stay."""
    year = office()
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars/vietnam-2023.yaml").write_text("calendar: vietnam\nyear: 2023\n", "utf-8")
    names = [Path(source.name) for source in files.read_sources(year).calendars]
    assert tmp_path / "calendars/vietnam-2023.yaml" in names
    assert [n.name for n in names] == ["vietnam-2023.yaml", "vietnam-2024.yaml"]


def test_explain_for_a_machine(run):
    """`explain --json` gives every deadline as a record with ISO instants."""
    code, out, _ = run("explain", YEAR, "--json")
    rows = json.loads(out)
    assert code == 0
    assert rows[0]["step"] == "unit-plan"
    assert rows[0]["due"].startswith("2023-10-0")


# ---------------------------------------------------------------- status


def test_a_folder_without_a_year(run, tmp_path):
    """`status` on a folder that holds no year ends with 3 and says how one is begun."""
    code, out, err = run("status", "--data", tmp_path)
    assert (code, out) == (3, "")
    assert "vongnam up" in err


def _newer(database):
    """A ledger of a revision that this program does not know."""
    open_ledger(f"sqlite:///{database}").close()
    with closing(sqlite3.connect(database)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")


SPOILT = {
    "newer": (_newer, "do phiên bản mới hơn ghi", "of a newer version"),
    "broken": (lambda database: database.write_text("không phải " * 500, "utf-8"), "Không dùng được", "can't be used"),
    "unwritable": (lambda database: database.mkdir(), "Không ghi được", "can't be written"),
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("how", SPOILT)
def test_a_database_that_cannot_be_used_is_said_in_the_readers_language(run, tmp_path, how, lang):
    """A newer, a broken, an unwritable database: 3, and one sentence with its remedy in that language alone."""
    spoil, vi, en = SPOILT[how]
    spoil(tmp_path / "vongnam.db")
    code, out, err = run("--lang", lang, "status", "--data", tmp_path)
    assert (code, out) == (3, "")
    assert (vi in err, en in err) == (lang == "vi", lang == "en")
    assert ("Đề nghị" in err) is (lang == "vi")
    assert len(err.splitlines()) == 1


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputRefused("Không nhận.", "Sửa lại."), 1),
        (CallWrong("Gọi sai.", "Gọi lại."), 2),
        (EnvironmentWrong("Thiếu.", "Bổ sung."), 3),
        (PermissionError(errno.EACCES, "no", "/srv/x"), 3),
        (OSError(errno.ENOSPC, "full", "/srv/x"), 3),
        (OSError(errno.EROFS, "read-only", "/srv/x"), 3),
        (OSError(errno.EADDRINUSE, "taken"), 3),
        (OSError(errno.EMFILE, "too many open files"), 3),
        (FileNotFoundError(errno.ENOENT, "no", "/srv/x"), 2),
        (ModuleNotFoundError("no", name="docx"), 3),
    ],
)
def test_each_trouble_is_one_sentence_with_its_code(capsys, error, code):
    """What the program knows, and what the machine refuses, is one line and the exit code that belongs to it."""
    assert amiss.told(error, "vi") == code
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_defect_leaves_its_details_in_a_file(monkeypatch, run):
    """A fault of the program itself is a sentence too; the traceback goes to a file that can be sent."""
    monkeypatch.setattr(checked, "run", lambda _: 1 / 0)
    code, _, err = run("--lang", "en", "check", YEAR)
    file = Path(err.split()[-1])
    assert code == 3
    assert "Traceback" not in err
    assert "ZeroDivisionError" in file.read_text(encoding="utf-8")
    file.unlink()


def test_ctrl_c_is_no_fault(monkeypatch, run):
    """Interrupted, the program says that it has stopped, and ends as a shell expects."""

    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(checked, "run", interrupted)
    assert run("--lang", "en", "check", YEAR) == (130, "", "Stopped.\n")


def _shell(*words, **env):
    call = [sys.executable, "-m", "flows.cli", *map(str, words)]
    return subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env={**os.environ, **env})


def test_a_reader_may_leave_early():
    """`vongnam ... | head` ends quietly when the reader has gone."""
    with _shell("explain", YEAR) as process:
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == (b"", 0)


def test_any_terminal_can_show_vietnamese():
    """A terminal that calls itself ASCII gets UTF-8 all the same, and no error."""
    with _shell("--lang", "vi", "--help", PYTHONIOENCODING="ascii") as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert "Vòng Năm" in out.decode("utf-8")


# ---------------------------------------------------------------- views of the deadlines


@pytest.mark.parametrize("words", [["--by", "party"], ["--by", "month"], ["--party", "a"], ["--period", "2023-11"]])
def test_explain_has_views(run, words):
    """By party, by month, one party's, and one round as a chain: each names the plan of November."""
    code, out, _ = run("explain", YEAR, *words)
    assert code == 0
    assert "trước 05/11, tức hết ngày 04/11 (thứ Bảy); ngày làm việc cuối: 03/11" in out


def test_explain_for_excel(run, tmp_path):
    """The file begins with a byte-order mark, so that Excel reads its Vietnamese, and has a row for each deadline."""
    file = tmp_path / "han.csv"
    assert run("explain", YEAR, "--format", "csv", "--out", file)[0] == 0
    assert file.read_bytes().startswith('\ufeff"Cơ quan, đơn vị",'.encode())
    assert "2023-11-04,2023-11-03" in file.read_text("utf-8-sig")


def test_explain_writes_a_feed_for_each_party(run, tmp_path):
    """One calendar file for whoever owes something with a deadline; without a place to write them it says so."""
    assert run("explain", YEAR, "--format", "ics", "--out", tmp_path / "lich")[0] == 0
    assert {"a.ics", "b.ics", "van-phong.ics"} <= {file.name for file in (tmp_path / "lich").iterdir()}
    code, out, err = run("--lang", "en", "explain", YEAR, "--format", "ics")
    assert (code, out) == (2, "")
    assert "--party" in err


@pytest.mark.parametrize("words", [["--party", "aa"], ["--period", "2023-13"]])
def test_a_view_of_nothing_is_refused(run, words):
    """A party or a period that the year does not have: a wrong call, and what was probably meant."""
    code, out, err = run("--lang", "en", "explain", YEAR, *words)
    assert (code, out) == (2, "")
    assert words[1] in err
