"""Collect: what a unit hands in is taken whole or refused whole, with every fault said at once."""

from __future__ import annotations

import pytest

from definitions.facts import State
from flows.collect import RowsRefused, collect, send_back

PLAN = "unit-plan/2023-10/a"
HEAD = "Nội dung tuyên truyền\tNội dung số\tThể loại\tThời gian\tCơ quan báo chí\n"


def test_a_plan_is_taken(world):
    """A plan with its lines is accepted, and its sender is told so."""
    told = world.hand_in("a", lines=("Một", "Hai"))
    assert world.it(PLAN).state is State.ACCEPTED
    assert [line["content"] for line in world.content(PLAN)["lines"]] == ["Một", "Hai"]
    assert told.lines == ("Đơn vị A, kỳ 2023-10: 2 nội dung.",)
    world.beat()
    assert "Đã nhận" in world.letters("a@so.example")[-1].letter.subject


def test_a_line_gets_its_id_at_first_receipt(world):
    """Period, unit, number: the name of a line for ever."""
    world.hand_in("a", lines=("Một", "Hai"))
    assert [line["id"] for line in world.content(PLAN)["lines"]] == ["2023-10/a/01", "2023-10/a/02"]


def test_three_faulty_cells_are_three_faults_and_nothing_is_kept(world):
    """A table is taken whole or not at all, and whoever pasted it learns of everything at once."""
    rows = f"{HEAD}Một\t9\tTin\ttuần 2\tBáo\n\t1\tTin\ttuần 2\tBáo\nBa\t1\tTin\ttuần 2\tBáo Nhân dân"
    with pytest.raises(RowsRefused) as refused:
        collect(world.office, unit="a", period="2023-10", rows=rows)
    assert len(refused.value.faults) == 3
    assert "3 chỗ" in refused.value.message
    assert world.it(PLAN).state is State.OPEN
    assert world.ledger.submission(world.Key.parse(PLAN)) is None


def test_the_same_plan_twice_changes_nothing_but_the_version(world):
    """Sent again, it is a further version with the same lines under the same ids."""
    world.hand_in("a", lines=("Một", "Hai"))
    first = world.content(PLAN)
    world.hand_in("a", lines=("Một", "Hai"))
    assert world.content(PLAN) == first
    assert world.it(PLAN).version == 2


def test_a_corrected_version_keeps_the_ids_of_its_lines(world):
    """A line that says the same keeps its id wherever it stands; a new one gets a new number."""
    world.hand_in("a", lines=("Một", "Hai"))
    world.hand_in("a", lines=("Hai", "Ba"))
    ids = {line["content"]: line["id"][-2:] for line in world.content(PLAN)["lines"]}
    assert ids == {"Hai": "02", "Ba": "03"}


def test_the_id_of_a_line_that_was_taken_out_is_never_given_again(world):
    """A third version does not call something new by the name of what the first had."""
    world.hand_in("a", lines=("Một", "Hai"))
    world.hand_in("a", lines=("Một",))
    world.hand_in("a", lines=("Một", "Ba"))
    assert [line["id"][-2:] for line in world.content(PLAN)["lines"]] == ["01", "03"]


def test_a_line_that_comes_back_has_its_old_id(world):
    """What was taken out and is put in again is the same line."""
    world.hand_in("a", lines=("Một", "Hai"))
    world.hand_in("a", lines=("Một",))
    world.hand_in("a", lines=("Hai",))
    assert [line["id"][-2:] for line in world.content(PLAN)["lines"]] == ["02"]


@pytest.mark.parametrize(("received", "late"), [("2023-10-04 23:59:59", False), ("2023-10-05 00:00:00", True)])
def test_late_is_at_the_instant_or_after_it(world, at, received, late):
    """Received in the last second of the 4th is in time; at midnight it is late, whenever the Office types it in."""
    world.to("2023-10-06 10:00")
    world.hand_in("a", received=at(received))
    kept = world.ledger.submission(world.Key.parse(PLAN))
    assert (kept.late, kept.received, kept.typed) == (late, at(received), at("2023-10-06 10:00"))


def test_a_late_plan_is_an_addendum(world, at):
    """What comes after the day is kept, and marked as an addendum."""
    world.to("2023-10-06 10:00")
    world.hand_in("a")
    assert world.ledger.submission(world.Key.parse(PLAN)).addendum


def test_nothing_to_plan_is_said_on_purpose(world):
    """«Không phát sinh» settles the duty without a line."""
    collect(world.office, unit="a", period="2023-10", nil=True)
    assert world.it(PLAN).state is State.NIL
    assert world.content(PLAN)["lines"] == []


def test_nothing_at_all_is_refused(world, refused):
    """Neither lines nor a word nor «không phát sinh»: whoever sends must say which."""
    with refused("empty"):
        collect(world.office, unit="a", period="2023-10")
    assert world.it(PLAN).state is State.OPEN


@pytest.mark.parametrize(
    ("unit", "period", "reason"),
    [
        ("x", "2023-10", "unknown"),
        ("bao", "2023-10", "unknown"),
        ("a", "2022-10", "unknown"),
        ("a", "", "unknown"),
        ("a", "tháng 10", "unknown"),
        ("a", "2023-13", "unknown"),
    ],
)
def test_what_nobody_owes_is_refused(world, refused, unit, period, reason):
    """An unknown unit, one that owes nothing here, a period that is no period: a sentence, never a traceback."""
    with refused(reason):
        world.hand_in(unit, period) if period[:2] == "20" else collect(
            world.office, unit=unit, period=period, rows=f"{HEAD}Một\t1\tTin\ttuần 2\tBáo"
        )
    assert world.ledger.submissions("unit-plan") == []


@pytest.mark.parametrize("step", ["no-such-step", "month-approval", "partner-agreement"])
def test_a_step_to_which_nothing_is_handed_in_is_refused(world, refused, step):
    """The refusal names the steps that there are."""
    with refused("unknown-step") as caught:
        collect(world.office, step=step, unit="a", period="2023-10", nil=True)
    assert "unit-plan" in caught.value.remedy


def test_after_the_month_is_closed_it_is_still_taken(world):
    """Missed is no wall: what comes then is kept, late, and nobody is said to be missing any more."""
    world.to("2023-11-02 09:00")
    assert world.it(PLAN).state is State.MISSED
    world.hand_in("a")
    assert world.it(PLAN).state is State.ACCEPTED


# ---------------------------------------------------------------- sent back


def test_what_is_sent_back_is_open_again_and_its_sender_is_told_what_is_missing(world):
    """The unit reads the Office's own words."""
    world.hand_in("a")
    send_back(world.office, step="unit-plan", unit="a", period="2023-10", comment="Đề nghị ghi rõ thời gian.")
    world.beat()
    assert world.it(PLAN).state is State.RETURNED
    assert "Đề nghị ghi rõ thời gian." in world.letters("a@so.example")[-1].letter.text


def test_sending_back_needs_a_reason(world, refused):
    """Nobody is sent away without knowing why."""
    world.hand_in("a")
    with refused("comment-needed"):
        send_back(world.office, step="unit-plan", unit="a", period="2023-10", comment="  ")


def test_what_has_not_come_cannot_be_sent_back(world, refused):
    """There is nothing to return from a unit that has sent nothing at all: its period has not come."""
    with refused("not-now"):
        send_back(world.office, step="unit-plan", unit="a", period="2023-12", comment="Đề nghị bổ sung.")


# ---------------------------------------------------------------- what happens


def test_a_difficulty_is_raised_and_kept_at_once(busy_world):
    """Opening the occurrence and keeping what was handed in is one transaction; the Office is told."""
    collect(busy_world.office, step="difficulty", unit="a", period="", note="Thiếu người.")
    busy_world.beat()
    assert busy_world.it("difficulty/2023-E001/a").state is State.ACCEPTED
    assert busy_world.content("difficulty/2023-E001/a")["note"] == "Thiếu người."
    assert "Thiếu người." in busy_world.letters("vp@so.example")[-1].letter.text


def test_each_event_has_a_number_of_its_own(busy_world):
    """A second difficulty is a second occurrence."""
    for unit in ("a", "b"):
        collect(busy_world.office, step="difficulty", unit=unit, period="", note="Thiếu người.")
    assert [it.key.period for it in busy_world.ledger.obligations(step="difficulty")] == ["2023-E001", "2023-E002"]


def test_what_was_sent_back_is_handed_in_again_under_its_number(busy_world):
    """A corrected difficulty is a version of the same one, and no new event."""
    collect(busy_world.office, step="difficulty", unit="a", period="", note="Thiếu người.")
    send_back(busy_world.office, step="difficulty", unit="a", period="2023-E001", comment="Đề nghị nêu kiến nghị.")
    collect(busy_world.office, step="difficulty", unit="a", period="2023-E001", note="Đề nghị tập huấn.")
    assert busy_world.it("difficulty/2023-E001/a").version == 2
    assert len(busy_world.ledger.obligations(step="difficulty")) == 1


@pytest.mark.parametrize(("unit", "note", "reason"), [("a", "", "empty"), ("x", "Thiếu người.", "not-theirs")])
def test_a_refused_event_leaves_nothing(busy_world, refused, unit, note, reason):
    """Nothing said, or said by somebody who is none of the units: no occurrence is opened."""
    with refused(reason):
        collect(busy_world.office, step="difficulty", unit=unit, period="", note=note)
    assert busy_world.ledger.obligations(step="difficulty") == []


def test_a_table_for_a_step_without_a_form_is_refused(busy_world, refused):
    """The note is where to write then; nothing is kept."""
    with refused("no-form"):
        collect(busy_world.office, step="difficulty", unit="a", period="", rows="Một\t1")
    assert busy_world.ledger.obligations(step="difficulty") == []


def test_what_is_returned_is_not_forgotten(world, at):
    """A plan that was sent back is looked at again: it is reminded, and it closes like any other."""
    world.to("2023-10-02 08:00")
    world.hand_in("a", received=at("2023-10-02 07:00"))
    send_back(world.office, step="unit-plan", unit="a", period="2023-10", comment="Đề nghị ghi rõ thời gian.")
    owed = world.office.ledger.obligations(step="unit-plan", period="2023-10", party="a")
    assert owed[0].next_at == at("2023-10-04 08:00")


# ---------------------------------------------------------------- an occurrence that was raised can be chosen


def test_what_was_raised_can_be_chosen_and_settled(busy_world):
    """«Lần 1/2023» stands in the list of periods from then on, and closes what it names."""
    from flows import choices
    from flows.assemble import assemble

    world = busy_world
    pick = choices.choosing(world.office)
    collect(world.office, step="feedback", unit="van-phong", period="", note="Người dân phản ánh")
    raised = choices.raised(world.office)
    assert raised == [("feedback", "2023-E001")]
    assert choices.labels(world.office.definition, "confirmed-periods", raised)["Lần 1/2023"] == "2023-E001"
    assert "Lần 1/2023" not in choices.labels(world.office.definition, "approved-periods", raised)
    assemble(world.office, step="feedback", period=pick("confirmed-periods", "Lần 1/2023"), comment="Đã trả lời")
    assert world.it("feedback/2023-E001/van-phong").state is State.ACCEPTED
    assert choices.raised(world.office) == []
