"""Canonical JSON, its name, and Vietnamese texts compared and ordered."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from definitions.content import canonical, clean, fold, sha, shown_date, sort_key

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("aăâ̂ẹ", max_size=3), inner, max_size=3),
    max_leaves=8,
)
ORDERED = (
    "An Bình", "Ân Thi", "Âu Cơ", "Ba Đồn", "Can Lộc", "Cẩm Xuyên", "Duy Tân", "Đức Thọ", "Hà Tĩnh", "Hồng Lĩnh",
    "Hương Khê", "Kỳ Anh", "Lộc Hà", "Thạch Hà", "Vũ Quang",
)  # fmt: skip


def test_canonical_json_is_one_text():
    """Keys are sorted, no space stands between, text is UTF-8 and not escaped."""
    assert canonical({"b": [1, None], "a": "Kế hoạch"}) == '{"a":"Kế hoạch","b":[1,null]}'


def test_a_content_is_named_by_its_bytes():
    """The name is the SHA-256 of the canonical text in UTF-8."""
    assert sha({"a": "Đ"}) == hashlib.sha256('{"a":"Đ"}'.encode()).hexdigest()


@settings(deadline=None)
@given(JSON)
def test_decomposed_text_has_the_same_name(value):
    """NFD and NFC of one content are one content, and canonical text is in NFC."""
    text = canonical(value)
    assert unicodedata.is_normalized("NFC", text)
    assert canonical({"x": unicodedata.normalize("NFD", text)}) == canonical({"x": text})


def test_keys_are_sorted_after_composing():
    """A key that was decomposed stands where its composed form belongs."""
    assert canonical({"b": 1, "a\u0302": 2}) == canonical({"\u00e2": 2, "b": 1}) == '{"b":1,"\u00e2":2}'


@pytest.mark.parametrize("value", [float("nan"), dt.date(2023, 4, 5), {1, 2}])
def test_what_is_no_json_is_refused(value):
    """Nothing is turned into text silently."""
    with pytest.raises((TypeError, ValueError)):
        canonical(value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoá", "hóa"),
        ("thuỷ", "thủy"),
        ("uỷ ban", "Ủy Ban"),
        ("Đài PT–TH", "đai pt-th"),
        ("Sở\u00a0Y  tế\u200b", "so y te"),
    ],
)
def test_folding_forgets_accents_case_and_placement(one, other):
    """Old and new tone placement, case, dashes, blanks and đ make no difference."""
    assert fold(one) == fold(other)


@settings(deadline=None)
@given(st.text())
def test_cleaning_and_folding_are_done_once(text):
    """Both leave alone what they have already seen, in any normal form."""
    assert clean(clean(text)) == clean(text)
    assert fold(unicodedata.normalize("NFD", fold(text))) == fold(text)


def test_places_stand_in_vietnamese_order():
    """Đ after D, ă and â after a, ô after o, and a shorter syllable first."""
    shuffled = random.Random(5).sample(ORDERED, len(ORDERED))
    assert tuple(sorted(shuffled, key=sort_key)) == ORDERED


def test_tones_decide_last_and_in_their_order():
    """Letters first; then ngang, huyền, hỏi, ngã, sắc, nặng."""
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma", "mai"], key=sort_key) == [
        "ma",
        "mà",
        "mả",
        "mã",
        "má",
        "mạ",
        "mai",
    ]


@pytest.mark.parametrize(
    ("stored", "shown"), [("2023-04-05", "05/4/2023"), ("2023-02-15", "15/02/2023"), ("cả tháng", "cả tháng"), ("", "")]
)
def test_a_date_is_shown_as_the_decree_writes_it(stored, shown):
    """A leading zero for days below 10 and months 1 and 2 alone; words stay words."""
    assert shown_date(stored) == shown
