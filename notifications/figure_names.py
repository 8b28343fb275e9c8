"""Which figure of the report to the Ministry bears which name: for the draft, so that its reader can ask for the rows."""

from __future__ import annotations

from collections.abc import Iterable

from definitions.figures import Report
from definitions.vocabulary import Definition

HINT = "Muốn biết một số liệu gồm những gì: vongnam why TÊN-SỐ-LIỆU. Phần này chỉ có trong bản dự thảo."


def figure_names(definition: Definition, report: Report) -> list[str]:
    """A line for each part and table of the report: the names of its figures, and the codes in the order of its rows."""
    year = definition.year
    return [
        HINT,
        f"Mục II.1: {_all('topics.MÃ', _ABOUT)}; MÃ: {_codes(it.id for it in year.topics)}.",
        f"Mục II.2: {_all('activities.MÃ', _ABOUT)}; MÃ: {_codes(it.id for it in year.activities)}.",
        f"Mục II.3: partners.MÃ.THỂ-LOẠI; MÃ: {_codes(id for id, _ in report.partners)}; "
        f"{_all('publications', ('total', 'linked', 'before_plan', 'unplanned'))}.",
        f"Mục II.4: {_all('figures', ('supplied', 'announced', 'reporters'))}.",
        f"Mục II.5: {_all('feedback', ('raised', 'settled'))}.",
        f"Mục II.6: figures.staff_articles; {_all('commendations', ('raised', 'approved'))}.",
        f"Mục III, IV: {_all('plans', ('timely', 'owed', 'missed', 'late'))}; "
        f"{_all('lines', ('planned', 'postponed', 'covered', 'dropped'))}; {_all('difficulties', ('raised', 'settled'))}; silent.",
        f"Phụ lục, bảng 1: {_all('units.MÃ.plans', _SENT)}; {_all('units.MÃ.lines', _LINES)}; units.MÃ.publications; "
        f"units.MÃ.genres.THỂ-LOẠI; units.MÃ.figures.staff_articles; MÃ: {_codes(it.party for it in report.units)}.",
        f"Phụ lục, bảng 2: {_all('plans.NĂM-THÁNG', ('owed', *_SENT))}; {_all('lines.NĂM-THÁNG', _LINES)}; "
        f"publications.NĂM-THÁNG; NĂM-THÁNG: {_codes(it.period for it in report.months)}.",
        "Phụ lục, bảng 3: silent.",
    ]


_ABOUT = ("planned", "covered", "publications")
_SENT = ("on_time", "late", "nil", "missed")
_LINES = ("planned", "postponed", "covered")  # the table shows the first two as one number


def _all(head: str, parts: Iterable[str]) -> str:
    return ", ".join(f"{head}.{part}" for part in parts)


def _codes(ids: Iterable[str]) -> str:
    return ", ".join(ids) or "chưa có"
