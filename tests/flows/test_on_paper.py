"""An answer on paper: its number, its day and its scan stand with the answer, and the scan is kept by its content."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from flows.agree import agree, on_paper
from flows.inbox import MOST_BYTES, filed

ASKED = "partner-agreement/2023-10/bao"
PDF = b"%PDF-1.4 a letter"


@pytest.fixture
def office(world, tmp_path):
    """The office, its partners asked, with one scan in the inbox of its data folder."""
    from dataclasses import replace

    inbox = tmp_path / "data" / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "Công văn 45.pdf").write_bytes(PDF)
    (tmp_path / "secret.pdf").write_bytes(b"%PDF")
    (inbox / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    world.confirmed()
    return replace(world.office, settings=SimpleNamespace(data=tmp_path / "data", mail_from=""))


def test_a_paper_stands_with_its_answer(world, office):
    """Number and day as printed; the scan is in the archive under its hash, bound to the answer that it holds."""
    given = on_paper(office, number=" 45/BHT ", dated=dt.date(2023, 10, 9), scan="Công văn 45.pdf")
    agree(office, partner="bao", period="2023-10", others="agreed", given=given)
    content = world.content(ASKED)
    assert content["paper"] == {"number": "45/BHT", "dated": "2023-10-09"}
    kept = world.ledger.documents(world.Key.parse(ASKED))[-1]
    assert (kept.kind, kept.name, kept.sha) == ("answer.pdf", "Công văn 45.pdf", content["file"]["sha"])
    assert kept.source == world.it(ASKED).content
    assert office.archive.read(kept.sha) == PDF


def test_a_paper_without_a_scan_is_a_paper(world, office):
    """Its number and day are enough."""
    agree(
        office,
        partner="bao",
        period="2023-10",
        others="agreed",
        given=on_paper(office, number="45", dated=dt.date(2023, 10, 9)),
    )
    assert "file" not in world.content(ASKED)


@pytest.mark.parametrize("half", [{"number": "45/BHT"}, {"dated": dt.date(2023, 10, 9)}, {"scan": "Công văn 45.pdf"}])
def test_half_a_paper_is_refused(office, refused, half):
    """A paper is known by number and day."""
    with refused("half-a-paper"):
        on_paper(office, **half)


@pytest.mark.parametrize("name", ["khac.pdf", "../secret.pdf", "link.pdf", "", "/etc/passwd"])
def test_only_a_file_of_the_inbox_is_taken(office, refused, name):
    """Nothing outside of it, by no path and no link; the remedy says what is there."""
    with refused("no-file") as caught:
        filed(office, name)
    assert "Công văn 45.pdf" in caught.value.remedy


def test_what_is_no_scan_is_refused(office, refused):
    """By what the file begins with, whatever it is called."""
    (office.settings.data / "inbox" / "giả.pdf").write_bytes(b"MZ program")
    with refused("no-scan"):
        on_paper(office, number="45", dated=dt.date(2023, 10, 9), scan="giả.pdf")


def test_a_file_that_is_too_large_is_refused(office, refused):
    """Before it is read."""
    with (office.settings.data / "inbox" / "to.pdf").open("wb") as large:
        large.truncate(MOST_BYTES + 1)
    with refused("too-large"):
        filed(office, "to.pdf")


def test_a_name_is_found_however_its_letters_are_composed(office):
    """A file that was copied from a Mac."""
    import unicodedata

    assert filed(office, unicodedata.normalize("NFD", "Công văn 45.pdf")).data == PDF
