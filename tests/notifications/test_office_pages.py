"""The Office's pages: each row has the link that settles it, typed text breaks nothing, the picture shows every mark."""

from __future__ import annotations

import base64
import datetime as dt
import re
import xml.etree.ElementTree as ET

import pytest

from definitions.attention import Act, Attention, Need
from definitions.facts import Key, State
from definitions.overview import Board, Mark, Standing
from definitions.report import Waiting
from notifications import office_pages
from notifications.render import Templates

DUE = dt.datetime(2023, 11, 4, 17, tzinfo=dt.UTC)
OURS = Templates()


def _waiting(party, **more):
    key = Key("unit-plan", "2023-11", party)
    return Waiting(
        **{"group": "late", "key": key, "title": "Kế hoạch tháng", "parties": (party,), "state": State.OPEN, "due": DUE}
        | more
    )


def _attention(party):
    return Attention(Need.OVERDUE, (party,), "Kế hoạch tháng", Key("unit-plan", "2023-11", party), DUE, Act.COLLECT)


def test_what_several_owe_alike_is_one_row_with_a_link_for_each(small):
    """A reader looks for who; each name opens the form of that party."""
    found = [_attention("a"), _attention("b")]
    page = office_pages.attention_page(OURS, small[0], found, {it: f"http://x/{it.key.party}" for it in found}, {})
    assert "[Đơn vị A](http://x/a); [Đơn vị B](http://x/b)" in page
    assert "# Cần xử lý (2)" in page
    assert "Chưa thực hiện, đã quá thời hạn (1)" in page


def test_every_need_is_named_and_says_what_to_do(small):
    """No need of the core stands on the page without words."""
    assert list(office_pages.NEEDS) == list(Need)
    for need in Need:
        page = office_pages.attention_page(OURS, small[0], [Attention(need, ("a",), "Việc")], {}, {})
        title, todo = office_pages.NEEDS[need]
        assert title in page
        assert todo in page


def test_a_quiet_day_says_so(small):
    """An empty page is not a broken one."""
    assert "Không có việc nào cần người xử lý ngay." in office_pages.attention_page(OURS, small[0], [], {}, {})
    assert "Không có việc nào đang chờ." in office_pages.parties_page(OURS, small[0], [], lambda _: "")


def test_who_owes_what_is_read_by_party_and_by_month(small):
    """By party the duty is the link, by month the name is; what is overdue is said in so many words."""
    link = lambda it: f"http://x/{it.key.party}"  # noqa: E731 - one line
    parties = office_pages.parties_page(OURS, small[0], [("a", [_waiting("a")])], link)
    assert "## Đơn vị A (1)" in parties
    assert "| [Kế hoạch tháng](http://x/a) | tháng 11/2023 |" in parties
    assert "quá hạn" in parties
    months = office_pages.months_page(OURS, small[0], [("2023-11", [_waiting("a"), _waiting("b")]), ("", [])], link)
    assert "## Tháng 11/2023 (1)" in months
    assert "[Đơn vị A](http://x/a); [Đơn vị B](http://x/b)" in months
    assert "## Không đặt thời hạn (0)" in months


def test_a_letter_that_did_not_arrive_names_the_person_and_what_was_tried(small):
    """To whom, about what, and what the provider said, whatever that was."""
    found = Attention(Need.UNSENT, (), "Kế hoạch | tháng", act=Act.RESEND, said="mail: 550 <unknown>", person="nobody")
    page = office_pages.attention_page(OURS, small[0], [found], {found: "http://x/again"}, {})
    assert "Kế hoạch \\| tháng (mail: 550 \\<unknown\\>)" in page
    assert "[nobody](http://x/again)" in page


# ---------------------------------------------------------------- the picture


@pytest.fixture(scope="module")
def board():
    """A board that holds every mark, and nothing in one cell."""
    months = tuple(f"2023-{n:02}" for n in range(1, 13))
    marks = (*Mark, *[None] * (12 - len(Mark)))
    return Board(months, (Standing("a", marks), Standing("b", (Mark.DONE,) * 12)))


def _picture(page):
    return ET.fromstring(base64.b64decode(re.search(r"base64,([^)]*)\)", page)[1]))


def test_the_picture_stands_in_the_page_and_is_sound(small, board):
    """It needs no server of its own: an SVG inside the Markdown, with every month and party."""
    drawn = _picture(office_pages.board_page(OURS, small[0], board))
    words = [it.text for it in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Đơn vị A", "Đơn vị B", "1/23", "12/23"} <= set(words)
    assert float(drawn.get("width")) == office_pages.WIDE


def test_every_mark_has_a_sign_of_its_own_and_stands_in_the_legend(small, board):
    """Told apart in black and white: no two signs are the same shape."""
    assert set(office_pages.MARKS) == set(Mark)
    picture = office_pages.board_picture(OURS, small[0], board)
    assert all(said in picture for said in office_pages.MARKS.values())
    signs = set()
    for mark in Mark:
        alone = office_pages.board_picture(OURS, small[0], Board(("2023-01",), (Standing("a", (mark,)),)))
        signs.add(re.sub(r'(fill|stroke)="#\w+"', "", alone.partition("Đơn vị A</text>")[2].partition("\n\n")[0][:160]))
    assert len(signs) == len(Mark)


def test_what_is_not_as_it_should_be_is_said_in_words(small, board):
    """Whoever cannot see the picture reads the same; a party that does well is not listed."""
    page = office_pages.board_page(OURS, small[0], board)
    told = next(line for line in page.splitlines() if line.startswith("- Đơn vị A"))
    assert "không nộp tháng 01/2023" in told or "không nộp tháng 1/2023" in told
    assert "chưa có ý kiến" in told
    assert "- Đơn vị B" not in page


def test_a_name_cannot_break_the_picture(small, board):
    """A tag in a party's name is text; a long name is cut."""
    parties = [p.model_copy(update={"name": "<b>&" + "x" * 60}) if p.id == "a" else p for p in small[0].year.parties]
    year = small[0].year.model_copy(update={"parties": tuple(parties)})
    drawn = ET.fromstring(office_pages.board_picture(OURS, small[0].model_copy(update={"year": year}), board))
    name = next(it.text for it in drawn.iter("{http://www.w3.org/2000/svg}text") if it.text.startswith("<b>"))
    assert name.endswith("…")
    assert len(name) == office_pages.LETTERS
