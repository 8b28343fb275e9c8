"""The page "Bao phủ": of what was planned, what came out; the gaps, two pictures, and the figures with their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from definitions.coverage import Coverage, Covered
from definitions.gaps import Gap
from definitions.traces import slugs
from definitions.vocabulary import Definition
from notifications import words
from notifications.figure_words import UNNAMED, named, shared
from notifications.gap_words import grouped, target_words
from notifications.grid_picture import embedded, grid_picture
from notifications.markdown import cell, tidy
from notifications.render import Templates

TITLE: Final = "Bao phủ: đã kế hoạch, đã đăng, phát"
LISTED: Final = 12
"""So many gaps of one sort are listed on the page; `vongnam figures coverage` has them all."""
GROUPS: Final = {
    "topics": "Nội dung tuyên truyền", "activities": "Hoạt động trọng tâm", "units": "Phòng, đơn vị",
    "partners": "Cơ quan báo chí", "genres": "Thể loại", "months": "Tháng",
}  # fmt: skip
"""What the tables are by, in the order of the page."""
PICTURES: Final = {"topics": "Nội dung tuyên truyền theo tháng", "activities": "Hoạt động trọng tâm theo tháng"}


def coverage_page(templates: Templates, definition: Definition, it: Coverage, gaps: Sequence[Gap]) -> str:
    """The Markdown of the page; the pictures stand inside it, as SVG."""
    context = {
        "page": TITLE,
        "office": definition.year.issuer.name,
        "title": definition.year.title or f"{definition.process.title} năm {definition.year.year}",
        "sample": definition.year.issuer.sample,
        "today": words.date(it.today),
        "summary": summary(it.total),
        "gaps": [{"title": title, "said": _first(said)} for title, said in grouped(definition, it, gaps)],
        "pictures": [_picture(templates, definition, it, group, title) for group, title in PICTURES.items() if it.grid[group]],
        "tables": [_table(definition, it, group, title) for group, title in GROUPS.items() if it.groups[group]],
        "targets": [
            {"said": cell(target_words(definition, aimed.target)), "out": shared(aimed.out, aimed.target.at_least), "n": n}
            for n, aimed in enumerate(it.targets, 1)
        ],
    }  # fmt: skip
    return tidy(templates.render("coverage.md.j2", context))


def summary(it: Covered) -> list[str]:
    """The whole in two sentences, each part of which may be asked for by its name."""
    if not it.planned and not it.publications:
        return ["Chưa có kế hoạch tháng nào được ban hành và chưa ghi nhận tin, bài nào."]
    parts = (
        (it.on_time, "đã đăng, phát đúng thời gian"), (it.late, "đăng, phát muộn hơn dự kiến"),
        (it.waiting, "chưa đến thời gian"), (it.never, "đã qua thời gian, chưa có tin, bài"),
    )  # fmt: skip
    lines = "; ".join(f"{words.number(count)} {said}" for count, said in parts if count)
    beside = [
        f"{words.number(count)} {said}"
        for count, said in ((it.unplanned, "ngoài kế hoạch"), (it.results, "trước khi kế hoạch tháng được ban hành"))
        if count
    ]
    tail = f", trong đó {words.listed(beside)}" if beside else ""
    return [
        f"Kế hoạch các tháng đã ban hành có {words.number(it.planned)} nội dung{': ' + lines if lines else ''}.",
        f"Đã ghi nhận {words.number(it.publications)} tin, bài{tail}.",
    ]


def _first(said: Sequence[str]) -> list[str]:
    more = [f"… và {len(said) - LISTED} nội dung khác (xem đủ: vongnam figures coverage)"] if len(said) > LISTED else []
    return [cell(it) for it in (*said[:LISTED], *more)]


def _picture(templates: Templates, definition: Definition, it: Coverage, group: str, title: str) -> dict[str, str]:
    rows = [(_numbered(definition, group, id), cells) for id, cells in it.grid[group]]
    svg = grid_picture(templates, f"{title}, tính đến ngày {words.date(it.today)}", it.months, rows)
    return {
        "title": title,
        "alt": f"{title}: mỗi ô là số nội dung đã đăng, phát trên số nội dung trong kế hoạch",
        "data": embedded(svg),
    }


def _numbered(definition: Definition, group: str, id: str) -> str:
    """`II.3 Thanh tra, kiểm tra`: the plan's own number before the name, the id where it has none."""
    basis = {it.id: it.basis for it in getattr(definition.year, group)}
    return f"{basis.get(id) or id} {named(definition, id)}" if id else UNNAMED


def _table(definition: Definition, it: Coverage, group: str, title: str) -> dict[str, Any]:
    rows = it.groups[group]
    names = slugs([id for id, _ in rows]) if group == "genres" else {id: id or "-" for id, _ in rows}
    shown = ((id, covered) for id, covered in rows if any((covered.planned, covered.publications)) or group != "units")
    return {
        "title": title,
        "group": group,
        "rows": [
            {"said": cell(_who(definition, group, id)), "name": names[id], **_row(covered)} for id, covered in shown
        ],
    }


def _who(definition: Definition, group: str, id: str) -> str:
    return (id or UNNAMED) if group == "genres" else named(definition, id)


def _row(it: Covered) -> dict[str, Any]:
    return {
        "planned": words.number(it.planned), "published": shared(it.published, it.planned), "late": words.number(it.late),
        "waiting": words.number(it.waiting), "never": words.number(it.never), "publications": words.number(it.publications),
        "unplanned": words.number(it.unplanned),
    }  # fmt: skip


def in_letter(definition: Definition, it: Coverage, gaps: Iterable[Gap]) -> list[str]:
    """What the Office reads in the letter of the month: the whole, then each sort of gap with its first ones."""
    said = [f"{title}: {'; '.join(_few(each))}." for title, each in grouped(definition, it, gaps)]
    return [*summary(it.total), *said]


FEW: Final = 3


def _few(said: Sequence[str]) -> list[str]:
    more = [f"… và {len(said) - FEW} nội dung khác"] if len(said) > FEW else []
    return [*said[:FEW], *more]
