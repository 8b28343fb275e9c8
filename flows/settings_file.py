"""The settings that stand in files of the data folder: NAME=value lines, written by the operator or at each start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

SETTINGS_FILE = "vongnam.env"
"""In the data folder; what the environment says wins. Secrets stand here (0600), never in Prefect."""

NOW_FILE = Path("run") / "now.env"
"""What holds while the program runs (ports, mostly): written at each start, weaker than the settings file."""


def said_in(file: Path) -> dict[str, str]:
    """What that file says; nothing where it is not there."""
    if not file.is_file():
        return {}
    pairs = (line.split("=", 1) for line in file.read_text("utf-8").splitlines() if "=" in line and line[:1] != "#")
    return {name.strip(): value.strip() for name, value in pairs}


def keep_for_now(folder: Path, values: Mapping[str, object]) -> None:
    """Write what every process of this office has to know while it runs; its owner alone can read it."""
    lines = [f"VONGNAM_{name}={value}" for name, value in values.items()]
    file = folder / NOW_FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write("\n".join(["# Written at each start; settings of your own belong in vongnam.env.", *lines, ""]))
