"""The lines that a partner is asked about, each with its number in the plan, as `agree` knows them."""

from __future__ import annotations

from typing import Any

from definitions.facts import Key
from definitions.vocabulary import Step
from definitions.who import compiled_key
from flows.wiring import Office


def asked_lines(office: Office, step: Step, key: Key) -> list[tuple[int, dict[str, Any]]]:
    """Those meant for this partner, or for whoever takes them; none while there is no plan."""
    compiled = office.ledger.submission(compiled_key(office.context, step.on, key.period)) if step.on else None
    if compiled is None:
        return []
    lines = office.ledger.content(compiled.content)["lines"]
    return [
        (number, line) for number, line in enumerate(lines, 1) if key.party in line["partners"] or not line["partners"]
    ]
