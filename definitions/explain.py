"""The real date of every deadline of the year, and why, in words that an official can check with a pencil."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from definitions.agenda import Context, instants, occurrences, trigger_at
from definitions.assumed import Assumed
from definitions.calendar import WEEKDAY_NAMES
from definitions.context import UPON, prepared
from definitions.facts import Instants, Progress
from definitions.moments import last_valid_day, local_day
from definitions.vocabulary import (
    DayOfMonth,
    Definition,
    Edge,
    Fact,
    Moment,
    OfActivity,
    OfStep,
    OnDate,
    OnWeekday,
    Step,
    Unit,
)

_UNITS = {Unit.DAY: "ngày", Unit.WORKING_DAY: "ngày làm việc", Unit.WEEK: "tuần", Unit.MONTH: "tháng"}
_FACTS = {Fact.OPENS: "khi mở", Fact.DUE: "hạn", Fact.DONE: "khi xong"}
_RESTS = {"next": "tính đến ngày làm việc kế tiếp", "previous": "tính đến ngày làm việc liền trước"}
_SCOPES = {
    "period": "kỳ",
    "week": "tuần",
    "month": "tháng",
    "quarter": "quý",
    "half-year": "sáu tháng",
    "year": "năm",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """One deadline of the year: a step in a period, for whoever owes it.

    `planned` is True where it counts from something that has not happened: then the instants are those that result if
    every step is done at the very end of its own time. `last_valid` is the last day in time, `last_working` the last
    working day on or before it. A step that comes round upon an event has one line, with the year as its period.
    """

    step: str
    title: str
    period: str
    opens: dt.datetime | None
    due: dt.datetime | None
    last_valid: dt.date | None
    last_working: dt.date | None
    reason: str
    planned: bool = False


def explain(ctx: Context | Definition) -> tuple[Explained, ...]:
    """Every step in every period in which it is owed: in the order of the process, then of the calendar."""
    ctx = prepared(ctx)
    assumed = Assumed(ctx)
    upon = (_upon(ctx, step) for step in ctx.steps.values() if step.every in UPON)
    return (*(_explained(ctx, step, period, assumed) for step, period in occurrences(ctx)), *upon)


def _upon(ctx: Context, step: Step) -> Explained:
    counted = f": {_distance(ctx, step.due)}" if step.due and step.due.shift else ""
    return Explained(
        step.id, step.title, ctx.year, None, None, None, None, f"theo từng vụ việc phát sinh{counted}", True
    )


def _explained(ctx: Context, step: Step, period: str, assumed: Assumed) -> Explained:
    sure = instants(ctx, step, period, {})
    progress = assumed.progress(step, period)
    opens = sure.opens or trigger_at(ctx, step, period, {})
    planned = progress.due != sure.due if step.due else progress.opens != opens
    valid = last_valid_day(progress.due, ctx.clock.zone) if progress.due else None
    return Explained(
        step=step.id,
        title=step.title,
        period=period,
        opens=progress.opens,
        due=progress.due,
        last_valid=valid,
        last_working=ctx.clock.calendar.last_working_on_or_before(valid) if valid else None,
        reason=_reason(ctx, step, progress.due, planned=planned)
        if step.due
        else _open_ended(ctx, step, progress, sure),
        planned=planned,
    )


# ---------------------------------------------------------------- words


def short_date(day: dt.date, year: int | None = None) -> str:
    """A date as Decree 30 writes it: "05/4", "08/02", "31/12"; with its year where that is not the one spoken of."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    said = f"{day.day:02}/{month}"
    return said if day.year == year else f"{said}/{day.year}"


def _open_ended(ctx: Context, step: Step, assumed: Progress, sure: Instants) -> str:
    """Such as "không đặt thời hạn; thực hiện sau khi xong “Phê duyệt”, dự kiến ngày 13/11; đóng khi hết ngày 30/11"."""
    begun = _begun(ctx, step, assumed)
    valid = last_valid_day(sure.closes, ctx.clock.zone) if sure.closes else None
    return f"không đặt thời hạn{begun}" + (f"; đóng khi hết ngày {_date(ctx, valid)}" if valid else "")


def _begun(ctx: Context, step: Step, assumed: Progress) -> str:
    """When it can begin, where that hangs on other steps."""
    day = _date(ctx, local_day(assumed.opens, ctx.clock.zone)) if assumed.opens else ""
    if step.starts is not None:
        return f"; bắt đầu chậm nhất ngày {day}" if day else ""
    awaited = [ctx.steps[n].title for n in step.needs or (step.on, step.source) if n and n in ctx.steps]
    if not awaited:
        return ""
    named = "”, “".join(awaited)
    return f"; thực hiện sau khi xong “{named}”" + (f", dự kiến ngày {day}" if day else "")


def _reason(ctx: Context, step: Step, due: dt.datetime | None, *, planned: bool) -> str:
    moment = step.due
    assert moment is not None, "a step without a deadline is explained by _open_ended"
    distance = _distance(ctx, moment)
    if due is None:
        return f"{distance or moment.text}: chưa xác định được ngày"
    said = f"{'dự kiến ' if planned else ''}{_deadline(ctx, moment, due)}{_last_chance(ctx, due)}"
    return f"{distance}: {said}" if distance else said


def _deadline(ctx: Context, moment: Moment, due: dt.datetime) -> str:
    """Such as "trước 05/11, tức hết ngày 04/11 (thứ Bảy)", "hết ngày 14/12 (thứ Năm)", "trước 17 giờ 00 ngày 04/11 (thứ Bảy)"."""
    local = due.astimezone(ZoneInfo(ctx.clock.zone))
    valid = last_valid_day(due, ctx.clock.zone)
    day = f"{_date(ctx, valid)} ({_day_name(ctx, valid)})"
    if local.time() > dt.time():
        return f"trước {local:%H} giờ {local:%M} ngày {day}"
    if moment.rest in _RESTS:  # the day that the words name may be another one
        return f"hết ngày {day} (gặp ngày nghỉ thì {_RESTS[moment.rest]})"
    return f"trước {_date(ctx, local.date())}, tức hết ngày {day}" if moment.bound == "before" else f"hết ngày {day}"


def _last_chance(ctx: Context, due: dt.datetime) -> str:
    valid = last_valid_day(due, ctx.clock.zone)
    working = ctx.clock.calendar.last_working_on_or_before(valid)
    chance = "" if working == valid else f"; ngày làm việc cuối: {_date(ctx, working)}"
    unsure = (year for year in sorted({working.year, valid.year}) if not ctx.clock.calendar.published(year))
    return chance + "".join(f"; lịch nghỉ năm {year} chưa được công bố" for year in unsure)


def _date(ctx: Context, day: dt.date) -> str:
    return short_date(day, ctx.definition.year.year)


def _day_name(ctx: Context, day: dt.date) -> str:
    weekday, why = WEEKDAY_NAMES[day.weekday()], ctx.clock.calendar.name(day)
    return weekday if why in {"", weekday} else f"{weekday}, {why}"


def said(ctx: Context, moment: Moment, numbers: Mapping[str, int]) -> str:
    """A moment without its date: "trước ngày 05 trong tháng", "02 ngày làm việc sau khi xong bước 6".

    `numbers` are those that the steps bear in a picture, by id.
    """
    numbered = {id: f"bước {number}" for id, number in numbers.items()}
    hour = f"trước {moment.time:%H} giờ {moment.time:%M}" if moment.time else ""
    if distance := _distance(ctx, moment, numbered):
        return f"{distance}, {hour}" if hour else distance
    return f"{hour or ('trước' if moment.bound == 'before' else 'hết')} {_what(ctx, moment, numbered)}"


def in_words(ctx: Context, moment: Moment) -> str:
    """A moment by what it counts from: "03 ngày làm việc trước hạn", "ngày làm việc cuối cùng trước hạn"."""
    return _distance(ctx, moment) or _what(ctx, moment, {})


def _distance(ctx: Context, moment: Moment, named: Mapping[str, str] | None = None) -> str:
    """Such as "02 ngày làm việc sau khi xong “Kế hoạch tháng”"; "" for a moment that names its day."""
    if not moment.shift and not isinstance(moment.anchor, OfStep):
        return ""
    way = "trước" if moment.shift < 0 else "sau"
    count = f"{abs(moment.shift):02} {_UNITS[moment.unit]} {way} " if moment.shift else ""
    return count + _what(ctx, moment, named or {})


def _what(ctx: Context, moment: Moment, named: Mapping[str, str]) -> str:  # noqa: PLR0911  # one sentence per anchor
    match moment.anchor:
        case OfStep(step=None, fact=fact):
            return _FACTS[fact]
        case OfStep(step=str(id), fact=fact):
            return f"{_FACTS[fact]} {named.get(id) or f'“{ctx.steps[id].title if id in ctx.steps else id}”'}"
        case OfActivity(activity=id):
            activity = ctx.clock.activities.get(id)
            return f"hoạt động “{(activity.short if named else '') or activity.title if activity else id}”"
        case Edge(which=which, working=working, of=of):
            return f"ngày {'làm việc ' * working}{'đầu' if which == 'first' else 'cuối'} {_SCOPES[of]}"
        case DayOfMonth(day=day):
            return f"ngày {day:02} trong tháng"
        case OnDate(date=date):
            return f"ngày {_date(ctx, date)}"
        case OnWeekday(weekday=weekday):
            return WEEKDAY_NAMES[weekday - 1]
    return "ngày làm việc cuối cùng trước hạn"
