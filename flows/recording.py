"""Recording by form: one thing that happened, its values by field; what is personal comes in a file, never on a screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from definitions.actions import Refusal
from definitions.content import clean, fold
from definitions.typing_in import typed_rows
from definitions.vocabulary import Form, Step
from definitions.who import owners
from flows.collect import collect
from flows.inbox import filed
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.wiring import Office


def record(
    office: Office,
    *,
    step: str,
    unit: str = "",
    line: Mapping[str, Any],
    particulars: str = "",
    note: str = "",
    by: str = "",
    stage: Stage = plainly,
    say: Say = silently,
) -> Told:
    """Write it down at that step: `line` is what the form says, `particulars` the name of a file in the inbox.

    The file holds a line "title: value" for each personal field; it is taken out of the inbox when the record is kept.
    Raises Refused, or RowsRefused with every field that cannot be read; nothing is kept then.
    """
    word, form = _form_of(office, step)
    file = filed(office, particulars) if particulars else None
    said = _particulars(form, file.data.decode("utf-8-sig", "replace"), file.name) if file else {}
    told = collect(
        office, step=step, unit=unit or _only(office, word), period="", rows=typed_rows(form, [{**line, **said}]),
        note=note, by=by, stage=stage, say=say,
    )  # fmt: skip
    if file and file.path:
        file.path.unlink()  # it is in the ledger now, apart, and nowhere else
    return told


def _form_of(office: Office, step: str) -> tuple[Step, Form]:
    word = office.context.steps.get(step)
    if word is None or word.form is None:
        raise Refused(_NO_RECORD)
    return word, office.definition.process.form(word.form)


def _only(office: Office, step: Step) -> str:
    """The one party that owes the step; Refused where several do and none was named."""
    owing = owners(office.context, step)
    if len(owing) != 1:
        raise Refused(_WHOSE)
    return owing[0]


def _particulars(form: Form, text: str, name: str) -> dict[str, str]:
    """The personal fields that a file states; a line of it that names no such field is a fault without its words."""
    titles = {fold(field.title): field.id for field in form.fields if field.personal}
    found: dict[str, str] = {}
    for n, line in enumerate(text.splitlines(), 1):
        title, _, value = line.replace("\t", ":").partition(":")
        if not clean(line):
            continue
        if fold(title) not in titles or not clean(value):
            known = ", ".join(f"«{field.title}: …»" for field in form.fields if field.personal)
            message = f"Tệp «{name}», dòng {n}: chưa đọc được."
            raise Refused(Refusal("particulars", message, f"Đề nghị ghi mỗi dòng một mục: {known or 'không có'}."))
        found[titles[fold(title)]] = clean(value)
    return found


_NO_RECORD = Refusal("no-record", "Bước này không có biểu mẫu để ghi.", "Đề nghị chọn một việc trong Sổ theo dõi.")
_WHOSE = Refusal("whose", "Chưa chọn cơ quan, đơn vị.", "Đề nghị chọn đơn vị có việc này.")
