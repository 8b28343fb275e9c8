"""The words in which `vongnam diff` and `vongnam apply` tell what follows from a changed plan, in both languages."""

from __future__ import annotations

from definitions.consequences import Turn, What
from flows.say import Words

WORDS: Words = {
    "none": ("Không có khác biệt về nội dung.", "Nothing differs in what it says."),
    "moves-one": (
        "{what} của «{title}», kỳ {period}, chuyển từ {before} sang {after}{shift}: {who}.",
        "{what} of «{title}», {period}, moves from {before} to {after}{shift}: {who}.",
    ),
    "moves-many": (
        "{what} của «{title}» chuyển ở {periods}{shift}, ví dụ kỳ {period}: từ {before} sang {after}. Đối với: {who}.",
        "{what} of «{title}» moves in {periods}{shift}, as in {period}: from {before} to {after}. For: {who}.",
    ),
    "owed-one": (
        "Thêm nhiệm vụ «{title}», kỳ {period}, {after}: {who}.",
        "New duty «{title}», {period}, {after}: {who}.",
    ),
    "owed-many": (
        "Thêm nhiệm vụ «{title}» ở {periods}, đầu tiên là kỳ {period}, {after}: {who}.",
        "New duty «{title}» in {periods}, first {period}, {after}: {who}.",
    ),
    "free-one": ("Không còn nhiệm vụ «{title}», kỳ {period}: {who}.", "No longer owed: «{title}», {period}: {who}."),
    "free-many": ("Không còn nhiệm vụ «{title}» ở {periods}: {who}.", "No longer owed: «{title}» in {periods}: {who}."),
    "rung-new": (
        "Thêm {rung} của «{title}» ở {periods}{as_in}: {after}. Đối với: {who}.",
        "New {rung} of «{title}» in {periods}{as_in}: {after}. For: {who}.",
    ),
    "rung-gone": (
        "Bỏ {rung} của «{title}» ở {periods}{as_in}: {before}. Đối với: {who}.",
        "Taken out: {rung} of «{title}» in {periods}{as_in}: {before}. For: {who}.",
    ),
    "rung-moved": (
        "Các lần nhắc, báo của «{title}» chuyển theo ở {periods}{as_in}: {rung}, từ {before} sang {after}. "
        "Đối với: {who}.",
        "The reminders and alarms of «{title}» move along in {periods}{as_in}: {rung}, from {before} to "
        "{after}. For: {who}.",
    ),
    "word-new": ("Thêm {kind} «{after}» ({id}).", "New {kind} «{after}» ({id})."),
    "word-gone": ("Bỏ {kind} «{before}» ({id}).{hint}", "Taken out: {kind} «{before}» ({id}).{hint}"),
    "word-field": (
        "Sửa {kind} «{title}» ({id}), mục {field}: từ «{before}» thành «{after}».",
        "Changed {kind} «{title}» ({id}), {field}: from «{before}» to «{after}».",
    ),
    "empty": ("(trống)", "(nothing)"),
    "renamed": (
        " Bản mới có «{hint}»: nếu là đổi tên thì giữ nguyên mã «{id}», chỉ sửa tên.",
        " The new text has «{hint}»: did you mean a rename? Keep the id «{id}» and change the name alone.",
    ),
    "as-in": (", ví dụ kỳ {period}", ", as in {period}"),
    "periods-one": ("kỳ {first}", "{first}"),
    "periods-many": ("{count} kỳ ({first} đến {last})", "{count} periods ({first} to {last})"),
    "parties": ("{count} cơ quan, đơn vị", "{count} parties"),
    "by-day": ("hết ngày {day} ({weekday})", "the end of {day} ({weekday})"),
    "by-hour": ("trước {hour} ngày {day} ({weekday})", "{hour} on {day} ({weekday})"),
    "on-day": ("ngày {day} ({weekday})", "{day} ({weekday})"),
    "on-hour": ("{hour} ngày {day} ({weekday})", "{hour} on {day} ({weekday})"),
    "no-date": ("chưa ấn định", "no date"),
    "due-by": ("hạn {date}", "due {date}"),
    "undated": ("không ấn định thời hạn", "without a deadline"),
    "expected": ("dự kiến {date}", "{date} as planned"),
    "later": (
        " (muộn hơn {days} ngày, trong đó {worked} ngày làm việc)",
        " ({days} days later, {worked} of them worked)",
    ),
    "earlier": (
        " (sớm hơn {days} ngày, trong đó {worked} ngày làm việc)",
        " ({days} days earlier, {worked} of them worked)",
    ),
    "to-role": (" cho «{role}»", " to «{role}»"),
    "remind": ("lần nhắc «{moment}»", "reminder «{moment}»"),
    "escalate": ("lần báo «{moment}»", "alarm «{moment}»"),
    Turn.DUE: ("Hạn", "The deadline"),
    Turn.OPENS: ("Ngày bắt đầu", "The opening"),
    Turn.CLOSES: ("Ngày đóng", "The end"),
    What.STEP: ("bước", "step"),
    What.PARTY: ("cơ quan, đơn vị", "party"),
    What.PERSON: ("người nhận thư", "person"),
    What.ROLE: ("vai trò", "role"),
    What.TOPIC: ("nội dung tuyên truyền", "topic"),
    What.ACTIVITY: ("hoạt động trọng tâm", "activity"),
    What.RECIPIENT: ("nơi nhận", "recipient"),
    What.FORM: ("biểu mẫu", "form"),
    What.BASIS: ("văn bản căn cứ", "basis document"),
    What.CALENDAR: ("lịch nghỉ", "calendar"),
    What.PROCESS: ("quy trình", "process"),
    What.YEAR: ("năm kế hoạch", "year"),
}
