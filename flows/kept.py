"""The book of the year's records and the list of candidates, gathered for the screen; each row with its next act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from definitions.commending import Candidate, candidates, ranked
from definitions.content import sort_key
from definitions.facts import WAITING, Key, Obligation, State
from definitions.records import book
from definitions.vocabulary import Step
from flows.making import records_said
from flows.wiring import Office


class Page(NamedTuple):
    """A page of the screen: the key under which it stays in place, its text, and what the list of pages says of it."""

    key: str
    markdown: str
    description: str


class Addresses(Protocol):
    """Where things are settled and recorded."""

    def settles(self, key: Key, state: State) -> str:
        """The address that settles what waits at this key, in this state."""

    def records(self, step: str, values: Mapping[str, object]) -> str:
        """The form in which something is recorded at that step, with these values in it."""


PREFIX = "Ghi sổ: "
_FORBIDDEN = dict.fromkeys(map(ord, "/%&<>"), " ")
"""What no name of a deployment may hold."""


def form_name(step: Step) -> str:
    """The name of the form in which something is recorded at a step."""
    return f"{PREFIX}{step.title}".translate(_FORBIDDEN)


def records_pages(office: Office, everything: Sequence[Obligation], links: Addresses) -> Iterator[Page]:
    """«Sổ theo dõi», and the candidates where the definition has a rule for them."""
    from notifications import recorded as words

    definition, templates = office.definition, office.templates
    kept = book(definition.process, everything, records_said(office), office.ledger.decisions())

    def next_act(it: Obligation) -> str:
        return links.settles(it.key, it.state) if it.state in {*WAITING, State.SUBMITTED} else ""

    page = words.book_page(templates, definition, kept, next_act, lambda step: links.records(step.id, {}))
    yield Page("so-theo-doi", page, words.BOOK)
    step = ranked(definition.process)
    if step is not None:
        found = candidates(definition.process, office.ledger.publications())
        proposed = words.candidates_page(
            templates, definition, found, lambda it: links.records(step.id, _proposal(office, step, it))
        )
        yield Page("de-cu-khen-thuong", proposed, words.CANDIDATES)


def _proposal(office: Office, step: Step, it: Candidate) -> dict[str, object]:
    """The form of a proposal with the author, the works and the evidence in it; the reason and what is proposed stay
    for a person to write.
    """
    from notifications.recorded import evidence

    form = office.definition.process.form(step.form or "")
    said = {"author": it.author, "work": "; ".join(sorted(it.works, key=sort_key)),
            "reason": evidence(office.definition, it)}  # fmt: skip
    return {"line": {field.id: said[field.id] for field in form.fields if field.id in said}}
