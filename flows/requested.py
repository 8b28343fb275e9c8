"""Requests: the Office asks parties for something that the year did not foresee, or for a report on request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from definitions.actions import Refusal
from definitions.answer import answer
from definitions.events import Raise
from definitions.moments import local_day
from definitions.vocabulary import Every, Step
from definitions.who import owners
from flows.perform import AGAIN, perform
from flows.told import Refused, Say, Told, silently
from flows.wiring import Office


def request(
    office: Office,
    *,
    step: str,
    parties: Sequence[str] = (),
    due: dt.datetime | None = None,
    note: str = "",
    by: str = "",
    say: Say = silently,
) -> Told:
    """Ask these parties (none named: all that owe the step) once; `due` is the day that the request sets.

    Raises Refused for a step that is not `every: request`, and for parties that do not owe it.
    """
    word = office.context.steps.get(step)
    if word is None or word.every is not Every.REQUEST:
        raise Refused(_NOT_ON_REQUEST)
    asked = tuple(parties) or owners(office.context, word, local_day(office.now(), office.definition.process.timezone))
    if strangers := set(asked) - set(owners(office.context, word)):
        raise Refused(_not_theirs(sorted(strangers)))
    if due is not None and due <= office.now():
        raise Refused(_GONE_BY)
    period = _raise(office, word, asked, due, note, by)
    names = [office.definition.year.party(party).name for party in asked]
    say(f"{word.title}, kỳ {period}: đã yêu cầu {'; '.join(names)}.")
    return Told(f"Đã yêu cầu: {word.title}", tuple(f"{name}, kỳ {period}" for name in names))


def _raise(office: Office, step: Step, parties: tuple[str, ...], due: dt.datetime | None, note: str, by: str) -> str:
    """The period of the new occurrence; again where somebody else took its number."""
    from storage.port import Conflict

    for attempt in range(AGAIN):
        now = office.now()
        period = office.ledger.next_event_period(step.id, office.definition.year.year)
        facts = office.ledger.facts(step.id, period)
        taken = answer(office.context, facts, Raise(step.id, period, parties, note, by, due), now)
        assert not isinstance(taken, Refusal)
        try:
            perform(office, facts, taken, now)
        except Conflict:
            if attempt == AGAIN - 1:
                raise
        else:
            return period
    raise AssertionError


def _not_theirs(strangers: Sequence[str]) -> Refusal:
    return Refusal(
        "not-theirs",
        f"Các cơ quan, đơn vị sau không có nhiệm vụ ở bước đã chọn: {', '.join(strangers)}.",
        "Đề nghị chọn lại đơn vị, hoặc chọn đúng bước.",
    )


_NOT_ON_REQUEST = Refusal(
    "not-on-request", "Bước này không phải báo cáo theo yêu cầu.", "Đề nghị chọn bước có kỳ hạn «theo yêu cầu»."
)
_GONE_BY = Refusal("gone-by", "Thời hạn yêu cầu đã qua.", "Đề nghị ghi thời hạn sau thời điểm hiện tại.")
