"""What a page shows: gathered from the ledger, worded by notifications/; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from definitions import refusals
from definitions.actions import Refusal
from definitions.due import withdrawn
from definitions.facts import WAITING, Obligation, State
from definitions.intake import counts_something
from definitions.links import EXPIRED, Purpose, made, token_for
from definitions.monthly import has_workbook
from definitions.uploads import LARGEST
from definitions.vocabulary import FieldType, Form
from flows.agree import asked
from flows.approvals import decided_before, decider_named
from flows.pages.visits import Visit
from flows.papers import papers
from flows.results import proposed
from flows.settling import disputes

if TYPE_CHECKING:
    from notifications.webpages import Frame, Typed
    from storage.port import Decision


FORM = "bieu-mau"
"""In the place of a file's hash: the workbook to fill in, made when it is asked for."""


def shown(visit: Visit, typed: Typed | None = None) -> str:
    """The page of this visit as HTML, with what was typed before where that was not taken."""
    from notifications.webpages import Typed

    if visit.expired:
        return nothing(visit, EXPIRED)
    return _SHOWN[visit.link.purpose](visit, _frame(visit), typed or Typed())


def nothing(visit: Visit | None, refusal: Refusal) -> str:
    """Why there is nothing to do here."""
    from notifications.render import ours
    from notifications.webpages import Frame, told

    templates = visit.office.templates if visit else ours()
    frame = _frame(visit, bare=True) if visit else Frame("Vòng Năm")
    return told(templates, frame, refusal.message, [refusal.remedy], good=False)


def _frame(visit: Visit, *, bare: bool = False) -> Frame:
    from notifications.webpages import File, frame

    near = visit.token.rpartition("/")[2]
    found = [] if bare else papers(visit.office, visit.it.key, visit.person.party)
    files = [File(p.name, f"{near}/tep/{p.sha}", "tệp đơn vị đã gửi" if p.uploaded else "") for p in found]
    if not bare and visit.link.purpose is Purpose.HAND_IN and has_workbook(visit.office.definition, visit.step):
        files.insert(
            0, File(f"{visit.it.key.step}-{visit.it.key.period}.xlsx", f"{near}/tep/{FORM}", "bảng tính để điền")
        )
    due = visit.it.instants.due
    if bare or (visit.link.purpose is Purpose.ANSWER and due is not None and due <= visit.office.now()):
        due = None  # a partner is never told that it is late
    return frame(visit.office.definition, visit.step, visit.it.key, visit.person, due=due, files=files)


# ---------------------------------------------------------------- the leader


def _decision(visit: Visit, frame: Frame, typed: Typed) -> str:
    from notifications import webpages
    from notifications.pages import approval_facts

    office, it = visit.office, visit.it
    kept = next((d for d in office.ledger.decisions(it.key.step, it.key.period) if d.key == it.key), None)
    if kept is not None:
        return _kept(visit, frame, kept)
    wrong = visit.objection or _not_asked(it) or _locked(visit)
    if wrong:
        return nothing(visit, wrong)
    content: Any = office.ledger.content(it.content) if it.content else {}
    before = decided_before(office, it) if visit.step.on else None
    people = [decider_named(office.definition, each) for each in office.ledger.grants(it.key)]
    facts = approval_facts(
        office.definition, visit.step, it, content=content, before=before, asked=people, cell=webpages.plain
    )
    hanging = [(one.field, f"Dòng {one.number}: {one.content}", list(one.choices)) for one in disputes(office, it)]
    with_code = visit.step.proof == "code"
    return webpages.decide(office.templates, frame, {**facts, "hanging": hanging}, typed, with_code=with_code)


def _not_asked(it: Obligation) -> Refusal | None:
    if it.state is not State.OPEN:
        return refusals.ALREADY
    return refusals.WITHDRAWN if withdrawn(it) else None


def _kept(visit: Visit, frame: Frame, kept: Decision) -> str:
    from notifications import webpages

    names = {person.id: person.name for person in visit.office.definition.directory.people}
    who = names.get(kept.person, kept.person)
    title, lines = webpages.decided(visit.office.definition, kept.verdict, kept.comment, kept.at, who)
    return webpages.told(visit.office.templates, frame, title, lines)


def _locked(visit: Visit) -> Refusal | None:
    key = visit.it.key
    tries = visit.office.ledger.facts(key.step, key.period, key=key).tries
    return refusals.LOCKED if refusals.locked(tries) else None


# ---------------------------------------------------------------- a unit


def _handing_in(visit: Visit, frame: Frame, typed: Typed) -> str:
    from notifications import webpages

    received = _received(visit)
    if visit.objection:
        return _done(visit, frame, received, visit.objection)
    party = visit.office.definition.year.party(visit.it.key.party)
    return webpages.hand_in(
        visit.office.templates,
        frame,
        typed,
        instead_of="" if visit.person.party == party.id else party.name,
        before=received,
        note=_returned_for(visit),
        criteria=visit.step.criteria,
        largest=LARGEST,
        form=typed_form(visit),
        proposals=proposed(visit.office, visit.it.key),
    )


def typed_form(visit: Visit) -> Form | None:
    """The form that may be typed on the page: a report of numbers; a plan comes in its workbook."""
    form = visit.office.definition.process.form(visit.step.form) if visit.step.form else None
    return form if counts_something(form) else None


def _received(visit: Visit) -> str:
    from notifications.webpages import received

    latest = visit.office.ledger.submission(visit.it.key)
    if latest is None:
        return ""
    return received(visit.office.definition, latest.received, nil=latest.nil, late=latest.late)


def _returned_for(visit: Visit) -> str:
    """What is missing, where it was sent back: the last note of the trail about it."""
    if visit.it.state is not State.RETURNED:
        return ""
    notes = [e.detail for e in visit.office.ledger.events() if e.what == "move" and e.key == str(visit.it.key)]
    return next((str(d["note"]) for d in reversed(notes) if d.get("to") == "returned" and d.get("note")), "")


def _done(visit: Visit, frame: Frame, received: str, objection: Refusal) -> str:
    from notifications.webpages import told

    if not received:
        return nothing(visit, objection)
    return told(visit.office.templates, frame, received, [objection.remedy])


# ---------------------------------------------------------------- a partner


def _answering(visit: Visit, frame: Frame, typed: Typed) -> str:
    from notifications import webpages

    if visit.objection:
        return _done(visit, frame, _received(visit), visit.objection)
    about = asked(visit.office, visit.step, visit.it.key)
    if about is None or not about.lines:
        return nothing(visit, _NOTHING_ASKED)
    office = visit.office
    more = {"partner": visit.it.key.party, "on": about.on, "genres": _genres(visit)}
    return webpages.answer(office.templates, frame, office.definition, about.lines, typed, **more)


def _genres(visit: Visit) -> tuple[str, ...]:
    """The genres that the plan's form knows, where it lists them."""
    fields = [field for form in visit.office.definition.process.forms for field in form.fields]
    return next((f.choices for f in fields if f.id == "genre" and f.type is FieldType.CHOICE), ())


_NOTHING_ASKED = Refusal(
    "nothing-asked",
    "Hiện không có nội dung nào cần Quý cơ quan cho ý kiến.",
    "Kính đề nghị liên hệ Văn phòng nếu cần trao đổi thêm.",
)


# ---------------------------------------------------------------- whoever reads


def _reading(visit: Visit, frame: Frame, typed: Typed) -> str:  # noqa: ARG001 - one shape for every page
    from notifications.webpages import told

    if not frame.files:
        return nothing(visit, _NO_PAPER)
    return told(visit.office.templates, frame, "Văn bản, tệp kèm theo", ["Bấm vào tên để mở hoặc tải về."])


# ---------------------------------------------------------------- the Office, for others


def _taking_in(visit: Visit, frame: Frame, typed: Typed) -> str:  # noqa: ARG001 - one shape for every page
    """Everybody who still owes this, each with a link by which the Office hands in what it has got on paper."""
    from notifications import webpages

    office, key = visit.office, visit.it.key
    owing = office.ledger.obligations(step=key.step, period=key.period, states=[*WAITING, State.MISSED])
    near = "../" * visit.token.count("/")
    rows = [
        (
            office.definition.year.party(it.key.party).name,
            near
            + quote(token_for(office.secret, made(office.context, Purpose.HAND_IN, it, visit.person.id)), safe="/~"),
        )
        for it in owing
    ]
    return webpages.take_in(office.templates, frame, rows)


_NO_PAPER = Refusal("no-paper", "Chưa có văn bản nào.", "Đề nghị mở lại trang này sau, hoặc liên hệ Văn phòng.")

_SHOWN: Mapping[Purpose, Callable[[Visit, Frame, Typed], str]] = {
    Purpose.DECIDE: _decision,
    Purpose.HAND_IN: _handing_in,
    Purpose.ANSWER: _answering,
    Purpose.READ: _reading,
    Purpose.TAKE_IN: _taking_in,
}
