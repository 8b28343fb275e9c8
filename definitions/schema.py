"""A JSON Schema (draft-07) for each kind of file, made from the tables of `words.py`: what the reader takes, it allows.

Each reader of a table has its schema here. What a table does not say (which keys are needed) is asked of the reader
itself: it is given an empty group, and names what it misses. A reader without a schema is a KeyError, never a gap.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal

from definitions import feeding, ladder, routes, shape, words
from definitions.entries import entries
from definitions.helps import (
    KEYS,
    MOMENT,
    MOMENTS,
    RUNGS,
    TRIGGER,
    TRIGGERS,
    WORDS,
    Help,
    Helps,
)
from definitions.shape import BY_THE_YEAR, Fields, Reader
from definitions.tree import Json, Tree

Schema = dict[str, Any]
File = Literal["process", "year", "organisation", "calendar"]

_ID: Final = f"^{shape._ID.pattern}$"  # noqa: SLF001 - one pattern, not two that drift apart
_DATE: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_DATES: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}( to [0-9]{4}-[0-9]{2}-[0-9]{2})?$"
_TIMES: Final = f"^{shape._TIMES.pattern}$"  # noqa: SLF001 - as above
_YEARS: Final = "^[0-9]{4} to [0-9]{4}$"
_TIME: Final = f"^({shape._TIME.pattern})$"  # noqa: SLF001 - as above

_SPAN: Final = f"^{words._SPAN.pattern}$"  # noqa: SLF001 - as above

_FILES: Final[Mapping[str, tuple[str, Fields, Callable[[Tree], Any]]]] = {
    "process": ("Tệp quy trình", words.PROCESS, words.process),
    "year": ("Tệp năm kế hoạch", words.YEAR, words.year),
    "organisation": ("Tệp danh bạ", words.DIRECTORY, words.directory),
    "calendar": ("Tệp lịch nghỉ của một năm", words.CALENDAR, words.calendar),
}


def schema(file: File) -> Schema:
    """The schema of that kind of file. KeyError for another kind."""
    title, fields, read = _FILES[file]
    missed = _missed(read)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"{title} của Vòng Năm",
        **_group(file, fields, missed),
    }


# ---------------------------------------------------------------- groups


def _group(name: str, fields: Fields, needed: Iterable[str]) -> Schema:
    """A mapping with these keys and no other; `name` is that of its helps."""
    helps = KEYS[name]
    properties = {key: _explained(_value(key, reader), helps[key]) for key, (_, reader) in fields.items()}
    group: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**group, **({"required": sorted(needed)} if needed else {})}


def _explained(schema: Schema, help: Help) -> Schema:
    """What a key means goes before what may stand there."""
    details = schema.get("description", "")
    description = f"{help.description} {details}".strip()
    return {**schema, "title": help.title, "description": description}


def _missed(read: Callable[[Tree], Any]) -> list[str]:
    """The keys that a reader says are missing from an empty group."""
    tree = Tree("", "")
    read(tree)
    return [fault.words for fault in tree.faults if fault.code == "missing"]


def _missed_by(reader: Reader, value: Json) -> list[str]:
    return _missed(lambda tree: reader(tree, ("",), value))


def _members(member: Schema, *, pattern: str = _ID) -> Schema:
    """A mapping id -> member."""
    return {"type": "object", "patternProperties": {pattern: member}, "additionalProperties": False}


def _named(key: str, fields: Fields, reader: Reader, short: str) -> Schema:
    name = _SINGULAR[key]
    member = _group(name, fields, _missed_by(reader, {"a": {}}))
    return _members({"anyOf": [_TEXT, member]} if short else member)


_SINGULAR: Final = {
    "roles": "role", "forms": "form", "fields": "field", "parties": "party", "topics": "topic",
    "activities": "activity", "basis": "basis", "recipients": "recipient", "targets": "target",
}  # fmt: skip

# ---------------------------------------------------------------- values

# The loader reads every scalar as the text that was written; an editor's YAML makes numbers and booleans of some.
_TEXT: Final[Schema] = {"type": ["string", "number", "boolean"]}
_WORDS: Final[Schema] = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_WEB: Final[Schema] = {"type": "string", "pattern": "^https?://"}
_MOMENT: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": 200, "examples": list(MOMENTS),
                          "description": f"{MOMENT.description} Ví dụ: {'; '.join(MOMENTS)}."}  # fmt: skip
_TRIGGER: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": 200, "examples": list(TRIGGERS),
                           "description": f"{TRIGGER.description} Ví dụ: {'; '.join(TRIGGERS)}."}  # fmt: skip


def _enum(helps: Helps) -> Schema:
    """A few words, each with its meaning."""
    meant = [f"{help.title}: {help.description}" for help in helps.values()]
    told = "; ".join(f"{word} = {help.title}" for word, help in helps.items())
    return {"type": "string", "enum": list(helps), "markdownEnumDescriptions": meant, "description": f"{told}."}


def _whole(low: int, high: int) -> Schema:
    return {
        "anyOf": [{"type": "integer", "minimum": low, "maximum": high}, {"type": "string", "pattern": "^[0-9]{1,8}$"}]
    }


def _flag() -> Schema:
    """`yes` and `no`: texts to the loader and to YAML 1.2, booleans to YAML 1.1."""
    return {"enum": ["yes", "no", True, False, "true", "false"], "description": "Ghi yes hoặc no."}


def _by_the_year(key: str) -> Schema:
    return {**(_TRIGGER if key == "starts" else _MOMENT), "default": BY_THE_YEAR}


def _ladder() -> Schema:
    rung = {"type": "string", "minLength": 1, "examples": list(RUNGS)}
    missed = _missed_by(ladder.rungs("remind"), {})
    full = _group("rung", ladder._RUNG, missed)  # noqa: SLF001 - the keys of a rung stand there
    one: Schema = {"anyOf": [rung, full]}
    return {"anyOf": [rung, full, {"type": "array", "items": one}], "description": f"Ví dụ: {'; '.join(RUNGS)}."}


# ---------------------------------------------------------------- steps


def _steps() -> Schema:
    step = _group("step", words.STEP, ("title", "kind"))
    return _members({**step, "allOf": [_of_kind(kind) for kind in shape.KINDS]})


def _of_kind(kind: str) -> Schema:
    """What a step of that kind has to say, as the reader of steps itself says it; who does it may stand at `with`."""
    said = {"a": {"title": "", "kind": kind}}
    missed = _missed_by(words._steps, said)  # noqa: SLF001 - the reader that the table of the process names
    who = [key for key in ("by", "with") if key not in _missed_by(words._steps, {"a": {**said["a"], key: ""}})]  # noqa: SLF001
    allowed = [key for key in who if not _refused(kind, key)]
    rule: Schema = {"required": sorted(key for key in missed if key not in {"by", "with"})}
    rule["anyOf"] = [{"required": [key]} for key in allowed]
    if "with" not in allowed:
        rule["properties"] = {"with": False}
    return {"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": rule}


def _refused(kind: str, key: str) -> bool:
    tree = Tree("", "")
    words._steps(tree, ("steps",), {"a": {"title": "", "kind": kind, key: ""}})  # noqa: SLF001
    return any(fault.code == "with-is-for-agree" for fault in tree.faults)


# ---------------------------------------------------------------- readers


def _value(key: str, reader: Reader) -> Schema:
    """The schema of what a reader takes: by the reader itself, or by what made it and with what."""
    if reader in _READERS:
        return _READERS[reader](key)
    made = inspect.getclosurevars(reader).nonlocals
    return _MADE[reader.__qualname__.partition(".")[0]](key, reader, made)


_READERS: Final[Mapping[Reader, Callable[[str], Schema]]] = {
    shape.text: lambda _: _TEXT,
    shape.words: lambda _: _WORDS,
    entries: lambda _: {"type": "object", "additionalProperties": _WORDS},
    shape.ident: lambda _: {"type": "string", "pattern": _ID},
    shape.flag: lambda _: _flag(),
    shape.date: lambda _: {"type": "string", "pattern": _DATE, "examples": ["2023-12-01"]},
    shape.dates: lambda _: {"type": "string", "pattern": _DATES, "examples": ["2023-03-15 to 2023-12-31"]},
    shape.time: lambda _: {"type": "string", "pattern": _TIME, "examples": ["08:00"]},
    words._times: lambda _: {"type": "string", "pattern": _SPAN, "examples": ["18:00 to 07:00"]},  # noqa: SLF001
    shape.zone: lambda _: {"type": "string", "examples": ["Asia/Ho_Chi_Minh"]},
    shape.moment: lambda _: _MOMENT,
    shape.trigger: lambda _: _TRIGGER,
    shape.recurrence: lambda _: {"anyOf": [_enum(WORDS["every"]), {"type": "string", "pattern": _TIMES}]},
    shape.years: lambda _: {"anyOf": [_whole(1900, 2200), {"type": "string", "pattern": _YEARS}]},
    feeding.webs: lambda _: {"anyOf": [_WEB, {"type": "array", "items": _WEB}]},
    shape.clauses: lambda _: {"anyOf": [*_WORDS["anyOf"], {"type": "object", "additionalProperties": _TEXT}]},
    words._left_to_the_year: _by_the_year,  # noqa: SLF001 - the readers of words.py are named where their tables are
    words._steps: lambda _: _steps(),  # noqa: SLF001
    words._defaults: lambda _: _group("defaults", words.LADDER, ()),  # noqa: SLF001
    words._issuer: lambda _: _group("issuer", words.ISSUER, _missed_by(words._issuer, {})),  # noqa: SLF001
    words._year_dates: lambda _: _members(_group("dates", words.MOMENTS, ())),  # noqa: SLF001
    routes.choices_to: lambda _: {"type": "object", "additionalProperties": {"type": "string", "pattern": _ID}},
    words._addresses: lambda _: {"type": "object", "additionalProperties": _TEXT},  # noqa: SLF001
    words._people: lambda _: _members(  # noqa: SLF001
        _members(_group("person", words.PERSON, _missed_by(words._people, {"a": {"b": {}}})))  # noqa: SLF001
    ),
    words._days: lambda _: _members(  # noqa: SLF001
        _group("day", words.DAY, _missed_by(words._days, {"2023-01-02": {}})),  # noqa: SLF001
        pattern=_DATE,
    ),
}  # fmt: skip
_MADE: Final[Mapping[str, Callable[[str, Reader, Mapping[str, Any]], Schema]]] = {
    "number": lambda _, __, made: _whole(made["low"], made["high"]),
    "one_of": lambda key, _, made: _enum({word: WORDS[key][word] for word in made["known"]}),
    "rungs": lambda *_: _ladder(),
    "named": lambda key, reader, made: _named(key, made["fields"], reader, made["short"]),
    "listed": lambda key, reader, made: {
        "type": "array",
        "items": {
            "anyOf": [
                *([_TEXT] if made["short"] else []),
                _group(_SINGULAR[key], made["fields"], _missed_by(reader, [{}])),
            ]
        },
    },
}
