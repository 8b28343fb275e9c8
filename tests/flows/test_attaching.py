"""Attaching: what a person says of a publication and the plan's lines is kept, remembered, and can be said anew."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from flows.attaching import TITLE, Attachment, attach
from flows.choices import chosen
from flows.office_pages import Links
from flows.track import track
from flows.unlinked import unlinked_page

DAY = dt.date(2023, 10, 2)
BEACH, DRAIN = "Thu gom rác thải sinh hoạt trên bãi biển", "Khơi thông cống rãnh (đợt 2), vét bùn"
CLERK = "van-phong.cv"


@pytest.fixture
def waiting(press_world):
    """A plan of three lines, and an article whose title says nothing certain of any."""
    press_world.hand_in("a", lines=(BEACH, DRAIN))
    press_world.hand_in("b", lines=("Việc B1",))
    press_world.beat()
    track(press_world.office, title="Bãi biển sau mùa rác", partner="dai", genre="Bài", at=DAY)
    return press_world


def only(world):
    """The publication that there is."""
    (kept,) = world.ledger.publications()
    return kept


def lines(world):
    """The lines of the month's plan: content -> id."""
    (plan,) = world.ledger.submissions("month-plan")
    return {line["content"]: line["id"] for line in world.ledger.content(plan.content)["lines"]}


def links(world):
    """The links of an office whose server knows the form."""
    return Links(world.office.definition, world.office.context.steps, "http://office.example", {TITLE: "7"}, {})


def page(world):
    """The page as it stands."""
    (found,) = unlinked_page(world.office, links(world))
    return found.markdown


def filled(world, act):
    """What the form holds when that link of the page is followed."""
    address = page(world).split(f"[{act}](")[1].split(")")[0]
    return json.loads(parse_qs(urlsplit(address).query)["parameters"][0])


def sent(world, values):
    """The form is sent as it was filled in."""
    topics = [chosen(world.office.definition, "topics", label) for label in values.pop("topics", ())]
    return attach(world.office, Attachment(**values, topics=tuple(topics), by=CLERK))


# ---------------------------------------------------------------- from the page to the ledger


def test_what_waits_is_on_the_page_with_the_lines_that_it_may_belong_to(waiting):
    """Number, words, unit, month and the reasons; nothing was linked by itself."""
    assert only(waiting).lines == ()
    shown = page(waiting)
    assert "# Chờ gắn với kế hoạch (1)" in shown
    row = next(line for line in shown.splitlines() if BEACH in line)
    assert "| 10/2023 |" in row
    assert "Cùng nói về: " in row
    assert "[Gắn](" in row
    assert "[Không phải](" in row


def test_the_form_of_a_suggestion_links_it_as_it_is_sent(waiting):
    """A link of the page opens a form that can be sent as it stands, with what the line is about; nothing waits any more."""
    told = sent(waiting, filled(waiting, "Gắn"))
    assert (only(waiting).lines, only(waiting).topics) == ((lines(waiting)[BEACH],), ("t1",))
    assert any(line.startswith("Đã gắn với dòng") for line in told.lines)
    assert "# Chờ gắn với kế hoạch (0)" in page(waiting)
    assert [(it.target, it.verdict, it.by) for it in only(waiting).words if it.kind == "line"] == [
        (lines(waiting)[BEACH], "confirmed", CLERK)
    ]


def test_what_was_refused_is_not_offered_again_and_can_be_confirmed_after_all(waiting):
    """It is gone from the page of that publication; the form still takes it."""
    sent(waiting, filled(waiting, "Không phải"))
    rows = [line for line in page(waiting).split("## Vừa xét")[0].splitlines() if BEACH in line]
    assert rows == []
    assert "không phải: " in page(waiting)
    sent(waiting, {**filled(waiting, "Xét lại"), "lines": lines(waiting)[BEACH]})
    assert only(waiting).lines == (lines(waiting)[BEACH],)


def test_what_belongs_to_no_line_waits_no_more_until_it_is_said_anew(waiting):
    """The lines that were shown are refused with it; linking it afterwards is possible."""
    sent(waiting, filled(waiting, "Không thuộc dòng nào"))
    assert "# Chờ gắn với kế hoạch (0)" in page(waiting)
    assert lines(waiting)[BEACH] in {it.target for it in only(waiting).words}
    sent(waiting, {**filled(waiting, "Xét lại"), "lines": f"{lines(waiting)[BEACH]}, {lines(waiting)['Việc B1']}"})
    assert len(only(waiting).lines) == 2


def test_several_lines_are_typed_with_or_without_what_stands_behind_them(waiting):
    """Ids apart by comma or line; what stands in brackets is for people, whatever marks the line itself bears."""
    from flows.attaching import shown_line
    from flows.linking import Linking

    known = Linking(waiting.office).lines
    shown = "\n".join(shown_line(id, known) for id in lines(waiting).values())
    sent(waiting, {"publication": only(waiting).id, "lines": shown})
    assert set(only(waiting).lines) == set(lines(waiting).values())


def test_what_linked_itself_is_shown_and_can_be_refused(waiting):
    """The machine's link goes, and does not come back when the story is recorded from another outlet."""
    track(waiting.office, title=BEACH, partner="bao", genre="Tin", at=DAY)
    assert "## Chương trình đã tự gắn" in page(waiting)
    sent(waiting, filled(waiting, "Không đúng"))
    assert "## Chương trình đã tự gắn" not in page(waiting)
    assert not any(it.lines for it in waiting.ledger.publications())


def test_topics_that_are_named_are_all_that_it_is_about(waiting):
    """Named anew they replace those before; left empty, they stay."""
    id = only(waiting).id
    attach(waiting.office, Attachment(id, topics=("t1",), by=CLERK))
    attach(waiting.office, Attachment(id, none=True, by=CLERK))
    assert only(waiting).topics == ("t1",)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"publication": "0123", "none": True}, "unknown-publication"),
        ({"publication": "", "none": True}, "unknown-publication"),
        ({}, "nothing-said"),
        ({"lines": "2023-10/x/99"}, "unknown-line"),
        ({"refused": "2023-10/x/99"}, "unknown-line"),
        ({"lines": "{beach}", "refused": "{beach}"}, "contradiction"),
        ({"lines": "{beach}", "none": True}, "contradiction"),
    ],
)
def test_what_cannot_be_is_refused_whole(waiting, refused, said, reason):
    """Nothing of it is kept."""
    beach = lines(waiting)[BEACH]
    typed = {name: value.format(beach=beach) if isinstance(value, str) else value for name, value in said.items()}
    with refused(reason):
        attach(waiting.office, Attachment(**{"publication": only(waiting).id, **typed}, by=CLERK))
    assert only(waiting).words == ()


def test_an_office_without_publications_has_no_such_page(world):
    """Nothing that has to be explained."""
    assert (
        list(unlinked_page(world.office, Links(world.office.definition, world.office.context.steps, "", {}, {}))) == []
    )
