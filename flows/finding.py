"""Finding: the feeds of the year's parties are read, and what is about its topics is offered to a person, once.

One feed that fails stops nothing. What a server says of the state of its feed is kept after what was found in it: a
run that is killed in between finds it again, and the ledger keeps an address once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from definitions.matching import Item, Relevance, relevant
from definitions.vocabulary import Party, Year
from definitions.webaddress import address_key, same_story, story_key
from flows.articles import Article, article, text_copy
from flows.fetching import FEEDS, PAGES, Answer, Fetcher, Unfetched, allowances
from flows.linking import Linking
from flows.newsfeeds import Entry, NoFeed, entries
from flows.results import offer
from flows.robots import Robots
from flows.told import Say, Stage, Told, plainly, silently
from flows.wiring import Office
from storage.published import Feed, Finding, Publication

PATIENCE = dt.timedelta(days=3)
"""A feed that has failed for so long is told as something that a person has to look at."""
MOST_PAGES = 60
"""So many pages are read in one run; the rest waits for the next."""


def fetcher_of(office: Office) -> Fetcher:
    """The fetcher as the office's settings want it."""
    settings = office.settings
    return Fetcher(allowances(settings.fetch_allow), settings.fetch_proxy) if settings else Fetcher()


def find(office: Office, *, fetcher: Fetcher | None = None, stage: Stage = plainly, say: Say = silently) -> Told:
    """Read every feed of the year; what was found, and which feeds have failed for days."""
    reported = offer(office)  # first: what a unit says came out is known when a feed brings it again
    hunt = Hunt(office, fetcher or fetcher_of(office))
    lines = [f"Đơn vị báo cáo: {len(reported)} tin, bài mới chờ xét."] if reported else []
    failures: list[str] = []
    sources = list(_sources(office))
    for party, url in sources:
        said, lasting = stage(f"Đọc nguồn tin: {party.name}", partial(hunt.read, party, url))
        (failures if lasting else lines).append(f"{party.name}: {said}")
        say(f"{party.name}: {said}")
    if not sources:
        lines.append("Năm kế hoạch chưa khai nguồn tin (feeds) của cơ quan báo chí nào.")
    waiting = len(office.ledger.findings("waiting"))
    return Told("Tìm tin, bài", (*lines, f"Đang chờ xét: {waiting} tin, bài."), tuple(failures))


def _sources(office: Office) -> Iterator[tuple[Party, str]]:
    """Every feed of a party that is there today, each once."""
    today = office.now().astimezone(office.zone).date()
    seen: set[str] = set()
    for party in office.definition.year.parties:
        there = (party.valid_from or today) <= today <= (party.valid_to or today)
        for url in party.feeds if there else ():
            if url not in seen:
                seen.add(url)
                yield party, url


class Hunt:
    """One run over the feeds: what was known when it began, and how many pages it may still read."""

    def __init__(self, office: Office, fetcher: Fetcher) -> None:
        self.office, self.fetcher, self.robots = office, fetcher, Robots(fetcher)
        self.linking = Linking(office)
        self.feeds = {it.url: it for it in office.ledger.feeds()}
        self.known: list[Finding] = office.ledger.findings()
        self.published: list[Publication] = office.ledger.publications()
        self.keys = {it.key for it in self.known} | {address_key(it.url) for it in self.published if it.url}
        self.left = MOST_PAGES

    def read(self, party: Party, url: str) -> tuple[str, bool]:
        """One feed: what came of it in words, and whether a person has to look at the feed itself."""
        now, before = self.office.now(), self.feeds.get(url, Feed(url))
        try:
            answer = self.fetcher.get(url, FEEDS, _conditions(before))
            found = self._entries(answer)
        except (Unfetched, NoFeed) as error:
            since = before.failing or now
            self.office.ledger.keep_feed(replace(before, tried=now, failing=since, error=str(error)))
            return self._failed(str(error), since, now)
        kept, whole = self._offer(party, found, now)
        self.office.ledger.keep_feed(_after(before, answer, now, whole=whole))
        return _summary(answer, kept), False

    def _failed(self, why: str, since: dt.datetime, now: dt.datetime) -> tuple[str, bool]:
        if now - since < PATIENCE:
            return f"chưa đọc được nguồn tin ({why}); lần tới đọc lại.", False
        day = f"{since.astimezone(self.office.zone):%d/%m/%Y}"
        return (
            f"không đọc được nguồn tin từ ngày {day} ({why}). Đề nghị kiểm tra địa chỉ nguồn tin trong năm kế hoạch.",
            True,
        )

    def _entries(self, answer: Answer) -> list[Entry]:
        if answer.status == 304:
            return []
        if answer.status != 200:
            raise Unfetched(f"máy chủ trả lời mã {answer.status}")
        return entries(answer.body, answer.url, answer.headers.get("content-type", ""), self.office.zone)

    def _offer(self, party: Party, found: Iterable[Entry], now: dt.datetime) -> tuple[list[Finding], bool]:
        """What was new in a feed is kept; False where the run has read enough pages and some of it waits."""
        year, fresh = self.office.definition.year, [it for it in found if self._is_new(it)]
        kept: list[Finding] = []
        for n, entry in enumerate(fresh):
            if self.left <= 0:
                return kept, n == len(fresh)
            if _of_the_year(year, entry, self.office.zone):
                kept += self.office.ledger.offer([self._finding(party, entry, now)], now=now)
                self.known += kept[-1:]
                self.keys.add(address_key(entry.url))
        return kept, True

    def _is_new(self, entry: Entry) -> bool:
        key = address_key(entry.url)
        return bool(key) and key not in self.keys

    def _finding(self, party: Party, entry: Entry, now: dt.datetime) -> Finding:
        """The entry, with what its page says where the page is worth reading and may be read."""
        about = self._about(party, entry, entry.lead)
        page, archived, note = Article(), "", ""
        if about or not entry.lead:
            page, archived, note = self._page(entry)
            about = self._about(party, entry, f"{entry.lead} {page.lead}")
        at = entry.at or page.at
        found = Finding(
            key=address_key(entry.url),
            story=story_key(entry.title),
            url=entry.url,
            outlet=party.id,
            title=entry.title,
            found=now,
            at=at.astimezone(self.office.zone).date() if at else None,
            author=page.author or entry.author,
            lead=page.lead or entry.lead,
            topics=about.topics,
            activities=about.activities,
            why="; ".join(filter(None, [about.why, note])),
            fate="waiting" if about else "beside",
            archived=archived,
        )
        if page.url and address_key(page.url) in self.keys - {found.key}:
            return replace(found, fate="repeated")
        return self._folded(found) if about else found

    def _about(self, party: Party, entry: Entry, lead: str) -> Relevance:
        """What it may be about; an entry without a day is held against the plan as of today."""
        at = (entry.at or self.office.now()).astimezone(self.office.zone).date()
        return relevant(self.linking.index, Item(entry.title, at, party.id, lead=lead, url=entry.url))

    def _page(self, entry: Entry) -> tuple[Article, str, str]:
        self.left -= 1
        if not self.robots.allow(entry.url):
            return Article(), "", "trang báo không cho máy đọc"
        try:
            answer = self.fetcher.get(entry.url, PAGES)
        except Unfetched as error:
            return Article(), "", f"chưa đọc được trang ({error})"
        if answer.status != 200:
            return Article(), "", f"chưa đọc được trang (mã {answer.status})"
        page = article(answer.body, self.office.zone, answer.charset)
        return page, self.office.archive.put(text_copy(page, entry.url), ".txt") if page.text else "", ""

    def _folded(self, it: Finding) -> Finding:
        """A story that is known already, from whichever paper, is kept as its repetition and not offered."""
        for other in self.known:
            if other.fate not in ("beside", "repeated") and same_story(it.story, it.at, other.story, other.at):
                return replace(it, fate="repeated", same_as=other.number)
        for known in self.published:
            if same_story(it.story, it.at, story_key(known.title), known.at):
                return replace(it, fate="repeated", publication=known.id)
        return it


def _conditions(feed: Feed) -> dict[str, str]:
    """What a server is asked by, so that it need not send what has not changed."""
    said = {"If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
    return {name: value for name, value in said.items() if value}


def _after(before: Feed, answer: Answer, now: dt.datetime, *, whole: bool) -> Feed:
    """What is known of a feed that was read; where some of it waits, its state is asked for again next time."""
    if answer.status == 304:
        return replace(before, tried=now, read=now, failing=None, error="")
    etag, modified = (answer.headers.get(name, "")[:500] if whole else "" for name in ("etag", "last-modified"))
    return Feed(before.url, etag, modified, now, now)


def _of_the_year(year: Year, entry: Entry, zone: dt.tzinfo) -> bool:
    """What came out before the year counts is another year's; an entry without a day is looked at."""
    first = year.counts_from or dt.date(year.year, 1, 1)
    return entry.at is None or first <= entry.at.astimezone(zone).date() <= year.last


def _summary(answer: Answer, kept: Sequence[Finding]) -> str:
    if answer.status == 304:
        return "nguồn tin chưa có gì mới."
    count = {fate: sum(it.fate == fate for it in kept) for fate in ("waiting", "repeated", "beside")}
    return (
        f"{count['waiting']} tin, bài mới chờ xét; {count['repeated']} bài đăng lại; "
        f"{count['beside']} bài ngoài nội dung kế hoạch."
    )
