"""The directory is edited by form: a new version of it, without touching the pinned year; open decisions follow at once."""

from __future__ import annotations

from dataclasses import replace

from definitions import agenda
from definitions.contacts import Contact, edited, faults
from definitions.errors import VongNamError
from definitions.events import AskAgain
from definitions.facts import State
from definitions.load import write_directory
from definitions.moments import local_day
from definitions.vocabulary import Kind
from definitions.who import deciders
from flows.perform import act
from flows.told import Told
from flows.wiring import Office, definition_of


class ContactRefused(VongNamError):  # noqa: N818 - an outcome, told to whoever filled in the form
    """Nội dung sửa danh bạ chưa được nhận."""

    def __init__(self, found: tuple[str, ...]) -> None:
        listed = " ".join(f"({n}) {fault}" for n, fault in enumerate(found, 1))
        super().__init__(f"Danh bạ giữ nguyên vì còn {len(found)} chỗ chưa đúng: {listed}", "Đề nghị sửa rồi gửi lại.")
        self.faults = found


def contact(office: Office, said: Contact, *, by: str = "") -> Told:
    """Add, change or take out one person; whoever decides otherwise from now on is asked. Raises ContactRefused whole."""
    if found := faults(office.definition, said):
        raise ContactRefused(found)
    directory = edited(office.definition.directory, said)
    text = write_directory(directory)
    texts = office.ledger.texts(office.version)
    assert texts is not None, "an office that is open has its texts"
    after = replace(office, context=agenda.context(definition_of(texts, text)))  # Faults, before anything is kept
    changed = _said(office, after)
    office.ledger.keep_directory(text, now=office.now(), by=by, changed=changed)
    asked = _asked_otherwise(office, after, by)
    return Told("Đã sửa danh bạ", (*changed, *asked))


def _asked_otherwise(before: Office, after: Office, by: str) -> list[str]:
    """Open decisions whose deciders are others today: asked again, so that the form and the code reach them."""
    today = local_day(after.now(), after.definition.process.timezone)
    lines = []
    for step in after.context.steps.values():
        for it in after.ledger.obligations(step=step.id, states=[State.OPEN]) if step.kind is Kind.APPROVE else ():
            was, now = (deciders(office.context, it.key.party, today, it.assigned) for office in (before, after))
            if was != now and it.expires is not None:
                act(after, AskAgain(it.key, by), it.key)
                lines.append(f"{step.title}, kỳ {it.key.period}: đã trình người cho ý kiến hiện nay.")
    return lines


def _said(before: Office, after: Office) -> list[str]:
    was = {person.id: person for person in before.definition.directory.people}
    now = {person.id: person for person in after.definition.directory.people}
    gone = [f"Đã bỏ: {was[id].name}." for id in was if id not in now]
    fresh = [f"Đã thêm: {now[id].name} ({id})." for id in now if id not in was]
    changed = [f"Đã sửa: {now[id].name} ({id})." for id in now if id in was and now[id] != was[id]]
    return [*gone, *fresh, *changed] or ["Không có gì thay đổi."]
