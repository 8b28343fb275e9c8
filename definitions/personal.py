"""What a form marks as personal is parted from the rest: the record keeps a mask, the values are kept elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from definitions.content import clean, fold
from definitions.facts import Key
from definitions.vocabulary import Form

MASK: Final = "(đã che)"
"""What stands where a private person's name, address or number was given."""
KIND: Final = "personal"

Lines = Sequence[Mapping[str, Any]]


def is_personal(form: Form | None) -> bool:
    """Whether this form asks for anything about a private person."""
    return form is not None and any(field.personal for field in form.fields)


def parted(form: Form, key: Key, lines: Lines, salt: str) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """The lines with masks, and what they hide as a content of its own; None where they hide nothing.

    A value that was typed into another field as well is masked there too. `salt` keeps the name of the content from
    being guessed: it is a hash, and there are few phone numbers.
    """
    hidden = {line["id"]: said for line in lines if (said := _said(form, line))}
    if not hidden:
        return [dict(line) for line in lines], None
    shown = [_masked(form, line, values_of(hidden.get(line["id"], {}))) for line in lines]
    return shown, {"kind": KIND, "of": str(key), "salt": salt, "lines": hidden}


def values_of(said: Mapping[str, Any]) -> list[str]:
    """The texts that hide in any other text: names of more than one word, addresses, numbers; the longest first."""
    texts = {clean(str(value)) for value in said.values()}
    return sorted((it for it in texts if len(it) > 4 and re.search(r"[\s\d]", it)), key=len, reverse=True)


def masked(text: str, values: Iterable[str]) -> str:
    """The text without these values, whatever their accents and capitals, or the spaces and dots within a number."""
    for value in values:
        pattern = _pattern(value)
        found = [it.span() for it in pattern.finditer(_plain(text))]
        for begins, ends in reversed(found):
            text = f"{text[:begins]}{MASK}{text[ends:]}"
    return text


def _said(form: Form, line: Mapping[str, Any]) -> dict[str, Any]:
    return {field.id: line[field.id] for field in form.fields if field.personal and line.get(field.id)}


def _masked(form: Form, line: Mapping[str, Any], values: list[str]) -> dict[str, Any]:
    private = {field.id for field in form.fields if field.personal}
    return {
        name: (MASK if value else value)
        if name in private
        else masked(value, values)
        if isinstance(value, str) and name != "id"
        else value
        for name, value in line.items()
    }


def _pattern(value: str) -> re.Pattern[str]:
    plain = fold(value)
    digits = re.sub(r"[\s.()+-]", "", plain)
    body = r"[\s.()-]*".join(digits) if digits.isdigit() else r"\s+".join(map(re.escape, plain.split()))
    return re.compile(rf"(?<!\w){body}(?!\w)")


def _plain(text: str) -> str:
    """Letter by letter, so that a place in it is the place in the text."""
    return "".join(fold(letter)[:1] or letter for letter in text)
