"""`vongnam why`: the rows that a figure is counted from; without a name, the figures that there are."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from flows.calls import DONE, add_data, add_json, date, print_json
from flows.say import Language, Words, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.counted import Counts
    from flows.wiring import Office

WORDS: Words = {
    "summary": (
        "một số liệu được tính từ những gì: từng tin, bài, từng nội dung, từng đơn vị",
        "what a figure is counted from: every item, line and unit",
    ),
    "figure": (
        "tên số liệu, ví dụ topics.t3.publications, plans.2023-05.late; bỏ trống: in các tên",
        "the figure's name, topics.t3.publications for one; without it, the names are printed",
    ),
    "until": (
        "tính đến hết ngày này, ví dụ 2023-12-07 (mặc định: bây giờ)",
        "up to the end of this day, 2023-12-07 for one (default: now)",
    ),
    "unknown": ("Không có số liệu «{name}».", "There is no figure {name}."),
    "unknown-remedy": (
        "Xem các tên: vongnam why{near}",
        "See the names: vongnam why{near}",
    ),
    "near": (" (gần giống: {names})", " (nearest: {names})"),
    "zero": (
        "{count} số liệu khác đang bằng 0; hỏi bằng tên, hoặc xem hết bằng --json.",
        "{count} more figures are 0; ask by name, or see all with --json.",
    ),
    "none": ("  (không có dòng nào)", "  (no rows)"),
    "estimate": ("  ước lượng, không cộng vào: {who}: {said}", "  an estimate, not in the sum: {who}: {said}"),
    "printed": (
        "Báo cáo năm (bản {version}, số liệu tính đến {cutoff}) ghi: {value}.",
        "The report of the year (version {version}, as of {cutoff}) says: {value}.",
    ),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    parser.add_argument("figure", nargs="?", default="", metavar="FIGURE", help=say(lang, "figure", WORDS))
    parser.add_argument("--until", type=date(lang), metavar="YYYY-MM-DD", help=say(lang, "until", WORDS))
    add_data(parser, lang)
    add_json(parser, lang)


def run(arguments: Namespace) -> int:
    """The names, one figure with its rows, or the figures below a name."""
    from definitions import traces
    from flows.counted import counted
    from flows.wiring import Settings, open_office

    with open_office(Settings.read(arguments.data)) as office:
        counts = counted(office, end_of(office, arguments.until))
        if not arguments.figure:
            return _names(arguments, office, counts, list(counts.rows))
        found = traces.found(arguments.figure, counts.rows)
        if not found:
            raise _unknown(arguments, counts)
        one = len(found) == 1
        return _one(arguments, office, counts, found[0]) if one else _names(arguments, office, counts, found)


def end_of(office: Office, day: dt.date | None) -> dt.datetime | None:
    """The last instant of that day where the office is, never later than now; None where no day is named."""
    if day is None:
        return None
    last = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), office.zone) - dt.timedelta(microseconds=1)
    return min(office.now(), last.astimezone(dt.UTC))


def _unknown(arguments: Namespace, counts: Counts) -> Exception:
    from definitions.errors import InputRefused, near

    names = ", ".join(near(arguments.figure, counts.rows))
    hint = say(arguments.lang, "near", WORDS, names=names) if names else ""
    return InputRefused(
        say(arguments.lang, "unknown", WORDS, name=arguments.figure),
        say(arguments.lang, "unknown-remedy", WORDS, near=hint),
    )


def _names(arguments: Namespace, office: Office, counts: Counts, names: Sequence[str]) -> int:
    from definitions.traces import value
    from notifications.figure_words import meaning

    rows = [{"name": n, "value": value(counts.rows[n]), "meaning": meaning(office.definition, n)} for n in names]
    if arguments.json:
        print_json(rows)
        return DONE
    shown = [row for row in rows if row["value"]]
    print("\n".join(f"{row['name']} = {row['value']}  ({row['meaning']})" for row in shown))
    if len(shown) < len(rows):
        print(say(arguments.lang, "zero", WORDS, count=len(rows) - len(shown)))
    return DONE


def _one(arguments: Namespace, office: Office, counts: Counts, name: str) -> int:
    from flows.counted import printed_value

    told = _told(office, counts, name) | {"printed": printed_value(office, name)}
    if arguments.json:
        print_json(told)
        return DONE
    lang = arguments.lang
    print(f"{name} = {told['value']}  ({told['meaning']})")
    print("\n".join(f"  {n}. {row['said']}" for n, row in enumerate(told["rows"], 1)) or say(lang, "none", WORDS))
    for who, said in told["estimates"]:
        print(say(lang, "estimate", WORDS, who=who, said=said))
    if told["printed"] is not None:
        version, cutoff, printed = told["printed"]
        here = dt.datetime.fromisoformat(cutoff).astimezone(office.zone)
        print(say(lang, "printed", WORDS, version=version, cutoff=f"{here:%H:%M %d/%m/%Y}", value=printed))
    return DONE


def _told(office: Office, counts: Counts, name: str) -> dict[str, Any]:
    from dataclasses import asdict

    from definitions.traces import value
    from notifications.figure_words import meaning, row_words

    rows = counts.rows[name]
    return {
        "name": name,
        "meaning": meaning(office.definition, name),
        "at": counts.at.isoformat(),
        "value": value(rows),
        "rows": [{**asdict(row), "said": row_words(office.definition, row)} for row in rows],
        "estimates": _estimates(office, counts, name),
    }


def _estimates(office: Office, counts: Counts, name: str) -> list[tuple[str, str]]:
    """What was said of a reported figure without being exact: beside its rows, never among them."""
    from notifications.markdown import party_name

    head, *between, last = name.split(".")
    said = dict(counts.report.estimates).get(last, ()) if "figures" in (head, *between) else ()
    whose = between[0] if head == "units" else ""
    return [(party_name(office.definition, party), text) for party, text in said if whose in ("", party)]
