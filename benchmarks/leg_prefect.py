"""The same year as Prefect task runs on Prefect's own server, until the server has every one of them as completed."""

from __future__ import annotations

import json
import time
from typing import Any

STEPS = 309
PAYLOAD = {"lines": [{"content": "Bài viết về bảo vệ môi trường, tài nguyên nước " * 2, "when": "tuần 2"}] * 4}


def main() -> None:
    """Print milliseconds per step; Prefect's own settings; what the server and the flow need to start is left out."""
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
        run = get_run_context().flow_run.id
        step(-1, PAYLOAD)  # what the first one alone pays
        _wait_for(run, 1)
        start = time.perf_counter()
        for number in range(STEPS):
            step(number, PAYLOAD)
        _wait_for(run, STEPS + 1)
        took = time.perf_counter() - start

    with prefect_test_harness(server_startup_timeout=180):
        year()
    print(json.dumps({"value": took / STEPS * 1000, "steps": STEPS}))


def _wait_for(run: Any, count: int) -> None:
    """Until the server has so many completed task runs of that flow run: the client hears of its own at once."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, TaskRunFilter

    of_run = FlowRunFilter.model_validate({"id": {"any_": [run]}})
    completed = TaskRunFilter.model_validate({"state": {"type": {"any_": ["COMPLETED"]}}})
    with get_client(sync_client=True) as client:
        seen = 0
        while seen < count:
            time.sleep(0.05)
            asked = {"flow_runs": of_run.model_dump(mode="json"), "task_runs": completed.model_dump(mode="json")}
            seen = client._client.post("/task_runs/count", json=asked).json()  # noqa: SLF001 - the sync client counts none


if __name__ == "__main__":
    main()
