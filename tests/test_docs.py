"""The pages for people are true: links, files, commands, settings and quoted words exist, and no page names a machine."""

from __future__ import annotations

import ast
import os
import re
import shlex
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from definitions.drawn import table
from flows import calls, commands

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("definitions", "storage", "notifications", "flows")
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
ONE_PAGE = ("nguoi-duyet", "van-phong", "don-vi", "co-quan-bao-chi")
FOR_PEOPLE = (*ONE_PAGE, "quan-tri", "nguoi-duyet-chi-tiet", "van-phong-bieu-mau", "don-vi-chi-tiet")
A4 = (92, 60)
"""Letters in a line, and lines, of a page of A4 in 11 points."""
OUTPUT = re.compile(r"<!-- output: .+? -->\n```text\n.*?```\n", re.DOTALL)
MODULES = re.compile(r"(<!-- modules -->\n).*?(<!-- end of modules -->)", re.DOTALL)
# a folder or a file of the house, as it is named in a page; what is in a data folder is none of these
HOUSE = re.compile(
    r"(?:(?:definitions|storage|notifications|flows|tests|docs|benchmarks|\.ci)/[\w./-]*[\w/]"
    r"|(?:README|CHANGELOG)\.md|Makefile|pyproject\.toml|prefect\.yaml|requirements(?:-dev)?\.(?:lock|in))"
)
KNOWN_SITES = {"keepachangelog.com"}
pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def _text(page):
    """A page without the outputs that it shows: those are the program's own, and another test compares them."""
    return OUTPUT.sub("", page.read_text(encoding="utf-8"))


def _spoken(page):
    """What stands in backticks or in a block of commands: names and commands, not prose."""
    text = _text(page)
    blocks = re.findall(r"```(?:sh|bat)\n(.*?)```", text, re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [*inline, *(line for block in blocks for line in block.splitlines())]


def _anchor(heading):
    """The anchor of a heading, as GitHub makes it."""
    kept = "".join(c for c in heading.strip().lower() if c.isalnum() or c in " -_" or unicodedata.combining(c))
    return kept.replace(" ", "-")


# ---------------------------------------------------------------- links and files


@pages
def test_every_link_leads_somewhere(page):
    """A relative link names a file that is there, and its anchor a heading of that file."""
    for link in re.findall(r"\]\(([^)\s]+)\)", _text(page)):
        parts = urlsplit(link)
        if parts.scheme:
            continue
        found = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        assert found.exists(), link
        headings = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.MULTILINE) if parts.fragment else []
        assert not parts.fragment or unquote(parts.fragment) in map(_anchor, headings), link


@pages
def test_every_file_that_a_page_names_is_there(page):
    """A path of the house in backticks or in a command exists."""
    named = {path.rstrip("/") for said in _spoken(page) for path in HOUSE.findall(said)}
    assert sorted(p for p in named if not (ROOT / p).exists()) == []


# ---------------------------------------------------------------- commands and settings


def _calls(page) -> Iterator[list[str]]:
    for said in _spoken(page):
        for call in re.findall(r"(?:^|[/\\ ])vongnam(?:[ ]+([^#&|«»]*))?(?=$|[#&|])", said):
            yield shlex.split(call)


@pages
def test_every_command_that_a_page_names_can_be_called(page, capsys):
    """`vongnam ...` in a page is understood by the command line, options and all; a bare name is a command of it."""
    for words in _calls(page):
        if len(words) == 1 and not words[0].startswith("-"):
            assert words[0] in commands.MODULES or words[0] == "COMMAND"
        elif words:
            assert _understood(words), (words, capsys.readouterr().err)


def _understood(words) -> bool:
    try:
        calls.parser("vi").parse_args(words)
    except SystemExit as end:  # 0 is a help text that was asked for
        return end.code == 0
    return True


def test_commands_are_found_in_the_pages():
    """The reading of commands can fail: it finds those that stand there."""
    found = {words[0] for page in PAGES for words in _calls(page) if words}
    assert {
        "up",
        "check",
        "explain",
        "rehearse",
        "status",
        "sending",
        "deploy",
        "resync",
        "demo",
        "diff",
        "apply",
    } <= found


def test_every_setting_is_documented_and_exists():
    """docs/quan-tri.md names every VONGNAM_* that flows/wiring.py reads, and no other."""
    wiring = (ROOT / "flows" / "wiring.py").read_text(encoding="utf-8")
    read = {f"VONGNAM_{name}" for name in re.findall(r'(?<![.\w])get\("([A-Z_]+)"', wiring)}
    read |= set(re.findall(r'env\.get\("(VONGNAM_\w+)"', wiring))
    rows = re.findall(r"^\| `(VONGNAM_\w+)`", (ROOT / "docs" / "quan-tri.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(rows) == read
    assert len(rows) == len(read)


def test_a_setting_anywhere_is_one_of_them():
    """No page names a setting that the administrator's page does not explain."""
    known = set(re.findall(r"^\| `(VONGNAM_\w+)`", (ROOT / "docs" / "quan-tri.md").read_text("utf-8"), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"VONGNAM_[A-Z_]*[A-Z]", _text(page))}
    assert named - known - {"VONGNAM_RENEW"} == set()


# ---------------------------------------------------------------- words on the screen


def _program_words() -> str:
    """Every word that the program can show: its modules, its templates, the sample definition."""
    files = [p for package in PACKAGES for p in (ROOT / package).rglob("*") if p.suffix in {".py", ".j2", ".yaml"}]
    text = "\n".join(p.read_text(encoding="utf-8") for p in files)
    return text.replace("{TRIES}", "5").replace('"\n    "', "")


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_what_is_quoted_stands_on_the_screen(name):
    """What a page for people puts in «...» is exactly what the program shows; "..." stands for what varies."""
    shown = _program_words()
    quoted = re.findall(r"«([^»]+)»", (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8"))
    parts = {part.strip() for words in quoted for part in words.split("...")}
    assert sorted(part for part in parts if part and part not in shown) == []


@pytest.mark.parametrize("name", ONE_PAGE)
def test_a_page_for_people_is_one_page(name):
    """Printed in 11 points without its pictures, each of the four fits on one sheet of A4."""
    width, height = A4
    said = [line for line in (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8").splitlines() if line.strip()]
    lines = sum(-(-len(line) // width) for line in said if not line.startswith(("![", "|---")))
    assert lines <= height


# ---------------------------------------------------------------- architecture, machines


def _modules():
    for package in PACKAGES:
        yield from (f"### {package}/", "")
        lines = [
            (f"`{p.relative_to(ROOT).as_posix()}`", _reason(p))
            for p in sorted((ROOT / package).rglob("*.py"))
            if "migrations" not in p.parts
        ]
        yield from table(("module", "its one reason to exist"), lines)
        yield ""


def _reason(path):
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def test_the_tree_is_drawn_as_it_is():
    """docs/architecture.md lists every module with the first line of its docstring; VONGNAM_RENEW=1 writes it again."""
    page = ROOT / "docs" / "architecture.md"
    text = page.read_text(encoding="utf-8")
    drawn = MODULES.sub(lambda found: f"{found[1]}{chr(10).join(_modules())}{found[2]}", text)
    if os.environ.get("VONGNAM_RENEW"):
        page.write_text(drawn, encoding="utf-8")
        return
    assert MODULES.search(text)
    assert text == drawn, "run with VONGNAM_RENEW=1"


@pages
def test_no_page_names_a_machine(page):
    """Addresses are this computer's own, reserved for examples, or public and named; no folder is somebody's own."""
    text = page.read_text(encoding="utf-8")
    hosts = {urlsplit(url).hostname or "" for url in re.findall(r"https?://[\w.:@-]+", text)}
    foreign = {h for h in hosts if h not in {"127.0.0.1", "localhost", *KNOWN_SITES} and not h.endswith(".example")}
    mails = {host for host in re.findall(r"[\w.-]+@([\w.-]+\w)", text) if not host.endswith(".example")}
    assert (foreign, mails - {"127.0.0.1"}) == (set(), set())
    assert re.findall(r"(?<![\w.])/(?:root|home|Users|tmp)/\w+", text) == []
