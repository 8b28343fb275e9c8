"""Prefect's door for what leaves: letters are held back, or may go.

Each is one form without a schedule; how they run and fail is told in `deployed.py`.
"""

from __future__ import annotations

from typing import Annotated, Any

from prefect import flow
from prefect.states import State

from flows.asked import asked
from flows.choices import choosing
from flows.house import hold_letters
from flows.onscreen import at_once, run
from flows.told import Say, Stage, Told
from flows.wiring import Office


@flow(name="Giữ thư, cho gửi thư", flow_run_name="Giữ thư, cho gửi thư")
async def hold(
    sending: Annotated[str, asked("Thư đi", "Giữ lại: không thư nào rời Văn phòng, nội dung vẫn được chờ.", "sending")],
) -> State[Any]:
    """Giữ mọi thư lại, hoặc cho gửi; khi cho gửi, nội dung đã cũ tự bỏ, nội dung còn đúng được gửi ngay."""

    def act(office: Office, _stage: Stage, _say: Say) -> Told:
        state = choosing(office)("sending", sending)
        waiting = hold_letters(office, state)
        what = "Thư được giữ lại" if state == "held" else "Thư được gửi đi"
        return Told(what, (f"{what} từ bây giờ; {waiting} nội dung đang chờ gửi.",))

    return await run(at_once(act))
