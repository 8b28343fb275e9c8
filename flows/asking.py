"""Asking: the sheet for a partner's answer goes with the letter that asks, and what it was left with goes in the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from definitions.facts import Key, Tell
from definitions.replies import genres, plan_form
from definitions.who import compiled_key
from flows.wiring import Office
from storage.port import Document, Submission

SHEET = "asking.xlsx"
"""The kind of document that a partner is to fill in."""


def sheet(office: Office, asked: Tell, now: dt.datetime) -> Iterator[Document]:
    """The workbook for a partner that is asked; none where what it is asked about has no lines."""
    from notifications import workbooks

    key, step = asked.key, office.context.steps[asked.key.step]
    plan = agreed_on(office, key)
    if plan is None or not (content := office.ledger.content(plan.content)).get("lines"):
        return
    genre = genres(plan_form(office.definition, step))
    choices = genre.choices if genre else ()
    data = workbooks.asking(office.definition, content, key, plan.content, genres=choices, note=asked.note)
    name = f"phieu-y-kien-{key.period}-{key.party}-lan-{key.round}.xlsx"
    yield Document(key, SHEET, key.round, name, office.archive.put(data, ".xlsx"), plan.content, now)


def agreed_on(office: Office, key: Key) -> Submission | None:
    """The latest version of what this agreement is about; None where there is none, or it is not compiled here."""
    step = office.context.steps[key.step]
    return office.ledger.submission(compiled_key(office.context, step.on, key.period)) if step.on else None


def for_partner(office: Office, key: Key, own: Sequence[Document]) -> list[Document]:
    """What goes with the letter that asks: the whole draft to read, and the sheet of this round to fill in."""
    sheets = [it for it in own if it.kind == SHEET]
    plan = agreed_on(office, key)
    drafts = office.ledger.documents(plan.key) if plan else []
    return [*(it for it in drafts if not sheets or it.name.endswith(".docx")), *sheets]
