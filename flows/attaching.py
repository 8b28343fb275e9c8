"""Attaching: a person says which lines, topics and activities a publication counts for, and which not; it is remembered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from definitions.actions import Refusal
from definitions.content import clean, shown_date
from definitions.matching import PlanLine
from definitions.spoken import Statement, words_of
from flows.linking import Linking
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.wiring import Office
from storage.published import Publication, Word

TITLE = "Gắn tin, bài với kế hoạch"
_BESIDE = re.compile(r"\s*\([^()]*\)")
"""What stands in brackets behind an id is for people to read."""
_LONG = 70


@dataclass(frozen=True, slots=True)
class Attachment:
    """What was typed into the form: ids with or without what people read behind them, several apart by comma or line."""

    publication: str
    lines: str = ""
    refused: str = ""
    none: bool = False
    topics: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    comment: str = ""
    by: str = ""


def shown_line(id: str, lines: Mapping[str, PlanLine]) -> str:
    """A line as a form shows it: its id, and in brackets its place and its words; `attach` reads it back."""
    it = lines.get(id)
    return f"{id} ({_unbroken(f'dòng {it.number}: {it.content}')})" if it else id


def shown_publication(it: Publication) -> str:
    """A publication likewise: its id, and in brackets its title and day."""
    return f"{it.id} ({_unbroken(it.title)}, {shown_date(it.at.isoformat())})"


def _unbroken(text: str) -> str:
    plain = clean(re.sub(r"[(),;\n]", " ", text))
    return plain if len(plain) <= _LONG else f"{plain[:_LONG].rsplit(' ', 1)[0]} …"


def _ids(text: str) -> tuple[str, ...]:
    parts = re.split(r"[,;\n]", _BESIDE.sub("", text))
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def attach(office: Office, it: Attachment, *, stage: Stage = plainly, say: Say = silently) -> Told:
    """What a person says of one publication. All of it is looked at before anything is kept; a later word replaces it."""
    linking = Linking(office)
    publication, said = _publication(linking, it.publication), _said(it)
    _known(linking, publication, (*said.lines, *said.refused))
    told = [Word(*word, why=clean(it.comment)) for word in words_of(said, publication.topics, publication.activities)]
    relate = partial(office.ledger.relate, publication.id, told, now=office.now(), by=it.by)
    stage("Ghi kết quả gắn với kế hoạch", relate)
    lines = (f"«{publication.title}»", *_outcome(linking.lines, said))
    for line in lines:
        say(line)
    return Told(TITLE, lines)


def _publication(linking: Linking, which: str) -> Publication:
    ids = _ids(which)
    if len(ids) == 1 and ids[0] in linking.known:
        return linking.known[ids[0]]
    shown = clean(which)[:80] or "chưa điền"
    raise Refused(Refusal("unknown-publication", f"Không có tin, bài «{shown}» trong các tin, bài đã ghi.", _SEE))


def _said(it: Attachment) -> Statement:
    said = Statement(_ids(it.lines), _ids(it.refused), it.none, it.topics, it.activities)
    if not said:
        message = "Chưa chọn dòng kế hoạch, nội dung hay hoạt động nào."
        raise Refused(Refusal("nothing-said", message, "Đề nghị điền ít nhất một ô về dòng, nội dung, hoạt động."))
    if said.contradicts:
        message = "Một dòng vừa được gắn vừa được ghi là không phải."
        raise Refused(Refusal("contradiction", message, "Đề nghị chỉ để dòng ấy ở một ô."))
    return said


def _known(linking: Linking, it: Publication, ids: Iterable[str]) -> None:
    """A line of the plans, or one that the publication has though no plan holds it any more."""
    if unknown := [id for id in ids if id not in linking.lines and id not in it.lines]:
        message = f"Không có dòng «{', '.join(unknown)[:120]}» trong kế hoạch các tháng đã lập."
        raise Refused(Refusal("unknown-line", message, "Đề nghị chép mã dòng ở trang «Chờ gắn với kế hoạch»."))


_SEE = "Đề nghị mở biểu mẫu từ trang «Chờ gắn với kế hoạch», hoặc chép mã tin, bài ở trang ấy."


def _outcome(lines: Mapping[str, PlanLine], said: Statement) -> Iterable[str]:
    yield from (f"Đã gắn với dòng {shown_line(id, lines)}." for id in said.lines)
    yield from (
        f"Đã ghi: không phải dòng {shown_line(id, lines)}; dòng này không được gợi ý lại." for id in said.refused
    )
    if said.none:
        yield "Đã ghi: không thuộc dòng nào của kế hoạch."
    if said.topics or said.activities:
        yield f"Đã ghi {len(said.topics)} nội dung, {len(said.activities)} hoạt động."
