"""One month of the sample office by all doors: the folder, the mailbox, the page and the form, each unit by another."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from definitions.arrivals import Door, Place, identity
from definitions.facts import Key
from definitions.links import link_for, token_for
from flows.arriving import typed_in
from flows.mailbox.reading import Reading
from flows.monthly import workbook
from flows.pages.acts import Sent, act
from flows.pages.visits import visit
from flows.watched import Watch
from flows.wiring import Settings
from tests.flows.postbag import Bag, bounce, mail, pdf

PERIOD = "2023-05"


@pytest.fixture
def office(found, tmp_path):
    """The sample office on the first of May, when May's plans have been asked for."""
    from flows.files import read_definition
    from tests.flows.conftest import HA_TINH

    world = found(tmp_path, definition=read_definition(HA_TINH)[0], start="2023-04-20")
    world.to("2023-04-28 09:00")
    return world


def key(unit):
    """That unit's plan of the month."""
    return Key("unit-plan", PERIOD, unit)


def test_a_month_comes_by_all_doors(office, tmp_path):
    """Every unit's plan is in, each file in exactly one place, what is unclear with the Office, and nobody is told twice."""
    units = [it.key.party for it in office.ledger.obligations(step="unit-plan", period=PERIOD)]
    by = {unit: office.office.definition.directory.of(unit)[0] for unit in units}
    bag, folder, now = Bag(), tmp_path / "inbox" / "cho-nhan", office.office.now()

    # the folder: the workbook that was sent out, a scan in the unit's folder, one that says nothing
    name, data = workbook(office.office, key(units[0]))
    for place, bytes_ in ((name, data), (f"{units[1]}/quet.pdf", pdf(1)), ("khong-ro.pdf", pdf(2))):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(bytes_)
    watch = Watch(office.office, tmp_path / "inbox")
    watch.look()
    watch.look()

    # the mailbox: a scan, a nil in answer to our letter, words, the first scan once more, a stranger, a bounce
    letter = next(p for p in office.letters() if p.address == by[units[3]].addresses["mail"])
    bag.put(mail(by=by[units[2]].addresses["mail"], files=[("KH tháng 5.pdf", pdf(3))]), now)
    bag.put(mail("Tháng này không phát sinh ạ.", by=letter.address, id="<2@x>", answers=letter.message_id), now)
    bag.put(mail("Xin gửi chậm hai ngày.", by=by[units[4]].addresses["mail"], id="<3@x>"), now)
    bag.put(mail(by=by[units[1]].addresses["mail"], id="<4@x>", files=[("KH tháng 5.pdf", pdf(1))]), now)
    bag.put(mail(by="la@khac.example", id="<5@x>", files=[("a.pdf", pdf(5))]), now)
    bag.put(bounce(next(p for p in office.letters() if p.address == by[units[4]].addresses["mail"]).message_id), now)
    Reading(office.office, bag).look()

    # the page and the form
    it = office.ledger.obligation(key(units[5]))
    with_page = replace(office.office, settings=replace(Settings.read(tmp_path, {}), page_url="http://page.example"))
    link = link_for(with_page.context, with_page.context.steps["unit-plan"], it, by[units[5]], "opened")
    came = visit(with_page, token_for(with_page.secret, link))
    act(came, Sent({"act": "file"}, ("ke-hoach.pdf", pdf(6))))
    heads = "Nội dung tuyên truyền\tNội dung số\tThể loại\tPhòng, đơn vị chủ trì\tThời gian dự kiến\tCơ quan báo chí"
    rows = f"{heads}\nMột việc\t1\tTin\tĐơn vị\ttuần 2 tháng 5\tBáo Hà Tĩnh"
    typed_in(office.office, step="unit-plan", unit=units[6], period=PERIOD, received=None, rows=rows)

    states = {unit: office.ledger.obligation(key(unit)).state.value for unit in units[:7]}
    done = {"accepted", "nil", "submitted"}
    assert states[units[3]] == "nil"
    assert states[units[4]] == "open"
    assert {states[unit] for unit in (units[1], units[2], units[5], units[6])} <= done
    arrivals = office.ledger.arrivals()
    assert {it.door for it in arrivals} == set(Door)
    assert sorted(it.reason for it in office.ledger.arrivals(open=True)) == ["no-party", "text", "unknown-sender"]
    assert [it.reason for it in arrivals if it.message == "<4@x>" and it.part] == ["known"]
    assert all(office.ledger.obligation(key(unit)).version == 1 for unit in (units[1], units[2], units[5], units[6]))
    counts = Counter(it.place for it in arrivals)
    assert counts[Place.QUARANTINED] == 1

    # all of it once more: nothing changes
    before = (arrivals, [office.ledger.obligation(key(unit)).version for unit in units])
    watch.look()
    bag.validity = 9
    Reading(office.office, bag).look()
    assert (office.ledger.arrivals(), [office.ledger.obligation(key(unit)).version for unit in units]) == before
    assert identity("a", 1) == identity("a", 1) != identity("a1")


def test_a_heartbeat_looks_at_the_doors_first(office, tmp_path):
    """A file is taken before anybody is reminded of it; a mailbox that is away is told, and letters leave all the same."""
    settings = replace(Settings.read(tmp_path, {}), imap_host="127.0.0.1", imap_port=1, imap_tls="none")
    acting = replace(office.office, settings=settings)
    unit = office.ledger.obligations(step="unit-plan", period=PERIOD)[0].key.party
    path = tmp_path / "inbox" / "cho-nhan" / unit / "ke hoach.pdf"
    path.parent.mkdir(parents=True)
    path.write_bytes(pdf())
    from flows.heartbeat import heartbeat

    heartbeat(acting)
    told = heartbeat(acting)
    assert any("ke hoach.pdf» đã nhận" in line for line in told.lines)
    assert any("hộp thư tại 127.0.0.1" in line for line in told.failures)
    assert office.ledger.obligation(key(unit)).version == 1
