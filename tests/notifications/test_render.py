"""The one door to Jinja2."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions.errors import VongNamError
from notifications.render import OUTPUT_CAP, TemplateMissing, Templates, TemplateWrong, render


@pytest.fixture
def run(tmp_path):
    """`run("{{ x }}", x=1)`: an office's own template, rendered; `html=True` for one that escapes."""

    def text(source: str, *, html: bool = False, **context):
        name = "own.html.j2" if html else "own.j2"
        (tmp_path / name).write_text(source, encoding="utf-8")
        return Templates(tmp_path).render(name, context)

    return text


def test_html_is_escaped_and_text_is_not(run):
    """The name decides: .html.j2 escapes every value."""
    assert run("{{ x }}", x="A & B <Sở>") == "A & B <Sở>"
    assert run("{{ x }}", html=True, x="A & B <Sở>") == "A &amp; B &lt;Sở&gt;"


HOSTILE = [
    "{{ ''.__class__ }}",
    "{{ x.__init__.__globals__ }}",
    "{{ cycler.__init__ }}",
    "{{ 'a' * 50000000 }}",
    "{{ ['a'] * 50000000 }}",
    "{{ 9 ** 9999999 }}",
    "{{ '%10000000s' % 1 }}",
    "{{ 'a'.ljust(50000000) }}",
    "{{ '{:>50000000}'.format(1) }}",
    "{{ 'a' | center(50000000) }}",
    "{% for i in range(10000000) %}a{% endfor %}",
    "{% for i in range(99999) %}{{ 'aaaaaaaa' }}{% endfor %}",
    "{{ range(99999) | join('a' ~ long) }}",
    "{% set a = long ~ long %}{% set a = a ~ a %}{% set a = a ~ a %}{% set a = a ~ a %}{{ a | length }}",
    "{% set a %}{{ long }}{{ long }}{{ long }}{% endset %}{{ a | length }}",
    "{{ (9999999999 * 9999999999) }}",
    "{{ items.append(1) }}",
    "{% include '../messages.py' %}",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_a_template_cannot_reach_out_or_grow(source, run):
    """No attribute out of the data, no multiplied text, no endless output, no file outside: each is one sentence."""
    with pytest.raises(VongNamError) as caught:
        run(source, x=object(), items=[], long="a" * 100_000)
    assert caught.value.message
    assert caught.value.remedy


def test_the_output_cap_is_exact(run):
    """A text of the cap's length passes."""
    assert len(run("{{ x }}", x="a" * OUTPUT_CAP)) == OUTPUT_CAP


def test_an_unknown_name_is_a_sentence_with_its_line(run):
    """A name that nobody gave is refused with template, line, name and remedy."""
    with pytest.raises(TemplateWrong, match=r"«own\.j2», line 2: .*'ten_la'") as caught:
        run("một\n{{ ten_la }}")
    assert "«own.j2», dòng 2: có tên chưa được biết" in caught.value.say("vi")
    assert caught.value.remedy
    assert caught.value.exit_code == 1


def test_an_unknown_name_in_a_block_has_its_line_too(tmp_path):
    """The same for blocks that are read one by one."""
    (tmp_path / "own.j2").write_text("{% block a %}\n\n{{ ten_la }}{% endblock %}", encoding="utf-8")
    with pytest.raises(TemplateWrong, match="line 3"):
        Templates(tmp_path).blocks("own.j2", {})


def test_a_syntax_error_is_a_sentence_with_its_line(run):
    """So is a template that cannot be read."""
    with pytest.raises(TemplateWrong, match=r"«own\.j2», line 1"):
        run("{% if %}")


def test_a_missing_template_names_itself():
    """A missing template is the environment's fault: exit code 3, its name, a remedy."""
    with pytest.raises(TemplateMissing, match=r"khong-co\.j2") as caught:
        render("khong-co.j2", {})
    assert caught.value.exit_code == 3
    assert caught.value.remedy


def test_a_missing_folder_is_refused_at_once(tmp_path):
    """A folder that is set and is not there is said when it is opened, not at the first letter."""
    with pytest.raises(TemplateMissing, match="khong-co"):
        Templates(tmp_path / "khong-co")


def test_filters_speak_vietnamese(run):
    """Dates, periods and numbers are written as the decree and the offices write them."""
    source = "{{ d | date }} {{ '2023-Q2' | period }} {{ 22500 | number }}"
    assert run(source, d=dt.date(2023, 2, 5)) == "05/02/2023 quý II/2023 22.500"


def test_data_is_never_a_template(run):
    """Template signs in a value are printed as they are."""
    assert run("{{ x }}", x="{{ 7*7 }}{% raw %}") == "{{ 7*7 }}{% raw %}"
