"""Prefect's door for a verdict: alone in its module, for somebody waits while it loads (each flow costs 20 ms)."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from prefect import flow
from prefect.runtime import flow_run
from prefect.states import Completed, State

from definitions.facts import Key
from flows.answered import answered
from flows.asked import asked
from flows.onscreen import in_office
from flows.screen import DECIDE, Screen
from flows.told import Say, Stage, Told
from flows.typed_in import UNANSWERED, Asked
from flows.wiring import Office


@flow(name=DECIDE)
async def decide(
    obligation: Annotated[str, asked("Mã nhiệm vụ")] = "",
    generation: Annotated[int, asked("Lần trình")] = 0,
    attempt: Annotated[int, asked("Lần lập phiếu")] = 0,
) -> State[Any]:
    """Ghi ý kiến phê duyệt từ phiếu đang chờ. Chương trình tự lập phiếu; không cần chạy bằng tay."""
    return await asyncio.to_thread(_decide, str(flow_run.id), obligation, generation, attempt)


def _decide(run: str, obligation: str, generation: int, attempt: int) -> State[Any]:
    def act(office: Office, stage: Stage, say: Say) -> Told:
        assert isinstance(office.screen, Screen)
        asked = Asked(run, Key.parse(obligation), generation, attempt)
        return answered(office, office.screen, asked, stage=stage, say=say)

    return in_office(run, act) if obligation else Completed(message=UNANSWERED)
