"""One thing that the doctor looked at: well or not, and the code of its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` names its sentence (flows/commands/doctor.py), `names` fill it in."""

    what: str
    good: bool
    code: str
    names: Mapping[str, object]


def finding(what: str, good: bool, code: str, **names: object) -> Finding:
    """A finding whose two sentences are told apart by `-good` and `-bad`."""
    return Finding(what, good, f"{code}-{'good' if good else 'bad'}", names)
