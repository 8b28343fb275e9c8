"""The program's own page in a real Chromium: a leader on a phone, a unit with a scan, a partner line by line."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from pathlib import Path

import pytest

from definitions import links
from definitions.facts import Key
from definitions.links import Purpose
from flows.pages.visits import address
from flows.wiring import Settings, open_office

pytestmark = pytest.mark.real

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" if os.environ.get("VONGNAM_RENEW") else None
APPROVAL = Key("month-approval", "2023-11", "lanh-dao-so")
UNIT = Key("unit-plan", "2023-11", "thanh-tra-so")
PARTNER = Key("partner-agreement", "2023-11", "bao-ha-tinh")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
CODE = r"\b[A-Z2-7]{5}-[A-Z2-7]{5}\b"


def link_of(demo, purpose, key, person):
    """The link that a letter to that person would carry now."""
    settings = Settings.read(demo.data)
    with open_office(settings) as office:
        it = office.ledger.obligation(key)
        token = links.token_for(office.secret, links.made(office.context, purpose, it, person))
    return address(settings.page_url, token)


def decision(demo):
    """The verdict of November, once there is one."""
    with open_office(Settings.read(demo.data)) as office:
        return next((d for d in office.ledger.decisions("month-approval", "2023-11")), None)


@pytest.fixture(params=[390, 1280], ids=["phone", "desk"])
def sized(browser, request):
    """A fresh page of that width; whatever the browser complains of is a failure."""
    context = browser.new_context(viewport={"width": request.param, "height": 844 if request.param == 390 else 960})
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text))
    page.width = request.param
    yield page
    context.close()
    assert complaints == []


def picture(page, name, tmp_path):
    """Keep what stands on the screen: under docs/ where it is being renewed, in a scratch folder otherwise."""
    page.screenshot(path=(PICTURES or tmp_path) / f"{name}-{page.width}.png")


def readable(page):
    """Nothing is wider than the screen; every field has its label; text is dark enough on what it stands on."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.lang") == "vi"
    assert page.evaluate(UNLABELLED) == []
    assert page.evaluate(TOO_FAINT) == []


UNLABELLED = """() => [...document.querySelectorAll('input:not([type=hidden]), textarea, select')]
  .filter(it => !it.labels.length).map(it => it.name)"""
TOO_FAINT = """() => {
  const light = c => { const v = c / 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 };
  const parse = s => s.match(/[0-9.]+/g).map(Number);
  const lum = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const ground = it => { for (; it; it = it.parentElement) { const c = parse(getComputedStyle(it).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c } return [255, 255, 255] };
  return [...document.querySelectorAll('body *')]
    .filter(it => [...it.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(it => { const a = lum(parse(getComputedStyle(it).color)), b = lum(ground(it));
      return [it.tagName, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)] })
    .filter(([, ratio]) => ratio < 4.5) }"""


def test_the_leader_s_page_is_readable(demo, sized, tmp_path):
    """Lines, silent units, documents, three choices of which the pressed one is marked: on a phone and on a desk."""
    sized.goto(demo.found(r"http://\S+/y-kien/\S+") + "?chon=co-sua")
    sized.get_by_role("heading", name="Ý kiến phê duyệt").wait_for()
    assert sized.get_by_label("Đồng ý, có sửa").is_checked()
    assert sized.get_by_text("Thanh tra Sở").count() > 0
    readable(sized)
    sized.get_by_role("heading", name="Ý kiến phê duyệt").evaluate("it => it.scrollIntoView()")
    picture(sized, "trang-y-kien", tmp_path)


def test_the_unit_s_page_is_readable(demo, sized, tmp_path):
    """A file to choose, a word to add, and the button for nothing, behind its confirmation."""
    sized.goto(link_of(demo, Purpose.HAND_IN, UNIT, "thanh-tra-so.dau-moi"))
    button = sized.get_by_role("button", name="Xác nhận: không phát sinh")
    assert not button.is_visible()
    readable(sized)
    picture(sized, "trang-gui-tep", tmp_path)
    sized.get_by_text("Kỳ này không phát sinh").click()
    assert button.is_visible()


def test_the_partner_s_page_is_readable(demo, sized, tmp_path):
    """Each line with its number in the plan and four outcomes, none of them chosen."""
    sized.goto(link_of(demo, Purpose.ANSWER, PARTNER, "bao-ha-tinh.phong-bien-tap"))
    assert sized.get_by_role("group").count() > 3
    assert sized.locator("input:checked").count() == 0
    readable(sized)
    picture(sized, "trang-tra-loi", tmp_path)


def test_a_page_is_used_by_keyboard_alone(demo, page):
    """From the first choice to the button by Tab and arrows; what has the focus is seen to have it."""
    page.goto(demo.found(r"http://\S+/y-kien/\S+"))
    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("Đồng ý, có sửa").is_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Đưa dòng 3 lên đầu")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "code"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_leader_decides_on_a_phone(own_demo, browser, eventually):
    """A wrong code costs no word; the right one decides, the plan leaves, the run on the screen is closed; no trace."""
    demo = own_demo
    page = browser.new_page(viewport={"width": 390, "height": 844})
    link, code = demo.found(r"http://\S+/y-kien/\S+"), demo.found(CODE)
    page.goto(f"{link}?chon=co-sua")
    page.get_by_label("Nội dung cần sửa, hoặc lý do trả lại").fill("Đưa dòng 3 lên đầu")
    page.get_by_label("Mã phê duyệt một lần").fill("CANRY-CANRY")
    page.get_by_role("button", name="Gửi ý kiến").click()
    page.get_by_role("alert").get_by_text("Mã phê duyệt chưa đúng.").wait_for()
    assert page.get_by_label("Đồng ý, có sửa").is_checked()
    assert page.get_by_label("Nội dung cần sửa, hoặc lý do trả lại").input_value() == "Đưa dòng 3 lên đầu"
    assert decision(demo) is None
    page.get_by_label("Mã phê duyệt một lần").fill(code)
    page.get_by_role("button", name="Gửi ý kiến").click()
    page.get_by_text("Đã ghi ý kiến: Đồng ý, có sửa").wait_for()
    assert decision(demo).comment == "Đưa dòng 3 lên đầu"
    page.reload()
    page.get_by_text("Đã ghi ý kiến: Đồng ý, có sửa").wait_for()
    assert eventually(lambda: _closed(demo))
    page.close()
    _unit_hands_in(demo, browser, eventually)
    assert leaks(demo, code, link.rpartition("~")[2]) == []


def _closed(demo):
    """Whether that approval waits on Prefect's screen no more."""
    import httpx

    asked = {"flow_runs": {"tags": {"all_": ["Chờ duyệt"]}, "state": {"type": {"any_": ["PAUSED"]}}}}
    runs = httpx.post(f"{demo.ui}/api/flow_runs/filter", json=asked, trust_env=False).json()
    return not [run for run in runs if run["parameters"]["obligation"].startswith("month-approval/2023-11/")]


def _unit_hands_in(demo, browser, eventually):
    """A scan, through the file chooser; the receipt is in the mailbox at once."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(link_of(demo, Purpose.HAND_IN, UNIT, "thanh-tra-so.dau-moi"))
    page.get_by_label("Tệp", exact=True).set_input_files(
        {"name": "Kế hoạch.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Gửi tệp").click()
    page.get_by_text(re.compile("Đã nhận lúc .*nộp chậm")).wait_for()
    assert page.get_by_role("link", name="Kế hoạch.pdf").count() == 1
    assert eventually(lambda: _receipts(demo) == 1)
    page.close()


def _receipts(demo):
    with open_office(Settings.read(demo.data)) as office:
        found = [i for m in office.ledger.messages() if m.state == "sent" for i in m.items]
        return sum(i.kind == "received" and i.key == UNIT for i in found)


def leaks(demo, code, mac):
    """Where a secret stands that stands nowhere: in a log, a parameter, an artifact, a table, a kept file."""
    secrets = {
        "code": [code, code.replace("-", "")],
        "wrong code": ["CANRY-CANRY", "CANRYCANRY"],
        "token": [mac],
        "key": [(demo.data / "secret.key").read_text().strip()],
    }
    places = {log.name: log.read_text("utf-8", errors="replace") for log in (demo.data / "logs").glob("*.log")}
    for base in (demo.data / "vongnam.db", demo.data / "prefect" / "prefect.db"):
        with contextlib.closing(sqlite3.connect(f"file:{base}?mode=ro", uri=True)) as conn:
            places[base.name] = "\n".join(conn.iterdump())
    for file in (demo.data / "archive").rglob("*.*"):
        places[file.name] = file.read_bytes().decode("latin-1")
    assert len(places) > 6
    return [
        f"{n} in {p}" for p, text in places.items() for n, words in secrets.items() if any(w in text for w in words)
    ]
