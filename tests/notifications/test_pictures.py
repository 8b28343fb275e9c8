"""Pictures: whole words within their boxes, nothing beyond the page, the same bytes each time, words for who cannot see."""

from __future__ import annotations

import io
import unicodedata
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font, LoadFlags

from definitions.grammar import parse_moment
from definitions.layout import EM, layout
from definitions.lettering import width, wrapped
from definitions.picture import picture
from definitions.vocabulary import Every, Kind, Step
from definitions.wallcalendar import wall
from flows.files import read_definition
from notifications.pictures import render
from notifications.process_picture import HATCHES, process_sheet
from notifications.sheet import Words
from notifications.year_picture import year_sheet

ROOT = Path(__file__).resolve().parents[2]
HA_TINH = read_definition(ROOT / "definitions/ha-tinh/2023.yaml")[0]
SMALL = read_definition(ROOT / "tests/offices/small/2023.yaml")[0]
SHEETS = {
    "process": lambda definition: process_sheet(picture(definition)),
    "year": lambda definition: year_sheet(wall(definition)),
}
sheets = pytest.mark.parametrize("name", SHEETS)
offices = pytest.mark.parametrize("definition", [HA_TINH, SMALL], ids=["ha-tinh", "small"])
VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậềếểễệìíỉĩịồốổỗộờớởỡợừứửữựỳýỷỹỵ .,;:–“”()0123456789"
FONTS = {
    bold: FT2Font(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")))
    for bold in (False, True)
}


def _measured(text, *, bold=False):
    """The width of a text in em, as the font itself has it."""
    font = FONTS[bold]
    font.set_size(100, 72)
    return sum(font.load_char(ord(c), LoadFlags.NO_HINTING).linearHoriAdvance / 65536 for c in text) / 100


def _box(words):
    """Left, top, right, bottom of words on a sheet, in inches, as the font itself has them."""
    wide = _measured(words.text, bold=words.bold) * words.size / 72
    left = words.x - {"left": 0, "center": wide / 2, "right": wide}[words.at]
    return left, words.y - 0.76 * words.size / 72, left + wide, words.y + 0.2 * words.size / 72


@given(st.text(VIETNAMESE + VIETNAMESE.upper(), max_size=60), st.booleans())
def test_words_are_never_wider_than_they_are_reckoned(text, bold):
    """The reckoned width is at least the font's own, so that what was wrapped fits."""
    text = unicodedata.normalize("NFC", text)
    assert width(text, bold=bold) >= _measured(text, bold=bold) - 1e-6


@given(st.text(VIETNAMESE, max_size=200), st.integers(3, 40))
def test_wrapping_keeps_every_word(text, limit):
    """Lines hold the same letters in the same order, and none is wider than the limit."""
    lines = wrapped(text, limit)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= limit for line in lines)


@offices
@sheets
def test_no_words_leave_the_page_or_cover_others(name, definition):
    """Every word is on the page, and no two overlap."""
    sheet = SHEETS[name](definition)
    boxes = [(w.text, _box(w)) for w in sheet.marks if isinstance(w, Words)]
    for _, (left, top, right, bottom) in boxes:
        assert 0.1 <= left < right <= sheet.width - 0.1
        assert 0.1 <= top < bottom <= sheet.height - 0.05
    for (one, a), (other, b) in combinations(boxes, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one, other)


@offices
def test_every_line_stays_within_its_box(definition):
    """The lines of a step end before the edge of its box."""
    for band in layout(picture(definition)).bands:
        for placed in band.boxes:
            room = placed.rect.width - 0.2 - 0.07
            assert all(_measured(line, bold=True) * EM < room for line in placed.title)
            assert all(_measured(line) * EM < room for line in placed.notes)


@sheets
@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_same_sheet_has_the_same_bytes(name, form):
    """Two renderings differ in nothing: no date, no random id."""
    assert render(SHEETS[name](SMALL), form) == render(SHEETS[name](SMALL), form)


@sheets
def test_an_svg_can_be_read_by_whoever_cannot_see(name):
    """Title and description come first and are named by the picture; words stay words."""
    root = ET.fromstring(render(SHEETS[name](SMALL), "svg"))
    title, desc, *_ = root
    assert [part.tag.rpartition("}")[2] for part in (title, desc)] == ["title", "desc"]
    assert root.get("aria-labelledby") == "title desc"
    assert "Kế hoạch tuyên truyền tháng của đơn vị" in desc.text
    assert any("tháng" in "".join(node.itertext()) for node in root.iter() if node.tag.endswith("}text"))


def test_what_a_title_says_is_no_markup():
    """A dollar sign is no formula, an angle bracket no tag."""
    first, *rest = SMALL.process.steps
    odd = first.model_copy(update={"title": "Chi <b> $x_1$ & hết"})
    process = SMALL.process.model_copy(update={"steps": (odd, *rest)})
    svg = render(process_sheet(picture(SMALL.model_copy(update={"process": process}))), "svg")
    assert "Chi <b> $x_1$ & hết" in "".join(ET.fromstring(svg).itertext())


def test_kinds_are_told_apart_without_colour():
    """Each kind has a hatch of its own, and only shades of grey are used."""
    from matplotlib.image import imread

    assert len(set(HATCHES.values())) == len(HATCHES) == len(Kind)
    pixels = imread(io.BytesIO(render(process_sheet(picture(SMALL)), "png", dpi=40)))
    assert (pixels[..., 0] == pixels[..., 1]).all()
    assert (pixels[..., 1] == pixels[..., 2]).all()


def test_a_day_with_many_deadlines_says_how_many_more():
    """Five weekly duties on one Friday: two numbers and "+3"."""
    step = {"title": "Báo cáo tuần", "kind": Kind.SUBMIT, "every": Every.WEEK, "by": ("unit",)}
    steps = tuple(Step(id=f"w{n}", due=parse_moment("friday"), **step) for n in range(5))
    process = SMALL.process.model_copy(update={"steps": steps})
    sheet = year_sheet(wall(SMALL.model_copy(update={"process": process})))
    said = [mark.text for mark in sheet.marks if isinstance(mark, Words)]
    assert said.count("+3") == 13
