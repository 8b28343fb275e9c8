"""Choosing from the drop-down lists of Prefect's page, as a person does who opens the list again when it closed."""

from __future__ import annotations

from playwright.sync_api import Locator, TimeoutError

PATIENCE = 4_000  # ms; a list that has not taken the click by then was drawn anew under the pointer


def pick(button: Locator, *options: str) -> None:
    """Open that button's list and choose; the page draws itself anew while it polls, and may drop an open list."""
    for option in options:
        _pick_one(button, option)
    if len(options) > 1:  # a list of several stays open
        button.page.keyboard.press("Escape")
    button.page.get_by_role("option").last.wait_for(state="hidden")


def _pick_one(button: Locator, option: str, tries: int = 6) -> None:
    wanted = button.page.get_by_role("option", name=option, exact=True).last
    for left in reversed(range(tries)):
        try:
            if not wanted.is_visible():
                button.click(timeout=PATIENCE)
            wanted.click(timeout=PATIENCE)
        except TimeoutError:
            if not left:
                raise
        else:
            return


def list_of(label: Locator) -> Locator:
    """The button that opens the list under that label."""
    return label.locator("xpath=following::button[normalize-space()='Select'][1]")
