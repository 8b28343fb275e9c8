"""States and transitions, as one table: what may become of an obligation, and by what cause.

Rule 1: a change of state that is not in this table does not happen. Rule 2: this file knows no step and no time.
The table is interpreted by `after`; `docs/states.md` is drawn from it and a test keeps the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from definitions.facts import State


class Cause(StrEnum):
    """Why an obligation changes state; the sentence is shown in the audit trail."""

    OPENS = "opens"
    """đến kỳ thực hiện"""
    RECEIVED = "received"
    """đã nhận được"""
    SAID_NIL = "said nil"
    """đơn vị báo không phát sinh"""
    TAKEN = "taken"
    """đã tiếp nhận"""
    DONE = "done"
    """đã hoàn thành"""
    DECIDED = "decided"
    """đã có ý kiến phê duyệt"""
    RETURNED = "returned"
    """được trả lại để bổ sung"""
    WAIVED = "waived"
    """được miễn"""
    CLOSES = "closes"
    """hết kỳ mà chưa nộp"""
    WINDOW_ENDS = "window ends"
    """hết kỳ theo dõi"""
    ADOPTED_LATER = "adopted later"
    """trước ngày cơ quan áp dụng chương trình"""
    RESTORED = "restored"
    """kế hoạch lại có nhiệm vụ này"""


_HANDED_IN: Final = {
    Cause.RECEIVED: State.SUBMITTED,
    Cause.SAID_NIL: State.NIL,
    Cause.DONE: State.ACCEPTED,
}
_ACTIVE: Final = _HANDED_IN | {
    Cause.DECIDED: State.ACCEPTED,
    Cause.RETURNED: State.RETURNED,
    Cause.WAIVED: State.WAIVED,
    Cause.CLOSES: State.MISSED,
    Cause.WINDOW_ENDS: State.ACCEPTED,
}

TRANSITIONS: Final[Mapping[State, Mapping[Cause, State]]] = {
    State.PLANNED: _HANDED_IN
    | {Cause.OPENS: State.OPEN, Cause.WAIVED: State.WAIVED, Cause.ADOPTED_LATER: State.BEFORE},
    State.OPEN: _ACTIVE,
    State.RETURNED: _ACTIVE,
    State.SUBMITTED: _HANDED_IN
    | {Cause.TAKEN: State.ACCEPTED, Cause.RETURNED: State.RETURNED, Cause.WAIVED: State.WAIVED},
    State.ACCEPTED: {Cause.RECEIVED: State.SUBMITTED, Cause.SAID_NIL: State.NIL, Cause.RETURNED: State.RETURNED},
    State.NIL: {Cause.RECEIVED: State.SUBMITTED, Cause.SAID_NIL: State.NIL},
    State.WAIVED: {
        Cause.RECEIVED: State.SUBMITTED,
        Cause.RESTORED: State.PLANNED,
        Cause.RETURNED: State.RETURNED,
    },
    State.MISSED: _HANDED_IN | {Cause.WAIVED: State.WAIVED},
    State.BEFORE: _HANDED_IN,
}


SHOWN: Final[Mapping[State, str]] = {
    State.PLANNED: "chưa đến kỳ",
    State.OPEN: "đang mở",
    State.SUBMITTED: "đã nộp",
    State.ACCEPTED: "đã tiếp nhận",
    State.RETURNED: "trả lại để bổ sung",
    State.NIL: "không phát sinh",
    State.WAIVED: "được miễn",
    State.MISSED: "không nộp",
    State.BEFORE: "trước khi áp dụng",
}
"""The word that people read for each state."""


def after(state: State, cause: Cause) -> State | None:
    """The state that follows, or None where the table has no such transition."""
    return TRANSITIONS[state].get(cause)
