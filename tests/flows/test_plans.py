"""The five plans of docs/language/plans: each is sound, and a year of each is lived to its end."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest

from definitions import agenda
from definitions.errors import Faults
from definitions.explain import explain
from definitions.facts import OVER, State
from flows.files import check, read_definition
from flows.rehearse import rehearse
from flows.script import Script

PLANS = Path(__file__).resolve().parents[2] / "docs" / "language" / "plans"
NAMES = ("chien-dich", "sau-thang", "phat-thanh", "theo-yeu-cau", "chuong-trinh")


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """`lived(name)`: that plan's year, rehearsed once: its definition, result, obligations and letters."""
    from storage.ledger import open_ledger

    known = {}

    def live(name):
        if name not in known:
            folder = tmp_path_factory.mktemp(name)
            definition, sources = read_definition(PLANS / name / "2024.yaml")
            result = rehearse(definition, sources, out=folder)
            ledger = open_ledger(f"sqlite:///{folder / 'vongnam.db'}", durable=False, create=False)
            known[name] = SimpleNamespace(
                definition=definition, result=result, owed=ledger.obligations(), events=ledger.events(),
                letters=ledger.messages(),
            )  # fmt: skip
            ledger.close()
        return known[name]

    return live


def _states(year, step):
    return [it.state for it in year.owed if it.key.step == step]


def _done(year, step):
    return {it.key.period: it.done.date() for it in year.owed if it.key.step == step and it.done}


TRUE_OF = {"chien-dich": {"rest-day-reminder"}, "chuong-trinh": {"calendar-unpublished"}}


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_has_neither_fault_nor_doubt(name):
    """`vongnam check` finds nothing but what is true: one mailbox decides, a launch on a Saturday, years to come."""
    faults, warnings = check(PLANS / name / "2024.yaml")
    assert faults == ()
    assert {warning.code for warning in warnings} <= {"one-person", *TRUE_OF.get(name, ())}


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_is_sample_data_and_says_so(name):
    """Each file of it says so in its first line, and so does whatever it prints."""
    texts = {file.name: file.read_text(encoding="utf-8") for file in (PLANS / name).glob("*.yaml")}
    assert {name for name, text in texts.items() if not text.startswith("# DỮ LIỆU MẪU")} == set()
    definition, _ = read_definition(PLANS / name / "2024.yaml")
    assert definition.year.issuer.sample
    assert definition.directory.sample


@pytest.mark.parametrize("name", NAMES)
def test_nothing_goes_wrong_in_the_year_of_a_plan(name, lived):
    """No act is refused and no heartbeat fails."""
    assert lived(name).result.failures == ()


@pytest.mark.parametrize("name", NAMES)
def test_every_step_of_a_plan_comes_about(name, lived):
    """Each step was owed at least once, and came to its end by somebody's act."""
    year = lived(name)
    settled = {it.key.step for it in year.owed if it.state is State.ACCEPTED}
    assert {step.id for step in year.definition.process.steps} - settled == set()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_plan_is_left_open(name, lived):
    """When the year has been lived, nothing is planned or waits any more."""
    assert [str(it.key) for it in lived(name).owed if it.state not in OVER] == []


# ---------------------------------------------------------------- what each of them is here to show


def test_one_report_goes_to_two_recipients_each_with_its_own_record(lived):
    """The province has it by 04/10, the ministry by 14/10: two sendings of the same paper, recorded apart."""
    year = lived("chien-dich")
    dates = [_done(year, step)["2024"] for step in ("report-to-province", "report-to-ministry")]
    assert dates[0] <= dt.date(2024, 10, 4)
    assert dates[0] < dates[1] <= dt.date(2024, 10, 14)


def test_the_launch_stays_on_its_saturday_and_the_rest_counts_from_it(lived):
    """Preparation ends at 17:00 on the Friday before it, the results are due five working days after it."""
    due = {row.step: row.reason for row in explain(lived("chien-dich").definition)}
    assert due["preparation"].endswith("trước 17 giờ 00 ngày 20/9 (thứ Sáu)")
    assert due["launch-day"].startswith("hết ngày 21/9 (thứ Bảy)")
    assert due["district-result"].endswith("hết ngày 27/9 (thứ Sáu)")


def test_what_goes_through_a_district_is_told_to_that_district_and_accepted(lived):
    """Each district is told of its own communes alone, and every report was accepted after it came."""
    year = lived("sau-thang")
    told = {(m.person, i.key.party) for m in year.letters for i in m.items if i.kind in ("relay", "to-accept")}
    assert told == {
        ("huyen-1.dau-moi", "xa-1a"),
        ("huyen-1.dau-moi", "xa-1b"),
        ("huyen-2.dau-moi", "xa-2a"),
        ("huyen-2.dau-moi", "xa-2b"),
    }
    assert _states(year, "commune-report") == [State.ACCEPTED] * 8


def test_a_week_has_two_broadcasts_and_the_partners_owe_their_share(lived):
    """Thirteen weeks: 26 broadcasts, 13 schedules, and of each partner 13 lists of items and three counts."""
    year = lived("phat-thanh")
    assert len(_states(year, "broadcast")) == 26
    assert len(_states(year, "schedule")) == 13
    owed = [it.key.step for it in year.owed if it.key.party == "bao"]
    assert (owed.count("items"), owed.count("partner-count")) == (13, 3)


def test_a_request_has_its_own_day_or_five_working_days(lived):
    """The first counts five working days from 11/3, the second names 07/6; whoever is silent is missed at its close."""
    year = lived("theo-yeu-cau")
    due = {it.key.period: it.instants.due for it in year.owed if it.key.step == "unit-answer"}
    assert {period: f"{when + dt.timedelta(hours=6):%d/%m}" for period, when in due.items()} == {
        "2024-E001": "18/03",
        "2024-E002": "07/06",
        "2024-E003": "21/10",
    }
    assert [str(it.key) for it in year.owed if it.state is State.MISSED] == [
        "unit-answer/2024-E001/phong-3",
        "unit-answer/2024-E003/phong-3",
    ]


def test_the_letter_of_a_request_says_its_day(lived):
    """Whoever is asked reads by when, though nobody named a day."""
    items = [(m.subject, i) for m in lived("theo-yeu-cau").letters for i in m.items]
    asked = [subject for subject, i in items if (i.kind, i.key.step) == ("opened", "unit-answer")]
    assert len(asked) == 7
    assert [subject for subject in asked if "trước ngày" not in subject] == []


def test_a_programme_ends_once_after_its_last_year(lived):
    """The final report waits for the report of 2026, not of 2024."""
    year = lived("chuong-trinh")
    assert _done(year, "year-report").keys() == {"2024", "2025", "2026"}
    assert _done(year, "final-report")["2024"] >= _done(year, "year-report")["2026"]


def test_whoever_was_merged_owes_nothing_any_more(lived):
    """The quarter that is due on 07/7/2025 is owed by the successor that exists then."""
    ctx = agenda.context(lived("chuong-trinh").definition)
    owing = {
        period: {p.id for p in agenda.parties(ctx, ctx.steps["quarter-progress"], period)}
        for period in ("2025-Q1", "2025-Q2")
    }
    assert owing == {"2025-Q1": {"trung-tam-1", "trung-tam-2"}, "2025-Q2": {"trung-tam-1", "trung-tam-3"}}


def test_every_year_of_a_programme_has_its_own_days_off():
    """2026 counts with its own calendar: the file of each year is read, not of the first alone."""
    definition, _ = read_definition(PLANS / "chuong-trinh" / "2024.yaml")
    assert {2024, 2025, 2026} <= {file.year for file in definition.calendars}


@pytest.mark.parametrize(
    ("plan", "event", "codes"),
    [
        ("theo-yeu-cau", "step: unit-answer", []),
        ("theo-yeu-cau", "step: unit-answer, party: van-phong", ["not-theirs"]),
        ("theo-yeu-cau", "step: unit-answer, due: 2024-02-30", ["no-such-day"]),
        ("sau-thang", "step: commune-report", ["unknown-event-step"]),
    ],
)
def test_a_script_may_leave_out_whom_a_request_goes_to(plan, event, codes, tmp_path):
    """All who owe it are asked then; a stranger, a day that there is not and a step of the calendar are refused."""
    definition, _ = read_definition(PLANS / plan / "2024.yaml")
    script = tmp_path / "rehearsal.yaml"
    script.write_text(f'events:\n  - {{on: "2024-03-11", at: "09:00", {event}}}\n', encoding="utf-8")
    assert _faults(script, agenda.context(definition)) == codes


def test_an_event_is_reported_by_somebody(busy, tmp_path):
    """Of an event, other than of a request, the party is said."""
    script = tmp_path / "rehearsal.yaml"
    script.write_text('events: [{on: "2023-10-11", at: "09:00", step: difficulty}]\n', encoding="utf-8")
    assert _faults(script, agenda.context(busy)) == ["missing"]


def _faults(script, ctx):
    try:
        Script.read(script, ctx)
    except Faults as found:
        return [fault.code for fault in found.faults]
    return []
