"""Pages drawn from the definition of the core and of an office: the states, and which step answers which duty."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from definitions.facts import State
from definitions.states import TRANSITIONS, Cause
from definitions.vocabulary import Definition, Step

RENEW: Final = "Renew it: `VONGNAM_RENEW=1 .venv/bin/python -m pytest tests/definitions/test_drawn.py`."


# ---------------------------------------------------------------- states


def states_page(facts: str, states: str) -> str:
    """The Markdown of docs/states.md: what may become of an obligation, by what cause.

    `facts` and `states` are the source texts of `facts.py` and `states.py`: a docstring below a member of an
    enumeration is no part of the running program, so it is read from there. KeyError for a member without one.
    """
    said, causes = member_docs(facts, "State"), member_docs(states, "Cause")
    vietnamese = {state: said[state.name].partition(":")[0] for state in State}
    rows = [(state, cause, to) for state, moves in TRANSITIONS.items() for cause, to in moves.items()]
    return "\n".join([
        "# States of an obligation", "",
        "<!-- Drawn from definitions/facts.py and definitions/states.py by definitions/drawn.py; not written by hand. -->",
        f"A change of state that is not in the table below does not happen. {RENEW}", "",
        "Late (nộp chậm) is never a state: it is derived from the instant of receipt and the instant at which it was due.",
        "", "## The states", "",
        *table(("State", "Vietnamese", "Meaning"),
               ((f"`{s}`", vietnamese[s], said[s.name].partition(":")[2].strip()) for s in State)),
        "", "## The transitions", "",
        *table(("From", "Cause", "To", "Câu tiếng Việt"),
               ((f"`{a}`", f"`{c}`", f"`{b}`", f"{vietnamese[a]} → {vietnamese[b]}: {causes[c.name]}") for a, c, b in rows)),
        "", "## The picture", "",
        *_picture(vietnamese, {c: causes[c.name] for c in Cause}, rows), "",
    ])  # fmt: skip


def member_docs(source: str, enumeration: str) -> dict[str, str]:
    """The docstring below each member of an enumeration, by the member's name, on one line."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef) and node.name == enumeration:
            return dict(_documented(node))
    raise KeyError(enumeration)


def _documented(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for member, below in zip(node.body, node.body[1:], strict=False):
        if not (isinstance(member, ast.Assign) and isinstance(below, ast.Expr)):
            continue
        if isinstance(below.value, ast.Constant) and isinstance(member.targets[0], ast.Name):
            yield member.targets[0].id, " ".join(str(below.value.value).split())


def _picture(
    names: Mapping[State, str], causes: Mapping[Cause, str], rows: Iterable[tuple[State, Cause, State]]
) -> Iterator[str]:
    """One arrow for each pair of states, with every cause on it."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for before, cause, to in rows:
        arrows.setdefault((before, to), []).append(causes[cause])
    yield from ("```mermaid", "stateDiagram-v2")
    yield from (f'    state "{name}" as {state}' for state, name in names.items())
    yield f"    [*] --> {State.PLANNED}"
    yield from (f"    {before} --> {to} : {', '.join(why)}" for (before, to), why in arrows.items())
    yield "```"


# ---------------------------------------------------------------- traceability


def traceability_page(definition: Definition) -> str:
    """The Markdown of docs/traceability.md: each duty of the plan, the steps that answer it, their clauses and criteria.

    In Vietnamese: an official of the office checks it against the paper.
    """
    steps = definition.process.steps
    duties = duty_ids(steps)
    return "\n".join([
        "# Đối chiếu Kế hoạch với các bước của chương trình", "",
        "<!-- Drawn from definitions/ha-tinh by definitions/drawn.py; not written by hand. -->",
        f"<!-- {RENEW} -->",
        f"{definition.process.title}, năm {definition.year.year}: {len(duties)} nhiệm vụ, {len(steps)} bước.", "",
        "Mã `O01`, `O02`... đánh số các nhiệm vụ mà Kế hoạch giao. Nguyên văn câu giao việc đứng ngay trên từng bước trong "
        "[process.yaml](../definitions/ha-tinh/process.yaml).", "",
        *coverage_sections(definition),
        "## Tiêu chí: yêu cầu không phải là một bước", "",
        "Hiển thị cho người lập, người phê duyệt khi thực hiện bước đó.", "",
        *table(("Mã bước", "Tiêu chí"), ((f"`{s.id}`", line) for s in steps for line in s.criteria)), "",
    ])  # fmt: skip


def coverage_sections(definition: Definition) -> Iterator[str]:
    """The lines of two sections: each duty with its steps and their clauses, each clause with its steps."""
    steps = definition.process.steps
    yield from ("## Nhiệm vụ, bước thực hiện, mục của Kế hoạch", "")
    yield from table(("Nhiệm vụ", "Mã bước", "Bước", "Mục của Kế hoạch"), _duties(steps, duty_ids(steps)))
    yield from ("", "## Mục của Kế hoạch và bước thực hiện", "")
    clauses = definition.process.clauses
    yield from table(("Mục", "Mã bước"), ((c, _listed(s for s in steps if c in s.basis)) for c in clauses))
    yield ""


def duty_ids(steps: Iterable[Step]) -> list[str]:
    """The duties of the plan that these steps answer: O01, O02 ..."""
    return sorted({duty for step in steps for duty in step.obligations})


def _duties(steps: Iterable[Step], duties: Iterable[str]) -> Iterator[tuple[str, ...]]:
    steps = tuple(steps)
    for duty in duties:
        for step in steps:
            if duty in step.obligations:
                yield duty, f"`{step.id}`", step.title, ", ".join(step.basis)


def _listed(steps: Iterable[Step]) -> str:
    return ", ".join(f"`{step.id}`" for step in steps) or "–"


# ---------------------------------------------------------------- both


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A Markdown table, line by line; a bar within a cell is escaped."""
    yield _row(head)
    yield _row("---" for _ in head)
    yield from map(_row, rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
