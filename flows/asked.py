"""How a form asks: the title and help of a parameter, the list that it chooses from, and what may not be left out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, Field

from definitions.actions import Refusal
from definitions.moments import midnight
from definitions.typed import typed_instant
from flows.told import Refused
from flows.wiring import Office


def asked(title: str, description: str = "", choices: str = "") -> Any:
    """How a parameter is asked for in the form; `choices` names the list that flows/deploy.py fills in."""
    return Field(title=title, description=description, json_schema_extra={"choices": choices} if choices else None)


class LineAnswer(BaseModel):
    """Ý kiến về một dòng."""

    line: str = Field(title="Dòng", description="Số thứ tự trong kế hoạch tháng.")
    outcome: str = Field(title="Ý kiến", json_schema_extra={"choices": "outcomes"})
    when: str = Field("", title="Thời gian đề nghị")
    genre: str = Field("", title="Thể loại đề nghị")
    slot: str = Field("", title="Chuyên mục, khung giờ đề nghị")
    reason: str = Field("", title="Lý do", description="Bắt buộc khi không đăng, phát.")


def needed(**said: object) -> None:
    """Refused where somebody started a form and left out what it needs."""
    if missing := [title for title, value in said.items() if not value]:
        named = ", ".join(f"«{title.replace('_', ' ')}»" for title in missing)
        raise Refused(Refusal("missing", f"Chưa điền {named}.", "Đề nghị chạy lại và điền đủ các ô này."))


def end_of(office: Office, day: dt.date | None) -> dt.datetime | None:
    """The instant at which that day of the office's is over."""
    return midnight(day + dt.timedelta(days=1), office.definition.process.timezone) if day else None


def typed(office: Office, text: str) -> dt.datetime | None:
    """The instant that was typed, which has come already. Prefect's own field takes the month first, and UTC for ours."""
    process = office.definition.process
    instant = typed_instant(text, process.timezone, process.day_starts)
    if instant is not None and instant > office.now():
        raise Refused(Refusal("not-yet", f"Thời điểm «{text}» chưa đến.", "Đề nghị ghi lúc thực sự nhận được."))
    return instant
