"""The Office's forms and the approver's, in a real Chromium: each is opened, filled in, sent, and looked at."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from flows.wiring import Settings, open_office
from tests.real.lists import list_of, pick

pytestmark = pytest.mark.real

PICTURES = Path(__file__).resolve().parents[2] / "docs" if os.environ.get("VONGNAM_RENEW") else None
COMMENT = "Dòng 2 chuyển sang tuần 4 tháng 11."
PLAN = "Kế hoạch tuyên truyền tháng của Sở"
HEAD = "Nội dung tuyên truyền\tNội dung của Kế hoạch (mục II)\tThể loại\tPhòng, đơn vị chủ trì\tThời gian dự kiến\tCơ quan báo chí"
FORMS = {
    "Thu kế hoạch": ("bieu-mau-thu-ke-hoach.png", ("Số, ký hiệu văn bản", "Ngày văn bản", "Tên tệp bản quét")),
    "Gia hạn": ("bieu-mau-gia-han.png", ("Việc", "Đơn vị, cơ quan", "Thời hạn mới", "Lý do")),
    "Cho miễn": ("bieu-mau-cho-mien.png", ("Việc", "Đơn vị, cơ quan", "Lý do")),
    "Chuyển người phê duyệt": ("bieu-mau-chuyen-nguoi.png", ("Việc chờ phê duyệt", "Người cho ý kiến")),
    "Rút về để sửa": ("bieu-mau-rut-ve.png", ("Nội dung đã trình", "Lý do")),
    "Sửa danh bạ": ("bieu-mau-danh-ba.png", ("Người, đầu mối", "Thư điện tử", "Zalo", "Vắng từ ngày", "Người thay")),
    "Giữ thư, cho gửi thư": ("bieu-mau-giu-thu.png", ("Thư đi",)),
}


def picture(page, name, tmp_path):
    """Keep what stands on the screen: under docs/ where it is being renewed, in a scratch folder otherwise."""
    page.screenshot(path=(PICTURES or tmp_path) / name)


def open_form(page, demo, name):
    """The form of a deployment, as the Office opens it: its page, Run, Custom run."""
    import httpx

    found = httpx.get(f"{demo.ui}/api/deployments/name/{name}/{name}", trust_env=False).json()
    page.goto(f"{demo.ui}/v2/deployments/deployment/{found['id']}")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Custom run").click()
    page.get_by_role("button", name="Submit").wait_for()


def field(page, title):
    """The box under that title."""
    return page.get_by_label(re.compile(rf"^{re.escape(title)}"))


def choose(page, title, option):
    """Choose from the list of that title."""
    label = page.locator("label", has_text=re.compile(rf"^{re.escape(title)}")).first
    pick(list_of(label), option)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_asks_in_vietnamese(demo, page, tmp_path, name):
    """Every act of the Office has a form whose fields are titled in Vietnamese."""
    file, titles = FORMS[name]
    open_form(page, demo, name)
    for title in titles:
        page.locator("label", has_text=re.compile(rf"^{re.escape(title)}")).first.wait_for()
    page.locator("label", has_text=titles[0]).first.scroll_into_view_if_needed()
    picture(page, file, tmp_path)


def approvals(demo):
    """The forms about the plan of November that wait, as (name, link)."""
    import httpx

    asked = {"flow_runs": {"tags": {"all_": ["Chờ duyệt"]}, "state": {"type": {"any_": ["PAUSED"]}}}}
    runs = httpx.post(f"{demo.ui}/api/flow_runs/filter", json=asked, trust_env=False).json()
    mine = [run for run in runs if run["parameters"]["obligation"].startswith("month-approval/2023-11/")]
    return [(run["name"], f"{demo.ui}/v2/runs/flow-run/{run['id']}") for run in mine]


def resume(page, link):
    """Open an approval as the letter says: the link, the three points, Resume."""
    page.goto(link)
    page.locator("button[aria-haspopup=menu]").first.click()
    page.get_by_role("menuitem", name=re.compile("Resume")).click()
    form = page.locator("[role=dialog]")
    form.locator("input[type=password]").wait_for()
    return form


def lines_of(demo):
    """The plan of November as it stands, as rows to be pasted."""
    with open_office(Settings.read(demo.data)) as office:
        submitted = office.ledger.submissions("month-plan", "2023-11")[0]
        return office.ledger.content(submitted.content)["lines"]


def pasted(demo, **when):
    """The table as the Office edits it: the number of a line -> its new time."""
    from definitions.vocabulary import Definition

    with open_office(Settings.read(demo.data)) as office:
        definition: Definition = office.definition
    names = {p.id: p.name for p in definition.year.parties}
    rows = [
        "\t".join([
            line["content"], ", ".join(t.removeprefix("II.") for t in line["topics"]), line["genre"],
            line.get("lead", names[line["unit"]]), when.get(f"dong_{n}", line["when"]),
            "; ".join(names[p] for p in line["partners"]),
        ])
        for n, line in enumerate(lines_of(demo), 1)
    ]  # fmt: skip
    return "\n".join([HEAD, *rows])


def test_agreed_with_changes_from_the_form_to_the_second_round(own_demo, page, tmp_path, eventually):
    """The leader names line 2; the Office changes lines 2 and 3: the new form asks for line 3 alone, and says why."""
    demo = own_demo
    first = demo.found(r"http://\S+/flow-run/\S+")
    form = resume(page, first)
    form.get_by_text("Người cho ý kiến").wait_for()
    pick(form.get_by_role("button", name="Select"), "Đồng ý, có sửa")
    form.get_by_label(re.compile("^Nội dung cần sửa")).fill(COMMENT)
    form.locator("input[type=password]").fill("AAAAA-AAAAA")
    form.get_by_role("button", name="Resume").click()
    again = eventually(lambda: next((link for _, link in approvals(demo) if link != first), None))
    form = resume(page, again)
    assert form.get_by_label(re.compile("^Nội dung cần sửa")).input_value() == COMMENT  # a slip costs nobody a word
    pick(form.get_by_role("button", name="Select"), "Đồng ý, có sửa")
    form.locator("input[type=password]").fill(demo.found(r"\b[A-Z2-7]{5}-[A-Z2-7]{5}\b"))
    form.get_by_role("button", name="Resume").click()
    eventually(lambda: _verdicts(demo) == ["approve-with-changes"])
    open_form(page, demo, "Tổng hợp")
    choose(page, "Việc", PLAN)
    choose(page, "Kỳ", "Tháng 11/2023")
    field(page, "Bản sửa").fill(pasted(demo, dong_2="tuần 4 tháng 11", dong_3="tuần 4 tháng 11"))
    page.get_by_role("button", name="Submit").click()
    name, link = eventually(lambda: next(iter(approvals(demo)), None), limit=90)
    assert "(lần 2)" in name
    form = resume(page, link)
    form.get_by_text("Thay đổi cần cho ý kiến").wait_for()
    form.get_by_text("Dòng 3 «").wait_for()
    assert form.get_by_text("Dòng 2 «").count() == 0
    picture(page, "phe-duyet-lan-2.png", tmp_path)


def _verdicts(demo):
    with open_office(Settings.read(demo.data)) as office:
        return [d.verdict for d in office.ledger.decisions("month-approval", "2023-11")]
