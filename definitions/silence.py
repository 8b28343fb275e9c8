"""What followed from somebody's silence: two lives of one year, one with and one without it, side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from definitions.context import Context
from definitions.facts import SETTLED, Key, Obligation
from definitions.judgement import Letter
from definitions.moments import local_day


@dataclass(frozen=True, slots=True)
class Notice:
    """Somebody was told of what the silent one owes: when (UTC), as what kind of message, who."""

    at: dt.datetime
    key: Key
    kind: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delay:
    """What was done so many days later (calendar days, local) than without the silence."""

    key: Key
    plainly: dt.date
    silently: dt.date

    @property
    def days(self) -> int:
        """How many."""
        return (self.silently - self.plainly).days


@dataclass(frozen=True, slots=True)
class Silence:
    """What followed. `owed` is what the silent parties did not do; `without` what others finished all the same
    although it waits for that; `never` what came about without the silence and did not with it.
    """

    parties: tuple[str, ...]
    owed: tuple[Key, ...]
    told: tuple[Notice, ...]
    without: tuple[Key, ...]
    delayed: tuple[Delay, ...]
    never: tuple[Key, ...]


def silence(
    ctx: Context,
    parties: Collection[str],
    plain: Sequence[Obligation],
    lived: Sequence[Obligation],
    letters: Sequence[Letter],
) -> Silence:
    """`plain` are the obligations of the year as it is rehearsed, `lived` and `letters` those of the silent one."""
    before = {it.key: it for it in plain}
    owed = tuple(it.key for it in lived if it.key.party in parties and it.state not in SETTLED)
    done = [it for it in lived if it.state in SETTLED and it.key.party not in parties]
    waiting = {(name, key.period) for key in owed for name in _after(ctx, key.step)}
    settled = {it.key for it in done}
    return Silence(
        parties=tuple(parties),
        owed=owed,
        told=tuple(_told(letters, set(owed))),
        without=tuple(it.key for it in done if it.key[:2] in waiting),
        delayed=tuple(_delays(ctx, before, done)),
        never=tuple(
            k for k, it in before.items() if it.state in SETTLED and k not in settled and k.party not in parties
        ),
    )


def _after(ctx: Context, step: str) -> tuple[str, ...]:
    """Every step that waits for this one, directly or through another, of the same recurrence."""
    found = [step]
    for name in found:
        same = (other for other in ctx.followers[name] if ctx.steps[other].every is ctx.steps[step].every)
        found += [other for other in same if other not in found]
    return tuple(found[1:])


def _told(letters: Iterable[Letter], owed: set[Key]) -> Iterable[Notice]:
    """Who was told of it, but for the silent ones themselves."""
    found: dict[tuple[dt.datetime, Key, str], dict[str, None]] = {}
    for letter in letters:
        for key, kind in letter.about:
            if key in owed and kind in ("escalate", "missed"):
                found.setdefault((letter.at, key, kind), {})[letter.person] = None
    return (Notice(*told, tuple(people)) for told, people in sorted(found.items()))


def _delays(ctx: Context, before: dict[Key, Obligation], done: Iterable[Obligation]) -> Iterable[Delay]:
    for it in done:
        plain = before.get(it.key)
        if plain is None or plain.done is None or it.done is None:
            continue
        delay = Delay(it.key, local_day(plain.done, ctx.clock.zone), local_day(it.done, ctx.clock.zone))
        if delay.days > 0:
            yield delay
