"""Agreement: what a partner is asked, says and is left with, line by line, and who owes the next answer. No words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final

from definitions.altered import BEFORE, held
from definitions.cells import UnreadableError, stated_day
from definitions.content import fold, shown_date
from definitions.events import Outcome
from definitions.facts import OVER, WAITING, Obligation, State
from definitions.newest import UNCHANGED

Content = dict[str, Any]
Line = Mapping[str, Any]

CHANGEABLE: Final = ("when", "genre", "slot")
"""What a partner may ask to change in a line."""

SAID: Final = ("outcome", *CHANGEABLE, "reason")
"""What an answer to one line is made of; all are texts, `outcome` a word of Outcome."""


def addressed(line: Line, partners: Sequence[str]) -> list[str]:
    """Who is asked about a line: the partners that it names, or all of them where it names none; never who declined."""
    declined = line.get("declined", ())
    return [p for p in line.get("partners") or partners if p not in declined]


def asked_lines(plan: Mapping[str, Any], partner: str) -> list[tuple[int, Line]]:
    """The lines about which this partner is asked, each with its number in the plan (from 1)."""
    lines = enumerate(plan.get("lines", ()), 1)
    return [(n, line) for n, line in lines if not line.get("settled") and partner in addressed(line, [partner])]


def taken_away(line: Line, partner: str) -> bool:
    """Whether a line was this partner's before its unit changed it, and is another's now."""
    was = line.get(BEFORE)
    if was is None or line.get("state") == UNCHANGED:
        return False
    return partner in addressed(was, [partner]) and partner not in addressed(line, [partner])


# ---------------------------------------------------------------- what a partner says


UNHEARD: Final = "Chưa có ý kiến."
"""Said of a line of which a partner has said nothing."""


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong with the answer to one line: its number in the plan, the field of SAID, what, what to do."""

    number: int
    field: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"Dòng {self.number}: {self.message} {self.remedy}"


def faults_of(number: int, line: Line, said: Mapping[str, str]) -> Iterator[LineFault]:
    """Why this answer to that line cannot be taken. Nothing said is a fault too: silence is never consent.

    Agreed changes nothing; changed names another date, genre or slot; refused gives its reason.
    """
    outcome, new = said.get("outcome", ""), [name for name in CHANGEABLE if _is_new(line, said, name)]
    if not outcome:
        yield LineFault(number, "outcome", UNHEARD, "Đề nghị chọn một trong bốn ý kiến.")
    elif outcome not in set(Outcome):
        yield LineFault(
            number, "outcome", f"Không hiểu ý kiến «{outcome}».", f"Đề nghị chọn một trong: {', '.join(Outcome)}."
        )
    elif outcome == Outcome.AGREED and new:
        yield LineFault(
            number, new[0], "Ý kiến là «Nhất trí» nhưng lại ghi nội dung đề nghị khác với dự kiến.",
            "Đề nghị chọn «Nhất trí, có điều chỉnh», hoặc bỏ phần ghi thêm.",
        )  # fmt: skip
    elif outcome == Outcome.CHANGED and not new:
        yield LineFault(
            number, "outcome", "Ý kiến là «Nhất trí, có điều chỉnh» nhưng chưa ghi điều chỉnh gì.",
            "Đề nghị ghi thời gian, thể loại hoặc khung giờ đề nghị.",
        )  # fmt: skip
    elif outcome == Outcome.REFUSED and not said.get("reason", "").strip():
        yield LineFault(number, "reason", "Chưa ghi lý do không đăng, phát.", "Đề nghị ghi lý do.")


def _is_new(line: Line, said: Mapping[str, str], name: str) -> bool:
    new = said.get(name, "").strip()
    return bool(new) and fold(shown_date(new)) != fold(shown_date(str(line.get(name, ""))))


def answer_to(line: Line, said: Mapping[str, str]) -> dict[str, str]:
    """The answer to one line in its canonical shape: {"line": id, "outcome", "when", "genre", "slot", "reason"}."""
    return {"line": str(line["id"]), **{name: said.get(name, "").strip() for name in SAID}, "when": _dated(said)}


def _dated(said: Mapping[str, str]) -> str:
    """A day as it is stored, however it was typed; words stay words, and so does what is no whole day."""
    text = said.get("when", "").strip()
    try:
        day = stated_day(text)
    except UnreadableError:
        return text
    return day.isoformat() if day else text


# ---------------------------------------------------------------- who owes the next answer


class Turn(StrEnum):
    """Who owes the next answer in an agreement."""

    PARTNER = "partner"
    OFFICE = "office"
    LEADER = "leader"
    NOBODY = "nobody"


def turn(asked: Iterable[Obligation], plan: State | None, approval: State | None) -> Turn:
    """Who owes the next answer to one partner's agreement.

    `asked` are the partner's obligations, a round each; `plan` and `approval` are the states of what is agreed on and of
    the decision on it (None: there is none yet). A plan that is not confirmed, or was sent back, is the Office's; a round
    that is open is the partner's; a decision that is open is the leader's; between them the Office goes on.
    """
    latest = max(asked, key=lambda it: it.key.round, default=None)
    if approval in OVER:
        return Turn.OFFICE if plan in WAITING else Turn.NOBODY
    if latest is not None and latest.state in WAITING:
        return Turn.PARTNER
    if approval is State.OPEN:
        return Turn.LEADER
    return Turn.OFFICE


# ---------------------------------------------------------------- what a partner is left with


class Fate(StrEnum):
    """What became of a line for one partner."""

    KEPT = "kept"  # as it was asked
    CHANGED = "changed"
    POSTPONED = "postponed"
    DROPPED = "dropped"  # for everybody
    DECLINED = "declined"  # this partner does not take it; it goes on without
    DISPUTED = "disputed"  # nobody takes it, and the leader has still to settle it
    GIVEN = "given"  # it came to this partner by the leader's decision
    LEFT = "left"  # it was to be changed, and stays as it was agreed on before
    TAKEN_AWAY = "taken-away"  # it was this partner's, and is another's now
    UNHEARD = "unheard"  # it stands as it was asked, and the partner has said nothing of it


def final_for(
    asked: Mapping[str, Any], final: Mapping[str, Any], partner: str, answers: Iterable[Line] = ()
) -> tuple[Content, ...]:
    """The final version of a month's plan for one partner, and how it differs from what that partner was asked.

    `asked` is the version about which it was asked, `final` the one that stands, `answers` what it said of its lines.
    In the order of the final version, then what it lost: {"line": id, "content", "fate": Fate, "when", "genre", "slot",
    "postponed_to", "differs": [{"field", "old", "new"}], "reason"}. The values are those that hold for this partner. A
    line that was its own and was given to another is among them, though it was not asked about it.
    """
    before = {line["id"]: line for _, line in asked_lines(asked, partner)}
    said = {it["line"]: it for it in answers}
    after = {line["id"]: line for line in final.get("lines", ())}
    mine = [id for id, line in after.items() if id in before or _concerns(line, partner)]
    lost = [id for id in before if id not in after]
    return tuple(_left_with(before.get(id), after.get(id), said.get(id), partner) for id in (*mine, *lost))


def taken_from(final: Mapping[str, Any], partner: str) -> tuple[Content, ...]:
    """The lines of a plan that were this partner's before: the same, for whoever was asked about none of it."""
    gone = (line for line in final.get("lines", ()) if taken_away(line, partner))
    return tuple(_left_with(None, line, None, partner) for line in gone)


def _concerns(line: Line, partner: str) -> bool:
    """Whether a partner that was not asked about a line has to hear of it; of a change that was not taken it need not."""
    takes = partner in line.get("partners", ()) and line.get("state") != UNCHANGED
    return takes or taken_away(line, partner)


def _left_with(asked: Line | None, final: Line | None, said: Line | None, partner: str) -> Content:
    fate = partial(_fate, asked, final, said, partner)
    final = held(final) if final else None
    own = {name: _held(final, name, partner) for name in CHANGEABLE} if final else dict.fromkeys(CHANGEABLE, "")
    old = asked or final or {}
    differs = [
        {"field": name, "old": str(old.get(name, "")), "new": own[name]}
        for name in CHANGEABLE
        if final and asked and str(asked.get(name, "")) != own[name]
    ]
    return {
        "line": str(old["id"]),
        "content": str((final or old).get("content", "")),
        "fate": fate(changed=bool(differs)),
        **own,
        "postponed_to": _later(final, said),
        "differs": differs,
        "reason": str(said.get("reason", "")) if said else "",
    }


def _later(final: Line | None, said: Line | None) -> str:
    """Until when: what this partner said itself, or what the line says."""
    own = str(said.get("when", "")) if said and said["outcome"] == Outcome.POSTPONED else ""
    return own or (str(final.get("postponed_to", "")) if final else "")


def _held(line: Line, name: str, partner: str) -> str:
    return str(line.get("by_partner", {}).get(partner, {}).get(name, line.get(name, "")))


_FOR_ALL: Final = {"dropped": Fate.DROPPED, "disputed": Fate.DISPUTED, UNCHANGED: Fate.LEFT}
"""What became of a line for every partner alike, by its state."""


def _fate(asked: Line | None, final: Line | None, said: Line | None, partner: str, *, changed: bool) -> Fate:
    state = "dropped" if final is None else str(final.get("state", "planned"))
    if final is None or state in _FOR_ALL:
        return _FOR_ALL[state]
    if taken_away(final, partner):
        return Fate.TAKEN_AWAY
    if partner in final.get("given", ()) or asked is None:
        return Fate.GIVEN
    if partner not in addressed(final, [partner]):
        return Fate.DECLINED
    own = said is not None and said["outcome"] == Outcome.POSTPONED  # another one may take it now
    if own or final.get("state") == "postponed":
        return Fate.POSTPONED
    return Fate.UNHEARD if said is None else Fate.CHANGED if changed else Fate.KEPT
