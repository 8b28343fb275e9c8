"""Facts -> numbers and lists: completeness, timeliness, coverage. No words, no layout, and every total is a sum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from definitions.broadcasts import broadcasts
from definitions.compile import FIGURES, estimates, figure, states
from definitions.content import sort_key
from definitions.due import withdrawn
from definitions.events import Verdict
from definitions.facts import SETTLED, WAITING, Key, Obligation, State
from definitions.figures import (
    About,
    IssuedPlan,
    Lines,
    OfMonth,
    OfUnit,
    Plans,
    Publications,
    Published,
    Raised,
    Report,
    YearFacts,
)
from definitions.periods import base_of
from definitions.placing import Placing
from definitions.receipts import Receipt, came, counts, first_receipts
from definitions.records import Said, counted
from definitions.traces import (
    Row,
    Trace,
    decision_row,
    event_row,
    line_row,
    owed_row,
    publication_row,
    record_row,
    slugs,
)
from definitions.vocabulary import Definition, Kind, Step

__all__ = ["IssuedPlan", "Report", "Waiting", "YearFacts", "awaited", "ministry_report", "today", "traced"]

UNIT_PLAN: Final = "unit-plan"
UNIT_REPORT: Final = "unit-year-report"


def ministry_report(definition: Definition, facts: YearFacts, cutoff: dt.datetime) -> Report:
    """The numbers of the report to the Ministry: everything known up to `cutoff` (aware), and nothing after it.

    A publication counts by its day, in the definition's zone; a plan by its receipt; an event by its raising.
    """
    return traced(definition, facts, cutoff)[0]


def traced(
    definition: Definition, facts: YearFacts, cutoff: dt.datetime
) -> tuple[Report, Mapping[str, tuple[Row, ...]]]:
    """The same, and the rows of every figure by its name (`traces.named`): a figure is nothing but its rows counted."""
    counting = _Counting(definition, facts, cutoff)
    return counting.report(), counting.trace.rows


PLAN_STATES: Final = ("on_time", "late", "nil", "waived", "missed")
LINE_STATES: Final = ("planned", "postponed", "dropped")
PLACES: Final = ("linked", "before_plan", "unplanned")
WITHOUT: Final = {"topic": "topics", "activity": "activities", "unit": "unit"}


class _Counting:
    """The facts up to the cut-off, each counted from one place; every count leaves its rows in the trace."""

    def __init__(self, definition: Definition, facts: YearFacts, cutoff: dt.datetime) -> None:
        self.definition, self.cutoff, self.trace = definition, cutoff, Trace()
        placing = Placing(definition, facts, cutoff)
        self.out, self.plans, self.lines, self.linked = placing.out, placing.plans, placing.lines, placing.linked
        self.newest, self.place = placing.newest, placing.place
        self.first = first_receipts(facts.submissions, cutoff)
        self.owed = [it for it in facts.obligations if it.key.step == UNIT_PLAN and counts(it, self._came(it), cutoff)]
        self.reports = {r.party: r.content for r in facts.unit_reports if r.received is None or r.received <= cutoff}
        self.events = [it for it in facts.obligations if it.instants.opens and it.instants.opens <= cutoff]
        self.decisions = [it for it in facts.decisions if it.at <= cutoff]
        said = (facts.obligations, facts.records, facts.decisions)
        self.records = counted(definition.process, *said, cutoff, self._recorded)
        self.reporting = {it.key.party for it in facts.obligations if it.key.step == UNIT_REPORT}
        self.genres = sorted({p.genre for p in self.out}, key=sort_key)
        self.slugs = slugs(self.genres)

    def report(self) -> Report:
        """Every number, each counted from the facts up to the cut-off."""
        year = self.definition.year
        months = sorted({it.key.period for it in self.owed} | {*map(base_of, self.plans)})
        return Report(
            year=year.year,
            cutoff=self.cutoff.astimezone(dt.UTC).isoformat(),
            topics=tuple(self._about("topics", it.id) for it in year.topics),
            activities=tuple(self._about("activities", it.id) for it in year.activities),
            partners=tuple((id, self._genres(f"partners.{id}", self._by(id))) for id in self._partners()),
            genres=tuple(self.genres),
            broadcasts=tuple(
                broadcasts(self.trace, self._partners(), [*zip(self.out, self._rows(self.out), strict=True)])
            ),
            units=tuple(self._unit(party) for party in self._units()),
            months=tuple(self._month(period) for period in months),
            plans=self._plans("plans", self.owed),
            lines=self._counted("lines", self.lines),
            publications=self._publications(),
            figures=tuple((name, self._figure(f"figures.{name}", name, self.reports)) for name in FIGURES),
            feedback=self._raised("feedback", "feedback", "feedback-decision"),
            difficulties=self._raised("difficulties", "difficulty", "difficulty-decision"),
            commendations=self._raised("commendations", "commendation", "commendation-approval"),
            records=self.records,
            silent=self._silent(),
            estimates=tuple((name, said) for name in FIGURES if (said := self._estimates(name))),
            exact=tuple((name, sum(states(it, name) for it in self.reports.values())) for name in FIGURES),
        )

    # --- plans of the units

    def _came(self, it: Obligation) -> Receipt | None:
        return came(it, self.first, self.cutoff)

    def _status(self, it: Obligation) -> str:
        receipt = self._came(it)
        if receipt is None:
            return "waived" if it.state is State.WAIVED else "missed"
        return "nil" if receipt.nil else "late" if receipt.late else "on_time"

    def _plans(self, name: str, owed: Iterable[Obligation]) -> Plans:
        rows = [(it, self._status(it)) for it in owed]
        parts = {state: [row for row in rows if row[1] == state] for state in PLAN_STATES}
        timely = [row for row in rows if (receipt := self._came(row[0])) is not None and not receipt.late]
        named = {"owed": rows, **parts, "timely": timely}
        return Plans(**self._count(name, {part: [owed_row(*it) for it in its] for part, its in named.items()}))

    def _count(self, name: str, parts: Mapping[str, Iterable[Row]]) -> dict[str, int]:
        return {part: self.trace.count(f"{name}.{part}", rows) for part, rows in parts.items()}

    # --- lines and publications

    def _counted(self, name: str, lines: Iterable[Mapping[str, Any]]) -> Lines:
        known = list(lines)
        parts = {state: [line for line in known if line.get("state", "planned") == state] for state in LINE_STATES}
        covered = [line for line in known if line["id"] in self.linked and line.get("state") != "dropped"]
        named = {"total": known, **parts, "covered": covered}
        return Lines(**self._count(name, {part: map(line_row, its) for part, its in named.items()}))

    def _about(self, group: str, id: str) -> About:
        lines = [line for line in self.lines if id in line.get(group, ()) and line.get("state") != "dropped"]
        covered = [line for line in lines if line["id"] in self.linked]
        out = [p for p in self.out if id in getattr(p, group)]
        parts = {"planned": map(line_row, lines), "covered": map(line_row, covered), "publications": self._rows(out)}
        return About(id, **self._count(f"{group}.{id}", parts))

    def _rows(self, out: Iterable[Published]) -> Iterator[Row]:
        return (publication_row(p, self.place(p)) for p in out)

    def _publications(self) -> Publications:
        placed = {place: [p for p in self.out if self.place(p) == place] for place in PLACES}
        without = {f"without_{name}": [p for p in self.out if not getattr(p, of)] for name, of in WITHOUT.items()}
        named = {"total": self.out, **placed, **without}
        return Publications(**self._count("publications", {part: self._rows(its) for part, its in named.items()}))

    def _genres(self, name: str, out: Sequence[Published]) -> tuple[tuple[str, int], ...]:
        known = [genre for genre in self.genres if any(p.genre == genre for p in out)]
        return tuple((genre, self._of_genre(f"{name}.{self.slugs[genre]}", out, genre)) for genre in known)

    def _of_genre(self, name: str, out: Iterable[Published], genre: str) -> int:
        return self.trace.count(name, self._rows(p for p in out if p.genre == genre))

    # --- who and when

    def _by(self, partner: str) -> list[Published]:
        return [p for p in self.out if p.partner == partner]

    def _partners(self) -> list[str]:
        known = [party.id for party in self.definition.year.playing("partner")]
        return [*known, *sorted({p.partner for p in self.out} - {*known})]

    def _units(self) -> list[str]:
        known = [party.id for party in self.definition.year.parties]
        named = {it.key.party for it in self.owed} | self.reporting | {p.unit for p in self.out if p.unit}
        return [*(id for id in known if id in named), *sorted(named - {*known})]

    def _unit(self, party: str) -> OfUnit:
        out, name = [p for p in self.out if p.unit == party], f"units.{party}"
        own = {party: self.reports[party]} if party in self.reports else {}
        return OfUnit(
            party,
            self._plans(f"{name}.plans", (it for it in self.owed if it.key.party == party)),
            self._counted(f"{name}.lines", (line for line in self.lines if line["unit"] == party)),
            self.trace.count(f"{name}.publications", self._rows(out)),
            self._genres(f"{name}.genres", out),
            tuple((figure, self._figure(f"{name}.figures.{figure}", figure, own)) for figure in FIGURES),
            party in self.reports,
            tuple((figure, said) for figure in FIGURES for it in own.values() for said in estimates(it, figure)),
        )

    def _month(self, period: str) -> OfMonth:
        lines = [it.line for it in self.newest.values() if base_of(it.period) == period]  # with each "bổ sung"
        out = [p for p in self.out if f"{p.at:%Y-%m}" == period]
        return OfMonth(
            period,
            self._plans(f"plans.{period}", (it for it in self.owed if it.key.period == period)),
            self._counted(f"lines.{period}", lines),
            self.trace.count(f"publications.{period}", self._rows(out)),
        )

    # --- what units report, what happened

    def _recorded(self, name: str, counted: Iterable[Said]) -> int:
        rows = (record_row(self.definition.process, it.record, it.line) for it in counted)
        return self.trace.count(f"records.{name}", rows)

    def _figure(self, name: str, of: str, reports: Mapping[str, Mapping[str, Any]]) -> int:
        said = sorted((party, figure(it, of)) for party, it in reports.items() if states(it, of))
        return self.trace.count(name, (Row("report", f"{party}/{of}", party=party, amount=n) for party, n in said))

    def _estimates(self, name: str) -> tuple[tuple[str, str], ...]:
        return tuple((party, said) for party, it in sorted(self.reports.items()) for said in estimates(it, name))

    def _raised(self, name: str, step: str, approval: str = "") -> Raised:
        raised = [it for it in self.events if it.key.step == step and it.state is not State.BEFORE]
        settled = [it for it in raised if it.state in SETTLED and it.done is not None and it.done <= self.cutoff]
        approved = [it for it in self.decisions if it.key.step == approval and it.verdict != Verdict.RETURN]
        verdicts = (decision_row(it.key, it.verdict) for it in approved)
        parts = {"raised": map(event_row, raised), "settled": map(event_row, settled), "approved": verdicts}
        return Raised(**self._count(name, parts))

    def _silent(self) -> tuple[str, ...]:
        silent = tuple(party for party in self._units() if party in self.reporting and party not in self.reports)
        self.trace.count(
            "silent", (Row("owed", f"{UNIT_REPORT}/{party}", party=party, state="missed") for party in silent)
        )
        return silent


# ---------------------------------------------------------------- one day


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: for whom (party ids), in which group, until when. Ordered as the screen "Hôm nay" shows it.

    Groups: `decide` (a leader's verdict, or an acceptance), `late`, `due`, `standing` (a record kept, no deadline).
    """

    group: str
    key: Key
    title: str
    parties: tuple[str, ...]
    state: State
    due: dt.datetime | None


GROUPS: Final = ("decide", "late", "due", "standing")


def awaited(step: Step, it: Obligation) -> bool:
    """Whether somebody has to act on it. What a leader returned, or the Office took
    back, waits with whoever put it together, not with the leader.
    """
    elsewhere = step.kind is Kind.APPROVE and (it.state is State.RETURNED or withdrawn(it))
    return it.state in WAITING and not elsewhere


def today(definition: Definition, obligations: Iterable[Obligation], now: dt.datetime) -> tuple[Waiting, ...]:
    """Who owes what now, and what waits for whom: by group, then deadline, then the order of the year."""
    steps = {step.id: step for step in definition.process.steps}
    order = {party.id: n for n, party in enumerate(definition.year.parties)}
    found: list[Waiting] = []
    for it in obligations:
        step = steps.get(it.key.step)
        if step is None or not (awaited(step, it) or (it.state is State.SUBMITTED and step.accept != "auto")):
            continue
        accepts = it.state is State.SUBMITTED
        parties = tuple(p.id for p in definition.year.playing(step.accept)) if accepts else (it.key.party,)
        due = it.instants.due
        group = (
            "decide"
            if accepts or step.kind is Kind.APPROVE
            else "standing"
            if due is None
            else "late"
            if due <= now
            else "due"
        )
        found.append(Waiting(group, it.key, step.title, parties, it.state, due))
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    return tuple(
        sorted(found, key=lambda it: (GROUPS.index(it.group), it.due or last, order.get(it.key.party, 0), it.key))
    )
