"""THE place: what time brings to one occurrence. What somebody's act brings stands beside it, in `answer.py`.

Rule 1: whatever decides that something is due lives here. Rule 2: this file reads no clock and touches no tool.

An obligation is looked at, one transition is made, and it is looked at again until nothing more is due at `now`: so
a heartbeat that comes late opens, passes over what is no longer useful (a reason is kept) and closes, in one go.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from definitions.actions import Action, Ask, Assemble, Decider, Issue, Move, Open, Skip, Tell, Wait
from definitions.agenda import Context, instants, rungs_of, trigger_at
from definitions.context import counted_from
from definitions.digest import MERGED, STATED_AT_OPENING
from definitions.facts import OVER, WAITING, Facts, Instants, Key, Obligation, Progress, State
from definitions.following import moved_on
from definitions.moments import local_day
from definitions.periods import base_of
from definitions.states import Cause, after
from definitions.vocabulary import Kind, Rung, Step
from definitions.who import audience, cast_changes, deciders, owners, playing, relay

CODE_LIVES: Final = dt.timedelta(hours=72)
"""How long a one-time code can be used (the failure modes' F65); a fresh one is mailed when it runs out."""

EDITED: Final = "edited"
"""The mark of a draft that a person has edited: it is theirs, and is not put together again."""

LEFT: Final = "left"
"""The mark of an obligation that stays on its dates although the text of the year has changed under it."""

TOO_LATE: Final = "đã quá thời hạn, không nhắc nữa"

CHANGED: Final = "nội dung trình đã thay đổi"
EXPIRED: Final = "mã trước đã hết hiệu lực"
"""Why a decision is asked for once more: read by whoever decides, in the letter and where the old form stood."""


@dataclass(frozen=True, slots=True)
class Look:
    """One obligation with everything a rule about it may ask for."""

    ctx: Context
    facts: Facts
    step: Step
    it: Obligation
    now: dt.datetime

    @property
    def key(self) -> Key:
        """Its key."""
        return self.it.key

    @property
    def today(self) -> dt.date:
        """The local day of `now`: who is told are those who are there on it."""
        return local_day(self.now, self.ctx.clock.zone)

    def about(self) -> Progress | None:
        """The progress of the step whose artefact this one is about (`on`)."""
        return self.facts.needs.get(self.step.on) if self.step.on else None


Found = tuple[tuple[Action, ...], Obligation]
"""What a look found: actions, and the obligation as it will be. No actions: nothing more is due."""


def due(ctx: Context, facts: Facts, now: dt.datetime) -> tuple[Action, ...]:
    """What time has brought to this occurrence at `now`. Pure; run twice on what follows, it finds nothing."""
    step = ctx.steps[facts.step]
    actions: list[Action] = []
    over, told = facts.own.over, False
    for obligation in facts.obligations:
        found, it = _settle(Look(ctx, facts, step, _with_instants(ctx, facts, step, obligation), now))
        actions += found
        over += (it.state in OVER) - (obligation.state in OVER)
        told = told or it.instants != obligation.instants
        actions.append(Wait(it.key, it.instants, next_at(ctx, facts, it, now)))
    if over != facts.own.over or (told and counted_from(ctx, step)):
        actions += moved_on(ctx, step, facts, over, now)
    return tuple(actions)


def _settle(look: Look) -> Found:
    """Look, act, look again, until nothing more is due: a state machine run to its fixed point."""
    actions: list[Action] = []
    while True:
        found, it = _LOOKS[look.it.state](look)
        if not found:
            return tuple(actions), look.it
        actions += found
        look = replace(look, it=it)


def _nothing(look: Look) -> Found:
    return (), look.it


# ---------------------------------------------------------------- planned


def _planned(look: Look) -> Found:
    if _older_than_adoption(look):
        return _moved(look, Cause.ADOPTED_LATER)
    if not _ready(look):
        return (), look.it
    return _OPENINGS.get(look.step.kind, _open_duty)(look)


def _older_than_adoption(look: Look) -> bool:
    if base_of(look.key.period) != look.key.period:
        return False  # what came late came since
    adopted, deadline = look.facts.adopted, look.it.instants.due or look.it.instants.closes
    return adopted is not None and deadline is not None and deadline <= adopted


def _ready(look: Look) -> bool:
    """Whether it may open: its instant has come and what it waits for is over, or its trigger has fired."""
    opens = look.it.instants.opens
    if look.now < opens if opens is not None else look.step.opens is not None:
        return False  # its instant has not come, or what it counts from has not
    if look.step.kind is Kind.APPROVE and look.step.on and not _over(look.facts.needs.get(look.step.on)):
        return False  # whoever decides is shown something finished, whatever the trigger says
    if look.step.starts is not None:
        return _triggered(look)
    waits = (*look.step.needs, look.step.on, look.step.source)
    return all(_over(look.facts.needs.get(step)) for step in waits if step)


def _over(progress: Progress | None) -> bool:
    return progress is not None and progress.over >= progress.total > 0


def _triggered(look: Look) -> bool:
    starts = look.step.starts
    assert starts is not None
    awaited = [p for s in (look.step.source, *look.step.needs) if s and (p := look.facts.needs.get(s)) is not None]
    total, settled = sum(p.total for p in awaited), sum(p.settled for p in awaited)
    enough = {"all": total, "any": 1, None: None}.get(starts.settled, starts.settled)  # type: ignore[arg-type]
    if isinstance(enough, int) and total > 0 and settled >= min(enough, total):
        return True
    at = trigger_at(look.ctx, look.step, look.key.period, look.facts.needs)
    return at is not None and at <= look.now


def _open_duty(look: Look) -> Found:
    """A duty of people: they are asked once, and whatever reminder has gone by is stated in that letter."""
    actions, it = _open_record(look)
    kind = {Kind.AGREE: "ask-partner", Kind.COMPILE: "draft-ready"}.get(look.step.kind, "opened")
    through = relay(look.ctx, look.step, look.key.party)
    passed_on = (_tell(look, "relay", "relay", (through,)),) if through else ()
    return (*actions, _tell(look, kind, "opened", (look.key.party,)), *passed_on), it


def _open_record(look: Look) -> Found:
    """From now on it is known when it opened, and the reminders that went by need not be sent."""
    actions, it = _moved(look, Cause.OPENS)
    it = replace(it, instants=it.instants if it.instants.opens else it.instants._replace(opens=look.now))
    it = _with_instants(look.ctx, look.facts, look.step, it)  # what counts from its opening is known now
    ladder = rungs_of(look.ctx, look.step, it, look.facts.needs)
    stated = tuple(rung.id for rung, at in ladder if at <= look.now and rung.kind == "remind")
    skipped = (Skip(look.key, rung, STATED_AT_OPENING, None) for rung in stated if rung not in it.rungs)
    return (*actions, *skipped), replace(it, rungs=it.rungs.union(stated))


def _open_compile(look: Look) -> Found:
    actions, it = _open_duty(look)
    return (*actions, Assemble(look.key, None)), replace(it, received=look.now)


def _open_approval(look: Look) -> Found:
    actions, it = _open_record(look)
    asked, it = _ask(replace(look, it=it))
    return (*actions, *asked), it


def _open_sending(look: Look) -> Found:
    if look.step.how != "mail":
        return _open_duty(look)
    told = audience(look.ctx, look.step, look.today)
    actions, it = _moved(look, Cause.DONE)
    issue = Issue(look.key, look.step.on or look.step.id, told, None)
    return (*actions, issue, _tell(look, "issued", "issued", told), *_outcomes(look)), it


def _outcomes(look: Look) -> tuple[Action, ...]:
    """Those whose lines were compiled are told what became of them."""
    compiled = look.ctx.steps[look.step.on] if look.step.on else None
    if compiled is None or compiled.source is None:
        return ()
    source = look.ctx.steps[compiled.source]
    return (_tell(look, "lines-outcome", "lines-outcome", owners(look.ctx, source, look.today)),)


def _open_announcement(look: Look) -> Found:
    actions, it = _moved(look, Cause.DONE)
    return (*actions, _tell(look, "announce", "announce", audience(look.ctx, look.step, look.today))), it


_OPENINGS: Final[dict[Kind, Callable[[Look], Found]]] = {
    Kind.COMPILE: _open_compile,
    Kind.APPROVE: _open_approval,
    Kind.SEND: _open_sending,
    Kind.TRACK: _open_record,
    Kind.ANNOUNCE: _open_announcement,
}


# ---------------------------------------------------------------- waiting


def _waiting(look: Look) -> Found:
    closes = look.it.instants.closes
    if closes is not None and closes <= look.now:
        return _closed(look)
    if look.step.kind is Kind.APPROVE:
        return _approval(look)
    if look.step.kind is Kind.COMPILE and _draft_is_behind(look):
        return (Assemble(look.key, None),), replace(look.it, received=look.now)
    return _climb(look)


def _closed(look: Look) -> Found:
    if look.step.kind is Kind.TRACK:
        return _moved(look, Cause.WINDOW_ENDS)
    actions, it = _moved(look, Cause.CLOSES)
    told = audience(look.ctx, look.step, look.today)
    return ((*actions, _tell(look, "missed", "missed", told)) if told else actions), it


def _draft_is_behind(look: Look) -> bool:
    """Something came in after the draft was put together, and nobody has edited or confirmed the draft yet."""
    if EDITED in look.it.rungs or base_of(look.key.period) != look.key.period:  # late lines are put in as they come
        return False
    came = look.facts.needs.get(look.step.source or "")
    drafted = look.it.received
    return (
        look.it.state is State.OPEN
        and came is not None
        and came.done is not None
        and (drafted is None or drafted < came.done <= look.now)
    )


def _approval(look: Look) -> Found:
    """Asked again when what is to be decided has changed, or when the code has run out."""
    about = look.about()
    content = about.content if about else look.it.content
    if look.it.state is State.RETURNED:
        return _next_round(look, about)
    if withdrawn(look.it) and not _over(about):
        return (), look.it  # what is to be decided was taken back: nobody is asked or reminded meanwhile
    if about is not None and not _over(about):
        return _climb(look)  # nobody is asked about what is still being worked on
    if content is not None and content != look.it.content:
        return _ask(look, CHANGED)
    expired = look.it.expires is not None and look.it.expires <= look.now
    return _ask(look, EXPIRED) if expired else _climb(look)


def _next_round(look: Look, about: Progress | None) -> Found:
    """What was returned has come back changed: a fresh obligation, decided on its own."""
    key = look.key._replace(round=look.key.round + 1)
    following = f"round:{key.round}"
    if about is None or not _over(about) or following in look.it.rungs:
        return (), look.it
    opened = Open(key, State.PLANNED, Instants(), look.now)
    marked = Skip(look.key, following, "đã trình lại", None)
    return (opened, marked), replace(look.it, rungs=look.it.rungs | {following})


def asked_anew(ctx: Context, facts: Facts, it: Obligation, now: dt.datetime, why: str) -> tuple[Action, ...]:
    """An approval that is open is asked for once more, with the next generation of its code."""
    actions, it = _ask(Look(ctx, facts, ctx.steps[facts.step], it, now), why)
    return (*actions, looked_at_again(ctx, facts, it, now))


def _ask(look: Look, why: str = "") -> Found:
    """A code lives until it runs out, or until others decide: then whoever is there that day is asked."""
    about, party = look.about(), look.key.party
    content = (about.content if about else None) or look.it.content or ""
    generation = look.it.generation + 1
    turns = cast_changes(look.ctx, party, look.now)
    expires = min(look.now + CODE_LIVES, turns or dt.datetime.max.replace(tzinfo=dt.UTC))
    asked = deciders(look.ctx, party, look.today, look.it.assigned)
    ask = Ask(look.key, generation, content, (party,), expires, None, asked, look.it.assigned, why)
    it = replace(look.it, generation=generation, content=content, expires=expires, why=why or None)
    return (ask, Tell(look.key, "ask-decision", f"ask:{generation}", (party,), None, why, _ids(asked))), it


def withdrawn(it: Obligation) -> bool:
    """Whether a decision was asked for and is taken back: nothing is to be decided, and no code can run out."""
    return it.expires is None and it.content == ""


def _ids(asked: tuple[Decider, ...]) -> tuple[str, ...]:
    return tuple(each.person for each in asked)


def _climb(look: Look) -> Found:
    """The ladder: of the rungs gone by, only the last of each audience still says something."""
    it = look.it
    ladder = rungs_of(look.ctx, look.step, it, look.facts.needs)
    passed = [(rung, at) for rung, at in ladder if at <= look.now and rung.id not in it.rungs]
    if not passed:
        return (), it
    actions = tuple(_rung(look, rung, passed[n + 1 :]) for n, (rung, _) in enumerate(passed))
    return actions, replace(it, rungs=it.rungs | {rung.id for rung, _ in passed})


def _rung(look: Look, rung: Rung, later: list[tuple[Rung, dt.datetime]]) -> Action:
    deadline = look.it.instants.due
    if rung.kind == "remind" and deadline is not None and deadline <= look.now:
        return Skip(look.key, rung.id, TOO_LATE, None)
    if any(other.kind == rung.kind and other.to == rung.to for other, _ in later):
        return Skip(look.key, rung.id, MERGED, None)
    tell = _tell(look, rung.kind, rung.id, _heard_by(look, rung))
    if rung.to is None and look.step.kind is Kind.APPROVE:
        return replace(tell, people=_ids(deciders(look.ctx, look.key.party, look.today, look.it.assigned)))
    return tell


def _heard_by(look: Look, rung: Rung) -> tuple[str, ...]:
    """Whoever owes it, every party of the rung's role, or of the relays the one that this party stands under."""
    if rung.to is None:
        return (look.key.party,)
    through = relay(look.ctx, look.step, look.key.party) if rung.to == look.step.via else None
    return (through,) if through else playing(look.ctx, rung.to, on=look.today)


_LOOKS: Final[dict[State, Callable[[Look], Found]]] = {
    state: {State.PLANNED: _planned, State.OPEN: _waiting, State.RETURNED: _waiting}.get(state, _nothing)
    for state in State
}


# ---------------------------------------------------------------- shared with answer.py


def next_at(ctx: Context, facts: Facts, it: Obligation, now: dt.datetime) -> dt.datetime | None:
    """The next instant at which time alone can bring something to this obligation."""
    return min((when for when in _ahead(ctx, facts, it) if when > now), default=None)


def looked_at_again(ctx: Context, facts: Facts, it: Obligation, now: dt.datetime) -> Wait:
    """The next look after somebody's act: at once where something went by while nobody was waited for.

    What has become known meanwhile (a deadline that counts from another step) holds for whoever is waited for again.
    """
    it = _with_instants(ctx, facts, ctx.steps[facts.step], it)
    at = min(_ahead(ctx, facts, it), default=None) if it.state in WAITING else None
    return Wait(it.key, it.instants, now if at is not None and at <= now else next_at(ctx, facts, it, now))


def _ahead(ctx: Context, facts: Facts, it: Obligation) -> Iterator[dt.datetime]:
    """Every instant, gone by or not, at which something is to be done about it that was not done yet."""
    step = ctx.steps[facts.step]
    at: tuple[dt.datetime | None, ...] = ()
    if it.state is State.PLANNED:
        at = (it.instants.opens, trigger_at(ctx, step, it.key.period, facts.needs) if step.starts else None)
    elif it.state is State.OPEN or (it.state is State.RETURNED and step.kind is not Kind.APPROVE):
        ladder = rungs_of(ctx, step, it, facts.needs)
        at = (it.instants.closes, it.expires, *(when for rung, when in ladder if rung.id not in it.rungs))
    yield from (when for when in at if when is not None)


def _with_instants(ctx: Context, facts: Facts, step: Step, it: Obligation) -> Obligation:
    """What was known stays; what was not is computed from what is known now. An open deadline never moves by itself."""
    if it.state not in WAITING and it.state is not State.PLANNED:
        return it
    if all(it.instants) and it.state in WAITING:
        return it
    fresh = instants(ctx, step, it.key.period, facts.needs, opened=it.instants.opens)
    kept = it.instants
    if it.state is State.PLANNED and LEFT not in it.rungs:
        kept = Instants()
    merged = Instants(kept.opens or fresh.opens, kept.due or fresh.due, kept.closes or fresh.closes)
    return replace(it, instants=merged)


def _moved(look: Look, cause: Cause) -> Found:
    to = after(look.it.state, cause)
    assert to is not None, f"no transition from {look.it.state} by {cause}"
    it = replace(look.it, state=to)
    return (Move(look.key, cause, to, look.now, None),), it


def _tell(look: Look, kind: str, rung: str, parties: tuple[str, ...]) -> Tell:
    return Tell(look.key, kind, rung, parties, None)
