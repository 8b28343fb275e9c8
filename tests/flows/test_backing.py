"""A backup is whole or no backup; what is restored from it is the same year, whose letters wait for a person."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from definitions import backups
from definitions.errors import EnvironmentWrong
from flows import backing, cli, house
from flows.backing import back_up, nightly
from flows.heartbeat import heartbeat
from flows.house import HalfRestored, hold_letters, prepare_up
from flows.packing import found
from flows.processes import locked
from flows.restoring import Occupied, restore
from flows.wiring import Settings, open_office, secret_of
from storage import manifest
from storage.errors import BadBackup, DamagedFile, NewerDatabase, UnwritableFolder
from storage.migrate import HEAD

SMALL = Path(__file__).parents[1] / "offices" / "small" / "2023.yaml"
ZONE = "Asia/Ho_Chi_Minh"
NIGHT = dt.timedelta(days=1)
ENV = dict(os.environ)


@pytest.fixture
def home(at_home, tmp_path):
    """An office whose leader is asked for an approval, with papers in its archive."""
    world = at_home(tmp_path / "office")
    world.agreed()
    yield world
    world.ledger.close()


@pytest.fixture
def empty(tmp_path):
    """Where nothing is yet."""
    return tmp_path / "empty"


def put_back(backup, data, **env):
    """Restore, on the day after the small office's second day."""
    return restore(backup, data, env, now=dt.datetime(2023, 10, 4, tzinfo=dt.UTC))[0]


def facts_of(ledger):
    """What a year comes to, but for the trail."""
    return (
        ledger.texts(), ledger.directory(), ledger.adopted(), ledger.obligations(), ledger.documents(), ledger.decisions(),
        ledger.submissions("unit-plan"), ledger.messages(), ledger.pending(dt.datetime(2030, 1, 1, tzinfo=dt.UTC)),
    )  # fmt: skip


# ---------------------------------------------------------------- there and back


def test_a_restored_year_is_the_same_year(home, empty):
    """The ledger's facts, the trail line by line, every document by its content, the send journal, the code."""
    done = back_up(home.office, ENV)
    put_back(done.folder, empty)
    with open_office(Settings.read(empty, {})) as office:
        assert facts_of(office.ledger) == facts_of(home.ledger)
        events = home.ledger.events()
        assert office.ledger.events()[: len(events)] == events
        assert [e.detail["name"] for e in office.ledger.events(len(events))] == [
            "sending",
            "restored",
            "year-file",
            "directory-file",
        ]
        assert office.ledger.documents()
        for document in office.ledger.documents():
            assert office.archive.read(document.sha) == home.office.archive.read(document.sha)
        assert office.secret == home.office.secret
        assert office.journal.file.name == home.office.journal.file.name


def test_a_restored_office_can_be_started_by_what_it_brings_along(home, empty):
    """Its year's files stand in the data folder, as the database has them: `up` takes them for the same year."""
    done = put_back(back_up(home.office, ENV).folder, empty)
    assert done.year_file == empty / "year" / "2023.yaml"
    prepare_up(Settings.read(empty, {}), done.year_file, dt.date(2023, 10, 1))


def test_the_letters_of_a_restored_office_wait_and_none_leaves_twice(at_home, tmp_path, empty):
    """Nothing leaves before a person lets it; then what waited leaves once, and what had left stays where it is."""
    handler = Kept()
    server = Controller(handler, hostname="127.0.0.1", port=0)
    server.port = free_port()
    server.start()
    mail = {
        "VONGNAM_SMTP_HOST": "127.0.0.1",
        "VONGNAM_SMTP_PORT": str(server.port),
        "VONGNAM_MAIL_FROM": "vp@so.example",
    }
    try:
        world = at_home(tmp_path / "office", **mail)
        world.hand_in("a")
        world.beat()
        world.hand_in("b")  # its receipt waits while the backup is taken
        before = list(handler.ids)
        assert before
        done = back_up(world.office, ENV)
        world.ledger.close()
        world.office.post.close()
        put_back(done.folder, empty)
        with open_office(Settings.read(empty, mail)) as office:
            heartbeat(office.at(world.clock))
            assert handler.ids == before
            hold_letters(office, house.RELEASED)
            for _ in range(3):
                heartbeat(office.at(world.clock))
        assert len(handler.ids) > len(before)
        assert len(set(handler.ids)) == len(handler.ids)
    finally:
        server.stop()


class Kept(Message):
    """What came over SMTP, by its Message-ID."""

    def __init__(self):
        super().__init__()
        self.ids = []

    def handle_message(self, message):
        """Remember it."""
        self.ids.append(message["Message-ID"])


def free_port():
    """A port that nobody listens on now."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_what_left_after_the_backup_does_not_leave_again_where_the_journal_survived(home, empty):
    """The journal of today is newer than that of the backup: it stays, and knows what the older database does not."""
    home.hand_in("a", lines=("Việc A3",))
    done = back_up(home.office, ENV)
    home.beat()
    home.ledger.close()
    sent = len(home.post.sent)
    shutil.copytree(home.office.settings.data / "journal", empty / "journal")
    put_back(done.folder, empty)
    with open_office(Settings.read(empty, {})) as office:
        again = replace(office.at(home.clock), post=home.post)
        again.ledger.set("sending", house.RELEASED, now=again.now())
        heartbeat(again)
    assert len(home.post.sent) == sent


# ---------------------------------------------------------------- what cannot be put back


def refused(error, code):
    """A refusal of that kind, with its sentence and remedy in both languages."""
    return pytest.raises(error, check=lambda it: it.code == code and all(it.parts("vi")) and all(it.parts("en")))


def test_a_damaged_file_is_named_and_nothing_is_put_back(home, empty):
    """One byte of one file is enough."""
    done = back_up(home.office, ENV)
    file = min((done.folder / "archive").rglob("*.*"))
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with refused(BadBackup, "backup-damaged") as caught:
        put_back(done.folder, empty)
    assert str(file) in caught.value.say("vi")
    assert not empty.exists()
    file.unlink()
    with refused(BadBackup, "backup-damaged"):
        put_back(done.folder, empty)


def test_a_database_of_a_newer_program_is_refused(home, empty):
    """What this program does not know it does not touch."""
    done = back_up(home.office, ENV)
    text = (done.folder / manifest.NAME).read_text("utf-8").replace(f'"{HEAD}"', '"9999"')
    (done.folder / manifest.NAME).write_text(text, "utf-8")
    with refused(NewerDatabase, "newer-database"):
        put_back(done.folder, empty)


def test_only_an_empty_folder_is_restored_into(home, empty):
    """An office that is there is overwritten by nobody; a half backup and any other folder are named as what they are."""
    done = back_up(home.office, ENV)
    with refused(Occupied, "restore-database-occupied"):
        put_back(done.folder, home.office.settings.data)
    (empty / "archive").mkdir(parents=True)
    with refused(Occupied, "restore-occupied"):
        put_back(done.folder, empty)
    with refused(Occupied, "backup-kind"):
        put_back(done.folder, empty, VONGNAM_DATABASE="postgresql://nobody@127.0.0.1:1/nowhere")
    with refused(BadBackup, "backup-half"):
        put_back(home.office.settings.data, empty)


def test_another_key_is_not_overwritten(home, empty):
    """The key that lies there may be the only one of another office."""
    done = back_up(home.office, ENV)
    empty.mkdir()
    secret_of(empty / "secret.key")
    with refused(Occupied, "restore-occupied"):
        put_back(done.folder, empty)


def test_a_manifest_from_elsewhere_writes_nothing_outside(home, empty):
    """A path that leads out of the folder is a damaged file."""
    done = back_up(home.office, ENV)
    text = (done.folder / manifest.NAME).read_text("utf-8").replace('"ledger.db"', '"archive/../../ledger.db"')
    (done.folder / manifest.NAME).write_text(text, "utf-8")
    with refused(BadBackup, "backup-damaged"):
        put_back(done.folder, empty)


def test_nothing_starts_on_a_half_restored_folder(home, empty):
    """Killed in the middle of a restore, the folder says so, to `up` and to the next restore."""
    done = back_up(home.office, ENV)
    child = os.fork()
    if child == 0:
        kill = lambda what, _: what == "files" and os.kill(os.getpid(), signal.SIGKILL)  # noqa: E731 - one use
        restore(done.folder, empty, {}, now=home.clock.instant, progress=kill)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    with refused(HalfRestored, "restore-half"):
        put_back(done.folder, empty)
    with refused(HalfRestored, "restore-half"):
        prepare_up(Settings.read(empty, {}), SMALL, dt.date(2023, 10, 1))


# ---------------------------------------------------------------- taken in the middle of everything


def killed_at(office, step):
    """Whether a backup that is killed with SIGKILL at its step of that number got so far."""
    child = os.fork()
    if child == 0:
        steps = iter(range(step + 1))
        next(steps)
        die = lambda *_: next(steps, None) is None and os.kill(os.getpid(), signal.SIGKILL)  # noqa: E731 - one use
        real = manifest.synced
        manifest.synced = lambda *folders: (die(), real(*folders))
        back_up(office, ENV, progress=die)
        os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


def test_a_backup_killed_anywhere_never_looks_whole(home):
    """At every file, before and after the manifest: what is left is recognised, swept away, and hinders no next one."""
    folder, step = backing.folder_of(home.office.settings), 0
    while killed_at(home.office, step):
        whole, half = found(folder)
        assert not whole or step > 2
        for path in (*whole.values(), *half.values()):
            if path in whole.values():
                manifest.check(path, manifest.read(path))
                shutil.rmtree(path)
        step += 1
    assert step > 5
    home.clock.to(home.clock.instant + NIGHT)
    done = back_up(home.office, ENV)
    assert found(folder)[1] == {}
    manifest.check(done.folder, manifest.read(done.folder))


def test_others_may_write_while_a_backup_is_taken(home, empty):
    """The snapshot is of one instant: what is written meanwhile is in the next backup, and this one is whole."""
    lines = home.ledger.events()

    def meanwhile(what, number):
        if (what, number) == ("files", 1):
            home.hand_in("a", lines=("Một việc khác",))

    done = back_up(home.office, ENV, progress=meanwhile)
    assert len(home.ledger.events()) > len(lines)
    put_back(done.folder, empty)
    with open_office(Settings.read(empty, {})) as office:
        assert office.ledger.events()[: len(lines)] == lines
        assert office.ledger.submission(home.it("unit-plan/2023-10/a").key).version == 1


def test_two_are_never_taken_at_once(home):
    """A second one is refused in words; the nightly one leaves it to whoever is at it."""
    folder = backing.folder_of(home.office.settings)
    folder.mkdir()
    with locked(folder / ".lock"):
        with refused(backing.BackupRunning, "backup-running"):
            back_up(home.office, ENV)
        assert nightly(home.office, ENV).lines == ()
    assert len(nightly(home.office, ENV).lines) == 1


def test_a_broken_trail_is_no_backup(home):
    """What somebody changed in the database by hand is told, and the last sound backup stays the last."""
    data = home.office.settings.data
    home.ledger.close()
    import sqlite3

    with sqlite3.connect(data / "vongnam.db") as conn:
        conn.execute("UPDATE event SET by = 'ai khac' WHERE number = 3")
    conn.close()
    with pytest.raises(EnvironmentWrong) as caught:
        back_up(home.office, ENV)
    assert caught.value.code == "trail-broken"
    assert found(backing.folder_of(home.office.settings))[0] == {}


def test_a_damaged_database_is_no_backup(home, tmp_path):
    """Its pages are looked at one by one."""
    from storage import snapshot

    done = back_up(home.office, ENV)
    broken = tmp_path / "broken.db"
    data = bytearray((done.folder / "ledger.db").read_bytes())
    data[4096 * 3 : 4096 * 3 + 400] = b"\xff" * 400
    broken.write_bytes(data)
    with pytest.raises((DamagedFile, EnvironmentWrong)):
        snapshot.counted(f"sqlite:///{broken}")


# ---------------------------------------------------------------- night after night


def test_a_night_that_was_missed_is_caught_up_with_once(home):
    """A week off: one backup when the machine is on again, then one a night; the demo's invented days need none."""
    assert backing.due(home.office)
    nightly(home.office, ENV)
    assert not backing.due(home.office)
    home.clock.to(home.clock.instant + 7 * NIGHT)
    assert len(nightly(home.office, ENV).lines) == 1
    assert nightly(home.office, ENV).lines == ()
    home.clock.to(home.clock.instant + NIGHT)
    assert backing.due(home.office)
    home.ledger.set("demo", "yes", now=home.clock.instant)
    assert not backing.due(home.office)


def test_a_person_may_want_one_now(home):
    """Whether or not the night's is there."""
    nightly(home.office, ENV)
    home.clock.to(home.clock.instant + dt.timedelta(minutes=1))
    assert len(nightly(home.office, ENV, now=True).lines) == 1


def test_old_ones_go_as_the_rule_says_and_strangers_stay(home):
    """Twelve nights leave the week and what a week or a month needs; what is no backup of ours is touched by nobody."""
    folder = backing.folder_of(home.office.settings)
    (folder / "cua toi").mkdir(parents=True)
    (folder / "cua toi" / "thu.txt").write_text("x")
    taken = set()
    for _ in range(12):
        taken.add(home.clock.instant)
        nightly(home.office, ENV)
        home.clock.to(home.clock.instant + NIGHT)
    assert set(found(folder)[0]) == backups.kept(taken, home.clock.instant, ZONE)
    assert (folder / "cua toi" / "thu.txt").read_text() == "x"


def test_a_second_backup_shares_the_disk_with_the_first_never_with_the_office(home):
    """What has not changed is one file with two names, both in the backups; a damaged one is not taken over."""
    first = back_up(home.office, ENV)
    papers = sorted(p.relative_to(first.folder) for p in (first.folder / "archive").rglob("*.*"))
    damaged = first.folder / papers[0]
    damaged.write_bytes(b"?")
    home.clock.to(home.clock.instant + NIGHT)
    second = back_up(home.office, ENV)
    manifest.check(second.folder, manifest.read(second.folder))
    assert not (second.folder / papers[0]).samefile(damaged)
    for paper in papers[1:]:
        assert (second.folder / paper).samefile(first.folder / paper)
        assert not (second.folder / paper).samefile(home.office.settings.data / paper)


def test_a_damaged_paper_of_the_office_is_told_and_the_sound_one_is_kept(home):
    """The backup before still has it; the operator reads which one it is."""
    back_up(home.office, ENV)
    paper = min((home.office.settings.data / "archive").rglob("*.*"))
    sound = paper.read_bytes()
    paper.write_bytes(b"?")
    home.clock.to(home.clock.instant + NIGHT)
    told = nightly(home.office, ENV)
    assert paper.name in told.failures[0]
    newest = found(backing.folder_of(home.office.settings))[0]
    assert (newest[max(newest)] / paper.relative_to(home.office.settings.data)).read_bytes() == sound


def test_a_file_that_cannot_be_read_is_told_and_hinders_nothing(home, empty, monkeypatch):
    """Somebody dropped a file that only they may read: the rest is backed up, and the operator reads which one it was."""
    theirs = home.office.settings.data / "inbox" / "cho-nhan" / "cua-rieng.pdf"
    theirs.parent.mkdir(parents=True, exist_ok=True)
    theirs.write_bytes(b"%PDF-")
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != theirs and real(path, mode))
    done = back_up(home.office, ENV)
    assert [it.code for it in done.failures] == ["files-unread"]
    assert theirs.name in done.failures[0].say("vi")
    put_back(done.folder, empty)


def test_a_backup_before_that_cannot_be_read_hinders_no_next_one(home):
    """Its files are copied anew, and nothing is shared with it."""
    first = back_up(home.office, ENV)
    (first.folder / manifest.NAME).write_text("{")
    home.clock.to(home.clock.instant + NIGHT)
    second = back_up(home.office, ENV)
    manifest.check(second.folder, manifest.read(second.folder))


def test_a_folder_that_cannot_be_written_is_said(home, tmp_path):
    """With the setting that names another one."""
    (tmp_path / "file").write_text("")
    office = replace(home.office, settings=replace(home.office.settings, backups=tmp_path / "file" / "backups"))
    with refused(UnwritableFolder, "backups-unwritable"):
        back_up(office, ENV)


# ---------------------------------------------------------------- off the machine; the keys


def hooked(home, program):
    """The office with a hook: a Python program that gets the folder of the backup."""
    file = home.office.settings.data / "hook.py"
    file.write_text(program)
    hook = f"{sys.executable} {file} --to xa"
    return replace(home.office, settings=replace(home.office.settings, backup_hook=hook))


def test_the_hook_gets_the_finished_backup(home, tmp_path):
    """It is whole by then, and its folder is the last word of the command."""
    office = hooked(home, f"import sys, shutil; shutil.copytree(sys.argv[-1], {str(tmp_path / 'xa')!r})")
    done = back_up(office, ENV)
    assert done.failures == ()
    manifest.check(tmp_path / "xa", manifest.read(tmp_path / "xa"))


@pytest.mark.parametrize("program", ["import sys; sys.exit('mạng hỏng')", None])
def test_a_hook_that_fails_is_told_and_the_backup_stays(home, program):
    """Whether the command fails or is not there at all."""
    office = hooked(home, program or "")
    if program is None:
        office = replace(office, settings=replace(office.settings, backup_hook="/khong/co/lenh"))
    told = nightly(office, {**ENV, "PYTHONUTF8": "1"})
    assert len(told.lines) == len(told.failures) == 1
    assert "VONGNAM_BACKUP_HOOK" in told.failures[0]
    assert program is None or "mạng hỏng" in told.failures[0]
    assert len(found(backing.folder_of(office.settings))[0]) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no modes")
def test_the_keys_stand_apart_for_their_owner_alone(home):
    """Everything in a backup is for its owner alone; of the keys the manifest does not even know the hash."""
    (home.office.settings.data / "vongnam.env").write_text("VONGNAM_MAIL_NAME=Văn phòng\n")
    done = back_up(home.office, ENV)
    assert {p.name for p in (done.folder / "secrets").iterdir()} == {"secret.key", "vongnam.env"}
    assert all(
        p.stat().st_mode & 0o077 == 0 for p in (done.folder, *done.folder.rglob("*")) if p.is_file() or p == done.folder
    )
    assert not any(name.startswith("secrets") for name in manifest.read(done.folder).files)


def test_a_backup_without_keys_says_so(home, empty, capsys):
    """The operator keeps them; a restore tells where the key belongs, and what to do where it is lost."""
    settings = replace(home.office.settings, backup_secrets=False)
    done = back_up(replace(home.office, settings=settings), ENV)
    assert not (done.folder / "secrets").exists()
    assert cli.main(["--lang", "vi", "restore", str(done.folder), "--data", str(empty)]) == 0
    said = capsys.readouterr().out
    assert str(empty / "secret.key") in said
    assert "Gửi lại mã phê duyệt" in said


# ---------------------------------------------------------------- as an operator calls it


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_backup_and_restore_as_they_are_called(home, empty, tmp_path, lang, capsys):
    """Each says what it did and what comes next; a refusal ends with its exit code and a remedy."""
    data = str(home.office.settings.data)
    assert cli.main(["--lang", lang, "backup", "--data", data, "--to", str(tmp_path / "usb")]) == 0
    said = capsys.readouterr().out
    assert "secrets" in said
    ((_, folder),) = found(tmp_path / "usb")[0].items()
    assert str(folder) in said
    assert cli.main(["--lang", lang, "restore", str(folder), "--data", str(empty)]) == 0
    said = capsys.readouterr().out
    assert f"vongnam up {empty / 'year' / '2023.yaml'} --data {empty}" in said
    assert f"vongnam sending on --data {empty}" in said
    assert cli.main(["--lang", lang, "restore", str(folder), "--data", str(empty)]) == 3
    (folder / "ledger.db").write_bytes(b"?")
    assert cli.main(["--lang", lang, "restore", str(folder), "--data", str(tmp_path / "other")]) == 1
    assert "ledger.db" in capsys.readouterr().err
