"""The page of what waits for its line: reasons, links, and nothing that a stranger wrote breaks it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from definitions.matching import PlanLine, Suggestion
from definitions.vocabulary import Definition, Issuer, Party, Process, Topic, Year
from notifications.linked_page import LATEST, Waiting, linked_page
from notifications.render import Templates

AT = dt.datetime(2023, 10, 2, 1, 15, tzinfo=dt.UTC)
LINES = {"2023-10/a/01": PlanLine("2023-10/a/01", "Thu gom rác | bãi biển", "2023-10", "a", ("bao",), number=3)}
FOUND = (
    Suggestion("line", "2023-10/a/01", 0.5, False, ("Cùng nói về: rác", "Đúng tháng dự kiến (10/2023)")),
    Suggestion("topic", "t1", 0.9, True, ("Nhắc đến: rác",)),
)


ACTS = SimpleNamespace(  # a form at one address
    confirm=lambda _, line: f"http://office.example/yes/{line}",
    refuse=lambda _, line: f"http://office.example/no/{line}",
    none=lambda _, lines: f"http://office.example/none/{len(lines)}",
    open=lambda _: "",
)


@pytest.fixture
def definition():
    """An office with a unit, a paper and a topic."""
    parties = (Party(id="a", name="Phòng A", roles=("unit",)), Party(id="bao", name="Báo mẫu", roles=("partner",)))
    year = Year(
        year=2023, process="p", first="2023-01-01", last="2023-12-31", issuer=Issuer(name="Sở mẫu"), parties=parties,
        topics=(Topic(id="t1", title="Rác thải", basis="II.1"),),
    )  # fmt: skip
    return Definition(process=Process(id="p", title="Tuyên truyền", roles=(), forms=(), steps=()), year=year)


def published(**more):
    """An article."""
    said = {"title": "Biển sạch", "url": "https://bao.example/1", "at": AT.date(), "partner": "bao", "genre": "Bài"}
    return SimpleNamespace(**{**said, "said": (), "words": (), **more})


def drawn(definition, waiting=(), more=0, known=()):
    """The page."""
    return linked_page(Templates(None), definition, waiting, more, known, LINES, ACTS)


def test_a_line_is_offered_with_its_place_its_words_and_its_reasons(definition):
    """Number, content, unit, month, partner, why, and the two answers; a form that is not there is no link."""
    page = drawn(definition, [Waiting(published(), FOUND)], more=2)
    assert "# Chờ gắn với kế hoạch (3)" in page
    assert "### [Biển sạch](https://bao.example/1)\n\n02/10/2023, Báo mẫu, Bài" in page
    assert (
        "| 3 | Thu gom rác \\| bãi biển | Phòng A | 10/2023 | Báo mẫu "
        "| Cùng nói về: rác; Đúng tháng dự kiến (10/2023) "
        "| [Gắn](http://office.example/yes/2023-10/a/01) · [Không phải](http://office.example/no/2023-10/a/01) |"
    ) in page
    assert "Có thể thuộc: II.1. Rác thải (Nhắc đến: rác)." in page
    assert "[Không thuộc dòng nào](http://office.example/none/1)" in page
    assert "Chọn dòng khác" not in page
    assert "Còn 2 tin, bài nữa" in page


def test_what_nothing_is_like_says_so(definition):
    """No empty table."""
    page = drawn(definition, [Waiting(published(), ())])
    assert "Chưa thấy dòng kế hoạch nào gần" in page
    assert "| Dòng |" not in page


def test_nothing_waits(definition):
    """One sentence."""
    assert "Mọi tin, bài đã ghi đều đã gắn với kế hoạch" in drawn(definition)


def word(target, verdict="confirmed", kind="line", minutes=0, by="van-phong.cv"):
    """What a person said."""
    return SimpleNamespace(kind=kind, target=target, verdict=verdict, at=AT + dt.timedelta(minutes=minutes), by=by)


def test_what_linked_itself_and_what_people_said_can_be_put_right(definition):
    """The machine's links with their reason; people's words, the latest first, a line that is gone by its id."""
    made = SimpleNamespace(kind="line", target="2023-10/a/01", how="machine", why="Cùng nói về: rác")
    words = (word("x/1", "refused"), word("", "refused", minutes=1), word("t1", kind="topic", minutes=2, by=""))
    page = drawn(definition, known=[published(said=(made,), words=words)])
    assert "| 3 | Thu gom rác \\| bãi biển | 10/2023 | Cùng nói về: rác | [Không đúng](http" in page
    said = [line.split(" | ") for line in page.splitlines() if line.startswith("| 08:")]
    assert [row[3] for row in said] == ["đúng: II.1. Rác thải", "không thuộc dòng nào", "không phải: x/1"]
    assert [row[1] for row in said] == ["chưa ghi", "van-phong.cv", "van-phong.cv"]


def test_only_the_latest_are_shown(definition):
    """A page stays a page however long the year is."""
    made = SimpleNamespace(kind="line", target="2023-10/a/01", how="machine", why="x")
    known = [published(title=f"Tin {n}", said=(made,), words=(word("x/1", minutes=n),)) for n in range(LATEST + 5)]
    page = drawn(definition, known=known)
    assert page.count("[Không đúng]") == LATEST
    assert page.count("đúng: x/1") == LATEST


@pytest.mark.parametrize(
    "more",
    [
        {"title": "a | b ](http://evil.example) <script> `x`\n# h"},
        {"url": "javascript:alert(1)"},
        {"url": "https://bao.example/a) [x](http://evil.example"},
        {"genre": "|||\n# x"},
    ],
)
def test_what_a_stranger_wrote_does_not_break_the_page(definition, more):
    """One heading for it, no tag, no link but to the web and to the form."""
    page = drawn(definition, [Waiting(published(**more), FOUND)])
    assert sum(line.startswith("#") for line in page.splitlines()) == 2
    assert "<script" not in page.replace("\\<", "")
    assert "(javascript:" not in page
    assert "](http://evil" not in page.replace("\\]", "")
