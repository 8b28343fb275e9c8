"""`vongnam schema`: what an editor needs to know of a definition file, as JSON Schema."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from flows.calls import DONE, print_json
from flows.say import Language, Words, say

WORDS: Words = {
    "summary": (
        "in JSON Schema của một loại tệp, để trình soạn thảo gợi ý và soát khi gõ",
        "print the JSON Schema of a kind of file, for editors that help and check while one writes",
    ),
    "kind": (
        "process: tệp quy trình; year: tệp năm; organisation: danh bạ; calendar: lịch nghỉ",
        "process, year, organisation (the directory) or calendar (days off)",
    ),
    "out": ("tệp để ghi, thay cho in ra màn hình", "the file to write, instead of printing"),
    "written": (
        "Đã ghi {file}. Đặt ở dòng đầu của tệp YAML: # yaml-language-server: $schema={name}",
        "{file} is written. As the first line of the YAML file: # yaml-language-server: $schema={name}",
    ),
}
KINDS: Final = ("process", "year", "organisation", "calendar")


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    parser.add_argument("kind", choices=KINDS, metavar="|".join(KINDS), help=say(lang, "kind", WORDS))
    parser.add_argument("--out", type=Path, metavar="FILE", help=say(lang, "out", WORDS))


def run(arguments: Namespace) -> int:
    """The schema, printed or in a file."""
    import json

    from definitions.schema import schema

    made = schema(arguments.kind)
    if arguments.out is None:
        print_json(made)
        return DONE
    arguments.out.write_text(f"{json.dumps(made, ensure_ascii=False, indent=2)}\n", encoding="utf-8")
    print(say(arguments.lang, "written", WORDS, file=arguments.out, name=arguments.out.name))
    return DONE
