"""The judge of a definition: any office rehearses, the budget is kept or said, and a silence has its consequences."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from definitions.errors import CallWrong
from definitions.vocabulary import Kind
from flows import cli
from flows.files import read_definition
from flows.rehearse import rehearse
from notifications.judged import judged

ROOT = Path(__file__).resolve().parents[2]
OFFICES = ROOT / "tests" / "offices"
PAGE = ROOT / "docs" / "rehearsal.md"


@pytest.fixture(scope="module")
def safety():
    """An office of another kind, without a script: rehearsed."""
    definition, sources = read_definition(OFFICES / "safety" / "2023.yaml")
    return definition, rehearse(definition, sources)


@pytest.fixture
def scripted(tmp_path):
    """`scripted(text)`: the small office's year file beside a script."""

    def copy(text):
        for file in (OFFICES / "small").glob("*.yaml"):
            shutil.copy(file, tmp_path)
        (tmp_path / "rehearsal.yaml").write_text(text, encoding="utf-8")
        return tmp_path / "2023.yaml"

    return copy


def call(capsys, *words):
    """The exit code, what was printed, what was complained of."""
    try:
        code = cli.main([*map(str, words)])
    except SystemExit as end:
        code = end.code
    return code, *capsys.readouterr()


# ---------------------------------------------------------------- any definition


def test_an_office_of_another_kind_rehearses_without_a_script(safety):
    """Weeks, quarters, half-years and forms with every type of field: everybody is on time and nothing fails."""
    definition, result = safety
    assert result.failures == ()
    assert (result.judgement.late, result.judgement.missed, result.judgement.unclosed) == (0, 0, ())
    assert {step.kind for step in definition.process.steps} >= {Kind.SUBMIT, Kind.DO, Kind.TRACK, Kind.APPROVE}
    assert result.judgement.unopened == (("alarm", "", 0),)


def test_a_rest_day_that_the_definition_names_is_no_fault(safety):
    """The drill opens on Saturday 07/10/2023 because the office says so; every other letter keeps the hours."""
    _, result = safety
    assert next(row[0][:10] for row in result.timeline if row[1] == "thư" and "Diễn tập" in row[4]) == "2023-10-07"
    assert result.judgement.outside == ()


def test_the_year_of_ha_tinh_passes(year):
    """No letter on a rest day, none at night; who gets the most is said by name."""
    found = year.result.judgement
    assert not found.refused
    assert (found.outside, found.unclosed) == ((), ())
    said = judged(year.definition, found)
    assert "Thư vào ngày nghỉ: 0; ngoài giờ làm việc: 0." in said
    assert "nhiều nhất một ngày: 3 (Đầu mối tuyên truyền, Thanh tra Sở, ngày 04/12/2023)" in said
    assert sum(load.total for load in found.loads) == found.letters


# ---------------------------------------------------------------- the script and its budget


def test_the_example_of_the_page_is_played(scripted, capsys):
    """The script that docs/rehearsal.md shows does what the page says of it."""
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    code, out, _ = call(capsys, "rehearse", scripted(text))
    assert code == 0
    assert "1 đã tiếp nhận, 1 đã tiếp nhận (chậm)" in out  # a is late in November
    assert "1 không nộp, 1 đã tiếp nhận. Không nộp: Đơn vị B" in out  # b is silent in December
    assert out.count("Đài: chưa có ý kiến") == 4  # three months and the addition to one of them
    assert "không ai vượt" in out


def test_every_word_of_the_table_is_a_word_of_the_script(small):
    """What the page names in its table is known: none of it is an unknown key."""
    from definitions.behaviour import _words
    from definitions.context import context

    known = _words(context(small[0]))
    named = set(re.findall(r"^\| .*? \| `(\w+):`", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert named
    assert named <= known.keys()


def test_too_many_messages_fail_with_who_when_and_what_to_change(scripted, capsys):
    """A budget that somebody exceeds ends with 1; the person, the day, the kinds and the step are named."""
    code, out, _ = call(capsys, "rehearse", scripted("budget: {per person per day: 1}\n"))
    assert code == 1
    assert "Đầu mối A, ngày 04/10/2023: 2 thư (hạn mức 1), gồm" in out
    assert "Nên sửa bước `unit-plan`: bớt một nấc ở `remind`." in out


def test_a_faulty_script_is_refused_before_anything_is_lived(scripted, capsys):
    """Exit code 1, each fault with its place; nothing is printed of a year."""
    code, out, err = call(capsys, "rehearse", scripted("units: {aa: {wen: 1}}\n"))
    assert (code, out) == (1, "")
    assert "rehearsal.yaml:1:9:" in err
    assert "`when`" in err


def test_another_script_is_taken_where_it_is_named(scripted, tmp_path, capsys):
    """`--script` wins over rehearsal.yaml; a file that is not there is a wrong call."""
    other = tmp_path / "khac.yaml"
    other.write_text("units: {b: {silent: always}}\n", encoding="utf-8")
    code, out, _ = call(capsys, "rehearse", scripted("units: {aa: {}}\n"), "--script", other)
    assert (code, out.count("Không nộp: Đơn vị B")) == (0, 3)
    assert call(capsys, "rehearse", tmp_path / "2023.yaml", "--script", tmp_path / "none.yaml")[0] == 2


def test_the_script_of_an_act_that_is_refused_does_not_stop_the_year(scripted, capsys):
    """What people are refused is told at the end, with the exit code 1; the rest of the year is lived."""
    script = 'leader: {returns: {2023-10: " "}}\n'
    code, out, err = call(capsys, "rehearse", scripted(script))
    assert code == 1
    assert err.startswith("month-approval/2023-10/lanh-dao-so")
    assert "Kỳ 2023-12" in out


# ---------------------------------------------------------------- silence


def test_a_silent_partner_delays_and_is_printed_as_silent(capsys):
    """The plan goes out without it, later, and says so; the plain year is compared with."""
    code, out, _ = call(capsys, "rehearse", OFFICES / "small" / "2023.yaml", "--silent", "bao")
    told = out.partition("Nếu Báo không trả lời việc gì trong cả năm")[2]
    assert code == 0
    assert "Không thực hiện: 3 nhiệm vụ." in told
    assert "Gửi kế hoạch tháng: tháng 10/2023, tháng 11/2023 và tháng 12/2023" in told
    assert "Kế hoạch tuyên truyền tháng 10/2023 – Văn phòng Sở: Báo – chưa có ý kiến" in told
    assert "Gửi kế hoạch tháng 10/2023 – Văn phòng Sở: 11/10/2023, chậm 5 ngày (06/10/2023)" in told


def test_a_silent_ward_blocks_what_has_no_closing(safety):
    """Wishes that never close keep the director's approval from ever coming: the judge says so."""
    definition, _ = safety
    _, sources = read_definition(OFFICES / "safety" / "2023.yaml")
    silenced = rehearse(definition, sources, silent=["khoa-noi"]).silenced
    assert {key.step for key in silenced.silence.never} == {"wishes-approval"}
    assert all(notice.people == ("phong-hanh-chinh.cv",) for notice in silenced.silence.told)


def test_a_party_that_is_not_there_cannot_be_silent(small):
    """The wrong call names what was probably meant."""
    with pytest.raises(CallWrong) as refused:
        rehearse(*small, silent=["boa"])
    assert "bao" in refused.value.say("vi")


def test_a_machine_gets_all_of_it(capsys):
    """--json holds the timeline, the judgement and what the silence brought, keys as they are printed."""
    code, out, _ = call(capsys, "rehearse", OFFICES / "small" / "2023.yaml", "--silent", "bao", "--json")
    told = json.loads(out)
    assert code == 0
    assert told.keys() == {"timeline", "failures", "judgement", "silenced"}
    assert "partner-agreement/2023-10/bao" in told["silenced"]["silence"]["owed"]
    assert told["judgement"]["loads"][0].keys() >= {"person", "total", "most_in_day", "most_in_month"}


# ---------------------------------------------------------------- vongnam test


def test_a_failed_test_says_what_was_expected_and_what_is_there(scripted, tmp_path, capsys):
    """Exit code 1, the line of the file, and both sides; in either language."""
    file = scripted("")
    text = "tests:\n  - test: Sai\n    on: 2023-11-06 09:00\n    expect:\n      - {unit-plan: a, is: accepted}\n"
    (tmp_path / "tests.yaml").write_text(text, encoding="utf-8")
    code, out, _ = call(capsys, "test", file)
    assert code == 1
    assert "tests.yaml:5: cần trạng thái `accepted`, đang là `open`" in out
    assert "expected the state `accepted`, it is `open`" in call(capsys, "--lang", "en", "test", file)[1]


def test_coverage_below_what_is_asked_for_is_refused(scripted, tmp_path, capsys):
    """All tests pass and it still ends with 1 where they go through too little; what is missing is named."""
    file = scripted("")
    text = "tests:\n  - test: Đúng\n    on: 2023-11-06 09:00\n    expect:\n      - {unit-plan: a, is: open}\n"
    (tmp_path / "tests.yaml").write_text(text, encoding="utf-8")
    assert call(capsys, "test", file)[0] == 0
    code, out, err = call(capsys, "test", file, "--coverage-at-least", 90)
    assert code == 1
    assert "Bước chưa kiểm tra: month-plan" in out
    assert "90%" in err
    told = json.loads(call(capsys, "test", file, "--json")[1])
    assert told["tests"] == [{"test": "Đúng", "passed": True, "failures": []}]
    assert told["coverage"]["percent"] > 0


def test_faults_are_an_input_that_is_refused(scripted, tmp_path, capsys):
    """A test that cannot be read is told with its place; none is run."""
    file = scripted("")
    (tmp_path / "tests.yaml").write_text("tests: [{test: a}]\n", encoding="utf-8")
    code, out, err = call(capsys, "test", file)
    assert (code, out) == (1, "")
    assert "tests.yaml:1:9:" in err
