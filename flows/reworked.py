"""What was put together comes back edited by people: compared line by line with what went out, kept as a new version."""

from __future__ import annotations

from typing import Any

from definitions.actions import Refusal
from definitions.cells import Reader
from definitions.content import sha
from definitions.edited import Edited, edited
from definitions.events import Submit
from definitions.facts import Key
from definitions.finding import found
from definitions.monthly import PLAN
from definitions.pasted import pasted
from definitions.tables import Table
from definitions.vocabulary import Form, Step
from flows import confined
from flows.collect import RowsRefused, lines_before
from flows.inbox import Filed
from flows.perform import act
from flows.told import Refused
from flows.wiring import Office


def rework(office: Office, step: Step, key: Key, given: Filed | str, by: str) -> list[str]:
    """Keep the edited plan, with a record of each merge, split and change; those as sentences.

    `given` is the workbook (or Word table, or CSV) that came back, or pasted rows. Raises UnfitFile, RowsRefused with
    every fault, Refused where there is no draft or no such table.
    """
    from notifications.edits import edits

    before = _draft(office, key)
    form = _form(office, step)
    table = pasted(given) if isinstance(given, str) else _table(form, given)
    read = _compared(office, key, form, table, before)
    if read.faults:
        raise RowsRefused(read.faults)
    new = {"unit": key.party, "late": False, "state": "planned", "postponed_to": ""}
    lines = [{**new, **line} for line in read.lines]
    content = {**before, "lines": lines, "edited": [*before.get("edited", ()), *read.records]}
    event = Submit(key, sha(content), office.now(), by=by)
    act(office, event, key, {event.content: content})
    return edits(office.definition, read.records)


def _draft(office: Office, key: Key) -> dict[str, Any]:
    submitted = office.ledger.submission(key)
    before: dict[str, Any] = office.ledger.content(submitted.content) if submitted else {}
    if "lines" not in before or office.context.steps[key.step].source is None:
        raise Refused(_NO_DRAFT)
    return before


def _form(office: Office, step: Step) -> Form:
    form = office.context.steps[step.source or ""].form
    if form is None:
        raise Refused(_NO_DRAFT)
    return office.definition.process.form(form)


def _table(form: Form, given: Filed) -> Table:
    table = found(form, confined.read(given.data).tables, {PLAN.casefold()})
    if table is None:
        raise Refused(_NO_TABLE)
    return table


def _compared(office: Office, key: Key, form: Form, table: Table, before: dict[str, Any]) -> Edited:
    from notifications.workbooks import headed, sent

    reader = Reader(office.definition, form, key.period)
    went = sent(office.definition, form, before)
    return edited(
        reader,
        went,
        headed(form, table),
        before["lines"],
        prefix=f"{key.period}/{key.party}",
        earlier=lines_before(office, key),
    )


_NO_DRAFT = Refusal("no-draft", "Chưa có bản dự thảo để sửa.", "Đề nghị chờ chương trình tổng hợp dự thảo.")
_NO_TABLE = Refusal(
    "no-table",
    "Tệp này không có bảng kế hoạch mà chương trình đọc được.",
    "Đề nghị sửa ngay trong tệp kế hoạch đã gửi, giữ nguyên dòng tiêu đề các cột.",
)
