"""The screen: approvals are born suspended, answered once, closed, and drawn again after any loss."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.screen import READING, RESPONSE, WAITING, Screen

pytestmark = pytest.mark.prefect
TYPED = {"verdict": "Đồng ý", "code": "ABCDE-FGHIJ"}


def run_of(screen, run):
    return screen.api("GET", f"/flow_runs/{run}")


def resume(screen, run, typed):
    return screen.api("POST", f"/flow_runs/{run}/resume", {"run_input": typed})


def test_an_approval_is_born_suspended(screen, approval):
    """A drawn approval is a suspended run that an official finds by its name and tag."""
    run = run_of(screen, screen.draw(approval))
    assert (run["state"]["type"], run["state"]["name"]) == ("PAUSED", "Suspended")
    assert run["name"] == approval.title
    assert WAITING in run["tags"]
    assert run["parameters"] == {"obligation": str(approval.key), "generation": 1, "attempt": 1}


def test_drawn_twice_is_drawn_once(screen, approval):
    """Whoever draws what stands already gets the run that stands."""
    assert screen.draw(approval) == screen.draw(approval)


def test_an_interrupted_drawing_is_finished(screen, approval, monkeypatch):
    """A run whose drawing was interrupted has no form; the next one who draws finishes that very run."""
    with monkeypatch.context() as broken:
        broken.setattr(Screen, "_finish_drawing", lambda *_: None)
        half = screen.draw(approval)
    assert screen.reconcile([approval]) == {approval.key: screen.link(half)}
    assert run_of(screen, half)["state"]["name"] == "Suspended"


@pytest.mark.parametrize("typed", [{}, {"verdict": "Đồng ý"}, {**TYPED, "verdict": "Có"}, {**TYPED, "khác": "x"}])
def test_what_the_form_forbids_is_rejected(screen, approval, typed):
    """An answer without verdict or code, or with anything else, is rejected, and the run stays suspended."""
    run = screen.draw(replace(approval, generation=2 + len(str(typed))))
    assert resume(screen, run, typed)["status"] == "REJECT"
    assert run_of(screen, run)["state"]["name"] == "Suspended"


@pytest.mark.parametrize(("proof", "required"), [("code", ["verdict", "code"]), ("none", ["verdict"])])
def test_there_is_no_verdict_by_default(approval, proof, required):
    """Nobody approves by pressing a button twice: no field has a default; the code is asked for where it proves."""
    form = replace(approval, proof=proof).form
    assert not [field for field in form["properties"].values() if "default" in field]
    assert form["required"] == required


def test_an_answer_stays_until_it_is_forgotten(screen, approval):
    """It can be read again, by whoever takes over; then the row with the code in plain text is gone, and so is the tag."""
    run = screen.draw(approval)
    assert resume(screen, run, TYPED)["status"] == "ACCEPT"
    assert screen.answer(run) == TYPED == screen.answer(run)
    assert run_of(screen, run)["tags"] == [READING]
    screen.forget(run)
    assert screen.answer(run) is None
    screen.forget(run)
    assert screen.api("GET", f"/flow_runs/{run}/input/{RESPONSE}", also=[404]) is None
    assert run_of(screen, run)["tags"] == []


def test_a_resumed_approval_still_stands(screen, approval):
    """Between Resume and the decision nobody is asked a second time."""
    run = screen.draw(approval)
    resume(screen, run, TYPED)
    assert screen.reconcile([approval]) == {approval.key: screen.link(run)}


def test_losing_the_run_loses_nothing(screen, approval):
    """A run that was deleted is drawn again; the second time there is nothing to do."""
    lost = screen.draw(approval)
    screen.api("DELETE", f"/flow_runs/{lost}")
    drawn = screen.reconcile([approval])
    assert drawn[approval.key] != screen.link(lost)
    assert "Đã lập phiếu" in drawn.lines[0]
    assert screen.reconcile([approval]).lines == ()


def test_what_is_no_longer_open_is_closed(screen, approval):
    """An approval that was decided elsewhere leaves no run that waits, and its page says why."""
    run = screen.draw(approval)
    assert screen.reconcile([]) == {}
    state = run_of(screen, run)["state"]
    assert (state["type"], state["name"]) == ("CANCELLED", "Đã đóng")
    assert "đã có kết quả" in state["message"]


def test_a_refused_code_leaves_a_fresh_run(screen, approval):
    """The next attempt is another run of the same generation, and says above its description what was wrong."""
    first = screen.draw(approval)
    second = screen.draw(approval, after=1, note="> Mã chưa đúng.")
    assert first != second
    assert run_of(screen, second)["parameters"]["attempt"] == 2
    shown = screen.api("GET", f"/flow_runs/{second}/input/y-kien-description")
    assert shown.startswith("> Mã chưa đúng.")


def test_of_two_runs_the_latest_stays(screen, approval):
    """Where two runs wait for one decision, the older one is closed."""
    first, second = screen.draw(approval), screen.draw(approval, after=1)
    assert screen.reconcile([approval])[approval.key] == screen.link(second)
    assert "thay bằng phiếu mới" in run_of(screen, first)["state"]["message"]


def test_a_new_question_closes_the_old_one(screen, approval):
    """A decision asked for anew (another generation) is another run; the old one says that it was closed."""
    old = screen.draw(approval)
    drawn = screen.reconcile([replace(approval, generation=2, why="nội dung trình đã thay đổi")])
    assert drawn[approval.key] != screen.link(old)
    assert run_of(screen, old)["state"]["type"] == "CANCELLED"
    assert "thay bằng phiếu mới: nội dung trình đã thay đổi." in run_of(screen, old)["state"]["message"]
    assert set(screen.standing([approval.key])) == {(approval.key, 2)}


def test_a_page_is_changed_in_place(screen):
    """The page "Hôm nay" is one artifact, however often it is drawn, and shows the latest text."""
    for text in ("# Hôm nay: một", "# Hôm nay: một", "# Hôm nay: hai"):
        screen.today(text)
    pages = screen.api("POST", "/artifacts/filter", {"artifacts": {"key": {"any_": ["hom-nay"]}}})
    latest = screen.api("POST", "/artifacts/latest/filter", {"artifacts": {"key": {"any_": ["hom-nay"]}}})
    assert [page["data"] for page in (*pages, *latest)] == ["# Hôm nay: hai"] * 2
