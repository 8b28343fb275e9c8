"""Asking: the sheet goes with the letter that asks a partner; what that partner is left with goes with the final plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from definitions.actions import Issue, Tell
from definitions.agreement import Content, Turn, asked_lines, final_for, taken_from, turn
from definitions.facts import OVER, WAITING, Key, Obligation, State
from definitions.replies import genres, plan_form
from definitions.vocabulary import Kind, Step
from definitions.who import audience, compiled_key, owners
from flows.wiring import Office
from storage.port import Document, Submission

FOR = "@"
"""In the kind of a document that is for one party alone, before its id."""

SHEET = "asking.xlsx"
"""The kind of document that a partner is to fill in."""


def sheet(office: Office, asked: Tell, now: dt.datetime) -> Iterator[Document]:
    """The workbook for a partner that is asked; none where what it is asked about has no lines."""
    from notifications import workbooks

    key, step = asked.key, office.context.steps[asked.key.step]
    plan = agreed_on(office, key)
    content = office.ledger.content(plan.content) if plan else {}
    if plan is None or not asked_lines(content, key.party):
        return
    genre = genres(plan_form(office.definition, step))
    choices = genre.choices if genre else ()
    data = workbooks.asking(office.definition, content, key, plan.content, genres=choices, note=asked.note)
    name = f"phieu-y-kien-{key.period}-{key.party}-lan-{key.round}.xlsx"
    yield Document(key, SHEET, key.round, name, office.archive.put(data, ".xlsx"), plan.content, now)


def finals(office: Office, issue: Issue, now: dt.datetime) -> Iterator[Document]:
    """For each partner that was asked, the final plan as it stands for that partner: a file that goes to nobody else."""
    from notifications import workbooks

    for partner in issue.parties:
        plan = office.ledger.submission(compiled_key(office.context, issue.on, issue.key.period))
        lines = left_with(office, issue.on, issue.key.period, partner)
        if plan is None or not lines:
            continue
        data = workbooks.final_plan(office.definition, issue.key.period, partner, lines)
        name = f"ke-hoach-{issue.key.period}-{partner}.xlsx"
        kept = office.archive.put(data, ".xlsx")
        yield Document(issue.key, f"final{FOR}{partner}.xlsx", plan.version, name, kept, plan.content, now)


def left_with(office: Office, on: str, period: str, partner: str) -> tuple[Content, ...]:
    """What became of every line about which a partner was asked, or that was taken from it; nothing for anybody else."""
    asking = [step.id for step in office.context.steps.values() if step.kind is Kind.AGREE and step.on == on]
    keys = sorted(
        it.key for step in asking for it in office.ledger.obligations(step=step, period=period, party=partner)
    )
    plan = office.ledger.submission(compiled_key(office.context, on, period))
    if plan is None:
        return ()
    final = office.ledger.content(plan.content)
    if not keys:  # nobody asks whoever a line was taken from
        return taken_from(final, partner)
    said = next((it for key in reversed(keys) if (it := office.ledger.submission(key))), None)
    answer = office.ledger.content(said.content) if said else {}
    sheets = [it.source for it in office.ledger.documents(keys[0]) if it.kind == SHEET]
    asked = sheets[0] if sheets else answer.get("on", plan.content)
    return final_for(office.ledger.content(asked), final, partner, answer.get("answers", ()))


# ---------------------------------------------------------------- what was said, and whose turn it is


def recorded(office: Office, key: Key) -> list[str]:
    """What a partner said of each line, as it was recorded: it reads in its receipt what will be merged."""
    from notifications.leftwith import answer_of

    said, plan = office.ledger.submission(key), agreed_on(office, key)
    if said is None or plan is None:
        return []
    answer = office.ledger.content(said.content)
    about = {line["id"]: line.get("content", "") for line in office.ledger.content(answer["on"]).get("lines", ())}
    return [answer_of(about.get(it["line"], it["line"]), it) for it in answer["answers"]]


def whose_turn(office: Office, key: Key) -> list[str]:
    """A sentence on who owes the next answer about this partner's agreement; none where it is over."""
    from notifications.leftwith import turn_of

    turn = turn_in(office, key)
    if turn is Turn.NOBODY:
        return []
    step, year = office.context.steps[key.step], office.definition.year
    deciding = _deciding(office, step)
    leader = owners(office.context, deciding) if deciding else ()
    said = turn_of(
        turn,
        partner=year.party(key.party).name,
        office=" và ".join(year.party(p).name for p in audience(office.context, step)) or "Văn phòng",
        leader=year.party(leader[0]).name if leader else "Lãnh đạo",
    )
    return [f"Tiếp theo: {said}"]


def turn_in(office: Office, key: Key) -> Turn:
    """Who owes the next answer in a partner's agreement."""
    step, ledger = office.context.steps[key.step], office.ledger
    plan = ledger.obligations(step=step.on, period=key.period) if step.on else []
    deciding = _deciding(office, step)
    approvals = ledger.obligations(step=deciding.id, period=key.period) if deciding else []
    asked = ledger.obligations(step=step.id, period=key.period, party=key.party)
    latest = max(approvals, key=lambda it: it.key.round, default=None)
    return turn(asked, plan[-1].state if plan else None, latest.state if latest else None)


def _deciding(office: Office, step: Step) -> Step | None:
    """The step in which what this one agrees on is decided."""
    return next((it for it in office.context.steps.values() if it.kind is Kind.APPROVE and it.on == step.on), None)


def turns(office: Office) -> list[str]:
    """Of every agreement that was begun and is not over, who owes the next answer: a line each, for a page."""
    from notifications.words import period

    asking = [step for step in office.context.steps.values() if step.kind is Kind.AGREE]
    begun = [it for step in asking for it in _begun(office, step)]
    latest = {(it.key.step, it.key.period, it.key.party): it.key for it in sorted(begun, key=lambda it: it.key)}
    named = office.definition.year.party
    return [
        f"{period(key.period)}, {named(key.party).name} (lần {key.round}): {said.removeprefix('Tiếp theo: ')}"
        for key in sorted(latest.values(), key=lambda key: (key.period, key.step, key.party))
        for said in whose_turn(office, key)
    ]


def _begun(office: Office, step: Step) -> list[Obligation]:
    """The obligations of an agreement that has begun, in the periods that are not decided yet."""
    deciding = _deciding(office, step)
    decided = (
        {it.key.period for it in office.ledger.obligations(step=deciding.id, states=list(OVER))} if deciding else set()
    )
    again = (
        {it.key.period for it in office.ledger.obligations(step=step.on, states=list(WAITING))} if step.on else set()
    )
    begun = [it for it in office.ledger.obligations(step=step.id) if it.state not in _NOT_BEGUN]
    return [it for it in begun if it.key.period not in decided - again]


_NOT_BEGUN = frozenset({State.PLANNED, State.BEFORE})


def agreed_on(office: Office, key: Key) -> Submission | None:
    """The latest version of what this agreement is about; None where there is none, or it is not compiled here."""
    step = office.context.steps[key.step]
    return office.ledger.submission(compiled_key(office.context, step.on, key.period)) if step.on else None


def addressed_to(party: str, documents: Iterable[Document]) -> list[Document]:
    """Without the files that were made for somebody else."""
    return [it for it in documents if FOR not in it.kind or it.kind.partition(FOR)[2].rpartition(".")[0] == party]


def for_partner(office: Office, key: Key, own: Sequence[Document]) -> list[Document]:
    """What goes with the letter that asks: the whole draft to read, and the sheet of this round to fill in."""
    sheets = [it for it in own if it.kind == SHEET]
    plan = agreed_on(office, key)
    drafts = office.ledger.documents(plan.key) if plan else []
    return [*(it for it in drafts if not sheets or it.name.endswith(".docx")), *sheets]
