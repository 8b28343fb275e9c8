"""What a letter needs to know before it is worded: an item of the outbox with its obligation, lines, code, link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from definitions.agreement import asked_lines
from definitions.codes import code_for
from definitions.compile import outcomes_for
from definitions.digest import Item
from definitions.events import Verdict
from definitions.facts import Key, Obligation
from definitions.links import Purpose, link_for, token_for
from definitions.periods import number_of
from definitions.uploads import sort_of
from definitions.vocabulary import Every, Kind, Person, Step
from definitions.who import office
from flows import tried
from flows.approvals import decider_named
from flows.asking import left_with, recorded, whose_turn
from flows.monthly import workbook
from flows.pages.visits import CHOICES, address
from flows.papers import about, documents, papers
from flows.results import proposed
from flows.sayings_of_acts import DETAILS as _OF_ACTS
from flows.sayings_of_acts import asked_anew, for_whom, given_back, with_words
from flows.supplemented import brought
from flows.wiring import Office

if TYPE_CHECKING:
    from notifications.desk import Desk
    from notifications.messages import Attachment, Letter, Saying

WITH_DOCUMENT = frozenset({"ask-partner", "ask-decision", "draft-ready", "issued", "faulty"})
"""The kinds of message that carry the document they speak of."""

WITH_WORKBOOK = frozenset({"opened", "remind", "returned", "moved"})
"""The kinds of message that bring the workbook to fill in, where what is asked for is handed in by one."""

NUMBERED = frozenset({"ask-partner", "draft-ready"})
"""Where a reader answers line by line, each line has its number in the plan."""

WITH_PROPOSALS = frozenset({"opened", "remind"})
"""The kinds of message in which a party that is asked for numbers reads which of them it has reported already."""

WITH_SILENT = frozenset({"draft-ready", "ask-decision"})
"""Who has not sent is the Office's business, and the leader's who decides on it; nobody outside reads it in a letter."""

LISTED = 40
"""So many lines of a plan are listed in a letter; the attached document has them all."""


class Words:
    """Turns items into letters. What the ledger says is read once per round."""

    def __init__(self, office: Office, links: Mapping[Key, str]) -> None:
        self._office = office
        self._links = links
        sender = office.settings.mail_from if office.settings else ""
        self.domain = sender.rpartition("@")[2] or "vongnam.example"
        self._contents: dict[Key, Any] = {}
        self._tried: tried.Letters | None = None
        self._desk: Desk | None = None
        self._workbooks: dict[Key, tuple[str, bytes] | None] = {}

    def letter(self, person: str, items: Sequence[Item]) -> tuple[Person, Letter]:
        """The letter of these items to that person, worded now, with the documents that they speak of."""
        from notifications.desk import Desk
        from notifications.messages import Attachment, compose

        to = self._office.definition.directory.person(person)
        sayings = [self._saying(to, item) for item in items]
        attached = {a.name: a for item in items for a in self._attachments(to, item)}
        attached |= {name: Attachment(name, self._office.archive.read(sha), _mime(name))
                     for item in items for name, sha in given_back(self._office, item)}  # fmt: skip
        if self._desk is None:
            self._desk = Desk.of(self._office.definition)
        letter = compose(
            self._desk,
            to,
            sayings,
            now=self._office.now(),
            attachments=tuple(attached.values()),
            templates=self._office.templates,
        )
        return to, letter

    def _saying(self, to: Person, item: Item) -> Saying:
        from notifications.messages import Saying

        ctx = self._office.context
        step = ctx.steps[item.key.step]
        it = self._office.ledger.obligation(item.key)
        submitted = self._office.ledger.submission(item.key) if item.kind == "received" else None
        page, choices = self._page(to, step, item, it)
        return Saying(
            item=with_words(self._office, item),
            step=step,
            party=ctx.definition.year.party(item.key.party),
            due=it.instants.due if it else None,
            before=dt.datetime.fromisoformat(item.note) if item.kind == "moved" else None,
            received=submitted.received if submitted else None,
            late=submitted.late if submitted else False,
            link=self._links.get(item.key, "") if choices else page or self._links.get(item.key, ""),
            page=page,
            choices=choices,
            code=self._code(to, item, it) if item.kind == "ask-decision" and it and step.proof == "code" else "",
            instead_of=for_whom(self._office, to, item),
            details=tuple(self._details(to, step, item)),
            criteria=step.criteria,
            coverage=tuple(self._coverage(step, item)),
        )

    def _page(
        self, to: Person, step: Step, item: Item, it: Obligation | None
    ) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Where this person acts on our own page; for an approver also the three things to press, each marked there."""
        from notifications.words import VERDICTS

        base = self._office.settings.page_url if self._office.settings else ""
        link = link_for(self._office.context, step, it, to, item.kind) if it and base else None
        if link is None or (link.purpose is Purpose.READ and not papers(self._office, item.key, to.party)):
            return "", ()
        token = token_for(self._office.secret, link)
        three = [(VERDICTS[Verdict(v)], address(base, token, choice)) for choice, v in CHOICES.items()]
        return address(base, token), tuple(three) if item.kind == "ask-decision" else ()

    def _code(self, to: Person, item: Item, it: Obligation) -> str:
        return code_for(self._office.secret, item.key, to.id, it.content or "", it.generation)

    def _details(self, to: Person, step: Step, item: Item) -> list[str]:
        """What is listed under an item: by its kind, else the lines of what it speaks of."""
        if item.kind in _OF_ACTS:
            return _OF_ACTS[item.kind](self._office, item)
        own = {
            "decided": self._decided, "ask-decision": self._asked_anew, "issued": self._left_with,
            "received": self._recorded, "faulty": self._faulty, "lines-outcome": self._became, "escalate": self._was_tried,
            "to-key": self._recorded,
            **dict.fromkeys(WITH_PROPOSALS, self._proposed),
        }.get(item.kind)  # fmt: skip
        return (own(to, step, item) if own else []) or self._lines(to, step, item)

    def _coverage(self, step: Step, item: Item) -> list[str]:
        """Whoever completes the month's plan reads what the plans before it left out; a "bổ sung" has no room for it."""
        if item.kind != "draft-ready" or step.every is not Every.MONTH or number_of(item.key.period):
            return []
        from flows.counted import counted
        from notifications.coverage_page import in_letter

        it = counted(self._office)
        return in_letter(self._office.definition, it.coverage, it.gaps)

    def _decided(self, to: Person, step: Step, item: Item) -> list[str]:  # noqa: ARG002 - one shape for every kind
        from notifications.pages import settled_lines

        content = self._content(step, item.key)
        return self._verdict(item.key) + (settled_lines(self._office.definition, content) if content else [])

    def _was_tried(self, to: Person, step: Step, item: Item) -> list[str]:  # noqa: ARG002 - one shape for every kind
        if to.party not in office(self._office.context):
            return []
        self._tried = tried.letters(self._office) if self._tried is None else self._tried
        return [tried.told(self._office, item.key, self._tried)]

    def _asked_anew(self, to: Person, step: Step, item: Item) -> list[str]:  # noqa: ARG002 - one shape for every kind
        return asked_anew(self._office, item)

    def _left_with(self, to: Person, step: Step, item: Item) -> list[str]:
        from notifications.leftwith import line_of

        left = left_with(self._office, step.on, item.key.period, to.party) if step.on else ()
        return _first([line_of(it) for it in left])

    def _faulty(self, to: Person, step: Step, item: Item) -> list[str]:  # noqa: ARG002 - one shape for every kind
        return list(self._office.ledger.content(item.note)["faults"])

    def _proposed(self, to: Person, step: Step, item: Item) -> list[str]:  # noqa: ARG002 - one shape for every kind
        from notifications.proposals import listed

        return listed(proposed(self._office, item.key)) if to.party == item.key.party else []

    def _recorded(self, to: Person, step: Step, item: Item) -> list[str]:  # noqa: ARG002 - one shape for every kind
        if step.kind is Kind.SUBMIT:
            return [*self._understood(item.key), *self._brought(item.key)]
        if step.kind is not Kind.AGREE or self._content(step, item.key) is None:
            return []
        return _first(recorded(self._office, item.key)) + whose_turn(self._office, item.key)

    def _understood(self, key: Key) -> list[str]:
        """What was understood of a file although it was written otherwise, or could not be: its sender reads how."""
        submitted = self._office.ledger.submission(key)
        return list(self._office.ledger.content(submitted.content).get("understood", ())) if submitted else []

    def _brought(self, key: Key) -> list[str]:
        """What a late plan changes of lines that travelled: its sender reads at once what is asked about anew."""
        from notifications.pages import line_said
        from notifications.words import period

        found = brought(self._office, key)
        return [f"Kế hoạch {period(of)}: {line_said(self._office.definition, line)}" for of, line in found]

    def _became(self, to: Person, step: Step, item: Item) -> list[str]:
        from notifications.pages import outcome_line

        content = self._content(step, item.key)
        found = outcomes_for(content, to.party) if content else ()
        return [outcome_line(self._office.definition, it) for it in found]

    def _lines(self, to: Person, step: Step, item: Item) -> list[str]:
        from notifications.pages import disputed_lines, line_said

        content = self._content(step, item.key) if item.kind in WITH_DOCUMENT else None
        if content is None:
            return []
        mine = {n for n, _ in asked_lines(content, to.party)}
        said = partial(line_said, self._office.definition, partner=to.party)
        lines = [
            f"Dòng {n}: {said(line)}" if item.kind in NUMBERED else said(line)
            for n, line in enumerate(content.get("lines", ()), 1)
            if item.kind != "ask-partner" or n in mine
        ]
        silent = content.get("silent", ()) if item.kind in WITH_SILENT else ()
        names = [self._office.definition.year.party(p).name for p in silent]
        told = [f"Chưa nhận được kế hoạch của: {'; '.join(names)}"] if names else []
        if item.kind == "ask-decision":
            told += [f"Cần chọn giữ, bỏ hoặc chuyển: {it}" for it in disputed_lines(self._office.definition, content)]
        return [*_first(lines), *told]

    def _verdict(self, key: Key) -> list[str]:
        from notifications.words import VERDICTS

        decided = [d for d in self._office.ledger.decisions(key.step, key.period) if d.key == key]
        for_whom = [f"Người cho ý kiến: {decider_named(self._office.definition, d)}" for d in decided if d.instead_of]
        return [*(VERDICTS[Verdict(d.verdict)] for d in decided), *for_whom]

    def _content(self, step: Step, key: Key) -> Any:
        of = about(self._office, step, key)
        if of is None:
            return None
        if of not in self._contents:
            submitted = self._office.ledger.submission(of)
            self._contents[of] = self._office.ledger.content(submitted.content) if submitted else None
        return self._contents[of]

    def _attachments(self, to: Person, item: Item) -> list[Attachment]:
        from notifications.messages import Attachment

        if item.kind in WITH_WORKBOOK and to.party == item.key.party:
            return [Attachment(name, data, _mime(name)) for name, data in self._workbook(item.key)]
        if item.kind not in WITH_DOCUMENT:
            return []
        found = documents(self._office, item.key, to.party)
        return [Attachment(p.name, self._office.archive.read(p.sha), _mime(p.name)) for p in found]

    def _workbook(self, key: Key) -> list[tuple[str, bytes]]:
        """The workbook of that obligation, made once a round; none where its step is answered otherwise."""
        if key not in self._workbooks:
            self._workbooks[key] = workbook(self._office, key)
        made = self._workbooks[key]
        return [made] if made else []


def _first(lines: list[str]) -> list[str]:
    """As many as a letter lists, and how many more there are."""
    more = [f"… và {len(lines) - LISTED} nội dung khác trong văn bản kèm theo"] if len(lines) > LISTED else []
    return [*lines[:LISTED], *more]


def _mime(name: str) -> str:
    sort = sort_of(name)
    return sort.mime if sort else "application/octet-stream"
