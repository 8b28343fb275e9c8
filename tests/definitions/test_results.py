"""What units report of the period before, as pure rules: what is offered, what is recorded, what is proposed."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.results import Known, Offer, Reported, offers, proposals, to_act_on, unknown
from definitions.vocabulary import Every, FieldType, Form, FormField, Kind, Party, Process, Step

KINDS = (("tin", "tracked"), ("lần", "told"), ("khó", "hard"))
FORM = Form(
    id="r", title="R",
    fields=(
        FormField(id="kind", title="Loại", type=FieldType.CHOICE, required=True, choices=("tin", "lần", "khó"), leads_to=KINDS),
        FormField(id="title", title="Tên", required=True),
        FormField(id="url", title="Liên kết", type=FieldType.LINK),
    ),
)  # fmt: skip
HARD = Form(id="h", title="H", fields=(FormField(id="content", title="Nội dung", required=True),))
YEARLY = Form(id="y", title="Y", fields=(FormField(id="many", title="Số", type=FieldType.NUMBER, counts="told"),))


def _step(id, kind=Kind.SUBMIT, every=Every.EVENT, **more):
    return Step(id=id, title=id, kind=kind, every=every, by=("a",), **more)


PROCESS = Process(
    id="p", title="P", roles=(), forms=(FORM, HARD, YEARLY),
    steps=(
        _step("tracked", Kind.TRACK, Every.MONTH),
        _step("told", form="h"),
        _step("hard", form="h"),
        _step("weighed", Kind.DO, needs=("hard",)),
    ),
)  # fmt: skip
PARTIES = (
    Party(id="u", name="Đơn vị U", roles=("a",)),
    Party(id="bao", name="Báo", roles=("b",), feeds=("https://bao.example/rss",)),
)
YEAR = SimpleNamespace(parties=PARTIES, party=lambda id: next(p for p in PARTIES if p.id == id))
OFFICE = SimpleNamespace(process=PROCESS, year=YEAR)


def offered(*rows, lines=None):
    """What these rows of October come to."""
    return offers(OFFICE, FORM, "u", "2023-10", rows, lines or {})


def test_what_came_out_is_offered_once_for_each_body_that_prints_its_own():
    """Without an address each body that is named has one of its own; with one it belongs to one of them."""
    assert [it.outlet for it in offered({"kind": "tin", "title": "A", "partner": ["bao", "dai"]})] == ["bao", "dai"]
    row = {"kind": "tin", "title": "A", "partner": ["dai", "bao"], "url": "https://bao.example/a"}
    assert [it.outlet for it in offered(row)] == ["bao"]
    assert [it.outlet for it in offered({**row, "partner": []})] == ["bao"]
    assert [it.outlet for it in offered({**row, "partner": [], "url": "https://khac.example/a"})] == [""]


@pytest.mark.parametrize(
    ("kind", "url", "count"), [("tin", "", 1), ("lần", "", 0), ("lần", "https://a.example/1", 1), ("khó", "x", 0)]
)
def test_what_has_an_address_came_out_whatever_it_is_called(kind, url, count):
    """A row that leads to where publications are tracked, or has an address."""
    assert len(offered({"kind": kind, "title": "A", "url": url})) == count


def test_an_offer_counts_for_what_its_planned_line_counts_for():
    """Its topics and activities are proposed, and the reason is who reported it of which month."""
    line = {"topics": ["t1"], "activities": ["k1"]}
    (it,) = offered({"kind": "tin", "title": "A", "line": "2023-10/u/01", "at": "tuần 2"}, lines={"2023-10/u/01": line})
    assert (it.topics, it.activities, it.line, it.at) == (("t1",), ("k1",), "2023-10/u/01", None)
    assert it.why == "Đơn vị U báo cáo trong kết quả tháng 10/2023"


DAYS = st.none() | st.dates(dt.date(2023, 1, 1), dt.date(2023, 1, 3))
OFFERS = st.builds(
    lambda url, outlet, story, at: Offer(url or f"{outlet}|{at}|{story}", story, url, outlet, story, at),
    st.sampled_from(["", "https://a.example/1", "http://www.a.example/1/", "https://a.example/2"]),
    st.sampled_from(["bao", "dai"]), st.sampled_from(["mot", "hai"]), DAYS,
)  # fmt: skip


@given(st.lists(OFFERS, max_size=8), st.lists(OFFERS, max_size=4))
def test_what_was_offered_is_known(said, before):
    """Nothing known is offered, nothing is offered twice, and what is left out is known by something that was not."""
    known = [Known(it.url, it.outlet, it.at, it.story) for it in before]
    fresh = unknown(said, known)
    assert unknown(fresh, known) == fresh
    learnt = [*known, *(Known(it.url, it.outlet, it.at, it.story) for it in fresh)]
    assert unknown(said, learnt) == ()
    assert all(unknown([one], [Known(o.url, o.outlet, o.at, o.story) for o in fresh if o is not one]) for one in fresh)


def test_what_others_follow_on_is_recorded_and_the_rest_is_not():
    """A step that something waits for gets a record; one that only counts gets none."""
    rows = [{"kind": "khó", "title": "Thiếu xe"}, {"kind": "lần", "title": "Bản đồ"}, {"kind": "tin", "title": "Tin"}]
    ((step, lines),) = to_act_on(PROCESS, FORM, rows, [])
    assert (step.id, lines) == ("hard", ({"content": "Thiếu xe"},))


@given(
    st.lists(st.sampled_from(["Thiếu xe", "THIẾU XE", "Thiếu người"]), max_size=4),
    st.lists(st.sampled_from(["Thiếu xe"])),
)
def test_a_difficulty_that_was_said_before_is_no_new_one(now, before):
    """However often and in whichever case it is written, in one version or in several."""
    rows = [[{"kind": "khó", "title": title} for title in said] for said in (now, before)]
    made = [line["content"].casefold() for _, lines in to_act_on(PROCESS, FORM, *rows) for line in lines]
    assert sorted(made) == sorted({title.casefold() for title in now} - {title.casefold() for title in before})


@given(st.lists(st.tuples(st.integers(1, 12), st.sampled_from(["", "3", "1.200", "hơn 50", "12 lượt", "1.2"]))))
def test_no_word_enters_a_sum_and_no_number_is_lost(said):
    """A row without a number is one; whole numbers are summed by month; all else stands beside, as it was said."""
    months = [
        Reported(f"2023-{month:02}", FORM, [{"kind": "lần", "title": "x", "quantity": text}]) for month, text in said
    ]
    found = proposals(YEARLY, months)
    whole = {"": 1, "3": 3, "1.200": 1200}
    exact = [whole[text] for _, text in said if text in whole]
    assert sum(it.total for it in found) == sum(exact)
    assert sum(n for it in found for _, n in it.months) == sum(exact)
    assert sorted(text for it in found for _, text in it.estimates) == sorted(
        text for _, text in said if text not in whole
    )
