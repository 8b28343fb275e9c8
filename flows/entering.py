"""Entering: the one way in for what came out, by whatever door: checked, known by its title, body and day, linked."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from definitions.actions import Refusal
from definitions.content import clean
from definitions.reachable import Unreachable, place
from flows.linking import Linking
from flows.told import Refused
from flows.wiring import Office
from storage.published import Publication


def entered(linking: Linking, *, title: str, partner: str, at: dt.date, lead: str = "", **more: Any) -> Publication:
    """The record of what came out, with the links that are certain; `lead` is how its text begins, where it is known.

    One sweep takes one `linking` for all that it records. Refused where it cannot be a publication of this year.
    """
    office = linking.office
    now, title = office.now(), clean(title)
    said = Publication(id=identity(partner, at, title), title=title, partner=partner, at=at, recorded=now, **more)
    named = {"unit": [said.unit], "topics": said.topics, "activities": said.activities}
    _check(office, title, at, now, {"partner": [partner], **named})
    if said.url:
        _address(said.url)
    return linking.linked(said, lead)


def links_told(it: Publication) -> tuple[str, ...]:
    """What linked itself, one sentence each with its reason."""
    return tuple(
        f"Tự gắn với {KINDS[said.kind]} {said.target}: {said.why}" for said in it.said if said.how == "machine"
    )


KINDS = {"line": "dòng kế hoạch", "topic": "nội dung", "activity": "hoạt động"}


def identity(partner: str, at: dt.date, title: str) -> str:
    """What a publication is known by: its body, its day and its title, however it is typed."""
    return hashlib.sha256(f"{partner}|{at}|{clean(title).casefold()}".encode()).hexdigest()[:12]


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
