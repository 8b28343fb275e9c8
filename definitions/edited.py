"""The consolidated plan as people edited it, beside the plan that was sent out: each merge, split, change by its lines.

A row is known by the ids in its column «Mã dòng», or, where the table has no such column, by its content. What a cell
showed when it went out and shows still is unchanged, however it is stored; only other words are read. Nothing is guessed:
an id that is none of this plan's, or that stands twice without a split, is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from definitions.altered import BEFORE
from definitions.cells import Reader, UnreadableError
from definitions.content import fold
from definitions.headings import LINE, RowFault, cleaned, columns_of, is_total
from definitions.rows import about
from definitions.tables import Table
from definitions.vocabulary import Form, FormField

Line = dict[str, Any]
Record = dict[str, Any]
"""One act of the editors: {"what": changed|merged|split|dropped|added|reordered, "lines": [ids before], "units": [...],
"texts": [what those lines said], "into": [what the lines say that came of it]; of a change also "field", "old", "new"}."""

_PARTED: Final = re.compile(r"[;,\s]+")


@dataclass(frozen=True, slots=True)
class Edited:
    """The lines after the edit, in their new order, and what was done; or all that is wrong, and then nothing else."""

    lines: tuple[Line, ...] = ()
    records: tuple[Record, ...] = ()
    faults: tuple[RowFault, ...] = ()


@dataclass(frozen=True, slots=True)
class _Came:
    """A row that came back: its number, the ids that it bears, what it says by field."""

    number: int
    ids: tuple[str, ...]
    texts: Mapping[str, str]


def edited(
    reader: Reader, sent: Table, came: Table, before: Sequence[Line], *, prefix: str, earlier: Sequence[Line] = ()
) -> Edited:
    """What became of the lines of `before`, which went out as the table `sent`, in the table that `came` back.

    `prefix` is what new ids begin with; `earlier` are lines of older versions, which a row may put back by its content.
    """
    form = reader.form
    titles = sent.rows[0].cells
    shown = {row.ids[0]: row for row in _rows(form, sent, titles)[0] if row.ids}
    rows, faults, marked = _rows(form, came, titles)
    if faults:
        return Edited(faults=tuple(faults))
    desk = _Desk(reader, came.title, {str(it["id"]): it for it in before}, shown, prefix, marked=marked)
    desk.used = frozenset(str(it["id"]) for it in (*earlier, *before))
    if not marked:
        rows = list(desk.recognised(rows, earlier))
    desk.check(rows)
    lines = [line for row in rows for line in desk.line(row)]
    if desk.faults:
        return Edited(faults=tuple(sorted(desk.faults, key=lambda it: it.row)))
    return desk.finished(rows, lines)


def _rows(form: Form, table: Table, titles: Sequence[str]) -> tuple[list[_Came], list[RowFault], bool]:
    """The rows below the heading that say something, what is wrong with the columns, whether one holds ids.

    A column that went out (`titles`) and is no field of the form is read under its title, to see whether it was changed.
    """
    whole = cleaned(table)
    columns, faults, _ = columns_of(form, whole, sheet=table.title, lettered=bool(table.title))
    head = next((row.cells for row in whole if row.number == columns.header), ())
    names = [it.id if it else head[n] if n < len(head) else "" for n, it in enumerate(columns.fields)]
    there = {n: name for n, name in enumerate(names) if name and (columns.fields[n] or name in titles[1:-1])}
    at = columns.ours.get(LINE)
    rows = []
    for row in columns.body:
        said = {name: row.cells[n] if n < len(row.cells) else "" for n, name in there.items()}
        ids = row.cells[at] if at is not None and at < len(row.cells) else ""
        if any(said.values()) and not is_total(row):
            rows.append(_Came(row.number, tuple(filter(None, _PARTED.split(ids))), said))
    return rows, [it for it in faults if it.field not in titles], at is not None


@dataclass(slots=True)
class _Desk:
    """What reading the rows needs, and what is found on the way."""

    reader: Reader
    sheet: str
    before: dict[str, Line]
    shown: Mapping[str, _Came]
    prefix: str
    marked: bool
    splits: dict[str, int] = field(default_factory=dict)  # the row that keeps the id
    faults: list[RowFault] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    restored: dict[str, Line] = field(default_factory=dict)
    used: frozenset[str] = frozenset()
    number: int = 0

    # --- which row is which line

    def recognised(self, rows: Iterable[_Came], earlier: Sequence[Line]) -> Iterator[_Came]:
        """Rows without a column of ids are known by their content, where one line alone says it; each line once."""
        subject = about(self.reader.form)
        old = {str(line["id"]): line for line in (*earlier, *self.before.values())}
        free = {
            id: fold(str(line.get(subject, "")))
            for id, line in sorted(old.items(), key=lambda it: it[0] not in self.before)
        }
        for row in rows:
            id = next((id for id, text in free.items() if text == fold(row.texts.get(subject, ""))), None)
            if id is not None:
                del free[id]
                if id not in self.before:
                    self.restored[id] = old[id]
            yield _Came(row.number, (id,) if id else (), row.texts)

    def check(self, rows: Sequence[_Came]) -> None:
        """Every id is one of this plan; one that stands on several rows was split, and says something else on each."""
        places: dict[str, list[_Came]] = {}
        for row in rows:
            for id in dict.fromkeys(row.ids):
                places.setdefault(id, []).append(row)
                if id not in self.before and id not in self.restored:
                    self._fault(row, *self._strange(id))
        for id, where in places.items():
            if len(where) > 1:
                self._twice(id, where)
        self._alike(rows)

    def _strange(self, id: str) -> tuple[str, str]:
        of = id.partition("/")[0]
        periods = {each.partition("/")[0] for each in self.before}
        if "/" in id and periods and of not in periods:
            return (
                f"Mã dòng «{id}» thuộc kế hoạch của kỳ {of}.",
                "Đề nghị dùng bảng của đúng kỳ, hoặc xóa mã để thêm dòng mới.",
            )
        return (
            f"Mã dòng «{id}» không có trong kế hoạch này.",
            "Đề nghị giữ nguyên mã của bảng đã gửi, hoặc xóa mã để thêm dòng mới.",
        )

    def _twice(self, id: str, where: Sequence[_Came]) -> None:
        rows = " và ".join(str(row.number) for row in where)
        if any(len(row.ids) > 1 for row in where):
            self._fault(
                where[-1],
                f"Mã dòng «{id}» vừa được ghép, vừa đứng ở dòng khác (dòng {rows}).",
                "Đề nghị chỉ để mã này ở một dòng.",
            )
        elif len({_said(row) for row in where}) < len(where):
            self._fault(
                where[-1],
                f"Mã dòng «{id}» có hai lần với cùng nội dung (dòng {rows}).",
                "Đề nghị bỏ một dòng, hoặc ghi rõ nội dung từng phần nếu tách.",
            )
        else:
            subject = about(self.reader.form)
            was = self.shown[id].texts.get(subject) if id in self.shown else None
            self.splits[id] = next((row.number for row in where if row.texts.get(subject) == was), where[0].number)

    def _alike(self, rows: Sequence[_Came]) -> None:
        first: dict[str, int] = {}
        for row in rows:
            if not row.ids and first.setdefault(_said(row), row.number) != row.number:
                self._fault(row, f"Dòng này trùng hoàn toàn với dòng {first[_said(row)]}.", "Đề nghị bỏ một dòng.")

    # --- a row -> its line

    def line(self, row: _Came) -> list[Line]:
        """The line that a row says, and what was done to make it; none where it cannot be read."""
        known = [it for id in row.ids if (it := self.before.get(id) or self.restored.get(id))]
        if len(known) < len(row.ids):
            return []
        if not known:
            return self._added(row)
        id = str(known[0]["id"])
        part = id in self.splits and self.splits[id] != row.number
        line, changes = self._changed(row, known[0])
        if part:
            line = {**{name: value for name, value in line.items() if name != BEFORE}, "id": self._next()}
        else:
            self.kept.update(row.ids)
        self._tell(known, line, changes)
        return [line]

    def _changed(self, row: _Came, known: Line) -> tuple[Line, list[Record]]:
        """The line with what the row says otherwise than it was shown, and each of these changes."""
        line, changes = dict(known), []
        shown = self.shown.get(str(known["id"]))
        self._check_fixed(row, shown)
        for it in self.reader.form.fields:
            was = shown.texts.get(it.id) if shown else None
            text = row.texts.get(it.id)
            if text is None or text == was or (not text and not self.marked):
                continue
            value = self._read(row, it, _bare(text, was, known.get(it.id)))
            if value is not None and value != known.get(it.id) and value != line.get(it.id):
                changes.append({"field": it.id, "old": known.get(it.id), "new": value})
                line[it.id] = value
        return line, changes

    def _check_fixed(self, row: _Came, shown: _Came | None) -> None:
        """What is no field of the form is counted or comes from elsewhere: to change it here would be lost."""
        fields = {it.id for it in self.reader.form.fields}
        for name, text in row.texts.items():
            if name not in fields and shown and text and text != shown.texts.get(name, text):
                self._fault(
                    row, "Cột này không sửa được trong bảng.", "Đề nghị giữ nguyên, hoặc ghi vào cột khác.", name
                )

    def _added(self, row: _Came) -> list[Line]:
        line = {it.id: self._read(row, it, row.texts.get(it.id, "")) for it in self.reader.form.fields}
        self.records.append(self._record("added", (), [line]))
        return [{"id": self._next(), **line}]

    def _read(self, row: _Came, it: FormField, text: str) -> Any:
        try:
            return self.reader.read(it, text)
        except UnreadableError as wrong:
            self._fault(row, wrong.message, wrong.remedy, it.title)
            return None

    def _next(self) -> str:
        """A number that no line of that beginning has had."""
        taken = [id.rpartition("/")[2] for id in self.used if id.startswith(f"{self.prefix}/")]
        self.number = max([self.number, *(int(tail) for tail in taken if tail.isdecimal())]) + 1
        return f"{self.prefix}/{self.number:02d}"

    # --- what was done

    def _tell(self, known: Sequence[Line], line: Line, changes: Sequence[Record]) -> None:
        id = str(known[0]["id"])
        if id in self.restored:
            self.records.append(self._record("added", known, [line]))
        elif len(known) > 1:
            self.records.append(self._record("merged", known, [line]))
        elif id in self.splits:
            earlier = next((it for it in self.records if it["what"] == "split" and it["lines"] == [id]), None)
            if earlier is None:
                self.records.append(earlier := self._record("split", known, []))
            earlier["into"].append(str(line.get(about(self.reader.form), "")))
        if len(known) == 1 and id not in self.splits:
            self.records += [{**self._record("changed", known, [line]), **each} for each in changes]

    def _record(self, what: str, lines: Sequence[Line], into: Sequence[Line]) -> Record:
        subject = about(self.reader.form)
        return {
            "what": what,
            "lines": [str(it["id"]) for it in lines],
            "units": list(dict.fromkeys(str(it["unit"]) for it in lines if it.get("unit"))),
            "texts": [str(it.get(subject, "")) for it in lines],
            "into": [str(it.get(subject, "")) for it in into],
        }

    def finished(self, rows: Sequence[_Came], lines: Sequence[Line]) -> Edited:
        """The lines with those that were not shown, and the records with what is gone and what has moved."""
        aside = [line for id, line in self.before.items() if id not in self.shown]
        gone = [line for id, line in self.before.items() if id in self.shown and id not in self.kept]
        records = [*self.records, *(self._record("dropped", [line], []) for line in gone)]
        order = [id for row in rows for id in row.ids[:1]]
        stayed = [id for id in self.before if id in order]
        if list(dict.fromkeys(id for id in order if id in self.before)) != stayed:
            records.append(self._record("reordered", [], []))
        return Edited((*lines, *aside), tuple(records))

    def _fault(self, row: _Came, message: str, remedy: str, title: str = LINE) -> None:
        self.faults.append(RowFault(row.number, title, message, remedy, self.sheet))


def _said(row: _Came) -> str:
    return fold("\x1f".join(f"{name}={text}" for name, text in sorted(row.texts.items())))


def _bare(text: str, was: str | None, value: Any) -> str:
    """Without the words that the table itself had put behind what the unit wrote («Đơn vị gửi chậm»)."""
    if (
        was
        and isinstance(value, str)
        and was.startswith(value)
        and (added := was[len(value) :])
        and text.endswith(added)
    ):
        return text[: -len(added)]
    return text
