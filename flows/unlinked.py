"""The page «Chờ gắn với kế hoạch», gathered for the screen: each row with the form that answers it, filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from definitions.matching import PlanLine, Suggestion
from definitions.matching.linking import offered, planning, waits
from flows.attaching import TITLE, shown_line, shown_publication
from flows.kept import Page
from flows.linking import Linking
from flows.wiring import Office
from storage.published import Publication


class Forms(Protocol):
    """The forms of an office."""

    def form(self, name: str, values: Mapping[str, object]) -> str:
        """The address of that form, filled in with these values; "" where this office has no such form."""

    def label(self, kind: str, id: str) -> str:
        """What the list of that kind shows for an id; "" where it does not offer it."""


def unlinked_page(office: Office, forms: Forms) -> Iterator[Page]:
    """The page, in an office that puts plans of months together and has recorded what came out."""
    linking = Linking(office)
    if not planning(office.context.steps.values()) or not linking.known:
        return
    from notifications import linked_page as words

    known = sorted(linking.known.values(), key=lambda it: (it.at, it.id), reverse=True)
    waiting = [it for it in known if waits(it)]
    shown = [words.Waiting(it, offered(it, linking.suggestions(it))) for it in waiting[: words.MOST]]
    about = {it.id: each.offered for it, each in zip(waiting, shown, strict=False)}
    acts = _Acts(forms, linking.lines, about)
    page = words.linked_page(
        office.templates, office.definition, shown, len(waiting) - len(shown), known, linking.lines, acts
    )
    yield Page("cho-gan", page, f"{words.TITLE} ({len(waiting)})")


@dataclass(frozen=True, slots=True)
class _Acts:
    """The form with the publication in it, and what is sure to be about it beside what is answered."""

    forms: Forms
    lines: Mapping[str, PlanLine]
    about: Mapping[str, Sequence[Suggestion]]

    def confirm(self, it: Publication, line: str) -> str:
        """It belongs to that line."""
        return self._form(it, lines=shown_line(line, self.lines), **self._subjects(it))

    def refuse(self, it: Publication, line: str) -> str:
        """It does not belong to that line."""
        return self._form(it, refused=shown_line(line, self.lines))

    def none(self, it: Publication, lines: Sequence[str]) -> str:
        """It belongs to no line, these among them."""
        refused = "\n".join(shown_line(id, self.lines) for id in lines)
        return self._form(it, none=True, refused=refused)

    def open(self, it: Publication) -> str:
        """Nothing is said yet."""
        return self._form(it)

    def _subjects(self, it: Publication) -> dict[str, object]:
        kinds = {"topics": "topic", "activities": "activity"}
        offered = self.about.get(it.id, ())
        ids = {name: [one.id for one in offered if one.kind == kind] for name, kind in kinds.items()}
        return {name: [self.forms.label(name, id) for id in told] for name, told in ids.items() if told}

    def _form(self, it: Publication, **said: object) -> str:
        filled = {"publication": shown_publication(it), **said}
        return self.forms.form(TITLE, {name: value for name, value in filled.items() if value})
