"""The script of a rehearsal: how the people of an office behave, checked like a definition, every fault at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from definitions.context import UPON, Context
from definitions.errors import Faults, near
from definitions.periods import periods_of
from definitions.shape import NOTHING, Fields, Reader, date, group, listed, missing, number, text, time
from definitions.source import Json, Path, Source, Tree, read
from definitions.vocabulary import Every

Said = Mapping[str, Any]

ALWAYS: Final = "always"
BUDGET: Final[Fields] = {f"per person per {span}": (span, number(1, 9999)) for span in ("day", "month", "year")}
_COUNT: Final = number(0, 999)


def script(source: Source, ctx: Context) -> Said:
    """What the script says, as it was written. Faults, with every fault of it, where it says what cannot be."""
    tree = read(source)
    group(tree, (), tree.data, _words(ctx))
    _unplayed(tree, ctx)
    if tree.faults:
        raise Faults(tree.faults)
    return tree.data


def budget(said: Said) -> dict[str, int]:
    """The budget of messages for one person: span (day, month, year) -> at most so many; {} where none is said."""
    return {BUDGET[words][0]: int(count) for words, count in said.get("budget", {}).items()}


def among(said: str | Iterable[str], period: str) -> bool:
    """Whether a list of months and periods, or `always`, holds this one."""
    month = period[5:7] if period[5:7].isdigit() else ""
    return said == ALWAYS or period in set(said) or (month != "" and str(int(month)) in set(said))


def _words(ctx: Context) -> Fields:
    """The keys of the file; a name in it is one of this definition."""
    parties, periods = _known(ctx, "parties"), _periods(ctx)
    by_party, by_period = _keyed("unknown-party", parties), _keyed("unknown-period", _every_period(ctx))
    said = {name: (name, _text_or_by_party(by_party)) for name in _fields(ctx)}
    unit: Fields = {"when": ("when", _signed), "at": ("at", time)}
    unit = {**unit, **{word: (word, periods) for word in ("silent", "nil", "late", "returned")}}
    partner = {**{word: (word, _COUNT) for word in ("days", "changed", "postponed", "refused")},
               "at": ("at", time), "silent": ("silent", periods)}  # fmt: skip
    leader: Fields = {
        "days": ("days", _COUNT),
        "at": ("at", time),
        "slow": ("slow", by_period(_COUNT)),
        "returns": ("returns", by_period(text)),
        "changes": ("changes", by_period(text)),
    }
    return {
        "units": ("units", by_party(_group(unit))),
        "late_by": ("late_by", _group({"days": ("days", _COUNT), "at": ("at", time)}, ("days", "at"))),
        "returned_comment": ("returned_comment", text),
        "year_report": ("year_report", _group({**said, **{w: (w, _parties(parties)) for w in ("silent", "late")}})),
        "office": ("office", _group({"confirms_at": ("confirms_at", time), "records_at": ("records_at", time)})),
        "partners": ("partners", by_party(_group(partner))),
        "leader": ("leader", _group(leader)),
        "publications": ("publications", _group(_PUBLICATIONS, ("days", "at", "share"))),
        "events": ("events", listed(_event(ctx, parties), ("on", "at", "step"))),
        "lines": ("lines", by_party(listed({**{f: (f, text) for f in _fields(ctx)}, "only": ("only", periods)}))),
        "budget": ("budget", _group(BUDGET)),
    }


def _event(ctx: Context, parties: tuple[str, ...]) -> Fields:
    steps = tuple(step.id for step in ctx.steps.values() if step.every in UPON)
    return {
        "on": ("on", date),
        "at": ("at", time),
        "step": ("step", one_known("unknown-event-step", steps)),
        "party": ("party", one_known("unknown-party", parties)),
        "due": ("due", date),
        "note": ("note", text),
        "line": ("line", _group({field: (field, text) for field in _fields(ctx)})),
    }


def _unplayed(tree: Tree, ctx: Context) -> None:
    """An event is reported by a party that the step belongs to; a request that names none goes to all of them."""
    events = tree.data.get("events", ())
    for n, event in enumerate(events if isinstance(events, list) else ()):
        step = ctx.steps.get(str(event.get("step"))) if isinstance(event, dict) else None
        known = {p.id for p in ctx.definition.year.parties}
        if step is not None and step.every is Every.EVENT and "party" not in event:
            missing(tree, ("events", n), "party", event)
        if step is None or event.get("party") not in known:
            continue
        owing = {p.id for role in step.by for p in ctx.definition.year.playing(role)}
        if event["party"] not in owing:
            tree.fault("not-theirs", ("events", n, "party"), words=event["party"], step=step.id)


# ---------------------------------------------------------------- readers


def one_known(code: str, known: Iterable[str]) -> Reader:
    """One of the names that this definition knows; `code` is the fault of any other."""
    among = tuple(known)

    def taken(tree: Tree, path: Path, value: Json) -> Any:
        if text(tree, path, value) is NOTHING:
            return NOTHING
        if value in among:
            return value
        tree.fault(code, path, words=value, hint=near(value, among), known=", ".join(among) or "-")
        return NOTHING

    return taken


def _group(fields: Fields, needed: Iterable[str] = ()) -> Reader:
    return lambda tree, path, value: group(tree, path, value, fields, needed=needed)


def _keyed(code: str, known: Iterable[str]) -> Any:
    """Makes readers of groups whose keys are names of this definition, each with a value of one kind."""
    among = tuple(known)

    def of(reader: Reader) -> Reader:
        def taken(tree: Tree, path: Path, value: Json) -> Any:
            if type(value) is not dict:
                tree.fault("group-expected", path, of=path[-1])
                return NOTHING
            for key in (key for key in value if key not in among):
                tree.fault(code, (*path, key), at="key", words=key, hint=near(key, among), known=", ".join(among))
            return {key: reader(tree, (*path, key), said) for key, said in value.items()}

        return taken

    return of


def _list_of(reader: Reader) -> Reader:
    def taken(tree: Tree, path: Path, value: Json) -> Any:
        if type(value) is not list:
            tree.fault("list-expected", path, of=path[-1])
            return NOTHING
        return [reader(tree, (*path, n), said) for n, said in enumerate(value)]

    return taken


def _parties(parties: tuple[str, ...]) -> Reader:
    return _list_of(one_known("unknown-party", parties))


def _periods(ctx: Context) -> Reader:
    """`always`, or a list of months by number and of periods by name."""
    named = _list_of(one_known("unknown-period", (*map(str, range(1, 13)), *_every_period(ctx))))
    return lambda tree, path, value: value if value == ALWAYS else named(tree, path, value)


def _text_or_by_party(by_party: Any) -> Reader:
    each = by_party(text)
    return lambda tree, path, value: each(tree, path, value) if type(value) is dict else text(tree, path, value)


def _signed(tree: Tree, path: Path, value: Json) -> Any:
    """A number of working days before the last one; less than 0 is after it."""
    return _COUNT(tree, path, value.removeprefix("-") if type(value) is str else value)


_PUBLICATIONS: Final[Fields] = {
    "days": ("days", _list_of(number(1, 28))),
    "at": ("at", time),
    "share": ("share", number(1, 99)),
}


# ---------------------------------------------------------------- what the definition knows


def _known(ctx: Context, part: str) -> tuple[str, ...]:
    return tuple(word.id for word in getattr(ctx.definition.year, part))


def _fields(ctx: Context) -> tuple[str, ...]:
    return tuple(dict.fromkeys(field.id for form in ctx.definition.process.forms for field in form.fields))


def _every_period(ctx: Context) -> tuple[str, ...]:
    used = dict.fromkeys(step.every for step in ctx.steps.values())
    return tuple(dict.fromkeys(p for every in (*used, Every.YEAR) for p in periods_of(every, ctx.definition.year)))
