"""What a test of a definition expects, and whether it is so: rounds, messages, and what is missing of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from definitions.vocabulary import Kind

ACTS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.SUBMIT: ("submit", "nil", "return"),
    Kind.AGREE: ("agree", "refuse"),
    Kind.APPROVE: ("approve", "approve-with-changes", "return"),
    Kind.COMPILE: ("confirm",),
    Kind.SEND: ("confirm",),
    Kind.DO: ("confirm",),
    Kind.TRACK: (),
    Kind.ANNOUNCE: (),
}
"""What can be done at a step, by its kind; at a step that comes round upon an event, also `happen`."""

HAPPEN: Final = "happen"
MESSAGES: Final = ("opened", "remind", "escalate", "missed", "received", "returned", "ask-partner", "ask-decision",
                   "decided", "draft-ready", "issued", "lines-outcome", "announce", "raised")  # fmt: skip
ABOUT: Final = ("is", "opens", "due", "late", "reminded", "prints")
"""What can be expected of a round."""


@dataclass(frozen=True, slots=True)
class Given:
    """Somebody did something: when (UTC), at which step, in which period, who, what. `line` is that of the file."""

    at: dt.datetime
    step: str
    period: str
    party: str
    does: str
    comment: str
    line: int


@dataclass(frozen=True, slots=True)
class Round:
    """What is expected of one round: word -> value (a state, a date, True or False, a text)."""

    step: str
    period: str
    party: str
    about: Mapping[str, Any]
    printed_for: str
    line: int


@dataclass(frozen=True, slots=True)
class Told:
    """That a party was told something (or was not) from one local day to another; `about` is a step, or ""."""

    kind: str
    to: str
    first: dt.date
    last: dt.date
    about: str
    told: bool
    line: int


@dataclass(frozen=True, slots=True)
class Test:
    """One test: a title, the instant at which one looks (UTC), what happened before, what is expected."""

    __test__ = False  # no class of pytest's

    title: str
    at: dt.datetime
    given: tuple[Given, ...]
    expect: tuple[Round | Told, ...]
    file: str
    line: int

    @property
    def steps(self) -> frozenset[str]:
        """The steps that it names; what else happens in the year is not what it is about."""
        expected = {it.step if isinstance(it, Round) else it.about for it in self.expect}
        return frozenset({given.step for given in self.given} | expected - {""})


# ---------------------------------------------------------------- whether it is so

Word = Literal["no-round", "is", "opens", "due", "late", "reminded", "prints", "message", "no-message"]


@dataclass(frozen=True, slots=True)
class Miss:
    """Something is not as expected: what of it, what was expected, what is there instead; dates in ISO 8601."""

    what: Word
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to see of one round: the same words as one expects. None: there is no such round."""

    about: Mapping[str, Any]


def missed_round(expected: Round, seen: Seen | None) -> tuple[Miss, ...]:
    """What of a round is not as it is expected, word by word."""
    if seen is None:
        return (Miss("no-round", expected.period, ""),)
    return tuple(
        Miss(word, _plain(wanted), _plain(seen.about[word]))  # type: ignore[arg-type]
        for word, wanted in expected.about.items()
        if not _agrees(word, wanted, seen.about[word])
    )


def _agrees(word: str, wanted: Any, found: Any) -> bool:
    return any(wanted in line for line in found) if word == "prints" else bool(wanted == found)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, tuple | list) else "" if value is None else str(value)


def missed_message(expected: Told, days: Iterable[dt.date]) -> tuple[Miss, ...]:
    """Whether a message of that kind left within the days; `days` are those on which one did."""
    within = sorted(day for day in days if expected.first <= day <= expected.last)
    if bool(within) is expected.told:
        return ()
    if expected.told:
        return (Miss("message", expected.kind, ", ".join(map(str, sorted(days)))),)
    return (Miss("no-message", expected.kind, ", ".join(map(str, within))),)
