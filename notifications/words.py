"""How things are said in Vietnamese: dates, deadlines, periods, numbers, states, and how a reader is spoken to."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final

from definitions.calendar import WEEKDAY_NAMES
from definitions.events import Outcome, Verdict
from definitions.periods import base_of, number_of
from definitions.states import SHOWN

SAMPLE: Final = "DỮ LIỆU MẪU – KHÔNG PHẢI VĂN BẢN CHÍNH THỨC"

STATES: Final = SHOWN
VERDICTS: Final[dict[Verdict, str]] = {
    Verdict.APPROVE: "Đồng ý",
    Verdict.APPROVE_WITH_CHANGES: "Đồng ý, có sửa",
    Verdict.RETURN: "Trả lại",
}
OUTCOMES: Final[dict[Outcome, str]] = {
    Outcome.AGREED: "nhất trí",
    Outcome.CHANGED: "nhất trí, có điều chỉnh",
    Outcome.POSTPONED: "đề nghị lùi",
    Outcome.REFUSED: "không đăng, phát",
}
LINES: Final[dict[str, str]] = {
    "planned": "thực hiện",
    "postponed": "lùi thời gian",
    "dropped": "không thực hiện",
    "disputed": "chưa thống nhất",
    "unchanged": "không đổi, giữ như kế hoạch đã gửi",
}
"""What became of a line of a month's plan."""

_ROMAN: Final = ("I", "II", "III", "IV")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\s]+")
_PERIOD = re.compile(r"(\d{4})(?:-(?:(\d{2})|([QHWE])(\d+)(?:-(\d)of(\d))?))?")


def clean(text: str) -> str:
    """One line of what somebody typed: NFC, every run of blanks and of characters that are not seen is one blank."""
    return _UNSEEN.sub(" ", unicodedata.normalize("NFC", text)).strip()


# ---------------------------------------------------------------- dates


def month(number: int) -> str:
    """A month as Decree 30/2020/NĐ-CP writes it: a leading 0 for months 1 and 2 alone."""
    return f"{number:02}" if number < 3 else str(number)


def day_month(date: dt.date) -> str:
    """05/11, 05/4, 05/02."""
    return f"{date.day:02}/{month(date.month)}"


def date(value: dt.date) -> str:
    """05/11/2023."""
    return f"{day_month(value)}/{value.year}"


def weekday(value: dt.date) -> str:
    """thứ Bảy."""
    return WEEKDAY_NAMES[value.weekday()]


def clock(at: dt.datetime, zone: dt.tzinfo) -> str:
    """An instant as an office reads it: 09:15 ngày 06/11/2023."""
    local = at.astimezone(zone)
    return f"{local:%H:%M} ngày {date(local.date())}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A half-open deadline as people read it. `last` is its last valid day, `last_working` the last one worked."""

    local: dt.datetime
    last: dt.date
    last_working: dt.date

    @property
    def short(self) -> str:
        """For a subject: trước ngày 05/11; trước 17:00 ngày 03/11."""
        return f"trước {self._hour}ngày {day_month(self.local.date())}"

    @property
    def long(self) -> str:
        """Both ways: trước ngày 05/11/2023, tức hết ngày 04/11 (thứ Bảy); ngày làm việc cuối: 03/11 (thứ Sáu)."""
        said = f"trước {self._hour}ngày {date(self.local.date())}"
        said += f" ({weekday(self.last)})" if self._hour else f", tức hết ngày {self._named(self.last)}"
        return (
            said if self.last_working == self.last else f"{said}; ngày làm việc cuối: {self._named(self.last_working)}"
        )

    @property
    def _hour(self) -> str:
        return "" if self.local.time() == dt.time(0) else f"{self.local:%H:%M} "

    def _named(self, day: dt.date) -> str:
        said = day_month(day) if day.year == self.local.year else date(day)
        return f"{said} ({weekday(day)})"


def deadline(due: dt.datetime, zone: dt.tzinfo, last_working: Callable[[dt.date], dt.date]) -> Deadline:
    """What people read of a due instant (aware; late is at or after it).

    `last_working` gives the date itself where it is worked, else the working day before it.
    """
    local = due.astimezone(zone)
    last = (local - dt.timedelta(microseconds=1)).date()
    return Deadline(local, last, last_working(last))


# ---------------------------------------------------------------- periods, numbers


def period(text: str) -> str:
    """tháng 11/2023, quý II/2023, 6 tháng đầu năm 2023, tuần 15/2023, năm 2023; lần 1/2023 for 2023-E001.

    The first half of a week, 2023-W15-1of2, is "tuần 15/2023 (lần 1/2)"; the first addition to a month, 2023-11-B1, is
    "tháng 11/2023 (bổ sung 1)".

    Any other text is given back as it is.
    """
    if number := number_of(text):
        return f"{period(base_of(text))} (bổ sung {number})"
    found = _PERIOD.fullmatch(text)
    if not found:
        return text
    year, months, kind, count, part, parts = found.groups()
    if months:
        return f"tháng {month(int(months))}/{year}"
    if not kind:
        return f"năm {year}"
    return _WITHIN[kind](int(count), year) + (f" (lần {part}/{parts})" if part else "")


def periods(texts: Iterable[str]) -> str:
    """Several periods, the months of one year together: tháng 4, 5, 7/2023, quý II/2023."""
    said: list[str] = []
    for year, group in groupby(texts, key=lambda text: text[:4] if len(text) == 7 and text[5:].isdigit() else ""):
        its = list(group)
        months = ", ".join(month(int(text[5:])) for text in its) if year else ""
        said += [f"tháng {months}/{year}"] if year else map(period, its)
    return ", ".join(said)


_WITHIN: Final[dict[str, Callable[[int, str], str]]] = {
    "Q": lambda n, year: f"quý {_ROMAN[(n - 1) % 4]}/{year}",
    "H": lambda n, year: f"6 tháng {'đầu' if n == 1 else 'cuối'} năm {year}",
    "W": lambda n, year: f"tuần {n}/{year}",
    "E": lambda n, year: f"lần {n}/{year}",
}
_UNITS: Final = {"-W": "tuần", "-Q": "quý", "-E": "", "-H": "6 tháng"}


def titled(title: str, text: str) -> str:
    """A step's title with its period, in the place where Vietnamese has it.

    "Kế hoạch tuyên truyền tháng của đơn vị", 2023-11: "Kế hoạch tuyên truyền tháng 11/2023 của đơn vị".
    """
    said = period(text)
    if said in title or (len(text) == 4 and text in title):
        return title
    unit = _UNITS.get(text[4:6], "tháng") if len(text) > 4 else "năm"
    place = re.search(rf"(?<!\d )(?<![Hh]ằng )(?<![Hh]àng )\b{unit}\b(?! *[\dIV])", title) if unit else None
    if place:
        return title[: place.start()] + said + title[place.end() :]
    return f"{title} ({said})" if "-E" in text else f"{title} {said}"


_OF_EACH: Final = re.compile(r" của (?:các )?(?:phòng, )?đơn vị\b")


def of(title: str, party: str) -> str:
    """Whose it is, said once: "Kế hoạch tháng của đơn vị", Phòng Môi trường: "Kế hoạch tháng của Phòng Môi trường"."""
    bare = own(title)
    return bare if " của " in bare else f"{bare} của {party}"


def own(title: str) -> str:
    """A title as its owner reads it, without "của đơn vị"."""
    return _OF_EACH.sub("", title)


def artefact(title: str) -> str:
    """What comes of putting something together: "Tổng hợp báo cáo năm": "Báo cáo năm"."""
    bare = title.removeprefix("Tổng hợp ")
    return bare[:1].upper() + bare[1:]


def number(value: float | Decimal) -> str:
    """22.500; 3,5: the dot parts the thousands, the comma the decimals."""
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def summed(total: int, exact: int, estimates: Iterable[str], what: str = "") -> str:
    """What several reported: 1.230 lượt; with estimates beside, which are never added to it:

    "ít nhất 1.230 lượt (3 số liệu chính xác), ngoài ra 2 đơn vị ghi ước lượng: hơn 500; gần 40".
    """
    beside, tail = list(estimates), f" {what}" if what else ""
    if not beside:
        return f"{number(total)}{tail}"
    units = f"{number(len(beside))} đơn vị ghi ước lượng: {'; '.join(beside)}"
    if not exact:
        return f"không có số liệu chính xác{f' về {what}' if what else ''}, {units}"
    return f"ít nhất {number(total)}{tail} ({number(exact)} số liệu chính xác), ngoài ra {units}"


def listed(names: Iterable[str]) -> str:
    """a, b và c."""
    *most, last = [*names] or [""]
    return f"{', '.join(most)} và {last}" if most else last
