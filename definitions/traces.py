"""What a figure is counted from: its rows, kept by the figure's name, and the figure is nothing but their sum."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from definitions.content import fold
from definitions.durations import shown_duration
from definitions.facts import Key, Obligation, State
from definitions.figures import Published, Report
from definitions.records import Record
from definitions.vocabulary import FieldType, Process


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is counted. `what` is its kind; `party` whose it is; `day` an ISO day, or a period, or "".

    `amount` is 1 but for the number that a unit reports, and the seconds of a broadcast. `state` says what became of it,
    where something can; `note` what else is known: programme, slot and length of a broadcast.
    """

    what: str  # publication, line, owed, event, record, decision, report
    id: str
    title: str = ""
    party: str = ""
    day: str = ""
    state: str = ""
    amount: int = 1
    note: str = ""


@dataclass(slots=True)
class Trace:
    """The figures counted so far, each under its name with its rows."""

    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict)

    def count(self, name: str, rows: Iterable[Row]) -> int:
        """The figure of that name: the sum over these rows, which are kept beside it."""
        kept = tuple(rows)
        self.rows[name] = kept
        return value(kept)


def value(rows: Iterable[Row]) -> int:
    """The figure that these rows make."""
    return sum(row.amount for row in rows)


# ---------------------------------------------------------------- rows


def publication_row(it: Published, state: str = "") -> Row:
    """What came out."""
    note = ", ".join(filter(None, (it.programme, it.slot, shown_duration(it.seconds))))
    id = f"{it.at}/{it.partner}/{it.title}"
    return Row("publication", id, it.title, it.partner, it.at.isoformat(), state, note=note)


def line_row(line: Mapping[str, Any], state: str = "") -> Row:
    """A line of an issued plan."""
    said = state or str(line.get("state", "planned"))
    return Row("line", line["id"], str(line.get("content", "")), line["unit"], str(line.get("when", "")), said)


def owed_row(it: Obligation, state: str) -> Row:
    """What somebody owed, with what became of it."""
    return Row("owed", str(it.key), "", it.key.party, it.key.period, state)


def event_row(it: Obligation) -> Row:
    """Something that happened."""
    return Row("event", str(it.key), "", it.key.party, it.key.period, str(State(it.state)))


def decision_row(key: Key, verdict: str) -> Row:
    """A verdict."""
    return Row("decision", str(key), "", key.party, key.period, verdict)


def record_row(process: Process, it: Record, line: int | None = None) -> Row:
    """Something that was written down, or one line of it; what it says of private people is masked in it already."""
    key, step = it.own.key, process.step(it.own.key.step)
    said = it.lines if line is None else it.lines[line : line + 1]
    fields = process.form(step.form).fields if step.form else ()
    words = [field.id for field in fields if field.type in (FieldType.TEXT, FieldType.LONG) and not field.personal]
    title = " / ".join("; ".join(str(each[id]) for id in words if each.get(id)) for each in said) or it.note
    id = str(key) if line is None else f"{key}#{line + 1}"
    return Row("record", id, title, key.party, key.period, str(State(it.own.state)))


# ---------------------------------------------------------------- names


def slugs(texts: Iterable[str]) -> dict[str, str]:
    """A word without blanks or dots for each text, no two alike: `Phóng sự` -> `phóng-sự`; for a name's last part."""
    found: dict[str, str] = {}
    for text in texts:
        slug = re.sub(r"[\s.]+", "-", text.strip().lower()) or "-"
        while slug in found.values():
            slug += "~"
        found.setdefault(text, slug)
    return found


def named(report: Report) -> dict[str, int]:
    """Every figure of a report by its name, as the report has it: what `vongnam why` asks for."""
    found = dict(_about(report))
    genres = slugs(report.genres)
    for partner, counts in report.partners:
        found |= {f"partners.{partner}.{genres[genre]}": count for genre, count in counts}
    for on_air in report.broadcasts:
        name = f"broadcasts.{on_air.partner}"
        found |= {f"{name}.count": on_air.count, f"{name}.seconds": on_air.seconds, f"{name}.unsaid": on_air.unsaid}
    for unit in report.units:
        name = f"units.{unit.party}"
        found |= {**_fields(f"{name}.plans", unit.plans), **_fields(f"{name}.lines", unit.lines)}
        found |= {f"{name}.publications": unit.publications}
        found |= {f"{name}.genres.{genres[genre]}": count for genre, count in unit.genres}
        found |= {f"{name}.figures.{figure}": count for figure, count in unit.figures}
    for month in report.months:
        found |= {**_fields(f"plans.{month.period}", month.plans), **_fields(f"lines.{month.period}", month.lines)}
        found |= {f"publications.{month.period}": month.publications}
    for name in ("plans", "lines", "publications", "feedback", "difficulties", "commendations"):
        found |= _fields(name, getattr(report, name))
    for kept in report.records:
        name = f"records.{kept.step}"
        found |= {f"{name}.{part}": getattr(kept, part) for part in ("records", "lines", "closed", "approved")}
        found |= {f"{name}.parties.{party}": count for party, count in kept.parties}
    return found | {f"figures.{name}": count for name, count in report.figures} | {"silent": len(report.silent)}


def _about(report: Report) -> Iterator[tuple[str, int]]:
    for group in ("topics", "activities"):
        for it in getattr(report, group):
            yield from (
                (f"{group}.{it.id}.{part}", getattr(it, part)) for part in ("planned", "covered", "publications")
            )


def _fields(name: str, record: Any) -> dict[str, int]:
    return {f"{name}.{part}": getattr(record, part) for part in type(record).__dataclass_fields__}


def found(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """The figures that a reader means by a name: that one; else the one alike without accents; else those below it."""
    names, asked = list(known), fold(name).strip(".")
    for fits in (
        lambda it: it == name,
        lambda it: fold(it) == asked,
        lambda it: fold(it).startswith(f"{asked}."),
    ):
        if fitting := tuple(it for it in names if fits(it)):
            return fitting
    return ()
