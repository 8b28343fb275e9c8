"""How a field of a form is drawn: what may be left out is not asked for in two tabs, and lists offer their labels."""

from __future__ import annotations

from typing import Any

from definitions.vocabulary import Definition
from flows.choices import Raised, labels


def flatten(field: dict[str, Any]) -> None:
    """What may be left out is simply not required: the form would offer "str | None" as two tabs."""
    some = [it for it in field.get("anyOf", ()) if it != {"type": "null"}]
    if len(some) == 1:
        del field["anyOf"]
        field.update(some[0])
    if field.get("default") in (None, ""):
        field.pop("default", None)


def choose(definition: Definition, field: dict[str, Any], kind: Any, raised: Raised) -> None:
    """Put the labels where the text stands: in the field, or in the items of a list."""
    offered = list(labels(definition, kind, raised)) if kind else []
    if not offered:
        return
    for place in (field, field.get("items", {})):
        if place.get("type") == "string":
            place["enum"] = offered
