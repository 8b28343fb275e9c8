"""The one door to docxtpl: the plan of a month and the report to the Ministry as .docx, the same bytes each time.

The layout, and every sentence that does not depend on a number, stands in Word templates that an office may edit.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import definitions
from definitions.events import Verdict
from definitions.figures import Report
from definitions.vocabulary import Definition
from notifications import tables, words
from notifications.narrative import sentences

OURS: Final = Path(definitions.__file__).parent / "ha-tinh" / "templates"
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
_NO_DAY: Final = "     "


class Documents:
    """The documents of one office: its own templates where it has them, ours otherwise."""

    def __init__(self, templates: Path | None = None) -> None:
        """`templates` is the office's folder; a name that it lacks is looked for among ours."""
        self._folders = (templates, OURS) if templates else (OURS,)

    def month_plan(
        self,
        definition: Definition,
        content: Mapping[str, Any],
        *,
        version: int,
        approved: object | None,
        date: dt.date | None,
    ) -> bytes:
        """The month's plan of the department. `approved` is the decision that approved it; without one, a draft.

        The day of a draft stays blank, as its number does: the records office fills both in. Raises TemplateMissing,
        TemplateWrong.
        """
        verdict = getattr(approved, "verdict", None)
        draft = approved is None or verdict == Verdict.RETURN
        month = words.period(content["period"])
        shown = {
            **_issuer(definition, "KH", content["period"], None if draft else date),
            "draft": f"DỰ THẢO (BẢN {version})" if draft else "",
            "abstract": f"{_subject(definition)} {month}",
            "month": month,
            "month_upper": month[:1].upper() + month[1:],
            "month_capitals": month.upper(),
            "annexed": f"(Kèm theo Kế hoạch số       /KH-{definition.year.issuer.symbol} của {definition.year.issuer.name})",
            "recipients": _recipients(definition, "month-plan-issue", first=()),
            **tables.month(definition, content),
        }
        return self._fill("month-plan.docx", shown)

    def ministry_report(
        self,
        definition: Definition,
        report: Report,
        content: Mapping[str, Any],
        *,
        date: dt.date | None,
        cutoff: dt.datetime,
    ) -> bytes:
        """The report to the Ministry: numbers from `report`, words from `content` (kind `ministry-report`).

        `cutoff` (aware) is printed as its last whole day or instant. Raises TemplateMissing, TemplateWrong.
        """
        year = definition.year
        subject = f"{_subject(definition)} năm {year.year}"
        shown = {
            **_issuer(definition, "BC", str(year.year), date),
            "draft": "",
            "abstract": f"Kết quả {subject[:1].lower()}{subject[1:]}",
            "addressee": words.listed(p.name for p in year.playing("ministry")) or "Bộ Tài nguyên và Môi trường",
            "opening": f"Thực hiện {_plan_of_year(definition)}, {year.issuer.name} báo cáo kết quả như sau:",
            "cutoff": _cutoff(definition, cutoff),
            "annexed": f"(Kèm theo Báo cáo số       /BC-{year.issuer.symbol} của {year.issuer.name})",
            "recipients": _recipients(definition, None, first=("Như trên;",)),
            **sentences(definition, report, content),
            **tables.year(definition, report),
        }
        return self._fill("ministry-report.docx", shown)

    def own(self, name: str, definition: Definition, content: Mapping[str, Any], *, date: dt.date) -> bytes:
        """A document of the office's own, from its template `name`.docx: head, period, lines, who sent, who did not.

        A line is printed by the names of its form's fields. Raises TemplateMissing, TemplateWrong.
        """
        parties = {party.id: party.name for party in definition.year.parties}
        shown = {
            **_issuer(definition, "BC", content["period"], date),
            "period": words.period(content["period"]),
            "lines": [{**line, "unit": parties.get(line.get("unit", ""), "")} for line in content.get("lines", ())],
            "sent": [parties[it["party"]] for it in content["units"] if it["party"] not in content["silent"]],
            "silent": [parties[party] for party in content["silent"]],
        }
        return self._fill(f"{name}.docx", shown)

    def _fill(self, name: str, shown: Mapping[str, Any]) -> bytes:
        """The template with these values: in a sandbox, every value escaped, every part with the same instant."""
        from docxtpl import DocxTemplate

        from notifications.render import TemplateWrong, for_documents

        template = DocxTemplate(self._path(name))
        out = io.BytesIO()
        try:
            template.render(printable(shown), jinja_env=for_documents(), autoescape=True)
            template.save(out)
        except Exception as error:  # a template edited in Word fails in the ways of four libraries
            reason = " ".join(str(error).split())[:200]
            raise TemplateWrong(code="document-template-wrong", name=name, reason=reason) from error
        return same_bytes(out.getvalue())

    def _path(self, name: str) -> Path:
        from notifications.render import TemplateMissing

        for folder in self._folders:
            if (folder / name).is_file():
                return folder / name
        raise TemplateMissing(code="no-document-template", name=name, folder=self._folders[0])


def printable(value: Any) -> Any:
    """Text in NFC without the characters that a Word file cannot hold."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", unicodedata.normalize("NFC", value))
    if isinstance(value, Mapping):
        return {name: printable(item) for name, item in value.items()}
    return [printable(item) for item in value] if isinstance(value, list | tuple) else value


def same_bytes(data: bytes) -> bytes:
    """The same parts in the same order, each with the zip format's first instant: a file is named by its content."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            fixed.compress_type, fixed.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(fixed, old.read(entry))
    return out.getvalue()


# ---------------------------------------------------------------- the head and the foot


def _issuer(definition: Definition, kind: str, period: str, date: dt.date | None) -> dict[str, Any]:
    issuer = definition.year.issuer
    return {
        "superior": issuer.superior.upper(),
        "issuer": issuer.name.upper(),
        "issuer_name": issuer.name,
        "number": f"{_NO_DAY}/{kind}-{issuer.symbol}",
        "place_and_date": f"{issuer.place}, {_dated(period, date)}",
        "sample": words.SAMPLE if issuer.sample else "",
        "year": definition.year.year,
        "year_title": _title_of_year(definition),
        "partners_named": words.listed(p.name for p in definition.year.playing("partner")) or "các cơ quan báo chí",
    }


def _dated(period: str, date: dt.date | None) -> str:
    if date is not None:
        return f"ngày {date.day:02} tháng {words.month(date.month)} năm {date.year}"
    month = words.month(int(period[5:7])) if len(period) == 7 else _NO_DAY
    return f"ngày {_NO_DAY} tháng {month} năm {period[:4]}"


def _subject(definition: Definition) -> str:
    return definition.process.title


def _title_of_year(definition: Definition) -> str:
    """The plan of the year, as it goes on after the word Kế hoạch."""
    title = definition.year.title or f"{_subject(definition)} năm {definition.year.year}"
    title = re.sub(r"^[Kk]ế hoạch\s+", "", title)
    return title[:1].lower() + title[1:]


def _plan_of_year(definition: Definition) -> str:
    number = definition.year.number
    return f"Kế hoạch {f'số {number} ' if number else ''}{_title_of_year(definition)}"


def _recipients(definition: Definition, step: str | None, *, first: Sequence[str]) -> list[str]:
    """The lines of Nơi nhận that concern this document; the filing line stands last and ends with a full stop."""
    roles = _to(definition, step) if step else {"superior", "leader"}
    playing = {party.id: set(party.roles) for party in definition.year.parties}
    lines = []
    for it in definition.year.recipients:
        archived = it.name.startswith("Lưu")
        if archived or (playing[it.party] & roles if it.party in playing else it.party is None and step is not None):
            lines.append((archived, f"{it.name} ({it.purpose})" if it.purpose else it.name))
    filed = [name.rstrip(".;") for archived, name in lines if archived] or ["Lưu: VT, VP"]
    return [*first, *(f"{name.rstrip(';')};" for archived, name in lines if not archived), f"{filed[-1]}."]


def _to(definition: Definition, step: str) -> set[str]:
    return {role for it in definition.process.steps if it.id == step for role in it.to}


def _cutoff(definition: Definition, cutoff: dt.datetime) -> str:
    local = cutoff.astimezone(ZoneInfo(definition.process.timezone))
    if local.time() == dt.time(0):  # half-open: midnight ends the day before
        return f"hết ngày {words.date(local.date() - dt.timedelta(days=1))}"
    return f"{local:%H:%M} ngày {words.date(local.date())}"
