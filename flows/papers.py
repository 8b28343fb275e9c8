"""Papers: the documents and files that belong to an obligation, its own or those of what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from definitions.facts import Key
from definitions.uploads import files_of
from definitions.vocabulary import Kind, Step
from definitions.who import compiled_key
from flows.asking import addressed_to, for_partner
from flows.wiring import Office

MARKED = "-can-sua.xlsx"
"""What the name of a file ends in that bears remarks: it has another name than the file that came, and the letter says so."""
RETURNED = "returned.xlsx"
"""The kind of document that is somebody's own file, given back with remarks; a later submission has answered it."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished file of the archive, under the name that people see; `uploaded` where somebody handed it in."""

    name: str
    sha: str
    uploaded: bool = False


def about(office: Office, step: Step, key: Key) -> Key | None:
    """The key of the compiled artefact that this obligation speaks of."""
    if step.kind is Kind.COMPILE:
        return key
    if step.on and office.context.steps[step.on].kind is Kind.COMPILE:
        return compiled_key(office.context, step.on, key.period)
    return None


def documents(office: Office, key: Key, party: str = "") -> list[Paper]:
    """The latest of each kind that this party may see: what is issued is a paper of its own, else what it is about.

    Who is asked for an opinion gets the draft to read and the sheet to fill in.
    """
    step = office.context.steps[key.step]
    of = about(office, step, key)
    own = office.ledger.documents(key)
    found = own or (office.ledger.documents(of) if of else [])
    found = for_partner(office, key, own) if step.kind is Kind.AGREE else found
    latest = {document.kind: document for document in addressed_to(party, found)}
    mended = office.ledger.submission(key)
    return [
        Paper(it.name, it.sha)
        for it in latest.values()
        if it.kind != RETURNED or mended is None or mended.received <= it.created
    ]


def papers(office: Office, key: Key, party: str = "") -> list[Paper]:
    """Its documents, and every file that was handed in for it, the latest version first."""
    return [*documents(office, key, party), *_uploaded(office, key)]


def _uploaded(office: Office, key: Key) -> Iterator[Paper]:
    latest = office.ledger.submission(key)
    seen: set[str] = set()
    for version in range(latest.version if latest else 0, 0, -1):
        submission = office.ledger.submission(key, version)
        for file in files_of(office.ledger.content(submission.content)) if submission else ():
            if file["sha"] not in seen:
                seen.add(file["sha"])
                yield Paper(file["name"], file["sha"], uploaded=True)
