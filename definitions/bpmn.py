"""A process as BPMN 2.0: a pool for each recurrence, lanes by role, and the diagram with the places of the picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET  # it only writes
from collections.abc import Mapping
from typing import Final

from definitions.circuit import WIDE, Circuit, Node, circuit
from definitions.helps import KINDS
from definitions.layout import Rect, layout
from definitions.picture import Picture

_SPACES: Final = {
    "xmlns:bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "xmlns:bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "xmlns:dc": "http://www.omg.org/spec/DD/20100524/DC",
    "xmlns:di": "http://www.omg.org/spec/DD/20100524/DI",
}
SCALE: Final = 72
"""Units of the diagram to an inch."""
_POOL: Final = 0.42  # the title of a pool, at its left, in inches


def bpmn(picture: Picture) -> str:
    """The whole process as one file; `process_id` names the pool of a recurrence in it."""
    circuits = [circuit(band) for band in layout(picture, WIDE).bands]
    root = ET.Element(
        "bpmn:definitions", {**_SPACES, "id": "definitions", "targetNamespace": f"urn:vongnam:{picture.id}"}
    )
    together = _under(root, "collaboration", id="collaboration")
    for each in circuits:
        every = each.band.group.every
        said = {"name": each.band.group.title, "processRef": process_id(picture, every)}
        _under(together, "participant", id=f"pool-{every}", **said)
        _process(root, picture, each)
    _diagram(root, circuits)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def process_id(picture: Picture, every: str) -> str:
    """The id of the process of that recurrence: "process-small-month"."""
    return f"process-{picture.id}-{every}"


# ---------------------------------------------------------------- what happens


def _process(root: ET.Element, picture: Picture, circuit: Circuit) -> None:
    group = circuit.band.group
    said = {"name": f"{picture.title} ({group.title.lower()})", "isExecutable": "true"}
    process = _under(root, "process", id=process_id(picture, group.every), **said)
    lanes = _under(process, "laneSet", id=f"lanes-{group.every}")
    for lane, _ in circuit.band.lanes:
        element = _under(lanes, "lane", id=f"lane-{group.every}-{lane.role}", name=lane.title)
        for node in circuit.nodes.values():
            if node.lane == lane.role:
                _under(element, "flowNodeRef").text = node.id
    for node in circuit.nodes.values():
        _node(process, node, circuit)
    for flow in circuit.flows:
        _under(process, "sequenceFlow", id=flow.id, sourceRef=flow.before, targetRef=flow.after)


def _node(process: ET.Element, node: Node, circuit: Circuit) -> None:
    element = _under(process, node.tag, id=node.id, **({"name": node.name} if node.name else {}))
    if node.placed is not None:
        box = node.placed.box
        others = f" Cùng thực hiện: {', '.join(box.others)}." if box.others else ""
        _under(element, "documentation").text = f"{KINDS[box.kind].description} {box.deadline}.{others}"
    for flow in circuit.flows:
        if flow.after == node.id:
            _under(element, "incoming").text = flow.id
    for flow in circuit.flows:
        if flow.before == node.id:
            _under(element, "outgoing").text = flow.id


# ---------------------------------------------------------------- where it stands


def _diagram(root: ET.Element, circuits: list[Circuit]) -> None:
    diagram = _under(root, "BPMNDiagram", "bpmndi", id="diagram")
    plane = _under(diagram, "BPMNPlane", "bpmndi", id="plane", bpmnElement="collaboration")
    for each in circuits:
        every, rect = each.band.group.every, each.band.rect
        pool = Rect(rect.x - _POOL, rect.y, rect.width + _POOL, rect.height)
        _shape(plane, f"pool-{every}", pool, {"isHorizontal": "true"})
        for lane, place in each.band.lanes:
            _shape(plane, f"lane-{every}-{lane.role}", place, {"isHorizontal": "true"})
        for node in each.nodes.values():
            _shape(plane, node.id, node.rect, {})
        for flow in each.flows:
            edge = _under(plane, "BPMNEdge", "bpmndi", id=f"edge-{flow.id}", bpmnElement=flow.id)
            for x, y in flow.points:
                ET.SubElement(edge, "di:waypoint", {"x": _unit(x), "y": _unit(y)})


def _shape(plane: ET.Element, id: str, rect: Rect, more: Mapping[str, str]) -> None:
    shape = _under(plane, "BPMNShape", "bpmndi", id=f"shape-{id}", bpmnElement=id, **more)
    places = zip(("x", "y", "width", "height"), rect, strict=True)
    ET.SubElement(shape, "dc:Bounds", {name: _unit(value) for name, value in places})


def _unit(inches: float) -> str:
    return f"{inches * SCALE:.0f}"


def _under(parent: ET.Element, tag: str, space: str = "bpmn", /, **said: str) -> ET.Element:
    return ET.SubElement(parent, f"{space}:{tag}", said)
