"""What becomes of a running year, in sentences: what cannot follow and why, and how many follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from definitions.migration import Becomes, Fate, Why
from flows.amend import Amendment
from flows.differing import Telling, rows
from flows.say import Language, Words, say

WORDS: Words = {
    "cannot": (
        "KHÔNG CHUYỂN ĐƯỢC: «{title}», {periods}: {who}. {reason}{hint}",
        "CANNOT FOLLOW: «{title}», {periods}: {who}. {reason}{hint}",
    ),
    Why.HANDED_IN: (
        "Đã có nội dung nộp hoặc trình, nhưng bản mới không còn nhiệm vụ này.",
        "Something was handed in or asked for, and the new text no longer has this duty.",
    ),
    Why.INTO_THE_PAST: (
        "Thời hạn mới ({after}) đã qua vào lúc này.",
        "Its new date ({after}) has gone by already.",
    ),
    Why.ASKED_FOR: (
        "Việc này đang được trình xin ý kiến theo bản cũ; nên chờ có ý kiến.",
        "A decision on it was asked for under the old text; better wait for it.",
    ),
    "hint": (
        " Bản mới có «{hint}»: nếu là đổi tên thì giữ nguyên mã cũ, chỉ sửa tên.",
        " The new text has «{hint}»: did you mean a rename? Keep the old id and change the name alone.",
    ),
    "counted": (
        "Trong năm đang chạy: {keeps} nhiệm vụ giữ nguyên, {moves} chuyển thời gian, {begins} nhiệm vụ mới, "
        "{ends} kết thúc, {cannot} không chuyển được.",
        "In the running year: {keeps} obligations keep their dates, {moves} move, {begins} are new, {ends} end, "
        "{cannot} cannot follow.",
    ),
}


def told(found: Amendment, lang: Language, *, each: bool = False) -> list[str]:
    """Everything that follows, the most important first: what cannot follow, what changes, how many are what."""
    telling = Telling(found.old, found.new, lang)
    if found.empty:
        return [telling.say("none")]
    sentences = telling.sentences(found.changes, each=each) or [telling.say("none")]
    counted = {kind.value: len(found.of(kind)) for kind in Becomes}
    return [*_hindered(telling, found.of(Becomes.CANNOT)), *sentences, say(lang, "counted", WORDS, **counted)]


def _hindered(telling: Telling, fates: Iterable[Fate]) -> Iterator[str]:
    for (step, why, hint), group in groupby(sorted(fates, key=_alike), key=_alike):
        its = tuple(group)
        after = its[0].after.due or its[0].after.closes
        reason = say(telling.lang, why, WORDS, after=telling.deadline(after) if after else "")
        yield say(
            telling.lang,
            "cannot",
            WORDS,
            title=telling.title(step),
            periods=telling.periods(tuple(dict.fromkeys(fate.key.period for fate in its))),
            who=telling.who(fate.key.party for fate in its),
            reason=reason,
            hint=say(telling.lang, "hint", WORDS, hint=hint) if hint else "",
        )


def _alike(fate: Fate) -> tuple[str, str, str]:
    return fate.key.step, str(fate.why), fate.hint


def as_json(found: Amendment, lang: Language) -> dict[str, Any]:
    """The same for a machine: every consequence, and the fate of every obligation."""
    telling = Telling(found.old, found.new, lang)
    return {
        "from": found.before.sha,
        "to": found.texts.sha,
        "changes": list(rows(telling, found.changes)),
        "fates": [_row(fate) for fate in found.fates],
    }


def _row(fate: Fate) -> dict[str, Any]:
    dates = {
        when: {name: at.isoformat() if at else None for name, at in getattr(fate, when)._asdict().items()}
        for when in ("before", "after")
    }
    named = {"key": str(fate.key), "becomes": fate.becomes.value, "why": fate.why.value if fate.why else None}
    return {**named, "hint": fate.hint, "skips": list(fate.skips), **dates}
