"""What was changed after an approval, beside what the approver's words name: the record that binds the two.

An approval covers what its approver saw, and the lines that the comment names. Whatever else differs is asked anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from definitions.compile import Content, difference
from definitions.events import Verdict
from definitions.named import named

_NOT_WRITTEN: Final = frozenset(
    {"kind", "period", "lines", "units", "silent", "answers", "changes", "numbers", "settled_on", "edited"}
)
"""What of a plan nobody writes by hand: it is counted, or comes from others; the lines are compared one by one."""


def heeded(verdict: str, comment: str, seen: Mapping[str, Any], now: Mapping[str, Any]) -> Content:
    """The record of what differs between what was `seen` and what is there `now`.

    {"kind": "heeded", "verdict", "asked": the comment, "named": [line ids], "within": [...], "beyond": [...]}; the last
    two are the differences of `difference()`, those that the comment names and those that it does not.
    """
    lines = [_as_settled(seen, now), list(now.get("lines", ()))]
    allowed = named(comment, *lines) if verdict == Verdict.APPROVE_WITH_CHANGES else frozenset()
    found = [*difference({"lines": lines[0]}, {"lines": lines[1]}), *_texts(seen, now)]
    return {
        "kind": "heeded",
        "verdict": verdict,
        "asked": comment,
        "named": sorted(allowed),
        "within": [each for each in found if each["line"] in allowed],
        "beyond": [each for each in found if each["line"] not in allowed],
    }


_SETTLES: Final = ("state", "settled", "declined", "partners", "given")
"""What the decision itself changes of a line that no partner took (deadlock.py)."""


def _as_settled(seen: Mapping[str, Any], now: Mapping[str, Any]) -> list[Content]:
    """The lines that were seen, those that hung as the very decision settled them: nobody is asked about that again."""
    after = {line["id"]: line for line in now.get("lines", ())}
    return [_settled(line, after.get(line["id"], {})) for line in seen.get("lines", ())]


def _settled(line: Content, now: Content) -> Content:
    if line.get("state") != "disputed" or not now.get("settled"):
        return line
    return {**line, **{field: now[field] for field in _SETTLES if field in now}}


def _texts(seen: Mapping[str, Any], now: Mapping[str, Any]) -> list[Content]:
    """What differs beside the lines; no comment names it by a number, so it is always beyond."""
    fields = sorted({*seen, *now} - _NOT_WRITTEN)
    return [
        {"line": "", "what": "changed", "field": field, "old": seen.get(field), "new": now.get(field)}
        for field in fields
        if seen.get(field) != now.get(field)
    ]


def beyond_lines(record: Mapping[str, Any]) -> frozenset[str]:
    """The ids of the lines that have to be decided on again."""
    return frozenset(str(each["line"]) for each in record["beyond"])
