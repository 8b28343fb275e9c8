"""The Office's pages on the screen, kept current: what needs a human eye, who owes what, the year at a glance."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from definitions import filelinks, overview, refusals, report
from definitions.attention import Act, Attention, Letter, Need, attention, settling
from definitions.facts import WAITING, Key, State
from definitions.report import Waiting
from definitions.undelivered import Undelivered
from definitions.vocabulary import Definition, Kind, Step
from flows import calling, releasing, supplemented
from flows.approvals import today
from flows.choices import Raised, labels, raised
from flows.kept import Page, records_pages
from flows.results import said_to_be_out
from flows.unlinked import unlinked_page
from flows.wiring import Office

if TYPE_CHECKING:
    from definitions.arrivals import Arrival
    from definitions.results import Offer
    from flows.screen import Screen
    from storage.published import Finding


BY_ITSELF = frozenset({"Nhịp", "Phê duyệt"})
"""The deployments that nobody fills in: the program runs them."""


# act -> the form, and which list of choices each of its fields is taken from
_FORMS: Mapping[Act, tuple[str, Mapping[str, str]]] = {
    Act.COLLECT: ("Thu kế hoạch", {"step": "collected-steps", "unit": "units", "period": "collected-periods"}),
    Act.CONFIRM: ("Tổng hợp", {"step": "confirmed-steps", "period": "confirmed-periods"}),
    Act.AGREE: ("Lấy ý kiến cơ quan báo chí", {"partner": "partners", "period": "agreed-periods"}),
    Act.ACCEPT: ("Tiếp nhận", {"step": "accepted-steps", "unit": "units", "period": "collected-periods"}),
    Act.ASK_AGAIN: ("Gửi lại mã phê duyệt", {"step": "approved-steps", "period": "approved-periods"}),
    Act.RESEND: ("Gửi lại thư", {"person": "people"}),
    Act.RELEASE: ("Cho gửi nội dung đang giữ", {"person": "people"}),
    Act.CONTACT: ("Sửa danh bạ", {"unit": "parties"}),
    Act.ALLOT: ("Giao tệp cho đơn vị", {"step": "collected-steps", "unit": "units", "period": "collected-periods"}),
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

    def of(self, it: Attention) -> str:
        """The address that settles what needs a human eye."""
        unit = it.key.party if it.key else next(iter(it.parties), "")
        return self._open(it.act, it.key, unit=unit, person=it.person, number=it.number) if it.act else ""

    def settles(self, key: Key, state: State) -> str:
        """The address that settles what waits at this key, in this state."""
        return self._open(settling(self.steps[key.step], state), key, unit=key.party)

    def records(self, step: str, values: Mapping[str, object]) -> str:
        """The address at which something is recorded at that step, with these values in its form; "" without one."""
        from flows.kept import form_name

        name = form_name(self.steps[step])
        if name not in self.forms:
            return ""
        filled = urlencode({"parameters": json.dumps(values, ensure_ascii=False)}) if values else ""
        return f"{form_address(self.public, self.forms[name])}{'?' if filled else ''}{filled}"

    def _open(self, act: Act, key: Key | None, *, unit: str, person: str = "", number: int = 0) -> str:
        """The run of an approval, or a form filled in; "" where this office has no such form."""
        if act is Act.DECIDE:
            return self.runs.get(key, "") if key else ""
        name, fields = _FORMS[act]
        said = {"unit": unit, "partner": unit, "person": person}
        said |= {"step": key.step, "period": key.period} if key else {}
        values: dict[str, object] = {
            f: label for f, kind in fields.items() if (label := self.label(kind, said.get(f, "")))
        }
        return self.form(name, values | ({"number": number} if number else {}))

    def form(self, name: str, values: Mapping[str, object]) -> str:
        """The address of that form, filled in with these values; "" where this office has no such form."""
        if name not in self.forms:
            return ""
        filled = urlencode({"parameters": json.dumps(values, ensure_ascii=False)})
        return f"{form_address(self.public, self.forms[name])}?{filled}"

    def label(self, kind: str, id: str) -> str:
        """What the list of that kind shows for an id; "" where it does not offer it."""
        if kind not in self.labels:
            offered = labels(self.definition, kind, self.raised)
            self.labels[kind] = {meant: label for label, meant in offered.items()}
        return self.labels[kind].get(id, "")


def pages(office: Office, links: Links) -> Iterator[Page]:
    """Every page of the Office, but for "Hôm nay", which stands alone."""
    from notifications import office_pages as words

    now, definition, templates = office.now(), office.definition, office.templates
    everything = [it for it in office.ledger.obligations() if office.context.names(it.key)]
    waiting = report.today(definition, [it for it in everything if it.state in {*WAITING, State.SUBMITTED}], now)
    lost, came = calling.undelivered(office), office.ledger.arrivals(open=True)
    aside, locked = supplemented.left_aside(office, now), _locked(office, waiting)
    found = attention(definition, waiting, _letters(office, lost), locked=locked, came=came, aside=aside, now=now)
    addresses = {it: links.of(it) for it in found}
    files = _files(office, came)
    yield Page("can-xu-ly", words.attention_page(templates, definition, found, addresses, files), "Cần xử lý")
    link = lambda it: links.settles(it.key, it.state)  # noqa: E731 - one line, two uses
    parties = overview.by_party(definition, waiting)
    yield Page("theo-don-vi", words.parties_page(templates, definition, parties, link), words.BY_PARTY)
    months = overview.by_month(definition, waiting)
    yield Page("theo-thang", words.months_page(templates, definition, months, link), words.BY_MONTH)
    board = overview.board(definition, everything, now)
    yield Page("ca-nam", words.board_page(templates, definition, board), "Cả năm: từng cơ quan, đơn vị, từng tháng")
    yield from records_pages(office, everything, links)
    yield from _counted(office)
    yield Page("can-goi-dien", calling.phone_list(office, lost).markdown, "Danh sách cần gọi điện")
    yield from _found(office, links)
    yield from unlinked_page(office, links)


def _files(office: Office, came: Iterable[Arrival]) -> dict[int, str]:
    """Where each file that waits is opened, by its number; none where the office has no page of its own."""
    base = office.settings.page_url if office.settings else ""
    tokens = {it.number: filelinks.token_for(office.secret, it) for it in came} if base else {}
    return {number: f"{base}/{token}" for number, token in tokens.items() if token}


JUDGE = "Xét tin, bài tìm được"
"""The form that a finding is judged by."""


def _found(office: Office, links: Links) -> Iterator[Page]:
    """What was found on the web or reported by units, in an office that looks there, or that has something of both."""
    definition, publications = office.definition, [it for it in office.ledger.publications() if it.url]
    findings = office.ledger.findings()
    if not publications and not findings and not any(party.feeds for party in definition.year.parties):
        return
    from notifications.found_page import TITLE, found_page

    feeds = {it.url: it for it in office.ledger.feeds()}
    acts = partial(_acts, links, {it.key: it for it in said_to_be_out(office)})
    yield Page("tin-bai-tim-duoc", found_page(office.templates, definition, findings, publications, feeds, acts), TITLE)


def _acts(links: Links, reported: Mapping[str, Offer], it: Finding) -> Iterator[tuple[str, str]]:
    """The form, filled in with the number and the verdict, and with what the program thinks that it is about.

    What a unit reported counts for that unit and for its planned line, unless a person says otherwise.
    """
    about = {"topics": it.topics, "activities": it.activities}
    said: dict[str, object] = {
        name: [label for id in ids if (label := links.label(name, id))] for name, ids in about.items()
    }
    if by := reported.get(it.key):
        said |= {"unit": links.label("units", by.unit), **({"lines": by.line} if by.line else {})}
    for words, verdict in (("Ghi", "confirmed"), ("Bỏ", "refused")):
        values = {"numbers": str(it.number), "verdict": links.label("findings", verdict)}
        yield words, links.form(JUDGE, {**values, **said} if verdict == "confirmed" else values)


def _counted(office: Office) -> Iterator[Page]:
    """What was planned and came out; what was asked for and came."""
    from flows.counted import counted
    from notifications import completeness_page, coverage_page
    from notifications.words import date

    it, templates, definition = counted(office), office.templates, office.definition
    covered = coverage_page.coverage_page(templates, definition, it.coverage, it.gaps)
    yield Page("bao-phu", covered, coverage_page.TITLE)
    today = f"ngày {date(it.at.astimezone(office.zone).date())}"
    complete = completeness_page.completeness_page(templates, definition, it.steps, it.rows, today)
    yield Page("day-du", complete, completeness_page.TITLE)


def _letters(office: Office, lost: Sequence[Undelivered]) -> Iterator[Letter]:
    """What did not arrive, on any channel, and what waits until the Office lets it go."""
    from notifications.phone_list import tried

    for it in lost:
        if it.state != "nobody":  # nobody to write to: the party itself is named
            need, call = Need.DOUBTED if it.state == "unknown" else Need.UNSENT, calling.call(office, it)
            yield Letter(need, it.person, call.about, tried(call))
    for waits in releasing.held(office):
        yield Letter(Need.HELD, waits.item.person, waits.about, waits.why)


def _locked(office: Office, waiting: tuple[Waiting, ...]) -> list[Key]:
    """The approvals that too many wrong codes have locked."""
    asked = [it.key for it in waiting if office.context.steps[it.key.step].kind is Kind.APPROVE]
    return [key for key in asked if refusals.locked(office.ledger.facts(key.step, key.period, key=key).tries)]


def publish(office: Office, screen: Screen) -> str:
    """Bring every page of the Office up to date; where the page "Hôm nay" stands."""
    runs, forms = screen.links(), screen.forms()
    steps = office.context.steps
    links = Links(office.definition, steps, screen.public, screen.forms(), runs, raised(office))
    more = [(page.description, screen.publish(*page)) for page in pages(office, links)]
    drawn = [(name, form_address(screen.public, id)) for name, id in sorted(forms.items()) if name not in BY_ITSELF]
    return screen.today(today(office, runs, more, drawn))


def form_address(public: str, id: str) -> str:
    """Where a form is filled in."""
    return f"{public}/v2/deployments/deployment/{id}/run"
