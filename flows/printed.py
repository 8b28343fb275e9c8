"""The deadlines of a year as a person reads them, step by step, and as a machine does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby
from typing import Any

from definitions.explain import Explained


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
