"""The page «Chờ gắn với kế hoạch», gathered for the screen: each row with the form that answers it, filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from definitions.matching import PlanLine
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
    acts = _Acts(forms, linking.lines)
    page = words.linked_page(
        office.templates, office.definition, shown, len(waiting) - len(shown), known, linking.lines, acts
    )
    yield Page("cho-gan", page, words.TITLE)


@dataclass(frozen=True, slots=True)
class _Acts:
    """The form with the publication and the answer in it."""

    forms: Forms
    lines: Mapping[str, PlanLine]

    def confirm(self, it: Publication, line: str) -> str:
        """It belongs to that line."""
        return self._form(it, lines=shown_line(line, self.lines), **self._subjects(it, self.lines.get(line)))

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

    def _subjects(self, it: Publication, line: PlanLine | None) -> dict[str, object]:
        """What the line is about, where nobody has said what the publication is about."""
        free = {"topics": not it.topics, "activities": not it.activities}
        ids: dict[str, Sequence[str]] = {name: getattr(line, name) for name in free if free[name]} if line else {}
        return {name: [label for id in told if (label := self.forms.label(name, id))] for name, told in ids.items()}

    def _form(self, it: Publication, **said: object) -> str:
        filled = {"publication": shown_publication(it), **said}
        return self.forms.form(TITLE, {name: value for name, value in filled.items() if value})
