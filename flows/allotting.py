"""What waits for the Office at the doors is settled: given to its unit, taken as a nil, sent back, or put aside."""

from __future__ import annotations

from dataclasses import replace

from definitions.actions import Refusal
from definitions.arrivals import Arrival, Door, Place
from definitions.facts import Key
from flows.arriving import Came, take_in
from flows.collect import collect
from flows.placing import anchor, put
from flows.told import Refused, Told
from flows.wiring import Office

GIVE, NIL, BACK, ASIDE = "give", "nil", "back", "aside"
"""What may be made of it; the form's words for them stand in flows/choices.py."""


def allot(
    office: Office, *, number: int, act: str, step: str = "", unit: str = "", period: str = "", comment: str = "",
    by: str = "",
) -> Told:  # fmt: skip
    """Settle the arrival of that number. Refused where it does not wait, or where what it is given as is not taken."""
    arrival = next(iter(office.ledger.arrivals(number=number, open=True)), None)
    if arrival is None:
        raise Refused(NOT_WAITING)
    if act in (GIVE, NIL):
        key = _key(office, step, unit, period)
        _give(office, arrival, key) if act == GIVE else _as_nil(office, arrival, key, by)
        what = f"{office.definition.year.party(unit).name}, kỳ {period}"
    else:
        what = _closed(office, arrival, act, unit, comment, by)
    return Told(f"Đã xử lý tệp, thư số {number}", (f"«{arrival.name}»: {what}.",))


def _key(office: Office, step: str, unit: str, period: str) -> Key:
    key = Key(step, period, unit)
    if not (step and unit and period) or office.ledger.obligation(key) is None:
        raise Refused(NO_DUTY)
    return key


def _give(office: Office, arrival: Arrival, key: Key) -> None:
    """The file itself goes the way of every file, as what that unit hands in; what came with it in one mail goes along."""
    others = (
        [it for it in office.ledger.arrivals(message=arrival.message, open=True) if it.part] if arrival.part else []
    )
    more = [it for it in others if it.id != arrival.id]
    came = Came(
        arrival.id, arrival.door, arrival.name, office.archive.read(arrival.sha), arrival.came, key.party, key,
        sender=arrival.sender, text=arrival.text, message=arrival.message, part=arrival.part,
        enclosed=tuple((it.name, office.archive.read(it.sha)) for it in more),
    )  # fmt: skip
    if arrival.door is Door.MAILBOX and arrival.part == 0:
        raise Refused(NO_FILE)
    take_in(office, came)
    for it in more:
        put(office, enclosed(office, it, key))


def enclosed(office: Office, it: Arrival, key: Key | None) -> Arrival:
    """A file that came with another one, and went where that went."""
    return replace(
        it,
        place=Place.ACCEPTED,
        key=key,
        reason="enclosed",
        said="Kèm theo tệp khác trong cùng thư.",
        closed=office.now(),
    )


def _as_nil(office: Office, arrival: Arrival, key: Key, by: str) -> None:
    taken = replace(
        arrival, place=Place.ACCEPTED, key=key, party=key.party, reason="nil", said="Không phát sinh.", by=by,
        closed=office.now(),
    )  # fmt: skip
    acting = replace(office, arrival=taken)
    collect(acting, step=key.step, unit=key.party, period=key.period, nil=True, received=arrival.came, by=by)


def _closed(office: Office, arrival: Arrival, act: str, unit: str, comment: str, by: str) -> str:
    if act == ASIDE:
        stays = Place.QUARANTINED if arrival.place is Place.QUARANTINED else Place.ACCEPTED
        put(office, replace(arrival, place=stays, reason="seen", by=by, closed=office.now()), tell=False)
        return "đã xem, không dùng"
    if not comment.strip():
        raise Refused(NO_REASON)
    party = unit or arrival.party
    said = replace(arrival, place=Place.RETURNED, party=party, reason="office", said=comment.strip(), by=by)
    put(office, replace(said, closed=office.now()))
    told = anchor(office, party) is not None
    return (
        "đã trả lại, đơn vị được báo bằng thư"
        if told
        else "đã ghi trả lại; người gửi không có trong danh bạ nên không có thư báo"
    )


NOT_WAITING = Refusal(
    "not-waiting", "Không có tệp, thư nào mang số này đang chờ xử lý.", "Đề nghị xem lại số ở trang Cần xử lý."
)
NO_DUTY = Refusal(
    "no-duty", "Đơn vị không có nhiệm vụ này trong kỳ đã chọn.", "Đề nghị chọn đủ và đúng nội dung nộp, đơn vị, kỳ."
)
NO_FILE = Refusal(
    "no-file", "Thư này không có tệp kèm theo.", "Đề nghị dùng biểu mẫu «Thu kế hoạch», hoặc chọn «không phát sinh»."
)
NO_REASON = Refusal("comment-needed", "Chưa nêu lý do trả lại.", "Đề nghị ghi rõ lý do để người gửi thực hiện.")
