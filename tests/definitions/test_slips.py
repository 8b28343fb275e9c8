"""One letter wrong: whatever word of the real definition it is in, the fault asks whether the right one was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

import definitions
from definitions.errors import Faults
from definitions.load import Source, load, warnings

HERE = Path(definitions.__file__).parent / "ha-tinh"
NAMES = {"process": "process.yaml", "year": "2023.yaml", "people": "organisation.yaml"}
TEXTS = {part: (HERE / name).read_text(encoding="utf-8") for part, name in NAMES.items()}
TEMPLATES = {"letters": {"reminder", "opening"}, "documents": {"month-plan", "ministry-report"}}
LETTER = "    letter: opening\n    title: Kế hoạch tuyên truyền tháng của đơn vị\n"

# what it is, the file, the words that stand before it there, the word itself
WORDS = [
    ("party", "year", "purpose: để b/c, party: ", "bo-tnmt"),
    ("party", "people", "people:\n  ", "van-phong"),
    ("role", "process", "with: ", "partner"),
    ("role", "process", "deadlock: ", "leader"),
    ("role", "process", "escalate: {to: ", "office"),
    ("role", "year", "  van-phong: {role: ", "office"),
    ("step", "process", "    from: ", "unit-plan"),
    ("step", "process", "    on: ", "month-plan"),
    ("step", "process", "    needs: ", "partner-agreement"),
    ("step", "process", "or 1 working day after ", "unit-plan"),
    ("step", "year", "dates:\n  ", "plan-issue"),
    ("form", "process", "    form: ", "publication"),
    ("template", "process", "    letter: ", "opening"),
    ("document", "process", "    document: ", "ministry-report"),
    ("clause", "process", "    basis: [", "III.1.1"),
    ("clause", "year", "  t1:\n    basis: ", "II.1"),
    ("calendar", "process", "calendar: ", "vietnam"),
    ("key", "process", "    ", "obligations"),
    ("key", "process", "    ", "criteria"),
    ("key", "process", "", "timezone"),
    ("key", "year", "", "recipients"),
    ("key", "people", "", "sample"),
    ("value", "process", "    late: ", "addendum"),
    ("value", "process", "    how: ", "record"),
    ("value", "year", "  sample: ", "yes"),
    ("field type", "process", "type: ", "topics"),
    ("kind", "process", "    kind: ", "compile"),
    ("kind", "process", "    kind: ", "submit"),
    ("recurrence", "process", "    every: ", "month"),
    ("recurrence", "process", "    every: ", "quarter"),
]


def slips(word):
    """One letter left out, doubled, exchanged with the next, or another one, in the middle of the word."""
    n = len(word) // 2
    yield word[:n] + word[n + 1 :]
    yield word[:n] + word[n] + word[n:]
    yield word[: n - 1] + word[n] + word[n - 1] + word[n + 1 :]
    yield word[:n] + ("x" if word[n].isalpha() else "9") + word[n + 1 :]


def read(**changed):
    """The real definition with some of its texts changed: it, and its sources."""
    texts = TEXTS | changed
    sources = [Source(NAMES[part], texts[part]) for part in ("process", "year", "people")]
    return load(*sources, **TEMPLATES), sources


def asked(part, old, new):
    """What the faults ask for, where the one place of a text is changed."""
    text = TEXTS[part].replace("    title: Kế hoạch tuyên truyền tháng của đơn vị\n", LETTER, 1)
    assert old in text
    try:
        read(**{part: text.replace(old, new, 1)})
    except Faults as found:
        return {word for fault in found.faults for word in fault.hint}
    return None


@pytest.mark.parametrize(("part", "before", "word"), [row[1:] for row in WORDS], ids=lambda value: repr(value.strip()))
def test_a_slip_in_any_word_is_asked_back(part, before, word):
    """A party, a role, a step, a form, a key, a value...: one letter wrong, and the right word is offered."""
    for slip in slips(word):
        if slip != word:
            assert word in (asked(part, before + word, before + slip) or ()), slip


@pytest.mark.parametrize("slip", ["2 time a week", "2 times week", "2 times a weak", "2 timse a week"])
def test_a_slip_in_several_times_a_week_is_asked_back(slip):
    """A recurrence of several words is offered whole."""
    assert "2 times a week" in asked("process", "every: month", f"every: {slip}")


@pytest.mark.parametrize("slip", ["k77", "k007", "kk07", "h07"])
def test_a_slip_in_an_activity_is_asked_back(slip):
    """An activity that is not there is a warning, for the next year may have it; it offers the one that is."""
    found = warnings(*read_with_activity(slip))
    assert any("k07" in warning.hint for warning in found if warning.code == "unknown-activity")


def read_with_activity(name):
    """The real definition whose anniversary stands around another activity, and its sources."""
    definition, sources = read(process=TEXTS["process"].replace("activity: k07", f"activity: {name}"))
    return definition, *sources


@pytest.mark.parametrize("slip", ["befor day 5", "before dya 5", "end of teh month", "3 workin days before"])
def test_a_slip_in_a_moment_is_asked_back(slip):
    """The words of a moment are mended, where they then say one."""
    process = TEXTS["process"].replace("due: before day 5 ", f"due: {slip} ", 1)
    with pytest.raises(Faults) as found:
        read(process=process)
    assert any("Did you mean" in fault.remedy for fault in found.value.faults)
