"""A process as a picture: every step once, every waiting once, nothing on top of anything else, the same in each form."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.circuit import WIDE, circuit
from definitions.flowchart import mermaid
from definitions.layout import layout
from definitions.picture import awaited, picture
from definitions.vocabulary import Every, Kind, Step
from flows.files import read_definition

ROOT = Path(__file__).resolve().parents[2]
HA_TINH = read_definition(ROOT / "definitions/ha-tinh/2023.yaml")[0]
SMALL = read_definition(ROOT / "tests/offices/small/2023.yaml")[0]
offices = pytest.mark.parametrize("definition", [HA_TINH, SMALL], ids=["ha-tinh", "small"])
EVERIES = st.sampled_from([Every.WEEK, Every.MONTH, Every.EVENT])


@st.composite
def processes(draw):
    """The small office with steps of any role, each waiting for some of those before it."""
    steps = []
    for n in range(draw(st.integers(1, 9))):
        before = [s.id for s in steps]
        needs = tuple(draw(st.lists(st.sampled_from(before), unique=True, max_size=3))) if before else ()
        by, title = draw(st.sampled_from(["office", "unit", "leader"])), draw(st.text("aM ươ", min_size=1, max_size=90))
        steps.append(Step(id=f"s{n}", title=title, kind=Kind.DO, every=draw(EVERIES), by=(by,), needs=needs))
    return SMALL.model_copy(update={"process": SMALL.process.model_copy(update={"steps": tuple(steps)})})


def _waiting(definition):
    return sorted((before, step.id) for step in definition.process.steps for before in awaited(step))


@offices
def test_every_step_and_every_waiting_is_drawn_once(definition):
    """The boxes are the steps, the arrows are who waits for whom."""
    drawn = picture(definition)
    boxes = [box.step for group in drawn.groups for box in group.boxes]
    assert sorted(boxes) == sorted(step.id for step in definition.process.steps)
    assert sorted((a.before, a.after) for a in drawn.arrows) == _waiting(definition)


def test_the_monthly_chain_runs_from_left_to_right():
    """unit-plan, month-plan, partner-agreement, month-approval, month-plan-issue: a column each, by strong arrows."""
    month = next(group for group in picture(HA_TINH).groups if group.every is Every.MONTH)
    chain = ["unit-plan", "month-plan", "partner-agreement", "month-approval", "month-plan-issue"]
    assert [month.box(step).column for step in chain] == [0, 1, 2, 3, 4]
    assert list(pairwise(chain)) == [(a.before, a.after) for a in month.arrows if not a.implied]


@given(processes())
def test_whoever_waits_stands_further_right(definition):
    """Within a group no arrow runs backwards, and no two boxes share a cell."""
    for group in picture(definition).groups:
        assert all(group.box(a.before).column < group.box(a.after).column for a in group.arrows)
        cells = [(box.lane, box.row, box.column) for box in group.boxes]
        assert len(set(cells)) == len(cells)


def _apart(one, other):
    return one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y


@given(processes())
def test_nothing_overlaps_and_no_arrow_crosses_a_box(definition):
    """Boxes lie apart and within their lane; every piece of an arrow is level or upright and meets no box's inside."""
    for band in layout(picture(definition)).bands:
        boxes = {placed.box.step: placed.rect for placed in band.boxes}
        lanes = {lane.role: rect for lane, rect in band.lanes}
        assert all(_apart(a, b) for a, b in combinations(boxes.values(), 2))
        for placed in band.boxes:
            lane = lanes[placed.box.lane]
            assert lane.y < placed.rect.y < placed.rect.bottom < lane.bottom
        for route in band.routes:
            _meets_no_box(route.points, boxes.values())


@given(processes())
def test_no_flow_of_the_diagram_crosses_a_box(definition):
    """The same for the diagram of BPMN, whose gateways stand between the columns."""
    for band in layout(picture(definition), WIDE).bands:
        for flow in circuit(band).flows:
            _meets_no_box(flow.points, [placed.rect for placed in band.boxes])


def _meets_no_box(points, boxes):
    for (x, y), (to_x, to_y) in pairwise(points):
        assert abs(x - to_x) < 1e-9 or abs(y - to_y) < 1e-9
        for rect in boxes:
            level = min(x, to_x) < rect.right - 1e-9 and rect.x + 1e-9 < max(x, to_x)
            upright = min(y, to_y) < rect.bottom and rect.y < max(y, to_y)
            inside = level and rect.y < y < rect.bottom if abs(y - to_y) < 1e-9 else rect.x < x < rect.right and upright
            assert not inside, (points, rect)


@offices
def test_a_flowchart_has_the_nodes_and_arrows_of_the_picture(definition):
    """Mermaid: each step once as a node of its recurrence, each waiting once as an arrow."""
    text = mermaid(picture(definition))
    numbers = {step.id: n for n, step in enumerate(definition.process.steps, 1)}
    nodes = [int(n) for n in re.findall(r"^ {8}step(\d+)\[", text, re.MULTILINE)]
    arrows = [(int(a), int(b)) for a, b in re.findall(r"^ {4}step(\d+) (?:--|-\.-)> step(\d+)$", text, re.MULTILINE)]
    assert sorted(nodes) == sorted(numbers.values())
    assert sorted(arrows) == sorted((numbers[a], numbers[b]) for a, b in _waiting(definition))
    assert text.count("subgraph ") == len({step.every for step in definition.process.steps}) == text.count("    end")


def test_what_a_title_says_is_no_mermaid():
    """Quotes, brackets and marks of Mermaid within a title are signs like any other."""
    first, *rest = SMALL.process.steps
    bad = first.model_copy(update={"title": 'a "b"] --> step2 #quot; <i>`c`</i>'})
    text = mermaid(
        picture(SMALL.model_copy(update={"process": SMALL.process.model_copy(update={"steps": (bad, *rest)})}))
    )
    node = next(line for line in text.splitlines() if line.startswith("        step1["))
    assert node.count('"') == 2
    assert "#35;quot;" in node
    assert not set("<>`]") & set(node[node.index('"') + 1 : node.rindex('"')].replace("<br/>", ""))
