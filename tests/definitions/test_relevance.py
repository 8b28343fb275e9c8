"""What an article may be about: a reason in words, accents where they matter, and words that fool."""

from __future__ import annotations

import pytest

from definitions.relevance import phrases, relevance
from definitions.vocabulary import Activity, Issuer, Topic, Year

YEAR = Year(
    year=2023, process="p", first="2023-01-01", last="2023-12-31", issuer=Issuer(name="Sở mẫu"), parties=(),
    topics=(
        Topic(id="t1", title="Rác", basis="II.1", keywords=("rác", "rác thải nhựa")),
        Topic(id="t2", title="Đất", basis="II.2", keywords=("tài nguyên", "môi trường")),
    ),
    activities=(Activity(id="k1", title="k", basis="II.k1", short="Xử lý, sử dụng tro xỉ, thạch cao"),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("title", "lead", "topics", "activities"),
    [
        ("Rác quê đi về đâu?", "", ("t1",), ()),
        ("RÁC THẢI NHỰA ven biển", "", ("t1",), ()),
        ("rac thai nhua ven bien", "", ("t1",), ()),
        ("Lạc rang, rạc người", "", (), ()),
        ("Một buổi chiều", "Người dân phân loại rác tại nguồn.", ("t1",), ()),
        ("Cải thiện môi trường đầu tư", "", (), ()),
        ("Môi trường đầu tư và bảo vệ môi trường", "", ("t2",), ()),
        ("Tro xỉ làm gạch không nung", "", (), ("k1",)),
        ("Bóng đá: đội nhà thắng", "Trận đấu tối qua.", (), ()),
    ],
)
def test_an_article_is_about_what_its_words_say(title, lead, topics, activities):
    """A single word needs its accents, several do not; a word of the sector in another sense is none."""
    found = relevance(YEAR, title, lead)
    assert (found.topics, found.activities, bool(found)) == (topics, activities, bool(topics or activities))
    assert bool(found.why) == bool(found)


def test_the_reason_names_the_place_the_words_and_the_clause():
    """A person can check it with a glance; the longest words are named."""
    assert relevance(YEAR, "Thu gom rác thải nhựa").why == "tên bài có «rác thải nhựa» (II.1)"
    assert relevance(YEAR, "Chiều", "Thu gom rác.").why == "đoạn đầu có «rác» (II.1)"


def test_without_keywords_the_short_name_is_taken_apart():
    """Pairs of telling words; what every plan says tells nothing."""
    assert "tro xỉ" in phrases(YEAR.activities[0])
    assert phrases(Topic(id="t", title="Nâng cao hiệu quả công tác tuyên truyền")) == ()
