"""A file or a scan is handed in: kept whole, bound to its obligation, received at its instant; lines are keyed later."""

from __future__ import annotations

import datetime as dt

from definitions import answer
from definitions.content import sha
from definitions.facts import Key, Refusal, Submit
from definitions.intake import content_of
from definitions.uploads import Sort, file_content, holds, recognised
from definitions.vocabulary import Kind
from flows.perform import act
from flows.told import Refused, Told
from flows.wiring import Office


def uploaded(
    office: Office,
    *,
    key: Key,
    name: str,
    data: bytes,
    note: str = "",
    received: dt.datetime | None = None,
    by: str = "",
) -> Told:
    """Take the file as what this party hands in. The same file once more is the same submission.

    `received` is when it came, where somebody else hands it in later. Refused where it is no file that is taken, or where the core does not take it; UnwritableFolder.
    """
    step = office.context.steps.get(key.step)
    if step is None or step.kind is not Kind.SUBMIT:
        raise Refused(answer.UNKNOWN)
    sort = recognised(data)
    if isinstance(sort, Refusal):
        raise Refused(sort)
    kept = office.archive.put(data, sort.suffix)
    if not _known(office, key, kept):
        content = _content(office, key, note, name, kept, sort, len(data))
        now = office.now()
        event = Submit(key, sha(content), received or now, typed=now if received else None, by=by, as_file=True)
        act(office, event, key, {event.content: content})
    party = office.definition.year.party(key.party).name
    return Told(f"Đã nhận: {step.title}", (f"{party}, kỳ {key.period}: {name}.",))


def _known(office: Office, key: Key, kept: str) -> bool:
    latest = office.ledger.submission(key)
    return latest is not None and holds(office.ledger.content(latest.content), kept)


def _content(office: Office, key: Key, note: str, name: str, kept: str, sort: Sort, size: int) -> dict[str, object]:
    step = office.context.steps[key.step]
    form = office.definition.process.form(step.form) if step.form else None
    empty = content_of(form, step.id, key, nil=False, note=note, lines=())
    return file_content(empty, name=name, sha=kept, sort=sort, size=size)
