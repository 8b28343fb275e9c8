"""A data folder is made ready: the demo's lives its past once, whenever it is killed; a real one begins held."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from definitions.errors import Faults
from definitions.facts import State
from flows import house
from flows.house import NoMailServer, NotTheDemo, OtherYear, YearOver, prepare_demo, prepare_up, sending
from flows.rehearse import go_to
from flows.wiring import NoYear, Settings, open_office

SMALL = Path(__file__).parents[1] / "offices" / "small"
EARLY = dt.date(2023, 4, 7)


def settings(folder):
    """The settings of an office in this folder, by nobody's environment."""
    return Settings.read(folder, {"VONGNAM_SMTP_HOST": "127.0.0.1", "VONGNAM_MAIL_FROM": "van-phong@so.example"})


def state(folder):
    """All that an office holds that a second start must not change."""
    with open_office(settings(folder)) as office:
        ledger = office.ledger
        letters = sorted((m.person, m.created, m.subject, m.state) for m in ledger.messages())
        return [replace(it, revision=0) for it in ledger.obligations()], letters, ledger.publications()


@pytest.fixture(scope="module", autouse=True)
def mailbox():
    """The letters of these offices stay in memory; whether they reach a server is told by other tests."""
    from notifications.post import MemoryPost

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.posts.post_of", lambda *_: MemoryPost())
        yield


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo office's folder, on the morning of 7 April 2023."""
    folder = tmp_path_factory.mktemp("demo")
    prepare_demo(settings(folder), EARLY)
    return folder


@pytest.fixture
def another(demo, tmp_path):
    """The same folder, for a test that changes it."""
    return Path(shutil.copytree(demo, tmp_path / "demo"))


@pytest.fixture
def autumn(at, monkeypatch):
    """The real clock says 20 October 2023, nine in the morning."""
    monkeypatch.setattr(house, "utc_now", lambda: at("2023-10-20 09:00"))
    monkeypatch.setattr("flows.wiring.utc_now", lambda: at("2023-10-20 09:00"))


class Killed(BaseException):
    """The program ends."""


# ---------------------------------------------------------------- the demo


def test_the_demo_has_a_past(demo):
    """April's plans have come in, but for one; the month's plan waits for the partners, and letters have left."""
    obligations, letters, _ = state(demo)
    plans = [it.state for it in obligations if it.key.step == "unit-plan" and it.key.period == "2023-04"]
    assert plans.count(State.ACCEPTED) >= 8
    assert {letter[3] for letter in letters} == {"sent"}


def test_the_demos_clock_stands_on_its_morning_and_goes_on(demo, at):
    """Real time plus an offset: shortly after nine on the chosen day."""
    with open_office(settings(demo)) as office:
        now = office.now()
    assert at("2023-04-07 09:00") <= now < at("2023-04-08 09:00")


def test_prepared_again_it_is_unchanged(another):
    """Not a row more; another day is not asked for a second time."""
    before = state(another)
    prepare_demo(settings(another), dt.date(2023, 9, 1))
    assert state(another) == before


@pytest.mark.parametrize("instants", [1, 7, 20])
def test_killed_half_way_it_goes_on_to_the_same_end(demo, tmp_path, instants):
    """Started again it lives the rest, as if nothing had happened."""
    played = []

    def killed(day):
        played.append(day)
        if len(played) > instants:
            raise Killed

    with pytest.raises(Killed):
        prepare_demo(settings(tmp_path), EARLY, progress=killed)
    prepare_demo(settings(tmp_path), EARLY)
    assert state(tmp_path) == state(demo)


@pytest.mark.parametrize("setting", ["demo", "rehearsal", "stands-on"])
def test_killed_before_it_begins_it_begins_again(tmp_path, monkeypatch, setting):
    """Whatever the first start had written, the folder is the demo's own."""
    from storage.ledger import SqlLedger

    put = SqlLedger.set

    def killed(self, name, value, *, now):
        put(self, name, value, now=now)
        if name == setting:
            raise Killed

    monkeypatch.setattr(SqlLedger, "set", killed)
    with pytest.raises(Killed):
        prepare_demo(settings(tmp_path), EARLY)
    monkeypatch.undo()
    prepare_demo(settings(tmp_path), dt.date(2023, 3, 16))
    with open_office(settings(tmp_path)) as office:
        assert office.ledger.setting("lived") == "yes"


def test_a_real_folder_is_never_the_demo(tmp_path, autumn):
    """Sample data does not come among real data."""
    prepare_up(settings(tmp_path), SMALL / "2023.yaml", dt.date(2023, 10, 20))
    before = state(tmp_path)
    with pytest.raises(NotTheDemo) as refused:
        prepare_demo(settings(tmp_path), EARLY)
    assert str(tmp_path) in refused.value.message
    assert refused.value.remedy
    assert state(tmp_path) == before


def test_the_demo_goes_to_a_day(another, at):
    """Every instant up to it is played; then the office's clock stands there."""
    with open_office(settings(another)) as office:
        told = go_to(office, dt.date(2023, 4, 12))
        assert told.failures == ()
        assert at("2023-04-12 09:00") <= office.now() < at("2023-04-12 09:10")
        issued = [it.state for it in office.ledger.obligations(step="month-plan-issue", period="2023-04")]
    assert issued == [State.ACCEPTED]


def test_a_day_gone_by_is_not_gone_to(another):
    """Time does not go back: nothing is played, and nothing changes."""
    before = state(another)
    with open_office(settings(another)) as office:
        go_to(office, dt.date(2023, 3, 20))
    assert state(another) == before


# ---------------------------------------------------------------- a real office


def test_a_year_that_is_over_is_refused(tmp_path):
    """On the real clock, 2023 has gone by; the remedy says what to do, and no folder is made."""
    with pytest.raises(YearOver) as refused:
        prepare_up(settings(tmp_path / "new"), SMALL / "2023.yaml", dt.date(2023, 10, 1))
    assert "2023" in refused.value.message
    assert refused.value.remedy
    assert not (tmp_path / "new").exists()


def test_older_duties_are_from_before(tmp_path, autumn):
    """What was due before the day of adoption is neither missed nor reminded."""
    prepare_up(settings(tmp_path), SMALL / "2023.yaml", dt.date(2023, 10, 20))
    obligations, letters, _ = state(tmp_path)
    october = {it.state for it in obligations if it.key.period == "2023-10"}
    assert october == {State.BEFORE}
    assert {it.state for it in obligations if it.key.period == "2023-11"} == {State.PLANNED}
    assert letters == []


def test_it_begins_held_until_it_is_released(tmp_path, autumn):
    """Nothing leaves while the office tries it out; released, it says how much waits."""
    prepare_up(settings(tmp_path), SMALL / "2023.yaml", dt.date(2023, 10, 20))
    with open_office(settings(tmp_path)) as office:
        assert office.ledger.setting("sending") == "held"
    assert sending(settings(tmp_path), "on") == 0
    with open_office(settings(tmp_path)) as office:
        assert office.ledger.setting("sending") == "on"


def test_without_a_mail_server_nothing_is_released(tmp_path, autumn):
    """Letters that could not leave would only fail; the remedy names the settings."""
    prepare_up(settings(tmp_path), SMALL / "2023.yaml", dt.date(2023, 10, 20))
    with pytest.raises(NoMailServer) as refused:
        sending(Settings.read(tmp_path, {}), "on")
    assert "SMTP" in refused.value.remedy
    with open_office(settings(tmp_path)) as office:
        assert office.ledger.setting("sending") == "held"


def test_killed_before_it_begins_it_is_held_all_the_same(tmp_path, autumn, monkeypatch):
    """There is no instant at which the year runs and letters could leave."""
    monkeypatch.setattr(house, "begin", lambda *_, **__: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed):
        prepare_up(settings(tmp_path), SMALL / "2023.yaml", dt.date(2023, 10, 20))
    monkeypatch.undo()
    ledger = house._ledger(settings(tmp_path))
    assert (ledger.setting("sending"), ledger.texts()) == ("held", None)
    ledger.close()


def test_started_again_the_same_year_is_left_as_it_is(tmp_path, autumn):
    """A second start is no second beginning, and does not hold what was released."""
    prepare_up(settings(tmp_path), SMALL / "2023.yaml", dt.date(2023, 10, 20))
    sending(settings(tmp_path), "on")
    before = state(tmp_path)
    prepare_up(settings(tmp_path), SMALL / "2023.yaml", dt.date(2023, 11, 1))
    assert state(tmp_path) == before
    with open_office(settings(tmp_path)) as office:
        assert office.ledger.setting("sending") == "on"


def test_another_year_in_the_same_folder_is_refused(tmp_path, autumn):
    """A folder holds one year; a file that was changed is another one."""
    folder = Path(shutil.copytree(SMALL, tmp_path / "office"))
    prepare_up(settings(tmp_path / "data"), folder / "2023.yaml", dt.date(2023, 10, 20))
    file = folder / "2023.yaml"
    file.write_text(file.read_text("utf-8").replace("name: Báo", "name: Báo Hà Tĩnh"), "utf-8")
    with pytest.raises(OtherYear) as refused:
        prepare_up(settings(tmp_path / "data"), file, dt.date(2023, 10, 20))
    assert refused.value.remedy


def test_a_faulty_file_is_refused_before_anything_is_made(tmp_path, autumn):
    """Every fault at once, and no folder."""
    folder = Path(shutil.copytree(SMALL, tmp_path / "office"))
    file = folder / "2023.yaml"
    file.write_text(file.read_text("utf-8").replace("role: unit", "role: unti"), "utf-8")
    with pytest.raises(Faults) as refused:
        prepare_up(settings(tmp_path / "data"), file, dt.date(2023, 10, 20))
    assert len(refused.value.faults) >= 2
    assert not (tmp_path / "data").exists()


def test_a_real_office_is_not_played(tmp_path, autumn):
    """«Đi tới ngày» is the demo's alone."""
    from definitions.errors import EnvironmentWrong

    prepare_up(settings(tmp_path), SMALL / "2023.yaml", dt.date(2023, 10, 20))
    with open_office(settings(tmp_path)) as office, pytest.raises(EnvironmentWrong) as refused:
        go_to(office, dt.date(2023, 12, 1))
    assert refused.value.remedy


def test_a_folder_without_a_year_says_what_to_do(tmp_path):
    """Opened before anything began, it names the command."""
    with pytest.raises(NoYear) as refused, open_office(settings(tmp_path)):
        pass
    assert "vongnam up" in refused.value.remedy


def test_what_was_edited_by_form_outlives_a_start(tmp_path, autumn):
    """The directory's file is taken again where the file itself has changed, and only then."""
    from definitions.contacts import Contact
    from flows.contacting import contact

    folder = Path(shutil.copytree(SMALL, tmp_path / "office"))
    own = settings(tmp_path / "data")

    def mail_after_a_start():
        prepare_up(own, folder / "2023.yaml", dt.date(2023, 10, 20))
        with open_office(own) as office:
            return office.definition.directory.person("a.dm").addresses["mail"]

    assert mail_after_a_start() == "a@so.example"
    with open_office(own) as office:
        contact(office, Contact(person="a.dm", mail="moi@so.example"))
    assert mail_after_a_start() == "moi@so.example"
    file = folder / "organisation.yaml"
    file.write_text(file.read_text("utf-8").replace("a@so.example", "khac@so.example"), "utf-8")
    assert mail_after_a_start() == "khac@so.example"


def test_every_setting_that_nobody_made_is_text_or_a_number(tmp_path):
    """What is deployed from settings goes to Prefect as JSON."""
    import dataclasses

    from flows.wiring import Settings

    made = Settings.read(tmp_path, {})
    said = {it.name: getattr(made, it.name) for it in dataclasses.fields(made)}
    plain = (str, int, bool, type(None), tuple, type(tmp_path))
    assert {name: value for name, value in said.items() if not isinstance(value, plain)} == {}
