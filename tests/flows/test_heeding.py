"""«Đồng ý, có sửa»: the change is bound to the comment, and what the comment does not name is decided on anew."""

from __future__ import annotations

import pytest

from definitions.content import sha
from definitions.facts import State
from flows.approvals import waiting_approvals
from flows.assemble import assemble

ASKED = "month-approval/2023-10/lanh-dao-so"
PLAN = "month-plan/2023-10/van-phong"
ISSUE = "month-plan-issue/2023-10/van-phong"
HEAD = "Nội dung tuyên truyền\tNội dung số\tThể loại\tThời gian\tCơ quan báo chí\n"
LINES = {"Việc A1": "tuần 2 tháng 10", "Việc A2": "tuần 2 tháng 10", "Việc B1": "tuần 2 tháng 10"}


def confirm(world, **when):
    """The Office edits (line text with _ for a space -> time, None takes it out) and confirms."""
    lines = {**LINES, **{text.replace("_", " "): at for text, at in when.items()}}
    rows = HEAD + "\n".join(f"{text}\t1\tTin\t{at}\tBáo; Đài" for text, at in lines.items() if at)
    assemble(world.office, step="month-plan", period="2023-10", rows=rows)
    world.beat()


@pytest.fixture
def with_changes(world):
    """The leader agreed, with a change in the second line."""
    world.agreed().decide("Đồng ý, có sửa", "Dòng 2 chuyển sang tuần 4.")
    world.beat()
    return world


def test_a_named_change_is_issued_and_told_to_the_approver(with_changes):
    """Nobody is asked again: the plan leaves, and the approver reads what was asked and what was changed."""
    confirm(with_changes, Việc_A2="tuần 4 tháng 10")
    assert with_changes.it(ISSUE).state is State.ACCEPTED
    assert with_changes.it(f"{ASKED}/2") is None
    text = with_changes.letters("ld@so.example")[-1].letter.text
    assert "Dòng 2 «Việc A2»: thời gian, từ «tuần 2 tháng 10» thành «tuần 4 tháng 10»" in text
    assert "Dòng 2 chuyển sang tuần 4." in text


def test_the_record_binds_the_comment_and_the_change(with_changes):
    """The audit trail names the record by its hash; it holds what was asked, what was seen and what is there now."""
    confirm(with_changes, Việc_A2="tuần 4 tháng 10")
    bound = next(e for e in with_changes.ledger.events() if e.what == "bind")
    record = with_changes.ledger.content(bound.detail["record"])
    (decided,) = with_changes.ledger.decisions()
    assert (record["asked"], record["seen"]) == (decided.comment, decided.content)
    assert record["now"] == bound.detail["content"] == sha(with_changes.content(PLAN))
    assert (bound.key, bound.detail["to"], len(record["within"])) == (ASKED, PLAN, 1)


def test_a_change_that_was_not_named_opens_a_round_on_exactly_that_line(with_changes):
    """Line 2 was named, line 3 was not: nothing leaves, and the new form shows line 3 alone."""
    confirm(with_changes, Việc_A2="tuần 4 tháng 10", Việc_B1="tuần 1 tháng 10")
    assert with_changes.it(f"{ASKED}/2").state is State.OPEN
    assert with_changes.it(ISSUE).state is State.PLANNED
    (form,) = waiting_approvals(with_changes.office)
    rows = [line for line in form.markdown.splitlines() if line.startswith("| ")]
    assert [row for row in rows if "Việc" in row] == [next(row for row in rows if row.startswith("| 3 | Việc B1"))]
    assert "Dòng 3 «Việc B1»: thời gian" in form.markdown
    assert "Việc A2" not in form.markdown
    asked = with_changes.letters("ld@so.example")[-1].letter.text
    assert "Chỉ trình những thay đổi nằm ngoài ý kiến lần trước" in asked
    assert "- Dòng 3 «Việc B1»: thời gian" in asked
    with_changes.decide(obligation=f"{ASKED}/2")
    with_changes.beat()
    assert with_changes.it(ISSUE).state is State.ACCEPTED


def test_a_line_taken_out_or_added_without_a_word_is_asked_anew(with_changes):
    """What is gone is said in the changes, what is new stands as a line."""
    confirm(with_changes, Việc_A1=None, Việc_mới="tuần 3 tháng 10")
    (form,) = waiting_approvals(with_changes.office)
    assert "«Việc A1»: bỏ" in form.markdown
    assert "| Việc mới" in form.markdown


def test_confirmed_without_a_change_is_told_as_that(with_changes):
    """The approver reads that nothing was changed in the program; the plan leaves."""
    assemble(with_changes.office, step="month-plan", period="2023-10")
    with_changes.beat()
    assert with_changes.it(ISSUE).state is State.ACCEPTED
    assert "không có dòng nào thay đổi" in with_changes.letters("ld@so.example")[-1].letter.text


def test_the_second_round_may_be_returned_as_any_other(with_changes):
    """The chain goes on: what is returned is put right and decided in a third round, shown whole."""
    confirm(with_changes, Việc_B1="tuần 1 tháng 10")
    with_changes.decide("Trả lại", "Giữ thời gian cũ.", obligation=f"{ASKED}/2")
    with_changes.beat()
    confirm(with_changes)
    assert with_changes.it(f"{ASKED}/3").state is State.OPEN
    (form,) = waiting_approvals(with_changes.office)
    assert sum("| Việc" in line for line in form.markdown.splitlines()) == 3


def test_the_next_month_opens_regardless(world):
    """An approval that nobody answers holds its own month alone."""
    world.agreed()
    world.to("2023-11-06 09:00")
    assert world.it(ASKED).state is State.OPEN
    assert world.it("unit-plan/2023-11/a").state is not State.PLANNED
    assert world.it("month-plan/2023-11/van-phong").state is State.OPEN
    assert world.ledger.decisions() == []
