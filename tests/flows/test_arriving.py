"""What came by any door has a defined outcome, told once: taken, late, corrected, known, of another unit, refused, waiting."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from definitions.arrivals import Door, Place, identity
from definitions.facts import Key
from flows.allotting import ASIDE, BACK, GIVE, NIL, allot
from flows.arriving import Came, take_in, typed_in
from flows.monthly import workbook
from tests.flows.postbag import pdf

A, B = "unit-plan/2023-10/a", "unit-plan/2023-10/b"


@pytest.fixture
def take(world):
    """`take(data, ...)`: a file of unit A comes by the folder, each time anew; what became of it."""
    count = iter(range(1000))

    def taking(data=None, name="ke-hoach.pdf", **more):
        came = Came(identity(next(count)), Door.FOLDER, name, data or pdf(), world.office.now(), "a")
        return take_in(world.office, replace(came, **more))

    return taking


def told(world, kind):
    """The letters of that kind that have left by now, as (address, subject)."""
    before = len(world.post.sent)
    world.beat()
    kinds = {m.id: {item.kind for item in m.items} for m in world.ledger.messages()}
    return [(p.address, p.letter) for p in world.post.sent[before:] if kind in kinds[p.message_id[1:33]]]


def packed(*names):
    """A zip with these parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return data.getvalue()


def test_a_file_becomes_what_its_unit_owes(world, take):
    """In one transaction: the submission, and where the file is."""
    it = take()
    assert (it.place, it.key, it.number) == (Place.ACCEPTED, Key.parse(A), 1)
    assert it.closed is not None
    assert world.it(A).state == "accepted"
    assert [letter.subject for _, letter in told(world, "received")]


def test_the_same_bytes_again_change_nothing_and_are_told_once(world, take):
    """By whatever door; the letter says that it had come."""
    take()
    world.beat()
    again = take(door=Door.MAILBOX, sender="a@so.example", message="<1@x>")
    assert (again.place, again.reason) == (Place.ACCEPTED, "known")
    assert world.it(A).version == 1
    ((address, letter),) = told(world, "taken-before")
    assert address == "a@so.example"
    assert "đã được nhận từ trước" in letter.text


def test_a_corrected_file_is_a_new_version(world, take):
    """The versions are all kept."""
    take()
    take(pdf(2))
    assert world.it(A).version == 2
    assert {it.place for it in world.ledger.arrivals(key=Key.parse(A))} == {Place.ACCEPTED}


def test_an_earlier_version_does_not_come_back_by_itself(world, take):
    """The newer one stands, and its sender is told."""
    take()
    take(pdf(2))
    it = take()
    assert (it.place, it.reason) == (Place.RETURNED, "older-version")
    assert world.it(A).version == 2
    assert "bản mới hơn" in told(world, "not-taken")[0][1].text


def test_a_late_file_is_recorded_as_late(world, take):
    """By the instant of its coming, not of its being taken."""
    world.to("2023-10-06 09:00")
    take(received=world.office.now())
    assert world.ledger.submission(Key.parse(A)).late
    assert "nộp chậm" in told(world, "received")[0][1].subject


def test_a_file_that_came_in_time_is_in_time_however_late_it_is_taken(world, take):
    """An outage makes nobody late."""
    came = world.office.now()
    world.to("2023-10-06 09:00")
    take(received=came)
    assert not world.ledger.submission(Key.parse(A)).late


def test_what_was_missed_is_taken_late_where_it_names_its_month(world, take):
    """After the period has closed: a "bổ sung", if the definition says so."""
    world.to("2023-11-02 09:00")
    assert world.it(A).state == "missed"
    assert take(name="KH thang 10.pdf").key == Key.parse(A)
    late = world.ledger.submission(Key.parse(A))
    assert (late.late, late.addendum) == (True, True)


def test_another_period_than_any_that_is_owed_waits(world, take):
    """Nothing is put where it does not belong; its sender hears that a person looks at it."""
    it = take(name="KH tháng 3.pdf")
    assert (it.place, it.reason) == (Place.WAITING, "other-period")
    assert "Văn phòng đang xem" in told(world, "looked-at")[0][1].subject


@pytest.mark.parametrize(
    ("data", "reason", "place"),
    [
        (b"\xd0\xcf\x11\xe0old", "file-old", "returned"),
        (b"MZ", "file-sort", "returned"),
        (b"PK\x03\x04broken", "file-damaged", "returned"),
        (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "file-macros", "quarantined"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "file-unfit", "quarantined"),
    ],
)
def test_what_cannot_be_taken_goes_back_or_is_put_away(world, take, data, reason, place):
    """With its reason to the sender; nothing of the duty changes."""
    it = take(data, name="a.xlsx")
    assert (it.reason, it.place) == (reason, place)
    assert world.office.archive.read(it.sha) == data
    assert world.it(A).version == 0
    ((address, letter),) = told(world, "not-taken")
    assert address == "a@so.example"
    assert "Lý do:" in letter.text
    assert "«a.xlsx»" in letter.text


def test_a_filled_in_workbook_says_itself_whose_it_is(world, take):
    """Dropped without a folder; read into lines."""
    name, data = filled(world, B)
    it = take(data, name=name, party="")
    assert (it.place, str(it.key)) == (Place.ACCEPTED, B)
    assert world.content(B)["lines"][0]["content"] == "Việc mới"


def test_a_workbook_of_another_unit_goes_back(world, take):
    """Whoever sends it is told; the other unit's duty is as it was."""
    name, data = filled(world, B)
    it = take(data, name=name)
    assert (it.place, it.reason) == (Place.RETURNED, "other-unit")
    assert world.it(B).version == 0


def test_the_same_content_in_another_file_is_the_same(world, take):
    """Saved once more: other bytes, the same lines."""
    name, data = filled(world, A)
    take(data, name=name)
    again = take(saved(data), name=name)
    assert (again.place, again.reason) == (Place.ACCEPTED, "known")
    assert world.it(A).version == 1


def test_a_workbook_with_faults_comes_back_marked(world, take):
    """Its own file, a remark on each wrong cell, by one letter."""
    name, data = filled(world, A, topics="9")
    it = take(data, name=name)
    assert it.place is Place.RETURNED
    assert world.office.archive.read(it.marked).startswith(b"PK")
    world.beat()
    bringing = [p for p in world.post.sent if any("can-sua" in a.name for a in p.letter.attachments)]
    assert [p.address for p in bringing] == ["a@so.example"]


def saved(data):
    """The same workbook under another title."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    book.properties.title = "Bản khác"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(world, key, *, topics="1"):
    """The name and bytes of a unit's workbook with one line in it."""
    from openpyxl import load_workbook

    name, data = workbook(world.office, Key.parse(key))
    book = load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    heads = next(row for row in page.iter_rows() if any("Nội dung tuyên truyền" in str(c.value) for c in row))
    columns = {str(cell.value).split("\n")[0].strip(" *"): cell.column for cell in heads}
    row = next(n for n in range(heads[0].row + 1, 200) if all(page.cell(n, c).value is None for c in columns.values()))
    for title, value in {"Nội dung tuyên truyền": "Việc mới", "Nội dung số": topics, "Thể loại": "Tin"}.items():
        page.cell(row, next(c for t, c in columns.items() if t.startswith(title))).value = value
    out = io.BytesIO()
    book.save(out)
    return name, out.getvalue()


# ---------------------------------------------------------------- what waits is settled


def test_the_office_gives_a_file_to_its_unit(world, take, refused):
    """It goes the way of every file, with the instant at which it came; its number settles nothing a second time."""
    it = take(party="")
    assert (it.place, it.reason) == (Place.WAITING, "no-party")
    came = world.office.now()
    world.to("2023-10-06 09:00")
    allot(world.office, number=it.number, act=GIVE, step="unit-plan", unit="a", period="2023-10")
    assert world.it(A).state == "accepted"
    assert world.ledger.submission(Key.parse(A)).received == came
    assert world.ledger.arrivals()[0].place is Place.ACCEPTED
    with refused("not-waiting"):
        allot(world.office, number=it.number, act=ASIDE)


def test_what_is_given_and_not_taken_waits_as_before(world, take, refused):
    """The Office is told why; the file stays where it was."""
    it = take(b"\xd0\xcf\x11\xe0old", party="")
    assert it.place is Place.RETURNED
    it = take(party="")
    with refused("no-duty"):
        allot(world.office, number=it.number, act=GIVE, step="unit-plan", unit="a", period="2023-09")
    assert world.ledger.arrivals(number=it.number, open=True)


def test_the_office_says_that_it_was_a_nil_sends_back_or_puts_aside(world, take, refused):
    """Three more ends, each told where there is somebody to tell."""
    nil, back, aside = (take(pdf(n), party="") for n in (1, 2, 3))
    allot(world.office, number=nil.number, act=NIL, step="unit-plan", unit="b", period="2023-10")
    assert world.it(B).state == "nil"
    with refused("comment-needed"):
        allot(world.office, number=back.number, act=BACK, unit="a")
    allot(world.office, number=back.number, act=BACK, unit="a", comment="Tệp mờ, đề nghị quét lại.")
    allot(world.office, number=aside.number, act=ASIDE)
    assert world.ledger.arrivals(open=True) == []
    assert "Tệp mờ, đề nghị quét lại." in told(world, "not-taken")[0][1].text


def test_pasted_rows_leave_their_trace_too(world):
    """The form is a door like any other."""
    rows = "Nội dung tuyên truyền\tThể loại\nMột việc\tTin"
    typed_in(world.office, step="unit-plan", unit="a", period="2023-10", received=None, rows=rows)
    (it,) = world.ledger.arrivals()
    assert (it.door, it.place, str(it.key)) == (Door.FORM, Place.ACCEPTED, A)


def test_two_workers_at_one_file_take_it_once(found, tmp_path):
    """In a database: one of them records, the other finds it recorded."""
    from concurrent.futures import ThreadPoolExecutor

    from storage.ledger import open_ledger

    ledger = open_ledger(f"sqlite:///{tmp_path / 'v.db'}", durable=False)
    world = found(tmp_path, ledger=ledger)
    world.to("2023-10-02 09:00")
    came = Came("x", Door.FOLDER, "a.pdf", pdf(), world.office.now(), "a")
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: take_in(world.office, came), range(8)))
    assert {(it.id, it.place) for it in done} == {("x", Place.ACCEPTED)}
    assert (world.it(A).version, len(ledger.arrivals())) == (1, 1)
    ledger.close()
