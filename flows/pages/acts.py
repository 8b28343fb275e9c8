"""What a page may do, through the doors that everybody uses: decide, hand in, answer. Each uses up its link."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from definitions.actions import Refusal
from definitions.arrivals import Door, identity
from definitions.codes import code_for, code_hash
from definitions.links import USED, Purpose
from definitions.typing_in import TYPED, typed_rows
from flows.agree import agree, asked
from flows.arriving import Came, handed_in, typed_in
from flows.asked import typed
from flows.decide import decide
from flows.pages.shown import typed_form
from flows.pages.visits import Visit
from flows.settling import FIELD
from flows.told import Refused, Told


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sent from a page: the fields of the form, and the file if there is one."""

    values: Mapping[str, str] = field(default_factory=dict)
    file: tuple[str, bytes] | None = None

    def get(self, name: str) -> str:
        """A field; empty where there is none."""
        return self.values.get(name, "")


def act(visit: Visit, sent: Sent) -> Told:
    """Do what the link is for. Refused, or another VongNamError, says why not; nothing was kept then."""
    from storage.port import Spent

    if visit.objection is not None:
        raise Refused(visit.objection)
    try:
        return _ACTS[visit.link.purpose](visit, sent)
    except Spent:
        raise Refused(USED) from None


def _decide(visit: Visit, sent: Sent) -> Told:
    """The code has to be the one of this very person: a link that was passed on opens nothing with another's code."""
    link, office = visit.link, visit.acting
    own = code_for(office.secret, link.key, link.person, visit.it.content or "", link.turn)
    code = sent.get("code") if code_hash(sent.get("code")) == code_hash(own) else ""
    return decide(
        office,
        obligation=str(link.key),
        generation=link.turn,
        verdict=sent.get("verdict"),
        comment=sent.get("comment"),
        code=code,
        lines={name: value for name, value in sent.values.items() if name.startswith(FIELD) and value},
    )


def _hand_in(visit: Visit, sent: Sent) -> Told:
    """Whoever hands in for another party says when it came; a party itself hands in now."""
    key, by = visit.link.key, visit.person.id
    received = typed(visit.office, sent.get("received")) if visit.person.party != key.party else None
    said = {"step": key.step, "unit": key.party, "period": key.period, "received": received, "by": by}
    if sent.get("act") == "nil":
        return typed_in(visit.acting, **said, door=Door.PAGE, nil=True)
    form = typed_form(visit)
    if sent.get("act") == "typed" and form is not None:
        line = {field.id: sent.get(f"{TYPED}{field.id}") for field in form.fields}
        return typed_in(visit.acting, **said, door=Door.PAGE, rows=typed_rows(form, [line]))
    name, data = sent.file or ("", b"")
    now = visit.office.now()
    id = identity(Door.PAGE, key, hashlib.sha256(data).hexdigest(), now.isoformat())
    came = Came(id, Door.PAGE, name, data, received or now, key.party, key, text=sent.get("note"), sender=by, by=by)
    return handed_in(visit.acting, came)


def _answer(visit: Visit, sent: Sent) -> Told:
    """An answer is about the plan that was read: where it has changed meanwhile, it is read once more."""
    key = visit.link.key
    about = asked(visit.office, visit.step, key)
    if about is None or about.on != sent.get("on"):
        raise Refused(_PLAN_CHANGED)
    ids = [line["id"] for _, line in about.lines]
    said = [{"line": id, **{name: sent.get(f"{name}-{id}").strip() for name in _SAID}} for id in ids]
    return agree(
        visit.acting,
        step=key.step,
        partner=key.party,
        period=key.period,
        answers=[one for one in said if one["outcome"]],
        others=sent.get("others"),
        reason=sent.get("reason"),
        by=visit.person.id,
    )


_PLAN_CHANGED = Refusal(
    "plan-changed",
    "Kế hoạch đã thay đổi sau khi trang này được mở.",
    "Kính đề nghị xem lại các nội dung dưới đây rồi gửi ý kiến; các ý kiến đã chọn còn nguyên.",
)
_SAID = ("outcome", "when", "genre", "slot", "reason")


def _read(visit: Visit, sent: Sent) -> Told:  # noqa: ARG001 - one shape for every act
    raise Refused(Refusal("only-to-read", "Trang này chỉ để xem.", "Đề nghị mở văn bản trong danh sách."))


_ACTS: Mapping[Purpose, Callable[[Visit, Sent], Told]] = {
    Purpose.DECIDE: _decide,
    Purpose.HAND_IN: _hand_in,
    Purpose.ANSWER: _answer,
    Purpose.READ: _read,
    Purpose.TAKE_IN: _read,
}
