"""The plan of Hà Tĩnh of 2023, word by word: nothing that it orders is left out, nothing is invented."""

from __future__ import annotations

import datetime as dt
import unicodedata
from pathlib import Path

import pytest

import definitions
from definitions.agenda import plan
from definitions.calendar import working_calendar
from definitions.load import load, warnings
from definitions.source import Source, read
from definitions.vocabulary import Every, Kind

HERE = Path(definitions.__file__).parent

STEPS = [
    "plan-issue",
    "joint-plan",
    "district-letter",
    "guidance-check",
    "check",
    "directive",
    "unit-plan",
    "month-plan",
    "partner-agreement",
    "month-approval",
    "month-plan-issue",
    "publications",
    "supply-information",
    "announce-activity",
    "host-reporter",
    "staff-articles",
    "partner-events",
    "anniversary",
    "feedback",
    "feedback-proposal",
    "feedback-decision",
    "complaint-handover",
    "commendation",
    "commendation-approval",
    "award-advice",
    "difficulty",
    "difficulty-summary",
    "difficulty-decision",
    "unit-year-report",
    "ministry-report",
    "ministry-report-approval",
    "ministry-report-send",
]

# each duty of the plan and the steps that answer it; O25, O26, O27, O31 are rules, shown as criteria
OBLIGATIONS = {
    "O01": ["unit-plan"],
    "O02": ["month-plan"],
    "O03": ["partner-agreement", "month-approval", "month-plan-issue"],
    "O04": ["supply-information"],
    "O05": ["announce-activity"],
    "O06": ["host-reporter"],
    "O07": ["staff-articles"],
    "O08": ["unit-year-report"],
    "O09": ["unit-year-report"],
    "O10": ["guidance-check", "check"],
    "O11": ["guidance-check", "directive"],
    "O12": ["ministry-report", "ministry-report-approval", "ministry-report-send"],
    "O13": ["district-letter"],
    "O14": ["district-letter", "staff-articles"],
    "O15": ["partner-events"],
    "O16": ["commendation", "commendation-approval"],
    "O17": ["award-advice"],
    "O18": ["difficulty"],
    "O19": ["difficulty-summary"],
    "O20": ["difficulty-decision"],
    "O21": ["partner-agreement", "publications"],
    "O22": ["feedback", "feedback-proposal", "feedback-decision", "complaint-handover"],
    "O23": ["publications"],
    "O24": ["publications"],
    "O25": ["guidance-check", "directive", "unit-plan"],
    "O26": ["unit-plan"],
    "O27": ["publications"],
    "O28": ["unit-plan", "publications"],
    "O29": ["unit-plan", "publications", "anniversary"],
    "O30": ["joint-plan"],
    "O31": ["plan-issue"],
    "O32": ["plan-issue"],
}

# fragments of the plan as it is printed, its slips of the pen included
TOPICS = {
    "t1": "Tổ chức tuyên truyền, truyền thông kịp thời và triển khai thực hiện nghiêm túc, có hiệu quả các chủ trương",
    "t2": "Tập trung tuyên truyền cho công tác cải cách hành chính, trọng tâm là cải cách thủ tục hành chính",
    "t3": "Tuyên truyền việc thực hiện thanh tra, kiểm tra, xử lý sai phạm về lĩnh vực tài nguyên và môi trường.",
    "t4": "xây dựng Đề án tích tụ, tập trung ruộng đất và tổ chức thực hiện các nhiệm vụ thuộc đề án của ngành.",
    "t5": "nhận chìm, giao khu vực biển trên địa bàn tỉnh góp phần nâng cao hiệu quả phát triển bền vững kinh tế biển",
    "t6": "địa chất; môi trường; khí tượng thuỷ văn; biến đổi khí hậu; đo đạc bản đồ và viễn thám",
    "t7": "đảm bảo vệ sinh môi trường trong các khu, cụm công nghiệp; làng nghề, nuôi trồng thủy sản, chăn nuôi.",
}
ACTIVITIES = {
    "k01": "lấy ý kiến nhân dân về dự thảo Luật Đất đai sửa đổi trên địa bàn toàn tỉnh.",
    "k02": "đảm bảo nguồn vật liệu xây dựng cho các dự án lớn trên địa bàn tỉnh, trong đó có dự án cao tốc Bắc Nam.",
    "k03": "đóng cửa mỏ và xử lý nợ tiền cấp quyền khai thác khoáng sản.",
    "k04": "dịch vụ công trực tuyến mức độ 3, 4 trong giải quyết TTHC, chuyển đổi số.",
    "k05": "thí điểm về tích tụ, tập trung ruộng đất theo hình thức cho thuê quyền sử dụng đất, góp vốn",
    "k06": "xử lý các loại rác thải (chất thải công nghiệp, y tế, chăn nuôi, sinh hoạt,...).",
    "k07": "Tuyên truyền dịp kỷ niệm 20 năm thành lập Sở Tài nguyên và Môi trường (tháng 7/2023)",
    "k08": "kiểm soát chặt chẽ các dự án có nguồn thải lớn và thực hiện việc giám sát bảo vệ môi trường tại dự án Formosa.",
    "k09": "kết quả thanh tra, kiểm tra, xử lý sai phạm về lĩnh vực tài nguyên và môi trường trên địa bàn toàn tỉnh.",
    "k10": "tro xỉ, thạch cao của các nhà nhiệt máy điện, luyện thép, làm nguyên liệu sản xuất vật liệu xây dựng",
}
DOCUMENTS = [
    "576/BTNMT-VP",
    "74/QĐ-STNMT",
    "13-NQ/TU",
    "95/2022/NQ-HĐND",
    "21/CTr-UBND",
    "08-CT/TU",
    "04/BTNMT-TCCB",
    "01/CT-UBND",
    "36-NQ/TW",
]
RECIPIENTS = [
    "Bộ Tài nguyên và Môi trường",
    "UBND tỉnh",
    "Sở Thông tin và Truyền thông",
    "Báo Hà Tĩnh",
    "Đài Phát thanh và Truyền hình tỉnh",
    "GĐ, PGĐ Sở",
    "Các phòng, đơn vị",
    "Lưu: VT, VP",
]


def source(name):
    """A file of the package, by its path under definitions/."""
    return Source(Path(name).name, (HERE / name).read_bytes())


@pytest.fixture(scope="module")
def ha_tinh():
    """The definition as it ships, with the four calendars."""
    calendars = [source(f"calendars/vietnam-{year}.yaml") for year in (2023, 2024, 2025, 2026)]
    return load(*(source(f"ha-tinh/{name}.yaml") for name in ("process", "2023", "organisation")), calendars)


def test_it_is_taken_with_the_one_warning_that_is_true(ha_tinh):
    """Every clause has a step, every step its clause, and everybody can be reached; but one person decides alone."""
    texts = (source(f"ha-tinh/{name}.yaml") for name in ("process", "2023", "organisation"))
    found = [(w.code, w.words, w.where) for w in warnings(ha_tinh, *texts)]
    assert found == [("one-person", "lanh-dao-so.phu-trach", "organisation.yaml:12:5")]


def test_every_step_is_there(ha_tinh):
    """The steps that the program's parts know by name."""
    assert sorted(step.id for step in ha_tinh.process.steps) == sorted(STEPS)


@pytest.mark.parametrize("obligation", [f"O{n:02}" for n in range(1, 33)])
def test_every_obligation_is_answered(ha_tinh, obligation):
    """Each of the 32 duties of the plan is answered by the steps that are meant to answer it."""
    answering = [step.id for step in ha_tinh.process.steps if obligation in step.obligations]
    assert sorted(answering) == sorted(OBLIGATIONS[obligation])


def test_rules_are_criteria(ha_tinh):
    """What the plan asks of quality is shown to whoever fills in: O25, O26, O27, O31."""
    criteria = {id: " ".join(ha_tinh.process.step(id).criteria) for id in STEPS}
    assert "thường xuyên và bám sát" in criteria["guidance-check"]
    assert "phải cụ thể, có trọng tâm, trọng điểm" in criteria["unit-plan"]
    assert "đảm bảo tính thời sự, phản ánh có chiều sâu" in criteria["publications"]
    assert "nghiêm túc thực hiện" in criteria["plan-issue"]


def test_the_topics_are_quoted(ha_tinh):
    """All 7 contents of II, in the plan's own words."""
    assert {topic.id: TOPICS[topic.id] in topic.title for topic in ha_tinh.year.topics} == dict.fromkeys(TOPICS, True)
    assert [topic.basis for topic in ha_tinh.year.topics] == [f"II.{n}" for n in range(1, 8)]
    assert "21/CTr-UBND ngày ngày 19/01/2023" in ha_tinh.year.topics[0].title  # the plan's own slip of the pen


def test_the_activities_are_quoted(ha_tinh):
    """All 10 key activities, in the plan's own words."""
    quoted = {activity.id: ACTIVITIES[activity.id] in activity.title for activity in ha_tinh.year.activities}
    assert quoted == dict.fromkeys(ACTIVITIES, True)


def test_one_activity_is_dated(ha_tinh):
    """k07 is in July 2023; the plan gives no date for any other."""
    dated = [(a.id, a.first, a.last) for a in ha_tinh.year.activities if a.first or a.last]
    assert dated == [("k07", dt.date(2023, 7, 1), dt.date(2023, 7, 31))]


def test_every_document_is_named(ha_tinh):
    """Nine documents by number; three that the plan names without one stay without one."""
    assert [document.number for document in ha_tinh.year.basis if document.number] == DOCUMENTS
    assert len([document for document in ha_tinh.year.basis if not document.number]) == 3


def test_every_recipient_is_named(ha_tinh):
    """The eight lines of Nơi nhận, in their order."""
    assert [recipient.name for recipient in ha_tinh.year.recipients] == RECIPIENTS
    assert ha_tinh.year.recipients[0].purpose == "để b/c"


def test_the_districts_never_submit(ha_tinh):
    """The 26 district bodies are told to coordinate and owe nothing; Kỳ Anh is a town and a district."""
    districts = {party.id for party in ha_tinh.year.playing("district")}
    assert len(districts) == 26
    assert {"phong-tnmt-ky-anh-thi-xa", "phong-tnmt-ky-anh-huyen"} <= districts
    assert not any("district" in step.by for step in ha_tinh.process.steps)
    assert not districts & {opened.key.party for opened in plan(ha_tinh)}


def test_the_partners_are_data(ha_tinh):
    """The two partners are two lines of the year: with one of them left out the definition is still taken."""
    assert [party.id for party in ha_tinh.year.playing("partner")] == ["bao-ha-tinh", "dai-pt-th"]
    kept = [
        line
        for line in (HERE / "ha-tinh/2023.yaml").read_text(encoding="utf-8").splitlines()
        if not line.startswith("  dai-pt-th:") and "party: dai-pt-th" not in line
    ]
    merged = load(source("ha-tinh/process.yaml"), Source("2023.yaml", "\n".join(kept)))
    assert [party.id for party in merged.year.playing("partner")] == ["bao-ha-tinh"]


def test_the_contacts_are_mailboxes_that_cannot_exist(ha_tinh):
    """Every address lies under the reserved domain `example`, and the sample says that it is one."""
    addresses = [address for person in ha_tinh.directory.people for address in person.addresses.values()]
    assert len(addresses) == len(set(addresses)) == len(ha_tinh.directory.people)
    assert all(address.endswith(".example") for address in addresses)
    assert ha_tinh.directory.sample
    assert ha_tinh.year.issuer.sample
    assert all("DỮ LIỆU MẪU" in (HERE / f"ha-tinh/{name}.yaml").read_text("utf-8") for name in ("2023", "organisation"))


def test_the_people_that_the_parts_know(ha_tinh):
    """One mailbox for each unit, two for the Office, one for the leader."""
    people = {person.id for person in ha_tinh.directory.people}
    units = {f"{party.id}.dau-moi" for party in ha_tinh.year.playing("unit")}
    assert len(units) == 12
    assert units | {"van-phong.chuyen-vien", "van-phong.chanh-van-phong", "lanh-dao-so.phu-trach"} <= people


def test_the_two_dates_of_the_plan(ha_tinh):
    """Before 01/12/2023 from the units, before 15/12/2023 to the Ministry, each stage between on a day of its own."""
    due = {step.id: step.due.anchor.date for step in ha_tinh.process.steps if step.every is Every.YEAR}
    assert due == {
        "unit-year-report": dt.date(2023, 12, 1),
        "ministry-report": dt.date(2023, 12, 9),
        "ministry-report-approval": dt.date(2023, 12, 13),
        "ministry-report-send": dt.date(2023, 12, 15),
    }
    assert {ha_tinh.process.step(id).due.bound for id in due} == {"before"}


def test_partners_are_never_urged(ha_tinh):
    """No rung of a step that a partner owes speaks to the partner."""
    owed = [step for step in ha_tinh.process.steps if "partner" in step.by]
    assert owed
    assert all(rung.to == "office" for step in owed for rung in step.ladder)


def test_records_burden_nobody(ha_tinh):
    """What is only kept track of has no deadline and no reminder."""
    continuous = {"supply-information", "host-reporter", "staff-articles"}  # written down each time, not by the quarter
    kept = [step for step in ha_tinh.process.steps if step.kind is Kind.TRACK or step.id in continuous]
    assert len(kept) == 4
    assert all(step.due is None and step.ladder == () for step in kept)


def test_the_year_begins_with_april(ha_tinh):
    """The plan is of March 2023: the first monthly plan is that of April, the last that of December."""
    months = sorted({opened.key.period for opened in plan(ha_tinh) if opened.key.step == "unit-plan"})
    assert months == [f"2023-{month:02}" for month in range(4, 13)]


def test_the_texts_are_composed():
    """The files are NFC, so that a search finds what is seen."""
    for path in sorted(HERE.glob("**/*.yaml")):
        assert unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8")), path.name


# what the official notices say: days off beyond weekends, and weekend days that are worked
OFF = {
    2023: "01-02 01-20 01-23 01-24 01-25 01-26 05-01 05-02 05-03 09-01 09-04",
    2024: "01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03",
    2025: "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02",
    2026: "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02",
}
WORKED = {2023: "", 2024: "05-04", 2025: "04-26", 2026: "01-10 08-22"}


@pytest.mark.parametrize("year", OFF)
def test_the_calendars_are_the_official_ones(ha_tinh, year):
    """Every weekday off and every weekend day worked, and no other: 24/11/2026 has no law yet and is a working day."""
    calendar = working_calendar("vietnam", ha_tinh.calendars)
    days = [dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(365)]
    odd = [day for day in days if calendar.is_working(day) != (day.weekday() < 5)]
    off, worked = ([f"{d:%m-%d}" for d in odd if (d.weekday() < 5) is weekday] for weekday in (True, False))
    assert off == OFF[year].split()
    assert worked == WORKED[year].split()


def test_what_is_not_confirmed_is_no_day_off(ha_tinh):
    """24/11/2026 stands in the file as unconfirmed, and counts for nothing until a law is named."""
    noted = read(source("calendars/vietnam-2026.yaml")).data["off"]["2026-11-24"]
    assert noted["status"] == "unconfirmed"
    assert working_calendar("vietnam", ha_tinh.calendars).is_working(dt.date(2026, 11, 24))


def test_every_day_off_has_its_notice(ha_tinh):
    """A day off or a make-up day names what decided it."""
    days = [day for calendar in ha_tinh.calendars for day in (*calendar.off, *calendar.working)]
    assert all(day.notice for day in days)
