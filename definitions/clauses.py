"""What of the plan is answered by what: clauses, duties, steps, topics and activities, both ways, with what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from definitions.doubts import doubts
from definitions.drawn import coverage_sections, duty_ids, table
from definitions.vocabulary import Definition


@dataclass(frozen=True, slots=True)
class Answered:
    """A clause of the plan, and the ids of what answers it."""

    clause: str
    steps: tuple[str, ...]
    topics: tuple[str, ...]
    activities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answering:
    """A step: the clauses that order it, the duties that it answers."""

    step: str
    title: str
    clauses: tuple[str, ...]
    obligations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Both ways, in the order of the files. `unanswered` are clauses without anything, `unfounded` steps without a clause.

    `unknown` are the clauses that a step, a topic or an activity names and the process does not list.
    """

    clauses: tuple[Answered, ...]
    steps: tuple[Answering, ...]
    obligations: tuple[tuple[str, tuple[str, ...]], ...]
    unanswered: tuple[str, ...]
    unfounded: tuple[str, ...]
    unknown: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data, the duties as a mapping."""
        return {**asdict(self), "obligations": dict(self.obligations)}


def coverage(definition: Definition) -> Coverage:
    """What answers what; what is missing is what `vongnam check` doubts, found by the same rule."""
    process, year = definition.process, definition.year
    found = {code: tuple(d.words for d in doubts(definition) if d.code == code) for code in _MISSING}
    ordered = [clause for step in process.steps for clause in step.basis]
    named = [*ordered, *(topic.basis for topic in year.topics), *(activity.basis for activity in year.activities)]
    duties = duty_ids(process.steps)
    return Coverage(
        clauses=tuple(_answered(definition, clause) for clause in process.clauses),
        steps=tuple(Answering(s.id, s.title, s.basis, s.obligations) for s in process.steps),
        obligations=tuple((d, tuple(s.id for s in process.steps if d in s.obligations)) for d in duties),
        unanswered=found["clause-without-step"],
        unfounded=found["step-without-clause"],
        unknown=tuple(dict.fromkeys(c for c in named if c and process.clauses and c not in process.clauses)),
    )


_MISSING = ("clause-without-step", "step-without-clause")


def _answered(definition: Definition, clause: str) -> Answered:
    year = definition.year
    return Answered(
        clause,
        tuple(step.id for step in definition.process.steps if clause in step.basis),
        tuple(topic.id for topic in year.topics if topic.basis == clause),
        tuple(activity.id for activity in year.activities if activity.basis == clause),
    )


# ---------------------------------------------------------------- as pages


def coverage_page(definition: Definition) -> str:
    """The Markdown of a coverage: what docs/traceability.md shows of an office, then topics, activities, what is missing."""
    found = coverage(definition)
    about = (a for a in found.clauses if a.topics or a.activities)
    return "\n".join([
        f"# Đối chiếu: {definition.process.title}, năm {definition.year.year}", "",
        *coverage_sections(definition),
        "## Nội dung và hoạt động trọng tâm", "",
        *table(("Mục", "Nội dung", "Hoạt động"), ((a.clause, _ids(a.topics), _ids(a.activities)) for a in about)),
        "", "## Các bước", "",
        *table(("Mã bước", "Bước", "Mục của Kế hoạch", "Nhiệm vụ"), _step_rows(found)),
        "", "## Còn thiếu", "", *(f"- {line}" for line in missing(found)), "",
    ])  # fmt: skip


def _step_rows(found: Coverage) -> Iterator[tuple[str, ...]]:
    for s in found.steps:
        yield f"`{s.step}`", s.title, ", ".join(s.clauses) or "–", ", ".join(s.obligations) or "–"


def coverage_text(definition: Definition) -> str:
    """The same for a terminal: a line for each clause, each duty, each step; then what is missing."""
    found = coverage(definition)
    wide = max((len(a.clause) for a in found.clauses), default=0)
    long = max((len(s.step) for s in found.steps), default=0)
    return "\n".join([
        f"{definition.process.title}, năm {definition.year.year}",
        "", "Mục của kế hoạch → bước, nội dung, hoạt động",
        *([f"  {a.clause:<{wide}}  {_all(a)}" for a in found.clauses] or ["  –"]),
        "", "Nhiệm vụ → bước",
        *([f"  {duty}  {', '.join(steps)}" for duty, steps in found.obligations] or ["  –"]),
        "", "Bước → mục của kế hoạch; nhiệm vụ",
        *(f"  {s.step:<{long}}  {', '.join(s.clauses) or '–'}; {', '.join(s.obligations) or '–'}"
          for s in found.steps),
        "", "Còn thiếu", *(f"  {line}" for line in missing(found)),
    ])  # fmt: skip


def missing(found: Coverage) -> Iterator[str]:
    """A sentence for everything that is missing; one that says so where nothing is."""
    named = (
        ("Mục {} chưa có bước, nội dung hay hoạt động nào thực hiện.", found.unanswered),
        ("Bước {} chưa ghi thực hiện mục nào của kế hoạch.", found.unfounded),
        ("Mục {} được dẫn ra nhưng không có trong danh sách các mục của kế hoạch.", found.unknown),
    )
    lines = [sentence.format(name) for sentence, names in named for name in names]
    if not found.clauses:
        yield "Tệp quy trình chưa liệt kê các mục của kế hoạch (clauses) nên chưa biết mục nào còn thiếu."
    elif not lines:
        yield "Không thiếu mục nào, không bước nào thiếu căn cứ."
    yield from lines


def _all(answered: Answered) -> str:
    return ", ".join((*answered.steps, *answered.topics, *answered.activities)) or "–"


def _ids(ids: tuple[str, ...]) -> str:
    return ", ".join(f"`{id}`" for id in ids) or "–"
