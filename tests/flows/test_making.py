"""Making: what is put together becomes content, and content becomes files, in the transaction that records it or not at all."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from flows.assemble import assemble
from flows.making import year_facts
from notifications.render import TemplateMissing

PLAN = "month-plan/2023-10/van-phong"


class Plainly:
    """Documents that cost nothing: the bytes say what they were made of."""

    def __init__(self):
        self.made = []

    def month_plan(self, _definition, content, *, version, date, **_):
        """The plan of a month as bytes."""
        self.made.append((version, date.isoformat()))
        return f"{version} {[line['id'] for line in content['lines']]}".encode()


@pytest.fixture
def printing(found, small, tmp_path):
    """The small office, whose month's plan is printed."""
    steps = tuple(
        step.model_copy(update={"document": "month-plan"}) if step.id == "month-plan" else step
        for step in small[0].process.steps
    )
    process = small[0].process.model_copy(update={"steps": steps})
    definition = small[0].model_copy(update={"process": process})
    world = found(tmp_path, definition=definition, documents=Plainly())
    world.to("2023-10-02 09:00")
    return world


def test_every_version_has_its_files(printing):
    """A draft in Word and Excel, under names that people can read."""
    printing.drafted()
    names = [document.name for document in printing.ledger.documents()]
    assert names == ["month-plan-2023-10-v1.docx", "month-plan-2023-10-v1.xlsx"]


def test_a_file_is_in_the_archive_under_its_hash(printing):
    """The row names the bytes, and the bytes are there."""
    printing.drafted()
    for document in printing.ledger.documents():
        data = printing.office.archive.read(document.sha)
        assert hashlib.sha256(data).hexdigest() in document.sha
        assert document.source == printing.ledger.submission(printing.Key.parse(PLAN)).content


def test_the_next_version_has_files_of_its_own(printing):
    """What was agreed is printed anew; the draft stays as it was shown."""
    printing.agreed()
    versions = [document.version for document in printing.ledger.documents(printing.Key.parse(PLAN))]
    assert versions == [1, 1, 2, 2]
    assert {made[1] for made in printing.office.documents.made} == {"2023-10-02"}


def test_the_letter_carries_the_latest_files(printing):
    """Whoever is asked reads what is asked about, and nothing older."""
    printing.agreed()
    (attached,) = [p.letter.attachments for p in printing.letters("ld@so.example")]
    assert [file.name for file in attached] == ["month-plan-2023-10-v2.docx", "month-plan-2023-10-v2.xlsx"]
    assert attached[0].data.startswith(b"2 ")


def test_a_template_that_is_missing_stops_the_one_thing_it_is_for(printing, monkeypatch):
    """Nothing of that occurrence is recorded; the failure says which template; put back, the next heartbeat goes on."""

    def missing(*_, **__):
        raise TemplateMissing("Không có mẫu month-plan.docx.", "Đề nghị đặt mẫu vào thư mục.")

    monkeypatch.setattr(printing.office.documents, "month_plan", missing)
    printing.hand_in("a")
    printing.hand_in("b")
    told = printing.beat()
    assert "month-plan.docx" in told.failures[0]
    assert "Đề nghị đặt mẫu" in told.failures[0]
    assert printing.ledger.submission(printing.Key.parse(PLAN)) is None
    assert printing.ledger.documents() == []
    monkeypatch.undo()
    printing.beat()
    assert len(printing.ledger.documents()) == 2


def test_an_edited_plan_is_printed_too(printing):
    """The Office's own version has its files, like the machine's."""
    printing.drafted()
    assemble(
        printing.office, step="month-plan", period="2023-10", rows="Nội dung tuyên truyền\nViệc khác", confirm=False
    )
    assert printing.ledger.documents()[-1].name == "month-plan-2023-10-v2.xlsx"


def test_a_step_without_a_document_prints_nothing(world):
    """The small office as it is has no templates to fill; a partner's sheet needs none."""
    world.agreed()
    assert {document.kind for document in world.ledger.documents()} == {"asking.xlsx"}


def test_the_years_numbers_are_counted_from_everything(world):
    """Obligations, what was handed in, what was issued and when, decisions."""
    world.agreed().decide()
    world.beat()
    facts = year_facts(world.office)
    assert len(facts.obligations) == len(world.ledger.obligations())
    assert {s.key.party for s in facts.submissions} == {"a", "b"}
    assert [(plan.content["period"], plan.issued is not None) for plan in facts.month_plans] == [("2023-10", True)]
    assert len(facts.decisions) == 1


def test_what_is_compiled_says_who_sent_what_and_when(world, at):
    """Every unit stands in the plan with its state, whether a line of it came or not."""
    world.hand_in("a")
    world.to("2023-10-05 09:00")
    units = {unit["party"]: unit for unit in world.content(PLAN)["units"]}
    assert (units["a"]["state"], units["a"]["received"]) == ("accepted", at("2023-10-02 09:00").isoformat())
    assert (units["b"]["state"], units["b"]["received"]) == ("open", None)


def test_a_plan_that_was_sent_back_adds_no_line(world):
    """What is to be corrected is not planned with meanwhile."""
    from flows.collect import send_back

    world.hand_in("a")
    send_back(world.office, step="unit-plan", unit="a", period="2023-10", comment="Đề nghị bổ sung.")
    world.to("2023-10-05 09:00")
    assert world.content(PLAN)["lines"] == []


def test_documents_are_made_on_the_offices_day(printing):
    """A heartbeat at seven in the evening of UTC is already the next day in Hà Tĩnh."""
    printing.office = replace(printing.office)
    printing.hand_in("a")
    printing.jump("2023-10-03 01:00")
    printing.hand_in("b")
    printing.beat()
    assert printing.office.documents.made == [(1, "2023-10-03")]
