"""The directory, edited by form: one person at a time, refused whole with all faults, read back as it was written."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions.contacts import Contact, edited, faults
from definitions.load import Source, load_directory, write_directory

PT = "lanh-dao-so.pt"
DAY = dt.date(2023, 11, 6)


@pytest.fixture
def definition(small):
    """The small office."""
    return small[0]


def test_all_faults_are_told_at_once(definition):
    """A wrong mail, dates the wrong way round, half an absence and an unknown substitute: four sentences."""
    said = Contact(
        person=PT, mail="ld so", valid_from=DAY, valid_to=DAY - dt.timedelta(1), away_from=DAY, substitute="x.y"
    )
    found = faults(definition, said)
    assert len(found) == 4
    for words in ("Thư điện tử", "Đến ngày", "Vắng phải ghi cả hai", "người thay «x.y»"):
        assert any(words in fault for fault in found)


@pytest.mark.parametrize(
    "said",
    [
        Contact(),
        Contact(unit="a", role="dau-moi"),
        Contact(person="nobody.x"),
        Contact(unit="zz", role="dau-moi", name="X"),
        Contact(person=PT, substitute=PT),
        Contact(person=PT, zalo="số điện thoại"),
        Contact(person=PT, mail="a@b"),
        Contact(person=PT, away_from=DAY, away_to=DAY - dt.timedelta(1)),
    ],
)
def test_what_cannot_be_is_refused(definition, said):
    """Each of these alone is one fault, with its remedy."""
    (fault,) = faults(definition, said)
    assert ": " in fault


def test_a_substitute_cannot_be_taken_out(definition):
    """Whoever is named to stand in for somebody stays until another one is named."""
    after = edited(definition.directory, Contact(person=PT, substitute="van-phong.cv"))
    after = definition.model_copy(update={"directory": after})
    (fault,) = faults(after, Contact(person="van-phong.cv", remove=True))
    assert "người thay của Lãnh đạo phụ trách" in fault


def test_a_change_changes_what_was_said_and_nothing_else(definition):
    """Mail, Zalo and absence are new; the name and everybody else are as they were."""
    said = Contact(person=PT, mail="moi@so.example", zalo="0912345678", away_from=DAY, away_to=DAY)
    after = edited(definition.directory, said)
    person = after.person(PT)
    assert (person.addresses, person.away) == ({"mail": "moi@so.example", "zalo": "0912345678"}, (DAY, DAY))
    assert person.name == "Lãnh đạo phụ trách"
    assert [p for p in after.people if p.id != PT] == [p for p in definition.directory.people if p.id != PT]


def test_an_address_and_an_absence_can_be_taken_back(definition):
    """«không» takes an address out; whoever is back is not away."""
    away = edited(definition.directory, Contact(person=PT, zalo="0912345678", away_from=DAY, away_to=DAY))
    after = edited(away, Contact(person=PT, zalo="không", back=True)).person(PT)
    assert ("zalo" in after.addresses, after.away) == (False, None)


def test_a_second_one_of_a_role_has_an_id_of_its_own(definition):
    """Nobody is overwritten by whoever comes after."""
    said = Contact(unit="a", role="dau-moi", name="Đầu mối mới", mail="a2@so.example")
    once = edited(definition.directory, said)
    twice = edited(once, said)
    assert [p.id for p in twice.people if p.party == "a"] == ["a.dm", "a.dau-moi", "a.dau-moi-2"]


def test_what_is_written_is_read_back(definition):
    """Absence and substitute survive being kept as text."""
    said = Contact(person=PT, away_from=DAY, away_to=DAY + dt.timedelta(3), substitute="van-phong.cv", valid_to=DAY)
    after = edited(definition.directory, said)
    read = load_directory(Source("o.yaml", write_directory(after)))
    assert sorted(read.people, key=lambda p: p.id) == sorted(after.people, key=lambda p: p.id)


def test_whoever_is_taken_out_is_gone(definition):
    """And only that one."""
    after = edited(definition.directory, Contact(person="a.dm", remove=True))
    assert {p.id for p in definition.directory.people} - {p.id for p in after.people} == {"a.dm"}
