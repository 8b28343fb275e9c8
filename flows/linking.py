"""Linking: what came out is held against the lines of the plans that were issued; what is certain is linked by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from definitions.matching import Index, Item, Judged, Learned, PlanLine, Suggestion, suggest
from definitions.newest import newest
from definitions.periods import base_of
from definitions.vocabulary import Every, Kind
from flows.wiring import Office
from storage.published import Publication, Said


def linked(office: Office, publication: Publication) -> Publication:
    """The record with the lines that are certain, and their topics and activities, each with its reason in words.

    What a person named is left alone; what was recorded before keeps the links that it was given then.
    """
    if publication.lines:
        return publication
    known = office.ledger.publications()
    before = next((it for it in known if it.id == publication.id), None)
    if before is not None:
        return _again(publication, before)
    return _with(publication, [it for it in suggestions(office, publication, known) if it.certain])


def suggestions(office: Office, publication: Publication, known: list[Publication]) -> tuple[Suggestion, ...]:
    """What this publication may belong to, the most probable first; links that people made before are evidence."""
    index = Index.of(office.definition, _planned(office))
    judged = (_judged(it) for it in known if it.id != publication.id)
    return suggest(index, _item(publication), Learned.of(judged, office.definition.year.issuer.place))


def _planned(office: Office) -> Iterator[PlanLine]:
    """Every line of the month's plans that were put together to be sent, each once, but for those that were dropped.

    What is not sent yet changes no line that is: until then the press keeps to the plan that it has.
    """
    for step in office.context.steps.values():
        if step.kind is not Kind.SEND or step.on is None or step.every is not Every.MONTH:
            continue
        plans = [
            (it.key.period, office.ledger.content(it.content).get("lines", ()))
            for it in office.ledger.submissions(step.on)
        ]
        sent = {it.key.period for it in office.ledger.obligations(step=step.id) if it.done is not None}
        for period, line in {**newest(plans), **newest(it for it in plans if it[0] in sent)}.values():
            if line.get("state") != "dropped":
                yield PlanLine.of(line, base_of(period))


def _item(it: Publication) -> Item:
    return Item(
        title=it.title, at=it.at, partner=it.partner, genre=it.genre, unit=it.unit, url=it.url, topics=it.topics,
        activities=it.activities,
    )  # fmt: skip


def _judged(it: Publication) -> Judged:
    """What people said of it: a link that a machine made teaches nothing."""
    made = {(said.kind, said.target) for said in it.said if said.how == "machine"}
    return Judged(
        _item(it),
        lines=[id for id in it.lines if ("line", id) not in made],
        topics=[id for id in it.topics if ("topic", id) not in made],
        activities=[id for id in it.activities if ("activity", id) not in made],
    )


def _with(it: Publication, certain: list[Suggestion]) -> Publication:
    """Lines as they are certain; topics and activities only where nobody named one."""
    free = {"line": True, "topic": not it.topics, "activity": not it.activities}
    made = [one for one in certain if free[one.kind]]
    said = tuple(Said(one.kind, one.id, "machine", "; ".join(one.reasons)) for one in made)
    ids = {kind: tuple(one.id for one in made if one.kind == kind) for kind in free}
    return replace(
        it, lines=ids["line"], topics=it.topics or ids["topic"], activities=it.activities or ids["activity"],
        said=(*it.said, *said),
    )  # fmt: skip


def _again(it: Publication, before: Publication) -> Publication:
    """Recorded once more, it is what it was: the machine's links of the first time."""
    made = [said for said in before.said if said.how == "machine"]
    ids = {kind: tuple(one.target for one in made if one.kind == kind) for kind in ("line", "topic", "activity")}
    return replace(
        it, lines=ids["line"], topics=it.topics or ids["topic"], activities=it.activities or ids["activity"],
        said=(*it.said, *made),
    )  # fmt: skip
