"""The program's own page: whoever has the link looks; one act, through the doors that everybody uses."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace

import httpx
import pytest
from openpyxl import load_workbook

from definitions import links
from definitions.actions import Refusal
from definitions.facts import State
from definitions.links import Link, Purpose
from flows.agree import agree
from flows.pages.webapp import webapp
from flows.signs import beaten
from flows.told import Refused
from flows.wiring import Settings
from storage.errors import BusyDatabase
from storage.port import Document

BASE = "https://so.example/trang"
ASKED = "month-approval/2023-10/lanh-dao-so"
UNIT = "unit-plan/2023-10/a"
PARTNER = "partner-agreement/2023-10/bao"
PLAN = "month-plan/2023-10/van-phong"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
HTML_LINK = re.compile(r'href="(https://so\.example/trang/[^"]+)"')


@pytest.fixture
def site(found, tmp_path):
    """The small office whose letters carry links, and its page as a browser sees it."""
    settings = Settings.read(tmp_path / "data", {"VONGNAM_PAGE_URL": BASE})
    world = found(tmp_path, settings=settings)
    world.to("2023-10-02 08:00")
    world.to("2023-10-02 09:00")
    site = Site(world)
    yield site
    site.browser.close()


class Browser:
    """Asks the application in this process, as a browser would over the wire; follows where it is sent.

    Its event loop has a thread of its own: in the second tier Chromium's driver has one in this thread already.
    """

    def __init__(self, app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="https://so.example", follow_redirects=True)
        self._runner, self._thread = asyncio.Runner(), ThreadPoolExecutor(1)

    def _run(self, asked):
        return self._thread.submit(self._runner.run, asked).result()

    def request(self, method, path, **sent):
        return self._run(self._client.request(method, path, **sent))

    def together(self, requests):
        """All of them at once; each is served in a thread of its own."""

        async def gathered():
            asked = (self._client.request(method, path, data=sent) for method, path, sent in requests)
            return await asyncio.gather(*asked)

        return self._run(gathered())

    def close(self):
        self._run(self._client.aclose())
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()


class Site:
    """A world with a browser: letters are read, their links opened, forms sent."""

    def __init__(self, world):
        self.world = world
        app = webapp(lambda: nullcontext(self.world.office), world.beat)
        self.browser = Browser(app)

    def links(self, address):
        """Every link to the page in the latest letter to that address, as the path that a browser asks for."""
        letter = self.world.letters(address)[-1].letter
        return [link.removeprefix(BASE).replace("&amp;", "&") for link in HTML_LINK.findall(letter.html)]

    def link(self, address):
        """The first of them, without a verdict."""
        return self.links(address)[0].partition("?")[0]

    def get(self, path):
        return self.browser.request("GET", path)

    def post(self, path, **sent):
        file = sent.pop("file", None)
        files = {"file": file} if file else None
        return self.browser.request("POST", path, data=sent, files=files)

    def decide(self, path, verdict="approve", comment="", code=None):
        code = self.world.code(ASKED) if code is None else code
        return self.post(path, verdict=verdict, comment=comment, code=code)


def packed(*names):
    """A zip of empty files of these names."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as out:
        for name in names:
            out.writestr(name, "")
    return held.getvalue()


# ---------------------------------------------------------------- the leader


def test_a_letter_shows_three_things_to_press(site):
    """Each leads to the page with that verdict marked, and nothing sent; the plain text has the same three."""
    site.world.agreed()
    three = site.links("ld@so.example")
    assert [link.partition("?chon=")[2] for link in three] == ["dong-y", "co-sua", "tra-lai"]
    text = site.world.letters("ld@so.example")[-1].letter.text
    assert all(f"{BASE}{link}" in text for link in three)
    page = site.get(three[2]).text
    assert re.search(r'value="return" required checked', page)
    assert page.count(" checked") == 1
    assert site.world.it(ASKED).state is State.OPEN


def test_the_letter_carries_both_links(site):
    """The page and the screen: who has only a phone, and who sits at the Prefect UI."""

    class Screen:
        def left(self):
            return []

        def reconcile(self, wanted):
            return {approval.key: "https://so.example/v2/runs/flow-run/1" for approval in wanted}

    site.world.confirmed()
    for partner in ("bao", "dai"):
        agree(site.world.office, partner=partner, period="2023-10", others="agreed")
    site.world.office = replace(site.world.office, screen=Screen())
    site.world.beat()
    letter = site.world.letters("ld@so.example")[-1].letter
    for text in (letter.text, letter.html):
        assert "https://so.example/v2/runs/flow-run/1" in text
        assert f"{BASE}/y-kien/" in text


def test_no_verdict_is_chosen_beforehand(site):
    """The bare link shows lines, silent units, and three choices of which none is made."""
    page = site.get(site_link(site)).text
    assert "Việc A1" in page
    assert " checked" not in page
    assert page.count('type="radio"') == 3


def site_link(site):
    site.world.agreed()
    return site.link("ld@so.example")


def test_a_verdict_from_the_page_is_kept_like_any_other(site):
    """The decision names the person and what was seen; the page then shows what was recorded."""
    answer = site.decide(site_link(site), "approve", "Nhất trí.")
    (kept,) = site.world.ledger.decisions()
    assert (kept.person, kept.verdict, kept.comment) == ("lanh-dao-so.pt", "approve", "Nhất trí.")
    assert kept.content == site.world.ledger.submission(site.world.Key.parse(PLAN)).content
    assert answer.status_code == 200
    assert "Đã ghi ý kiến: Đồng ý" in answer.text
    assert "Nhất trí." in answer.text
    assert "<form" not in answer.text


def test_what_follows_happens_at_once(site):
    """The plan is issued without waiting for a heartbeat."""
    site.decide(site_link(site))
    assert site.world.it("month-plan-issue/2023-10/van-phong").state is State.ACCEPTED


def test_a_refused_verdict_costs_nobody_what_was_typed(site):
    """The choice and the comment stand there again, the code does not; the page says why and what to do."""
    page = site.decide(site_link(site), "return", "Bổ sung <việc> & lý do", code="AAAAA-AAAAA")
    assert page.status_code == 422
    assert "Mã phê duyệt chưa đúng." in page.text
    assert "Bổ sung &lt;việc&gt; &amp; lý do</textarea>" in page.text
    assert re.search(r'value="return" required checked', page.text)
    assert "AAAAA-AAAAA" not in page.text
    assert site.world.it(ASKED).state is State.OPEN


def test_a_return_needs_a_word_and_the_code_is_still_good(site):
    """The same rule as on the screen."""
    link = site_link(site)
    assert "lý do trả lại" in site.decide(link, "return").text
    assert site.decide(link, "return", "Đề nghị sửa.").status_code == 200
    assert site.world.it(ASKED).state is State.RETURNED


def test_no_verdict_is_no_decision(site):
    """A form sent without a choice is refused."""
    assert "Chưa chọn ý kiến" in site.decide(site_link(site), "").text
    assert site.world.ledger.decisions() == []


def test_five_wrong_codes_lock_the_page_as_well(site):
    """Whoever guesses is stopped; the right code comes too late, and the Office is told."""
    link = site_link(site)
    for _ in range(5):
        page = site.decide(link, code="AAAAA-AAAAA")
    assert "tạm khóa" in page.text
    assert "tạm khóa" in site.decide(link).text
    assert "tạm khóa" in site.get(link).text
    assert site.world.ledger.decisions() == []


def test_a_link_shows_what_was_decided_elsewhere(site):
    """On the screen, meanwhile."""
    link = site_link(site)
    site.world.decide("Trả lại", "Đề nghị bổ sung.")
    page = site.get(link).text
    assert "Đã ghi ý kiến: Trả lại" in page
    assert "Đề nghị bổ sung." in page


def test_a_link_to_an_earlier_asking_says_so(site):
    """A fresh code has a fresh link; the old one decides nothing, even with the new code."""
    from flows.decide import ask_again

    link = site_link(site)
    ask_again(site.world.office, obligation=ASKED)
    assert "đã có bản mới hơn" in site.get(link).text
    assert site.decide(link).status_code == 422
    assert site.world.ledger.decisions() == []


def test_what_was_taken_back_is_not_decided_by_its_link(site):
    """The Office changes it; the page says so, and takes nothing, code or no code."""
    from flows.relieving import take_back

    link, code = site_link(site), site.world.code(ASKED)
    take_back(site.world.office, step="month-plan", period="2023-10", comment="Thiếu một nội dung")
    assert "Gửi ý kiến" not in site.get(link).text
    assert site.decide(link, code=code).status_code == 422
    assert site.world.ledger.decisions() == []


def test_a_further_round_shows_the_lines_that_were_not_named(site):
    """The page shows what the form shows: the changed line with its number in the plan, and why it is asked again."""
    from flows.assemble import assemble

    site_link(site)
    site.world.decide("Đồng ý, có sửa", "Dòng 2 chuyển sang tuần 4.")
    site.world.beat()
    rows = "Nội dung tuyên truyền\tNội dung số\tThể loại\tThời gian\tCơ quan báo chí\n" + "\n".join(
        f"{text}\t1\tTin\ttuần {week} tháng 10\tBáo; Đài"
        for text, week in (("Việc A1", 2), ("Việc A2", 4), ("Việc B1", 1))
    )
    assemble(site.world.office, step="month-plan", period="2023-10", rows=rows)
    site.world.beat()
    page = site.get(site.link("ld@so.example")).text
    assert "Thay đổi cần cho ý kiến" in page
    assert '<span class="mark">3.</span> Việc B1' in page
    assert "Việc A1" not in page
    assert "Việc A2" not in page


def test_a_link_runs_out(site):
    """After 72 hours it shows nothing, neither lines nor files."""
    link = site_link(site)
    site.world.jump("2023-10-09 10:00")
    page = site.get(link).text
    assert "hết hạn" in page
    assert "Việc A1" not in page
    assert site.decide(link).status_code == 422


def test_the_code_of_another_person_opens_nothing(site):
    """A link belongs to a person, and takes the code of that person alone."""
    from definitions.codes import code_for

    link = site_link(site)
    it = site.world.it(ASKED)
    code = code_for(site.world.office.secret, it.key, "van-phong.cv", it.content, it.generation)
    assert site.decide(link, code=code).status_code == 422
    assert site.world.ledger.decisions() == []


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.real)])
def database(request, tmp_path):
    """The address of an empty database: a SQLite file, and a real PostgreSQL."""
    on_file = request.param == "sqlite"
    return f"sqlite:///{tmp_path / 'vongnam.db'}" if on_file else request.getfixturevalue("postgres")


def test_eight_at_once_are_one_decision(found, tmp_path, database):
    """The same code eight times, by the page's link and by the screen's form: one verdict; the others read what it was."""
    from storage.ledger import open_ledger

    ledger = open_ledger(database, durable=False)
    settings = Settings.read(tmp_path / "data", {"VONGNAM_PAGE_URL": BASE})
    world = found(tmp_path, ledger=ledger, settings=settings)
    world.to("2023-10-02 09:00")
    site = Site(world)
    link, code = site_link(site), world.code(ASKED)
    sent = [("POST", link, {"verdict": v, "comment": "x", "code": code}) for v in ("approve", "return") * 2]
    with ThreadPoolExecutor(4) as forms:
        by_form = [forms.submit(_by_form, world, code) for _ in range(4)]
        answers = site.browser.together(sent)
        taken = sum(each.result() for each in by_form)
    assert {answer.status_code for answer in answers} <= {200, 422}
    assert sum(answer.status_code == 200 for answer in answers) + taken == 1
    assert all("Đã ghi ý kiến" in answer.text for answer in answers)
    assert len(ledger.decisions()) == 1
    assert sum(event.what == "link" for event in ledger.events()) == 1 - taken
    site.browser.close()
    ledger.close()


def _by_form(world, code):
    """Whether the verdict of the screen's form was taken."""
    try:
        world.decide(code=code)
    except Refused:
        return False
    return True


# ---------------------------------------------------------------- looking changes nothing


def test_looking_changes_nothing(site):
    """A mail scanner opens every link, HEAD included: the year stands as it was; the openings are counted."""
    link = site_link(site)
    ledger = site.world.ledger
    before = (ledger.events(), ledger.obligations(), ledger.messages(), ledger.decisions())
    for path in (link, *site.links("ld@so.example")):
        assert site.get(path).status_code == 200
        assert site.browser.request("HEAD", path).status_code == 200
    assert (ledger.events(), ledger.obligations(), ledger.messages(), ledger.decisions()) == before
    assert ledger.visited(links.token_hash(link[1:])).opened == 8


def test_a_busy_ledger_keeps_nobody_from_reading(site, monkeypatch):
    """The opening is not counted then; the page stands there all the same."""
    from storage.errors import BusyDatabase

    def busy(*_args, **_names):
        raise BusyDatabase(code="database-busy", said="locked")

    link = site_link(site)
    monkeypatch.setattr(site.world.ledger, "opened", busy)
    assert "Việc A1" in site.get(link).text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_get_and_post_are_known(site, method):
    """Nothing else is taken."""
    assert site.browser.request(method, site_link(site)).status_code == 405


@pytest.mark.parametrize("path", ["/", "/healthz", "/nothing", "/y-kien/x~y~1~2~z", None])
def test_every_answer_keeps_its_address_a_secret(site, path):
    """No referrer, no store, no script, no frame; and the style is the one that the policy names."""
    answer = site.get(path or site_link(site))
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "script" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<script" not in answer.text


def test_a_watcher_outside_learns_whether_the_office_is_at_work_and_nothing_else(site):
    """200 and «ok» while heartbeats come; 503 with one word where they do not, or where the ledger is away."""
    beaten(site.world.office)
    assert (site.get("/healthz").status_code, site.get("/healthz").text) == (200, "ok")
    site.world.jump("2023-10-02 09:16")
    assert (site.get("/healthz").status_code, site.get("/healthz").text) == (503, "heartbeat")
    site.world.office.ledger.setting = _away
    assert (site.get("/healthz").status_code, site.get("/healthz").text) == (503, "ledger")


def _away(_):
    raise BusyDatabase(code="database-busy", said="locked")


def test_a_link_that_was_tampered_with_is_nobody_s(site):
    """Another person, another turn, another hour, another duty: each is a wrong link, and none says more than that."""
    token = site_link(site)[1:]
    link = links.read(site.world.office.secret, token)
    parts = token.split("~")
    others = [
        token[:-1] + ("a" if token[-1] != "a" else "b"),
        "~".join([parts[0], "van-phong.cv", *parts[2:]]),
        "~".join([*parts[:2], "2", *parts[3:]]),
        "~".join([*parts[:3], str(int(parts[3]) + 9999), parts[4]]),
        token.replace("2023-10", "2023-11"),
        token.replace("y-kien", "xem"),
        links.token_for(b"another key", link),
    ]
    for other in others:
        assert site.get(f"/{other}").status_code == 404
        assert site.decide(f"/{other}").status_code == 404
    assert site.world.ledger.decisions() == []


def test_a_link_leads_to_its_own_purpose(site):
    """A token that we made, for a step of another kind: nobody's."""
    site.world.agreed()
    it = site.world.it(ASKED)
    link = Link(Purpose.HAND_IN, it.key, "lanh-dao-so.pt", it.version, it.expires)
    assert site.get(f"/{links.token_for(site.world.office.secret, link)}").status_code == 404


def test_whoever_has_left_comes_by_no_link(site):
    """A person who is no more in the directory."""
    it = site.world.it(UNIT)
    link = links.made(site.world.office.context, Purpose.HAND_IN, it, "a.somebody")
    assert site.get(f"/{links.token_for(site.world.office.secret, link)}").status_code == 404


# ---------------------------------------------------------------- documents


def test_the_documents_of_the_obligation_can_be_opened(site):
    """What the leader decides on, with the right type and under its own name; no other file of the archive."""
    link, key = site_link(site), site.world.Key.parse(PLAN)
    sha = site.world.office.archive.put(packed("word/document.xml"), ".docx")
    plan = Document(key, "month-plan.docx", 1, "ke-hoach-thang-10.docx", sha, "source", site.world.clock.instant)
    site.world.ledger.record([], seen={}, now=site.world.clock.instant, documents=[plan])
    (found,) = re.findall(r'href="([^"]+/tep/[0-9a-f]{64})">([^<]+)<', site.get(link).text)
    answer = site.get(link.rpartition("/")[0] + "/" + found[0])
    assert answer.content == packed("word/document.xml")
    assert answer.headers["content-type"].endswith("wordprocessingml.document")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''ke-hoach-thang-10.docx"
    assert found[1] == "ke-hoach-thang-10.docx"
    other = site.world.office.archive.put(b"%PDF-another's", ".pdf")
    assert site.get(f"{link}/tep/{other}").status_code == 404


# ---------------------------------------------------------------- a unit


def test_a_unit_hands_in_a_scan(site):
    """Kept whole, bound to the duty, received now; the unit and the Office are written to at once."""
    link = site.link("a@so.example")
    since = len(site.world.post.sent)
    page = site.post(link, act="file", note="Bản quét có chữ ký", file=("Kế hoạch tháng 10.PDF", PDF))
    assert page.status_code == 200
    assert "Đã nhận lúc 09:00 ngày 02/10/2023" in page.text
    it = site.world.it(UNIT)
    assert (it.state, it.received) == (State.ACCEPTED, site.world.clock.instant)
    (file,) = site.world.content(UNIT)["files"]
    assert (file["name"], file["mime"], file["size"]) == ("Kế hoạch tháng 10.pdf", "application/pdf", len(PDF))
    assert site.world.office.archive.read(file["sha"]) == PDF
    assert "Đã nhận" in site.world.letters("a@so.example", since)[-1].letter.subject
    assert "Cần nhập nội dung từ tệp" in site.world.letters("vp@so.example", since)[-1].letter.subject


def test_the_office_opens_the_file_by_the_link_in_its_letter(site):
    """The bytes as they came, shown in the browser, never run in it."""
    site.post(site.link("a@so.example"), act="file", file=("k.pdf", PDF))
    link = site.link("vp@so.example")
    href = re.search(r'href="([^"]+/tep/[0-9a-f]{64})"', site.get(link).text)[1]
    answer = site.get(link.rpartition("/")[0] + "/" + href)
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline")


def test_a_link_is_used_up_by_what_it_is_for(site):
    """A second file by the same link is not taken; the link in the receipt takes it, as the next version."""
    link = site.link("a@so.example")
    site.post(link, act="file", file=("k.pdf", PDF))
    again = site.post(link, act="file", file=("other.pdf", PDF + b"2"))
    assert again.status_code == 422
    assert site.world.it(UNIT).version == 1
    site.post(site.link("a@so.example"), act="file", file=("other.pdf", PDF + b"2"))
    assert site.world.it(UNIT).version == 2
    assert [e.by for e in site.world.ledger.events() if e.what == "link"] == ["a.dm", "a.dm"]


def test_the_same_file_twice_is_one(site):
    """By the link of the receipt, once more: there is one version."""
    site.post(site.link("a@so.example"), act="file", file=("k.pdf", PDF))
    assert site.post(site.link("a@so.example"), act="file", file=("copy.pdf", PDF)).status_code == 200
    assert site.world.it(UNIT).version == 1


def test_a_unit_fetches_its_workbook_and_hands_it_in(site):
    """The page offers the workbook; filled in, it is read into lines at once; with a fault the page names the cell."""
    link = site.link("a@so.example")
    assert "bảng tính để điền" in site.get(link).text
    book = load_workbook(io.BytesIO(site.get(f"{link}/tep/bieu-mau").content))
    sheet = book.worksheets[0]
    top = next(row[0].row for row in sheet.iter_rows() if row[0].value == "STT")
    for column, text in enumerate(("Việc một", "1", "Tin", "32/10/2023", "Báo"), 2):
        sheet.cell(top + 2, column).value = text
    faulty, mended = io.BytesIO(), io.BytesIO()
    book.save(faulty)
    page = site.post(link, act="file", file=("thang 10.xlsx", faulty.getvalue()))
    assert page.status_code == 422
    assert f"ô E{top + 2}" in page.text
    sheet.cell(top + 2, 5).value = "tuần 2"
    book.save(mended)
    assert "Đã nhận" in site.post(link, act="file", file=("thang 10.xlsx", mended.getvalue())).text
    assert [line["content"] for line in site.world.content(UNIT)["lines"]] == ["Việc một"]


def test_a_unit_says_that_there_is_nothing(site):
    """One button, behind a confirmation."""
    link = site.link("b@so.example")
    assert "Xác nhận: không phát sinh" in site.get(link).text
    assert "«không phát sinh»" in site.post(link, act="nil").text
    assert site.world.it("unit-plan/2023-10/b").state is State.NIL
    (arrival,) = site.world.ledger.arrivals()
    assert (arrival.door, arrival.place, arrival.party, arrival.name) == (
        "page",
        "accepted",
        "b",
        "Báo không phát sinh",
    )


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("k.pdf", b"", "Chưa chọn tệp"),
        ("k.pdf", b"#!/bin/sh\nrm", "không thuộc loại được nhận"),
        ("k.docx", b"PK\x03\x04 broken", "bị hỏng"),
        ("k.zip", packed("a.txt"), "không thuộc loại được nhận"),
        ("k.xlsx", packed("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "macro"),
        ("k.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "loại cũ"),
    ],
)
def test_a_file_is_what_its_bytes_say(site, name, data, said):
    """Whatever its name; what is not taken is said in a sentence, and the note that was typed stays."""
    page = site.post(site.link("a@so.example"), act="file", note="Ghi chú của đơn vị", file=(name, data))
    assert page.status_code == 422
    assert said in page.text
    assert "Ghi chú của đơn vị</textarea>" in page.text
    assert site.world.it(UNIT).version == 0


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (packed("[Content_Types].xml", "word/document.xml"), ".docx"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), ".xlsx"),
        (b"\xff\xd8\xff\xe0 photograph", ".jpg"),
        (b"\x89PNG\r\n\x1a\n picture", ".png"),
    ],
)
def test_five_sorts_are_taken(site, data, suffix):
    """Under the suffix of what they are."""
    site.post(site.link("a@so.example"), act="file", file=("../../etc/ke hoach.exe", data))
    (file,) = site.world.content(UNIT)["files"]
    assert file["name"] == f"ke hoach{suffix}"
    assert site.world.office.archive.path(file["sha"]).suffix == suffix


def test_a_file_that_is_too_large_is_refused_with_a_sentence(site, monkeypatch):
    """Before anything of it is kept."""
    from definitions import uploads
    from flows.pages import webapp as web

    monkeypatch.setattr(uploads, "LARGEST", 1000)
    monkeypatch.setattr(web, "LARGEST", 1000)
    link = site.link("a@so.example")
    assert "Tệp lớn hơn" in site.post(link, act="file", file=("k.pdf", PDF + b"x" * 2000)).text
    huge = site.post(link, act="file", file=("k.pdf", PDF + b"x" * (web.ROOM + 4000)))
    assert (huge.status_code, "Tệp lớn hơn" in huge.text) == (413, True)
    assert site.world.it(UNIT).version == 0


def test_what_was_sent_back_says_what_is_missing(site):
    """The unit reads the Office's words on its page, and hands in again by the link of that letter."""
    from flows.collect import send_back

    site.world.hand_in("a")
    send_back(site.world.office, step="unit-plan", unit="a", period="2023-10", comment="Thiếu thời gian.")
    site.world.beat()
    link = site.link("a@so.example")
    assert "Thiếu thời gian." in site.get(link).text
    assert site.post(link, act="file", file=("k.pdf", PDF)).status_code == 200
    assert site.world.it(UNIT).state is State.ACCEPTED


def test_the_office_hands_in_what_came_on_paper(site):
    """From the letter that says who has not sent: choose the unit, say when the paper came; the unit gets the receipt."""
    site.world.to("2023-10-06 09:00")
    (path,) = {link for link in site.links("vp@so.example") if "/nhan-ho/" in link}
    rows = dict(re.findall(r'<li><a href="([^"]+)">(Đơn vị [AB])</a>', site.get(path).text))
    assert sorted(rows.values()) == ["Đơn vị A", "Đơn vị B"]
    href = next(href for href, name in rows.items() if name == "Đơn vị A")
    assert href.startswith("../../../gui/")
    link = "/" + href.removeprefix("../../../")
    assert "Văn phòng ghi nhận thay" in site.get(link).text
    future = site.post(link, act="file", received="05/10/2026 09:30", file=("giay.pdf", PDF))
    assert "chưa đến" in future.text
    assert 'value="05/10/2026 09:30"' in future.text
    assert (
        "Đã nhận lúc 09:30 ngày 04/10/2023."
        in site.post(link, act="file", received="04/10/2023 09:30", file=("giay.pdf", PDF)).text
    )
    kept = site.world.ledger.submission(site.world.Key.parse(UNIT))
    assert (kept.late, kept.by, kept.typed) == (False, "van-phong.cv", site.world.clock.instant)
    assert "Đã nhận" in site.world.letters("a@so.example")[-1].letter.subject
    assert "Đơn vị A" not in site.get(path).text


def test_a_unit_cannot_say_that_it_was_early(site):
    """What a unit sends by its own link is received now, whatever its form says."""
    site.world.to("2023-10-06 09:00")
    site.post(site.link("a@so.example"), act="file", received="01/10/2023 08:00", file=("k.pdf", PDF))
    kept = site.world.ledger.submission(site.world.Key.parse(UNIT))
    assert (kept.received, kept.late) == (site.world.clock.instant, True)


# ---------------------------------------------------------------- a file that waits for the Office


HOSTILE = b"<html><script>alert(1)</script></html>"


@pytest.mark.parametrize(
    ("name", "data", "saved"),
    [
        ("quét.pdf", PDF, "qu%C3%A9t.pdf"),
        ("../a\u202efdp.html", HOSTILE, "_a_fdp.html.cach-ly"),
        ("x.docx", packed("a.txt"), "x.docx.cach-ly"),
    ],
)
def test_a_file_that_waits_is_saved_and_never_shown(site, name, data, saved):
    """From its row on «Cần xử lý»: the very bytes, as a download of no sort, whatever it says that it is."""
    from definitions.arrivals import Door
    from flows.arriving import Came, take_in

    world = site.world
    doubt = None if data == PDF else Refusal("unknown-sender", "Người gửi không có trong danh bạ.", "Hỏi lại.")
    take_in(world.office, Came("tep-1", Door.FOLDER, name, data, world.clock.instant), doubt=doubt)
    (arrival,) = world.ledger.arrivals(open=True)
    path = _waiting(world, arrival)
    answer = site.get(path)
    assert (answer.status_code, answer.content) == (200, data)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{saved}"
    assert site.get(f"{path[:-1]}{'a' if path[-1] != 'a' else 'b'}").status_code == 404
    world.ledger.arrive(replace(arrival, closed=world.clock.instant), now=world.clock.instant)
    assert site.get(path).status_code == 404


def _waiting(world, arrival):
    """Where the page «Cần xử lý» says that this file is opened."""
    from flows.office_pages import Links, pages

    links = Links(world.office.definition, world.office.context.steps, "http://office.example", {}, {})
    page = next(it.markdown for it in pages(world.office, links) if it.key == "can-xu-ly")
    found = re.search(rf"\[Số {arrival.number}: [^\n]*?\]\(({BASE}/tep-cho/[^)]+)\)", page)
    return found[1].removeprefix(BASE)


# ---------------------------------------------------------------- a partner


A1, A2, B1 = "2023-10/a/01", "2023-10/a/02", "2023-10/b/01"


def plan_read(site):
    """Which plan stands on the page: sent along, unseen, with every answer."""
    return {"on": site.world.ledger.submission(site.world.Key.parse(PLAN)).content}


def test_a_partner_answers_line_by_line(site):
    """An outcome for each line, with what is to change; the receipt goes out at once, and the Office can go on."""
    site.world.confirmed()
    link = site.link("bao@bao.example")
    page = site.get(link).text
    assert page.count("<legend>Dòng ") == 3
    assert " checked" not in page
    since = len(site.world.post.sent)
    assert f'name="on" value="{plan_read(site)["on"]}"' in page
    sent = {f"outcome-{A1}": "changed", f"when-{A1}": "tuần 3", f"outcome-{A2}": "agreed"}
    sent |= {f"outcome-{B1}": "refused", f"reason-{B1}": "Đã phản ánh"}
    done = site.post(link, **sent, **plan_read(site))
    assert "Đã nhận lúc" in done.text
    answers = site.world.content(PARTNER)["answers"]
    assert [(a["outcome"], a["when"], a["reason"]) for a in answers] == [
        ("changed", "tuần 3", ""), ("agreed", "", ""), ("refused", "", "Đã phản ánh"),
    ]  # fmt: skip
    assert "Đã nhận ý kiến" in site.world.letters("bao@bao.example", since)[-1].letter.subject


def test_one_opinion_for_the_other_lines(site):
    """Chosen on purpose, for those that are not named."""
    site.world.confirmed()
    sent = {f"outcome-{A2}": "postponed", f"when-{A2}": "tháng 11", "others": "agreed"}
    site.post(site.link("bao@bao.example"), **sent, **plan_read(site))
    assert [a["outcome"] for a in site.world.content(PARTNER)["answers"]] == ["agreed", "postponed", "agreed"]


def test_silence_about_a_line_is_not_consent(site):
    """Refused with the numbers of the lines; every choice and word stands there again."""
    site.world.confirmed()
    sent = {f"outcome-{A1}": "refused", f"reason-{A1}": "Trùng nội dung"}
    page = site.post(site.link("bao@bao.example"), **sent, **plan_read(site))
    assert page.status_code == 422
    assert "Chưa có ý kiến về các dòng: 2, 3" in page.text
    assert page.text.count(" checked") == 1
    assert 'value="Trùng nội dung"' in page.text
    assert site.world.it(PARTNER).version == 0


def test_an_answer_is_about_the_plan_that_was_read(site):
    """Where the plan has changed meanwhile nothing is taken; every choice stays with its own line."""
    site.world.confirmed()
    link, old = site.link("bao@bao.example"), "0" * 64
    page = site.post(link, **{f"outcome-{A2}": "refused", f"reason-{A2}": "Trùng", "others": "agreed", "on": old})
    assert page.status_code == 422
    assert "Kế hoạch đã thay đổi" in page.text
    assert re.search(rf'name="outcome-{A2}" value="refused" checked', page.text)
    assert f'name="reason-{A2}" maxlength="1000" value="Trùng"' in page.text
    assert site.world.it(PARTNER).version == 0


def test_a_partner_is_never_urged_on_its_page(site):
    """No word of lateness, whenever the page is opened."""
    site.world.confirmed()
    link = site.link("bao@bao.example")
    assert "Rất mong nhận được ý kiến" in site.get(link).text
    site.world.jump("2023-10-20 10:00")
    assert not re.search("quá hạn|quá thời hạn|chậm|Thời hạn|Rất mong", site.get(link).text)


# ---------------------------------------------------------------- secrets


def test_no_row_holds_a_token(site):
    """The ledger knows hashes; whoever reads it opens no page."""
    link = site_link(site)
    site.decide(link)
    ledger = site.world.ledger
    mac = link.rpartition("~")[2]
    kept = [*ledger.events(), *ledger.messages(), *ledger.documents(), ledger.visited(links.token_hash(link[1:]))]
    assert not [row for row in kept if mac in str(row)]


def test_a_fault_of_ours_is_a_sentence(site, monkeypatch, caplog):
    """No traceback, no token in the log; the headers stand there all the same."""
    from flows.pages import webapp as web

    link = site_link(site)
    monkeypatch.setattr(web, "visit", lambda *_: 1 / 0)
    answer = site.get(link)
    assert answer.status_code == 500
    assert "chưa có gì được ghi nhận" in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert link.rpartition("~")[2] not in caplog.text


def test_a_line_that_no_partner_takes_is_settled_on_the_page(site, monkeypatch):
    """The same choices as on the screen, none made beforehand; without them nothing is taken, and what was typed stays."""
    world = site.world
    process = world.office.definition.process
    found = process.step("partner-agreement").model_copy(update={"deadlock": "leader"})
    steps = tuple(found if it.id == found.id else it for it in process.steps)
    monkeypatch.setitem(world.office.context.steps, found.id, found)
    monkeypatch.setitem(world.office.definition.__dict__, "process", process.model_copy(update={"steps": steps}))
    world.confirmed()
    refused = [{"line": "1", "outcome": "refused", "reason": "đã đăng"}]
    for partner in ("bao", "dai"):
        agree(world.office, partner=partner, period="2023-10", answers=refused, others="agreed")
    world.beat()
    path = site.link("ld@so.example")
    assert 'name="dong_1" value="Giữ trong kế hoạch">' in site.get(path).text
    again = site.decide(path, verdict="approve-with-changes", comment="Sửa dòng 2")
    assert "chưa thống nhất" in again.text
    assert "Sửa dòng 2" in again.text
    code = world.code(ASKED)
    assert site.post(path, verdict="approve", comment="", code=code, dong_1="Giữ trong kế hoạch").status_code == 200
    assert world.it(ASKED).state is State.ACCEPTED
    assert world.content("month-plan/2023-10/van-phong")["lines"][0]["settled"] == "keep"
