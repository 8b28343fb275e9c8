"""An approval was answered on the screen: what was typed is taken, and what follows from it is done at once."""

from __future__ import annotations

from flows.heartbeat import heartbeat
from flows.screen import Screen
from flows.told import Say, Stage, Told, plainly, silently
from flows.typed_in import Asked, taken
from flows.wiring import Office


def answered(office: Office, screen: Screen, asked: Asked, *, stage: Stage = plainly, say: Say = silently) -> Told:
    """Keep the verdict and do what follows from it. A refusal is told, and a fresh run keeps the comment."""
    told, kept = taken(office, screen, asked, stage=stage, say=say)
    if not kept:
        return told
    after = heartbeat(office, stage=stage, say=say)
    return Told(told.title, (*told.lines, *after.lines), after.failures)
