"""Track: a publication is recorded, linked to topics, activities and lines of a month's plan."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from definitions.content import clean
from definitions.facts import Refusal
from definitions.vocabulary import Definition, FieldType, Kind, Step
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.wiring import Office
from storage.port import Publication


def tracks(definition: Definition, step: Step) -> bool:
    """Whether what came out is recorded at this step: a window in which partners are named, by its form."""
    form = definition.process.form(step.form) if step.form else None
    return step.kind is Kind.TRACK and form is not None and any(f.type is FieldType.PARTNER for f in form.fields)


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
    title = clean(title)
    _check(office, title, at, now, {"partner": [partner], "unit": [unit], "topics": topics, "activities": activities})
    identity = hashlib.sha256(f"{partner}|{at}|{title.casefold()}".encode()).hexdigest()[:12]
    publication = Publication(
        id=identity, title=title, partner=partner, genre=genre, at=at, recorded=now, unit=unit,
        author=author, url=url, topics=tuple(topics), activities=tuple(activities), lines=tuple(lines), by=by,
    )  # fmt: skip
    stage("Ghi tin, bài", partial(_publish, office, publication, now))
    say(f"Đã ghi: {title}")
    return Told("Đã ghi tin, bài", (f"{title} ({at:%d/%m/%Y})",))


def _check(office: Office, title: str, at: dt.date, now: dt.datetime, named: Mapping[str, Sequence[str]]) -> None:
    if not title:
        raise Refused(Refusal("no-title", "Chưa ghi tên tin, bài.", "Đề nghị ghi đúng tên tin, bài đã đăng, phát."))
    if at > now.astimezone(office.zone).date():
        raise Refused(Refusal("not-yet", f"Ngày {at:%d/%m/%Y} chưa đến.", "Chỉ ghi tin, bài đã đăng, phát."))
    year = office.definition.year
    known = {"topics": {t.id for t in year.topics}, "activities": {a.id for a in year.activities}}
    for what, ids in named.items():
        unknown = set(ids) - known.get(what, {p.id for p in year.parties}) - {""}
        if unknown or (what == "partner" and not all(ids)):
            shown = ", ".join(sorted(unknown)) or "chưa điền"
            raise Refused(
                Refusal(
                    f"unknown-{what}",
                    f"{_NAMED[what]} «{shown}» không có trong năm kế hoạch.",
                    "Đề nghị chọn trong danh sách.",
                )
            )


_NAMED = {"partner": "Cơ quan báo chí", "unit": "Đơn vị", "topics": "Nội dung", "activities": "Hoạt động"}


def _publish(office: Office, publication: Publication, now: dt.datetime) -> None:
    """Kept once; typed with other capitals it is still the same, with other particulars it is not taken."""
    from storage.port import Conflict

    try:
        office.ledger.publish(publication, now=now)
    except Conflict:
        known = next(p for p in office.ledger.publications() if p.id == publication.id)
        if replace(known, recorded=now, by="", title="") != replace(publication, recorded=now, by="", title=""):
            raise Refused(_RECORDED) from None


_RECORDED = Refusal(
    "recorded",
    "Tin, bài này đã được ghi trước đây với thông tin khác.",
    "Nếu là tin, bài khác, đề nghị ghi rõ tên để phân biệt; nếu là một, không cần ghi lại.",
)
