"""«Sổ theo dõi», the forms behind it and «Giao tệp cho đơn vị», as the Office uses them in Chromium."""

from __future__ import annotations

import re

import pytest

from definitions.arrivals import Place
from flows.watched import Watch
from tests.flows.postbag import pdf
from tests.real.filling import PICTURES, office
from tests.real.test_forms import drawn

pytestmark = pytest.mark.real

NAME = "Hoàng Chim Hoàng Yến"


def _open(page, running, title):
    page.goto(running.found(r"http://\S+/artifact/\S+"))
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("heading", name=title).first.wait_for()


def test_what_a_citizen_said_goes_into_the_book(form, acting, eventually, page, tmp_path):
    """From the book to its form and back: the particulars come in a file, and stand on no screen."""
    file = acting.data / "inbox" / "nguoi-phan-anh.txt"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"Người phản ánh: {NAME}\nĐiện thoại người phản ánh: 0912 345 678\n", "utf-8")
    drawn(acting)
    _open(page, acting, "Sổ theo dõi")
    section = page.get_by_role("heading", name=re.compile("^Tiếp nhận phản hồi, phản biện"))
    section.locator("xpath=following::a[starts-with(normalize-space(), 'Ghi')][1]").click()
    page.get_by_role("heading", name="Parameters").wait_for()
    form.choose("Loại", "Phản ánh, kiến nghị").choose("Nguồn phản hồi", "Người dân")
    form.write("Nội dung phản hồi", "Mùi từ bãi rác xã, buổi tối (dữ liệu mẫu)")
    form.write("Tệp thông tin cá nhân", "nguoi-phan-anh.txt")
    form.picture("bieu-mau-ghi-so.png", "Loại").submit()
    eventually(lambda: _kept(acting))
    eventually(lambda: not file.exists())
    drawn(acting)
    _open(page, acting, "Sổ theo dõi")
    page.get_by_text("Mùi từ bãi rác xã").first.wait_for()
    assert NAME not in page.content()
    section = page.get_by_role("heading", name=re.compile("^Tiếp nhận phản hồi, phản biện"))
    section.evaluate("it => it.scrollIntoView({block: 'start'})")
    page.screenshot(path=(PICTURES or tmp_path) / "so-theo-doi.png")


def _kept(running):
    """The record of what was typed, once it is there."""
    with office(running) as here:
        said = (here.ledger.content(it.content)["lines"] for it in here.ledger.submissions("feedback"))
        return [line for lines in said for line in lines if "bãi rác xã" in line["content"]]


def test_a_file_of_nobody_is_given_to_its_unit(form, acting, eventually, page, tmp_path):
    """A scan lies in the watched folder and names no unit: «Cần xử lý» leads to the form that gives it out."""
    place = acting.data / "inbox" / "cho-nhan"
    place.mkdir(parents=True, exist_ok=True)
    (place / "van ban scan.pdf").write_bytes(pdf(77))
    with office(acting) as here:
        for _ in range(2):  # a file is taken when it has stopped growing
            Watch(here, acting.data / "inbox").look()
        (arrival,) = [it for it in here.ledger.arrivals(open=True) if it.name == "van ban scan.pdf"]
    drawn(acting)
    _open(page, acting, "Cần xử lý")
    page.get_by_role("row", name=re.compile("van ban scan")).get_by_role("link", name="chưa rõ").click()
    page.get_by_role("heading", name="Parameters").wait_for()
    form.choose("Nội dung nộp", "Báo cáo kết quả thực hiện năm của phòng, đơn vị")
    form.choose("Đơn vị", "Phòng Môi trường").choose("Kỳ", "Năm 2023")
    form.picture("bieu-mau-giao-tep.png").submit()

    def given():
        with office(acting) as here:
            return [it for it in here.ledger.arrivals(number=arrival.number) if it.place is Place.ACCEPTED]

    (it,) = eventually(given)
    assert str(it.key) == "unit-year-report/2023/phong-moi-truong"
