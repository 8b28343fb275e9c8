"""The sentences of warnings, and of the faults of a calendar, in Vietnamese and English, by code."""

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
    "deadlock-without-decision": Wording(
        "`{role}` settles what the step `{words}` leaves open, and decides nowhere on the same plan: what no partner takes is dropped.",
        "Add an `approve` step by that role `on` what is agreed on, or leave `deadlock` out.",
        "`{role}` quyết nội dung chưa thống nhất ở bước `{words}` nhưng không có bước phê duyệt nào về cùng kế hoạch: nội dung không ai nhận sẽ bị bỏ.",
        "Thêm bước `approve` của vai trò đó, `on` đúng kế hoạch được lấy ý kiến; hoặc bỏ `deadlock`.",
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
    # --- the override file of a calendar
    "off-and-working": Wording(
        "The day {words} is off and worked.", "Delete it under `off:` or under `working:`, as the notice says.",
        "Ngày {words} vừa ghi nghỉ, vừa ghi làm bù.", "Xóa ở mục `off:` hoặc ở mục `working:`, theo đúng thông báo.",
    ),
    "made-up-on-weekday": Wording(
        "The day {words} is a weekday, which is worked anyway.", "Check the date with the notice; a make-up day is a Saturday or a Sunday.",
        "Ngày {words} là ngày thường, vốn đã là ngày làm việc.", "Đối chiếu ngày với thông báo; ngày làm bù là thứ Bảy hoặc Chủ nhật.",
    ),
    "off-on-weekend": Wording(
        "The day {words} is a Saturday or a Sunday, which is off anyway.",
        "Check the date with the notice; write `weekend: yes` beside its name if it is meant.",
        "Ngày {words} là thứ Bảy hoặc Chủ nhật, vốn đã nghỉ.",
        "Đối chiếu ngày với thông báo; nếu đúng là ngày đó thì ghi thêm `weekend: yes` cạnh tên.",
    ),
    "weekend-on-weekday": Wording(
        "The day {words} is marked `weekend: yes` and is none.", "Check the date with the notice, or delete `weekend`.",
        "Ngày {words} ghi `weekend: yes` nhưng không phải thứ Bảy, Chủ nhật.", "Đối chiếu ngày với thông báo, hoặc bỏ `weekend`.",
    ),
    # --- doubts
    "calendar-unpublished": Wording(
        "The days off of {words} are not published: reminders and working days in {words} are provisional.",
        "When the notice comes, put its file in `calendars/` beside the year file; vongnam calendar show tells what is assumed.",
        "Lịch nghỉ năm {words} chưa được công bố: ngày nhắc việc, ngày làm việc trong năm {words} là tạm tính.",
        "Khi có thông báo, đặt tệp lịch vào thư mục `calendars/` cạnh tệp năm; xem lịch tạm tính bằng lệnh vongnam calendar show.",
    ),
    "away-alone": Wording(
        "{person} is away ({words}) and nobody stands in: what {party} has to decide waits for that long.",
        "Name somebody under `substitute`.",
        "{person} vắng ({words}) mà chưa có người thay: việc chờ {party} cho ý kiến sẽ phải chờ.",
        "Ghi người thay ở `substitute`.",
    ),
    "people-elsewhere": Wording(
        "The directory names people of `{words}`, which is no party of this year; nobody will write to them.",
        "Correct the id, or leave it so if it belongs to another year.",
        "Danh bạ có người của `{words}`, nhưng năm kế hoạch không có cơ quan, đơn vị này; họ sẽ không nhận thư.",
        "Sửa mã nếu ghi nhầm; để nguyên nếu đó là cơ quan, đơn vị của năm khác.",
    ),
    "still-to-review": Wording(
        "Still to be reviewed: {what}.", "Correct the line where it needs it, then delete the comment `# ...: {words}: ...`.",
        "Chưa xem lại: {what}.", "Sửa dòng này nếu cần, rồi xóa chú thích `# ...: {words}: ...`.",
    ),
}  # fmt: skip
