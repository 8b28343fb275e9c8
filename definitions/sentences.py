"""The sentences of a definition's faults and warnings, in Vietnamese and English, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Wording(NamedTuple):
    """What is wrong and what to do, in the two languages of the program."""

    en: str
    en_remedy: str
    vi: str
    vi_remedy: str


FAULTY: Final[Mapping[str, Wording]] = {
    # --- the text
    "too-big": Wording(
        "The file is larger than {limit} KB.", "A definition is a few pages of text; check that this is the right file.",
        "Tệp lớn hơn {limit} KB.", "Tệp định nghĩa chỉ dài vài trang; hãy kiểm tra xem có đúng tệp không.",
    ),
    "not-utf-8": Wording(
        "The byte {words} is not UTF-8 text.", "Save the file with the encoding UTF-8.",
        "Byte {words} không phải văn bản UTF-8.", "Lưu lại tệp với bảng mã UTF-8.",
    ),
    "unprintable": Wording(
        "The character {words} cannot stand in a text.", "Delete it; it cannot be seen in the editor.",
        "Ký tự {words} không được phép có trong tệp.", "Xóa ký tự này; trình soạn thảo có thể không hiển thị nó.",
    ),
    "yaml": Wording(
        "The line cannot be read: {problem}.",
        'Check the indentation (spaces, no tabs), the colons, and put a text that holds ": " or " #" in quotation marks.',
        "Không đọc được dòng này: {problem}.",
        'Kiểm tra khoảng thụt đầu dòng (dùng dấu cách, không dùng phím Tab), dấu hai chấm; đặt văn bản có ": " hoặc " #" trong ngoặc kép.',
    ),
    "no-mapping": Wording(
        "The file holds no definition.", 'It consists of lines "word: value".',
        "Tệp không có nội dung định nghĩa.", 'Tệp phải gồm các dòng "từ khóa: giá trị".',
    ),
    "two-documents": Wording(
        'A second document begins here ("---").', "Keep one document in a file.",
        'Một tài liệu thứ hai bắt đầu tại đây ("---").', "Mỗi tệp chỉ để một tài liệu.",
    ),
    "too-deep": Wording(
        "Things are nested more than {limit} deep.", "Nothing in a definition is nested that deep; take the brackets away.",
        "Nội dung lồng nhau quá {limit} cấp.", "Tệp định nghĩa không lồng sâu như vậy; hãy bỏ bớt dấu ngoặc.",
    ),
    "anchor": Wording(
        "{words} is an anchor; a definition has none.", "Write the text out where it belongs.",
        "{words} là một điểm neo (anchor); tệp định nghĩa không dùng.", "Viết đầy đủ nội dung tại chỗ cần dùng.",
    ),
    "alias": Wording(
        "{words} repeats what stands elsewhere; a definition does not do that.",
        "Write the text out, or put a text that begins with * in quotation marks.",
        "{words} lặp lại nội dung ở chỗ khác (alias); tệp định nghĩa không dùng.",
        "Viết đầy đủ nội dung, hoặc đặt văn bản bắt đầu bằng * trong ngoặc kép.",
    ),
    "tag": Wording(
        "{words} is a tag; a definition has none.", "Delete it, or put a text that begins with ! in quotation marks.",
        "{words} là một thẻ (tag); tệp định nghĩa không dùng.", "Xóa đi, hoặc đặt văn bản bắt đầu bằng ! trong ngoặc kép.",
    ),
    "merge": Wording(
        '"<<" merges what stands elsewhere; a definition does not do that.', "Write the lines out.",
        'Không dùng "<<" để trộn nội dung ở chỗ khác.', "Viết đầy đủ các dòng.",
    ),
    "duplicate-key": Wording(
        "`{words}` is said twice.", "Keep one of the two.",
        "`{words}` được ghi hai lần.", "Chỉ giữ lại một.",
    ),
    "two-parties": Wording(
        "Two parties have the id `{words}`.", "Give one of them another id, or delete the one that stands there twice.",
        "Hai cơ quan, đơn vị có cùng mã `{words}`.", "Đổi mã của một bên, hoặc xóa dòng bị ghi trùng.",
    ),
    "key-not-text": Wording(
        "A word is expected here, not a list or a group.", 'Write "word: value".',
        "Chỗ này phải là một từ khóa, không phải danh sách hay nhóm.", 'Viết "từ khóa: giá trị".',
    ),
    "empty": Wording(
        "`{of}` says nothing.", 'Write its value, write "" for an empty text, or delete the line.',
        "`{of}` không có nội dung.", 'Ghi giá trị, ghi "" nếu để trống, hoặc xóa dòng này.',
    ),
    "comma": Wording(
        "A comma ends the text before `{of}`.", "Put a text that holds a comma in quotation marks.",
        "Dấu phẩy kết thúc văn bản trước `{of}`.", "Đặt văn bản có dấu phẩy trong ngoặc kép.",
    ),
    # --- the shape
    "unknown-key": Wording(
        "`{words}` is not a word of `{of}`.", "It can say: {known}.",
        "`{words}` không phải từ khóa của `{of}`.", "Các từ khóa dùng được: {known}.",
    ),
    "missing": Wording(
        "`{of}` does not say `{words}`.", "Add the line `{words}: ...`.",
        "`{of}` thiếu `{words}`.", "Thêm dòng `{words}: ...`.",
    ),
    "text-expected": Wording(
        "`{of}` is one text, not a list or a group.", "Write it in one line.",
        "`{of}` phải là một dòng văn bản, không phải danh sách hay nhóm.", "Viết trên một dòng.",
    ),
    "list-expected": Wording(
        "`{of}` is a text or a list of texts.", "Write `{of}: [first, second]`.",
        "`{of}` phải là một từ hoặc một danh sách.", "Viết `{of}: [thứ nhất, thứ hai]`.",
    ),
    "not-a-web-address": Wording(
        "`{words}` is no address of the public web.", "Write it in full: `[https://bao.example/moi-truong.rss]`.",
        "`{words}` không phải là địa chỉ trên mạng công cộng: {why}.",
        "Viết đủ địa chỉ: `[https://bao.example/moi-truong.rss]`.",
    ),
    "group-expected": Wording(
        "`{of}` is a group of lines.", "Write each of its lines below it, indented.",
        "`{of}` phải là một nhóm dòng.", "Viết các dòng con bên dưới, thụt vào.",
    ),
    "not-one-of": Wording(
        "`{words}` is none of the values of `{of}`.", "Write one of: {known}.",
        "`{words}` không phải giá trị của `{of}`.", "Ghi một trong các giá trị: {known}.",
    ),
    "not-a-number": Wording(
        "`{words}` is not a whole number from {low} to {high}.", "Write `{of}` in digits.",
        "`{words}` không phải số nguyên từ {low} đến {high}.", "Ghi `{of}` bằng chữ số.",
    ),
    "not-yes-or-no": Wording(
        "`{words}` is neither yes nor no.", "Write `{of}: yes` or `{of}: no`.",
        "`{words}` không phải yes (có) hay no (không).", "Ghi `{of}: yes` hoặc `{of}: no`.",
    ),
    "not-a-date": Wording(
        "`{words}` is not a date.", "Write year-month-day, as in 2023-12-01.",
        "`{words}` không phải ngày.", "Ghi năm-tháng-ngày, ví dụ 2023-12-01.",
    ),
    "no-such-day": Wording(
        "There is no {words}: that month ends with day {last}.", "Write a day from 01 to {last}.",
        "Không có ngày {words}: tháng đó kết thúc ngày {last}.", "Ghi ngày từ 01 đến {last}.",
    ),
    "date-too-far": Wording(
        "`{words}` is not in a year that is planned.", "Write a year up to {latest}.",
        "`{words}` không thuộc năm nào có thể lập kế hoạch.", "Ghi năm không quá {latest}.",
    ),
    "runs-too-long": Wording(
        "`{words}` is more than {limit} years.", "Correct the dates; a longer plan is several files, one after the other.",
        "`{words}` dài quá {limit} năm.", "Sửa lại ngày; kế hoạch dài hơn thì chia thành nhiều tệp nối tiếp nhau.",
    ),
    "not-dates": Wording(
        "`{words}` is not from one date to another.", "Write 2023-03-15 to 2023-12-31.",
        "`{words}` không phải khoảng từ ngày đến ngày.", "Ghi dạng 2023-03-15 to 2023-12-31.",
    ),
    "ends-before-it-begins": Wording(
        "`{words}` ends before it begins.", "Exchange the two dates.",
        "`{words}` kết thúc trước khi bắt đầu.", "Đổi chỗ hai ngày.",
    ),
    "runs-elsewhere": Wording(
        "The year {year} is not within `{words}`.", "Write the days of this year.",
        "Năm {year} không nằm trong khoảng `{words}`.", "Ghi ngày của chính năm này.",
    ),
    "not-years": Wording(
        "`{words}` is not a year, or the years from one to another.", "Write 2023, or 2023 to 2025.",
        "`{words}` không phải một năm, hay khoảng từ năm đến năm.", "Ghi dạng 2023, hoặc 2023 to 2025.",
    ),
    "no-relay": Wording(
        "`{words}` owes `{step}` through the role `{role}`, but does not stand under a party of that role.",
        "Add `under: ...` to it, with the id of a party of the role `{role}`.",
        "`{words}` có nhiệm vụ ở bước `{step}` qua cấp trung gian `{role}`, nhưng chưa ghi trực thuộc cơ quan nào giữ vai trò đó.",
        "Bổ sung `under: ...` với mã một cơ quan giữ vai trò `{role}`.",
    ),
    "unknown-document": Wording(
        "There is no template for the document `{words}`.", "Write one of: {known}; or put {words}.docx into the folder templates beside the year.",
        "Không có mẫu cho văn bản `{words}`.", "Ghi một trong các văn bản: {known}; hoặc đặt tệp {words}.docx vào thư mục templates cạnh tệp của năm.",
    ),
    "unknown-template": Wording(
        "There is no template `{words}` for a letter.", "Put {words}.j2 into the folder templates beside the year, or use one of: {known}.",
        "Không có mẫu thư `{words}`.", "Đặt tệp {words}.j2 vào thư mục templates cạnh tệp của năm, hoặc dùng một trong các mẫu: {known}.",
    ),
    "not-a-time": Wording(
        "`{words}` is not a time of day.", 'Write hours and minutes, as in "08:00".',
        "`{words}` không phải giờ trong ngày.", 'Ghi giờ và phút, ví dụ "08:00".',
    ),
    "no-such-zone": Wording(
        "`{words}` is not a time zone.", "Write one such as Asia/Ho_Chi_Minh.",
        "`{words}` không phải múi giờ.", "Ghi múi giờ, ví dụ Asia/Ho_Chi_Minh.",
    ),
    "bad-id": Wording(
        "`{words}` cannot be an id.", "Write letters a to z without accents, digits, hyphens: phong-moi-truong.",
        "`{words}` không dùng làm mã được.", "Chỉ dùng chữ a đến z không dấu, chữ số, dấu gạch nối: phong-moi-truong.",
    ),
    "moment": Wording(
        "{message}", "{remedy}",
        "`{words}` không phải thời điểm mà chương trình hiểu.",
        'Ghi ví dụ: "before day 5" (trước ngày 5), "on 2023-12-01" (ngày 01/12/2023), "end of the month" (cuối tháng), '
        '"3 working days before" (3 ngày làm việc trước hạn), "2 days after unit-plan is due" (2 ngày sau hạn của bước unit-plan).',
    ),
    "shape": Wording(
        "`{words}` cannot stand here: {problem}.", "Compare the line with the documentation of the language.",
        "`{words}` không dùng ở đây được: {problem}.", "Đối chiếu dòng này với tài liệu hướng dẫn.",
    ),
    "with-is-for-agree": Wording(
        "`with` names who has to agree, but this step is no `kind: agree`.", "Write `by`.",
        "`with` chỉ bên được lấy ý kiến, nhưng bước này không phải `kind: agree`.", "Dùng `by`.",
    ),
    "said-twice": Wording(
        "`{words}` and `{other}` say the same thing.", "Keep one of the two.",
        "`{words}` và `{other}` cùng một nghĩa.", "Chỉ giữ lại một.",
    ),
    "date-not-set": Wording(
        "The process leaves {of} of the step `{step}` to the year, and {year} does not set it.",
        "Write `{step}: {{{of}: ...}}` under `dates:` of {year}.",
        "Quy trình để năm kế hoạch ấn định {of} của bước `{step}`, nhưng {year} chưa ghi.",
        "Ghi `{step}: {{{of}: ...}}` dưới mục `dates:` của {year}.",
    ),
    # --- the references
    "unknown-role": Wording(
        "There is no role `{words}`.", "Use one of: {known}; or add it under `roles:` of the process.",
        "Không có vai trò `{words}`.", "Dùng một trong các vai trò: {known}; hoặc bổ sung vào `roles:` của quy trình.",
    ),
    "unknown-step": Wording(
        "There is no step `{words}`.", "Write the id of a step of this process.",
        "Không có bước `{words}`.", "Ghi mã của một bước trong quy trình này.",
    ),
    "unknown-form": Wording(
        "There is no form `{words}`.", "Write the id of a form of this process, or add it under `forms:`.",
        "Không có biểu mẫu `{words}`.", "Ghi mã một biểu mẫu của quy trình này, hoặc bổ sung vào `forms:`.",
    ),
    "unknown-party": Wording(
        "There is no party `{words}`.", "Write the id of a party of the year, or add it under `parties:`.",
        "Không có cơ quan, đơn vị `{words}`.", "Ghi mã một cơ quan, đơn vị của năm kế hoạch, hoặc bổ sung vào `parties:`.",
    ),
    "unknown-topic": Wording(
        "There is no topic `{words}`.", "Write the id of a topic that stands under `topics:`.",
        "Không có nội dung `{words}`.", "Ghi mã một nội dung có trong `topics:`.",
    ),
    "unknown-genre": Wording(
        "No form offers the genre `{words}`.", "Write one of: {known}; or add it to the choices of the form.",
        "Không biểu mẫu nào có thể loại `{words}`.", "Ghi một trong: {known}; hoặc bổ sung vào `choices` của biểu mẫu.",
    ),
    "target-of-nothing": Wording(
        "The target says how many, and not of what.", "Add `partner`, `topic` or `genre`.",
        "Chỉ tiêu mới ghi số lượng, chưa ghi của ai, về nội dung nào.", "Ghi thêm `partner`, `topic` hoặc `genre`.",
    ),
    "unknown-person": Wording(
        "The directory has no person `{words}`.", "Write the id of a person: party and role with a dot between, as in `van-phong.dau-moi`.",
        "Danh bạ không có người `{words}`.", "Ghi mã người thay: mã đơn vị, dấu chấm, mã vai, ví dụ `van-phong.dau-moi`.",
    ),
    "own-substitute": Wording(
        "`{words}` cannot stand in for itself.", "Name another person, or delete `substitute`.",
        "`{words}` không thể tự thay mình.", "Ghi người khác, hoặc bỏ `substitute`.",
    ),
    "unknown-calendar": Wording(
        "There is no calendar `{words}`.", "Write one of: {known}; or give its files.",
        "Không có lịch làm việc `{words}`.", "Ghi một trong các lịch: {known}; hoặc đưa vào tệp lịch tương ứng.",
    ),
    "unknown-clause": Wording(
        "The plan has no clause `{words}`.", "Write one that stands under `clauses:`.",
        "Kế hoạch không có mục `{words}`.", "Ghi một mục có trong `clauses:`.",
    ),
    "nobody-plays": Wording(
        "Nobody plays the role `{words}`, which `{step}` needs.", "Give the role to a party of {year}.",
        "Không cơ quan, đơn vị nào giữ vai trò `{words}` mà `{step}` cần đến.", "Ghi vai trò này cho một cơ quan, đơn vị trong {year}.",
    ),
    "two-compilers": Wording(
        "`{step}` is put together by two parties at a time: {words}.", "Let one of them do it: give it a role of its own.",
        "Bước `{step}` do hai cơ quan cùng tổng hợp: {words}.", "Giao cho một cơ quan: ghi cho cơ quan đó một vai trò riêng.",
    ),
    "cycle": Wording(
        "These steps wait for each other: {words}.", "Take one of the arrows away.",
        "Các bước này chờ lẫn nhau: {words}.", "Bỏ bớt một quan hệ chờ.",
    ),
    "due-before-opens": Wording(
        "`{step}` is due ({words}) before it opens ({opens}).", "Let it open earlier, or be due later.",
        "Bước `{step}` đến hạn ({words}) trước khi mở ({opens}).", "Cho mở sớm hơn, hoặc lùi thời hạn.",
    ),
    "closes-before-due": Wording(
        "`{step}` closes ({words}) before it is due ({due}).", "Let it close later.",
        "Bước `{step}` đóng ({words}) trước khi đến hạn ({due}).", "Cho đóng muộn hơn.",
    ),
    "no-due": Wording(
        "`{words}` counts from the deadline of `{step}`, which has none.", "Give it a `due`, or count from something else.",
        "`{words}` tính từ thời hạn của bước `{step}`, nhưng bước này không có thời hạn.", "Ghi `due` cho bước đó, hoặc tính từ mốc khác.",
    ),
    "remind-after-due": Wording(
        "`{words}` reminds after the deadline, when no reminder helps.", "Remind before it; after it write `escalate`.",
        "`{words}` nhắc sau thời hạn, khi không còn tác dụng.", "Nhắc trước thời hạn; sau thời hạn dùng `escalate`.",
    ),
    "same-rung": Wording(
        "`{words}` is said twice in this ladder.", "Keep one of the two.",
        "`{words}` được ghi hai lần trong cùng thang nhắc việc.", "Chỉ giữ lại một.",
    ),
    "not-a-span": Wording(
        "`{words}` is not a span of hours.", "Write two different times: `18:00 to 07:00`.",
        "`{words}` không phải là khoảng giờ.", "Ghi hai giờ khác nhau, ví dụ `18:00 to 07:00`.",
    ),
    "no-address": Wording(
        "There is no address for the channel `{words}`, or it is named twice.", "Name each channel of `addresses` once at most: {known}.",
        "Không có địa chỉ cho kênh `{words}`, hoặc kênh được ghi hai lần.", "Mỗi kênh có trong `addresses` ghi nhiều nhất một lần: {known}.",
    ),
    "day-elsewhere": Wording(
        "The day {words} is not in {year}.", "Move it to the file of its own year.",
        "Ngày {words} không thuộc năm {year}.", "Chuyển sang tệp của năm tương ứng.",
    ),
}  # fmt: skip
