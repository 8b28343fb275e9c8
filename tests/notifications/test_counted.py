"""Coverage and completeness in words and pictures: gaps in sentences, signs without colour, shares opened to names."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest

from definitions.completeness import completeness
from definitions.coverage import Covered, coverage
from definitions.facts import Instants, Key, Obligation, State
from definitions.figures import IssuedPlan, YearFacts
from definitions.gaps import Gap, Lack, gaps
from definitions.report import traced
from definitions.vocabulary import Activity, Target, Topic, Year
from notifications import coverage_page, figure_words, gap_words
from notifications.completeness_page import completeness_page
from notifications.counted_tables import (
    as_csv,
    completeness_table,
    completeness_text,
    coverage_table,
    coverage_text,
)
from notifications.grid_picture import SIGNS, grid_picture, sign, told
from notifications.render import Templates

OURS = Templates()
NOW = dt.datetime(2023, 12, 15, 3, tzinfo=dt.UTC)
ISSUED = dt.datetime(2023, 11, 9, tzinfo=dt.UTC)
DUE = dt.datetime(2023, 11, 4, 17, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Out:
    """A publication as the ledger gives it."""

    title: str
    at: dt.date = dt.date(2023, 11, 12)
    partner: str = "bao"
    genre: str = "Phóng sự"
    unit: str = "a"
    author: str = ""
    topics: tuple[str, ...] = ("t1",)
    activities: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    programme: str = ""
    slot: str = ""
    seconds: int = 0


@pytest.fixture(scope="module")
def office(small):
    """The small office with three topics, an anniversary and a target; unit a was merged into b in October."""
    definition = small[0]
    merged = {"a": {"valid_to": dt.date(2023, 11, 30), "merged_into": "b"}}
    said = {
        "topics": tuple(Topic(id=f"t{n}", title=f"Nội dung | {n}", basis=f"II.{n}") for n in (1, 2, 3)),
        "activities": (
            Activity(id="k7", title="Kỷ niệm 20 năm", first=dt.date(2023, 12, 1), last=dt.date(2023, 12, 31)),
        ),
        "targets": (Target(at_least=90, partner="bao", topic="t2", genre="Tin"),),
        "parties": tuple(party.model_copy(update=merged.get(party.id, {})) for party in definition.year.parties),
    }
    return definition.model_copy(update={"year": Year.model_validate({**dict(definition.year), **said})})


def _line(n, **more):
    return {
        "id": f"2023-11/a/0{n}", "content": f"Việc <{n}> | x", "topics": ["t1"], "activities": [], "unit": "a",
        "partners": ["bao"], "genre": "Tin", "when": "2023-11-10", "state": "planned", **more,
    }  # fmt: skip


FACTS = YearFacts(
    month_plans=[IssuedPlan({"period": "2023-11", "lines": [_line(1), _line(2)]}, ISSUED)],
    publications=[Out("=Tin [một](x)", lines=("2023-11/a/01",)), Out("Hai")],
)
OWED = [
    Obligation(Key("unit-plan", "2023-11", "a"), State.ACCEPTED, Instants(due=DUE), received=DUE),
    Obligation(Key("unit-plan", "2023-12", "b"), State.MISSED, Instants(due=DUE + dt.timedelta(30))),
]


@pytest.fixture(scope="module")
def counted(office):
    """Coverage, its gaps, completeness, and the rows of every figure."""
    report, of_report = traced(office, replace(FACTS, obligations=OWED), NOW)
    covered, of_coverage = coverage(office, FACTS, NOW)
    steps, of_steps = completeness(office, OWED, [], NOW)
    return covered, gaps(office, covered), steps, {**of_report, **of_coverage, **of_steps}, report


# ---------------------------------------------------------------- shares


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (11, 12, "11/12 (91,6%)"), (2999, 3000, "2.999/3.000 (99,9%)"), (3, 3, "3/3 (100%)"), (13, 12, "13/12 (108,3%)"),
        (0, 4, "0/4 (0%)"), (0, 0, "không có"), (2, 0, "2 (không có)"),
    ],
)  # fmt: skip
def test_a_share_is_never_rounded_up_capped_or_made_of_nothing(part, whole, said):
    """100% says that nothing is missing; above it stands as it is; of nothing there is no share."""
    assert figure_words.shared(part, whole) == said


def test_a_percentage_has_a_decimal_comma():
    """One decimal where there is one; thousands have their dot."""
    assert [figure_words.percent(Fraction(n, 1000)) for n in (5, 1000, 12345)] == ["0,5%", "100%", "1.234,5%"]


# ---------------------------------------------------------------- pages


def test_the_page_of_coverage_says_the_gaps_first(office, counted):
    """What is lacking, by sort, in sentences that nothing typed can break; then pictures, tables, names."""
    page = coverage_page.coverage_page(OURS, office, *counted[:2])
    assert (
        "k7 (Kỷ niệm 20 năm) có thời gian từ 01/12/2023 đến 31/12/2023, kế hoạch chưa có nội dung nào, chưa có tin, bài nào"
        in page
    )
    assert "Việc \\<2\\> \\| x (Đơn vị A; Báo), hạn 10/11/2023, chưa có tin, bài" in page
    assert "Tin, Báo, về Nội dung \\| 2: mới có 0/90 tin, bài" in page
    assert "t2 (Nội dung \\| 2), từ đầu năm đến nay chưa có" in page
    assert page.count("data:image/svg+xml;base64,") == 2
    assert "| Nội dung \\| 1 | 1/2 (50%) | 1 | 0 | 1 | 2 | 1 | `coverage.topics.t1` |" in page
    assert "`coverage.genres.phóng-sự`" in page
    assert "DỮ LIỆU MẪU" in page
    assert "\n\n\n" not in page


def test_every_lack_has_its_title_and_its_sentence(office, counted):
    """Nothing that the core finds lacking stands on the page without words."""
    assert list(gap_words.TITLES) == list(Lack)
    ids = {Lack.DATED: "k7", Lack.PASSED: "2023-11/a/02", Lack.BEHIND: "1", Lack.QUIET: "t3", Lack.UNASKED: "dai"}
    for lack, id in ids.items():
        assert gap_words.sentence(office, counted[0], Gap(lack, id, dt.date(2023, 11, 10)))


def test_a_year_without_plans_says_so(small):
    """An empty page is not a broken one."""
    it, _ = coverage(small[0], YearFacts(), dt.datetime(2023, 10, 2, tzinfo=dt.UTC))
    page = coverage_page.coverage_page(OURS, small[0], it, ())
    assert "Chưa có kế hoạch tháng nào được ban hành và chưa ghi nhận tin, bài nào." in page
    assert "Chưa phát hiện chỗ nào cần lưu ý." in page
    assert "Chưa có việc nào đến hạn gửi." in completeness_page(OURS, small[0], (), {}, "ngày 02/10/2023")


def test_the_page_of_completeness_opens_every_share_to_names(office, counted):
    """As the units were and with those merged into them; who is missing and who was late, with the months."""
    page = completeness_page(OURS, office, counted[2], counted[3], "ngày 15/12/2023")
    assert "Phải gửi 2; đã nhận 1/2 (50%); đúng hạn 0/2 (0%); chưa nhận 1." in page
    assert "| Đơn vị A | 1 | 1 | 0 | 1 | 0 | 100% | 0% |" in page
    assert "| Đơn vị B (gồm Đơn vị A) | 2 | 1 | 0 | 1 | 1 | 50% | 0% |" in page
    assert "**Chưa nhận (1):** Đơn vị B (tháng 12/2023)." in page
    assert "**Nhận sau hạn (1):** Đơn vị A (tháng 11/2023)." in page


def test_above_a_hundred_per_cent_the_page_says_why(small):
    """What came and was let go afterwards is named, not hidden."""
    its = [
        Obligation(Key("unit-plan", "2023-11", "a"), State.WAIVED, Instants(due=DUE), received=DUE - dt.timedelta(1)),
        Obligation(Key("unit-plan", "2023-11", "b"), State.ACCEPTED, Instants(due=DUE), received=DUE - dt.timedelta(1)),
    ]
    steps, rows = completeness(small[0], its, [], NOW)
    page = completeness_page(OURS, small[0], steps, rows, "nay")
    assert "đã nhận 2/1 (200%)" in page
    assert "Tỷ lệ trên 100% vì có 1 bản nhận được của đơn vị đã được miễn." in page
    assert "**Đã nhận dù được miễn (1):** Đơn vị A (tháng 11/2023)." in page


# ---------------------------------------------------------------- the picture


@pytest.mark.parametrize(
    ("cell", "kind", "said", "more"),
    [
        (Covered(planned=2, on_time=1, late=1, publications=2), "full", "2/2", False),
        (Covered(planned=2, on_time=1, waiting=1), "part", "1/2", False),
        (Covered(planned=3, on_time=1, waiting=1, never=1, publications=2, unplanned=1), "never", "1/3", True),
        (Covered(publications=3, unplanned=3), "beside", "+3", False),
        (Covered(dropped=1), "nothing", "", False),
    ],
)
def test_each_cell_has_its_sign(cell, kind, said, more):
    """All out, still waiting, something never came out, only beside the plan, nothing: each with its numbers."""
    assert sign(cell) == {"kind": kind, "said": said, "more": more}
    assert kind in SIGNS


def test_the_picture_is_read_without_eyes_and_without_colour(counted):
    """A title, the whole in words, a legend of every sign; a name that is too long is cut, and nothing typed breaks it."""
    cells = counted[0].grid["topics"][0][1]
    rows = [("II.1 Một <nội dung> rất dài mà không vừa cột tên & còn nữa", cells)]
    svg = grid_picture(OURS, "Theo tháng", counted[0].months, rows)
    drawn = ET.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    assert drawn.find(f"{space}title").text == "Theo tháng"
    assert drawn.find(f"{space}desc").text == told(counted[0].months, rows)
    assert "tháng 11: 1/2 nội dung đã đăng, phát, 2 tin, bài" in told(counted[0].months, rows)
    texts = [it.text for it in drawn.iter(f"{space}text")]
    assert all(means in texts for _, means in SIGNS.values())
    assert {"10/23", "11/23", "12/23", "1/2"} <= set(texts)
    assert any(text.startswith("II.1 Một <nội dung>") and text.endswith("…") for text in texts)
    fills = set(re.findall(r'fill="(#\w+|url\(#hatch\))"', svg))
    assert "url(#hatch)" in fills


# ---------------------------------------------------------------- figures and rows in words


def test_every_figure_and_every_row_has_its_words(office, counted):
    """No name of a figure is left as code, and each of its rows is one line that names what it is."""
    for name, rows in counted[3].items():
        assert figure_words.meaning(office, name), name
        for row in rows:
            assert "\n" not in figure_words.row_words(office, row)
    assert figure_words.meaning(office, "topics.t3.covered") == "nội dung trong kế hoạch đã đăng, phát – Nội dung | 3"
    assert figure_words.meaning(office, "plans.2023-05.late") == "kế hoạch tháng gửi chậm – tháng 5/2023"
    assert figure_words.meaning(office, "publications.2023-05") == "tin, bài đã đăng, phát tháng 5/2023"
    (row,) = counted[3]["completeness.unit-plan.missing"]
    assert figure_words.row_words(office, row) == "Đơn vị B: Kế hoạch tuyên truyền tháng 12/2023 (chưa nhận)"


def test_tables_for_machines_and_spreadsheets_hold_the_same(office, counted):
    """Plain JSON with nulls for shares of nothing; a CSV that Excel reads, in words, without formulas."""
    table = completeness_table(office, counted[2], counted[3])
    ways = [
        (row["party"], row["counted"], row["expected"], row["complete"], row["missing_in"]) for row in table["rows"]
    ]
    assert ways == [
        ("a", "as it was", 1, 1.0, ""), ("b", "as it was", 1, 0.0, "2023-12"), ("b", "with merged", 2, 0.5, "2023-12"),
    ]  # fmt: skip
    read = list(csv.DictReader(io.StringIO(as_csv(table["rows"]).removeprefix("\ufeff"))))
    assert (read[2]["Tên"], read[2]["Cách tính"], read[2]["Đầy đủ"]) == (
        "Đơn vị B",
        "tính cả đơn vị đã sáp nhập vào",
        "50%",
    )
    covered = coverage_table(office, *counted[:2])
    assert covered["total"]["planned"] == 2
    assert {gap["lack"] for gap in covered["gaps"]} >= {"dated", "passed", "behind", "quiet"}
    assert as_csv([{"name": "=1+1", "planned": 2}]).splitlines()[1] == "'=1+1,2"
    assert "Tính cả Đơn vị A: Đơn vị B: đã nhận 1/2 (50%)" in completeness_text(office, counted[2], counted[3])
    assert "Nội dung tuyên truyền (coverage.topics):" in coverage_text(office, *counted[:2])


def test_the_letter_of_the_month_is_short_and_never_empty(office, counted):
    """The whole first, then each sort of gap with its first three."""
    many = [Gap(Lack.QUIET, "t2")] * 5
    said = coverage_page.in_letter(office, counted[0], many)
    assert said[0].startswith("Kế hoạch các tháng đã ban hành có 2 nội dung")
    assert said[-1].count("t2 (") == 3
    assert said[-1].endswith("… và 2 nội dung khác.")
    assert len(coverage_page.in_letter(office, counted[0], ())) == 2
