"""Prefect's door: each flow here opens the office, runs one plain function, and shows on its page what it did.

The wrappers are async and run the plain function in a thread: Prefect's heartbeat thread costs a synchronous flow one
second at its end. An act that fails is a failed task run that says its remedy; the sweep goes on, and the flow ends
Failed with one sentence. No traceback reaches the page of a run: it goes to the log file of the worker.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from prefect import flow
from prefect.states import State

from definitions.intake import Paper
from definitions.vocabulary import Kind
from flows import agree as agreeing
from flows import arriving, backing
from flows import assemble as assembling
from flows import track as tracking
from flows.asked import LineAnswer, asked, needed, typed
from flows.choices import choosing, chosen, report_day
from flows.inbox import filed
from flows.onscreen import at_once, run, sweep
from flows.replied import agree_by_file
from flows.signs import beaten
from flows.told import Say, Stage, Told
from flows.wiring import Office, environment

# ---------------------------------------------------------------- the flows


@flow(name="Nhịp", flow_run_name="Nhịp làm việc")
async def heartbeat() -> State[Any]:
    """Xem việc đến hạn, nhắc việc, đối chiếu phiếu phê duyệt và gửi thư."""
    return await run(lambda office, stage, say: beaten(office, stage=stage, say=say))


@flow(name="Sao lưu", flow_run_name="Sao lưu")
async def backup(
    immediately: Annotated[
        bool, asked("Sao lưu ngay", "Bỏ trống: chỉ sao lưu khi đến đêm, hoặc khi đêm trước bị lỡ.")
    ] = False,
) -> State[Any]:
    """Sao lưu sổ và tệp của cơ quan, mỗi đêm một lần; đêm máy tắt thì làm bù khi máy chạy lại."""
    return await run(lambda office, stage, _: backing.nightly(office, environment(), now=immediately, stage=stage))


@flow(name="Thu kế hoạch", flow_run_name="Thu kế hoạch, báo cáo")
async def collect(
    step: Annotated[str | None, asked("Nội dung nộp", "Loại kế hoạch, báo cáo hoặc việc.", "collected-steps")] = None,
    unit: Annotated[str | None, asked("Đơn vị", "Đơn vị gửi.", "units")] = None,
    period: Annotated[str | None, asked("Kỳ", "Để trống với việc phát sinh.", "collected-periods")] = None,
    nil: Annotated[bool, asked("Không phát sinh", "Chọn khi đơn vị báo kỳ này không có nội dung.")] = False,
    received: Annotated[str, asked("Nhận lúc", "Ví dụ 05/11/2023 09:30; để trống nếu vừa nhận được.")] = "",
    rows: Annotated[str, asked("Các dòng kế hoạch", "Chép từ Excel rồi dán vào đây, cả dòng tiêu đề.")] = "",
    note: Annotated[str, asked("Ghi chú", "Nội dung, kết quả hoặc lời giải thích kèm theo.")] = "",
    number: Annotated[str, asked("Số, ký hiệu văn bản", "Nếu đơn vị gửi bản giấy.")] = "",
    date: Annotated[dt.date | None, asked("Ngày văn bản", "Ngày ghi trên bản giấy.")] = None,
    file: Annotated[str, asked("Tên tệp bản quét", "Tên tệp đã lưu ở Văn phòng, nếu có.")] = "",
) -> State[Any]:
    """Ghi nhận kế hoạch, báo cáo của một đơn vị, kể cả bản giấy."""
    if not (step or unit or period or rows or note or nil or number):
        return await run(sweep(Kind.SUBMIT))

    def act(office: Office, stage: Stage, say: Say) -> Told:
        needed(Nội_dung_nộp=step, Đơn_vị=unit)
        pick = choosing(office)
        return arriving.typed_in(
            office,
            step=pick("collected-steps", step),
            unit=pick("units", unit),
            period=pick("collected-periods", period),
            nil=nil,
            received=typed(office, received),
            rows=rows,
            note=note,
            paper=Paper(number.strip(), date.isoformat() if date else "", file.strip()),
            stage=stage,
            say=say,
        )

    return await run(at_once(act))


@flow(name="Lấy ý kiến cơ quan báo chí", flow_run_name="Lấy ý kiến cơ quan báo chí")
async def agree(
    partner: Annotated[str | None, asked("Cơ quan báo chí", "", "partners")] = None,
    period: Annotated[str | None, asked("Kỳ", "", "agreed-periods")] = None,
    answers: Annotated[list[LineAnswer], asked("Ý kiến từng dòng", "Chỉ ghi các dòng có ý kiến riêng.")] = [],  # noqa: B006 - Prefect copies defaults
    others: Annotated[str | None, asked("Các dòng còn lại", "Ý kiến chung cho các dòng khác.", "outcomes")] = None,
    reason: Annotated[str, asked("Lý do chung", "Bắt buộc khi không đăng, phát các dòng còn lại.")] = "",
    received: Annotated[str, asked("Nhận lúc", "Ví dụ 05/11/2023 09:30; để trống nếu vừa nhận được.")] = "",
    sheet: Annotated[str, asked("Phiếu ý kiến", "Tên tệp .xlsx trong thư mục inbox; khi đó bỏ trống ô khác.")] = "",
    number: Annotated[str, asked("Số văn bản", "Khi trả lời bằng văn bản giấy, ví dụ 45/BHT.")] = "",
    dated: Annotated[dt.date | None, asked("Ngày văn bản")] = None,
    scan: Annotated[str, asked("Bản quét", "Tên tệp PDF hoặc ảnh trong thư mục inbox.")] = "",
) -> State[Any]:
    """Ghi ý kiến của cơ quan báo chí về kế hoạch tháng: từng dòng, bằng phiếu, hoặc theo văn bản giấy."""
    if not (partner or period or answers or others or sheet):
        return await run(sweep(Kind.AGREE))

    def act(office: Office, stage: Stage, say: Say) -> Told:
        if sheet:
            whose = chosen(office.definition, "partners", partner)
            path = filed(office, sheet).path
            assert path
            return agree_by_file(office, path, partner=whose, received=typed(office, received), stage=stage, say=say)
        needed(Cơ_quan_báo_chí=partner, Kỳ=period)
        pick = choosing(office)
        said = [{**it.model_dump(), "outcome": pick("outcomes", it.outcome)} for it in answers]
        return agreeing.agree(
            office,
            partner=pick("partners", partner),
            period=pick("agreed-periods", period),
            answers=said,
            others=pick("outcomes", others),
            reason=reason,
            received=typed(office, received),
            given=agreeing.on_paper(office, number=number, dated=dated, scan=scan),
            stage=stage,
            say=say,
        )

    return await run(at_once(act))


@flow(name="Ghi tin, bài", flow_run_name="Ghi tin, bài")
async def track(
    title: Annotated[str, asked("Tên tin, bài")] = "",
    partner: Annotated[str | None, asked("Cơ quan báo chí", "", "partners")] = None,
    genre: Annotated[str | None, asked("Thể loại", "", "genres")] = None,
    at: Annotated[dt.date | None, asked("Ngày đăng, phát")] = None,
    unit: Annotated[str | None, asked("Đơn vị phối hợp", "", "units")] = None,
    author: Annotated[str, asked("Tác giả")] = "",
    url: Annotated[str, asked("Đường dẫn")] = "",
    topics: Annotated[list[str], asked("Nội dung tuyên truyền", "", "topics")] = [],  # noqa: B006 - Prefect copies defaults
    activities: Annotated[list[str], asked("Hoạt động trọng tâm", "", "activities")] = [],  # noqa: B006 - the same
    lines: Annotated[str, asked("Dòng kế hoạch", "Mã các dòng kế hoạch tháng, cách nhau bằng dấu phẩy.")] = "",
    programme: Annotated[str, asked("Chương trình", "Chỉ ghi khi phát thanh, truyền hình.")] = "",
    slot: Annotated[str, asked("Khung giờ", "Ví dụ: 19:45, bản tin trưa.")] = "",
    duration: Annotated[str, asked("Thời lượng", "Ví dụ: 5 phút 30 giây, hoặc 05:30.")] = "",
) -> State[Any]:
    """Ghi một tin, bài đã đăng, phát."""
    if not (title or partner or genre or at or url):
        return await run(sweep(Kind.TRACK))

    def act(office: Office, stage: Stage, say: Say) -> Told:
        needed(Tên_tin_bài=title, Cơ_quan_báo_chí=partner, Ngày_đăng_phát=at)
        pick = choosing(office)
        assert at
        return tracking.track(
            office,
            title=title,
            partner=pick("partners", partner),
            genre=pick("genres", genre),
            at=at,
            unit=pick("units", unit),
            author=author,
            url=url,
            topics=[pick("topics", it) for it in topics],
            activities=[pick("activities", it) for it in activities],
            lines=[line.strip() for line in lines.replace("\n", ",").split(",") if line.strip()],
            programme=programme,
            slot=slot,
            duration=duration,
            stage=stage,
            say=say,
        )

    return await run(at_once(act))


@flow(name="Tổng hợp", flow_run_name="Tổng hợp, xác nhận")
async def assemble(
    step: Annotated[str | None, asked("Việc", "Việc cần xác nhận hoặc sửa.", "confirmed-steps")] = None,
    period: Annotated[str | None, asked("Kỳ", "Để trống với việc phát sinh.", "confirmed-periods")] = None,
    rows: Annotated[str, asked("Bản sửa", "Chép bảng đã sửa từ Excel; để trống nếu không sửa.")] = "",
    sheet: Annotated[str, asked("Tệp đã sửa", "Hoặc tên tệp kế hoạch đã sửa (.xlsx, .docx) trong thư mục inbox.")] = "",
    comment: Annotated[str, asked("Ghi chú")] = "",
    confirm: Annotated[bool, asked("Xác nhận hoàn thành", "Bỏ chọn nếu mới chỉ sửa.")] = True,
    person: Annotated[
        str | None, asked("Người thực hiện", "Cần ghi khi quy trình không cho người đó tự phê duyệt.", "preparers")
    ] = None,
) -> State[Any]:
    """Sửa và xác nhận bản tổng hợp, hoặc xác nhận một việc đã làm xong."""
    if not (step or period or rows or sheet or comment):
        return await run(sweep(Kind.COMPILE))

    def act(office: Office, stage: Stage, say: Say) -> Told:
        needed(Việc=step)
        pick = choosing(office)
        return assembling.assemble(
            office,
            step=pick("confirmed-steps", step),
            period=pick("confirmed-periods", period),
            rows=rows,
            file=filed(office, sheet) if sheet else None,
            comment=comment,
            confirm=confirm,
            by=pick("preparers", person),
            stage=stage,
            say=say,
        )

    return await run(at_once(act))


@flow(name="Đi tới ngày", flow_run_name="Đi tới ngày")
async def go_to(
    day: Annotated[
        str, asked("Ngày", "Văn phòng mẫu đi tới 09:00 của ngày này; để trống: ngày báo cáo Bộ.", "days")
    ] = "",
) -> State[Any]:
    """Đưa văn phòng mẫu đi tới một ngày, qua mọi việc đến hạn trên đường (chỉ có ở văn phòng mẫu)."""
    from flows import rehearse

    def act(office: Office, stage: Stage, say: Say) -> Told:
        named = chosen(office.definition, "days", day)
        on = dt.date.fromisoformat(named) if named else report_day(office.definition)
        return rehearse.go_to(office, on, stage=stage, say=say)

    return await run(act)
