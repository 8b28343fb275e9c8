"""`vongnam show`: a process or a year as a picture, and what of the plan is answered by what."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flows.calls import DONE, WRONG_CALL, add_yearfile
from flows.say import Language, Words, say

if TYPE_CHECKING:
    from definitions.vocabulary import Definition

WORDS: Words = {
    "summary": (
        "vẽ quy trình, vẽ lịch năm, đối chiếu với kế hoạch",
        "draw the process or the year, or trace the plan to its steps",
    ),
    "what": (
        "process: quy trình; year: lịch treo tường của năm; coverage: đối chiếu với các mục của kế hoạch",
        "process: the process; year: the year as a wall calendar; coverage: clauses of the plan and steps",
    ),
    "format": (
        "process: svg (mặc định), png, mermaid, bpmn; year: svg (mặc định), png; coverage: text (mặc định), json, md",
        "process: svg (default), png, mermaid, bpmn; year: svg (default), png; coverage: text (default), json, md",
    ),
    "out": ("tệp để ghi; png bắt buộc phải có", "the file to write; png needs one"),
    "no-such-format": (
        "Lệnh chưa đúng: show {what} không có dạng {format}; hãy chọn {known}.",
        "The call is wrong: show {what} has no format {format}; choose {known}.",
    ),
    "png-needs-out": (
        "Lệnh chưa đúng: ảnh png không in ra màn hình được; hãy ghi thêm --out TỆP.",
        "The call is wrong: a png cannot be printed here; add --out FILE.",
    ),
    "written": ("Đã ghi {file}.", "{file} is written."),
}
FORMATS: Final = {
    "process": ("svg", "png", "mermaid", "bpmn"),
    "year": ("svg", "png"),
    "coverage": ("text", "json", "md"),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    known = tuple(dict.fromkeys(form for forms in FORMATS.values() for form in forms))
    parser.add_argument("what", choices=tuple(FORMATS), metavar="|".join(FORMATS), help=say(lang, "what", WORDS))
    add_yearfile(parser, lang)
    parser.add_argument("--format", choices=known, metavar="FORMAT", help=say(lang, "format", WORDS))
    parser.add_argument("--out", type=Path, metavar="FILE", help=say(lang, "out", WORDS))


def run(arguments: Namespace) -> int:
    """The picture or the text, to a file or to be read here."""
    what, lang = arguments.what, arguments.lang
    form = arguments.format or FORMATS[what][0]
    if form not in FORMATS[what]:
        return _wrong(lang, "no-such-format", what=what, format=form, known=", ".join(FORMATS[what]))
    if form == "png" and arguments.out is None:
        return _wrong(lang, "png-needs-out")
    from flows import files

    definition, _ = files.read_definition(arguments.yearfile)
    made = _MAKERS[what](definition, form)
    if arguments.out is None:
        print(made.decode().rstrip("\n"))
        return DONE
    arguments.out.write_bytes(made)
    print(say(lang, "written", WORDS, file=arguments.out))
    return DONE


def _wrong(lang: Language, key: str, **facts: Any) -> int:
    import sys

    print(say(lang, key, WORDS, **facts), file=sys.stderr)
    print(say(lang, "see-help", program="vongnam show"), file=sys.stderr)
    return WRONG_CALL


# ---------------------------------------------------------------- what is shown, as bytes


def _process(definition: Definition, form: str) -> bytes:
    from definitions import bpmn, flowchart
    from definitions.picture import picture
    from notifications import pictures, process_picture

    drawn = picture(definition)
    if form in {"mermaid", "bpmn"}:
        text = flowchart.mermaid(drawn) if form == "mermaid" else bpmn.bpmn(drawn)
        return f"{text}\n".encode()
    return pictures.render(process_picture.process_sheet(drawn), form)  # type: ignore[arg-type]


def _year(definition: Definition, form: str) -> bytes:
    from definitions.wallcalendar import wall
    from notifications import pictures, year_picture

    return pictures.render(year_picture.year_sheet(wall(definition)), form)  # type: ignore[arg-type]


def _coverage(definition: Definition, form: str) -> bytes:
    import json

    from definitions import clauses

    if form == "json":
        return f"{json.dumps(clauses.coverage(definition).as_json(), ensure_ascii=False, indent=2)}\n".encode()
    write = clauses.coverage_page if form == "md" else clauses.coverage_text
    return f"{write(definition).rstrip()}\n".encode()


_MAKERS: Final[dict[str, Callable[[Definition, str], bytes]]] = {
    "process": _process,
    "year": _year,
    "coverage": _coverage,
}
