"""The lines that a partner is asked about, each with its number in the plan, as `agree` knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from definitions import agreement
from definitions.facts import Key
from definitions.vocabulary import Step
from definitions.who import compiled_key
from flows.wiring import Office


@dataclass(frozen=True, slots=True)
class Asked:
    """What a partner is asked about: the SHA-256 of the plan, and of its lines those that are meant for it."""

    on: str
    lines: tuple[tuple[int, Mapping[str, Any]], ...]


def asked(office: Office, step: Step, key: Key) -> Asked | None:
    """The lines meant for this partner, or for whoever takes them; None while there is no plan."""
    compiled = office.ledger.submission(compiled_key(office.context, step.on, key.period)) if step.on else None
    if compiled is None:
        return None
    lines = agreement.asked_lines(office.ledger.content(compiled.content), key.party)
    return Asked(compiled.content, tuple(lines))
