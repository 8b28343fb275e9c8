"""What each figure is called, what its rows are, and how a share of something is said: never capped, never 0 of nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from definitions.content import shown_date
from definitions.events import Verdict
from definitions.facts import Key
from definitions.states import SHOWN
from definitions.traces import Row
from definitions.vocabulary import Definition
from notifications import words
from notifications.markdown import party_name

NO_SHARE: Final = "không có"
"""A share of nothing: neither 0% nor 100%."""
UNNAMED: Final = "không ghi"


def percent(share: Fraction | None) -> str:
    """91,6%: cut off, never rounded up, so that 100% says that nothing is missing; above 100% it is said as it is."""
    if share is None:
        return NO_SHARE
    tenths = int(share * 1000)
    return f"{words.number(tenths // 10)}{f',{tenths % 10}' if tenths % 10 else ''}%"


def shared(part: int, whole: int) -> str:
    """11/12 (91,6%); without a whole the part alone says what there is."""
    if not whole:
        return f"{words.number(part)} ({NO_SHARE})" if part else NO_SHARE
    return f"{words.number(part)}/{words.number(whole)} ({percent(Fraction(part, whole))})"


# ---------------------------------------------------------------- figures

_PLANS: Final = {
    "owed": "kế hoạch tháng phải gửi", "on_time": "kế hoạch tháng gửi đúng hạn", "late": "kế hoạch tháng gửi chậm",
    "nil": "kế hoạch tháng báo không phát sinh", "waived": "kế hoạch tháng được miễn", "missed": "kế hoạch tháng không gửi",
    "timely": "kế hoạch tháng gửi đúng hạn, kể cả báo không phát sinh",
}  # fmt: skip
_LINES: Final = {
    "total": "nội dung trong kế hoạch đã ban hành", "planned": "nội dung thực hiện", "postponed": "nội dung lùi thời gian",
    "dropped": "nội dung không thực hiện", "covered": "nội dung trong kế hoạch đã đăng, phát",
}  # fmt: skip
_PUBLICATIONS: Final = {
    "total": "tin, bài đã đăng, phát", "linked": "tin, bài theo kế hoạch tháng",
    "before_plan": "tin, bài đăng, phát trước khi kế hoạch tháng được ban hành", "unplanned": "tin, bài ngoài kế hoạch",
    "without_topic": "tin, bài chưa ghi nội dung tuyên truyền", "without_activity": "tin, bài chưa ghi hoạt động trọng tâm",
    "without_unit": "tin, bài không ghi đơn vị",
}  # fmt: skip
_ABOUT: Final = {
    "planned": "nội dung trong kế hoạch", "covered": "nội dung trong kế hoạch đã đăng, phát", "publications": "tin, bài đã đăng, phát",
}  # fmt: skip
_FIGURES: Final = {
    "supplied": "lượt cung cấp thông tin, tài liệu", "announced": "hoạt động được thông báo",
    "reporters": "lượt tiếp, tạo điều kiện cho phóng viên", "staff_articles": "tin, bài do cán bộ viết",
}  # fmt: skip
_RAISED: Final = {"raised": "đã phản ánh, đề xuất", "settled": "đã giải quyết", "approved": "Lãnh đạo đồng ý"}
_BROADCASTS: Final = {
    "count": "lượt phát thanh, truyền hình", "seconds": "thời lượng phát thanh, truyền hình, tính bằng giây",
    "unsaid": "lượt phát thanh, truyền hình không ghi thời lượng",
}  # fmt: skip
_RECORDED: Final = {
    "records": "lần đã ghi trong Sổ theo dõi", "lines": "nội dung đã ghi trong Sổ theo dõi", "closed": "lần đã ghi, đã xử lý xong",
    "approved": "lần đã ghi, Lãnh đạo đồng ý",
}  # fmt: skip
COVERED: Final = {
    "planned": "nội dung trong kế hoạch", "on_time": "nội dung đăng, phát đúng thời gian",
    "late": "nội dung đăng, phát muộn hơn thời gian dự kiến", "waiting": "nội dung chưa đến thời gian",
    "never": "nội dung đã qua thời gian, chưa có tin, bài", "dropped": "nội dung không thực hiện",
    "publications": "tin, bài đã đăng, phát", "unplanned": "tin, bài ngoài kế hoạch",
    "results": "tin, bài đăng, phát trước khi kế hoạch tháng được ban hành", "out": "tin, bài theo chỉ tiêu",
}  # fmt: skip
COUNTED: Final = {
    "expected": "phải gửi", "received": "đã nhận", "on_time": "nhận đúng hạn", "late": "nhận sau hạn", "nil": "báo không phát sinh",
    "returned": "đang trả lại để bổ sung", "waived": "được miễn", "missing": "chưa nhận", "beyond": "đã nhận dù được miễn",
}  # fmt: skip


def meaning(definition: Definition, name: str) -> str:
    """A figure's name in words: `topics.t3.publications`: "tin, bài đã đăng, phát – nội dung Thanh tra, kiểm tra"."""
    head, *between, last = name.split(".") if "." in name else (name, "", name)
    said = _said(head, between, last)
    whose = (last,) if between[-1:] == ["parties"] else ()
    about = [named(definition, part) for part in (*between, *whose) if part and part not in _INNER]
    return " – ".join([said, *about])


_INNER: Final = frozenset(
    {"plans", "lines", "genres", "figures", "topics", "activities", "units", "partners", "months", "targets", "parties"}
)
_HEADS: Final[Mapping[str, Mapping[str, str]]] = {
    "plans": _PLANS, "lines": _LINES, "publications": _PUBLICATIONS, "topics": _ABOUT, "activities": _ABOUT, "figures": _FIGURES,
    "feedback": _RAISED, "difficulties": _RAISED, "commendations": _RAISED, "coverage": COVERED, "completeness": COUNTED,
    "merged": COUNTED, "records": _RECORDED, "broadcasts": _BROADCASTS,
}  # fmt: skip
_OF_WHAT: Final = {
    "feedback": "thông tin phản hồi, phản biện ", "difficulties": "khó khăn, vướng mắc ",
    "commendations": "đề xuất biểu dương, khen thưởng ", "silent": "đơn vị chưa gửi báo cáo năm",
}  # fmt: skip


def _said(head: str, between: list[str], last: str) -> str:
    inner = between[1] if head == "units" and len(between) > 1 else head
    if head == "records":  # records.supply-information.closed, records.supply-information.parties.thanh-tra-so
        return _RECORDED["records" if between[-1] == "parties" else last]
    if inner in {"genres", "partners"}:
        return f"tin, bài thể loại {last.replace('-', ' ').rstrip('~')}"
    if last not in _HEADS.get(inner, {}):  # publications.2023-05, units.tt-cntt.publications
        return (
            f"tin, bài đã đăng, phát{f' {words.period(last)}' if last != 'publications' else ''}"
            if head != "silent"
            else _OF_WHAT[head]
        )
    return f"{_OF_WHAT.get(head, '')}{_HEADS[inner][last]}"


def named(definition: Definition, id: str) -> str:
    """What an id of a party, topic, activity or step is called; a period as people say it; "-" is what nobody named."""
    year = definition.year
    if (party := year.known(id)) is not None:
        return party.name
    titles = {step.id: step.title for step in definition.process.steps}
    titles |= {topic.id: topic.short or topic.title for topic in year.topics}
    titles |= {activity.id: activity.short or activity.title for activity in year.activities}
    return titles.get(id) or (UNNAMED if id in {"", "-"} else words.period(id))


# ---------------------------------------------------------------- rows


def row_words(definition: Definition, row: Row) -> str:
    """One row of a figure in one line, for a person to look it up."""
    return _ROWS[row.what](definition, row)


def _publication(definition: Definition, row: Row) -> str:
    day = words.date(dt.date.fromisoformat(row.day))
    on_air = f"; {words.clean(row.note)}" if row.note else ""
    return f"{day}, {party_name(definition, row.party)}: {words.clean(row.title)} ({_PLACES[row.state]}{on_air})"


_PLACES: Final = {
    "linked": "theo kế hoạch",
    "before_plan": "trước khi ban hành kế hoạch",
    "unplanned": "ngoài kế hoạch",
}


def _line(definition: Definition, row: Row) -> str:
    when = f", dự kiến {shown_date(row.day)}" if row.day else ""
    said = _FATES.get(row.state) or words.LINES.get(row.state, row.state)
    return f"{row.id}, {party_name(definition, row.party)}: {words.clean(row.title)}{when} ({said})"


_FATES: Final = {
    "on_time": "đã đăng, phát đúng thời gian", "late": "đã đăng, phát muộn", "waiting": "chưa đến thời gian",
    "never": "đã qua thời gian, chưa có tin, bài",
}  # fmt: skip


def _owed(definition: Definition, row: Row) -> str:
    titles = {step.id: step.title for step in definition.process.steps}
    step = row.id.partition("/")[0]
    said = words.titled(titles.get(step, step), row.day) if row.day else titles.get(step, step)
    return f"{party_name(definition, row.party)}: {words.own(said)} ({_OWED.get(row.state, row.state)})"


_OWED: Final = {
    **COUNTED,
    "missed": "không nộp",
    "on_time": "đúng hạn",
    "late": "nộp sau hạn",
    "nil": "không phát sinh",
}


def _event(definition: Definition, row: Row) -> str:
    return f"{_of_key(definition, row)} ({SHOWN.get(row.state, row.state)})"  # type: ignore[call-overload]


def _decision(definition: Definition, row: Row) -> str:
    return f"{_of_key(definition, row)} ({words.VERDICTS[Verdict(row.state)]})"


def _record(definition: Definition, row: Row) -> str:
    said = f": {words.clean(row.title)}" if row.title else ""
    return f"{_of_key(definition, row)}{said} ({SHOWN.get(row.state, row.state)})"  # type: ignore[call-overload]


def _of_key(definition: Definition, row: Row) -> str:
    key = Key.parse(row.id.partition("#")[0])
    return f"{named(definition, key.step)} {words.period(key.period)}, {party_name(definition, row.party)}"


def _report(definition: Definition, row: Row) -> str:
    return f"{party_name(definition, row.party)}: {words.number(row.amount)} (báo cáo năm)"


_ROWS: Final[Mapping[str, Callable[[Definition, Row], str]]] = {
    "publication": _publication, "line": _line, "owed": _owed, "event": _event, "decision": _decision, "report": _report, "record": _record,
}  # fmt: skip
