"""The parts of a document that the decree names, found by what they say and where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from definitions.content import fold
from definitions.paper import Paper, Paragraph

COUNTRY: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
TITLES: Final = (
    "NGHỊ QUYẾT", "QUYẾT ĐỊNH", "CHỈ THỊ", "QUY CHẾ", "QUY ĐỊNH", "THÔNG CÁO", "THÔNG BÁO", "HƯỚNG DẪN", "CHƯƠNG TRÌNH",
    "KẾ HOẠCH", "PHƯƠNG ÁN", "ĐỀ ÁN", "DỰ ÁN", "BÁO CÁO", "BIÊN BẢN", "TỜ TRÌNH", "HỢP ĐỒNG", "CÔNG ĐIỆN", "BẢN GHI NHỚ",
    "BẢN THỎA THUẬN", "GIẤY ỦY QUYỀN", "GIẤY MỜI", "GIẤY GIỚI THIỆU", "GIẤY NGHỈ PHÉP", "PHIẾU GỬI", "PHIẾU CHUYỂN",
    "PHIẾU BÁO",
)  # fmt: skip
"""The kinds of administrative document that bear their kind as a title (Article 7)."""

ADDRESSED: Final = frozenset({"BÁO CÁO", "TỜ TRÌNH", ""})
"""Those that say «Kính gửi»; "" is a Công văn, which has no title."""


class Document:
    """The parts that the decree names, found by what they say."""

    def __init__(self, paper: Paper) -> None:
        self.paper, self.all = paper, paper.paragraphs
        self.country = self._first(lambda it: fold(it.text) == fold(COUNTRY))
        self.motto = self._first(lambda it: _plain(it.text) == _plain(MOTTO))
        self.number = self._first(lambda it: it.text.startswith("Số:"))
        self.day = self._first(lambda it: bool(it.table) and ", ngày" in it.text)
        self.title = self._first(lambda it: it.text in TITLES)
        self.about = self._first(lambda it: fold(it.text).startswith("v/v"))
        self.addressed = self._first(lambda it: it.text.startswith("Kính gửi"))
        self.recipients = self._first(lambda it: it.text.startswith("Nơi nhận"))

    def _first(self, is_it: Callable[[Paragraph], bool]) -> Paragraph | None:
        return next((it for it in self.all if is_it(it)), None)

    @property
    def kind(self) -> str:
        """Its title; "" for a Công văn."""
        return self.title.text if self.title else ""

    def after(self, it: Paragraph | None) -> tuple[Paragraph, ...]:
        """What follows it; everything where it is None."""
        return self.all[self.all.index(it) + 1 :] if it else self.all

    @property
    def body(self) -> tuple[Paragraph, ...]:
        """The paragraphs between the head and the signature, outside of tables; not the summary, nor «Kính gửi»."""
        head = [it for it in (self.title, self.about, self.day, self.addressed) if it]
        begins = max(map(self.all.index, head), default=-1) + 1
        ends = self.all.index(self.recipients) if self.recipients else len(self.all)
        inside = [it for it in self.all[begins:ends] if not it.table]
        if self.title and self.addressed is None:
            inside = inside[1:]  # the summary
        while self.addressed and inside and inside[0].text.startswith("-") and inside[0].first_line == 0:
            inside = inside[1:]  # one addressee each
        return tuple(inside)


def _plain(text: str) -> str:
    return re.sub(r"[\s–—-]+", " ", fold(text))
