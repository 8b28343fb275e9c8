"""What was changed after an approval, beside what its words name."""

from __future__ import annotations

import pytest

from definitions.heeded import beyond_lines, heeded


def plan(**when):
    return {
        "kind": "month-plan",
        "lines": [{"id": id, "content": f"Nội dung {id}", "when": at} for id, at in when.items()],
    }


SEEN = plan(a="tuần 1", b="tuần 2", c="tuần 3")
WITH_CHANGES, AS_IT_IS = "approve-with-changes", "approve"


def test_a_change_in_a_named_line_is_within():
    """The approver said so: nobody is asked again."""
    record = heeded(WITH_CHANGES, "Dòng 2 sang tuần 4", SEEN, plan(a="tuần 1", b="tuần 4", c="tuần 3"))
    assert [(it["line"], it["old"], it["new"]) for it in record["within"]] == [("b", "tuần 2", "tuần 4")]
    assert (record["beyond"], record["named"], record["asked"]) == ([], ["b"], "Dòng 2 sang tuần 4")


@pytest.mark.parametrize(
    ("now", "lines"),
    [
        (plan(a="tuần 4", b="tuần 4", c="tuần 3"), {"a"}),
        (plan(a="tuần 1", b="tuần 4"), {"c"}),
        (plan(a="tuần 1", b="tuần 4", c="tuần 3", d="tuần 1"), {"d"}),
    ],
    ids=["changed", "removed", "added"],
)
def test_whatever_else_differs_is_beyond(now, lines):
    """Changed, taken out or added without being named: exactly these lines are asked anew."""
    assert beyond_lines(heeded(WITH_CHANGES, "Dòng 2 sang tuần 4", SEEN, now)) == lines


def test_a_plain_approval_names_nothing():
    """Whoever agreed to the plan as it was agreed to nothing else, whatever the comment says."""
    record = heeded(AS_IT_IS, "Dòng 2 rất tốt", SEEN, plan(a="tuần 1", b="tuần 4", c="tuần 3"))
    assert beyond_lines(record) == {"b"}


def test_the_order_of_lines_is_no_change():
    """Lines that stand elsewhere say the same."""
    record = heeded(WITH_CHANGES, "Đưa dòng 3 lên đầu", SEEN, plan(c="tuần 3", a="tuần 1", b="tuần 2"))
    assert (record["within"], record["beyond"]) == ([], [])


def test_a_text_of_the_plan_is_beyond_every_name():
    """What a person writes beside the lines is asked anew; what is counted or comes from others is not its change."""
    now = {**SEEN, "assessment": "Tốt", "answers": [1], "silent": ["x"]}
    assert [it["field"] for it in heeded(WITH_CHANGES, "dòng 1", SEEN, now)["beyond"]] == ["assessment"]
