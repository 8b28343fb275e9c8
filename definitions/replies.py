"""A partner's answer, read from the cells of the sheet that was sent to it: every line's answer, or every fault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from definitions.agreement import asked_lines, faults_of
from definitions.cells import Reader, UnreadableError, check_text, stated_day
from definitions.content import clean, fold, shown_date
from definitions.events import Outcome
from definitions.facts import Key
from definitions.tables import Table, column_name
from definitions.vocabulary import Definition, FieldType, Form, FormField, Step

ANSWERS: Final[Mapping[str, str]] = {
    "outcome": "Ý kiến",
    "when": "Thời gian đề nghị",
    "genre": "Thể loại đề nghị",
    "slot": "Chuyên mục, khung giờ đề nghị",
    "reason": "Lý do, ý kiến khác",
}
"""The columns that a partner fills in, by what is read from them."""
NUMBER, CONTENT, LINE = "STT", "Nội dung tuyên truyền", "Mã dòng"
"""The columns by which a row is known; the last one is hidden."""

OUTCOMES: Final[Mapping[str, Outcome]] = {
    "Nhất trí": Outcome.AGREED,
    "Nhất trí, có điều chỉnh": Outcome.CHANGED,
    "Đề nghị lùi": Outcome.POSTPONED,
    "Không đăng, phát": Outcome.REFUSED,
}
"""The four words of the list, as they are shown."""

_ALSO: Final = {"dong y": "Nhất trí", "lui": "Đề nghị lùi", "khong dang": "Không đăng, phát", "khong phat": "Không đăng, phát"}  # fmt: skip
_KNOWN: Final = {fold(shown): outcome for shown, outcome in OUTCOMES.items()}
_KNOWN_TOO: Final = _KNOWN | {also: OUTCOMES[shown] for also, shown in _ALSO.items()}
_SIGN: Final = re.compile(r"vongnam/1 (?P<key>[^\s]+) (?P<on>[0-9a-f]{64})")
HEADING_WITHIN: Final = 30  # rows; a heading lower down is no longer one of ours


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a sheet: its row (from 1), its column (A, B ...), and what it shows, dates as 05/4/2023."""

    row: int
    column: str
    text: str

    @property
    def address(self) -> str:
        """F7."""
        return f"{self.column}{self.row}"


Row = Sequence[Cell]
"""The cells of a row that hold something."""


def cells_of(tables: Sequence[Table], sheet: str) -> tuple[Row, ...]:
    """The rows of the sheet of that name, wherever it stands among the others; of the first where none has it."""
    ours = next((table for table in tables if table.title == sheet), tables[0] if tables else None)
    return tuple(
        tuple(Cell(row.number, column_name(n), text) for n, text in enumerate(row.cells, 1) if text)
        for row in (ours.rows if ours else ())
    )


@dataclass(frozen=True, slots=True)
class ReplyFault:
    """What cannot be read: where (row 0 and no column: the sheet as a whole), the column's title, what, what to do."""

    row: int
    column: str
    title: str
    message: str
    remedy: str
    sheet: str = ""

    @property
    def address(self) -> str:
        """F7; nothing for the sheet as a whole."""
        return f"{self.column}{self.row}" if self.row else ""

    def __str__(self) -> str:
        where = f"Ô {self.address} (dòng {self.row}, cột «{self.title}»): " if self.row else ""
        return f"{where}{self.message} {self.remedy}".strip()


def sign(key: Key, on: str) -> str:
    """What stands hidden in a sheet that is sent out: whose answer to which version of the plan it will hold."""
    return f"vongnam/1 {key} {on}"


def signed(rows: Iterable[Row]) -> tuple[Key, str] | None:
    """The agreement that a sheet answers to, and the SHA-256 of the plan in it; None for a sheet that is none of ours."""
    for cell in (cell for row in rows for cell in row):
        if found := _SIGN.fullmatch(cell.text):
            try:
                return Key.parse(found["key"]), found["on"]
            except (TypeError, ValueError):
                return None
    return None


def plan_form(definition: Definition, step: Step) -> Form | None:
    """The form in which the lines that this step is agreed on were handed in; None where they had none."""
    process = definition.process
    compiled = next((it for it in process.steps if it.id == step.on), None)
    source = next((it for it in process.steps if compiled and it.id == compiled.source), None)
    return process.form(source.form) if source and source.form else None


def genres(form: Form | None) -> FormField | None:
    """The field from whose choices a genre is named; None where the form has none, or leaves it to words."""
    found = next((field for field in form.fields if field.id == "genre"), None) if form else None
    return found if found and found.choices else None


# ---------------------------------------------------------------- a sheet -> answers


def read_reply(
    definition: Definition, form: Form | None, plan: Mapping[str, Any], key: Key, rows: Sequence[Row]
) -> tuple[tuple[dict[str, str], ...], tuple[ReplyFault, ...]]:
    """The answers of a filled-in sheet, {"line", and the names of ANSWERS}, or its faults: there are never both.

    Columns are found by their titles, wherever they stand; a row by the hidden id of its line, or by number and content
    together. Rows that answer nothing are passed over, an answer to no known line is a fault, as is a line without one.
    """
    place = _heading(rows)
    if place is None:
        return (), (_whole("Không tìm thấy dòng tiêu đề của phiếu.", "Đề nghị dùng phiếu kèm theo thư xin ý kiến."),)
    at, columns = place
    asked = dict(asked_lines(plan, key.party))
    desk = _Desk(columns, Reader(definition, form or _NO_FORM, key.period), genres(form))
    faults: list[ReplyFault] = []
    answers: dict[str, dict[str, str]] = {}
    for row in rows[at + 1 :]:
        cells = {cell.column: cell for cell in row}
        line, wrong = _known(desk, asked, cells)
        faults += wrong
        if line is None or wrong:
            continue
        number, said = line
        if said["id"] in answers:
            faults.append(desk.fault(row[0].row, "outcome", f"Dòng {number} có hai lần.", "Đề nghị bỏ một dòng."))
            continue
        answers[said["id"]], found = _answer(desk, row[0].row, number, said, cells)
        faults += found
    faults += [] if faults else _left_out(asked, answers)
    return ((), tuple(faults)) if faults else (tuple(answers.values()), ())


@dataclass(frozen=True, slots=True)
class _Desk:
    """What reading a row needs: which column holds what, the reader of cells, the choices of a genre."""

    columns: Mapping[str, str]
    reader: Reader
    genre: FormField | None

    def text(self, cells: Mapping[str, Cell], name: str) -> str:
        """What a row says in the column of that name."""
        cell = cells.get(self.columns.get(name, ""))
        return clean(cell.text) if cell else ""

    def fault(self, row: int, name: str, message: str, remedy: str) -> ReplyFault:
        """What is wrong in the cell of that row and name."""
        return ReplyFault(row, self.columns.get(name, ""), _TITLES[name], message, remedy)


_TITLES: Final = {**ANSWERS, "number": NUMBER, "content": CONTENT, "line": LINE}
_FOLDED: Final = {fold(title): name for name, title in _TITLES.items()}
_NO_FORM: Final = Form(id="", title="", fields=())
_WHEN: Final = FormField(id="when", title=ANSWERS["when"], type=FieldType.DATE)


def _heading(rows: Sequence[Row]) -> tuple[int, dict[str, str]] | None:
    for n, row in enumerate(rows[:HEADING_WITHIN]):
        columns = {_FOLDED[title]: cell.column for cell in row if (title := fold(cell.text)) in _FOLDED}
        if "outcome" in columns and ("line" in columns or {"number", "content"} <= columns.keys()):
            return n, columns
    return None


def _known(
    desk: _Desk, asked: Mapping[int, Any], cells: Mapping[str, Cell]
) -> tuple[tuple[int, Any] | None, list[ReplyFault]]:
    """The line that a row answers to, with its number; None where it answers to none, and what is wrong with that."""
    row = next(iter(cells.values())).row
    id, number, content = (desk.text(cells, name) for name in ("line", "number", "content"))
    says = any(desk.text(cells, name) for name in ANSWERS)
    found = next(((n, line) for n, line in asked.items() if id and line["id"] == id), None)
    if found is None and not id and number.rstrip(".").isdecimal():
        same = asked.get(int(number.rstrip(".")))
        found = (int(number.rstrip(".")), same) if same and fold(content) == fold(str(same["content"])) else None
    if found is None:
        unknown = "Không rõ dòng này trả lời cho nội dung nào."
        return None, [desk.fault(row, "outcome", unknown, "Đề nghị ghi ý kiến ở đúng dòng của phiếu.")] if says else []
    if content and fold(content) != fold(str(found[1].get("content", ""))):
        moved = "Nội dung ở dòng này khác với nội dung được xin ý kiến."
        return found, [desk.fault(row, "content", moved, "Đề nghị giữ nguyên cột này; góp ý ghi ở cột lý do.")]
    return found, []


def _answer(
    desk: _Desk, row: int, number: int, line: Mapping[str, Any], cells: Mapping[str, Cell]
) -> tuple[dict[str, str], list[ReplyFault]]:
    said: dict[str, str] = {}
    faults: list[ReplyFault] = []
    for name in ANSWERS:
        try:
            said[name] = _read(desk, name, desk.text(cells, name), said)
        except UnreadableError as fault:
            faults.append(desk.fault(row, name, fault.message, fault.remedy))
    if not faults:
        faults = [desk.fault(row, it.field, it.message, it.remedy) for it in faults_of(number, line, said)]
    return {"line": str(line["id"]), **said}, faults


def _read(desk: _Desk, name: str, text: str, said: Mapping[str, str]) -> str:
    if not text:
        return ""
    check_text(text)
    if name == "outcome":
        return _outcome(text)
    if name == "when":
        return _when(desk.reader, text, said.get("outcome", ""))
    return str(desk.reader.read(desk.genre, text)) if name == "genre" and desk.genre else text


def _outcome(text: str) -> str:
    found = _KNOWN_TOO.get(fold(text).rstrip(". "))
    if found is None:
        raise UnreadableError(f"Không hiểu ý kiến «{text[:60]}».", f"Đề nghị chọn: {'; '.join(OUTCOMES)}.")
    return str(found)


def _when(reader: Reader, text: str, outcome: str) -> str:
    """Words stay words; a day lies in the period, or after it where the line is put off."""
    day = stated_day(text)
    if day is None:
        return text
    first, last = reader.window()
    if outcome == Outcome.POSTPONED and first <= day:
        return day.isoformat()
    if outcome == Outcome.CHANGED and day > last:
        raise UnreadableError(
            f"Ngày {shown_date(day.isoformat())} không còn trong kỳ này.", "Nếu đề nghị lùi, xin chọn «Đề nghị lùi»."
        )
    return str(reader.read(_WHEN, text))


def _left_out(asked: Mapping[int, Any], answers: Mapping[str, Any]) -> Iterator[ReplyFault]:
    missing = [str(n) for n, line in asked.items() if line["id"] not in answers]
    if missing:
        yield _whole(f"Phiếu thiếu các dòng: {', '.join(missing)}.", "Đề nghị ghi ý kiến về mọi dòng của phiếu.")


_whole = partial(ReplyFault, 0, "", "")
