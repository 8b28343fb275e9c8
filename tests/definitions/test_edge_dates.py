"""The four dates at which a calendar goes wrong, by name: "before day 5" where the 4th is not what it seems.

The calendars are the ones that the program ships, each with the notice of its swaps; nothing here is computed twice.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import definitions
from definitions import agenda
from definitions.explain import explain
from definitions.facts import State
from definitions.load import Source, load
from definitions.timing import instants, rungs

CALENDARS = Path(definitions.__file__).parent / "calendars"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PROCESS = """
process: edges
title: Kế hoạch tháng
timezone: Asia/Ho_Chi_Minh
calendar: vietnam
day starts: "08:00"
roles: {unit: Đơn vị, office: Văn phòng}
steps:
  plan:
    title: Kế hoạch tháng
    basis: "1"
    kind: submit
    by: unit
    to: office
    every: month
    due: before day 5
    remind: [3 working days before, last working day]
"""
YEAR = """
year: {year}
process: process.yaml
runs: {year}-01-01 to {year}-12-31
issuer: {{name: Sở}}
parties:
  van-phong: {{role: office, name: Văn phòng Sở}}
  phong-mot: {{role: unit, name: Phòng Một}}
"""


def _year(year):
    calendars = [
        Source(f"vietnam-{each}.yaml", (CALENDARS / f"vietnam-{each}.yaml").read_bytes())
        for each in range(max(year - 1, 2023), year + 1)
    ]
    return agenda.context(
        load(Source("process.yaml", PROCESS), Source("year.yaml", YEAR.format(year=year)), None, calendars)
    )


def _explained(period):
    ctx = _year(int(period[:4]))
    return ctx, next(it for it in explain(ctx) if it.period == period)


def _reminded(ctx, period):
    step = ctx.steps["plan"]
    found = rungs(ctx, step, period, instants(ctx, step, period, {}), {})
    return [at.astimezone(HANOI).replace(tzinfo=None) for rung, at in found if rung.kind == "remind"]


def _at_eight(*days):
    return [dt.datetime.combine(dt.date.fromisoformat(day), dt.time(8)) for day in days]


def test_4_september_2023_is_a_holiday():
    """The last working day before "trước 05/9/2023" is Thursday 31/8: 01/9 and 04/9 are days off by notice."""
    ctx, it = _explained("2023-09")
    assert it.last_valid == dt.date(2023, 9, 4)
    assert it.last_working == dt.date(2023, 8, 31)
    assert _reminded(ctx, "2023-09") == _at_eight("2023-08-29", "2023-08-31")
    assert it.reason.startswith("trước 05/9, tức hết ngày 04/9 (thứ Hai, ")
    assert it.reason.endswith("; ngày làm việc cuối: 31/8")


def test_4_may_2024_is_a_saturday_that_is_worked():
    """Saturday 04/5/2024 was worked for Monday 29/4: the last valid day is a working day, and reminded on."""
    ctx, it = _explained("2024-05")
    assert it.last_valid == it.last_working == dt.date(2024, 5, 4)
    assert _reminded(ctx, "2024-05") == _at_eight("2024-04-26", "2024-05-04")
    assert it.reason.startswith("trước 05/5, tức hết ngày 04/5 (thứ Bảy")
    assert "ngày làm việc cuối" not in it.reason


def test_4_may_2025_has_its_last_working_day_in_april():
    """30/4 and 01/5 are holidays, 02/5 was swapped, 03/5 and 04/5 are a weekend: the last working day is 29/4."""
    ctx, it = _explained("2025-05")
    assert it.last_valid == dt.date(2025, 5, 4)
    assert it.last_working == dt.date(2025, 4, 29)
    assert _reminded(ctx, "2025-05") == _at_eight("2025-04-26", "2025-04-29")  # 26/4: a Saturday worked for 02/5
    assert it.reason == "trước 05/5, tức hết ngày 04/5 (Chủ nhật); ngày làm việc cuối: 29/4"


def test_4_january_2026_has_its_last_working_day_in_another_year():
    """02/01/2026 was swapped by a notice of 25/12/2025: the last working day before Sunday 04/01 is 31/12/2025."""
    ctx, it = _explained("2026-01")
    assert it.last_valid == dt.date(2026, 1, 4)
    assert it.last_working == dt.date(2025, 12, 31)
    assert _reminded(ctx, "2026-01") == _at_eight("2025-12-29", "2025-12-31")
    assert it.reason == "trước 05/01, tức hết ngày 04/01 (Chủ nhật); ngày làm việc cuối: 31/12/2025"


@pytest.mark.parametrize("period", ["2023-09", "2024-05", "2025-05", "2026-01"])
def test_the_deadline_itself_does_not_move(period):
    """Whatever the 4th is, "before day 5" ends with it: a rest day moves reminders, never an exclusive deadline."""
    _, it = _explained(period)
    assert it.due.astimezone(HANOI) == dt.datetime(int(period[:4]), int(period[5:]), 5, tzinfo=HANOI)


def test_a_plan_of_an_edge_month_is_owed_once():
    """The agenda of each of those years holds that month's plan, once, waiting for its time."""
    for period in ("2023-09", "2024-05", "2025-05", "2026-01"):
        ctx = _year(int(period[:4]))
        planned = [it for it in agenda.plan(ctx, dt.datetime(2022, 1, 1, tzinfo=dt.UTC)) if it.key.period == period]
        assert [(it.key.party, it.state) for it in planned] == [("phong-mot", State.PLANNED)]
