"""What a letter is told before it is worded: its lines, its code, its link, its files, and nothing of anybody else."""

from __future__ import annotations

import re

import pytest

from flows.agree import agree
from flows.heartbeat import heartbeat
from flows.saying import LISTED, Words

ASKED = "month-approval/2023-10/lanh-dao-so"
CODE = re.compile(r"\b[A-Z2-7]{5}-[A-Z2-7]{5}\b")


def read(world, address):
    """The latest letter to that address: subject and text."""
    letter = world.letters(address)[-1].letter
    return f"{letter.subject}\n{letter.text}"


def test_only_the_letter_that_asks_for_a_decision_has_a_code(world):
    """One letter of the whole month, to one person."""
    world.agreed().decide()
    world.beat()
    with_code = [p.address for p in world.post.sent if CODE.search(p.letter.text) or CODE.search(p.letter.html)]
    assert with_code == ["ld@so.example"]


def test_nothing_that_is_kept_holds_the_code(world):
    """Neither a row nor the trail: the database alone opens nothing."""
    code = world.agreed().code(ASKED)
    world.decide()
    held = [*world.ledger.events(), *world.ledger.grants(world.Key.parse(ASKED)), *world.ledger.messages()]
    assert not [row for row in held if code in str(row) or code.replace("-", "") in str(row)]


def test_the_code_is_computed_again_for_a_letter_that_is_tried_again(world):
    """A restart, or another worker, words the same letter."""
    world.agreed()
    one, other = (Words(world.office, {}).letter("lanh-dao-so.pt", world.ledger.messages()[0].items) for _ in range(2))
    assert one == other


def test_the_link_of_the_screen_stands_in_the_letter(world):
    """Where to decide, as the screen gave it this time."""

    class Screen:
        def left(self):
            return []

        def reconcile(self, wanted):
            return {approval.key: f"https://so.example/{approval.generation}" for approval in wanted}

    world.confirmed()
    for partner in ("bao", "dai"):
        agree(world.office, partner=partner, period="2023-10", others="agreed")
    world.office = world.office.__class__(**{**vars(world.office), "screen": Screen()})
    heartbeat(world.office)
    assert "https://so.example/1" in read(world, "ld@so.example")


def test_a_partner_reads_its_own_lines(world):
    """Of the plan a partner sees listed what is meant for it."""
    from flows.assemble import assemble
    from flows.collect import collect

    head = "Nội dung tuyên truyền\tNội dung số\tThể loại\tThời gian\tCơ quan báo chí\n"
    collect(
        world.office,
        unit="a",
        period="2023-10",
        rows=f"{head}Cho Báo\t1\tTin\ttuần 2\tBáo\nCho Đài\t1\tTin\ttuần 2\tĐài",
    )
    collect(world.office, unit="b", period="2023-10", nil=True)
    world.beat()
    assemble(world.office, step="month-plan", period="2023-10")
    world.beat()
    assert "Cho Báo" in read(world, "bao@bao.example")
    assert "Cho Đài" not in read(world, "bao@bao.example")
    assert "Dòng 2: Cho Đài" in read(world, "dai@dai.example")


def test_nobody_outside_reads_who_has_not_sent(world):
    """The Office and the leader do; a partner does not."""
    from flows.assemble import assemble

    world.hand_in("a")
    world.to("2023-10-05 09:00")
    assemble(world.office, step="month-plan", period="2023-10")
    world.to("2023-10-12 09:00")
    assert "Đơn vị B" in read(world, "ld@so.example")
    assert [p for p in world.letters("bao@bao.example") if "Đơn vị B" in p.letter.text] == []


def test_a_long_plan_is_not_written_out_in_a_letter(world):
    """So many lines, and how many more stand in the document."""
    world.hand_in("a", lines=[f"Việc số {n:03}" for n in range(LISTED + 7)])
    world.hand_in("b", lines=["Việc B"])
    world.beat()
    text = read(world, "vp@so.example")
    assert text.count("Việc số") == LISTED
    assert "8 nội dung khác" in text


def test_the_receipt_says_plainly_that_it_was_late(world, at):
    """And the instant at which it was received."""
    world.to("2023-10-06 10:00")
    world.hand_in("a", received=at("2023-10-05 10:05"))
    world.beat()
    text = read(world, "a@so.example")
    assert "10" in text
    assert "05/10" in text
    assert re.search("chậm|sau thời hạn|quá thời hạn|muộn", text)


def test_the_office_reads_what_the_leader_said(world):
    """The verdict in words, and the comment."""
    world.agreed().decide("Đồng ý, có sửa", "Đưa việc B1 lên đầu.")
    world.beat()
    text = read(world, "vp@so.example")
    assert "Đưa việc B1 lên đầu." in text
    assert "có sửa" in text.lower() or "có điều chỉnh" in text.lower()


def test_what_somebody_typed_is_text_and_no_template(world):
    """Braces, tags and line breaks are printed as they are, and end nowhere else."""
    world.hand_in("a", lines=["{{ 7*7 }} <b>đậm</b>"])
    world.hand_in("b", lines=["Việc B"])
    world.beat()
    letter = world.letters("vp@so.example")[-1].letter
    assert "{{ 7*7 }} <b>đậm</b>" in letter.text
    assert "<b>đậm</b>" not in letter.html
    assert "49" not in letter.text


@pytest.mark.parametrize("address", ["a@so.example", "bao@bao.example", "ld@so.example", "vp@so.example"])
def test_every_letter_says_that_it_is_sample_data(world, address):
    """Nobody takes a letter of the sample office for a real one."""
    world.agreed().decide()
    world.beat()
    assert {bool(re.search("DỮ LIỆU MẪU", p.letter.text)) for p in world.letters(address)} == {True}
