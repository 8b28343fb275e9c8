"""Next year's file from this year's text: what moves on with the calendar moves, what a person has to know is marked.

The text is edited where it stands: comments, order, layout and quoting stay as they are wherever nothing changes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from definitions.calendar import WEEKDAY_NAMES
from definitions.context import YEARLY
from definitions.editing import Editing
from definitions.errors import InputRefused
from definitions.explain import explain
from definitions.source import Path
from definitions.vocabulary import Definition, Kind, Party, Year

_DATE: Final = re.compile(r"(?<![0-9])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Told:
    """What a person could say at once: the number of the new plan, and the first day of its year; None is not known."""

    number: str | None = None
    first: dt.date | None = None


def next_year(definition: Definition, text: str, year: int, told: Told = Told()) -> str:
    """The text of that later year. InputRefused where it is not later, or where the first day is none of it."""
    old = definition.year
    if year <= old.year:
        raise InputRefused(code="year-not-later", year=year, old=old.year)
    if told.first and not (told.first.year == year and told.first <= moved_on(old.last, year - old.year)):
        raise InputRefused(code="first-day-elsewhere", day=told.first, year=year)
    return _Succession(definition, text, year, told).text()


def moved_on(day: dt.date, years: int) -> dt.date:
    """The same date, so many years on; 29 February is 28 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


class _Succession:
    """One new year: the edits of its text, and the marks."""

    def __init__(self, definition: Definition, text: str, year: int, told: Told) -> None:
        self.definition, self.old, self.told = definition, definition.year, told
        self.year, self.years = year, year - definition.year.year
        self.to = Editing(text, year)

    def text(self) -> str:
        """Every part of the file in turn."""
        self.to.replace(("year",), str(self.year))
        self._runs()
        self._title()
        self._number()
        self._counts_from()
        for path in list(self.to.within(("dates",))):
            self._move(path)
        self._contents()
        self._parties()
        return self.to.text()

    # --- the head

    def _runs(self) -> None:
        path, last = ("runs",), moved_on(self.old.last, self.years)
        first = self.told.first or moved_on(self.old.first, self.years)
        self.to.replace(path, f"{first} to {last}" if self.old.last != self.old.first else str(first))
        self.to.mark(path, f"thời gian thực hiện, năm {self.old.year} là {self.old.first} đến {self.old.last}")
        gap = self.old.last + dt.timedelta(days=1)
        if gap < first:
            before = first - dt.timedelta(days=1)
            self.to.mark(path, f"từ {gap} đến {before} chưa thuộc năm nào, ghi {gap} nếu việc hằng tháng làm liên tục")

    def _title(self) -> None:
        if self.old.title:
            said = self.to.said(("title",))
            self.to.replace(("title",), re.sub(rf"(?<![0-9]){self.old.year}(?![0-9])", str(self.year), said))
            self.to.mark(("title",), "tên kế hoạch")

    def _number(self) -> None:
        """Last year's number is nobody's this year: the plan is a draft until somebody says its own."""
        path, number = ("number",), self.told.number
        known = self.to.has(path)
        if known and (number is not None or self.old.number):
            self.to.replace(path, _quoted(number or ""))
        elif number and self.to.alone(("year",)):
            self.to.add_after(("year",), f"number: {_quoted(number)}")
        if known and not number:
            before = f", năm {self.old.year} là {self.old.number}" if self.old.number else ""
            self.to.mark(path, f"số của kế hoạch năm {self.year}{before}")

    def _counts_from(self) -> None:
        """Where this year's report begins to count: behind the last day that last year's could."""
        closed = _report_closed(self.definition)
        if closed is None:
            return
        path, first = ("counts from",), str(closed + dt.timedelta(days=1))
        asked = f"ngày đầu tiên chưa tính trong báo cáo năm {self.old.year}, xem ngày chốt số liệu ghi trong báo cáo ấy"
        if self.to.has(path):
            self.to.replace(path, first)
            self.to.mark(path, asked)
        elif self.to.alone(("runs",)):
            self.to.add_after(("runs",), f"counts from: {first}", asked)

    def _move(self, path: Path) -> None:
        """Every date of a value goes on; a date without a year stays as it is said."""
        said = self.to.said(path)
        moved = [(day, moved_on(day, self.years)) for day in _dates(said)]
        if moved:
            following = iter(moved)
            self.to.replace(path, _DATE.sub(lambda _: str(next(following)[1]), said))
            self.to.mark(path, f"ngày {', '.join(_said(day, on) for day, on in moved)}")

    # --- what it is about

    def _contents(self) -> None:
        for topic in self.old.topics:
            self.to.mark(("topics", topic.id), f"nội dung {topic.id} có trong Kế hoạch năm {self.year} không")
        for activity in self.old.activities:
            path = ("activities", activity.id)
            self.to.mark(path, f"hoạt động {activity.id} có trong Kế hoạch năm {self.year} không")
            if activity.first:
                self._move((*path, "on"))
        for document in self.old.basis:
            place = next(
                (p for key in ("number", "date") if self.to.has(p := ("basis", document.id, key))),
                ("basis", document.id),
            )
            asked = (
                "số, ngày của văn bản năm trước" if document.number or document.date else "văn bản căn cứ của năm trước"
            )
            self.to.mark(place, asked)

        for n, target in enumerate(self.old.targets):
            self.to.mark(("targets", n), f"chỉ tiêu {target.at_least} tin, bài của năm trước")

    # --- who

    def _parties(self) -> None:
        leaving = set(_leaving(self.old))
        leaving -= {id for id in leaving if not self._can_go(id, leaving)}
        for party in self.old.parties:
            path, ended = ("parties", party.id), _ended(self.old, party)
            if party.id in leaving:
                self.to.drop(path, f"đã bỏ {party.name} ({party.id}), {self._fate(party)}")
            elif ended:
                self.to.mark(
                    path, f"{self._fate(party)}; chưa bỏ được vì còn chỗ khác dùng, đề nghị thay bằng cơ quan kế tục"
                )
        for n, recipient in enumerate(self.old.recipients):
            if recipient.party in leaving:
                self._recipient(("recipients", n), self.old.party(recipient.party))

    def _can_go(self, id: str, leaving: set[str]) -> bool:
        """Whether its lines hold nothing else, somebody else plays each of its roles, and no line needs its name."""
        staying = [party for party in self.old.parties if party.id not in leaving]
        played = {role for party in staying for role in party.roles}
        lines: list[Path] = [("parties", id)]
        lines += [("recipients", n) for n, it in enumerate(self.old.recipients) if it.party == id]
        named = {party.merged_into for party in staying}
        return all(map(self.to.alone, lines)) and {*self.old.party(id).roles} <= played and id not in named

    def _fate(self, party: Party) -> str:
        heir = _heir(self.old, party)
        into = f", sáp nhập vào {heir.name} ({heir.id})" if heir else ""
        unknown = ", chưa rõ cơ quan kế tục" if party.merged_into and not heir else ""
        return f"kết thúc ngày {party.valid_to}{into}{unknown}"

    def _recipient(self, path: Path, party: Party) -> None:
        heir = _heir(self.old, party)
        if heir is None or heir.id in {it.party for it in self.old.recipients}:
            self.to.drop(path, f"đã bỏ nơi nhận {party.name}, {self._fate(party)}")
        else:
            self.to.replace((*path, "party"), heir.id)
            self.to.mark(path, f"nơi nhận {party.name} {self._fate(party)}; ghi lại tên nơi nhận")


def _dates(said: str) -> Iterator[dt.date]:
    return (dt.date.fromisoformat(found[0]) for found in _DATE.finditer(said))


def _said(day: dt.date, on: dt.date) -> str:
    before, after = (f"{it} ({WEEKDAY_NAMES[it.weekday()]})" for it in (day, on))
    return f"{before} chuyển thành {after}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _leaving(old: Year) -> Iterator[str]:
    return (party.id for party in old.parties if _ended(old, party))


def _ended(old: Year, party: Party) -> bool:
    return party.valid_to is not None and party.valid_to.year <= old.year


def _heir(old: Year, party: Party) -> Party | None:
    """Who carries on for a party that has ended: the first on the way of `merged into` that has not ended itself."""
    known, seen = {it.id: it for it in old.parties}, {party.id}
    following = known.get(party.merged_into or "")
    while following is not None and _ended(old, following) and following.id not in seen:
        seen.add(following.id)
        following = known.get(following.merged_into or "")
    return None if following is None or following.id in seen else following


def _report_closed(definition: Definition) -> dt.date | None:
    """The last day on which the report of the year could be put together; None where the process has none."""
    steps = {step.id for step in definition.process.steps if step.kind is Kind.COMPILE and step.every in YEARLY}
    return max((it.last_valid for it in explain(definition) if it.step in steps and it.last_valid), default=None)
