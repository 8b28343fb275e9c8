"""The sentences of warnings, in Vietnamese and English, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from definitions.sentences import Wording

REMARKS: Final[Mapping[str, Wording]] = {
    # --- warnings
    "clause-without-step": Wording(
        "No step answers the clause {words} of the plan.", "Add a step with `basis: {words}`, or a `criteria` to one.",
        "Chưa có bước nào thực hiện mục {words} của kế hoạch.", "Bổ sung một bước có `basis: {words}`.",
    ),
    "step-without-clause": Wording(
        "The step `{words}` does not say which clause of the plan orders it.", "Add `basis: ...`.",
        "Bước `{words}` chưa ghi thực hiện mục nào của kế hoạch.", "Bổ sung `basis: ...`.",
    ),
    "unknown-activity": Wording(
        "The year has no activity `{words}`; what counts from it never comes.", "Write the id of an activity of the year.",
        "Năm kế hoạch không có hoạt động `{words}`; việc tính từ hoạt động này sẽ không diễn ra.", "Ghi mã một hoạt động của năm kế hoạch.",
    ),
    "undated-activity": Wording(
        "The activity `{words}` has no date; what counts from it never comes.", "Add `on: ...` to it in the year.",
        "Hoạt động `{words}` chưa có ngày; việc tính từ hoạt động này sẽ không diễn ra.", "Bổ sung `on: ...` cho hoạt động đó.",
    ),
    "date-elsewhere": Wording(
        "The step `{words}` has a date outside of the year: {date}.", "Check whether it was left over from another year.",
        "Bước `{words}` có ngày nằm ngoài năm kế hoạch: {date}.", "Kiểm tra xem có phải ngày của năm khác còn sót lại không.",
    ),
    "nobody-reachable": Wording(
        "Nobody can be reached for `{words}`, which owes something.", "Add a person with an address to the directory.",
        "Không có địa chỉ liên hệ của `{words}`, là bên có nhiệm vụ.", "Bổ sung người và địa chỉ vào danh bạ.",
    ),
    "rest-day-reminder": Wording(
        "`{words}` of the step `{step}` comes on a rest day: {dates}.", 'If that is not meant, add ", or the next working day".',
        "`{words}` của bước `{step}` rơi vào ngày nghỉ: {dates}.", 'Nếu không chủ ý như vậy, ghi thêm ", or the next working day" (ngày làm việc kế tiếp).',
    ),
    "one-person": Wording(
        "`{step}` hangs on one person of {party}: {person}.", "Add a second person of {party} with an address, for leave and illness.",
        "Bước `{step}` chỉ trông vào một người của {party}: {person}.", "Nên bổ sung người thứ hai của {party} kèm địa chỉ, phòng khi vắng mặt.",
    ),
}  # fmt: skip
