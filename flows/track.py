"""Track: a publication is recorded, linked to topics, activities and lines of a month's plan."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from functools import partial

from definitions.facts import Refusal
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.wiring import Office
from storage.port import Publication


def track(
    office: Office,
    *,
    title: str,
    partner: str,
    genre: str,
    at: dt.date,
    unit: str = "",
    author: str = "",
    url: str = "",
    topics: Sequence[str] = (),
    activities: Sequence[str] = (),
    lines: Sequence[str] = (),
    by: str = "",
    stage: Stage = plainly,
    say: Say = silently,
) -> Told:
    """Record what came out. The same title, body and day is the same publication: recorded twice, it counts once."""
    now = office.now()
    if not title.strip():
        raise Refused(Refusal("no-title", "Chưa ghi tên tin, bài.", "Đề nghị ghi đúng tên tin, bài đã đăng, phát."))
    if at > now.astimezone(office.zone).date():
        raise Refused(Refusal("not-yet", f"Ngày {at:%d/%m/%Y} chưa đến.", "Chỉ ghi tin, bài đã đăng, phát."))
    identity = hashlib.sha256(f"{partner}|{at}|{' '.join(title.split()).casefold()}".encode()).hexdigest()[:12]
    publication = Publication(
        id=identity, title=" ".join(title.split()), partner=partner, genre=genre, at=at, recorded=now, unit=unit,
        author=author, url=url, topics=tuple(topics), activities=tuple(activities), lines=tuple(lines), by=by,
    )  # fmt: skip
    stage("Ghi tin, bài", partial(office.ledger.publish, publication, now=now))
    say(f"Đã ghi: {publication.title}")
    return Told("Đã ghi tin, bài", (f"{publication.title} ({at:%d/%m/%Y})",))
