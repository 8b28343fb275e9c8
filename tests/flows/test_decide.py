"""Decide: one verdict, by whoever holds the code, on what that person was shown; every other one is refused."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from definitions.facts import State
from definitions.refusals import TRIES
from flows.assemble import assemble
from flows.collect import RowsRefused
from flows.decide import ask_again, ask_once_more, decide
from flows.told import Refused

ASKED = "month-approval/2023-10/lanh-dao-so"
PLAN = "month-plan/2023-10/van-phong"
HEAD = "Nội dung tuyên truyền\tNội dung số\tThể loại\tThời gian\tCơ quan báo chí\n"


def guess(world, times, refused, reason="wrong-code"):
    """Somebody types a wrong code so many times."""
    for _ in range(times):
        with refused(reason):
            world.decide(code="AAAAA-AAAAA")


def test_the_code_of_the_letter_is_taken(world):
    """The code is read from the letter as the leader reads it, typed small and without its hyphen."""
    text = world.agreed().letters("ld@so.example")[-1].letter.text
    assert world.code(ASKED) in text
    told = world.decide(code=world.code(ASKED).lower().replace("-", " "))
    assert world.it(ASKED).state is State.ACCEPTED
    assert told.lines == ("Phê duyệt kế hoạch tháng, kỳ 2023-10: Đồng ý.",)


def test_an_approved_plan_is_issued_at_once(world):
    """The next heartbeat hands it to units and partners."""
    world.agreed().decide()
    world.beat()
    assert world.it("month-plan-issue/2023-10/van-phong").state is State.ACCEPTED
    assert "Kính gửi Kế hoạch" in world.letters("bao@bao.example")[-1].letter.subject


def test_the_decision_names_the_person_and_what_was_seen(world):
    """A verdict is bound to whoever held the code and to the hash of the content."""
    world.agreed().decide(comment="Đồng ý.")
    (kept,) = world.ledger.decisions()
    assert (kept.person, kept.verdict, kept.comment) == ("lanh-dao-so.pt", "approve", "Đồng ý.")
    assert kept.content == world.ledger.submission(world.Key.parse(PLAN)).content


# ---------------------------------------------------------------- refused


def test_a_wrong_code_is_refused_and_counted(world, refused):
    """Nothing is decided, and the right code is still good."""
    guess(world.agreed(), 1, refused)
    assert world.it(ASKED).state is State.OPEN
    world.decide()
    assert world.it(ASKED).state is State.ACCEPTED


def test_five_wrong_codes_lock_even_the_right_one(world, refused):
    """Whoever guesses is stopped; the holder of the code is told what to do."""
    guess(world.agreed(), TRIES, refused)
    with refused("locked") as caught:
        world.decide()
    assert "Văn phòng" in caught.value.remedy


def test_the_office_is_told_once_that_an_approval_is_locked(world, refused):
    """Somebody may be guessing: one letter, with the next heartbeat."""
    guess(world.agreed(), TRIES, refused)
    guess(world, 2, refused, "locked")
    world.beat()
    told = [p for p in world.letters("vp@so.example") if "tạm khóa" in p.letter.text]
    assert len(told) == 1


def test_a_fresh_code_unlocks(world, refused):
    """The Office asks again: another letter with another code, and the old one is good no more."""
    old = world.agreed().code(ASKED)
    guess(world, TRIES, refused)
    ask_again(world.office, obligation=ASKED)
    world.beat()
    assert world.code(ASKED) in world.letters("ld@so.example")[-1].letter.text
    with refused("stale"):
        world.decide(code=old)
    world.decide()
    assert world.it(ASKED).state is State.ACCEPTED


def test_a_code_is_good_once(world, refused):
    """The second verdict is refused, whatever it says."""
    code = world.agreed().code(ASKED)
    world.decide(code=code)
    with refused("already"):
        world.decide("Trả lại", "Đề nghị sửa.", code=code)
    assert len(world.ledger.decisions()) == 1


def test_the_code_of_another_approval_is_wrong(world, refused):
    """A code opens one approval alone."""
    world.agreed().decide()
    old = world.code(ASKED)
    world.to("2023-10-30 09:00")
    world.agreed("2023-11")
    with refused("wrong-code"):
        world.decide(code=old, obligation="month-approval/2023-11/lanh-dao-so")


def test_an_old_generation_is_stale(world, refused):
    """Who answers an old run of the screen is told that there is a newer one."""
    code = world.agreed().code(ASKED)
    ask_again(world.office, obligation=ASKED)
    with refused("stale"):
        decide(world.office, obligation=ASKED, generation=1, verdict="Đồng ý", code=code)


def test_a_code_runs_out_and_a_fresh_one_is_mailed(world, refused):
    """After 72 hours the code is another; the letter with it has gone out by itself."""
    old, before = world.agreed().code(ASKED), len(world.letters("ld@so.example"))
    world.to("2023-10-05 09:30")
    assert len(world.letters("ld@so.example")) > before
    assert world.code(ASKED) != old
    with refused("expired"):
        world.decide(code=old)


def test_a_code_that_has_run_out_is_refused_before_the_heartbeat(world, refused):
    """While the program was away the hours count all the same."""
    world.agreed()
    world.jump("2023-10-05 09:30")
    with refused("expired"):
        world.decide()


@pytest.mark.parametrize(
    ("verdict", "comment", "reason"),
    [
        ("", "", "no-verdict"),
        ("Không rõ", "", "no-verdict"),
        ("Trả lại", "  ", "comment-needed"),
        ("Đồng ý, có sửa", "", "comment-needed"),
    ],
)
def test_a_verdict_is_whole_or_refused(world, refused, verdict, comment, reason):
    """No default, and no return without a word; the code is not used up by it."""
    world.agreed()
    with refused(reason):
        world.decide(verdict, comment)
    world.decide()


@pytest.mark.parametrize("verdict", ["Đồng ý", "approve"])
def test_a_verdict_is_taken_in_words_or_by_its_name(world, verdict):
    """The form's word and the program's own mean the same."""
    world.agreed().decide(verdict)
    assert world.ledger.decisions()[0].verdict == "approve"


@pytest.mark.parametrize("obligation", ["x", "", "a/b", "a/b/c/d", "month-approval/2023-99/lanh-dao-so", "x/2023-10/y"])
def test_what_is_not_asked_cannot_be_decided(world, refused, obligation):
    """A key that is none, or of nothing: a sentence, never a traceback."""
    with refused("unknown"):
        decide(world.office, obligation=obligation, generation=1, verdict="Đồng ý", code="AAAAA-AAAAA")


def test_asking_again_needs_something_open(world, refused):
    """What is decided, or not asked yet, is not asked again."""
    with refused("already"):
        ask_again(world.office, obligation=ASKED)
    with refused("already"):
        ask_once_more(world.office, step="month-approval", period="2023-10")


def test_whatever_waits_is_asked_once_more(world):
    """By step and period, as a form names it."""
    world.agreed()
    ask_once_more(world.office, step="month-approval", period="2023-10")
    assert world.it(ASKED).generation == 2


# ---------------------------------------------------------------- what comes of a return


def test_a_returned_plan_is_edited_and_decided_in_a_second_round(world):
    """Return, edit, confirm: a second round with a code of its own, on the new version."""
    world.agreed().decide("Trả lại", "Đề nghị bổ sung một nội dung.")
    world.beat()
    assert world.it(PLAN).state is State.RETURNED
    assert "Đề nghị bổ sung một nội dung." in world.letters("vp@so.example")[-1].letter.text
    rows = HEAD + "\n".join(
        f"{text}\t1\tTin\ttuần 2\tBáo; Đài" for text in ("Việc A1", "Việc A2", "Việc B1", "Việc mới")
    )
    assemble(world.office, step="month-plan", period="2023-10", rows=rows)
    world.beat()
    assert world.it(f"{ASKED}/2").state is State.OPEN
    world.decide(obligation=f"{ASKED}/2")
    world.beat()
    assert [d.verdict for d in world.ledger.decisions()] == ["return", "approve"]
    assert len(world.content(PLAN)["lines"]) == 4
    assert world.it("month-plan-issue/2023-10/van-phong").state is State.ACCEPTED


def test_approved_with_changes_is_issued_once_the_office_has_made_them(world):
    """The leader does not look at it again, but nothing leaves before the Office has done what was said."""
    world.agreed().decide("Đồng ý, có sửa", "Đưa việc B1 lên đầu.")
    world.beat()
    assert world.it(ASKED).state is State.ACCEPTED
    assert world.it("month-plan-issue/2023-10/van-phong").state is State.PLANNED
    assemble(world.office, step="month-plan", period="2023-10")
    world.beat()
    assert world.it("month-plan-issue/2023-10/van-phong").state is State.ACCEPTED


def test_a_code_of_the_first_round_does_not_open_the_second(world, refused):
    """Every round has its own."""
    old = world.agreed().code(ASKED)
    world.decide("Trả lại", "Đề nghị sửa.")
    world.beat()
    assemble(world.office, step="month-plan", period="2023-10")
    world.beat()
    with refused("wrong-code"):
        world.decide(code=old, obligation=f"{ASKED}/2")


# ---------------------------------------------------------------- assembling, where the decision leads back to


def test_the_office_edits_line_by_line_and_ids_stay(world):
    """A row that says the same keeps the id of the unit's line; a new one belongs to the Office."""
    world.drafted()
    rows = f"{HEAD}Việc B1\t1\tPhóng sự\ttuần 3\tBáo\nViệc thêm\t1\tTin\ttuần 4\tBáo"
    assemble(world.office, step="month-plan", period="2023-10", rows=rows, confirm=False)
    lines = world.content(PLAN)["lines"]
    assert [(line["unit"], line["content"]) for line in lines] == [("b", "Việc B1"), ("van-phong", "Việc thêm")]
    assert lines[0]["id"] == "2023-10/b/01"
    assert world.it(PLAN).state is State.OPEN


def test_faulty_rows_leave_the_draft_as_it_was(world):
    """Refused whole, and nothing is confirmed."""
    world.drafted()
    with pytest.raises(RowsRefused):
        assemble(world.office, step="month-plan", period="2023-10", rows=f"{HEAD}Việc\t77\tTin\ttuần 3\tBáo")
    assert (world.it(PLAN).version, world.it(PLAN).state) == (1, State.OPEN)


# ---------------------------------------------------------------- several at once


def at_once(world, acts):
    """Every act in a thread of its own, on a connection of its own, through one gate; what became of each."""
    from storage.ledger import open_ledger

    file = world.office.archive.folder.parent / "vongnam.db"
    gate, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        ledger = open_ledger(f"sqlite:///{file}", durable=False)
        mine = type(world)(replace(world.office, ledger=ledger), world.clock, world.post)
        gate.wait()
        try:
            outcomes.append(act(mine) or "taken")
        except Refused as refused:
            outcomes.append(refused.reason)
        finally:
            ledger.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_a_code_is_used_up_in_the_transaction_of_its_decision(sqlite_world):
    """Eight at once with the same code, on a SQLite file: one decision, one used grant, seven refusals."""
    code = sqlite_world.agreed().code(ASKED)

    def say_yes(world):
        world.decide(code=code)

    assert at_once(sqlite_world, [say_yes] * 8) == ["already"] * 7 + ["taken"]
    assert len(sqlite_world.ledger.decisions()) == 1
    assert [grant.used is not None for grant in sqlite_world.ledger.grants(sqlite_world.Key.parse(ASKED))] == [True]


def test_no_more_than_five_tries_however_they_come(sqlite_world, refused):
    """Eight wrong codes at once lock it; not one of them decides, and the right one is refused afterwards."""
    code = sqlite_world.agreed().code(ASKED)

    def guess_wrong(world):
        world.decide(code="AAAAA-AAAAA")

    outcomes = at_once(sqlite_world, [guess_wrong] * 8)
    assert set(outcomes) <= {"wrong-code", "locked"}
    with refused("locked"):
        sqlite_world.decide(code=code)
    assert sqlite_world.ledger.decisions() == []
