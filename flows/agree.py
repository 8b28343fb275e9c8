"""Agree: a partner's answer to the month's plan, line by line; the Office types it, for partners have no account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from definitions.content import sha
from definitions.facts import Key, NextRound, Outcome, Refusal, Submit
from definitions.vocabulary import Kind, Step
from definitions.who import compiled_key
from flows.perform import act
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.wiring import Office


def agree(
    office: Office,
    *,
    step: str = "partner-agreement",
    partner: str,
    period: str,
    answers: Sequence[Mapping[str, str]] = (),
    others: str = "",
    received: dt.datetime | None = None,
    by: str = "",
    stage: Stage = plainly,
    say: Say = silently,
) -> Told:
    """Record what a partner said of each of its lines.

    `answers` are mappings of line (its number in the plan, or its id), outcome, when, genre, reason; `others` is the
    outcome of every line that is not named. A line of this partner that stays without an outcome is refused: silence
    about a line is never taken for consent.
    """
    word = office.context.steps.get(step)
    if word is None or word.kind is not Kind.AGREE:
        raise Refused(Refusal("unknown-step", f"Ở bước «{step}» không lấy ý kiến.", "Đề nghị chọn bước lấy ý kiến."))
    key = Key(step, period, partner)
    content = stage("Đọc ý kiến", partial(_content, office, word, key, answers, others))
    now = office.now()
    event = Submit(key, sha(content), received or now, typed=now, by=by)
    stage("Ghi nhận", partial(act, office, event, key, {event.content: content}))
    name = office.definition.year.party(partner).name
    say(f"Đã ghi ý kiến của {name} về {len(content['answers'])} nội dung, kỳ {period}.")
    return Told("Đã ghi ý kiến cơ quan báo chí", (f"{name}, kỳ {period}: {len(content['answers'])} nội dung.",))


def ask_round(
    office: Office, *, step: str = "partner-agreement", partner: str, period: str, comment: str, by: str = ""
) -> Told:
    """Ask a partner once more, with what is different now; Refused while it is still to answer, or too often."""
    asked = office.ledger.obligations(step=step, period=period, party=partner)
    if not asked:
        raise Refused(_NO_PLAN)
    key = max(it.key for it in asked)
    act(office, NextRound(key, comment, by), key)
    name = office.definition.year.party(partner).name
    return Told("Đã lấy ý kiến lại", (f"{name}, kỳ {period}, lần {key.round + 1}: {comment}",))


def _content(office: Office, step: Step, key: Key, answers: Sequence[Mapping[str, str]], others: str) -> dict[str, Any]:
    assert step.on, f"{step.id} is agreed on nothing"
    compiled = office.ledger.submission(compiled_key(office.context, step.on, key.period))
    if compiled is None:
        raise Refused(_NO_PLAN)
    lines = office.ledger.content(compiled.content)["lines"]
    said = {_line_id(lines, answer["line"]): answer for answer in answers}
    asked = [line for line in lines if key.party in line["partners"] or not line["partners"] or line["id"] in said]
    missing = [n for n, line in enumerate(lines, 1) if line in asked and line["id"] not in said and not others]
    if missing:
        raise Refused(_unanswered(missing))
    return {
        "kind": "agreement", "period": key.period, "partner": key.party, "round": key.round, "on": compiled.content,
        "answers": [_answer(line["id"], said.get(line["id"], {}), others) for line in asked],
    }  # fmt: skip


def _answer(line: str, said: Mapping[str, str], others: str) -> dict[str, str]:
    outcome = said.get("outcome") or others
    if outcome not in set(Outcome):
        raise Refused(
            Refusal("unknown-outcome", f"Không hiểu ý kiến «{outcome}».", f"Đề nghị chọn: {', '.join(Outcome)}.")
        )
    return {
        "line": line,
        "outcome": outcome,
        **{name: said.get(name, "") for name in ("when", "genre", "slot", "reason")},
    }


def _line_id(lines: Sequence[Mapping[str, Any]], said: str) -> str:
    if said.isdigit() and 1 <= int(said) <= len(lines):
        return str(lines[int(said) - 1]["id"])
    if any(line["id"] == said for line in lines):
        return said
    raise Refused(
        Refusal(
            "unknown-line", f"Kế hoạch tháng không có dòng «{said}».", f"Đề nghị ghi số thứ tự từ 1 đến {len(lines)}."
        )
    )


def _unanswered(numbers: Sequence[int]) -> Refusal:
    return Refusal(
        "unanswered",
        f"Chưa có ý kiến về các dòng: {', '.join(map(str, numbers))}.",
        "Đề nghị ghi ý kiến từng dòng, hoặc chọn ý kiến chung cho các dòng còn lại.",
    )


_NO_PLAN = Refusal("no-plan", "Kỳ này chưa có kế hoạch tháng.", "Đề nghị tổng hợp kế hoạch tháng trước.")
