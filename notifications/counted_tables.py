"""Coverage and completeness as tables: rows for a machine and for a spreadsheet, and lines for a person to read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any, Final

from definitions.completeness import Counted, OfStep
from definitions.coverage import Coverage
from definitions.gaps import Gap
from definitions.traces import Row
from definitions.vocabulary import Definition
from notifications.completeness_page import NAMED, behind, told
from notifications.coverage_page import GROUPS, summary
from notifications.figure_words import COUNTED, COVERED, UNNAMED, named, percent, shared
from notifications.gap_words import grouped, sentence, target_words
from notifications.markdown import party_name

Table = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]


def coverage_table(definition: Definition, it: Coverage, gaps: Iterable[Gap]) -> Table:
    """{"today", "total", "rows": [{"group", "id", "name", <figures>}], "targets", "gaps"} as plain JSON."""
    return {
        "today": it.today.isoformat(),
        "total": asdict(it.total),
        "rows": [
            {"group": group, "id": id, "name": _name(definition, group, id), **asdict(covered)}
            for group in GROUPS
            for id, covered in it.groups[group]
        ],
        "targets": [
            {"of": target_words(definition, aimed.target), "at_least": aimed.target.at_least, "out": aimed.out}
            for aimed in it.targets
        ],
        "gaps": [{"lack": str(gap.lack), "id": gap.id, "said": sentence(definition, it, gap)} for gap in gaps],
    }


def _name(definition: Definition, group: str, id: str) -> str:
    return (id or UNNAMED) if group == "genres" else named(definition, id)


def coverage_text(definition: Definition, it: Coverage, gaps: Iterable[Gap]) -> str:
    """The whole, the gaps, then what came out of what was planned, by whatever it is planned by."""
    lines = summary(it.total)
    for title, said in grouped(definition, it, gaps):
        lines += ["", f"{title}:", *(f"  - {each}" for each in said)]
    for group, title in GROUPS.items():
        rows = [(id, covered) for id, covered in it.groups[group] if covered.planned or covered.publications or id]
        lines += ["", f"{title} (coverage.{group}):"] if rows else []
        lines += [
            f"  {_name(definition, group, id)}: {shared(c.published, c.planned)}; {c.publications} tin, bài"
            for id, c in rows
        ]
    return "\n".join(lines) + "\n"


def completeness_table(definition: Definition, steps: Iterable[OfStep], rows: Rows) -> Table:
    """{"rows": [{"step", "party", "name", "counted": "as it was"|"with merged", <figures>, shares, "missing_in"}]}."""
    return {"rows": [row for step in steps for row in _of_step(definition, step, rows)]}


def _of_step(definition: Definition, it: OfStep, rows: Rows) -> Iterable[Table]:
    title = definition.process.step(it.step).title
    for way, head, parties in (("as it was", "completeness", it.parties), ("with merged", "merged", it.merged)):
        for party in parties:
            missing = rows.get(f"{head}.{it.step}.{party.party}.missing", ())
            yield {
                "step": it.step, "title": title, "party": party.party, "name": party_name(definition, party.party),
                "counted": way, **_figures(party.counted), "missing_in": "; ".join(row.day for row in missing),
            }  # fmt: skip


def _figures(it: Counted) -> Table:
    """The figures; a share of nothing is null, and none is capped."""
    return {**asdict(it), "complete": _share(it.complete), "timely": _share(it.timely)}


def _share(share: Fraction | None) -> float | None:
    return None if share is None else float(share)


def completeness_text(definition: Definition, steps: Iterable[OfStep], rows: Rows) -> str:
    """One paragraph for each step: the whole, every party, and the names behind what is missing or late."""
    lines: list[str] = []
    for it in steps:
        lines += [f"{definition.process.step(it.step).title} (completeness.{it.step})", f"  {told(it.total)}"]
        lines += [f"  {_party(definition, party.party, party.counted)}" for party in it.parties]
        for party in it.merged:
            if party.formerly:
                of = ", ".join(party_name(definition, id) for id in party.formerly)
                lines.append(f"  Tính cả {of}: {_party(definition, party.party, party.counted)}")
        found = (behind(definition, it.step, field, rows) for field in NAMED)
        lines += [f"  {names[0]}: {names[1]}" for names in found if names]
        lines.append("")
    return "\n".join(lines) if lines else "Chưa có việc nào đến hạn gửi.\n"


def _party(definition: Definition, party: str, it: Counted) -> str:
    name = party_name(definition, party)
    return f"{name}: đã nhận {shared(it.received, it.expected)}; đúng hạn {shared(it.on_time, it.expected)}"


HEADINGS: Final[Mapping[str, str]] = {
    "group": "Xếp theo", "id": "Mã", "name": "Tên", "step": "Mã bước", "title": "Bước", "party": "Mã đơn vị", "counted": "Cách tính",
    "complete": "Đầy đủ", "timely": "Đúng hạn (tỷ lệ)", "missing_in": "Các kỳ chưa nhận",
}  # fmt: skip
_WAYS: Final = {"as it was": "theo đơn vị khi đó", "with merged": "tính cả đơn vị đã sáp nhập vào"}


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows for Excel: a byte-order mark so that it reads UTF-8, headings in words, no cell that could be a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_heading(key, rows[0]) for key in (rows[0] if rows else ()))
    writer.writerows([_cell(key, value) for key, value in row.items()] for row in rows)
    return f"\ufeff{out.getvalue()}"


def _heading(key: str, row: Mapping[str, Any]) -> str:
    figures = COUNTED if "step" in row else COVERED
    return HEADINGS.get(key) or figures.get(key, key).capitalize()


def _cell(key: str, value: Any) -> Any:
    if key in {"complete", "timely"}:
        return percent(None if value is None else Fraction(value).limit_denominator(10**6))
    said = {"group": GROUPS, "counted": _WAYS}.get(key, {}).get(value, value) if isinstance(value, str) else value
    return f"'{said}" if isinstance(said, str) and said.startswith(("=", "+", "-", "@", "\t", "\r")) else said
