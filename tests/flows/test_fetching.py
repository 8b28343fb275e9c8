"""Fetching from strangers: a real listener that redirects inside, drips, swells, and a name server that changes its mind."""

from __future__ import annotations

import gzip
import os
import time

import httpcore
import pytest
from newspaper import dripping

from flows.fetching import FEEDS, PAGES, Fetcher, Unfetched, allowances, resolved, unpacked

PUBLIC, INSIDE = "93.184.216.34", "10.0.0.5"


@pytest.fixture
def fetcher(paper):
    """A fetcher that may ask the newspaper, and knows no other name."""
    return Fetcher(paper.allowed, gap=0, resolve=lambda _host, _port: [])


@pytest.fixture
def connected(monkeypatch):
    """Every number that a connection is made to, without making any but those to this machine's listener."""
    made = []
    real = httpcore.SyncBackend.connect_tcp

    def connect(self, host, port, *args, **more):
        made.append((host, port))
        if host != "127.0.0.1":
            raise httpcore.ConnectError
        return real(self, host, port, *args, **more)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    return made


def why(fetcher, url, kinds=PAGES):
    """The reason for which nothing was fetched."""
    with pytest.raises(Unfetched) as caught:
        fetcher.get(url, kinds)
    return str(caught.value)


def test_a_page_is_fetched_and_the_program_says_who_it_is(paper, fetcher):
    """The name asked for, no cookie, no credentials, and a name that robots.txt can shut out."""
    paper.article("/a", "Tin")
    answer = fetcher.get("http://bao.example/a", PAGES)
    assert (answer.status, answer.kind, answer.charset, answer.url) == (
        200, "text/html", "utf-8", "http://bao.example/a",
    )  # fmt: skip
    ((_, said),) = paper.asked
    assert said["Host"] == "bao.example"
    assert said["User-Agent"].startswith("VongNam/")
    assert not {"Cookie", "Authorization", "Referer"} & set(said)


def test_cookies_are_not_carried_on(paper, fetcher):
    """What a server wants remembered is not."""
    paper.says("/a", "x", Set_Cookie="a=b")
    for _ in range(2):
        fetcher.get("http://bao.example/a", PAGES)
    assert "Cookie" not in paper.asked[1][1]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_remembered(paper, fetcher, status):
    """To another page of the public web; whether it is for good is known."""
    paper.says("/a", status=status, Location="/b#x")
    paper.article("/b", "Tin")
    answer = fetcher.get("http://bao.example/a", PAGES)
    assert (answer.url, answer.hops, answer.moved) == (
        "http://bao.example/b", ("http://bao.example/b",), status in (301, 308),
    )  # fmt: skip


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/secret", "http://127.0.0.1/secret", "http://localhost:{port}/secret",
        "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://2130706433/", "http://0177.0.0.1/",
        "http://[::ffff:169.254.169.254]/", "http://metadata.google.internal/", "http://noi-bo.example/",
        "https://a:b@bao.example/", "file:///etc/passwd", "gopher://127.0.0.1/", "http://bao.example:{port}/secret", "",
    ],
)  # fmt: skip
def test_a_redirect_leads_nowhere_inside(paper, connected, target):
    """Every hop is judged again: nothing but the newspaper's own first page was ever connected to."""
    paper.says("/secret", "bí mật")
    paper.says("/a", status=302, Location=target.format(port=paper.port))
    names = {"noi-bo.example": [INSIDE]}
    fetcher = Fetcher(paper.allowed, gap=0, resolve=lambda host, _port: names.get(host, []))
    if target:
        assert why(fetcher, "http://bao.example/a").startswith("không mở được")
    else:  # to itself, again and again
        assert "chuyển hướng quá" in why(fetcher, "http://bao.example/a")
    assert set(connected) == {("127.0.0.1", paper.port)}
    assert "/secret" not in paper.paths


def test_redirects_end(paper, fetcher):
    """After five hops it is enough."""
    for n in range(9):
        paper.says(f"/{n}", status=302, Location=f"/{n + 1}")
    assert "chuyển hướng quá 5 lần" in why(fetcher, "http://bao.example/0")
    assert paper.paths == [f"/{n}" for n in range(6)]


@pytest.mark.parametrize("numbers", [[INSIDE], [PUBLIC, INSIDE], ["::1"], ["::ffff:127.0.0.1"], ["169.254.169.254"]])
def test_a_name_that_leads_inside_is_not_asked(connected, numbers):
    """One number of the inside among them is enough."""
    assert "mạng nội bộ" in why(Fetcher(gap=0, resolve=lambda *_: numbers), "http://tot.example/")
    assert connected == []


def test_a_name_is_resolved_once_and_that_number_is_connected_to(connected):
    """A name server that says a public number first and an inner one then gains nothing."""
    said = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    asked = []

    def resolve(host, port):
        asked.append((host, port))
        return next(said)

    assert "không kết nối được" in why(Fetcher(gap=0, resolve=resolve), "http://doi.example/")
    assert (asked, connected) == ([("doi.example", 80)], [(PUBLIC, 80)])


def test_a_name_that_nobody_knows_is_told(connected):
    """Without a number there is no connection."""
    assert why(Fetcher(gap=0, resolve=lambda *_: []), "http://khong-co.example/") == "không tìm thấy máy chủ"
    assert connected == []


def test_the_real_name_server_is_asked_once_and_in_time():
    """A machine knows itself; a name that cannot be is no number, and never an exception."""
    assert "127.0.0.1" in resolved("localhost", 80)
    assert resolved("a" * 70 + ".example", 80) == []


@pytest.mark.parametrize("head", [False, True])
def test_a_server_that_drips_is_left(paper, head):
    """The whole request has its time, however little comes how often."""
    paper.said["/a"] = dripping(5, head=head)
    begun = time.monotonic()
    assert "chậm" in (said := why(Fetcher(paper.allowed, gap=0, seconds=0.4), "http://bao.example/a")) or "kịp" in said
    assert time.monotonic() - begun < 2


def test_a_body_that_swells_is_stopped(paper, fetcher):
    """Two hundred megabytes of zeros in two hundred kilobytes: never unpacked beyond the limit."""
    paper.says("/a", gzip.compress(b"0" * 200_000_000), Content_Encoding="gzip")
    assert why(fetcher, "http://bao.example/a") == "nội dung quá lớn"


def test_a_body_that_is_large_is_stopped(paper):
    """By what it says of itself, and by what it is."""
    paper.says("/a", b"0" * 3000)
    assert why(Fetcher(paper.allowed, gap=0, most=2000), "http://bao.example/a") == "nội dung quá lớn"
    with pytest.raises(Unfetched, match="quá lớn"):
        unpacked((b"0" * 100 for _ in range(10**9)), "", 2000, time.monotonic() + 9)


def test_a_packed_page_is_unpacked_whole(paper, fetcher):
    """What gzip keeps comes back; what is cut off or spoilt is told, and so is a packing that nobody asked for."""
    page = os.urandom(50_000).hex().encode()
    paper.says("/a", gzip.compress(page), Content_Encoding="gzip")
    assert fetcher.get("http://bao.example/a", PAGES).body == page
    for path, body, packing in [
        ("/b", gzip.compress(page)[:-20], "gzip"),
        ("/c", b"x" * 99, "gzip"),
        ("/d", b"x", "br"),
    ]:
        paper.says(path, body, Content_Encoding=packing)
        assert "nén" in why(fetcher, f"http://bao.example{path}")


def test_a_bomb_within_a_bomb_is_one_layer(paper, fetcher):
    """Two packings at once are not unpacked."""
    paper.says("/a", gzip.compress(gzip.compress(b"0" * 10**6)), Content_Encoding="gzip, gzip")
    assert "kiểu nén lạ" in why(fetcher, "http://bao.example/a")


def test_only_what_was_asked_for_is_read(paper, fetcher):
    """A film is no page, a page is no feed."""
    paper.says("/a", "x", kind="video/mp4")
    paper.article("/b", "Tin")
    assert "không đúng loại (video/mp4)" in why(fetcher, "http://bao.example/a")
    assert "không đúng loại (text/html)" in why(fetcher, "http://bao.example/b", FEEDS)


def test_two_requests_to_one_host_have_time_between(paper):
    """Politely: never one right after the other; another host need not wait."""
    paper.article("/a", "Tin")
    waited = []
    allowed = {**paper.allowed, "khac.example:80": f"127.0.0.1:{paper.port}"}
    fetcher = Fetcher(allowed, gap=5.0, pause=waited.append)
    for host in ("bao", "khac", "bao"):
        fetcher.get(f"http://{host}.example/a", PAGES)
    assert len(waited) == 1
    assert 4 < waited[0] <= 5


def test_the_proxy_of_the_machine_is_not_used(paper, fetcher, monkeypatch):
    """Only a proxy that the office has set is asked; what the environment says leads nowhere."""
    paper.article("/a", "Tin")
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetcher.get("http://bao.example/a", PAGES).status == 200


def test_a_proxy_that_is_set_is_asked(paper):
    """It gets the whole address; it is the one that knows names."""
    paper.article("http://tin.example/a", "Tin")
    fetcher = Fetcher(proxy=f"http://127.0.0.1:{paper.port}", gap=0, resolve=lambda *_: [])
    assert fetcher.get("http://tin.example/a", PAGES).status == 200
    assert paper.paths == ["http://tin.example/a"]
    assert "nội bộ" in why(fetcher, "http://127.0.0.1/")


def test_a_server_that_is_away_is_said_in_words(paper, fetcher):
    """A refused connection is no traceback."""
    gone = Fetcher({"bao.example:80": "127.0.0.1:9"}, gap=0)
    assert why(gone, "http://bao.example/") == "không kết nối được (ConnectError)"
    assert fetcher.get("http://bao.example/none", PAGES).status == 404


def test_what_a_setting_allows_is_read_by_name_and_port():
    """With or without where it stands."""
    assert allowances("a.example:80 b.example:443=127.0.0.1:8443") == {
        "a.example:80": "", "b.example:443": "127.0.0.1:8443",
    }  # fmt: skip
    assert allowances("") == {}
