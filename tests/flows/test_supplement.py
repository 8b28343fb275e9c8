"""Late and urgent lines travel as a numbered "bổ sung" along the same path; the plan that was signed stays as it was."""

from __future__ import annotations

import pytest

from definitions.facts import State
from flows.agree import agree
from flows.assemble import assemble
from flows.choices import CHOICES, choosing, labels, raised
from flows.collect import collect
from flows.heartbeat import heartbeat

PLAN = "month-plan/2023-10/van-phong"
ROWS = "Nội dung tuyên truyền\tNội dung số\tThể loại\tThời gian\tCơ quan báo chí\n"
B1, B2 = "2023-10-B1", "2023-10-B2"


def plan(period):
    return f"month-plan/{period}/van-phong"


def lines(world, period):
    return [line["content"] for line in world.content(plan(period))["lines"]]


@pytest.fixture
def world(world, monkeypatch):
    """Plans that come late are an addition; unit B has sent nothing, and October's plan went on without it."""
    steps = world.office.context.steps
    monkeypatch.setitem(steps, "unit-plan", steps["unit-plan"].model_copy(update={"late": "addendum"}))
    world.hand_in("a", lines=("Việc A1", "Việc A2"))
    world.to("2023-10-06 09:00")
    return world


def confirm(world, period="2023-10"):
    assemble(world.office, step="month-plan", period=period)
    world.beat()


def agreed(world, period):
    for partner in ("bao", "dai"):
        agree(world.office, partner=partner, period=period, others="agreed")
    world.beat()


def issued(world):
    """October's plan, signed and sent."""
    confirm(world)
    agreed(world, "2023-10")
    world.decide()
    world.beat()
    return world


def test_what_comes_late_is_a_draft_of_its_own(world):
    """The signed plan stays; the Office reads that the addition waits, with what it holds."""
    signed = issued(world).it(PLAN)
    world.hand_in("b", lines=("Việc B1", "Việc gấp"))
    world.beat()
    assert (world.it(PLAN).content, world.it(PLAN).version) == (signed.content, signed.version)
    assert world.it(plan(B1)).state is State.OPEN
    assert lines(world, B1) == ["Việc B1", "Việc gấp"]
    letter = world.letters("vp@")[-1].letter
    assert "Kế hoạch tuyên truyền tháng 10/2023 (bổ sung 1)" in letter.subject
    assert [unit["party"] for unit in world.content(plan(B1))["units"]] == ["b"]
    assert world.content(plan(B1))["silent"] == []


def test_it_goes_the_whole_way(world):
    """Agreed, decided and issued, each once, with rounds, code and letters of its own."""
    issued(world).hand_in("b", lines=("Việc gấp",))
    world.beat()
    confirm(world, B1)
    assert "phieu-y-kien-2023-10-B1-bao-lan-1.xlsx" in [f.name for f in world.letters("bao@")[-1].letter.attachments]
    agreed(world, B1)
    approval = f"month-approval/{B1}/lanh-dao-so"
    assert world.it(approval).state is State.OPEN
    world.decide(obligation=approval)
    world.beat()
    assert world.it(f"month-plan-issue/{B1}/van-phong").state is State.ACCEPTED
    text = world.letters("bao@")[-1].letter
    assert "tháng 10/2023 (bổ sung 1)" in text.subject
    assert "Việc gấp" in text.text
    assert "Việc A1" not in text.text
    assert world.it("month-plan-issue/2023-10/van-phong").state is State.ACCEPTED


def test_what_comes_while_it_is_a_draft_is_in_it(world):
    """One addition for all that waits, not one for each letter."""
    issued(world).hand_in("b", lines=("Việc gấp",))
    world.clock.to(world.clock.instant.replace(hour=11))
    world.hand_in("a", lines=("Việc A1", "Việc A2", "Việc A3"))
    world.beat()
    assert sorted(lines(world, B1)) == ["Việc A3", "Việc gấp"]
    assert world.it(plan(B2)) is None


def test_what_comes_after_it_is_the_next_one(world):
    """Numbered one after the other; no line is in two of them."""
    issued(world).hand_in("b", lines=("Việc gấp",))
    world.beat()
    confirm(world, B1)
    world.hand_in("a", lines=("Việc A1", "Việc A2", "Việc A3"))
    world.beat()
    assert (lines(world, B1), lines(world, B2)) == (["Việc gấp"], ["Việc A3"])


def test_a_late_plan_without_a_new_line_brings_none(world):
    """The same again, or nothing: there is nothing to add."""
    issued(world).hand_in("a", lines=("Việc A1", "Việc A2"))
    world.hand_in("b", nil=True, lines=())
    world.beat()
    assert world.it(plan(B1)) is None


def test_what_the_office_struck_does_not_come_back(world):
    """A line that stood in a version of the draft is known, wherever it went."""
    rows = "Nội dung tuyên truyền\tNội dung số\tThể loại\tThời gian\tCơ quan báo chí\nViệc A1\t1\tTin\ttuần 2\tBáo; Đài"
    assemble(world.office, step="month-plan", period="2023-10", rows=rows)
    world.beat()
    world.hand_in("a", lines=("Việc A1", "Việc A2", "Việc gấp"))
    world.beat()
    assert lines(world, B1) == ["Việc gấp"]


def test_what_came_while_the_draft_was_a_persons_is_not_lost(world):
    """The edited draft is not put together again; with its confirmation what came meanwhile is the addition."""
    rows = "Nội dung tuyên truyền\tNội dung số\tThể loại\tThời gian\tCơ quan báo chí\nViệc A1\t1\tTin\ttuần 2\tBáo; Đài"
    assemble(world.office, step="month-plan", period="2023-10", rows=rows, confirm=False)
    world.hand_in("b", lines=("Việc gấp",))
    world.beat()
    assert world.it(plan(B1)) is None
    confirm(world)
    assert lines(world, B1) == ["Việc gấp"]


def test_before_the_plan_is_put_together_there_is_nothing_to_add_to(found, tmp_path):
    """A plan that is on time is in the plan."""
    world = found(tmp_path)
    world.to("2023-10-02 09:00")
    world.hand_in("b", lines=("Việc B1",))
    world.beat()
    assert world.it(plan(B1)) is None


def test_it_has_no_deadline_that_the_plan_does_not_name(world):
    """The draft is open without a due, so that nobody is said to be late with it; the partners have their days."""
    issued(world).hand_in("b", lines=("Việc gấp",))
    world.beat()
    assert world.it(plan(B1)).instants.due is None
    confirm(world, B1)
    asked = world.it(f"partner-agreement/{B1}/bao")
    assert asked.instants.due is not None
    assert asked.instants.due > world.clock.instant


def test_silence_does_not_hold_it_up(world):
    """When the window closes, it goes on to the leader, with who has said nothing."""
    issued(world).hand_in("b", lines=("Việc gấp",))
    world.beat()
    confirm(world, B1)
    world.to("2023-10-20 09:00")
    assert {it["answered"] for it in world.content(plan(B1))["answers"]} == {False}
    assert world.it(f"month-approval/{B1}/lanh-dao-so").state is State.OPEN


def test_the_forms_know_it(small):
    """Confirmed, answered and decided by month and number; units hand in by the month alone."""
    late = [it.model_copy(update={"late": "addendum"}) if it.id == "unit-plan" else it for it in small[0].process.steps]
    office = small[0].model_copy(update={"process": small[0].process.model_copy(update={"steps": tuple(late)})})
    for kind in ("agreed-periods", "confirmed-periods", "approved-periods"):
        assert CHOICES[kind](office)["Tháng 10/2023 (bổ sung 1)"] == B1
    assert "Tháng 10/2023 (bổ sung 1)" not in CHOICES["collected-periods"](office)


def test_it_is_the_same_in_a_database(found, tmp_path, monkeypatch):
    """In SQLite, two units late in one breath: one addition, whole."""
    from storage.ledger import open_ledger

    ledger = open_ledger(f"sqlite:///{tmp_path / 'vongnam.db'}", durable=False)
    world = found(tmp_path, ledger=ledger)
    steps = world.office.context.steps
    monkeypatch.setitem(steps, "unit-plan", steps["unit-plan"].model_copy(update={"late": "addendum"}))
    world.to("2023-10-06 09:00")
    confirm(world)
    world.hand_in("a", lines=("Việc A1",))
    world.hand_in("b", lines=("Việc B1",))
    heartbeat(world.office)
    assert sorted(lines(world, B1)) == ["Việc A1", "Việc B1"]
    assert world.it(plan(B2)) is None
    ledger.close()


def test_a_persons_draft_is_not_written_over(world):
    """What the Office has edited stays; the line that came meanwhile is in the next addition, with its confirmation."""
    issued(world).hand_in("b", lines=("Việc gấp", "Việc thừa"))
    world.beat()
    rows = "Nội dung tuyên truyền\tNội dung số\tThể loại\tThời gian\tCơ quan báo chí\nViệc gấp\t1\tTin\ttuần 3\tBáo"
    assemble(world.office, step="month-plan", period=B1, rows=rows, confirm=False)
    world.hand_in("a", lines=("Việc A1", "Việc A3"))
    world.beat()
    assert lines(world, B1) == ["Việc gấp"]
    confirm(world, B1)
    assert lines(world, B2) == ["Việc A3"]


def test_only_whom_it_is_for_is_asked(world):
    """A partner without a line in it gets no letter, and is nowhere said to be silent."""
    issued(world)
    row = "Việc gấp\t1\tTin\ttuần 3\tBáo"
    collect(world.office, unit="b", period="2023-10", rows=f"{ROWS}{row}")
    world.beat()
    confirm(world, B1)
    assert world.it(f"partner-agreement/{B1}/dai") is None
    agree(world.office, partner="bao", period=B1, others="agreed")
    world.beat()
    assert [it["partner"] for it in world.content(plan(B1))["answers"]] == ["bao"]
    assert world.it(f"month-approval/{B1}/lanh-dao-so").state is State.OPEN


def test_the_forms_never_run_out_of_numbers(world):
    """The fourth can be chosen as the first can, and the one after it; there is no limit."""
    issued(world)
    for number in range(1, 5):
        world.hand_in("b", lines=[f"Việc gấp {n}" for n in range(1, number + 1)])
        world.beat()
        confirm(world, f"2023-10-B{number}")
    offered = labels(world.office.definition, "confirmed-periods", raised(world.office))
    assert offered["Tháng 10/2023 (bổ sung 4)"] == "2023-10-B4"
    assert offered["Tháng 10/2023 (bổ sung 5)"] == "2023-10-B5"
    assert choosing(world.office)("agreed-periods", "Tháng 10/2023 (bổ sung 4)") == "2023-10-B4"
