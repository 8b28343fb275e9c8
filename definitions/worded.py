"""Which words of a definition differ from those of another: parties, topics, roles, forms, whatever no date follows from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from definitions.context import UPON, Context
from definitions.errors import near
from definitions.vocabulary import Definition, Moment, Rung, Step, Trigger, Word


class What(StrEnum):
    """Whose words changed; the first matters most."""

    STEP = "step"
    PARTY = "party"
    PERSON = "person"
    ROLE = "role"
    TOPIC = "topic"
    ACTIVITY = "activity"
    RECIPIENT = "recipient"
    FORM = "form"
    BASIS = "basis"
    CALENDAR = "calendar"
    PROCESS = "process"
    YEAR = "year"


Changed = tuple[What, str, str | None, str | None]
"""Whose, the id (or "id.field"), what it said, what it says; None where the word itself is not there."""

_DATED: Final = frozenset({"opens", "due", "closes", "ladder"})
_APART: Final = {
    What.PROCESS: frozenset({"roles", "forms", "steps"}),
    What.YEAR: frozenset({"parties", "topics", "activities", "basis", "recipients", "process", "year"}),
}
"""What is compared elsewhere: word by word, or as dates."""


def changed_words(old: Context, new: Context) -> Iterator[Changed]:
    """Every word that was added, taken out or changed, in the order of `What`; dates that follow are not named here."""
    before, after = _words(old.definition), _words(new.definition)
    for what in What:
        yield from _of_kind(what, before[what], after[what])


def renamed(gone: str, before: Iterable[Word], after: Iterable[Word]) -> str:
    """The id under which a word that is gone seems to go on: the same name or title, or nearly the same id; "" if none."""
    known = {_id(word) for word in before}
    fresh = {_id(word): word for word in after if _id(word) not in known}
    was = next((word for word in before if _id(word) == gone), None)
    alike = (id for id, word in fresh.items() if was is not None and _title(word) == _title(was))
    return next(alike, "") or next(iter(near(gone, fresh)), "")


def _words(definition: Definition) -> dict[What, tuple[Word, ...]]:
    process, year = definition.process, definition.year
    return {
        What.STEP: process.steps,
        What.PARTY: year.parties,
        What.PERSON: definition.directory.people,
        What.ROLE: process.roles,
        What.TOPIC: year.topics,
        What.ACTIVITY: year.activities,
        What.RECIPIENT: year.recipients,
        What.FORM: process.forms,
        What.BASIS: year.basis,
        What.CALENDAR: definition.calendars,
        What.PROCESS: (process,),
        What.YEAR: (year,),
    }


def _of_kind(what: What, before: tuple[Word, ...], after: tuple[Word, ...]) -> Iterator[Changed]:
    single = what in _APART
    was, is_ = ({"" if single else _id(word): word for word in words} for words in (before, after))
    for id in {**was, **is_}:
        if id in was and id in is_:
            yield from _fields(what, id, was[id], is_[id])
        else:
            yield what, id, _title_in(was, id), _title_in(is_, id)


def _fields(what: What, id: str, before: Word, after: Word) -> Iterator[Changed]:
    was, is_ = (_meant(word, _APART.get(what, frozenset())) for word in (before, after))
    for name in {**was, **is_}:
        if was.get(name) != is_.get(name):
            yield what, f"{id}.{name}".strip("."), _said(getattr(before, name)), _said(getattr(after, name))


def _meant(word: Word, apart: frozenset[str]) -> Mapping[str, Any]:
    """The fields that mean something, layout apart; the dates of a step are compared as dates where it has some."""
    skipped = {*apart, "id"} | (_DATED if isinstance(word, Step) and word.every not in UPON else set())
    return {name: _bare(getattr(word, name)) for name in type(word).model_fields if name not in skipped}


def _bare(value: Any) -> Any:
    """The same without the wording of its moments: "before day 5" and "before  day 5" are one."""
    if isinstance(value, Moment | Trigger):
        moment = getattr(value, "moment", None)
        return value.model_copy(update={"text": "", **({"moment": _bare(moment)} if moment else {})})
    if isinstance(value, Rung):
        return value.model_copy(update={"moment": _bare(value.moment)})
    return tuple(map(_bare, value)) if isinstance(value, tuple) else value


def _id(word: Any) -> str:
    if hasattr(word, "calendar") and hasattr(word, "off"):
        return f"{word.calendar}-{word.year}"
    return str(getattr(word, "id", "") or word.name)


def _title_in(words: Mapping[str, Word], id: str) -> str | None:
    return _title(words[id]) if id in words else None


def _title(word: Any) -> str:
    return str(getattr(word, "title", "") or getattr(word, "name", "") or _id(word))


def _said(value: Any) -> str:
    """A value in one line, for a person to read."""
    if isinstance(value, tuple):
        return ", ".join(map(_said, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_said(one)}" for name, one in value.items())
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Moment | Trigger):
        return value.text
    if isinstance(value, Word):
        return ", ".join(filter(None, map(_said, value.model_dump(exclude_defaults=True, exclude_none=True).values())))
    return "" if value is None else str(value)
