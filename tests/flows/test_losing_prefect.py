"""Prefect's own database is worth nothing: lost, or of another day, the approvals that wait are drawn again."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from contextlib import contextmanager

import pytest

from flows.approvals import waiting_approvals
from flows.backing import back_up
from flows.deploy import deploy
from flows.heartbeat import heartbeat
from flows.house import RELEASED
from flows.restoring import restore
from flows.screen import Screen
from flows.settings_file import keep_for_now
from flows.supervise import Supervisor
from flows.wiring import Settings, open_office

pytestmark = pytest.mark.real

OBLIGATION = "month-approval/2023-10/lanh-dao-so"


@pytest.fixture
def asked(at_home, tmp_path):
    """An office whose leader has a code for the month's plan; its clock stands where the small office's year is."""
    world = at_home(tmp_path / "office")
    world.agreed()
    ahead = world.clock.instant - dt.datetime.now(dt.UTC)  # noqa: TID251 - the programs that are started have real clocks
    world.ledger.set("clock-offset", str(int(ahead.total_seconds())), now=world.clock.instant)
    world.ledger.close()
    return world


@contextmanager
def at_work(data):
    """The process tree of that folder, as `up` starts it, and its screen."""
    with Supervisor(data, os.environ, say=print) as tree:
        tree.server(4600)
        keep_for_now(data, {"PREFECT_API": tree.api_url, "PUBLIC_URL": tree.ui_url})
        tree.ready()
        with open_office(Settings.read(data, {})) as office:
            deploy(office.definition, tree.api_url, env={"VONGNAM_DATA": str(data)})
        tree.worker("vongnam")
        with Screen(tree.api_url, tree.ui_url) as screen:
            yield screen


def drawn(data, screen):
    """What a heartbeat draws: the address under which each approval is decided."""
    with open_office(Settings.read(data, {}), screen=screen) as office:
        assert not any("Màn hình" in it for it in heartbeat(office).failures)  # there is no mail server
        return {str(a.key): screen.reconcile(waiting_approvals(office))[a.key] for a in waiting_approvals(office)}


def decided(data, screen, link, code):
    """The leader presses Resume; what the ledger holds when a worker has taken it."""
    run = link.rpartition("/")[2]
    answer = {"verdict": "Đồng ý", "comment": "", "code": code}
    assert screen.api("POST", f"/flow_runs/{run}/resume", {"run_input": answer})["status"] == "ACCEPT"
    with open_office(Settings.read(data, {})) as office:
        begun = time.monotonic()
        while not office.ledger.decisions():
            assert time.monotonic() - begun < 90, "nobody took the answer"
            time.sleep(0.2)
        return [(str(d.key), d.verdict) for d in office.ledger.decisions()]


def test_a_lost_database_costs_a_fresh_form_under_the_same_code(asked):
    """The database is deleted under an open approval: the next heartbeat draws it, and the code of the letter holds."""
    data, code = asked.office.settings.data, None
    with open_office(Settings.read(data, {})) as office:
        asked.office, asked.ledger = office.at(asked.clock), office.ledger
        code = asked.code(OBLIGATION)
    with at_work(data) as screen:
        before = drawn(data, screen)
    shutil.rmtree(data / "prefect")
    with at_work(data) as screen:
        after = drawn(data, screen)
        assert list(after) == list(before) == [OBLIGATION]
        assert after != before
        assert decided(data, screen, after[OBLIGATION], code) == [(OBLIGATION, "approve")]
        assert drawn(data, screen) == {}


def test_a_restored_office_asks_again_and_an_old_screen_shows_nothing_that_is_over(asked, tmp_path):
    """A backup is put back beside the Prefect of a later day, which knows a form that nobody waits for any more."""
    data = asked.office.settings.data
    with open_office(Settings.read(data, {})) as office:
        asked.office, asked.ledger = office.at(asked.clock), office.ledger
        code = asked.code(OBLIGATION)
        done = back_up(office, os.environ)
    with at_work(data) as screen:
        assert decided(data, screen, drawn(data, screen)[OBLIGATION], code) == [(OBLIGATION, "approve")]
    empty = tmp_path / "restored"
    empty.mkdir()
    shutil.move(data / "prefect", empty / "prefect")
    restore(done.folder, empty, {}, now=asked.clock.instant)
    with at_work(empty) as screen:
        again = drawn(empty, screen)
        assert list(again) == [OBLIGATION]
        with open_office(Settings.read(empty, {})) as office:
            assert office.ledger.setting("sending") != RELEASED
            assert office.ledger.decisions() == []
        assert decided(empty, screen, again[OBLIGATION], code) == [(OBLIGATION, "approve")]
