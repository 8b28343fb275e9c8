"""How a part of a document looks, against how the decree wants it; each difference with its place and its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from definitions.paper import Align, Paragraph


@dataclass(frozen=True, slots=True)
class Deviation:
    """One place where the document is not as the decree says; `clause` is of Annex I."""

    where: str
    clause: str
    message: str
    remedy: str

    def __str__(self) -> str:
        """As one line."""
        return f"{self.where}: {self.message} {self.remedy} (Nghị định 30/2020/NĐ-CP, Phụ lục I, {self.clause})"


ALIGNED: Final = {"left": "sát lề trái", "center": "căn giữa", "right": "sát lề phải", "justify": "căn đều hai lề"}


def looks(
    it: Paragraph, clause: str, what: str, *, sizes: tuple[float, float], bold: bool | None = None,
    italic: bool | None = None, align: Align | None = None,
) -> Iterator[Deviation]:  # fmt: skip
    """Where that part is not of this size, weight and place; None for what the decree leaves open."""
    least, most = sizes
    if wrong := sorted(size for size in it.sizes if not least <= size <= most):
        wanted = said(least) if least == most else f"{said(least)} - {said(most)}"
        found = f"{what} cỡ chữ {', '.join(map(said, wrong))}."
        yield Deviation(it.where, clause, found, f"Đề nghị dùng cỡ {wanted}.")
    for wanted_, is_, yes, no in ((bold, it.bold, "đậm", "không đậm"), (italic, it.italic, "nghiêng", "đứng")):
        if wanted_ is not None and is_ is not wanted_:
            yield Deviation(
                it.where, clause, f"{what} chưa đúng kiểu chữ.", f"Đề nghị dùng chữ {yes if wanted_ else no}."
            )
    if align is not None and it.align != align:
        yield Deviation(it.where, clause, f"{what} chưa đúng vị trí.", f"Đề nghị {ALIGNED[align]}.")
    if it.underlined:
        yield Deviation(it.where, clause, f"{what} được gạch chân.", "Đề nghị kẻ đường bằng nét liền, không gạch chân.")


def capitals(it: Paragraph, clause: str, what: str) -> Iterator[Deviation]:
    """Where that part is not written in capital letters throughout."""
    if it.text != it.text.upper():
        yield Deviation(it.where, clause, f"{what} ghi «{it.text}».", "Đề nghị viết in hoa.")


def said(number: float) -> str:
    """A number as it is written: 12,7."""
    return f"{number:.1f}".removesuffix(".0").replace(".", ",")


def within(measured: float, least: float, most: float) -> bool:
    """Whether a length (mm) is that, to half a millimetre: Word keeps lengths in twentieths of a point."""
    return least - 0.5 <= measured <= most + 0.5
