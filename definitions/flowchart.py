"""A process as the text of a Mermaid flowchart: the nodes and arrows of its picture, a subgraph for each recurrence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from definitions.picture import Box, Group, Picture

# Mermaid reads these itself; written as entities they are signs like any other. "#" goes first: entities begin with it.
_ENTITIES: Final = {
    sign: f"#{ord(sign)};" for sign in ('"', "<", ">", "&", "`", "\\", "*", "_", "[", "]", "{", "}", "|", "~")
}


def mermaid(picture: Picture) -> str:
    """The flowchart, line by line. A dotted arrow is a waiting that other arrows imply."""
    numbers = {box.step: box.number for group in picture.groups for box in group.boxes}
    lines = ["---", f"title: {_quoted(picture.title)}", "---", "flowchart LR"]
    for group in picture.groups:
        lines += _subgraph(group)
    for arrow in picture.arrows:
        line = "-.->" if arrow.implied else "-->"
        lines.append(f"    {_node(numbers[arrow.before])} {line} {_node(numbers[arrow.after])}")
    return "\n".join(lines)


def _subgraph(group: Group) -> Iterator[str]:
    titles = {lane.role: lane.title for lane in group.lanes}
    yield f'    subgraph every-{group.every}["{_escaped(group.title)}"]'
    yield from (f'        {_node(box.number)}["{_said(box, titles[box.lane])}"]' for box in group.boxes)
    yield "    end"


def _node(number: int) -> str:
    """A step goes by its number: an id of its own could be a word of Mermaid's, such as "end"."""
    return f"step{number}"


def _said(box: Box, lane: str) -> str:
    who = ", ".join((lane, *box.others))
    return "<br/>".join(map(_escaped, (f"{box.number}. {box.title}", who, f"{box.does}. {box.deadline}")))


def _escaped(text: str) -> str:
    said = text.replace("#", "#35;")
    for sign, entity in _ENTITIES.items():
        said = said.replace(sign, entity)
    return said


def _quoted(text: str) -> str:
    """A text in the head, which is YAML: in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
