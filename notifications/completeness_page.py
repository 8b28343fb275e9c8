"""The page "Đầy đủ, đúng hạn": what each party handed in at each step, every share with the names behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from definitions.completeness import Counted, OfParty, OfStep
from definitions.traces import Row
from definitions.vocabulary import Definition
from notifications import words
from notifications.figure_words import COUNTED, percent, shared
from notifications.markdown import cell, party_name, tidy
from notifications.render import Templates

TITLE: Final = "Đầy đủ, đúng hạn: từng cơ quan, đơn vị, từng bước"
NAMED: Final = ("missing", "late", "returned", "nil", "waived", "beyond")
"""What is opened to names under the table, the worst first."""

Rows = Mapping[str, Sequence[Row]]


def completeness_page(
    templates: Templates, definition: Definition, steps: Iterable[OfStep], rows: Rows, today: str
) -> str:
    """The Markdown of the page. `rows` are those of every figure, by its name; `today` is said as it stands."""
    context = {
        "page": TITLE,
        "office": definition.year.issuer.name,
        "title": definition.year.title or f"{definition.process.title} năm {definition.year.year}",
        "sample": definition.year.issuer.sample,
        "today": today,
        "steps": [_step(definition, it, rows) for it in steps],
    }
    return tidy(templates.render("completeness.md.j2", context))


def _step(definition: Definition, it: OfStep, rows: Rows) -> dict[str, Any]:
    return {
        "id": it.step,
        "title": cell(definition.process.step(it.step).title),
        "told": told(it.total),
        "rows": [_row(definition, party) for party in it.parties],
        "total": cells(it.total),
        "merged": [_row(definition, party) for party in it.merged if party.formerly],
        "names": [said for field in NAMED if (said := _names(definition, it.step, field, rows))],
    }


def told(it: Counted) -> str:
    """The step in one sentence; what was not expected of anybody has no share."""
    said = f"Phải gửi {words.number(it.expected)}; đã nhận {shared(it.received, it.expected)}"
    said += f"; đúng hạn {shared(it.on_time, it.expected)}; chưa nhận {words.number(it.missing)}."
    return (
        f"{said} Tỷ lệ trên 100% vì có {words.number(it.beyond)} bản nhận được của đơn vị đã được miễn."
        if _over(it)
        else said
    )


def _over(it: Counted) -> bool:
    return it.complete is not None and it.complete > 1


def _row(definition: Definition, it: OfParty) -> dict[str, Any]:
    formerly = [party_name(definition, party) for party in it.formerly]
    tail = f" (gồm {words.listed(formerly)})" if formerly else ""
    return {"name": cell(f"{party_name(definition, it.party)}{tail}"), "party": it.party, **cells(it.counted)}


def cells(it: Counted) -> dict[str, str]:
    """A row of figures as words: numbers, and the two shares."""
    numbers = {field: words.number(getattr(it, field)) for field in COUNTED}
    complete, timely = percent(it.complete), percent(it.timely)
    return {**numbers, "complete": complete, "timely": timely}


def _names(definition: Definition, step: str, field: str, rows: Rows) -> str:
    found = behind(definition, step, field, rows)
    return f"**{found[0]}:** {cell(found[1])}" if found else ""


def behind(definition: Definition, step: str, field: str, rows: Rows) -> tuple[str, str] | None:
    """The names behind a figure: "Chưa nhận (2)", "Thanh tra Sở (tháng 5, 9/2023)."; None where there is none."""
    found = rows.get(f"completeness.{step}.{field}", ())
    by: dict[str, list[str]] = {}
    for row in found:
        by.setdefault(row.party, []).append(row.day)
    said = "; ".join(f"{party_name(definition, party)} ({words.periods(periods)})" for party, periods in by.items())
    return (f"{COUNTED[field].capitalize()} ({words.number(len(found))})", f"{said}.") if found else None
