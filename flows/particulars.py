"""Particulars of private people: found by the record that names them, read where the office asks, and taken out for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from definitions.facts import Key
from definitions.personal import KIND
from flows.wiring import Office


def particulars(office: Office, step: str, period: str) -> list[tuple[str, Any]]:
    """The titles and values of what the latest version of a record keeps apart; nothing where it was taken out."""
    word = office.context.steps.get(step)
    form = office.definition.process.form(word.form) if word and word.form else None
    titles = {field.id: field.title for field in form.fields} if form else {}
    found: list[tuple[str, Any]] = []
    for _, name in _named(office, step, period, every=False):
        with suppress(KeyError):  # taken out before
            lines = office.ledger.content(name)["lines"].values()
            found += [(titles.get(field, field), value) for line in lines for field, value in line.items()]
    return found


def erase(office: Office, step: str, period: str, *, why: str, by: str = "") -> list[Key]:
    """Take them out of every version of that record; the records of which something was taken out."""
    done: dict[Key, None] = {}
    for key, name in _named(office, step, period, every=True):
        with suppress(KeyError):
            office.ledger.erase(name, now=office.now(), by=by, why=why)
            done[key] = None
    return list(done)


def _named(office: Office, step: str, period: str, *, every: bool) -> Iterator[tuple[Key, str]]:
    """The contents of particulars that the versions of a record name, the latest first."""
    for latest in office.ledger.submissions(step, period):
        for version in range(latest.version, 0 if every else latest.version - 1, -1):
            submission = office.ledger.submission(latest.key, version)
            name = office.ledger.content(submission.content).get(KIND) if submission else None
            if name:
                yield latest.key, name
