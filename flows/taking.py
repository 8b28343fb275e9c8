"""Taking: a list of publications in a workbook or a CSV file is recorded whole, or given back with all its faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from definitions.actions import Refusal
from definitions.clipped import Clipping, clippings
from definitions.content import fold
from definitions.errors import VongNamError
from definitions.headings import RowFault
from definitions.replies import ReplyFault
from definitions.tables import Reading, Table, column_name
from definitions.vocabulary import Form
from definitions.webaddress import address_key
from flows import confined
from flows.entering import entered
from flows.inbox import Filed
from flows.linking import Linking
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.track import tracks
from flows.wiring import Office
from storage.alike import same
from storage.port import Conflict
from storage.published import Publication

RETURNED = "-can-sua"
"""What the name of a list ends in that goes back with remarks."""
SHOWN = 30
"""So many faults are said in one sentence; the file with remarks bears them all."""


class ListRefused(VongNamError):  # noqa: N818 - an outcome, told to whoever handed it in
    """Danh sách tin, bài có chỗ chưa đọc được.

    Đề nghị sửa các ô đã nêu rồi nhập lại cả tệp.
    """

    def __init__(self, faults: Sequence[RowFault], remedy: str) -> None:
        more = f" Và {len(faults) - SHOWN} chỗ khác." if len(faults) > SHOWN else ""
        said = " ".join(map(str, faults[:SHOWN]))
        super().__init__(f"Danh sách có {len(faults)} chỗ chưa nhận được, chưa ghi dòng nào. {said}{more}", remedy)
        self.faults = tuple(faults)


def take(office: Office, filed: Filed, *, by: str = "", stage: Stage = plainly, say: Say = silently) -> Told:
    """Record every row that is not recorded yet; the same file once more changes nothing.

    Raises UnfitFile or Refused for a file that is no list, ListRefused with every fault: nothing is kept then.
    """
    form = _form(office)
    reading = stage("Đọc tệp", partial(_read, filed))
    table = reading.tables[0]
    today = office.now().astimezone(office.zone).date()
    rows, faults = clippings(office.definition, form, table, today)
    linking = Linking(office)
    read = stage("Gắn với kế hoạch", lambda: [(it, _entered(linking, it, by)) for it in rows])
    known = linking.known
    faults = (*faults, *_clashes(read, known))
    if faults:
        raise ListRefused(faults, _give_back(filed, reading, faults))
    fresh = [publication for _, publication in read if publication.id not in known]
    stage("Ghi tin, bài", partial(_keep, office, fresh))
    for publication in fresh:
        say(f"Đã ghi: {publication.title}")
    there = f" {len(read) - len(fresh)} tin, bài đã có từ trước." if len(fresh) < len(read) else ""
    itself = sum(bool(it.lines) for it in fresh)
    made = (f"Gắn với dòng kế hoạch: {itself} trên {len(fresh)} tin, bài.",) if itself else ()
    return Told("Nhập tin, bài từ tệp", (f"Đã ghi {len(fresh)} tin, bài từ tệp {filed.name}.{there}", *made))


def _form(office: Office) -> Form:
    for step in office.definition.process.steps:
        if tracks(office.definition, step):
            return office.definition.process.form(step.form or "")
    raise Refused(
        Refusal("no-form", "Quy trình không có biểu mẫu ghi tin, bài.", "Đề nghị bổ sung bước theo dõi tin, bài.")
    )


def _read(filed: Filed) -> Reading:
    """The tables of a workbook, a document or a text file, read in a process of its own."""
    reading = confined.read(filed.data)
    if not reading.tables:
        message = f"Tệp «{filed.name}» không có bảng nào."
        raise Refused(Refusal("no-list", message, "Đề nghị dùng bảng .xlsx, bảng trong .docx hoặc tệp CSV."))
    return reading


def _entered(linking: Linking, it: Clipping, by: str) -> Publication:
    return entered(linking, by=by, how="imported", **it.fields)


def _clashes(read: Sequence[tuple[Clipping, Publication]], known: Mapping[str, Publication]) -> list[RowFault]:
    """What is recorded already, with other particulars or under another title at the same address."""
    addresses = {address_key(it.url): it for it in known.values() if it.url}
    found = []
    for row, it in read:
        other = addresses.get(address_key(it.url)) if it.url else None
        if it.id in known and not same(it, known[it.id]):
            said = "Tin, bài này đã được ghi trước đây với thông tin khác."
            found.append(RowFault(row.row, "", said, "Đề nghị bỏ dòng này, hoặc ghi rõ tên để phân biệt."))
        elif other is not None and other.id != it.id:
            said = f"Đường dẫn này đã được ghi cho «{other.title}»."
            found.append(RowFault(row.row, "", said, "Đề nghị kiểm tra lại đường dẫn."))
    return found


def _keep(office: Office, fresh: Sequence[Publication]) -> None:
    for publication in fresh:
        try:
            office.ledger.publish(publication, now=office.now())
        except Conflict:
            message = f"«{publication.title}» vừa có người khác ghi với thông tin khác."
            raise Refused(
                Refusal("recorded", message, "Đề nghị nhập lại tệp; các dòng trước đó đã được ghi.")
            ) from None


# ---------------------------------------------------------------- what goes back


def _give_back(filed: Filed, reading: Reading, faults: Sequence[RowFault]) -> str:
    """The remedy; for a workbook that lies in the inbox, its copy with a remark on each wrong cell beside it."""
    if reading.sort != "xlsx" or filed.path is None:
        return "Đề nghị sửa các dòng đã nêu rồi nhập lại cả tệp."
    said = [ReplyFault(it.row, _column(reading.tables[0], it), it.field, it.message, it.remedy) for it in faults]
    beside: Path = filed.path.with_name(f"{filed.path.stem}{RETURNED}.xlsx")
    beside.write_bytes(confined.marked(filed.data, said) or filed.data)
    return f"Đề nghị sửa theo ghi chú trong tệp {beside.name} rồi nhập lại."


def _column(table: Table, fault: RowFault) -> str:
    """The column under the title of a fault; the first where it is about the whole row."""
    for row in table.rows[:15]:
        for n, cell in enumerate(row.cells, 1):
            if fault.field and fold(cell).rstrip("* ") == fold(fault.field):
                return column_name(n)
    return "A"
