"""Prefect's door for single acts of the Office: accepted, sent back, let go, given more time, asked once more, given on.

Each is one form without a schedule; how they run and fail is told in `deployed.py`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from prefect import flow
from prefect.states import State

from definitions.contacts import Contact
from flows import agree as agreeing
from flows import collect as collecting
from flows import relieving
from flows.allotting import allot as allotting
from flows.asked import asked, end_of
from flows.choices import choosing
from flows.contacting import contact as contacting
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
        pick = choosing(office)
        return collecting.accept(
            office,
            step=pick("accepted-steps", step),
            unit=pick("units", unit),
            period=pick("collected-periods", period),
        )

    return await run(at_once(act))


@flow(name="Giao tệp cho đơn vị", flow_run_name="Giao tệp cho đơn vị")
async def allot(
    number: Annotated[int, asked("Số của tệp, thư", "Xem ở trang «Cần xử lý».")],
    act: Annotated[str, asked("Cách xử lý", "", "allotting")] = "Giao cho đơn vị",
    step: Annotated[str, asked("Nội dung nộp", "Khi giao, hoặc ghi không phát sinh.", "collected-steps")] = "",
    unit: Annotated[str, asked("Đơn vị", "", "units")] = "",
    period: Annotated[str, asked("Kỳ", "", "collected-periods")] = "",
    comment: Annotated[str, asked("Lý do trả lại", "Đơn vị nhận được nguyên văn nội dung này.")] = "",
) -> State[Any]:
    """Xử lý tệp, thư đến đang chờ hoặc đang cách ly: giao cho đơn vị, ghi không phát sinh, trả lại, hoặc để riêng."""

    def act_(office: Office, _stage: Stage, _say: Say) -> Told:
        pick = choosing(office)
        return allotting(
            office,
            number=number,
            act=pick("allotting", act),
            step=pick("collected-steps", step),
            unit=pick("units", unit),
            period=pick("collected-periods", period),
            comment=comment,
        )

    return await run(at_once(act_))


@flow(name="Trả lại để bổ sung", flow_run_name="Trả lại để bổ sung")
async def send_back(
    step: Annotated[str, asked("Nội dung nộp", "", "collected-steps")],
    unit: Annotated[str, asked("Đơn vị", "", "units")],
    period: Annotated[str, asked("Kỳ", "", "collected-periods")],
    comment: Annotated[str, asked("Nội dung cần bổ sung", "Đơn vị nhận được nguyên văn nội dung này.")],
) -> State[Any]:
    """Trả lại kế hoạch, báo cáo để đơn vị bổ sung; đơn vị được báo ngay."""

    def act(office: Office, _stage: Stage, _say: Say) -> Told:
        pick = choosing(office)
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
        pick = choosing(office)
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
        pick = choosing(office)
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
        pick = choosing(office)
        return ask_once_more(office, step=pick("approved-steps", step), period=pick("approved-periods", period))

    return await run(at_once(act))


@flow(name="Gia hạn", flow_run_name="Gia hạn")
async def extend(
    step: Annotated[str, asked("Việc", "", "extended-steps")],
    unit: Annotated[str, asked("Đơn vị, cơ quan", "", "owers")],
    due: Annotated[dt.date, asked("Thời hạn mới", "Hết ngày này.")],
    comment: Annotated[str, asked("Lý do", "Đơn vị nhận được nguyên văn nội dung này.")],
    period: Annotated[str, asked("Kỳ", "Để trống: việc đang mở của đơn vị.", "extended-periods")] = "",
) -> State[Any]:
    """Gia hạn cho một đơn vị; đơn vị được báo ngay, thư nhắc theo thời hạn mới."""

    def act(office: Office, _stage: Stage, _say: Say) -> Told:
        pick, until = choosing(office), end_of(office, due)
        assert until is not None
        return relieving.extend(
            office,
            step=pick("extended-steps", step),
            unit=pick("owers", unit),
            period=pick("extended-periods", period),
            due=until,
            comment=comment,
        )

    return await run(at_once(act))


@flow(name="Cho miễn", flow_run_name="Cho miễn")
async def waive(
    step: Annotated[str, asked("Việc", "", "waived-steps")],
    unit: Annotated[str, asked("Đơn vị, cơ quan", "", "owers")],
    comment: Annotated[str, asked("Lý do", "Đơn vị nhận được nguyên văn nội dung này.")],
    period: Annotated[str, asked("Kỳ", "Để trống: việc đang mở của đơn vị.", "extended-periods")] = "",
) -> State[Any]:
    """Cho một đơn vị được miễn một nội dung phải gửi, phải làm; đơn vị được báo ngay."""

    def act(office: Office, _stage: Stage, _say: Say) -> Told:
        pick = choosing(office)
        return relieving.waive(
            office,
            step=pick("waived-steps", step),
            unit=pick("owers", unit),
            period=pick("extended-periods", period),
            comment=comment,
        )

    return await run(at_once(act))


@flow(name="Chuyển người phê duyệt", flow_run_name="Chuyển người phê duyệt")
async def reassign(
    step: Annotated[str, asked("Việc chờ phê duyệt", "", "approved-steps")],
    to: Annotated[str, asked("Người cho ý kiến", "Người cùng vai trò, hoặc người được phân công thay.", "deciders")],
    period: Annotated[str, asked("Kỳ", "Để trống: việc đang chờ.", "approved-periods")] = "",
    comment: Annotated[str, asked("Lý do")] = "",
) -> State[Any]:
    """Chuyển việc đang chờ cho người khác cho ý kiến; phiếu và mã cũ hết hiệu lực, người cũ được báo."""

    def act(office: Office, _stage: Stage, _say: Say) -> Told:
        pick = choosing(office)
        return relieving.reassign(
            office,
            step=pick("approved-steps", step),
            to=pick("deciders", to),
            period=pick("approved-periods", period),
            comment=comment,
        )

    return await run(at_once(act))


@flow(name="Rút về để sửa", flow_run_name="Rút về để sửa")
async def take_back(
    step: Annotated[str, asked("Nội dung đã trình", "", "submitted-steps")],
    period: Annotated[str, asked("Kỳ", "", "submitted-periods")],
    comment: Annotated[str, asked("Lý do", "Người phê duyệt nhận được nguyên văn nội dung này.")],
) -> State[Any]:
    """Rút nội dung đang trình về để sửa; phiếu và mã cũ hết hiệu lực, sửa và xác nhận xong thì trình lại."""

    def act(office: Office, _stage: Stage, _say: Say) -> Told:
        pick = choosing(office)
        return relieving.take_back(
            office, step=pick("submitted-steps", step), period=pick("submitted-periods", period), comment=comment
        )

    return await run(at_once(act))


@flow(name="Sửa danh bạ", flow_run_name="Sửa danh bạ")
async def contact(
    person: Annotated[str, asked("Người, đầu mối", "Để trống: thêm người mới.", "people")] = "",
    unit: Annotated[str, asked("Đơn vị", "Chỉ ghi khi thêm người mới.", "parties")] = "",
    role: Annotated[str, asked("Vai", "Chỉ ghi khi thêm người mới.", "roles-of-people")] = "",
    name: Annotated[str, asked("Tên, chức danh", "Để trống: giữ nguyên.")] = "",
    mail: Annotated[str, asked("Thư điện tử", "Để trống: giữ nguyên; ghi «không» để bỏ.")] = "",
    zalo: Annotated[str, asked("Zalo", "Để trống: giữ nguyên; ghi «không» để bỏ.")] = "",
    starts: Annotated[dt.date | None, asked("Từ ngày", "Ngày bắt đầu đảm nhiệm.")] = None,
    ends: Annotated[dt.date | None, asked("Đến ngày", "Ngày cuối đảm nhiệm.")] = None,
    away_from: Annotated[dt.date | None, asked("Vắng từ ngày")] = None,
    away_to: Annotated[dt.date | None, asked("Vắng đến hết ngày")] = None,
    substitute: Annotated[str, asked("Người thay", "Cho ý kiến thay trong thời gian vắng.", "people")] = "",
    back: Annotated[bool, asked("Không vắng nữa", "Bỏ thời gian vắng đã ghi.")] = False,
    remove: Annotated[bool, asked("Bỏ khỏi danh bạ")] = False,
    author: Annotated[str, asked("Người thực hiện", "Được ghi vào nhật ký.", "preparers")] = "",
) -> State[Any]:
    """Thêm, sửa, bỏ một người trong danh bạ; năm kế hoạch không đổi. Có chỗ sai thì không nhận, nêu đủ các chỗ."""

    def act(office: Office, _stage: Stage, _say: Say) -> Told:
        pick = choosing(office)
        said = Contact(
            person=pick("people", person),
            unit=pick("parties", unit),
            role=pick("roles-of-people", role),
            name=name,
            mail=mail,
            zalo=zalo,
            valid_from=starts,
            valid_to=ends,
            away_from=away_from,
            away_to=away_to,
            substitute=pick("people", substitute),
            back=back,
            remove=remove,
        )
        return contacting(office, said, by=pick("preparers", author))

    return await run(at_once(act))
