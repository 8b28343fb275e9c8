"""The commands, a module each: its words, its arguments (`add`), its one call (`run`). A new command is a new module."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

# command -> its module here, in the order in which one meets them
MODULES: Final = {
    "demo": "demo_office",
    "up": "real_office",
    "check": "checked",
    "explain": "explained",
    "rehearse": "rehearsed",
    "status": "status",
    "figures": "figures_of",
    "why": "asked_why",
    "answer": "answering",
    "sending": "sending",
    "letters": "letters",
    "personal": "particulars",
    "deploy": "deployments",
    "resync": "redrawn",
    "diff": "compared",
    "apply": "amended",
    "test": "tested",
    "show": "shown",
    "schema": "schema_of",
    "form": "form_of",
    "new": "next_year",
    "calendar": "days_off",
    "doctor": "doctor",
    "install": "installed",
    "backup": "back_up",
    "restore": "restored",
}


def module(name: str) -> Any:
    """The module of a command, loaded when it is asked for."""
    return import_module(f"flows.commands.{MODULES[name]}")
