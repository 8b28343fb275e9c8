"""Approximations: kept as said, told from exact numbers and from whatever else stands in a cell, never summed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.approximate import Bound, Tally, stated, tally
from definitions.cells import Reader, UnreadableError
from definitions.vocabulary import FieldType, Form, FormField


@pytest.mark.parametrize(
    ("said", "number", "bound"),
    [
        ("hơn 500", 500, Bound.MORE), ("Gần 22.500", 22500, Bound.LESS), ("khoảng 40", 40, Bound.ABOUT),
        ("trên 1 200", 1200, Bound.MORE), ("500 trở lên", 500, Bound.MORE), ("~ 30", 30, Bound.ABOUT), ("≥ 5", 5, Bound.MORE),
        ("ước tính 7", 7, Bound.ABOUT), ("không quá 12", 12, Bound.LESS), (">100", 100, Bound.MORE), ("20+", 20, Bound.MORE),
    ],
)  # fmt: skip
def test_what_people_write_where_they_do_not_know_exactly(said, number, bound):
    """The word before or behind the number says on which side of it the truth is; the words stay as they were."""
    it = stated(said)
    assert it is not None
    assert (it.said, it.number, it.bound) == (said, number, bound)


@pytest.mark.parametrize(
    "text", ["500", "22.500", "hơn 500 lượt", "hơn", "", "hơn 500 trở lên", "không có", "hơn 1,5", "10-12"]
)
def test_what_is_no_approximation(text):
    """An exact number, words alone, two words that pull apart, a number that is not whole."""
    assert stated(text) is None


@given(st.lists(st.one_of(st.integers(0, 10**6), st.sampled_from(["hơn 500", "gần 40", "", "nhiều"]), st.booleans())))
def test_the_sum_is_of_exact_numbers_alone(said):
    """Whatever stands beside them: total, how many they are, and every estimate word for word."""
    exact = [it for it in said if type(it) is int]
    assert tally(("a", it) for it in said) == Tally(
        sum(exact), len(exact), tuple(("a", it) for it in said if it in ("hơn 500", "gần 40"))
    )


def test_a_number_column_takes_an_approximation_as_the_words_that_it_is(small):
    """Typed in whatever composition of accents; what is neither is refused with both ways of writing it."""
    field = FormField(id="supplied", title="Số lượt", type=FieldType.NUMBER)
    reader = Reader(small[0], Form(id="f", title="F", fields=(field,)), "2023")
    assert reader.read(field, unicodedata.normalize("NFD", "gần 22.500")) == "gần 22.500"
    assert reader.read(field, "1.250") == 1250
    with pytest.raises(UnreadableError) as refused:
        reader.read(field, "rất nhiều")
    assert "hơn 500" in refused.value.remedy
