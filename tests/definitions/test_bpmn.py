"""A process as BPMN: valid by the standard's own schema, and an engine of others runs it in the right order."""

from __future__ import annotations

from pathlib import Path

import pytest
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser, BpmnValidator

from definitions.bpmn import bpmn, process_id
from definitions.picture import awaited, picture
from definitions.vocabulary import Every
from flows.files import read_definition

ROOT = Path(__file__).resolve().parents[2]
DEFINITIONS = {
    "ha-tinh": read_definition(ROOT / "definitions/ha-tinh/2023.yaml")[0],
    "small": read_definition(ROOT / "tests/offices/small/2023.yaml")[0],
}
offices = pytest.mark.parametrize("office", DEFINITIONS)


def _parsed(drawn):
    parser = BpmnParser(validator=BpmnValidator())
    parser.add_bpmn_str(bpmn(drawn).encode())
    return parser


def _completed(workflow, choose):
    """The steps in the order in which somebody completes them; `choose` says which of those that wait goes first."""
    done = []
    workflow.do_engine_steps()
    while not workflow.completed:
        ready = workflow.get_tasks(state=TaskState.READY)
        task = ready[choose]
        task.run()
        done.append(task.task_spec.name)
        workflow.do_engine_steps()
    steps = [task.task_spec.name for task in workflow.get_tasks(state=TaskState.COMPLETED)]
    done += [name for name in steps if name.startswith("step-") and name not in done]  # what the engine does itself
    return [name.removeprefix("step-") for name in done]


@offices
@pytest.mark.parametrize("choose", [0, -1])
def test_an_engine_runs_the_month_in_the_right_order(office, choose):
    """SpiffWorkflow completes every step of the month's round, and none before what it waits for."""
    definition = DEFINITIONS[office]
    drawn = picture(definition)
    done = _completed(BpmnWorkflow(_parsed(drawn).get_spec(process_id(drawn, "month"))), choose)
    monthly = [step for step in definition.process.steps if step.every is Every.MONTH]
    assert sorted(done) == sorted(step.id for step in monthly)
    assert all(done.index(before) < done.index(step.id) for step in monthly for before in awaited(step))


@offices
def test_every_recurrence_is_a_process_with_its_lanes(office):
    """Each group is a process that the engine can read; each of its lanes names a role of the office."""
    drawn = picture(DEFINITIONS[office])
    parser = _parsed(drawn)
    for group in drawn.groups:
        spec = parser.get_spec(process_id(drawn, group.every))
        lanes = {name: task.lane for name, task in spec.task_specs.items() if name.startswith("step-")}
        titles = {lane.role: lane.title for lane in group.lanes}
        assert lanes == {f"step-{box.step}": titles[box.lane] for box in group.boxes}


def test_everything_has_its_place_in_the_diagram():
    """A modeler shows it: each participant, lane, node and flow has a shape or an edge of its own."""
    text = bpmn(picture(DEFINITIONS["ha-tinh"]))
    import xml.etree.ElementTree as ET

    tree = ET.fromstring(text)
    kinds = {"participant", "lane", "userTask", "sendTask", "startEvent", "endEvent", "parallelGateway", "sequenceFlow"}
    things = {e.get("id") for e in tree.iter() if e.tag.rpartition("}")[2] in kinds}
    shown = [e.get("bpmnElement") for e in tree.iter() if e.tag.endswith(("}BPMNShape", "}BPMNEdge"))]
    assert sorted(shown) == sorted(things)


def test_deadlines_stand_in_the_documentation():
    """What is due when is said beside each task, in Vietnamese."""
    assert "Hạn: trước ngày 05 trong tháng." in bpmn(picture(DEFINITIONS["small"]))
