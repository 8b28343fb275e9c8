"""A form of Prefect's page as an official fills it in, and the office behind it for a test to look into."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from urllib.parse import quote

import httpx

from definitions.facts import Key
from flows.wiring import Settings, open_office
from tests.real.lists import list_of, pick

PICTURES = Path(__file__).resolve().parents[2] / "docs" if os.environ.get("VONGNAM_RENEW") else None


class Filling:
    """A form of Prefect's page: opened, filled in as an official does, photographed, sent."""

    def __init__(self, page, running, folder):
        self.page, self.running, self.folder = page, running, folder

    def open(self, name, **filled):
        """The form of that deployment; `filled` as a link of «Cần xử lý» fills it in."""
        found = httpx.get(f"{self.running.ui}/api/deployments/name/{name}/{name}", trust_env=False).json()
        said = f"?parameters={quote(json.dumps(filled))}" if filled else ""
        self.page.goto(f"{self.running.ui}/v2/deployments/deployment/{found['id']}/run{said}")
        self.page.get_by_role("button", name="Submit").wait_for()
        self.page.get_by_role("heading", name="Parameters").wait_for()
        return self

    def label(self, title):
        """The label of that field."""
        return self.page.locator("label", has_text=re.compile(rf"^{re.escape(title)}")).first

    def choose(self, title, *options):
        """Choose from the list of that title."""
        pick(list_of(self.label(title)), *options)
        return self

    def write(self, title, text):
        """Write into the box of that title."""
        self.page.get_by_label(re.compile(rf"^{re.escape(title)}")).first.fill(text)
        return self

    def picture(self, name, top=""):
        """Keep what stands on the screen, from that field on."""
        if top:
            self.label(top).evaluate("label => label.scrollIntoView({block: 'start'})")
        self.page.screenshot(path=(PICTURES or self.folder) / name)
        return self

    def submit(self):
        """Send it, and wait for the page of its run."""
        self.page.get_by_role("button", name="Submit").click()


def office(running):
    """That office, for the test to look into and to prepare what a form then meets."""
    return open_office(Settings.read(running.data))


def state(running, key):
    with office(running) as here:
        return here.ledger.obligation(Key.parse(key)).state
