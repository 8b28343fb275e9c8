"""More time, let go, another decider, taken back: through the flows' plain functions, to the letters that people get."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from definitions import agenda
from definitions.contacts import Contact
from definitions.facts import State
from flows.approvals import waiting_approvals
from flows.assemble import assemble
from flows.collect import collect
from flows.contacting import contact
from flows.decide import ask_again
from flows.relieving import extend, reassign, take_back, waive
from flows.wiring import definition_of

ASKED = "month-approval/2023-10/lanh-dao-so"
PLAN = "month-plan/2023-10/van-phong"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PT, PHO = "lanh-dao-so.pt", "lanh-dao-so.pho"
HEAD = "Nội dung tuyên truyền\tNội dung số\tThể loại\tThời gian\tCơ quan báo chí\n"


def at(text):
    """That local time."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=HANOI)


def edit(world, **said):
    """The directory form, and the office as the next run opens it."""
    told = contact(world.office, Contact(**said), by="form")
    texts = world.ledger.texts()
    read = definition_of(texts, world.ledger.directory())
    world.office = replace(world.office, context=agenda.context(read))
    return told


@pytest.fixture
def two(world):
    """A deputy stands beside the leader: in the directory, but another unit's, so that only a substitution reaches it."""
    edit(world, unit="van-phong", role="dung-dau", name="Phó Giám đốc", mail="pho@so.example")
    return world


DEPUTY = "van-phong.dung-dau"


# ---------------------------------------------------------------- more time


def test_more_time_is_told_and_late_counts_from_it(world):
    """The unit reads the new deadline and the reason; what comes before it is in time."""
    extend(
        world.office, step="unit-plan", unit="a", period="2023-10", due=at("2023-10-08 00:00"), comment="Mới bàn giao"
    )
    world.beat()
    text = world.letters("a@so.example")[-1].letter.text
    assert "«Mới bàn giao»" in text
    assert "tức hết ngày 07/10" in text
    world.to("2023-10-06 10:00")
    world.hand_in("a")
    assert not world.ledger.submission(world.Key.parse("unit-plan/2023-10/a")).late


def test_reminders_follow_the_new_deadline(world):
    """The old ladder says nothing more; the new one reminds before the new day and escalates after it."""
    extend(world.office, step="unit-plan", unit="a", period="2023-10", due=at("2023-10-13 00:00"), comment="Lý do")
    world.to("2023-10-09 07:00")
    assert not [
        p for p in world.letters("vp@so.example") if "Chưa gửi" in p.letter.subject and "Đơn vị A" in p.letter.text
    ]
    before = len(world.letters("a@so.example"))
    world.to("2023-10-12 17:00")
    reminded = [p.letter.subject for p in world.letters("a@so.example")[before:]]
    assert reminded
    assert all("trước ngày 13/10" in subject for subject in reminded)
    world.to("2023-10-14 09:00")
    assert "Chưa gửi Kế hoạch tuyên truyền tháng 10/2023 – Đơn vị A" in world.letters("vp@so.example")[-1].letter.text


def test_more_time_can_be_given_twice_and_ahead(world):
    """A second extension counts from the first; one that is given before the duty opens stands in its first letter."""
    for day in ("2023-10-07 00:00", "2023-10-10 00:00"):
        extend(world.office, step="unit-plan", unit="a", period="2023-10", due=at(day), comment="Lý do")
    assert world.it("unit-plan/2023-10/a").instants.due == at("2023-10-10 00:00")
    extend(world.office, step="unit-plan", unit="a", period="2023-12", due=at("2023-12-09 00:00"), comment="Lý do")
    world.to("2023-11-30 09:00")
    assert world.it("unit-plan/2023-12/a").instants.due == at("2023-12-09 00:00")
    assert any("tức hết ngày 08/12" in p.letter.text for p in world.letters("a@so.example"))


@pytest.mark.parametrize(
    ("due", "comment", "reason"),
    [("2023-10-04 00:00", "Lý do", "not-later"), ("2023-10-09 00:00", " ", "comment-needed")],
)
def test_more_time_is_more_and_has_a_reason(world, refused, due, comment, reason):
    """An earlier day is no extension, and nothing is given without a word."""
    with refused(reason):
        extend(world.office, step="unit-plan", unit="a", period="2023-10", due=at(due), comment=comment)


def test_what_was_sent_needs_no_time(world, refused):
    """The state table is as it was: what is settled is not open again by a date."""
    world.hand_in("a")
    with refused("not-now"):
        extend(world.office, step="unit-plan", unit="a", period="2023-10", due=at("2023-10-09 00:00"), comment="Lý do")


# ---------------------------------------------------------------- let go


def test_a_unit_that_is_let_off_is_told_and_holds_nothing_up(world):
    """It reads why, is reminded no more, and the month goes on without it."""
    waive(world.office, step="unit-plan", unit="b", comment="Đang sáp nhập")
    world.hand_in("a")
    world.beat()
    assert "«Đang sáp nhập»" in world.letters("b@so.example")[-1].letter.text
    assert world.it("unit-plan/2023-10/b").state is State.WAIVED
    assert world.it(PLAN).state is State.OPEN
    assert world.content(PLAN)["silent"] == []


@pytest.mark.parametrize("step", ["month-plan", "partner-agreement", "month-approval"])
def test_nobody_is_let_off_deciding(world, refused, step):
    """No form makes an approval needless."""
    world.agreed()
    unit = {"month-plan": "van-phong", "partner-agreement": "bao", "month-approval": "lanh-dao-so"}[step]
    with refused("not-to-waive"):
        waive(world.office, step=step, unit=unit, period="2023-10", comment="Lý do")
    assert world.it(ASKED).state is State.OPEN


# ---------------------------------------------------------------- substitutes


def test_the_substitute_of_an_absent_decider_is_asked_and_named(two, refused):
    """The request goes to the deputy alone; the verdict says who decided, and for whom."""
    edit(two, person=PT, away_from=dt.date(2023, 10, 1), away_to=dt.date(2023, 10, 20), substitute=DEPUTY)
    before = len(two.letters("ld@so.example"))
    two.agreed()
    letter = two.letters("pho@so.example")[-1].letter
    assert "Kính trình" in letter.subject
    assert "kính trình Phó Giám đốc, Văn phòng Sở xem xét, cho ý kiến thay Lãnh đạo phụ trách về" in letter.text
    assert len(two.letters("ld@so.example")) == before
    (form,) = waiting_approvals(two.office)
    assert "Phó Giám đốc" in form.markdown
    assert "thay Lãnh đạo phụ trách" in form.markdown
    with refused("wrong-code"):
        two.decide()
    two.decide(code=two.code(ASKED, DEPUTY))
    (kept,) = two.ledger.decisions()
    assert (kept.person, kept.instead_of) == (DEPUTY, PT)
    two.beat()
    assert any("thay Lãnh đạo phụ trách" in p.letter.text for p in two.letters("vp@so.example"))


def test_an_absence_that_begins_while_a_decision_waits_turns_it_over(two):
    """From the first morning of the absence the substitute is asked; from the first day back, the decider again."""
    edit(two, person=PT, away_from=dt.date(2023, 10, 3), away_to=dt.date(2023, 10, 4), substitute=DEPUTY)
    two.agreed()
    assert [g.person for g in two.ledger.grants(two.Key.parse(ASKED))] == [PT]
    two.to("2023-10-03 09:00")
    assert [g.person for g in two.ledger.grants(two.Key.parse(ASKED))] == [DEPUTY]
    two.to("2023-10-05 09:00")
    assert [g.person for g in two.ledger.grants(two.Key.parse(ASKED))] == [PT]


def test_an_absence_told_while_a_decision_waits_turns_it_over_at_once(two):
    """The form that notes it asks the substitute, with a fresh code; the old one is good no more."""
    old = two.agreed().code(ASKED)
    told = edit(two, person=PT, away_from=dt.date(2023, 10, 1), away_to=dt.date(2023, 10, 9), substitute=DEPUTY)
    assert any("đã trình" in line for line in told.lines)
    two.beat()
    assert [g.person for g in two.ledger.grants(two.Key.parse(ASKED))] == [DEPUTY]
    assert two.letters("pho@so.example")
    assert old != two.code(ASKED, DEPUTY)


# ---------------------------------------------------------------- given to another


def test_an_open_decision_can_be_given_to_another(two, refused):
    """The other one of the role gets a fresh code; the first is told, and their code is good no more."""
    edit(two, unit="lanh-dao-so", role="dau-moi", name="Phó phụ trách", mail="pho2@so.example", valid_from=None)
    old = two.agreed().code(ASKED)
    reassign(two.office, step="month-approval", to="lanh-dao-so.dau-moi", period="2023-10", comment="Đi công tác")
    two.beat()
    assert [g.person for g in two.ledger.grants(two.Key.parse(ASKED))] == ["lanh-dao-so.dau-moi"]
    assert "Đã chuyển người cho ý kiến" in two.letters("ld@so.example")[-1].letter.subject
    assert (
        "thay thư trình trước (đã chuyển người phê duyệt: Đi công tác)"
        in two.letters("pho2@so.example")[-1].letter.text
    )
    (form,) = waiting_approvals(two.office)
    assert "đã chuyển người phê duyệt: Đi công tác" in form.why
    with refused("stale"):
        two.decide(code=old)
    ask_again(two.office, obligation=ASKED)  # whoever it was given to keeps it, through fresh codes too
    assert [g.person for g in two.ledger.grants(two.Key.parse(ASKED))] == ["lanh-dao-so.dau-moi"]


def test_a_decision_is_not_given_to_anybody(two, refused):
    """Neither to another unit's person who is nobody's substitute, nor when nothing waits."""
    with refused("already"):
        reassign(two.office, step="month-approval", to=PT, period="2023-10")
    two.agreed()
    with refused("not-a-decider"):
        reassign(two.office, step="month-approval", to="a.dm", period="2023-10")


# ---------------------------------------------------------------- taken back


def test_what_was_submitted_can_be_taken_back_and_changed(world, refused):
    """The code is good no more, the approver is told, nothing waits meanwhile; the new version is asked for anew."""
    old = world.agreed().code(ASKED)
    take_back(world.office, step="month-plan", period="2023-10", comment="Thiếu một nội dung")
    world.beat()
    assert waiting_approvals(world.office) == []
    assert "«Thiếu một nội dung»" in world.letters("ld@so.example")[-1].letter.text
    with refused("withdrawn"):
        world.decide(code=old)
    world.to("2023-10-09 09:00")  # a week later nothing has asked or reminded the approver
    assert not [p for p in world.letters("ld@so.example") if "Kính trình" in p.letter.subject][1:]
    rows = HEAD + "\n".join(f"{text}\t1\tTin\ttuần 2 tháng 10\tBáo; Đài" for text in ("Việc A1", "Việc A2", "Việc mới"))
    assemble(world.office, step="month-plan", period="2023-10", rows=rows)
    world.beat()
    (form,) = waiting_approvals(world.office)
    assert "nội dung trình đã thay đổi" in form.why
    assert "Thư này thay thư trình trước" in world.letters("ld@so.example")[-1].letter.text
    world.decide()
    world.beat()
    assert world.it("month-plan-issue/2023-10/van-phong").state is State.ACCEPTED


def test_only_what_waits_for_a_decision_is_taken_back(world, refused):
    """Before it was submitted, and after the verdict, there is nothing to take back."""
    world.drafted()
    with refused("nothing-submitted"):
        take_back(world.office, step="month-plan", period="2023-10", comment="Lý do")
    world.agreed().decide()
    with refused("nothing-submitted"):
        take_back(world.office, step="month-plan", period="2023-10", comment="Lý do")


# ---------------------------------------------------------------- nobody decides on their own work


@pytest.fixture
def apart(found, small, tmp_path):
    """The small office, whose process lets nobody approve what they prepared."""
    steps = [
        step.model_copy(update={"self_approval": False}) if step.id == "month-approval" else step
        for step in small[0].process.steps
    ]
    process = small[0].process.model_copy(update={"steps": tuple(steps)})
    world = found(tmp_path, definition=small[0].model_copy(update={"process": process}))
    world.to("2023-10-02 09:00")
    return world


@pytest.mark.parametrize(("by", "reason"), [(PT, "own-work"), ("van-phong.cv", None)])
def test_whoever_prepared_it_cannot_approve_it(apart, refused, by, reason):
    """The one who confirmed the plan is refused with a sentence, code or no code; anybody else decides."""
    from flows.agree import agree

    apart.drafted()
    assemble(apart.office, step="month-plan", period="2023-10", by=by)
    apart.beat()
    for partner in ("bao", "dai"):
        agree(apart.office, partner=partner, period="2023-10", others="agreed")
    apart.beat()
    if reason:
        with refused(reason) as caught:
            apart.decide()
        assert "Chuyển người phê duyệt" in caught.value.remedy
    else:
        apart.decide()
    assert len(apart.ledger.decisions()) == (reason is None)


def test_who_prepares_is_asked_for_where_it_matters(apart, refused):
    """Without a name nothing is confirmed or edited: the rule could not be kept."""
    apart.drafted()
    with refused("who-prepared"):
        assemble(apart.office, step="month-plan", period="2023-10")


# ---------------------------------------------------------------- paper


def test_what_came_on_paper_keeps_its_number_date_and_file(world):
    """The day on the paper is when it is said to be sent; it came when it came."""
    from definitions.intake import Paper

    collect(world.office, unit="a", period="2023-10", received=at("2023-10-02 08:30"), note="Theo bản giấy",
            paper=Paper("12/KH-A", "2023-10-01", "12-KH-A.pdf"))  # fmt: skip
    assert world.content("unit-plan/2023-10/a")["paper"] == {
        "number": "12/KH-A",
        "date": "2023-10-01",
        "file": "12-KH-A.pdf",
    }
    kept = world.ledger.submission(world.Key.parse("unit-plan/2023-10/a"))
    assert kept.said_sent == at("2023-10-01 00:00")
    assert kept.received == at("2023-10-02 08:30")
