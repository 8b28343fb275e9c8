"""What a year was, month by month, as a person would tell it; the specification of a rehearsed year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from definitions.events import Outcome, Verdict
from definitions.facts import Obligation, State
from definitions.states import SHOWN
from definitions.vocabulary import Every, Kind, Step
from definitions.who import compiled_key
from flows.track import tracks
from flows.wiring import Office
from notifications import words

_ENDED: Final = {
    Kind.AGREE: {State.ACCEPTED: "đã có ý kiến", State.MISSED: "chưa có ý kiến"},
    Kind.APPROVE: {State.ACCEPTED: "đã có ý kiến"},
    Kind.SEND: {State.ACCEPTED: "đã gửi"},
    Kind.TRACK: {State.ACCEPTED: "hết kỳ theo dõi"},
    Kind.ANNOUNCE: {State.ACCEPTED: "đã thông báo"},
    Kind.COMPILE: {State.ACCEPTED: "đã hoàn thành"},
    Kind.DO: {State.ACCEPTED: "đã thực hiện"},
}
"""What a state means where nothing is handed in: a window that ended was received by nobody."""


def transcript(office: Office) -> str:
    """One paragraph per period: what was owed, by how many, how it ended; then what was printed and written."""
    lines: list[str] = []
    periods = _periods(office)
    for period in (p for p in periods if "-E" not in p):
        lines += [f"Kỳ {period}", *(f"  {line}" for line in _period(office, period)), ""]
    happened = [line for period in periods if "-E" in period for line in _period(office, period)]
    if happened:
        lines += ["Việc phát sinh trong năm", *(f"  {line}" for line in happened), ""]
    lines += _letters(office)
    return "\n".join(lines)


def _periods(office: Office) -> list[str]:
    return sorted({it.key.period for it in office.ledger.obligations()})


def _period(office: Office, period: str) -> Iterator[str]:
    owed: dict[str, list[Obligation]] = {}
    for it in office.ledger.obligations(period=period):
        owed.setdefault(it.key.step, []).append(it)
    for step in office.context.steps.values():
        if step.id in owed:
            yield f"{step.title}: {_states(office, step, owed[step.id])}"
            yield from (f"  {line}" for line in _more(office, step, period))


def _states(office: Office, step: Step, owed: list[Obligation]) -> str:
    late = {s.key for s in office.ledger.submissions(step.id, owed[0].key.period) if s.late}
    shown = {**SHOWN, **_ENDED.get(step.kind, {})}
    counted = Counter(shown[it.state] + (" (chậm)" if it.key in late else "") for it in owed)
    told = ", ".join(f"{count} {state}" for state, count in sorted(counted.items()))
    missing = [office.definition.year.party(it.key.party).name for it in owed if it.state is State.MISSED]
    if not missing:
        return told
    return f"{told}. {shown[State.MISSED][0].upper()}{shown[State.MISSED][1:]}: {'; '.join(missing)}"


def _more(office: Office, step: Step, period: str) -> Iterator[str]:
    if step.kind is Kind.COMPILE:
        submitted = office.ledger.submission(compiled_key(office.context, step.id, period))
        if submitted:
            content = office.ledger.content(submitted.content)
            lines = Counter(line["state"] for line in content.get("lines", ()))
            counted = ", ".join(f"{n} {words.LINES[state]}" for state, n in sorted(lines.items()))
            yield f"phiên bản {submitted.version}" + (f"; dòng kế hoạch: {counted}" if counted else "")
            for answer in content.get("answers", ()):
                yield _answer(office, answer)
    for decision in office.ledger.decisions(step.id, period) if step.kind is Kind.APPROVE else ():
        day = words.day_month(decision.at.astimezone(office.zone).date())
        yield f"{day}: {words.VERDICTS[Verdict(decision.verdict)]}" + (
            f" ({decision.comment})" if decision.comment else ""
        )
    if step.every is Every.MONTH and tracks(office.definition, step):
        count = sum(p.at.strftime("%Y-%m") == period for p in office.ledger.publications())
        yield f"{count} tin, bài đã ghi"


def _answer(office: Office, answer: dict[str, object]) -> str:
    name = office.definition.year.party(str(answer["partner"])).name
    outcomes = answer["outcomes"]
    assert isinstance(outcomes, dict)
    counted = ", ".join(f"{n} {words.OUTCOMES[Outcome(outcome)]}" for outcome, n in outcomes.items() if n)
    return f"{name}: {counted or 'không có nội dung liên quan' if answer['answered'] else 'chưa có ý kiến'}"


def _letters(office: Office) -> Iterator[str]:
    sent = [m for m in office.ledger.messages() if m.state == "sent"]
    months = Counter(f"{m.created.astimezone(office.zone):%m/%Y}" for m in sent)
    yield "Thư đã gửi"
    for month, count in sorted(months.items(), key=lambda pair: pair[0][3:] + pair[0][:2]):
        yield f"  {month}: {count}"
