"""What a unit reports of the month before: a person is offered what came out, a difficulty reaches its leader, the rest waits."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from definitions.arrivals import Door, Place
from definitions.compile import figure
from definitions.facts import Key, State
from definitions.links import link_for, token_for
from flows.collect import collect, send_back
from flows.confirming import Judgement, confirm
from flows.finding import find
from flows.monthly import take_workbook, workbook
from flows.pages.acts import Sent, act
from flows.pages.shown import shown
from flows.pages.visits import visit
from flows.results import proposed
from flows.track import track
from flows.wiring import Settings
from storage.port import Conflict

OUT, SUPPLIED, HOSTED, WRITTEN, HARD = (
    "Tin, bài đã đăng, phát", "Cung cấp thông tin, tài liệu", "Phóng viên đến làm việc", "Tin, bài do cán bộ viết",
    "Khó khăn, vướng mắc",
)  # fmt: skip
PLAN = {
    "Nội dung tuyên truyền": "Thu gom rác ở nông thôn", "Nội dung của Kế hoạch": "1", "Thể loại": "Tin",
    "Phòng, đơn vị chủ trì": "Đơn vị", "Thời gian dự kiến": "tuần 2 tháng 5", "Cơ quan báo chí": "Báo Hà Tĩnh",
}  # fmt: skip
RIVER = {
    "Loại kết quả": OUT, "Tên tin, bài": "Làm sạch dòng sông quê hương", "Ngày đăng": "12/4/2023",
    "Cơ quan báo chí": "Báo Hà Tĩnh", "Liên kết": "https://bao.example/song.html?utm_source=zalo",
}  # fmt: skip
NARROW = {
    "Loại kết quả": HARD, "Tên tin, bài": "Thiếu máy ảnh để chụp hiện trường",
    "Ghi chú": "Đề nghị Sở trang bị một máy ảnh",
}  # fmt: skip


@pytest.fixture
def office(found, tmp_path):
    """The sample office at the end of April, when May's plans and April's results have been asked for."""
    from flows.files import read_definition
    from tests.flows.conftest import HA_TINH

    world = found(tmp_path, definition=read_definition(HA_TINH)[0], start="2023-04-20")
    world.to("2023-04-28 09:00")
    return world


@pytest.fixture
def units(office):
    """The ids of two units that owe May's plan."""
    return [it.key.party for it in office.ledger.obligations(step="unit-plan", period="2023-05")][:2]


def fill(sheet, rows):
    """Rows written below the example row of a sheet, by how each heading begins."""
    top = next(row for row in sheet.iter_rows() if row[0].value == "STT")
    first = next(
        n for n in range(top[0].row + 1, 200) if all(sheet.cell(n, c).value in (None, "", n) for c in range(2, 5))
    )
    for n, row in enumerate(rows, first):
        for title, value in row.items():
            sheet.cell(n, next(c.column for c in top if str(c.value).startswith(title))).value = value


def hand_in(office, unit, *results, period="2023-05", plan=PLAN, name="thang.xlsx"):
    """The unit's workbook with one planned line and these results of the month before."""
    key = Key("unit-plan", period, unit)
    book = load_workbook(io.BytesIO(workbook(office.office, key)[1]))
    if office.it(str(key)).version == 0:
        fill(book.worksheets[0], [{**plan, "Thời gian dự kiến": f"tuần 2 tháng {int(period[5:])}"}])
    fill(book.worksheets[1], results)
    out = io.BytesIO()
    book.save(out)
    return take_workbook(office.office, key, name, out.getvalue())


def test_what_a_unit_reports_as_out_waits_for_a_person(office, units):
    """With whose word it is and of which month; confirmed, it is a publication of that day and body."""
    hand_in(office, units[0], RIVER)
    (found,) = office.ledger.findings("waiting")
    name = office.office.definition.year.party(units[0]).name
    assert found.why == f"{name} báo cáo trong kết quả tháng 4/2023"
    assert (found.title, found.outlet, found.at.isoformat()) == (RIVER["Tên tin, bài"], "bao-ha-tinh", "2023-04-12")
    confirm(office.office, str(found.number), Judgement("confirmed", genre="Tin", unit=units[0]))
    (publication,) = office.ledger.publications()
    assert (publication.url, publication.unit, publication.how) == (RIVER["Liên kết"], units[0], "found")


def test_nothing_counts_before_a_person_has_said_so(office, units):
    """Reported is not published: no figure moves by what a unit says."""
    hand_in(office, units[0], RIVER, {**RIVER, "Loại kết quả": SUPPLIED, "Liên kết": None})
    assert office.ledger.publications() == []
    assert [it for it in office.ledger.obligations() if it.key.step == "supply-information"] == []


def test_what_is_known_is_not_offered(office, units):
    """By its address however it is written, by title, body and day where it has none; nor what another unit reported."""
    known = {"title": "Làm sạch dòng sông quê hương", "partner": "bao-ha-tinh", "genre": "Tin"}
    track(office.office, at=dt.date(2023, 4, 12), url="https://www.bao.example/song.html", **known)
    other = {**RIVER, "Tên tin, bài": "Tên khác"}
    hand_in(office, units[0], RIVER, other, {**RIVER, "Liên kết": None}, {**other, "Liên kết": None})
    assert [it.title for it in office.ledger.findings()] == ["Tên khác"]
    hand_in(office, units[1], {**other, "Liên kết": None, "Ngày đăng": None})
    assert len(office.ledger.findings()) == 1


def test_reported_again_it_is_offered_once(office, units):
    """The same rows in a corrected workbook, and every later look at the feeds, add nothing; a refusal is remembered."""
    hand_in(office, units[0], RIVER)
    confirm(office.office, "1", Judgement("refused"))
    hand_in(office, units[0], RIVER, {**RIVER, "Tên tin, bài": "Bài thứ hai", "Liên kết": None})
    find(office.office)
    assert [(it.title, it.fate) for it in office.ledger.findings()] == [
        (RIVER["Tên tin, bài"], "refused"), ("Bài thứ hai", "waiting"),
    ]  # fmt: skip


def test_what_was_not_offered_in_time_is_offered_by_the_next_look(office, units, monkeypatch):
    """The program ended between the receipt and the offer: nothing is lost."""
    monkeypatch.setattr("flows.results.offer", lambda _: [])
    hand_in(office, units[0], RIVER)
    monkeypatch.undo()
    assert office.ledger.findings() == []
    assert find(office.office).lines[0] == "Đơn vị báo cáo: 1 tin, bài mới chờ xét."
    assert len(office.ledger.findings("waiting")) == 1


def test_a_paper_that_nobody_named_is_chosen_by_the_person(office, units, refused):
    """Without it nothing is recorded, for a publication is somebody's."""
    hand_in(office, units[0], {**RIVER, "Cơ quan báo chí": None, "Liên kết": "https://khac.example/1"})
    (found,) = office.ledger.findings()
    assert found.outlet == ""
    with refused("unknown-partner"):
        confirm(office.office, "1", Judgement("confirmed", genre="Tin"))
    confirm(office.office, "1", Judgement("confirmed", genre="Tin", partner="bao-ha-tinh"))
    assert [it.partner for it in office.ledger.publications()] == ["bao-ha-tinh"]


# ---------------------------------------------------------------- difficulties


def difficulties(office):
    """What the record of each difficulty says."""
    return [office.content(str(it.key))["lines"] for it in office.ledger.obligations(step="difficulty")]


def test_a_difficulty_is_recorded_and_waits_for_the_leader(office, units):
    """With the plan that brought it, in one transaction: its record, and the Office's summary for the leader."""
    hand_in(office, units[0], NARROW)
    (lines,) = difficulties(office)
    assert [(it["content"], it["proposal"]) for it in lines] == [(NARROW["Tên tin, bài"], NARROW["Ghi chú"])]
    (owed,) = office.ledger.obligations(step="difficulty-summary")
    assert owed.state in (State.OPEN, State.PLANNED)
    office.beat()
    assert office.ledger.obligations(step="difficulty-summary")[0].state is State.OPEN


def test_a_difficulty_is_raised_once(office, units):
    """Sent again, corrected, returned and sent again: what was said before was recorded then; only what is new is."""
    hand_in(office, units[0], NARROW)
    hand_in(office, units[0], NARROW, name="ban sao.xlsx")
    hand_in(office, units[0], NARROW, RIVER)
    send_back(office.office, step="unit-plan", unit=units[0], period="2023-05", comment="Đề nghị ghi rõ")
    hand_in(office, units[0], {**NARROW, "Tên tin, bài": "THIẾU MÁY ẢNH để chụp hiện trường"})
    assert len(difficulties(office)) == 1
    hand_in(office, units[0], NARROW, {**NARROW, "Tên tin, bài": "Thiếu xe", "Ghi chú": None})
    assert [[it["content"] for it in lines] for lines in difficulties(office)] == [
        [NARROW["Tên tin, bài"]], ["Thiếu xe"],
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.real)])
def test_a_plan_and_its_difficulty_are_one_transaction(kind, found, tmp_path, request, monkeypatch):
    """In a real database: where the second cannot be written the first is not either; tried again, both are there once."""
    from flows.files import read_definition
    from storage.ledger import open_ledger
    from tests.flows.conftest import HA_TINH

    on_file = f"sqlite:///{tmp_path / 'vongnam.db'}"
    ledger = open_ledger(on_file if kind == "sqlite" else request.getfixturevalue(kind), durable=False)
    world = found(tmp_path, ledger=ledger, definition=read_definition(HA_TINH)[0], start="2023-04-20")
    world.to("2023-04-28 09:00")
    unit = ledger.obligations(step="unit-plan", period="2023-05")[0].key.party
    taken = collect(
        world.office,
        step="difficulty",
        unit=unit,
        period="",
        rows="Nội dung khó khăn, vướng mắc\tKiến nghị, đề xuất\nMột\tHai",
    )
    assert taken.title
    monkeypatch.setattr("storage.ledger.SqlLedger.next_event_period", lambda *_: "2023-E001")  # which is taken
    with pytest.raises(Conflict):
        hand_in(world, unit, NARROW)
    monkeypatch.undo()
    assert world.it(f"unit-plan/2023-05/{unit}").version == 0
    assert len(difficulties(world)) == 1
    for name in ("1.xlsx", "2.xlsx"):
        hand_in(world, unit, NARROW, name=name)
    assert world.it(f"unit-plan/2023-05/{unit}").version == 1
    assert [[it["content"] for it in lines] for lines in difficulties(world)] == [["Một"], [NARROW["Tên tin, bài"]]]
    ledger.close()


def test_a_refused_workbook_raises_nothing(office, units):
    """One wrong cell: neither its plan nor its difficulty is recorded."""
    with pytest.raises(Exception, match="cần sửa"):
        hand_in(office, units[0], NARROW, {**RIVER, "Ngày đăng": "32/4/2023"})
    assert difficulties(office) == []
    assert office.ledger.findings() == []


# ---------------------------------------------------------------- the unit's own report of the year


def test_numbers_by_month_are_proposed_for_the_report_of_the_year(office, units):
    """Summed by field with their months; words stay words; another unit's are not among them."""
    some = {"Loại kết quả": SUPPLIED, "Tên tin, bài": "Số liệu quan trắc", "Số lượng": "1.200"}
    hand_in(office, units[0], some, {**some, "Tên tin, bài": "Bản đồ", "Số lượng": "hơn 50"})
    hand_in(office, units[1], {**some, "Số lượng": "7"})
    office.to("2023-05-29 09:00")
    hand_in(
        office, units[0], {**some, "Số lượng": None}, {"Loại kết quả": HOSTED, "Tên tin, bài": "Báo"}, period="2023-06"
    )
    said = {it.field.id: it for it in proposed(office.office, Key("unit-year-report", "2023", units[0]))}
    assert said.keys() == {"supplied", "reporters"}
    assert said["supplied"].total == 1201
    assert said["supplied"].months == (("2023-04", 1200), ("2023-05", 1))
    assert said["supplied"].estimates == (("2023-04", "hơn 50"),)


@pytest.fixture
def reporting(office, units, tmp_path):
    """At the end of the year, after two months' reports: (the world, the key of the first unit's report of the year)."""
    some = {"Loại kết quả": SUPPLIED, "Tên tin, bài": "Số liệu quan trắc", "Số lượng": "3"}
    hand_in(office, units[0], some, {**some, "Tên tin, bài": "Bản đồ", "Số lượng": "hơn 50"})
    office.jump("2023-11-20 09:00")
    office.beat()
    office.office = replace(
        office.office, settings=replace(Settings.read(tmp_path, {}), page_url="http://page.example")
    )
    return office, Key("unit-year-report", "2023", units[0])


def come(office, key):
    """The visit of whoever is asked for it, by the link of the letter that asks."""
    it, (person, *_) = office.ledger.obligation(key), office.office.definition.directory.of(key.party)
    link = link_for(office.office.context, office.office.context.steps[key.step], it, person, "opened")
    return visit(office.office, token_for(office.office.secret, link))


def test_the_letter_says_what_was_reported_by_month(reporting):
    """Whoever is asked for the report of the year reads its own numbers with their months, and that they are proposed."""
    office, key = reporting
    address = office.office.definition.directory.of(key.party)[0].addresses["mail"]
    letter = next(p.letter for p in reversed(office.letters(address)) if "đối chiếu" in p.letter.text)
    assert (
        "Số lượt cung cấp thông tin, tài liệu: 3 (tháng 4/2023: 3); chưa cộng: tháng 4/2023 ghi «hơn 50»" in letter.text
    )
    assert "chỉ được tính khi đơn vị ghi trong báo cáo năm" in letter.text


def test_the_page_proposes_and_the_unit_says(reporting):
    """The number stands in its field with where it comes from; what counts is what the unit sends."""
    office, key = reporting
    page = shown(come(office, key))
    assert 'id="o-supplied" name="o-supplied" maxlength="40" value="3" required' in page
    assert "Đơn vị đã báo cáo hằng tháng: 3 (tháng 4/2023: 3)" in page
    assert office.ledger.submission(key) is None
    said = {
        "o-supplied": "60",
        "o-announced": "2",
        "o-reporters": "0",
        "o-staff_articles": "1",
        "o-results": "Đã làm.\nTốt.",
    }
    act(come(office, key), Sent({"act": "typed", **said}))
    content = office.content(str(key))
    assert figure(content, "supplied") == 60
    assert content["results"] == "Đã làm. Tốt."
    (arrival,) = office.ledger.arrivals(key=key)
    assert (arrival.door, arrival.place, arrival.name) == (Door.PAGE, Place.ACCEPTED, "Báo cáo ghi trên trang")


def test_silence_is_never_counted_by_what_was_proposed(reporting):
    """A unit that does not send its report of the year has no number in the Ministry's, whatever it reported by month."""
    office, key = reporting
    office.jump("2023-12-05 09:00")
    office.beat()
    (submitted,) = office.ledger.submissions("ministry-report")
    content = office.ledger.content(submitted.content)
    assert content["figures"]["supplied"] == 0
    assert key.party in content["silent"]


@pytest.mark.parametrize("said", [{}, {"o-supplied": "nhiều"}])
def test_what_cannot_be_read_is_refused_whole(reporting, said):
    """Nothing typed is no report of zeros; a word is no number."""
    from definitions.errors import VongNamError

    office, key = reporting
    with pytest.raises(VongNamError) as caught:
        act(come(office, key), Sent({"act": "typed", **said}))
    assert caught.value.parts("vi")[1]
    assert office.ledger.submission(key) is None
    assert office.ledger.arrivals(key=key) == []
