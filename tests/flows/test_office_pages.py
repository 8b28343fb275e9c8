"""The Office's pages on the screen: links open the form that settles a row, filled in; pages stay in place."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from definitions import agenda
from definitions.attention import Act, Attention, Need
from definitions.facts import Key, State
from flows.choices import chosen
from flows.office_pages import Links

FORMS = {
    "Sửa danh bạ": "5",
    "Gửi lại thư": "6",
    "Thu kế hoạch": "1",
    "Tổng hợp": "2",
    "Lấy ý kiến cơ quan báo chí": "3",
    "Gửi lại mã phê duyệt": "4",
}
PLAN = Key("unit-plan", "2023-11", "a")
APPROVAL = Key("month-approval", "2023-11", "lanh-dao-so")


@pytest.fixture
def links(small):
    """The links of an office whose server knows these forms."""
    steps = agenda.context(small[0]).steps
    return Links(small[0], steps, "http://office.example", FORMS, {APPROVAL: "http://office.example/run"})


def _filled(link):
    return json.loads(parse_qs(urlsplit(link).query)["parameters"][0])


def test_a_link_opens_the_form_filled_in_with_labels_that_it_knows(small, links):
    """What the form shows is a label of its list; read back it is the very step, unit and period."""
    link = links.settles(PLAN, State.OPEN)
    assert urlsplit(link).path == "/v2/deployments/deployment/1/run"
    said = _filled(link)
    kinds = {"step": "collected-steps", "unit": "units", "period": "collected-periods"}
    meant = {name: chosen(small[0], kind, said[name]) for name, kind in kinds.items()}
    assert meant == {"step": "unit-plan", "unit": "a", "period": "2023-11"}


def test_a_link_is_one_word_of_markdown(links):
    """No bracket, blank or bar in it could end the link or the cell."""
    assert not set("()[]<>| ") & set(links.settles(PLAN, State.OPEN))


def test_an_approval_is_settled_where_it_is_decided(links):
    """The run of the approval; a locked one by the form that sends a fresh code."""
    assert links.settles(APPROVAL, State.OPEN) == "http://office.example/run"
    locked = Attention(Need.LOCKED, ("lanh-dao-so",), "Phê duyệt", APPROVAL, act=Act.ASK_AGAIN)
    assert _filled(links.of(locked))["period"] == "Tháng 11/2023"


def test_a_letter_is_sent_again_to_its_person_and_an_address_is_added_for_its_party(small, links):
    """The form knows whom: the person of the letter, the party that nobody can be written to for."""
    person = small[0].directory.people[0]
    again = Attention(Need.UNSENT, (), "Kế hoạch", act=Act.RESEND, person=person.id)
    assert chosen(small[0], "people", _filled(links.of(again))["person"]) == person.id
    nobody = Attention(Need.UNREACHED, ("a",), "", act=Act.CONTACT)
    assert chosen(small[0], "parties", _filled(links.of(nobody))["unit"]) == "a"


def test_a_form_that_this_office_does_not_have_is_no_link(links):
    """Plain words rather than a dead link."""
    assert links.settles(PLAN, State.SUBMITTED) == ""  # no form "Tiếp nhận" was deployed
    assert links.of(Attention(Need.UNREACHED, ("a",), "")) == ""


def test_a_period_that_is_in_no_list_is_left_open(links):
    """A thing that happened has no label in the list of months: the field stays empty, the rest is filled in."""
    assert "period" not in _filled(links.settles(PLAN._replace(period="2023-E001"), State.OPEN))


@pytest.mark.prefect
def test_what_was_raised_is_filled_in_too(busy):
    """«Lần 1/2023» stands in the form's list from the moment it was raised."""
    steps = agenda.context(busy).steps
    links = Links(busy, steps, "http://office.example", FORMS, {}, [("feedback", "2023-E001")])
    assert _filled(links.settles(Key("feedback", "2023-E001", "van-phong"), State.OPEN))["period"] == "Lần 1/2023"


def test_every_page_of_the_office_stands_on_the_screen_and_stays_in_place(world, screen):
    """Five pages and "Hôm nay": drawn twice they are the same six, and each row leads to a form of this server."""
    from flows.office_pages import publish

    first = publish(world.office, screen)
    assert publish(world.office, screen) == first
    keys = ["can-xu-ly", "theo-don-vi", "theo-thang", "ca-nam", "can-goi-dien", "hom-nay"]
    found = screen.api("POST", "/artifacts/filter", {"artifacts": {"key": {"any_": keys}}})
    assert sorted(page["key"] for page in found) == sorted(keys)
    owed = next(page["data"] for page in found if page["key"] == "theo-don-vi")
    assert f"{screen.public}/v2/deployments/deployment/{screen.forms()['Thu kế hoạch']}/run?parameters=" in owed
