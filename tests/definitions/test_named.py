"""Which lines a comment names: by number, by text, by id; and what it does not name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.named import named

LINES = [
    {"id": f"2023-10/a/{n:02}", "content": text}
    for n, text in enumerate(("Việc A1", "Tuyên truyền Luật Đất đai", "Việc B1", "Tin", "Nước sạch", "Rác", "Biển"), 1)
]


def numbers(comment, now=()):
    """The numbers of the lines that it names."""
    found = named(comment, LINES, now)
    return [n for n, line in enumerate(LINES, 1) if line["id"] in found]


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        ("Sửa dòng 3", [3]),
        ("DÒNG 3: đổi thời gian", [3]),
        ("dong 3", [3]),
        ("dòng số 3 chuyển sang tuần 2", [3]),
        ("Sửa dòng 3, 5-7.", [3, 5, 6, 7]),
        ("Các dòng 1 và 2; dòng 5 đến 6", [1, 2, 5, 6]),
        ("từ dòng 5 đến dòng 7", [5, 6, 7]),
        ("dòng 5–7", [5, 6, 7]),
        ("Dòng 3 phát ngày 15/10, không phải 10/10", [3]),
        ("dòng 3, 15/10", [3]),
        ("STT 2", [2]),
        ("Đưa «việc b1» lên đầu", [3]),
        ("Bỏ nội dung Tuyên truyền luật đất đai", [2]),
        ("Xem lại 2023-10/a/05", [5]),
        ("Sửa dòng 2, giữ nguyên dòng 3", [2]),
        ("Không sửa các dòng 1, 2; sửa dòng 4", [4]),
        ("Sửa dòng 1-4, trừ dòng 2", [1, 3, 4]),
        ("Sửa Việc A1, giữ nguyên «Việc B1»", [1]),
    ],
)
def test_a_comment_names_lines_as_people_write(comment, found):
    """By number, ranges, the line's own words or id; what is to be kept is not named."""
    assert numbers(comment) == found


@pytest.mark.parametrize(
    "comment",
    ["", "Đồng ý", "Chuyển sang tuần 3", "dòng 99", "dòng 0", "dòng 7-5", "3 dòng cần xem lại", "trong 2 ngày", "Đưa tin", "xuôi dòng"],
)  # fmt: skip
def test_what_is_in_doubt_is_no_name(comment):
    """A number that is no line's, a number of other things, a word that stands in any sentence: nothing is named."""
    assert numbers(comment) == []


def test_a_new_line_is_named_by_its_words():
    """What the approver asks to add has no number yet."""
    fresh = {"id": "2023-10/van-phong/01", "content": "Bảo vệ môi trường biển"}
    assert named("Bổ sung nội dung bảo vệ môi trường biển.", LINES, [*LINES, fresh]) == {fresh["id"]}


@given(st.text())
def test_any_text_can_be_a_comment(comment):
    """Whatever was typed, only lines that are there are named."""
    assert named(comment, LINES) <= {line["id"] for line in LINES}
