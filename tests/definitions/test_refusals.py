"""What the loader refuses: every fault at once, each with its line and column, its words and its remedy."""

from __future__ import annotations

from itertools import pairwise

import pytest

from definitions import wording
from definitions.errors import Faults
from definitions.load import load
from definitions.source import Source, read

PROCESS = """\
process: small
title: Việc nhỏ
day starts: "08:00"
timezone: Asia/Ho_Chi_Minh
calendar: vietnam
clauses: [I.1, I.2]
roles: {office: Văn phòng, unit: Đơn vị, partner: Báo}
forms:
  note: {title: Ghi chú, fields: {what: {title: Nội dung, type: text}}}
steps:
  ask:
    title: Hỏi
    basis: I.1
    kind: submit
    by: unit
    every: month
    opens: 10 days before
    due: before day 5
    remind: 3 working days before
    form: note
  gather:
    title: Gom
    kind: compile
    by: office
    every: month
    from: ask
    due: 2 working days after ask is due
  talk:
    title: Thống nhất
    kind: agree
    on: gather
    with: partner
    needs: gather
    rounds: 2
"""
YEAR = """\
year: 2023
process: process.yaml
runs: 2023-03-15 to 2023-12-31
issuer: {name: Sở}
parties:
  vp: {role: office, name: Văn phòng}
  a: {role: unit, name: Đơn vị A}
  bao: {role: partner, name: Báo}
recipients:
  - {name: Báo, party: bao}
"""
PEOPLE = """\
people:
  a:
    dau-moi: {name: Đầu mối, addresses: {mail: a@so.example}}
"""
CALENDAR = """\
calendar: vietnam
year: 2023
off:
  2023-09-01: {name: Quốc khánh}
"""
FILES = {"process.yaml": PROCESS, "2023.yaml": YEAR, "organisation.yaml": PEOPLE, "vietnam.yaml": CALENDAR}


def faults(**changed):
    """The faults of the small definition, some of its texts changed; `process` stands for process.yaml."""
    names = {"process": "process.yaml", "year": "2023.yaml", "people": "organisation.yaml", "calendar": "vietnam.yaml"}
    texts = FILES | {names[key]: text for key, text in changed.items()}
    process, year, people, calendar = (Source(name, text) for name, text in texts.items())
    with pytest.raises(Faults) as refused:
        load(process, year, people, [calendar])
    return refused.value.faults


def broken(file, old, new):
    """The faults of the small definition after one edit; the edit has to find its words."""
    text = FILES[
        {"process": "process.yaml", "year": "2023.yaml", "people": "organisation.yaml"}.get(file, "vietnam.yaml")
    ]
    assert text.count(old) >= 1
    return faults(**{file: text.replace(old, new, 1)})


def test_the_small_definition_has_no_fault():
    """What every edit below starts from is taken."""
    assert load(*(Source(name, FILES[name]) for name in ("process.yaml", "2023.yaml", "organisation.yaml")))


# file, what is replaced, by what, and the fault: code, line, column, words, what was probably meant
EDITS = [
    ("process", "    rounds: 2\n", "    round: 2\n", "unknown-key", 34, 5, "round", ("rounds",)),
    ("process", "    rounds: 2\n", "    rounds: two\n", "not-a-number", 34, 13, "two", ()),
    ("process", "    rounds: 2\n", "    rounds: 0\n", "not-a-number", 34, 13, "0", ()),
    ("process", "    rounds: 2\n", "    rounds: 2\n    rounds: 3\n", "duplicate-key", 35, 5, "rounds", ()),
    ("process", "    rounds: 2\n", "    rounds:\n", "empty", 34, 12, "rounds", ()),
    ("process", "kind: submit", "kind: sumbit", "not-one-of", 14, 11, "sumbit", ("submit",)),
    ("process", "every: month", "every: monthly", "not-one-of", 16, 12, "monthly", ("month",)),
    ("process", "every: month", "every: 9 times a week", "not-one-of", 16, 12, "9 times a week", ("2 times a week",)),
    ("process", "every: month", "every: 1 times a week", "not-one-of", 16, 12, "1 times a week", ("2 times a week",)),
    ("process", "by: unit", "by: unit\n    via: district", "unknown-role", 16, 10, "district", ()),
    ("process", "by: unit", "by: unit\n    proof: nobody", "not-one-of", 16, 12, "nobody", ()),
    ("process", "by: unit", "by: unit\n    accept: ofice", "unknown-role", 16, 13, "ofice", ("office",)),
    ("process", "by: unit", "by: unit\n    via: partner", "no-relay", 7, 3, "a", ()),
    ("year", "name: Đơn vị A", "name: Đơn vị A, under: vq", "unknown-party", 7, 42, "vq", ()),
    ("year", "year: 2023", "year: 2025 to 2023", "not-years", 1, 7, "2025 to 2023", ()),
    ("year", "year: 2023", "year: 2023 to 2024 to 2025", "not-years", 1, 7, "2023 to 2024 to 2025", ()),
    ("year", "year: 2023", "year: 2023 to then", "not-a-number", 1, 7, "then", ()),
    ("year", "year: 2023", "year: 2023 to 2024", "runs-elsewhere", 3, 7, "2023-03-15 to 2023-12-31", ()),
    ("process", "by: unit", "by: units", "unknown-role", 15, 9, "units", ("unit",)),
    ("process", "by: unit", "by: [office, units]", "unknown-role", 15, 18, "units", ("unit",)),
    ("process", "by: unit", "by: {unit: a}", "list-expected", 15, 9, "", ()),
    ("process", "title: Hỏi", "title: [Hỏi]", "text-expected", 12, 12, "", ()),
    ("process", "from: ask", "from: asks", "unknown-step", 26, 11, "asks", ("ask",)),
    ("process", "needs: gather", "needs: [gatherr]", "unknown-step", 33, 13, "gatherr", ("gather",)),
    ("process", "form: note", "form: nota", "unknown-form", 20, 11, "nota", ("note",)),
    ("process", "basis: I.1", "basis: I.9", "unknown-clause", 13, 12, "I.9", ("I.2", "I.1")),
    ("process", "after ask is due", "after aks is due", "unknown-step", 27, 10, "aks", ("ask",)),
    ("process", "after ask is due", "after talk is due", "no-due", 27, 10, "2 working days after talk is due", ()),
    ("process", "    due: before day 5\n", "    due: befor day 5\n", "moment", 18, 10, "befor day 5", ("before day 5",)),
    ("process", "    due: before day 5\n", "    due: 5\n", "moment", 18, 10, "5", ()),
    ("process", "before day 5", "before 2023-02-30", "moment", 18, 10, "before 2023-02-30", ()),
    ("process", "opens: 10 days before", "opens: day 6", "due-before-opens", 18, 10, "before day 5", ()),
    ("process", "opens: 10 days before", "opens: 2 days after", "due-before-opens", 18, 10, "before day 5", ()),
    ("process", "form: note", "closes: day 3", "closes-before-due", 20, 13, "day 3", ()),
    ("process", "remind: 3 working days before", "remind: 2 days after", "remind-after-due", 19, 13, "2 days after", ()),
    ("process", "3 working days before", "[1 day before, 1 day before]", "same-rung", 19, 13, "1 day before", ()),
    ("process", "remind: 3", "escalate: {to: boss, at: 1 day after}\n    remind: 3", "unknown-role", 19, 20, "boss", ()),
    ("process", "remind: 3", "escalate: {at: 1 day after}\n    remind: 3", "missing", 19, 5, "to", ()),
    ("process", "    kind: submit\n", "", "missing", 11, 3, "kind", ()),
    ("process", "    by: unit\n", "", "missing", 11, 3, "by", ()),
    ("process", "    on: gather\n", "", "missing", 28, 3, "on", ()),
    ("process", "    with: partner\n", "", "missing", 28, 3, "with", ()),
    ("process", "with: partner", "with: partner\n    by: partner", "said-twice", 33, 5, "by", ()),
    ("process", "by: unit", "with: unit", "with-is-for-agree", 15, 5, "with", ()),
    ("process", "title: Hỏi", "title: &x Hỏi", "anchor", 12, 12, "&x", ()),
    ("process", "title: Hỏi", "title: !!python/name:os.system Hỏi", "tag", 12, 12, "tag:yaml.org,2002:python/name:os.system", ()),
    ("process", "title: Hỏi", "title: *x", "alias", 12, 12, "*x", ()),
    ("process", "    title: Hỏi\n", "    title: Hỏi\n    <<: {kind: do}\n", "merge", 13, 5, "<<", ()),
    ("process", "title: Ghi chú,", "title: Ghi, chú,", "comma", 9, 25, "chú", ()),
    ("process", '"08:00"', "800", "not-a-time", 3, 13, "800", ()),
    ("process", '"08:00"', '"24:00"', "not-a-time", 3, 13, "24:00", ()),
    ("process", "Asia/Ho_Chi_Minh", "Asia/Hanoi", "no-such-zone", 4, 11, "Asia/Hanoi", ()),
    ("process", "calendar: vietnam", "calendar: vietnm", "unknown-calendar", 5, 11, "vietnm", ("vietnam",)),
    ("year", "  vp: {role", "  văn phòng: {role", "bad-id", 6, 3, "văn phòng", ()),
    ("process", "type: text", "type: txt", "not-one-of", 9, 65, "txt", ("text",)),
    ("process", "due: before day 5", "due: set by the year", "date-not-set", 18, 10, "due", ()),
    ("year", "  bao: {role", "  a: {role: unit, name: A}\n  bao: {role", "two-parties", 8, 3, "a", ()),
    ("year", "role: office", "role: ofice", "unknown-role", 6, 14, "ofice", ("office",)),
    ("year", "name: Đơn vị A", "name: Đơn vị A, merged into: c", "unknown-party", 7, 48, "c", ()),
    ("year", "party: bao", "party: boa", "unknown-party", 10, 24, "boa", ("bao",)),
    ("year", "2023-03-15 to", "2023-02-30 to", "no-such-day", 3, 7, "2023-02-30", ()),
    ("year", "2023-03-15 to", "15/3/2023 to", "not-a-date", 3, 7, "15/3/2023", ()),
    ("year", "2023-03-15 to", "2024-03-15 to", "ends-before-it-begins", 3, 7, "2024-03-15 to 2023-12-31", ()),
    ("year", "year: 2023", "year: 2024", "runs-elsewhere", 3, 7, "2023-03-15 to 2023-12-31", ()),
    ("year", "issuer: {name: Sở}", "issuer: {name: Sở, sample: maybe}", "not-yes-or-no", 4, 28, "maybe", ()),
    ("year", "issuer:", "dates: {aks: {due: day 5}}\nissuer:", "unknown-step", 4, 9, "aks", ("ask",)),
    ("year", "issuer:", "dates: {ask: {due: day five}}\nissuer:", "moment", 4, 20, "day five", ()),
    ("year", "issuer: {name: Sở}", "issuer: Sở", "group-expected", 4, 9, "", ()),
    ("people", "  a:\n", "  aa:\n", "unknown-party", 2, 3, "aa", ("a",)),
    ("people", "example}}", "example}, substitute: a.dau-mo}", "unknown-person", 3, 75, "a.dau-mo", ()),
    ("people", "example}}", "example}, substitute: a.dau-moi}", "own-substitute", 3, 75, "a.dau-moi", ()),
    ("people", "example}}", "example}, away: 2023-02-30}", "no-such-day", 3, 69, "2023-02-30", ()),
    ("calendar", "2023-09-01", "2024-09-01", "day-elsewhere", 4, 3, "2024-09-01", ()),
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS, ids=[f"{n}-{edit[3]}" for n, edit in enumerate(EDITS)])
def test_one_fault_is_one_line(edit):
    """One slip of the pen gives the one fault that it is, where it is, and what was probably meant."""
    file, old, new, code, line, column, words, hint = edit
    found = broken(file, old, new)
    assert [(f.code, f.line, f.column, f.words, f.hint) for f in found] == [(code, line, column, words, hint)]
    assert "{" not in found[0].say("vi").replace("{due", "")


def test_a_role_that_nobody_plays_is_refused():
    """A step can only be owed by somebody; said once for each role, where it is needed first."""
    found = broken("year", "  a: {role: unit, name: Đơn vị A}\n", "  a: {role: partner, name: Đơn vị A}\n")
    assert [(f.code, f.where, f.words) for f in found] == [("nobody-plays", "process.yaml:15:9", "unit")]


def test_two_parties_that_put_together_at_a_time_are_refused():
    """Nobody could say whose version is agreed, decided on and issued; one after the other is legal."""
    second = "  vp2: {{role: office, name: Văn phòng mới{more}}}\n  a: {{role: unit"
    found = broken("year", "  a: {role: unit", second.format(more=""))
    assert [(f.code, f.where, f.words) for f in found] == [
        ("two-compilers", "process.yaml:24:9", "Văn phòng và Văn phòng mới")
    ]
    until = YEAR.replace("name: Văn phòng}", "name: Văn phòng, until: 2023-06-30}")
    later = until.replace("  a: {role: unit", second.format(more=", from: 2023-07-01"))
    assert load(Source("process.yaml", PROCESS), Source("2023.yaml", later))


def test_steps_that_wait_for_each_other_are_refused():
    """A cycle is named as the way round, whatever it runs over: needs, sources, deadlines."""
    found = broken("process", "opens: 10 days before", "opens: 1 day after talk is done")
    assert [(f.code, f.line) for f in found] == [("cycle", 11)]
    assert set(found[0].words.split(" → ")) == {"ask", "gather", "talk"}


def test_a_step_that_waits_for_its_own_deadline_and_back_is_refused():
    """Opening counts from the deadline and the deadline from the opening: neither ever comes."""
    found = broken("process", "before day 5", "5 days after it opens")
    assert [(f.code, f.words) for f in found] == [("cycle", "ask opens → ask due → ask opens")] or [
        (f.code, f.words) for f in found
    ] == [("cycle", "ask due → ask opens → ask due")]


def test_two_cycles_are_two_faults():
    """Every cycle is named, not only the first."""
    process = PROCESS.replace("needs: gather", "needs: [gather, talk]").replace("before day 5", "5 days after it opens")
    assert [fault.code for fault in faults(process=process)] == ["cycle", "cycle"]


def test_ten_faults_are_ten_lines():
    """A file with ten faults is refused once, with all ten, in the order of its lines."""
    process = PROCESS
    for old, new in [
        ('"08:00"', "800"), ("Asia/Ho_Chi_Minh", "Hanoi"), ("basis: I.1", "basis: I.7"), ("kind: submit", "kind: sumbit"),
        ("by: unit", "by: unti"), ("every: month", "every: moon"), ("before day 5", "befor 5"), ("form: note", "form: memo"),
        ("from: ask", "from: aks"), ("rounds: 2", "rounds: many"),
    ]:  # fmt: skip
        assert old in process
        process = process.replace(old, new, 1)
    found = faults(process=process)
    assert [fault.line for fault in found] == [3, 4, 13, 14, 15, 16, 18, 20, 26, 34]
    assert len(str(Faults(found)).splitlines()) == len(Faults(found).say("vi").splitlines()) == 10


def test_faults_of_every_file_come_together():
    """A fault in one file does not hide that of another."""
    found = faults(
        process=PROCESS.replace("kind: submit", "kind: sumbit"),
        year=YEAR.replace("2023-03-15 to", "2023-02-30 to"),
        people=PEOPLE.replace("  a:\n", "  aa:\n"),
        calendar=CALENDAR.replace("name:", "nme:"),
    )
    assert {fault.file for fault in found} == set(FILES)


def only(text):
    """The one fault of a text that cannot be read as a definition: its code, place and words."""
    (fault,) = read(Source("x.yaml", text)).faults
    return fault.code, fault.line, fault.column, fault.words


def test_what_is_not_utf_8_is_refused_where_it_is():
    """The line and column of the first byte that is no UTF-8."""
    assert only("a: 1\nb: Sở".encode("utf-16-le")[:0] + "a: 1\nb: café".encode("latin-1")) == (
        "not-utf-8",
        2,
        7,
        "0xE9",
    )


def test_a_character_that_cannot_be_seen_is_refused():
    """A control character is named by its number."""
    assert only("a: 1\nb: x\x07y\n") == ("unprintable", 2, 5, "U+0007")


def test_a_file_that_is_too_big_is_refused_unread():
    """256 KB are more than any year needs; 10 MB are somebody's mistake."""
    assert only("a: " + "x" * 10_000_000)[0] == "too-big"
    assert only("a: " + "đ" * 131_072)[0] == "too-big"


@pytest.mark.parametrize("text", ["a: " + "[" * 100_000, "- " * 100_000 + "a", "{a: " * 60_000, "? " * 100_000])
def test_deep_nesting_is_refused(text):
    """A hundred thousand brackets are a fault, neither a crash nor a wait."""
    assert read(Source("x", text)).faults[-1].code == "too-deep"
    assert read(Source("x", text)).position(("a", 0, 0)) >= (1, 1)


def test_a_bomb_of_anchors_is_refused():
    """Ten lines that denote a billion items give faults for the anchors, and nothing is built."""
    lines = [
        'a: &a ["x", "x"]',
        *(f"{b}: &{b} [{', '.join('*' + a for _ in range(9))}]" for a, b in pairwise("abcdefghi")),
    ]
    tree = read(Source("x", "\n".join(lines)))
    assert {fault.code for fault in tree.faults} == {"anchor", "alias"}
    assert tree.data["i"] == []


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\n\tb: 2\n", "yaml", 2),
        ("a: b: c\n", "yaml", 1),
        ("a: [1, 2\nb: 3\n", "yaml", 2),
        ("", "no-mapping", 1),
        ("- a\n- b\n", "no-mapping", 1),
        ("just words\n", "no-mapping", 1),
        ("a: 1\n---\nb: 2\n", "two-documents", 2),
        ("{a: 1}: 2\n", "key-not-text", 1),
    ],
)
def test_what_is_no_mapping_is_refused(text, code, line):
    """A text that cannot be read, or that holds no definition, is refused in one sentence."""
    assert only(text)[0::2][0] == code
    assert only(text)[1] == line


def test_a_broken_file_is_not_blamed_for_what_comes_after():
    """After a line that cannot be read nothing is reported missing that may stand below it."""
    found = broken("process", "  gather:\n", "  gather: [\n")
    assert [fault.code for fault in found] == ["yaml"]


def test_every_sentence_is_there_in_both_languages():
    """No code without its message and its remedy, in Vietnamese and English."""
    for code, words in wording.WORDS.items():
        for sentence in words:
            assert sentence.strip(), code


# ---------------------------------------------------------------- relays, templates, several years

RELAYED = PROCESS.replace("    by: unit\n", "    by: unit\n    via: partner\n", 1)


def _relayed(parties):
    year = YEAR.replace("  a: {role: unit, name: Đơn vị A}\n", parties)
    return [(f.code, f.words, dict(f.names).get("role")) for f in faults(process=RELAYED, year=year)]


@pytest.mark.parametrize(
    "parties",
    [
        "  a: {role: unit, name: A, under: vp}\n",  # somebody above, who relays nothing
        "  a: {role: unit, name: A, under: a}\n",
        "  a: {role: unit, name: A, under: vp}\n  a2: {role: partner, name: A2, under: a}\n",
    ],
)
def test_whoever_owes_through_a_relay_stands_under_one(parties):
    """Nobody above who relays, or only oneself: the party is named, and the role that is missing above it."""
    assert _relayed(parties) == [("no-relay", "a", "partner")]


def test_parties_under_each_other_are_told_once_each():
    """A circle has no top, and looking for it ends."""
    parties = "  a: {role: unit, name: A, under: b}\n  b: {role: unit, name: B, under: a}\n"
    assert _relayed(parties) == [("no-relay", "a", "partner"), ("no-relay", "b", "partner")]


def _with_templates(old, new):
    sources = [
        Source("process.yaml", PROCESS.replace(old, new, 1)), Source("2023.yaml", YEAR), Source("organisation.yaml", PEOPLE),
    ]  # fmt: skip
    with pytest.raises(Faults) as refused:
        load(*sources, letters={"remind", "opened"}, documents={"month-plan"})
    return [(f.code, f.line, f.column, f.words, f.hint) for f in refused.value.faults]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("form: note", "letter: openned", ("unknown-template", 20, 13, "openned", ("opened",))),
        ("form: note", "document: month-plans", ("unknown-document", 20, 15, "month-plans", ("month-plan",))),
        ("remind: 3 working days before", "remind: {at: 3 days before, template: rimind}",
         ("unknown-template", 19, 13, "rimind", ("remind",))),
    ],
)  # fmt: skip
def test_a_template_that_is_not_there_is_a_fault_where_somebody_looked(old, new, fault):
    """A letter, a document, the words of a reminder: named with those that there are."""
    assert _with_templates(old, new) == [fault]


def test_templates_are_not_missed_where_nobody_looked():
    """The texts of a running year are read without their folder."""
    process = PROCESS.replace("form: note", "letter: of-our-own\n    document: ours", 1)
    assert load(Source("process.yaml", process), Source("2023.yaml", YEAR), Source("organisation.yaml", PEOPLE))
