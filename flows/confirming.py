"""Confirming: a person says what a finding is, and it becomes a publication, or is never offered again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from definitions.actions import Refusal
from definitions.numbered import numbers
from flows.entering import entered, links_told
from flows.linking import Linking
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.track import RECORDED
from flows.wiring import Office
from storage.port import Conflict
from storage.published import JUDGED, Finding, Publication, Said


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person says of one or several findings; what is left empty is as it was found."""

    verdict: str
    partner: str = ""
    genre: str = ""
    at: dt.date | None = None
    unit: str = ""
    topics: Sequence[str] = ()
    activities: Sequence[str] = ()
    lines: Sequence[str] = ()
    comment: str = ""
    by: str = ""


def confirm(office: Office, which: str, said: Judgement, *, stage: Stage = plainly, say: Say = silently) -> Told:
    """Each of the findings "12, 14-16" is confirmed or refused. All are looked at before the first is decided."""
    chosen = _chosen(office, which, said)
    if said.verdict == "refused":
        judged: list[tuple[Finding, Publication | None]] = [(it, None) for it in chosen]
    else:
        linking = Linking(office)
        judged = stage("Gắn với kế hoạch", lambda: [(it, _publication(linking, it, said)) for it in chosen])
    stage("Ghi kết quả xét", partial(_judge, office, judged, said))
    done = "Đã ghi" if said.verdict == "confirmed" else "Đã bỏ"
    lines = tuple(
        line
        for it, publication in judged
        for line in (f"{done}: số {it.number}, {it.title}.", *(links_told(publication) if publication else ()))
    )
    for line in lines:
        say(line)
    return Told("Xét tin, bài tìm được", lines)


def _chosen(office: Office, which: str, said: Judgement) -> list[Finding]:
    try:
        asked = numbers(which)
    except ValueError as error:
        raise Refused(Refusal("numbers", f"Không rõ số «{error}».", "Đề nghị ghi như «12» hoặc «12, 14-16».")) from None
    known = {it.number: it for it in office.ledger.findings()}
    wrong = [n for n in asked if n not in known]
    if wrong or not asked:
        shown = ", ".join(map(str, wrong)) or "chưa điền"
        raise Refused(Refusal("unknown-finding", f"Không có tin, bài tìm được số {shown}.", _SEE))
    decided = [n for n in asked if known[n].fate not in JUDGED[_fate(said)]]
    if decided:
        shown = ", ".join(f"số {n} ({FATES[known[n].fate]})" for n in decided)
        raise Refused(Refusal("decided", f"Đã có kết quả: {shown}.", "Đề nghị bỏ các số này rồi chạy lại."))
    return [known[n] for n in asked]


def _fate(said: Judgement) -> str:
    if said.verdict not in JUDGED:
        raise Refused(Refusal("no-verdict", "Chưa chọn kết quả xét.", "Đề nghị chọn một trong hai kết quả."))
    return said.verdict


FATES = {
    "waiting": "chờ xét",
    "confirmed": "đã ghi",
    "refused": "đã bỏ",
    "repeated": "đăng lại",
    "beside": "ngoài nội dung kế hoạch",
}
_SEE = "Đề nghị xem số ở trang «Tin, bài tìm được»."


def _publication(linking: Linking, it: Finding, said: Judgement) -> Publication:
    """What the finding becomes: a person's words before the machine's, whose reason stays with what it proposed."""
    at = said.at or it.at
    if not said.genre or at is None:
        what = "thể loại" if not said.genre else "ngày đăng"
        raise Refused(Refusal("incomplete", f"Số {it.number}: chưa rõ {what}.", "Đề nghị chạy lại và chọn ô này."))
    topics, activities = tuple(said.topics) or it.topics, tuple(said.activities) or it.activities
    reasons = [
        *(Said("topic", id, "person", it.why) for id in topics if id in it.topics),
        *(Said("activity", id, "person", it.why) for id in activities if id in it.activities),
    ]
    made = entered(
        linking, title=it.title, lead=it.lead, partner=said.partner or it.outlet, at=at, genre=said.genre,
        unit=said.unit, author=it.author,
        url=it.url, topics=topics, activities=activities, lines=tuple(said.lines), by=said.by, how="found",
        said=tuple(reasons) if it.why else (),
    )  # fmt: skip
    known = linking.known.get(made.id)
    if known is not None and known.url != made.url:
        raise Refused(RECORDED)
    return made


def _judge(office: Office, judged: Sequence[tuple[Finding, Publication | None]], said: Judgement) -> None:
    for it, publication in judged:
        try:
            office.ledger.judge(
                it.number,
                "confirmed" if publication else "refused",
                now=office.now(),
                by=said.by,
                comment=said.comment,
                publication=publication,
            )
        except Conflict:
            message = f"Số {it.number} vừa có người khác xét, hoặc tin, bài này đã được ghi với thông tin khác."
            raise Refused(Refusal("decided", message, _SEE)) from None
