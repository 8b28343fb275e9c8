"""A year, lived on a virtual clock: what people do and what falls due, in the order of instants, through the same doors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from definitions import agenda
from definitions.delivery import RELEASED_BY_OFFICE
from definitions.errors import VongNamError
from definitions.facts import WAITING, State
from definitions.vocabulary import Definition
from flows.heartbeat import heartbeat
from flows.people import Act, next_act
from flows.script import Script
from flows.told import Say, silently
from flows.wiring import Office

if TYPE_CHECKING:
    from definitions.source import Source
    from flows.files import Sources
    from storage.port import Ledger, Texts


@dataclass
class VirtualClock:
    """A clock that is told what time it is, and never goes back."""

    instant: dt.datetime

    def __call__(self) -> dt.datetime:
        """The instant it was last told."""
        return self.instant

    def to(self, instant: dt.datetime) -> None:
        """Go on to that instant."""
        self.instant = max(self.instant, instant)


def begin(
    ledger: Ledger, definition: Definition, texts: Texts, directory: str, *, adopted: dt.datetime, now: dt.datetime
) -> None:
    """Start a year: its texts are kept whole, and every obligation of it is planned."""
    ledger.begin(texts, directory, agenda.plan(definition, adopted), adopted=adopted, now=now)


def texts_of(sources: Sources) -> Texts:
    """The texts that a year runs on, with the hash that it is pinned to."""
    from definitions.load import texts_sha
    from storage.port import Texts

    calendars = {Path(source.name).name: text_of(source) for source in sources.calendars}
    sha = texts_sha(sources.process, sources.year, list(sources.calendars))
    return Texts(text_of(sources.process), text_of(sources.year), calendars, sha)


def text_of(source: Source) -> str:
    """The text of a file as it is kept: without a byte order mark."""
    return source.text if isinstance(source.text, str) else source.text.decode("utf-8").removeprefix("\ufeff")


# ---------------------------------------------------------------- living


def live(
    office: Office,
    script: Script,
    clock: VirtualClock,
    until: dt.datetime,
    *,
    at_each: Callable[[dt.datetime], None] = lambda _: None,
    say: Say = silently,
) -> list[str]:
    """Play every instant up to and including `until`, in order: what people do, what falls due. Failures as sentences.

    What people do comes before the heartbeat of the same instant. The ledger is the only memory: a play that was
    killed goes on where it stopped.
    """
    failures: list[str] = []
    refused: set[str] = set()
    left: dt.datetime | None = None
    while True:
        act, due = next_act(office, script, refused), office.ledger.next_instant()
        if due is not None and due == left and due <= clock.instant:
            due = later(office, clock.instant)
        at = min((when for when in (act.at if act else None, due) if when is not None), default=None)
        if at is None or at > until:
            clock.to(until)
            at_each(until)
            return failures
        clock.to(at)
        at_each(clock.instant)
        failures += _act(office, script, act, clock.instant, refused)
        _release(office)
        told = heartbeat(office, say=say, doors=False)
        failures += told.failures
        if told.failures and len(failures) > PATIENCE:
            return failures
        left = office.ledger.next_instant()  # if it has come already: held back, or broken, and not waited for


def _act(office: Office, script: Script, act: Act | None, now: dt.datetime, refused: set[str]) -> Iterator[str]:
    """Everything that people do at this instant, each thing once; what was refused is told, and not tried again."""
    done: set[str] = set()
    while act is not None and act.at <= now and act.what not in done:
        try:
            act.do()
        except VongNamError as error:
            refused.add(act.what)
            yield f"{act.what}: {' '.join(error.parts('vi'))}"
        done.add(act.what)
        act = next_act(office, script, refused)


def _release(office: Office) -> None:
    """The Office of a script lets go at once what waits for its word."""
    if held := [item for item in office.ledger.held() if item.held == RELEASED_BY_OFFICE]:
        office.ledger.release(held, now=office.now(), by="")


def later(office: Office, now: dt.datetime) -> dt.datetime | None:
    """The next instant at which an obligation needs attention, whatever an instant gone by has left behind."""
    waiting = office.ledger.obligations(states=[State.PLANNED, *WAITING])
    return min((it.next_at for it in waiting if it.next_at is not None and it.next_at > now), default=None)


PATIENCE = 50
"""So many failures and a rehearsal stops: the same thing goes wrong again and again."""
