"""A thousand queued mails to a local SMTP server: the whole way out of our outbox, or smtplib on one connection."""

from __future__ import annotations

import json
import smtplib
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import crowd

MAILS = 1000


def main(leg: str) -> None:
    """Print the milliseconds of one mail."""
    sink = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("sink.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        port = int(sink.stdout.readline())
        with tempfile.TemporaryDirectory() as folder:
            took = (_ours if leg == "ours" else _smtplib)(Path(folder), port)
    finally:
        sink.stdin.close()
        sink.wait()
    print(json.dumps({"value": took * 1000 / MAILS}))


def _ours(folder: Path, port: int) -> float:
    """Merged, asked whether they hold, worded, entered in the journal, sent, accounted for; nothing may be lost."""
    from flows.deliver import deliver
    from notifications.send import MailPost, Posts

    office = crowd.office(folder, MAILS, 1, Posts({"mail": MailPost("127.0.0.1", port, "vp@so.example", "Văn phòng")}))
    failures: list[str] = []
    start = time.perf_counter()
    told = deliver(office, {}, str, failures)
    took = time.perf_counter() - start
    assert (told, failures) == ([f"Đã gửi {MAILS} thư."], []), (told, failures)
    office.post.close()
    office.ledger.close()
    return took


def _smtplib(folder: Path, port: int) -> float:
    """The same mails, their bytes ready before."""
    from email.headerregistry import Address

    from flows.saying import Words
    from notifications.post import Parcel
    from notifications.smtp import mail_bytes, recipient

    office = crowd.office(folder, MAILS, 1)
    words, sender, ready = Words(office, {}), Address("Văn phòng", addr_spec="vp@so.example"), []
    for item in office.ledger.pending(crowd.NOW):
        to, letter = words.letter(item.person, [item])
        parcel = Parcel("mail", to.addresses["mail"], to.name, letter, item.person, crowd.NOW)
        ready.append((parcel.address, mail_bytes(sender, recipient(parcel), parcel, office.zone)))
    office.ledger.close()
    start = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for address, data in ready:
            server.sendmail("vp@so.example", [address], data)
    assert len(ready) == MAILS
    return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1])
