"""Prefect's door for single acts of the Office: accepted, sent back, requested, asked once more, a fresh code.

Each is one form without a schedule; how they run and fail is told in `deployed.py`.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated, Any

from prefect import flow
from prefect.states import State

from flows import agree as agreeing
from flows import collect as collecting
from flows.asked import asked, end_of
from flows.choices import chosen
from flows.decide import ask_once_more
from flows.onscreen import at_once, run
from flows.requested import request as requesting
from flows.told import Say, Stage, Told
from flows.wiring import Office


@flow(name="Tiếp nhận", flow_run_name="Tiếp nhận")
async def accept(
    step: Annotated[str, asked("Nội dung nộp", "", "accepted-steps")],
    unit: Annotated[str, asked("Đơn vị", "Đơn vị đã gửi.", "units")],
    period: Annotated[str, asked("Kỳ", "Để trống với việc phát sinh.", "collected-periods")] = "",
) -> State[Any]:
    """Tiếp nhận kế hoạch, báo cáo đã gửi, ở bước cần có người tiếp nhận hoặc đi qua cấp trung gian."""

    def act(office: Office, _stage: Stage, _say: Say) -> Told:
        pick = partial(chosen, office.definition)
        return collecting.accept(
            office,
            step=pick("accepted-steps", step),
            unit=pick("units", unit),
            period=pick("collected-periods", period),
        )

    return await run(at_once(act))


@flow(name="Trả lại để bổ sung", flow_run_name="Trả lại để bổ sung")
async def send_back(
    step: Annotated[str, asked("Nội dung nộp", "", "collected-steps")],
    unit: Annotated[str, asked("Đơn vị", "", "units")],
    period: Annotated[str, asked("Kỳ", "", "collected-periods")],
    comment: Annotated[str, asked("Nội dung cần bổ sung", "Đơn vị nhận được nguyên văn nội dung này.")],
) -> State[Any]:
    """Trả lại kế hoạch, báo cáo để đơn vị bổ sung; đơn vị được báo ngay."""

    def act(office: Office, _stage: Stage, _say: Say) -> Told:
        pick = partial(chosen, office.definition)
        return collecting.send_back(
            office,
            step=pick("collected-steps", step),
            unit=pick("units", unit),
            period=pick("collected-periods", period),
            comment=comment,
        )

    return await run(at_once(act))


@flow(name="Yêu cầu báo cáo", flow_run_name="Yêu cầu báo cáo")
async def request(
    step: Annotated[str, asked("Nội dung yêu cầu", "", "requested-steps")],
    note: Annotated[str, asked("Nội dung", "Đơn vị nhận được nguyên văn nội dung này.")],
    units: Annotated[list[str], asked("Đơn vị", "Để trống: mọi đơn vị có nhiệm vụ.", "units")] = [],  # noqa: B006 - Prefect copies defaults
    due: Annotated[dt.date | None, asked("Hạn cuối", "Hết ngày này; để trống: theo quy trình.")] = None,
) -> State[Any]:
    """Yêu cầu các đơn vị báo cáo đột xuất; đơn vị được báo ngay."""

    def act(office: Office, _stage: Stage, say: Say) -> Told:
        pick = partial(chosen, office.definition)
        return requesting(
            office,
            step=pick("requested-steps", step),
            parties=[pick("units", unit) for unit in units],
            due=end_of(office, due),
            note=note,
            say=say,
        )

    return await run(at_once(act))


@flow(name="Lấy ý kiến lại", flow_run_name="Lấy ý kiến lại")
async def ask_round(
    partner: Annotated[str, asked("Cơ quan báo chí", "", "partners")],
    period: Annotated[str, asked("Kỳ", "", "agreed-periods")],
    comment: Annotated[str, asked("Nội dung đề nghị", "Cơ quan báo chí nhận được nguyên văn nội dung này.")],
) -> State[Any]:
    """Lấy ý kiến một cơ quan báo chí thêm một lần, sau khi kế hoạch đã được sửa."""

    def act(office: Office, _stage: Stage, _say: Say) -> Told:
        pick = partial(chosen, office.definition)
        return agreeing.ask_round(
            office, partner=pick("partners", partner), period=pick("agreed-periods", period), comment=comment
        )

    return await run(at_once(act))


@flow(name="Gửi lại mã phê duyệt", flow_run_name="Gửi lại mã phê duyệt")
async def ask_again(
    step: Annotated[str, asked("Việc chờ phê duyệt", "", "approved-steps")],
    period: Annotated[str, asked("Kỳ", "Để trống với việc phát sinh.", "approved-periods")] = "",
) -> State[Any]:
    """Gửi mã mới cho người phê duyệt khi thư bị thất lạc hoặc mã đã bị khóa; mã cũ hết hiệu lực."""

    def act(office: Office, _stage: Stage, _say: Say) -> Told:
        pick = partial(chosen, office.definition)
        return ask_once_more(office, step=pick("approved-steps", step), period=pick("approved-periods", period))

    return await run(at_once(act))
