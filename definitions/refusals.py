"""What an act is refused with: a reason for machines, a sentence and a remedy for people; one wording for each."""

from __future__ import annotations

from typing import Final

from definitions.actions import Refusal
from definitions.facts import Obligation
from definitions.states import SHOWN

TRIES: Final = 5
"""Wrong codes before an approval locks and the Office is told (the failure modes' F64)."""


def locked(tries: int) -> bool:
    """Whether too many wrong codes have locked an approval."""
    return tries >= TRIES


UNKNOWN: Final = Refusal(
    "unknown",
    "Không tìm thấy nhiệm vụ này trong năm kế hoạch.",
    "Đề nghị kiểm tra lại bước, kỳ và đơn vị; lệnh «vongnam status» liệt kê các nhiệm vụ đang có.",
)
ALREADY: Final = Refusal(
    "already",
    "Việc này đã có ý kiến hoặc không còn chờ phê duyệt.",
    "Không cần làm gì thêm; xem kết quả ở trang Hôm nay.",
)
STALE: Final = Refusal(
    "stale",
    "Nội dung trình duyệt đã thay đổi sau khi mã này được gửi.",
    "Đề nghị mở thư mới nhất, xem bản mới và dùng mã trong thư đó.",
)
WITHDRAWN: Final = Refusal(
    "withdrawn",
    "Văn phòng đã rút nội dung này về để sửa.",
    "Chưa cần cho ý kiến; khi sửa xong, nội dung mới được trình trong thư khác, có mã mới.",
)
LOCKED: Final = Refusal(
    "locked",
    f"Mã đã nhập sai {TRIES} lần nên việc phê duyệt này tạm khóa.",
    "Đề nghị báo Văn phòng để gửi lại mã mới.",
)
WRONG_CODE: Final = Refusal(
    "wrong-code", "Mã phê duyệt chưa đúng.", "Đề nghị nhập lại mã gồm 10 ký tự trong thư trình duyệt mới nhất."
)
USED: Final = Refusal("used", "Mã phê duyệt này đã được sử dụng.", "Mỗi mã chỉ dùng một lần; xem thư mới nhất.")
EXPIRED: Final = Refusal("expired", "Mã phê duyệt đã hết hạn.", "Mã mới sẽ được gửi trong ít phút; đề nghị dùng mã đó.")
NO_VERDICT: Final = Refusal(
    "no-verdict", "Chưa chọn ý kiến.", "Đề nghị chọn một trong ba: Đồng ý; Đồng ý, có sửa; Trả lại."
)
NO_COMMENT: Final = Refusal(
    "comment-needed",
    "Chưa ghi nội dung cần sửa hoặc lý do trả lại.",
    "Đề nghị ghi rõ ở ô «Nội dung cần sửa, hoặc lý do trả lại» rồi gửi lại.",
)
OWN_WORK: Final = Refusal(
    "own-work",
    "Người đã sửa hoặc xác nhận bản này không tự phê duyệt được.",
    "Đề nghị Văn phòng chuyển cho người phê duyệt khác bằng biểu mẫu «Chuyển người phê duyệt».",
)
WHO_PREPARED: Final = Refusal(
    "who-prepared",
    "Chưa ghi người sửa, xác nhận; quy trình không cho người đó tự phê duyệt.",
    "Đề nghị chọn tên ở ô «Người thực hiện» rồi gửi lại.",
)
NO_REASON: Final = Refusal("comment-needed", "Chưa ghi lý do.", "Đề nghị ghi lý do, vì lý do được lưu lại.")
NOT_TO_WAIVE: Final = Refusal(
    "not-to-waive",
    "Không miễn được việc tổng hợp, lấy ý kiến hoặc phê duyệt.",
    "Chỉ miễn được nội dung mà một đơn vị phải gửi, phải làm.",
)
NO_DEADLINE: Final = Refusal(
    "no-deadline", "Nhiệm vụ này chưa có thời hạn để gia hạn.", "Đề nghị kiểm tra lại bước, kỳ và đơn vị."
)
NOT_LATER: Final = Refusal(
    "not-later",
    "Thời hạn mới không muộn hơn thời hạn đang có.",
    "Đề nghị ghi một ngày sau thời hạn đang có và chưa qua.",
)
NOT_A_DECIDER: Final = Refusal(
    "not-a-decider",
    "Người được chọn không có vai trò phê duyệt việc này và không được phân công thay.",
    "Đề nghị chọn người cùng vai trò, hoặc ghi người thay trong danh bạ.",
)
NOTHING_SUBMITTED: Final = Refusal(
    "nothing-submitted",
    "Không có nội dung nào đang trình để rút về.",
    "Chỉ rút được nội dung đã xác nhận, đã trình và chưa có ý kiến.",
)


def not_now(it: Obligation) -> Refusal:
    """The state of this obligation does not take that act."""
    return Refusal(
        "not-now",
        f"Nhiệm vụ {it.key} đang ở trạng thái «{SHOWN[it.state]}» nên không nhận được nội dung này.",
        "Đề nghị kiểm tra lại kỳ và đơn vị, hoặc liên hệ Văn phòng.",
    )
