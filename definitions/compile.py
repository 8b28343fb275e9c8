"""Putting together: the month from the units' plans, the year from the reports; what became of a line, by version.

Plain JSON in the shapes that each docstring states; nothing here writes a sentence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from definitions.altered import BEFORE, alterations
from definitions.approximate import tally
from definitions.facts import SETTLED, Obligation, State
from definitions.vocabulary import Definition

Content = dict[str, Any]
Line = dict[str, Any]

FIGURES: Final = ("supplied", "announced", "reporters", "staff_articles")  # what a unit counts in its year's report


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit's plan of the month as it was handed in: the content of kind `unit-plan`, when it came, whether late.

    `sha` names that content in the ledger: what is put together from it says so.
    """

    content: Mapping[str, Any]
    received: dt.datetime | None = None
    late: bool = False
    sha: str = ""

    @property
    def party(self) -> str:
        """Whose plan it is."""
        return str(self.content["party"])


def compile_month(
    definition: Definition, period: str, submissions: Iterable[UnitPlan], obligations: Iterable[Obligation]
) -> Content:
    """The month's plan before anybody outside has seen it, or what else is put together from what is handed in.

    `submissions` are the latest plan of each unit, `obligations` those of the unit's plan in this period. A plan that
    was returned or whose obligation is not settled adds no line; a unit that is silent is named, and never waited for.
    Gives {"kind": "month-plan", "period", "lines", "units", "silent", "answers": [], "changes": []}; each of the units
    says by its SHA-256 which version of its plan was taken (`plan`).
    """
    plans = {plan.party: plan for plan in submissions}
    units = _units(definition, plans, obligations)
    taken = [plans[unit["party"]] for unit in units if unit["state"] in SETTLED and unit["party"] in plans]
    lines = [line for plan in taken for line in lines_of(plan)]
    return {
        "kind": "month-plan",
        "period": period,
        "lines": in_order(definition, lines),
        "units": units,
        "silent": [unit["party"] for unit in units if _silent(unit)],
        "answers": [],
        "changes": [],
    }


def in_order(definition: Definition, lines: Iterable[Line]) -> list[Line]:
    """By the first topic in the order of the plan (none: last), then the unit in the order of the year, then the id."""
    topics = {topic.id: n for n, topic in enumerate(definition.year.topics)}
    parties = _party_order(definition)

    def place(line: Line) -> tuple[int, int, str]:
        first = min((topics.get(topic, len(topics)) for topic in line.get("topics", ())), default=len(topics))
        return first, parties.get(line["unit"], len(parties)), line["id"]

    return sorted(lines, key=place)


def _party_order(definition: Definition) -> dict[str, int]:
    return {party.id: n for n, party in enumerate(definition.year.parties)}


def _units(definition: Definition, plans: Mapping[str, UnitPlan], obligations: Iterable[Obligation]) -> list[Content]:
    """Every party that owed or sent something, in the order of the year."""
    owed = {it.key.party: it for it in obligations}
    order = _party_order(definition)
    parties = sorted({*plans, *owed}, key=lambda party: (order.get(party, len(order)), party))
    return [_unit(party, owed.get(party), plans.get(party)) for party in parties]


def _unit(party: str, owed: Obligation | None, plan: UnitPlan | None) -> Content:
    state = owed.state if owed else State.NIL if plan and plan.content.get("nil") else State.SUBMITTED
    came = plan.received if plan else owed.received if owed else None
    received = came.astimezone(dt.UTC).isoformat() if came else None
    said = {"party": party, "state": str(state), "received": received, "late": bool(plan and plan.late)}
    return {**said, "plan": plan.sha} if plan and plan.sha else said


def _silent(unit: Mapping[str, Any]) -> bool:
    """Nothing came, and nobody let it go; a plan sent back for more did come."""
    return unit["state"] not in SETTLED | {State.BEFORE, State.RETURNED}


def lines_of(plan: UnitPlan) -> list[Line]:
    """The lines of a unit's plan as they stand in what is put together; one that travels again keeps what became of it."""
    added = {"unit": plan.party, "late": plan.late, "state": "planned", "postponed_to": ""}
    lines = () if plan.content.get("nil") else plan.content.get("lines", ())
    return [{**line, "late": plan.late} if BEFORE in line else {**line, **added} for line in lines]


# ---------------------------------------------------------------- what became of it


def outcomes_for(month_plan: Mapping[str, Any], party: str) -> tuple[Content, ...]:
    """What became of a unit's lines, in the order of the plan.

    Each {"line": id, "content", "state": planned|postponed|dropped, "postponed_to", "partners": [ids],
    "changes": [the entries of this line], "unanswered": [partners of the line that did not answer], "settled": what the
    leader made of it where no partner took it, keep|drop|give|leave, or "", "altered": what it says otherwise than when
    it travelled before}. The state `unchanged` is that of a change that was not taken.
    """
    silent = {it["partner"] for it in month_plan.get("answers", ()) if not it["answered"]}
    return tuple(
        {
            "line": line["id"],
            "content": line.get("content", ""),
            "state": line.get("state", "planned"),
            "postponed_to": line.get("postponed_to", ""),
            "partners": list(line.get("partners", ())),
            "changes": [it for it in month_plan.get("changes", ()) if it["line"] == line["id"]],
            "unanswered": _unanswered(line, silent),
            "settled": line.get("settled", ""),
            "altered": alterations(line),
        }
        for line in month_plan["lines"]
        if line["unit"] == party
    )


def _unanswered(line: Mapping[str, Any], silent: set[str]) -> list[str]:
    given = line.get("given", ())
    asked = line.get("partners", ()) if line.get("settled") else line.get("partners") or sorted(silent)
    return [p for p in asked if p in silent or p in given]


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Content]:
    """What differs between two versions, by line, whatever the order of the lines.

    Each {"line": id, "what": added|removed|changed, "field", "old", "new"}, ordered by line and field.
    """
    before, after = ({line["id"]: line for line in plan["lines"]} for plan in (old, new))
    found: list[Content] = []
    for id in sorted({*before, *after}):
        if id not in before or id not in after:
            what = "removed" if id in before else "added"
            found.append({"line": id, "what": what, "field": "", "old": None, "new": None})
            continue
        for field in sorted({*before[id], *after[id]}):
            was, now = before[id].get(field), after[id].get(field)
            if was != now:
                found.append({"line": id, "what": "changed", "field": field, "old": was, "new": now})
    return found


# ---------------------------------------------------------------- the year


def compile_year(
    definition: Definition, period: str, reports: Iterable[UnitPlan], obligations: Iterable[Obligation]
) -> Content:
    """What the report to the Ministry tells, from the units' reports of the year; its numbers come from `report.py`.

    Gives {"kind": "ministry-report", "period", "units": [{"party", "state", "received", "late"}...], "silent": [...],
    "figures": {name: sum}, "by_unit": [{"party", <figures>}...], "results" / "difficulties" / "proposals":
    [{"party", "text"}...], "assessment": "", "directions": ""}. The last two are for a person to write.
    """
    given = {it.party: it for it in reports}
    units = _units(definition, given, obligations)
    told = [given[u["party"]].content for u in units if u["party"] in given and u["state"] in SETTLED]
    by_unit = [{"party": it["party"], **{name: figure(it, name) for name in FIGURES}} for it in told]
    return {
        "kind": "ministry-report",
        "period": period,
        "units": units,
        "silent": [unit["party"] for unit in units if _silent(unit)],
        "figures": {name: sum(row[name] for row in by_unit) for name in FIGURES},
        "by_unit": by_unit,
        **{name: _texts(told, name) for name in ("results", "difficulties", "proposals")},
        "assessment": "",
        "directions": "",
    }


def figure(report: Mapping[str, Any], name: str) -> int:
    """A number of a unit's report, from its figures or its lines; an estimate ("gần 500") is no part of it."""
    return tally(("", value) for value in _values(report, name)).total


def estimates(report: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """What a unit's report says of that number without being exact, word for word."""
    return tuple(said for _, said in tally(("", value) for value in _values(report, name)).estimates)


def states(report: Mapping[str, Any], name: str) -> bool:
    """Whether a unit's report says an exact number there."""
    return tally(("", value) for value in _values(report, name)).exact > 0


def _values(report: Mapping[str, Any], name: str) -> list[Any]:
    return [row.get(name) for row in (report.get("figures", {}), *report.get("lines", ()))]


def _texts(reports: Iterable[Mapping[str, Any]], name: str) -> list[Content]:
    """What the units wrote under that name; a report that came as one note stands under the results."""
    found: list[Content] = []
    for it in reports:
        said = [str(row.get(name, "")).strip() for row in (it, *it.get("lines", ()))]
        said = [text for text in said if text] or ([str(it.get("note", "")).strip()] if name == "results" else [])
        found += [{"party": it["party"], "text": "\n".join(said)}] if any(said) else []
    return found
