"""What was handed in, as content: the lines of a plan, or the figures and texts of a report, in one canonical shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from definitions.facts import Key
from definitions.vocabulary import FieldType, Form


class Paper(NamedTuple):
    """The paper by which something came: its number and date as printed on it, and the name of its scan."""

    number: str = ""
    date: str = ""  # ISO, "" where the paper gives none
    file: str = ""


NO_PAPER: Final = Paper()


def counts_something(form: Form | None) -> bool:
    """Whether a form is a report of numbers, of one row."""
    return form is not None and any(field.type is FieldType.NUMBER for field in form.fields)


def content_of(
    form: Form | None,
    kind: str,
    key: Key,
    *,
    nil: bool,
    note: str,
    lines: Sequence[Mapping[str, Any]],
    paper: Paper = NO_PAPER,
) -> dict[str, Any]:
    """{"kind", "period", "party", "nil", "note", "lines"}; a form that counts something is a report of one row.

    What came on paper has "paper" beside: {"number", "date", "file"}.

    A report has no lines: its numbers stand under "figures", by field, and its texts beside them.
    """
    head: dict[str, Any] = {"kind": kind, "period": key.period, "party": key.party, "nil": nil, "note": note}
    if any(paper):
        head["paper"] = paper._asdict()
    if form is None or not counts_something(form):
        return {**head, "lines": [dict(line) for line in lines]}
    row = lines[0] if lines else {}
    numbers = [field.id for field in form.fields if field.type is FieldType.NUMBER]
    texts = {field.id: row.get(field.id, "") for field in form.fields if field.id not in numbers}
    return {**head, **texts, "figures": {name: row.get(name) or 0 for name in numbers}, "lines": []}


def with_results(
    content: Mapping[str, Any],
    of: str,
    results: Sequence[Mapping[str, Any]],
    left: Sequence[str] = (),
    understood: Sequence[str] = (),
) -> dict[str, Any]:
    """The content of a plan with what came in the same workbook; what there is none of leaves no trace.

    "results": [{"line": the id of the planned line that it is of, or "", and the fields of the results form}, ...] with
    "results_of": their period; "left": the ids of lines of earlier periods that the unit does not take over;
    "understood": sentences on what was understood although it was written otherwise.
    """
    more: dict[str, Any] = {}
    if results:
        more |= {"results": [dict(it) for it in results], "results_of": of}
    if left:
        more["left"] = list(left)
    if understood:
        more["understood"] = list(understood)
    return {**content, **more}
