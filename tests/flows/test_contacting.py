"""The directory is edited by form: a new version, audited, without touching the year; refused whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from definitions import agenda
from definitions.contacts import Contact
from flows import choices
from flows.contacting import ContactRefused, contact
from flows.wiring import definition_of


def reopened(world):
    """The office as the next run opens it."""
    read = definition_of(world.ledger.texts(), world.ledger.directory())
    return replace(world.office, context=agenda.context(read))


def test_a_new_mailbox_is_a_new_version_and_the_year_stays(world):
    """The texts are pinned as before; the trail says that the directory changed, and by which door."""
    texts = world.ledger.texts()
    told = contact(world.office, Contact(person="a.dm", mail="moi@so.example"), by="van-phong.cv")
    assert told.lines == ("Đã sửa: Đầu mối A (a.dm).",)
    assert world.ledger.texts() == texts
    last = world.ledger.events()[-1]
    assert (last.what, last.by, last.detail["changed"]) == ("directory", "van-phong.cv", list(told.lines))
    world.office = reopened(world)
    world.to("2023-10-04 17:00")
    assert world.letters("moi@so.example")


def test_a_refused_change_leaves_everything(world):
    """Every fault is told, and nothing is kept."""
    before = (world.ledger.directory(), len(world.ledger.events()))
    with pytest.raises(ContactRefused, match=r"còn 2 chỗ chưa đúng: \(1\).*\(2\)") as caught:
        contact(world.office, Contact(person="a.dm", mail="x", substitute="a.dm"))
    assert len(caught.value.faults) == 2
    assert (world.ledger.directory(), len(world.ledger.events())) == before


def test_whoever_came_can_be_chosen(world):
    """The lists of the forms follow the directory."""
    contact(world.office, Contact(unit="lanh-dao-so", role="dau-moi", name="Phó phụ trách", mail="pho@so.example"))
    offered = choices.labels(reopened(world).definition, "deciders")
    assert offered["Phó phụ trách (Lãnh đạo Sở)"] == "lanh-dao-so.dau-moi"
