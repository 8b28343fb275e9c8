"""Whether what a definition names exists, and whether its steps can ever come about. On rows, before they are words.

Rows hold what could be read: a fault of the shape leaves its field out, and nothing is said twice about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from definitions.cast import FIELDS, Draft, ids, parties, roles
from definitions.errors import near
from definitions.routes import routes
from definitions.shape import Row
from definitions.source import Path, Tree
from definitions.standins import standins
from definitions.strangers import strangers
from definitions.vocabulary import DayOfMonth, Edge, Fact, Moment, OfStep, OnDate, OnWeekday, Unit

Node = tuple[str, Fact]
STEP_KEYS = ("needs", "from", "on")


def check(draft: Draft) -> None:
    """Every fault of reference goes to the tree that it stands in."""
    if not draft.process_tree.broken:
        steps = {step["id"]: step for step in draft.steps}
        roles(draft)
        _names(draft, steps)
        for step in draft.steps:
            for said in _moments(draft, step):
                _counts_from(draft, steps, step, said)
            _order(draft, step)
        _cycles(draft, steps)
        routes(draft)
    if not draft.year_tree.broken:
        parties(draft)
        for owner, meant in strangers(
            (it["party"] for it in draft.people.get("people", ())), ids(draft.year, "parties")
        ):
            if meant and draft.people_tree:
                draft.people_tree.fault("unknown-party", ("people", owner), at="key", words=owner, hint=meant)
        standins(draft)


# ---------------------------------------------------------------- what


def _names(draft: Draft, steps: dict[str, Row]) -> None:
    """Every step, form and clause that a step names exists; so does every step that the year dates."""
    tree, forms, clauses = draft.process_tree, ids(draft.process, "forms"), draft.process.get("clauses", ())
    for step in draft.steps:
        raw, path = draft.raw(step["id"]), ("steps", step["id"])
        for key in STEP_KEYS:
            said = step.get(FIELDS.get(key, key), ()) if key in raw else ()
            for n, name in enumerate((said,) if type(said) is str else said):
                if name not in steps:
                    tree.fault("unknown-step", (*path, key, n), words=name, hint=near(name, steps))
        _forms(draft, step, forms)
        _templates(draft, step)
        for n, clause in enumerate(step.get("basis", ())):
            if clauses and clause not in clauses:
                tree.fault("unknown-clause", (*path, "basis", n), words=clause, hint=near(clause, clauses))
    for id in draft.dates:
        if id not in steps:
            draft.year_tree.fault("unknown-step", ("dates", id), at="key", words=id, hint=near(id, steps))


def _forms(draft: Draft, step: Row, forms: Iterable[str]) -> None:
    """The forms that a step names are there."""
    for key in ("form", "results"):
        name = step.get(key)
        if name is not None and name not in forms:
            draft.process_tree.fault("unknown-form", ("steps", step["id"], key), words=name, hint=near(name, forms))


def _templates(draft: Draft, step: Row) -> None:
    """The document and the letters that a step names are there, where the caller has looked which ones are."""
    path = ("steps", step["id"])
    letters = [((*path, rung["kind"]), rung.get("template")) for rung in step.get("ladder", ())]
    for where, name in [((*path, "letter"), step.get("letter")), *letters]:
        _there(draft, "unknown-template", where, name, draft.letters)
    _there(draft, "unknown-document", (*path, "document"), step.get("document"), draft.documents)


def _there(draft: Draft, code: str, path: Path, name: str | None, known: frozenset[str] | None) -> None:
    if name and known is not None and name not in known:
        draft.process_tree.fault(code, path, words=name, hint=near(name, known), known=", ".join(sorted(known)))


# ---------------------------------------------------------------- when


Said = tuple[Tree, Path, Moment]


def _moments(draft: Draft, step: Row) -> Iterator[Said]:
    """Every moment of a step, with the place that it stands at; those of the default ladder count as the step's."""
    for key in ("opens", "due", "closes", "starts"):
        said = step.get(key)
        when = said if said is None or isinstance(said, Moment) else said.moment
        if when is not None:
            yield *draft.place(step["id"], key), when
    raw = draft.raw(step["id"])
    for rung in step.get("ladder", ()):
        kind = rung["kind"]
        yield draft.process_tree, ("steps", step["id"], kind) if kind in raw else ("defaults", kind), rung["moment"]


def _counts_from(draft: Draft, steps: dict[str, Row], step: Row, said: Said) -> None:
    """What a moment counts from exists: the step, and its deadline."""
    tree, path, moment = said
    anchor = moment.anchor
    if not isinstance(anchor, OfStep):
        return
    name = anchor.step or step["id"]
    other = steps.get(name)
    if other is None:
        tree.fault("unknown-step", path, words=name, hint=near(name, steps))
    elif anchor.fact is Fact.DUE and "due" not in other and "due" not in draft.raw(name):
        tree.fault("no-due", path, words=moment.text, step=name)


def _order(draft: Draft, step: Row) -> None:
    """Opens, is due, closes, in this order, where the words alone can tell; no reminder after the deadline."""
    id, due = step["id"], step.get("due")
    opens, closes = step.get("opens"), step.get("closes")
    if due and opens and (_after(opens, due) or _shifted(opens) > 0):
        tree, path = draft.place(id, "due")
        tree.fault("due-before-opens", path, words=due.text, step=id, opens=opens.text)
    if due and closes and (_after(due, closes) or _shifted(closes) < 0):
        tree, path = draft.place(id, "closes")
        tree.fault("closes-before-due", path, words=closes.text, step=id, due=due.text)
    seen = set()
    for rung in step.get("ladder", ()):
        path = ("steps", id, rung["kind"])
        if rung["id"] in seen:
            draft.process_tree.fault("same-rung", path, words=rung["moment"].text)
        elif rung["kind"] == "remind" and _shifted(rung["moment"]) > 0:
            draft.process_tree.fault("remind-after-due", path, words=rung["moment"].text)
        seen.add(rung["id"])


def _shifted(moment: Moment) -> int:
    """How far from the step's own deadline it is; 0 where it counts from something else."""
    own = isinstance(moment.anchor, OfStep) and moment.anchor.step is None and moment.anchor.fact is Fact.DUE
    return moment.shift if own else 0


def _after(first: Moment, second: Moment) -> bool:
    """Whether the first certainly comes after the last valid day of the second; False where the words cannot tell."""
    one, other = _day(first), _day(second)
    if one is None or other is None or one[0] != other[0]:
        return False
    return one[1] - (first.bound == "before") > other[1] - (second.bound == "before")


def _day(moment: Moment) -> tuple[str, int] | None:
    anchor = moment.anchor
    if moment.shift and moment.unit is not Unit.DAY:
        return None
    match anchor:
        case DayOfMonth():
            return "month", anchor.day + moment.shift
        case OnDate():
            return "date", anchor.date.toordinal() + moment.shift
        case OnWeekday():
            return "week", anchor.weekday + moment.shift
        case Edge(of="month", working=False) if not moment.shift:
            return "month", 1 if anchor.which == "first" else 31
    return None


# ---------------------------------------------------------------- waiting for each other


def _cycles(draft: Draft, steps: dict[str, Row]) -> None:
    """No step waits for itself, however long the way round."""
    graph = {node: [other for other in others if other[0] in steps] for node, others in _waits(steps).items()}
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as wrong:
            cycle: list[Node] = wrong.args[1][::-1]
            names = [step for step, _ in cycle]
            if len(set(names)) == 1:
                words = " → ".join(f"{step} {fact}" for step, fact in cycle)
            else:
                words = " → ".join(name for n, name in enumerate(names) if n == 0 or name != names[n - 1])
            first = min(names, key=list(steps).index)
            draft.process_tree.fault("cycle", ("steps", first), at="key", words=words)
            for node in cycle:
                graph[node] = []
        else:
            return


def _waits(steps: dict[str, Row]) -> dict[Node, list[Node]]:
    """What the opening, the deadline and the end of each step wait for."""
    graph: dict[Node, list[Node]] = {}
    for id, step in steps.items():
        before = (*step.get("needs", ()), step.get("on"), step.get("source"))
        starts = step.get("starts")
        opening = [(name, Fact.DONE) for name in dict.fromkeys(before) if name]
        graph[id, Fact.OPENS] = opening + _anchored(id, step.get("opens")) + _anchored(id, starts and starts.moment)
        graph[id, Fact.DUE] = _anchored(id, step.get("due"))
        graph[id, Fact.DONE] = [(id, Fact.OPENS)]
    return graph


def _anchored(id: str, moment: Moment | None) -> list[Node]:
    anchor = moment.anchor if moment else None
    return [(anchor.step or id, anchor.fact)] if isinstance(anchor, OfStep) else []
