"""Looking: whether the addresses of what came out still lead to it, with a copy of its text in the archive."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from definitions.looks import SHOWN, Seen, judged, next_look
from flows.articles import article, text_copy
from flows.fetching import PAGES, Fetcher, Unfetched
from flows.finding import fetcher_of
from flows.robots import Robots
from flows.told import Say, Stage, Told, plainly, silently
from flows.wiring import Office
from storage.published import Checked, Publication

MOST_LOOKS = 60
"""So many addresses are looked at in one run, those that were never looked at and the oldest looks first."""


def look(office: Office, *, fetcher: Fetcher | None = None, stage: Stage = plainly, say: Say = silently) -> Told:
    """Look at the addresses whose turn it is; each look is kept at once."""
    waits = list(_waiting(office))[:MOST_LOOKS]
    if not waits:
        return Told("Kiểm tra đường dẫn")
    fetcher = fetcher or fetcher_of(office)
    found = stage("Kiểm tra đường dẫn", partial(_looks, office, fetcher, waits, say))
    return Told("Kiểm tra đường dẫn", (f"Đã kiểm tra {len(waits)} đường dẫn.", *found))


def _waiting(office: Office) -> Iterator[Publication]:
    now = office.now()
    known = [it for it in office.ledger.publications() if it.url]
    known.sort(key=lambda it: (it.checked is not None, it.checked.at if it.checked else it.recorded, it.id))
    for it in known:
        if it.checked is None or next_look(it.checked.state, it.checked.at) <= now:
            yield it


def _looks(office: Office, fetcher: Fetcher, waits: list[Publication], say: Say) -> list[str]:
    robots, told = Robots(fetcher), []
    for it in waits:
        checked = _look(office, fetcher, robots, it)
        office.ledger.check(it.id, checked, now=office.now())
        if checked.state != "alive":
            told.append(f"«{it.title}»: {SHOWN[checked.state]}{f' ({checked.note})' if checked.note else ''}.")
            say(told[-1])
    return told


def _look(office: Office, fetcher: Fetcher, robots: Robots, it: Publication) -> Checked:
    archived = it.checked.archived if it.checked else ""
    before = _kept(office, archived)
    seen, copy = _seen(office, fetcher, robots, it.url)
    state, note, fails = judged(it.url, before, it.checked.fails if it.checked else 0, seen)
    if copy and (not archived or state == "changed"):
        archived = office.archive.put(copy, ".txt")
    return Checked(state, office.now(), note, archived, fails)


def _kept(office: Office, archived: str) -> str:
    """The readable text of the copy, without what stands above it."""
    if not archived:
        return ""
    try:
        return office.archive.read(archived).decode().partition("\n\n")[2]
    except KeyError:
        return ""


def _seen(office: Office, fetcher: Fetcher, robots: Robots, url: str) -> tuple[Seen, bytes]:
    if not robots.allow(url):
        return Seen(reason="trang báo không cho máy đọc", lasting=True), b""
    try:
        answer = fetcher.get(url, PAGES)
    except Unfetched as error:
        return Seen(reason=str(error), lasting=error.lasting), b""
    page = article(answer.body, office.zone, answer.charset)
    return Seen(answer.status, answer.url, page.text), text_copy(page, url) if page.text else b""
