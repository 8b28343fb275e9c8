"""Requests, acceptance and further rounds, through the doors of the Office, in SQLite."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions.facts import State
from definitions.moments import parse_moment
from definitions.vocabulary import Every, Kind, Rung, Step
from flows.agree import agree, ask_round
from flows.collect import accept, collect, send_back
from flows.requested import request

PLAN = "unit-plan/2023-10/a"
ASKED = "partner-agreement/2023-10/bao"
REPORT = "quick-report/2023-E001"
DAY = "5 working days after it opens"
REMIND = Rung(id="remind", kind="remind", moment=parse_moment("last working day"))


@pytest.fixture
def asking(small, found, tmp_path):
    """The small office in a SQLite file: plans are accepted by the office, reports are asked for, partners twice."""
    from storage.ledger import open_ledger

    process = small[0].process
    changed = {"unit-plan": {"accept": "office"}, "partner-agreement": {"rounds": 2, "deadlock": "leader"}}
    steps = [step.model_copy(update=changed.get(step.id, {})) for step in process.steps]
    steps.append(
        Step(id="quick-report", title="Báo cáo nhanh", kind=Kind.SUBMIT, every=Every.REQUEST, by=("unit",), to=("office",),
             due=parse_moment(DAY), closes=parse_moment("10 working days after it opens"), ladder=(REMIND,))
    )  # fmt: skip
    definition = small[0].model_copy(update={"process": process.model_copy(update={"steps": tuple(steps)})})
    ledger = open_ledger(f"sqlite:///{tmp_path / 'vongnam.db'}", durable=False)
    world = found(tmp_path, ledger=ledger, definition=definition)
    world.to("2023-10-02 09:00")
    yield world
    ledger.close()


# ---------------------------------------------------------------- accepting


def test_what_was_handed_in_waits_until_it_is_accepted(asking):
    """The Office is told that something waits, and its acceptance ends the duty."""
    asking.hand_in("a")
    asking.beat()
    assert asking.it(PLAN).state is State.SUBMITTED
    assert any("tiếp nhận" in letter.letter.subject.lower() for letter in asking.letters("vp@so.example"))
    told = accept(asking.office, step="unit-plan", unit="a", period="2023-10", by="van-phong.cv")
    assert asking.it(PLAN).state is State.ACCEPTED
    assert told.lines == ("Đơn vị A, kỳ 2023-10.",)


def test_the_latest_is_accepted_where_no_period_is_named(asking):
    """Nobody has to know how a period is called."""
    asking.hand_in("a")
    accept(asking.office, step="unit-plan", unit="a", period="")
    assert asking.it(PLAN).state is State.ACCEPTED


def test_nothing_is_accepted_before_it_came_or_twice(asking, refused):
    """Both are refused with what to look at."""
    with refused("nothing-handed-in"):
        accept(asking.office, step="unit-plan", unit="a", period="2023-10")
    asking.hand_in("a")
    accept(asking.office, step="unit-plan", unit="a", period="2023-10")
    with refused("nothing-handed-in"):
        accept(asking.office, step="unit-plan", unit="a", period="2023-10")


def test_what_was_sent_back_is_accepted_when_it_came_again(asking, refused):
    """In between it is open: there is nothing to accept."""
    asking.hand_in("a")
    send_back(asking.office, step="unit-plan", unit="a", period="2023-10", comment="Thiếu thời gian.")
    with refused("nothing-handed-in"):
        accept(asking.office, step="unit-plan", unit="a", period="2023-10")
    asking.hand_in("a")
    accept(asking.office, step="unit-plan", unit="a", period="2023-10")
    assert asking.it(PLAN).state is State.ACCEPTED


# ---------------------------------------------------------------- requesting


def test_a_request_asks_all_who_owe_it_with_a_deadline(asking, at):
    """Each gets a letter with the words of the request and the day: five working days after Monday the 2nd."""
    before = len(asking.post.sent)
    told = request(asking.office, step="quick-report", note="Tình hình mưa lũ.")
    asking.beat()
    assert told.lines == ("Đơn vị A, kỳ 2023-E001", "Đơn vị B, kỳ 2023-E001")
    assert [asking.it(f"{REPORT}/{unit}").instants.due for unit in "ab"] == [at("2023-10-10 00:00")] * 2
    letters = asking.letters(since=before)
    assert sorted(letter.address for letter in letters) == ["a@so.example", "b@so.example"]
    assert all("Tình hình mưa lũ." in letter.letter.text and "10/10" in letter.letter.subject for letter in letters)


def test_a_request_reminds_and_closes_like_any_duty(asking):
    """Whoever does not answer is reminded on the last working day, and missed when it closes."""
    request(asking.office, step="quick-report", parties=["a"], note="Báo cáo nhanh.")
    asking.to("2023-10-09 08:30")
    assert REMIND.id in asking.it(f"{REPORT}/a").rungs
    asking.to("2023-10-17 08:00")
    assert asking.it(f"{REPORT}/a").state is State.MISSED


def test_each_request_has_a_number_and_may_name_its_parties_and_its_day(asking, at):
    """The second is about one unit alone, by the day that was named."""
    request(asking.office, step="quick-report", note="Một.")
    request(asking.office, step="quick-report", parties=["b"], due=at("2023-10-05 00:00"), note="Hai.")
    asking.beat()
    assert asking.it("quick-report/2023-E002/b").instants.due == at("2023-10-05 00:00")
    assert asking.it("quick-report/2023-E002/a") is None


def test_an_answer_to_a_request_is_handed_in_under_its_number(asking):
    """It ends the duty that the request opened, and opens no other."""
    request(asking.office, step="quick-report", parties=["a"], note="Một.")
    asking.beat()
    collect(asking.office, step="quick-report", unit="a", period="2023-E001", note="Không có thiệt hại.")
    assert [str(it.key) for it in asking.ledger.obligations(step="quick-report")] == [f"{REPORT}/a"]
    assert asking.it(f"{REPORT}/a").state is State.ACCEPTED


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"step": "unit-plan"}, "not-on-request"),
        ({"step": "nothing"}, "not-on-request"),
        ({"step": "quick-report", "parties": ["bao"]}, "not-theirs"),
        ({"step": "quick-report", "due": dt.datetime(2023, 10, 1, tzinfo=dt.UTC)}, "gone-by"),
    ],
)
def test_a_request_that_cannot_be_is_refused_and_leaves_nothing(asking, refused, asked, reason):
    """Another kind of step, somebody who does not owe it, a day that has gone by."""
    with refused(reason):
        request(asking.office, **asked)
    assert asking.ledger.obligations(step="quick-report") == []


# ---------------------------------------------------------------- one more round


def test_a_partner_is_asked_once_more_and_answers_that_round(asking):
    """It gets a letter with what is different now, and the second answer stands beside the first."""
    answered = _agreed(asking)
    told = ask_round(answered.office, partner="bao", period="2023-10", comment="Đã sửa dòng 2.")
    answered.beat()
    assert told.lines == ("Báo, kỳ 2023-10, lần 2: Đã sửa dòng 2.",)
    assert answered.it(f"{ASKED}/2").state is State.OPEN
    assert any("Đã sửa dòng 2." in letter.letter.text for letter in answered.letters("bao@bao.example"))


def test_a_further_round_closes_in_its_own_time(asking):
    """Silence in the second round is a silence of its own: it counts from the second asking."""
    answered = _agreed(asking)
    ask_round(answered.office, partner="bao", period="2023-10", comment="Đã sửa dòng 2.")
    answered.to("2023-10-06 08:00")
    assert answered.it(f"{ASKED}/2").state is State.MISSED
    assert answered.it(ASKED).state is State.ACCEPTED


def test_while_a_round_is_open_nobody_is_asked_again(asking, refused):
    """The first answer is waited for."""
    _accepted(asking).beat()
    with refused("not-answered"):
        ask_round(asking.office, partner="bao", period="2023-10", comment="Đã sửa.")


def test_after_the_last_round_the_remedy_names_who_decides(asking, refused):
    """Two rounds, and then it is for the leader to say."""
    answered = _agreed(asking)
    ask_round(answered.office, partner="bao", period="2023-10", comment="Đã sửa.")
    answered.to("2023-10-06 08:00")
    with refused("no-more-rounds") as caught:
        ask_round(answered.office, partner="bao", period="2023-10", comment="Lại sửa.")
    assert "Lãnh đạo" in caught.value.remedy


def test_without_a_plan_nobody_is_asked_once_more(asking, refused):
    """There is nothing to agree on in a month that does not exist."""
    with refused("no-plan"):
        ask_round(asking.office, partner="bao", period="2022-10", comment="Đã sửa.")


def _accepted(world):
    """The month's plan is confirmed: both plans came, and were accepted."""
    from flows.assemble import assemble

    for unit in "ab":
        world.hand_in(unit)
        accept(world.office, step="unit-plan", unit=unit, period="2023-10")
    world.beat()
    assemble(world.office, step="month-plan", period="2023-10")
    world.beat()
    return world


def _agreed(world):
    """Both partners have agreed to everything."""
    _accepted(world)
    for partner in ("bao", "dai"):
        agree(world.office, partner=partner, period="2023-10", others="agreed")
    world.beat()
    return world
