"""Records, candidates and what is personal: pure rules, counted by hand."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from definitions.commending import candidates
from definitions.errors import Faults
from definitions.facts import Instants, Key, Obligation, State
from definitions.load import load
from definitions.personal import MASK, masked, parted
from definitions.records import counted, follows, led_to, raised_by
from definitions.source import Source
from definitions.typing_in import typed_rows
from definitions.vocabulary import Every, FieldType, Form, FormField, Kind, Process, Step

AT = dt.datetime(2023, 5, 2, 3, tzinfo=dt.UTC)
FORM = Form(
    id="f", title="F",
    fields=(
        FormField(id="kind", title="Loại", type=FieldType.CHOICE, choices=("Ý kiến", "Tố cáo"), leads_to=(("Tố cáo", "over"),)),
        FormField(id="content", title="Nội dung", type=FieldType.LONG),
        FormField(id="name", title="Họ tên", personal=True),
        FormField(id="phone", title="Điện thoại", personal=True),
    ),
)  # fmt: skip


def _step(id, **more):
    return Step(
        id=id, title=id, kind=more.pop("kind", Kind.SUBMIT), every=more.pop("every", Every.EVENT), by=("a",), **more
    )


PROCESS = Process(
    id="p", title="P", roles=(), forms=(FORM,),
    steps=(
        _step("heard", form="f"),
        _step("proposed", kind=Kind.DO, needs=("heard",)),
        _step("decided", kind=Kind.APPROVE, on="proposed"),
        _step("over"),
        _step("monthly", every=Every.MONTH),
    ),
)  # fmt: skip


def test_what_follows_a_record_is_its_chain():
    """Through what each step waits for or is about, and back to who raised it."""
    assert follows(PROCESS, "heard") == ("proposed", "decided")
    assert follows(PROCESS, "over") == ()
    assert raised_by(PROCESS, "decided") == ("heard",)
    assert raised_by(PROCESS, "monthly") == ()


def _it(step, n, state=State.ACCEPTED, day=2):
    at = AT.replace(day=day)
    return Obligation(
        Key(step, f"2023-E00{n}", "x"), state, Instants(opens=at), done=at if state is State.ACCEPTED else None
    )


def test_records_are_counted_up_to_the_cut_off():
    """Three heard, one of them after the cut-off; one decided; two lines in one record; none handed over."""
    obligations = [
        _it("heard", 1), _it("proposed", 1), _it("decided", 1),
        _it("heard", 2), _it("proposed", 2, State.OPEN), _it("decided", 2, State.PLANNED),
        _it("heard", 3, day=20),
    ]  # fmt: skip
    said = [SimpleNamespace(key=Key("decided", "2023-E001", "x"), verdict="approve", at=AT)]
    contents = {Key("heard", "2023-E002", "x"): {"lines": [{"id": "1"}, {"id": "2"}]}}
    heard, over = counted(PROCESS, obligations, contents, said, AT.replace(day=10))
    assert (heard.step, heard.records, heard.lines, heard.closed, heard.approved, heard.parties) == (
        "heard", 2, 3, 1, 1, (("x", 2),)
    )  # fmt: skip
    assert (over.records, over.closed) == (0, 0)


def test_each_count_of_records_names_what_it_counts():
    """Records, their lines, those of each party: as many rows as the figure says, each once."""
    obligations = [_it("heard", 1), _it("proposed", 1, State.OPEN), _it("heard", 2)]
    contents = {Key("heard", "2023-E002", "x"): {"lines": [{"id": "1"}, {"id": "2"}]}}
    rows = {}

    def count(name, said):
        rows[name] = [(str(it.record.own.key), it.line) for it in said]
        return len(said)

    heard = counted(PROCESS, obligations, contents, [], AT.replace(day=10), count)[0]
    one, two = "heard/2023-E001/x", "heard/2023-E002/x"
    assert rows["heard.records"] == rows["heard.parties.x"] == [(one, None), (two, None)]
    assert rows["heard.lines"] == [(one, 0), (two, 0), (two, 1)]
    assert rows["heard.closed"] == [(two, None)]
    assert (heard.records, heard.lines, heard.closed, heard.approved) == (2, 3, 1, 0)


# ---------------------------------------------------------------- personal


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Ông Trần Thử Nghiệm phản ánh", f"Ông {MASK} phản ánh"),
        ("ông TRAN THU NGHIEM nói", f"ông {MASK} nói"),
        ("gọi 0912 345-678 nhé", f"gọi {MASK} nhé"),
        ("Trần Thử Nghiệmm khác", "Trần Thử Nghiệmm khác"),
        ("không có ai", "không có ai"),
    ],
)
def test_a_name_is_masked_wherever_it_is_typed(said, shown):
    """Whatever its accents and capitals, and the spaces within a number; part of a word is no name."""
    assert masked(said, ["Trần Thử Nghiệm", "0912345678"]) == shown


def test_what_is_personal_is_parted_from_the_record():
    """The line keeps a mask where something was said, and nothing where nothing was."""
    line = {"id": "1", "kind": "Ý kiến", "content": "Trần Thử Nghiệm nói", "name": "Trần Thử Nghiệm", "phone": ""}
    shown, hidden = parted(FORM, Key("heard", "2023-E001", "x"), [line], "salt")
    assert shown == [{"id": "1", "kind": "Ý kiến", "content": f"{MASK} nói", "name": MASK, "phone": ""}]
    assert hidden["lines"] == {"1": {"name": "Trần Thử Nghiệm"}}
    assert parted(FORM, Key("heard", "2023-E001", "x"), [{**line, "name": ""}], "salt")[1] is None


def test_a_choice_leads_to_another_step():
    """Only the choices that say so lead away."""
    assert led_to(FORM, {"kind": "Tố cáo"}) == "over"
    assert led_to(FORM, {"kind": "Ý kiến"}) == ""


def test_values_of_a_form_are_rows_as_excel_copies_them():
    """A header and a row; a list with semicolons; what holds a line break is quoted."""
    line = {"content": 'Một\n"hai"', "kind": ["A", "B"]}
    assert typed_rows(FORM, [line]) == 'Loại\tNội dung\nA; B\t"Một\n""hai"""'


# ---------------------------------------------------------------- candidates


def _out(author, title, day, genre="Bài", partner="bao", topics=(), activities=()):
    return SimpleNamespace(author=author, title=title, at=dt.date(2023, 5, day), genre=genre, partner=partner,
                           topics=topics, activities=activities, unit="", lines=())  # fmt: skip


OUT = [
    _out("Tác giả 01", "Một", 1, topics=("t7",)), _out("Tác giả 01", "Hai", 2, topics=("t7",)),
    _out("Tác giả 01", "Ba", 3, "Tin", topics=("t1",)), _out("Tác giả 01", "Một", 9, partner="dai", topics=("t7",)),
    _out("Tác giả 02", "Bốn", 4, topics=("t6",)), _out("tac gia 02", "Năm", 5, topics=("t6", "t7")),
    _out("Tác giả 03", "Sáu", 6, topics=("t6",)), _out("", "Bảy", 7, topics=("t6",)),
    _out("Tác giả 04", "Tám", 8), _out("Tác giả 04", "Chín", 9),
]  # fmt: skip
TABLE = [  # rule, at least, the order counted by hand: 01 has 3 works and a repost, 02 two works both of t6, 04 two
    (("topic t6", "publications"), 2, ["Tác giả 02", "Tác giả 01", "Tác giả 04"]),
    (("publications",), 2, ["Tác giả 01", "Tác giả 02", "Tác giả 04"]),
    (("topics", "publications"), 1, ["Tác giả 01", "Tác giả 02", "Tác giả 03", "Tác giả 04"]),
    (("reposts",), 3, ["Tác giả 01"]),
    (("genres", "partners", "activities"), 2, ["Tác giả 01", "Tác giả 02", "Tác giả 04"]),
    (("publications",), 4, []),
]


@pytest.mark.parametrize(("rule", "least", "order"), TABLE)
def test_candidates_stand_in_the_order_of_the_rule(rule, least, order):
    """The first word of the rule decides, then the next; those alike stand by name. Who has no name is no candidate."""
    process = PROCESS.model_copy(update={"steps": (_step("praise", rank=rule, at_least=least),)})
    assert [it.author for it in candidates(process, OUT)] == order


def test_a_repost_is_no_work_of_its_own():
    """The same title in another paper is counted apart, and the topics of a work once."""
    process = PROCESS.model_copy(update={"steps": (_step("praise", rank=("publications",)),)})
    first = candidates(process, OUT)[0]
    assert (first.works, first.reposts, dict(first.topics)) == (("Một", "Hai", "Ba"), 1, {"t7": 2, "t1": 1})
    assert dict(first.partners) == {"bao": 3, "dai": 1}


def test_without_a_rule_nobody_is_listed():
    """An office that has no such step has no list."""
    assert candidates(PROCESS, OUT) == ()


# ---------------------------------------------------------------- the language

TEXT = """
process: p
title: P
roles: {{a: A}}
forms:
  f:
    title: F
    fields:
      kind: {{title: Loại, type: choice, choices: [X, Y], leads to: {leads}}}
  month:
    title: M
    fields:
      kind: {{title: Loại, type: choice, choices: [X], leads to: {{X: tracked}}}}
      many: {{title: Số, type: {type}, counts: {counts}}}
steps:
  heard: {{title: H, kind: submit, by: a, every: event, basis: "1", form: f, rank: [{rank}]}}
  over: {{title: O, kind: submit, by: a, every: event, basis: "1", form: f}}
  monthly: {{title: M, kind: submit, by: a, every: month, basis: "1", results: month}}
  tracked: {{title: T, kind: track, by: a, every: month, basis: "1"}}
"""
YEAR = """
year: 2023
process: p.yaml
runs: 2023-01-01 to 2023-12-31
issuer: {name: Sở}
parties: {x: {role: a, name: X}}
topics: {t1: Đất đai}
"""


def _load(leads="{X: over}", rank="topic t1, publications", counts="over", type="number"):
    said = TEXT.format(leads=leads, rank=rank, counts=counts, type=type)
    return load(Source("p.yaml", said), Source("y.yaml", YEAR))


def test_a_definition_says_where_a_choice_leads_and_what_candidates_are_ordered_by():
    """Both are read as they are written."""
    process = _load().process
    assert process.form("f").fields[0].leads_to == (("X", "over"),)
    assert process.form("month").fields[0].leads_to == (("X", "tracked"),)
    assert process.form("month").fields[1].counts == "over"
    assert process.step("heard").rank == ("topic t1", "publications")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"leads": "{Z: over}"}, "not-one-of"),
        ({"leads": "{X: nowhere}"}, "unknown-step"),
        ({"leads": "{X: monthly}"}, "leads-to-no-record"),
        ({"leads": "{X: tracked}"}, "leads-to-no-record"),
        ({"counts": "nowhere"}, "unknown-step"),
        ({"type": "text"}, "counts-no-number"),
        ({"rank": "topic t9"}, "not-one-of"),
        ({"rank": "beauty"}, "not-one-of"),
    ],
)
def test_a_route_to_nowhere_and_an_unknown_rank_are_faults(said, code):
    """A choice that is not offered, a step that is not there or cannot be raised, what cannot be counted."""
    with pytest.raises(Faults) as found:
        _load(**said)
    assert code in {fault.code for fault in found.value.faults}
