"""The house as it was drawn: this reads the tree back and says where it differs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# package -> the packages of ours that it may import
BELOW = {
    "flows": {"flows", "storage", "notifications", "definitions"},
    "storage": {"storage", "definitions"},
    "notifications": {"notifications", "definitions"},
    "definitions": {"definitions"},
}
# what the pure package may import beside the standard library
PURE = {"pydantic", "pendulum", "yaml", "holidays", "rapidfuzz"}
# tool -> the only modules (or the only package) that import it
DOORS = {
    "jinja2": ("notifications/render.py",),
    "apprise": ("notifications/send.py",),
    "docxtpl": ("notifications/documents.py",),
    "docx": ("notifications/documents.py",),
    "openpyxl": ("notifications/workbooks/",),
    "matplotlib": ("notifications/pictures.py",),
    "icalendar": ("notifications/feeds.py",),
    "prefect": (
        "flows/deployed.py",
        "flows/operated.py",
        "flows/recorded.py",
        "flows/released.py",
        "flows/pressed.py",
        "flows/resumed.py",
        "flows/onscreen.py",
        "flows/deploy.py",
        "flows/served.py",
    ),
    "imapclient": ("flows/mailbox/",),
    "feedparser": ("flows/newsfeeds.py",),
    "lxml": ("flows/articles.py",),
    "httpcore": ("flows/fetching.py",),
    "starlette": ("flows/pages/",),
    "uvicorn": ("flows/pages/",),
    "yaml": ("definitions/source.py",),
    "sqlmodel": ("storage/",),
    "sqlalchemy": ("storage/",),
    "alembic": ("storage/",),
}
CLOCK_DOOR = "flows/wiring.py"
CLOCK = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
CLOCK |= {("pendulum", "now"), ("pendulum", "today"), ("time", "time"), ("time", "time_ns")}
ENVIRONMENT = {("os", "environ"), ("os", "getenv"), ("os", "environb")}

BUDGET = 300
# file -> (lines, why it may be longer)
LONGER = {
    "definitions/vocabulary.py": (460, "the whole language stands in one file, so that it is read in one go"),
    "definitions/due.py": (430, "THE place: every rule of what time brings, one small function each"),
    "storage/tables.py": (500, "all rows with their keys, declared once"),
}
HEAVY = {"prefect", "sqlalchemy", "sqlmodel", "alembic", "pydantic", "yaml", "pendulum", "jinja2", "apprise"}
HEAVY |= {"docxtpl", "docx", "openpyxl", "matplotlib", "icalendar", "holidays", "httpx", "aiosmtpd", "rich", "asyncio"}


def _modules(*packages: str) -> list[Path]:
    return sorted(p for package in packages or BELOW for p in (ROOT / package).rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every (line, dotted name) that a module imports, wherever in the file it does so."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


def _dotted(node: ast.expr) -> list[str]:
    """`dt.datetime.now` -> ["dt", "datetime", "now"]; [] for anything that is no plain name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    return [node.id, *parts] if isinstance(node, ast.Name) else []


def _reaches(name: str, tree: ast.Module, forbidden: set[tuple[str, str]]) -> list[str]:
    """Where a module names one of these (module, attribute) pairs, through an attribute or a `from` import."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and tuple(_dotted(node)[-2:]) in forbidden:
            found.append(f"{name}:{node.lineno}: {'.'.join(_dotted(node))}")
        if isinstance(node, ast.ImportFrom) and any((node.module, a.name) in forbidden for a in node.names):
            found.append(f"{name}:{node.lineno}: from {node.module} import ...")
    return found


def _elsewhere(forbidden: set[tuple[str, str]]) -> list[str]:
    """Where a module other than the one that may names one of these."""
    others = (path for path in _modules() if _name(path) != CLOCK_DOOR)
    return [where for path in others for where in _reaches(_name(path), _tree(path), forbidden)]


def test_arrows_point_down():
    """flows -> (storage | notifications) -> definitions, and the two wings never meet."""
    wrong = [
        f"{_name(path)}:{line}: {target}"
        for path in _modules()
        for line, target in _imports(path)
        if target.split(".")[0] in BELOW and target.split(".")[0] not in BELOW[path.relative_to(ROOT).parts[0]]
    ]
    assert wrong == []


def test_imports_are_absolute():
    """A module is imported by its full name: there is one way to name it, and no second copy."""
    wrong = [f"{_name(p)}:{line}" for p in _modules() for line, target in _imports(p) if target.startswith(".")]
    assert wrong == []


def test_the_definitions_are_pure():
    """definitions/ imports the standard library and the few pure libraries that are named with their reason."""
    allowed = PURE | {"definitions"} | set(sys.stdlib_module_names)
    wrong = [
        f"{_name(p)}:{line}: {target}"
        for p in _modules("definitions")
        for line, target in _imports(p)
        if target.split(".")[0] not in allowed
    ]
    assert wrong == []


@pytest.mark.parametrize("tool", sorted(DOORS))
def test_a_tool_has_one_door(tool):
    """One module (for SQL: one package) imports each tool."""
    wrong = [
        f"{_name(p)}:{line}"
        for p in _modules()
        for line, target in _imports(p)
        if target.split(".")[0] == tool and not _name(p).startswith(DOORS[tool])
    ]
    assert wrong == []


def test_one_file_reads_the_clock():
    """Time is an argument everywhere but in flows/wiring.py."""
    assert _elsewhere(CLOCK) == []


def test_one_file_reads_the_environment():
    """Settings are an argument everywhere but in flows/wiring.py."""
    assert _elsewhere(ENVIRONMENT) == []


@pytest.mark.parametrize(
    "text",
    [
        "import datetime as dt\ndt.datetime.now(dt.UTC)",
        "from time import time",
        "import pendulum\npendulum.now()",
        "import os\nos.environ",
    ],
)
def test_a_reading_is_seen_however_it_is_spelled(text):
    """The usual spellings of reading the clock or the environment are found: the check itself can fail."""
    assert _reaches("flows/invented.py", ast.parse(text), CLOCK | ENVIRONMENT)


def test_imports_make_no_circle():
    """No module needs itself to be imported, seen through the imports at the top of each file."""
    known = {_name(p)[:-3].replace("/", ".").removesuffix(".__init__"): p for p in _modules()}
    edges = {
        name: {t for n in _tree(p).body for t in _targets(n) if t in known and t != name} for name, p in known.items()
    }
    while ends := [name for name, targets in edges.items() if not targets & edges.keys()]:
        for name in ends:
            del edges[name]
    assert sorted(edges) == []


def _targets(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def test_entrypoints_are_dotted():
    """Prefect loads a flow by module name: a file path would load a second copy of the module."""
    texts = [p.read_text(encoding="utf-8") for p in [ROOT / "prefect.yaml", *_modules("flows")] if p.exists()]
    wrong = [line for text in texts for line in text.splitlines() if "entrypoint" in line and ".py:" in line]
    assert wrong == []


def test_no_flow_is_called_like_a_package():
    """A file of flows/ that bore the name of an installed or standard module would shadow it under Prefect."""
    taken = set(sys.stdlib_module_names) | set(packages_distributions()) | BELOW.keys()
    assert [p.stem for p in _modules("flows") if p.stem in taken and p.stem != "__init__"] == []


def test_every_module_says_why_it_exists():
    """The first line of a module is a sentence that says its one reason to exist."""
    docs = {_name(p): (ast.get_docstring(_tree(p)) or "").partition("\n")[0] for p in _modules()}
    assert [name for name, first in docs.items() if not first.endswith((".", "?", "!", ":"))] == []


def test_public_definitions_say_what_they_promise():
    """Every public function, method and class of definitions/ has a docstring."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    wrong = [
        f"{_name(p)}:{node.lineno}: {node.name}"
        for p in _modules("definitions")
        for owner in [_tree(p), *(n for n in ast.walk(_tree(p)) if isinstance(n, ast.ClassDef))]
        for node in owner.body
        if isinstance(node, kinds) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert wrong == []


def test_files_stay_small():
    """A file is at most 300 lines long; the exceptions are named, with their reason and a limit of their own."""
    lengths = {_name(p): len(p.read_text(encoding="utf-8").splitlines()) for p in _modules()}
    over = {n: count for n, count in lengths.items() if count > LONGER.get(n, (BUDGET,))[0]}
    assert over == {}


def test_no_exception_outlives_its_need():
    """A file that is named as too long is there, and is too long."""
    spare = [n for n in LONGER if len((ROOT / n).read_text(encoding="utf-8").splitlines()) <= BUDGET]
    assert spare == []


def test_help_imports_nothing_heavy():
    """`vongnam --help` answers at once: no heavy module is loaded for it."""
    script = "import sys, flows.cli\ntry: flows.cli.main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert HEAVY & set(done.stdout.split("\n")[-2].split()) == set()


def test_nothing_happens_at_import():
    """Importing the pure package reads no file beside its own modules, and opens no connection."""
    script = (
        "import sys, importlib\n"
        "def hook(event, args):\n"
        "    if event in ('socket.connect', 'subprocess.Popen', 'sqlite3.connect', 'os.mkdir'): sys.exit(event)\n"
        "import pydantic, pendulum, yaml, holidays\n"
        "sys.addaudithook(hook)\n"
        "[importlib.import_module(name) for name in sys.argv[1:]]"
    )
    names = [
        _name(p)[:-3].replace("/", ".").removesuffix(".__init__") for p in _modules("definitions", "notifications")
    ]
    done = subprocess.run([sys.executable, "-c", script, *names], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
