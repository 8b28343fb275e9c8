"""What differs between two versions of a plan, in sentences: each line by its number and its first words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from definitions.content import shown_date
from definitions.vocabulary import Definition
from notifications import words

Content = Mapping[str, Any]

FIELDS: Final = {
    "when": "thời gian",
    "genre": "thể loại",
    "slot": "khung giờ",
    "content": "nội dung",
    "partners": "cơ quan báo chí",
    "topics": "nội dung của Kế hoạch",
    "activities": "hoạt động trọng tâm",
    "unit": "đơn vị",
    "note": "ghi chú",
    "lead": "đơn vị chủ trì",
    "with": "đơn vị phối hợp",
    "contact": "người liên hệ",
    "phone": "số điện thoại",
    "assessment": "phần đánh giá",
    "directions": "phần phương hướng",
}
_STATES: Final = {"planned": "thực hiện", "postponed": "lùi", "dropped": "không thực hiện"}
_WORDS: Final = 12


def changes(definition: Definition, found: Iterable[Content], seen: Content, now: Content) -> Iterator[str]:
    """One sentence for each difference of `definitions.compile.difference`; numbers are those of the plan as seen."""
    lines = {str(line["id"]): line for plan in (now, seen) for line in plan.get("lines", ())}
    numbers = {str(line["id"]): n for n, line in enumerate(seen.get("lines", ()), 1)}
    for each in found:
        yield f"{_place(each, lines, numbers)}: {_told(definition, each)}"


def _place(each: Content, lines: Mapping[str, Content], numbers: Mapping[str, int]) -> str:
    id = str(each["line"])
    if not id:
        return "Toàn văn"
    text = " ".join(words.clean(str(lines.get(id, {}).get("content", id))).split()[:_WORDS])
    return f"Dòng {numbers[id]} «{text}»" if id in numbers else f"Dòng mới «{text}»"


def _told(definition: Definition, each: Content) -> str:
    said = {"added": "thêm mới", "removed": "bỏ"}.get(each["what"])
    if said:
        return said
    field = FIELDS.get(each["field"], each["field"])
    return f"{field}, từ «{value_words(definition, each['old'])}» thành «{value_words(definition, each['new'])}»"


def altered_words(definition: Definition, found: Iterable[Content], *, taken: bool = True) -> str:
    """What a line that travels again says otherwise: «thay đổi: thời gian từ «20/10/2023» thành «25/10/2023»; ...».

    What was asked for and not `taken` is said as what it is: «đề nghị thay đổi: ...».
    """
    said = [
        f"{_titled(definition, it['field'])} từ {_quoted(definition, it['old'])} thành {_quoted(definition, it['new'])}"
        for it in found
    ]
    return f"{'' if taken else 'đề nghị '}thay đổi: {'; '.join(said)}" if said else ""


def _titled(definition: Definition, field: str) -> str:
    """What a field is called within a sentence."""
    titles = (it.title for form in definition.process.forms for it in form.fields if it.id == field)
    title = FIELDS.get(field) or next(titles, field)
    return title[:1].lower() + title[1:]


def _quoted(definition: Definition, value: Any) -> str:
    said = shown_date(value_words(definition, value))
    return f"«{said}»" if said else "«chưa ghi»"


def value_words(definition: Definition, value: Any) -> str:
    """A value of a line as people read it."""
    if isinstance(value, list):
        return "; ".join(_name(definition, str(one)) for one in value)
    return words.clean(_STATES.get(str(value), str(value or "")))


def _name(definition: Definition, id: str) -> str:
    """The name of a party, a topic or an activity."""
    year = definition.year
    named = {it.id: it.short or it.title for it in (*year.topics, *year.activities)}
    return next((each.name for each in year.parties if each.id == id), named.get(id, id))
