"""Decree 30/2020/NĐ-CP, Annex I: where a document is not in the form that it prescribes, and what to do.

Only what can be measured of the file is judged: paper, fonts, sizes, the wording of numbers and dates, who is named
where. How long a rule is on the paper, and where a seal goes, are for eyes.
"""

from __future__ import annotations

from definitions.decree import contents, sheets
from definitions.decree.looks import Deviation
from definitions.decree.parts import Document
from definitions.paper import Paper

__all__ = ["Deviation", "deviations"]


def deviations(paper: Paper) -> tuple[Deviation, ...]:
    """Every one, in the order of the decree's clauses."""
    document = Document(paper)
    return tuple(found for rule in (*sheets.RULES, *contents.RULES) for found in rule(document))
