"""Workbooks as units send them back: what people do to them is borne, each kind of defect is refused and named."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from definitions.content import fold
from definitions.handed import Known, read_workbook
from definitions.monthly import book
from notifications.incoming.reading import read
from notifications.workbooks import unit_month

_SPEC = importlib.util.spec_from_file_location("unit_workbooks", Path(__file__).with_name("workbooks.py"))
generated = importlib.util.module_from_spec(_SPEC)
sys.modules["unit_workbooks"] = generated  # where dataclasses look their names up
_SPEC.loader.exec_module(generated)


@pytest.mark.parametrize("kind", generated.DEFECTS)
def test_a_defect_is_refused_and_named(kind):
    """Whatever else the workbook holds: the fault names the column that is to blame, and nothing is taken."""
    for seed in range(1 if kind == "too many rows" else 3):
        assert generated.verdict(generated.made(random.Random(seed), defect=kind, tolerated=[])) == ""


@pytest.mark.parametrize("kind", generated.TOLERATED)
def test_what_people_do_is_borne(kind):
    """The lines and results that are read are those that were meant."""
    for seed in range(5):
        assert generated.verdict(generated.made(random.Random(seed), tolerated=[kind])) == ""


def test_there_are_forty_kinds_of_defect():
    """At least as many as the proof promises."""
    assert len(generated.DEFECTS) >= 40


def test_a_slice_of_the_proof():
    """Valid and faulty ones at random, with several things done to each."""
    assert [it for n in range(200) if (it := generated.verdict(generated.made(random.Random(10_000 + n))))] == []


_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạừợẹĩỳAĐÊÔƯ0123456789 .,:;-+@/()&<>'%"
_WORDS = st.text(_LETTERS, min_size=1, max_size=60).map(lambda text: " ".join(f"Việc {text}".split()))
_MARKS = st.sampled_from(("+", "@", "- ", "'", "&amp;"))  # what a cell may begin with and still be words
_LINES = st.lists(
    st.fixed_dictionaries(
        {
            "content": st.tuples(_MARKS, _WORDS).map("".join),
            "topics": st.sampled_from((["t1"], ["t2", "t7"], ["t1", "t5"], ["t3"])),
            "activities": st.sampled_from(([], ["k06"], ["k01", "k10"])),
            "genre": st.sampled_from(("Tin", "Bài", "Chuyên đề")),
            "lead": st.just("Phòng Môi trường"),
            "with": st.just(""),
            "when": st.sampled_from(("2023-04-05", "2023-04-30", "cả tháng", "tuần 2 tháng 4")),
            "partners": st.sampled_from((["bao-ha-tinh"], ["bao-ha-tinh", "dai-pt-th"])),
            "contact": st.sampled_from(("", "+84 239", "@dau-moi")),
            "note": st.sampled_from(("", "Ghi chú")),
            "phone": st.sampled_from(("", "0239 385 1234")),
        }
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda line: fold(line["content"]),
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(_LINES)
def test_what_goes_out_comes_back(lines):
    """A plan written into its workbook is read again as the same lines with the same ids, whatever their words begin with."""
    definition, key = generated.definition(), generated.KEY
    handed = [{"id": f"{key.period}/{key.party}/{n:02}", **line} for n, line in enumerate(lines, 1)]
    data = unit_month(definition, book(definition, key, handed=handed))
    assert data == unit_month(definition, book(definition, key, handed=handed))
    back = read_workbook(definition, key, read(data).tables, Known(handed=handed))
    assert back.faults == ()
    assert list(back.lines) == handed
