"""Where a form leads: how that is written, whether it is there, and whether candidates are ordered by what is counted."""

from __future__ import annotations

from typing import Any

from definitions.cast import Draft, ids
from definitions.commending import RANKS, TOPIC
from definitions.errors import near
from definitions.shape import NOTHING, Row, text
from definitions.source import Json, Path, Tree


def choices_to(tree: Tree, path: Path, value: Json) -> Any:
    """choice -> the step at which it is recorded."""
    if type(value) is not dict:
        tree.fault("group-expected", path, of=path[-1])
        return NOTHING
    return tuple((choice, said) for choice, said in value.items() if text(tree, (*path, choice), said) is not NOTHING)


def routes(draft: Draft) -> None:
    """Every choice that leads somewhere is offered, and leads to a step that can be raised; every rank is known."""
    steps = ids(draft.process, "steps")
    results = {step.get("results") for step in draft.steps}
    for form in draft.process.get("forms", ()):
        for field in form.get("fields", ()):
            path = ("forms", form["id"], "fields", field["id"])
            _leads(draft, steps, (*path, "leads to"), field, tracked=form["id"] in results)
            _counts(draft, steps, path, field)
    for step in draft.steps:
        _rank(draft, step)


def _leads(draft: Draft, steps: dict[str, Row], path: tuple[str, ...], field: Row, *, tracked: bool) -> None:
    """What is handed in as a result may lead to where publications are tracked; nothing else may."""
    tree, offered = draft.process_tree, field.get("choices", ())
    for choice, name in field.get("leads_to", ()):
        if choice not in offered:
            hint, known = near(choice, offered), ", ".join(offered)
            tree.fault("not-one-of", (*path, choice), at="key", words=choice, hint=hint, of=field["id"], known=known)
        if name not in steps:
            tree.fault("unknown-step", (*path, choice), words=name, hint=near(name, steps))
        elif not (tracked and steps[name].get("kind") == "track") and not _records(steps[name]):
            tree.fault("leads-to-no-record", (*path, choice), words=name)


def _records(step: Row) -> bool:
    return step.get("every", "event") == "event" and "form" in step


def _counts(draft: Draft, steps: dict[str, Row], path: tuple[str, ...], field: Row) -> None:
    """What counts is a number, and what it counts is a step."""
    name = field.get("counts")
    if name is None:
        return
    if name not in steps:
        draft.process_tree.fault("unknown-step", (*path, "counts"), words=name, hint=near(name, steps))
    elif field.get("type") != "number":
        draft.process_tree.fault("counts-no-number", (*path, "counts"), words=field["id"])


def _rank(draft: Draft, step: Row) -> None:
    topics = ids(draft.year, "topics")
    known = (*RANKS, *(f"{TOPIC}{topic}" for topic in topics))
    for n, word in enumerate(step.get("rank", ())):
        if word not in known and not (draft.year_tree.broken and word.startswith(TOPIC)):
            said, path = ", ".join(known), ("steps", step["id"], "rank", n)
            draft.process_tree.fault("not-one-of", path, words=word, hint=near(word, known), of="rank", known=said)
