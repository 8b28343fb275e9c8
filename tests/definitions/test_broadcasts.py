"""What was on the air is counted and printed with its programme, slot and length; what nobody said is said as that."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from definitions.broadcasts import broadcasts, on_air
from definitions.figures import Broadcasts, Report
from definitions.traces import Trace, publication_row
from notifications.figure_words import meaning, row_words
from notifications.narrative import sentences


@dataclass(frozen=True)
class Out:
    """A publication as the ledger gives it."""

    title: str
    partner: str = "dai"
    programme: str = ""
    slot: str = ""
    seconds: int = 0
    genre: str = "Tin"
    at: dt.date = dt.date(2023, 10, 5)


EVENING = Out("Rác ở nông thôn", programme="Thời sự tối", slot="19:45", seconds=330)
ITS = [EVENING, Out("Tin hai", slot="bản tin trưa"), Out("Bài báo"), Out("Trên báo", partner="bao")]


def counted():
    """The counts of these, and their rows."""
    trace = Trace()
    return list(broadcasts(trace, ["bao", "dai"], [(it, publication_row(it, "linked")) for it in ITS])), trace.rows


def test_what_names_a_programme_a_slot_or_a_length_was_on_the_air():
    """Anything else was printed."""
    assert [on_air(it) for it in ITS] == [True, True, False, False]


def test_broadcasts_are_counted_by_partner_with_their_rows():
    """One whose length nobody said is counted apart; whoever broadcast nothing is not named."""
    found, rows = counted()
    assert found == [Broadcasts("dai", 2, 330, 1)]
    assert {name: [row.title for row in its] for name, its in rows.items()} == {
        "broadcasts.dai.count": ["Rác ở nông thôn", "Tin hai"],
        "broadcasts.dai.seconds": ["Rác ở nông thôn"],
        "broadcasts.dai.unsaid": ["Tin hai"],
    }
    assert [row.amount for row in rows["broadcasts.dai.seconds"]] == [330]


def test_the_list_of_publications_says_programme_slot_and_length(small):
    """In the workbook beside the report, and to whoever asks why; what was printed says nothing of the kind."""
    said = row_words(small[0], publication_row(EVENING, "linked"))
    assert said == "05/10/2023, Đài: Rác ở nông thôn (theo kế hoạch; Thời sự tối, 19:45, 5 phút 30 giây)"
    assert row_words(small[0], publication_row(ITS[2], "linked")).endswith("(theo kế hoạch)")
    assert meaning(small[0], "broadcasts.dai.count") == "lượt phát thanh, truyền hình – Đài"


def test_the_report_says_how_often_and_how_long(small):
    """A paragraph where anything was on the air, and none otherwise."""
    from definitions.figures import Publications

    out = Publications(total=4, linked=4)
    with_it = sentences(small[0], Report(2023, "", publications=out, broadcasts=tuple(counted()[0])), {})["by_partner"]
    assert with_it[1:] == [
        "Phát thanh, truyền hình: Đài 2 lượt phát, tổng thời lượng 5 phút 30 giây (1 lượt không ghi thời lượng)."
    ]
    assert len(sentences(small[0], Report(2023, "", publications=out), {})["by_partner"]) == 1
