"""Next year's file: what moves on moves, what has to be asked for is marked, and all else stays byte for byte."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import definitions
from definitions.errors import InputRefused
from definitions.load import Source, load, warnings
from definitions.review import PHRASE, marks
from definitions.source import read
from definitions.succession import Told, moved_on, next_year

HA_TINH = Path(definitions.__file__).parent / "ha-tinh"
PROCESS = """\
process: small
title: Việc nhỏ
calendar: none
roles: {office: Văn phòng, unit: Đơn vị, partner: Báo}
forms: {}
steps:
  ask: {title: Hỏi, kind: submit, by: unit, every: month, due: before day 5}
  tell: {title: Báo, kind: do, by: [office, partner], every: once, due: set by the year}
"""
NOTHING_TOLD = Told()
YEAR = """\
# Ghi chú đầu tệp, năm 2023
year: 2023
process: process.yaml
runs: 2023-01-01 to 2023-12-31   # cả năm
title: 'Kế hoạch 2023'
number: 05/KH-SM
issuer: {name: Sở}
dates:
  tell: {due: before 2023-12-01}
parties:
  vp: {role: office, name: Văn phòng}
  a: {role: unit, name: Đơn vị A}
  b:
    role: unit
    name: Đơn vị B
    until: 2023-06-30
    merged into: a
  cu: {role: partner, name: Báo cũ, until: 2023-10-31, merged into: moi}
  moi: {role: partner, name: Báo mới, from: 2023-11-01}
activities:
  k1: {title: Ngày nhuận, on: 2023-02-27 to 2023-03-01}
basis:
  luat: {title: Luật, number: 1/2023, date: 01/02/2023}
recipients:
  - {name: Báo cũ, party: cu}
  - {name: Đơn vị B, party: b}
  - {name: Đơn vị A, party: a}
"""


def _load(year=YEAR, people=None):
    directory = Source("organisation.yaml", people) if people else None
    return load(Source("process.yaml", PROCESS), Source("year.yaml", year), directory)


def _next(text=YEAR, year=2024, told=NOTHING_TOLD):
    return next_year(_load(text), text, year, told)


def _line(text, start):
    return next(line for line in text.splitlines() if line.strip().startswith(start))


def _bare(line):
    """A line without the mark at its end."""
    return line.partition("  # 2024: ")[0]


def test_the_new_year_is_taken_and_says_what_moved_on():
    """Year, runs, title, dates and dated activities are a year later; the number is nobody's yet."""
    year = _load(_next()).year
    assert (year.year, year.first, year.last) == (2024, dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert (year.title, year.number) == ("Kế hoạch 2024", "")
    assert (year.activities[0].first, year.activities[0].last) == (dt.date(2024, 2, 27), dt.date(2024, 3, 1))
    assert _bare(_line(_next(), "tell:")) == "  tell: {due: before 2024-12-01}"


def test_quotation_marks_comments_and_layout_stay():
    """A line that changes keeps its quotes and its comment; a line that does not is the same line."""
    new = _next()
    assert _bare(_line(new, "title:")) == "title: 'Kế hoạch 2024'"
    assert _bare(_line(new, "runs:")) == "runs: 2024-01-01 to 2024-12-31   # cả năm"
    assert new.startswith("# Ghi chú đầu tệp, năm 2023\nyear: 2024\nprocess: process.yaml\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_is_neither_moved_nor_marked_is_the_same_byte_for_byte(newline):
    """Every line of Hà Tĩnh's year but the marked ones and the year itself stands in the new file as it was."""
    old = (HA_TINH / "2023.yaml").read_text("utf-8").replace("\n", newline)
    sources = [Source(name, (HA_TINH / name).read_bytes()) for name in ("process.yaml", "organisation.yaml")]
    new = next_year(load(sources[0], Source("y", old), sources[1]), old, 2024)
    kept = [line for line in new.splitlines(keepends=True) if PHRASE not in line and not line.startswith("year:")]
    remaining = iter(old.splitlines(keepends=True))
    assert all(line in remaining for line in kept)
    assert len(kept) == len(old.splitlines()) - sum(not what.startswith("ngày đầu tiên") for _, what in marks(new)) - 1


def test_an_ended_party_is_left_out_and_its_heir_stays():
    """Its lines go, in block or on one line; a mark in their place says when it ended and who carries on."""
    new = _next()
    assert [party.id for party in _load(new).year.parties] == ["vp", "a", "moi"]
    assert "đã bỏ Đơn vị B (b), kết thúc ngày 2023-06-30, sáp nhập vào Đơn vị A (a)" in new
    assert "  # 2024: cần xem lại: đã bỏ Báo cũ (cu), kết thúc ngày 2023-10-31, sáp nhập vào Báo mới (moi)\n" in new


def test_a_recipient_that_ended_becomes_its_heir_or_goes():
    """The heir takes the place, unless it receives already."""
    recipients = _load(_next()).year.recipients
    assert [(it.name, it.party) for it in recipients] == [("Báo cũ", "moi"), ("Đơn vị A", "a")]
    assert "đã bỏ nơi nhận Đơn vị B" in _next()


def test_a_party_that_cannot_go_is_asked_for():
    """The last of a role stays, marked: a year in which nobody plays a role would be refused."""
    text = YEAR.replace("  moi: {role: partner, name: Báo mới, from: 2023-11-01}\n", "").replace(
        ", merged into: moi", ""
    )
    new = _next(text)
    assert "cu" in [party.id for party in _load(new).year.parties]
    assert "chưa bỏ được" in _line(new, "cu:")


def test_an_heir_that_has_ended_too_leaves_to_its_own():
    """The way of `merged into` is followed to whoever still stands; where it ends nowhere, that is asked for."""
    text = YEAR.replace("  a: {", "  c: {role: unit, name: Đơn vị C, until: 2023-12-31, merged into: a}\n  a: {")
    chain = text.replace("    merged into: a\n", "    merged into: c\n")
    nowhere = chain.replace("until: 2023-12-31, merged into: a", "until: 2023-12-31")
    assert "đã bỏ Đơn vị B (b), kết thúc ngày 2023-06-30, sáp nhập vào Đơn vị A (a)" in _next(chain)
    assert "đã bỏ Đơn vị B (b), kết thúc ngày 2023-06-30, chưa rõ cơ quan kế tục" in _next(nowhere)


def test_people_of_a_party_that_was_left_out_are_a_warning():
    """One directory serves both years: the people of a party that has gone are pointed out, not refused."""
    people = "people:\n" + "".join(
        f"  {id}:\n    dm: {{name: X, addresses: {{mail: {id}@so.example}}}}\n" for id in ("vp", "a", "b", "moi")
    )
    new = _next()
    found = warnings(_load(new, people), directory=Source("organisation.yaml", people))
    assert [(it.words, it.where) for it in found if it.code == "people-elsewhere"] == [("b", "organisation.yaml:6:3")]


def test_a_party_that_ends_later_stays():
    """Only what ended in or before the old year goes."""
    new = _next(YEAR.replace("until: 2023-06-30", "until: 2024-06-30"))
    assert "b" in [party.id for party in _load(new).year.parties]


def test_what_was_told_is_taken_and_not_asked_again():
    """A number that is known bears no mark; a first day of its own moves the year's beginning."""
    new = _next(told=Told("7/KH", dt.date(2024, 2, 1)))
    year = _load(new).year
    assert (year.number, year.first) == ("7/KH", dt.date(2024, 2, 1))
    assert PHRASE not in _line(new, "number:")
    assert "từ 2024-01-01 đến 2024-01-31 chưa thuộc năm nào" in _line(new, "runs:")


def test_a_number_that_the_old_file_has_not_is_added():
    """It takes a line of its own behind the year."""
    new = _next(YEAR.replace("number: 05/KH-SM\n", ""), told=Told('7/"KH"'))
    assert _load(new).year.number == '7/"KH"'


@pytest.mark.parametrize(
    ("year", "told", "code"),
    [
        (2023, Told(), "year-not-later"),
        (2022, Told(), "year-not-later"),
        (2024, Told(first=dt.date(2023, 12, 1)), "first-day-elsewhere"),
    ],
)
def test_an_impossible_year_is_refused(year, told, code):
    """Not later than the old one, or with a first day that is not in it."""
    with pytest.raises(InputRefused) as refused:
        _next(year=year, told=told)
    assert refused.value.code == code


def test_29_february_becomes_28():
    """And stays the 29th in a leap year."""
    leap = dt.date(2024, 2, 29)
    assert (moved_on(leap, 1), moved_on(leap, 4)) == (dt.date(2025, 2, 28), dt.date(2028, 2, 29))


# ---------------------------------------------------------------- the marks


def test_every_mark_is_a_warning_at_its_place():
    """`check` finds each in the text, with line and column, and says what is to be looked at."""
    new = _next()
    found = [it for it in warnings(_load(new), year=Source("2024.yaml", new)) if it.code == "still-to-review"]
    lines = new.splitlines()
    assert len(found) == new.count(PHRASE) == 10
    assert all(lines[it.line - 1][it.column - 1 :].startswith("# 2024: cần xem lại: ") for it in found)
    assert "05/KH-SM" in "".join(it.say("vi") for it in found)


def test_a_mark_within_a_text_is_no_mark():
    """What stands in quotation marks or in a block is said, not noted."""
    text = 'a: "x # 2024: cần xem lại: không"\nb: >-\n  # 2024: cần xem lại: không\nc: 1  # 2024: cần xem lại: có\n'
    assert list(marks(text)) == [((4, 7), "có")]


LINES = st.lists(st.sampled_from(["x", "năm 2023", "x: y", "# 2024", "'", "đ # 1"]), min_size=1, max_size=3)


@given(LINES, st.sampled_from([">-", "|", '"', "'"]))
def test_a_mark_never_changes_what_is_said(lines, style):
    """Whatever way a title is written, over however many lines, the text with its marks says the same but for the year."""
    if style in {">-", "|"}:
        written = f"{style}\n" + "".join(f"      {line}\n" for line in lines)
    else:
        text = "\n      ".join(lines)
        written = f"{style}{text.replace(style, style * 2) if style == chr(39) else text}{style}\n"
    old = YEAR.replace("'Kế hoạch 2023'\n", written).replace("{title: Luật,", "{title: Luật,\n")
    before, after = read(Source("a", old)).data, read(Source("b", _next(old))).data
    assert after["title"] == before["title"].replace("2023", "2024")
    assert after["basis"] == before["basis"]
