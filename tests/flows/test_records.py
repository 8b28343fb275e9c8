"""The records of the year, from typing to the report's line; what is personal is seen nowhere."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

import definitions
from definitions.facts import Key, State
from definitions.personal import MASK
from definitions.records import record_steps
from definitions.report import ministry_report
from flows import record_forms
from flows.assemble import assemble
from flows.collect import RowsRefused, collect
from flows.counted import counted
from flows.files import read_definition
from flows.kept import form_name, records_pages
from flows.making import year_facts
from flows.particulars import erase, particulars
from flows.recording import record
from flows.told import Refused
from flows.track import track
from notifications.figure_words import meaning, row_words
from notifications.recorded import told

HA_TINH = Path(definitions.__file__).parent / "ha-tinh" / "2023.yaml"
NAME, ADDRESS, PHONE = "Hoàng Chim Hoàng Yến", "Thôn Thử Nghiệm, xã Mẫu", "0912 345 678"
FORMS = SimpleNamespace(settles=lambda key, _: f"http://so.example/{key}", records=lambda *_: "http://so.example/form")
FEEDBACK = {"kind": "Phản ánh, kiến nghị", "source": "Người dân", "content": "Mùi từ bãi rác (dữ liệu mẫu)"}


@pytest.fixture(scope="module")
def ha_tinh():
    """The sample office's definition."""
    return read_definition(HA_TINH)[0]


@pytest.fixture
def office(found, ha_tinh, tmp_path):
    """The sample office in April, with an inbox."""
    (tmp_path / "inbox").mkdir()
    world = found(tmp_path, definition=ha_tinh, start="2023-04-03", settings=_settings(tmp_path))
    world.to("2023-04-12 09:00")
    return world


def _settings(folder):
    from flows.wiring import Settings

    return Settings.read(folder, {})


def _filed(office, name=NAME, address=ADDRESS, phone=PHONE):
    path = office.office.settings.data / "inbox" / "nguoi-phan-anh.txt"
    path.write_text(
        f"Người phản ánh: {name}\nĐịa chỉ người phản ánh: {address}\nĐiện thoại người phản ánh: {phone}\n", "utf-8"
    )
    return path


def _page(office, key="so-theo-doi"):
    everything = office.ledger.obligations()
    return next(it.markdown for it in records_pages(office.office, everything, FORMS) if it.key == key)


def _row(office, said):
    return next(line for line in _page(office).splitlines() if said in line)


LINES = {
    "supply-information": {"at": "2023-04-11", "content": "Số liệu rác thải", "partner": ["Báo Hà Tĩnh"]},
    "host-reporter": {"at": "2023-04-11", "content": "Phục hồi mỏ", "partner": ["Báo Hà Tĩnh"]},
    "staff-articles": {"at": "2023-04-11", "title": "Nộp hồ sơ trực tuyến", "author": "Viên chức một cửa"},
    "check": {"at": "2023-04-11", "unit": "Phòng Môi trường", "finding": "Gửi đủ, đúng hạn"},
    "directive": {"number": "Số mẫu 01", "at": "2023-04-10", "issuer": "UBND tỉnh", "content": "Chất thải rắn", "topics": ["7"]},
    "announce-activity": {"content": "Hội nghị lấy ý kiến", "when": "2023-04-25", "where": "Trụ sở", "contact": "Đầu mối"},
    "partner-events": {"at": "2023-04-11", "content": "Tọa đàm chuyển đổi số", "partner": ["Báo Hà Tĩnh"], "attended": "Văn phòng"},
    "difficulty": {"content": "Thiếu người viết tin", "proposal": "Tập huấn"},
    "commendation": {"author": "Tác giả 01", "work": "Loạt bài mẫu", "reason": "Kịp thời", "proposal": "Biểu dương"},
    "feedback": FEEDBACK,
}  # fmt: skip


@pytest.mark.parametrize("step", list(LINES))
def test_every_record_goes_from_typing_to_the_line_of_the_report(office, step):
    """Typed by form it stands in the book with what it says, and in the report as one of its kind."""
    word = office.office.context.steps[step]
    unit = "phong-moi-truong" if word.by == ("unit",) else ""
    record(office.office, step=step, unit=unit, line=LINES[step])
    office.beat()
    said = str(
        LINES[step].get("content") or LINES[step].get("title") or LINES[step].get("finding") or LINES[step]["work"]
    )
    assert said in _page(office)
    report = ministry_report(office.office.definition, year_facts(office.office), office.clock.instant)
    assert {it.step: it.records for it in report.records if it.records} == {step: 1}
    assert any(f"- {word.title}: 1 lần" in line for line in told(office.office.definition, report))
    its = counted(office.office).rows
    assert {name for name, rows in its.items() if name.startswith("records.") and rows} >= {
        f"records.{step}.{part}" for part in ("records", "lines", f"parties.{unit or 'van-phong'}")
    }
    for part in ("records", "lines"):
        (row,) = its[f"records.{step}.{part}"]
        assert said in row_words(office.office.definition, row)


def test_why_a_record_counts_names_it_and_nobody_else(office):
    """«vongnam why records.feedback»: the count in words, each record with what it says; private people masked."""
    _filed(office)
    record(office.office, step="feedback", line=FEEDBACK, particulars="nguoi-phan-anh.txt")
    office.beat()
    definition, its = office.office.definition, counted(office.office).rows
    said = [
        row_words(definition, row) for name, rows in its.items() if name.startswith("records.feedback") for row in rows
    ]
    assert "Tiếp nhận phản hồi, phản biện lần 1/2023, Văn phòng Sở: Mùi từ bãi rác (dữ liệu mẫu) (đã tiếp nhận)" in said
    assert not any(part in text for part in (NAME, PHONE, ADDRESS) for text in said)
    of = "records.feedback.parties.van-phong"
    assert meaning(definition, of) == "lần đã ghi trong Sổ theo dõi – Tiếp nhận phản hồi, phản biện – Văn phòng Sở"
    assert meaning(definition, "records.feedback.closed").startswith("lần đã ghi, đã xử lý xong")


def test_every_record_of_the_plan_is_tried():
    """The table above knows every kind of record that is typed by form."""
    assert {step.id for step in record_forms.recorded_steps(read_definition(HA_TINH)[0])} == set(LINES)


def test_what_a_citizen_says_is_proposed_on_and_decided_and_the_office_hears_of_it(office):
    """Taken in, told to the leader, proposed within five working days, decided: each is the next act of the book."""
    record(office.office, step="feedback", line=FEEDBACK)
    office.beat()
    assert "Mùi từ bãi rác" in office.letters("lanh-dao-so")[-1].letter.text
    assert "[Đề xuất xử lý phản hồi, phản biện](" in _row(office, "Mùi từ bãi rác")
    assemble(office.office, step="feedback-proposal", period="2023-E001", comment="Phòng Môi trường kiểm tra")
    office.beat()
    office.decide(obligation="feedback-decision/2023-E001/lanh-dao-so", code=_code(office, "feedback-decision"))
    office.beat()
    assert "Lãnh đạo: đồng ý" in _row(office, "Mùi từ bãi rác")
    assert office.it("feedback-decision/2023-E001/lanh-dao-so").state is State.ACCEPTED


def _code(office, step, round=""):
    person = office.ledger.grants(Key.parse(f"{step}/2023-E001/lanh-dao-so{round}"))[0].person
    return office.code(f"{step}/2023-E001/lanh-dao-so{round}", person)


def test_a_unit_hears_what_was_decided_about_its_difficulty(office):
    """The way back: whoever raised it is told, beside the Office; no other unit is."""
    record(office.office, step="difficulty", unit="tt-ky-thuat", line=LINES["difficulty"])
    office.beat()
    assemble(office.office, step="difficulty-summary", period="2023-E001", comment="Đề nghị tập huấn")
    office.beat()
    before = len(office.post.sent)
    office.decide(obligation="difficulty-decision/2023-E001/lanh-dao-so", code=_code(office, "difficulty-decision"))
    office.to("2023-04-13 09:00")
    letters = [post.address for post in office.post.sent[before:] if "Đã có ý kiến phê duyệt" in post.letter.subject]
    directory = office.office.definition.directory
    parties = {person.party for person in directory.people if set(person.addresses.values()) & set(letters)}
    assert parties == {"van-phong", "tt-ky-thuat"}


def test_what_the_leader_returns_is_proposed_anew(office):
    """A returned proposal is open again with the Office, and what comes back is decided in a round of its own."""
    record(office.office, step="feedback", line=FEEDBACK)
    office.beat()
    assemble(office.office, step="feedback-proposal", period="2023-E001", comment="Chưa rõ")
    office.beat()
    first = "feedback-decision/2023-E001/lanh-dao-so"
    office.decide("Trả lại", "Nêu rõ đơn vị xử lý.", obligation=first, code=_code(office, "feedback-decision"))
    office.beat()
    assert office.it("feedback-proposal/2023-E001/van-phong").state is State.RETURNED
    assemble(office.office, step="feedback-proposal", period="2023-E001", comment="Phòng Môi trường xử lý")
    office.beat()
    office.decide(obligation=f"{first}/2", code=_code(office, "feedback-decision", "/2"))
    assert office.it(f"{first}/2").state is State.ACCEPTED


# ---------------------------------------------------------------- complaints, denunciations


@pytest.mark.parametrize("kind", ["Khiếu nại", "Tố cáo"])
def test_a_complaint_is_handed_over_and_ends_there(office, kind):
    """Only when and to whom is kept: no feedback, no decision, nothing of what it says anywhere, nobody is written to."""
    line = {**FEEDBACK, "kind": kind, "content": "CHIM HOÀNG YẾN tố cáo", "proposal": "CHIM HOÀNG YẾN",
            "handed": "2023-04-12", "receiver": "Bộ phận tiếp công dân"}  # fmt: skip
    _filed(office)
    record(office.office, step="feedback", line=line, particulars="nguoi-phan-anh.txt", note="CHIM HOÀNG YẾN")
    office.to("2023-04-13 09:00")
    assert office.ledger.obligations(step="feedback") == []
    assert office.ledger.obligations(step="feedback-decision") == []
    content = office.content("complaint-handover/2023-E001/van-phong")
    (kept,) = content["lines"]
    assert {**kept, "id": ""} == {
        "id": "", "kind": kind, "handed": "2023-04-12", "receiver": "Bộ phận tiếp công dân",
    }  # fmt: skip
    assert "HOÀNG YẾN" not in _everything(office).upper()
    assert not any(
        "lanh-dao" in post.address for post in office.post.sent if "khiếu nại" in post.letter.subject.lower()
    )


def test_a_complaint_needs_the_day_and_the_receiver(office):
    """Without them it is not handed over, and nothing is kept."""
    with pytest.raises(RowsRefused, match="Ngày chuyển bộ phận tiếp công dân"):
        record(office.office, step="feedback", line={"kind": "Khiếu nại"})
    assert office.ledger.obligations(step="complaint-handover") == []


def test_feedback_does_not_become_a_complaint_in_a_later_version(office):
    """What leads elsewhere is recorded anew, there: it is refused in the place of what was recorded already."""
    record(office.office, step="feedback", line=FEEDBACK)
    rows = "Loại\tNguồn phản hồi\tNội dung phản hồi\nTố cáo\tNgười dân\tX"
    with pytest.raises(Refused) as refused:
        collect(office.office, step="feedback", unit="van-phong", period="2023-E001", rows=rows)
    assert refused.value.reason == "leads-elsewhere"


# ---------------------------------------------------------------- names


def _everything(office):
    """All that anybody can see: letters, pages, the trail, documents, contents that records name, the report."""
    report = ministry_report(office.office.definition, year_facts(office.office), office.clock.instant)
    everything = office.ledger.obligations()
    pages = [it.markdown for it in records_pages(office.office, everything, FORMS)]
    letters = [f"{p.letter.subject}{p.letter.text}{p.letter.html}" for p in office.post.sent]
    trail = [json.dumps([e.key, e.detail], ensure_ascii=False) for e in office.ledger.events()]
    contents = [json.dumps(office.ledger.content(it.content), ensure_ascii=False) for it in everything if it.content]
    words = office.office.documents.ministry_report(
        office.office.definition, report, {}, date=None, cutoff=office.clock.instant
    )
    with zipfile.ZipFile(io.BytesIO(words)) as file:
        paper = [file.read(name).decode("utf-8", "replace") for name in file.namelist()]
    return "\n".join([*pages, *letters, *trail, *contents, *paper, *told(office.office.definition, report)])


def test_the_name_of_a_citizen_is_seen_nowhere(office, capfd):
    """Not in a letter, page, run, trail, log, document or report; not even where it was typed into another field."""
    path = _filed(office)
    line = {**FEEDBACK, "content": f"Bà {NAME.upper()} (hoang chim hoang yen, 0912.345.678) phản ánh mùi rác"}
    shown = record(office.office, step="feedback", line=line, particulars=path.name, note=f"Theo lời {NAME}")
    office.to("2023-04-21 09:00")
    seen = _everything(office) + shown.markdown + "".join(capfd.readouterr())
    for canary in ("CHIM HOÀNG YẾN", "CHIM HOANG YEN", "THÔN THỬ NGHIỆM", "345.678", "345678", "345 678"):
        assert canary not in seen.upper()
    assert MASK in _row(office, "phản ánh mùi rác")
    assert not path.exists()


def test_a_number_that_was_understood_by_tolerance_is_told_nowhere(office):
    """What a reader understood is said back, but never of a personal field."""
    record(office.office, step="feedback", line=FEEDBACK, particulars=_filed(office, phone="912345678").name)
    assert "912345678" not in _everything(office)
    assert dict(particulars(office.office, "feedback", "2023-E001"))["Điện thoại người phản ánh"] == "0912345678"


def test_the_office_can_read_the_name_and_take_it_out_for_good(office):
    """Kept apart in the ledger: read by the record's occasion, erased with a line in the trail that says of which."""
    record(office.office, step="feedback", line=FEEDBACK, particulars=_filed(office).name)
    said = dict(particulars(office.office, "feedback", "2023-E001"))
    assert said["Người phản ánh"] == NAME
    assert erase(office.office, "feedback", "2023-E001", why="Hết thời hạn lưu") == [
        Key("feedback", "2023-E001", "van-phong")
    ]
    assert particulars(office.office, "feedback", "2023-E001") == []
    assert erase(office.office, "feedback", "2023-E001", why="Lần nữa") == []
    last = office.ledger.events()[-1]
    assert (last.what, last.key, last.detail) == ("erase", "feedback/2023-E001/van-phong", {"why": "Hết thời hạn lưu"})
    assert "Mùi từ bãi rác" in _page(office)


def test_no_form_of_the_screen_asks_for_a_name(ha_tinh):
    """Prefect keeps what is typed into a run's form: what is personal comes by file."""
    for step in record_forms.recorded_steps(ha_tinh):
        form = ha_tinh.process.form(step.form)
        asked = record_forms.schema(ha_tinh, step)["properties"]
        assert not {field.id for field in form.fields if field.personal} & set(asked["line"]["properties"])
        assert ("particulars" in asked) == any(field.personal for field in form.fields)


def test_a_refusal_does_not_repeat_a_name(office):
    """A file with a line that cannot be read, and a cell that cannot: neither sentence says what was typed."""
    path = _filed(office)
    path.write_text(f"Tên: {NAME}", "utf-8")
    with pytest.raises(Refused) as refused:
        record(office.office, step="feedback", line=FEEDBACK, particulars=path.name)
    assert "Yến" not in f"{refused.value.message}{refused.value.remedy}"
    assert path.exists()
    _filed(office, phone="=912345678")
    with pytest.raises(RowsRefused) as faulty:
        record(office.office, step="feedback", line=FEEDBACK, particulars=path.name)
    assert "912345678" not in f"{faulty.value.message}{faulty.value.remedy}"
    assert office.ledger.obligations(step="feedback") == []


# ---------------------------------------------------------------- the book and the candidates


def test_the_book_names_every_kind_and_says_where_nothing_was_recorded(office, ha_tinh):
    """Empty is said as empty, with the form to begin."""
    page = _page(office)
    for step in record_steps(ha_tinh.process):
        assert f"## {step.title} (0)" in page
    assert page.count("Chưa ghi nhận.") == len(record_steps(ha_tinh.process))


def test_candidates_are_offered_with_their_evidence_and_nothing_is_proposed(office):
    """Three works make a candidate by the sample's rule; the list proposes nobody."""
    for n in range(3):
        track(office.office, title=f"Bài {n}", partner="bao-ha-tinh", genre="Bài", at=office.clock.instant.date().replace(day=3 + n),
              author="Tác giả 01", topics=["t6"] if n else ["t7"])  # fmt: skip
    page = _page(office, "de-cu-khen-thuong")
    assert "| 1 | [Tác giả 01](http://so.example/form) | 3 tin, bài (3 Bài); nội dung: II.6 (2), II.7 (1)" in page
    assert "số tin, bài về nội dung II.6" in page
    office.to("2023-04-20 09:00")
    assert office.ledger.obligations(step="commendation") == []


def test_the_names_of_the_forms_can_be_names_of_deployments(ha_tinh):
    """Prefect takes no slash, percent, ampersand or angle bracket in a name; no two are alike."""
    names = [form_name(step) for step in record_forms.recorded_steps(ha_tinh)]
    assert not any(mark in name for name in names for mark in "/%&<>")
    assert len(set(names)) == len(names)
