"""Finding: feeds of a real newspaper are read politely, each story is offered once, and no outage stops the rest."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions.looks import SHOWN
from flows.fetching import Fetcher
from flows.finding import find
from flows.looking import look
from flows.track import track

RUBBISH = {
    "title": "Rác quê đi về đâu?",
    "link": "http://bao.example/rac.html?utm_source=rss",
    "lead": "Chuyện ở làng.",
}
FOOTBALL = {"title": "Bóng đá: đội nhà thắng", "link": "http://bao.example/bong-da.html", "lead": "Trận đấu tối qua."}


@pytest.fixture
def hunt(press_world, paper):
    """Both feeds are read, now; what came of it."""
    paper.feed(path="/dai.rss")

    def run():
        fetcher = Fetcher(paper.allowed, gap=0, resolve=lambda *_: [])
        return find(press_world.office, fetcher=fetcher)

    return run


def fates(world):
    """The findings by number: title and fate."""
    return [(it.title, it.fate) for it in world.ledger.findings()]


def test_what_is_about_the_year_waits_for_a_person_with_its_reason(hunt, press_world, paper):
    """The article page gives the day, the author and the lead; its text is kept under its hash."""
    paper.feed(RUBBISH, FOOTBALL)
    paper.article("/rac.html?utm_source=rss", "Rác quê đi về đâu?", "Người dân phân loại rác.")
    told = hunt()
    assert told.lines[0] == "Báo: 1 tin, bài mới chờ xét; 0 bài đăng lại; 1 bài ngoài nội dung kế hoạch."
    assert told.failures == ()
    found, other = press_world.ledger.findings()
    assert (found.fate, found.topics, found.why) == ("waiting", ("t1",), "tên bài có «rác» (II.1)")
    assert (found.outlet, found.at, found.author, found.lead) == (
        "bao", dt.date(2023, 10, 2), "Tác giả 01", "Người dân phân loại rác.",
    )  # fmt: skip
    assert other.fate == "beside"
    assert "/bong-da.html" not in paper.paths
    assert "Nội dung của bài báo mẫu." in press_world.office.archive.read(found.archived).decode()


def test_a_feed_is_asked_whether_it_has_changed(hunt, press_world, paper):
    """By its ETag and its Last-Modified; what has not changed is not sent, and nothing is offered twice."""
    paper.feed(RUBBISH, ETag='W/"1"', Last_Modified="Mon, 02 Oct 2023 01:00:00 GMT")
    hunt()
    assert "nguồn tin chưa có gì mới" in hunt().lines[0]
    asked = [headers for path, headers in paper.asked if path == "/rss"]
    assert "If-None-Match" not in asked[0]
    assert (asked[1]["If-None-Match"], asked[1]["If-Modified-Since"]) == ('W/"1"', "Mon, 02 Oct 2023 01:00:00 GMT")
    assert len(press_world.ledger.findings()) == 1


def test_a_story_is_offered_once_however_often_it_is_told(hunt, press_world, paper):
    """Another address form, another paper's feed, a re-post: folded into the first, never offered again."""
    paper.feed(
        RUBBISH,
        {**RUBBISH, "link": "http://m.bao.example/rac.html"},
        {**RUBBISH, "link": "http://bao.example/dang-lai.html", "title": "RÁC QUÊ ĐI VỀ ĐÂU? | Báo mẫu"},
    )
    paper.feed({**RUBBISH, "link": "http://bao.example/dai/rac"}, path="/dai.rss")
    hunt()
    hunt()
    assert [fate for _, fate in fates(press_world)] == ["waiting", "repeated", "repeated"]
    assert [it.same_as for it in press_world.ledger.findings()] == [None, 1, 1]


def test_what_was_refused_is_not_offered_again(hunt, press_world, paper):
    """Neither its address nor its title."""
    paper.feed(RUBBISH)
    hunt()
    press_world.ledger.judge(1, "refused", now=press_world.office.now(), by="cv")
    paper.feed(RUBBISH, {**RUBBISH, "link": "http://bao.example/moi.html"})
    hunt()
    assert [fate for _, fate in fates(press_world)] == ["refused", "repeated"]


def test_what_was_recorded_by_hand_is_not_offered(hunt, press_world, paper):
    """By its address, and by its title."""
    day = dt.date(2023, 10, 2)
    track(press_world.office, title="Rác quê đi về đâu?", partner="bao", genre="Bài", at=day)
    track(press_world.office, title="Tên khác hẳn", partner="bao", genre="Bài", at=day, url="https://bao.example/b")
    paper.feed(RUBBISH, {**RUBBISH, "title": "Thu gom rác thải nhựa ở biển", "link": "http://bao.example/b"})
    hunt()
    assert fates(press_world) == [("Rác quê đi về đâu?", "repeated")]


def test_what_came_out_before_the_year_is_another_years(hunt, press_world, paper):
    """A feed may reach back; a report may not."""
    paper.feed({**RUBBISH, "at": "Mon, 26 Dec 2022 08:15:00 +0700"})
    hunt()
    assert press_world.ledger.findings() == []


def test_an_outage_of_one_feed_stops_nothing_and_is_told_after_days(hunt, press_world, paper):
    """The other is read; on the first days it is a line, then a failure that says since when; then it is forgotten."""
    paper.feed(RUBBISH, path="/dai.rss")
    paper.says("/rss", "lỗi", status=503)
    first = hunt()
    assert ("lần tới đọc lại" in first.lines[0], first.failures, len(press_world.ledger.findings())) == (True, (), 1)
    press_world.jump("2023-10-06 09:00")
    (said,) = hunt().failures
    assert said.startswith("Báo: không đọc được nguồn tin từ ngày 03/10/2023 (máy chủ trả lời mã 503)")
    paper.feed()
    assert hunt().failures == ()
    assert [it.failing for it in press_world.ledger.feeds()] == [None, None]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<html>không phải nguồn tin</html>", "text/xml"),
        ("", "application/rss+xml"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><rss version="2.0"><channel/></rss>', "application/xml"),
        ("tải về", "video/mp4"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(hunt, press_world, paper, body, kind):
    """A page, nothing, entities, another sort of file: a line, not an exception, and the other feed is read."""
    paper.says("/rss", body, kind=kind)
    paper.feed(RUBBISH, path="/dai.rss")
    assert "chưa đọc được nguồn tin" in hunt().lines[0]
    assert len(press_world.ledger.findings()) == 1


def test_an_article_that_cannot_be_read_is_offered_as_its_feed_says_it(hunt, press_world, paper):
    """With the reason, for a person can open it."""
    paper.feed(RUBBISH)
    hunt()
    (found,) = press_world.ledger.findings()
    assert (found.fate, found.archived, found.lead) == ("waiting", "", "Chuyện ở làng.")
    assert "chưa đọc được trang (mã 404)" in found.why


def test_a_page_that_robots_may_not_read_is_not_read(hunt, press_world, paper):
    """robots.txt is asked once, and kept to; the feed itself is there to be read."""
    paper.feed(RUBBISH, {**RUBBISH, "title": "Phân loại rác thải nhựa tại nguồn", "link": "http://bao.example/b.html"})
    paper.says("/robots.txt", "User-agent: VongNam\nDisallow: /", kind="text/plain")
    hunt()
    assert paper.paths.count("/robots.txt") == 1
    assert not {"/rac.html?utm_source=rss", "/b.html"} & set(paper.paths)
    assert all("không cho máy đọc" in it.why for it in press_world.ledger.findings())


def test_a_feed_cannot_send_the_program_inside(hunt, press_world, paper):
    """Addresses of the inside in a feed are never asked for; what is no web address is left out."""
    paper.says("/secret", "bí mật")
    links = [
        f"http://127.0.0.1:{paper.port}/secret",
        "http://169.254.169.254/latest/",
        "file:///etc/passwd",
        "javascript:1",
    ]
    paper.feed(*({**RUBBISH, "title": f"Thu gom rác thải lần thứ {n}", "link": link} for n, link in enumerate(links)))
    hunt()
    assert "/secret" not in paper.paths
    assert len(press_world.ledger.findings()) == 2
    assert all(not it.archived for it in press_world.ledger.findings())


def test_a_killed_run_finds_the_rest_again(hunt, press_world, paper, monkeypatch):
    """The state of a feed is kept after what was found in it."""
    paper.feed(
        RUBBISH, {**RUBBISH, "title": "Phân loại rác thải nhựa tại nguồn", "link": "http://bao.example/b"}, ETag='"1"'
    )
    real, count = press_world.ledger.offer, []

    def dies(findings, *, now):
        count.append(1)
        if len(count) == 2:
            raise KeyboardInterrupt
        return real(findings, now=now)

    monkeypatch.setattr(press_world.ledger, "offer", dies)
    with pytest.raises(KeyboardInterrupt):
        hunt()
    hunt()
    assert [fate for _, fate in fates(press_world)] == ["waiting", "waiting"]


def test_more_than_a_run_may_read_waits_for_the_next(hunt, press_world, paper, monkeypatch):
    """The feed is read whole next time, although its server would say that it has not changed."""
    monkeypatch.setattr("flows.finding.MOST_PAGES", 2)
    items = [{**RUBBISH, "title": f"Thu gom rác thải ở xã số {n}", "link": f"http://bao.example/{n}"} for n in range(5)]
    paper.feed(*items, ETag='"1"')
    assert [len(press_world.ledger.findings()) for _ in range(3) if hunt()] == [2, 4, 5]


def test_an_office_without_feeds_is_told_so(busy_world):
    """Nothing is asked for."""
    assert find(busy_world.office, fetcher=Fetcher()).lines[0].startswith("Năm kế hoạch chưa khai nguồn tin")


# ---------------------------------------------------------------- addresses are looked at


def looked(world, paper):
    """Every address whose turn it is, now."""
    return look(world.office, fetcher=Fetcher(paper.allowed, gap=0, resolve=lambda *_: []))


def test_an_address_is_looked_at_and_its_text_is_kept(press_world, paper):
    """Alive, with a copy; a month later it says something else, and later it is gone."""
    paper.article("/a", "Tin")
    track(
        press_world.office, title="Tin", partner="bao", genre="Tin", at=dt.date(2023, 10, 2), url="http://bao.example/a"
    )
    looked(press_world, paper)
    (first,) = press_world.ledger.publications()
    assert first.checked.state == "alive"
    copy = press_world.office.archive.read(first.checked.archived).decode()
    assert copy.startswith("Tên bài: Tin\nNgày đăng: 2023-10-02T01:15:00+00:00\n")
    assert looked(press_world, paper).lines == ()
    press_world.jump("2023-11-03 09:00")
    paper.article("/a", "Quảng cáo", "Mua ngay hôm nay.", "Giảm giá lớn cuối năm. " * 20)
    assert looked(press_world, paper).lines[1].startswith("«Tin»: nội dung đã thay đổi")
    assert press_world.ledger.publications()[0].checked.archived != first.checked.archived
    press_world.jump("2023-12-04 09:00")
    paper.says("/a", "hết", status=410)
    looked(press_world, paper)
    assert press_world.ledger.publications()[0].checked.state == "dead"


def test_the_text_that_is_kept_is_the_same_for_the_same_page(press_world, paper):
    """Two offices that read one page keep one copy."""
    paper.article("/a", "Tin")
    for partner in ("bao", "dai"):
        track(
            press_world.office,
            title="Tin",
            partner=partner,
            genre="Tin",
            at=dt.date(2023, 10, 2),
            url="http://bao.example/a",
        )
    looked(press_world, paper)
    assert len({it.checked.archived for it in press_world.ledger.publications()}) == 1


def test_an_address_that_turned_inside_is_refused_not_read(press_world, paper):
    """A page that now redirects to the office's own network is told, and nothing was read there."""
    paper.says("/a", status=302, Location=f"http://127.0.0.1:{paper.port}/secret")
    track(
        press_world.office, title="Tin", partner="bao", genre="Tin", at=dt.date(2023, 10, 2), url="http://bao.example/a"
    )
    told = looked(press_world, paper)
    assert press_world.ledger.publications()[0].checked.state == "refused"
    assert SHOWN["refused"] in told.lines[1]
    assert "/secret" not in paper.paths
