"""The contract of a ledger, tried on each kind."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from definitions.actions import Assemble, Bind, Issue, Move, Open, Skip, Wait, Wake
from definitions.content import sha
from definitions.facts import Instants, Key, Obligation, Progress, State
from definitions.links import Link, Purpose
from definitions.spoken import NO_LINE
from storage.audit import broken
from storage.port import Conflict, Document, Publication, Spent, Texts, Visited
from storage.published import Checked, Feed, Finding, Said, Word

# ---------------------------------------------------------------- the year and its settings


def test_nothing_is_known_before_the_year_begins(ledger, say):
    """An empty ledger answers every question with nothing."""
    assert (ledger.texts(), ledger.directory(), ledger.adopted()) == (None, "", None)
    assert (ledger.due(say.T), ledger.next_instant(), ledger.events()) == ([], None, [])
    assert (ledger.begun(), ledger.held(), ledger.sent_since(say.T)) == (None, [], {})
    assert ledger.progress("unit-plan", "2023-04") == Progress("unit-plan", "2023-04")


def test_a_year_begins_once(year, say):
    """A second beginning is a Conflict and changes nothing."""
    before = say.state_of(year)
    with pytest.raises(Conflict):
        year.begin(Texts("other", "y"), "others", [], adopted=say.T, now=say.T)
    assert say.state_of(year) == before
    assert year.texts().process == "p"


def test_the_texts_come_back_with_their_hash(year, say):
    """The year is pinned to the hash of its three texts; the directory and the adoption are kept beside."""
    three = {"process": "p", "year": "y", "calendars": {"vietnam-2023.yaml": "c"}}
    assert year.texts() == Texts("p", "y", {"vietnam-2023.yaml": "c"}, say.sha(three))
    assert year.directory() == "people"
    assert year.adopted() == say.T - say.HOUR


def test_a_changed_directory_is_a_new_version(year, say):
    """The latest text is in force, and an unchanged one leaves no trace."""
    year.keep_directory("people", now=say.T, by="x")
    assert [e.what for e in year.events()] == ["begin"]
    year.keep_directory("more people", now=say.T, by="x", changed=["Đã thêm: A"])
    assert year.events()[-1].detail["changed"] == ["Đã thêm: A"]
    assert year.directory() == "more people"
    assert [(e.what, e.by) for e in year.events()][1:] == [("directory", "x")]


def test_settings_are_set_and_audited(year, say):
    """A setting leaves an audit line where it decides something; clock and heartbeat leave none."""
    assert year.setting("sending") is None
    for name, value in [("sending", "held"), ("sending", "free"), ("clock-offset", "60"), ("heartbeat", "now")]:
        year.set(name, value, now=say.T)
    assert (year.setting("sending"), year.setting("clock-offset")) == ("free", "60")
    assert [e.detail["value"] for e in year.events() if e.what == "setting"] == ["held", "free"]


# ---------------------------------------------------------------- gather


def test_due_names_the_occurrences_whose_instant_has_come(year, say):
    """At the instant itself it is due, once per occurrence, the oldest first."""
    assert year.due(say.T - dt.timedelta(microseconds=1)) == []
    assert year.due(say.T) == [("unit-plan", "2023-04")]
    year.record([say.wait(say.PLAN, say.T - say.HOUR)], seen={}, now=say.T)
    assert year.due(say.T + say.HOUR) == [("month-plan", "2023-04"), ("unit-plan", "2023-04")]


def test_due_can_be_narrowed_to_steps_and_to_a_number(year, say):
    """A part of the heartbeat asks for its own steps; the limit counts occurrences."""
    year.record([say.wait(say.PLAN, say.T - say.HOUR)], seen={}, now=say.T)
    assert year.due(say.T, steps=["unit-plan"]) == [("unit-plan", "2023-04")]
    assert year.due(say.T, limit=1) == [("month-plan", "2023-04")]
    assert year.due(say.T, steps=[]) == []


def test_the_next_instant_is_the_earliest_of_all_that_waits(year, say):
    """Obligations, unsent items, leases and retries wait."""
    assert year.next_instant() == say.T
    year.record([say.wait(say.UNIT, None), say.wait(say.OTHER, None)], seen={}, now=say.T)
    assert year.next_instant() is None
    year.record([], seen={}, now=say.T, items=[say.item()])
    assert year.next_instant() == say.T
    year.lease([say.bundle("m1", say.item())], now=say.T, until=say.T + 3 * say.HOUR)
    assert year.next_instant() == say.T + 3 * say.HOUR
    year.end([say.ending("m1", 1, "failed", error="451", retry=say.T + say.HOUR)], now=say.T)
    assert year.next_instant() == say.T + say.HOUR
    year.renew("m1", now=say.T, until=say.T + 3 * say.HOUR)
    year.end([say.ending("m1", 2, "sent")], now=say.T)
    assert year.next_instant() is None


def test_facts_of_a_heartbeat_hold_what_is_due_and_count_the_whole(year, say):
    """The obligations whose instant has come, and the progress of all and of what it needs."""
    facts = year.facts("unit-plan", "2023-04", [("month-plan", "2023-04")], now=say.T)
    assert [o.key for o in facts.obligations] == [say.UNIT]
    assert facts.own.total == 2
    assert facts.needs == {"month-plan": Progress("month-plan", "2023-04", total=1)}
    assert facts.adopted == say.T - say.HOUR


def test_facts_of_an_answer_hold_the_one_obligation(year, say):
    """By key, whatever its instant; an unknown key holds nothing."""
    facts = year.facts("unit-plan", "2023-04", now=say.T, key=say.OTHER)
    expected = Obligation(say.OTHER, State.OPEN, Instants(None, say.T, None), say.T + say.HOUR)
    assert facts.obligations == (expected,)
    assert year.facts("unit-plan", "2023-04", key=say.OTHER._replace(party="nobody")).obligations == ()


def test_facts_without_instant_and_key_hold_all(year, say):
    """The whole occurrence, by key."""
    assert [o.key for o in year.facts("unit-plan", "2023-04").obligations] == [say.OTHER, say.UNIT]
    assert year.facts("unit-plan", "2099-01").obligations == ()


def test_facts_know_the_grant_of_a_code_and_the_tries(year, say):
    """The grant that the typed code belongs to, if it is one of this key; refused codes of this generation count."""
    actions, grants = say.asked()
    year.record(actions, seen={say.VERDICT: 0}, now=say.T, contents=say.contents, grants=grants)
    year.record([say.refused(1)], seen={}, now=say.T)
    year.record([say.refused(9)], seen={}, now=say.T)
    facts = year.facts("month-approval", "2023-04", key=say.VERDICT, code="hash-1")
    assert (facts.grant, facts.tries) == (grants[0][1], 1)
    assert year.facts("month-approval", "2023-04", key=say.VERDICT, code="no").grant is None
    assert year.facts("unit-plan", "2023-04", key=say.UNIT, code="hash-1").grant is None


def test_obligations_are_ordered_by_due_then_key(year, say):
    """What has no deadline comes last; each word narrows."""
    assert [o.key for o in year.obligations()] == [say.OTHER, say.UNIT, say.VERDICT, say.PLAN][:2] + sorted(
        [say.VERDICT, say.PLAN]
    )
    assert [o.key for o in year.obligations(step="unit-plan", party=say.UNIT.party)] == [say.UNIT]
    assert [o.key for o in year.obligations(period="2023-04", states=[State.OPEN])] == [say.OTHER, say.UNIT]
    assert year.obligations(states=[]) == []


def test_one_obligation_is_asked_for_by_its_key(year, say):
    """Whole, as the occurrence holds it; None where there is none."""
    assert [year.obligation(say.OTHER), year.obligation(say.UNIT)] == year.obligations(step="unit-plan")
    assert year.obligation(say.UNIT._replace(party="nobody")) is None


def test_progress_counts_the_latest_round_of_each_party(year, say):
    """A settled first round says nothing once a second is open."""
    year.record(say.submitted(), seen={say.UNIT: 0}, now=say.T, contents=say.contents)
    first = year.progress("unit-plan", "2023-04")
    assert (first.total, first.settled, first.over, first.rounds, first.done) == (2, 1, 1, 1, say.T)
    again = say.planned(say.UNIT._replace(round=2), state=State.OPEN, due=say.T + 9 * say.HOUR)
    missed = Move(say.OTHER, "closes", State.MISSED, say.T + say.HOUR, None)
    year.record([again, missed], seen={}, now=say.T)
    second = year.progress("unit-plan", "2023-04")
    assert (second.total, second.settled, second.over, second.rounds) == (2, 0, 1, 2)
    assert (second.due, second.done, second.content) == (say.T + 9 * say.HOUR, None, None)


def test_progress_of_one_party_names_its_content(year, say):
    """What is compiled, agreed on and decided on is found by its step."""
    year.record(say.submitted(say.PLAN), seen={say.PLAN: 0}, now=say.T, contents=say.contents)
    assert year.progress("month-plan", "2023-04").content == say.sha(say.CONTENT)


def test_event_periods_are_numbered(year, say):
    """The first free number of that step and year."""
    assert year.next_event_period("feedback", 2023) == "2023-E001"
    for period in ("2023-E001", "2023-E009", "2024-E020"):
        year.record([say.planned(Key("feedback", period, "van-phong"))], seen={}, now=say.T)
    assert year.next_event_period("feedback", 2023) == "2023-E010"
    assert year.next_event_period("difficulty", 2023) == "2023-E001"


# ---------------------------------------------------------------- apply


def test_a_submission_is_received_and_moves(year, say):
    """The obligation, the version, the content and the audit trail agree."""
    year.record(say.submitted(), seen={say.UNIT: 0}, now=say.T, contents=say.contents)
    it = year.facts("unit-plan", "2023-04", key=say.UNIT).obligations[0]
    assert (it.state, it.version, it.content, it.received, it.done) == (
        State.SUBMITTED, 1, say.sha(say.CONTENT), say.T, say.T,
    )  # fmt: skip
    assert (it.next_at, it.revision) == (say.T, 1)  # none of the three said when to look again
    handed_in = year.submission(say.UNIT)
    assert (handed_in.late, handed_in.nil, handed_in.typed, handed_in.said_sent) == (True, False, say.T, None)
    assert year.content(handed_in.content) == say.CONTENT
    assert [e.what for e in year.events()] == ["begin", "receive", "move"]


def test_versions_are_kept_and_the_latest_answers(year, say):
    """A correction is a version of its own; each can be asked for."""
    newer = {**say.CONTENT, "note": "bản sửa"}
    year.record(say.submitted(), seen={say.UNIT: 0}, now=say.T, contents=say.contents)
    year.record(
        say.submitted(version=2, content=newer), seen={say.UNIT: 1}, now=say.T, contents={say.sha(newer): newer}
    )
    assert [year.submission(say.UNIT, v).content for v in (1, 2, None)] == [
        say.sha(say.CONTENT), say.sha(newer), say.sha(newer),
    ]  # fmt: skip
    assert year.submission(say.UNIT, 3) is None
    assert year.submission(say.OTHER) is None
    assert [s.version for s in year.submissions("unit-plan")] == [2]


def test_submissions_come_by_period_then_party(year, say):
    """The latest version of each party, also over rounds and periods."""
    later = [say.planned(key) for key in (say.UNIT._replace(period="2023-05"), say.UNIT._replace(round=2))]
    year.record(later, seen={}, now=say.T)
    for key in (later[0].key, say.UNIT, say.OTHER, later[1].key):
        year.record(say.submitted(key), seen={}, now=say.T, contents=say.contents)
    assert [s.key for s in year.submissions("unit-plan")] == [say.OTHER, later[1].key, later[0].key]
    assert [s.key for s in year.submissions("unit-plan", "2023-05")] == [later[0].key]


def test_an_unknown_content_is_a_key_error(year):
    """There is nothing of that name."""
    with pytest.raises(KeyError):
        year.content("0" * 64)


def test_a_content_under_a_wrong_name_is_refused(year, say):
    """A name is the hash of what it names."""
    with pytest.raises(ValueError, match="not named"):
        year.record([], seen={}, now=say.T, contents={"0" * 64: say.CONTENT})


def test_whoever_has_seen_an_older_revision_is_refused(year, say):
    """Also where the obligation that was looked at is not the one that is written."""
    year.record([say.tell(say.UNIT, "remind-1")], seen={say.UNIT: 0}, now=say.T)
    before = say.state_of(year)
    for actions in ([say.tell(say.UNIT, "remind-2")], [say.tell(say.OTHER, "remind-2")]):
        with pytest.raises(Conflict):
            year.record(actions, seen={say.UNIT: 0}, now=say.T)
    assert say.state_of(year) == before


def test_an_obligation_that_does_not_exist_is_not_written(year, say):
    """A key that nobody opened is a Conflict."""
    with pytest.raises(Conflict):
        year.record([say.tell(say.UNIT._replace(party="nobody"), "remind-1")], seen={}, now=say.T)


def test_opening_twice_is_opening_once(year, say):
    """What exists stays as it is, and acting on it as if it were new is a Conflict."""
    year.record([say.tell(say.UNIT, "remind-1", say.T)], seen={say.UNIT: 0}, now=say.T)
    before = say.state_of(year)
    year.record([say.planned(say.UNIT)], seen={}, now=say.T)
    assert say.state_of(year) == before
    with pytest.raises(Conflict):
        year.record([say.planned(say.UNIT), say.tell(say.UNIT, "raised")], seen={}, now=say.T)


def test_what_is_opened_can_be_told_in_the_same_batch(year, say):
    """An event opens an occurrence and tells people at once."""
    key = Key("difficulty", "2023-E001", "van-phong")
    year.record([say.planned(key), say.tell(key, "raised", say.T)], seen={}, now=say.T, items=[say.item(key)])
    it = year.facts("difficulty", "2023-E001", key=key).obligations[0]
    assert (it.rungs, it.next_at, it.revision) == (frozenset({"raised"}), say.T, 1)


def test_the_last_instant_of_a_batch_counts(year, say):
    """Several actions on one key are one write."""
    later = say.T + 5 * say.HOUR
    year.record([say.tell(say.UNIT, "a", say.T), say.tell(say.UNIT, "b", later)], seen={say.UNIT: 0}, now=say.T)
    it = year.facts("unit-plan", "2023-04", key=say.UNIT).obligations[0]
    assert (it.next_at, it.revision, it.rungs) == (later, 1, frozenset({"a", "b"}))


def test_done_is_known_while_something_is_settled_or_missed(year, say):
    """Returned again, it is not done any more."""
    for to, done in ((State.MISSED, say.T), (State.RETURNED, None), (State.ACCEPTED, say.T)):
        year.record([Move(say.UNIT, "c", to, say.T, None)], seen={}, now=say.T)
        assert year.facts("unit-plan", "2023-04", key=say.UNIT).obligations[0].done == done


def test_waiting_keeps_the_instants_that_are_known_now(year, say):
    """And leaves no line in the audit trail."""
    instants = Instants(say.T, say.T + say.HOUR, say.T + 2 * say.HOUR)
    year.record([Wait(say.PLAN, instants, say.T)], seen={say.PLAN: 0}, now=say.T)
    it = year.facts("month-plan", "2023-04", key=say.PLAN).obligations[0]
    assert (it.instants, it.next_at) == (instants, say.T)
    assert len(year.events()) == 1


def test_a_skipped_rung_counts_as_said_with_its_reason(year, say):
    """It never comes again, and the trail says why."""
    year.record([Skip(say.UNIT, "remind-1", "máy tắt", None)], seen={say.UNIT: 0}, now=say.T)
    assert year.facts("unit-plan", "2023-04", key=say.UNIT).obligations[0].rungs == {"remind-1"}
    assert year.events()[-1].detail == {"rung": "remind-1", "why": "máy tắt"}


def test_issue_and_assemble_move_the_instant(year, say):
    """Issuing leaves a line; assembling leaves its line with the version that it makes."""
    year.record([Assemble(say.PLAN, say.T), Issue(say.VERDICT, "month-plan", ("a",), say.T)], seen={}, now=say.T)
    assert year.due(say.T, steps=["month-plan", "month-approval"]) == [
        ("month-approval", "2023-04"),
        ("month-plan", "2023-04"),
    ]
    assert [e.what for e in year.events()] == ["begin", "issue"]


@pytest.mark.parametrize(
    ("theirs", "woken", "comes"),
    [
        ("2023-04", "2023-04", True),
        ("2023", "2023-04", True),
        ("2023-04", "2023", True),
        ("2023-E001", "2023", True),
        ("2023-05", "2023-04", False),
        ("2024", "2023-04", False),
        ("2024-01", "2023", False),
    ],
)
def test_waking_reaches_the_same_period_and_the_year(year, say, theirs, woken, comes):
    """The same period, or either one is the bare year."""
    key = Key("ministry-report", theirs, "van-phong")
    year.record([say.planned(key, at=say.T + say.HOUR)], seen={}, now=say.T)
    year.record([Wake(("other", "ministry-report"), woken, say.T)], seen={}, now=say.T)
    it = year.facts(*key[:2], key=key).obligations[0]
    assert it.next_at == (say.T if comes else say.T + say.HOUR)


@pytest.mark.parametrize(
    ("theirs", "comes"), [("2023-04-B1", True), ("2023-04-B12", True), ("2023-B1", True), ("2023-05-B1", False)]
)
def test_waking_with_additions_reaches_every_addition_of_the_period(year, say, theirs, comes):
    """A "bổ sung" may wait for something of its month, or of a part of its year; that of another month sleeps on."""
    key = Key("ministry-report", theirs, "van-phong")
    year.record([say.planned(key, at=say.T + say.HOUR)], seen={}, now=say.T)
    year.record([Wake(("ministry-report",), "2023-04", say.T)], seen={}, now=say.T)
    assert year.facts(*key[:2], key=key).obligations[0].next_at == say.T + say.HOUR
    year.record([Wake(("ministry-report",), "2023-04", say.T, additions=True)], seen={}, now=say.T)
    assert year.facts(*key[:2], key=key).obligations[0].next_at == (say.T if comes else say.T + say.HOUR)


def test_only_a_wait_puts_to_sleep(year, say):
    """A letter after a Wait does not make the obligation forgotten; a Wait without an instant does."""
    tell = say.tell(say.UNIT, "returned:1")
    year.record([say.wait(say.UNIT, say.T + say.HOUR), tell], seen={}, now=say.T)
    assert year.facts("unit-plan", "2023-04", key=say.UNIT).obligations[0].next_at == say.T + say.HOUR
    year.record([say.wait(say.UNIT, None)], seen={}, now=say.T)
    assert year.facts("unit-plan", "2023-04", key=say.UNIT).obligations[0].next_at is None


def test_waking_never_puts_off_and_never_wakes_what_is_over(year, say):
    """An earlier instant stays; settled obligations sleep."""
    settled = [Move(say.UNIT, "c", State.ACCEPTED, say.T, None), say.wait(say.UNIT, None)]
    year.record(settled, seen={}, now=say.T)
    year.record([Wake(("unit-plan", "month-plan"), "2023-04", say.T + 2 * say.HOUR)], seen={}, now=say.T)
    assert [(o.key.step, o.next_at) for o in year.obligations() if o.next_at] == [
        ("unit-plan", say.T + say.HOUR), ("month-plan", say.T + 2 * say.HOUR),
    ]  # fmt: skip


def test_whoever_read_before_a_waking_has_to_read_again(year, say):
    """Else a decision on older facts would put the obligation back to sleep."""
    revision = year.facts("month-plan", "2023-04", key=say.PLAN).obligations[0].revision
    year.record([Wake(("month-plan",), "2023-04", say.T)], seen={}, now=say.T)
    with pytest.raises(Conflict):
        year.record([say.wait(say.PLAN, None)], seen={say.PLAN: revision}, now=say.T)


def test_asking_makes_grants_of_a_generation(year, say):
    """The latest generation answers; the obligation knows what is asked and until when."""
    assert year.grants(say.VERDICT) == []
    for generation in (1, 2):
        actions, grants = say.asked(generation)
        year.record(actions, seen={say.VERDICT: generation - 1}, now=say.T, contents=say.contents, grants=grants)
    it = year.facts("month-approval", "2023-04", key=say.VERDICT).obligations[0]
    assert (it.generation, it.content, it.expires) == (2, say.sha(say.CONTENT), say.T + 72 * say.HOUR)
    assert year.grants(say.VERDICT) == [grants[0][1]]


def test_who_decides_for_whom_is_kept(year, say):
    """A substitute's grant and verdict name the one for whom; whoever it was given to, and why, stand with the asking."""
    actions, grants = say.asked()
    asked = replace(actions[0], assigned="van-phong.x", why="đã chuyển")
    standing = [(code, replace(grant, instead_of="van-phong.x")) for code, grant in grants]
    year.record([asked, *actions[1:]], seen={}, now=say.T, contents=say.contents, grants=standing)
    it = year.facts("month-approval", "2023-04", key=say.VERDICT, code=standing[0][0])
    assert (it.obligations[0].assigned, it.obligations[0].why, it.grant) == ("van-phong.x", "đã chuyển", standing[0][1])
    year.record([replace(say.kept(), instead_of="van-phong.x")], seen={}, now=say.T)
    assert [d.instead_of for d in year.decisions()] == ["van-phong.x"]
    assert year.events()[-1].detail["instead_of"] == "van-phong.x"


def test_what_is_asked_of_nobody_expires_never(year, say):
    """A withdrawn decision has no code and no end; what it was stays in the trail."""
    actions, grants = say.asked()
    year.record(actions, seen={}, now=say.T, contents=say.contents, grants=grants)
    nobody = replace(actions[0], generation=2, content="", expires=None, why="rút về")
    year.record([nobody], seen={say.VERDICT: 1}, now=say.T)
    it = year.facts("month-approval", "2023-04", key=say.VERDICT).obligations[0]
    assert (it.generation, it.content, it.expires, it.why) == (2, "", None, "rút về")


def test_a_change_is_bound_to_the_decision_that_asked_for_it(year, say):
    """One line of the trail names both and the record of the difference."""
    year.record([Bind(say.VERDICT, say.PLAN, "new", "record", None, "x")], seen={}, now=say.T)
    last = year.events()[-1]
    assert (last.what, last.key, last.by) == ("bind", str(say.VERDICT), "x")
    assert last.detail == {"to": str(say.PLAN), "content": "new", "record": "record"}


def test_a_decision_uses_up_its_grant_and_is_kept(year, say):
    """One verdict, with who, what, when; the grant knows when it was used."""
    actions, grants = say.asked()
    year.record(actions, seen={}, now=say.T, contents=say.contents, grants=grants)
    year.record([say.kept()], seen={say.VERDICT: 1}, now=say.T)
    (decision,) = year.decisions("month-approval", "2023-04")
    assert (decision.key, decision.verdict, decision.comment) == (say.VERDICT, "approve", "Đồng ý")
    assert year.grants(say.VERDICT) == [replace(grants[0][1], used=say.T)]
    assert year.decisions("unit-plan") == []


def test_a_second_decision_is_a_conflict(year, say):
    """Whatever the revision that its writer has seen, and with a fresh grant too."""
    for generation in (1, 2):
        actions, grants = say.asked(generation)
        year.record(actions, seen={}, now=say.T, contents=say.contents, grants=grants)
    year.record([say.kept()], seen={}, now=say.T)
    before = say.state_of(year)
    for generation in (1, 2):
        with pytest.raises(Conflict):
            year.record([say.kept(generation)], seen={}, now=say.T)
    assert say.state_of(year) == before


def test_documents_are_kept_once_per_version(year, say):
    """The same version again changes nothing and leaves no second line."""
    first = Document(say.PLAN, "month-plan", 1, "ke-hoach.docx", "a" * 64, "b" * 64, say.T)
    second = replace(first, version=2, created=say.T + say.HOUR)
    year.record([], seen={}, now=say.T, documents=[first, second])
    year.record([], seen={}, now=say.T, documents=[replace(first, sha="c" * 64)])
    assert year.documents() == year.documents(say.PLAN) == [first, second]
    assert year.documents(say.UNIT) == []
    assert [e.what for e in year.events()] == ["begin", "document", "document"]


def test_publications_come_by_day_with_their_links(year, say):
    """Many to many, in the order given; the same once more is nothing new, another under its id is a Conflict."""
    first = Publication(
        "p1", "Bài", "bao-ha-tinh", "tin", dt.date(2023, 4, 9), say.T, topics=("t2", "t1"), lines=("l/1",), by="x"
    )
    second = Publication("p0", "Tin", "dai-pt-th", "phóng sự", dt.date(2023, 4, 1), say.T, activities=("k07",))
    for publication in (first, second, replace(first, recorded=say.T + say.HOUR)):
        year.publish(publication, now=say.T)
    assert year.publications() == [second, first]
    with pytest.raises(Conflict):
        year.publish(replace(first, title="Khác"), now=say.T)
    assert [e.key for e in year.events() if e.what == "publish"] == ["p1", "p0"]


def test_a_refused_code_leaves_a_line_without_the_code(year, say):
    """Who tries to guess is written down."""
    year.record([say.refused(1)], seen={}, now=say.T)
    line = year.events()[-1]
    assert (line.what, line.key, line.detail) == ("refuse", str(say.VERDICT), {"generation": 1, "reason": "wrong code"})


def test_a_code_is_counted_as_of_one_revision(year, say):
    """Whoever looked at the approval before another code was counted counts nothing, and decides nothing."""
    actions, grants = say.asked()
    year.record(actions, seen={say.VERDICT: 0}, now=say.T, contents=say.contents, grants=grants)
    seen = year.obligation(say.VERDICT).revision
    year.record([say.refused(1)], seen={say.VERDICT: seen}, now=say.T)
    with pytest.raises(Conflict):
        year.record([say.refused(1)], seen={say.VERDICT: seen}, now=say.T)
    with pytest.raises(Conflict):
        year.record([], seen={say.VERDICT: seen}, now=say.T)
    assert year.facts("month-approval", "2023-04", key=say.VERDICT).tries == 1
    assert [e.what for e in year.events()].count("refuse") == 1


def test_a_code_that_a_form_brought_is_counted_once(year, say):
    """The form is used up with it: whoever reads it again counts nothing, and is told."""
    actions, grants = say.asked()
    year.record(actions, seen={say.VERDICT: 0}, now=say.T, contents=say.contents, grants=grants)
    form = "f" * 64, Link(Purpose.FORM, say.VERDICT, "", 1, say.T)
    year.record([say.refused(1)], seen={}, now=say.T, link=form)
    before = say.state_of(year)
    with pytest.raises(Spent):
        year.record([say.refused(1)], seen={}, now=say.T, link=form)
    assert say.state_of(year) == before
    assert year.facts("month-approval", "2023-04", key=say.VERDICT).tries == 1


def test_the_audit_trail_is_a_chain(year, say):
    """Lines are numbered from one without a gap, each on the one before; later lines can be asked for alone."""
    year.record(say.submitted(), seen={}, now=say.T, contents=say.contents)
    year.set("sending", "held", now=say.T)
    trail = year.events()
    assert [e.number for e in trail] == [1, 2, 3, 4]
    assert broken(trail) is None
    assert year.events(after=2) == trail[2:]


def test_instants_come_back_in_utc(year, say):
    """Whatever zone they were said in; a naive one is refused."""
    local = say.T.astimezone(dt.timezone(7 * say.HOUR))
    year.record(
        [say.tell(say.UNIT, "a", local), Open(Key("s", "2023", "p"), State.OPEN, Instants(local), local)],
        seen={},
        now=local,
    )
    found = [o.next_at for o in year.obligations() if o.next_at == local] + [year.events()[0].at]
    assert [at.utcoffset() for at in found] == [dt.timedelta(0)] * 3
    with pytest.raises(TypeError):
        year.record([say.tell(say.UNIT, "b", say.T.replace(tzinfo=None))], seen={}, now=say.T)


# ---------------------------------------------------------------- messages


def test_items_wait_for_their_time_oldest_first(year, say):
    """An item is kept once, whoever says it again."""
    late, early = say.item(rung="b", created=say.T + say.HOUR), say.item(rung="a")
    for _ in range(2):
        year.record([], seen={}, now=say.T, items=[late, early])
    assert year.pending(say.T) == [early]
    assert year.pending(say.T + say.HOUR) == [early, late]


def test_a_message_carries_items_and_nobody_else_does(year, say):
    """The second worker gets nothing, not even the items that were free; the other bundles of its batch it gets."""
    one, two, three = (say.item(rung=rung) for rung in "abc")
    year.record([], seen={}, now=say.T, items=[one, two, three])
    until = say.T + say.HOUR
    (message,) = year.lease([say.bundle("m1", one)], now=say.T, until=until)
    assert (message.items, message.state, message.attempts, message.next_at) == ((one,), "sending", 1, until)
    batch = [say.bundle("m2", two, one), say.bundle("m1", two), say.bundle("m3", three)]
    assert [m.id for m in year.lease(batch, now=say.T, until=until)] == ["m3"]
    assert year.pending(say.T) == [two]
    assert {m.id: m.items for m in year.messages()} == {"m1": (one,), "m3": (three,)}


def test_a_lease_that_ran_out_can_be_renewed_once(year, say):
    """The same id, one attempt more; the second worker comes too late."""
    say.leased(year)
    assert year.expired(say.T) == []
    later = say.T + say.HOUR
    assert [m.id for m in year.expired(later)] == ["m1"]
    again = year.renew("m1", now=later, until=later + say.HOUR)
    assert (again.id, again.attempts, again.items) == ("m1", 2, (say.item(),))
    assert year.renew("m1", now=later, until=later + say.HOUR) is None
    assert year.expired(later) == []


def test_a_worker_whose_lease_ran_out_does_not_write_over_the_next_one(year, say):
    """The attempt is the fence: the first worker's report changes nothing, whatever it says; the second one's counts."""
    say.leased(year)
    later = say.T + say.HOUR
    year.renew("m1", now=later, until=later + say.HOUR)
    before = year.messages()
    for state in ("sent", "failed", "unknown", "back"):
        assert year.end([say.ending("m1", 1, state, instead=(say.item(channel="zalo"),))], now=later) == frozenset()
    assert (year.messages(), year.pending(later)) == (before, [])
    assert year.end([say.ending("m1", 2, "sent")], now=later) == {"m1"}
    assert year.end([say.ending("m1", 2, "failed")], now=later) == frozenset()
    assert [m.state for m in year.messages()] == ["sent"]


def test_a_slow_worker_may_still_report_while_nobody_else_has_begun(year, say):
    """Its lease ran out, but the letter is nobody else's yet: what it knows is kept."""
    say.leased(year)
    assert year.end([say.ending("m1", 1, "sent")], now=say.T + 9 * say.HOUR) == {"m1"}


def test_a_failed_message_is_tried_again_or_given_up(year, say):
    """It comes back at its retry; without one it has failed for good. Refusals and doubts are counted."""
    say.leased(year)
    year.end([say.ending("m1", 1, "failed", error="451", subject="Nhắc", retry=say.T + say.HOUR, refused=1)], now=say.T)
    assert year.retries(say.T) == []
    (waiting,) = year.retries(say.T + say.HOUR)
    assert (waiting.state, waiting.error, waiting.subject, waiting.refused) == ("failed", "451", "Nhắc", 1)
    assert year.renew("m1", now=say.T + say.HOUR, until=say.T + 2 * say.HOUR).attempts == 2
    year.end([say.ending("m1", 2, "failed", error="550", refused=1)], now=say.T)
    assert year.retries(say.T + 99 * say.HOUR) == []
    assert year.expired(say.T + 99 * say.HOUR) == []
    assert [(m.refused, m.doubts) for m in year.messages()] == [(2, 0)]
    assert year.renew("m1", now=say.T, until=say.T) is None


def test_a_message_that_waits_takes_later_items_with_it(year, say):
    """All or nothing: where another worker has one of them, it is not renewed."""
    one, two, three = (say.item(rung=rung) for rung in "abc")
    year.record([], seen={}, now=say.T, items=[one, two, three])
    year.lease([say.bundle("m1", one), say.bundle("m2", three)], now=say.T, until=say.T + say.HOUR)
    year.end([say.ending("m1", 1, "failed", retry=say.T + 9 * say.HOUR)], now=say.T)
    assert year.renew("m1", now=say.T, until=say.T + say.HOUR, more=[two, three]) is None
    again = year.renew("m1", now=say.T, until=say.T + say.HOUR, more=[two])
    assert (again.items, again.attempts) == ((one, two), 2)
    assert year.pending(say.T) == []


def test_what_may_have_left_waits_for_a_person_or_for_its_time(year, say):
    """Without an instant it is neither retried nor renewed; with one it comes like a refused one."""
    say.leased(year)
    year.end([say.ending("m1", 1, "unknown", error="ngắt giữa chừng", doubts=1)], now=say.T)
    (message,) = year.messages()
    assert (message.state, message.error, message.doubts) == ("unknown", "ngắt giữa chừng", 1)
    assert (year.expired(say.T), year.retries(say.T), year.renew("m1", now=say.T, until=say.T)) == ([], [], None)


def test_what_may_have_left_can_be_tried_once_more(year, say):
    """Where nothing is harmed by a second copy, it waits for its next try."""
    say.leased(year)
    year.end([say.ending("m1", 1, "unknown", doubts=1, retry=say.T + say.HOUR)], now=say.T)
    assert [m.id for m in year.retries(say.T + say.HOUR)] == ["m1"]
    assert year.renew("m1", now=say.T + say.HOUR, until=say.T + 2 * say.HOUR).doubts == 1


def test_what_was_not_tried_goes_back(year, say):
    """Its items wait as before, and can be merged otherwise; one that was tried before keeps its number."""
    say.leased(year)
    assert year.end([say.ending("m1", 1, "back")], now=say.T) == {"m1"}
    assert (year.pending(say.T), year.messages()) == ([say.item()], [])
    year.lease([say.bundle("m1", say.item())], now=say.T, until=say.T)
    year.renew("m1", now=say.T, until=say.T + say.HOUR)
    year.end([say.ending("m1", 2, "back", retry=say.T + say.HOUR)], now=say.T)
    (message,) = year.messages()
    assert (message.state, message.attempts, message.refused, message.next_at) == ("failed", 2, 0, say.T + say.HOUR)


def test_what_goes_out_on_another_channel_instead_is_kept_with_the_ending(year, say):
    """In the same transaction, and once: nothing is lost between the two."""
    say.leased(year)
    other = say.item(channel="zalo")
    year.end([say.ending("m1", 1, "failed", error="550", instead=(other,))], now=say.T)
    assert year.pending(say.T) == [other]
    year.cancel([other], "kênh không hoạt động", now=say.T, instead=[say.item(channel="sms")])
    assert [item.channel for item in year.pending(say.T)] == ["sms"]


def test_what_was_sent_stays_sent(year, say):
    """Whatever is said of it later."""
    say.leased(year)
    year.end([say.ending("m1", 1, "sent", subject="Nhắc", reply="250 OK")], now=say.T)
    for state in ("failed", "unknown", "back"):
        year.end([say.ending("m1", 1, state)], now=say.T)
    year.cancel([say.item()], "too late", now=say.T)
    assert not year.resend("m1", now=say.T, by="x")
    (message,) = year.messages()
    assert (message.state, message.sent, message.subject, message.items) == ("sent", say.T, "Nhắc", (say.item(),))
    assert message.next_at is None


def test_letters_sent_are_counted_by_person(year, say):
    """Those that were sent, since an instant."""
    items = [say.item(rung=str(n), person=person) for n, person in enumerate("ppq")]
    year.record([], seen={}, now=say.T, items=items)
    year.lease([say.bundle(f"m{n}", item) for n, item in enumerate(items)], now=say.T, until=say.T + say.HOUR)
    year.end([say.ending(f"m{n}", 1, "sent") for n in range(3)], now=say.T)
    assert year.sent_since(say.T) == {"p": 2, "q": 1}
    assert year.sent_since(say.T + say.HOUR) == {}


def test_cancelled_items_leave_no_message(year, say):
    """Before a lease or under it; saying it again doesn't bring them back."""
    one, two, three = (say.item(rung=rung) for rung in "abc")
    year.record([], seen={}, now=say.T, items=[one, two, three])
    year.cancel([one], "đã nộp", now=say.T)
    year.lease([say.bundle("m1", two), say.bundle("m2", three)], now=say.T, until=say.T)
    year.cancel([two], "đã nộp", now=say.T)
    year.record([], seen={}, now=say.T, items=[one, two])
    assert year.pending(say.T) == []
    assert [m.id for m in year.messages()] == ["m2"]


def test_a_message_that_was_tried_and_holds_nothing_any_more_is_given_up(year, say):
    """It may have left before; it is kept, and not tried again."""
    year.record([], seen={}, now=say.T, items=[say.item()])
    year.lease([say.bundle("m1", say.item())], now=say.T, until=say.T)
    year.renew("m1", now=say.T, until=say.T)
    year.cancel([say.item()], "đã nộp", now=say.T)
    (message,) = year.messages()
    assert (message.state, message.error, message.items) == ("failed", "đã nộp", ())
    assert (year.retries(say.T), year.expired(say.T), year.next_instant()) == ([], [], say.T)


def test_messages_come_newest_first(year, say):
    """Since an instant, and so many."""
    for n in range(3):
        year.record([], seen={}, now=say.T, items=[say.item(rung=str(n))])
        year.lease([say.bundle(f"m{n}", say.item(rung=str(n)))], now=say.T + n * say.HOUR, until=say.T)
    assert [m.id for m in year.messages()] == ["m2", "m1", "m0"]
    assert [m.id for m in year.messages(since=say.T + say.HOUR)] == ["m2", "m1"]
    assert [(m.id, len(m.items)) for m in year.messages(limit=1)] == [("m2", 1)]


def test_obligations_are_asked_for_by_their_keys(year, say):
    """State, deadline, version, generation and content as they stand now, of one or of many; what is not there is left out."""
    year.record(say.submitted(), seen={say.UNIT: 0}, now=say.T, contents=say.contents)
    actions, grants = say.asked()
    year.record(actions, seen={}, now=say.T, contents=say.contents, grants=grants)
    nobody = [say.UNIT._replace(party=f"nobody-{n}") for n in range(700)]
    found = year.standing([say.UNIT, say.VERDICT, *nobody])
    assert {key: (it.state, it.generation, it.content) for key, it in found.items()} == {
        say.UNIT: (State.SUBMITTED, 0, say.sha(say.CONTENT)),
        say.VERDICT: (State.PLANNED, 1, say.sha(say.CONTENT)),
    }
    assert (found[say.UNIT].instants, found[say.UNIT].version) == (Instants(None, say.T + say.HOUR, None), 1)
    assert year.standing([say.UNIT]) == {say.UNIT: found[say.UNIT]}
    assert year.standing([]) == {}


# ---------------------------------------------------------------- what the Office holds, releases, sends again


def test_what_is_held_waits_for_the_office(year, say):
    """It is not pending, wakes nobody, and says why; released it is pending, and both leave their line in the trail."""
    held = replace(say.item(rung="a"), held="báo cho cấp trên")
    year.record([say.wait(say.UNIT, None), say.wait(say.OTHER, None)], seen={}, now=say.T, items=[held])
    assert (year.pending(say.T), year.held(), year.next_instant()) == ([], [held], None)
    assert year.lease([say.bundle("m1", held)], now=say.T, until=say.T) == []
    assert year.release([held, say.item(rung="never")], now=say.T, by="van-phong") == 1
    assert (year.pending(say.T), year.held()) == ([say.item(rung="a")], [])
    assert year.release([held], now=say.T, by="van-phong") == 0
    last = year.events()[-1]
    assert (last.what, last.by, len(last.detail["what"])) == ("release", "van-phong", 1)
    assert broken(year.events()) is None


def test_what_is_pending_can_be_held(year, say):
    """What a message carries already cannot; what is held can be cancelled."""
    one, two = say.item(rung="a"), say.item(rung="b")
    year.record([], seen={}, now=say.T, items=[one, two])
    year.lease([say.bundle("m1", one)], now=say.T, until=say.T + say.HOUR)
    assert year.hold([one, two], "chờ xem lại", now=say.T, by="van-phong") == 1
    assert [(item.rung, item.held) for item in year.held()] == [("b", "chờ xem lại")]
    assert (year.events()[-1].what, year.events()[-1].detail["why"]) == ("hold", "chờ xem lại")
    year.cancel([two], "đã nộp", now=say.T)
    assert (year.held(), year.pending(say.T)) == ([], [])


@pytest.mark.parametrize("state", ["failed", "unknown"])
def test_a_person_sends_a_message_again(year, say, state):
    """Whatever became of it: it is tried at once under its id, as if it had never been refused."""
    say.leased(year)
    year.end([say.ending("m1", 1, state, error="550", refused=6, doubts=2)], now=say.T)
    assert year.resend("m1", now=say.T, by="van-phong")
    (message,) = year.retries(say.T)
    assert (message.refused, message.doubts, message.attempts) == (0, 0, 1)
    assert (year.events()[-1].what, year.events()[-1].by) == ("resend", "van-phong")
    assert year.renew("m1", now=say.T, until=say.T + say.HOUR).attempts == 2
    assert not year.resend("m1", now=say.T, by="van-phong")
    assert not year.resend("nothing", now=say.T, by="van-phong")


def test_what_is_known_of_a_channel_leaves_no_line_in_the_trail(year, say):
    """It changes all the time, and decides nothing."""
    year.set("circuit:mail", "3|1||", now=say.T)
    assert year.setting("circuit:mail") == "3|1||"
    assert [e.what for e in year.events()] == ["begin"]


def test_a_year_knows_when_it_began(year, say):
    """Two ledgers can be told apart by it; it never changes."""
    assert year.begun() == say.T - say.HOUR


# ---------------------------------------------------------------- another text for a running year


def _amended(ledger, say, actions=(), *, text="y2", version=1, seen=None, **more):
    """The year is given another text."""
    ledger.amend(
        Texts("p", text), "other people", actions, version=version, seen=seen or {}, summary={"moves": 1}, now=say.T,
        by="x", **more,
    )  # fmt: skip


def test_another_text_is_a_new_version_and_the_old_one_stays(year, say):
    """The latest runs; each version can be asked for by its number, and what was never kept is not there."""
    before = year.texts()
    _amended(year, say)
    assert (year.version(), year.texts().year, year.directory()) == (2, "y2", "other people")
    assert (year.texts(1), year.texts(2), year.texts(3)) == (before, year.texts(), None)
    assert year.texts().sha != before.sha


def test_another_text_brings_its_actions_and_what_is_to_be_said(year, say):
    """Dates, marks and items are written with it, and the trail names both hashes, the summary and who did it."""
    before = year.texts().sha
    actions = [say.wait(say.UNIT, None), say.tell(say.UNIT, "moved:0")]
    _amended(year, say, actions, seen={say.UNIT: 0}, items=[say.item(rung="moved:0")])
    assert year.facts("unit-plan", "2023-04", key=say.UNIT).obligations[0].rungs == {"moved:0"}
    assert [it.rung for it in year.pending(say.T)] == ["moved:0"]
    last = year.events()[-1]
    assert (last.what, last.by) == ("amend", "x")
    assert last.detail == {"version": 2, "from": before, "to": year.texts().sha, "summary": {"moves": 1}}
    assert broken(year.events()) is None


@pytest.mark.parametrize("stale", [{"version": 0}, {"version": 2}, {"seen": {Key("unit-plan", "2023-04", "x"): 1}}])
def test_another_text_that_was_decided_on_old_facts_is_a_conflict(year, say, stale):
    """A version that does not run, or an obligation that has changed: nothing of it is kept."""
    before = (say.state_of(year), year.texts(), year.directory())
    with pytest.raises(Conflict):
        _amended(year, say, [say.wait(say.UNIT, None)], **stale)
    assert (say.state_of(year), year.texts(), year.directory()) == before
    assert year.version() == 1


def test_before_the_year_begins_there_is_no_version(ledger, say):
    """And no other text can take the place of none."""
    assert (ledger.version(), ledger.texts(1)) == (0, None)
    with pytest.raises(Conflict):
        _amended(ledger, say, version=0)


def test_what_was_decided_by_an_older_text_is_a_conflict(year, say):
    """A heartbeat that was under way when another text came writes nothing by the old one."""
    year.record([say.wait(say.UNIT, say.T)], seen={}, now=say.T, version=1)
    _amended(year, say)
    before = say.state_of(year)
    with pytest.raises(Conflict):
        year.record([say.wait(say.UNIT, None)], seen={}, now=say.T, version=1)
    assert say.state_of(year) == before


# ---------------------------------------------------------------- links into the page


def a_link(say, purpose=Purpose.HAND_IN, key=None, turn=0):
    """A link as its token says it, and its hash."""
    return f"hash-{purpose}-{turn}", Link(purpose, key or say.UNIT, "phong-moi-truong.dau-moi", turn, say.T + say.HOUR)


def test_an_opened_link_is_counted_and_changes_nothing(year, say):
    """How often and when last; the trail does not hear of it."""
    hash, link = a_link(say)
    before = say.state_of(year)
    assert year.visited(hash) is None
    for n in range(3):
        year.opened(hash, link, now=say.T + n * say.HOUR)
    assert year.visited(hash) == Visited(link, 3, say.T + 2 * say.HOUR, None)
    assert say.state_of(year) == before


def test_a_link_is_used_up_with_what_is_recorded(year, say):
    """In the same transaction; the audit trail has the person and the purpose, never the token."""
    hash, link = a_link(say)
    seen = {say.UNIT: 0}
    year.record(say.submitted(), seen=seen, now=say.T, contents=say.contents, link=(hash, link))
    assert year.visited(hash).used == say.T
    (line,) = [e for e in year.events() if e.what == "link"]
    assert (line.key, line.by, line.detail) == (str(say.UNIT), link.person, {"purpose": "gui", "turn": 0})
    assert hash not in str(year.events())
    assert broken(year.events()) is None


def test_a_used_link_keeps_nothing_of_a_second_act(year, say):
    """Spent, and everything stands as before."""
    hash, link = a_link(say)
    year.record(say.submitted(), seen={say.UNIT: 0}, now=say.T, contents=say.contents, link=(hash, link))
    before = say.state_of(year)
    with pytest.raises(Spent):
        year.record(say.submitted(version=2), seen={say.UNIT: 1}, now=say.T, link=(hash, link))
    assert say.state_of(year) == before


def test_an_act_that_was_too_late_leaves_its_link_good(year, say):
    """Conflict: the link is not used up by what was not kept."""
    hash, link = a_link(say)
    with pytest.raises(Conflict):
        year.record(say.submitted(), seen={say.UNIT: 7}, now=say.T, contents=say.contents, link=(hash, link))
    assert year.visited(hash) is None
    year.record(say.submitted(), seen={say.UNIT: 0}, now=say.T, contents=say.contents, link=(hash, link))
    assert year.visited(hash).used == say.T


def test_a_link_that_was_opened_can_be_used(year, say):
    """Looking takes nothing from it."""
    hash, link = a_link(say)
    year.opened(hash, link, now=say.T)
    year.record(say.submitted(), seen={say.UNIT: 0}, now=say.T + say.HOUR, contents=say.contents, link=(hash, link))
    assert year.visited(hash) == Visited(link, 1, say.T, say.T + say.HOUR)


def test_of_eight_at_once_one_uses_the_link(year, say):
    """Whoever comes second keeps nothing: Spent, or Conflict where the obligation has changed meanwhile."""
    hash, link = a_link(say)

    def tried(n):
        actions = [Move(say.UNIT, "received", State.SUBMITTED, say.T, None, note=str(n))]
        try:
            year.record(actions, seen={}, now=say.T, link=(hash, link))
        except (Spent, Conflict):
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(tried, range(8))) == 1
    assert [e.what for e in year.events()].count("move") == 1
    assert [e.what for e in year.events()].count("link") == 1


def test_personal_particulars_can_be_taken_out_and_nothing_else(year, say):
    """They are gone for good, with a line that names their record alone; what was handed in cannot be taken out."""
    hidden = {"kind": "personal", "of": str(say.UNIT), "salt": "s", "lines": {"1": {"name": "Tên Mẫu"}}}
    year.record(say.submitted(), seen={}, now=say.T, contents={**say.contents, sha(hidden): hidden})
    year.erase(sha(hidden), now=say.T, by="van-phong", why="Hết thời hạn lưu")
    with pytest.raises(KeyError):
        year.content(sha(hidden))
    with pytest.raises(KeyError):
        year.erase(sha(hidden), now=say.T)
    line = year.events()[-1]
    assert (line.what, line.key, line.by, line.detail) == (
        "erase", str(say.UNIT), "van-phong", {"why": "Hết thời hạn lưu"},
    )  # fmt: skip
    with pytest.raises(ValueError, match="personal"):
        year.erase(next(iter(say.contents)), now=say.T)


# ---------------------------------------------------------------- what came out

BROADCAST = Publication(
    "p9", "Phóng sự rác thải", "dai-pt-th", "Phóng sự", dt.date(2023, 4, 9), dt.datetime(2023, 4, 10, tzinfo=dt.UTC),
    topics=("t7",), programme="Thời sự", slot="19:45", seconds=330, how="imported",
    said=(Said("topic", "t7", "machine", "có từ «rác thải»"),),
)  # fmt: skip


def found(n, **more):
    """The n-th article that was found."""
    said = {"outlet": "bao-ha-tinh", "title": f"Tin {n}", "found": dt.datetime(2023, 4, 9, tzinfo=dt.UTC), **more}
    return Finding(f"bao.example/{n}", f"tin {n}", f"https://bao.example/{n}?utm_source=rss", **said)


def test_a_broadcast_keeps_its_slot_and_who_linked_it(year, say):
    """Programme, slot, seconds, how it came, and the reason of the machine's link."""
    year.publish(BROADCAST, now=say.T)
    assert year.publications() == [BROADCAST]
    assert year.events()[-1].detail["how"] == "imported"


def related(year, *words, now=None, by="x"):
    """What stands after these words were said of the broadcast: (kind, target, verdict)."""
    now = now or dt.datetime(2023, 4, 9, tzinfo=dt.UTC)
    year.relate("p9", [Word(*word) for word in words], now=now, by=by)
    (kept,) = year.publications()
    return kept


def test_a_person_says_more_than_a_machine(year, say):
    """A word replaces the machine's link; every word is kept with whoever said it and when."""
    year.publish(replace(BROADCAST, lines=("l/1",), said=(Said("line", "l/1", "machine", "trùng tên"),)), now=say.T)
    kept = related(year, ("line", "l/1", "confirmed", "đã xem"), now=say.T + say.HOUR)
    assert (kept.lines, kept.said) == (("l/1",), (Said("line", "l/1", "person", "đã xem"),))
    assert kept.words == (Word("line", "l/1", "confirmed", "đã xem", say.T + say.HOUR, "x"),)
    assert [(e.key, e.by) for e in year.events() if e.what == "relate"] == [("p9", "x")]
    with pytest.raises(Conflict):
        year.relate("p8", [Word("topic", "t7", "confirmed")], now=say.T, by="x")


def test_what_is_refused_is_no_link_and_can_be_confirmed_again(year, say):
    """The later word stands; nothing that was said is taken out, and the trail has a line for each."""
    year.publish(replace(BROADCAST, topics=("t7",), lines=("l/1", "l/2")), now=say.T)
    kept = related(year, ("line", "l/1", "refused"), ("topic", "t7", "refused"))
    assert (kept.lines, kept.topics) == (("l/2",), ())
    kept = related(year, ("line", "l/1", "confirmed"))
    assert (kept.lines, kept.topics) == (("l/2", "l/1"), ())
    assert [(it.target, it.verdict) for it in kept.words] == [
        ("l/1", "refused"), ("t7", "refused"), ("l/1", "confirmed"),
    ]  # fmt: skip
    assert [e.detail["words"] for e in year.events() if e.what == "relate"] == [
        [["line", "l/1", "refused", ""], ["topic", "t7", "refused", ""]],
        [["line", "l/1", "confirmed", ""]],
    ]


def test_what_belongs_to_no_line_has_none_until_a_person_says_so(year, say):
    """The line "" is every line; a line that is confirmed afterwards stands, and so does another "none" after that."""
    year.publish(replace(BROADCAST, topics=("t7",), lines=("l/1", "l/2")), now=say.T)
    kept = related(year, (*NO_LINE, "refused"))
    assert (kept.lines, kept.topics) == ((), ("t7",))
    assert related(year, ("line", "l/2", "confirmed")).lines == ("l/2",)
    assert related(year, (*NO_LINE, "refused")).lines == ()


def test_a_word_that_says_what_stands_is_no_word(year, say):
    """Said twice, it leaves one word and one line in the trail."""
    year.publish(BROADCAST, now=say.T)
    for _ in range(2):
        kept = related(year, ("line", "l/1", "refused"), ("topic", "t1", "confirmed"))
    assert len(kept.words) == 2
    assert [e.what for e in year.events()].count("relate") == 1


def test_words_do_not_make_another_publication(year, say):
    """The same once more, with what it counts for by now, is nothing new."""
    year.publish(BROADCAST, now=say.T)
    kept = related(year, ("line", "l/1", "confirmed"))
    year.publish(replace(kept, words=()), now=say.T)
    assert year.publications() == [kept]


def test_how_an_address_was_found_is_kept_and_told_once(year, say):
    """The latest look stands; the trail has a line where the state is another."""
    year.publish(BROADCAST, now=say.T)
    for hour, state in enumerate(["alive", "alive", "dead"]):
        year.check("p9", Checked(state, say.T + hour * say.HOUR, "404", "a" * 64, hour), now=say.T)
    assert year.publications()[0].checked == Checked("dead", say.T + 2 * say.HOUR, "404", "a" * 64, 2)
    assert [e.detail["state"] for e in year.events() if e.what == "check"] == ["alive", "dead"]
    with pytest.raises(Conflict):
        year.check("p8", Checked("alive", say.T), now=say.T)


def test_an_article_is_offered_once_by_its_address(year, say):
    """Numbers go on; what is known by its address is left as it is, whatever became of it."""
    kept = year.offer([found(1, topics=("t7",), at=dt.date(2023, 4, 9)), found(1), found(2)], now=say.T)
    assert [it.number for it in kept] == [1, 2]
    year.judge(1, "refused", now=say.T, by="x", comment="không phải")
    assert [it.number for it in year.offer([found(1), found(3, fate="repeated", same_as=2)], now=say.T)] == [3]
    first, second, third = year.findings()
    assert (first.fate, first.by, first.comment, first.decided) == ("refused", "x", "không phải", say.T)
    assert (first.topics, first.at) == (("t7",), dt.date(2023, 4, 9))
    assert (year.findings("waiting"), third.same_as) == ([second], 2)
    assert [e.what for e in year.events()][1:] == ["offer", "judge", "offer"]
    assert year.offer([found(1)], now=say.T) == []


def test_a_finding_that_is_confirmed_becomes_a_publication(year, say):
    """Both in one transaction; what was refused may still be confirmed, what is confirmed stays."""
    year.offer([found(1), found(2)], now=say.T)
    year.judge(1, "refused", now=say.T, by="x")
    year.judge(1, "confirmed", now=say.T, by="y", publication=BROADCAST)
    assert (year.findings("confirmed")[0].publication, year.publications()) == ("p9", [BROADCAST])
    before = say.state_of(year), year.findings()
    for number, publication in [(1, BROADCAST), (2, replace(BROADCAST, title="Khác")), (9, None)]:
        with pytest.raises(Conflict):
            year.judge(number, "confirmed", now=say.T, by="z", publication=publication)
    with pytest.raises(Conflict):
        year.judge(1, "refused", now=say.T, by="z")
    assert (say.state_of(year), year.findings()) == before


def test_what_is_known_of_a_feed_is_kept(year, say):
    """The latest state by its address; nothing of it in the trail."""
    for feed in (Feed("https://b.example/rss", "w/1"), Feed("https://a.example/rss", failing=say.T, error="lỗi")):
        year.keep_feed(feed)
    year.keep_feed(Feed("https://b.example/rss", "w/2", "hôm qua", say.T, say.T))
    assert [(it.etag, it.failing, it.read) for it in year.feeds()] == [("", say.T, None), ("w/2", None, say.T)]
    assert [e.what for e in year.events()] == ["begin"]
