"""Publications as people list them in a table: the columns that may stand there, and every fault with row and column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from definitions.cells import Reader, UnreadableError
from definitions.content import fold, shown_date
from definitions.durations import seconds_of
from definitions.headings import RowFault
from definitions.reachable import Unreachable, place
from definitions.rows import rows_of
from definitions.tables import Table
from definitions.vocabulary import Definition, FieldType, Form, FormField
from definitions.webaddress import address_key

MORE: Final = (
    FormField(id="unit", title="Phòng, đơn vị cung cấp", type=FieldType.TEXT),
    FormField(id="author", title="Tác giả", type=FieldType.TEXT),
    FormField(id="url", title="Địa chỉ trên mạng", type=FieldType.LINK),
    FormField(id="topics", title="Nội dung của Kế hoạch", type=FieldType.TOPICS),
    FormField(id="activities", title="Hoạt động trọng tâm", type=FieldType.ACTIVITIES),
    FormField(id="lines", title="Dòng kế hoạch", type=FieldType.TEXT),
    FormField(id="programme", title="Chương trình", type=FieldType.TEXT),
    FormField(id="slot", title="Khung giờ", type=FieldType.TEXT),
    FormField(id="duration", title="Thời lượng", type=FieldType.TEXT),
)
"""The columns that any office may have in its list, beside those of its own form."""


@dataclass(frozen=True, slots=True)
class Clipping:
    """One row: the fields of a publication, by name, and the row it stood in."""

    row: int
    fields: Mapping[str, Any]


def list_form(form: Form) -> Form:
    """The office's form of a publication, with every column that a list may have beside it."""
    known = {field.id for field in form.fields}
    return form.model_copy(update={"fields": (*form.fields, *(field for field in MORE if field.id not in known))})


def clippings(
    definition: Definition, form: Form, table: Table, today: dt.date
) -> tuple[tuple[Clipping, ...], tuple[RowFault, ...]]:
    """The publications of a table, or all of its faults; never both. Rows are numbered as they stand in the file."""
    whole = list_form(form)
    table_read = rows_of(Reader(definition, whole, str(definition.year.year)), table)
    if table_read.faults:
        return (), table_read.faults
    titles = {field.id: field.title for field in whole.fields}
    read = [(it.number, *_read(definition, it.line, today)) for it in table_read.rows]
    found = [RowFault(row, titles.get(name, ""), *said) for row, _, wrong in read for name, said in wrong]
    kept = tuple(Clipping(row, fields) for row, fields, _ in read)
    found += [] if found else list(_twice(kept, titles))
    return ((), tuple(found)) if found else (kept, ())


Wrong = list[tuple[str, tuple[str, str]]]  # field, (message, remedy)


def _read(definition: Definition, line: Mapping[str, Any], today: dt.date) -> tuple[dict[str, Any], Wrong]:
    readers: dict[str, Callable[[Any], Any]] = {
        "partner": _partner,
        "at": lambda said: _day(said, today),
        "unit": lambda said: _unit(definition, said),
        "url": _address,
        "duration": seconds_of,
        "lines": lambda said: tuple(part.strip() for part in said.replace(";", ",").split(",") if part.strip()),
    }
    fields: dict[str, Any] = {}
    wrong: Wrong = []
    for name, value in line.items():
        if name == "id" or name not in _TAKEN:
            continue
        try:
            fields[name] = readers[name](value) if name in readers else value
        except UnreadableError as error:
            wrong.append((name, (error.message, error.remedy)))
    fields["seconds"] = fields.pop("duration", 0)
    return {name: tuple(it) if isinstance(it, list) else it for name, it in fields.items()}, wrong


_TAKEN: Final = frozenset({"title", "partner", "genre", "at", *(field.id for field in MORE)})


def _partner(said: Sequence[str]) -> str:
    if len(said) != 1:
        raise UnreadableError("Một dòng ghi một cơ quan báo chí.", "Đề nghị tách mỗi cơ quan một dòng.")
    return said[0]


def _day(said: str, today: dt.date) -> dt.date:
    try:
        day = dt.date.fromisoformat(said)
    except ValueError:
        raise UnreadableError(
            f"«{said}» không phải là một ngày.", "Đề nghị ghi ngày/tháng/năm, ví dụ 05/4/2023."
        ) from None
    if day > today:
        raise UnreadableError(f"Ngày {shown_date(said)} chưa đến.", "Chỉ ghi tin, bài đã đăng, phát.")
    return day


def _unit(definition: Definition, said: str) -> str:
    if not said:
        return ""
    for party in definition.year.parties:
        if fold(said) in {fold(name) for name in (party.id, party.name, party.short) if name}:
            return party.id
    raise UnreadableError(f"Không rõ đơn vị «{said}».", "Đề nghị ghi tên đơn vị như trong năm kế hoạch.")


def _address(said: str) -> str:
    if said:
        try:
            place(said)
        except Unreachable as error:
            raise UnreadableError(f"Đường dẫn không dùng được: {error}.", "Đề nghị chép nguyên địa chỉ.") from None
    return said


def _twice(rows: Sequence[Clipping], titles: Mapping[str, str]) -> Iterator[RowFault]:
    """Rows of one title, body and day, or of one address, said twice in one file."""
    seen: dict[tuple[str, ...], int] = {}
    for it in rows:
        named = (fold(it.fields["title"]), it.fields["partner"], str(it.fields["at"]))
        address = address_key(it.fields.get("url", ""))
        for field, key in (("title", named), ("url", (address,))):
            first = seen.setdefault(key, it.row) if any(key) else it.row
            if first != it.row:
                yield RowFault(it.row, titles[field], f"Trùng với dòng {first}.", "Đề nghị bỏ một dòng.")
