"""The gaps of coverage in sentences: what is lacking, since when, until when, so that somebody can still act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from definitions.coverage import Coverage
from definitions.gaps import Gap, Lack, target_of
from definitions.vocabulary import Activity, Definition, Target
from notifications import words
from notifications.figure_words import named
from notifications.markdown import party_name

TITLES: Final = {
    Lack.DATED: "Hoạt động có thời gian, chưa có tin, bài",
    Lack.PASSED: "Nội dung đã thống nhất, đã qua thời gian, chưa có tin, bài",
    Lack.BEHIND: "Chỉ tiêu của kế hoạch phối hợp đang chậm",
    Lack.QUIET: "Nội dung tuyên truyền hai tháng liền chưa có kế hoạch, chưa có tin, bài",
    Lack.UNASKED: "Cơ quan báo chí chưa được giao nội dung nào trong hai tháng gần đây",
}
"""What each lack is called; in the order of the page."""


def sentence(definition: Definition, it: Coverage, gap: Gap) -> str:
    """One gap: "k07 (Kỷ niệm 20 năm thành lập Sở) có thời gian từ 01/7/2023 đến 31/7/2023, chưa có tin, bài nào"."""
    return _SAID[gap.lack](definition, it, gap)


def grouped(definition: Definition, it: Coverage, gaps: Iterable[Gap]) -> list[tuple[str, list[str]]]:
    """Every lack that there is, with its sentences, in the order of the page."""
    found = list(gaps)
    groups = (
        (title, [sentence(definition, it, gap) for gap in found if gap.lack is lack]) for lack, title in TITLES.items()
    )
    return [(title, said) for title, said in groups if said]


def _dated(definition: Definition, it: Coverage, gap: Gap) -> str:  # noqa: ARG001 - one shape for every lack
    activity = next(a for a in definition.year.activities if a.id == gap.id)
    had = f"kế hoạch có {gap.count} nội dung" if gap.count else "kế hoạch chưa có nội dung nào"
    over = "đã qua, " if gap.over else ""
    return f"{gap.id} ({activity.short or activity.title}) có thời gian {_days(activity)}, {over}{had}, chưa có tin, bài nào"


def _days(activity: Activity) -> str:
    assert activity.first is not None, "only of what has its days"
    if activity.last is None or activity.last == activity.first:
        return words.date(activity.first)
    return f"từ {words.date(activity.first)} đến {words.date(activity.last)}"


def _passed(definition: Definition, it: Coverage, gap: Gap) -> str:
    line = next(line.line for line in it.lines if line.line["id"] == gap.id)
    assert gap.day is not None, "a line has a last day"
    partners = words.listed(party_name(definition, p) for p in line.get("partners", ())) or "chưa rõ cơ quan báo chí"
    said = words.clean(str(line.get("content", "")))
    return f"{said} ({party_name(definition, line['unit'])}; {partners}), hạn {words.date(gap.day)}, chưa có tin, bài"


def _behind(definition: Definition, it: Coverage, gap: Gap) -> str:  # noqa: ARG001 - one shape for every lack
    target = target_of(definition, gap)
    return (
        f"{target_words(definition, target)}: mới có {words.number(gap.count)}/{words.number(target.at_least)} tin, bài"
    )


def target_words(definition: Definition, target: Target) -> str:
    """What a target is of: "Phóng sự, Báo Hà Tĩnh, về Mô hình, điển hình từ tỉnh đến cơ sở"."""
    about = f"về {named(definition, target.topic)}" if target.topic else ""
    partner = party_name(definition, target.partner) if target.partner else ""
    return ", ".join(filter(None, [target.genre, partner, about]))


def _quiet(definition: Definition, it: Coverage, gap: Gap) -> str:  # noqa: ARG001 - one shape for every lack
    return f"{gap.id} ({named(definition, gap.id)}), {_since(gap)}"


def _unasked(definition: Definition, it: Coverage, gap: Gap) -> str:  # noqa: ARG001 - one shape for every lack
    return f"{party_name(definition, gap.id)}, {_since(gap)}"


def _since(gap: Gap) -> str:
    return f"lần gần nhất: {words.date(gap.day)}" if gap.day else "từ đầu năm đến nay chưa có"


_SAID: Final[Mapping[Lack, Callable[[Definition, Coverage, Gap], str]]] = {
    Lack.DATED: _dated,
    Lack.PASSED: _passed,
    Lack.BEHIND: _behind,
    Lack.QUIET: _quiet,
    Lack.UNASKED: _unasked,
}
