"""The Office's pages as the Office sees them: in Chromium, at the size of its screen, each link clicked."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.real

PICTURES = Path(__file__).resolve().parents[2] / "docs" if os.environ.get("VONGNAM_RENEW") else None


def _open(page, demo, title):
    """From "Hôm nay" to one of the other pages, and from the list of its versions to the page itself."""
    page.goto(demo.found(r"http://\S+/artifact/\S+"))
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("heading", name=title).first.wait_for()


def _picture(page, name, tmp_path):
    page.screenshot(path=(PICTURES or tmp_path) / name)


def test_what_needs_a_human_eye_leads_to_the_form_that_settles_it(demo, page, tmp_path):
    """A unit that has not sent: its name opens «Thu kế hoạch», filled in with the step, the unit and the month."""
    _open(page, demo, "Cần xử lý")
    page.get_by_role("heading", name=re.compile("đã quá thời hạn")).first.wait_for()
    _picture(page, "can-xu-ly.png", tmp_path)
    page.get_by_role("link", name="Thanh tra Sở").click()
    page.get_by_role("heading", name="Parameters").wait_for()
    for said in ("Kế hoạch tuyên truyền tháng của đơn vị", "Thanh tra Sở", "Tháng 11/2023"):
        page.get_by_text(said, exact=True).first.wait_for()
    _picture(page, "bieu-mau-dien-san.png", tmp_path)


def test_the_year_is_seen_at_a_glance(demo, page, tmp_path):
    """Units by months in one picture that is really drawn, and in words what is not as it should be."""
    _open(page, demo, "Cả năm")
    drawn = page.locator("img[alt^='Mỗi hàng là một cơ quan']")
    drawn.wait_for()
    assert drawn.evaluate("image => image.naturalWidth") == 590
    page.get_by_text("không nộp tháng").first.wait_for()
    _picture(page, "ca-nam.png", tmp_path)


def test_who_owes_what_is_read_by_party_and_by_month(demo, page, tmp_path):
    """Both ways of asking, and the letters that did not arrive: none in the demo."""
    _open(page, demo, "Ai còn việc gì: theo cơ quan, đơn vị")
    page.get_by_role("heading", name="Phòng Môi trường").wait_for()
    _picture(page, "theo-don-vi.png", tmp_path)
    _open(page, demo, "Ai còn việc gì: theo tháng đến hạn")
    page.get_by_role("heading", name="Tháng 11/2023").wait_for()
    _open(page, demo, "Danh sách cần gọi điện")
    page.get_by_text("Không có ai cần gọi điện.").first.wait_for()


def test_what_was_planned_and_what_came_out_is_seen_by_topic_and_month(demo, page, tmp_path):
    """The gaps in sentences, both pictures really drawn at the width of the page, and the figures with their names."""
    _open(page, demo, "Bao phủ")
    drawn = page.locator("img[alt^='Nội dung tuyên truyền theo tháng']")
    drawn.wait_for()
    assert drawn.evaluate("image => image.naturalWidth") == 590
    assert page.locator("img[alt^='Hoạt động trọng tâm theo tháng']").evaluate("image => image.naturalWidth") == 590
    page.get_by_text("đã qua thời gian, chưa có tin, bài").first.wait_for()
    page.get_by_text("coverage.topics.t1", exact=True).wait_for()
    drawn.scroll_into_view_if_needed()
    _picture(page, "bao-phu.png", tmp_path)


def test_every_share_of_completeness_opens_to_names(demo, page, tmp_path):
    """The unit that has not sent is named with its months under the table."""
    _open(page, demo, "Đầy đủ, đúng hạn")
    page.get_by_role("heading", name="Kế hoạch tuyên truyền tháng của đơn vị").wait_for()
    page.get_by_text(re.compile(r"Chưa nhận \(\d+\):")).first.wait_for()
    assert page.get_by_text(re.compile("Thanh tra Sở \\(tháng 4")).count() >= 1
    _picture(page, "day-du.png", tmp_path)
