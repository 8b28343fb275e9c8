"""The workbook of a unit's period, out and back: made with what is known already, read whole, or given back marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from definitions import refusals
from definitions.actions import Refusal, Tell
from definitions.belonging import Belongs, belongs
from definitions.content import sha
from definitions.errors import VongNamError
from definitions.events import Submit
from definitions.facts import Key
from definitions.finding import plan_table
from definitions.handed import Handed, Known, read_workbook
from definitions.headings import Remark, RowFault
from definitions.intake import content_of, with_results
from definitions.monthly import PLAN, Book, before, book, has_workbook, left_over, results_form, results_period
from definitions.newest import newest
from definitions.periods import base_of
from definitions.tables import Table
from definitions.uploads import EXCEL, Sort, file_content, file_of
from definitions.vocabulary import Definition, Kind, Step
from flows import confined, results
from flows.collect import lines_before
from flows.papers import MARKED, RETURNED
from flows.perform import act
from flows.told import Refused, Told
from flows.wiring import Office
from storage.port import Document

FAULTY = "faulty"  # the kind of letter that brings it
SAID = 12
"""So many faults are said in a sentence; the file that is given back has them all."""


class WorkbookRefused(VongNamError):  # noqa: N818 - an outcome, told to whoever handed it in
    """Tệp chưa được nhận vì một số ô chưa đọc được."""

    def __init__(
        self, name: str, faults: Sequence[RowFault], remarks: Sequence[Remark], returned: bytes | None, why: str
    ) -> None:
        """`returned` is the sender's own file, a remark on each wrong cell and a first sheet that lists them; None for none."""
        said = " ".join(map(str, faults[:SAID]))
        more = f" … và {len(faults) - SAID} chỗ khác." if len(faults) > SAID else ""
        super().__init__(
            f"Tệp «{name}» có {len(faults)} chỗ cần sửa. {said}{more}",
            f"{'Tệp có ghi chú ở từng ô được gửi lại qua thư; đ' if returned else 'Đ'}ề nghị sửa rồi gửi lại.",
        )
        self.faults, self.remarks, self.returned, self.reason = tuple(faults), tuple(remarks), returned, why


class NotAWorkbook(Refused):
    """Tệp này không có bảng kế hoạch mà chương trình đọc được."""


# ---------------------------------------------------------------- out


def workbook(office: Office, key: Key) -> tuple[str, bytes] | None:
    """The name and bytes of the workbook of an obligation; None where its step sends none."""
    step = office.context.steps.get(key.step)
    if step is None or not has_workbook(office.definition, step):
        return None
    it = office.ledger.obligation(key)
    known = known_of(office, key)
    latest = office.ledger.submission(key)
    handed = office.ledger.content(latest.content).get("lines", ()) if latest else ()
    made = book(
        office.definition, key, due=it.instants.due if it else None, handed=handed, carried=known.carried,
        planned=known.planned,
    )  # fmt: skip
    return f"{key.step}-{key.period}-{key.party}.xlsx", _drawn(_Drawing(office.definition, made))


@dataclass(frozen=True, slots=True, eq=False)
class _Drawing:
    """What a workbook is drawn from. Two are the same that say the same under one definition."""

    definition: Definition
    book: Book

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawing) and self._said == other._said

    def __hash__(self) -> int:
        return hash(self._said)

    @property
    def _said(self) -> tuple[int, str]:
        return id(self.definition), repr(self.book)


@lru_cache(maxsize=256)
def _drawn(drawing: _Drawing) -> bytes:
    """The same bytes each time: a workbook goes out with every reminder, and drawing it takes 40 ms."""
    from notifications import workbooks

    return workbooks.unit_month(drawing.definition, drawing.book)


def asked_for(office: Office, unit: str, period: str, *, step: str = "") -> tuple[str, bytes]:
    """The same for a unit and a period by name. Refused where nobody owes such a thing, with what there is."""
    able = [it for it in _steps(office) if step in ("", it.id)]
    for it in able:
        if office.ledger.obligation(Key(it.id, period, unit)) and (made := workbook(office, Key(it.id, period, unit))):
            return made
    known = ", ".join(sorted({it.key.party for word in able for it in office.ledger.obligations(step=word.id)})[:20])
    how = (
        f"Đề nghị ghi đúng mã đơn vị và kỳ (như 2023-04); các đơn vị: {known}."
        if known
        else "Năm này không có bước nào dùng bảng tính."
    )
    raise Refused(Refusal("no-such-form", f"Không có bảng tính nào của «{unit}» cho kỳ «{period}».", how))


def known_of(office: Office, key: Key) -> Known:
    """What a workbook of that obligation can be read against, and what is written into it before it goes out."""
    step = office.context.steps[key.step]
    plans = list(_plans(office, step, key.period))
    published = [(p.at, line) for p in office.ledger.publications() for line in p.lines]
    carried = left_over(plans, (line for _, line in published), key.party, key.period, told=bool(published))
    planned, own = tuple(_planned(office, step, key, plans)), frozenset(_own(office, key))
    return Known(tuple(lines_before(office, key)), carried, planned, own)


def _own(office: Office, key: Key) -> Iterator[str]:
    """The ids of every line that the party has handed in at this step, in any version of any period."""
    for latest in office.ledger.submissions(key.step):
        if latest.key.party == key.party:
            yield from (str(line["id"]) for line in lines_before(office, latest.key))


BACK = 3
"""So many periods back a line may be taken over from."""


def _plans(office: Office, step: Step, period: str) -> Iterator[tuple[str, Sequence[Any]]]:
    """The lines of what was put together for the periods just before, by period."""
    first = period
    for _ in range(BACK):
        first = before(first)
    for compiling in office.context.steps.values():
        if compiling.source == step.id and compiling.kind is Kind.COMPILE and compiling.every is step.every:
            for made in office.ledger.submissions(compiling.id):
                if first <= base_of(made.key.period) < period:
                    yield made.key.period, office.ledger.content(made.content).get("lines", ())


def _planned(office: Office, step: Step, key: Key, plans: Sequence[tuple[str, Sequence[Any]]]) -> Iterator[Any]:
    """The unit's own lines of the period whose results are asked for."""
    if results_form(office.definition, step) is None:
        return
    of = results_period(step, key.period)
    for _, line in newest((period, lines) for period, lines in plans if base_of(period) == of).values():
        if line.get("unit") == key.party and line.get("state") not in ("dropped", "postponed"):
            yield line


# ---------------------------------------------------------------- back


def take_workbook(
    office: Office,
    key: Key | None,
    name: str,
    data: bytes,
    received: dt.datetime | None = None,
    by: str = "",
    *,
    tables: Sequence[Table] | None = None,
) -> Told:
    """Take a filled-in workbook as what a unit hands in: its lines, the results of the period before, or nil.

    `key` is what whoever brings it says that it is for, None where only the file can tell; `tables` are its sheets
    where they were read already. The same content once more is the same receipt. Raises UnfitFile for a file that does
    more than hold cells, NotAWorkbook where no sheet holds a plan, WorkbookRefused with every fault and the file to
    give back (which is sent by letter too, where it is known to whom), Refused where the core does not take it.
    Nothing is recorded of what is refused.
    """
    tables = confined.read(data).tables if tables is None else tables
    step = _step(office, key, tables)
    whose = belongs(office.definition, step.id, tables, key)
    if whose.key is None:
        raise _given_back(office, key, name, data, Handed(faults=whose.faults, remarks=whose.remarks), by, whose)
    if office.ledger.obligation(whose.key) is None:
        raise Refused(refusals.UNKNOWN)
    handed = read_workbook(office.definition, whose.key, tables, known_of(office, whose.key))
    if handed.faults:
        raise _given_back(office, whose.key, name, data, handed, by, whose)
    return keep(office, whose, name, data, handed, received, by)


def workbook_of(office: Office, tables: Sequence[Table]) -> tuple[Key | None, bool]:
    """What such a workbook says that it is for, None where it does not say or contradicts itself; and whether it is one."""
    step = next((step for step in _steps(office) if plan_table(office.definition, step, tables)), None)
    return (belongs(office.definition, step.id, tables).key, True) if step else (None, False)


def _steps(office: Office) -> list[Step]:
    return [step for step in office.context.steps.values() if has_workbook(office.definition, step)]


def _step(office: Office, key: Key | None, tables: Sequence[Table]) -> Step:
    able = [step for step in _steps(office) if key is None or step.id == key.step]
    found = next((step for step in able if plan_table(office.definition, step, tables)), None)
    if found is None:
        raise NotAWorkbook(NO_PLAN)
    return found


def keep(
    office: Office, whose: Belongs, name: str, data: bytes, handed: Handed, received: dt.datetime | None, by: str,
    sort: Sort = EXCEL, remarks: Sequence[str] = (),
) -> Told:  # fmt: skip
    """What was read of a file is handed in with the file itself; the same content once more is the same receipt."""
    key = whose.key
    assert key is not None
    step = office.context.steps[key.step]
    form = office.definition.process.form(step.form or "")
    party = office.definition.year.party(key.party).name
    understood = [str(it) for it in (*remarks, *whose.remarks, *handed.remarks)]
    content = content_of(form, step.id, key, nil=handed.nil, note="", lines=handed.lines)
    content = with_results(content, results_period(step, key.period), handed.results, handed.left, understood)
    what = "không phát sinh" if handed.nil else f"{len(handed.lines)} nội dung"
    if handed.results:
        what += f"; {len(handed.results)} kết quả của kỳ trước"
    if _same(office, key, content):
        return Told("Tệp này đã được ghi nhận từ trước", (f"{party}, kỳ {key.period}: {what}.",))
    kept = office.archive.put(data, sort.suffix)
    content = file_content(content, [file_of(name, kept, sort, len(data))])
    now = office.now()
    typed = now if received else None
    event = Submit(key, sha(content), received or now, nil=handed.nil, typed=typed, by=by)
    act(office, event, key, {event.content: content}, beside=partial(results.recorded, office, key, handed.results, by))
    results.offer(office)
    return Told(f"Đã nhận: {step.title}", (f"{party}, kỳ {key.period}: {what}.", *understood))


def _same(office: Office, key: Key, content: dict[str, Any]) -> bool:
    """Whether that is what was handed in last, whatever file it came in and however it was written."""
    latest = office.ledger.submission(key)
    if latest is None:
        return False
    known = office.ledger.content(latest.content)
    counts = ("nil", "note", "lines", "results")
    return bool(known.get("lines") or known.get("nil")) and all(known.get(it) == content.get(it) for it in counts)


# ---------------------------------------------------------------- given back


def _given_back(
    office: Office, key: Key | None, name: str, data: bytes, handed: Handed, by: str, whose: Belongs
) -> WorkbookRefused:
    """The refusal; where it is known to whom, the marked file is kept and a letter brings it."""
    remarks = (*whose.remarks, *handed.remarks) if handed.remarks is not whose.remarks else whose.remarks
    marked = confined.marked(data, handed.faults, sheet=PLAN, listed=True, understood=remarks)
    if key is not None and office.ledger.obligation(key) is not None:
        _send_back(office, key, name, data, marked, handed.faults, by)
    return WorkbookRefused(name, handed.faults, remarks, marked, whose.reason or FAULTY)


def _send_back(
    office: Office, key: Key, name: str, data: bytes, marked: bytes | None, faults: Sequence[RowFault], by: str
) -> None:
    """The marked file into the archive, or as it came; a letter into the outbox. The same file once more is the same letter."""
    from definitions.delivery import items

    it = office.ledger.obligation(key)
    before_this = [doc for doc in office.ledger.documents(key) if doc.kind == RETURNED]
    record = {"kind": FAULTY, "file": name, "sent": office.archive.put(data, ".xlsx"), "faults": list(map(str, faults))}
    source = sha(record)
    if it is None or any(doc.source == source for doc in before_this):
        return
    now, version = office.now(), len(before_this) + 1
    shown = f"{name.removesuffix('.xlsx')}{MARKED}" if marked else name
    kept = Document(key, RETURNED, version, shown, office.archive.put(marked or data, ".xlsx"), source, now)
    told = Tell(key, FAULTY, f"{FAULTY}:{it.version}:{source[:12]}", (_answers(office, key, by),), None, source)
    office.ledger.record(
        [told], seen={}, now=now, contents={source: record}, documents=[kept], items=items(office.context, [told], now),
        version=office.version,
    )  # fmt: skip


def _answers(office: Office, key: Key, by: str) -> str:
    """Who mends it: the unit itself, or whoever brought the file in its place."""
    person = office.definition.directory.known(by) if by else None
    return person.party if person else key.party


NO_PLAN = Refusal(
    "not-a-workbook",
    "Tệp này không có bảng kế hoạch mà chương trình đọc được.",
    "Đề nghị ghi vào tệp kèm theo thư yêu cầu, giữ nguyên dòng tiêu đề các cột.",
)
