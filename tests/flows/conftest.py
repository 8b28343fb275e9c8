"""One real Prefect server for the session, in a folder of its own, and a small office to deploy on it."""

from __future__ import annotations

import datetime as dt
import os
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

import definitions
from definitions import agenda
from definitions.codes import code_for
from definitions.facts import Key
from definitions.vocabulary import (
    Definition,
    Edge,
    Every,
    FieldType,
    Form,
    FormField,
    Issuer,
    Kind,
    Moment,
    Party,
    Process,
    Role,
    Step,
    Topic,
    Year,
)
from flows.directory_file import text_of
from flows.heartbeat import heartbeat
from flows.living import VirtualClock, begin, later, texts_of
from flows.wiring import Office, Settings, journal_of, secret_of

sys.path.insert(0, str(Path(__file__).resolve().parent))  # for newspaper.py, which several tests read


@pytest.fixture(scope="session")
def tiny() -> Definition:
    """A process of three steps and a year of two units and a partner."""
    steps = (
        Step(id="unit-plan", title="Kế hoạch tháng của đơn vị", kind=Kind.SUBMIT, every=Every.MONTH, by=("unit",)),
        Step(id="agreement", title="Lấy ý kiến", kind=Kind.AGREE, every=Every.MONTH, by=("partner",)),
        Step(id="approval", title="Duyệt kế hoạch tháng", kind=Kind.APPROVE, every=Every.MONTH, by=("leader",)),
    )
    roles = tuple(Role(id=id, title=id) for id in ("unit", "partner", "leader"))
    genre = FormField(id="genre", title="Thể loại", choices=("Tin", "Phóng sự"))
    forms = (Form(id="unit-plan", title="Kế hoạch", fields=(genre,)),)
    year = Year(
        year=2023,
        process="process.yaml",
        first=dt.date(2023, 3, 15),
        last=dt.date(2023, 12, 31),
        issuer=Issuer(name="Sở mẫu", sample=True),
        parties=(
            Party(id="phong-a", name="Phòng A", roles=("unit",)),
            Party(id="phong-b", name="Phòng B", roles=("unit",)),
            Party(id="bao", name="Báo", roles=("partner",)),
        ),
        topics=(Topic(id="t1", title="Đất đai"),),
    )
    return Definition(process=Process(id="p", title="Quy trình", roles=roles, forms=forms, steps=steps), year=year)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of the API of a real server, started and ended by our own supervisor."""
    from flows.supervise import Supervisor

    said: list[str] = []
    with Supervisor(tmp_path_factory.mktemp("office"), os.environ, say=said.append) as tree:
        tree.server(4700)
        tree.ready()
        with pytest.MonkeyPatch.context() as env:  # for whatever a test starts, and for Prefect in this process
            env.setenv("PREFECT_HOME", str(tree.data / "prefect"))
            env.setenv("DO_NOT_TRACK", "1")
            yield tree.api_url


@pytest.fixture(scope="session")
def deployed(server, tiny) -> list[str]:
    """The names of the deployments that the server now has."""
    from flows.deploy import deploy

    return deploy(tiny, server, env={"VONGNAM_DATA": "/nowhere"}, demo=True)


@pytest.fixture
def screen(server, deployed):
    """The screen of that server, empty."""
    from flows.screen import Screen

    with Screen(server) as screen:
        for run in screen.living():
            screen.api("DELETE", f"/flow_runs/{run.id}")
        yield screen


@pytest.fixture
def approval(request):
    """An approval that no other test draws."""
    from flows.approvals import Approval

    key = Key("approval", "2023-11", f"bên-{abs(hash(request.node.nodeid)) % 10**8}")
    return Approval(key, 1, "Duyệt kế hoạch tháng 11/2023, trước 14/11", "| a | b |\n|---|---|\n| 1 | 2 |", "sha")


# ---------------------------------------------------------------- an office at work (the tests of the flows)

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
ROWS = "Nội dung tuyên truyền\tNội dung số\tThể loại\tThời gian\tCơ quan báo chí\n"


class World:
    """The small office on a virtual clock, with nobody in it: a test acts for its people, through their doors."""

    Key = Key

    def __init__(self, office, clock, post):
        self.office, self.clock, self.post = office, clock, post
        self.ledger = office.ledger

    def beat(self, **how):
        """One heartbeat, now."""
        return heartbeat(self.office, **how)

    def to(self, text):
        """Go on to that local time, with a heartbeat at every instant at which something is due, and one then."""
        until = dt.datetime.fromisoformat(text).replace(tzinfo=HANOI).astimezone(dt.UTC)
        self.beat()
        while (due := later(self.office, self.clock.instant)) is not None and due <= until:
            self.clock.to(due)
            self.beat()
        self.clock.to(until)
        return self.beat()

    def jump(self, text):
        """The clock goes on alone: an outage."""
        self.clock.to(dt.datetime.fromisoformat(text).replace(tzinfo=HANOI).astimezone(dt.UTC))

    def it(self, text):
        """The obligation of that key, as the ledger has it."""
        key = Key.parse(text)
        return self.ledger.obligation(key)

    def content(self, text):
        """The content of the latest version of that key."""
        return self.ledger.content(self.ledger.submission(Key.parse(text)).content)

    def letters(self, address="", since=0):
        """The letters that have left (to that address)."""
        return [p for p in self.post.sent[since:] if address in p.address]

    def code(self, text, person="lanh-dao-so.pt"):
        """The code of the latest letter about that approval."""
        it = self.it(text)
        return code_for(self.office.secret, it.key, person, it.content or "", it.generation)

    def hand_in(self, unit, period="2023-10", lines=("Một việc",), **more):
        """A unit's plan of so many lines, by the Office's hand."""
        from flows.collect import collect

        rows = ROWS + "\n".join(f"{text}\t1\tTin\ttuần 2 tháng {int(period[5:])}\tBáo; Đài" for text in lines)
        return collect(self.office, unit=unit, period=period, rows=rows, **more)

    def drafted(self, period="2023-10"):
        """Both units have sent their plans, and the draft of the month waits for the Office."""
        self.hand_in("a", period, ("Việc A1", "Việc A2"))
        self.hand_in("b", period, ("Việc B1",))
        self.beat()
        return self

    def confirmed(self, period="2023-10"):
        """The Office has confirmed the draft: the partners are asked."""
        from flows.assemble import assemble

        self.drafted(period)
        assemble(self.office, step="month-plan", period=period)
        self.beat()
        return self

    def agreed(self, period="2023-10"):
        """Both partners agree to everything: the leader is asked."""
        from flows.agree import agree

        self.confirmed(period)
        for partner in ("bao", "dai"):
            agree(self.office, partner=partner, period=period, others="agreed")
        self.beat()
        return self

    def decide(self, verdict="Đồng ý", comment="", code=None, obligation="month-approval/2023-10/lanh-dao-so"):
        """The leader says so, with the code of the latest letter."""
        from flows.decide import decide

        generation = self.it(obligation).generation
        typed = self.code(obligation) if code is None else code
        return decide(
            self.office, obligation=obligation, generation=generation, verdict=verdict, comment=comment, code=typed
        )


@pytest.fixture(scope="session")
def found(small):
    """`found(folder, ledger=..., definition=..., post=...)`: an office that has just begun, on the year's first day."""
    from notifications.documents import Documents
    from notifications.post import MemoryPost
    from notifications.render import Templates
    from storage.archive import Archive
    from storage.memory import MemoryLedger

    contexts = {}
    templates = Templates(None)

    def make(folder, *, ledger=None, definition=None, post=None, start="2023-10-01", documents=None, **more):
        definition = definition or small[0]
        context = contexts.setdefault(id(definition), agenda.context(definition))
        ledger = MemoryLedger() if ledger is None else ledger
        post = MemoryPost() if post is None else post
        clock = VirtualClock(dt.datetime.fromisoformat(start).replace(tzinfo=HANOI).astimezone(dt.UTC))
        office = Office(
            ledger=ledger, context=context, archive=Archive(folder / "archive"), templates=templates, post=post,
            documents=documents or Documents(None), secret=b"known to nobody but the tests", now=clock, **more,
        )  # fmt: skip
        if ledger.texts() is None:
            begin(ledger, definition, texts_of(small[1]), "", adopted=clock.instant, now=clock.instant)
        return World(office, clock, post)

    return make


@pytest.fixture
def world(found, tmp_path):
    """The small office on the morning of its first day: both units have been asked for October's plan."""
    world = found(tmp_path)
    world.to("2023-10-02 08:00")  # the first day is a Sunday: its letters leave when the office starts its day
    world.to("2023-10-02 09:00")
    return world


@pytest.fixture(scope="session")
def busy(small):
    """The small office with three steps more: publications are recorded, a difficulty or feedback may be raised."""
    process = small[0].process
    opens, closes = (Moment(text=which, anchor=Edge(which=which)) for which in ("first", "last"))
    track = {"kind": Kind.TRACK, "every": Every.MONTH, "by": ("office",), "opens": opens, "closes": closes}
    submit = {"kind": Kind.SUBMIT, "every": Every.EVENT, "by": ("unit",), "to": ("office",)}
    more = (
        Step(id="publications", title="Theo dõi tin", form="unit-plan", **track),
        Step(id="difficulty", title="Khó khăn", **submit),
        Step(id="feedback", title="Phản hồi", kind=Kind.DO, every=Every.EVENT, by=("office",), to=("leader",)),
    )
    return small[0].model_copy(update={"process": process.model_copy(update={"steps": (*process.steps, *more)})})


@pytest.fixture
def busy_world(found, busy, tmp_path):
    """The small office with those two steps more, on the morning of its first day."""
    world = found(tmp_path, definition=busy)
    world.to("2023-10-02 09:00")
    return world


@pytest.fixture
def paper():
    """A newspaper: a real listener on this machine, known to a fetcher as bao.example."""
    from newspaper import paper as opened

    with opened() as its:
        yield its


@pytest.fixture
def press_world(found, busy, tmp_path, paper):
    """The small office, which has a form for what came out, and both of whose partners have a feed of that newspaper."""
    fields = (
        FormField(id="title", title="Tên tin, bài", required=True),
        FormField(id="partner", title="Cơ quan báo chí", type=FieldType.PARTNER, required=True),
        FormField(id="genre", title="Thể loại", type=FieldType.CHOICE, choices=("Tin", "Bài"), required=True),
        FormField(id="at", title="Ngày đăng, phát", type=FieldType.DATE, required=True),
    )
    steps = [s.model_copy(update={"form": "publication"}) if s.id == "publications" else s for s in busy.process.steps]
    forms = (*busy.process.forms, Form(id="publication", title="Tin, bài", fields=fields))
    feeds = {"bao": ("http://bao.example/rss",), "dai": ("http://bao.example/dai.rss",)}
    parties = tuple(p.model_copy(update={"feeds": feeds.get(p.id, ())}) for p in busy.year.parties)
    topics = (Topic(id="t1", title="Rác thải", basis="II.1", keywords=("rác", "rác thải nhựa")),)
    definition = busy.model_copy(
        update={
            "process": busy.process.model_copy(update={"steps": tuple(steps), "forms": forms}),
            "year": busy.year.model_copy(update={"parties": parties, "topics": topics}),
        }
    )
    world = found(tmp_path, definition=definition)
    world.to("2023-10-03 09:00")
    return world


@pytest.fixture
def sqlite_world(found, tmp_path):
    """The same in a SQLite file."""
    from storage.ledger import open_ledger

    ledger = open_ledger(f"sqlite:///{tmp_path / 'vongnam.db'}", durable=False)
    world = found(tmp_path, ledger=ledger)
    world.to("2023-10-02 09:00")
    yield world
    ledger.close()


@pytest.fixture
def at_home(found, small):
    """`at_home(folder, VONGNAM_SMTP_HOST=...)`: the small office in a data folder of its own, with a key and a journal."""
    from flows.posts import post_of
    from notifications.post import MemoryPost
    from storage.ledger import open_ledger

    def move_in(folder, **settings):
        folder.mkdir()
        read = Settings.read(folder, settings)
        ledger = open_ledger(read.database)
        world = found(folder, ledger=ledger, post=post_of(read, HANOI) if settings else MemoryPost())
        ledger.keep_directory(text_of(small[1].organisation), now=world.clock.instant, by="up")
        kept = {"secret": secret_of(read.key_file), "journal": journal_of(folder, ledger)}
        world.office = replace(world.office, settings=read, **kept)
        world.to("2023-10-02 09:00")
        return world

    return move_in


@pytest.fixture
def refused():
    """A context in which an act is refused for the reason that it is given, with a sentence and a remedy."""
    from flows.told import Refused

    @contextmanager
    def expecting(reason):
        with pytest.raises(Refused) as caught:
            yield caught
        assert caught.value.reason == reason
        assert caught.value.message
        assert caught.value.remedy

    return expecting


# ---------------------------------------------------------------- the whole year, rehearsed once

HA_TINH = Path(definitions.__file__).parent / "ha-tinh" / "2023.yaml"


@pytest.fixture(scope="session")
def year(tmp_path_factory):
    """The year 2023 of Hà Tĩnh, rehearsed: `.result`, and `.folder` with what a rehearsal leaves."""
    from flows.files import read_definition
    from flows.rehearse import rehearse

    folder = tmp_path_factory.mktemp("ha-tinh")
    definition, sources = read_definition(HA_TINH)
    return SimpleNamespace(result=rehearse(definition, sources, out=folder), folder=folder, definition=definition)


@pytest.fixture(scope="session")
def remembered(year):
    """The ledger that the rehearsed year has left."""
    from storage.ledger import open_ledger

    ledger = open_ledger(f"sqlite:///{year.folder / 'vongnam.db'}", durable=False, create=False)
    yield ledger
    ledger.close()
