"""The heartbeat: what is due is done, the screen is redrawn, letters leave. Gather, decide, apply; no rule of its own.

Safe to run twice, or by two workers at once: the ledger's unique keys make the second run do nothing. One broken
occurrence never stops the sweep: it is told at the end with its remedy, and looked at again by the next heartbeat.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from definitions import agenda
from definitions.actions import Action, Move, Tell
from definitions.due import due
from definitions.errors import VongNamError
from definitions.hours import named_days, spoken_at
from flows.approvals import redraw
from flows.deliver import deliver
from flows.perform import AGAIN, perform
from flows.told import Say, Stage, Told, plainly, silently
from flows.typed_in import left_behind
from flows.wiring import Office

ROUNDS = 12
"""What one step brings wakes the next: so many times a heartbeat looks again before it leaves the rest to the next."""

SHOWN = 12
"""Up to so many occurrences have a named phase of their own on the screen."""


def heartbeat(
    office: Office,
    *,
    steps: Sequence[str] | None = None,
    stage: Stage = plainly,
    say: Say = silently,
    doors: bool = True,
) -> Told:
    """Everything that is due now, or the part of it that belongs to these steps.

    `doors` is whether what comes from outside is looked for: not while time is played, when nothing can come.
    """
    lines: list[str] = []
    failures: list[str] = []
    lines += _came(office, stage, failures) if doors else ()
    stage("Xem việc đến hạn", partial(sweep, office, steps, stage, say, lines, failures))
    lines += _joined(office, stage, failures) if doors else ()
    lines += stage("Đọc lại ý kiến còn trên màn hình", partial(left_behind, office, say, failures))
    links = stage("Đối chiếu việc chờ phê duyệt", partial(redraw, office, say, failures))
    lines += stage("Gửi thư", partial(deliver, office, links, say, failures))
    return Told("Nhịp làm việc", tuple(lines), tuple(failures))


def _came(office: Office, stage: Stage, failures: list[str]) -> list[str]:
    """What came by the watched folder and the mailbox is taken in first: what is in time must not be reminded of."""
    if office.settings is None:
        return []
    from flows import watched
    from flows.mailbox import reading

    lines: list[str] = []
    doors = {"Xem thư mục nhận tệp": watched.sweep}
    if office.settings.imap_host:
        doors["Xem hộp thư đến"] = reading.sweep
    for name, door in doors.items():
        try:
            said, wrong = stage(name, partial(door, office))
        except Exception as error:  # noqa: BLE001 - a door that is stuck must not keep letters from leaving
            reason = " ".join(error.parts("vi")) if isinstance(error, VongNamError) else f"{type(error).__name__}."
            failures.append(f"{name}: chưa thực hiện được. {reason}")
        else:
            lines, failures[:] = [*lines, *said], [*failures, *wrong]
    return lines


def _joined(office: Office, stage: Stage, failures: list[str]) -> list[str]:
    """Whoever has written to the Zalo bot is answered, where the office has one that does not call us."""
    if office.settings is None or not office.settings.zalo_token or office.settings.zalo_hook:
        return []
    from flows.joining import listen
    from notifications.zalo import BASE, Bot

    bot = Bot(office.settings.zalo_token, office.settings.zalo_base or BASE)
    try:
        return stage("Đọc tin nhắn gửi đến Zalo Bot", partial(listen, office, bot))
    except Exception as error:  # noqa: BLE001 - a bot that is away must not keep letters from leaving
        failures.append(f"Chưa đọc được tin nhắn gửi đến Zalo Bot: {type(error).__name__}.")
        return []
    finally:
        bot.close()


def sweep(
    office: Office,
    steps: Sequence[str] | None,
    stage: Stage,
    say: Say,
    lines: list[str],
    failures: list[str],
) -> None:
    """Occurrence by occurrence, until nothing more is due at this instant."""
    now = office.now()
    broken: set[tuple[str, str]] = set()
    for _ in range(ROUNDS):
        found = [o for o in office.ledger.due(now, steps) if o not in broken]
        if not found:
            return
        shown = stage if len(found) <= SHOWN else plainly
        for step, period in found:
            try:
                actions = shown(_named(office, step, period), partial(_one, office, step, period, now))
            except Exception as error:  # noqa: BLE001 - one broken item must not stop the sweep; it is told at the end
                broken.add((step, period))
                failures.append(_sentence(step, period, error))
                say(failures[-1])
            else:
                _say(office, step, period, actions, say, lines)


def _one(office: Office, step: str, period: str, now: dt.datetime) -> tuple[Action, ...]:
    from storage.port import Conflict

    spoken = spoken_at(office.context.clock, now, named_days(office.context, office.context.steps[step]))
    for attempt in range(AGAIN):
        facts = office.ledger.facts(step, period, agenda.needed(office.context, step, period), now=now)  # gather
        actions = due(office.context, facts, now)  # decide
        try:
            perform(office, facts, actions, now, spoken=spoken)  # apply
        except Conflict:
            if attempt == AGAIN - 1:
                raise
        else:
            return actions
    raise AssertionError


def _named(office: Office, step: str, period: str) -> str:
    return f"{office.context.steps[step].title}, kỳ {period}"


def _say(office: Office, step: str, period: str, actions: Sequence[Action], say: Say, lines: list[str]) -> None:
    moves = sum(isinstance(action, Move) for action in actions)
    told = sum(isinstance(action, Tell) for action in actions)
    if moves or told:
        lines.append(f"{_named(office, step, period)}: {moves} nhiệm vụ chuyển trạng thái, {told} nội dung cần báo.")
        say(lines[-1])


def _sentence(step: str, period: str, error: Exception) -> str:
    said = " ".join(error.parts("vi")) if isinstance(error, VongNamError) else f"{error or type(error).__name__}."
    return f"{step}, kỳ {period}: {said}".strip()
