"""Workbooks as units send them back: valid ones with what people do to them, and every kind of defect with its verdict.

`made(dice)` gives a `Case`: bytes, and what has to be read from them or be refused, with the column that is to blame.
They are written by a small writer of .xlsx of our own, forty times as fast as openpyxl; what is read is the real thing.
"""

from __future__ import annotations

import io
import random
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from definitions.belonging import belongs
from definitions.facts import Key
from definitions.handed import Handed, Known, read_workbook
from definitions.headings import KEEP, LINE
from definitions.monthly import NOTHING, book, heading, sign
from definitions.tables import Area, column_name
from flows.files import read_definition
from notifications.incoming.reading import read

YEAR = Path(__file__).parents[2] / "definitions" / "ha-tinh" / "2023.yaml"
KEY = Key("unit-plan", "2023-04", "phong-moi-truong")
RESULTS = "Kết quả tháng trước"
CARRIED = {
    "id": "2023-03/phong-moi-truong/02", "content": "Phân loại rác tại nguồn ở khu dân cư", "topics": ["t7"], "activities": ["k06"],
    "genre": "Bài", "lead": "Phòng Môi trường", "with": "", "when": "2023-03-20", "partners": ["bao-ha-tinh"], "contact": "",
    "note": "", "phone": "", "unit": "phong-moi-truong", "state": "postponed", "postponed_to": "",
}  # fmt: skip
PLANNED = {
    "id": "2023-03/phong-moi-truong/01",
    "content": "Giảm rác thải nhựa ở chợ dân sinh",
    "partners": ["bao-ha-tinh"],
}
KNOWN = Known((), (CARRIED,), (PLANNED,))


@cache
def definition() -> Any:
    """The definition of Hà Tĩnh."""
    return read_definition(YEAR)[0]


@dataclass
class Page:
    """A sheet being written: its name, its rows by number, what is merged."""

    name: str
    rows: dict[int, list[str]]
    top: int
    columns: list[str]  # the field of each column, or n, keep, line
    merged: list[Area] = field(default_factory=list)

    def at(self, name: str) -> int:
        """The place of a field's column."""
        return self.columns.index(name)

    def put(self, row: int, name: str, text: str) -> None:
        """Write a cell."""
        cells = self.rows.setdefault(row, [])
        cells += [""] * (self.at(name) + 1 - len(cells))
        cells[self.at(name)] = text

    def under(self) -> list[int]:
        """The rows below the example that say anything of their own."""
        own = [n for n in range(len(self.columns)) if self.columns[n] not in ("n", "line")]
        return [
            r
            for r in sorted(self.rows)
            if r > self.top + 1 and any(self.rows[r][n : n + 1] != [""] and self.rows[r][n : n + 1] for n in own)
        ]

    def shift(self, row: int, by: int) -> None:
        """Insert rows there."""
        self.rows = {n + by if n >= row else n: cells for n, cells in self.rows.items()}
        moved = lambda n: n + by if n >= row else n  # noqa: E731 - as a spreadsheet moves both ends
        self.merged = [Area(moved(a.top), a.left, moved(a.bottom), a.right) for a in self.merged]
        self.top += by if self.top >= row else 0


@dataclass
class Case:
    """One workbook and what has to become of it. `blamed` are the column titles of which one has to be named."""

    kinds: list[str]
    pages: list[Page]
    lines: list[dict[str, Any]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    nil: bool = False
    refused: bool = False
    blamed: set[str] = field(default_factory=set)
    row: int = 0

    @property
    def data(self) -> bytes:
        """The file."""
        return written(self.pages)


# ---------------------------------------------------------------- a valid one

TOPICS = (
    ("II.1", ["t1"]),
    ("2", ["t2"]),
    ("3; 5", ["t3", "t5"]),
    ("Nội dung số 7", ["t7"]),
    ("t4", ["t4"]),
    ("mục II.6", ["t6"]),
)
ACTIVITIES = (("", []), ("6", ["k06"]), ("k02; k10", ["k02", "k10"]), ("01", ["k01"]))
WHENS = (
    ("5/4/2023", "2023-04-05"), ("05/04/2023", "2023-04-05"), ("30.4.2023", "2023-04-30"), ("2023-04-11", "2023-04-11"),
    ("tuần 2 tháng 4", "tuần 2 tháng 4"), ("cả tháng", "cả tháng"), ("10-12/4", "10-12/4"), ("Tháng 4", "Tháng 4"),
)  # fmt: skip
PARTNERS = (("Báo Hà Tĩnh", ["bao-ha-tinh"]), ("BHT", ["bao-ha-tinh"]), ("cả hai", ["bao-ha-tinh", "dai-pt-th"]),
            ("Báo Hà Tĩnh; Đài Phát thanh và Truyền hình tỉnh", ["bao-ha-tinh", "dai-pt-th"]))  # fmt: skip
PHONES = (("", ""), ("0239 385 1234", "0239 385 1234"), ("912345678", "0912345678"), ("1900 1234", "1900 1234"))
WORDS = (
    "Luật Đất đai",
    "rác thải nhựa",
    "khoáng sản",
    "cấp giấy chứng nhận",
    "quan trắc nước mặt",
    "đa dạng sinh học",
    "hồ chứa",
    "chuyển đổi số",
)
NOTES = ("", "=1+1 (chữ)".replace("=", "-"), "+84 239", "@ghi chú", "Ưu tiên & <gấp>")


def valid(dice: random.Random) -> Case:
    """A workbook as it should come back, with one to six lines and up to three results."""
    pages = blank()
    plan, second = pages
    case = Case([], pages)
    for n in range(dice.randint(1, 6)):
        said, kept = line(dice, n)
        row = plan.top + 3 + n
        plan.put(row, "n", str(n + 1))
        for name, text in said.items():
            plan.put(row, name, text)
        case.lines.append(kept)
    for n in range(dice.randint(0, 3)):
        said, kept = result(dice, n)
        for name, text in said.items():
            second.put(second.top + 3 + n, name, text)
        case.results.append(kept)
    return case


def line(dice: random.Random, n: int) -> tuple[dict[str, str], dict[str, Any]]:
    """What a row says, and what has to be read from it."""
    topics, activities, when, partners, phone = (
        dice.choice(it) for it in (TOPICS, ACTIVITIES, WHENS, PARTNERS, PHONES)
    )
    content = f"{dice.choice(('Tin về', 'Phản ánh', 'Tuyên truyền'))} {dice.choice(WORDS)} ở xã {dice.randint(1, 99)}, đợt {n + 1}"
    genre, note = dice.choice(("Tin", "Bài", "Phóng sự")), dice.choice(NOTES)
    said = {"content": content, "topics": topics[0], "activities": activities[0], "genre": genre, "lead": "Phòng Môi trường",
            "with": "", "when": when[0], "partners": partners[0], "contact": "Đầu mối", "note": note, "phone": phone[0]}  # fmt: skip
    kept = {
        **said,
        "topics": topics[1],
        "activities": activities[1],
        "when": when[1],
        "partners": partners[1],
        "phone": phone[1],
    }
    return said, kept


def result(dice: random.Random, n: int) -> tuple[dict[str, str], dict[str, Any]]:
    """A result of the month before, and what has to be read from it."""
    kinds = next(f for f in definition().process.form("unit-month-results").fields if f.id == "kind").choices
    said = {"kind": dice.choice(kinds), "title": f"Kết quả {dice.choice(WORDS)} số {n + 1}", "at": "15/3/2023", "partner": "BHT",
            "author": "Tác giả 01", "url": f"https://bao.example/{dice.randint(1, 999)}", "quantity": dice.choice(("", "hơn 500", "12")),
            "note": ""}  # fmt: skip
    return said, {**said, "at": "2023-03-15", "partner": ["bao-ha-tinh"]}


def blank() -> list[Page]:
    """The two sheets as they go out, with one line carried over and one planned line without a result."""
    made = book(definition(), KEY, carried=[CARRIED], planned=[PLANNED])
    pages = []
    for sheet in made.sheets:
        columns = ["n", *(c.field.id for c in sheet.columns), *(["keep"] if sheet.carried else []), "line"]
        head = [
            "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG",
            "KẾ HOẠCH THÁNG 4/2023",
            "Đơn vị: Phòng Môi trường",
            "Kỳ: tháng 4/2023",
            f"{NOTHING} (ghi x vào ô vàng):",
        ]
        rows = {n: [text] for n, text in enumerate(head if sheet.carried else head[:4], 1)}
        top = len(head) + 2
        rows[top - 1] = [""] * (len(columns) - 1) + [sign(KEY)]
        titles = {c.field.id: heading(definition(), c.field) for c in sheet.columns} | {
            "n": "STT",
            "keep": KEEP,
            "line": LINE,
        }
        rows[top] = [titles[name] for name in columns]
        page = Page(sheet.name, rows, top, columns)
        for name, text in {"n": "Ví dụ", **(sheet.example or {})}.items():
            page.put(top + 1, name, text)
        for n, row in enumerate(sheet.written, 2):
            for name, text in {"n": str(n - 1), **row.shown, "line": row.line}.items():
                page.put(top + n, name, text)
        pages.append(page)
    return pages


# ---------------------------------------------------------------- what people do to it

Change = Callable[[Case, random.Random], None]


def rows_inserted(case: Case, dice: random.Random) -> None:
    """Blank rows between the lines, and above the heading."""
    for page in case.pages[:2]:
        page.shift(dice.choice([1, *page.under()]), dice.randint(1, 3))


def columns_moved(case: Case, dice: random.Random) -> None:
    """The columns in another order."""
    page = case.pages[0]
    order = list(range(len(page.columns)))
    dice.shuffle(order)
    for row in [r for r in page.rows if r >= page.top]:
        cells = page.rows[row] + [""] * (len(order) - len(page.rows[row]))
        page.rows[row] = [cells[n] for n in order]
    page.columns = [page.columns[n] for n in order]
    places = {was: now for now, was in enumerate(order, 1)}
    page.merged = [Area(a.top, places[a.left - 1], a.bottom, places[a.left - 1]) for a in page.merged]
    page.rows[page.top - 1] = ["", sign(KEY)]


def headings_reworded(case: Case, dice: random.Random) -> None:
    """The titles of an older template."""
    page = case.pages[0]
    for it in definition().process.form("unit-plan").fields:
        if it.also and dice.random() < 0.6:
            page.put(page.top, it.id, dice.choice(it.also))


def decomposed(case: Case, dice: random.Random) -> None:
    """NFD, as some keyboards and macOS write."""
    for page in case.pages:
        page.rows = {n: [unicodedata.normalize("NFD", cell) for cell in cells] for n, cells in page.rows.items()}


def a_total(case: Case, dice: random.Random) -> None:
    """A totals row at the end."""
    page = case.pages[0]
    last = max(page.rows) + 1
    page.put(last, "content", dice.choice(("Tổng cộng", "Tổng số:", "CỘNG", "Tổng")))
    page.put(last, "topics", str(len(case.lines)))


def a_signature(case: Case, dice: random.Random) -> None:
    """Place, date and who signs, below the table."""
    page = case.pages[0]
    last = max(page.rows) + 2
    page.put(
        last,
        "content",
        dice.choice(("Hà Tĩnh, ngày 3 tháng 4 năm 2023", "Người lập biểu", "TRƯỞNG PHÒNG", "Thủ trưởng đơn vị")),
    )


def heading_again(case: Case, dice: random.Random) -> None:
    """The titles once more, as on a second page."""
    page = case.pages[0]
    page.rows[max(page.rows) + 1] = list(page.rows[page.top])


def without_optional(case: Case, dice: random.Random) -> None:
    """An older template without newer columns."""
    page = case.pages[0]
    name = dice.choice(("phone", "contact", "with"))
    if name not in page.columns:
        return
    at = page.at(name)
    for row in [r for r in page.rows if r >= page.top]:
        page.rows[row] = [cell for n, cell in enumerate(page.rows[row]) if n != at]
    page.columns.pop(at)
    for kept in case.lines:
        kept[name] = ""


def without_example(case: Case, dice: random.Random) -> None:
    """The example row taken out."""
    case.pages[0].rows.pop(case.pages[0].top + 1, None)


def merged_down(case: Case, dice: random.Random) -> None:
    """One unit for all the lines, in merged cells."""
    page = case.pages[0]
    rows = [
        r
        for r in page.under()
        if any(page.rows[r][page.at("content") :][:1]) and page.rows[r][page.at("content")] != CARRIED["content"]
    ]
    if len(rows) < 2 or rows[-1] - rows[0] != len(rows) - 1:
        return
    at = page.at("lead")
    page.merged.append(Area(rows[0], at + 1, rows[-1], at + 1))
    for row in rows[1:]:
        page.rows[row][at] = ""


def renamed(case: Case, dice: random.Random) -> None:
    """The sheets under other names, and one of notes among them."""
    case.pages[0].name = dice.choice(("Sheet1", "KH tháng 4", "ke hoach"))
    case.pages.append(Page("Ghi chú", {1: ["Gửi Văn phòng"]}, 1, ["n"]))


def unmarked(case: Case, dice: random.Random) -> None:
    """Copied into a new file: without the hidden mark."""
    for page in case.pages[:2]:
        page.rows.pop(page.top - 1, None)


def carried_over(case: Case, dice: random.Random) -> None:
    """The line of March goes on, dated."""
    page = case.pages[0]
    row = page.top + 2
    if page.rows.get(row, [""])[page.at("line") :][:1] != [CARRIED["id"]] or "keep" not in page.columns:
        return
    page.put(row, "keep", dice.choice(("Có", "có", "x")))
    page.put(row, "when", "tuần 1 tháng 4")
    kept = {f.id: CARRIED[f.id] for f in definition().process.form("unit-plan").fields if f.id in page.columns}
    case.lines.insert(
        0,
        {"id": CARRIED["id"], **dict.fromkeys(case.lines[0], ""), **kept, "when": "tuần 1 tháng 4"}
        if case.lines
        else {},
    )


TOLERATED: dict[str, Change] = {
    it.__name__: it
    for it in (carried_over, merged_down, without_example, headings_reworded, a_total, a_signature, heading_again, renamed,
               unmarked, without_optional, rows_inserted, columns_moved, decomposed)
}  # fmt: skip
"""In this order: what changes places comes last."""


# ---------------------------------------------------------------- defects


def _cell(name: str, text: str, sheet: int = 0) -> Change:
    def change(case: Case, dice: random.Random) -> None:
        page = case.pages[sheet]
        rows = [r for r in page.under() if not page.rows[r][page.at("line") :][:1]]
        row = dice.choice(rows)
        page.put(row, name, text)
        form = definition().process.form(("unit-plan", "unit-month-results")[sheet])
        case.blamed.add(next(f.title for f in form.fields if f.id == name))
        case.row = row

    return change


def _row(**said: str) -> Change:
    def change(case: Case, dice: random.Random) -> None:
        page = case.pages[0]
        for name, text in said.items():
            page.put(max(page.rows) + (name == next(iter(said))), name, text)

    return change


def twice(case: Case, dice: random.Random) -> None:
    """A line copied as it is."""
    page = case.pages[0]
    row = dice.choice([r for r in page.under() if not page.rows[r][page.at("line") :][:1]])
    page.rows[max(page.rows) + 1] = list(page.rows[row])


def column_missing(case: Case, dice: random.Random) -> None:
    """A required column taken out."""
    page = case.pages[0]
    name = dice.choice(("topics", "genre", "when", "partners"))
    at = page.at(name)
    for row in [r for r in page.rows if r >= page.top]:
        page.rows[row] = [cell for n, cell in enumerate(page.rows[row]) if n != at]


def column_twice(case: Case, dice: random.Random) -> None:
    """A column that stands there twice."""
    page = case.pages[0]
    page.put(page.top, dice.choice(("note", "contact")), "Thời gian dự kiến")


def column_unknown(case: Case, dice: random.Random) -> None:
    """A column that no form has, with something in it."""
    page = case.pages[0]
    for row, text in ((page.top, "Kinh phí"), (page.under()[-1], "5 triệu")):
        page.rows[row] += [""] * (len(page.columns) - len(page.rows[row])) + [text]


def cell_astray(case: Case, dice: random.Random) -> None:
    """Something written beside the table, under no heading."""
    page = case.pages[0]
    row = page.under()[-1]
    page.rows[row] += [""] * (len(page.columns) + 2 - len(page.rows[row])) + ["xem lại dòng này"]


def no_heading(case: Case, dice: random.Random) -> None:
    """Without the row of headings."""
    case.pages[0].rows.pop(case.pages[0].top)


def _marked(text: str) -> Change:
    def change(case: Case, dice: random.Random) -> None:
        row = next(n for n, cells in case.pages[0].rows.items() if cells and cells[0].startswith(NOTHING))
        case.pages[0].rows[row] += ["", text]

    return change


def nothing_at_all(case: Case, dice: random.Random) -> None:
    """Sent back as it came."""
    case.pages = blank()


def keep_unknown(case: Case, dice: random.Random) -> None:
    """A word that is neither yes nor no about a line of March."""
    case.pages[0].put(case.pages[0].top + 2, "keep", dice.choice(("có thể", "?", "để sau")))
    case.blamed.add(KEEP)


def example_overwritten(case: Case, dice: random.Random) -> None:
    """A real line typed over the example."""
    case.pages[0].put(case.pages[0].top + 1, "content", "Tuyên truyền Ngày Môi trường thế giới")


def two_plans(case: Case, dice: random.Random) -> None:
    """The sheet copied within the file."""
    page = case.pages[0]
    case.pages.append(
        Page(f"{page.name} (2)", {n: list(cells) for n, cells in page.rows.items()}, page.top, page.columns)
    )


def _head(place: int, text: str, mark: str = "") -> Change:
    def change(case: Case, dice: random.Random) -> None:
        for page in case.pages:
            page.rows[place] = [text]
            if mark:
                page.rows[page.top - 1] = [mark]

    return change


def nobodys(case: Case, dice: random.Random) -> None:
    """Without mark and name."""
    unmarked(case, dice)
    for page in case.pages[:2]:
        page.rows.pop(3)


def result_column_missing(case: Case, dice: random.Random) -> None:
    """The second sheet without its kind of result."""
    page = case.pages[1]
    page.put(page.top, "kind", "")


def result_twice(case: Case, dice: random.Random) -> None:
    """The same result twice."""
    page = case.pages[1]
    row = next(r for r in page.under() if not page.rows[r][page.at("line") :][:1])
    page.rows[max(page.rows) + 1] = list(page.rows[row])


def too_many(case: Case, dice: random.Random) -> None:
    """More rows than anybody plans."""
    page = case.pages[0]
    for n in range(1100):
        said, _ = line(dice, n + 100)
        for name in ("content", "topics", "genre", "lead", "when", "partners"):
            page.put(max(page.rows) + (name == "content"), name, said[name])


DEFECTS: dict[str, Change] = {
    "no content": _cell("content", ""), "no topic": _cell("topics", ""), "no genre": _cell("genre", ""),
    "no unit in charge": _cell("lead", ""), "no time": _cell("when", ""), "no partner": _cell("partners", ""),
    "topic 99": _cell("topics", "99"), "topic 0": _cell("topics", "0"), "topic in words": _cell("topics", "môi trường đầu tư"),
    "one topic of two unknown": _cell("topics", "1; 12"), "topic as a decimal": _cell("topics", "1.3"),
    "activity 11": _cell("activities", "11"), "activity in words": _cell("activities", "việc khác"),
    "genre unknown": _cell("genre", "Thơ"), "two genres": _cell("genre", "Tin, Bài"),
    "partner unknown": _cell("partners", "Báo X"), "one partner of two unknown": _cell("partners", "BHT; Báo X"),
    "no such day": _cell("when", "31/4/2023"), "day 32": _cell("when", "32/4/2023"), "month first": _cell("when", "04/15/2023"),
    "another month": _cell("when", "5/5/2023"), "another year": _cell("when", "5/4/2022"), "two-digit year": _cell("when", "5/4/23"),
    "serial number": _cell("when", "45021"), "only a number": _cell("when", "5"), "another month in words": _cell("when", "tuần 2 tháng 9"),
    "formula as text": _cell("content", "=A1&B1"), "#REF!": _cell("content", "#REF!"), "#N/A": _cell("when", "#N/A"),
    "#VALUE!": _cell("note", "#VALUE!"), "TCVN3 letters": _cell("content", "KÕ ho¹ch tuyªn truyÒn"), "wrong đ": _cell("content", "Ðất đai"),
    "too long": _cell("note", "dài " * 600), "phone too short": _cell("phone", "12"), "phone too long": _cell("phone", "0912345678901"),
    "line twice": twice, "required column missing": column_missing, "column twice": column_twice, "column unknown": column_unknown,
    "cell astray": cell_astray, "no heading": no_heading, "nil and lines": _marked("x"), "nil mark unknown": _marked("chắc vậy"),
    "nothing at all": nothing_at_all, "keep unknown": keep_unknown, "example overwritten": example_overwritten,
    "two plans": two_plans, "another unit on the page": _head(3, "Đơn vị: Thanh tra Sở"), "another month on the page": _head(4, "Kỳ: tháng 5/2023"),
    "mark of another unit": _head(3, "Đơn vị: Phòng Môi trường", sign(Key("unit-plan", "2023-04", "thanh-tra-so"))),
    "nobody's": nobodys, "section row": _row(content="I. Lĩnh vực đất đai"), "half a line": _row(content="Việc chưa rõ", genre="Tin"),
    "text without a line": _row(note="xem file đính kèm"), "link without https": _cell("url", "bao.example/bai", 1),
    "kind of result unknown": _cell("kind", "Khác", 1), "result without words": _cell("title", "", 1),
    "result without a kind": _cell("kind", "", 1), "result in the future": _cell("at", "1/8/2023", 1),
    "result of no day": _cell("at", "30/2/2023", 1), "partner of a result unknown": _cell("partner", "Báo X", 1),
    "result column missing": result_column_missing, "result twice": result_twice, "too many rows": too_many,
}  # fmt: skip
_RARE = {"too many rows": 0.05}
GIVEN = {"nobody's", "mark of another unit"}
"""Defects that show only where whoever brings the file does not say whose it is."""


def made(dice: random.Random, defect: str | None = None, tolerated: list[str] | None = None) -> Case:
    """A workbook: half of them valid, half with one defect, each with up to four of the things that people do."""
    case = valid(dice)
    if defect is None and tolerated is None and dice.random() < 0.5:
        defect = dice.choice([name for name in DEFECTS if dice.random() < _RARE.get(name, 1)])
    chosen = dice.sample(list(TOLERATED), dice.randint(0, 4)) if tolerated is None else tolerated
    if defect:
        while not case.results:
            case = valid(dice)
        DEFECTS[defect](case, dice)
        case.refused, case.kinds = True, [defect]
        chosen = [name for name in chosen if name == "decomposed"]  # what moves is tested on whole ones
    for name in (it for it in TOLERATED if it in chosen):
        TOLERATED[name](case, dice)
        case.kinds.append(name)
    return case


# ---------------------------------------------------------------- judged


def verdict(case: Case, data: bytes | None = None) -> str:
    """Nothing where the right thing became of it; otherwise what did."""
    tables = read(case.data if data is None else data).tables
    given = None if set(case.kinds) & GIVEN else KEY
    whose = belongs(definition(), KEY.step, tables, given)
    handed = read_workbook(definition(), KEY, tables, KNOWN) if whose.key else Handed(faults=whose.faults)
    if case.refused:
        if not handed.faults:
            return "accepted in silence"
        named = {fault.field for fault in handed.faults}
        return "" if not case.blamed or case.blamed & named else f"blamed {sorted(named)} and not {sorted(case.blamed)}"
    if handed.faults:
        return f"refused though valid: {handed.faults[0]}"
    return _differs(case, handed)


def _differs(case: Case, handed: Handed) -> str:
    read_lines = [
        {**it, "id": it["id"] if want.get("id") else None} for it, want in zip(handed.lines, case.lines, strict=False)
    ]
    if len(handed.lines) != len(case.lines) or read_lines != [{"id": None, **it} for it in case.lines]:
        return f"read {list(handed.lines)} for {case.lines}"
    results = [{k: v for k, v in it.items() if k != "line"} for it in handed.results]
    return "" if results == case.results and not handed.nil else f"read {results} for {case.results}"


# ---------------------------------------------------------------- a small writer

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    "{sheets}</Types>"
)
_RELS = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_REL = '<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{to}"/>'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_SHEET_TYPE = '<Override PartName="/xl/worksheets/sheet{}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'


def written(pages: list[Page]) -> bytes:
    """These sheets as .xlsx, with inline texts."""
    out = io.BytesIO()
    numbers = range(1, len(pages) + 1)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", _TYPES.format(sheets="".join(map(_SHEET_TYPE.format, numbers))))
        archive.writestr("_rels/.rels", _RELS.format(_REL.format(n=1, kind="officeDocument", to="xl/workbook.xml")))
        sheets = "".join(
            f'<sheet name="{escape(p.name)}" sheetId="{n}" r:id="rId{n}"/>' for n, p in enumerate(pages, 1)
        )
        relations = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        archive.writestr("xl/workbook.xml", f"<workbook {_MAIN} {relations}><sheets>{sheets}</sheets></workbook>")
        links = "".join(_REL.format(n=n, kind="worksheet", to=f"worksheets/sheet{n}.xml") for n in numbers)
        archive.writestr("xl/_rels/workbook.xml.rels", _RELS.format(links))
        for n, page in enumerate(pages, 1):
            archive.writestr(f"xl/worksheets/sheet{n}.xml", _sheet(page))
    return out.getvalue()


def _sheet(page: Page) -> str:
    rows = "".join(
        f'<row r="{n}">{"".join(_text(n, at, text) for at, text in enumerate(cells, 1) if text)}</row>'
        for n, cells in sorted(page.rows.items())
    )
    areas = "".join(
        f'<mergeCell ref="{column_name(a.left)}{a.top}:{column_name(a.right)}{a.bottom}"/>' for a in page.merged
    )
    merged = f'<mergeCells count="{len(page.merged)}">{areas}</mergeCells>' if areas else ""
    return f"<worksheet {_MAIN}><sheetData>{rows}</sheetData>{merged}</worksheet>"


def _text(row: int, column: int, text: str) -> str:
    return f'<c r="{column_name(column)}{row}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
