"""Coverage of a small year counted by hand; its gaps named in time; every figure is its rows."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.coverage import GROUPS, SEVERAL, Covered, coverage
from definitions.figures import IssuedPlan, YearFacts
from definitions.gaps import Gap, Lack, gaps
from definitions.traces import value
from definitions.vocabulary import Activity, Target, Topic, Year

UTC = dt.UTC
ISSUED = {month: dt.datetime(2023, month, 9, 2, tzinfo=UTC) for month in (10, 11, 12)}
FIELDS = tuple(Covered.__dataclass_fields__)


@dataclass(frozen=True)
class Out:
    """A publication as the ledger gives it."""

    title: str
    partner: str
    genre: str
    at: dt.date
    unit: str = ""
    author: str = ""
    topics: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    programme: str = ""
    slot: str = ""
    seconds: int = 0


@pytest.fixture(scope="module")
def office(small):
    """The small office with three topics, an anniversary in December and two targets."""
    definition = small[0]
    said = {
        "topics": tuple(Topic(id=f"t{n}", title=f"Nội dung {n}") for n in (1, 2, 3)),
        "activities": (
            Activity(id="k7", title="Kỷ niệm", first=dt.date(2023, 12, 20), last=dt.date(2023, 12, 22)),
            Activity(id="k1", title="Cả năm"),
        ),
        "targets": (Target(at_least=4, partner="bao", genre="Tin"), Target(at_least=90, topic="t2")),
    }
    return definition.model_copy(update={"year": Year.model_validate({**dict(definition.year), **said})})


def line(id, *, topics=("t1",), unit="a", partners=("bao",), genre="Tin", when="", **more):
    period = f"2023-{id[:2]}"
    return {
        "id": f"{period}/{unit}/{id[3:]}", "content": id, "topics": list(topics), "activities": [], "unit": unit,
        "partners": list(partners), "genre": genre, "when": when, "state": "planned", **more,
    }  # fmt: skip


def plan(month, *lines):
    return IssuedPlan({"kind": "month-plan", "period": f"2023-{month}", "lines": list(lines)}, ISSUED[month])


def out(day, month, *lines, partner="bao", genre="Tin", unit="a", topics=("t1",), **more):
    at = dt.date(2023, month, day)
    return Out(f"{at} {partner} {genre}", partner, genre, at, unit=unit, topics=topics, lines=lines, **more)


# a small year by hand: what was planned, what came out, on 15 December
LINES = (
    plan(10, line("10/1", when="2023-10-20"), line("10/2", topics=("t1", "t2")), line("10/3", unit="b", genre="Bài")),
    plan(
        11,
        line("11/1", when="2023-11-10"),
        line("11/2", partners=("dai",), when="tuần 2 tháng 11"),
        line("11/3", state="postponed", postponed_to="2023-12-20", unit="b"),
        line("11/4", state="dropped"),
    ),
    plan(12, line("12/1", when="2023-12-14"), line("12/2")),
)
CAME_OUT = (
    out(20, 10, "2023-10/a/1"),  # on its day
    out(2, 11, "2023-10/a/2", topics=("t1", "t2")),  # a month late
    out(11, 11, "2023-11/a/1", unit="b"),  # a day late
    out(3, 10, topics=()),  # before October's plan was issued: a result
    out(12, 12, partner="dai", genre="Bài", unit=""),  # on no line, after December's plan was issued
)
FACTS = YearFacts(month_plans=LINES, publications=CAME_OUT)
NOW = dt.datetime(2023, 12, 15, 3, tzinfo=UTC)
BY_HAND = {
    # what                   planned, on time, late, waiting, never, dropped, publications, unplanned, results
    "total":                 (8, 1, 2, 2, 3, 1, 5, 1, 1),
    ("topics", "t1"):        (8, 1, 2, 2, 3, 1, 4, 1, 0),
    ("topics", "t2"):        (1, 0, 1, 0, 0, 0, 1, 0, 0),
    ("topics", "t3"):        (0, 0, 0, 0, 0, 0, 0, 0, 0),
    ("topics", ""):          (0, 0, 0, 0, 0, 0, 1, 0, 1),
    ("units", "a"):          (6, 1, 2, 1, 2, 1, 3, 0, 1),
    ("units", "b"):          (2, 0, 0, 1, 1, 0, 1, 0, 0),
    ("units", ""):           (0, 0, 0, 0, 0, 0, 1, 1, 0),
    ("partners", "bao"):     (7, 1, 2, 2, 2, 1, 4, 0, 1),
    ("partners", "dai"):     (1, 0, 0, 0, 1, 0, 1, 1, 0),
    ("genres", "Tin"):       (7, 1, 2, 2, 2, 1, 4, 0, 1),
    ("genres", "Bài"):       (1, 0, 0, 0, 1, 0, 1, 1, 0),
    ("months", "2023-10"):   (3, 1, 1, 0, 1, 0, 2, 0, 1),
    ("months", "2023-11"):   (2, 0, 1, 0, 1, 1, 2, 0, 0),
    ("months", "2023-12"):   (3, 0, 0, 2, 1, 0, 1, 1, 0),
}  # fmt: skip


@pytest.mark.parametrize("what", [*BY_HAND], ids=str)
def test_a_small_year_counted_by_hand(office, what):
    """On time is the line's own day or its month; late is after it; never is when that has passed without anything."""
    it, _ = coverage(office, FACTS, NOW)
    found = it.total if what == "total" else dict(it.groups[what[0]])[what[1]]
    assert found == Covered(*BY_HAND[what])


def test_the_grid_is_topics_by_months(office):
    """A line stands in the month of its last day (where it was postponed: that month), a publication in its own."""
    it, rows = coverage(office, FACTS, NOW)
    assert it.months == ("2023-10", "2023-11", "2023-12")
    t1 = dict(it.grid["topics"])["t1"]
    assert [(cell.planned, cell.published, cell.publications) for cell in t1] == [(3, 2, 1), (2, 1, 2), (3, 0, 1)]
    assert [row.id for row in rows["coverage.topics.t1.2023-12.waiting"]] == ["2023-11/b/3", "2023-12/a/2"]


def test_a_plan_of_the_next_month_is_looked_for_in_that_month(office):
    """Where a plan covers the next month, a line without a day has until that month's end."""
    steps = tuple(s.model_copy(update={"covers": "next"}) if s.id == "unit-plan" else s for s in office.process.steps)
    ahead = office.model_copy(update={"process": office.process.model_copy(update={"steps": steps})})
    it, _ = coverage(ahead, YearFacts(month_plans=[plan(11, line("11/1"))]), NOW)
    assert [(line.month, line.fate) for line in it.lines] == [("2023-12", "waiting")]


def test_a_line_taken_on_several_days_has_until_the_last(office):
    """One partner prints on the 10th, the other broadcasts on the 20th: in time is both."""
    two = line("11/1", when="2023-11-10", by_partner={"dai": {"when": "2023-11-20"}})
    facts = YearFacts(month_plans=[plan(11, two)], publications=[out(19, 11, two["id"])])
    assert coverage(office, facts, NOW)[0].total.on_time == 1


def test_a_line_for_two_partners_counts_with_each_by_what_that_one_published(office):
    """The paper printed it on its own day, the station has not broadcast it: as a whole it is out."""
    two = line("11/1", partners=("bao", "dai"), when="2023-11-10", by_partner={"dai": {"when": "2023-11-20"}})
    facts = YearFacts(month_plans=[plan(11, two)], publications=[out(12, 11, two["id"])])
    it, rows = coverage(office, facts, NOW)
    assert {id: (c.on_time, c.late, c.never) for id, c in it.groups["partners"]} == {"bao": (0, 1, 0), "dai": (0, 0, 1)}
    assert (it.total.on_time, it.total.never) == (1, 0)
    assert [row.id for row in rows["coverage.partners.dai.never"]] == [two["id"]]


def test_the_gaps_of_a_small_year_are_named_in_time(office):
    """Five days before the anniversary nothing is out about it; three lines' days have passed; a topic is silent."""
    it, _ = coverage(office, FACTS, NOW)
    assert gaps(office, it) == (
        Gap(Lack.DATED, "k7", dt.date(2023, 12, 20)),
        Gap(Lack.PASSED, "2023-10/b/3", dt.date(2023, 10, 31)),
        Gap(Lack.PASSED, "2023-11/a/2", dt.date(2023, 11, 14)),
        Gap(Lack.PASSED, "2023-12/a/1", dt.date(2023, 12, 14)),
        Gap(Lack.BEHIND, "2", None, 1),
        Gap(Lack.QUIET, "t3"),
    )
    assert [aimed.out for aimed in it.targets] == [4, 1]


def _on(office, day, facts=FACTS):
    now = dt.datetime(2023, day[1], day[0], 3, tzinfo=UTC)
    return [(gap.lack, gap.id, gap.over) for gap in gaps(office, coverage(office, facts, now)[0])]


def test_an_activity_is_a_gap_until_something_is_out_about_it(office):
    """From sixty days before, and afterwards as what is over; one publication ends it."""
    empty = YearFacts()
    assert not [gap for gap in _on(office, (20, 10), empty) if gap[0] is Lack.DATED]
    assert (Lack.DATED, "k7", False) in _on(office, (21, 10), empty)
    assert (Lack.DATED, "k7", True) in _on(office, (31, 12), empty)
    told = replace(empty, publications=[out(21, 12, activities=("k7",))])
    assert (Lack.DATED, "k7", True) not in _on(office, (31, 12), told)


def test_a_partner_whom_no_line_names_is_a_gap(office):
    """Two months of plans, all for the other partner; where there were no plans at all, nobody is left out."""
    alone = YearFacts(month_plans=[plan(month, line(f"{month}/1")) for month in (10, 11, 12)])
    assert (Lack.UNASKED, "dai", False) in _on(office, (15, 12), alone)
    assert not [gap for gap in _on(office, (15, 12), YearFacts()) if gap[0] is Lack.UNASKED]
    assert not [gap for gap in _on(office, (15, 11), alone) if gap[0] in {Lack.UNASKED, Lack.QUIET}]  # a young year


def test_no_target_no_gap(small):
    """Where the joint plan sets no target, none is invented."""
    it, _ = coverage(small[0], FACTS, NOW)
    assert it.targets == ()
    assert all(gap.lack is not Lack.BEHIND for gap in gaps(small[0], it))


IDS = st.sampled_from([("t1",), ("t2", "t3"), ()])
LINE = st.builds(
    line, st.sampled_from(["10/1", "10/2", "11/1", "11/2", "12/1"]), topics=IDS, unit=st.sampled_from("ab"),
    partners=st.sampled_from([("bao",), ("bao", "dai")]), genre=st.sampled_from(["Tin", "Bài", ""]),
    when=st.sampled_from(["", "2023-11-10", "cuối năm"]), state=st.sampled_from(["planned", "postponed", "dropped"]),
)  # fmt: skip
CAME = st.builds(
    out, st.integers(1, 28), st.sampled_from([10, 11, 12]), st.sampled_from(["2023-10/a/1", "2023-11/b/2", "nowhere"]),
    partner=st.sampled_from(["bao", "dai", "khac"]), genre=st.sampled_from(["Tin", "Bài"]), unit=st.sampled_from(["a", ""]), topics=IDS,
)  # fmt: skip


def _facts(lines, came):
    known = {it["id"]: it for it in lines}.values()
    plans = [plan(month, *(it for it in known if it["id"].startswith(f"2023-{month}"))) for month in (10, 11, 12)]
    return YearFacts(month_plans=plans, publications=came)


@given(
    st.builds(_facts, st.lists(LINE, max_size=6), st.lists(CAME, max_size=6)),
    st.datetimes(dt.datetime(2023, 10, 1), dt.datetime(2023, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001  # bounds
    st.randoms(use_true_random=False),
)
def test_every_whole_is_the_sum_of_its_parts(office, facts, now, rng: random.Random):
    """Lines by fate, by unit, genre and month; a topic never has more than there is; a figure is its rows; any order."""
    it, rows = coverage(office, facts, now)
    assert all(len(its) == value(its) for its in rows.values())
    for group in GROUPS:
        for id, covered in it.groups[group]:
            assert covered.planned == covered.published + covered.waiting + covered.never
            assert covered.unplanned + covered.results <= covered.publications
            whole = ("planned", "dropped", "publications") if group == "partners" else FIELDS
            assert all(getattr(covered, field) <= getattr(it.total, field) for field in whole), (group, id)
        if group not in SEVERAL:
            for field in FIELDS:
                assert sum(getattr(covered, field) for _, covered in it.groups[group]) == getattr(it.total, field)
    for group, cells in it.grid.items():
        for id, months in cells:
            whole = dict(it.groups[group])[id]
            assert all(sum(getattr(cell, field) for cell in months) == getattr(whole, field) for field in FIELDS)
    names = ("month_plans", "publications")
    shuffled = replace(
        facts, **{name: rng.sample(list(getattr(facts, name)), len(getattr(facts, name))) for name in names}
    )
    again, their_rows = coverage(office, shuffled, now)
    assert (again.total, again.groups, gaps(office, again)) == (it.total, it.groups, gaps(office, it))
    assert their_rows.keys() == rows.keys()
