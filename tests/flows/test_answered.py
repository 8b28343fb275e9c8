"""An approval answered on the screen: the verdict is kept, or the question is asked again with the comment."""

from __future__ import annotations

import pytest

from definitions.codes import code_for
from definitions.vocabulary import Kind
from flows import rehearse
from flows.agree import agree
from flows.answered import answered
from flows.approvals import waiting_approvals
from flows.assemble import assemble
from flows.collect import collect
from flows.heartbeat import heartbeat
from flows.typed_in import UNANSWERED, Asked

pytestmark = pytest.mark.prefect


def hand_in(office, it):
    """Whatever is owed is handed in the short way."""
    kind, key = office.context.steps[it.key.step].kind, it.key
    if kind is Kind.SUBMIT:
        collect(office, step=key.step, unit=key.party, period=key.period, nil=True)
    elif kind is Kind.AGREE:
        agree(office, step=key.step, partner=key.party, period=key.period, others="agreed")
    elif kind is Kind.COMPILE:
        assemble(office, step=key.step, period=key.period)


@pytest.fixture
def asking(small, tmp_path):
    """A small office, lived up to the first approval that waits."""
    with rehearse._office(*small, tmp_path) as (office, clock):
        for _ in range(200):
            clock.to(office.ledger.next_instant())
            assert heartbeat(office).failures == ()
            if waiting_approvals(office):
                break
            for it in office.ledger.obligations(states=["open"]):
                hand_in(office, it)
        yield office


@pytest.fixture
def answer(asking, screen):
    """`answer(attempt, verdict=..., code=...)`: the form is sent, and what the run then says."""
    approval = waiting_approvals(asking)[0]

    def send(run, attempt, **typed):
        assert screen.api("POST", f"/flow_runs/{run}/resume", {"run_input": typed})["status"] == "ACCEPT"
        return answered(asking, screen, Asked(run, approval.key, approval.generation, attempt))

    return approval, screen.draw(approval), send


def code_of(office, approval):
    """The code in the approver's letter."""
    person = office.definition.directory.of(approval.key.party)[0].id
    return code_for(office.secret, approval.key, person, approval.content, approval.generation)


def test_the_right_code_moves_the_year_on(asking, answer):
    """The verdict is kept, and what follows from it is done in the same run."""
    approval, run, send = answer
    told = send(run, 1, verdict="Đồng ý", code=code_of(asking, approval))
    assert told.title == "Đã ghi ý kiến phê duyệt"
    assert [d.verdict for d in asking.ledger.decisions()] == ["approve"]
    assert approval.key not in [it.key for it in waiting_approvals(asking)]


def test_a_wrong_code_asks_again_without_a_new_letter(asking, answer, screen):
    """A fresh run of the same generation waits, says what was wrong, and keeps the comment; the code stays good."""
    approval, run, send = answer
    told = send(run, 1, verdict="Trả lại", comment="Thiếu chuyên đề đất đai", code="SAI00-SAI00")
    fresh = screen.standing([approval.key])[approval.key, approval.generation]
    assert screen.link(fresh.id) in told.lines[0]
    assert fresh.attempt == 2
    assert "Thiếu chuyên đề đất đai" in screen.api("GET", f"/flow_runs/{fresh.id}/input/y-kien-description")
    form = screen.api("GET", f"/flow_runs/{fresh.id}/input/y-kien-schema")
    assert form["properties"]["comment"]["default"] == "Thiếu chuyên đề đất đai"
    assert [name for name, field in form["properties"].items() if "default" in field] == ["comment"]
    send(fresh.id, 2, verdict="Trả lại", comment="Thiếu chuyên đề đất đai", code=code_of(asking, approval))
    assert [d.verdict for d in asking.ledger.decisions()] == ["return"]


def test_a_run_without_an_answer_decides_nothing(asking, answer, screen):
    """A run that somebody started by hand says where to look, and changes nothing."""
    approval, run, _ = answer
    told = answered(asking, screen, Asked(run, approval.key, approval.generation, 1))
    assert told.title == UNANSWERED
    assert asking.ledger.decisions() == []
