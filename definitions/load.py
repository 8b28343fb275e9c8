"""Texts become a definition, or all their faults at once, each with file:line:column and its remedy.

The callers open files; here nothing is opened, no date is computed, and each text is parsed once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeVar, cast

from pydantic import ValidationError

from definitions import override, words
from definitions.calendar import COUNTRIES
from definitions.cast import Draft
from definitions.doubts import Doubt, doubts, place
from definitions.errors import Fault, Faults, near
from definitions.references import check
from definitions.review import PHRASE, marks
from definitions.shape import BY_THE_YEAR, Row, missing
from definitions.source import Json, Path, Source, Tree, read, write
from definitions.vocabulary import CalendarYear, Definition, Directory, Person, Process, Word, Year

__all__ = [
    "Source",
    "load",
    "load_calendar",
    "load_directory",
    "process_named_by",
    "texts_sha",
    "warnings",
    "write_directory",
]

W = TypeVar("W", bound=Word)


def load(
    process: Source,
    year: Source,
    directory: Source | None = None,
    calendars: Sequence[Source] = (),
    *,
    letters: Iterable[str] | None = None,
    documents: Iterable[str] | None = None,
) -> Definition:
    """The definition that these texts make. Faults, with every fault of every text, where they make none.

    `letters` and `documents` are the names of the templates that there are; what a step names beside is a fault.
    """
    process_tree, year_tree = read(process), read(year)
    people_tree = read(directory) if directory else None
    calendar_trees = [read(source) for source in calendars]
    process_row, year_row = words.process(process_tree), words.year(year_tree)
    people_row = words.directory(people_tree) if people_tree else {}
    calendar_rows = [_calendar_row(tree) for tree in calendar_trees]
    dates = year_row.pop("dates", {})
    there = [None if names is None else frozenset(names) for names in (letters, documents)]
    draft = Draft(process_row, year_row, people_row, dates, process_tree, year_tree, people_tree, *there)
    _complete(draft)
    check(draft)
    _calendar(draft, calendar_rows)
    trees = [process_tree, year_tree, *([people_tree] if people_tree else []), *calendar_trees]
    _refuse(trees)
    year_row["process"] = process_row["id"]
    definition = Definition(
        process=_word(Process, process_row, process_tree),
        year=_word(Year, year_row, year_tree),
        directory=_word(Directory, people_row, people_tree) if people_tree else Directory(),
        calendars=tuple(
            _word(CalendarYear, row, tree) for row, tree in zip(calendar_rows, calendar_trees, strict=True)
        ),
    )
    _refuse(trees)
    return definition


def load_directory(directory: Source) -> Directory:
    """A directory alone, as the ledger keeps it. Faults where it cannot be read."""
    tree = read(directory)
    row = words.directory(tree)
    _refuse([tree])
    found = _word(Directory, row, tree)
    _refuse([tree])
    return found


def write_directory(directory: Directory) -> str:
    """The text of a directory that was edited by form: `load_directory` reads the same people from it."""
    people: dict[str, dict[str, Json]] = {}
    for person in directory.people:
        people.setdefault(person.party, {})[person.id.removeprefix(f"{person.party}.")] = _said(person)
    return write({"sample": "yes" if directory.sample else "no", "people": people})


def _said(person: Person) -> Json:
    dated = {"from": person.valid_from, "until": person.valid_to}
    said = {key: when.isoformat() for key, when in dated.items() if when is not None}
    away = {"away": " to ".join(day.isoformat() for day in person.away)} if person.away else {}
    other = {"substitute": person.substitute} if person.substitute else {}
    return {"name": person.name, "addresses": dict(person.addresses), **said, **away, **other}


def process_named_by(year: Source) -> str:
    """The file name of the process that a year names, for whoever opens files. Faults where it names none."""
    tree = read(year)
    name = tree.data.get("process")
    if not isinstance(name, str):
        if not tree.faults:
            missing(tree, (), "process", tree.data)
        raise Faults(tree.faults)
    return name


def texts_sha(process: Source, year: Source, calendars: Sequence[Source] = ()) -> str:
    """What a year is pinned to: SHA-256 (hex) of the canonical JSON of what the texts say, comments and layout apart."""
    trees = [read(process), read(year), *(read(source) for source in calendars)]
    _refuse(trees)
    days = sorted((tree.data for tree in trees[2:]), key=_canonical)
    said = {"process": trees[0].data, "year": trees[1].data, "calendars": days}
    return hashlib.sha256(_canonical(said).encode()).hexdigest()


def load_calendar(source: Source) -> CalendarYear:
    """One year of a calendar alone. Faults where it cannot be read, or cannot be true."""
    tree = read(source)
    row = _calendar_row(tree)
    _refuse([tree])
    found = _word(CalendarYear, row, tree)
    _refuse([tree])
    return found


def warnings(
    definition: Definition, process: Source | None = None, year: Source | None = None, directory: Source | None = None
) -> tuple[Fault, ...]:
    """What is allowed and probably not meant, and what is still marked for review; placed in the text that says it."""
    given = {"process": process, "year": year, "directory": directory}
    trees = {name: read(source) if source else Tree(definition.process.id, "") for name, source in given.items()}
    return (*(_warning(trees, doubt) for doubt in doubts(definition)), *_marked(trees["year"]))


def _warning(trees: Mapping[str, Tree], doubt: Doubt) -> Fault:
    text, path = place(trees["process"].data, trees["year"].data, doubt.text, doubt.path)
    at: Literal["key", "value"] = (
        "value" if path[:1] in {("steps",), ("defaults",), ("dates",)} and len(path) > 2 else "key"
    )
    hint = near(doubt.words, doubt.known)
    return trees[text].placed(doubt.code, path, at=at, words=doubt.words, hint=hint, **doubt.names)


def _marked(year: Tree) -> Iterator[Fault]:
    """A mark is a comment: it is found in the text, for nothing of it is in the definition."""
    for at, what in marks(year.text):
        yield Fault(year.name, *at, PHRASE, "still-to-review", (("what", what),))


def _calendar_row(tree: Tree) -> Row:
    row = words.calendar(tree)
    override.check(tree, row)
    return row


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _refuse(trees: Sequence[Tree]) -> None:
    faults = [fault for tree in trees for fault in tree.faults]
    if faults:
        raise Faults(faults)


def _word(kind: type[W], row: Row, tree: Tree) -> W:
    """The row as a word of the vocabulary; what the readers let through and the vocabulary refuses is a fault."""
    try:
        return kind.model_validate(row)
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False, include_context=False):
            path = tuple(_renamed(row, error["loc"]))
            tree.fault("shape", path, words=error.get("input", ""), problem=error["msg"])
        return cast("W", kind.model_construct())


def _renamed(row: Any, loc: Path) -> Iterator[str | int]:
    """A path in the vocabulary as a path in the file: members are found by their id, not their number."""
    for part in loc:
        row = row.get(part) if isinstance(row, dict) else row[part] if isinstance(row, tuple) else None  # type: ignore[index]
        yield row["id"] if isinstance(part, int) and isinstance(row, dict) and "id" in row else part


def _calendar(draft: Draft, given: Sequence[Row]) -> None:
    """The calendar that the process names is known, or one of the files given is about it."""
    name, known = draft.process.get("calendar"), {"none", *COUNTRIES, *(row.get("calendar", "") for row in given)}
    if name is not None and name not in known:
        listed = ", ".join(sorted(filter(None, known)))
        draft.process_tree.fault("unknown-calendar", ("calendar",), words=name, hint=near(name, known), known=listed)


# ---------------------------------------------------------------- what a step does not say itself


def _complete(draft: Draft) -> None:
    """The year's dates, the default ladder, and the recurrence of the step that a step is about."""
    defaults = draft.process.pop("defaults", {})
    steps = {step["id"]: step for step in draft.steps}
    for step in draft.steps:
        _dated(draft, step)
        own = "remind" in step or "escalate" in step
        ladder = step if own or "due" not in step else defaults
        step["ladder"] = (*ladder.get("remind", ()), *ladder.get("escalate", ()))
        step.pop("remind", None)
        step.pop("escalate", None)
    for step in draft.steps:
        if "every" not in step and "every" not in draft.raw(step["id"]):
            _recurs(draft, steps, step)


def _dated(draft: Draft, step: Row) -> None:
    id = step["id"]
    step.update(draft.dates.get(id, {}))
    if draft.year_tree.broken:
        return
    told = draft.year_tree.data.get("dates", {})
    for key in words.MOMENTS:
        if draft.raw(id).get(key) == BY_THE_YEAR and not (isinstance(told, dict) and key in (told.get(id) or ())):
            year = draft.year_tree.name
            draft.process_tree.fault("date-not-set", ("steps", id, key), words=key, of=key, step=id, year=year)


def _recurs(draft: Draft, steps: dict[str, Row], step: Row) -> None:
    seen, about = set(), step
    while "every" not in about and about["id"] not in seen:
        seen.add(about["id"])
        name = about.get("on") or about.get("source") or next(iter(about.get("needs", ())), None)
        about = steps.get(name, about) if name else about
    if "every" in about:
        step |= {key: about[key] for key in ("every", "times") if key in about}
    else:
        missing(draft.process_tree, ("steps", step["id"]), "every", draft.raw(step["id"]))
