"""The pages of the screen: an approval with what needs deciding, and "Hôm nay"."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions.facts import Instants, Key, Obligation, State
from definitions.report import Waiting
from notifications.pages import Before, approval_page, approval_title, outcome_line, today_page
from notifications.render import Templates

DUE = dt.datetime(2023, 11, 10, 17, tzinfo=dt.UTC)
KEY = Key("month-approval", "2023-11", "lanh-dao-so")
IT = Obligation(KEY, State.OPEN, Instants(due=DUE), generation=1)
LINE = {"id": "2023-11/a/01", "unit": "a", "content": "Nước | sạch <b>", "topics": ["t1"], "genre": "Tin",
        "when": "tuần 2", "partners": ["bao"], "state": "planned", "late": True}  # fmt: skip
CONTENT = {"lines": [LINE], "silent": ["b"], "answers": [{"partner": "dai", "answered": False, "outcomes": {}}]}


@pytest.fixture(scope="module")
def shown(small):
    """The approval of November as its form shows it, against a first version without the line."""
    step = small[0].process.step("month-approval")
    added = {"line": LINE["id"], "what": "added", "field": "", "old": None, "new": None}
    before = Before({"lines": []}, "Đề nghị bổ sung", agreed=False, changes=(added,))
    return approval_page(Templates(), small[0], step, IT, content=CONTENT, before=before)


def test_a_title_says_what_for_whom_until_when(small):
    """In a list of runs an approval is told from the others by its name alone."""
    title = approval_title(small[0], small[0].process.step("month-approval"), IT)
    assert title == "Phê duyệt kế hoạch tháng 11/2023: kính trình Lãnh đạo Sở, trước ngày 11/11"


def test_the_form_shows_what_needs_deciding(shown):
    """Lines, the unit that is silent, the partner that did not answer, the changes, and the deadline both ways."""
    for words in ("Đơn vị A", "gửi chậm", "Đơn vị B", "Đài: chưa có ý kiến", "thêm mới", "tức hết ngày 10/11"):
        assert words in shown


def test_what_people_typed_cannot_break_the_page(shown):
    """A bar or a tag in somebody's text is text."""
    row = next(line for line in shown.splitlines() if "Nước" in line and line.startswith("|"))
    assert "Nước \\| sạch \\<b\\>" in row
    assert row.replace("\\|", "").count("|") == 5


def waiting(party, **more):
    key = Key("unit-plan", "2023-11", party)
    return Waiting(
        **{"group": "late", "key": key, "title": "Kế hoạch tháng", "parties": (party,), "state": State.OPEN, "due": DUE}
        | more
    )


def test_today_says_once_what_several_owe(small):
    """Two units that owe the same stand in one row, by name."""
    page = today_page(Templates(), small[0], [waiting("a"), waiting("b")], [], links={}, now=DUE, held=False)
    assert "| Đơn vị A; Đơn vị B |" in page
    assert "Đã quá thời hạn (1)" in page


def test_today_links_to_where_a_decision_is_taken(small):
    """What waits for a leader is one click away; a trial run says that nothing leaves."""
    row = waiting("lanh-dao-so", group="decide", key=KEY, title="Phê duyệt")
    page = today_page(Templates(), small[0], [row], [], links={KEY: "http://x/run"}, now=DUE, held=True)
    assert "[Phê duyệt](http://x/run)" in page
    assert "Đang chạy thử" in page


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "Nước: thực hiện với Báo."),
        ({"state": "dropped"}, "Nước: cơ quan báo chí chưa nhận thực hiện."),
        ({"state": "postponed", "postponed_to": "tháng 12"}, "Nước: lùi thời gian sang tháng 12."),
        ({"unanswered": ["dai"]}, "Nước: thực hiện với Báo (Đài chưa có ý kiến)."),
        ({"changes": [{"field": "when", "new": "tuần 4"}]}, "Nước: thực hiện với Báo (thời gian: tuần 4)."),
        (
            {"altered": [{"field": "when", "old": "2023-10-20", "new": "2023-10-25"}]},
            "Nước: thực hiện với Báo (thay đổi: thời gian từ «20/10/2023» thành «25/10/2023»).",
        ),
        ({"state": "unchanged"}, "Nước: không đổi, giữ như kế hoạch đã gửi."),
    ],
)
def test_a_unit_reads_what_became_of_its_line(small, more, words):
    """Each fate of a line is a sentence; silence is printed as what it is."""
    outcome = {
        "content": "Nước",
        "state": "planned",
        "postponed_to": "",
        "partners": ["bao"],
        "changes": [],
        "unanswered": [],
        "altered": [],
    }
    assert outcome_line(small[0], outcome | more) == words
