"""Making: what is compiled becomes content, and content becomes documents. Gathers, calls the pure rules, renders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from definitions.actions import Action, Assemble, Issue, Move, Receive, Tell
from definitions.compile import UnitPlan, compile_month, compile_year
from definitions.content import sha
from definitions.deadlock import settled_by
from definitions.facts import Key, Obligation
from definitions.merging import apply_answers
from definitions.periods import base_of
from definitions.records import record_steps
from definitions.report import IssuedPlan, Report, YearFacts, ministry_report, traced
from definitions.vocabulary import Every, Kind, Step
from definitions.who import compiled_key, owners
from flows import asking, supplemented
from flows.wiring import Office
from storage.port import Conflict, Decision, Document, Ledger, Submission


def assembled(
    office: Office, action: Assemble, rows: Sequence[Action], contents: Mapping[str, Any], now: dt.datetime
) -> tuple[Receive, Any]:
    """The next version of what is compiled, and its content. `rows` and `contents` are of this same transaction."""
    before = office.ledger.submission(action.key)
    if action.settled:
        return _settled(action, before, contents[action.settled], now)
    step = office.context.steps[action.key.step]
    content = (
        _with_answers(office, before, action.agreed, rows, contents)
        if before and action.agreed
        else _compiled(office, step, action.key, now, rows, contents)
    )
    version = 1 + (before.version if before else 0)
    return Receive(action.key, version, sha(content), now, action.next_at), content


def _settled(action: Assemble, before: Submission | None, content: Any, now: dt.datetime) -> tuple[Receive, Any]:
    """The version that a decision made, of the version that was decided on. Raises Conflict where there is a later one."""
    if before is None or before.content != content["settled_on"]:
        raise Conflict
    return Receive(action.key, before.version + 1, action.settled, now, action.next_at), content


def _taken(it: Obligation, rows: Sequence[Action]) -> Obligation:
    """As it will be when this transaction is done."""
    moves = [row.to for row in rows if isinstance(row, Move) and row.key == it.key]
    return replace(it, state=moves[-1]) if moves else it


def _compiled(
    office: Office, step: Step, key: Key, now: dt.datetime, rows: Sequence[Action], contents: Mapping[str, Any]
) -> Any:
    assert step.source, f"{step.id} compiles nothing"
    source = office.context.steps[step.source]
    month = base_of(key.period)
    owed = office.ledger.obligations(step=source.id, period=month)
    if month != key.period:
        late = supplemented.late(office, step, key.period, rows, contents)
        theirs = [it for it in owed if it.key.party in {plan.party for plan in late}]
        return compile_month(office.definition, key.period, late, [_taken(it, rows) for it in theirs])
    plans = [
        UnitPlan(office.ledger.content(s.content), s.received, s.late, s.content)
        for s in office.ledger.submissions(source.id, key.period)
    ]
    if step.document != YEAR_REPORT:
        return compile_month(office.definition, key.period, plans, owed)
    numbers = ministry_report(
        office.definition, year_facts(office), now
    )  # kept inside: what is signed is what was shown
    return {**compile_year(office.definition, key.period, plans, owed), "numbers": numbers.as_json()}


def _with_answers(
    office: Office, base: Submission, agreed: str, rows: Sequence[Action], contents: Mapping[str, Any]
) -> Any:
    period = base.key.period
    given = {s.key: s.content for s in office.ledger.submissions(agreed, period)}
    given |= {row.key: row.content for row in rows if isinstance(row, Receive) and row.key.step == agreed}
    answers = [contents.get(content) or office.ledger.content(content) for content in given.values()]
    begun = {it.key.party for it in office.ledger.obligations(step=agreed, period=period)}
    asked = [p for p in owners(office.context, office.context.steps[agreed]) if p in begun]
    leader = settled_by(office.definition.process, office.context.steps[agreed])
    return apply_answers(office.ledger.content(base.content), answers, asked, deadlock=leader is not None)


# ---------------------------------------------------------------- documents


def documents(office: Office, rows: Iterable[Action], contents: Mapping[str, Any], now: dt.datetime) -> list[Document]:
    """The files that these rows bring, kept in the archive before the rows are: a draft of every version of what is
    compiled, and the final paper where it is issued.
    """
    made: list[Document] = []
    for row in rows:
        if isinstance(row, Receive) and office.context.steps[row.key.step].kind is Kind.COMPILE:
            content = contents.get(row.content) or office.ledger.content(row.content)
            made += _files(office, Paper(row.key, row.key, row.version, row.content, content, now))
        elif isinstance(row, Receive) and office.context.steps[row.key.step].kind is Kind.AGREE:
            made += _handed_in(row, contents.get(row.content) or office.ledger.content(row.content), now)
        elif isinstance(row, Tell) and row.kind == "ask-partner":
            made += asking.sheet(office, row, now)
        elif isinstance(row, Issue):
            made += [*_issued_files(office, row, now), *asking.finals(office, row, now)]
    return made


def _handed_in(row: Receive, content: Mapping[str, Any], now: dt.datetime) -> Iterable[Document]:
    """The file that an answer came in, which is in the archive already: bound to the answer that it holds."""
    if file := content.get("file"):
        yield Document(row.key, f"answer{file['suffix']}", row.version, file["name"], file["sha"], row.content, now)


def _issued_files(office: Office, issue: Issue, now: dt.datetime) -> Iterable[Document]:
    about = compiled_key(office.context, issue.on, issue.key.period)
    submitted = office.ledger.submission(about)
    if submitted is None:
        return ()
    deciding = {s.id for s in office.context.steps.values() if s.kind is Kind.APPROVE and s.on == issue.on}
    decisions = [d for d in office.ledger.decisions(period=issue.key.period) if d.key.step in deciding]
    content = office.ledger.content(submitted.content)
    final = Paper(
        issue.key, about, submitted.version, submitted.content, content, now, decisions[-1] if decisions else None
    )
    return _files(office, final)


@dataclass(frozen=True, slots=True)
class Paper:
    """What a file is rendered from: whose document it is, which version of what, and the decision that made it final."""

    key: Key
    about: Key
    version: int
    sha: str
    content: Any
    now: dt.datetime
    approved: Decision | None = None


def _files(office: Office, paper: Paper) -> Iterable[Document]:
    template = office.context.steps[paper.about.step].document
    for suffix, data in _FILES.get(template, _own)(office, paper) if template else ():
        name = f"{template}-{paper.key.period}-{'final' if paper.approved else f'v{paper.version}'}.{suffix}"
        kept = office.archive.put(data, f".{suffix}")
        yield Document(paper.key, f"{template}.{suffix}", paper.version, name, kept, paper.sha, paper.now)


def _month_plan(office: Office, paper: Paper) -> Iterable[tuple[str, bytes]]:
    from notifications import workbooks

    day = paper.now.astimezone(office.zone).date()
    yield (
        "docx",
        office.documents.month_plan(
            office.definition, paper.content, version=paper.version, approved=paper.approved, date=day
        ),
    )
    yield "xlsx", workbooks.month_plan(office.definition, paper.content)


def _ministry_report(office: Office, paper: Paper) -> Iterable[tuple[str, bytes]]:
    report = Report.from_json(paper.content["numbers"])
    cutoff = dt.datetime.fromisoformat(report.cutoff)
    day = paper.now.astimezone(office.zone).date()
    yield "docx", office.documents.ministry_report(office.definition, report, paper.content, date=day, cutoff=cutoff)
    if paper.approved is None:  # for whoever looks the draft through: what each of its figures is counted from
        from notifications import workbooks

        _, rows = traced(office.definition, year_facts(office), cutoff)
        yield "xlsx", workbooks.report_figures(office.definition, report, rows)


def _own(office: Office, paper: Paper) -> Iterable[tuple[str, bytes]]:
    """What the office has a template of its own for."""
    name = office.context.steps[paper.about.step].document or ""
    day = paper.now.astimezone(office.zone).date()
    yield "docx", office.documents.own(name, office.definition, paper.content, date=day)


YEAR_REPORT = "ministry-report"
"""The document that is counted from the whole year; every other one is put together from what was handed in for it."""

_FILES = {"month-plan": _month_plan, YEAR_REPORT: _ministry_report}


def year_facts(office: Office) -> YearFacts:
    """Everything that the numbers of the year are counted from."""
    ledger, steps = office.ledger, office.context.steps.values()
    handed_in = [s for step in steps if step.kind is Kind.SUBMIT for s in ledger.submissions(step.id)]
    yearly = {step.source for step in steps if step.document == YEAR_REPORT}
    return YearFacts(
        obligations=ledger.obligations(),
        submissions=[*handed_in, *_firsts(ledger, handed_in)],
        month_plans=[plan for step in steps if step.kind is Kind.SEND for plan in _issued(office, step)],
        publications=ledger.publications(),
        unit_reports=[
            UnitPlan(ledger.content(s.content), s.received, s.late) for s in handed_in if s.key.step in yearly
        ],
        decisions=ledger.decisions(),
        records=records_said(office),
    )


def records_said(office: Office) -> dict[Key, Any]:
    """What the records of the year say, by their key; whatever is personal is not among it."""
    begun = record_steps(office.definition.process)
    said = [s for step in begun for s in office.ledger.submissions(step.id)]
    return {s.key: office.ledger.content(s.content) for s in said}


def _firsts(ledger: Ledger, handed_in: Iterable[Submission]) -> Iterable[Submission]:
    """The first version of what came again: it says when it came, and whether that was in time."""
    firsts = (ledger.submission(it.key, 1) for it in handed_in if it.version > 1)
    return (it for it in firsts if it is not None)


def _issued(office: Office, step: Step) -> Iterable[IssuedPlan]:
    """The month's plans that this step sent out, with the instant at which it did."""
    if step.on is None or step.every is not Every.MONTH:
        return
    done = {it.key.period: it.done for it in office.ledger.obligations(step=step.id)}
    for submitted in office.ledger.submissions(step.on):
        yield IssuedPlan(office.ledger.content(submitted.content), done.get(submitted.key.period))
