"""One month of the demo office comes in by every door: folder, mailbox, page and form, as its units really send it."""

from __future__ import annotations

import io
import re
import shutil
import time

import httpx
import pytest
from docx import Document
from openpyxl import load_workbook

from definitions.arrivals import Door, Place
from definitions.facts import Key
from definitions.links import Purpose, made, token_for
from definitions.monthly import PLAN
from flows.monthly import workbook
from flows.pages.visits import address
from flows.wiring import Settings, open_office
from tests.flows.postbag import mail
from tests.real.dovecot import PASSWORD, USER, delivered
from tests.real.lists import list_of, pick
from tests.real.paper import pictured, through, words

pytestmark = pytest.mark.real

PERIOD = "2023-11"
OFFICE = "van-phong@so-tnmt.example"
ROW = (
    "Kiểm tra khai thác cát, sỏi lòng sông",
    "II.2",
    "",
    "Tin",
    "Phòng Khoáng sản",
    "",
    "tuần 2 tháng 11",
    "Báo Hà Tĩnh",
)
WRONG = ("Đóng cửa mỏ", "II.99", "", "Thơ", "Phòng Khoáng sản", "", "32/11/2023", "Báo X")
HEAD = ("STT", "Nội dung tuyên truyền", "Nội dung số", "Thể loại", "Đơn vị chủ trì", "Thời gian", "Cơ quan báo chí")
PASTED = "Nội dung\tNội dung số\tThể loại\tĐơn vị chủ trì\tThời gian\tCơ quan báo chí\n"
PLANS = "Kế hoạch tuyên truyền tháng của đơn vị"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


class Month:
    """The office on 1 November with its mailbox, and what its units do at each door."""

    def __init__(self, running, port):
        self.running, self.port = running, port
        self.inbox = running.data / "inbox"

    def office(self):
        """The office, to look into."""
        return open_office(Settings.read(self.running.data))

    def beat(self):
        """Start the heartbeat by hand, as an operator may, and wait for its end."""
        everything = self.ask("deployments/filter", {})
        heartbeat = next(it for it in everything if it["name"] == "Nhịp" and not it["parameters"])
        run = self.ask(f"deployments/{heartbeat['id']}/create_flow_run", {"state": {"type": "SCHEDULED"}})
        begun = time.monotonic()
        while (state := self.run(run["id"]))["type"] not in ("COMPLETED", "FAILED", "CRASHED"):
            assert time.monotonic() - begun < 120, state
            time.sleep(0.2)
        assert state["type"] == "COMPLETED", state

    def ask(self, what, body):
        """Prefect's answer."""
        return httpx.post(f"{self.running.ui}/api/{what}", json=body, trust_env=False).json()

    def run(self, id):
        """The state of that run."""
        return httpx.get(f"{self.running.ui}/api/flow_runs/{id}", trust_env=False).json()["state"]

    def drop(self, name, data):
        """Somebody copies a file into the watched folder."""
        path = self.inbox / "cho-nhan" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def form(self, unit, *rows):
        """The unit's own workbook, filled in."""
        with self.office() as office:
            _, data = workbook(office, key(unit))
        opened = load_workbook(io.BytesIO(data))
        sheet = opened[PLAN]
        free = next(row[0].row for row in sheet.iter_rows() if row[0].value == 1)
        while sheet.cell(free, 2).value:
            free += 1
        for down, row in enumerate(rows, free):
            for column, text in enumerate(row, 2):
                sheet.cell(down, column).value = text
        out = io.BytesIO()
        opened.save(out)
        return out.getvalue()

    def mailed(self, unit, words, *files):
        """The unit answers the letter that asked it."""
        with self.office() as office:
            asked = next(m for m in office.ledger.messages() if any(key(unit) == it.key for it in m.items))
            sender = office.definition.directory.known(asked.person).addresses["mail"]
        answers, title = f"<{asked.id}@so-tnmt.example>", f"Re: {asked.subject}"
        delivered(
            self.port,
            mail(words, to=OFFICE, by=sender, id=f"<{unit}@may.example>", title=title, answers=answers, files=files),
        )

    def link(self, unit):
        """The link in the letter of its contact person."""
        with self.office() as office:
            it = office.ledger.obligation(key(unit))
            token = token_for(office.secret, made(office.context, Purpose.HAND_IN, it, f"{unit}.dau-moi"))
            return address(office.settings.page_url, token)

    def states(self):
        """What became of the unit's plan: its state and how many lines it has."""
        with self.office() as office:
            found = {}
            for it in office.ledger.obligations(step="unit-plan", period=PERIOD):
                submitted = office.ledger.submission(it.key)
                content = office.ledger.content(submitted.content) if submitted else {}
                found[it.key.party] = (str(it.state), len(content.get("lines", ())), len(content.get("files", ())))
            return found


def key(unit):
    """What that unit owes for November."""
    return Key("unit-plan", PERIOD, unit)


@pytest.fixture
def month(begin, dovecot, free_port_of, tmp_path):
    """The demo office of a month that has just been asked for, reading its mailbox."""
    _, port = dovecot
    data = tmp_path / "all-doors"
    data.mkdir()
    secret = data / "imap.key"
    secret.write_text(PASSWORD)
    said = {
        "IMAP_HOST": "127.0.0.1",
        "IMAP_PORT": port,
        "IMAP_TLS": "none",
        "IMAP_USER": USER,
        "IMAP_PASSWORD_FILE": secret,
    }
    (data / "vongnam.env").write_text("".join(f"VONGNAM_{name}={value}\n" for name, value in said.items()))
    running = begin("demo", "--port", str(free_port_of()), "--as-of", "2023-11-01", data=data)
    yield Month(running, port)
    running.stop()


def test_a_month_comes_in_by_every_door(month, page, tmp_path, eventually):
    """Each unit sends what it really sends; each file is in one place, and what was wrong went back with its marks."""
    month.drop("Khoáng sản T11.xlsx", month.form("phong-khoang-san", ROW, WRONG))
    month.drop("tt-cntt/kế hoạch tháng 11.docx", _word())
    month.mailed("tt-quan-trac", "Kính gửi kế hoạch.", ("KH.xlsx", month.form("tt-quan-trac", ROW)))
    month.mailed("phong-ke-hoach-tai-chinh", "Tháng này không phát sinh.")
    _uploaded(month, page)
    _nothing(month, page, eventually)
    _pasted(month, page, eventually)
    month.beat()
    month.beat()
    found = month.states()
    assert found["phong-khoang-san"] == ("open", 0, 0)
    assert found["tt-cntt"] == ("accepted", 1, 1)
    assert found["tt-quan-trac"] == ("accepted", 1, 1)
    assert found["phong-ke-hoach-tai-chinh"] == ("nil", 0, 0)
    assert found["thanh-tra-so"] == ("accepted", 0, 1)
    assert found["tt-phat-trien-quy-dat"] == ("nil", 0, 0)
    assert found["phong-quan-ly-dat-dai"] == ("accepted", 2, 0)
    _given_back(month, tmp_path)
    month.drop("Khoáng sản T11 (sửa).xlsx", month.form("phong-khoang-san", ROW))
    month.beat()
    month.beat()
    assert month.states()["phong-khoang-san"] == ("accepted", 1, 1)
    _each_in_one_place(month)


def _word():
    """A plan in a table of Word, as an office writes it."""
    document = Document()
    document.add_paragraph("KẾ HOẠCH TUYÊN TRUYỀN THÁNG 11/2023 (dữ liệu mẫu)")
    row = (
        "1",
        "Chuyển đổi số ngành tài nguyên",
        "1",
        "Bài",
        "Trung tâm Công nghệ thông tin",
        "20/11/2023",
        "Báo Hà Tĩnh",
    )
    table = document.add_table(2, len(HEAD))
    for cells, said in zip(table.rows, (HEAD, row), strict=True):
        for cell, text in zip(cells.cells, said, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _uploaded(month, page):
    """A scan through the page of its letter."""
    page.goto(month.link("thanh-tra-so"))
    page.get_by_label("Tệp", exact=True).set_input_files(
        {"name": "Kế hoạch.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Gửi tệp").click()
    page.get_by_text(re.compile("Đã nhận lúc")).wait_for()


def _nothing(month, page, eventually):
    """The button for nothing, and its confirmation."""
    page.goto(month.link("tt-phat-trien-quy-dat"))
    page.get_by_text("Kỳ này không phát sinh").click()
    page.get_by_role("button", name="Xác nhận: không phát sinh").click()
    eventually(lambda: month.states()["tt-phat-trien-quy-dat"][0] == "nil", limit=180)


def _pasted(month, page, eventually):
    """The Office pastes rows into its form."""
    found = httpx.get(f"{month.running.ui}/api/deployments/name/Thu kế hoạch/Thu kế hoạch", trust_env=False).json()
    page.goto(f"{month.running.ui}/v2/deployments/deployment/{found['id']}/run")
    page.get_by_role("button", name="Submit").wait_for()
    for title, option in (("Nội dung nộp", PLANS), ("Đơn vị", "Phòng Quản lý đất đai"), ("Kỳ", "Tháng 11/2023")):
        pick(list_of(page.locator("label", has_text=re.compile(rf"^{title}")).first), option)
    rows = "".join(
        f"Giao đất, cho thuê đất: {n}\t1\tTin\tPhòng Quản lý đất đai\ttuần 3 tháng 11\tBáo Hà Tĩnh\n" for n in (1, 2)
    )
    page.get_by_label(re.compile("^Các dòng|^Nội dung \\(dán|^Bảng")).first.fill(PASTED + rows)
    page.get_by_role("button", name="Submit").click()
    eventually(lambda: month.states()["phong-quan-ly-dat-dai"][0] == "accepted", limit=180)


def _given_back(month, tmp_path):
    """The copy with its marks lies beside the file, and says on its first page what is to be mended."""
    (copy,) = (month.inbox / "tra-lai").rglob("*-can-sua.xlsx")
    shutil.copy(copy, tmp_path / "so.xlsx")
    paper = through(copy.read_bytes(), tmp_path, "pdf")
    first = words(paper)[0]
    assert "CÓ 4 CHỖ CẦN SỬA" in first
    assert "II.99" in first
    pictured(paper, "so-tra-lai-thang-11.png", 420)


def _each_in_one_place(month):
    """Nothing waits, nothing is hostile; every file of the folder is where the ledger says."""
    with month.office() as office:
        arrivals = office.ledger.arrivals()
    assert {it.door for it in arrivals} >= {Door.FOLDER, Door.MAILBOX, Door.PAGE, Door.FORM}
    assert [it for it in arrivals if it.place not in (Place.ACCEPTED, Place.RETURNED)] == []
    of_folder = [it for it in arrivals if it.door is Door.FOLDER]
    there = [path for path in month.inbox.rglob("*") if path.is_file() and not path.name.startswith(".")]
    there = [path for path in there if not path.name.endswith(("-ly-do.txt", "-can-sua.xlsx"))]
    assert len(there) == len(of_folder) == 3
