"""The send journal: what it knows after a restart, a torn line, another worker, another life of the machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from definitions.digest import Item
from definitions.facts import Key
from storage import journal as module
from storage.journal import FileJournal
from storage.outward import Message


def message(say, id="m1", attempts=1):
    """A letter of one item."""
    return Message(id, "p", "mail", (say.item(rung=id),), "sending", say.T, attempts)


@pytest.fixture
def file(tmp_path):
    """Where the journal is."""
    return tmp_path / "journal" / "sent.jsonl"


@pytest.fixture
def journal(file, say):
    """A journal that has begun."""
    opened = FileJournal(file)
    opened.begin(say.T)
    yield opened
    opened.close()


def reread(file):
    """As whoever starts again finds it."""
    again = FileJournal(file)
    again.look()
    return again


def test_nothing_is_known_before_it_begins(file, say):
    """No file, no instant, no entry."""
    fresh = reread(file)
    assert (fresh.since(), fresh.of("m1"), fresh.carrying(say.item())) == (None, None, None)
    assert not file.exists()


def test_it_knows_since_when_whoever_asks(journal, file, say):
    """Begun once: a second worker does not begin it again."""
    again = reread(file)
    again.begin(say.T + say.HOUR)
    assert (journal.since(), again.since(), reread(file).since()) == (say.T, say.T, say.T)
    again.close()
    assert len(file.read_text().splitlines()) == 1


def test_it_is_for_its_owner_alone(journal, file):
    """Subjects and addresses of letters are nobody else's business."""
    assert file.stat().st_mode & 0o077 == 0
    journal.flush()


@pytest.mark.parametrize("singly", [True, False])
def test_a_letter_goes_through_its_stations(journal, file, say, singly):
    """Announced, its turn come, answered: after each a restart knows exactly that."""
    letter = message(say)
    journal.handing([letter], {"m1"} if singly else ())
    entry = reread(file).of("m1")
    assert (entry.attempt, entry.begun, entry.answer, entry.may_have_left) == (1, False, None, False)
    journal.begins(letter)
    assert reread(file).of("m1").may_have_left
    journal.answered(letter, "sent", "250 đã nhận", "Đề nghị gửi")
    entry = reread(file).of("m1")
    assert (entry.answer, entry.reply, entry.subject, entry.may_have_left) == (
        "sent",
        "250 đã nhận",
        "Đề nghị gửi",
        False,
    )
    assert reread(file).carrying(letter.items[0]) == entry


@pytest.mark.parametrize(("answer", "may"), [("retry", False), ("failed", False), ("away", False), ("unknown", True)])
def test_an_answer_says_whether_it_may_have_left(journal, file, say, answer, may):
    """Only where the provider itself leaves it open."""
    letter = message(say)
    journal.handing([letter], ())
    journal.begins(letter)
    journal.answered(letter, answer, "", "")
    assert reread(file).of("m1").may_have_left is may


def test_the_latest_attempt_counts(journal, file, say):
    """An answer to an older attempt changes nothing of the newer one."""
    first, second = message(say), message(say, attempts=2)
    journal.handing([first], ())
    journal.handing([second], ())
    journal.answered(first, "sent", "", "")
    entry = reread(file).of("m1")
    assert (entry.attempt, entry.answer) == (2, None)


def test_after_a_power_cut_what_was_not_entered_singly_is_in_doubt(journal, file, say, monkeypatch):
    """In another life of the machine the last lines may be missing; a letter that was entered singly is certain."""
    one, other = message(say), message(say, "m2")
    journal.handing([one, other], {"m2"})
    boot = file.parent / "boot"
    boot.write_text("another life\n")
    monkeypatch.setattr(module, "_BOOT", boot)
    assert [reread(file).of(id).may_have_left for id in ("m1", "m2")] == [True, False]


def test_where_the_life_of_the_machine_has_no_name_every_doubt_stays(file, say, monkeypatch, tmp_path):
    """Systems that do not tell: nothing is taken for certain that was not on the disk."""
    monkeypatch.setattr(module, "_BOOT", tmp_path / "nowhere")
    opened = FileJournal(file)
    opened.begin(say.T)
    opened.handing([message(say), message(say, "m2")], {"m2"})
    opened.close()
    assert [reread(file).of(id).may_have_left for id in ("m1", "m2")] == [True, False]


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_torn_last_line_is_passed_over(journal, file, say, cut):
    """Wherever the power went: what was whole before is known, and what is written afterwards is read."""
    journal.handing([message(say)], ())
    whole = file.stat().st_size
    journal.handing([message(say, "m2")], ())
    journal.close()
    os.truncate(file, min(whole + cut, file.stat().st_size - 1))
    again = reread(file)
    assert (again.of("m1").attempt, again.of("m2")) == (1, None)
    again.handing([message(say, "m3")], ())
    again.close()
    assert reread(file).of("m3").attempt == 1


def test_workers_that_write_at_once_leave_whole_lines(journal, file):
    """Four processes, each a hundred letters: every one of them is found."""
    code = (
        "import sys, datetime as dt; from pathlib import Path; from storage.journal import FileJournal;"
        "from storage.outward import Message; from definitions.digest import Item; from definitions.facts import Key;"
        "j = FileJournal(Path(sys.argv[1])); at = dt.datetime(2023, 4, 5, tzinfo=dt.UTC);"
        "[j.handing([Message(f'{sys.argv[2]}-{n}', 'p', 'mail', (Item(Key('s', '2023', 'p'), f'{sys.argv[2]}-{n}', 'p',"
        "'mail', 'remind', at),), 'sending', at)], ()) for n in range(100)]"
    )
    root = Path(module.__file__).parents[1]
    workers = [subprocess.Popen([sys.executable, "-c", code, str(file), str(n)], cwd=root) for n in range(4)]
    assert [worker.wait(60) for worker in workers] == [0] * 4
    known = reread(file)
    assert all(known.of(f"{w}-{n}") is not None for w in range(4) for n in range(100))
    journal.look()
    assert journal.of("3-99") == known.of("3-99")


def test_what_one_has_written_is_known_to_it_and_to_others_when_they_look(journal, file, say):
    """Its own lines at once, as long as nobody has written in between; then with those of the others, in their order."""
    other = reread(file)
    journal.handing([message(say)], ())
    assert (journal.of("m1").attempt, other.of("m1")) == (1, None)
    other.handing([message(say, attempts=2)], ())
    journal.answered(message(say, attempts=2), "sent", "250", "x")
    for each in (journal, other, reread(file)):
        each.look()
        assert (each.of("m1").attempt, each.of("m1").answer) == (2, "sent")
    other.close()


def test_another_year_in_the_same_folder_has_a_journal_of_its_own(tmp_path, sqlite_year, say):
    """Begun anew, a year sends its letters, whatever another one has sent; put back, it finds its own again."""
    from flows.wiring import journal_of

    mine = journal_of(tmp_path, sqlite_year)
    assert mine.file == journal_of(tmp_path, sqlite_year).file
    assert mine.file.name == f"sent-{say.T - say.HOUR:%Y%m%dT%H%M%S%f}.jsonl"
    assert Item(Key("s", "2023", "p"), "r", "p", "mail", "remind", say.T).held == ""
