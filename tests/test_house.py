"""House-keeping: locks that name no address, shown output that is true, words that exist, no machine in the texts."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from definitions.played import PLAYED
from definitions.remarks import REMARKS
from definitions.sentences import FAULTY
from definitions.wording import WORDS
from flows import commands, days_told, say

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "benchmarks/requirements-peers.lock")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
SHOWN = re.compile(r"(<!-- output: (.+?) -->\n```text\n)(.*?)(```\n)", re.DOTALL)
SKIPPED = {
    ".git",
    ".venv",
    ".venv-bench",
    "var",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
}


def _pins(lock: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / lock).read_text(encoding="utf-8")))


def _texts() -> Iterator[tuple[str, str]]:
    """Every text file of the house, by its name."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in SKIPPED and not name.endswith(".egg-info")]
        for file in (Path(folder) / name for name in files if name not in SKIPPED):
            if file.suffix in {".py", ".md", ".yaml", ".toml", ".in", ".lock", ".j2", ".html", ".txt", ""}:
                yield file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8", errors="replace")


# ---------------------------------------------------------------- locks


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock):
    """A lock says what, never from where: whoever installs chooses the index."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"https?://|file://|index-url|find-links| @ ", text) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock):
    """Every line of a lock is one exact version, with at least one SHA-256."""
    text = re.sub(r"\\\n\s*", "", (ROOT / lock).read_text(encoding="utf-8"))
    assert text.strip()
    assert [line for line in text.splitlines() if "==" not in line or "--hash=sha256:" not in line] == []


def test_the_tests_run_on_what_is_shipped():
    """requirements-dev.lock holds all of requirements.lock, in the same versions."""
    shipped, tested = _pins("requirements.lock"), _pins("requirements-dev.lock")
    assert {name: tested.get(name) for name in shipped} == shipped


def test_every_dependency_is_locked():
    """What pyproject.toml and requirements.in ask for stands in the lock, under the same name."""
    asked = re.findall(r"^([A-Za-z0-9._-]+)", (ROOT / "requirements.in").read_text(encoding="utf-8"), re.MULTILINE)
    declared = (
        (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("dependencies = [")[2].partition("]\n")[0]
    )
    asked += re.findall(r'"([A-Za-z0-9._-]+)', declared)
    assert {name.lower() for name in asked} - {name.lower() for name in _pins("requirements.lock")} == set()


# ---------------------------------------------------------------- words


def _codes(path: Path) -> Iterator[str]:
    """The codes of sentences that a module names: `SomeError(code="...")`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for word in node.keywords if isinstance(node, ast.Call) else ():
            if (
                word.arg == "code"
                and isinstance(word.value, ast.Constant)
                and re.fullmatch("[a-z]+(-[a-z0-9]+)+", str(word.value.value))
            ):
                yield str(word.value.value)


def test_every_error_has_its_sentences():
    """A code that an error is raised with has its sentence and its remedy in both languages."""
    used = {
        code
        for name in ("definitions", "storage", "notifications", "flows")
        for p in (ROOT / name).rglob("*.py")
        for code in _codes(p)
    }
    assert used - WORDS.keys() == set()


def test_a_code_has_one_meaning():
    """No sentence of an error stands in the place of a fault's: the two catalogues share no code."""
    ours = (ROOT / "definitions" / "wording.py").read_text(encoding="utf-8")
    catalogues = (*FAULTY, *PLAYED, *REMARKS)
    assert [code for code in catalogues if f'"{code}": Wording(' in ours] == []
    assert len(catalogues) == len(set(catalogues))


SAID = {"": say.WORDS, "days_told": days_told.WORDS, **{name: commands.module(name).WORDS for name in commands.MODULES}}


@pytest.mark.parametrize(("command", "key"), [(name, key) for name, words in SAID.items() for key in words])
def test_the_program_speaks_both_languages(command, key):
    """Vietnamese and English name the same facts, and the two are two sentences."""
    vi, en = SAID[command][key]
    names = [sorted(re.findall(r"\{(\w+)", text)) for text in (vi, en)]
    assert names[0] == names[1]
    assert vi != en


# ---------------------------------------------------------------- texts


def test_no_text_names_a_machine():
    """No file names a folder of somebody's machine."""
    private = re.compile(r"(?<![\w.])/(?:root|home/\w+|work|Users/\w+)/")
    assert [name for name, text in _texts() if private.search(text)] == []


def _output(command: str) -> str:
    """What a shown command prints; `| head -N` keeps the first lines of it, as a shell would."""
    words, _, head = command.partition(" | head -")
    program, *arguments = words.split()
    assert program == "vongnam", command
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    call = [sys.executable, "-m", "flows.cli", *arguments]
    done = subprocess.run(call, capture_output=True, encoding="utf-8", check=False, cwd=ROOT, env=env)
    lines = done.stdout.splitlines()
    return "".join(f"{line}\n" for line in lines[: int(head or len(lines))])


def test_the_readme_shows_what_the_program_prints():
    """Every output in README.md is what its command prints today; `make readme` writes them again."""
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    true = SHOWN.sub(lambda found: found[1] + _output(found[2]) + found[4], text)
    if os.environ.get("VONGNAM_WRITE_README"):
        readme.write_text(true, encoding="utf-8")
        return
    assert SHOWN.search(text)
    assert text == true, "run `make readme`"
