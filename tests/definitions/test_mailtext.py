"""What a mail's own words say: quotes and signatures do not count, and only a plain nil is a nil."""

from __future__ import annotations

import pytest

from definitions.mailtext import own_words, says_nil, text_of_html

NAMES = ("Phòng Môi trường", "Sở mẫu", "Đầu mối tuyên truyền, Phòng Môi trường")
QUOTED = (
    "\n\nVào Th 6, 3 thg 11, 2023 vào lúc 08:00 Văn phòng <vp@so.example> đã viết:\n> Nếu không phát sinh, đề nghị báo."
)

NILS = [
    "Không phát sinh",
    "Tháng này không phát sinh.",
    "Kính gửi Văn phòng Sở, tháng 11/2023 Phòng Môi trường không phát sinh nội dung tuyên truyền. Trân trọng!",
    "Dạ tháng này đơn vị em không có nội dung phát sinh ạ",
    "khong phat sinh",
    "Tháng 11 không có nội dung nào phát sinh",
    "KHÔNG PHÁT SINH",
    "Kính gửi Sở,\nPhòng Môi trường báo cáo: không phát sinh." + QUOTED,
    "Không phát sinh\n-- \nPhòng Môi trường\n0239 000 0000",
]
NOT_NILS = [
    "",
    "Không phải là không phát sinh",
    "Chưa phát sinh",
    "Tháng này không phát sinh, nhưng tháng sau có 3 tin",
    "Nếu không phát sinh thì có phải báo không?",
    "Không phát sinh?",
    "Tháng 10 không phát sinh",
    "Tháng 11/2022 không phát sinh",
    "Không phát sinh ngoài các nội dung kèm theo",
    "Tháng này có phát sinh",
    "Đơn vị gửi sau, hiện không phát sinh",
    "Trừ mục 3, còn lại không phát sinh",
    "Không phát sinh. Không phát sinh.",
    "Xin gia hạn đến mai",
    "Kính gửi kế hoạch." + QUOTED,
    "> Không phát sinh",
    "Không phát sinh " + "nội dung " * 60,
    "Không phát sinh, xem https://so.example",
    "Không phát sinh tin, riêng bài thì gửi sau",
    "không",
]


@pytest.mark.parametrize("text", NILS)
def test_a_plain_nil_is_a_nil(text):
    """Polite words, the unit's own name and the month of the period may stand around it."""
    assert says_nil(own_words(text), "2023-11", NAMES)


@pytest.mark.parametrize("text", NOT_NILS)
def test_anything_else_is_for_a_person(text):
    """A negation, a condition, a question, another month, quoted words, more than a few words."""
    assert not says_nil(own_words(text), "2023-11", NAMES)


def test_the_name_of_another_unit_is_not_ones_own():
    """Such as "Phòng Khoáng sản không phát sinh" from another unit's mailbox is not understood."""
    assert not says_nil("Phòng Khoáng sản không phát sinh", "2023-11", NAMES)


def test_own_words_end_where_the_quoting_begins():
    """Quotes, forwards and signatures of the usual programs are no words of the sender's."""
    for ending in (
        "On Fri, 3 Nov 2023 at 08:00, VP <vp@so.example> wrote:", "-----Original Message-----", "Từ: Văn phòng",
        "________________________________", "From: VP", "Ngày 03/11/2023, Văn phòng đã viết:", "-- ", "Sent from my iPhone",
    ):  # fmt: skip
        assert own_words(f"Kính gửi kế hoạch.\n{ending}\nKhông phát sinh") == "Kính gửi kế hoạch."


def test_html_becomes_lines_without_its_quotes():
    """Blocks are lines; a blockquote, a style, a script say nothing."""
    html = "<style>x</style><p>Không&nbsp;phát sinh</p><div>Kính</div><blockquote>cũ<p>cũ</p></blockquote>"
    assert own_words(text_of_html(html)) == "Không phát sinh\nKính"
    assert text_of_html("<blockquote>không đóng").strip() == ""
