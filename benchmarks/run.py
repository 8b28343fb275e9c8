"""Speed against peers: legs interleaved A B C A B C, each its own process; medians, goals, a table. `make bench`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OURS = ROOT / ".venv/bin/python"
PEERS = ROOT / ".venv-bench/bin/python"
README = HERE / "README.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True)
class Leg:
    """One way of doing the work: a script that prints one JSON line, {"value": milliseconds, ...}."""

    what: str
    script: str
    args: tuple[str, ...] = ()
    python: Path = OURS


@dataclass(frozen=True)
class Goal:
    """`over` divided by `under` is at most (or at least) `limit`; legs by name. Without a limit it is only shown.

    Without `under` the limit is one of the leg's own unit.
    """

    what: str
    over: str
    under: str = ""
    limit: float | None = None
    at_least: bool = False

    def met(self, ratio: float) -> bool:
        """Whether the ratio holds to it."""
        if self.limit is None:
            return True
        return ratio >= self.limit if self.at_least else ratio <= self.limit

    def said(self, ratio: float) -> str:
        """The goal and whether it is met, as two cells of a table."""
        if self.limit is None:
            return "| |"
        sign, met = ("at least" if self.at_least else "at most"), ("met" if self.met(ratio) else "MISSED")
        return f"{sign} {self.limit:g} | {met} |"


@dataclass(frozen=True)
class Group:
    """Legs that are measured against each other, and what they have to hold to."""

    title: str
    unit: str
    legs: dict[str, Leg]
    goals: tuple[Goal, ...]


GROUPS = {
    "year": Group(
        "One year of one department: 309 human steps, each durable before the next",
        "ms per human step",
        {
            "act": Leg("Vòng Năm, the act, WAL/NORMAL", "leg_year.py", ("act", "fast")),
            "door": Leg("Vòng Năm, the whole door, WAL/NORMAL", "leg_year.py", ("door", "fast")),
            "core": Leg("SQLAlchemy Core, the same writes, WAL/NORMAL", "leg_year.py", ("core", "fast")),
            "act-shipped": Leg("Vòng Năm, the act, as shipped (FULL)", "leg_year.py", ("act", "shipped")),
            "door-shipped": Leg("Vòng Năm, the whole door, as shipped (FULL)", "leg_year.py", ("door", "shipped")),
            "core-shipped": Leg(
                "SQLAlchemy Core, the same writes, as shipped (FULL)", "leg_year.py", ("core", "shipped")
            ),
            "spiff": Leg("SpiffWorkflow, load, step, save, WAL/NORMAL", "leg_spiff.py", (), PEERS),
            "prefect": Leg("Prefect, one task run per step", "leg_prefect.py", ("durable",)),
            "prefect-pipelined": Leg("Prefect, task runs not waited for one by one", "leg_prefect.py", ("pipelined",)),
        },
        (
            Goal("act / SQLAlchemy Core", "act", "core", 2.0),
            Goal("door / SQLAlchemy Core", "door", "core"),
            Goal("act / SQLAlchemy Core, as shipped", "act-shipped", "core-shipped"),
            Goal("Prefect tasks / act", "prefect", "act", 80, at_least=True),
            Goal("Prefect tasks / door", "prefect", "door"),
            Goal("Prefect tasks, pipelined / act", "prefect-pipelined", "act"),
            Goal("SpiffWorkflow / door", "spiff", "door", 1.0, at_least=True),
        ),
    ),
    "heartbeat": Group(
        "A heartbeat with 100 obligations due",
        "ms per heartbeat",
        {
            "1k": Leg("1,000 open obligations", "leg_heartbeat.py", ("1000",)),
            "100k": Leg("100,000 open obligations", "leg_heartbeat.py", ("100000",)),
        },
        (Goal("100,000 / 1,000 open", "100k", "1k", 3.0),),
    ),
    "decision": Group(
        "A decision made in the Prefect UI",
        "ms until it is in the ledger",
        {"resumed": Leg("Vòng Năm's demo office: resumed, read, decided, committed", "leg_decision.py")},
        (Goal("ms from Resume to our ledger", "resumed", limit=4000),),
    ),
    "mail": Group(
        "A thousand queued mails to a local SMTP server",
        "ms per mail",
        {
            "ours": Leg(
                "Vòng Năm: merged, asked, worded, journalled, sent, accounted for (FULL)", "leg_mail.py", ("ours",)
            ),
            "smtplib": Leg("smtplib, one connection, the same mails ready before", "leg_mail.py", ("smtplib",)),
        },
        (Goal("Vòng Năm / smtplib", "ours", "smtplib", 2.0),),
    ),
    "merge": Group(
        "Merging 10,000 due reminders for 2,000 people",
        "ms for all of them",
        {
            "ours": Leg("Vòng Năm: asked, cleared, merged, leased in batches (FULL)", "leg_merge.py", ("ours",)),
            "core": Leg("SQLAlchemy Core, the same rows read and written at once (FULL)", "leg_merge.py", ("core",)),
        },
        (Goal("Vòng Năm / SQLAlchemy Core", "ours", "core", 3.0),),
    ),
    "match": Group(
        "Matching 1,500 publications against 3,000 plan lines",
        "ms of CPU for all of them",
        {
            "ours": Leg("Vòng Năm: lines, topics, activities, each with its reasons", "leg_match.py", ("ours",)),
            "bare": Leg("an inverted index of words, the 40 nearest ranked by rapidfuzz", "leg_match.py", ("bare",)),
        },
        (Goal("Vòng Năm / a bare inverted index with rapidfuzz", "ours", "bare", 3.0),),
    ),
    "cells": Group(
        "The cells of a workbook of 200 rows, as the texts that Excel shows",
        "ms",
        {
            "ours": Leg("Vòng Năm: looked at as bytes, then read", "leg_cells.py", ("ours",)),
            "calamine": Leg("python-calamine, its values made texts", "leg_cells.py", ("calamine",), PEERS),
            "values": Leg("python-calamine, its values as they are", "leg_cells.py", ("values",), PEERS),
            "openpyxl": Leg("openpyxl, read-only, its values made texts", "leg_cells.py", ("openpyxl",)),
            "child": Leg(
                "Vòng Năm, the confined child around it, from its start to its answer", "leg_cells.py", ("child",)
            ),
        },
        (
            Goal("Vòng Năm / python-calamine, the same texts", "ours", "calamine", 2.0),
            Goal("Vòng Năm / python-calamine, values alone", "ours", "values"),
            Goal("openpyxl / Vòng Năm", "openpyxl", "ours"),
            Goal("ms of the child, the reading included", "child"),
        ),
    ),
    "load": Group(
        "Loading a definition: parse, shape, references",
        "ms of CPU",
        {
            "ours": Leg("Vòng Năm, every fault with its place", "leg_load.py", ("ours",)),
            "yaml": Leg("C YAML loader with positions, then pydantic", "leg_load.py", ("yaml",)),
            "check": Leg("`check`: files read, loaded, every doubt", "leg_load.py", ("check",)),
            "explain": Leg("`explain`: loaded, the whole year explained", "leg_load.py", ("explain",)),
        },
        (
            Goal("Vòng Năm / YAML and pydantic", "ours", "yaml", 1.3),
            Goal("check / YAML and pydantic", "check", "yaml", 10),
            Goal("explain / YAML and pydantic", "explain", "yaml", 20),
        ),
    ),
    "help": Group(
        "`vongnam --help`",
        "ms of wall clock",
        {
            "ours": Leg("vongnam --help", "leg_help.py", ("ours",)),
            "argparse": Leg("a bare argparse program, --help", "leg_help.py", ("argparse",)),
        },
        (Goal("vongnam / argparse", "ours", "argparse", 2.5),),
    ),
}


def main() -> int:
    """Measure, print the table, and write it into the page; 1 where a goal is missed, 3 where a leg broke."""
    arguments = _arguments()
    pages, missed = [], 0
    for name in arguments.only or GROUPS:
        values = measured(GROUPS[name], arguments.rounds)
        if values is None:
            return 3
        page, wrong = _page(GROUPS[name], values)
        pages.append(page)
        missed += wrong
    text = "\n".join([_head(arguments.rounds), *pages])
    print(text)
    if not arguments.only:
        _write(arguments.readme, text)
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often every leg runs (default 5)")
    parser.add_argument("--only", nargs="+", choices=GROUPS, help="measure these alone, and write no page")
    parser.add_argument("--readme", type=Path, default=README, help="the page to write into (default: the one here)")
    return parser.parse_args()


def measured(group: Group, rounds: int) -> dict[str, list[float]] | None:
    """Milliseconds of every leg, round by round; None where a leg broke (its words are on the screen)."""
    values: dict[str, list[float]] = {name: [] for name in group.legs}
    for number in range(rounds):
        for name, leg in group.legs.items():
            start = time.perf_counter()
            command = [leg.python, HERE / leg.script, *leg.args]
            done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=_environment())
            if done.returncode:
                print(done.stderr, f"broken: {leg.what}: {' '.join(map(str, command))}", sep="\n", file=sys.stderr)
                return None
            value = json.loads(done.stdout.splitlines()[-1])["value"]
            values[name].append(value)
            took = time.perf_counter() - start
            print(f"  {number + 1}/{rounds} {leg.what}: {value:.3f} {group.unit} (leg {took:.0f} s)", file=sys.stderr)
    return values


def _environment() -> dict[str, str]:
    """Ours without what would change a leg: no settings of an office, no profile of Prefect."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("VONGNAM_", "PREFECT_", "PYTHON"))}
    return {**kept, "PYTHONHASHSEED": "0", "DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}


def _page(group: Group, values: dict[str, list[float]]) -> tuple[str, int]:
    lines = [f"\n### {group.title}\n", f"| leg | {group.unit}, median | least .. most |", "|---|---:|---:|"]
    for name, leg in group.legs.items():
        mine = values[name]
        lines.append(f"| {leg.what} | {median(mine):.3g} | {min(mine):.3g} .. {max(mine):.3g} |")
    lines += ["", "| ratio | median | least .. most | goal | |", "|---|---:|---:|---:|---|"]
    missed = 0
    for goal in group.goals:
        divisor = values[goal.under] if goal.under else [1.0] * len(values[goal.over])
        rounds = [a / b for a, b in zip(values[goal.over], divisor, strict=True)]
        ratio = median(values[goal.over]) / median(divisor)
        lines.append(f"| {goal.what} | {ratio:.3g} | {min(rounds):.3g} .. {max(rounds):.3g} | {goal.said(ratio)}")
        missed += not goal.met(ratio)
    return "\n".join(lines), missed


def _head(rounds: int) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("sqlalchemy", "pydantic", "pyyaml", "prefect"))
    return (
        f"Measured by `make bench` ({rounds} rounds, legs interleaved, each leg its own process): "
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {libraries}, SpiffWorkflow {_of_peer('spiffworkflow')}. "
        "Every ratio is that of two medians; beside it the ratios of the single rounds. "
        "Part of it again: `make bench BENCH='--only help --rounds 9'`."
    )


def _of_peer(name: str) -> str:
    script = f"from importlib.metadata import version; print(version({name!r}))"
    return subprocess.run([PEERS, "-c", script], capture_output=True, text=True, check=False).stdout.strip() or "?"


def _write(page: Path, text: str) -> None:
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
