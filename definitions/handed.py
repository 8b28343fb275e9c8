"""A workbook that came back, as tables -> what was handed in, or every fault with its sheet and cell. Nothing is guessed.

What people do to a workbook is borne where it has one meaning; each time that is said in a remark.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from definitions.cells import Reader
from definitions.content import fold
from definitions.facts import Key
from definitions.finding import OURS, RESULT_NAMES, enough, filled, found, plan_table, score
from definitions.headings import KEEP, LINE, cleaned, columns_of, heading_at
from definitions.monthly import (
    NO,
    NOTHING,
    YES,
    carried_row,
    example,
    of_result,
    results_form,
    results_name,
    results_period,
)
from definitions.periods import bounds
from definitions.rows import Line, Read, Remark, RowFault, about, foreign, rows_of, with_ids
from definitions.tables import Row, Table
from definitions.vocabulary import Definition, FieldType, Form, Step


@dataclass(frozen=True, slots=True)
class Handed:
    """What a workbook holds: its lines with their ids, the results of the period before, or that there is nothing.

    A result is {"line": the id of the planned line that it is of, or "", and the fields of the results form}. `left` are
    the lines of earlier periods that were not taken over. `faults` where it cannot be taken: then nothing else counts.
    """

    lines: tuple[Line, ...] = ()
    results: tuple[Line, ...] = ()
    nil: bool = False
    left: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    faults: tuple[RowFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a workbook before it is read: the lines of its earlier versions, what was written into it.

    `own` are the ids of every line that its sender has ever handed in at this step, in whatever period.
    """

    handed: Sequence[Line] = ()
    carried: Sequence[Line] = ()
    planned: Sequence[Line] = ()
    own: frozenset[str] = frozenset()

    @property
    def ids(self) -> frozenset[str]:
        """Every id that a row may bear."""
        return self.own | {str(line["id"]) for lines in (self.handed, self.carried, self.planned) for line in lines}


def read_workbook(definition: Definition, key: Key, tables: Sequence[Table], known: Known | None = None) -> Handed:
    """What the workbook of that obligation holds, or all its faults at once."""
    known = known or Known()
    step = definition.process.step(key.step)
    first = plan_table(definition, step, tables)
    if first is None:
        return Handed(faults=(_NO_PLAN,))
    reading = _Reading(definition, step, key, known)
    reading.plan(first)
    form = results_form(definition, step)
    second = found(form, [t for t in tables if t is not first], RESULT_NAMES) if form else None
    if form and second is not None:
        reading.outcome(form, second)
    elif form:
        said = f"không có trang «{results_name(step)}»; đã hiểu là chưa ghi kết quả kỳ trước."
        reading.remarks.append(Remark(0, "", said))
    reading.others([t for t in tables if t is not first and t is not second], [form] if form else [])
    return reading.handed()


_NO_PLAN: Final = RowFault(
    0, "", "Không tìm thấy bảng kế hoạch trong tệp.", "Đề nghị dùng tệp kèm theo thư yêu cầu, giữ nguyên dòng tiêu đề."
)


class _Reading:
    """One workbook being read: what is found, sheet by sheet."""

    def __init__(self, definition: Definition, step: Step, key: Key, known: Known) -> None:
        self.definition, self.step, self.key, self.known = definition, step, key, known
        self.form = definition.process.form(step.form or "")
        self.faults: list[RowFault] = []
        self.remarks: list[Remark] = []
        self.nil = False
        self.left: list[str] = []
        self.lines: tuple[Line, ...] = ()
        self.results: tuple[Line, ...] = ()

    def handed(self) -> Handed:
        """All of it, or its faults alone."""
        remarks = tuple(self.remarks)
        if self.faults:
            return Handed(faults=tuple(self.faults), remarks=remarks)
        return Handed(self.lines, self.results, self.nil, tuple(self.left), remarks)

    # --- the plan

    def plan(self, table: Table) -> None:
        """The lines of the plan, with their ids; or that there are none, said on purpose."""
        self.nil = self._said_nil(table)
        table = self._without_nil_rows(self._going_on(table))
        reader = Reader(self.definition, self.form, self.key.period)
        shown = example(self.definition, self.form, self.key.period, self.step)
        read = self._taken(rows_of(reader, table, example=shown))
        self.faults += foreign(read, self.known.ids, table.title)
        known = [*self.known.handed, *self.known.carried]
        self.lines, remarks = with_ids(read.rows, known, f"{self.key.period}/{self.key.party}", self.form, table.title)
        self.remarks += remarks
        if not read.faults:
            self._weighed(table, self.lines)

    def _weighed(self, table: Table, lines: Sequence[Line]) -> None:
        if self.nil and lines:
            how = "Đề nghị bỏ dấu không phát sinh, hoặc xóa các dòng kế hoạch."
            said = f"Tệp vừa ghi «{NOTHING}» vừa có {len(lines)} dòng kế hoạch."
            self.faults.append(RowFault(0, "", said, how, table.title))
        if not self.nil and not lines:
            how = f"Đề nghị ghi nội dung, hoặc đánh dấu x bên cạnh «{NOTHING}»."
            self.faults.append(RowFault(0, "", "Trang này chưa có dòng kế hoạch nào.", how, table.title))

    def _said_nil(self, table: Table) -> bool:
        """Whether the cell beside «Không phát sinh» is marked."""
        rows = cleaned(table)
        for row in rows[: heading_at(self.form, rows) or 0]:
            at = next((n for n, cell in enumerate(row.cells) if fold(cell).startswith(fold(NOTHING))), None)
            if at is None:
                continue
            marks = [cell for cell in (row.cells[at].partition(":")[2].strip(), *row.cells[at + 1 :]) if cell]
            said = [fold(mark).strip(".") for mark in marks]
            if said and set(said) <= _MARKS:
                return True
            if not set(said) <= _NO_MARKS:
                how = "Đề nghị ghi x nếu không phát sinh, hoặc để trống."
                what = f"Không hiểu «{marks[0][:40]}» bên cạnh «{NOTHING}»."
                self.faults.append(RowFault(row.number, NOTHING, what, how, table.title))
        return False

    def _without_nil_rows(self, table: Table) -> Table:
        """«Tháng này không phát sinh», written as the only words of a row, is that."""
        rows = cleaned(table)
        at = heading_at(self.form, rows) or 0
        said = {row.number for row in rows[at + 1 :] if _says_nil(row)}
        for number in sorted(said):
            self.nil = True
            self.remarks.append(Remark(number, "", "đã hiểu là kỳ này không phát sinh nội dung.", table.title))
        return _without(table, said)

    def _going_on(self, table: Table) -> Table:
        """Without the lines of earlier periods that are not taken over."""
        carried = {str(line["id"]): line for line in self.known.carried}

        def ends(row: Row, said: Mapping[str, str], ours: Mapping[str, str]) -> bool:
            line, word = carried.get(ours.get(LINE, "")), fold(ours.get(KEEP, "")).strip(". ")
            if word and word not in (fold(YES), fold(NO), *_MARKS):
                how = f"Đề nghị chọn «{YES}» hoặc «{NO}»."
                self.faults.append(RowFault(row.number, KEEP, f"Không hiểu «{ours[KEEP][:40]}».", how, table.title))
            if word == fold(NO):
                self.left += [str(line["id"])] if line else []
                return True
            if line is None or word:
                return False
            return self._untouched(table, row, said, line)

        return self._filtered(self.form, table, ends)

    def _untouched(self, table: Table, row: Row, said: Mapping[str, str], line: Line) -> bool:
        """A written row about which nothing was chosen goes on where somebody has dated it, and does not otherwise."""
        written = carried_row(self.definition, self.form, self.step, self.key.period, line).shown
        whens = [field.id for field in self.form.fields if field.type is FieldType.DATE]
        dated = any(fold(said.get(id, "")) not in ("", fold(written[id])) for id in whens)
        what = "được chuyển sang kỳ này" if dated else "không chuyển sang kỳ này"
        self.remarks.append(
            Remark(row.number, KEEP, f"chưa chọn {YES}/{NO}; đã hiểu là nội dung này {what}.", table.title)
        )
        self.left += [] if dated else [str(line["id"])]
        return not dated

    # --- what came of the period before

    def outcome(self, form: Form, table: Table) -> None:
        """What came of the period before; a planned line of which nothing was said has no result."""
        planned = {str(line["id"]): of_result(self.definition, form, line) for line in self.known.planned}
        silent: list[str] = []

        def says_nothing(row: Row, said: Mapping[str, str], ours: Mapping[str, str]) -> bool:  # noqa: ARG001 - one shape
            written = planned.get(ours.get(LINE, ""))
            more = [name for name, text in said.items() if text and (written is None or name not in written)]
            changed = written is None or fold(said.get(about(form), "")) != fold(written[about(form)])
            if not more and not changed:
                silent.append(ours[LINE])
            return not more and not changed

        table = self._filtered(form, table, says_nothing)
        if silent:
            said = f"{len(silent)} nội dung đã lập kế hoạch chưa ghi kết quả; đã hiểu là chưa có tin, bài."
            self.remarks.append(Remark(0, "", said, table.title))
        of = results_period(self.step, self.key.period)
        reader = Reader(self.definition, form, of, span=(bounds(of[:4])[0], bounds(self.key.period)[1]))
        read = self._taken(rows_of(reader, table, example=example(self.definition, form, of, None)))
        self.faults += foreign(read, self.known.ids, table.title)
        self.results = tuple(self._result(planned, row.line, row.ours.get(LINE, "")) for row in read.rows)
        self._beside(form, table, read, bounds(of))

    def _result(self, planned: Mapping[str, Any], line: Line, id: str) -> Line:
        return {"line": id if id in planned else "", **line}

    def _beside(self, form: Form, table: Table, read: Read, days: tuple[dt.date, dt.date]) -> None:
        """A result of another month counts on its own day; that it is one of another month is said."""
        whens = [field for field in form.fields if field.type is FieldType.DATE]
        for row in read.rows:
            for field in whens:
                said = str(row.line.get(field.id, ""))
                if len(said) == 10 and said[:4].isdecimal() and not days[0].isoformat() <= said <= days[1].isoformat():
                    what = "ngày này không thuộc kỳ trước; kết quả được ghi nhận theo ngày đã ghi."
                    self.remarks.append(Remark(row.number, field.title, what, table.title))

    # --- everything else

    def others(self, tables: Sequence[Table], forms: Sequence[Form]) -> None:
        """A second plan is no plan of its own; a sheet that nobody asked for is not read, and that is said."""
        for table in tables:
            if fold(table.title) in OURS or not cleaned(table):
                continue
            if any(score(form, table) >= enough(form) and filled(form, table) for form in (self.form, *forms)):
                how = "Đề nghị để các dòng ở một trang, xóa trang thừa."
                self.faults.append(RowFault(0, "", "Có hai trang cùng một loại bảng.", how, table.title))
            else:
                self.remarks.append(Remark(0, "", "trang này không được đọc.", table.title))

    def _taken(self, read: Read) -> Read:
        self.faults += read.faults
        self.remarks += read.remarks
        return read

    def _filtered(
        self, form: Form, table: Table, out: Callable[[Row, Mapping[str, str], Mapping[str, str]], bool]
    ) -> Table:
        """The table without the rows of which `out` says so, by what stands under each field and in our columns."""
        columns, faults, _ = columns_of(form, cleaned(table), sheet=table.title, lettered=True)
        if faults:
            return table
        gone = set()
        for row in columns.body:
            said = {it.id: cell for it, cell in zip(columns.fields, row.cells, strict=False) if it is not None}
            ours = {name: row.cells[n] for name, n in columns.ours.items() if n < len(row.cells) and row.cells[n]}
            again = any(fold(text) == fold(name) for name, text in ours.items())  # the headings once more
            if not again and out(row, said, ours):
                gone.add(row.number)
        return _without(table, gone)


_MARKS: Final = frozenset({"x", "v", "co", "✓", "✔", "☑", "☒", "1", "dung"})
_NO_MARKS: Final = frozenset({"", "khong", "0", "☐"})
_NIL: Final = re.compile(
    r"((thang|ky|quy|tuan|don vi) (nay )?)?khong (co )?(noi dung )?(phat sinh|noi dung|co)( noi dung)?( (trong )?(thang|ky) nay)?[.! ]*"
)


def _says_nil(row: Row) -> bool:
    words = [cell for cell in row.cells if cell and not cell.rstrip(".").isdecimal()]
    return len(words) == 1 and bool(_NIL.fullmatch(fold(words[0])))


def _without(table: Table, numbers: set[int]) -> Table:
    return replace(table, rows=tuple(row for row in table.rows if row.number not in numbers)) if numbers else table
