"""What a cell of a workbook shows: its style, its type and what is written in it -> the text that Excel shows."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from notifications.incoming.gate import UnfitFile
from notifications.incoming.parsed import known, local, rooted

MOST_LETTERS: Final = 4_000_000
"""Letters of all cells together: a shared text of 30 KB may be asked for a hundred thousand times."""
LONGEST_CELL: Final = 32_767

# ---------------------------------------------------------------- which styles show a date


def styles_of(part: bytes | None) -> list[str]:
    """How each style of the workbook shows a number: "" as it is, "d" a day, "h" an hour, "dh" both, "000" so many digits."""
    groups = {local(group): group for group in rooted(part, "styleSheet")} if part else {}
    for style in groups.get("cellXfs", ()):
        known(style, "xf", _OF_STYLE)
    own = {it.attrib["numFmtId"]: it.attrib["formatCode"] for it in groups.get("numFmts", ())}
    return [_way(it.get("numFmtId", "0"), own) for it in groups.get("cellXfs", ())]


_OF_STYLE: Final = frozenset(
    {"numFmtId", "fontId", "fillId", "borderId", "xfId", "quotePrefix", "pivotButton", "applyNumberFormat", "applyFont"}
    | {"applyFill", "applyBorder", "applyAlignment", "applyProtection"}
)
_BUILT_IN: Final = {
    **dict.fromkeys(map(str, (14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58)), "d"),
    **dict.fromkeys(map(str, (18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56)), "h"),
    "22": "dh",
}
_NO_LETTERS: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|AM/PM|A/P')


def _way(id: str, own: Mapping[str, str]) -> str:
    if not id.isdecimal():
        raise UnfitFile
    if id not in own:
        return _BUILT_IN.get(id, "")
    code = own[id].partition(";")[0]
    if re.fullmatch(r"0{2,15}", code):
        return code
    if "general" in code.casefold() or re.search(r"\[[hmsHMS]+\]", code):
        return ""
    letters = set(_NO_LETTERS.sub("", code).casefold())
    return ("d" if letters & {"d", "y"} else "") + ("h" if letters & {"h", "s"} else "") or (
        "d" if "m" in letters else ""
    )


# ---------------------------------------------------------------- what a cell shows


class Shows(dict[str, dict[str, str]]):
    """What cells show, by their attributes and what they say; each is worked out once. UnfitFile for what cannot be."""

    def __init__(self, styles: Sequence[str], shared: Sequence[str], *, from_1904: bool) -> None:
        self.styles, self.from_1904 = styles, from_1904
        self.shared = _Kind(self._missing, {str(n): text.strip() for n, text in enumerate(shared)})
        self.letters = 0

    def __missing__(self, attributes: str) -> dict[str, str]:
        found = _STYLE_TYPE.fullmatch(attributes)
        if found is None:
            raise UnfitFile
        style, kind = found[1] or "", found[2] or "n"
        way = self._way(style)
        self[attributes] = self.shared if kind == "s" else _Kind(lambda said: self._text(way, kind, said))
        return self[attributes]

    def _missing(self, _said: str) -> str:
        raise UnfitFile

    def _text(self, way: str, kind: str, said: str) -> str:
        if kind == "n":
            return self._number(way, said)
        if kind in ("str", "inlineStr", "e"):
            return said
        if kind == "d":
            return _iso(said)
        if kind != "b":
            raise UnfitFile
        return {"1": "TRUE", "0": "FALSE"}[said]

    def count(self, row: list[str]) -> None:
        """UnfitFile where a cell, or all the cells together, hold more letters than a table does."""
        letters = sum(map(len, row))
        self.letters += letters
        if self.letters > MOST_LETTERS or (letters > LONGEST_CELL and max(map(len, row)) > LONGEST_CELL):
            raise UnfitFile("Tệp có quá nhiều chữ.", "Đề nghị chia nhỏ bảng rồi gửi lại.")

    def _number(self, way: str, text: str) -> str:
        if not way and text.isdecimal() and len(text) < 16 and (text == "0" or text[0] != "0"):
            return text
        if not _NUMBER.fullmatch(text) or not math.isfinite(value := float(text)):
            raise UnfitFile
        if way and way[0] != "0":
            return _moment(value, way, from_1904=self.from_1904)
        return _plain(value).zfill(len(way))

    def _way(self, style: str) -> str:
        if not style:
            return ""
        if int(style) >= max(len(self.styles), 1):
            raise UnfitFile
        return self.styles[int(style)] if self.styles else ""


class _Kind(dict[str, str]):
    """Cells of one style and type: what they say -> what they show."""

    def __init__(self, show: Callable[[str], str], known: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__(known)
        self.show = show

    def __missing__(self, said: str) -> str:
        plain = said.strip()
        self[said] = found = self.show(plain) if plain else ""
        return found


_STYLE_TYPE: Final = re.compile(r'(?: s="(\d{1,5})")?(?: t="([a-zA-Z]{1,9})")?', re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?(\d{1,400}\.?\d{0,400}|\.\d{1,400})([eE][+-]?\d{1,3})?", re.ASCII)
_LAST_DAY: Final = 2_958_465  # 31/12/9999


def _plain(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _moment(value: float, way: str, *, from_1904: bool) -> str:
    """A day as 05/04/2023, an hour as 14:30. UnfitFile for a number that is no day of the calendar: Excel shows ####."""
    days = value + 1462 if from_1904 else value
    if not 0 <= days < _LAST_DAY:
        raise UnfitFile(f"Tệp có ô định dạng ngày mà ghi số {value:g}, không phải là ngày nào.", _WRITE_DAY)
    # 1900 was no leap year, which Excel does not know: its day 60 is 29/02/1900
    first = dt.datetime(1899, 12, 30) if days >= 60 else dt.datetime(1899, 12, 31)  # noqa: DTZ001 - a sheet has no zone
    moment = first + dt.timedelta(seconds=round(days * 86400))
    day, hour = (f"{moment:%d/%m}/{moment.year:04d}" if "d" in way and days >= 1 else ""), f"{moment:%H:%M}"
    return " ".join(part for part in (day, hour if "h" in way else "") if part)


_WRITE_DAY: Final = "Đề nghị ghi lại ngày ở ô đó, ví dụ 05/4/2023, rồi gửi lại."


def _iso(text: str) -> str:
    try:
        day = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise UnfitFile from error
    return f"{day:%d/%m}/{day.year:04d}" + (f" {day:%H:%M}" if (day.hour, day.minute) != (0, 0) else "")
