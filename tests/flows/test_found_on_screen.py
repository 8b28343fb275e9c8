"""What was found, as the Office sees it: the page in Chromium, and its link to the form that is filled in."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from flows.deploy import deploy
from flows.fetching import Fetcher
from flows.finding import find
from flows.office_pages import publish

pytestmark = [pytest.mark.real, pytest.mark.prefect]

PICTURES = Path(__file__).resolve().parents[2] / "docs" if os.environ.get("VONGNAM_RENEW") else None
ITEMS = [
    {"title": "Rác quê đi về đâu?", "link": "http://bao.example/rac", "lead": "Chuyện ở làng."},
    {"title": "Thu gom rác thải nhựa ở vùng biển", "link": "http://bao.example/bien", "lead": "Mỗi tuần một buổi."},
]


def test_what_was_found_leads_to_the_form_that_judges_it(press_world, paper, server, page, tmp_path):
    """Each row has its reason; «Ghi» opens the form with the number, the verdict and the topic filled in."""
    from flows.screen import Screen

    deploy(press_world.office.definition, server, env={"VONGNAM_DATA": "/nowhere"})
    paper.feed(*ITEMS)
    paper.feed({**ITEMS[0], "link": "http://bao.example/dai"}, path="/dai.rss")
    find(press_world.office, fetcher=Fetcher(paper.allowed, gap=0, resolve=lambda *_: []))
    with Screen(server, server.removesuffix("/api")) as screen:
        publish(press_world.office, screen)
        (found,) = screen.api("POST", "/artifacts/filter", {"artifacts": {"key": {"any_": ["tin-bai-tim-duoc"]}}})
    page.goto(f"{server.removesuffix('/api')}/v2/artifacts/artifact/{found['id']}")
    page.get_by_role("heading", name=re.compile("Tin, bài tìm được")).first.wait_for()
    page.get_by_text("đăng lại: Đài").first.wait_for()
    page.screenshot(path=(PICTURES or tmp_path) / "tin-bai-tim-duoc.png")
    page.get_by_role("link", name="Ghi", exact=True).first.click()
    page.get_by_role("heading", name="Parameters").wait_for()
    page.get_by_text("Đúng, ghi vào tin, bài đã đăng").first.wait_for()
