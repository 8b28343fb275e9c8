"""What the Office did to a plan when it put it together, in sentences: each merge, split and change, with its unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from definitions.vocabulary import Definition
from notifications import words
from notifications.changes import FIELDS, value_words
from notifications.narrative import names

_WORDS: Final = 12


def edits(definition: Definition, records: Iterable[Mapping[str, Any]]) -> list[str]:
    """One sentence for each record of `definitions.edited`."""
    return [_said(definition, it) for it in records]


def _said(definition: Definition, it: Mapping[str, Any]) -> str:
    lines, into = "; ".join(map(_short, it["texts"])), "; ".join(map(_short, it["into"]))
    units = "; ".join(names(definition, it["units"]))
    of = f" của {units}" if units else ""
    match it["what"]:
        case "merged":
            return f"Ghép {words.number(len(it['lines']))} dòng{of}: {lines}, thành {into}."
        case "split":
            return f"Tách dòng{of}: {lines}, thành {words.number(len(it['into']))} dòng: {into}."
        case "dropped":
            return f"Bỏ dòng{of}: {lines}."
        case "added":
            return f"Thêm dòng{of}: {into}."
        case "reordered":
            return "Đổi thứ tự các dòng."
    field = FIELDS.get(it["field"], it["field"])
    old, new = value_words(definition, it["old"]), value_words(definition, it["new"])
    return f"Sửa dòng{of}: {lines}: {field}, từ «{old}» thành «{new}»."


def _short(text: str) -> str:
    said = words.clean(text).split()
    return f"«{' '.join(said[:_WORDS])}{' …' if len(said) > _WORDS else ''}»"
