"""Consequences in sentences: one change of one rule is one sentence, in both languages."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from flows import cli, differences, fated

SMALL = Path(__file__).parents[1] / "offices" / "small"
FILE = str(SMALL / "2023.yaml")


@pytest.fixture
def changed(tmp_path):
    """`changed(old, new)`: the small office's year file beside a process with these words in the place of those."""

    def edit(old, new):
        folder = Path(shutil.copytree(SMALL, tmp_path / "changed"))
        for file in folder.glob("*.yaml"):
            file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
        return str(folder / "2023.yaml")

    return edit


@pytest.fixture
def said(capsys):
    """`said("diff", ...)`: exit code and what is printed."""

    def call(*words):
        code = cli.main([*words, "--lang", "vi"])
        return code, capsys.readouterr().out.splitlines()

    return call


@pytest.mark.parametrize("key", [*differences.WORDS, *fated.WORDS])
def test_every_sentence_is_there_in_both_languages(key):
    """The two name the same facts, and are two sentences."""
    vi, en = {**differences.WORDS, **fated.WORDS}[key]
    names = [sorted(set(re.findall(r"\{(\w+)", text))) for text in (vi, en)]
    assert names[0] == names[1]
    assert vi != en


def test_one_rule_is_one_sentence(said, changed):
    """All periods and parties in one, with an example; the deadline itself comes first."""
    code, lines = said("diff", FILE, changed("before day 5", "before day 8"))
    assert code == 0
    assert lines[0] == (
        "Hạn của «Kế hoạch tuyên truyền tháng của đơn vị» chuyển ở 3 kỳ (2023-10 đến 2023-12), ví dụ kỳ 2023-10: "
        "từ hết ngày 04/10 (thứ Tư) sang hết ngày 07/10 (thứ Bảy). Đối với: Đơn vị A, Đơn vị B."
    )
    assert len([line for line in lines if line.startswith("Hạn của «Kế hoạch tuyên truyền tháng của đơn vị»")]) == 1


def test_one_period_says_by_how_much(said, changed):
    """A shift that is the same for all is counted, in days and in working days."""
    _, lines = said("diff", FILE, changed("runs: 2023-10-01 to 2023-12-31", "runs: 2023-10-01 to 2023-11-30"))
    assert lines[0].startswith("Không còn nhiệm vụ «Kế hoạch tuyên truyền tháng của đơn vị», kỳ 2023-12")
    assert lines[-1] == "Sửa năm kế hoạch «Tuyên truyền tháng» (year), mục last: từ «2023-12-31» thành «2023-11-30»."


def test_each_is_printed_where_all_are_asked_for(said, changed):
    """--all merges nothing; --json names each with its distance."""
    file = changed("before day 5", "before day 8")
    _, merged = said("diff", FILE, file)
    _, each = said("diff", FILE, file, "--all")
    _, lines = said("diff", FILE, file, "--json")
    rows = json.loads("\n".join(lines))["changes"]
    assert len(merged) < len(each) == len(rows)
    row = next(r for r in rows if (r["what"], r["period"], r["party"]) == ("due", "2023-11", "a"))
    assert (row["days"], row["working_days"]) == (3, 2)


def test_a_changed_layout_is_no_difference(said, changed):
    """Comments and blanks say nothing."""
    assert said("diff", FILE, changed("due: before day 5", "due:   before   day 5  # hạn")) == (
        0, ["Không có khác biệt về nội dung."],
    )  # fmt: skip


def test_a_rename_is_asked_about(said, changed):
    """A unit under another id with the same name was probably renamed."""
    _, lines = said("diff", FILE, changed("  dai:", "  truyen-hinh:"))
    assert any("nếu là đổi tên thì giữ nguyên mã «dai»" in line for line in lines)


@pytest.mark.parametrize("call", [("diff", FILE), ("diff", FILE, FILE, "--data", "x"), ("apply", "--data", "x")])
def test_a_wrong_number_of_files_is_a_wrong_call(call, capsys):
    """Exit code 2, and how it is written."""
    assert cli.main([*call, "--lang", "vi"]) == 2
    assert "Cách viết" in capsys.readouterr().err
