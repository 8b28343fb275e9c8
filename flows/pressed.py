"""Prefect's door for what comes out: found by itself, judged by a person, or taken from a list.

How flows run and fail is told in `deployed.py`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from prefect import flow
from prefect.states import State

from flows import attaching, confirming, finding, looking, taking
from flows.asked import asked, needed
from flows.choices import choosing
from flows.inbox import filed
from flows.onscreen import run
from flows.told import Say, Stage, Told
from flows.wiring import Office


@flow(name="Tìm tin, bài", flow_run_name="Tìm tin, bài")
async def find() -> State[Any]:
    """Đọc nguồn tin của các cơ quan báo chí, tìm tin, bài về nội dung của kế hoạch; kiểm tra các đường dẫn đã ghi."""

    def act(office: Office, stage: Stage, say: Say) -> Told:
        fetcher = finding.fetcher_of(office)
        found = finding.find(office, fetcher=fetcher, stage=stage, say=say)
        looked = looking.look(office, fetcher=fetcher, stage=stage, say=say)
        return Told(found.title, (*found.lines, *looked.lines), found.failures)

    return await run(act)


@flow(name="Xét tin, bài tìm được", flow_run_name="Xét tin, bài tìm được")
async def judge(
    numbers: Annotated[str, asked("Số", "Số ở trang «Tin, bài tìm được»; nhiều số thì ghi như 12, 14-16.")],
    verdict: Annotated[str, asked("Kết quả", "", "findings")],
    genre: Annotated[str, asked("Thể loại", "Cần chọn khi ghi.", "genres")] = "",
    partner: Annotated[str, asked("Cơ quan báo chí", "Để trống: như đã tìm được.", "partners")] = "",
    at: Annotated[dt.date | None, asked("Ngày đăng", "Để trống: ngày đã tìm được.")] = None,
    unit: Annotated[str, asked("Đơn vị phối hợp", "", "units")] = "",
    topics: Annotated[list[str], asked("Nội dung tuyên truyền", "Để trống: như đã tìm được.", "topics")] = [],  # noqa: B006 - Prefect copies defaults
    activities: Annotated[list[str], asked("Hoạt động trọng tâm", "Để trống: như đã tìm được.", "activities")] = [],  # noqa: B006 - the same
    lines: Annotated[str, asked("Dòng kế hoạch", "Mã các dòng kế hoạch tháng, cách nhau bằng dấu phẩy.")] = "",
    comment: Annotated[str, asked("Lý do")] = "",
    person: Annotated[str, asked("Người thực hiện", "Được ghi vào nhật ký.", "preparers")] = "",
) -> State[Any]:
    """Ghi tin, bài tìm được vào tin, bài đã đăng, hoặc bỏ; tin, bài đã bỏ không được đưa ra nữa."""

    def act(office: Office, stage: Stage, say: Say) -> Told:
        pick = choosing(office)
        said = confirming.Judgement(
            verdict=pick("findings", verdict),
            partner=pick("partners", partner),
            genre=pick("genres", genre),
            at=at,
            unit=pick("units", unit),
            topics=[pick("topics", it) for it in topics],
            activities=[pick("activities", it) for it in activities],
            lines=[line.strip() for line in lines.replace("\n", ",").split(",") if line.strip()],
            comment=comment,
            by=pick("preparers", person),
        )
        return confirming.confirm(office, numbers, said, stage=stage, say=say)

    return await run(act)


@flow(name="Gắn tin, bài với kế hoạch", flow_run_name="Gắn tin, bài với kế hoạch")
async def attach(
    publication: Annotated[str, asked("Tin, bài", "Mã tin, bài; mở từ trang «Chờ gắn với kế hoạch» thì đã có sẵn.")],
    lines: Annotated[str, asked("Gắn với dòng kế hoạch", "Mã các dòng, cách nhau bằng dấu phẩy hoặc xuống dòng.")] = "",
    refused: Annotated[str, asked("Không phải dòng kế hoạch", "Các dòng này không được gợi ý lại.")] = "",
    none: Annotated[bool, asked("Không thuộc dòng nào", "Chọn khi tin, bài ở ngoài kế hoạch.")] = False,
    topics: Annotated[list[str], asked("Nội dung tuyên truyền", "Ghi đủ; để trống: như đã ghi.", "topics")] = [],  # noqa: B006 - Prefect copies defaults
    activities: Annotated[list[str], asked("Hoạt động trọng tâm", "Ghi đủ; để trống: như đã ghi.", "activities")] = [],  # noqa: B006 - the same
    comment: Annotated[str, asked("Lý do")] = "",
    person: Annotated[str, asked("Người thực hiện", "Được ghi vào nhật ký.", "preparers")] = "",
) -> State[Any]:
    """Ghi tin, bài đã đăng, phát thuộc dòng kế hoạch nào, không thuộc dòng nào; xét lại thì kết quả sau thay kết quả trước."""

    def act(office: Office, stage: Stage, say: Say) -> Told:
        pick = choosing(office)
        said = attaching.Attachment(
            publication=publication,
            lines=lines,
            refused=refused,
            none=none,
            topics=tuple(pick("topics", it) for it in topics),
            activities=tuple(pick("activities", it) for it in activities),
            comment=comment,
            by=pick("preparers", person),
        )
        return attaching.attach(office, said, stage=stage, say=say)

    return await run(act)


@flow(name="Nhập tin, bài từ tệp", flow_run_name="Nhập tin, bài từ tệp")
async def take(
    file: Annotated[str, asked("Tên tệp", "Bảng .xlsx hoặc CSV (UTF-8) trong thư mục inbox của dữ liệu.")],
    person: Annotated[str, asked("Người thực hiện", "Được ghi vào nhật ký.", "preparers")] = "",
) -> State[Any]:
    """Ghi tin, bài đã đăng, phát từ một bảng; có chỗ sai thì không ghi dòng nào, nêu đủ các chỗ theo dòng, cột."""

    def act(office: Office, stage: Stage, say: Say) -> Told:
        needed(Tên_tệp=file)
        by = choosing(office)("preparers", person)
        return taking.take(office, filed(office, file), by=by, stage=stage, say=say)

    return await run(act)
