"""A file or a scan is handed in: kept whole, bound to its obligation, received at its instant; lines are keyed later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from definitions import answer
from definitions.actions import Refusal
from definitions.content import sha
from definitions.events import Submit
from definitions.facts import Key
from definitions.intake import content_of, with_results
from definitions.uploads import file_content, file_of, holds, recognised
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
    enclosed: Sequence[tuple[str, bytes]] = (),
    understood: Sequence[str] = (),
) -> Told:
    """Take the file as what this party hands in, with those that came with it. The same file once more is the same submission.

    `received` is when it came, where somebody else hands it in later; `understood` is what its sender and the Office
    should know of the reading. Refused where it is no file that is taken, or where the core does not take it; UnwritableFolder.
    """
    step = office.context.steps.get(key.step)
    if step is None or step.kind is not Kind.SUBMIT:
        raise Refused(answer.UNKNOWN)
    sort = recognised(data)
    if isinstance(sort, Refusal):
        raise Refused(sort)
    kept = office.archive.put(data, sort.suffix)
    if not _known(office, key, kept):
        files = [_kept(office, name, data), *(_kept(office, *it) for it in enclosed)]
        content = with_results(_content(office, key, note, files), "", (), (), understood)
        now = office.now()
        event = Submit(key, sha(content), received or now, typed=now if received else None, by=by, as_file=True)
        act(office, event, key, {event.content: content})
    party = office.definition.year.party(key.party).name
    return Told(f"Đã nhận: {step.title}", (f"{party}, kỳ {key.period}: {name}.", *understood))


def _known(office: Office, key: Key, kept: str) -> bool:
    latest = office.ledger.submission(key)
    return latest is not None and holds(office.ledger.content(latest.content), kept)


def _kept(office: Office, name: str, data: bytes) -> dict[str, object]:
    """A file in the archive, as the content names it."""
    sort = recognised(data)
    if isinstance(sort, Refusal):
        raise Refused(sort)
    return file_of(name, office.archive.put(data, sort.suffix), sort, len(data))


def _content(office: Office, key: Key, note: str, files: Sequence[Mapping[str, object]]) -> dict[str, object]:
    step = office.context.steps[key.step]
    form = office.definition.process.form(step.form) if step.form else None
    return file_content(content_of(form, step.id, key, nil=False, note=note, lines=()), files)
