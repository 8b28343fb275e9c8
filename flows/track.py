"""Track: a publication is recorded, linked to topics, activities and lines of a month's plan."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from definitions.actions import Refusal
from definitions.cells import UnreadableError
from definitions.content import clean
from definitions.durations import seconds_of
from definitions.reachable import Unreachable, place
from definitions.vocabulary import Definition, FieldType, Kind, Step
from flows.linking import linked
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.wiring import Office
from storage.alike import same
from storage.port import Conflict
from storage.published import Publication


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
    programme: str = "",
    slot: str = "",
    duration: str = "",
    by: str = "",
    stage: Stage = plainly,
    say: Say = silently,
) -> Told:
    """Record what came out. The same title, body and day is the same publication: recorded twice, it counts once."""
    publication = written(
        office, title=title, partner=partner, genre=genre, at=at, unit=unit, author=author, url=url,
        topics=tuple(topics), activities=tuple(activities), lines=tuple(lines),
        programme=clean(programme), slot=clean(slot), seconds=_lasting(duration), by=by,
    )  # fmt: skip
    publication = stage("Gắn với kế hoạch", partial(linked, office, publication))
    stage("Ghi tin, bài", partial(_publish, office, publication, publication.recorded))
    say(f"Đã ghi: {publication.title}")
    made = tuple(
        f"Tự gắn với {_KINDS[it.kind]} {it.target}: {it.why}" for it in publication.said if it.how == "machine"
    )
    return Told("Đã ghi tin, bài", (f"{publication.title} ({at:%d/%m/%Y})", *made))


_KINDS = {"line": "dòng kế hoạch", "topic": "nội dung", "activity": "hoạt động"}


def written(office: Office, *, title: str, partner: str, at: dt.date, **more: Any) -> Publication:
    """The record of what came out, known by its title, body and day. Refused where it cannot be one of this year's."""
    now, title = office.now(), clean(title)
    said = Publication(id=identity(partner, at, title), title=title, partner=partner, at=at, recorded=now, **more)
    named = {"unit": [said.unit], "topics": said.topics, "activities": said.activities}
    _check(office, title, at, now, {"partner": [partner], **named})
    if said.url:
        _address(said.url)
    return said


def identity(partner: str, at: dt.date, title: str) -> str:
    """What a publication is known by: its body, its day and its title, however it is typed."""
    return hashlib.sha256(f"{partner}|{at}|{clean(title).casefold()}".encode()).hexdigest()[:12]


def _lasting(duration: str) -> int:
    try:
        return seconds_of(duration)
    except UnreadableError as error:
        raise Refused(Refusal("duration", error.message, error.remedy)) from None


def _address(url: str) -> None:
    """An address that the program could never look at is a slip of the pen."""
    try:
        place(url)
    except Unreachable as error:
        message = f"Đường dẫn «{url[:80]}» không dùng được: {error}."
        raise Refused(Refusal("address", message, "Đề nghị chép nguyên địa chỉ, bắt đầu bằng https://.")) from None


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
    try:
        office.ledger.publish(publication, now=now)
    except Conflict:
        known = next(p for p in office.ledger.publications() if p.id == publication.id)
        if not same(replace(known, title=""), replace(publication, title="")):
            raise Refused(RECORDED) from None


RECORDED = Refusal(
    "recorded",
    "Tin, bài này đã được ghi trước đây với thông tin khác.",
    "Nếu là tin, bài khác, đề nghị ghi rõ tên để phân biệt; nếu là một, không cần ghi lại.",
)
