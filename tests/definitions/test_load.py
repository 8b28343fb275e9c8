"""Texts become words: what the shorthands of the language mean, and what is kept as it was written."""

from __future__ import annotations

import datetime as dt
import random
from functools import partial
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from definitions.errors import CallWrong, EnvironmentWrong, Fault, Faults, InputRefused, VongNamError
from definitions.load import load, load_directory, process_named_by, texts_sha, warnings, write_directory
from definitions.source import Source, read
from definitions.vocabulary import Directory, Every, FieldType, OnDate, Person, Step

PROCESS = """\
process: small
title: Việc nhỏ
day starts: "07:30"
clauses: {I.1: một, I.2: hai}
roles: {office: Văn phòng, unit: Đơn vị, partner: Báo}
defaults:
  remind: [3 working days before, last working day]
  escalate: {to: office, at: 1 working day after}
forms:
  note:
    title: Ghi chú
    fields:
      what: {title: Nội dung, type: long, required: yes}
      when: Thời gian
steps:
  ask:
    title: Hỏi
    basis: I.1
    kind: submit
    by: unit
    to: office
    every: month
    opens: 10 days before
    due: before day 5
    form: note
  gather:
    title: Gom
    basis: [I.1, I.2]
    kind: compile
    by: office
    from: ask
    starts: all settled, or 1 working day after ask is due
    due: 2 working days after ask is due
    remind: none
  agree:
    title: Thống nhất
    basis: I.2
    kind: agree
    on: gather
    with: partner
    needs: gather
    rounds: 2
  report:
    title: Báo cáo
    basis: I.2
    kind: submit
    by: unit
    to: office
    every: year
    due: set by the year
    remind: 5 working days before
    escalate: [{to: office, at: 1 working day after}, {to: unit, at: 2 working days after}]
"""
YEAR = """\
year: 2023
process: process.yaml
runs: 2023-03-15 to 2023-12-31
number: "017"
issuer: {name: Sở, sample: yes}
dates:
  report: {due: before 2023-12-01}
parties:
  vp: {role: office, name: Văn phòng}
  a: {role: [unit], name: Đơn vị A, until: 2023-10-01, merged into: b}
  b: {role: [unit, partner], name: Đơn vị B}
  bao: {role: partner, name: Báo}
topics: {t1: {title: Một, basis: I.1}}
activities: {k1: {title: Kỷ niệm, on: 2023-07-01 to 2023-07-31}}
recipients: [Lưu, {name: Báo, party: bao}]
"""
PEOPLE = """\
sample: yes
people:
  a: {dau-moi: {name: Đầu mối, addresses: {mail: a@so.example}, from: 2023-01-01}}
"""
CALENDAR = """\
calendar: vietnam
year: 2023
off: {2023-09-01: {name: Quốc khánh, notice: 8056, status: verified}}
"""


def make(process=PROCESS, year=YEAR, people=PEOPLE, calendars=(CALENDAR,)):
    """The definition of these texts."""
    given = [Source(f"calendar-{n}.yaml", text) for n, text in enumerate(calendars)]
    directory = Source("organisation.yaml", people) if people is not None else None
    return load(Source("process.yaml", process), Source("2023.yaml", year), directory, given)


@pytest.fixture(scope="module")
def definition():
    """The small definition, loaded once: it is frozen."""
    return make()


def step(definition, id) -> Step:
    """A step of it."""
    return definition.process.step(id)


def test_one_word_and_a_list_of_one_mean_the_same(definition):
    """`by: unit` and `basis: I.1` are lists of one."""
    assert step(definition, "ask").by == ("unit",)
    assert step(definition, "ask").basis == ("I.1",)
    assert step(definition, "gather").basis == ("I.1", "I.2")
    assert definition.year.party("a").roles == ("unit",)


def test_with_and_from_are_the_languages_words(definition):
    """`with` names who has to agree, `from` the step that is compiled."""
    assert step(definition, "agree").by == ("partner",)
    assert step(definition, "gather").source == "ask"


def test_the_default_ladder_is_stated_once(definition):
    """A step that is due and says no ladder has the default one; its rungs are named by their words."""
    assert [rung.id for rung in step(definition, "ask").ladder] == [
        "remind: 3 working days before",
        "remind: last working day",
        "escalate to office: 1 working day after",
    ]


def test_a_step_can_refuse_the_default_ladder(definition):
    """`remind: none` is no ladder at all, and a step without a deadline has none."""
    assert step(definition, "gather").ladder == ()
    assert step(definition, "agree").ladder == ()


def test_a_step_can_have_a_ladder_of_its_own(definition):
    """One moment, a group, or a list of them."""
    ladder = step(definition, "report").ladder
    assert [(rung.kind, rung.to, rung.moment.shift) for rung in ladder] == [
        ("remind", None, -5),
        ("escalate", "office", 1),
        ("escalate", "unit", 2),
    ]


def test_a_step_comes_round_like_the_step_it_is_about(definition):
    """Where `every` is not said, it is that of the step compiled, agreed or decided on."""
    assert step(definition, "gather").every is Every.MONTH
    assert step(definition, "agree").every is Every.MONTH


def test_the_year_sets_the_dates_that_the_process_leaves_to_it(definition):
    """`set by the year` is filled from `dates:` of the year."""
    due = step(definition, "report").due
    assert due.text == "before 2023-12-01"
    assert due.anchor == OnDate(date=dt.date(2023, 12, 1))


def test_the_year_can_override_a_date_of_the_process():
    """What the year says of a step wins over what the process says."""
    year = YEAR.replace("dates:\n", "dates:\n  ask: {due: before day 7}\n")
    assert step(make(year=year), "ask").due.text == "before day 7"


def test_scalars_stay_what_was_written(definition):
    """A number stays text unless the language says number; `017` is not 15."""
    assert definition.year.number == "017"
    assert definition.calendars[0].off[0].notice == "8056"
    assert definition.process.day_starts == dt.time(7, 30)


def test_forms_keep_their_fields_in_order(definition):
    """A field is a group of lines, or its title alone."""
    what, when = definition.process.form("note").fields
    assert (what.id, what.type, what.required) == ("what", FieldType.LONG, True)
    assert (when.title, when.type) == ("Thời gian", FieldType.TEXT)


def test_the_year_is_read_with_its_dates(definition):
    """`runs`, `on`, `until` and `merged into` are read as dates and ids."""
    year = definition.year
    assert (year.first, year.last, year.process) == (dt.date(2023, 3, 15), dt.date(2023, 12, 31), "small")
    assert (year.activities[0].first, year.activities[0].last) == (dt.date(2023, 7, 1), dt.date(2023, 7, 31))
    assert (year.party("a").valid_to, year.party("a").merged_into) == (dt.date(2023, 10, 1), "b")
    assert [recipient.name for recipient in year.recipients] == ["Lưu", "Báo"]


def test_people_are_named_by_party_and_role(definition):
    """The id of a person is the party's, a dot, and what the person is in it."""
    assert definition.directory.person("a.dau-moi").addresses == {"mail": "a@so.example"}
    assert definition.directory.sample


def test_bytes_and_a_byte_order_mark_are_read():
    """A file as an editor on Windows writes it says the same."""
    windows = b"\xef\xbb\xbf" + PROCESS.replace("\n", "\r\n").encode()
    assert make(process=windows) == make()


def test_decomposed_letters_are_composed():
    """Text is kept in NFC, so that the same words are equal."""
    assert make(year=YEAR.replace("Kỷ niệm", "Kỷ niệm")).year.activities[0].title == "Kỷ niệm"


def test_a_year_names_its_process():
    """Whoever opens files learns the name of the process from the year."""
    assert process_named_by(Source("2023.yaml", YEAR)) == "process.yaml"


def sha(process=PROCESS, year=YEAR, calendars=(CALENDAR,)):
    """What these texts are pinned to."""
    return texts_sha(Source("p", process), Source("y", year), [Source("c", text) for text in calendars])


def test_a_year_is_pinned_to_what_its_texts_say():
    """Comments, layout and the order of keys do not matter; every word does."""
    same = "# a comment\n" + PROCESS.replace("clauses: {I.1: một, I.2: hai}", "clauses:\n  I.2: hai\n  I.1: một")
    assert sha(process=same) == sha()
    assert sha(year=YEAR.replace("before 2023-12-01", "before 2023-12-02")) != sha()
    assert sha(calendars=()) != sha()


def test_the_order_of_the_calendars_does_not_matter():
    """Which file is opened first says nothing."""
    other = CALENDAR.replace("2023", "2024")
    assert sha(calendars=(CALENDAR, other)) == sha(calendars=(other, CALENDAR))


people = st.lists(
    st.builds(
        Person,
        id=st.sampled_from(["a.x", "a.y-1", "b.x"]),
        party=st.just(""),
        name=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).map(partial(normalize, "NFC")),
        addresses=st.dictionaries(st.sampled_from(["mail", "zalo"]), st.sampled_from(["a@so.example", "yes", "12:30"])),
        valid_from=st.none() | st.dates(dt.date(1900, 1, 1)),
    ),
    unique_by=lambda person: person.id,
)


@settings(deadline=None)
@given(people, st.booleans())
def test_a_directory_that_was_written_is_read_back(people, sample):
    """Editing by form loses nothing: what is written is what is read."""
    owned = tuple(p.model_copy(update={"party": p.id[0]}) for p in sorted(people, key=lambda p: p.id))
    text = write_directory(Directory(people=owned, sample=sample))
    found = load_directory(Source("organisation.yaml", text))
    assert write_directory(found) == text
    assert [(p.id, p.party, p.addresses, p.valid_from) for p in found.people] == [
        (p.id, p.party, p.addresses, p.valid_from) for p in owned
    ]


def doubted(process=PROCESS, year=YEAR, people=PEOPLE):
    """The codes, words and places of the warnings of these texts."""
    texts = {"process.yaml": process, "2023.yaml": year, "organisation.yaml": people}
    sources = [Source(name, text) if text is not None else None for name, text in texts.items()]
    found = warnings(make(process, year, people), *sources)
    return [(doubt.code, doubt.words, doubt.where) for doubt in found]


def test_what_is_doubtful_is_a_warning():
    """A clause without a step, a step without a clause, an owing party that nobody can reach: said, not refused."""
    process = PROCESS.replace("I.2: hai}", "I.2: hai, I.3: ba}").replace("    basis: I.1\n", "")
    assert doubted(process) == [
        ("clause-without-step", "I.3", "process.yaml:4:31"),
        ("step-without-clause", "ask", "process.yaml:16:3"),
        ("nobody-reachable", "vp", "2023.yaml:9:3"),
        ("nobody-reachable", "b", "2023.yaml:11:3"),
        ("nobody-reachable", "bao", "2023.yaml:12:3"),
    ]


def test_a_clause_of_a_list_is_found_in_the_list():
    """Clauses that have no words of their own are doubted where they stand all the same."""
    process = PROCESS.replace("{I.1: một, I.2: hai}", "[I.1, I.2, I.3]")
    assert doubted(process, people=None) == [("clause-without-step", "I.3", "process.yaml:4:21")]


def test_an_activity_or_a_date_of_another_year_is_a_warning():
    """The process outlives its years: what it names of one may not be in the next. It is doubted at its words."""
    process = PROCESS.replace("    rounds: 2\n", "    opens: 3 days before activity k9\n    rounds: 2\n")
    year = YEAR.replace("before 2023-12-01", "before 2022-12-01")
    found = doubted(process, year, people=None)
    assert found == [
        ("unknown-activity", "k9", "process.yaml:42:12"),
        ("date-elsewhere", "report", "2023.yaml:7:17"),
    ]


DECIDES = "  verdict: {title: Duyệt, basis: I.2, kind: approve, by: partner, on: gather, every: month}\n"
TWO = "  bao: {bt: {name: Báo, addresses: {mail: b@so.example}}, pv: {name: Báo, addresses: {mail: c@so.example}}}\n"
ONE = TWO.replace("mail: c@so.example", "")


@pytest.mark.parametrize(
    ("people", "found"),
    [(ONE, [("one-person", "bao.bt", "organisation.yaml:4:9")]), (TWO, []), (ONE.replace("bao", "a", 1), [])],
)
def test_whoever_decides_alone_is_a_warning(people, found):
    """A decision that one reachable person can give is doubted; two are enough, and whoever hands in may be one."""
    directory = people if people.startswith("  a:") else PEOPLE + people
    directory = directory if directory.startswith("sample") else f"people:\n{directory}"
    said = doubted(PROCESS + DECIDES, people=directory)
    assert [row for row in said if row[0] == "one-person"] == found


@pytest.mark.parametrize(
    ("absence", "found"),
    [
        (", away: 2023-04-03 to 2023-04-07", [("away-alone", "03/04/2023 - 07/04/2023", "organisation.yaml:4:58")]),
        (", away: 2023-04-03 to 2023-04-07, substitute: bao.pv", []),
        ("", []),
    ],
)
def test_a_decider_who_is_away_with_nobody_to_stand_in_is_a_warning(absence, found):
    """The decision would wait for that long; with a substitute, or without an absence, nothing is said."""
    people = TWO.replace("{mail: b@so.example}", f"{{mail: b@so.example}}{absence}")
    said = doubted(PROCESS + DECIDES, people=PEOPLE + people)
    assert [row for row in said if row[0] == "away-alone"] == found


ON_PURPOSE = [
    ("opens: 10 days before", "opens: start of the month even on a rest day", "start of the month even on a rest day",
     "process.yaml:23:12", "2023-04-01, 2023-07-01, 2023-09-01"),
    ("form: note", "remind: [1 working day before, saturday even on a rest day]", "saturday even on a rest day",
     "process.yaml:25:36", "2023-04-01, 2023-05-06, 2023-06-03"),
    ("  remind: [3 working days before, last working day]", "  remind: [first day, by 2023-10-01]", "by 2023-10-01",
     "process.yaml:7:23", "2023-10-01"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words", "where", "dates"), ON_PURPOSE)
def test_what_comes_on_a_rest_day_on_purpose_is_a_warning(old, new, words, where, dates):
    """An opening or a reminder that its words put on a day on which nobody works is told with its first real dates."""
    process = PROCESS.replace(old, new)
    assert ("rest-day-reminder", words, where) in doubted(process, people=None)
    found = [w for w in warnings(make(process, people=None)) if (w.code, w.words) == ("rest-day-reminder", words)]
    assert next(dict(w.names)["dates"] for w in found) == dates


def test_a_date_of_the_year_on_a_rest_day_is_doubted_in_the_year():
    """What the year sets is corrected in the year's own file."""
    year = YEAR.replace("due: before 2023-12-01", "due: before 2023-12-01, opens: 2023-11-05")
    assert doubted(year=year, people=None) == [("rest-day-reminder", "2023-11-05", "2023.yaml:7:43")]


def test_what_moves_off_a_rest_day_is_no_warning():
    """Counted days, and words with a rule, come on a working day: there is nothing to doubt."""
    process = PROCESS.replace("opens: 10 days before", "opens: saturday, or the next working day")
    assert doubted(process, people=None) == []


def test_errors_know_their_exit_code_and_their_words():
    """A docstring is the message and the remedy; an exit code says whose turn it is."""
    assert [kind().exit_code for kind in (VongNamError, InputRefused, CallWrong, EnvironmentWrong)] == [1, 1, 2, 3]
    assert str(CallWrong()) == (
        "The program was called in a way that it does not know. (Call it with --help to see what it can do.)"
    )
    assert str(EnvironmentWrong("The port is busy.", "Take another.")) == "The port is busy. (Take another.)"
    assert EnvironmentWrong(code="not-a-demo").say("vi").startswith("Chỉ văn phòng mẫu")


def test_a_fault_is_said_in_two_languages():
    """Place, message, remedy and what was probably meant, in Vietnamese and English."""
    fault = Fault("2023.yaml", 3, 7, "unti", "unknown-role", (("known", "unit, office"),), ("unit",))
    assert str(fault) == (
        "2023.yaml:3:7: There is no role `unti`. "
        "(Did you mean `unit`? Use one of: unit, office; or add it under `roles:` of the process.)"
    )
    assert fault.say("vi").startswith("2023.yaml:3:7: Không có vai trò `unti`. (Có phải ý là `unit`?")


noise = st.sampled_from(
    ["{", "}", "[", ":", "- ", "\n", "  ", "&x ", "*x", "!t ", "<<: ", "#", '"', "\t", "\x00", "none", "8"]
)


@settings(max_examples=300, deadline=None)
@given(which=st.integers(0, 3), seed=st.randoms(use_true_random=False), bits=st.lists(noise, min_size=1, max_size=4))
def test_whatever_is_written_is_read_or_refused(which, seed: random.Random, bits):
    """A text with anything put in, or anything left out, is a definition or a list of faults, never a traceback."""
    given = [PROCESS, YEAR, PEOPLE, CALENDAR]
    for bit in bits:
        at = seed.randrange(len(given[which]))
        given[which] = given[which][:at] + bit + given[which][at + seed.choice([0, 0, 1, 9]) :]
    found: tuple[Fault, ...] = ()
    try:
        make(*given[:3], (given[3],))
    except Faults as refused:
        found = refused.faults
    assert all(fault.line >= 1 and fault.column >= 1 and fault.say("vi") for fault in found)


@settings(deadline=None)
@given(st.text(st.sampled_from("a:-{}[],&*!?|>#'\"\n \t"), max_size=60))
def test_any_text_is_read_or_refused(text):
    """The reader of YAML itself never breaks, and every fault has its place."""
    tree = read(Source("x", text))
    assert isinstance(tree.data, dict)
    assert tree.position(("a", 0, "b")) >= (1, 1)


# ---------------------------------------------------------------- what the language says since


def test_several_times_a_week_is_a_week_and_a_number():
    """`3 times a week` comes round by the week; whoever follows such a step comes as often."""
    process = PROCESS.replace("every: month", "every: 3 times a week", 1)
    made = make(process=process)
    assert [(step(made, id).every, step(made, id).times) for id in ("ask", "gather")] == [(Every.WEEK, 3)] * 2


def test_a_programme_has_a_first_and_a_last_year():
    """`2023 to 2025` is one year of the language with two ends; a single year is its own last."""
    year = YEAR.replace("year: 2023", "year: 2023 to 2025").replace("2023-12-31", "2025-12-31", 1)
    made = make(year=year).year
    assert (made.year, made.until, made.last_year) == (2023, 2025, 2025)
    assert (make().year.until, make().year.last_year) == (None, 2023)


def test_a_party_stands_under_another():
    """`under` is kept as the id of the party above."""
    year = YEAR.replace("parties:\n", "parties:\n  xa: {role: unit, name: Xã, under: vp}\n")
    assert make(year=year).year.party("xa").under == "vp"


def test_a_rung_and_a_step_name_templates_of_their_own():
    """Without them the program's own words are used: the names are empty."""
    process = PROCESS.replace(
        "    form: note\n", "    form: note\n    letter: hoi\n    remind: {at: 1 day before, template: nhac}\n", 1
    )
    changed, plain = step(make(process=process), "ask"), step(make(), "ask")
    assert (changed.letter, [rung.template for rung in changed.ladder]) == ("hoi", ["nhac"])
    assert (plain.letter, {rung.template for rung in plain.ladder}) == ("", {""})


TARGETS = "targets: [{at least: 12, partner: bao, topic: t1, genre: Tin}, {at least: 4, topic: t1}]"


def test_targets_are_read_and_none_is_invented():
    """How many, by whom, about what, in which genre; a year without them has none."""
    assert make().year.targets == ()
    first, second = make(year=f"{YEAR}\n{TARGETS}\n").year.targets
    assert (first.at_least, first.partner, first.topic, first.genre) == (12, "bao", "t1", "Tin")
    assert (second.at_least, second.partner, second.genre) == (4, None, "")


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("at least: 12", "target-of-nothing"), ("at least: 12, partner: a", "unknown-party"), ("at least: 0, topic: t1", "not-a-number"),
        ("at least: 12, topic: t9", "unknown-topic"), ("topic: t1", "missing"),
    ],
)  # fmt: skip
def test_a_target_is_of_something_that_there_is(target, code):
    """A partner that is none, an unknown topic, a target of nothing: refused, each in its own words."""
    with pytest.raises(Faults) as refused:
        make(year=f"{YEAR}\ntargets: [{{{target}}}]\n")
    assert code in [fault.code for fault in refused.value.faults]
