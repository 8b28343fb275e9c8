"""The sentences of faults in scripts of rehearsals and in tests of definitions, in Vietnamese and English, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from definitions.sentences import Wording

PLAYED: Final[Mapping[str, Wording]] = {
    "unknown-period": Wording(
        "The year has no period `{words}`.", "Write the number of a month (4) or a period of this year (2023-04, 2023-Q2).",
        "Năm kế hoạch không có kỳ `{words}`.", "Ghi số của tháng (4) hoặc một kỳ của năm (2023-04, 2023-Q2).",
    ),
    "unknown-event-step": Wording(
        "`{words}` is no step that comes round upon an event.", "Write one of: {known}.",
        "`{words}` không phải bước thực hiện khi phát sinh.", "Ghi một trong các bước: {known}.",
    ),
    "not-theirs": Wording(
        "The step `{step}` is not owed by `{words}`.", "Write a party that owes it.",
        "Bước `{step}` không phải nhiệm vụ của `{words}`.", "Ghi một bên có nhiệm vụ ở bước đó.",
    ),
    "no-step-said": Wording(
        "This line names no step.", "Begin it with a step and a party: `unit-plan: thanh-tra-so`.",
        "Dòng này không nêu bước nào.", "Bắt đầu bằng một bước và một bên: `unit-plan: thanh-tra-so`.",
    ),
    "two-steps-said": Wording(
        "This line names more than one step: {words}.", "Write a line for each.",
        "Dòng này nêu nhiều bước: {words}.", "Viết mỗi bước một dòng.",
    ),
    "says-nothing": Wording(
        "This line expects nothing.", "Say what is expected: {known}.",
        "Dòng này không nêu điều mong đợi.", "Ghi điều mong đợi: {known}.",
    ),
    "does-not-do": Wording(
        "Nobody can `{words}` at the step `{step}`.", "Write one of: {known}.",
        "Ở bước `{step}` không làm được việc `{words}`.", "Ghi một trong các việc: {known}.",
    ),
    "not-an-instant": Wording(
        "`{words}` is neither a day nor an instant.", "Write 2023-11-03 09:00, or 2023-11-03 for the end of that day.",
        "`{words}` không phải ngày hay thời điểm.", "Ghi 2023-11-03 09:00, hoặc 2023-11-03 (tức hết ngày đó).",
    ),
    "out-of-the-year": Wording(
        "`{words}` is not in the year that runs from {first} to {last}.", "Write an instant of this year.",
        "`{words}` không nằm trong năm, từ {first} đến {last}.", "Ghi một thời điểm trong năm.",
    ),
    "after-the-test": Wording(
        "`{words}` is later than the test looks.", "Let the test look later (`on`), or this happen earlier.",
        "`{words}` muộn hơn thời điểm kiểm tra.", "Lùi `on` của bài kiểm tra, hoặc cho việc này xảy ra sớm hơn.",
    ),
    "two-tests": Wording(
        "Two tests are called `{words}`.", "Give one of them another title.",
        "Hai bài kiểm tra cùng tên `{words}`.", "Đổi tên một bài.",
    ),
}  # fmt: skip
