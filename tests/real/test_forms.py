"""The Office's other forms in a real Chromium: each is opened, filled in, sent, and what it brought is in the ledger."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from definitions.actions import Tell
from definitions.codes import code_for
from definitions.delivery import items
from definitions.digest import digest
from definitions.facts import Key, State
from flows import calling, releasing
from flows.agree import agree
from flows.approvals import waiting_approvals
from flows.collect import collect, send_back
from flows.office_pages import publish
from flows.pages.serving import follow
from flows.screen import Screen
from flows.track import track
from flows.wiring import Settings, open_office
from storage.outward import Ending
from tests.real.filling import PICTURES, Filling, office, state
from tests.real.lists import list_of, pick

pytestmark = pytest.mark.real

ROOT = Path(__file__).resolve().parents[2]
REQUESTS = ROOT / "docs" / "language" / "plans" / "theo-yeu-cau"
MONTH = "Tháng 11/2023"
PLAN = "Kế hoạch tuyên truyền tháng của đơn vị"


# ---------------------------------------------------------------- what units hand in


def test_a_plan_is_sent_back_with_the_reason(form, acting, eventually):
    """«Trả lại để bổ sung»: the unit's plan is open again, and the unit is told in these very words."""
    form.open("Trả lại để bổ sung")
    form.choose("Nội dung nộp", PLAN).choose("Đơn vị", "Phòng Tài nguyên nước").choose("Kỳ", MONTH)
    form.write("Nội dung cần bổ sung", "Đề nghị ghi rõ thời gian dự kiến của dòng 2.")
    form.picture("bieu-mau-tra-lai.png").submit()
    eventually(lambda: state(acting, "unit-plan/2023-11/phong-tai-nguyen-nuoc") is State.RETURNED)


def test_a_duty_is_confirmed_with_a_note(form, acting, eventually):
    """«Tổng hợp»: what the Office itself has done is confirmed by the same form as a month's plan."""
    with office(acting) as here:
        title = here.context.steps["guidance-check"].title
    form.open("Tổng hợp").choose("Việc", title).choose("Kỳ", "Quý IV/2023")
    form.write("Ghi chú", "Đã kiểm tra tại hai đơn vị, không có nội dung cần chấn chỉnh.")
    form.picture("bieu-mau-tong-hop.png").submit()
    eventually(lambda: state(acting, "guidance-check/2023-Q4/van-phong") is State.ACCEPTED)


def test_what_came_out_is_recorded(form, acting, eventually):
    """«Ghi tin, bài»: by whom, when, about what; author and address are no living person's."""
    form.open("Ghi tin, bài", at="2023-11-07")
    form.write("Tên tin, bài", "Quan trắc môi trường tại khu công nghiệp: kết quả tháng 10")
    form.choose("Cơ quan báo chí", "Báo Hà Tĩnh").choose("Thể loại", "Tin")
    form.write("Tác giả", "Tác giả 01").write("Đường dẫn", "https://bao-ha-tinh.example/quan-trac-thang-10")
    form.picture("bieu-mau-ghi-tin-bai.png", "Tên tin, bài").submit()

    def kept():
        with office(acting) as here:
            return [p for p in here.ledger.publications() if p.url.endswith("quan-trac-thang-10")]

    (it,) = eventually(kept)
    assert (it.partner, it.genre, it.at, it.author) == ("bao-ha-tinh", "Tin", dt.date(2023, 11, 7), "Tác giả 01")


def test_what_came_out_is_linked_to_its_line_from_the_page(form, acting, eventually, page, tmp_path):
    """«Chờ gắn với kế hoạch» offers lines with reasons; «Gắn» opens the form filled in, and what is sent is remembered."""
    title = "Mỏ vật liệu cho cao tốc: gỡ từng nút thắt"
    with office(acting) as here:
        track(here, title=title, partner="bao-ha-tinh", genre="Bài", at=dt.date(2023, 11, 7))
    drawn(acting)
    page.goto(acting.found(r"http://\S+/artifact/\S+"))
    page.get_by_role("link", name="Chờ gắn với kế hoạch").first.click()
    page.get_by_role("heading", name=title).wait_for()
    page.screenshot(path=(PICTURES or tmp_path) / "cho-gan.png")
    page.get_by_role("link", name="Gắn", exact=True).first.click()
    page.get_by_role("heading", name="Parameters").wait_for()
    form.choose("Người thực hiện", "Chuyên viên Văn phòng Sở")
    form.picture("bieu-mau-gan-tin-bai.png", "Tin, bài").submit()

    def linked():
        with office(acting) as here:
            return [it for it in here.ledger.publications() if it.title == title and it.lines]

    (it,) = eventually(linked)
    assert [(word.target, word.verdict) for word in it.words if word.kind == "line"] == [(it.lines[0], "confirmed")]


# ---------------------------------------------------------------- the press, up to the deadlock


def test_a_line_that_nobody_takes_is_settled_in_the_decision(form, acting, eventually, page, tmp_path):
    """The press is asked once more by one form, its answer recorded by another; the leader's form settles line 3."""
    form.open("Lấy ý kiến lại").choose("Cơ quan báo chí", "Báo Hà Tĩnh").choose("Kỳ", MONTH)
    form.write("Nội dung đề nghị", "Kính đề nghị Quý Báo cho ý kiến lại về nội dung dòng 3.")
    form.picture("bieu-mau-lay-y-kien-lai.png").submit()
    eventually(lambda: _round_two(acting))
    with office(acting) as here:
        refused = [{"line": "3", "outcome": "refused", "reason": "đã đăng trong tháng 10"}]
        agree(here, partner="bao-ha-tinh", period="2023-11", answers=refused, others="agreed")
    form.open("Lấy ý kiến cơ quan báo chí")
    form.choose("Cơ quan báo chí", "Đài Phát thanh và Truyền hình tỉnh").choose("Kỳ", MONTH)
    page.get_by_role("button", name="Add Item").click()
    form.write("Dòng", "3").choose("Ý kiến", "Không đăng, phát")
    page.get_by_label(re.compile(r"^Lý do(?! chung)")).first.fill("tháng 11 không còn khung giờ")
    form.choose("Các dòng còn lại", "Nhất trí")
    form.picture("bieu-mau-ghi-y-kien.png", "Cơ quan báo chí").submit()
    approval = eventually(lambda: _asked(acting), limit=90)
    assert [one.field for one in approval.disputes] == ["dong_3"]
    link = eventually(lambda: _link(acting, approval))
    page.goto(link)
    page.locator("button[aria-haspopup=menu]").first.click()
    page.get_by_role("menuitem", name=re.compile("Resume")).click()
    box = page.locator("[role=dialog]")
    box.locator("input[type=password]").wait_for()
    for title, option in (("Ý kiến", "Đồng ý"), ("Dòng 3", "Bỏ khỏi kế hoạch")):
        label = box.locator("label", has_text=re.compile(rf"^{title}")).first
        pick(list_of(label), option)
    box.locator("input[type=password]").fill(_code(acting, approval))
    label.scroll_into_view_if_needed()
    page.screenshot(path=(PICTURES or tmp_path) / "phe-duyet-dong-chua-thong-nhat.png")
    box.get_by_role("button", name="Resume").click()
    eventually(lambda: state(acting, str(approval.key)) is State.ACCEPTED)
    with office(acting) as here:
        plan = here.ledger.content(here.ledger.submission(Key("month-plan", "2023-11", "van-phong")).content)
    assert plan["lines"][2]["state"] == "dropped"


def _round_two(running):
    with office(running) as here:
        return here.ledger.obligation(Key("partner-agreement", "2023-11", "bao-ha-tinh", 2))


def _asked(running):
    """The approval of the month with a line to be settled, once the leader is asked."""
    follow(Settings.read(running.data))
    with office(running) as here:
        return next((it for it in waiting_approvals(here) if it.key.period == "2023-11" and it.disputes), None)


def _link(running, approval):
    asked = {"flow_runs": {"tags": {"all_": ["Chờ duyệt"]}, "state": {"type": {"any_": ["PAUSED"]}}}}
    runs = httpx.post(f"{running.ui}/api/flow_runs/filter", json=asked, trust_env=False).json()
    mine = [run["id"] for run in runs if run["parameters"]["obligation"] == str(approval.key)]
    return f"{running.ui}/v2/runs/flow-run/{mine[0]}" if mine else None


def _code(running, approval):
    with office(running) as here:
        (grant,) = here.ledger.grants(approval.key)
        return code_for(here.secret, approval.key, grant.person, approval.content, approval.generation)


# ---------------------------------------------------------------- letters


def test_what_the_office_holds_back_is_let_go(form, acting, eventually):
    """«Cho gửi nội dung đang giữ»: the letter of this person leaves, and nobody else's."""
    person = "phong-khoang-san.dau-moi"
    with office(acting) as here:
        send_back(here, step="unit-plan", unit="phong-khoang-san", period="2023-11", comment="Đề nghị rà soát dòng 1.")
        releasing.hold(here, [person])
        assert [it.item.person for it in releasing.held(here)] == [person]
    form.open("Cho gửi nội dung đang giữ").choose("Người nhận", "Đầu mối tuyên truyền, Phòng Khoáng sản")
    form.picture("bieu-mau-cho-gui.png").submit()

    def gone():
        with office(acting) as here:
            return not releasing.held(here)

    eventually(gone)


def test_a_letter_that_did_not_arrive_is_listed_to_be_called_and_sent_again(form, acting, eventually, page, tmp_path):
    """The call list names whom to call and what was tried; «Gửi lại thư» sends it once more, and the list is empty."""
    lost(acting, "unit-year-report/2023/tt-quan-trac")
    drawn(acting)
    page.goto(acting.found(r"http://\S+/artifact/\S+"))
    page.get_by_role("link", name="Danh sách cần gọi điện").first.click()
    page.get_by_text("Trung tâm Quan trắc").first.wait_for()
    page.screenshot(path=(PICTURES or tmp_path) / "can-goi-dien.png")
    form.open("Gửi lại thư")
    form.choose("Người nhận", "Đầu mối tuyên truyền, Trung tâm Quan trắc tài nguyên và môi trường")
    form.picture("bieu-mau-gui-lai-thu.png").submit()

    def sent():
        with office(acting) as here:
            return not [it for it in calling.undelivered(here) if it.person == "tt-quan-trac.dau-moi"]

    eventually(sent)


def drawn(running):
    """The Office's pages are brought up to date, as at the end of every run."""
    settings = Settings.read(running.data)
    with Screen(settings.prefect_api, settings.public_url) as screen, open_office(settings, screen=screen) as here:
        publish(here, screen)


def lost(running, key):
    """A letter about that duty which the unit's mail server has refused for good."""
    with office(running) as here:
        now = here.now()
        tell = Tell(Key.parse(key), "remind", "test", (Key.parse(key).party,), None)
        (item,) = items(here.context, [tell], now)
        it = here.ledger.obligation(item.key)
        here.ledger.record([], seen={it.key: it.revision}, now=now, items=[item])
        (bundle,) = digest([replace(item)])
        (message,) = here.ledger.lease([bundle], now=now, until=now + dt.timedelta(minutes=5))
        why = "550 5.1.1 Hộp thư không tồn tại"
        here.ledger.end([Ending(message.id, message.attempts, "failed", error=why, refused=1)], now=now)


def test_who_owes_what_by_month(acting, page, tmp_path):
    """The page of the months: each with what is owed in it and by whom."""
    page.goto(acting.found(r"http://\S+/artifact/\S+"))
    page.get_by_role("link", name="Ai còn việc gì: theo tháng đến hạn").first.click()
    page.get_by_role("heading", name=MONTH).first.wait_for()
    page.screenshot(path=(PICTURES or tmp_path) / "theo-thang.png")


# ---------------------------------------------------------------- an office that asks for reports and accepts them


@pytest.fixture(scope="module")
def asking(begin, free_port_of, tmp_path_factory):
    """The office of «Báo cáo theo yêu cầu», running in the year that it is now, its letters held."""
    folder = tmp_path_factory.mktemp("asking")
    shutil.copytree(REQUESTS, folder, dirs_exist_ok=True)
    year = dt.datetime.now(dt.UTC).year  # noqa: TID251 - a real clock is what `up` is about
    (folder / f"{year}.yaml").write_text((folder / "2024.yaml").read_text("utf-8").replace("2024", str(year)), "utf-8")
    running = begin("up", str(folder / f"{year}.yaml"), "--port", str(free_port_of()), data=folder / "data")
    yield running
    running.stop()


def test_a_report_is_requested_handed_in_and_accepted(asking, page, tmp_path, eventually):
    """«Yêu cầu báo cáo» opens the duty of the units that are named; «Tiếp nhận» takes what one of them has sent."""
    form = Filling(page, asking, tmp_path)
    form.open("Yêu cầu báo cáo").choose("Nội dung yêu cầu", "Báo cáo của đơn vị theo yêu cầu")
    form.write("Nội dung", "Báo cáo tình hình thực hiện các kiến nghị của cử tri.")
    form.choose("Đơn vị", "Phòng mẫu số 1", "Phòng mẫu số 2")
    form.picture("bieu-mau-yeu-cau-bao-cao.png").submit()
    keys = eventually(lambda: _owed(asking, State.OPEN))
    assert [key.party for key in keys] == ["phong-1", "phong-2"]
    with office(asking) as here:
        collect(here, step="unit-answer", unit="phong-1", period=keys[0].period, note="Đã thực hiện xong.")
        period = f"Lần 1/{keys[0].period[:4]}"
    follow(Settings.read(asking.data))
    eventually(lambda: period in str(httpx.get(
        f"{asking.ui}/api/deployments/name/Tiếp nhận/Tiếp nhận", trust_env=False).json()["parameter_openapi_schema"]
    ))  # fmt: skip
    form.open("Tiếp nhận").choose("Nội dung nộp", "Báo cáo của đơn vị theo yêu cầu")
    form.choose("Đơn vị", "Phòng mẫu số 1").choose("Kỳ", period)
    form.picture("bieu-mau-tiep-nhan.png").submit()
    assert eventually(lambda: _owed(asking, State.ACCEPTED)) == keys[:1]


def _owed(running, state):
    with office(running) as here:
        return [it.key for it in here.ledger.obligations(step="unit-answer", states=[state])]
