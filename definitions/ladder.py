"""Ladders: how `remind` and `escalate` are written, taken apart into the rungs of the vocabulary."""

from __future__ import annotations

from typing import Any, Final

from definitions.shape import NONE, NOTHING, Fields, Reader, Row, group, ident, moment, text
from definitions.source import Json, Path, Tree


def rungs(kind: str) -> Reader:
    """`remind` or `escalate`: a moment, {to, at}, or a list of them; `none` is no rung at all."""

    def read(tree: Tree, path: Path, value: Json) -> Any:
        if value == NONE:
            return ()
        listed = [((*path, n), said) for n, said in enumerate(value)] if type(value) is list else [(path, value)]
        found = (_rung(tree, where, kind, said) for where, said in listed)
        return tuple(rung for rung in found if rung is not None)

    return read


_RUNG: Final[Fields] = {"to": ("to", text), "at": ("moment", moment), "template": ("template", ident)}


def _rung(tree: Tree, path: Path, kind: str, value: Json) -> Row | None:
    if type(value) is str:
        row: Row = {"moment": moment(tree, path, value)}
    else:
        row = group(tree, path, value, _RUNG, needed=("at",) if kind == "remind" else ("to", "at"))
    when, to = row.get("moment", NOTHING), row.get("to")
    if when is NOTHING:
        return None
    return {
        "id": f"{kind} to {to}: {when.text}" if to else f"{kind}: {when.text}",
        "kind": kind,
        "moment": when,
        "to": to,
        "template": row.get("template", ""),
    }
