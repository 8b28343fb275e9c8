"""The Office's pages for the screen, as Markdown: what needs a human eye, who owes what, the year at a glance."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from definitions.altered import Why
from definitions.attention import Attention, Need
from definitions.overview import Board, Mark, Standing
from definitions.report import Waiting
from definitions.states import SHOWN
from definitions.vocabulary import Definition
from notifications import words
from notifications.markdown import cell, deadline, party_name, tidy
from notifications.render import Templates

Link = Callable[[Waiting], str]
"""Where what waits is settled: an address with the form filled in, or "" where there is none."""

BY_PARTY: Final = "Ai còn việc gì: theo cơ quan, đơn vị"
BY_MONTH: Final = "Ai còn việc gì: theo tháng đến hạn"
NEEDS: Final = {
    Need.DOUBTED: ("Thư chưa rõ đã đến hay chưa", "Hỏi lại người nhận, rồi gửi lại nếu chưa nhận được."),
    Need.UNSENT: ("Thư chưa gửi được", "Kiểm tra địa chỉ trong danh bạ, hoặc liên hệ bằng cách khác."),
    Need.HELD: ("Thư nói về người khác, chờ Văn phòng cho gửi", "Xem nội dung, rồi cho gửi hoặc để nguyên."),
    Need.UNREACHED: ("Chưa có người nhận thư", "Bổ sung người và địa chỉ trong danh bạ."),
    Need.ARRIVED: (
        "Tệp, thư đến cần người xem",
        "Xem nội dung, rồi giao cho đơn vị, ghi không phát sinh, trả lại hoặc để riêng.",
    ),
    Need.PUT_AWAY: (
        "Tệp, thư đến đang cách ly",
        "Hỏi lại người gửi trước khi mở; rồi giao cho đơn vị, trả lại hoặc để riêng.",
    ),
    Need.LOCKED: ("Mã phê duyệt tạm khóa vì nhập sai nhiều lần", "Gửi lại mã sau khi hỏi người phê duyệt."),
    Need.UNDECIDED: ("Lãnh đạo chưa cho ý kiến, đã quá thời hạn", "Xin ý kiến trực tiếp."),
    Need.UNANSWERED: ("Cơ quan báo chí chưa có ý kiến", "Liên hệ trực tiếp; có ý kiến thì ghi vào biểu mẫu."),
    Need.OVERDUE: ("Chưa thực hiện, đã quá thời hạn", "Liên hệ trực tiếp; nhận được thì ghi vào biểu mẫu."),
    Need.LEFT_ASIDE: (
        "Bản mới của đơn vị khác kế hoạch đã gửi, chương trình không tự đổi",
        "Hỏi lại đơn vị; cần giữ hoặc cần đổi thì thu lại kế hoạch của đơn vị cho đúng ý.",
    ),
    Need.TO_ACCEPT: ("Đã gửi, chờ tiếp nhận", "Xem nội dung, tiếp nhận hoặc trả lại."),
    Need.TO_CONFIRM: ("Bản dự thảo chờ xác nhận", "Xem, sửa nếu cần, rồi xác nhận."),
}
"""What each need is called, and what to do about it."""

ASIDE: Final[Mapping[str, str]] = {
    Why.LEFT_OUT: "bản mới của đơn vị không còn dòng này; kế hoạch vẫn giữ",
    Why.STRUCK: "bản mới của đơn vị có sửa, nhưng dòng này không còn trong kế hoạch",
    Why.OVER: "bản mới của đơn vị có sửa, nhưng nội dung đã đăng, phát hoặc đã chuyển tháng sau",
}
"""Why a line of a unit's newest plan goes nowhere by itself."""

MARKS: Final = {
    Mark.DONE: "đúng hạn",
    Mark.LATE: "thực hiện sau hạn",
    Mark.NIL: "không phát sinh",
    Mark.WAIVED: "được miễn",
    Mark.OPEN: "đang mở",
    Mark.RETURNED: "trả lại để bổ sung",
    Mark.OVERDUE: "quá hạn, chưa thực hiện",
    Mark.SILENT: "chưa có ý kiến",
    Mark.MISSED: "không nộp",
    Mark.BEFORE: "trước khi áp dụng",
    Mark.PLANNED: "chưa đến kỳ",
}
"""What each sign of the picture means, in the order of the legend; each is told apart without colour."""

TOLD: Final = (Mark.MISSED, Mark.OVERDUE, Mark.SILENT, Mark.RETURNED, Mark.LATE)
"""What is said in words under the picture: whatever is not as it should be."""


def attention_page(
    templates: Templates,
    definition: Definition,
    found: Sequence[Attention],
    links: Mapping[Attention, str],
    files: Mapping[int, str],
) -> str:
    """The Markdown of "Cần xử lý": a table for each need, each row with the link that settles it.

    `files` are the addresses of the files that wait, by their numbers: the name of such a file opens it.
    """
    rows = {need: _attended(definition, [it for it in found if it.need is need], links, files) for need in NEEDS}
    groups = [{"title": title, "todo": todo, "rows": rows[need]} for need, (title, todo) in NEEDS.items()]
    shown = [group for group in groups if group["rows"]]
    return tidy(templates.render("attention.md.j2", {**_head(definition), "groups": shown, "count": len(found)}))


def _attended(
    definition: Definition, found: Iterable[Attention], links: Mapping[Attention, str], files: Mapping[int, str]
) -> list[Any]:
    """One row for what several owe alike, each of them with its own link."""
    alike: dict[tuple[Any, ...], list[str]] = {}
    for it in found:
        period = words.period(it.key.period) if it.key else ""
        until = deadline(definition, it.due, short=True) if it.key else ""
        title = _linked(it.title, files.get(it.number, ""))
        alike.setdefault((title, period, until, it.said), []).append(_linked(_who(definition, it), links.get(it, "")))
    return [
        {"title": title, "period": period, "due": until, "said": cell(ASIDE.get(said, said)), "who": "; ".join(who)}
        for (title, period, until, said), who in alike.items()
    ]


def _who(definition: Definition, it: Attention) -> str:
    if it.person:
        known = definition.directory.known(it.person)
        return known.name if known else it.person
    return (
        "; ".join(party_name(definition, party) for party in it.parties)
        or it.sender
        or ("chưa rõ" if it.number else "")
    )


def _linked(text: str, link: str) -> str:
    return f"[{cell(text)}]({link})" if link else cell(text)


Groups = Iterable[tuple[str, Sequence[Waiting]]]


def parties_page(templates: Templates, definition: Definition, groups: Groups, link: Link) -> str:
    """The Markdown of what each party is waited for; the groups are party ids."""
    shown = [
        {"title": cell(party_name(definition, party)), "rows": _owed(definition, its, link, parties=False)}
        for party, its in groups
    ]
    return _owed_page(templates, definition, BY_PARTY, shown, who=False)


def months_page(templates: Templates, definition: Definition, groups: Groups, link: Link) -> str:
    """The Markdown of what is waited for in each month; the groups are months ("2023-11"), "" without a deadline."""
    shown = [
        {
            "title": words.period(month).capitalize() or "Không đặt thời hạn",
            "rows": _owed(definition, its, link, parties=True),
        }
        for month, its in groups
    ]
    return _owed_page(templates, definition, BY_MONTH, shown, who=True)


def _owed_page(templates: Templates, definition: Definition, page: str, groups: list[Any], *, who: bool) -> str:
    return tidy(templates.render("owed.md.j2", {**_head(definition), "page": page, "groups": groups, "who": who}))


def _owed(definition: Definition, its: Iterable[Waiting], link: Link, *, parties: bool) -> list[dict[str, str]]:
    alike: dict[tuple[Any, ...], list[str]] = {}
    for it in its:
        where = link(it)
        shown = [_linked(party_name(definition, party), where) for party in it.parties] if parties else []
        alike.setdefault((it.title, it.key.period, it.due, it.state, it.group, "" if parties else where), []).extend(
            shown
        )
    return [
        {
            "title": _linked(title, where),
            "period": words.period(period),
            "who": "; ".join(dict.fromkeys(who)),
            "due": deadline(definition, due, short=True),
            "state": f"**{SHOWN[state]}, quá hạn**" if group == "late" else SHOWN[state],
        }
        for (title, period, due, state, group, where), who in alike.items()
    ]


def _head(definition: Definition) -> dict[str, Any]:
    year = definition.year
    return {
        "office": year.issuer.name,
        "title": year.title or f"{definition.process.title} năm {year.year}",
        "sample": year.issuer.sample,
    }


# ---------------------------------------------------------------- the year at a glance


def board_page(templates: Templates, definition: Definition, board: Board) -> str:
    """The Markdown of "Cả năm": the picture (inside the page, as SVG), and in words whatever is not as it should be."""
    picture = base64.b64encode(board_picture(templates, definition, board).encode()).decode()
    told = [line for row in board.rows if (line := _told(definition, board, row))]
    context = {**_head(definition), "picture": f"data:image/svg+xml;base64,{picture}", "told": told}
    return tidy(templates.render("board.md.j2", context))


def _told(definition: Definition, board: Board, row: Standing) -> str:
    """Such as "Phòng Môi trường: tháng 5 thực hiện sau hạn; tháng 9 không nộp"; "" where all is well."""
    said = [
        f"{MARKS[mark]} {words.listed([words.period(month) for month in months])}"
        for mark in TOLD
        if (months := [month for month, its in zip(board.months, row.marks, strict=True) if its is mark])
    ]
    return f"{cell(party_name(definition, row.party))}: {'; '.join(said)}." if said else ""


WIDE, LABEL, CELL, ROW, TOP = 590, 206, 32, 26, 34
LETTERS: Final = 30
"""Points of the picture, and the letters of a name that fit beside the months: it is shown 584 wide beside the column of details at 1280."""


def board_picture(templates: Templates, definition: Definition, board: Board) -> str:
    """The picture alone, as SVG: parties down, months across, a sign in each cell, the legend beneath."""
    rows = [
        {"name": _short(definition, row.party), "y": TOP + n * ROW, "cells": _cells(row)}
        for n, row in enumerate(board.rows)
    ]
    foot = TOP + len(rows) * ROW + 14
    legend = [
        {"x": 4 + n % 3 * 196, "y": foot + n // 3 * 22, "mark": mark.value, "said": said}
        for n, (mark, said) in enumerate(MARKS.items())
    ]
    months = [
        {"x": LABEL + n * CELL + CELL / 2, "said": f"{int(month[5:])}/{month[2:4]}"}
        for n, month in enumerate(board.months)
    ]
    height = foot + (len(MARKS) + 2) // 3 * 22 + 4
    context = {
        "wide": WIDE,
        "height": height,
        "rows": rows,
        "legend": legend,
        "months": months,
        "cell": CELL,
        "row": ROW,
    }
    return templates.render("board.svg.j2", context)


def _cells(row: Standing) -> list[dict[str, Any]]:
    return [{"x": LABEL + n * CELL, "mark": mark.value if mark else ""} for n, mark in enumerate(row.marks)]


def _short(definition: Definition, party: str) -> str:
    """A name that fits beside the months."""
    said = party_name(definition, party)
    return said if len(said) <= LETTERS else f"{said[: LETTERS - 1].rstrip()}…"
