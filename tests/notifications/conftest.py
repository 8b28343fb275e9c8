"""A small office for the words: one office, two units, a leader, two partners, sample addresses."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions.digest import Item
from definitions.facts import Key
from definitions.vocabulary import (
    CalendarYear,
    Definition,
    Directory,
    Every,
    Issuer,
    Kind,
    Party,
    Person,
    Process,
    Role,
    Step,
    Year,
)
from notifications.desk import Desk
from notifications.messages import Saying, compose

DUE = dt.datetime(2023, 11, 4, 17, tzinfo=dt.UTC)  # 05/11, 00:00 in Ha Tinh


def _step(id, title, kind, **more):
    return Step(id=id, title=title, kind=kind, every=more.pop("every", Every.MONTH), **more)


STEPS = (
    _step("unit-plan", "Kế hoạch tuyên truyền tháng của đơn vị", Kind.SUBMIT, by=("unit",), to=("office",)),
    _step("month-plan", "Kế hoạch tuyên truyền tháng của Sở", Kind.COMPILE, by=("office",), source="unit-plan"),
    _step("partner-agreement", "Lấy ý kiến cơ quan báo chí", Kind.AGREE, by=("partner",), on="month-plan"),
    _step("month-approval", "Phê duyệt kế hoạch tháng", Kind.APPROVE, by=("leader",), on="month-plan"),
    _step("month-plan-issue", "Gửi kế hoạch tháng", Kind.SEND, by=("office",), on="month-plan", how="mail"),
    _step("difficulty", "Phản ánh khó khăn, vướng mắc", Kind.SUBMIT, by=("unit",), to=("office",), every=Every.EVENT),
    _step("anniversary", "Tuyên truyền kỷ niệm 20 năm thành lập Sở", Kind.ANNOUNCE, to=("unit",), every=Every.ONCE),
)
PARTIES = (
    Party(id="van-phong", name="Văn phòng Sở", roles=("office",)),
    Party(id="phong-moi-truong", name="Phòng Môi trường", roles=("unit",)),
    Party(id="phong-khoang-san", name="Phòng Khoáng sản", roles=("unit",)),
    Party(id="lanh-dao-so", name="Lãnh đạo Sở", roles=("leader",)),
    Party(id="bao-ha-tinh", name="Báo Hà Tĩnh", roles=("partner",)),
    Party(id="dai-pt-th", name="Đài Phát thanh và Truyền hình tỉnh", roles=("partner",)),
)


def _person(party, role, name):
    return Person(id=f"{party}.{role}", party=party, name=name, addresses={"mail": f"{party}@so-tnmt.example"})


PEOPLE = (
    _person("van-phong", "chuyen-vien", "Chuyên viên theo dõi truyền thông, Văn phòng Sở"),
    _person("phong-moi-truong", "dau-moi", "Đầu mối truyền thông"),
    _person("phong-khoang-san", "dau-moi", "Đầu mối truyền thông"),
    _person("lanh-dao-so", "phu-trach", "Lãnh đạo Sở phụ trách truyền thông"),
    _person("bao-ha-tinh", "dau-moi", "Ban Biên tập"),
)


@pytest.fixture(scope="session")
def office() -> Definition:
    """The office's definition."""
    roles = tuple(Role(id=r, title=r) for r in ("office", "unit", "leader", "partner"))
    year = Year(
        year=2023, process="p", first=dt.date(2023, 3, 15), last=dt.date(2023, 12, 31),
        issuer=Issuer(name="Sở Tài nguyên và Môi trường", superior="UBND tỉnh Hà Tĩnh", sample=True), parties=PARTIES,
    )  # fmt: skip
    process = Process(id="p", title="Tuyên truyền", roles=roles, forms=(), steps=STEPS)
    calendars = (CalendarYear(calendar="vietnam", year=2023),)
    return Definition(process=process, year=year, directory=Directory(people=PEOPLE, sample=True), calendars=calendars)


@pytest.fixture(scope="session")
def say(office):
    """`say("remind", "unit-plan", "phong-moi-truong")`: one saying; further facts by name."""

    def saying(kind, step, party, *, period="2023-11", note="", rung=None, **more) -> Saying:
        created = dt.datetime(2023, 11, 1, 1, tzinfo=dt.UTC)
        item = Item(Key(step, period, party), rung or kind, "anybody", "mail", kind, created, note)
        return Saying(item, office.process.step(step), office.year.party(party), more.pop("due", DUE), **more)

    return saying


@pytest.fixture(scope="session")
def write(office):
    """`write("phong-moi-truong.dau-moi", saying, ...)`: the letter that this person gets on 1 November 2023."""

    def letter(person, *sayings, now=dt.datetime(2023, 11, 1, 1, tzinfo=dt.UTC), **more):
        return compose(Desk.of(office), office.directory.person(person), sayings, now=now, **more)

    return letter
