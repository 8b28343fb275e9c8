"""Prefect's door for what leaves: letters are held back, may go, or go once more.

Each is one form without a schedule; how they run and fail is told in `deployed.py`.
"""

from __future__ import annotations

from typing import Annotated, Any

from prefect import flow
from prefect.states import State

from flows import calling, releasing
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


@flow(name="Cho gửi nội dung đang giữ", flow_run_name="Cho gửi nội dung đang giữ")
async def release(
    person: Annotated[str, asked("Người nhận", "Để trống: mọi nội dung đang chờ Văn phòng.", "people")] = "",
) -> State[Any]:
    """Cho gửi những nội dung chờ Văn phòng, ví dụ thư nói về một đơn vị gửi cấp trên; thư đi ngay."""

    def act(office: Office, _stage: Stage, _say: Say) -> Told:
        whom = choosing(office)("people", person)
        waiting = [it.id for it in releasing.held(office) if not whom or it.item.person == whom]
        return releasing.release(office, waiting) if waiting or not whom else _none("Cho phép gửi")

    return await run(at_once(act))


@flow(name="Gửi lại thư", flow_run_name="Gửi lại thư")
async def resend(
    person: Annotated[str, asked("Người nhận", "Người mà thư chưa đến được, xem trang «Cần xử lý».", "people")],
) -> State[Any]:
    """Gửi lại những thư chưa gửi được, hoặc chưa rõ đã đến hay chưa, cho một người; sửa địa chỉ trước nếu cần."""

    def act(office: Office, _stage: Stage, _say: Say) -> Told:
        whom = choosing(office)("people", person)
        letters = {it.letter for it in calling.undelivered(office) if it.letter and it.person == whom}
        for letter in letters:
            releasing.resend(office, letter)
        return Told("Gửi lại", (f"{len(letters)} thư được gửi lại ngay.",)) if letters else _none("Gửi lại")

    return await run(at_once(act))


def _none(title: str) -> Told:
    return Told(title, ("Không có thư nào như vậy đang chờ người này.",))
