"""What units report of the period before: offered to a person, recorded where somebody must act, proposed for the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from definitions.actions import Action
from definitions.facts import SETTLED, Key
from definitions.intake import content_of
from definitions.monthly import results_form
from definitions.newest import newest
from definitions.results import Known, Offer, Proposal, Reported, offers, proposals, to_act_on, unknown
from definitions.vocabulary import Form, Kind, Step
from definitions.webaddress import story_key
from definitions.who import owners
from flows.collect import raising
from flows.wiring import Office
from storage.published import Finding


class Report(NamedTuple):
    """What a unit reported with one plan, in its latest version: under which form, of which period."""

    key: Key
    form: Form
    of: str
    rows: Sequence[Mapping[str, Any]]


def reports(office: Office, party: str = "") -> Iterator[Report]:
    """The latest report of every plan (of that party) that came with one."""
    for step in office.context.steps.values():
        form = results_form(office.definition, step)
        for submitted in office.ledger.submissions(step.id) if form else ():
            content = office.ledger.content(submitted.content) if party in ("", submitted.key.party) else {}
            if form and content.get("results"):
                yield Report(submitted.key, form, content["results_of"], content["results"])


# ---------------------------------------------------------------- what came out


def said_to_be_out(office: Office) -> list[Offer]:
    """Everything that units say has come out, with the unit and the planned line of each."""
    found = list(reports(office))
    lines = _planned(office) if found else {}
    return [it for one in found for it in offers(office.definition, one.form, one.key.party, one.of, one.rows, lines)]


def _planned(office: Office) -> dict[str, Any]:
    """The lines of what was put together, by id, as the newest plan has them."""
    made = [s for step in office.context.steps.values() if step.kind is Kind.COMPILE
            for s in office.ledger.submissions(step.id)]  # fmt: skip
    found = newest((s.key.period, office.ledger.content(s.content).get("lines", ())) for s in made)
    return {id: line for id, (_, line) in found.items()}


def offer(office: Office) -> list[Finding]:
    """What came out and is not known yet waits for a person; done again, nothing is offered twice."""
    said = said_to_be_out(office)
    if not said:
        return []
    out = (Known(it.url, it.partner, it.at, story_key(it.title)) for it in office.ledger.publications())
    found = (Known(it.url, it.outlet, it.at, it.story) for it in office.ledger.findings())
    now = office.now()
    return office.ledger.offer([_finding(it, now) for it in unknown(said, (*out, *found))], now=now)


def _finding(it: Offer, now: dt.datetime) -> Finding:
    return Finding(
        key=it.key, story=it.story, url=it.url, outlet=it.outlet, title=it.title, found=now, at=it.at,
        author=it.author, topics=it.topics, activities=it.activities, why=it.why,
    )  # fmt: skip


# ---------------------------------------------------------------- what somebody must act on


def recorded(
    office: Office, key: Key, rows: Sequence[Mapping[str, Any]], by: str, now: dt.datetime
) -> tuple[list[Action], dict[str, Any]]:
    """The records that this report brings about, to be written with it; nothing that an earlier version brought about."""
    form = results_form(office.definition, office.context.steps[key.step])
    actions: list[Action] = []
    contents: dict[str, Any] = {}
    for step, lines in to_act_on(office.definition.process, form, rows, _before(office, key)) if form and rows else ():
        if key.party in owners(office.context, step):
            said = " / ".join(str(next(iter(line.values()))) for line in lines)
            raised = raising(office, step, key.party, said, now, by=by, content=partial(_record, office, step, lines))
            actions += raised.actions
            contents |= raised.contents
    return actions, contents


def _before(office: Office, key: Key) -> Iterator[Mapping[str, Any]]:
    """The rows of every earlier version."""
    latest = office.ledger.submission(key)
    for version in range(1, latest.version + 1) if latest else ():
        submitted = office.ledger.submission(key, version)
        yield from office.ledger.content(submitted.content).get("results", ()) if submitted else ()


def _record(
    office: Office, step: Step, lines: Sequence[Mapping[str, Any]], key: Key
) -> tuple[dict[str, Any], Mapping[str, Any]]:
    form = office.definition.process.form(step.form or "")
    shown = [{"id": f"{key.period}/{key.party}/{n:02}", **line} for n, line in enumerate(lines, 1)]
    return content_of(form, step.id, key, nil=False, note="", lines=shown), {}


# ---------------------------------------------------------------- how many there were


def proposed(office: Office, key: Key) -> tuple[Proposal, ...]:
    """What that party's own report of the year may say, from what it reported and the Office has taken."""
    step = office.context.steps[key.step]
    form = office.definition.process.form(step.form) if step.form else None
    if form is None or not any(field.counts for field in form.fields):
        return ()
    taken = (it for it in reports(office, key.party) if (o := office.ledger.obligation(it.key)) and o.state in SETTLED)
    return proposals(form, [Reported(it.of, it.form, it.rows) for it in taken])
