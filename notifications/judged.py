"""The judgement of a year in words: who is written to how often, what came late, what never came, what silence brings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from definitions.facts import Key
from definitions.judgement import Judgement, Load, Outside, Overrun
from definitions.silence import Silence
from definitions.vocabulary import Definition
from notifications import words

LISTED: Final = 12
"""So many lines of one list are printed; the rest is counted (`--json` has them all)."""

KINDS: Final[Mapping[str, str]] = {
    "opened": "mở kỳ",
    "remind": "nhắc việc",
    "escalate": "báo việc quá hạn",
    "missed": "báo hết kỳ chưa nhận được",
    "received": "xác nhận đã nhận",
    "returned": "trả lại để bổ sung",
    "ask-partner": "lấy ý kiến",
    "ask-decision": "trình duyệt",
    "decided": "báo kết quả phê duyệt",
    "draft-ready": "dự thảo đã sẵn sàng",
    "issued": "gửi văn bản",
    "lines-outcome": "kết quả từng nội dung",
    "announce": "thông báo",
    "raised": "việc phát sinh",
}
_REMEDIES: Final[Mapping[str, str]] = {
    "remind": "bớt một nấc ở `remind`",
    "escalate": "bớt một nấc ở `escalate`, hoặc báo vai trò khác",
    "opened": "cho mở cùng ngày với bước khác để gộp vào một thư (`opens`)",
    "issued": "bớt nơi nhận ở `to`",
    "announce": "bớt nơi nhận ở `to`",
    "decided": "bớt nơi nhận ở `to`",
    "missed": "bớt nơi nhận ở `to`",
}
_SPANS: Final[Mapping[str, str]] = {"day": "một ngày", "month": "một tháng", "year": "cả năm"}


@dataclass(frozen=True, slots=True)
class Printed:
    """How a silence stands in a document that went out: in what, of whom, and in which words."""

    key: Key
    party: str
    said: str


def judged(definition: Definition, it: Judgement) -> str:
    """The judgement as paragraphs, for the end of what a rehearsal prints."""
    return "\n".join(_Words(definition).judgement(it))


def silenced(definition: Definition, it: Silence, printed: Sequence[Printed]) -> str:
    """What followed from the silence, as paragraphs."""
    return "\n".join(_Words(definition).silence(it, printed))


class _Words:
    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.zone = ZoneInfo(definition.process.timezone)

    # --- the judgement

    def judgement(self, it: Judgement) -> Iterator[str]:
        yield "Nhận xét"
        yield f"  Nhiệm vụ: {it.settled} đã xong (trong đó {it.late} nộp chậm), {it.missed} không nộp, {len(it.unclosed)} còn chờ."
        yield f"  Thư: {words.number(it.letters)}{self._fullest(it.loads)}"
        rest = sum(one.rest_day for one in it.outside)
        yield f"  Thư vào ngày nghỉ: {rest}; ngoài giờ làm việc: {len(it.outside) - rest}."
        yield from _some(f"    {self._outside(one)}" for one in it.outside)
        yield from self._never(it)
        if it.budget:
            said = "; ".join(f"{_SPANS[span]} {allowed}" for span, allowed in it.budget.items())
            yield f"  Hạn mức thư mỗi người ({said}): {'vượt' if it.overruns else 'không ai vượt'}{self._over(it)}."
            yield from _some(line for one in it.overruns for line in self._overrun(one))
        yield ""
        yield from self._table(it.loads)

    def _fullest(self, loads: Sequence[Load]) -> str:
        if not loads:
            return "."
        day = max(loads, key=lambda load: load.most_in_day)
        month = max(loads, key=lambda load: load.most_in_month)
        return (
            f"; nhiều nhất một ngày: {day.most_in_day} ({self.person(day.person)}, {_when(day.day)})"
            f"; nhiều nhất một tháng: {month.most_in_month} ({self.person(month.person)}, {_when(month.month)})."
        )

    def _outside(self, it: Outside) -> str:
        why = "ngày nghỉ" if it.rest_day else "ngoài giờ"
        steps = "; ".join(self.title(step) for step in it.steps)
        return f"{words.clock(it.at, self.zone)} ({why}): {self.person(it.person)} – {steps}"

    def _never(self, it: Judgement) -> Iterator[str]:
        if not (it.unopened or it.unclosed):
            yield "  Không có việc nào bị bỏ sót: bước nào cũng đã mở và đã kết thúc."
            return
        yield "  Việc không diễn ra hoặc chưa kết thúc:"
        yield from _some(f"    {self.title(step)}: {self._unopened(period, n)}" for step, period, n in it.unopened)
        yield from _some(f"    {self.named(key)}: đã mở nhưng đến hết năm chưa kết thúc" for key in it.unclosed)

    def _unopened(self, period: str, count: int) -> str:
        return f"{words.period(period)} không mở ({count} nhiệm vụ)" if period else "cả năm không phát sinh lần nào"

    def _over(self, it: Judgement) -> str:
        return f" ({len(it.overruns)} lần)" if it.overruns else ""

    def _overrun(self, it: Overrun) -> Iterator[str]:
        kinds = ", ".join(
            f"{n} thư có nội dung {KINDS.get(kind, kind)} («{self.title(step)}»)" for kind, step, n in it.kinds[:3]
        )
        kind, step, _ = next((one for one in it.kinds if one[0] in _REMEDIES), it.kinds[0])
        yield f"    {self.person(it.person)}, {_when(it.when)}: {it.count} thư (hạn mức {it.allowed}), gồm {kinds}"
        yield f"      Nên sửa bước `{step}`: {_REMEDIES.get(kind, 'dồn các mốc của bước vào cùng thời điểm để gộp thư')}."

    def _table(self, loads: Sequence[Load]) -> Iterator[str]:
        rows = [("Người nhận", "Cả năm", "Nhiều nhất một ngày", "Nhiều nhất một tháng")]
        rows += [
            (self.person(it.person), str(it.total), f"{it.most_in_day} ({_when(it.day)})", f"{it.most_in_month} ({_when(it.month)})")
            for it in loads
        ]  # fmt: skip
        widths = [max(len(row[n]) for row in rows) for n in range(4)]
        for name, total, *most in rows:
            last = f"{most[0]:<{widths[2]}}  {most[1]}"
            yield f"  {name:<{widths[0]}}  {total:>{widths[1]}}  {last}"

    # --- silence

    def silence(self, it: Silence, printed: Sequence[Printed]) -> Iterator[str]:
        names = words.listed(self.party(party) for party in it.parties)
        yield f"Nếu {names} không trả lời việc gì trong cả năm"
        yield f"  Không thực hiện: {len(it.owed)} nhiệm vụ."
        yield from _some(f"    {self.named(key)}" for key in it.owed)
        yield "  Người được báo:" if it.told else "  Không ai được báo riêng về việc này."
        yield from _some(
            f"    {words.clock(one.at, self.zone)}: {words.listed(map(self.person, one.people))} – "
            f"{KINDS[one.kind]}: {self.named(one.key)}"
            for one in it.told
        )
        yield f"  Vẫn hoàn thành dù thiếu: {len(it.without)} việc."
        yield from _some(f"    {self._grouped(step, keys)}" for step, keys in _by_step(it.without))
        yield from ("  Văn bản ghi:",) if printed else ()
        yield from _some(f"    {self.named(one.key)}: {self.party(one.party)} – {one.said}" for one in printed)
        yield "  Chậm hơn so với khi có trả lời:" if it.delayed else "  Không việc nào bị chậm."
        yield from _some(
            f"    {self.named(one.key)}: {words.date(one.silently)}, chậm {one.days} ngày ({words.date(one.plainly)})"
            for one in it.delayed
        )
        yield from ("  Không còn diễn ra:",) if it.never else ()
        yield from _some(f"    {self.named(key)}" for key in it.never)

    def _grouped(self, step: str, keys: Sequence[Key]) -> str:
        return f"{self.title(step)}: {words.listed(dict.fromkeys(words.period(key.period) for key in keys))}"

    # --- names

    def person(self, id: str) -> str:
        return self.definition.directory.person(id).name

    def party(self, id: str) -> str:
        return self.definition.year.party(id).name

    def title(self, step: str) -> str:
        return self.definition.process.step(step).title

    def named(self, key: Key) -> str:
        return f"{words.titled(self.title(key.step), key.period)} – {self.party(key.party)}"


def _by_step(keys: Sequence[Key]) -> Iterator[tuple[str, list[Key]]]:
    for step, its in groupby(sorted(keys, key=lambda key: key.step), key=lambda key: key.step):
        yield step, sorted(its, key=lambda key: key.period)


def _some(lines: Iterable[str]) -> Iterator[str]:
    """The first of many lines, and how many more there are."""
    every = list(lines)
    yield from every[:LISTED]
    if len(every) > LISTED:
        yield f"    ... và {len(every) - LISTED} dòng khác (xem --json)"


def _when(text: str) -> str:
    """2023-11-03, 2023-11 or 2023, as people read it."""
    if len(text) == 10:
        return f"ngày {words.date(dt.date.fromisoformat(text))}"
    return words.period(text)
