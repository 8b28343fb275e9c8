"""The same year in SpiffWorkflow: every step loads its instance, completes one user task, and saves it again."""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
PAYLOAD = {"lines": [{"content": "Bài viết về bảo vệ môi trường, tài nguyên nước " * 2, "when": "tuần 2"}] * 4}
MONTH = (("unit", 20), ("plan", 1), ("partner", 2), ("leader", 1))
YEAR_END = (("report", 20), ("summary", 1))


def main() -> None:
    """Print milliseconds per human step over 13 instances and 309 steps."""
    serializer = BpmnWorkflowSerializer()
    with tempfile.TemporaryDirectory() as folder:
        base = sqlite3.connect(Path(folder) / "spiff.db", isolation_level=None)
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        base.execute("CREATE TABLE instance (id INTEGER PRIMARY KEY, state TEXT NOT NULL)")
        for number, stages in enumerate([MONTH] * 12 + [YEAR_END]):
            workflow = BpmnWorkflow(_spec(stages))
            workflow.do_engine_steps()
            base.execute("INSERT INTO instance VALUES (?, ?)", (number, serializer.serialize_json(workflow)))
        start = time.perf_counter()
        steps = sum(_live(base, serializer, number) for number in range(13))
        took = time.perf_counter() - start
    assert steps == 309, steps
    print(json.dumps({"value": took / steps * 1000, "steps": steps}))


def _live(base: sqlite3.Connection, serializer: BpmnWorkflowSerializer, number: int) -> int:
    steps = 0
    while True:
        (text,) = base.execute("SELECT state FROM instance WHERE id = ?", (number,)).fetchone()
        workflow = serializer.deserialize_json(text)
        waiting = workflow.get_tasks(state=TaskState.READY, manual=True)
        if not waiting:
            assert workflow.is_completed()
            return steps
        waiting[0].data[f"answer{steps}"] = PAYLOAD
        waiting[0].run()
        workflow.do_engine_steps()
        base.execute("BEGIN IMMEDIATE")
        base.execute("UPDATE instance SET state = ? WHERE id = ?", (serializer.serialize_json(workflow), number))
        base.execute("COMMIT")
        steps += 1


def _spec(stages: tuple[tuple[str, int], ...]) -> object:
    """Stages one after another; within a stage the user tasks run side by side, as one multi-instance task.

    Between parallel gateways SpiffWorkflow would keep a predicted rest of the year under every branch: ten times slower.
    """
    parser = BpmnParser()
    parser.add_bpmn_io(io.BytesIO(_xml(stages).encode()))
    return parser.get_spec("year")


def _xml(stages: tuple[tuple[str, int], ...]) -> str:
    names = ["start", *(name for name, _ in stages), "end"]
    tasks = "".join(_task(name, count) for name, count in stages)
    arrows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(pairwise(names))
    )
    body = f'<startEvent id="start"/>{tasks}<endEvent id="end"/>{arrows}'
    return f'<definitions xmlns="{BPMN}"><process id="year" isExecutable="true">{body}</process></definitions>'


def _task(name: str, count: int) -> str:
    many = (
        '<multiInstanceLoopCharacteristics isSequential="false">'
        f"<loopCardinality>{count}</loopCardinality></multiInstanceLoopCharacteristics>"
    )
    return f'<userTask id="{name}" name="{name}">{many if count > 1 else ""}</userTask>'


if __name__ == "__main__":
    main()
