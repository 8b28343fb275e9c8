"""Articles: what papers say of themselves, in every form that they use, and pages that nobody would write."""

from __future__ import annotations

import datetime as dt
import random
from contextlib import suppress
from zoneinfo import ZoneInfo

import pytest
from newspaper import PAGE

from flows.articles import Article, article, text_copy
from flows.newsfeeds import NoFeed, entries

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = dt.datetime(2023, 4, 10, 1, 15, tzinfo=dt.UTC)
MORNING = "Thứ hai, 10/04/2023 08:15"
PAGES = {
    "marks": '<meta property="og:title" content="Tin"><meta property="article:published_time" content="2023-04-10T08:15:00+07:00">'
    '<meta name="author" content="Tác giả 01"><meta property="og:description" content="Đoạn đầu">',
    "json": '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Tin", "datePublished": '
    '"2023-04-10T01:15:00Z", "author": {"@type": "Person", "name": "Tác giả 01"}, "description": "Đoạn đầu"}</script>',
    "graph": '<script type="application/ld+json">[{"@graph": [{"@type": "WebSite"}, {"@type": ["Article"], "headline": "Tin",'
    '"datePublished": "2023-04-10 08:15", "author": [{"name": "Tác giả 01"}], "description": "Đoạn đầu"}]}]</script>',
    "time": '<meta name="description" content="Đoạn đầu"><h1>Tin</h1><time datetime="2023-04-10T08:15+07:00">hôm nay</time>'
    '<span class="author">Tác giả 01</span>',
    "printed": f'<header class="top"><h1>Tin</h1></header><div class="post-meta"><span class="date">{MORNING}</span></div>'
    '<p class="author-name">Tác giả 01</p><article><p>Đoạn đầu</p></article>',
}  # fmt: skip


@pytest.mark.parametrize("form", PAGES)
def test_an_article_is_read_in_whichever_form_it_is_marked(form):
    """Open Graph, JSON-LD alone or in a graph, <time>, or only what is printed on the page."""
    found = article(f"<html><head></head><body>{PAGES[form]}</body></html>".encode(), ZONE)
    assert (found.title, found.at, found.author) == ("Tin", AT, "Tác giả 01")
    assert found.lead in ("Đoạn đầu", "Tin")


def test_what_stands_on_every_page_is_not_the_article():
    """Menus, scripts and the foot of the page are left out; paragraphs come once, in their order."""
    found = article(PAGE.format(title="Tin", lead="Đoạn đầu.", text="Câu dài. " * 60).encode(), ZONE)
    assert found.text.split("\n")[:2] == ["Tin", "Tác giả 01"]
    assert not {"Trang chủ", "Chân trang"} & set(found.text.split("\n"))


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "windows-1258", "bogus", ""])
def test_an_alphabet_is_what_the_server_says_or_the_bytes_are(charset):
    """An unknown name is no reason to read nothing."""
    page = "<html><head><meta property='og:title' content='Tin moi'></head><body></body></html>"
    body = page.encode(charset if charset not in ("bogus", "") else "utf-8")
    assert article(body, ZONE, charset).title == "Tin moi"


def test_a_copy_is_the_same_for_the_same_page():
    """It begins with what the article says of itself."""
    body = PAGE.format(title="Tin", lead="Đoạn đầu.", text="Câu. " * 80).encode()
    one, other = (text_copy(article(body, ZONE), "http://bao.example/a") for _ in range(2))
    assert one == other
    assert one.startswith("Tên bài: Tin\n".encode())


def spoilt(seed):
    """A page with bytes flipped, cut out, doubled, nested a thousand deep, or odd values in its marks."""
    rng = random.Random(seed)
    page = bytearray(
        "".join(f"<html><head>{it}</head><body>{it}</body>" for it in rng.sample([*PAGES.values()], 2)).encode()
    )
    for _ in range(rng.randrange(1, 40)):
        at = rng.randrange(len(page))
        match rng.randrange(5):
            case 0:
                page[at] = rng.randrange(256)
            case 1:
                del page[at : at + rng.randrange(1, 30)]
            case 2:
                page[at:at] = page[at : at + rng.randrange(1, 60)]
            case 3:
                page[at:at] = rng.choice(
                    [b"<div>" * 2000, b"\0" * 9, b"<!--", b"]]>", b"<svg>", b"&#x0;&#55555;", b"\xff" * 5]
                )
            case _:
                page[at:at] = rng.choice(
                    [b'{"@type":', b"[" * 500, b'"', b"</script>", b"31/02/2023", b"<time datetime=''>"]
                )
    return bytes(page)


@pytest.mark.parametrize("part", range(10))
def test_a_spoilt_page_is_an_article_or_says_nothing(part):
    """Two thousand of them: never an exception, every field of its type and within its bounds."""
    for seed in range(part * 200, part * 200 + 200):
        found = article(spoilt(seed), ZONE)
        assert isinstance(found, Article)
        assert len(found.title) <= 500
        assert found.at is None or found.at.tzinfo is not None
        text_copy(found, "http://bao.example/a").decode()


@pytest.mark.parametrize("part", range(4))
def test_a_spoilt_feed_is_read_or_refused_with_its_reason(part):
    """Eight hundred: entries with a title and a web address, or NoFeed."""
    item = (
        "<item><title>Tin</title><link>http://bao.example/1</link><pubDate>Mon, 10 Apr 2023 08:15:00</pubDate></item>"
    )
    whole = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{item * 3}</channel></rss>'.encode()
    for seed in range(part * 200, part * 200 + 200):
        rng = random.Random(seed)
        body = bytearray(whole)
        for _ in range(rng.randrange(1, 12)):
            at = rng.randrange(len(body))
            body[at : at + rng.randrange(3)] = rng.randbytes(rng.randrange(4))
        found = []
        with suppress(NoFeed):
            found = entries(bytes(body), "http://bao.example/rss", "application/rss+xml", ZONE)
        assert all(it.title and it.url.startswith("http") for it in found)


def test_a_feed_takes_a_day_without_an_offset_for_the_papers_own_time():
    """RSS wants an offset; papers forget it."""
    item = "<item><title>Tin</title><link>/1</link><pubDate>10/04/2023 08:15</pubDate></item>"
    body = f'<rss version="2.0"><channel>{item}</channel></rss>'.encode()
    (found,) = entries(body, "http://bao.example/rss", "application/rss+xml", ZONE)
    assert (found.at, found.url) == (AT, "http://bao.example/1")


def test_atom_is_read_as_rss_is():
    """Title, address, day, author, summary."""
    body = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>Tin</title>
    <link href="http://bao.example/1"/><published>2023-04-10T08:15:00+07:00</published><author><name>A 01</name></author>
    <summary type="html">&lt;p&gt;Mot &lt;b&gt;hai&lt;/b&gt;&lt;/p&gt;</summary></entry></feed>"""
    (found,) = entries(body, "http://bao.example/atom", "application/atom+xml", ZONE)
    assert (found.at, found.author, found.lead) == (AT, "A 01", "Mot hai")
