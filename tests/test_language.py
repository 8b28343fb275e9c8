"""The page of the language is true: it names every key, and each example answers what the program says of it now."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from itertools import groupby, islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from definitions import agenda, words
from definitions.assumed import Assumed
from definitions.context import UPON
from definitions.errors import Faults
from definitions.explain import explain
from definitions.grammar import SCOPES, WEEKDAYS
from definitions.ladder import _RUNG
from definitions.shape import EVERIES, KINDS, TYPES
from definitions.vocabulary import Unit
from definitions.who import relay
from flows.files import read_definition
from notifications import words as said

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "language" / "README.md"
BASE = PAGE.parent / "base"
EXAMPLE = re.compile(r"((?:```yaml\n.*?```\n)+)```text(.*?)\n(.*?)```\n", re.DOTALL)
FRAGMENT = re.compile(r"```yaml\n# (\S+)\n(.*?)```\n", re.DOTALL)
PERIODS = 2
"""So many periods of a step are shown."""

FIELDS = (
    *(words.PROCESS, words.STEP, words.FORM, words.FIELD, words.YEAR, words.ISSUER, words.PARTY, words.TOPIC),
    *(
        words.ACTIVITY,
        words.BASIS,
        words.RECIPIENT,
        words.TARGET,
        words.PERSON,
        words.DIRECTORY,
        words.CALENDAR,
        words.DAY,
        _RUNG,
    ),
)


def _text():
    return PAGE.read_text(encoding="utf-8")


def _named(text):
    """Every word in backticks outside of the examples."""
    return {word for spoken in re.findall(r"`([^`\n]+)`", EXAMPLE.sub("", text)) for word in (spoken, *spoken.split())}


def test_every_word_of_the_language_is_on_the_page():
    """Each key of each file, each kind, recurrence, type, weekday, scope and unit stands there in backticks."""
    keys = {key for fields in FIELDS for key in fields}
    wanted = {*keys, *KINDS, *EVERIES, *TYPES, *WEEKDAYS, *SCOPES, *(unit.value for unit in Unit)}
    assert sorted(wanted - _named(_text())) == []


def test_the_page_stays_a_page():
    """It can be read in one sitting: about 300 lines, beside what the program answers."""
    assert len(_text().splitlines()) <= 500
    assert len(EXAMPLE.sub("", _text()).splitlines()) <= 200


# ---------------------------------------------------------------- the examples


def _read(text: str):
    """Everything as text, as the program reads it: a date is no date yet."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def _laid(base: str, fragment: str) -> str:
    """The fragment over the base: its members replace those of that id; its first lines keep their numbers."""
    try:
        own = _read(fragment)
    except yaml.YAMLError:
        own = None
    rest = _read(base)
    if not isinstance(own, dict):
        return fragment
    text = fragment.rstrip("\n") + "\n"
    for key, value in own.items():
        below = rest.pop(key, None)
        if isinstance(below, dict) and isinstance(value, dict):
            kept = {id: it for id, it in below.items() if id not in value}
            text = _inserted(text, key, yaml.safe_dump(kept, allow_unicode=True, sort_keys=False) if kept else "")
    return text + (yaml.safe_dump(rest, allow_unicode=True, sort_keys=False) if rest else "")


def _inserted(text: str, key: str, members: str) -> str:
    """The text with these members at the end of its section `key`."""
    indented = "".join(f"  {line}\n" for line in members.splitlines())
    return re.sub(
        rf"^({re.escape(key)}:\n(?:[ #].*\n)*)", lambda found: found[1] + indented, text, count=1, flags=re.MULTILINE
    )


def _office(folder: Path, fragments: Iterable[tuple[str, str]]) -> Path:
    """The base with these fragments, in a folder; its year file."""
    for file in BASE.glob("*.yaml"):
        (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    for name, fragment in fragments:
        file = folder / name if (folder / name).exists() else folder / "calendars" / name
        file.parent.mkdir(exist_ok=True)
        own = f"# {name}\n{fragment}"
        file.write_text(_laid(file.read_text("utf-8"), own) if file.exists() else own, encoding="utf-8")
    return folder / "2023.yaml"


def _answer(fragments, shown: str, folder: Path) -> str:
    """What the program says of an example: its faults, or the dates of its steps, with what else is to be shown."""
    try:
        definition, _ = read_definition(_office(folder, fragments))
    except Faults as found:
        return "".join(f"{fault.say('vi').replace(f'{folder.as_posix()}/', '')}\n" for fault in found.faults)
    ctx = agenda.context(definition)
    steps = {id for name, text in fragments if name == "process.yaml" for id in _read(text)["steps"]}
    rows = [row for row in explain(ctx) if row.step in steps]
    return "".join(_lines(ctx, shown, [*its]) for _, its in groupby(rows, key=lambda row: row.step))


def _lines(ctx, shown, rows):
    lines = [f"{rows[0].title} ({rows[0].step})"]
    lines += [f"  {row.period:<9} {row.reason}" for row in islice(rows, PERIODS)]
    step = ctx.steps[rows[0].step]
    if step.every not in UPON:
        lines += [line for what in shown.split() for line in _SHOWS[what](ctx, step, rows[0].period)]
    return "".join(f"{line}\n" for line in lines)


def _at(ctx, instant):
    zone = ZoneInfo(ctx.clock.zone)
    day = instant.astimezone(zone).date()
    return f"{said.clock(instant, zone)} ({said.weekday(day)})"


def _opens(ctx, step, period):
    opens = Assumed(ctx).instants(step, period).opens
    if opens:
        yield f"  mở {period}: {_at(ctx, opens)}"


def _who(ctx, step, period):
    for each in ctx.periods[step.id][:PERIODS]:
        owing = [(p.name, relay(ctx, step, p.id)) for p in agenda.parties(ctx, step, each)]
        named = (name + (f" (qua {ctx.definition.year.party(via).name})" if via else "") for name, via in owing)
        yield f"  ai {each}: {'; '.join(named)}"


def _rungs(ctx, step, period):
    for rung, at in Assumed(ctx).rungs(step, period):
        what = "nhắc" if rung.kind == "remind" else "báo"
        to = next((role.title for role in ctx.definition.process.roles if role.id == rung.to), "bên có nhiệm vụ")
        yield f"  {what} {period}: {_at(ctx, at)} ({to})"


_SHOWS = {"mở": _opens, "ai": _who, "nhắc": _rungs}


def test_the_examples_answer_what_they_are_said_to(tmp_path):
    """Every text block is what the program says of the fragments before it; VONGNAM_RENEW=1 writes them again."""
    numbers = iter(range(1000))

    def true(found):
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return f"{found[1]}```text{found[2]}\n{_answer(FRAGMENT.findall(found[1]), found[2], folder)}```\n"

    text = _text()
    now = EXAMPLE.sub(true, text)
    if os.environ.get("VONGNAM_RENEW"):
        PAGE.write_text(now, encoding="utf-8")
        return
    assert len(EXAMPLE.findall(text)) >= 15
    assert text == now, "run with VONGNAM_RENEW=1"


def test_every_fragment_belongs_to_an_example():
    """No YAML block of the page stands without what the program says of it, or without the name of its file."""
    text = _text()
    assert text.count("```yaml\n") == len(FRAGMENT.findall("".join(block for block, *_ in EXAMPLE.findall(text))))


def test_a_moment_of_the_page_that_is_changed_changes_the_answer(tmp_path):
    """The comparison can fail: another day gives another answer."""
    step = "steps:\n  x: {{title: X, basis: '1', kind: do, by: office, every: month, due: on day {}}}\n"
    answers = []
    for day in (4, 6):
        folder = tmp_path / str(day)
        folder.mkdir()
        answers.append(_answer([("process.yaml", step.format(day))], "", folder))
    assert answers[0] != answers[1]


@pytest.mark.parametrize("file", ["process.yaml", "2023.yaml", "organisation.yaml"])
def test_the_base_is_sample_data_and_says_so(file):
    """Whoever opens it sees at once that nobody works there."""
    assert (BASE / file).read_text(encoding="utf-8").startswith("# DỮ LIỆU MẪU")
