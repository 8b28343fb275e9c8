"""Views of a year's deadlines: whose, in which month, and after what."""

from __future__ import annotations

from pathlib import Path

import pytest

from definitions import agenda, views
from definitions.explain import explain
from flows import files

HA_TINH = Path(__file__).resolve().parents[2] / "definitions/ha-tinh/2023.yaml"


@pytest.fixture(scope="module")
def ctx():
    """The plan of 2023."""
    return agenda.context(files.read_definition(HA_TINH)[0])


def test_every_obligation_of_the_agenda_is_in_a_view(ctx):
    """What is owed is exactly what the agenda plans, and beside it what only events bring."""
    planned = {(it.key.step, it.key.period, it.key.party) for it in agenda.plan(ctx)}
    shown = {(row.it.step, row.it.period, row.party.id) for row in views.owed(ctx) if row.it.due or row.it.opens}
    assert planned <= {(row.it.step, row.it.period, row.party.id) for row in views.owed(ctx)}
    assert {key for key in shown if "-" in key[1]} <= planned


def test_one_party_sees_its_own(ctx):
    """A unit's view holds nothing of another's, and its twelve plans and reports stand in the order of their days."""
    rows = views.owed(ctx, "phong-moi-truong")
    assert {row.party.id for row in rows} == {"phong-moi-truong"}
    assert [row.soonest for row in rows] == sorted(row.soonest for row in rows)


def test_reminders_are_those_of_the_one_who_owes(ctx):
    """A unit is reminded twice before each plan; what the Office is told about it is not among them."""
    plan = next(r for r in views.owed(ctx, "phong-moi-truong") if (r.it.step, r.it.period) == ("unit-plan", "2023-11"))
    assert [f"{at:%d/%m %H:%M}" for at in plan.reminders] == ["01/11 01:00", "03/11 01:00"]


def test_a_month_holds_what_is_due_in_it(ctx):
    """The last day in time says the month; the twelve plans of a month stand together."""
    months = dict(views.by_month(ctx, views.owed(ctx)))
    november = {group[0].it.step: len(group) for group in months[2023, 11]}
    assert november["unit-plan"] == 12
    assert all(row.it.last_valid.month == 11 for group in months[2023, 11] for row in group)
    assert all(row.it.last_valid is None for group in months[None] for row in group)


def test_a_chain_comes_in_the_order_of_waiting(ctx):
    """Nothing stands before what it waits for; the monthly round is the one that the plan orders."""
    links = views.chain(ctx, "2023-11")
    order = [link.it.step for link in links]
    assert order[:5] == ["unit-plan", "month-plan", "partner-agreement", "month-approval", "month-plan-issue"]
    assert all(order.index(step.id) < order.index(link.it.step) for link in links for step in link.waits)


@pytest.mark.parametrize(("period", "near"), [("2023-13", "2023-"), ("2O23-11", "2023-11"), ("", "2023")])
def test_an_unknown_period_is_refused(ctx, period, near):
    """The sentence names periods that there are."""
    with pytest.raises(views.UnknownPeriod) as refused:
        views.chain(ctx, period)
    assert near in refused.value.say("en")


def test_an_unknown_party_is_refused(ctx):
    """Did you mean: the id that is nearest."""
    with pytest.raises(views.UnknownParty) as refused:
        views.owed(ctx, "phong-moi-truon")
    assert "phong-moi-truong" in refused.value.say("vi")


def test_a_fixed_date_is_never_provisional(ctx):
    """Whatever it waits for, the report to the Ministry is due before 15 December."""
    send = next(it for it in explain(ctx) if it.step == "ministry-report-send")
    assert (send.planned, send.reason) == (False, "trước 15/12, tức hết ngày 14/12 (thứ Năm)")


def test_what_has_no_deadline_says_what_it_waits_for(ctx):
    """The month's plan is issued after the approval, on the day that the chain leads to."""
    issue = next(it for it in explain(ctx) if (it.step, it.period) == ("month-plan-issue", "2023-11"))
    assert issue.reason == ("không đặt thời hạn; thực hiện sau khi xong “Phê duyệt kế hoạch tháng”, dự kiến ngày 13/11")
