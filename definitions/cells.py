"""One cell of a pasted table -> the value of a field, or the reason why it cannot be read. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from definitions.approximate import stated
from definitions.content import fold, shown_date
from definitions.listing import Named, listed_as, listed_in, resolve
from definitions.periods import bounds
from definitions.vocabulary import Definition, FieldType, Form, FormField

LONGEST: Final = 2000
"""Characters in one cell, counted after NFC."""

_BROKEN: Final = re.compile(r"#(REF|N/A|VALUE|NAME|DIV/0|NULL|NUM|SPILL)[!?]?", re.IGNORECASE)
# What Vietnamese text of an old font (TCVN3, VNI) looks like when it is read as Unicode; m² and § stay lawful.
_OLD_FONT: Final = re.compile(r"[A-Za-z][¸µ¶¹»¾¼½Æ®×ØÞ¬÷]|[¸µ¶¹»¾¼½Æ®×ØÞ¬÷][a-z]|[Ðð]")
# one mark throughout: 10-12/2023 is no date
_DAY_FIRST: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_YEAR_FIRST: Final = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})")
_SHORT_YEAR: Final = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2}")
_MONTH: Final = re.compile(r"\bthang (\d{1,2})\b")
_NUMBER_ONLY: Final = re.compile(r"\d+([.,]\d+)?")
_GROUPED: Final = re.compile(r"\d{1,3}([. ]\d{3})+")
UNTAKEN: Final = "Cơ quan báo chí chưa nhận"
"""Printed in place of a partner where none takes the line; read back it is nobody."""
UNHEARD: Final = "(chưa có ý kiến)"
"""Printed after a partner that has said nothing; read back it is left out."""

_ALL: Final = frozenset({"ca hai", "tat ca", "ca hai co quan", "tat ca cac co quan bao chi", "cac co quan bao chi"})


_NOTHING: Final = frozenset("-–—")
"""What a table prints where there is nothing."""


class UnreadableError(ValueError):
    """A cell that cannot be read: `message` says what it said, `remedy` what to write."""

    def __init__(self, message: str, remedy: str) -> None:
        """Both are sentences for an official."""
        super().__init__(message)
        self.message, self.remedy = message, remedy


class Reader:
    """Reads the cells of one form in one period; a topic, activity or partner is known by several names."""

    def __init__(
        self, definition: Definition, form: Form, period: str, *, span: tuple[dt.date, dt.date] | None = None
    ) -> None:
        """The names are folded once, for every row of a table. `span`: the days that may be named, if not the period's."""
        self.definition, self.form, self.period, self.span = definition, form, period, span
        year = definition.year
        self.topics = tuple(
            Named.of(it.id, it.title, it.short, it.basis, n=n, shown=listed_as(it))
            for n, it in enumerate(year.topics, 1)
        )
        self.activities = tuple(
            Named.of(it.id, it.title, it.short, it.basis, n=n, shown=listed_as(it, n))
            for n, it in enumerate(year.activities, 1)
        )
        self.partners = tuple(Named.of(it.id, it.name, it.short) for it in year.playing("partner"))

    def read(self, field: FormField, text: str) -> Any:
        """The value of a cell (already cleaned): text, a number, an ISO date, or a list of ids.

        Raises UnreadableError. An empty cell is "" or [] where the field is not required.
        """
        if not text or text in _NOTHING:
            if field.required:
                raise UnreadableError("Ô này để trống.", f"Đề nghị ghi «{field.title}».")
            return [] if field.type in _LISTS else ""
        check_text(text)
        return _READERS[field.type](self, field, text)

    def understood(self, field: FormField, text: str, value: Any) -> str:
        """What a cell was taken for although it was not written so; nothing where it was read as it stands."""
        if not text or text in _NOTHING:
            return ""
        if field.type is FieldType.PHONE and value != text:
            return f"«{text}» đã hiểu là số {value} (số 0 ở đầu bị Excel bỏ mất)."
        known = _KNOWN_BY.get(field.type)
        things = known(self) if known else ()
        if things and value and not _by_name(text, things):
            names = "; ".join(it.shown for it in things if it.id in value)
            return f"«{text}» đã hiểu là: {names}."
        return ""

    def window(self) -> tuple[dt.date, dt.date]:
        """The first and the last day that the plan of this period speaks of."""
        if self.span:
            return self.span
        first, last = bounds(self.period)
        covers = {step.covers for step in self.definition.process.steps if step.form == self.form.id}
        if covers != {"next"}:
            return first, last
        start = last + dt.timedelta(days=1)
        return start, bounds(f"{start.year}-{start.month:02d}")[1]


def check_text(text: str) -> None:
    """UnreadableError for what no cell may hold: a formula, its error, letters of an old font, too much."""
    if text.startswith("="):
        raise UnreadableError(
            f"Ô chứa công thức «{text[:40]}».", "Đề nghị thay công thức bằng giá trị (Dán đặc biệt > Giá trị)."
        )
    if _BROKEN.fullmatch(text):
        raise UnreadableError(f"Ô báo lỗi công thức «{text}».", "Đề nghị sửa công thức trong Excel rồi dán lại.")
    if _OLD_FONT.search(text):
        raise UnreadableError(
            f"Chữ «{text[:40]}» có vẻ dùng phông cũ (TCVN3, VNI) hoặc chữ Đ không đúng.",
            "Đề nghị chuyển sang Unicode rồi dán lại; chương trình không tự chuyển.",
        )
    if len(text) > LONGEST:
        raise UnreadableError(f"Ô dài {len(text)} ký tự.", f"Đề nghị rút gọn còn tối đa {LONGEST} ký tự.")


# ---------------------------------------------------------------- single values


def _text(_reader: Reader, _field: FormField, text: str) -> str:
    return text


def _number(_reader: Reader, _field: FormField, text: str) -> int | str:
    """A whole number; an approximation ("hơn 500") stays the words that it is."""
    if (about := stated(text)) is not None:
        return about.said
    digits = text.replace(".", "").replace(" ", "") if _GROUPED.fullmatch(text) else text
    if not digits.isdecimal():
        raise UnreadableError(
            f"«{text}» không phải là số nguyên.",
            "Đề nghị ghi một số, ví dụ 12 hoặc 1.250; số ước lượng ghi «hơn 500», «gần 500» hoặc «khoảng 500».",
        )
    return int(digits)


def _date(reader: Reader, _field: FormField, text: str) -> str:
    """A date becomes ISO; words ("tuần 2 tháng 4", "cả tháng", "10-12/4") stay words."""
    date = stated_day(text)
    first, last = reader.window()
    if date is None:
        _check_months(text, first, last)
        return text
    if not first <= date <= last:
        raise UnreadableError(
            f"Ngày {shown_date(date.isoformat())} nằm ngoài kỳ này "
            f"(từ {shown_date(first.isoformat())} đến {shown_date(last.isoformat())}).",
            "Đề nghị kiểm tra lại (ngày ghi trước, tháng ghi sau) hoặc đưa vào kế hoạch của kỳ đó.",
        )
    return date.isoformat()


def _check_months(text: str, first: dt.date, last: dt.date) -> None:
    """UnreadableError for words that speak of other months alone: `tuần 2 tháng 5` in the plan of April."""
    named = [int(month) for month in _MONTH.findall(fold(text))]
    if not named or not all(1 <= month <= 12 for month in named):
        return
    here = {first.month, last.month} if last.month >= first.month else set(range(1, 13))
    low, high = min(named), max(named)
    if (high < min(here) or low > max(here)) and low <= high:
        raise UnreadableError(
            f"«{text}» không thuộc kỳ này (từ {shown_date(first.isoformat())} đến {shown_date(last.isoformat())}).",
            "Đề nghị kiểm tra lại tháng, hoặc đưa vào kế hoạch của kỳ đó.",
        )


def stated_day(text: str) -> dt.date | None:
    """The day that a cell states, the day first; None for words. UnreadableError for what may be a day and is not whole."""
    date = _calendar_date(text)
    if date is None:
        if _SHORT_YEAR.fullmatch(text):
            raise UnreadableError(f"«{text}» ghi năm bằng hai chữ số.", "Đề nghị ghi đủ bốn chữ số, ví dụ 05/4/2023.")
        if _NUMBER_ONLY.fullmatch(text):
            raise UnreadableError(
                f"«{text}» chỉ là một con số, không rõ ngày nào.",
                "Đề nghị định dạng ô là Văn bản rồi ghi ngày/tháng/năm, hoặc ghi bằng chữ như «tuần 2 tháng 4».",
            )
    return date


def _calendar_date(text: str) -> dt.date | None:
    day_first, year_first = _DAY_FIRST.fullmatch(text), _YEAR_FIRST.fullmatch(text)
    if day_first:
        day, month, year = (int(part) for part in day_first.group(1, 3, 4))
    elif year_first:
        year, month, day = (int(part) for part in year_first.group(1, 3, 4))
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise UnreadableError(
            f"Không có ngày «{text}».", "Đề nghị ghi ngày trước, tháng sau, ví dụ 05/4/2023."
        ) from None


def _link(_reader: Reader, _field: FormField, text: str) -> str:
    if not re.fullmatch(r"https?://\S+\.\S+", text):
        raise UnreadableError(
            f"«{text}» không phải là liên kết.", "Đề nghị chép nguyên địa chỉ, bắt đầu bằng https://."
        )
    return text


def _phone(_reader: Reader, _field: FormField, text: str) -> str:
    """A number as it is written. One that Excel took for a figure has lost its zero, which is given back to it."""
    digits = re.sub(r"[\s.()-]", "", text)
    if re.fullmatch(r"[235789]\d{8,9}", digits):
        return f"0{digits}"
    if re.fullmatch(r"[+]?84\d{9,10}|0\d{9,10}|1[89]00\d{4,6}|1\d{2,3}", digits) or not digits.isdecimal():
        return text
    raise UnreadableError(
        f"«{text}» không phải là số điện thoại.", "Đề nghị ghi đủ 10 hoặc 11 chữ số, ví dụ 0239 385 1234."
    )


def _choice(_reader: Reader, field: FormField, text: str) -> str:
    for choice in field.choices:
        if fold(choice) == fold(text):
            return choice
    raise UnreadableError(f"«{text}» không có trong danh sách.", f"Đề nghị chọn một trong: {', '.join(field.choices)}.")


# ---------------------------------------------------------------- lists of ids


def _topics(reader: Reader, _field: FormField, text: str) -> list[str]:
    how = f"số từ 1 đến {len(reader.topics)}, ví dụ «1, 3» hoặc «II.1»"
    return _listed(text, reader.topics, "nội dung", how)


def _activities(reader: Reader, _field: FormField, text: str) -> list[str]:
    how = f"số từ 1 đến {len(reader.activities)}, ví dụ «6» hoặc «2, 6»"
    return _listed(text, reader.activities, "hoạt động trọng tâm", how)


def _partners(reader: Reader, _field: FormField, text: str) -> list[str]:
    text = text.replace(UNHEARD, "").strip()
    if fold(text) == fold(UNTAKEN):
        return []
    if fold(text) in _ALL:
        return [it.id for it in reader.partners]
    how = " hoặc ".join(f"«{it.title}»" for it in reader.partners)
    return _listed(text, reader.partners, "cơ quan báo chí", how)


def _listed(text: str, known: Sequence[Named], what: str, how: str) -> list[str]:
    """The ids in the order of the plan; a title may hold commas and "và", so the whole is tried before its parts."""
    listed, rest = listed_in(text, known)
    found, unknown = resolve(rest, known) if rest else (set[str](), list[str]())
    found |= listed
    if unknown:
        said = ", ".join(f"«{part}»" for part in unknown)
        raise UnreadableError(f"Không rõ {what} {said}.", f"Đề nghị ghi {how}.")
    return [it.id for it in known if it.id in found]


def _by_name(text: str, known: Sequence[Named]) -> bool:
    """Whether every part of a text is a name, a number or an id, and none only the beginning of a title."""
    text = listed_in(text.replace(UNHEARD, "").strip(), known)[1]
    return not text or fold(text) in _ALL or not resolve(text, known, beginnings=False)[1]


_LISTS: Final = frozenset({FieldType.TOPICS, FieldType.ACTIVITIES, FieldType.PARTNER})
_READERS: Final[dict[FieldType, Callable[[Reader, FormField, str], Any]]] = {
    FieldType.TEXT: _text,
    FieldType.LONG: _text,
    FieldType.NUMBER: _number,
    FieldType.DATE: _date,
    FieldType.LINK: _link,
    FieldType.PHONE: _phone,
    FieldType.CHOICE: _choice,
    FieldType.TOPICS: _topics,
    FieldType.ACTIVITIES: _activities,
    FieldType.PARTNER: _partners,
}
_KNOWN_BY: Final[dict[FieldType, Callable[[Reader], Sequence[Named]]]] = {
    FieldType.TOPICS: lambda reader: reader.topics,
    FieldType.ACTIVITIES: lambda reader: reader.activities,
    FieldType.PARTNER: lambda reader: reader.partners,
}
