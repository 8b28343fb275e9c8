"""The schemas say what the reader takes: the same keys, with words for each; wrong files are refused."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from definitions import ladder, shape, source, words
from definitions.grammar import parse_moment, parse_trigger
from definitions.helps import KEYS, MOMENTS, TRIGGERS, WORDS
from definitions.schema import schema
from definitions.tree import Source, Tree
from definitions.vocabulary import Every, FieldType, Kind

ROOT = Path(__file__).resolve().parents[2]
CALENDARS = sorted((ROOT / "definitions/calendars").glob("*.yaml"))
FILES = [
    *((kind, ROOT / folder / f"{name}.yaml")
      for folder in ("definitions/ha-tinh", "tests/offices/small")
      for kind, name in (("process", "process"), ("year", "2023"), ("organisation", "organisation"))),
    *(("calendar", path) for path in CALENDARS),
]  # fmt: skip
TABLES = {
    "process": words.PROCESS, "defaults": words.LADDER, "form": words.FORM, "field": words.FIELD, "step": words.STEP,
    "rung": ladder._RUNG, "year": words.YEAR, "dates": words.MOMENTS, "issuer": words.ISSUER, "party": words.PARTY,
    "topic": words.TOPIC, "activity": words.ACTIVITY, "basis": words.BASIS, "recipient": words.RECIPIENT, "target": words.TARGET,
    "organisation": words.DIRECTORY, "person": words.PERSON, "calendar": words.CALENDAR, "day": words.DAY,
    "role": {"title": ("title", shape.text)},
}  # fmt: skip
READERS = {"process": words.process, "year": words.year, "organisation": words.directory, "calendar": words.calendar}


def _said(path):
    return source.read(Source(path.name, path.read_bytes())).data


def _faults(kind, data):
    return [error.message for error in Draft7Validator(schema(kind)).iter_errors(data)]


def _groups(node):
    """Every mapping with fixed keys in a schema."""
    if isinstance(node, dict):
        if "properties" in node and node.get("additionalProperties") is False:
            yield node
        for value in node.values():
            yield from _groups(value)
    elif isinstance(node, list):
        for value in node:
            yield from _groups(value)


@pytest.mark.parametrize("kind", READERS)
def test_a_schema_is_a_schema(kind):
    """Each is valid by the draft that it names."""
    Draft7Validator.check_schema(schema(kind))


@pytest.mark.parametrize(("kind", "path"), FILES, ids=[f"{p.parent.name}-{p.stem}" for _, p in FILES])
def test_our_files_are_valid(kind, path):
    """What the loader takes, the schema takes; read as texts, as the loader does."""
    assert _faults(kind, _said(path)) == []


def test_every_key_has_its_words():
    """Each key of each table of words.py has a title and a description, and no word is left over."""
    assert {name: set(helps) for name, helps in KEYS.items()} == {name: set(table) for name, table in TABLES.items()}
    assert all(help.title and help.description for helps in KEYS.values() for help in helps.values())


def test_the_schemas_have_the_keys_of_the_tables():
    """The groups of the four schemas are the tables of words.py, key for key: none more, none fewer."""
    groups = {frozenset(g["properties"]) for kind in READERS for g in _groups(schema(kind))}
    assert groups == {frozenset(table) for table in TABLES.values()}


def test_every_key_of_a_schema_is_explained():
    """An editor shows a title and a description for each key, in Vietnamese."""
    keys = [said for kind in READERS for group in _groups(schema(kind)) for said in group["properties"].values()]
    assert all(said["title"] and said["description"] for said in keys)


def test_every_word_that_may_stand_somewhere_is_explained():
    """The kinds of steps, the recurrences and the types of fields have their meaning."""
    for name, words_ in (("kind", Kind), ("every", Every), ("type", FieldType)):
        assert list(WORDS[name]) == [word.value for word in words_]


def test_every_example_of_a_moment_can_be_read():
    """What the schema shows as an example, the grammar takes."""
    assert all(parse_moment(text).text == text for text in MOMENTS)
    assert all(parse_trigger(text).text == text for text in TRIGGERS)


def _with(kind, path, value):
    data = copy.deepcopy(_said(next(p for k, p in FILES if k == kind)))
    *way, last = path
    here = data
    for part in way:
        here = here[part]
    if value is None:
        del here[last]
    else:
        here[last] = value
    return data


WRONG = [
    ("process", ("tittle",), "x"),
    ("process", ("title",), None),
    ("process", ("process",), "Kế hoạch"),
    ("process", ("day starts",), "8h"),
    ("process", ("steps", "unit-plan", "kind"), "submti"),
    ("process", ("steps", "unit-plan", "title"), None),
    ("process", ("steps", "unit-plan", "by"), None),
    ("process", ("steps", "unit-plan", "dew"), "before day 5"),
    ("process", ("steps", "unit-plan", "due"), {"day": "5"}),
    ("process", ("steps", "unit-plan", "with"), "partner"),
    ("process", ("steps", "unit-plan", "escalate"), {"to": "office"}),
    ("process", ("steps", "month-plan", "from"), None),
    ("process", ("steps", "month-approval", "on"), None),
    ("process", ("steps", "partner-agreement", "rounds"), "many"),
    ("process", ("steps", "month-plan-issue", "how"), "fax"),
    ("process", ("forms", "unit-plan", "fields", "content"), {"type": "text"}),
    ("process", ("forms", "unit-plan", "fields", "content"), {"title": "x", "required": "maybe"}),
    ("year", ("runs",), "2023-03-15 - 2023-12-31"),
    ("year", ("year",), "twenty"),
    ("year", ("issuer",), {"place": "x"}),
    ("year", ("parties", "van-phong"), {"name": "x"}),
    ("year", ("dates", "plan-issue", "do"), "x"),
    ("year", ("activities", "k07", "on"), "tháng 7"),
    ("year", ("targets",), [{"topic": "t1"}]),
    ("year", ("targets",), ["12 tin"]),
    ("organisation", ("people", "van-phong", "chuyen-vien"), {"addresses": {}}),
    ("calendar", ("off", "01/01/2023"), {"name": "x"}),
    ("calendar", ("off", "2023-01-02", "status"), "sure"),
]


@pytest.mark.parametrize(("kind", "path", "value"), WRONG, ids=[".".join(path) for _, path, _ in WRONG])
def test_a_wrong_file_is_refused_by_both(kind, path, value):
    """What the schema refuses the loader refuses too, so that an editor warns of nothing that would be taken."""
    data = _with(kind, path, value)
    tree = Tree("x", "", data=data)
    READERS[kind](tree)
    assert _faults(kind, data)
    assert tree.faults
