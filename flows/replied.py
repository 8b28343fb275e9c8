"""A partner answered by the sheet that was sent to it: read behind a gate, recorded whole, or given back with remarks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from definitions.actions import Refusal
from definitions.errors import VongNamError
from definitions.facts import Key
from definitions.replies import ReplyFault, cells_of, plan_form, read_reply, signed
from definitions.vocabulary import Kind, Step
from definitions.who import compiled_key
from flows import confined
from flows.agree import Given, agree, latest_round
from flows.inbox import Filed, read
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.wiring import Office

RETURNED = "-can-sua"
"""What the name of a sheet ends in that goes back with remarks."""


class ReplyRefused(VongNamError):  # noqa: N818 - an outcome, told to whoever handed it in
    """Một số ô trong phiếu chưa đọc được.

    Đề nghị sửa các ô đã nêu rồi gửi lại phiếu.
    """

    def __init__(self, faults: Sequence[ReplyFault], returned: bytes) -> None:
        """`faults` in the order of the sheet; `returned` is the partner's own file with a remark on each wrong cell."""
        said = " ".join(map(str, faults))
        super().__init__(f"Phiếu ý kiến có {len(faults)} chỗ chưa đọc được. {said}", "Đề nghị sửa rồi gửi lại phiếu.")
        self.faults, self.returned = tuple(faults), returned


def agree_by_workbook(
    office: Office,
    data: bytes,
    *,
    name: str = "",
    partner: str = "",
    received: dt.datetime | None = None,
    by: str = "",
    stage: Stage = plainly,
    say: Say = silently,
) -> Told:
    """Record the answer in a filled-in sheet of ours. The same answers once more are the same receipt.

    `name` is the file's (only ever shown); `partner` is who handed it in, where that is known: a sheet of somebody else
    is refused. Raises UnfitFile for a file that is no such sheet or does more than hold cells, ReplyRefused with every
    fault and the file to give back, Refused where the core does not take it. Nothing is kept then.
    """
    from notifications import workbooks

    rows = cells_of(stage("Đọc phiếu", partial(confined.read, data)).tables, workbooks.ASKED)
    key, on = _signature(office, rows, partner)
    step, plan = office.context.steps[key.step], _plan(office, key, on)
    form = plan_form(office.definition, step)
    answers, faults = read_reply(office.definition, form, plan, key, rows)
    if faults:
        raise ReplyRefused(faults, confined.marked(data, faults, sheet=workbooks.ASKED) or data)
    if _known(office, key, on, answers):
        return Told("Phiếu này đã được ghi từ trước", (f"{office.definition.year.party(key.party).name}.",))
    given = Given(on=on, file=Filed(data, name or "phieu-y-kien.xlsx"), suffix=".xlsx")
    return agree(
        office, step=key.step, partner=key.party, period=key.period, answers=answers, received=received, by=by,
        given=given, stage=stage, say=say,
    )  # fmt: skip


def agree_by_file(office: Office, path: Path, **more: Any) -> Told:
    """The same for a file on this machine; where it is refused, the copy with remarks is written beside it."""
    came = read(path)
    try:
        return agree_by_workbook(office, came.data, name=came.name, **more)
    except ReplyRefused as refused:
        beside = path.with_name(f"{path.stem}{RETURNED}.xlsx")
        beside.write_bytes(refused.returned)
        refused.remedy = f"Đề nghị gửi lại tệp {beside.name} (có ghi chú ở từng ô) để cơ quan báo chí sửa."
        raise


def _signature(office: Office, rows: Any, partner: str) -> tuple[Key, str]:
    found = signed(rows)
    step = office.context.steps.get(found[0].step) if found else None
    if found is None or step is None or step.kind is not Kind.AGREE or not office.context.names(found[0]):
        raise Refused(_NOT_OURS)
    key, on = found
    if partner and key.party != partner:
        raise Refused(_NOT_THEIRS)
    if latest_round(office, key) != key:
        raise Refused(_EARLIER)
    return key, on


def _plan(office: Office, key: Key, on: str) -> Any:
    """The version of the plan that the sheet was made from: one of those that there were, and no other content."""
    step: Step = office.context.steps[key.step]
    about = compiled_key(office.context, step.on or "", key.period)
    latest = office.ledger.submission(about)
    versions = (office.ledger.submission(about, n) for n in range(1, latest.version + 1)) if latest else ()
    if not any(version and version.content == on for version in versions):
        raise Refused(_NOT_OURS)
    return office.ledger.content(on)


def _known(office: Office, key: Key, on: str, answers: Sequence[Any]) -> bool:
    latest = office.ledger.submission(key)
    content = office.ledger.content(latest.content) if latest else {}
    return bool(content) and content["on"] == on and content["answers"] == list(answers)


_NOT_OURS = Refusal(
    "not-our-sheet",
    "Tệp này không phải là phiếu ý kiến do chương trình gửi, hoặc thiếu mã ẩn của phiếu.",
    "Đề nghị ghi ý kiến vào đúng tệp kèm theo thư xin ý kiến, hoặc ghi bằng biểu mẫu.",
)
_NOT_THEIRS = Refusal(
    "not-their-sheet", "Phiếu này là phiếu của cơ quan khác.", "Đề nghị dùng phiếu gửi đến chính cơ quan mình."
)
_EARLIER = Refusal(
    "earlier-round", "Phiếu này thuộc lần lấy ý kiến trước.", "Đề nghị dùng phiếu kèm theo thư xin ý kiến gần nhất."
)
