"""What the scripted people of a rehearsal do, through the same doors as living ones: collect, agree, decide, assemble."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from definitions.behaviour import Said
from definitions.codes import code_for
from definitions.context import UPON
from definitions.deadlock import DROP
from definitions.events import Outcome, Verdict
from definitions.facts import SETTLED, WAITING, Obligation, State
from definitions.moments import midnight
from definitions.periods import bounds
from definitions.records import led_to
from definitions.vocabulary import Every, Kind, Step
from definitions.who import compiled_key
from flows.agree import agree
from flows.assemble import assemble
from flows.collect import accept, collect, raise_event, send_back
from flows.decide import decide
from flows.filled import filled
from flows.recording import record
from flows.requested import request
from flows.script import Script, clock_time
from flows.settling import disputes
from flows.track import track, tracks
from flows.wiring import Office
from storage.port import Decision


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody will do something at an instant."""

    at: dt.datetime
    what: str
    do: Callable[[], Any]


def next_act(office: Office, script: Script, refused: Container[str] = ()) -> Act | None:
    """The first act that somebody has still to do: derived from what waits, so that nothing is done twice.

    What is `refused` is not tried again.
    """
    acts = (act for people in _PEOPLE for act in people(office, script) if act.what not in refused)
    return min(acts, key=lambda act: (act.at, act.what), default=None)


def _duties(office: Office, script: Script) -> Iterator[Act]:
    for it in filter(lambda it: office.context.names(it.key), office.ledger.obligations(states=list(WAITING))):
        kind = office.context.steps[it.key.step].kind
        at = script.acts_at(it) if kind in _DOES else None
        if at is not None and kind is Kind.COMPILE and it.state is State.RETURNED:
            at = max(at, *(script.revises_at(d.at) for d in _sent_back(office, it)))
        if at is not None:
            yield Act(at, str(it.key), partial(_DOES[kind], office, script, it))


def _sent_back(office: Office, it: Obligation) -> list[Decision]:
    """The verdicts on what is put together; one of them sent it back."""
    deciding = office.context.followers[it.key.step]
    return [d for step in deciding for d in office.ledger.decisions(step, it.key.period)]


def _returns(office: Office, script: Script) -> Iterator[Act]:
    for unit in script.said.get("units", {}):
        if not script.unit(unit).get("returned"):
            continue
        for it in office.ledger.obligations(party=unit, states=list(SETTLED)):
            at = script.sends_back_at(it) if office.context.steps[it.key.step].kind is Kind.SUBMIT else None
            if at is not None:
                send = partial(send_back, office, step=it.key.step, unit=unit, period=it.key.period,
                               comment=script.said.get("returned_comment", "Đề nghị bổ sung."))  # fmt: skip
                yield Act(at, f"return {it.key}", send)


def _accepts(office: Office, script: Script) -> Iterator[Act]:
    """Whoever has to accept what came in does so; a relay passes it on by that."""
    for it in office.ledger.obligations(states=[State.SUBMITTED]):
        at = script.accepts_at(it)
        if at is not None:
            taken = partial(accept, office, step=it.key.step, unit=it.key.party, period=it.key.period)
            yield Act(at, f"accept {it.key} {it.version}", taken)


def _prints(office: Office, script: Script) -> Iterator[Act]:
    """On a few days of each month the Office records what came out of the month's plan."""
    said = script.said.get("publications")
    tracked = [step for step in office.context.steps.values() if tracks(office.definition, step)] if said else []
    for it in (it for step in tracked for it in office.ledger.obligations(step=step.id, states=[State.OPEN])):
        first, _ = bounds(it.key.period)
        done = {(p.at, line) for p in office.ledger.publications() for line in p.lines}
        for n, day in enumerate(int(d) for d in said["days"]):
            on = first.replace(day=day)
            at = dt.datetime.combine(on, clock_time(said["at"]), script.zone)
            lines = _to_print(office, script, it.key.period, n)
            if it.key.party not in script.silent and any((on, line["id"]) not in done for line in lines):
                yield Act(at.astimezone(dt.UTC), f"print {on}", partial(_print, office, on, lines))


def _to_print(office: Office, script: Script, period: str, part: int) -> list[Any]:
    """That part of the lines that were put together for this period and are still planned."""
    compiling = (step.id for step in office.context.steps.values() if step.kind is Kind.COMPILE)
    submitted = [office.ledger.submission(compiled_key(office.context, step, period)) for step in compiling]
    lines = [line for it in submitted if it for line in office.ledger.content(it.content).get("lines", ())]
    planned = [line for line in lines if line["state"] == "planned"]
    share = int(script.said["publications"]["share"])
    return [line for n, line in enumerate(planned) if n % (share + 1) != share and n % 2 == part]


def _print(office: Office, on: dt.date, lines: list[Any]) -> None:
    """Each of them; what was recorded before a kill is recorded again as the same publication."""
    partners = [p.id for p in office.definition.year.playing("partner", on)]
    for n, line in enumerate(lines):
        track(
            office, title=line["content"], partner=(line.get("partners") or [partners[n % len(partners)]])[0],
            genre=line.get("genre", ""), at=on, unit=line["unit"], topics=line.get("topics", ()),
            activities=line.get("activities", ()), lines=[line["id"]],
        )  # fmt: skip


def _events(office: Office, script: Script) -> Iterator[Act]:
    counted: dict[str, int] = {}
    for said in script.said.get("events", ()):
        step = office.context.steps.get(said["step"])
        if step is None or step.every not in UPON or said.get("party") in script.silent:
            continue
        where = _kept_at(office, step, said)
        counted[where] = counted.get(where, 0) + 1
        happened = {it.key.period for it in office.ledger.obligations(step=where)}
        if len(happened) >= counted[where]:
            continue
        on, at = dt.date.fromisoformat(said["on"]), clock_time(said["at"])
        when = dt.datetime.combine(on, at, script.zone).astimezone(dt.UTC)
        yield Act(when, f"event {step.id}", _happening(office, step, said))


def _kept_at(office: Office, step: Step, said: Said) -> str:
    """The step at which it will be found: a line may lead to another one."""
    form = office.definition.process.form(step.form) if step.form else None
    return (led_to(form, said.get("line", {})) if form else "") or step.id


def _happening(office: Office, step: Step, said: Said) -> Callable[[], Any]:
    """What it is that happens: a request, something handed in unasked, or an event to be recorded."""
    note = said.get("note", _NOTE)
    if step.every is Every.REQUEST:
        parties = [said["party"]] if "party" in said else []
        return partial(request, office, step=step.id, parties=parties, due=_end_of(office, said.get("due")), note=note)
    if said.get("line"):
        return partial(record, office, step=step.id, unit=said["party"], line=said["line"], note=said.get("note", ""))
    if step.kind is Kind.SUBMIT:
        return partial(collect, office, step=step.id, unit=said["party"], period="", note=note)
    return partial(raise_event, office, step, said["party"], note)


def _end_of(office: Office, day: str | None) -> dt.datetime | None:
    after = dt.date.fromisoformat(day) + dt.timedelta(days=1) if day else None
    return midnight(after, office.definition.process.timezone) if after else None


_PEOPLE = (_duties, _returns, _accepts, _prints, _events)


# ---------------------------------------------------------------- acts


def _hand_in(office: Office, script: Script, it: Obligation) -> None:
    step = office.context.steps[it.key.step]
    nil = script.says(it.key.party, "nil", it.key.period)
    rows = "" if nil or step.form is None else filled(office.definition, script.said, step, it.key)
    collect(
        office, step=step.id, unit=it.key.party, period=it.key.period, nil=nil, rows=rows,
        note="" if rows or nil else _NOTE,
    )  # fmt: skip


_NOTE = "Nội dung do đơn vị gửi (dữ liệu mẫu)."


def _answer(office: Office, script: Script, it: Obligation) -> None:
    """A partner agrees to most lines, moves some, puts some off, and refuses few; each with its reason."""
    said = script.said.get("partners", {}).get(it.key.party, {})
    step = office.context.steps[it.key.step]
    submitted = office.ledger.submission(compiled_key(office.context, step.on or "", it.key.period))
    lines = office.ledger.content(submitted.content).get("lines", []) if submitted else []
    every = {word: int(said.get(word, 0)) for word in (Outcome.CHANGED, Outcome.POSTPONED, Outcome.REFUSED)}
    answers = [
        {"line": line["id"], "outcome": word, **_SAYS[word]}
        for n, line in enumerate(lines, 1)
        if it.key.party in line["partners"]
        for word in [next((w for w, every_n in every.items() if every_n and n % every_n == 0), None)]
        if word
    ]
    agree(office, step=step.id, partner=it.key.party, period=it.key.period, answers=answers, others=Outcome.AGREED)


_SAYS: dict[str, dict[str, str]] = {
    Outcome.CHANGED: {"when": "tuần 4 của tháng", "reason": "Bố trí lại khung đăng, phát"},
    Outcome.POSTPONED: {"reason": "Đề nghị chuyển sang tháng sau để có thêm tư liệu"},
    Outcome.REFUSED: {"reason": "Nội dung đã được phản ánh trong tháng trước"},
}


def _decides(office: Office, script: Script, it: Obligation) -> None:
    """The leader returns or changes what the script says, once, and otherwise approves."""
    said, first = script.said.get("leader", {}), it.key.round == 1
    returns = said.get("returns", {}).get(it.key.period) if first else None
    changes = said.get("changes", {}).get(it.key.period) if first else None
    verdict = Verdict.RETURN if returns else Verdict.APPROVE_WITH_CHANGES if changes else Verdict.APPROVE
    decides(office, it, verdict, returns or changes or "")


def decides(office: Office, it: Obligation, verdict: Verdict, comment: str) -> None:
    """Whoever decides types the code of the letter; it is recomputed here as the letter's was."""
    asked = office.ledger.grants(it.key)
    code = code_for(office.secret, it.key, asked[0].person, it.content or "", it.generation) if asked else ""
    lines = {one.line: DROP for one in disputes(office, it)}  # what no partner takes is let go of
    decide(
        office,
        obligation=str(it.key),
        generation=it.generation,
        verdict=verdict,
        comment=comment,
        code=code,
        lines=lines,
    )


def _confirm(office: Office, script: Script, it: Obligation) -> None:  # noqa: ARG001 - one shape for every act
    confirms(office, it, "Đã thực hiện.")


def confirms(office: Office, it: Obligation, comment: str) -> None:
    """Whoever acts for the party says that it is done."""
    by = next((person.id for person in office.definition.directory.of(it.key.party)), "")
    assemble(office, step=it.key.step, period=it.key.period, party=it.key.party, comment=comment, by=by)


_DOES: dict[Kind, Callable[[Office, Script, Obligation], None]] = {
    Kind.SUBMIT: _hand_in,
    Kind.AGREE: _answer,
    Kind.APPROVE: _decides,
    Kind.COMPILE: _confirm,
    Kind.SEND: _confirm,
    Kind.DO: _confirm,
}
