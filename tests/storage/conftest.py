"""Ledgers to try the contract on: in memory, in a SQLite file, and in PostgreSQL where there is a server."""

from __future__ import annotations

import datetime as dt
import shutil
from types import SimpleNamespace

import pytest

from definitions.actions import Ask, Keep, Move, Open, Receive, Refuse, Tell, Wait
from definitions.content import sha
from definitions.digest import Bundle, Item
from definitions.events import Verdict
from definitions.facts import Grant, Instants, Key, State
from storage.outward import Ending
from storage.port import Texts

T = dt.datetime(2023, 4, 5, 1, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
UNIT = Key("unit-plan", "2023-04", "phong-moi-truong")
OTHER = Key("unit-plan", "2023-04", "phong-khoang-san")
PLAN = Key("month-plan", "2023-04", "van-phong")
VERDICT = Key("month-approval", "2023-04", "lanh-dao-so")
CONTENT = {"kind": "unit-plan", "note": "Tuyên truyền về tài nguyên nước"}


def planned(key, *, at=None, state=State.PLANNED, due=None):
    """An obligation of the agenda."""
    return Open(key, state, Instants(None, due, None), at)


AGENDA = (
    planned(UNIT, at=T, state=State.OPEN, due=T + HOUR),
    planned(OTHER, at=T + HOUR, state=State.OPEN, due=T),
    planned(PLAN),
    planned(VERDICT),
)


def submitted(key=UNIT, version=1, content=CONTENT):
    """What an answer to a submission brings."""
    return [
        Receive(key, version, sha(content), T, None, late=True, by="x", typed=T),
        Move(key, "received", State.SUBMITTED, T, None, by="x"),
    ]


def asked(generation=1):
    """A decision is asked for: actions and grants."""
    name = sha(CONTENT)
    ask = Ask(VERDICT, generation, name, ("lanh-dao-so",), T + 72 * HOUR, T + HOUR)
    grant = Grant(VERDICT, "lanh-dao-so.phu-trach", name, generation, T + 72 * HOUR)
    return [ask], [(f"hash-{generation}", grant)]


def kept(generation=1):
    """A verdict."""
    person, name = "lanh-dao-so.phu-trach", sha(CONTENT)
    return Keep(VERDICT, person, Verdict.APPROVE, name, generation, "Đồng ý", T, None)


def item(key=UNIT, rung="remind-1", person="phong-moi-truong.dau-moi", channel="mail", created=T):
    """Something to be said."""
    return Item(key, rung, person, channel, "remind", created)


def bundle(id, *items):
    """What one message is to carry."""
    return Bundle(id, items[0].person, items[0].channel, items)


def leased(ledger, until=T + HOUR):
    """One item, and the message `m1` that carries it."""
    ledger.record([], seen={}, now=T, items=[item()])
    return ledger.lease([bundle("m1", item())], now=T, until=until)


def state_of(ledger):
    """All that a ledger knows of the year, to compare before and after."""
    return (
        ledger.obligations(),
        ledger.events(),
        ledger.pending(T + 999 * HOUR),
        ledger.documents(),
        ledger.decisions(),
        ledger.submissions("unit-plan"),
        ledger.messages(),
        ledger.grants(VERDICT),
    )


def refused(generation):
    """A typed code was not good."""
    return Refuse(VERDICT, generation, "wrong code", None)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """A SQLite file as a first `open_ledger` leaves it; copied, for migrations take their time."""
    from storage.ledger import open_ledger

    file = tmp_path_factory.mktemp("empty") / "ledger.db"
    open_ledger(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def database(empty_database, tmp_path):
    """The address of an empty ledger in a file of its own."""
    return f"sqlite:///{shutil.copy(empty_database, tmp_path / 'ledger.db')}"


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.real)])
def ledger(request):
    """An empty ledger of each kind."""
    from storage.ledger import open_ledger
    from storage.memory import MemoryLedger

    fixture = {"sqlite": "database", "postgres": "postgres"}.get(request.param)
    opened = open_ledger(request.getfixturevalue(fixture)) if fixture else MemoryLedger()
    yield opened
    opened.close()


@pytest.fixture
def year(ledger):
    """A ledger whose year has begun, with four obligations."""
    ledger.begin(Texts("p", "y", {"vietnam-2023.yaml": "c"}), "people", AGENDA, adopted=T - HOUR, now=T - HOUR)
    return ledger


@pytest.fixture
def sqlite_year(database):
    """The same in a SQLite file alone."""
    from storage.ledger import open_ledger

    opened = open_ledger(database)
    opened.begin(Texts("p", "y"), "people", AGENDA, adopted=T - HOUR, now=T - HOUR)
    yield opened
    opened.close()


@pytest.fixture
def say():
    """The words that the tests are written in."""
    return SimpleNamespace(
        T=T, HOUR=HOUR, UNIT=UNIT, OTHER=OTHER, PLAN=PLAN, VERDICT=VERDICT, CONTENT=CONTENT, AGENDA=AGENDA,
        planned=planned, submitted=submitted, asked=asked, kept=kept, item=item, state_of=state_of, sha=sha,
        bundle=bundle, leased=leased, ending=Ending, refused=refused,
        contents={sha(CONTENT): CONTENT}, wait=lambda key, at: Wait(key, Instants(), at),
        tell=lambda key, rung, at=None: Tell(key, "remind", rung, (key.party,), at),
    )  # fmt: skip
