"""Track: a publication is recorded, linked to topics, activities and lines of a month's plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from definitions.actions import Refusal
from definitions.cells import UnreadableError
from definitions.content import clean
from definitions.durations import seconds_of
from definitions.vocabulary import Definition, FieldType, Kind, Step
from flows.entering import entered, links_told
from flows.linking import Linking
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
    written = partial(
        entered, Linking(office), title=title, partner=partner, genre=genre, at=at, unit=unit, author=author, url=url,
        topics=tuple(topics), activities=tuple(activities), lines=tuple(lines),
        programme=clean(programme), slot=clean(slot), seconds=_lasting(duration), by=by,
    )  # fmt: skip
    publication = stage("Gắn với kế hoạch", written)
    stage("Ghi tin, bài", partial(_publish, office, publication, publication.recorded))
    say(f"Đã ghi: {publication.title}")
    return Told("Đã ghi tin, bài", (f"{publication.title} ({at:%d/%m/%Y})", *links_told(publication)))


def _lasting(duration: str) -> int:
    try:
        return seconds_of(duration)
    except UnreadableError as error:
        raise Refused(Refusal("duration", error.message, error.remedy)) from None


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
