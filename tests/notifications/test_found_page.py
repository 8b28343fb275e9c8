"""The page of what was found: each row with its reason and its acts, and nothing that a stranger wrote breaks it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from definitions.vocabulary import Definition, Issuer, Party, Process, Year
from notifications.found_page import MOST, found_page
from notifications.render import Templates

AT = dt.datetime(2023, 10, 2, 1, 15, tzinfo=dt.UTC)
FEED = "https://bao.example/rss"


@pytest.fixture
def definition():
    """An office with one paper."""
    parties = (
        Party(id="bao", name="Báo mẫu", roles=("partner",), feeds=(FEED,)),
        Party(id="dai", name="Đài mẫu", roles=("partner",)),
    )
    year = Year(
        year=2023, process="p", first="2023-01-01", last="2023-12-31", issuer=Issuer(name="Sở mẫu"), parties=parties
    )
    return Definition(process=Process(id="p", title="Tuyên truyền", roles=(), forms=(), steps=()), year=year)


def finding(number=1, **more):
    """What was found."""
    said = {
        "url": "https://bao.example/1",
        "outlet": "bao",
        "title": "Rác quê đi về đâu?",
        "at": AT.date(),
        "why": "có «rác»",
    }
    return SimpleNamespace(**{"number": number, "fate": "waiting", "same_as": None, **said, **more})


def drawn(definition, findings=(), publications=(), feeds=None):
    """The page."""
    acts = lambda it: [("Ghi", f"http://office.example/{it.number}"), ("Bỏ", "")]  # noqa: E731 - two words
    return found_page(Templates(None), definition, findings, publications, feeds or {}, acts)


def test_what_waits_is_shown_with_its_reason_and_what_may_be_done(definition):
    """The newest first; a repetition is said beside its story; an act without a form is no link."""
    page = drawn(
        definition, [finding(1), finding(2, outlet="dai", fate="repeated", same_as=1), finding(3, fate="refused")]
    )
    assert "# Tin, bài tìm được (1 chờ xét)" in page
    row = next(line for line in page.splitlines() if line.startswith("| 1 |"))
    assert row == (
        "| 1 | [Ghi](http://office.example/1) | 02/10/2023 | Báo mẫu "
        "| [Rác quê đi về đâu?](https://bao.example/1) (đăng lại: Đài mẫu) | có «rác» |"
    )
    assert "đã bỏ 1, đăng lại 1" in page


@pytest.mark.parametrize(
    "more",
    [
        {"title": "a | b ](http://x) <script> `x`\n# h", "why": "|||"},
        {"url": "https://bao.example/a) [x](http://evil.example"},
        {"url": "javascript:alert(1)"},
        {"at": None, "title": ""},
    ],
)
def test_what_a_stranger_wrote_does_not_break_the_page(definition, more):
    """Six cells in the row, no link but to the web, no tag."""
    page = drawn(definition, [finding(**more)])
    row = next(line for line in page.splitlines() if line.startswith("| 1 |"))
    assert row.replace("\\|", "").count("|") == 7
    assert "<script" not in page.replace("\\<", "")
    assert "(javascript:" not in page
    assert "](http://evil" not in page


def test_addresses_that_do_not_hold_are_shown(definition):
    """What stands is not; what has moved, changed or gone is, with the reason and whether a copy is kept."""
    looked = lambda state, note="": SimpleNamespace(state=state, at=AT, note=note, archived="a" * 64)  # noqa: E731
    publications = [
        SimpleNamespace(
            title=f"Tin {state}", url="https://bao.example/1", at=AT.date(), checked=looked(state, "mã 404")
        )
        for state in ("alive", "dead")
    ]
    page = drawn(
        definition, publications=[*publications, SimpleNamespace(title="x", url="y", at=AT.date(), checked=None)]
    )
    assert "## Đường dẫn cần xem lại (1)" in page
    assert "không còn (mã 404) | 08:15 ngày 02/10/2023 | có |" in page


def test_feeds_say_whether_they_are_read(definition):
    """Never read, read, failing since when and why."""
    assert f"| Báo mẫu | {FEED} | chưa | chưa đọc |" in drawn(definition)
    known = SimpleNamespace(url=FEED, read=AT, failing=None, error="")
    assert "| 08:15 ngày 02/10/2023 | bình thường |" in drawn(definition, feeds={FEED: known})
    known.failing, known.error = AT, "máy chủ trả lời mã 503"
    assert "không đọc được từ 08:15 ngày 02/10/2023: máy chủ trả lời mã 503" in drawn(definition, feeds={FEED: known})


def test_a_page_holds_what_a_person_can_judge(definition):
    """A hundred at a time; how many more is said."""
    page = drawn(definition, [finding(n) for n in range(1, MOST + 8)])
    assert "Còn 7 tin, bài nữa" in page
