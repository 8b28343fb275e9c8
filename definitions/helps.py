"""What each key and each word of a definition file means, in Vietnamese: for editors, pictures and pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Help(NamedTuple):
    """The name of a key (or of a word that may stand there) and what it means."""

    title: str
    description: str


Helps = Mapping[str, Help]

# ---------------------------------------------------------------- words that may stand at a key

KINDS: Final[Helps] = {
    "submit": Help("Nộp", "Mỗi bên có trách nhiệm nộp một bản."),
    "compile": Help("Tổng hợp", "Chương trình tổng hợp các bản đã nộp; một người sửa và xác nhận."),
    "agree": Help("Lấy ý kiến", "Các bên trả lời từng dòng; lấy ý kiến một hoặc nhiều lần."),
    "approve": Help("Phê duyệt", "Một người quyết định: đồng ý, đồng ý có sửa, trả lại."),
    "send": Help("Gửi", "Gửi đến nhiều nơi nhận; mỗi nơi nhận có ghi nhận riêng."),
    "track": Help("Theo dõi", "Ghi nhận trong cả một khoảng thời gian."),
    "do": Help("Thực hiện", "Một việc phải làm; làm xong thì xác nhận, kèm ghi chú."),
    "announce": Help("Thông báo", "Báo cho các bên biết."),
}
EVERIES: Final[Helps] = {
    "once": Help("Một lần trong năm", "Chỉ có một lần trong năm kế hoạch."),
    "week": Help("Hằng tuần", "Mỗi tuần một lần."),
    "month": Help("Hằng tháng", "Mỗi tháng một lần."),
    "quarter": Help("Hằng quý", "Mỗi quý một lần."),
    "half-year": Help("Sáu tháng một lần", "Sáu tháng đầu năm và sáu tháng cuối năm."),
    "year": Help("Hằng năm", "Mỗi năm một lần."),
    "event": Help("Khi phát sinh", "Mỗi lần có người ghi nhận sự việc."),
    "request": Help("Khi có yêu cầu", "Mỗi lần có người yêu cầu."),
}
TYPES: Final[Helps] = {
    "text": Help("Chữ", "Một dòng chữ."),
    "long": Help("Đoạn văn", "Nhiều dòng chữ."),
    "number": Help("Số", "Một số nguyên; không biết chính xác thì ghi hơn 500, gần 500 hoặc khoảng 500."),
    "date": Help("Ngày", "Ngày, hoặc ghi bằng chữ: tuần 2 tháng 4."),
    "link": Help("Địa chỉ trên mạng", "Địa chỉ của một trang, bắt đầu bằng http."),
    "phone": Help("Số điện thoại", "Số điện thoại, giữ nguyên số 0 ở đầu."),
    "topics": Help("Nội dung của kế hoạch", "Một hoặc nhiều nội dung ở mục topics của tệp năm."),
    "activities": Help("Hoạt động trọng tâm", "Một hoặc nhiều hoạt động ở mục activities của tệp năm."),
    "partner": Help("Cơ quan phối hợp", "Một hoặc nhiều bên có vai trò partner."),
    "choice": Help("Chọn trong danh sách", "Một trong các giá trị ở choices."),
}
WORDS: Final[Mapping[str, Helps]] = {
    "kind": KINDS,
    "every": EVERIES,
    "type": TYPES,
    "covers": {
        "this": Help("Kỳ này", "Bản kế hoạch nói về chính kỳ đang đến hạn."),
        "next": Help("Kỳ sau", "Bản kế hoạch nói về kỳ tiếp theo."),
    },
    "late": {
        "addendum": Help("Phần bổ sung", "Bản nộp sau khi đã tổng hợp thành phần bổ sung."),
        "version": Help("Phiên bản mới", "Bản nộp sau khi đã tổng hợp là phiên bản tiếp theo."),
    },
    "how": {
        "mail": Help("Gửi thư", "Chương trình gửi thư cho từng nơi nhận."),
        "record": Help("Văn thư ghi nhận", "Văn thư gửi rồi ghi nhận vào chương trình."),
    },
    "proof": {
        "code": Help("Có mã", "Người quyết định nhập mã dùng một lần."),
        "none": Help("Không cần mã", "Không hỏi mã khi quyết định."),
    },
    "status": {
        "verified": Help("Đã xác minh", "Đã đọc văn bản hoặc tin chính thức."),
        "cited": Help("Có nguồn dẫn lại", "Có nguồn dẫn lại văn bản; tính là ngày nghỉ."),
        "unconfirmed": Help("Chưa chắc chắn", "Chỉ để theo dõi; không tính là ngày nghỉ."),
    },
    "flag": {"yes": Help("Có", "Có."), "no": Help("Không", "Không.")},
}

# ---------------------------------------------------------------- how values are written

MOMENT: Final = Help(
    "Thời điểm",
    "Viết bằng tiếng Anh đơn giản: trước ngày 05 là “before day 5”; hết ngày cuối tháng là “end of the month”.",
)
MOMENTS: Final = (
    "before day 5", "on 2023-12-01", "before 2023-12-01", "end of the month", "start of the quarter", "friday",
    "first working day of the month", "10 days before", "2 working days after unit-plan is due",
    "3 working days after month-plan is done", "30 days before activity k07", "day 5 at 17:00",
)  # fmt: skip
TRIGGER: Final = Help(
    "Điều kiện bắt đầu",
    "Đủ số bên đã nộp, hoặc đến một thời điểm: điều nào đến trước thì bắt đầu.",
)
TRIGGERS: Final = ("all settled", "any", "3 of 5", "all settled, or 1 working day after unit-plan is due")
RUNGS: Final = (*("3 working days before", "last working day", "1 working day after"), "none")

# ---------------------------------------------------------------- keys, file by file, group by group

_TITLE: Final = Help("Tên", "Tên gọi đầy đủ, đúng như văn bản.")
_LADDER: Final[Helps] = {
    "remind": Help("Nhắc việc", "Các thời điểm nhắc bên có nhiệm vụ; ghi none nếu không nhắc."),
    "escalate": Help("Báo lên", "Quá hạn thì báo cho ai, vào lúc nào: {to: office, at: 1 working day after}."),
}
_DATES: Final[Helps] = {
    "opens": Help("Bắt đầu nhận", "Từ thời điểm này mới được thực hiện, được nộp."),
    "due": Help("Thời hạn", "Hạn phải xong. “before day 5” nghĩa là hết ngày 04 vẫn còn đúng hạn."),
    "closes": Help("Thôi nhận", "Sau thời điểm này, bên chưa nộp được ghi là không nộp."),
    "starts": Help("Điều kiện bắt đầu", "Khi đủ số bên đã nộp hoặc đến một thời điểm."),
}
_SHORT: Final = Help("Tên ngắn", "Tên gọi ngắn, dùng trong biểu mẫu và bảng.")
_TOPIC: Final[Helps] = {
    "title": _TITLE,
    "short": _SHORT,
    "basis": Help("Mục của kế hoạch", "Mục của kế hoạch nêu nội dung này, ví dụ II.1."),
    "keywords": Help("Từ khóa", "Các từ nhận ra tin, bài về nội dung này: [rác thải nhựa, phân loại rác]."),
}
_PERIOD: Final[Helps] = {
    "from": Help("Từ ngày", "Ngày bắt đầu có hiệu lực; bỏ trống là từ đầu."),
    "until": Help("Đến ngày", "Ngày cuối còn hiệu lực; bỏ trống là chưa có."),
}

KEYS: Final[Mapping[str, Helps]] = {
    "process": {
        "process": Help("Mã quy trình", "Chữ thường không dấu, số, dấu gạch nối."),
        "title": Help("Tên quy trình", "Tên gọi đầy đủ của quy trình."),
        "timezone": Help("Múi giờ", "Ở Việt Nam: Asia/Ho_Chi_Minh."),
        "calendar": Help("Lịch ngày nghỉ", "vietnam: ngày nghỉ của Việt Nam; none: chỉ nghỉ thứ Bảy, Chủ nhật."),
        "day starts": Help("Giờ bắt đầu ngày làm việc", 'Giờ gửi thư nhắc việc, ví dụ "08:00".'),
        "clauses": Help("Các mục của kế hoạch", "Mã từng mục, kèm vài chữ đầu để đối chiếu với văn bản giấy."),
        "roles": Help("Vai trò", "Các vai trò trong quy trình: mã và tên gọi."),
        "defaults": Help("Thang nhắc việc chung", "Áp dụng cho bước có thời hạn mà không ghi remind, escalate."),
        "forms": Help("Biểu mẫu", "Các biểu mẫu: mỗi biểu mẫu có tên và các cột."),
        "steps": Help("Các bước", "Các bước của quy trình, theo thứ tự trong kế hoạch."),
        "abbreviations": Help("Chữ viết tắt", "Chữ viết tắt của ngành và chữ đầy đủ: {GPMB: giải phóng mặt bằng}."),
        "synonyms": Help(
            "Từ cùng nói về một việc",
            "Từ của ngành và những từ khác cùng nói về việc đó: {rác: [rác thải, chất thải]}.",
        ),
        "misleading": Help("Cụm từ dễ nhầm", "Cụm từ trông giống mà không thuộc lĩnh vực, ví dụ môi trường đầu tư."),
    },
    "defaults": _LADDER,
    "role": {"title": Help("Tên vai trò", "Tên gọi của vai trò, ví dụ Các phòng, đơn vị trực thuộc.")},
    "form": {
        "title": Help("Tên biểu mẫu", "Tên gọi của biểu mẫu."),
        "fields": Help("Các cột", "Các cột của biểu mẫu: mã và tên, kiểu của từng cột."),
    },
    "field": {
        "title": Help("Tên cột", "Tên cột như người nhập nhìn thấy."),
        "type": Help("Kiểu", "Cột chứa gì; không ghi là một dòng chữ."),
        "required": Help("Bắt buộc", "yes nếu không được để trống."),
        "choices": Help("Danh sách chọn", "Các giá trị được chọn, khi kiểu là choice."),
        "help": Help("Hướng dẫn", "Một câu hướng dẫn người nhập."),
        "personal": Help("Thông tin cá nhân", "yes: được giữ riêng, không hiện ở thư, trang, văn bản nào."),
        "leads to": Help(
            "Chuyển sang bước", "Giá trị nào của cột thì ghi ở bước nào: {Khiếu nại: complaint-handover}."
        ),
        "counts": Help("Đếm việc của bước", "Cột số này đếm việc đã ghi ở bước nào, ví dụ supply-information."),
        "also": Help("Tên khác", "Các tên khác của cột, như ở mẫu cũ hoặc bảng đơn vị tự lập."),
    },
    "step": {
        "title": Help("Tên bước", "Tên gọi của bước, dùng trong thư, biểu mẫu và văn bản."),
        "basis": Help("Mục của kế hoạch", "Mục của kế hoạch giao việc này, ví dụ III.1.1; một hoặc nhiều mục."),
        "obligations": Help("Nhiệm vụ", "Mã các nhiệm vụ mà kế hoạch giao, ví dụ [O01, O25]."),
        "kind": Help("Loại việc", "Bước này làm gì."),
        "by": Help("Bên thực hiện", "Vai trò phải thực hiện; mỗi bên có vai trò này có một nhiệm vụ."),
        "with": Help("Lấy ý kiến ai", "Chỉ cho bước agree: vai trò được hỏi ý kiến."),
        "to": Help("Gửi đến", "Vai trò nhận kết quả của bước."),
        "via": Help("Qua", "Vai trò làm đầu mối chuyển tiếp."),
        "every": Help("Chu kỳ", "Bao lâu một lần; không ghi thì theo bước mà nó liên quan."),
        "covers": Help("Nói về kỳ nào", "Bản kế hoạch nói về kỳ này hay kỳ sau."),
        "activity": Help("Hoạt động", "Mã hoạt động trọng tâm có thời gian mà bước này phục vụ."),
        "needs": Help("Chờ bước", "Các bước phải xong trước."),
        "from": Help("Tổng hợp từ", "Bước có các bản nộp được tổng hợp."),
        "on": Help("Về kết quả của", "Bước có kết quả được lấy ý kiến, phê duyệt, gửi đi."),
        **_DATES,
        **_LADDER,
        "rounds": Help("Số lần lấy ý kiến", "Nhiều nhất mấy lần, từ 1 đến 9."),
        "deadlock": Help("Ai quyết khi chưa thống nhất", "Vai trò quyết định khi hết số lần lấy ý kiến."),
        "accept": Help("Ai tiếp nhận", "auto: nhận ngay; hoặc vai trò xem xét rồi tiếp nhận, trả lại."),
        "late": Help("Bản nộp muộn", "Bản nộp sau khi đã tổng hợp thì thành gì."),
        "how": Help("Gửi bằng cách nào", "Chương trình gửi thư, hay văn thư gửi rồi ghi nhận."),
        "proof": Help("Xác nhận bằng mã", "Khi phê duyệt có phải nhập mã dùng một lần không."),
        "self approval": Help("Tự phê duyệt", "no: người đã sửa hoặc xác nhận bản trình không được phê duyệt bản đó."),
        "form": Help("Biểu mẫu", "Mã biểu mẫu dùng ở bước này."),
        "results": Help("Biểu mẫu kết quả", "Mã biểu mẫu ghi kết quả kỳ trước, gửi cùng bản của kỳ này."),
        "document": Help("Văn bản", "Mã văn bản được lập ở bước này."),
        "letter": Help("Mẫu thư riêng", "Mẫu của thư mở đầu nhiệm vụ, đặt trong thư mục templates cạnh tệp của năm."),
        "criteria": Help("Tiêu chí", "Yêu cầu được hiển thị cho người lập, người phê duyệt."),
        "rank": Help(
            "Xếp theo", "Danh sách đề cử khen thưởng xếp theo gì, tiêu chí đầu trước: [topic t6, publications]."
        ),
        "at least": Help("Ít nhất", "Tác giả có ít nhất bấy nhiêu tin, bài thì có trong danh sách đề cử."),
    },
    "rung": {
        "to": Help("Báo cho ai", "Vai trò được báo."),
        "at": Help("Vào lúc", "Thời điểm báo, ví dụ 1 working day after."),
        "template": Help("Mẫu thư riêng", "Mẫu của thư nhắc này, đặt trong thư mục templates cạnh tệp của năm."),
    },
    "year": {
        "year": Help("Năm", "Năm kế hoạch, bốn chữ số."),
        "process": Help("Tệp quy trình", "Tên tệp quy trình nằm cùng thư mục, ví dụ process.yaml."),
        "runs": Help("Thời gian thực hiện", "Ngày đầu và ngày cuối: 2023-03-15 to 2023-12-31."),
        "counts from": Help("Tính kết quả từ", "Ngày đầu tiên mà tin, bài được tính vào báo cáo của năm này."),
        "title": Help("Tên kế hoạch năm", "Tên kế hoạch của năm này."),
        "number": Help("Số, ký hiệu", "Số của văn bản kế hoạch; để trống khi chưa ban hành."),
        "issuer": Help("Cơ quan ban hành", "Cơ quan ban hành kế hoạch, dùng ở đầu mọi văn bản."),
        "dates": Help("Ngày riêng của năm", "Ngày của các bước ghi set by the year trong tệp quy trình."),
        "parties": Help("Các bên", "Phòng, đơn vị, cơ quan tham gia trong năm."),
        "topics": Help("Nội dung", "Các nội dung của kế hoạch."),
        "activities": Help("Hoạt động trọng tâm", "Các hoạt động trọng tâm của năm."),
        "basis": Help("Văn bản căn cứ", "Các văn bản mà kế hoạch dẫn ra."),
        "recipients": Help("Nơi nhận", "Các dòng Nơi nhận của kế hoạch."),
        "places": Help("Địa danh", "Từng huyện, thị xã, thành phố và các tên xã, sông, hồ, công trình ở đó."),
        "targets": Help("Chỉ tiêu", "Chỉ tiêu của kế hoạch phối hợp; kế hoạch không giao thì không ghi."),
    },
    "dates": _DATES,
    "issuer": {
        "name": Help("Tên cơ quan", "Tên đầy đủ của cơ quan ban hành."),
        "superior": Help("Cơ quan chủ quản", "Tên cơ quan cấp trên, ở đầu văn bản."),
        "place": Help("Địa danh", "Địa danh trước ngày tháng của văn bản."),
        "symbol": Help("Ký hiệu", "Chữ viết tắt của cơ quan trong số văn bản, ví dụ STNMT."),
        "sample": Help("Dữ liệu mẫu", "yes: mọi văn bản in ra mang dòng chữ DỮ LIỆU MẪU."),
    },
    "party": {
        "role": Help("Vai trò", "Một hoặc nhiều vai trò của bên này."),
        "name": Help("Tên", "Tên đầy đủ trong năm này."),
        "short": _SHORT,
        **_PERIOD,
        "merged into": Help("Sáp nhập vào", "Mã của bên đã tiếp nhận khi sáp nhập."),
        "under": Help("Trực thuộc", "Mã của cấp trên trực tiếp; nội dung đi qua cấp trung gian thì qua bên này."),
        "feeds": Help("Nguồn tin", "Địa chỉ RSS, Atom nơi bên này đăng tin: [https://bao.example/moi-truong.rss]."),
    },
    "topic": _TOPIC,
    "activity": {**_TOPIC, "on": Help("Thời gian", "Một ngày, hoặc 2023-07-01 to 2023-07-31.")},
    "basis": {
        "title": Help("Tên văn bản", "Cơ quan ban hành và trích yếu."),
        "number": Help("Số, ký hiệu", "Như in trên văn bản; để trống nếu kế hoạch không ghi."),
        "date": Help("Ngày ban hành", "Như in trên văn bản, ví dụ 08/02/2023."),
    },
    "recipient": {
        "name": Help("Nơi nhận", "Tên nơi nhận như in trên kế hoạch."),
        "purpose": Help("Để làm gì", "Chữ trong ngoặc, ví dụ để báo cáo."),
        "party": Help("Bên", "Mã của bên tương ứng, nếu có."),
    },
    "target": {
        "at least": Help("Ít nhất", "Số tin, bài ít nhất trong năm."),
        "partner": Help("Cơ quan báo chí", "Mã cơ quan báo chí được giao; không ghi là cơ quan nào cũng tính."),
        "topic": Help("Nội dung", "Mã nội dung ở mục topics; không ghi là nội dung nào cũng tính."),
        "genre": Help("Thể loại", "Thể loại như trong biểu mẫu, ví dụ Phóng sự; không ghi là thể loại nào cũng tính."),
    },
    "organisation": {
        "sample": Help("Dữ liệu mẫu", "yes khi danh bạ chỉ là mẫu."),
        "people": Help("Danh bạ", "Từng bên, từng đầu mối của bên đó."),
    },
    "person": {
        "name": Help("Tên đầu mối", "Chức danh hoặc tên người đầu mối."),
        "addresses": Help("Địa chỉ liên lạc", "Kênh và địa chỉ: {mail: van-phong@so.example}; phone là số để gọi."),
        "channels": Help("Thứ tự kênh", "Kênh dùng trước ghi trước: [zalo, mail]; bỏ trống là theo thứ tự địa chỉ."),
        "quiet": Help("Giờ không nhận thư", 'Trong khoảng này thư được giữ lại, ví dụ "18:00 to 07:00".'),
        **_PERIOD,
        "away": Help("Vắng", "Ngày vắng: 2023-11-06 to 2023-11-10, hoặc một ngày."),
        "substitute": Help("Người thay", "Mã người cho ý kiến thay trong thời gian vắng: lanh-dao-so.pho."),
    },
    "calendar": {
        "calendar": Help("Tên lịch", "Tên lịch mà quy trình dùng, ví dụ vietnam."),
        "year": Help("Năm", "Năm của tệp này, bốn chữ số."),
        "published": Help("Đã công bố", "no khi lịch nghỉ của năm chưa được công bố."),
        "off": Help("Ngày nghỉ", "Các ngày nghỉ ngoài thứ Bảy, Chủ nhật."),
        "working": Help("Ngày làm bù", "Các ngày thứ Bảy, Chủ nhật phải đi làm."),
    },
    "day": {
        "name": Help("Tên ngày nghỉ", "Lý do nghỉ hoặc làm bù."),
        "notice": Help("Văn bản", "Số, ngày của văn bản quyết định."),
        "weekend": Help("Cuối tuần", "Ghi yes khi ngày nghỉ đúng vào thứ Bảy, Chủ nhật."),
        "status": Help("Mức tin cậy", "Ngày này đã chắc chắn đến đâu."),
    },
}
"""group -> key -> help; the groups are those of `words.py`, by the name of their table."""
