"""One cell of a pasted table -> the value of a field, or the reason why it cannot be read. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from definitions.approximate import stated
from definitions.content import fold, shown_date
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
_NUMBER_ONLY: Final = re.compile(r"\d+([.,]\d+)?")
_GROUPED: Final = re.compile(r"\d{1,3}([. ]\d{3})+")
_LABEL: Final = re.compile(r"(?:noi dung|muc|linh vuc|hoat dong(?: trong tam)?)?(?: so)?\s*(.*)")
_NUMBERED: Final = re.compile(r"(?:[ivx]+\.)?0*(\d{1,2})[.)]\s+\S")
UNTAKEN: Final = "Cơ quan báo chí chưa nhận"
"""Printed in place of a partner where none takes the line; read back it is nobody."""
UNHEARD: Final = "(chưa có ý kiến)"
"""Printed after a partner that has said nothing; read back it is left out."""

_ALL: Final = frozenset({"ca hai", "tat ca", "ca hai co quan", "tat ca cac co quan bao chi", "cac co quan bao chi"})
_PREFIX: Final = 12  # letters of a title that are enough, where only one title begins with them


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

    def __init__(self, definition: Definition, form: Form, period: str) -> None:
        """The names are folded once, for every row of a table."""
        self.definition, self.form, self.period = definition, form, period
        year = definition.year
        self.topics = tuple(_Named.of(it.id, it.title, it.short, it.basis, n=n) for n, it in enumerate(year.topics, 1))
        self.activities = tuple(
            _Named.of(it.id, it.title, it.short, it.basis, n=n) for n, it in enumerate(year.activities, 1)
        )
        self.partners = tuple(_Named.of(it.id, it.name, it.short) for it in year.playing("partner"))

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

    def window(self) -> tuple[dt.date, dt.date]:
        """The first and the last day that the plan of this period speaks of."""
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
    if date is None:
        return text
    first, last = reader.window()
    if not first <= date <= last:
        raise UnreadableError(
            f"Ngày {shown_date(date.isoformat())} nằm ngoài kỳ này "
            f"(từ {shown_date(first.isoformat())} đến {shown_date(last.isoformat())}).",
            "Đề nghị kiểm tra lại (ngày ghi trước, tháng ghi sau) hoặc đưa vào kế hoạch của kỳ đó.",
        )
    return date.isoformat()


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
    digits = re.sub(r"[\s.()-]", "", text)
    if re.fullmatch(r"[35789]\d{8}", digits):
        raise UnreadableError(
            f"Số điện thoại «{text}» mất số 0 ở đầu.", f"Đề nghị định dạng ô là Văn bản rồi ghi 0{digits}."
        )
    return text


def _choice(_reader: Reader, field: FormField, text: str) -> str:
    for choice in field.choices:
        if fold(choice) == fold(text):
            return choice
    raise UnreadableError(f"«{text}» không có trong danh sách.", f"Đề nghị chọn một trong: {', '.join(field.choices)}.")


# ---------------------------------------------------------------- lists of ids


@dataclass(frozen=True, slots=True)
class _Named:
    """One thing that a cell may name, all folded; `number` is its place in the plan (0: it has none)."""

    id: str
    title: str
    folded: str
    names: frozenset[str]
    number: int

    @classmethod
    def of(cls, id: str, title: str, *others: str, n: int = 0) -> _Named:
        """An id such as `k06-plastic` is also known as `k06`."""
        code = re.match(r"[a-z]+\d+(?=[-_])", id)
        names = (id, title, *others, code[0] if code else "")
        return cls(id, title, fold(title), frozenset(fold(name) for name in names if name), n)


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


def _listed(text: str, known: Sequence[_Named], what: str, how: str) -> list[str]:
    """The ids in the order of the plan; a title may hold commas and "và", so the whole is tried before its parts."""
    found, unknown = _resolve(text, known)
    if unknown:
        said = ", ".join(f"«{part}»" for part in unknown)
        raise UnreadableError(f"Không rõ {what} {said}.", f"Đề nghị ghi {how}.")
    return [it.id for it in known if it.id in found]


def _resolve(
    text: str, known: Sequence[_Named], separators: Sequence[str] = (r"[;\n]", ",", r"[+&]|\bvà\b")
) -> tuple[set[str], list[str]]:
    one = _one(text, known)
    if one is not None:
        return {one}, []
    if not separators:
        return set(), [text]
    parts = [part.strip() for part in re.split(separators[0], text, flags=re.IGNORECASE)]
    answers = [_resolve(part, known, separators[1:]) for part in parts if part]
    found = {id for ids, _ in answers for id in ids}
    return found, [part for _, unknown in answers for part in unknown]


def _one(text: str, known: Sequence[_Named]) -> str | None:
    folded = fold(text)
    label = _LABEL.fullmatch(folded)
    bare = label[1].rstrip(".") if label else folded
    for it in known:
        if folded in it.names or bare in it.names or (it.number and bare.isdecimal() and int(bare) == it.number):
            return it.id
    return _by_beginning(folded, known) or _by_beginning(_without_number(bare, known), known)


def _without_number(bare: str, known: Iterable[_Named]) -> str:
    """`3. Tuyên truyền ...` -> its title, where the number and the title agree."""
    numbered = _NUMBERED.match(bare)
    if numbered is None:
        return ""
    rest = bare[numbered.end() - 1 :]
    agree = any(it.number == int(numbered[1]) and it.folded.startswith(rest.rstrip(".")) for it in known)
    return rest if agree else ""


def _by_beginning(folded: str, known: Iterable[_Named]) -> str | None:
    folded = folded.rstrip(". …")
    if len(folded) < _PREFIX:
        return None
    found = [it.id for it in known if it.folded.startswith(folded)]
    return found[0] if len(found) == 1 else None


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
