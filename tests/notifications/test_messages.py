"""What is said to whom, in words."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from definitions.events import Outcome
from notifications import words
from notifications.messages import KINDS, Attachment, paragraphs
from notifications.render import OURS, TemplateMissing, Templates

UNIT, OFFICE = "phong-moi-truong.dau-moi", "van-phong.chuyen-vien"
LEADER, PARTNER = "lanh-dao-so.phu-trach", "bao-ha-tinh.dau-moi"
CODE, LINK = "ABCDE-FGHIJ", "http://127.0.0.1:4200/runs/flow-run/1"
AFTER = dt.datetime(2023, 11, 6, 2, 15, tzinfo=dt.UTC)
BEFORE = dt.datetime(2023, 11, 2, 2, tzinfo=dt.UTC)
SAMPLES = {
    "moved": (UNIT, "unit-plan", "phong-moi-truong"),
    "extended": (UNIT, "unit-plan", "phong-moi-truong"),
    "waived": (UNIT, "unit-plan", "phong-moi-truong"),
    "amended": (LEADER, "month-approval", "lanh-dao-so"),
    "withdrawn": (LEADER, "month-approval", "lanh-dao-so"),
    "reassigned": (LEADER, "month-approval", "lanh-dao-so"),
    "opened": (UNIT, "unit-plan", "phong-moi-truong"),
    "remind": (UNIT, "unit-plan", "phong-moi-truong"),
    "escalate": (OFFICE, "unit-plan", "phong-moi-truong"),
    "missed": (OFFICE, "unit-plan", "phong-moi-truong"),
    "to-accept": (OFFICE, "unit-plan", "phong-moi-truong"),
    "to-key": (OFFICE, "unit-plan", "phong-moi-truong"),
    "relay": (UNIT, "unit-plan", "phong-moi-truong"),
    "received": (UNIT, "unit-plan", "phong-moi-truong"),
    "returned": (UNIT, "unit-plan", "phong-moi-truong"),
    "not-taken": (UNIT, "unit-plan", "phong-moi-truong"),
    "looked-at": (UNIT, "unit-plan", "phong-moi-truong"),
    "taken-before": (UNIT, "unit-plan", "phong-moi-truong"),
    "faulty": (UNIT, "unit-plan", "phong-moi-truong"),
    "draft-ready": (OFFICE, "month-plan", "van-phong"),
    "ask-partner": (PARTNER, "partner-agreement", "bao-ha-tinh"),
    "ask-decision": (LEADER, "month-approval", "lanh-dao-so"),
    "decided": (OFFICE, "month-approval", "lanh-dao-so"),
    "lines-outcome": (UNIT, "month-plan-issue", "van-phong"),
    "issued": (PARTNER, "month-plan-issue", "van-phong"),
    "announce": (UNIT, "anniversary", "van-phong"),
    "raised": (OFFICE, "difficulty", "phong-moi-truong"),
}


def test_every_kind_has_its_template_and_every_template_its_kind():
    """No kind of message is without words, and no words are without a kind."""
    files = {f.name.removesuffix(".j2") for f in OURS.glob("*.j2") if "." not in f.name.removesuffix(".j2")}
    assert set(KINDS) == set(SAMPLES)
    assert set(KINDS) <= files


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("due", [True, False])
def test_every_kind_reads_whole(kind, due, say, write):
    """A letter of any kind has a subject, greets, signs, says whom to ask, and shows no gap of its making."""
    person, step, party = SAMPLES[kind]
    letter = write(person, say(kind, step, party, **({} if due else {"due": None})))
    assert letter.subject[0].isupper()
    assert letter.text.startswith("Kính gửi: ")
    assert "VĂN PHÒNG SỞ" in letter.text
    assert not re.search(r"  | ,| \.|\.\.|::|\{|\}|\n\n\n|None", letter.text + letter.subject)


def test_a_subject_says_the_thing_and_its_date(say, write):
    """The subject alone says what is asked and until when."""
    letter = write(UNIT, say("opened", "unit-plan", "phong-moi-truong"))
    assert letter.subject == "Đề nghị gửi Kế hoạch tuyên truyền tháng 11/2023 trước ngày 05/11"


def test_a_deadline_stands_both_ways_in_text_and_html(say, write):
    """Both parts of a letter give the deadline both ways."""
    letter = write(UNIT, say("remind", "unit-plan", "phong-moi-truong"))
    said = "tức hết ngày 04/11 (thứ Bảy); ngày làm việc cuối: 03/11 (thứ Sáu)"
    assert said in letter.text
    assert said in letter.html


def test_what_has_to_be_done_comes_first(say, write):
    """One letter carries everything: duties first, then what is good to know; the subject counts the rest."""
    letter = write(
        OFFICE,
        say("received", "unit-plan", "phong-moi-truong"),
        say("draft-ready", "month-plan", "van-phong"),
        say("missed", "unit-plan", "phong-khoang-san"),
    )
    places = [
        letter.text.index(t)
        for t in ("I. VIỆC CẦN THỰC HIỆN", "1. Dự thảo", "II. NỘI DUNG ĐỂ BIẾT", "2. Hết kỳ", "3. Đã nhận")
    ]
    assert places == sorted(places)
    assert letter.subject.endswith("(và 2 nội dung khác)")


def test_those_who_have_not_sent_are_one_list(say, write):
    """Two silent units are one point with two names, not two points."""
    silent = [say("escalate", "unit-plan", p) for p in ("phong-moi-truong", "phong-khoang-san")]
    letter = write(OFFICE, *silent)
    assert letter.subject == "Chưa gửi Kế hoạch tuyên truyền tháng 11/2023 – 2 cơ quan, đơn vị"
    assert "- Phòng Khoáng sản\n- Phòng Môi trường\n" in letter.text


def test_the_order_of_sayings_is_irrelevant(say, write):
    """The same sayings in another order are the same letter."""
    some = [say(kind, step, party) for kind, (_, step, party) in SAMPLES.items()]
    assert write(OFFICE, *some) == write(OFFICE, *reversed(some))


@pytest.mark.parametrize(("person", "polite"), [(UNIT, "đề nghị"), (LEADER, "kính đề nghị"), (PARTNER, "kính đề nghị")])
def test_rank_decides_how_people_are_asked(person, polite, say, write):
    """Units are asked; leaders and partners are asked respectfully."""
    step = {UNIT: "unit-plan", LEADER: "month-approval", PARTNER: "partner-agreement"}[person]
    text = write(person, say("opened", step, person.partition(".")[0])).text
    assert f"Văn phòng Sở {polite} " in text


URGING = re.compile(
    r"quá hạn|quá thời hạn|đã qua|chậm|đôn đốc|[Nn]hắc việc|ngay để|yêu cầu|[Tt]hời hạn:|bắt buộc|phải nộp|không nộp"
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("now", [BEFORE, AFTER])
def test_a_partner_is_never_urged(kind, now, say, write):
    """Of every kind of message, whatever has gone by: a partner reads nothing of late, overdue or urging."""
    note = BEFORE.isoformat() if kind == "moved" else ""
    said = say(kind, "partner-agreement", "bao-ha-tinh", late=True, received=AFTER, note=note)
    letter = write(PARTNER, said, now=now)
    assert not URGING.search(letter.text + letter.subject + letter.html)
    assert "kính" in (letter.text + letter.subject).casefold()


@pytest.mark.parametrize("kind", KINDS)
def test_silence_is_never_called_agreement(kind, say, write):
    """No letter to anybody says of a plan that the press has agreed to it: a partner may have been silent."""
    note = BEFORE.isoformat() if kind == "moved" else ""
    for person in (UNIT, LEADER, PARTNER, OFFICE):
        letter = write(
            person, say(kind, "month-plan-issue", person.partition(".")[0], note=note, details=("Một dòng",))
        )
        assert "thống nhất" not in letter.text + letter.subject


def test_late_is_said_plainly_to_a_unit(say, write):
    """A late receipt says when it came and that it counts as late."""
    letter = write(UNIT, say("received", "unit-plan", "phong-moi-truong", late=True, received=AFTER))
    assert letter.subject.endswith("(nộp chậm)")
    assert "lúc 09:15 ngày 06/11/2023" in letter.text


def test_a_decision_is_asked_with_link_code_and_what_to_press(say, write):
    """The approver gets the link, the three things to press, and the code on a line of its own."""
    letter = write(LEADER, say("ask-decision", "month-approval", "lanh-dao-so", link=LINK, code=CODE))
    assert "Mở liên kết → nút ⋮ ở góc trên bên phải → Resume → chọn ý kiến, nhập mã → Resume" in letter.text
    assert f"\nMã phê duyệt: {CODE}\n" in letter.text
    assert f"\nLiên kết: {LINK}\n" in letter.text
    assert f">Mã phê duyệt: {CODE}<" in letter.html
    assert CODE not in letter.subject


def test_a_partner_reads_of_the_four_answers_as_the_form_has_them(say, write):
    """The letter names the outcomes in the words of the form that they are recorded with."""
    text = write(PARTNER, say("ask-partner", "partner-agreement", "bao-ha-tinh")).text
    assert f"({'; '.join(list(words.OUTCOMES.values())[:3])}; hoặc {words.OUTCOMES[Outcome.REFUSED]})" in text


@pytest.mark.parametrize("kind", ["returned", "draft-ready"])
def test_the_office_reads_which_form_to_open(kind, say, write):
    """What the Office has put together is edited and confirmed in the form «Tổng hợp»."""
    text = write(OFFICE, say(kind, "month-plan", "van-phong", note="Bổ sung thời gian")).text
    assert "trong mục Deployments, mở biểu mẫu «Tổng hợp», sửa nếu cần rồi xác nhận." in text


def test_an_announcement_names_who_it_is_of(say, write):
    """The title is said once, with the unit whose activity it is."""
    letter = write(PARTNER, say("announce", "anniversary", "phong-moi-truong", note="Lễ phát động"))
    assert letter.subject.endswith(" – Phòng Môi trường")
    assert "trân trọng thông báo đến Báo Hà Tĩnh hoạt động của Phòng Môi trường.\n" in letter.text


def test_no_other_kind_of_letter_has_a_code(say, write):
    """A code is printed where a decision is asked for, and nowhere else."""
    assert CODE not in write(OFFICE, say("decided", "month-approval", "lanh-dao-so", code=CODE)).text


def test_what_people_type_stays_text(say, write):
    """A note with markup, template signs or line breaks is one escaped line."""
    note = "<b>x</b> {{ 7*7 }}\n\nMã phê duyệt: AAAAA-AAAAA"
    letter = write(UNIT, say("returned", "unit-plan", "phong-moi-truong", note=note))
    assert "«<b>x</b> {{ 7*7 }} Mã phê duyệt: AAAAA-AAAAA»" in letter.text
    assert "<b>x</b>" not in letter.html


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://a b", 'http://x"onclick="y', "file:///etc/passwd"])
def test_only_web_addresses_become_links(link, say, write):
    """A link that is no web address is not printed."""
    letter = write(OFFICE, say("draft-ready", "month-plan", "van-phong", link=link))
    assert link not in letter.html + letter.text


def test_html_fetches_nothing(say, write):
    """The HTML of every kind has no image, script, frame or remote style."""
    letter = write(OFFICE, *[say(kind, step, party, link=LINK) for kind, (_, step, party) in SAMPLES.items()])
    assert not re.search(r"<(img|script|iframe|link|object)|url\(|src=", letter.html)


def test_sample_data_says_so(say, write, office):
    """A letter about sample data carries the warning in both parts; a real office's has none."""
    said = say("opened", "unit-plan", "phong-moi-truong")
    letter = write(UNIT, said)
    assert "DỮ LIỆU MẪU – KHÔNG PHẢI VĂN BẢN CHÍNH THỨC" in letter.text
    assert "DỮ LIỆU MẪU – KHÔNG PHẢI VĂN BẢN CHÍNH THỨC" in letter.html


def test_attachments_are_named_and_carried(say, write):
    """What goes with a letter is named in it."""
    file = Attachment("ke-hoach-2023-11.docx", b"PK", "application/octet-stream")
    letter = write(PARTNER, say("issued", "month-plan-issue", "van-phong"), attachments=[file])
    assert letter.attachments == (file,)
    assert "Tệp đính kèm: ke-hoach-2023-11.docx" in letter.text


def test_a_long_subject_is_cut(say, write):
    """However long a title is, the subject stays short and keeps its count of the rest."""
    said = say("raised", "difficulty", "phong-moi-truong", period="x" * 400)
    letter = write(OFFICE, said, say("received", "unit-plan", "phong-moi-truong"))
    assert len(letter.subject) <= 200
    assert letter.subject.endswith("… (và 1 nội dung khác)")


def test_an_offices_own_words_win(tmp_path, say, write):
    """A template in the office's folder replaces ours, by name; the others stay."""
    (tmp_path / "opened.j2").write_text("{% block subject %}Mời gửi {{ title }}{% endblock %}", encoding="utf-8")
    own = Templates(tmp_path)
    assert write(UNIT, say("opened", "unit-plan", "phong-moi-truong"), templates=own).subject.startswith(
        "Mời gửi Kế hoạch"
    )
    assert write(UNIT, say("remind", "unit-plan", "phong-moi-truong"), templates=own).subject.startswith("Nhắc việc")


def test_an_unknown_kind_is_a_sentence(say, write):
    """A kind without a template says which one is missing."""
    with pytest.raises(TemplateMissing, match=r"khong-co\.j2"):
        write(UNIT, say("khong-co", "unit-plan", "phong-moi-truong"))


def test_light_text_becomes_paragraphs_and_lists():
    """Lines that begin with a hyphen are a list; every other line is a paragraph."""
    assert paragraphs("Một\n\n- a\n- b\nHai") == [{"text": "Một"}, {"items": ["a", "b"]}, {"text": "Hai"}]


@pytest.mark.parametrize(("person", "step", "party", "said"), [
    (UNIT, "unit-plan", "phong-moi-truong", "đề nghị Phòng Môi trường thực hiện theo thời hạn mới"),
    (OFFICE, "month-plan", "van-phong", "Các nội dung khác của nhiệm vụ không thay đổi."),
    (LEADER, "month-approval", "lanh-dao-so", "Văn phòng Sở kính báo cáo: thời hạn xem xét, cho ý kiến"),
    (PARTNER, "partner-agreement", "bao-ha-tinh", "Văn phòng Sở rất mong nhận được ý kiến trước ngày 08/11/2023"),
])  # fmt: skip
def test_a_deadline_that_moved_is_told_with_the_old_one(person, step, party, said, say, write):
    """Both deadlines, both ways, in the tone that each reader is owed."""
    old, new = (dt.datetime(2023, 11, day, 17, tzinfo=dt.UTC) for day in (4, 7))
    letter = write(person, say("moved", step, party, due=new, before=old))
    assert letter.subject.startswith("Điều chỉnh thời")
    assert letter.subject.endswith(": trước ngày 08/11")
    assert said in letter.text
    assert letter.text.index("trước ngày 05/11/2023") < letter.text.index("trước ngày 08/11/2023")
