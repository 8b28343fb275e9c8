"""The explanation of the year: each deadline's real date, and why, as an official would say it."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions.explain import explain, short_date
from definitions.moments import parse_moment, parse_trigger
from definitions.vocabulary import (
    Activity,
    CalendarYear,
    DayOff,
    Definition,
    Issuer,
    Party,
    Process,
    Step,
    Year,
)

DATE = dt.date.fromisoformat
NOTICE = "VB 8056/VPCP-KGVX"
FILES = (
    CalendarYear(
        calendar="vietnam",
        year=2023,
        off=tuple(DayOff(date=DATE(d), name="nghỉ Quốc khánh", notice=NOTICE) for d in ("2023-09-01", "2023-09-04")),
    ),
    CalendarYear(calendar="vietnam", year=2025),
    CalendarYear(
        calendar="vietnam",
        year=2026,
        off=tuple(DayOff(date=DATE(d), name="nghỉ") for d in ("2026-01-01", "2026-01-02")),
    ),
)


def _step(id, every="month", due=None, **more):
    for name in ("opens", "closes"):
        if name in more:
            more[name] = parse_moment(more[name])
    if "starts" in more:
        more["starts"] = parse_trigger(more["starts"])
    due = due and parse_moment(due)
    return Step(id=id, title=f"Bước {id}", kind="do", every=every, by=("office",), due=due, **more)


def _explain(*steps, first="2023-03-15", files=FILES):
    year = Year(
        year=int(first[:4]),
        process="p",
        first=DATE(first),
        last=DATE(f"{first[:4]}-12-31"),
        issuer=Issuer(name="Sở"),
        parties=(Party(id="van-phong", name="Văn phòng", roles=("office",)),),
        activities=(Activity(id="k07", title="Tháng hành động", first=DATE("2023-07-01"), last=DATE("2023-07-31")),),
    )
    process = Process(id="p", title="P", roles=(), forms=(), steps=steps)
    found = explain(Definition(process=process, year=year, calendars=files))
    return {(it.step, it.period): it for it in found}


@pytest.mark.parametrize(
    ("due", "period", "reason"),
    [
        ("before day 5", "2023-11", "trước 05/11, tức hết ngày 04/11 (thứ Bảy); ngày làm việc cuối: 03/11"),
        ("before day 5", "2023-04", "trước 05/4, tức hết ngày 04/4 (thứ Ba)"),
        ("before day 5", "2023-06", "trước 05/6, tức hết ngày 04/6 (Chủ nhật); ngày làm việc cuối: 02/6"),
        (
            "before day 5",
            "2023-09",
            f"trước 05/9, tức hết ngày 04/9 (thứ Hai, nghỉ Quốc khánh ({NOTICE})); ngày làm việc cuối: 31/8",
        ),
        ("by day 5", "2023-10", "hết ngày 05/10 (thứ Năm)"),
        ("by day 5 at 16:30", "2023-10", "trước 16 giờ 30 ngày 05/10 (thứ Năm)"),
        (
            "5 working days after the end of the month",
            "2023-04",
            "05 ngày làm việc sau ngày cuối tháng: hết ngày 05/5 (thứ Sáu)",
        ),
        ("3 days before activity k07", "2023-06", "03 ngày trước hoạt động “Tháng hành động”: hết ngày 28/6 (thứ Tư)"),
    ],
)
def test_a_deadline_is_explained_in_one_sentence(due, period, reason):
    """What the plan says, the last valid day and its weekday, the last working day where that is another."""
    assert _explain(_step("s", due=due))["s", period].reason == reason


def test_days_and_instants_stand_beside_the_sentence():
    """Saturday 04/11 is the last valid day, Friday the last working one; instants are UTC."""
    it = _explain(_step("s", due="before day 5", opens="10 days before"))["s", "2023-11"]
    assert (it.last_valid, it.last_working) == (DATE("2023-11-04"), DATE("2023-11-03"))
    assert it.due == dt.datetime(2023, 11, 4, 17, tzinfo=dt.UTC)
    assert it.opens == dt.datetime(2023, 10, 25, 1, tzinfo=dt.UTC)
    assert (it.title, it.planned) == ("Bước s", False)


def test_a_date_of_another_year_carries_its_year():
    """The working day before Sunday 04/01/2026 is in 2025: 02/01 was swapped."""
    it = _explain(_step("s", due="before day 5"), first="2026-01-01")["s", "2026-01"]
    assert it.reason == "trước 05/01, tức hết ngày 04/01 (Chủ nhật); ngày làm việc cuối: 31/12/2025"


def test_a_year_without_its_file_says_that_it_is_a_guess():
    """The Government may still decide a swap."""
    it = _explain(_step("s", due="before day 5"), files=())["s", "2023-10"]
    assert it.reason.endswith("; lịch nghỉ năm 2023 chưa được công bố")


def test_a_last_working_day_in_a_year_that_is_a_guess_says_so():
    """What is counted back over New Year stands on two calendars; each that is not published is named."""
    files = tuple(file for file in FILES if file.year != 2025)
    it = _explain(_step("s", due="before day 5"), first="2026-01-01", files=files)["s", "2026-01"]
    assert "lịch nghỉ năm 2025 chưa được công bố" in it.reason


CHAIN = (
    _step("ask", due="before day 5"),
    _step("compile", source="ask", starts="all settled, or 1 working day after ask is due"),
    _step("agree", on="compile", due="2 working days after compile is done"),
    _step("issue", on="agree", needs=("agree",), due="1 working day after agree is done"),
)


def test_what_counts_from_a_fact_is_planned_as_if_all_took_their_whole_time():
    """Due Saturday 04/11, compiled on Monday 06, agreed by Wednesday 08, issued by Thursday 09, marked "dự kiến"."""
    found = _explain(*CHAIN)
    agree, issue = found["agree", "2023-11"], found["issue", "2023-11"]
    assert agree.reason == "02 ngày làm việc sau khi xong “Bước compile”: dự kiến hết ngày 08/11 (thứ Tư)"
    assert (agree.last_valid, issue.last_valid) == (DATE("2023-11-08"), DATE("2023-11-09"))
    assert agree.planned
    assert issue.planned
    assert not found["ask", "2023-11"].planned


def test_a_step_without_a_deadline_says_so_and_when_it_begins_and_closes():
    """A duty with no deadline at all is legal."""
    found = _explain(*CHAIN, _step("track", closes="end of the month"))
    begun, tracked = found["compile", "2023-11"], found["track", "2023-11"]
    assert begun.reason == "không đặt thời hạn; bắt đầu chậm nhất ngày 06/11"
    assert tracked.reason == "không đặt thời hạn; đóng khi hết ngày 30/11"
    assert (begun.due, begun.last_valid, begun.planned) == (None, None, False)


def test_every_owed_round_is_explained_and_no_other():
    """From April: the month of 15/3/2023 was over before the year began."""
    periods = [period for _, period in _explain(_step("s", due="before day 5"))]
    assert periods == [f"2023-{month:02}" for month in range(4, 13)]


def test_an_event_has_one_line():
    """Its deadline counts from the day on which it is raised."""
    it = _explain(_step("s", "event", due="5 working days after it opens"))["s", "2023"]
    assert it.reason == "theo từng vụ việc phát sinh: 05 ngày làm việc sau khi mở"
    assert it.planned


def test_deadlines_that_count_from_each_other_have_no_date():
    """A circle ends, and the sentence says that its day is not known."""
    found = _explain(_step("a", due="1 day after b is due"), _step("b", due="1 day after a is due"))
    it = found["a", "2023-11"]
    assert (it.due, it.last_valid) == (None, None)
    assert it.reason == "01 ngày sau hạn “Bước b”: chưa xác định được ngày"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2023-04-05", "05/4"),
        ("2023-02-08", "08/02"),
        ("2023-01-31", "31/01"),
        ("2023-12-01", "01/12"),
        ("2024-04-05", "05/4/2024"),
    ],
)
def test_a_date_is_written_as_decree_30_writes_it(day, said):
    """A leading zero for days below 10 and for the months 1 and 2 only."""
    assert short_date(DATE(day), 2023) == said
