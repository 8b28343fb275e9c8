"""The plan of the month and the report to the Ministry as Word files."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest

from definitions.compile import UnitPlan, compile_month, compile_year
from definitions.facts import Instants, Key, Obligation, State
from definitions.merging import apply_answers
from definitions.report import YearFacts, ministry_report
from flows.files import read_definition
from notifications.documents import OURS, Documents
from notifications.render import TemplateMissing, TemplateWrong
from notifications.words import SAMPLE

ROOT = Path(__file__).parents[2]
NASTY = "Ký kết A & B <Sở> \"R&D\" {{ 7*7 }} {% if %} \x0b= 'x'"
DUE = dt.datetime(2023, 11, 4, 17, tzinfo=dt.UTC)
PARTNERS = ("bao-ha-tinh", "dai-pt-th")
DAY = dt.date(2023, 11, 8)


@cache
def definition():
    return read_definition(ROOT / "definitions" / "ha-tinh" / "2023.yaml")[0]


@cache
def month(lines=20):
    """Lines of one unit, another silent, a third with nothing to say; one partner changed, one never answered."""
    row = {
        "genre": "Tin",
        "activities": ["k06"],
        "topics": ["t7"],
        "when": "2023-11-15",
        "partners": [*PARTNERS],
        "lead": "",
        "with": "",
        "note": "",
    }
    rows = [
        {"id": f"2023-11/thanh-tra-so/{n:02}", "content": NASTY if n == 1 else f"Nội dung thứ {n}", **row}
        for n in range(1, lines + 1)
    ]
    plan = {"party": "thanh-tra-so", "period": "2023-11", "nil": not rows, "lines": rows}
    states = {"thanh-tra-so": State.ACCEPTED if rows else State.OPEN, "tt-cntt": State.MISSED, "tt-ky-thuat": State.NIL}
    owed = [Obligation(Key("unit-plan", "2023-11", unit), state, Instants(due=DUE)) for unit, state in states.items()]
    draft = compile_month(definition(), "2023-11", [UnitPlan(plan, DUE)] if rows else [], owed)
    said = [{"line": "2023-11/thanh-tra-so/02", "outcome": "changed", "when": "2023-11-22", "reason": "Kín trang"}]
    return apply_answers(draft, [{"partner": PARTNERS[0], "answers": said}], PARTNERS) if rows else draft


def plan(content=None, approved=None, **more):
    return Documents(**more).month_plan(definition(), content or month(), version=2, approved=approved, date=DAY)


def report(facts=None, reports=()):
    cutoff = dt.datetime(2023, 12, 7, 17, tzinfo=dt.UTC)
    numbers = ministry_report(definition(), facts or YearFacts(), cutoff)
    content = compile_year(definition(), "2023", reports, ())
    return Documents().ministry_report(definition(), numbers, content, date=dt.date(2023, 12, 8), cutoff=cutoff)


def opened(data):
    from docx import Document

    return Document(io.BytesIO(data))


def said(data):
    """Everything that a reader sees, in the order of the file, a line for each paragraph."""
    from docx.oxml.ns import qn

    return "\n".join(
        "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in opened(data).element.body.iter(qn("w:p"))
    )


def test_the_head_is_that_of_the_decree():
    """The state's name and motto, the agency, a blank number, place and date with the decree's zeros."""
    text = said(plan(approved=object()))
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "UBND TỈNH HÀ TĨNH",
        "/KH-STNMT",
    ):
        assert words in text
    assert "Hà Tĩnh, ngày 08 tháng 11 năm 2023" in text
    assert text.count("./.") == 1
    assert "Kính gửi" not in text


def test_values_are_data_and_never_templates():
    """Ampersands, angle brackets and what looks like a template stand in the document as they were typed."""
    text = said(plan())
    assert NASTY.replace("\x0b", "") in text
    assert "49" not in text


def test_every_line_stands_in_the_table():
    """Twenty lines are twenty rows below the heading, in nine columns, with the numbers of topic and activity."""
    table = next(t for t in opened(plan()).tables if t.cell(0, 0).text == "STT")
    assert (len(table.rows), len(table.columns)) == (21, 9)
    assert [cell.text for cell in table.rows[2].cells] == [
        "2", "Nội dung thứ 2", "II.7", "6", "Tin", "Thanh tra Sở", "22/11/2023",
        "Báo Hà Tĩnh; Đài Phát thanh và Truyền hình tỉnh (chưa có ý kiến)", "",
    ]  # fmt: skip


def test_silence_is_said_as_silence():
    """A partner without an answer is said to have none; so are units without a plan, and those with nothing to say."""
    text = said(plan())
    assert "- Đài Phát thanh và Truyền hình tỉnh: chưa có ý kiến." in text
    assert "Đơn vị chưa gửi kế hoạch\n- Trung tâm Công nghệ thông tin." in text
    assert "không phát sinh nội dung tuyên truyền\n- Trung tâm Kỹ thuật tài nguyên và môi trường." in text
    assert "kế hoạch của các phòng, đơn vị và ý kiến của Báo Hà Tĩnh, Sở Tài nguyên và Môi trường" in text
    assert "Kín trang" in text


def test_a_month_without_lines_has_no_empty_table():
    """Nothing was handed in: a sentence says so, and there is neither table nor landscape page."""
    data = plan(month(0))
    assert "Tháng 11/2023 chưa ghi nhận nội dung tuyên truyền nào" in said(data)
    assert all(table.cell(0, 0).text != "STT" for table in opened(data).tables)
    assert {section.orientation for section in opened(data).sections} == {0}


def test_a_draft_says_that_it_is_one():
    """Every page of sample data says so; a draft says which version it is and leaves its day blank."""
    drafts, issued = opened(plan()).sections[0], opened(plan(approved=object())).sections[0]
    for header in (drafts.first_page_header, drafts.header):
        assert [p.text for p in header.paragraphs if "D" in p.text] == [SAMPLE, "DỰ THẢO (BẢN 2)"]
    assert "DỰ THẢO" not in "".join(p.text for p in issued.header.paragraphs)
    assert "08 tháng 11" not in said(plan())


def test_what_is_no_sample_does_not_say_so():
    """An office with its own data has no such line."""
    real = definition().year.model_copy(
        update={"issuer": definition().year.issuer.model_copy(update={"sample": False})}
    )
    office = definition().model_copy(update={"year": real})
    data = Documents().month_plan(office, month(), version=1, approved=object(), date=DAY)
    assert all(SAMPLE not in zipfile.ZipFile(io.BytesIO(data)).read(n).decode() for n in _xml(data))


def _xml(data):
    return [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if name.endswith(".xml")]


def test_the_page_is_that_of_the_decree():
    """A4, margins 20, 20, 30 and 20 mm; the number of the page from the second on, in the top margin."""
    first = opened(plan()).sections[0]
    sizes = (
        first.page_width,
        first.page_height,
        first.top_margin,
        first.bottom_margin,
        first.left_margin,
        first.right_margin,
    )
    assert [round(size.mm) for size in sizes] == [210, 297, 20, 20, 30, 20]
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert "PAGE" not in first.first_page_header._element.xml


@pytest.mark.parametrize("name", ["month-plan.docx", "ministry-report.docx"])
def test_a_template_is_times_new_roman(name):
    """Every run names the font for every script, so that no program falls back to another."""
    xml = zipfile.ZipFile(OURS / name).read("word/document.xml").decode()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        assert xml.count(f'w:{script}="Times New Roman"') == xml.count("<w:rFonts") > 50


def test_a_report_without_facts_invents_nothing():
    """A zero is said as "chưa ghi nhận", the cut-off is stated, the addressee is the Ministry."""
    text = said(report())
    assert "Kính gửi: Bộ Tài nguyên và Môi trường" in text
    assert "tính đến hết ngày 07/12/2023" in text
    assert text.lower().count("chưa ghi nhận") >= 10
    assert "- Như trên;" in text
    assert "Đã ghi nhận" not in text


def test_a_report_tells_what_units_reported():
    """Figures with their source, results by unit, and the units that did not report."""
    content = {
        "party": "thanh-tra-so",
        "figures": {"supplied": 12},
        "results": f"Kết quả {NASTY}",
        "proposals": "Tập huấn",
    }
    asked = [Obligation(Key("unit-year-report", "2023", unit)) for unit in ("thanh-tra-so", "tt-cntt")]
    reports = [UnitPlan(content, DUE)]
    text = said(report(YearFacts(asked, unit_reports=reports), reports))
    assert "12 lượt cung cấp thông tin, tài liệu; chưa ghi nhận hoạt động được thông báo" in text
    assert "- Thanh tra Sở: Kết quả Ký kết A & B <Sở>" in text
    assert text.endswith("3. Đơn vị chưa gửi báo cáo năm\n- Trung tâm Công nghệ thông tin")


def test_a_report_keeps_estimates_apart_from_its_sums():
    """Exact numbers are summed and counted; estimates stand beside them as they were said; nothing is "at least" else."""
    told = {"thanh-tra-so": (12, "khoảng 40"), "tt-cntt": ("hơn 500", "gần 40"), "tt-ky-thuat": (1218, "gần 40")}
    reports = [UnitPlan({"party": p, "figures": {"supplied": n, "reporters": m}}, DUE) for p, (n, m) in told.items()]
    asked = [Obligation(Key("unit-year-report", "2023", unit)) for unit in told]
    text = said(report(YearFacts(asked, unit_reports=reports), reports))
    assert (
        "ít nhất 1.230 lượt cung cấp thông tin, tài liệu (2 số liệu chính xác), ngoài ra 1 đơn vị ghi ước lượng: hơn 500"
        in text
    )
    assert (
        "không có số liệu chính xác về lượt tiếp, tạo điều kiện cho phóng viên, 3 đơn vị ghi ước lượng: khoảng 40; gần 40; gần 40"
        in text
    )


def test_a_missing_template_is_one_sentence_with_its_remedy(tmp_path, monkeypatch):
    """An office's folder without it falls back to ours; without ours too, the sentence names the file."""
    assert plan(templates=tmp_path) == plan()
    monkeypatch.setattr("notifications.documents.OURS", tmp_path / "nothing")
    with pytest.raises(TemplateMissing, match=r"month-plan\.docx.*templates folder") as refused:
        plan(templates=tmp_path)
    assert "Đặt tệp mẫu đó vào" in refused.value.say("vi")


@pytest.mark.parametrize("text", ["{{ ''.__class__.__mro__ }}", "{{ cycler }}", "{{ nothing }}", "{{ 1 +", "{% raw"])
def test_a_template_cannot_leave_the_sandbox(tmp_path, text):
    """What leads out of the data, an unknown name, a broken mark: one sentence that names the template."""
    from docx import Document

    made = Document()
    made.add_paragraph(text)
    made.save(tmp_path / "month-plan.docx")
    with pytest.raises(TemplateWrong, match=r"month-plan\.docx"):
        plan(templates=tmp_path)


def test_a_file_that_is_no_word_file_is_refused(tmp_path):
    """A text that was named .docx is one sentence too."""
    (tmp_path / "month-plan.docx").write_text("không phải Word", encoding="utf-8")
    with pytest.raises(TemplateWrong, match=r"Open it in Word .* \{\{ \}\} and \{% %\}") as refused:
        plan(templates=tmp_path)
    assert "Mở mẫu trong Word" in refused.value.say("vi")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Ho_Chi_Minh", "America/New_York"])
def test_the_same_facts_are_the_same_bytes(zone):
    """Another process, in another zone, with another order of hashing, makes the same two files."""
    code = (
        "import sys, hashlib, runpy; t = runpy.run_path(sys.argv[1]);"
        "print(hashlib.sha256(t['plan']() + t['report']()).hexdigest())"
    )
    env = {**os.environ, "TZ": zone, "PYTHONHASHSEED": str(len(zone)), "PYTHONPATH": str(ROOT)}
    made = subprocess.run(
        [sys.executable, "-c", code, __file__], env=env, capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert made.stdout.strip() == hashlib.sha256(plan() + report()).hexdigest()
