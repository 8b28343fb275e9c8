"""A year that nobody planned is lived: time passes, people act at random, and what must always hold is looked at each time."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import ChainMap, Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from written import Written

from definitions import agenda
from definitions.actions import Action, Ask, Assemble, Move, Open, Receive, Refusal, Refuse, Tell, Wait
from definitions.answer import answer
from definitions.calendar import working_calendar
from definitions.compile import UnitPlan
from definitions.content import sha
from definitions.context import deciding, related
from definitions.due import due
from definitions.errors import Faults
from definitions.events import (
    Accept,
    AskAgain,
    Confirm,
    Decide,
    Event,
    Extend,
    Heed,
    NextRound,
    Raise,
    Reassign,
    Return,
    Submit,
    Verdict,
    Waive,
    Withdraw,
)
from definitions.explain import explain
from definitions.facts import OVER, SETTLED, WAITING, Facts, Grant, Key, Obligation, State
from definitions.load import load
from definitions.periods import base_of, number_of
from definitions.source import Source
from definitions.states import Cause, after
from definitions.supplement import asked_about, supplement
from definitions.vocabulary import Definition, Kind
from definitions.who import compiled_key
from storage.memory import MemoryLedger
from storage.port import Texts

ROUNDS = 40
"""So many times one instant may bring something new before that is a circle."""

BEATS = 70
"""So many instants of the heartbeat, spread over the year, are lived at most; the last of them is its end."""


_ALONE = (Kind.SUBMIT, Kind.DO, Kind.TRACK, Kind.SEND, Kind.ANNOUNCE)
"""What one party can do by itself; the others are raised for all who owe them."""


class Broken(AssertionError):  # noqa: N818 - a name says what happened
    """Something that must always hold does not."""


def holds(true: bool, said: str, *what: object) -> None:
    """What must always hold."""
    if not true:
        raise Broken(f"{said}: {' '.join(map(str, what))}")


def taken(texts: Written) -> Definition:
    """The definition that these texts make; Faults where they make none."""
    return load(
        Source("process.yaml", texts.process),
        Source("year.yaml", texts.year),
        Source("organisation.yaml", texts.organisation),
    )


class Life:
    """One definition, one ledger in memory, one clock of its own, and a chooser with a seed."""

    def __init__(self, definition: Definition, seed: int) -> None:
        self.random = Random(f"life {seed}")
        self.ctx = agenda.context(definition)
        self.definition = definition
        self.ledger = MemoryLedger()
        self.parties = [party.id for party in definition.year.parties]
        year = definition.year
        self.now = _at(year.first) - dt.timedelta(days=self.random.choice((0, 20, 40)))
        self.end = _at(year.last) + dt.timedelta(days=400)
        self.log: list[str] = []
        self.counts: Counter[str] = Counter()
        adopted = self.now if self.random.random() < 0.7 else self.now + dt.timedelta(days=self.random.randint(1, 200))
        self.now = max(self.now, adopted)
        planned = agenda.plan(self.ctx, adopted)
        holds(len({it.key for it in planned}) == len(planned), "the plan opens a key twice")
        holds(set(planned) == set(agenda.plan(definition, adopted)), "the plan is planned anew otherwise")
        self.ledger.begin(Texts("p", "y", {}), "", planned, adopted=adopted, now=self.now)

    def live(self) -> Counter[str]:
        """From its first day to long after its last; what was done, counted."""
        explain(self.ctx)
        acts = sorted(self.random.uniform(0, (self.end - self.now).total_seconds() * 0.55) for _ in range(32))
        waiting = [self.now + dt.timedelta(seconds=int(seconds)) for seconds in acts]
        self.beat()
        for n in range(BEATS):
            following = self.ledger.next_instant()
            if waiting and (following is None or waiting[0] <= following):
                self.now = max(self.now, waiting.pop(0))
                for _ in range(self.random.randint(1, 6)):
                    self.act()
            elif following is None:
                break
            else:
                late = self._lateness() if n % 3 == 0 else 0
                self.now = max(self.now, following) + dt.timedelta(seconds=late)
            self.beat()
        self.now = max(self.now, self.end)
        self.beat()
        self._ended()
        return self.counts

    def _lateness(self) -> int:
        """A heartbeat may come late, by minutes or by weeks."""
        return self.random.choice((0, 60, 3600, 86_400, 86_400 * 9))

    # ---------------------------------------------------------------- time

    def beat(self) -> None:
        """Everything that is due now; after it nothing is, and nothing waits for a time that is gone."""
        self.counts["beats"] += 1
        for _ in range(ROUNDS):
            found = self.ledger.due(self.now)
            if not found:
                break
            for step, period in found:
                facts = self._facts(step, period, now=self.now)
                actions = due(self.ctx, facts, self.now)
                self._regardless_of_order(facts, actions)
                self._by_time(facts, actions)
                self.apply(facts, actions)
        holds(not self.ledger.due(self.now), "one instant brings something new for ever", self.ledger.due(self.now))
        at = self.ledger.next_instant()
        holds(at is None or at > self.now, "the next look is in the past", at, self.now)
        self._nothing_more()

    def _regardless_of_order(self, facts: Facts, actions: Sequence[Action]) -> None:
        turned = replace(facts, obligations=facts.obligations[::-1], needs=dict(reversed(list(facts.needs.items()))))
        again = due(self.ctx, turned, self.now)
        holds(
            Counter(map(repr, actions)) == Counter(map(repr, again)),
            "the order of facts matters",
            facts.step,
            facts.period,
        )

    def _nothing_more(self) -> None:
        """What was due is due no second time, wherever it stands."""
        occurrences = set(self.ledger._occurrences)
        sample = sorted(occurrences)
        for step, period in sample if len(sample) < 12 else self.random.sample(sample, 12):
            facts = self._facts(step, period)
            asked = self.ctx.steps[step].kind is Kind.APPROVE  # returned, it waits for what comes back changed
            kept = [it for it in facts.obligations if not (asked and it.state is State.RETURNED)]
            facts = replace(facts, obligations=tuple(kept))
            found = [a for a in due(self.ctx, facts, self.now) if not isinstance(a, Wait)]
            holds(
                not found,
                "due twice is not due once",
                self.now,
                found[:2],
                [o for o in facts.obligations if found and o.key == getattr(found[0], "key", None)],
            )

    def _by_time(self, facts: Facts, actions: Sequence[Action]) -> None:
        """Nothing opens before its time, and whoever has settled is left alone."""
        states = {it.key: it for it in facts.obligations}
        waits = {action.key: action for action in actions if isinstance(action, Wait)}
        for action in actions:
            it = states.get(action.key) if isinstance(action, Move | Tell) else None
            if isinstance(action, Move) and action.cause == Cause.OPENS:
                opens = waits[action.key].instants.opens
                holds(opens is None or opens <= self.now, "it opens before it opens", action.key, opens, self.now)
            if it is not None and it.state in OVER:
                holds(False, "what is over moves by time", action)
            if isinstance(action, Tell) and action.kind == "remind":
                deadline = waits[action.key].instants.due
                holds(deadline is None or self.now < deadline, "a reminder after its deadline", action)
        for key, wait in waits.items():
            holds(wait.next_at is None or wait.next_at > self.now, "next_at is in the past", key, wait.next_at)

    # ---------------------------------------------------------------- applying

    def _facts(self, step: str, period: str, **more: Any) -> Facts:
        needs = (*agenda.needed(self.ctx, step, period), *deciding(self.ctx, step, period))
        return self.ledger.facts(step, period, needs, **more)

    def apply(self, facts: Facts, actions: Sequence[Action]) -> None:
        """Look at every action, then record them all."""
        states = ChainMap[Key, Any]({}, self.ledger._obligations)
        contents: dict[str, Any] = {}
        rows: list[Action] = []
        for action in self._with_late(actions):
            self._sound(action, states)
            rows.append(self._assembled(action, contents) if isinstance(action, Assemble) else action)
            if isinstance(action, Receive):
                contents[action.content] = self.contents.pop(action.content)
        grants = [grant for action in actions if isinstance(action, Ask) for grant in self._grants(action)]
        seen = {it.key: it.revision for it in facts.obligations}
        self.ledger.record(rows, seen=seen, now=self.now, contents=contents, grants=grants)
        self.log.extend(map(repr, actions))
        self.counts["actions"] += len(actions)

    def _with_late(self, actions: Sequence[Action]) -> list[Action]:
        """What asks for late lines, as the hands answer it: now and then there are some."""
        found: list[Action] = []
        for action in actions:
            late = isinstance(action, Assemble) and action.late
            found += self._late(action.key, found) if late else [action]
        return found

    def _late(self, key: Key, before: Sequence[Action]) -> list[Action]:
        month, step = base_of(key.period), self.ctx.steps[key.step]
        held = [it for it in self.ledger.obligations(step=step.id) if base_of(it.key.period) == month]
        known = {it.key for it in self.ledger.obligations(period=key.period)}
        asking = list(asked_about(self.ctx, step, key.period, (), self.now, known)) if key.period != month else []
        if not held or self.random.random() < 0.5:
            return asking
        latest = max(held, key=lambda it: number_of(it.key.period))
        moves = [action.to for action in before if isinstance(action, Move) and action.key == latest.key]
        self.counts["late"] += 1
        latest = replace(latest, state=moves[-1]) if moves else latest
        came = UnitPlan({"party": key.party, "lines": [{"id": f"{month}/{key.party}/{self.counts['late']:02}"}]})
        return [*asking, *supplement(self.ctx, step, latest, [came], (), self.now)]

    def _sound(self, action: Action, states: ChainMap[Key, Any]) -> None:
        key = getattr(action, "key", None)
        if isinstance(action, Open):
            holds(action.key not in states, "a key is opened twice", action.key)
            step = self.ctx.steps[action.key.step]
            limit = step.rounds if step.kind is Kind.AGREE else 10_000
            holds(action.key.round <= limit, "more rounds than the step has", action.key, step.rounds)
            states[action.key] = action.state
        elif key is not None:
            holds(key in states, "an action about an obligation that is not there", action)
        if isinstance(action, Move):
            known = states[action.key]
            state = known.state if isinstance(known, Obligation) else known
            holds(after(state, Cause(action.cause)) is action.to, "a change of state that no table has", state, action)
            states[action.key] = action.to
        if isinstance(action, Tell):
            holds(set(action.parties) <= set(self.parties), "a message to nobody of the year", action)
            self.counts["told"] += 1

    def _assembled(self, action: Assemble, contents: dict[str, Any]) -> Receive:
        before = self.ledger.submission(action.key)
        version = 1 + (before.version if before else 0)
        content = {"of": str(action.key), "version": version}
        contents[sha(content)] = content
        return Receive(action.key, version, sha(content), self.now, action.next_at)

    def _grants(self, ask: Ask) -> list[tuple[str, Grant]]:
        if ask.expires is None:
            holds(not ask.people, "a decision that was taken back is asked for", ask)
            return []
        return [
            (
                _code(ask.key, each.person, ask.generation),
                Grant(ask.key, each.person, ask.content, ask.generation, ask.expires, instead_of=each.instead_of),
            )
            for each in ask.people
        ]

    # ---------------------------------------------------------------- people

    def act(self) -> None:
        """Somebody does something, sensible or not, about something that is open or not."""
        event, code = self._event()
        if event is None:
            return
        key = Key(event.step, event.period, "") if isinstance(event, Raise) else event.key
        facts = self._facts(key.step, key.period, key=key, code=code)
        found = answer(self.ctx, facts, event, self.now)
        holds(found == answer(self.ctx, facts, event, self.now), "an act is answered in two ways", event)
        self.counts[f"{type(event).__name__} {'refused' if isinstance(found, Refusal) else 'taken'}"] += 1
        if isinstance(found, Refusal):
            holds(bool(found.message), "a refusal without a sentence", found)
            if isinstance(event, Decide) and found.reason == "wrong-code":
                refused = Refuse(key, event.generation, found.reason, None)
                self.ledger.record([refused], seen={}, now=self.now)
            return
        if not isinstance(event, Submit):
            holds(not any(isinstance(a, Receive) for a in found), "something came in that nobody sent", event)
        self.apply(facts, found)

    contents: dict[str, Any]

    def _event(self) -> tuple[Event | None, str | None]:
        upon = [step for step in self.ctx.steps.values() if step.every in {"event", "request"}]
        if upon and self.random.random() < 0.12:
            return self._raised(self.random.choice(upon)), None
        known = self.ledger.obligations()
        waiting = [it for it in known if it.state in WAITING] or known
        if not known:
            return None, None
        it = self.random.choice(waiting if self.random.random() < 0.7 else known)
        return self._about(it)

    def _raised(self, step: Any) -> Raise:
        year = self.definition.year.year  # numbered beyond every other step's: what follows two events has two keys
        period = max(self.ledger.next_event_period(other, year) for other in self.ctx.steps)
        owing = [p.id for role in step.by for p in self.definition.year.playing(role)]
        who = tuple(
            dict.fromkeys(
                owing if step.kind not in _ALONE else self.random.sample(owing, self.random.randint(1, len(owing)))
            )
        )
        asked = self.random.choice((None, self.now + dt.timedelta(days=self.random.randint(1, 30))))
        return Raise(step.id, period, who, "Phát sinh", due=asked if step.every == "request" else None)

    def _about(self, it: Obligation) -> tuple[Event, str | None]:
        usual: dict[Kind, Callable[[Obligation], tuple[Event, str | None]]] = {
            Kind.SUBMIT: self._submit,
            Kind.AGREE: self._submit,
            Kind.APPROVE: self._decide,
            Kind.COMPILE: self._confirm,
            Kind.SEND: self._confirm,
            Kind.DO: self._confirm,
        }
        any_act = (
            *(self._submit, self._confirm, self._decide, self._accept, self._return, self._waive, self._again),
            *(self._extend, self._reassign, self._withdraw),
        )
        do = usual.get(self.ctx.steps[it.key.step].kind, self._submit)
        return (do if self.random.random() < 0.6 else self.random.choice(any_act))(it)

    def _submit(self, it: Obligation) -> tuple[Event, str | None]:
        content = {"of": str(it.key), "lot": self.random.randint(0, 3)}
        self.contents = {sha(content): content}
        received = self.now - dt.timedelta(days=self.random.choice((0, 0, 0, 1, 12)))
        return Submit(it.key, sha(content), received, nil=self.random.random() < 0.15, by="x"), None

    def _confirm(self, it: Obligation) -> tuple[Event, str | None]:
        content = self.random.choice((it.content, it.content, it.content, "0" * 64))
        return Confirm(it.key, content, "Đã xong", heeds=self._heeds(it)), None

    def _heeds(self, it: Obligation) -> tuple[Heed, ...]:
        """What differs from what was agreed to before: something, nothing, or what was asked for."""
        agreed = [
            d for d in self.ledger.decisions() if self.ctx.steps[d.key.step].on == it.key.step and d.verdict != "return"
        ]
        record = {"of": str(it.key), "heeded": self.random.randint(0, 3)}
        self.contents = {sha(record): record}
        return tuple(
            Heed(d.key, sha(record), (d.person,), self.random.random() < 0.5, self.random.random() < 0.5)
            for d in agreed
            if d.key.period == it.key.period and not self._asked_since(d.key)
        )

    def _asked_since(self, key: Key) -> bool:
        """Whether a further round is under way (flows/heeding.py)."""
        later = self.ledger.obligations(step=key.step, period=key.period, party=key.party)
        return any(it.key.round > key.round for it in later)

    def _decide(self, it: Obligation) -> tuple[Event, str | None]:
        grants = self.ledger.grants(it.key)
        grant = self.random.choice(grants[-2:] or [None])
        good = grant is not None and self.random.random() < 0.8
        code = _code(it.key, grant.person, grant.generation) if grant and good else "wrong"
        verdict = self.random.choice((*Verdict, Verdict.APPROVE, None))
        comment = self.random.choice(("Đề nghị bổ sung", "Đề nghị sửa", ""))
        return Decide(it.key, verdict, it.content or "", it.generation - (self.random.random() < 0.1), comment), code

    def _accept(self, it: Obligation) -> tuple[Event, str | None]:
        return Accept(it.key, "x"), None

    def _return(self, it: Obligation) -> tuple[Event, str | None]:
        return Return(it.key, self.random.choice(("Thiếu thời gian", " ")), "x"), None

    def _waive(self, it: Obligation) -> tuple[Event, str | None]:
        return Waive(it.key, "Được miễn", "x"), None

    def _again(self, it: Obligation) -> tuple[Event, str | None]:
        return self.random.choice((AskAgain(it.key), NextRound(it.key, "Bản mới"))), None

    def _extend(self, it: Obligation) -> tuple[Event, str | None]:
        return Extend(it.key, self.now + dt.timedelta(days=self.random.randint(-2, 25)), "Thêm thời gian"), None

    def _reassign(self, it: Obligation) -> tuple[Event, str | None]:
        people = [person.id for person in self.definition.directory.people] or ["nobody"]
        asked = tuple(grant.person for grant in self.ledger.grants(it.key))
        return Reassign(it.key, self.random.choice(people), "Đi vắng", asked=asked), None

    def _withdraw(self, it: Obligation) -> tuple[Event, str | None]:
        """What an open decision is about is taken back; where none waits, the obligation itself, in vain."""
        asked = [
            (each, step)
            for each in self.ledger.obligations(states=[State.OPEN])
            if (step := self.ctx.steps[each.key.step]).kind is Kind.APPROVE and step.on and each.generation
        ]
        if not asked:
            return Withdraw(it.key, "Sửa lại"), None
        each, step = self.random.choice(asked)
        period = related(self.ctx, step, self.ctx.steps[step.on or ""], each.key.period)
        return Withdraw(compiled_key(self.ctx, step.on or "", period), "Sửa lại", (each,)), None

    # ---------------------------------------------------------------- its end

    def _ended(self) -> None:
        """Long after the year, whatever has opened and closes is over."""
        for it in self.ledger.obligations():
            closes = it.instants.closes
            replaced = (
                it.state is State.RETURNED and self.ctx.steps[it.key.step].kind is Kind.APPROVE
            )  # by its next round
            if closes is not None and closes <= self.now and it.state is not State.PLANNED and not replaced:
                holds(it.state in OVER, "it has closed and is not over", it.key, it.state, closes)
            self.counts[f"ends {it.state}"] += 1
        holds(SETTLED <= OVER, "what is settled is over")

    def digest(self) -> str:
        """One name for all that was done."""
        return hashlib.sha256("\n".join(self.log).encode()).hexdigest()


def _code(key: Key, person: str, generation: int) -> str:
    return f"{key} {person} {generation}"


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def lived(texts: Written, seed: int) -> tuple[Counter[str], str]:
    """What happened in that year, counted, and its one name. Broken where something does not hold."""
    life = Life(taken(texts), seed)
    return life.live(), life.digest()


__all__ = ["Broken", "Faults", "Life", "lived", "taken", "working_calendar"]
