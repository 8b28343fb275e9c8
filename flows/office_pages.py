"""The Office's pages on the screen, kept current: what needs a human eye, who owes what, the year at a glance."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from definitions import overview, refusals, report
from definitions.attention import Act, Undelivered, attention, settling
from definitions.facts import WAITING, Key, State
from definitions.report import Waiting
from definitions.vocabulary import Definition, Kind, Step
from flows.approvals import today
from flows.choices import Raised, labels, raised
from flows.wiring import Office

if TYPE_CHECKING:
    from flows.screen import Screen

RECENT = dt.timedelta(days=30)
"""So long a letter that did not arrive is shown."""


class Page(NamedTuple):
    """A page of the screen: the key under which it stays in place, its text, and what the list of pages says of it."""

    key: str
    markdown: str
    description: str


# act -> the form, and which list of choices each of its fields is taken from
_FORMS: Mapping[Act, tuple[str, Mapping[str, str]]] = {
    Act.COLLECT: ("Thu kế hoạch", {"step": "collected-steps", "unit": "units", "period": "collected-periods"}),
    Act.CONFIRM: ("Tổng hợp", {"step": "confirmed-steps", "period": "confirmed-periods"}),
    Act.AGREE: ("Lấy ý kiến cơ quan báo chí", {"partner": "partners", "period": "agreed-periods"}),
    Act.ACCEPT: ("Tiếp nhận", {"step": "accepted-steps", "unit": "units", "period": "collected-periods"}),
    Act.ASK_AGAIN: ("Gửi lại mã phê duyệt", {"step": "approved-steps", "period": "approved-periods"}),
}


@dataclass(frozen=True)
class Links:
    """Where what waits is settled: the run of an approval, or a form that is filled in already."""

    definition: Definition
    steps: Mapping[str, Step]
    public: str
    forms: Mapping[str, str]  # the name of a deployment -> its id
    runs: Mapping[Key, str]
    raised: Raised = ()  # the occurrences that the forms offer beside the definition's periods
    labels: dict[str, dict[str, str]] = field(default_factory=dict)  # choices, read backwards

    def of(self, act: Act | None, key: Key | None) -> str:
        """The address; "" where this office has no such form, or nothing is to be filled in."""
        if act is None or key is None:
            return ""
        if act is Act.DECIDE:
            return self.runs.get(key, "")
        name, fields = _FORMS[act]
        if name not in self.forms:
            return ""
        said = {"step": key.step, "period": key.period, "unit": key.party, "partner": key.party}
        values = {name: label for name, kind in fields.items() if (label := self._label(kind, said[name]))}
        return f"{self.public}/v2/deployments/deployment/{self.forms[name]}/run?" + urlencode(
            {"parameters": json.dumps(values, ensure_ascii=False)}
        )

    def _label(self, kind: str, id: str) -> str:
        if kind not in self.labels:
            offered = labels(self.definition, kind, self.raised)
            self.labels[kind] = {meant: label for label, meant in offered.items()}
        return self.labels[kind].get(id, "")

    def settles(self, key: Key, state: State) -> str:
        """The address that settles what waits at this key, in this state."""
        return self.of(settling(self.steps[key.step], state), key)


def pages(office: Office, links: Links) -> Iterator[Page]:
    """Every page of the Office, but for "Hôm nay", which stands alone."""
    from notifications import office_pages as words

    now, definition, templates = office.now(), office.definition, office.templates
    everything = [it for it in office.ledger.obligations() if office.context.names(it.key)]
    waiting = report.today(definition, [it for it in everything if it.state in {*WAITING, State.SUBMITTED}], now)
    letters = _undelivered(office, now)
    found = attention(definition, waiting, letters, locked=_locked(office, waiting), now=now)
    addresses = {it: links.of(it.act, it.key) for it in found}
    yield Page("can-xu-ly", words.attention_page(templates, definition, found, addresses), "Cần xử lý")
    link = lambda it: links.settles(it.key, it.state)  # noqa: E731 - one line, two uses
    parties = overview.by_party(definition, waiting)
    yield Page("theo-don-vi", words.parties_page(templates, definition, parties, link), words.BY_PARTY)
    months = overview.by_month(definition, waiting)
    yield Page("theo-thang", words.months_page(templates, definition, months, link), words.BY_MONTH)
    board = overview.board(definition, everything, now)
    yield Page("ca-nam", words.board_page(templates, definition, board), "Cả năm: từng cơ quan, đơn vị, từng tháng")
    text = words.undelivered_page(templates, definition, letters)
    yield Page("chua-den-noi", text, "Thư chưa đến được người nhận")


def _undelivered(office: Office, now: dt.datetime) -> list[Undelivered]:
    return [
        Undelivered(m.person, m.channel, m.subject, m.error, m.state == "unknown", m.created)
        for m in office.ledger.messages(since=now - RECENT)
        if m.state in {"failed", "unknown"}
    ]


def _locked(office: Office, waiting: tuple[Waiting, ...]) -> list[Key]:
    """The approvals that too many wrong codes have locked."""
    asked = [it.key for it in waiting if office.context.steps[it.key.step].kind is Kind.APPROVE]
    return [key for key in asked if office.ledger.facts(key.step, key.period, key=key).tries >= refusals.TRIES]


def publish(office: Office, screen: Screen) -> str:
    """Bring every page of the Office up to date; where the page "Hôm nay" stands."""
    runs = screen.links()
    steps = office.context.steps
    links = Links(office.definition, steps, screen.public, screen.forms(), runs, raised(office))
    more = [(page.description, screen.publish(*page)) for page in pages(office, links)]
    return screen.today(today(office, runs, more))
