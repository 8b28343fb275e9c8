"""The partners' answers merged into the month's plan, whatever their order; silence is merged as silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

from definitions.agreement import CHANGEABLE, addressed
from definitions.altered import BEFORE
from definitions.events import Outcome
from definitions.newest import UNCHANGED

Content = dict[str, Any]
Line = dict[str, Any]

OUTCOMES: Final = tuple(map(str, Outcome))

# what makes a change one and the same; the old value is no part of it, for it may be merged already
_identity = itemgetter("line", "partner", "outcome", "field", "new")


def apply_answers(
    month_plan: Mapping[str, Any],
    answers: Iterable[Mapping[str, Any]],
    asked: Sequence[str] = (),
    *,
    deadlock: bool = False,
) -> Content:
    """The next version of the month's plan, with the partners' answers of one round merged.

    `answers` are contents of kind `agreement`; `asked` are the partners that were asked (else those a line names). What
    a partner changes becomes the line's own where no other partner keeps to something else; otherwise `by_partner` of
    the line says who takes it how. A line is `postponed` where a partner postpones it and none takes it now. Where every
    partner asked about it refused it, it is `dropped`, or `disputed` where somebody settles a `deadlock`; a later round
    may bring it back. Where they refused the change of a line that has travelled before, only the change is gone: it is
    `unchanged`, and what was signed stands. What was settled already stays as it is. Whoever did not answer stands in `answers` with
    answered=false, and never counts as agreed. The order of the answers is irrelevant, and merged twice they are merged
    once.
    """
    said = {str(it["partner"]): it for it in sorted(answers, key=lambda it: (it["partner"], it.get("round", 1)))}
    named = (str(p) for line in month_plan["lines"] for p in line.get("partners", ()))
    partners = list(dict.fromkeys((*asked, *sorted({*named, *said}))))
    replies = {p: {a["line"]: a for a in said[p].get("answers", ())} for p in said}
    lines, changes = [], [it for it in month_plan.get("changes", ()) if not _overtaken(it, replies)]
    for line in month_plan["lines"]:
        mine = {p: reply[line["id"]] for p, reply in replies.items() if line["id"] in reply}
        lines.append(_answered(line, mine, partners, nobody="disputed" if deadlock else _refused(line)))
        found = [change for p in partners if p in mine for change in _changes(line, p, mine[p])]
        known = {_identity(change) for change in changes}
        changes += [change for change in found if _identity(change) not in known]
    return {
        **month_plan,
        "lines": lines,
        "answers": _merged_answers(month_plan.get("answers", ()), partners, said),
        "changes": changes,
    }


def _overtaken(change: Mapping[str, Any], replies: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a partner that would not take a line, or not now, has said otherwise since."""
    now = replies.get(change["partner"], {}).get(change["line"], change)
    return change["outcome"] in ("refused", "postponed") and bool(now["outcome"] != change["outcome"])


def _refused(line: Line) -> str:
    """What a line is that nobody takes; a change that nobody takes leaves what was agreed on before."""
    return UNCHANGED if BEFORE in line else "dropped"


def _answered(line: Line, mine: Mapping[str, Mapping[str, Any]], partners: Sequence[str], *, nobody: str) -> Line:
    """The line after these answers; `nobody` is its state where no partner takes it."""
    if not mine or line.get("settled") or _taken_as_it_stands(line, mine):
        return dict(line)
    asked = addressed(line, partners)
    refused = {p for p, it in mine.items() if it["outcome"] == "refused"}
    # a line that those it was meant for refuse goes to another partner only if that one said that it takes it
    kept = [p for p in asked if p not in refused] or [p for p in sorted(mine) if p not in refused]
    if not kept:
        return {**line, "state": nobody, "refused": sorted(refused)}
    back = {"state": "planned"} if line.get("state") in ("dropped", "disputed", UNCHANGED) else {}
    known = {name: value for name, value in line.items() if name != "refused"}
    changed = {**known, **back, "partners": kept} if refused & set(asked) or back else known
    answered = {p: mine[p] for p in kept if p in mine}
    return _retimed(_merged(changed, kept, answered), answered)


_MERGED: Final = frozenset({"refused", "by_partner"})


def _taken_as_it_stands(line: Line, mine: Mapping[str, Mapping[str, Any]]) -> bool:
    """Most lines of a month: everybody agrees, and nothing that was merged before is to be taken back."""
    if line.get("state") != "planned" or line.get("postponed_to") != "" or not _MERGED.isdisjoint(line):
        return False
    return all(it["outcome"] == "agreed" for it in mine.values())


def _retimed(line: Line, answered: Mapping[str, Mapping[str, Any]]) -> Line:
    outcomes = {it["outcome"] for it in answered.values()}
    if outcomes & {"agreed", "changed"}:
        return {**line, "state": "planned", "postponed_to": ""}
    later = sorted({str(it.get("when", "")) for it in answered.values() if it["outcome"] == "postponed"} - {""})
    return {**line, "state": "postponed", "postponed_to": "; ".join(later)} if "postponed" in outcomes else line


def _merged(line: Line, kept: Sequence[str], answered: Mapping[str, Mapping[str, Any]]) -> Line:
    """The changes taken over; where partners differ, the line keeps its own and `by_partner` holds what each takes."""
    merged = {name: value for name, value in line.items() if name != "by_partner"}
    apart: dict[str, dict[str, str]] = {p: dict(it) for p, it in line.get("by_partner", {}).items() if p in kept}
    changing = {p: it for p, it in answered.items() if it["outcome"] == "changed"}
    for field in CHANGEABLE if changing else ():
        said = {p: it.get(field) for p, it in changing.items()}
        wishes = {p: wish for p, wish in said.items() if wish and wish != line.get(field)}
        holders = [p for p in kept if p in answered and answered[p]["outcome"] == "agreed" and p not in wishes]
        if len(set(wishes.values())) == 1 and not holders:
            merged[field] = next(iter(wishes.values()))
            for own in apart.values():
                own.pop(field, None)
        else:
            for partner, wish in wishes.items():
                apart.setdefault(partner, {})[field] = wish
    apart = {p: it for p, it in sorted(apart.items()) if it}
    return {**merged, "by_partner": apart} if apart else merged


def _changes(line: Line, partner: str, answer: Mapping[str, Any]) -> list[Content]:
    """One entry for each field that a partner changes; one without a field for the other outcomes but `agreed`."""
    outcome = str(answer["outcome"])
    common = {"line": line["id"], "partner": partner, "outcome": outcome, "reason": str(answer.get("reason", ""))}
    if outcome == "changed":
        return [
            {**common, "field": field, "old": str(line.get(field, "")), "new": str(answer[field])}
            for field in CHANGEABLE
            if answer.get(field) and answer[field] != line.get(field, "")
        ]
    if outcome == "agreed":
        return []
    new = str(answer.get("when", "")) if outcome == "postponed" else ""
    return [{**common, "field": "when" if new else "", "old": str(line.get("when", "")) if new else "", "new": new}]


def _merged_answers(
    before: Iterable[Mapping[str, Any]], partners: Iterable[str], said: Mapping[str, Mapping[str, Any]]
) -> list[Content]:
    """Who answered how, for every partner asked; an earlier round's answer stands until a later one replaces it."""
    old = {it["partner"]: dict(it) for it in before}
    rows = {p: old.get(p) or _counted(p, None) for p in dict.fromkeys((*old, *partners))}
    rows |= {p: _counted(p, it) for p, it in said.items()}
    return list(rows.values())


def _counted(partner: str, answer: Mapping[str, Any] | None) -> Content:
    outcomes = [it["outcome"] for it in answer.get("answers", ())] if answer else []
    counts = {outcome: outcomes.count(outcome) for outcome in OUTCOMES}
    return {"partner": partner, "answered": answer is not None, "outcomes": counts}
