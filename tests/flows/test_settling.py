"""Lines that no partner takes are settled in the decision on the plan: one look, one code, one new version."""

from __future__ import annotations

import pytest

from definitions.facts import State
from flows.agree import agree
from flows.approvals import waiting_approvals
from flows.assemble import assemble
from flows.decide import decide
from flows.settling import disputes

APPROVAL = "month-approval/2023-10/lanh-dao-so"
PLAN = "month-plan/2023-10/van-phong"


@pytest.fixture
def hung(world, monkeypatch):
    """Both partners refuse line 1, one of them line 2; the leader settles deadlocks, and is asked."""
    steps = world.office.context.steps
    found = steps["partner-agreement"].model_copy(update={"deadlock": "leader"})
    monkeypatch.setitem(steps, "partner-agreement", found)
    process = world.office.definition.process
    steps_now = tuple(found if it.id == found.id else it for it in process.steps)
    monkeypatch.setitem(world.office.definition.__dict__, "process", process.model_copy(update={"steps": steps_now}))
    world.confirmed()
    refuse = lambda *lines: [{"line": n, "outcome": "refused", "reason": "đã đăng"} for n in lines]  # noqa: E731
    agree(world.office, partner="bao", period="2023-10", answers=refuse("1", "2"), others="agreed")
    agree(world.office, partner="dai", period="2023-10", answers=refuse("1"), others="agreed")
    world.beat()
    return world


def settle(world, verdict="Đồng ý", comment="", code=None, **lines):
    generation = world.it(APPROVAL).generation
    return decide(
        world.office, obligation=APPROVAL, generation=generation, verdict=verdict, comment=comment,
        code=world.code(APPROVAL) if code is None else code, lines=lines,
    )  # fmt: skip


def first(world):
    return world.content(PLAN)["lines"][0]


def test_the_form_asks_for_each_line_that_hangs(hung):
    """A list without a default: keep, drop, and the partners that did not refuse it; the page says who said what."""
    approval = waiting_approvals(hung.office)[0]
    field = approval.form["properties"]["dong_1"]
    assert field["title"] == "Dòng 1: Việc A1"
    assert field["enum"] == ["Giữ trong kế hoạch", "Bỏ khỏi kế hoạch"]
    assert "default" not in field
    assert "dong_2" not in approval.form["properties"]
    assert "Dòng 1: Việc A1 (Báo: không đăng, phát, lý do: đã đăng; Đài: không đăng, phát" in approval.markdown
    assert "Cần chọn giữ, bỏ hoặc chuyển: Dòng 1" in hung.letters("ld@")[-1].letter.text


def test_nothing_is_approved_while_a_line_hangs(hung, refused):
    """The verdict is not taken, the code not used, no try counted."""
    with refused("unsettled"):
        settle(hung)
    assert hung.it(APPROVAL).state is State.OPEN
    assert hung.ledger.facts("month-approval", "2023-10", key=hung.it(APPROVAL).key).tries == 0
    settle(hung, dong_1="Bỏ khỏi kế hoạch")
    assert hung.it(APPROVAL).state is State.ACCEPTED


@pytest.mark.parametrize(
    ("choice", "state", "says"),
    [
        ("Giữ trong kế hoạch", "planned", "Lãnh đạo giữ trong kế hoạch"),
        ("drop", "dropped", "cơ quan báo chí chưa nhận"),
    ],
)
def test_the_choice_is_the_next_version_and_is_told(hung, choice, state, says):
    """Bound to what was decided on; the unit reads what became of its line, the press that its answer stands."""
    before = hung.it(PLAN)
    settle(hung, dong_1=choice)
    hung.beat()
    assert (first(hung)["state"], hung.it(PLAN).version) == (state, before.version + 1)
    assert hung.content(PLAN)["settled_on"] == hung.it(APPROVAL).content
    assert f"Việc A1: {says}" in hung.letters("a@so")[-1].letter.text
    assert "Việc A1: " in hung.letters("bao@")[-1].letter.text
    assert "Việc A1: giữ" in hung.letters("vp@")[-1].letter.text or choice == "drop"
    assert "Việc A1: bỏ" in hung.letters("vp@")[-1].letter.text or choice != "drop"
    assert hung.it("month-plan-issue/2023-10/van-phong").state is State.ACCEPTED


def test_what_goes_back_settles_nothing(hung):
    """The lines hang as before, and have to be settled in the next round."""
    settle(hung, verdict="Trả lại", comment="Xem lại", dong_1="keep")
    assert first(hung)["state"] == "disputed"
    assert hung.it(PLAN).state is State.RETURNED


def test_approved_with_changes_settles_and_goes_back_for_the_changes(hung):
    """The Office edits the version in which the lines are settled."""
    settle(hung, verdict="Đồng ý, có sửa", comment="Sửa dòng 3", dong_1="keep")
    assert (first(hung)["settled"], hung.it(PLAN).state) == ("keep", State.RETURNED)


def test_what_the_leader_settled_is_not_asked_again(hung):
    """Confirmed as it was settled, the plan leaves: a fresh round asks only for what the comment does not name."""
    settle(hung, verdict="Đồng ý, có sửa", comment="Sửa dòng 3", dong_1="keep")
    assemble(hung.office, step="month-plan", period="2023-10")
    hung.beat()
    assert hung.it(f"{APPROVAL}/2") is None
    assert hung.it("month-plan-issue/2023-10/van-phong").state is State.ACCEPTED


def test_a_line_is_not_given_to_who_refused_it(hung, refused):
    """Whatever is sent past the form."""
    with refused("no-such-choice"):
        settle(hung, dong_1="give:bao")
    assert hung.it(APPROVAL).state is State.OPEN


def test_a_wrong_code_settles_nothing(hung, refused):
    """The plan is as it was."""
    with refused("wrong-code"):
        settle(hung, code="AAAAA-AAAAA", dong_1="keep")
    assert first(hung)["state"] == "disputed"


def test_a_decided_approval_says_so(hung, refused):
    """Not that a line hangs."""
    settle(hung, dong_1="drop")
    with refused("already"):
        settle(hung)
    assert disputes(hung.office, hung.it(APPROVAL))  # of what was decided on, as it was shown
