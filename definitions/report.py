"""Facts -> numbers and lists: completeness, timeliness, coverage. No words, no layout, and every total is a sum."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from definitions.compile import FIGURES, figure
from definitions.content import sort_key
from definitions.due import withdrawn
from definitions.facts import SETTLED, WAITING, Key, Obligation, State, Verdict
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
    Received,
    Report,
    YearFacts,
)
from definitions.periods import base_of
from definitions.records import counted
from definitions.vocabulary import Definition, Kind, Step, Year

__all__ = ["IssuedPlan", "Report", "Waiting", "YearFacts", "awaited", "ministry_report", "month_numbers", "today"]

UNIT_PLAN: Final = "unit-plan"
UNIT_REPORT: Final = "unit-year-report"


def ministry_report(definition: Definition, facts: YearFacts, cutoff: dt.datetime) -> Report:
    """The numbers of the report to the Ministry: everything known up to `cutoff` (aware), and nothing after it.

    A publication counts by its day, in the definition's zone; a plan by its receipt; an event by its raising. What came
    out after last year's cut-off is this year's: the year's `counts_from` says where it begins.
    """
    return _Counting(definition, facts, cutoff).report()


class _Counting:
    """The facts up to the cut-off, each counted from one place."""

    def __init__(self, definition: Definition, facts: YearFacts, cutoff: dt.datetime) -> None:
        self.definition, self.cutoff = definition, cutoff
        self.zone = ZoneInfo(definition.process.timezone)
        first, last = _counted_from(definition.year), cutoff.astimezone(self.zone).date()
        self.out = sorted((p for p in facts.publications if first <= p.at <= last), key=_publication_key)
        self.plans = {p.content["period"]: p for p in facts.month_plans if p.issued is not None and p.issued <= cutoff}
        self.lines = [line for _, plan in sorted(self.plans.items()) for line in plan.content["lines"]]
        self.linked = {line for p in self.out for line in p.lines} & {line["id"] for line in self.lines}
        self.first = _first_receipts(facts.submissions, cutoff)
        self.owed = [it for it in facts.obligations if it.key.step == UNIT_PLAN and self._counts(it)]
        self.reports = {r.party: r.content for r in facts.unit_reports if r.received is None or r.received <= cutoff}
        self.events = [it for it in facts.obligations if it.instants.opens and it.instants.opens <= cutoff]
        self.decisions = [it for it in facts.decisions if it.at <= cutoff]
        self.records = counted(definition.process, facts.obligations, facts.records, facts.decisions, cutoff)
        self.reporting = {it.key.party for it in facts.obligations if it.key.step == UNIT_REPORT}

    def report(self) -> Report:
        """Every number, each counted from the facts up to the cut-off."""
        year = self.definition.year
        genres = sorted({p.genre for p in self.out}, key=sort_key)
        return Report(
            year=year.year,
            cutoff=self.cutoff.astimezone(dt.UTC).isoformat(),
            topics=tuple(self._about("topics", it.id) for it in year.topics),
            activities=tuple(self._about("activities", it.id) for it in year.activities),
            partners=tuple((id, _genres(p for p in self.out if p.partner == id)) for id in self._partners()),
            genres=tuple(genres),
            units=tuple(self._unit(party) for party in self._units()),
            months=tuple(
                self._month(period)
                for period in sorted({it.key.period for it in self.owed} | {*map(base_of, self.plans)})
            ),
            plans=self._plans(self.owed),
            lines=self._counted(self.lines),
            publications=self._publications(),
            figures=tuple((name, sum(figure(r, name) for r in self.reports.values())) for name in FIGURES),
            feedback=self._raised("feedback", "feedback-decision"),
            difficulties=self._raised("difficulty", "difficulty-decision"),
            commendations=self._raised("commendation", "commendation-approval"),
            records=self.records,
            silent=tuple(party for party in self._units() if party in self.reporting and party not in self.reports),
        )

    # --- plans of the units

    def _counts(self, it: Obligation) -> bool:
        """Owed by the cut-off; what is older than adoption is neither sent nor missed, a plan without a due is as sent."""
        due = it.instants.due
        return it.state is not State.BEFORE and (self._came(it) is not None if due is None else due <= self.cutoff)

    def _came(self, it: Obligation) -> tuple[dt.datetime, bool, bool] | None:
        """When it came first, whether late, whether the latest says nil; None where nothing came by the cut-off."""
        if it.key in self.first:
            return self.first[it.key]
        if it.received is None or it.received > self.cutoff:
            return None
        late = it.instants.due is not None and it.received >= it.instants.due
        return it.received, late, it.state is State.NIL

    def _status(self, it: Obligation) -> tuple[str, bool]:
        came = self._came(it)
        if came is None:
            return ("waived" if it.state is State.WAIVED else "missed"), False
        _, late, nil = came
        return ("nil" if nil else "late" if late else "on_time"), not late

    def _plans(self, owed: Iterable[Obligation]) -> Plans:
        statuses = [self._status(it) for it in owed]
        counts = Counter(status for status, _ in statuses)
        return Plans(owed=len(statuses), timely=sum(timely for _, timely in statuses), **counts)

    # --- lines and publications

    def _counted(self, lines: Iterable[Mapping[str, Any]]) -> Lines:
        known = list(lines)
        states = Counter(line.get("state", "planned") for line in known)
        covered = sum(line["id"] in self.linked and line.get("state") != "dropped" for line in known)
        return Lines(len(known), states["planned"], states["postponed"], states["dropped"], covered)

    def _about(self, name: str, id: str) -> About:
        lines = [line for line in self.lines if id in line.get(name, ()) and line.get("state") != "dropped"]
        covered = sum(line["id"] in self.linked for line in lines)
        return About(id, len(lines), covered, sum(id in getattr(p, name) for p in self.out))

    def _publications(self) -> Publications:
        places = Counter(self._place(p) for p in self.out)
        return Publications(
            len(self.out), places["linked"], places["before_plan"], places["unplanned"],
            sum(not p.topics for p in self.out), sum(not p.activities for p in self.out),
            sum(not p.unit for p in self.out),
        )  # fmt: skip

    def _place(self, publication: Published) -> str:
        """Linked to a line; a result that came out before its month's plan was issued; or beside the plan."""
        if self.linked.intersection(publication.lines):
            return "linked"
        plan = self.plans.get(f"{publication.at:%Y-%m}")
        issued = plan.issued.astimezone(self.zone).date() if plan and plan.issued else None
        return "before_plan" if issued is None or publication.at < issued else "unplanned"

    # --- who and when

    def _partners(self) -> list[str]:
        known = [party.id for party in self.definition.year.playing("partner")]
        return [*known, *sorted({p.partner for p in self.out} - {*known})]

    def _units(self) -> list[str]:
        known = [party.id for party in self.definition.year.parties]
        named = {it.key.party for it in self.owed} | self.reporting | {p.unit for p in self.out if p.unit}
        return [*(id for id in known if id in named), *sorted(named - {*known})]

    def _unit(self, party: str) -> OfUnit:
        out = [p for p in self.out if p.unit == party]
        report = self.reports.get(party)
        return OfUnit(
            party,
            self._plans(it for it in self.owed if it.key.party == party),
            self._counted(line for line in self.lines if line["unit"] == party),
            len(out),
            _genres(out),
            tuple((name, figure(report or {}, name)) for name in FIGURES),
            report is not None,
        )

    def _month(self, period: str) -> OfMonth:
        plans = [plan for of, plan in sorted(self.plans.items()) if base_of(of) == period]  # with each "bổ sung"
        return OfMonth(
            period,
            self._plans(it for it in self.owed if it.key.period == period),
            self._counted(line for plan in plans for line in plan.content["lines"]),
            sum(f"{p.at:%Y-%m}" == period for p in self.out),
        )

    def _raised(self, step: str, approval: str = "") -> Raised:
        raised = [it for it in self.events if it.key.step == step and it.state is not State.BEFORE]
        settled = [it for it in raised if it.state in SETTLED and it.done is not None and it.done <= self.cutoff]
        approved = [it for it in self.decisions if it.key.step == approval and it.verdict != Verdict.RETURN]
        return Raised(len(raised), len(settled), len(approved))


def _counted_from(year: Year) -> dt.date:
    return year.counts_from or dt.date(year.year, 1, 1)


def _publication_key(publication: Published) -> tuple[dt.date, str, str, str]:
    return publication.at, publication.partner, publication.genre, publication.title


def _genres(publications: Iterable[Published]) -> tuple[tuple[str, int], ...]:
    counts = Counter(p.genre for p in publications)
    return tuple(sorted(counts.items(), key=lambda it: sort_key(it[0])))


def _first_receipts(submissions: Iterable[Received], cutoff: dt.datetime) -> dict[Key, tuple[dt.datetime, bool, bool]]:
    known = sorted((it for it in submissions if it.received <= cutoff), key=lambda it: (it.key, it.received, it.nil))
    firsts = {it.key: it for it in reversed(known)}
    lasts = {it.key: it for it in known}
    return {key: (it.received, it.late, lasts[key].nil) for key, it in firsts.items()}


# ---------------------------------------------------------------- one month, one day


def month_numbers(definition: Definition, content: Mapping[str, Any]) -> dict[str, Any]:
    """The consolidated plan in numbers: {"lines", "states", "topics", "activities", "partners", "genres", "units", ...}.

    Each of the inner mappings goes from an id (a genre: its name) to a count of lines, in the order of the year.
    """
    lines = [line for line in content["lines"] if line.get("state") != "dropped"]
    sent = [unit for unit in content["units"] if unit["state"] in SETTLED - {State.WAIVED}]
    year = definition.year
    genres = Counter(line.get("genre", "") for line in lines)
    return {
        "lines": len(lines),
        "states": dict(Counter(line.get("state", "planned") for line in content["lines"])),
        "topics": {it.id: sum(it.id in line.get("topics", ()) for line in lines) for it in year.topics},
        "activities": {it.id: sum(it.id in line.get("activities", ()) for line in lines) for it in year.activities},
        "partners": {it.id: sum(it.id in line.get("partners", ()) for line in lines) for it in year.playing("partner")},
        "genres": dict(sorted(genres.items(), key=lambda it: sort_key(it[0]))),
        "units": {unit["party"]: sum(line["unit"] == unit["party"] for line in lines) for unit in content["units"]},
        "sent": len(sent),
        "late": sum(bool(unit["late"]) for unit in sent),
        "nil": sum(unit["state"] == State.NIL for unit in sent),
        "silent": len(content["silent"]),
    }


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
