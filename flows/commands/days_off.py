"""`vongnam calendar`: the days off of a year, and what a notice of days off moves."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.calls import DONE, add_json, print_json
from flows.say import Language, Words, say

if TYPE_CHECKING:
    from definitions.calendar import WorkingCalendar
    from definitions.vocabulary import CalendarYear, Definition

WORDS: Words = {
    "summary": (
        "xem lịch nghỉ của một năm; thông báo nghỉ mới làm dời những việc gì",
        "the days off of a year; and what a new notice of days off moves",
    ),
    "what": ("việc cần làm: show hoặc diff", "what to do: show or diff"),
    "show": ("in mọi ngày nghỉ, ngày làm bù của một năm", "print every day off and make-up day of a year"),
    "diff": ("so hai tệp lịch của cùng một năm", "compare two calendar files of one year"),
    "year": (
        "năm cần xem (mặc định: năm của tệp năm, hoặc năm nay)",
        "the year (default: the year file's, or this year)",
    ),
    "calendar": ("tên lịch (mặc định {default})", "name of the calendar (default {default})"),
    "for": (
        "tệp năm kế hoạch chịu tác động; thư mục calendars/ cạnh tệp này được dùng trước",
        "the year file that is concerned; the folder calendars/ beside it wins",
    ),
    "old": (
        "tệp lịch cũ; bỏ qua thì so với lịch chương trình đang dùng",
        "the old calendar file; left out, it is the calendar that the program uses now",
    ),
    "new": ("tệp lịch mới", "the new calendar file"),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments: two things to do, each with its own."""
    doing = parser.add_subparsers(dest="doing", required=True, metavar="show|diff", title=say(lang, "what", WORDS))
    show, diff = (
        doing.add_parser(name, lang=lang, help=say(lang, name, WORDS), description=f"{say(lang, name, WORDS)}.")
        for name in ("show", "diff")
    )
    show.add_argument("--year", type=int, metavar="YYYY", help=say(lang, "year", WORDS))
    named = say(lang, "calendar", WORDS, default="vietnam")
    show.add_argument("--calendar", default="vietnam", metavar="NAME", help=named)
    diff.add_argument("old", type=Path, nargs="?", metavar="OLD.yaml", help=say(lang, "old", WORDS))
    diff.add_argument("new", type=Path, metavar="NEW.yaml", help=say(lang, "new", WORDS))
    for one in (show, diff):
        one.add_argument("--for", dest="yearfile", type=Path, metavar="YEARFILE", help=say(lang, "for", WORDS))
        add_json(one, lang)


def run(arguments: Namespace) -> int:
    """The days, or what moves."""
    return {"show": _show, "diff": _diff}[arguments.doing](arguments)


def _show(arguments: Namespace) -> int:
    from definitions.calendar import working_calendar
    from flows import days_told

    definition = _definition(arguments.yearfile)
    calendar = working_calendar(arguments.calendar, _files(definition))
    year = arguments.year or (definition.year.year if definition else _this_year())
    _known(calendar, arguments.calendar)
    if arguments.json:
        print_json(days_told.year_row(calendar, year))
    else:
        print(days_told.year(calendar, year, arguments.lang))
    return DONE


def _diff(arguments: Namespace) -> int:
    from definitions import notice
    from definitions.calendar import working_calendar
    from flows import days_told, files

    definition = _definition(arguments.yearfile)
    new = files.read_calendar(arguments.new)
    old = files.read_calendar(arguments.old) if arguments.old else _in_force(_files(definition), new)
    _same(arguments, old, new)
    sides = tuple(working_calendar(new.calendar, [file] if file else []) for file in (old, new))
    days = notice.changed_days(*sides, new.year)
    moved = _moved(definition, old, new) if definition else None
    if arguments.json:
        print_json(days_told.change_row(new, days, moved))
    else:
        print(days_told.change(new, sides, days, moved, arguments.lang))
    return DONE


def _moved(definition: Definition, old: CalendarYear | None, new: CalendarYear) -> Any:
    from definitions import notice

    before, after = (notice.under(definition, it, calendar=new.calendar, year=new.year) for it in (old, new))
    return notice.moved(before, after)


def _same(arguments: Namespace, old: CalendarYear | None, new: CalendarYear) -> None:
    from definitions.errors import InputRefused

    if old is not None and (old.calendar, old.year) != (new.calendar, new.year):
        raise InputRefused(code="calendars-apart", old=arguments.old, new=arguments.new)


def _known(calendar: WorkingCalendar, name: str) -> None:
    """A calendar of that name is in the files, or in the library."""
    from definitions.calendar import COUNTRIES
    from definitions.errors import CallWrong

    if name not in {"none", *COUNTRIES} and not calendar.files:
        raise CallWrong(code="no-such-calendar", name=name, known=", ".join(sorted({"none", *COUNTRIES})))


def _definition(yearfile: Path | None) -> Definition | None:
    from flows import files

    return files.read_definition(yearfile)[0] if yearfile else None


def _files(definition: Definition | None) -> tuple[CalendarYear, ...]:
    """The files of an office, and those that come with the program where it has none of that year."""
    from flows import files

    own = definition.calendars if definition else ()
    named = {(it.calendar, it.year) for it in own}
    return (*own, *(it for it in files.shipped_calendars() if (it.calendar, it.year) not in named))


def _in_force(known: tuple[CalendarYear, ...], new: CalendarYear) -> CalendarYear | None:
    return next((it for it in known if (it.calendar, it.year) == (new.calendar, new.year)), None)


def _this_year() -> int:
    from flows.wiring import utc_now

    return utc_now().astimezone().year
