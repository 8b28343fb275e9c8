"""The sentences of the report to the Ministry, written from its numbers; a zero is said as what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from definitions.durations import shown_duration
from definitions.figures import Broadcasts, Plans, Report
from definitions.vocabulary import Definition
from notifications.recorded import told
from notifications.words import listed, number, summed

Paragraphs = list[str]

NONE_RECORDED: Final = "chưa ghi nhận"


def sentences(definition: Definition, report: Report, content: Mapping[str, Any]) -> dict[str, Paragraphs]:
    """The paragraphs of every part of the report, by the part's name in the template."""
    story = _Story(definition, report, content)
    return {
        "direction": story.direction(),
        "by_topic": story.coverage("nội dung tuyên truyền", report.topics),
        "by_activity": story.coverage("hoạt động trọng tâm", report.activities),
        "by_partner": story.by_partner(),
        "supplied": story.supplied(),
        "feedback": story.feedback(),
        "staff": story.staff(),
        "records": told(definition, report),
        "results": story.told("results"),
        "strengths": story.strengths(),
        "weaknesses": story.weaknesses(),
        "causes": story.causes(),
        "directions": story.directions(),
        "proposals": story.told("proposals")
        or [f"{NONE_RECORDED.capitalize()} đề xuất, kiến nghị của các phòng, đơn vị."],
    }


def names(definition: Definition, ids: Iterable[str]) -> list[str]:
    """The names of parties; an id that the year does not know stays as it is."""
    known = {party.id: party.name for party in definition.year.parties}
    return [known.get(id, id) for id in ids]


class _Story:
    def __init__(self, definition: Definition, report: Report, content: Mapping[str, Any]) -> None:
        self.definition, self.report, self.content = definition, report, content
        self.figures, self.exact, self.estimates = dict(report.figures), dict(report.exact), dict(report.estimates)
        self.partners = listed(party.name for party in definition.year.playing("partner")) or "các cơ quan báo chí"

    def direction(self) -> Paragraphs:
        issued = sum(month.lines.total > 0 for month in self.report.months)
        plans = self.report.plans
        said = [
            f"Hằng tháng, Văn phòng Sở tổng hợp kế hoạch của các phòng, đơn vị, lấy ý kiến của {self.partners}, trình "
            f"Lãnh đạo Sở; đã ban hành kế hoạch có nội dung tuyên truyền của {number(issued)} tháng."
            if issued
            else f"{NONE_RECORDED.capitalize()} kế hoạch tuyên truyền tháng nào được ban hành."
        ]
        return [*said, _sent(plans)] if plans.owed else said

    def coverage(self, what: str, rows: Sequence[Any]) -> Paragraphs:
        empty = [str(n) for n, row in enumerate(rows, 1) if not row.publications]
        if not rows or len(empty) == len(rows):
            return [f"{NONE_RECORDED.capitalize()} tin, bài nào gắn với các {what}."]
        lead = f"Đã có tin, bài về {number(len(rows) - len(empty))}/{number(len(rows))} {what}"
        tail = f"; {NONE_RECORDED} tin, bài về {what} số {listed(empty)}" if empty else ""
        return [f"{lead}{tail}. Một tin, bài có thể thuộc nhiều {what}. Số liệu cụ thể:"]

    def by_partner(self) -> Paragraphs:
        out = self.report.publications
        if not out.total:
            return [f"{NONE_RECORDED.capitalize()} tin, bài nào đã đăng, phát."]
        parts = [
            (out.linked, "theo nội dung đã có trong kế hoạch tháng"),
            (out.before_plan, "đăng, phát trước khi kế hoạch tháng được ban hành"),
            (out.unplanned, "ngoài kế hoạch"),
        ]
        said = "; ".join(f"{number(count)} tin, bài {how}" for count, how in parts if count)
        return [f"Đã ghi nhận {number(out.total)} tin, bài đăng, phát, trong đó: {said}.", *self._on_air()]

    def _on_air(self) -> Paragraphs:
        """How often and how long each partner broadcast; nothing where nobody did."""
        said = "; ".join(self._of_partner(it) for it in self.report.broadcasts)
        return [f"Phát thanh, truyền hình: {said}."] if said else []

    def _of_partner(self, it: Broadcasts) -> str:
        unsaid = f" ({number(it.unsaid)} lượt không ghi thời lượng)" if it.unsaid else ""
        lasting = f", tổng thời lượng {shown_duration(it.seconds)}" if it.seconds else ""
        return f"{names(self.definition, [it.partner])[0]} {number(it.count)} lượt phát{lasting}{unsaid}"

    def supplied(self) -> Paragraphs:
        rows = (
            ("supplied", "lượt cung cấp thông tin, tài liệu"),
            ("announced", "hoạt động được thông báo"),
            ("reporters", "lượt tiếp, tạo điều kiện cho phóng viên"),
        )
        return [self._counted(rows, "việc cung cấp thông tin, thông báo hoạt động và tiếp phóng viên")]

    def _counted(self, rows: Iterable[tuple[str, str]], what: str) -> str:
        """Figures as the units reported them; estimates as they were said; what is zero is named as not recorded."""
        known = [(name, words, self.figures.get(name, 0), self.estimates.get(name, ())) for name, words in rows]
        said = "; ".join(self._sum(name, count, about, words) for name, words, count, about in known if count or about)
        missing = "; ".join(f"{NONE_RECORDED} {words}" for _, words, count, about in known if not (count or about))
        if not said:
            return f"{NONE_RECORDED.capitalize()} {what}."
        return f"Theo báo cáo của các phòng, đơn vị: {said}{'; ' + missing if missing else ''}."

    def _sum(self, name: str, count: int, about: Sequence[tuple[str, str]], words: str) -> str:
        return summed(count, self.exact.get(name, 0), [said for _, said in about], words)

    def feedback(self) -> Paragraphs:
        it = self.report.feedback
        if not it.raised:
            return [f"{NONE_RECORDED.capitalize()} thông tin phản hồi, phản biện nào."]
        decided = f"; Lãnh đạo Sở đã quyết định cách xử lý {number(it.approved)}" if it.approved else ""
        return [f"Đã tiếp nhận {number(it.raised)} thông tin phản hồi, phản biện{decided}."]

    def staff(self) -> Paragraphs:
        wrote = self._counted(
            [("staff_articles", "tin, bài do cán bộ, công chức, viên chức, người lao động viết")],
            "tin, bài do cán bộ, công chức, viên chức, người lao động viết",
        )
        it = self.report.commendations
        praised = (
            f"Đã đề xuất biểu dương, khen thưởng {number(it.raised)} trường hợp; Lãnh đạo Sở đã đồng ý {number(it.approved)}."
            if it.raised
            else f"{NONE_RECORDED.capitalize()} đề xuất biểu dương, khen thưởng."
        )
        return [wrote, praised]

    def told(self, name: str) -> Paragraphs:
        """What the units wrote, each with its name, as they wrote it."""
        rows = self.content.get(name, ())
        return [f"- {names(self.definition, [row['party']])[0]}: {row['text']}" for row in rows]

    def strengths(self) -> Paragraphs:
        plans, lines = self.report.plans, self.report.lines
        said = [str(self.content.get("assessment", ""))]
        if plans.timely:
            said.append(f"- Có {number(plans.timely)}/{number(plans.owed)} lượt gửi kế hoạch tháng đúng hạn.")
        if lines.covered:
            said.append(
                f"- Có {number(lines.covered)}/{number(lines.planned + lines.postponed)} nội dung trong kế hoạch đã được "
                "đăng, phát."
            )
        return [text for text in said if text.strip()] or [f"{NONE_RECORDED.capitalize()} kết quả để đánh giá."]

    def weaknesses(self) -> Paragraphs:
        plans, lines = self.report.plans, self.report.lines
        rows = (
            (plans.missed, f"Có {number(plans.missed)} lượt không gửi kế hoạch tháng."),
            (plans.late, f"Có {number(plans.late)} lượt gửi kế hoạch tháng chậm."),
            (self._open(), f"Còn {number(self._open())} nội dung trong kế hoạch {NONE_RECORDED} tin, bài."),
            (lines.dropped, f"Có {number(lines.dropped)} nội dung không được cơ quan báo chí nào nhận thực hiện."),
            (len(self.report.silent), f"Có {number(len(self.report.silent))} đơn vị chưa gửi báo cáo năm."),
        )
        said = [f"- {sentence}" for count, sentence in rows if count]
        return said or ["Số liệu theo dõi chưa ghi nhận tồn tại, hạn chế về việc gửi kế hoạch và thực hiện kế hoạch."]

    def causes(self) -> Paragraphs:
        it = self.report.difficulties
        raised = (
            [f"Trong năm có {number(it.raised)} khó khăn, vướng mắc được phản ánh; đã giải quyết {number(it.settled)}."]
            if it.raised
            else []
        )
        return [*raised, *self.told("difficulties")] or [
            f"{NONE_RECORDED.capitalize()} khó khăn, vướng mắc do các phòng, đơn vị phản ánh."
        ]

    def directions(self) -> Paragraphs:
        said = [str(self.content.get("directions", ""))]
        if self._open():
            said.append(
                f"- Tiếp tục phối hợp với {self.partners} để đăng, phát {number(self._open())} nội dung đã có trong kế hoạch."
            )
        empty = [str(n) for n, row in enumerate(self.report.topics, 1) if not row.publications]
        if empty:
            said.append(
                f"- Quan tâm hơn các nội dung tuyên truyền số {listed(empty)}, là các nội dung {NONE_RECORDED} tin, bài."
            )
        said.append("- Tiếp tục đôn đốc các phòng, đơn vị gửi kế hoạch tháng và báo cáo năm đầy đủ, đúng hạn.")
        return [text for text in said if text.strip()]

    def _open(self) -> int:
        lines = self.report.lines
        return lines.planned + lines.postponed - lines.covered


def _sent(plans: Plans) -> str:
    parts = (
        (plans.on_time, "đúng hạn"),
        (plans.late, "gửi chậm"),
        (plans.nil, "báo không phát sinh"),
        (plans.waived, "được miễn"),
        (plans.missed, "không gửi"),
    )
    said = "; ".join(f"{number(count)} lượt {how}" for count, how in parts if count)
    return f"Trong {number(plans.owed)} lượt kế hoạch tháng mà các phòng, đơn vị phải gửi: {said}."
