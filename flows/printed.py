"""The deadlines of a year as a person reads them: by step, by party, by month, as a chain; and as CSV and JSON."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from definitions.context import Context
from definitions.explain import Explained
from definitions.views import Link, Owed, by_month, by_party
from notifications import words


def explained(rows: Iterable[Explained]) -> str:
    """One paragraph per step, one line per period, in the language of the definition."""
    paragraphs = []
    for (step, title), its in groupby(rows, key=lambda row: (row.step, row.title)):
        lines = [f"  {row.period:<9} {row.reason}" for row in its]
        paragraphs.append("\n".join([f"{title} ({step})", *lines]))
    return "\n\n".join(paragraphs)


def explained_rows(rows: Iterable[Explained]) -> list[dict[str, Any]]:
    """The same for a machine: instants and dates in ISO 8601."""
    return [
        {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in asdict(row).items()}
        for row in rows
    ]


def parties(ctx: Context, rows: Iterable[Owed]) -> str:
    """One paragraph per party: everything that it owes, the first due first."""
    paragraphs = []
    for party, its in by_party(ctx, rows):
        lines = [f"  {words.own(words.titled(row.it.title, row.it.period))}: {row.it.reason}" for row in its]
        paragraphs.append("\n".join([f"{party.name} ({party.id})", *lines]))
    return "\n\n".join(paragraphs)


def months(ctx: Context, rows: Iterable[Owed]) -> str:
    """One paragraph per month: what is due in it, and how many owe it."""
    paragraphs = []
    for month, groups in by_month(ctx, rows):
        head = f"Tháng {words.month(month[1])}/{month[0]}" if month else "Không đặt thời hạn, hoặc theo từng vụ việc"
        paragraphs.append("\n".join([head, *(f"  {_together(its)}" for its in groups)]))
    return "\n\n".join(paragraphs)


def _together(its: list[Owed]) -> str:
    first = its[0].it
    who = its[0].party.name if len(its) == 1 else f"{len(its)} cơ quan, đơn vị"
    return f"{words.titled(first.title, first.period)} ({who}): {first.reason}"


def chained(period: str, links: Iterable[Link]) -> str:
    """The steps of one period, numbered, each after what it waits for."""
    links = list(links)
    number = {link.it.step: n for n, link in enumerate(links, 1)}
    lines = [f"Chuỗi việc của kỳ {words.period(period)}"]
    for link in links:
        after = ", ".join(str(number[step.id]) for step in link.waits)
        waits = f" (sau việc {after})" if after else ""
        lines += [f"  {number[link.it.step]}. {link.it.title}{waits}", f"     {link.it.reason}"]
    return "\n".join(lines)


# ---------------------------------------------------------------- CSV


_HEADINGS = (
    *("Cơ quan, đơn vị", "Nhiệm vụ", "Kỳ", "Mở", "Hạn cuối", "Ngày làm việc cuối", "Dự kiến", "Nhắc việc"),
    *("Giải thích", "Mã bước", "Mã đơn vị"),
)


def spreadsheet(ctx: Context, rows: Iterable[Owed]) -> str:
    """Rows for Excel: a byte-order mark so that it reads UTF-8, ISO dates, no cell that could be a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    writer.writerows([_plain(cell) for cell in _cells(ctx, row)] for row in rows)
    return f"\ufeff{out.getvalue()}"


def _cells(ctx: Context, row: Owed) -> tuple[str, ...]:
    zone = ctx.clock.zone
    return (
        row.party.name,
        row.it.title,
        row.it.period,
        _local(row.it.opens, zone),
        row.it.last_valid.isoformat() if row.it.last_valid else "",
        row.it.last_working.isoformat() if row.it.last_working else "",
        "x" if row.it.planned else "",
        "; ".join(_local(at, zone) for at in row.reminders),
        row.it.reason,
        row.it.step,
        row.party.id,
    )


def _local(at: dt.datetime | None, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if at else ""


def _plain(cell: str) -> str:
    """Excel takes what begins like this for a formula, whoever wrote it."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def owed_rows(rows: Iterable[Owed]) -> list[dict[str, Any]]:
    """The same for a machine, each with its party and reminders."""
    return [
        {
            "party": row.party.id,
            **explained_rows([row.it])[0],
            "reminders": [at.isoformat() for at in row.reminders],
        }
        for row in rows
    ]
