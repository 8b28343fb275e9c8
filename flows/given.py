"""What a test of a definition says that somebody did, through the same doors as living people: collect, agree, decide."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from definitions.events import Outcome, Verdict
from definitions.expectations import HAPPEN, Given
from definitions.facts import Key, Obligation
from definitions.vocabulary import Kind
from flows.agree import agree
from flows.collect import collect, raise_event, send_back
from flows.filled import filled
from flows.people import confirms, decides
from flows.wiring import Office

_NOTE = "Nội dung do đơn vị gửi (dữ liệu mẫu)."


def act(office: Office, given: Given) -> None:
    """Do it, now. Raises what the doors raise where it is refused."""
    step = office.context.steps[given.step]
    if given.does == HAPPEN:
        raise_event(office, step, given.party, given.comment or _NOTE)
        return
    key = Key(given.step, given.period, given.party)
    held = office.ledger.obligations(step=key.step, period=key.period, party=key.party)
    _ACTS[given.does if step.kind is not Kind.SUBMIT or given.does != "return" else "send back"](
        office, held[-1] if held else Obligation(key), given.comment
    )


def _submit(office: Office, it: Obligation, comment: str, *, nil: bool = False) -> None:
    step = office.context.steps[it.key.step]
    rows = filled(office.definition, {}, step, it.key) if step.form and not nil else ""
    note = comment or ("" if rows or nil else _NOTE)
    collect(office, step=step.id, unit=it.key.party, period=it.key.period, nil=nil, rows=rows, note=note)


def _send_back(office: Office, it: Obligation, comment: str) -> None:
    send_back(office, step=it.key.step, unit=it.key.party, period=it.key.period, comment=comment or "Đề nghị bổ sung.")


def _say(office: Office, it: Obligation, comment: str, *, outcome: Outcome) -> None:
    agree(
        office, step=it.key.step, partner=it.key.party, period=it.key.period, others=outcome,
        reason=comment or ("Không bố trí được (dữ liệu mẫu)." if outcome is Outcome.REFUSED else ""),
    )  # fmt: skip


def _confirm(office: Office, it: Obligation, comment: str) -> None:
    confirms(office, it, comment or "Đã thực hiện.")


def _decide(office: Office, it: Obligation, comment: str, *, verdict: Verdict) -> None:
    decides(office, it, verdict, comment or ("" if verdict is Verdict.APPROVE else "Đề nghị rà soát."))


_ACTS: dict[str, Callable[[Office, Obligation, str], None]] = {
    "submit": _submit,
    "nil": partial(_submit, nil=True),
    "send back": _send_back,
    "agree": partial(_say, outcome=Outcome.AGREED),
    "refuse": partial(_say, outcome=Outcome.REFUSED),
    "confirm": _confirm,
    **{verdict.value: partial(_decide, verdict=verdict) for verdict in Verdict},
}
