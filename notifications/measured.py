"""A Word file, measured: what each paragraph looks like once defaults, styles and its own marks are put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from definitions.content import clean
from definitions.paper import Align, Paper, Paragraph, Sheet
from notifications.incoming.gate import UnfitFile, package
from notifications.incoming.parsed import ParseError, parsed

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MM: Final = 25.4 / 1440
"""One twentieth of a point, in millimetres."""
ALIGNED: Final[Mapping[str, Align]] = {
    "both": "justify", "distribute": "justify", "center": "center", "right": "right", "end": "right",
}  # fmt: skip

Element = Any


def measured(data: bytes) -> Paper:
    """A .docx as it is printed. UnfitFile for what is none, is broken inside, or does more than hold words."""
    try:
        return _measured(package(data).parts)
    except (ParseError, RecursionError) as error:
        raise UnfitFile from error


def _measured(parts: Mapping[str, bytes]) -> Paper:
    if "word/document.xml" not in parts:
        raise UnfitFile
    styles = _Styles(parts)
    body = parsed(parts["word/document.xml"]).find(f"{W}body")
    if body is None:
        raise UnfitFile
    sections = list(body.iter(f"{W}sectPr"))
    return Paper(
        tuple(_sheet(n, it) for n, it in enumerate(sections, 1)),
        tuple(styles.paragraphs(body)),
        tuple(it for root in _heads(parts, sections) for it in styles.paragraphs(root, "Đầu trang")),
    )


# ---------------------------------------------------------------- sections


def _sheet(number: int, section: Element) -> Sheet:
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    wide = [_mm(size, name, 0) for name in ("w", "h")]
    sides = [_mm(margins, name, 0) for name in ("top", "bottom", "left", "right")]
    apart = section.find(f"{W}titlePg")
    return Sheet(f"Phần {number}", *wide, *sides, first_page_apart=_on(apart))


def _mm(element: Element | None, name: str, otherwise: float) -> float:
    """A length in mm; a margin below nought means that it never gives way."""
    said = element.get(f"{W}{name}") if element is not None else None
    return abs(float(said)) * MM if said and _NUMBER.match(said) else otherwise


_NUMBER: Final = re.compile(r"^-?\d+(\.\d+)?$")


def _heads(parts: Mapping[str, bytes], sections: Iterable[Element]) -> Iterator[Element]:
    """What stands above the pages of the sections; not what stands above a first page that is apart."""
    relations = parsed(parts.get("word/_rels/document.xml.rels", b"<none/>"))
    targets = {it.get("Id"): f"word/{str(it.get('Target')).removeprefix('/word/')}" for it in relations}
    for section in sections:
        for it in section.iter(f"{W}headerReference"):
            name = targets.get(it.get(f"{R}id"), "")
            if it.get(f"{W}type") != "first" and name in parts:
                yield parsed(parts[name])


# ---------------------------------------------------------------- styles


class _Styles:
    """What styles say; for one property the nearest that says anything: the run, its style, the paragraph, its style, the defaults."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        root = parsed(parts.get("word/styles.xml", b"<none/>"))
        self._by_id = {it.get(f"{W}styleId"): it for it in root.iter(f"{W}style")}
        self._usual = next((id for id, it in self._by_id.items() if _usual(it)), "")
        self._defaults = root.find(f"{W}docDefaults")
        found = re.search(rb"<a:minorFont>\s*<a:latin typeface=\"([^\"]*)\"", parts.get("word/theme/theme1.xml", b""))
        self._theme = found[1].decode("utf-8", "replace") if found else "phông của chủ đề"

    def paragraphs(self, root: Element, place: str = "") -> Iterator[Paragraph]:
        """Every paragraph that says something, those of tables in their cells; what is deleted or boxed is passed over."""
        for n, (element, table, cell) in enumerate(_blocks(root), 1):
            made = self._paragraph(element, place or _where(n, table, cell), table, cell)
            if made.text or made.paged:
                yield made

    def _paragraph(self, element: Element, where: str, table: int, cell: str) -> Paragraph:
        own = element.find(f"{W}pPr")
        style = self._styled(own, "pStyle") or self._usual
        layers = [*_there(own), *self._chain(style, "pPr"), *self._default("pPr")]
        looks = [self._run(style, run) for run in element.iter(f"{W}r") if _text(run).strip()]
        return Paragraph(
            where, " ".join(clean("".join(map(_text, element.iter(f"{W}r")))).split()),
            sizes=frozenset(it["size"] for it in looks), fonts=frozenset(it["font"] for it in looks),
            colours=frozenset(it["colour"] for it in looks), bold=_all(it["bold"] for it in looks),
            italic=_all(it["italic"] for it in looks), underlined=any(it["underlined"] for it in looks),
            align=ALIGNED.get(_first(layers, "jc", "val"), "left"),
            first_line=_number(_first(layers, "ind", "firstLine")) * MM,
            gap=max(_number(_first(layers, "spacing", side)) / 20 for side in ("before", "after")),
            line=_lines(layers), table=table, cell=cell, paged=_paged(element),
        )  # fmt: skip

    def _run(self, style: str, run: Element) -> dict[str, Any]:
        own = run.find(f"{W}rPr")
        of_run = self._chain(self._styled(own, "rStyle"), "rPr")
        layers = [*_there(own), *of_run, *self._chain(style, "rPr"), *self._default("rPr")]
        return {
            "size": _number(_first(layers, "sz", "val"), 20) / 2,
            "font": self._font(layers),
            "colour": _first(layers, "color", "val") or "auto",
            "bold": _marked(layers, "b"),
            "italic": _marked(layers, "i"),
            "underlined": _first(layers, "u", "val") not in ("", "none"),
        }

    def _font(self, layers: Iterable[Element]) -> str:
        """The nearest name; a theme's where it stands nearer."""
        for layer in layers:
            fonts = layer.find(f"{W}rFonts")
            if fonts is not None and fonts.get(f"{W}asciiTheme"):
                return self._theme
            if fonts is not None and fonts.get(f"{W}ascii"):
                return str(fonts.get(f"{W}ascii"))
        return DEFAULT_FONT

    # --- layers

    def _styled(self, own: Element | None, name: str) -> str:
        named = own.find(f"{W}{name}") if own is not None else None
        return str(named.get(f"{W}val")) if named is not None else ""

    def _chain(self, id: str, kind: str) -> Iterator[Element]:
        """The properties of a style and of those that it is based on; a circle ends where it began."""
        seen: set[str] = set()
        while id in self._by_id and id not in seen:
            seen.add(id)
            yield from _there(self._by_id[id].find(f"{W}{kind}"))
            id = self._styled(self._by_id[id], "basedOn")

    def _default(self, kind: str) -> Iterator[Element]:
        if self._defaults is not None:
            yield from _there(self._defaults.find(f"{W}{kind}Default/{W}{kind}"))


DEFAULT_FONT: Final = "Times New Roman"
"""What Word takes where nothing is said."""


def _usual(style: Element) -> bool:
    return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true")


def _there(element: Element | None) -> list[Element]:
    return [] if element is None else [element]


# ---------------------------------------------------------------- paragraphs in their places


def _blocks(root: Element) -> Iterator[tuple[Element, int, str]]:
    """Paragraphs in their order, with the number of their table and their row and cell; boxes drawn over are no part."""
    tables = {id(table): n for n, table in enumerate(root.iter(f"{W}tbl"), 1)}
    yield from _within(root, tables, 0, "")


def _within(element: Element, tables: Mapping[int, int], table: int, cell: str) -> Iterator[tuple[Element, int, str]]:
    for inner in element:
        if inner.tag == f"{W}p":
            yield inner, table, cell
        elif inner.tag == f"{W}tbl":
            for n, row in enumerate(inner.findall(f"{W}tr"), 1):
                for m, its in enumerate(row.findall(f"{W}tc"), 1):
                    yield from _within(its, tables, tables[id(inner)], f"{n},{m}")
        elif inner.tag in (f"{W}sdt", f"{W}sdtContent"):
            yield from _within(inner, tables, table, cell)


def _where(number: int, table: int, cell: str) -> str:
    row, _, column = cell.partition(",")
    return f"Bảng {table}, hàng {row}, ô {column}" if table else f"Đoạn {number}"


def _text(run: Element) -> str:
    said = {f"{W}t": None, f"{W}tab": "\t", f"{W}br": "\n"}
    return "".join(said[it.tag] or it.text or "" for it in run if it.tag in said)


def _paged(element: Element) -> bool:
    """Whether it prints the number of its page."""
    written = [it.text or "" for it in element.iter(f"{W}instrText")]
    written += [it.get(f"{W}instr") or "" for it in element.iter(f"{W}fldSimple")]
    return any(it.split()[:1] == ["PAGE"] for it in written)


# ---------------------------------------------------------------- properties


def _first(layers: Iterable[Element], name: str, attribute: str) -> str:
    """What the nearest layer says that says anything; "" where none does."""
    for layer in layers:
        found = layer.find(f"{W}{name}")
        if found is not None and found.get(f"{W}{attribute}") is not None:
            return str(found.get(f"{W}{attribute}"))
    return ""


def _number(text: str, otherwise: float = 0.0) -> float:
    return float(text) if _NUMBER.match(text) else otherwise


def _lines(layers: Iterable[Element]) -> float:
    layers = list(layers)
    if (_first(layers, "spacing", "lineRule") or "auto") != "auto":
        return 0.0
    return _number(_first(layers, "spacing", "line"), 240) / 240


def _marked(layers: Iterable[Element], name: str) -> bool:
    return next((_on(found) for layer in layers if (found := layer.find(f"{W}{name}")) is not None), False)


def _on(element: Element | None) -> bool:
    return element is not None and element.get(f"{W}val") not in ("0", "false", "off")


def _all(marks: Iterable[bool]) -> bool | None:
    """True or False where all are; None where some are."""
    found = set(marks)
    return found.pop() if len(found) == 1 else None if found else False
