"""What was tried is said in words that an office knows; what a server answered follows in brackets."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.attempts import attempt, channel


@pytest.mark.parametrize(
    ("id", "state", "reply", "said"),
    [
        ("mail", "failed", "550 5.1.1 User unknown", "thư điện tử: không có hộp thư này (550 5.1.1 User unknown)"),
        ("mail", "failed", "550 no such user", "thư điện tử: không có hộp thư này (550 no such user)"),
        ("mail", "failed", "552 5.2.2 Over quota", "thư điện tử: hộp thư đã đầy (552 5.2.2 Over quota)"),
        ("mail", "failed", "thư bị trả về: 550 5.7.1 Denied",
         "thư điện tử: máy chủ của người nhận không nhận thư của Văn phòng (thư bị trả về: 550 5.7.1 Denied)"),
        ("mail", "failed", "451 4.7.1 Try later",
         "thư điện tử: máy chủ của người nhận tạm thời không nhận thư (451 4.7.1 Try later)"),
        ("mail", "failed", "550 chính sách riêng", "thư điện tử: không gửi được (550 chính sách riêng)"),
        ("mail", "waiting", "", "thư điện tử: kênh chưa nhận, thư còn chờ gửi"),
        ("mail", "unknown", "Mất kết nối sau khi đã gửi nội dung thư: TimeoutError",
         "thư điện tử: chưa rõ đã đến nơi hay chưa (Mất kết nối sau khi đã gửi nội dung thư: TimeoutError)"),
        ("zalo", "failed", "400 chat not found",
         "Zalo: cuộc trò chuyện không còn, người nhận cần kết nối lại (400 chat not found)"),
        ("zns", "failed", "-108 Phone number invalid", "Zalo ZNS: số điện thoại không đúng (-108 Phone number invalid)"),
        ("sms", "failed", "", "kênh «sms»: không gửi được"),
    ],
)  # fmt: skip
def test_known_answers_have_a_reason_that_an_office_understands(id, state, reply, said):
    """One that is not known is said as what became of the letter; nothing that was answered is left out."""
    assert attempt(id, state, reply) == said


@given(st.sampled_from(["mail", "zalo", "zns", "sms"]), st.sampled_from(["failed", "unknown", "waiting"]), st.text())
def test_no_technical_word_leads_and_no_answer_breaks_the_line(id, state, reply):
    """It begins with the channel as people call it, and is one line, whatever was answered."""
    said = attempt(id, state, reply)
    assert said.startswith(f"{channel(id)}: ")
    assert re.fullmatch(r"[^\x00-\x1f]+", said)
    assert not said.startswith(("mail:", "zalo:"))
