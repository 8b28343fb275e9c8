"""The watched folder: taken once it stands still, in one place at any time, whatever step the program is killed at."""

from __future__ import annotations

import datetime as dt
import json
import os
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace

import pytest

from definitions.arrivals import Door, Place
from definitions.facts import Key
from flows.allotting import GIVE, allot
from flows.watched import FOLDERS, SEEN, RealDisk, Watch, safe_name, sweep, unwritable
from flows.wiring import utc_now
from tests.flows.postbag import pdf

A, B = "unit-plan/2023-10/a", "unit-plan/2023-10/b"


class Killed(BaseException):
    """The program is killed: nothing catches it."""


class Steps:
    """Counts the steps of disk and ledger, and kills at one of them, before or after it is done."""

    def __init__(self, at=0, when="before"):
        self.count, self.at, self.when = 0, at, when

    def step(self, act, *args, **more):
        """One step."""
        self.count += 1
        if (self.count, self.when) == (self.at, "before"):
            raise Killed
        result = act(*args, **more)
        if (self.count, self.when) == (self.at, "after"):
            raise Killed
        return result


class Counted:
    """Something of which these methods are steps."""

    def __init__(self, inner, steps, names):
        self._inner, self._steps, self._names = inner, steps, names

    def __getattr__(self, name):
        method = getattr(self._inner, name)
        return method if name not in self._names else lambda *a, **m: self._steps.step(method, *a, **m)


@pytest.fixture
def watch(world, tmp_path):
    """The watched folder of the small office."""
    return watching(world, tmp_path)


def watching(world, tmp_path):
    """`watch()` looks once; `watch.put(name, data)` drops a file; `watch.files()` says where each is."""
    root = tmp_path / "inbox"
    (root / "cho-nhan").mkdir(parents=True)

    def looking(steps=None):
        office, disk = world.office, RealDisk()
        if steps:
            office = replace(
                office,
                ledger=Counted(office.ledger, steps, {"record", "arrive"}),
                archive=Counted(office.archive, steps, {"put"}),
            )
            disk = Counted(disk, steps, {"read", "write", "move"})
        return Watch(office, root, disk).look()

    def put(name, data=None):
        path = root / "cho-nhan" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pdf(name) if data is None else data)
        return path

    def files():
        found = (p for p in root.rglob("*") if p.is_file() and p.name != SEEN and not p.name.startswith(SEEN))
        return sorted(
            (p.relative_to(root).parts[0], p.name.partition("-")[2] if "cho-nhan" not in p.parts else p.name)
            for p in found
        )

    looking.put, looking.files, looking.root = put, files, root
    return looking


def test_a_file_is_taken_at_the_second_look(world, watch):
    """It has to stand still between two looks; then it lies among what was taken, under its number."""
    watch.put("a/ke hoach.pdf")
    watch()
    assert watch.files() == [("cho-nhan", "ke hoach.pdf")]
    assert world.ledger.arrivals() == []
    lines, failures = watch()
    assert (watch.files(), failures) == ([("da-nhan", "ke hoach.pdf")], [])
    assert world.it(A).state == "accepted"
    assert lines == ["Thư mục: «a/ke hoach.pdf» đã nhận."]
    assert (watch.root / "da-nhan" / "2023-10" / "00001-ke hoach.pdf").is_file()
    assert world.ledger.arrivals()[0].door is Door.FOLDER


def test_a_file_that_still_grows_is_left(world, watch):
    """As long as its size or its time changes."""
    path = watch.put("a/ke hoach.pdf")
    for _ in range(3):
        watch()
        path.write_bytes(path.read_bytes() + b"x")
    assert world.ledger.arrivals() == []
    watch()
    watch()
    assert len(world.ledger.arrivals()) == 1


@pytest.mark.parametrize("name", ["~$ke hoach.xlsx", "ke hoach.xlsx.part", "a.tmp", ".an"])
def test_what_programs_leave_beside_is_never_touched(world, watch, name):
    """Locks and half downloads stay where they are, in whatever folder."""
    watch.put(f"a/{name}")
    for _ in range(3):
        watch()
    assert watch.files() == [("cho-nhan", name)]
    assert world.ledger.arrivals() == []


def test_whose_it_is_says_the_folder_by_id_or_name(world, watch):
    """With or without marks; a file beside all folders waits for the Office and stays."""
    watch.put("Đơn vị A/1.pdf")
    watch.put("don-vi-b/2.pdf")
    watch.put("3.pdf")
    watch()
    watch()
    assert (world.it(A).state, world.it(B).state) == ("accepted", "accepted")
    assert watch.files() == [("cho-nhan", "3.pdf"), ("da-nhan", "1.pdf"), ("da-nhan", "2.pdf")]
    (waits,) = world.ledger.arrivals(open=True)
    allot(world.office, number=waits.number, act=GIVE, step="unit-plan", unit="a", period="2023-10")
    watch()
    assert ("da-nhan", "3.pdf") in watch.files()
    assert world.it(A).version == 2


def test_what_is_refused_lies_with_what_went_back(world, watch):
    """Each beside its reason: whoever put it there may look there first."""
    watch.put("a/cu.xls", b"\xd0\xcf\x11\xe0")
    watch.put("a/trong.pdf", b"")
    watch()
    watch()
    names = ["cu-ly-do.txt", "cu.xls", "trong-ly-do.txt", "trong.pdf"]
    assert watch.files() == [("tra-lai", name) for name in names]
    why = next(watch.root.rglob("*-cu-ly-do.txt")).read_text("utf-8-sig")
    assert world.ledger.arrivals()[0].said in why


def test_a_file_that_is_too_large_goes_back_unread(world, watch, monkeypatch):
    """The archive holds nothing that nobody can open."""
    monkeypatch.setattr("flows.watched.LARGEST", 10)
    watch.put("a/to.pdf", pdf() * 10)
    watch()
    watch()
    assert watch.files() == [("tra-lai", "to-ly-do.txt"), ("tra-lai", "to.pdf")]
    assert world.ledger.arrivals()[0].reason == "file-too-large"


def test_the_same_file_dropped_again_is_told_as_known(world, watch):
    """Another drop of the same name and bytes is another arrival; nothing is taken twice, nothing is lost."""
    for _ in range(2):
        watch.put("a/ke hoach.pdf", pdf())
        watch()
        watch()
    assert watch.files() == [("da-nhan", "ke hoach.pdf")] * 2
    assert world.it(A).version == 1
    assert [it.reason for it in world.ledger.arrivals()] == ["", "known"]


def test_it_came_when_it_was_put_there(world, watch):
    """By the machine's own clock, however late the program looks; a clock that goes wrong makes nothing early or late."""
    watch.put("a/ke hoach.pdf")
    real = utc_now()
    for hours in (26, 27):
        Watch(world.office, watch.root, real=lambda h=hours: real + dt.timedelta(hours=h)).look()
    received = world.ledger.submission(Key.parse(A)).received
    assert abs(world.office.now() - received - dt.timedelta(hours=26)) < dt.timedelta(minutes=1)


def test_links_and_odd_names_do_no_harm(world, watch, tmp_path):
    """A link is told and left; a name that is no text is taken under a name that is."""
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(pdf())
    (watch.root / "cho-nhan" / "a").mkdir()
    (watch.root / "cho-nhan" / "a" / "link.pdf").symlink_to(secret)
    watch.put("a/x.pdf").rename(os.fsdecode(os.fsencode(watch.root / "cho-nhan" / "a") + b"/\xff\xfe.pdf"))
    watch()
    _, failures = watch()
    assert "không phải là tệp" in failures[0]
    assert world.it(A).version == 1
    assert safe_name('../a:b*"\x00.pdf') == "-a-b--.pdf" or "/" not in safe_name('../a:b*"\x00.pdf')
    assert len(safe_name("ế" * 400 + ".pdf").encode()) <= 200


def test_a_lost_note_of_the_last_look_costs_one_look(world, watch):
    """It says only what stood still."""
    watch.put("a/ke hoach.pdf")
    watch()
    (watch.root / SEEN).write_text("{broken")
    watch()
    assert world.ledger.arrivals() == []
    watch()
    assert world.it(A).version == 1
    assert json.loads((watch.root / SEEN).read_text())


def test_one_file_that_cannot_be_read_keeps_no_other_back(world, watch, monkeypatch):
    """It is told with what will happen, and tried again."""
    watch.put("a/1.pdf")
    watch.put("b/2.pdf")
    real = RealDisk.read
    monkeypatch.setattr(RealDisk, "read", lambda s, p: 1 / 0 if p.name == "1.pdf" else real(s, p))
    watch()
    _, failures = watch()
    assert "«a/1.pdf» chưa nhận được" in failures[0]
    assert watch.files() == [("cho-nhan", "1.pdf"), ("da-nhan", "2.pdf")]


def test_killed_at_every_step_each_file_is_taken_once(found, watch, world, tmp_path, capsys):
    """Before and after each step of disk, archive and ledger, and again while it recovers: nothing lost, nothing twice."""
    whole = Steps()
    _drop(watch)
    watch()
    watch(whole)
    want, wrong, points = _outcome(world, watch), [], 0
    assert want.files == [
        ("cach-ly", "4.xlsx"),
        ("cho-nhan", "5.pdf"),
        ("da-nhan", "1.pdf"),
        ("da-nhan", "2.pdf"),
        ("tra-lai", "3-ly-do.txt"),
        ("tra-lai", "3.xls"),
    ]
    for at in range(1, whole.count + 1):
        for when in ("before", "after"):
            for second in (0, 1, 3):
                points += 1
                again = _again(found, tmp_path / f"{at}{when}{second}")
                _drop(again.watch)
                again.watch()
                for steps in (Steps(at, when), *([Steps(second, "after")] if second else [])):
                    with suppress(Killed):
                        again.watch(steps)
                again.watch()
                again.watch()
                got = _outcome(again.world, again.watch)
                wrong += [(at, when, second, got)] if got != want else []
    with capsys.disabled():
        print(f"\n{points} kills at {whole.count} steps of the watched folder, {len(wrong)} ended differently")  # noqa: T201
    assert wrong == []


def _drop(watch):
    watch.put("a/1.pdf", pdf(1))
    watch.put("b/2.pdf", pdf(2))
    watch.put("a/3.xls", b"\xd0\xcf\x11\xe0")
    watch.put("a/4.xlsx", _macros())
    watch.put("5.pdf", pdf(5))


def _macros():
    import io
    import zipfile

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"):
            made.writestr(name, "x")
    return data.getvalue()


def _again(found, folder):
    folder.mkdir()
    world = found(folder)
    world.to("2023-10-02 09:00")
    return SimpleNamespace(world=world, watch=watching(world, folder))


def _outcome(world, watch):
    """Where everything is, in the folders and in the ledger, and what became of it."""
    rows = sorted((it.name, it.place.value, str(it.key or ""), it.reason) for it in world.ledger.arrivals())
    told = sorted(item.kind for item in world.ledger.pending(world.office.now() + dt.timedelta(days=9)))
    versions = (world.it(A).version, world.it(B).version)
    return SimpleNamespace(files=watch.files(), rows=rows, told=told, versions=versions)


def test_an_office_without_a_folder_has_no_doors(world):
    """A rehearsal looks nowhere."""
    assert sweep(world.office) == ([], [])


def test_a_folder_that_cannot_be_written_is_named(watch, monkeypatch):
    """For whoever looks after the machine."""
    watch()
    assert list(unwritable(watch.root)) == []
    monkeypatch.setattr("flows.watched.os.access", lambda path, _: path.name != FOLDERS[Place.RETURNED])
    assert [path.name for path in unwritable(watch.root)] == ["tra-lai"]
