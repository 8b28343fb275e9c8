"""Words for what a unit's own report of the year may say, from what the unit reported by month: proposed, never counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from definitions.results import Proposal
from notifications.words import clean, number, period

HEADING: Final = "Số liệu đơn vị đã báo cáo hằng tháng, để đối chiếu; chỉ được tính khi đơn vị ghi trong báo cáo năm"


def listed(proposals: Sequence[Proposal]) -> list[str]:
    """A heading and a line for each field; nothing where nothing was reported."""
    return [f"{HEADING}:", *(f"{it.field.title}: {summed(it)}" for it in proposals)] if proposals else []


def summed(it: Proposal) -> str:
    """Such as "1.201 (tháng 4/2023: 1.200; tháng 5/2023: 1); chưa cộng: tháng 4/2023 ghi «hơn 50»"."""
    months = "; ".join(f"{period(of)}: {number(n)}" for of, n in it.months)
    said = "; ".join(f"{period(of)} ghi «{clean(text)}»" for of, text in it.estimates)
    exact = f"{number(it.total)} ({months})" if months else ""
    return "; ".join(filter(None, (exact, f"chưa cộng: {said}" if said else "")))
