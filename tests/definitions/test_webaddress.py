"""Two addresses of one article are one; two tellings of one story are one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.webaddress import address_key, same_story, story_key

DAY = dt.date(2023, 4, 10)


@pytest.mark.parametrize(
    "url",
    [
        "https://bao.vn/moi-truong/rac-que-123.html",
        "http://bao.vn/moi-truong/rac-que-123.html",
        "https://www.bao.vn/moi-truong/rac-que-123.html#binh-luan",
        "https://m.bao.vn/moi-truong/rac-que-123.html",
        "https://amp.bao.vn/moi-truong/rac-que-123.html",
        "https://bao.vn/amp/moi-truong/rac-que-123.html",
        "https://bao.vn/moi-truong/rac-que-123.amp.html",
        "https://bao.vn:443/moi-truong/rac-que-123.html",
        "https://BAO.vn/moi-truong/rac-que-123.html?utm_source=rss&utm_medium=x&fbclid=1&zarsrc=30",
        "https://bao.vn//moi-truong/rac-que-123.html/",
        " https://bao.vn/moi-truong/rac-que-123.html ",
    ],
)
def test_one_article_has_one_key(url):
    """Scheme, www, mobile host, AMP, marks of the reader's way, a fragment and a slash make no other article."""
    assert address_key(url) == "bao.vn/moi-truong/rac-que-123.html"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://bao.vn/a?id=1", "https://bao.vn/a?id=2"),
        ("https://bao.vn/A", "https://bao.vn/a"),
        ("https://bao.vn/a", "https://bao.com.vn/a"),
        ("https://tin.bao.vn/a", "https://bao.vn/a"),
        ("https://bao.vn:8080/a", "https://bao.vn/a"),
        ("https://m.vn/a", "https://n.vn/a"),
    ],
)
def test_another_article_has_another_key(one, other):
    """A number in the query, a path's case, another host or port may be another article."""
    assert address_key(one) != address_key(other)


@pytest.mark.parametrize("url", ["", "bao.vn/a", "ftp://bao.vn/a", "http://", "http://[::1", "http://a:b/"])
def test_what_is_no_address_has_no_key(url):
    """Nothing is known by nothing."""
    assert address_key(url) == ""


@given(st.text(max_size=80))
def test_a_key_is_its_own_key(text):
    """What has been made plain once stays as it is, and nothing is raised."""
    key = address_key(f"https://bao.vn/{text}")
    assert address_key(f"https://{key}") == key


@pytest.mark.parametrize(
    "title", ["Rác quê đi về đâu?", "RÁC QUÊ ĐI VỀ ĐÂU", "Rác quê đi về đâu? | Báo mẫu", "Rác quê đi về đâu? - Báo mẫu"]
)
def test_a_story_is_known_without_accents_and_the_name_of_its_paper(title):
    """However it is typed, and whichever paper signs it."""
    assert story_key(title) == "rac que di ve dau"


def test_a_story_that_is_printed_again_is_the_same():
    """By its title within a month; a short title is a column, and a column is not a story."""
    story = story_key("Rác quê đi về đâu?")
    assert same_story(story, DAY, story, DAY + dt.timedelta(days=30))
    assert same_story(story, None, story, DAY)
    assert not same_story(story, DAY, story, DAY + dt.timedelta(days=31))
    assert not same_story(story, DAY, story_key("Rác quê đã về đâu?"), DAY)
    weather = story_key("Dự báo thời tiết")
    assert not same_story(weather, DAY, weather, DAY)
