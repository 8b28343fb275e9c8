"""Forms as a rehearsal fills them in: whatever their fields, the Office could paste the rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from definitions.facts import Key
from definitions.rows import lines_from_rows
from definitions.vocabulary import Every, FieldType, Form, FormField, Kind, Step
from flows.filled import filled

fields = st.lists(st.tuples(st.sampled_from(FieldType), st.booleans()), min_size=1, max_size=8)
periods = st.sampled_from(["2023", "2023-10", "2023-Q4", "2023-H2", "2023-W45", "2023-E001"])


def with_form(small, types):
    """The small office with a form of these fields, and the step that asks for it."""
    columns = tuple(
        FormField(
            id=f"f{n}", title=f"Cột {n}", type=kind, required=needed, choices=("Tin",) if kind == "choice" else ()
        )
        for n, (kind, needed) in enumerate(types)
    )
    form, process = Form(id="any", title="Biểu mẫu", fields=columns), small[0].process
    step = Step(id="any", title="Bước", kind=Kind.SUBMIT, every=Every.EVENT, by=("unit",), form="any")
    return small[0].model_copy(update={"process": process.model_copy(update={"forms": (form,)})}), form, step


@given(fields, periods)
def test_every_form_is_filled_in_so_that_it_is_taken(small, types, period):
    """No cell of a made-up form, with any types in any order, is refused; what has to be there is there."""
    if not small[0].year.activities:  # the small office has none to name
        types = [(kind, needed and kind is not FieldType.ACTIVITIES) for kind, needed in types]
    definition, form, step = with_form(small, [*types, (FieldType.TEXT, True)])
    rows = filled(definition, {}, step, Key("any", period, "a"))
    lines, faults = lines_from_rows(definition, form, rows, period=period, party="a", known=[])
    assert faults in ((), [])
    assert lines


def test_what_the_script_says_wins(small):
    """A unit's own lines are taken in turn, those of another month left out."""
    definition, _, step = with_form(small, [(FieldType.TEXT, True), (FieldType.LONG, False)])
    said = {"lines": {"a": [{"f0": "Một"}, {"f0": "Hai", "only": ["7"]}, {"f0": "Ba", "f1": "Thêm"}]}}
    rows = filled(definition, said, step, Key("any", "2023-10", "a")).split("\n")[1:]
    assert sorted(rows) == ["Ba\tThêm", "Một\t"]
