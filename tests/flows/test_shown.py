"""`vongnam show` and `vongnam schema`: each form is what it says, a wrong call is a sentence."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from flows import cli
from flows.commands import schema_of, shown

ROOT = Path(__file__).resolve().parents[2]
YEAR = str(ROOT / "tests/offices/small/2023.yaml")


@pytest.fixture
def run(capsys):
    """Call the program in this process: its exit code, what it printed, what it complained of."""

    def call(*words):
        return cli.main([*map(str, words)]), *capsys.readouterr()

    return call


BEGINS = {
    "svg": "<?xml", "bpmn": "<?xml", "mermaid": "---\ntitle:", "text": "Tuyên truyền tháng, năm 2023", "json": "{",
    "md": "# Đối chiếu: Tuyên truyền tháng",
}  # fmt: skip
TEXTS = [(what, form) for what, forms in shown.FORMATS.items() for form in forms if form != "png"]


@pytest.mark.parametrize(("what", "form"), TEXTS)
def test_a_text_is_printed_or_written(run, tmp_path, what, form):
    """Without --out it is printed; with it, the file has the same."""
    code, out, err = run("show", what, YEAR, "--format", form)
    assert (code, err) == (0, "")
    assert out.startswith(BEGINS[form])
    assert run("show", what, YEAR, "--format", form, "--out", tmp_path / "file")[0] == 0
    assert (tmp_path / "file").read_text(encoding="utf-8").rstrip() == out.rstrip()


@pytest.mark.parametrize("what", ["process", "year"])
def test_a_png_is_written(run, tmp_path, what):
    """A picture goes to its file, and the answer names it."""
    code, out, _ = run("show", what, YEAR, "--format", "png", "--out", tmp_path / "a.png")
    assert (code, out.strip()) == (0, f"Đã ghi {tmp_path / 'a.png'}.")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "words", [("process", YEAR, "--format", "png"), ("year", YEAR, "--format", "bpmn"), ("coverage", YEAR, "--format", "svg")]
)  # fmt: skip
def test_a_form_that_is_not_there_is_a_wrong_call(run, words):
    """A picture without a file, a form of something else: exit code 2 and a sentence with its remedy."""
    code, out, err = run("show", *words)
    assert (code, out) == (2, "")
    assert err.startswith("Lệnh chưa đúng:")
    assert len(err.splitlines()) == 2


@pytest.mark.parametrize("what", shown.FORMATS)
def test_a_faulty_definition_is_refused(run, tmp_path, what):
    """What `check` refuses is not drawn: each fault with its place, exit code 1."""
    for path in Path(YEAR).parent.glob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace("kind: submit", "kind: submti")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    code, out, err = run("show", what, tmp_path / "2023.yaml")
    assert (code, out) == (1, "")
    assert "process.yaml:" in err


def test_a_drawing_is_well_formed(run):
    """What is printed is XML as a whole."""
    assert ET.fromstring(run("show", "year", YEAR)[1]).tag.endswith("svg")


@pytest.mark.parametrize("kind", schema_of.KINDS)
def test_a_schema_is_printed_or_written(run, tmp_path, kind):
    """The same schema either way; the answer says how an editor finds it."""
    printed = json.loads(run("schema", kind)[1])
    code, out, _ = run("schema", kind, "--out", tmp_path / f"{kind}.json")
    assert (code, json.loads((tmp_path / f"{kind}.json").read_text(encoding="utf-8"))) == (0, printed)
    assert f"# yaml-language-server: $schema={kind}.json" in out
