"""Linking: what came out is held against the lines of the plans that were issued; what is certain is linked by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from definitions.matching import Index, Learned, PlanLine, Suggestion, suggest
from definitions.matching.linking import item_of, judged_of, links_itself, planned, planning, repeats
from flows.wiring import Office
from storage.published import Publication, Said, linked, links_of


class Linking:
    """One sweep over publications: the plans' lines, their index and what people said are gathered once, when asked for."""

    def __init__(self, office: Office) -> None:
        """Nothing is read yet."""
        self.office = office

    @cached_property
    def known(self) -> Mapping[str, Publication]:
        """What was recorded when the sweep began, by id."""
        return {it.id: it for it in self.office.ledger.publications()}

    @cached_property
    def lines(self) -> Mapping[str, PlanLine]:
        """Every line that counts, by id."""
        return {line.id: line for line in _planned(self.office)}

    @cached_property
    def index(self) -> Index:
        """What everything is held against."""
        return Index.of(self.office.definition, self.lines.values())

    @cached_property
    def _learned(self) -> Learned:
        return Learned.of(map(judged_of, self.known.values()), self.office.definition.year.issuer.place)

    @cached_property
    def _leads(self) -> Mapping[str, str]:
        return {it.publication: it.lead for it in self.office.ledger.findings("confirmed")}

    def suggestions(self, it: Publication, lead: str = "") -> tuple[Suggestion, ...]:
        """What it may belong to, the most probable first; what people judged before is evidence."""
        return suggest(self.index, item_of(it, lead or self._leads.get(it.id, "")), self._learned)

    def linked(self, it: Publication, lead: str = "") -> Publication:
        """The record with the links that are certain, each with its reason in words.

        What a person named is left alone; what was recorded before is what it became since.
        """
        before = self.known.get(it.id)
        if before is not None:
            return _with(it, before) if repeats(it, before) else it
        if it.lines:
            return it
        made = links_itself(it, self.suggestions(it, lead))
        said = [Said(one.kind, one.id, "machine", "; ".join(one.reasons)) for one in made]
        fields: dict[str, Any] = linked([*links_of(it), *said])
        return replace(it, **fields)


def _with(it: Publication, before: Publication) -> Publication:
    return replace(
        it, topics=before.topics, activities=before.activities, lines=before.lines, said=before.said, words=before.words
    )


def _planned(office: Office) -> Iterator[PlanLine]:
    for plan, sending in planning(office.context.steps.values()):
        made = {it.key.period: office.ledger.content(it.content) for it in office.ledger.submissions(plan)}
        sent = {it.key.period for it in office.ledger.obligations(step=sending) if it.done is not None}
        yield from planned({period: content.get("lines", ()) for period, content in made.items()}, sent)
