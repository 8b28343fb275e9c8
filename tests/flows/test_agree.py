"""Agree: a partner answers line by line, and silence about a line is never taken for consent."""

from __future__ import annotations

import pytest

from definitions.facts import State
from flows.agree import agree
from flows.approvals import today
from flows.asking import turns

ASKED = "partner-agreement/2023-10/bao"


def said(world, *answers, partner="bao", **more):
    """The answers of a partner, each (line, outcome, ...)."""
    names = ("line", "outcome", "when", "genre", "reason")
    rows = [dict(zip(names, answer, strict=False)) for answer in answers]
    return agree(world.office, partner=partner, period="2023-10", answers=rows, **more)


def test_everything_is_agreed_in_one_word(world):
    """The common answer stands for every line that is not named."""
    told = said(world.confirmed(), others="agreed")
    assert world.it(ASKED).state is State.ACCEPTED
    assert {answer["outcome"] for answer in world.content(ASKED)["answers"]} == {"agreed"}
    assert told.lines == ("Báo, kỳ 2023-10: 3 nội dung.",)


def test_silence_about_a_line_is_refused(world, refused):
    """The lines without an answer are named by their numbers, and nothing is kept."""
    with refused("unanswered") as caught:
        said(world.confirmed(), ("1", "agreed"))
    assert "2, 3" in caught.value.message
    assert world.it(ASKED).state is State.OPEN


def test_a_line_is_named_by_its_number_or_by_its_id(world):
    """Both mean the same line."""
    world.confirmed()
    line = world.content("month-plan/2023-10/van-phong")["lines"][1]["id"]
    said(world, ("1", "agreed"), (line, "refused", "", "", "đã đăng"), ("3", "agreed"))
    outcomes = {answer["line"]: answer["outcome"] for answer in world.content(ASKED)["answers"]}
    assert outcomes[line] == "refused"
    assert sorted(outcomes.values()) == ["agreed", "agreed", "refused"]


@pytest.mark.parametrize("line", ["0", "4", "-1", "2023-10/x/01", "", "một"])
def test_a_line_that_is_not_in_the_plan_is_refused(world, refused, line):
    """The remedy says which numbers there are."""
    with refused("unknown-line") as caught:
        said(world.confirmed(), (line, "agreed"), others="agreed")
    assert "1 đến 3" in caught.value.remedy


@pytest.mark.parametrize("outcome", ["ok", "Nhất trí?", "AGREED"])
def test_a_word_that_is_no_outcome_is_refused(world, refused, outcome):
    """The remedy names the four that there are."""
    with refused("faulty") as caught:
        said(world.confirmed(), others=outcome)
    assert "postponed" in caught.value.message


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (("1", "refused"), "lý do không đăng"),
        (("1", "changed"), "chưa ghi điều chỉnh"),
        (("1", "changed", "tuần 2 tháng 10", "Tin"), "chưa ghi điều chỉnh"),  # as it was asked
        (("1", "agreed", "tuần 4"), "khác với dự kiến"),
    ],
)
def test_an_answer_that_contradicts_itself_is_refused(world, refused, answer, why):
    """Refusing takes a reason, a change something changed, agreeing nothing; the line is named by its number."""
    with refused("faulty") as caught:
        said(world.confirmed(), answer, others="agreed")
    assert caught.value.message.startswith("Dòng 1: ")
    assert why in caught.value.message


def test_every_fault_is_said_at_once(world, refused):
    """The wrong lines each with its reason, and the silent ones by their numbers."""
    with refused("faulty") as caught:
        said(world.confirmed(), ("1", "refused"), ("2", "changed"))
    assert all(text in caught.value.message for text in ("Dòng 1: ", "Dòng 2: ", "các dòng: 3."))


def test_another_slot_is_a_change(world):
    """What a partner says of column or hour becomes the line's own."""
    world.confirmed()
    rows = [{"line": "1", "outcome": "changed", "slot": "Thời sự 19:45"}]
    agree(world.office, partner="bao", period="2023-10", answers=rows, others="agreed")
    agree(world.office, partner="dai", period="2023-10", answers=rows, others="agreed")
    assert world.content("month-plan/2023-10/van-phong")["lines"][0]["slot"] == "Thời sự 19:45"


def test_agreed_changes_make_a_new_version_of_the_plan(world):
    """When both have answered, what they changed stands in the plan, and what they refused is dropped."""
    world.confirmed()
    said(world, ("1", "changed", "tuần 4", "", "kín lịch"), ("2", "refused", "", "", "đã đăng"), others="agreed")
    said(
        world,
        ("1", "changed", "tuần 4"),
        ("2", "refused", "", "", "đã phát"),
        ("3", "postponed", "tháng 11"),
        partner="dai",
    )
    plan = world.content("month-plan/2023-10/van-phong")
    assert world.it("month-plan/2023-10/van-phong").version == 2
    assert [line["state"] for line in plan["lines"]] == ["planned", "dropped", "planned"]
    assert plan["lines"][0]["when"] == "tuần 4"
    assert {change["reason"] for change in plan["changes"]} >= {"kín lịch", "đã đăng"}


def test_units_are_told_what_became_of_their_lines(world):
    """A unit reads of its own lines alone."""
    world.confirmed()
    said(world, ("1", "refused", "", "", "đã đăng"), others="agreed")
    said(world, ("1", "refused", "", "", "đã phát"), others="agreed", partner="dai")
    world.beat()
    world.decide()
    world.beat()
    text = world.letters("a@so.example")[-1].letter.text.partition("Kết quả xử lý")[2]
    assert "Việc A1" in text
    assert "Việc B1" not in text


def test_a_partner_that_stays_silent_has_not_agreed(world):
    """When the window closes the plan goes on to the leader, and says who did not answer."""
    said(world.confirmed(), others="agreed")
    world.to("2023-10-12 09:00")
    assert world.it("partner-agreement/2023-10/dai").state is State.MISSED
    answers = world.content("month-plan/2023-10/van-phong")["answers"]
    assert {answer["partner"]: answer["answered"] for answer in answers} == {"bao": True, "dai": False}
    assert world.it("month-approval/2023-10/lanh-dao-so").state is State.OPEN


def test_without_a_plan_there_is_nothing_to_agree_on(world, refused):
    """The refusal says what comes first."""
    with refused("no-plan"):
        said(world, others="agreed")


@pytest.mark.parametrize("partner", ["a", "x"])
def test_whoever_is_not_asked_cannot_answer(world, refused, partner):
    """Only a partner of the year answers."""
    with refused("unknown"):
        said(world.confirmed(), others="agreed", partner=partner)


@pytest.mark.parametrize(("step", "period"), [("no-such-step", "2023-10"), ("unit-plan", "2023-10")])
def test_a_step_on_which_nobody_is_asked_is_refused(world, refused, step, period):
    """Any other step is not agreed on."""
    with refused("unknown-step"):
        agree(world.office, step=step, partner="bao", period=period, others="agreed")


def test_an_answer_may_be_corrected_until_the_plan_is_approved(world):
    """A second answer is a further version."""
    said(world.confirmed(), others="agreed")
    said(world, ("1", "refused", "", "", "nhầm"), others="agreed")
    assert world.it(ASKED).version == 2


def test_the_answer_is_bound_to_the_plan_that_was_asked_about(world):
    """It names the content it speaks of, by its hash."""
    world.confirmed()
    asked = world.ledger.submission(world.Key.parse("month-plan/2023-10/van-phong")).content
    said(world, others="agreed")
    assert world.content(ASKED)["on"] == asked


def test_the_final_plan_goes_to_each_partner_as_it_stands_for_it(world):
    """Its own lines with what differs, in the letter and in a workbook that nobody else gets."""
    world.confirmed()
    said(world, ("1", "changed", "tuần 4", "", "kín lịch"), ("2", "refused", "", "", "đã đăng"), others="agreed")
    world.to("2023-10-12 09:00")  # the other partner stays silent
    world.decide()
    world.beat()
    bao, dai = (world.letters(f"{who}@")[-1].letter for who in ("bao", "dai"))
    assert "Việc A1: thực hiện, có điều chỉnh (thời gian: tuần 2 tháng 10 → tuần 4)." in bao.text
    assert "Việc A2: Quý cơ quan không đăng, phát" in bao.text
    assert "chưa có ý kiến của Quý cơ quan" in dai.text
    own = [[file.name for file in it.attachments if "ke-hoach" in file.name] for it in (bao, dai)]
    assert own == [["ke-hoach-2023-10-bao.xlsx"], ["ke-hoach-2023-10-dai.xlsx"]]


def test_the_receipt_says_what_was_recorded_and_what_comes_next(world):
    """Line by line, so that a slip is seen; then who owes the next answer."""
    world.confirmed()
    said(world, ("1", "refused", "", "", "đã đăng"), others="agreed")
    world.beat()
    text = world.letters("bao@")[-1].letter.text
    assert "Việc A1: không đăng, phát (lý do: đã đăng)" in text
    assert "Tiếp theo: Văn phòng tổng hợp ý kiến để trình" in text


def test_the_page_says_whose_turn_it_is(world):
    """The partner that has not answered, the Office for the one that has, then the leader, then nobody."""
    world.confirmed()
    said(world, others="agreed")
    assert turns(world.office) == [
        "tháng 10/2023, Báo (lần 1): Văn phòng tổng hợp ý kiến để trình Lãnh đạo Sở",
        "tháng 10/2023, Đài (lần 1): đang chờ ý kiến của Đài",
    ]
    said(world, others="agreed", partner="dai")
    world.beat()
    assert {it.partition(": ")[2] for it in turns(world.office)} == {"Lãnh đạo Sở xem xét, cho ý kiến"}
    assert "đang chờ ai" in today(world.office)
    world.decide()
    assert turns(world.office) == []


def test_a_day_is_stored_as_a_day_however_it_is_typed(world):
    """In a form as on a sheet: 5/10/2023 and 05/10/2023 are one day, and words stay words."""
    world.confirmed()
    said(world, ("1", "changed", "5/10/2023"), ("2", "changed", "05/10/2023"), ("3", "postponed", "tháng 11"))
    assert [answer["when"] for answer in world.content(ASKED)["answers"]] == ["2023-10-05", "2023-10-05", "tháng 11"]
