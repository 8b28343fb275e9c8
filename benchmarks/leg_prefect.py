"""The same year as Prefect task runs on Prefect's own server: each durable before the next, or as fast as they go."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

STEPS = 309
PAYLOAD = {"lines": [{"content": "Bài viết về bảo vệ môi trường, tài nguyên nước " * 2, "when": "tuần 2"}] * 4}


def main(which: str) -> None:
    """Print milliseconds per step. `durable`: a step is over when the server has it as completed, as every other leg's
    is; `pipelined`: the client goes on at once, and only the last waits for the server. Prefect's own settings; what the
    server and the flow need to start is left out.
    """
    from prefect import flow, task
    from prefect.context import get_run_context
    from prefect.testing.utilities import prefect_test_harness

    took = 0.0

    @task(persist_result=True)
    def step(number: int, payload: dict[str, Any]) -> dict[str, Any]:
        return {"number": number, **payload}

    @flow
    def year() -> None:
        nonlocal took
        wait_for = _server_has(get_run_context().flow_run.id)
        step(-1, PAYLOAD)  # what the first one alone pays
        wait_for(1)
        start = time.perf_counter()
        for number in range(STEPS):
            step(number, PAYLOAD)
            if which == "durable":
                wait_for(number + 2)
        wait_for(STEPS + 1)
        took = time.perf_counter() - start

    with prefect_test_harness(server_startup_timeout=180):
        year()
    print(json.dumps({"value": took / STEPS * 1000, "steps": STEPS}))


def _server_has(run: Any) -> Callable[[int], None]:
    """Waits until the server has so many completed task runs of that flow run: the client hears of its own at once."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, TaskRunFilter

    of_run = FlowRunFilter.model_validate({"id": {"any_": [run]}}).model_dump(mode="json")
    completed = TaskRunFilter.model_validate({"state": {"type": {"any_": ["COMPLETED"]}}}).model_dump(mode="json")
    asked = {"flow_runs": of_run, "task_runs": completed}
    client = get_client(sync_client=True).__enter__()  # for the life of this process

    def wait(count: int) -> None:
        while client._client.post("/task_runs/count", json=asked).json() < count:  # noqa: SLF001 - the sync client counts none
            time.sleep(0.002)

    return wait


if __name__ == "__main__":
    main(*sys.argv[1:])
