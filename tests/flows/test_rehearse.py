"""The year lived on a virtual clock: what it leaves, what its letters say, and that it is the same wherever it is lived."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from definitions.decree import deviations
from definitions.errors import EnvironmentWrong
from definitions.facts import SETTLED, State
from definitions.vocabulary import Kind
from flows.living import VirtualClock, live
from flows.rehearse import COLUMNS, rehearse
from flows.script import Script
from notifications.measured import measured
from storage.audit import broken

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = re.compile(r"\b(the|and|plan|reminder|report|due|month|open|submit|approval|please)\b", re.IGNORECASE)

ELSEWHERE = """
import sys
sys.modules["prefect"] = None
from pathlib import Path
from flows.files import read_definition
from flows.rehearse import rehearse
definition, sources = read_definition(Path(sys.argv[1]))
result = rehearse(definition, sources, out=Path(sys.argv[2]))
sys.stdout.buffer.write(result.transcript.encode())
"""


def hashes(folder):
    """The SHA-256 of every file, by its name."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


@pytest.fixture(scope="session")
def elsewhere(year, tmp_path_factory):
    """The same year in another process: another zone, another order of sets, and no Prefect. Folder and transcript."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, ROOT / "definitions" / "ha-tinh" / "2023.yaml", folder],
        env={**os.environ, "TZ": "America/New_York", "PYTHONHASHSEED": "4711"},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr.decode()
    return folder, run.stdout.decode()


# ---------------------------------------------------------------- what it leaves


def test_nothing_failed(year):
    """A rehearsed year has no failure."""
    assert year.result.failures == ()


def test_the_timeline_has_its_columns_and_its_order(year):
    """timeline.csv opens in Excel with its accents: instant, what, who, channel, subject, the earliest first."""
    text = (year.folder / "timeline.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert tuple(rows[0]) == COLUMNS == ("instant", "what", "who", "channel", "subject")
    instants = [row[0] for row in rows[1:]]
    assert instants == sorted(instants)
    assert tuple(map(tuple, rows[1:])) == year.result.timeline


def test_every_instant_is_told_in_the_offices_own_time(year):
    """Nobody reads UTC."""
    assert {row[0][-6:] for row in year.result.timeline} == {"+07:00"}


def test_every_document_of_the_ledger_is_left_under_its_name(year, remembered):
    """The plans of nine months, in Word and Excel, and the report to the Ministry; none of them empty."""
    left = hashes(year.folder / "documents")
    assert {d.name for d in remembered.documents()} == set(left)
    assert {name for name in left if name.startswith("ministry-report")}
    assert len({name[11:18] for name in left if name.startswith("month-plan")}) == 9
    assert all(d.sha.startswith(left[d.name]) or left[d.name] in d.sha for d in remembered.documents())


def test_the_audit_chain_is_whole(remembered):
    """No line of the year's trail was changed, moved or taken out."""
    events = remembered.events()
    assert len(events) > 1000
    assert broken(events) is None


def test_nothing_waits_for_ever(remembered):
    """At the end nobody owes anything that is still open, and nothing is still to be said."""
    waiting = {State.OPEN, State.SUBMITTED}
    assert [it.key for it in remembered.obligations() if it.state in waiting] == []
    assert remembered.pending(dt.datetime(2024, 3, 1, tzinfo=dt.UTC)) == []


def test_what_was_returned_was_taken_up_again(remembered):
    """Every returned approval has a next round, and every returned plan came back."""
    returned = [it.key for it in remembered.obligations() if it.state is State.RETURNED]
    later = {it.key for it in remembered.obligations() if it.state in SETTLED}
    assert returned
    assert {key._replace(round=key.round + 1) for key in returned} <= later


def test_a_folder_that_holds_a_year_is_not_written_again(year):
    """A second rehearsal into the same folder is refused, with what to do."""
    with pytest.raises(EnvironmentWrong) as refused:
        rehearse(year.definition, None, out=year.folder)
    assert str(year.folder) in refused.value.message
    assert refused.value.remedy


# ---------------------------------------------------------------- letters


def test_every_letter_has_left_once(remembered):
    """Nothing failed, nothing is unknown, nothing needed a second try."""
    assert {(m.state, m.attempts) for m in remembered.messages()} == {("sent", 1)}


def test_nobody_gets_two_letters_at_one_instant(remembered):
    """What is said to one person at one time is said in one letter."""
    times = Counter((m.person, m.channel, m.created) for m in remembered.messages())
    assert [who for who, n in times.items() if n > 1] == []


def test_every_subject_is_vietnamese(remembered):
    """No subject is empty, holds a trace of the machine, or an English word."""
    subjects = {m.subject for m in remembered.messages()}
    assert len(subjects) > 100
    assert [s for s in subjects if not s.strip() or "None" in s or "{" in s or ENGLISH.search(s)] == []


def test_no_partner_is_urged(year, remembered):
    """A partner is asked, thanked and informed: it gets no reminder, and is never said to be late."""
    partners = {p.id for p in year.definition.year.playing("partner")}
    people = {person.id for person in year.definition.directory.people if person.party in partners}
    theirs = [m for m in remembered.messages() if m.person in people]
    assert {item.kind for m in theirs for item in m.items} <= {"ask-partner", "received", "issued", "announce"}
    assert [m.subject for m in theirs if re.search("quá hạn|nhắc|chậm|đôn đốc|yêu cầu", m.subject, re.IGNORECASE)] == []


def test_every_word_to_a_partner_is_polite(world):
    """The whole text of what a partner gets in a month names no lateness and urges nothing, even when it is silent."""
    world.confirmed()
    world.to("2023-10-25 09:00")
    texts = [p.letter.text + p.letter.html for p in world.letters("bao@bao.example")]
    assert texts
    assert [t for t in texts if re.search("quá hạn|nhắc việc|đôn đốc|chậm nộp|không nộp", t, re.IGNORECASE)] == []


def test_reminders_stop_when_the_plan_has_come(remembered):
    """No letter that asks a unit for something left after the unit had settled it."""
    done = {it.key: it.done for it in remembered.obligations() if it.state in SETTLED and it.done}
    asked = [(i.key, m.created) for m in remembered.messages() for i in m.items if i.kind in ("opened", "remind")]
    assert [key for key, at in asked if key in done and at > done[key]] == []


# ---------------------------------------------------------------- the same wherever it is lived


def test_it_needs_no_prefect_and_tells_the_same_elsewhere(year, elsewhere):
    """With Prefect away, in New York, with another order of sets: the same year, word for word."""
    assert elsewhere[1] == year.result.transcript


def test_documents_are_the_same_byte_for_byte(year, elsewhere):
    """The same facts make the same files, whoever renders them and when."""
    assert hashes(elsewhere[0] / "documents") == hashes(year.folder / "documents")


def test_the_timeline_is_the_same(year, elsewhere):
    """The same instants, the same letters."""
    here, there = (folder / "timeline.csv" for folder in (year.folder, elsewhere[0]))
    assert there.read_text("utf-8") == here.read_text("utf-8")


# ---------------------------------------------------------------- playing


def test_a_clock_that_is_told_the_time_never_goes_back():
    """Time goes on or stands still."""
    clock = VirtualClock(dt.datetime(2023, 10, 2, tzinfo=dt.UTC))
    clock.to(dt.datetime(2023, 10, 1, tzinfo=dt.UTC))
    assert clock() == dt.datetime(2023, 10, 2, tzinfo=dt.UTC)


def test_every_instant_is_played_in_order(world):
    """The instants that a play goes through never go back, and end with the one asked for."""
    seen = []
    until = dt.datetime(2023, 11, 20, tzinfo=dt.UTC)
    live(world.office, Script({}, world.office.context), world.clock, until, at_each=seen.append)
    assert all(one <= other for one, other in pairwise(seen))
    assert seen[-1] == until


def test_a_play_goes_on_while_letters_are_held(world):
    """Held letters stay due for ever; the year goes on all the same, and they are all there when it is over."""
    world.ledger.set("sending", "held", now=world.clock.instant)
    before = len(world.post.sent)
    until = dt.datetime(2023, 11, 20, tzinfo=dt.UTC)
    assert live(world.office, Script({}, world.office.context), world.clock, until) == []
    assert world.it("month-plan-issue/2023-11/van-phong").state is State.ACCEPTED
    assert len(world.post.sent) == before
    assert len(world.ledger.pending(until)) > 20


def test_a_play_ends_where_the_same_thing_goes_wrong_again_and_again(world, monkeypatch):
    """A broken office is not played for ever."""
    monkeypatch.setattr("flows.heartbeat.due", lambda *_: 1 / 0)
    failures = live(
        world.office, Script({}, world.office.context), world.clock, dt.datetime(2023, 12, 31, tzinfo=dt.UTC)
    )
    assert 0 < len(failures) < 200
    assert "division" in failures[0]


def test_everybody_is_on_time_without_a_script(world):
    """An office without rehearsal.yaml is played by people who do what they owe before it is due."""
    live(world.office, Script({}, world.office.context), world.clock, dt.datetime(2023, 12, 31, tzinfo=dt.UTC))
    asked = [it for it in world.ledger.obligations() if world.office.context.steps[it.key.step].kind is Kind.SUBMIT]
    assert len(asked) == 6
    assert all(it.state is State.ACCEPTED and it.received < it.instants.due for it in asked)


def test_every_document_of_the_lived_year_is_in_the_prescribed_form(year):
    """Every month's plan in each version, and the report to the Ministry."""
    found = {
        file.name: [str(it) for it in deviations(measured(file.read_bytes()))]
        for file in sorted((year.folder / "documents").glob("*.docx"))
    }
    assert len(found) > 20
    assert {name: its for name, its in found.items() if its} == {}
