"""Mails as people and machines write them, and a mailbox in memory: what the tests of the mailbox are made of."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from email.message import EmailMessage

from flows.mailbox.box import Waiting

PDF = b"%PDF-1.4\n%d\n"


def pdf(n=0):
    """A scan; each number has bytes of its own."""
    return b"%PDF-1.4\n" + str(n).encode()


def mail(words="Kính gửi kế hoạch.", *, to="vp@so.example", by="a@so.example", id="<1@so.example>", title="Kế hoạch",
         files=(), answers="", **headers):  # fmt: skip
    """The bytes of a mail; `answers` is the Message-ID that it answers."""
    it = EmailMessage()
    it["From"], it["To"], it["Subject"], it["Message-ID"] = by, to, title, id
    if answers:
        it["In-Reply-To"] = answers
    for name, value in headers.items():
        it[name.replace("_", "-")] = value
    it.set_content(words)
    for name, data in files:
        it.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return it.as_bytes()


def bounce(of, why="550 5.1.1 no such user", action="failed"):
    """The report of another server that a letter did not arrive."""
    return "\r\n".join(
        [
            "From: MAILER-DAEMON@mx.so.example", "To: vp@so.example", "Message-ID: <b1@mx.so.example>",
            "Subject: Undelivered", "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="x"', "",
            "--x", "Content-Type: text/plain", "", "It did not arrive.",
            "--x", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.so.example", "",
            "Final-Recipient: rfc822; a@so.example", f"Action: {action}", "Status: 5.1.1", f"Diagnostic-Code: smtp; {why}",
            "", "--x", "Content-Type: text/rfc822-headers", "", f"Message-ID: {of}", "Subject: x", "", "--x--", "",
        ]
    ).encode()  # fmt: skip


@dataclass
class Bag:
    """A mailbox in memory, in the order of coming. `lost` breaks the connection at that call."""

    mails: list[tuple[bytes, dt.datetime]] = field(default_factory=list)
    validity: int = 1
    marked: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    calls: int = 0
    lost: int = 0

    def put(self, data, at):
        """A mail comes."""
        self.mails.append((data, at))

    def _called(self):
        self.calls += 1
        if self.lost and self.calls >= self.lost:
            raise ConnectionResetError("connection lost")

    def after(self, uid, since):
        """As `Box.after`."""
        self._called()
        numbered = enumerate(self.mails, 1)
        return [
            Waiting(n, len(d), at) for n, (d, at) in numbered if n > uid and n not in self.gone and at.date() >= since
        ]

    def bytes(self, uid, *, head=False):
        """As `Box.bytes`."""
        self._called()
        data = self.mails[uid - 1][0]
        return data.partition(b"\n\n")[0] if head else data

    def seen(self, uid):
        """As `Box.seen`."""
        self._called()
        self.marked.add(uid)


# ---------------------------------------------------------------- many, and broken ones

WORDS = (
    "Không phát sinh",
    "Kính gửi kế hoạch tháng 10.",
    "Xin gia hạn",
    "",
    "Chưa có, gửi sau",
    "> trích\nKhông phát sinh",
)
SENDERS = (
    "a@so.example",
    "B@SO.example",
    "vp@so.example",
    "la@khac.example",
    "",
    "bao@bao.example",
    "a@so.example, b@so.example",
)


def generated(seed):
    """One mail of the kind that a mailbox gets in a year, whole or spoilt, by its number."""
    chance = random.Random(seed)
    kind = chance.choice(["plain", "file", "files", "bounce", "auto", "html", "nested", "odd"])
    made = _MADE[kind](chance, seed)
    return _spoilt(chance, made) if chance.random() < 0.5 else made


def _common(chance, seed):
    return {
        "by": chance.choice(SENDERS[:4]), "id": f"<m{seed}@so.example>", "title": chance.choice(["KH T10", "Re: Kế hoạch", ""]),
    }  # fmt: skip


def _plain(chance, seed):
    return mail(chance.choice(WORDS), **_common(chance, seed))


def _file(chance, seed):
    data = chance.choice(
        [pdf(seed), b"", b"PK\x03\x04" + chance.randbytes(40), b"\xd0\xcf\x11\xe0" * 9, chance.randbytes(60)]
    )
    return mail(
        files=[(chance.choice(["kh t10.xlsx", "quét.pdf", "../../a", "a\u202eexe.pdf", "x" * 300]), data)],
        **_common(chance, seed),
    )


def _files(chance, seed):
    return mail(files=[(f"{n}.pdf", pdf(f"{seed}-{n}")) for n in range(chance.randint(2, 30))], **_common(chance, seed))


def _bounced(chance, seed):
    return bounce(f"<x{seed}@so.example>", action=chance.choice(["failed", "delayed", "FAILED ", ""]))


def _auto(chance, seed):
    return mail("Tôi đang nghỉ phép.", Auto_Submitted="auto-replied", **_common(chance, seed))


def _html(chance, seed):
    made = EmailMessage()
    made["From"], made["Message-ID"] = "a@so.example", f"<h{seed}@so.example>"
    made.set_content(f"<p>{chance.choice(WORDS)}</p>" + "<div>" * chance.randint(0, 500), subtype="html")
    return made.as_bytes()


def _nested(chance, seed):
    depth = chance.randint(1, 400)
    opened = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    return (
        b"From: a@so.example\r\nMessage-ID: <n%d@so.example>\r\nMIME-Version: 1.0\r\n" % seed
        + opened
        + b"\r\nKh\xc3\xb4ng"
    )


def _odd(chance, seed):
    return chance.choice(
        [
            b"", b"\x00" * 50, chance.randbytes(500), b"From: a@so.example\r\n\r\n" + chance.randbytes(200),
            b'From: =?utf-8?b?////?= <a@so.example>\r\nSubject: =?x-none?q?=ff?=\r\nContent-Type: text/plain; charset="\xff"\r\n\r\nx',
            b"From: a@so.example\r\nContent-Transfer-Encoding: base64\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n!!!!",
            b"From: a@so.example\r\nContent-Type: multipart/mixed\r\n\r\n--\r\n\r\nx", b"Subject: " + b"=?utf-8?q?x?= " * 5000 + b"\r\n\r\nx",
            b"From: " + b"<a@so.example>, " * 3000 + b"\r\n\r\nx", b"Content-Type: message/rfc822\r\n\r\n" * 50,
            b"From: a@so.example\r\nContent-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n:::\r\n--x--",
            b"From: a@so.example\r\nContent-Disposition: attachment; filename*0*=utf-8''%ff%; filename*2=b\r\n\r\nx",
        ]
    )  # fmt: skip


_MADE = {
    "plain": _plain, "file": _file, "files": _files, "bounce": _bounced, "auto": _auto, "html": _html, "nested": _nested, "odd": _odd,
}  # fmt: skip


def _spoilt(chance, data):
    """Cut, doubled, or with other bytes here and there."""
    how = chance.choice(["cut", "bytes", "twice", "lines"])
    if how == "cut":
        return data[: chance.randint(0, len(data))]
    if how == "twice":
        return data + data[len(data) // 2 :]
    if how == "lines":
        lines = data.split(b"\n")
        chance.shuffle(lines)
        return b"\n".join(lines)
    spoilt = bytearray(data)
    for _ in range(min(20, len(spoilt))):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)
