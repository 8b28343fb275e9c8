"""A late plan that changes a line: the change travels as a "bổ sung" of its own, and the line stays one line."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from definitions.facts import State
from flows.agree import agree
from flows.approvals import waiting_approvals
from flows.assemble import assemble
from flows.collect import collect
from flows.counted import counted
from flows.linking import Linking
from flows.office_pages import Links, pages
from flows.track import track
from storage.published import Publication

HEAD = "Nội dung tuyên truyền\tNội dung số\tThể loại\tThời gian\tCơ quan báo chí\n"
MONTH, B1, B2 = "2023-10", "2023-10-B1", "2023-10-B2"
A1 = "2023-10/a/01"
WAS_IS = "thời gian từ «20/10/2023» thành «25/10/2023»"


def row(text="Việc A1", when="20/10/2023", genre="Tin", partners="Báo"):
    return f"{text}\t1\t{genre}\t{when}\t{partners}"


A2 = row("Việc A2", "26/10/2023", partners="Báo; Đài")


def sends(world, *rows):
    collect(world.office, unit="a", period=MONTH, rows=HEAD + "\n".join(rows))
    world.beat()


def plan(period):
    return f"month-plan/{period}/van-phong"


def lines(world, period):
    return {it["id"]: it for it in world.content(plan(period))["lines"]}


def confirm(world, period=B1, **how):
    assemble(world.office, step="month-plan", period=period, **how)
    world.beat()


def answers(world, partner, period, others="agreed", **more):
    agree(world.office, partner=partner, period=period, others=others, **more)
    world.beat()


def signed(world, period=B1, **how):
    world.decide(obligation=f"month-approval/{period}/lanh-dao-so", **how)
    world.beat()


def issued(world):
    """October's plan: two lines of unit A, agreed on, signed and sent; unit B has sent nothing."""
    sends(world, row(), A2)
    world.to("2023-10-06 09:00")
    confirm(world, MONTH)
    answers(world, "bao", MONTH)
    answers(world, "dai", MONTH)
    signed(world, MONTH)
    return world


@pytest.fixture
def issued_world(world):
    return issued(world)


@pytest.fixture
def moved(issued_world):
    """The unit has moved its first line from the 20th to the 25th since."""
    sends(issued_world, row(when="25/10/2023"), A2)
    return issued_world


def planned(world):
    """What is planned: (id, last day, fate) of each line, as coverage counts it, and how many the report counts."""
    it = counted(world.office)
    return [
        (f"{line.line['id']}", f"{line.last:%d/%m}", line.fate) for line in it.coverage.lines
    ], it.report.lines.total


# ---------------------------------------------------------------- the whole path


def test_a_changed_line_goes_the_whole_way_and_is_counted_once(moved):
    """Put together, agreed, signed and issued as the same line, with what it was; the signed plan stays as it was."""
    before = moved.it(plan(MONTH))
    assert [*lines(moved, B1)] == [A1]
    assert (lines(moved, B1)[A1]["when"], lines(moved, B1)[A1]["before"]["when"]) == ("2023-10-25", "2023-10-20")
    confirm(moved)
    assert moved.it(f"partner-agreement/{B1}/dai") is None
    answers(moved, "bao", B1)
    assert planned(moved) == ([(A1, "20/10", "waiting"), ("2023-10/a/02", "26/10", "waiting")], 2)
    signed(moved)
    assert moved.it(f"month-plan-issue/{B1}/van-phong").state is State.ACCEPTED
    assert planned(moved) == ([("2023-10/a/02", "26/10", "waiting"), (A1, "25/10", "waiting")], 2)
    assert (moved.it(plan(MONTH)).content, moved.it(plan(B2))) == (before.content, None)


def test_everybody_reads_what_it_was_and_what_it_is(moved):
    """The Office in the draft's letter, the partner in its letter and on its sheet, the leader, the unit at the end."""
    from openpyxl import load_workbook

    receipt = next(it.letter.text for it in moved.letters("a@so")[::-1] if "Đã nhận" in it.letter.subject)
    assert f"Kế hoạch tháng 10/2023 (bổ sung 1): Việc A1 (thay đổi: {WAS_IS})" in receipt
    assert f"Dòng 1: Việc A1 (thay đổi: {WAS_IS})" in moved.letters("vp@")[-1].letter.text
    confirm(moved)
    asked = moved.letters("bao@")[-1].letter
    assert f"Dòng 1: Việc A1 (thay đổi: {WAS_IS})" in asked.text
    sheet = load_workbook(io.BytesIO(next(a.data for a in asked.attachments if a.name.startswith("phieu"))))[
        "Phiếu ý kiến"
    ]
    cells = [str(cell.value) for line in sheet.iter_rows() for cell in line]
    assert "Thay đổi so với kế hoạch đã gửi" in cells
    assert WAS_IS in cells
    answers(moved, "bao", B1)
    assert f"thay đổi: {WAS_IS}" in waiting_approvals(moved.office)[0].markdown
    assert f"Việc A1 (thay đổi: {WAS_IS})" in moved.letters("ld@")[-1].letter.text
    signed(moved)
    told = moved.letters("a@so")[-1].letter.text
    assert f"Việc A1: thực hiện với Báo (thay đổi: {WAS_IS})." in told


def test_a_month_in_which_nothing_was_changed_is_asked_about_as_ever(issued_world):
    """The sheet has the column of changes only where something was changed."""
    from openpyxl import load_workbook

    asked = next(it.letter for it in issued_world.letters("bao@") if "cho ý kiến" in it.letter.subject)
    sheet = load_workbook(io.BytesIO(next(a.data for a in asked.attachments if a.name.startswith("phieu"))))[
        "Phiếu ý kiến"
    ]
    assert "Thay đổi so với kế hoạch đã gửi" not in [cell.value for line in sheet.iter_rows() for cell in line]


def test_it_is_the_same_in_a_database(sqlite_world):
    """In SQLite: the same line, once, and a plan that comes again makes nothing new."""
    world = issued(sqlite_world)
    for _ in range(2):
        sends(world, row(when="25/10/2023"), A2)
    assert ([*lines(world, B1)], world.it(plan(B1)).version) == ([A1], 1)
    confirm(world)
    answers(world, "bao", B1)
    signed(world)
    assert planned(world)[1] == 2
    sends(world, row(when="25/10/2023"), A2)
    assert world.it(plan(B2)) is None


# ---------------------------------------------------------------- refused


def test_a_change_that_the_partner_refuses_leaves_what_was_signed(moved):
    """The press refuses the new day, not the line: it stays on the day that was agreed on, and all are told so."""
    confirm(moved)
    answers(moved, "bao", B1, "refused", reason="đã kín trang")
    assert lines(moved, B1)[A1]["state"] == "unchanged"
    signed(moved)
    assert planned(moved) == ([(A1, "20/10", "waiting"), ("2023-10/a/02", "26/10", "waiting")], 2)
    issue = next(it.letter for it in moved.letters("bao@")[::-1] if "bổ sung 1" in it.letter.subject)
    assert "Việc A1: không thay đổi, giữ như kế hoạch đã gửi (thời gian: 25/10/2023 → 20/10/2023)" in issue.text
    told = moved.letters("a@so")[-1].letter.text
    assert f"Việc A1: không đổi, giữ như kế hoạch đã gửi (đề nghị thay đổi: {WAS_IS})" in told
    sends(moved, row(when="25/10/2023"), A2)
    assert moved.it(plan(B2)) is None  # it was asked, and answered


@pytest.mark.parametrize(
    ("choice", "state", "day"),
    [
        ("Không đổi, giữ như kế hoạch đã gửi", "unchanged", ("20/10", "waiting")),
        ("Giữ trong kế hoạch theo nội dung thay đổi", "planned", ("25/10", "waiting")),
        ("Bỏ khỏi kế hoạch", "dropped", ("25/10", "dropped")),
    ],
)
def test_where_the_leader_settles_deadlocks_it_is_the_leader_who_says(moved, monkeypatch, choice, state, day):
    """A fourth choice for such a line: it stays as it was signed."""
    steps = moved.office.context.steps
    found = steps["partner-agreement"].model_copy(update={"deadlock": "leader"})
    monkeypatch.setitem(steps, "partner-agreement", found)
    process = moved.office.definition.process
    steps_now = tuple(found if it.id == found.id else it for it in process.steps)
    monkeypatch.setitem(moved.office.definition.__dict__, "process", process.model_copy(update={"steps": steps_now}))
    confirm(moved)
    answers(moved, "bao", B1, "refused", reason="đã kín trang")
    from flows.decide import decide

    approval = f"month-approval/{B1}/lanh-dao-so"
    decide(
        moved.office, obligation=approval, generation=moved.it(approval).generation, verdict="Đồng ý", comment="",
        code=moved.code(approval), lines={"dong_1": choice},
    )  # fmt: skip
    moved.beat()
    assert lines(moved, B1)[A1]["state"] == state
    assert (A1, *day) in planned(moved)[0]
    assert planned(moved)[1] == 2


# ---------------------------------------------------------------- another partner


def test_another_partner_is_asked_and_the_old_one_is_told_when_it_is_final(issued_world):
    """Nobody is told anything before the leader has signed: until then the line is the old one's."""
    world = issued_world
    sends(world, row(partners="Đài"), A2)
    confirm(world)
    assert world.it(f"partner-agreement/{B1}/bao") is None
    assert "cơ quan báo chí từ «Báo» thành «Đài»" in world.letters("dai@")[-1].letter.text
    answers(world, "dai", B1)
    assert not [it for it in world.letters("bao@") if "bổ sung" in it.letter.subject]
    signed(world)
    told = world.letters("bao@")[-1].letter
    assert "Việc A1: chuyển cơ quan báo chí khác, không đề nghị Quý cơ quan thực hiện nữa" in told.text
    assert f"ke-hoach-{B1}-bao.xlsx" in [it.name for it in told.attachments]
    assert "chuyển cơ quan báo chí khác" not in world.letters("dai@")[-1].letter.text


# ---------------------------------------------------------------- what makes none


def test_what_a_partner_made_of_a_line_is_no_change_of_the_unit(world):
    """The press took it on another day: a late plan that says again what the unit had said brings nothing."""
    sends(world, row(), A2)
    world.to("2023-10-06 09:00")
    confirm(world, MONTH)
    said = [{"line": A1, "outcome": "changed", "when": "23/10/2023"}]
    answers(world, "bao", MONTH, answers=said)
    answers(world, "dai", MONTH)
    signed(world, MONTH)
    assert lines(world, MONTH)[A1]["when"] == "2023-10-23"
    sends(world, row(), row("Việc A2", "26/10/2023", partners="Đài; Báo"))
    assert world.it(plan(B1)) is None
    sends(world, row(genre="Bài"), A2)  # the unit changes the genre alone: the day stays as the press took it
    changed = lines(world, B1)[A1]
    assert (changed["genre"], changed["when"], changed["before"]["genre"]) == ("Bài", "2023-10-23", "Tin")


def test_what_the_office_struck_does_not_come_back(moved):
    """The Office takes the change out of the draft: what was signed stands, and the same plan brings it back no more."""
    sends(moved, row(when="25/10/2023"), A2, row("Việc gấp", "30/10/2023"))
    assert len(lines(moved, B1)) == 2
    confirm(moved, rows=f"{HEAD}{row('Việc gấp', '30/10/2023')}")
    sends(moved, row(when="25/10/2023"), A2, row("Việc gấp", "30/10/2023"))
    assert moved.it(plan(B2)) is None
    assert planned(moved)[0][0] == (A1, "20/10", "waiting")


# ---------------------------------------------------------------- drafts


def test_a_draft_that_nobody_has_read_follows_the_unit(moved):
    """Another day once more is in the same draft; taken back, with something else that is new, it is gone from it."""
    sends(moved, row(when="27/10/2023"), A2)
    assert lines(moved, B1)[A1]["when"] == "2023-10-27"
    sends(moved, row(), A2, row("Việc gấp", "30/10/2023"))
    assert [it["content"] for it in lines(moved, B1).values()] == ["Việc gấp"]
    sends(moved, row(when="27/10/2023"), A2, row("Việc gấp", "30/10/2023"))
    assert {it["content"] for it in lines(moved, B1).values()} == {"Việc A1", "Việc gấp"}
    assert moved.it(plan(B2)) is None


def test_a_draft_of_which_everything_is_taken_back_is_let_go_of(moved):
    """Nobody confirms nothing; the Office is told, the line is what it was, and the next change is the next number."""
    sends(moved, row(), A2)
    assert (moved.it(plan(B1)).state, lines(moved, B1)) == (State.WAIVED, {})
    assert moved.it(f"month-approval/{B1}/lanh-dao-so").state is State.WAIVED
    assert "không còn nội dung nào để bổ sung" in moved.letters("vp@")[-1].letter.text
    moved.to("2023-10-20 09:00")
    assert not [it for it in moved.letters("ld@") if "bổ sung" in it.letter.subject]
    sends(moved, row(when="25/10/2023"), A2)
    assert [*lines(moved, B2)] == [A1]


def test_a_change_of_a_change_is_the_next_one(moved):
    """It is held against what travelled last, and that is what it was."""
    confirm(moved)
    sends(moved, row(when="27/10/2023"), A2)
    changed = lines(moved, B2)[A1]
    assert (changed["before"]["when"], changed["when"], "before" in changed["before"]) == (
        "2023-10-25", "2023-10-27", False,
    )  # fmt: skip
    for period in (B2, B1):  # decided on in this order: the later one is what holds
        if period == B2:
            confirm(moved, B2)
        answers(moved, "bao", period)
        signed(moved, period)
    assert (A1, "27/10", "waiting") in planned(moved)[0]
    assert planned(moved)[1] == 2


def test_a_change_that_comes_to_a_persons_draft_of_the_month_travels_with_its_confirmation(world):
    """The Office has edited the draft of the month: it is not put together again, and the change is not lost."""
    sends(world, row(), A2)
    world.to("2023-10-06 09:00")
    assemble(world.office, step="month-plan", period=MONTH, rows=f"{HEAD}{row()}\n{A2}", confirm=False)
    sends(world, row(when="25/10/2023"), A2)
    assert world.it(plan(B1)) is None
    confirm(world, MONTH)
    assert (lines(world, MONTH)[A1]["when"], lines(world, B1)[A1]["when"]) == ("2023-10-20", "2023-10-25")


# ---------------------------------------------------------------- what a person is told of


def attention(world):
    office = world.office
    links = Links(office.definition, office.context.steps, "http://office.example", {}, {})
    return next(page.markdown for page in pages(office, links) if page.key == "can-xu-ly")


def test_a_line_that_is_left_out_stands_and_the_office_is_told(issued_world):
    """Units often send nothing but what is new: the line goes on; the page names it until the plan has it again."""
    world = issued_world
    sends(world, A2, row("Việc gấp", "30/10/2023"))
    assert [it["content"] for it in lines(world, B1).values()] == ["Việc gấp"]
    assert (
        "| Việc A1 (bản mới của đơn vị không còn dòng này; kế hoạch vẫn giữ) | tháng 10/2023 | Đơn vị A |"
        in attention(world)
    )
    assert "Việc A2 (" not in attention(world)
    sends(world, row(), A2, row("Việc gấp", "30/10/2023"))
    assert "không còn dòng này" not in attention(world)


def test_it_is_told_no_longer_when_the_month_is_over(issued_world):
    """What was planned for October is no question in November."""
    sends(issued_world, A2)
    assert "không còn dòng này" in attention(issued_world)
    issued_world.to("2023-11-01 09:00")
    assert "không còn dòng này" not in attention(issued_world)


def test_a_change_of_what_is_over_goes_nowhere_and_the_office_is_told(issued_world):
    """What came out already, and what the Office struck from the plan."""
    world = issued_world
    world.to("2023-10-20 09:00")
    track(world.office, title="Việc A1", partner="bao", genre="Tin", at=dt.date(2023, 10, 20), unit="a", lines=[A1])
    sends(world, row(when="25/10/2023"), A2)
    assert world.it(plan(B1)) is None
    assert "Việc A1 (bản mới của đơn vị có sửa, nhưng nội dung đã đăng, phát" in attention(world)


# ---------------------------------------------------------------- who reads plans


def test_what_comes_out_is_held_against_the_line_as_it_was_sent(issued_world):
    """Once, under one id; the new partner is looked for from the day on which the change is sent out, not before."""
    world = issued_world

    def found():
        out = Publication("x" * 64, "Việc A1", "bao", "Tin", dt.date(2023, 10, 20), recorded=world.clock.instant)
        return [it.score for it in Linking(world.office).suggestions(out) if (it.kind, it.id) == ("line", A1)]

    as_signed = found()
    sends(world, row(partners="Đài"), A2)
    confirm(world)
    answers(world, "dai", B1)
    assert found() == as_signed
    signed(world)
    assert (len(found()), found() < as_signed) == (1, True)
