"""What an article may be about: a reason in words, accents where they matter, and words that fool."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions.matching import Index, Item, PlanLine, relevant
from definitions.matching.keywords import phrases
from definitions.vocabulary import Activity, Definition, Issuer, Process, Topic, Year

YEAR = Year(
    year=2023, process="p", first="2023-01-01", last="2023-12-31", issuer=Issuer(name="Sở mẫu"), parties=(),
    topics=(
        Topic(id="t1", title="Rác", basis="II.1", keywords=("rác", "rác thải nhựa")),
        Topic(id="t2", title="Đất", basis="II.2", keywords=("tài nguyên", "môi trường")),
    ),
    activities=(Activity(id="k1", title="k", basis="II.k1", short="Xử lý, sử dụng tro xỉ, thạch cao"),),
)  # fmt: skip


def about(title, lead="", *, misleading=(), lines=()):
    """What an article may be about, in a year whose definition names these phrases that fool."""
    process = Process(id="p", title="x", roles=(), forms=(), steps=(), misleading=misleading)
    index = Index.of(Definition(process=process, year=YEAR), lines)
    return relevant(index, Item(title, dt.date(2023, 5, 2), lead=lead))


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
    found = about(title, lead)
    assert (found.topics, found.activities, bool(found)) == (topics, activities, bool(topics or activities))
    assert bool(found.why) == bool(found)


def test_the_reason_names_the_place_the_words_and_the_clause():
    """A person can check it with a glance; the longest words are named."""
    assert about("Thu gom rác thải nhựa").why == "tên bài có «rác thải nhựa» (II.1)"
    assert about("Chiều", "Thu gom rác.").why == "đoạn đầu có «rác» (II.1)"


@pytest.mark.parametrize(
    ("misleading", "fooled"), [((), True), (("rác ngôn từ",), False), (("bãi rác tin nhắn",), False)]
)
def test_what_fools_is_said_in_the_definition_and_usual_phrases_where_it_says_nothing(misleading, fooled):
    """«Môi trường đầu tư» fools by itself; a definition that names its own phrases means those."""
    assert bool(about("Cải thiện môi trường đầu tư", misleading=misleading)) is not fooled
    for phrase in misleading:
        assert not about(f"Chuyện {phrase} hôm nay", misleading=misleading)


def test_what_is_like_a_line_is_of_the_field_though_it_names_no_keyword():
    """The plan's own words count, and the reason names the line."""
    line = PlanLine("l1", "Vận động dân bàn giao mặt bằng đường ven biển", "2023-05", genre="Tin")
    title = "Dân bàn giao mặt bằng đường ven biển"
    assert not about(title)
    found = about(title, lines=[line])
    assert found
    assert found.why.startswith("gần dòng kế hoạch «Vận động dân bàn giao mặt bằng")
    assert "cùng nói về: " in found.why


def test_without_keywords_the_short_name_is_taken_apart():
    """Pairs of telling words; what every plan says tells nothing."""
    assert "tro xỉ" in phrases(YEAR.activities[0])
    assert phrases(Topic(id="t", title="Nâng cao hiệu quả công tác tuyên truyền")) == ()
