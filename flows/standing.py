"""Where the year stands: what is open and with whom, what waits for a decision, what has left; for `vongnam status`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from definitions.facts import WAITING, Obligation
from definitions.report import awaited
from definitions.vocabulary import Kind
from flows.amend import differing_file
from flows.say import Language, say
from flows.wiring import Office

SHOWN = 20
"""So many open obligations are listed for a person; a machine gets them all."""


def standing(office: Office) -> dict[str, Any]:
    """The year as it stands now, as plain JSON: instants in ISO 8601 UTC, open obligations by due, then key."""
    now = office.now()
    owed = office.ledger.obligations(states=sorted(WAITING))
    owed = [it for it in owed if office.context.names(it.key)]  # an older text may have known more
    waiting = [it for it in owed if awaited(office.context.steps[it.key.step], it)]
    sent = Counter(message.state for message in office.ledger.messages())
    definition = office.definition
    return {
        "process": definition.process.id,
        "year": definition.year.year,
        "title": definition.year.title or definition.process.title,
        "now": now.isoformat(),
        "here": now.astimezone(office.zone).isoformat(timespec="minutes"),
        "adopted": _iso(office.ledger.adopted()),
        "changed": str(differing_file(office) or ""),
        "sending": office.ledger.setting("sending") or "on",
        "states": dict(Counter(it.state.value for it in office.ledger.obligations())),
        "open": [_row(office, it, now) for it in waiting],
        "messages": {"waiting": len(office.ledger.pending(now)), **dict(sorted(sent.items()))},
    }


def told(found: dict[str, Any], lang: Language) -> str:
    """The same for a person, in the language of the program."""
    lines = [
        say(lang, "standing", title=found["title"], year=found["year"], here=_short(found["here"])),
        say(lang, "counted", open=len(found["open"]), late=sum(row["late"] for row in found["open"])),
    ]
    lines += [f"  {_line(row, lang)}" for row in found["open"][:SHOWN]]
    if (more := len(found["open"]) - SHOWN) > 0:
        lines.append(f"  {say(lang, 'and-more', more=more)}")
    left = {"waiting": 0, "sent": 0, "failed": 0, "unknown": 0} | found["messages"]
    lines.append(say(lang, "messages", **left))
    if found["sending"] == "held":
        lines.append(say(lang, "held"))
    if found["changed"]:
        lines.append(say(lang, "changed", file=found["changed"]))
    return "\n".join(lines)


def _row(office: Office, it: Obligation, now: dt.datetime) -> dict[str, Any]:
    step = office.context.steps[it.key.step]
    due = it.instants.due
    return {
        "key": str(it.key),
        "title": step.title,
        "party": office.definition.year.party(it.key.party).name,
        "state": it.state.value,
        "due": _iso(due),
        "due_here": due.astimezone(office.zone).isoformat(timespec="minutes") if due else None,
        "late": bool(due and now >= due),
        "decision": step.kind is Kind.APPROVE,
    }


def _line(row: dict[str, Any], lang: Language) -> str:
    due = say(lang, "until", due=_short(row["due_here"])) if row["due_here"] else say(lang, "no-due")
    late = f", {say(lang, 'late')}" if row["late"] else ""
    return f"{row['key'].split('/')[1]:<9} {row['party']}: {row['title']} ({due}{late})"


def _short(iso: str) -> str:
    """`2023-11-10T08:00+07:00` -> `10/11/2023 08:00`: dates are read like that in both languages."""
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]} {iso[11:16]}"


def _iso(instant: dt.datetime | None) -> str | None:
    return instant.isoformat() if instant else None
