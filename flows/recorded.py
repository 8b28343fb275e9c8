"""Prefect's door for the records of the year: one form for each kind of record, drawn from the definition's own form.

A run keeps what was typed into its form, so no form asks for what is personal: that comes in a file of the inbox.
"""

from __future__ import annotations

from typing import Annotated, Any

from prefect import flow
from prefect.states import State

from flows.asked import asked, needed
from flows.choices import choosing
from flows.onscreen import at_once, run
from flows.recording import record as recording
from flows.told import Say, Stage, Told
from flows.wiring import Office


@flow(name="Ghi sổ theo dõi", flow_run_name="Ghi sổ theo dõi")
async def record(
    step: Annotated[str, asked("Nội dung ghi", "", "collected-steps")],
    line: Annotated[dict[str, Any], asked("Nội dung")],
    unit: Annotated[str, asked("Cơ quan, đơn vị", "Để trống nếu chỉ có một đơn vị có việc này.", "units")] = "",
    particulars: Annotated[str, asked("Tệp thông tin cá nhân", "Tên tệp trong thư mục inbox.")] = "",
) -> State[Any]:
    """Ghi một việc phát sinh vào Sổ theo dõi."""

    def act(office: Office, stage: Stage, say: Say) -> Told:
        needed(Nội_dung=line)
        pick = choosing(office)
        return recording(
            office,
            step=pick("collected-steps", step),
            unit=pick("units", unit),
            line=line,
            particulars=particulars.strip(),
            stage=stage,
            say=say,
        )

    return await run(at_once(act))
