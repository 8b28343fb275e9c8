"""Agree: a partner's answer to the month's plan, line by line, however it came: typed, on a sheet, or on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from definitions.actions import Refusal
from definitions.agreement import UNHEARD, LineFault, answer_to, asked_lines, faults_of
from definitions.content import sha
from definitions.events import NextRound, Submit
from definitions.facts import Key
from definitions.vocabulary import Kind, Step
from definitions.who import compiled_key
from flows.inbox import Filed, filed
from flows.perform import act
from flows.told import Refused, Say, Stage, Told, plainly, silently
from flows.wiring import Office


@dataclass(frozen=True, slots=True)
class Given:
    """How an answer was given: on which version of the plan, on which paper, with which file that is kept with it."""

    on: str = ""  # SHA-256 of the plan that the partner saw; "" is the latest
    number: str = ""  # of the letter, as printed: 45/BHT
    dated: str = ""  # an ISO date
    file: Filed | None = None
    suffix: str = ""

    def kept(self, office: Office) -> dict[str, Any]:
        """What of it stands in the content of the answer; the file itself is put into the archive."""
        paper = {"paper": {"number": self.number, "dated": self.dated}} if self.number or self.dated else {}
        if self.file is None:
            return paper
        sha = office.archive.put(self.file.data, self.suffix)
        return {**paper, "file": {"sha": sha, "name": self.file.name, "suffix": self.suffix}}


BY_FORM = Given()


def on_paper(office: Office, *, number: str = "", dated: dt.date | None = None, scan: str = "") -> Given:
    """An answer on paper: its number and day as printed, and its scan, which lies in the inbox. Refused where half is said.

    A paper is known by its number and its day; whoever names one of the three names both.
    """
    if not (number.strip() or dated or scan):
        return BY_FORM
    if not (number.strip() and dated):
        raise Refused(_HALF_A_PAPER)
    came = filed(office, scan) if scan else None
    return Given("", number.strip(), dated.isoformat(), came, came.scan if came else "")


def agree(
    office: Office,
    *,
    step: str = "partner-agreement",
    partner: str,
    period: str,
    answers: Sequence[Mapping[str, str]] = (),
    others: str = "",
    reason: str = "",
    received: dt.datetime | None = None,
    by: str = "",
    given: Given = BY_FORM,
    stage: Stage = plainly,
    say: Say = silently,
) -> Told:
    """Record what a partner said of each of its lines, however it was `given`.

    `answers` are mappings of line (its number in the plan, or its id), outcome, when, genre, slot, reason; `others` is
    the outcome of every line that is not named, with its `reason`. A line of this partner that stays without an outcome
    is refused: silence about a line is never taken for consent. Refused with every fault, and nothing is kept then.
    """
    word = office.context.steps.get(step)
    if word is None or word.kind is not Kind.AGREE:
        raise Refused(Refusal("unknown-step", f"Ở bước «{step}» không lấy ý kiến.", "Đề nghị chọn bước lấy ý kiến."))
    key = latest_round(office, Key(step, period, partner))
    common = {"outcome": others, "reason": reason}
    content = stage("Đọc ý kiến", partial(_content, office, word, key, answers, common, given))
    now = office.now()
    event = Submit(key, sha(content), received or now, typed=now, by=by)
    stage("Ghi nhận", partial(act, office, event, key, {event.content: content}))
    name = office.definition.year.party(partner).name
    say(f"Đã ghi ý kiến của {name} về {len(content['answers'])} nội dung, kỳ {period}.")
    return Told("Đã ghi ý kiến cơ quan báo chí", (f"{name}, kỳ {period}: {len(content['answers'])} nội dung.",))


def latest_round(office: Office, key: Key) -> Key:
    """The round in which that partner was asked last; the key as it is where nobody has asked it."""
    rounds = [it.key for it in office.ledger.obligations(step=key.step, period=key.period, party=key.party)]
    return max(rounds, default=key)


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


def _content(
    office: Office,
    step: Step,
    key: Key,
    answers: Sequence[Mapping[str, str]],
    others: Mapping[str, str],
    given: Given,
) -> dict[str, Any]:
    compiled = given.on or asked_on(office, step, key)
    lines = office.ledger.content(compiled)["lines"]
    said = {_line_id(lines, answer["line"]): answer for answer in answers}
    mine = {n for n, _ in asked_lines({"lines": lines}, key.party)}
    asked = [(n, line) for n, line in enumerate(lines, 1) if n in mine or line["id"] in said]
    said_of = [(n, line, said.get(line["id"], others)) for n, line in asked]
    if faults := [fault for n, line, answer in said_of for fault in faults_of(n, line, answer)]:
        raise Refused(_faulty(faults))
    return {
        "kind": "agreement", "period": key.period, "partner": key.party, "round": key.round, "on": compiled,
        "answers": [answer_to(line, answer) for _, line, answer in said_of], **given.kept(office),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a partner is asked about: the SHA-256 of the plan, and of its lines those that are meant for it, numbered."""

    on: str
    lines: tuple[tuple[int, Mapping[str, Any]], ...]


def asked(office: Office, step: Step, key: Key) -> Asked | None:
    """The lines meant for this partner, or for whoever takes them; None while there is no plan."""
    compiled = office.ledger.submission(compiled_key(office.context, step.on, key.period)) if step.on else None
    if compiled is None:
        return None
    return Asked(compiled.content, tuple(asked_lines(office.ledger.content(compiled.content), key.party)))


def asked_on(office: Office, step: Step, key: Key) -> str:
    """The SHA-256 of the plan that a partner is asked about; Refused where there is none yet."""
    found = asked(office, step, key)
    if found is None:
        raise Refused(_NO_PLAN)
    return found.on


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


def _faulty(faults: Sequence[LineFault]) -> Refusal:
    """All of it in one refusal; lines of which nothing was said are named together."""
    silent = [fault.number for fault in faults if fault.field == "outcome" and fault.message == UNHEARD]
    wrong = [str(fault) for fault in faults if fault.number not in silent]
    if not wrong:
        return Refusal(
            "unanswered",
            f"Chưa có ý kiến về các dòng: {', '.join(map(str, silent))}.",
            "Đề nghị ghi ý kiến từng dòng, hoặc chọn ý kiến chung cho các dòng còn lại.",
        )
    unheard = [f"Chưa có ý kiến về các dòng: {', '.join(map(str, silent))}."] if silent else []
    return Refusal("faulty", " ".join([*wrong, *unheard]), "Đề nghị sửa các dòng đã nêu rồi ghi lại.")


_NO_PLAN = Refusal("no-plan", "Kỳ này chưa có kế hoạch tháng.", "Đề nghị tổng hợp kế hoạch tháng trước.")
_HALF_A_PAPER = Refusal(
    "half-a-paper", "Văn bản trả lời chưa đủ số và ngày.", "Đề nghị ghi cả số và ngày của văn bản như đã in."
)
