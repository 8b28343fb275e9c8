"""Attacks on decisions and links through the real doors, and secrets looked for where none may be: `make prove`.

`--attempts N --seed S` says how many. Each attempt is one that has to be refused: a wrong, expired, used or other
person's code, a forged, altered, expired, used, replaced or other person's link, at `flows.decide` and at the page's own
application, on SQLite. What is counted as accepted is read from the ledger, not from the answers. The figures go to
docs/proofs.md. At the end the right code and the right link are taken: what is proved is no locked door.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import io
import logging
import random
import re
import sqlite3
import string
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import httpx  # noqa: E402

from definitions import agenda, links  # noqa: E402
from definitions.codes import code_for  # noqa: E402
from definitions.facts import Key  # noqa: E402
from definitions.links import Link, Purpose  # noqa: E402
from flows.agree import agree  # noqa: E402
from flows.assemble import assemble  # noqa: E402
from flows.collect import collect  # noqa: E402
from flows.decide import ask_again, decide  # noqa: E402
from flows.files import read_definition  # noqa: E402
from flows.heartbeat import heartbeat  # noqa: E402
from flows.living import VirtualClock, begin, later, texts_of  # noqa: E402
from flows.pages.acts import Sent, act  # noqa: E402
from flows.pages.visits import visit  # noqa: E402
from flows.pages.webapp import webapp  # noqa: E402
from flows.told import Refused  # noqa: E402
from flows.wiring import Office, Settings  # noqa: E402
from notifications.documents import Documents  # noqa: E402
from notifications.post import MemoryPost  # noqa: E402
from notifications.render import Templates  # noqa: E402
from storage.archive import Archive  # noqa: E402
from storage.ledger import open_ledger  # noqa: E402

PAGE = ROOT / "docs" / "proofs.md"
FIGURES = re.compile(r"(<!-- attacks -->\n).*?(<!-- end of attacks -->)", re.DOTALL)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
LEADER = "lanh-dao-so.pt"
OTHERS = ("van-phong.cv", "a.dm", "b.dm", "bao.bt", "dai.bt")
DONE, ASKED = Key("month-approval", "2023-10", "lanh-dao-so"), Key("month-approval", "2023-11", "lanh-dao-so")
UNIT = Key("unit-plan", "2023-12", "a")
PASSWORD = "canary-of-the-mail-server"
SECRET = b"canary-of-the-key-0123456789abcdef"
LETTERS = string.ascii_uppercase + "234567"
ROWS = "Nội dung tuyên truyền\tNội dung số\tThể loại\tThời gian\tCơ quan báo chí\nMột việc\t1\tTin\ttuần 2\tBáo; Đài"


class Besieged:
    """The small office in December: October is decided, November waits for the leader, December for the units."""

    def __init__(self, folder: Path) -> None:
        definition, sources = read_definition(ROOT / "tests" / "offices" / "small" / "2023.yaml")
        self.clock = VirtualClock(_at("2023-10-01 00:00"))
        self.folder = folder
        said = {"VONGNAM_PAGE_URL": "https://so.example/trang", "VONGNAM_SMTP_PASSWORD": PASSWORD}
        self.office = Office(
            ledger=open_ledger(f"sqlite:///{folder / 'vongnam.db'}", durable=False),
            context=agenda.context(definition), archive=Archive(folder / "archive"), documents=Documents(None),
            templates=Templates(None), post=MemoryPost(), secret=SECRET, now=self.clock,
            settings=Settings.read(folder, said),
        )  # fmt: skip
        now = self.clock.instant
        begin(self.office.ledger, definition, texts_of(sources), "", adopted=now, now=now)
        self.used: list[str] = []
        self._live()

    def _live(self) -> None:
        for period, day in (("2023-10", "2023-10-02 09:00"), ("2023-11", "2023-10-30 09:00")):
            self._to(day)
            for unit in ("a", "b"):
                collect(self.office, unit=unit, period=period, rows=ROWS)
            heartbeat(self.office)
            assemble(self.office, step="month-plan", period=period)
            heartbeat(self.office)
            for partner in ("bao", "dai"):
                agree(self.office, partner=partner, period=period, others="agreed")
            heartbeat(self.office)
            if period == "2023-10":
                self.used = [self.token(Purpose.DECIDE, DONE, LEADER)]
                self.spent_code = self.code(DONE)
                form = {"verdict": "approve", "code": self.spent_code}
                act(visit(self.office, self.used[0]), Sent(form))
                heartbeat(self.office)

    def _to(self, text: str) -> None:
        until = _at(text)
        while (due := later(self.office, self.clock.instant)) is not None and due <= until:
            self.clock.to(due)
            heartbeat(self.office)
        self.clock.to(until)
        heartbeat(self.office)

    def it(self, key: Key) -> Any:
        """The obligation as it stands."""
        return self.office.ledger.obligation(key)

    def code(self, key: Key, person: str = LEADER, generation: int = 0, content: str | None = None) -> str:
        """The code that the program would send to that person."""
        it = self.it(key)
        return code_for(SECRET, key, person, content or it.content or "", generation or it.generation)

    def link(self, purpose: Purpose, key: Key, person: str) -> Link:
        """The link that the program would send."""
        return links.made(self.office.context, purpose, self.it(key), person)

    def token(self, purpose: Purpose, key: Key, person: str) -> str:
        """The same as the end of an address."""
        return links.token_for(SECRET, self.link(purpose, key, person))

    def kept(self) -> tuple[int, ...]:
        """Decisions, submissions, used links: what an attempt that is accepted adds to."""
        whats = Counter(event.what for event in self.office.ledger.events())
        return tuple(whats[what] for what in ("keep", "receive", "link"))

    def unlock(self) -> None:
        """A fresh code after five wrong ones, as the Office would send it."""
        ask_again(self.office, obligation=str(ASKED))


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=HANOI).astimezone(dt.UTC)


# ---------------------------------------------------------------- codes, at the door of every verdict


def bad_code(besieged: Besieged, dice: random.Random) -> tuple[str, str, dict[str, Any]]:
    """What kind of attempt, the code, and what else is said that differs from the truth."""
    right = besieged.code(ASKED)
    generation = besieged.it(ASKED).generation
    place = dice.choice([n for n, sign in enumerate(right) if sign != "-"])
    other = dice.choice([sign for sign in LETTERS if sign != right[place]])
    choices = {
        "wrong code": (_guess(dice), {}),
        "one sign wrong": (right[:place] + other + right[place + 1 :], {}),
        "code used before": (besieged.spent_code, {}),
        "decided before, its own code": (besieged.spent_code, {"obligation": str(DONE), "generation": 1}),
        "code of another person": (besieged.code(ASKED, dice.choice(OTHERS)), {}),
        "code of another duty": (besieged.code(DONE), {}),
        "code of another generation": (besieged.code(ASKED, generation=generation + dice.choice((-1, 1, 2))), {}),
        "code of another content": (besieged.code(ASKED, content=f"{dice.getrandbits(256):064x}"), {}),
        "expired code": (right, {"late": True}),
        "right code, stale generation": (right, {"generation": generation - 1}),
        "no code": (dice.choice(("", " ", "-", "\x00", "%", "' OR 1=1 --")), {}),
    }
    kind = dice.choice(list(choices))
    return kind, *choices[kind]


def _guess(dice: random.Random) -> str:
    return "".join(dice.choices(LETTERS, k=5)) + "-" + "".join(dice.choices(LETTERS, k=5))


def try_code(besieged: Besieged, dice: random.Random) -> tuple[str, bool]:
    """One attempt at `decide`; its kind, and whether it was answered as if it were taken."""
    kind, code, more = bad_code(besieged, dice)
    office = besieged.office
    if more.pop("late", False):
        now = besieged.clock.instant + dt.timedelta(hours=72, seconds=dice.randrange(10**6))
        office = replace(office, now=lambda: now)
    asked = {"obligation": str(ASKED), "generation": besieged.it(ASKED).generation, **more}
    verdict = dice.choice(("approve", "return", "approve-with-changes"))
    try:
        decide(office, **asked, verdict=verdict, comment="x", code=code)
    except Refused:
        return kind, False
    return kind, True


# ---------------------------------------------------------------- links, at the page


def bad_link(besieged: Besieged, dice: random.Random) -> tuple[str, str, dict[str, str]]:
    """What kind of attempt, the token, and the form; the code is right wherever the link is what is wrong."""
    link = besieged.link(Purpose.DECIDE, ASKED, LEADER)
    token, code = links.token_for(SECRET, link), besieged.code(ASKED)
    said, _, mac = token.rpartition("~")
    place = dice.randrange(len(mac))
    other = dice.choice([sign for sign in LETTERS.lower() if sign != mac[place]])
    form = {"verdict": "approve", "comment": "x", "code": code}
    unit = besieged.link(Purpose.HAND_IN, UNIT, "a.dm")

    def sealed(**changes: Any) -> str:
        return links.token_for(SECRET, replace(link, **changes))

    choices: dict[str, tuple[str, dict[str, str]]] = {
        "forged link": (f"{said}~{''.join(dice.choices(LETTERS.lower(), k=26))}", form),
        "one sign of the link wrong": (f"{said}~{mac[:place]}{other}{mac[place + 1 :]}", form),
        "link cut or lengthened": (dice.choice((token[:-1], f"{token}a", f"{token}~", said, f"{said}~")), form),
        "link made with another key": (links.token_for(dice.randbytes(32), link), form),
        "person in the link altered": (token.replace(LEADER, dice.choice(OTHERS)), form),
        "duty in the link altered": (token.replace("2023-11", "2023-12"), form),
        "expiry in the link altered": (_later(token, dice), form),
        "purpose in the link altered": (token.replace("y-kien", dice.choice(("gui", "tra-loi", "xem"))), form),
        "expired link": (sealed(expires=besieged.clock.instant - dt.timedelta(minutes=dice.randrange(9999))), form),
        "link used before": (besieged.used[0], {**form, "code": besieged.spent_code}),
        "link of an earlier asking": (sealed(turn=link.turn - 1), form),
        "link of another person, code of the leader": (sealed(person=dice.choice(OTHERS)), form),
        "own link, code of another": (token, {**form, "code": besieged.code(ASKED, dice.choice(OTHERS))}),
        "own link, wrong code": (token, {**form, "code": _guess(dice)}),
        "own link, no code": (token, {**form, "code": ""}),
        "link to read, used to act": (sealed(purpose=Purpose.READ), {**form, "act": "nil"}),
        "link of another step": (sealed(purpose=Purpose.HAND_IN), {**form, "act": "nil"}),
        "unit's link of another version": (links.token_for(SECRET, replace(unit, turn=unit.turn + 1)), {"act": "nil"}),
        "unit's link, another unit's person": (_altered(unit, dice), {"act": "nil"}),
    }
    kind = dice.choice(list(choices))
    return kind, *choices[kind]


def _later(token: str, dice: random.Random) -> str:
    *head, minute, mac = token.split("~")
    return "~".join([*head, str(int(minute) + dice.randrange(1, 10**6)), mac])


def _altered(unit: Link, dice: random.Random) -> str:
    return links.token_for(SECRET, unit).replace("a.dm", dice.choice(("b.dm", "bao.bt", LEADER)))


class Door:
    """The page's application, asked in this process."""

    def __init__(self, besieged: Besieged) -> None:
        app = webapp(lambda: nullcontext(besieged.office))
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="https://so.example")
        self._runner = asyncio.Runner()

    def post(self, token: str, form: dict[str, str]) -> int:
        """The status; 303 is an act that was taken."""
        return int(self._runner.run(self._client.post(f"/{token}", data=form)).status_code)

    def get(self, token: str) -> int:
        """The status of a look, with everything that an act would need."""
        return int(self._runner.run(self._client.get(f"/{token}?verdict=approve&act=nil&chon=dong-y")).status_code)

    def close(self) -> None:
        """Let go of the loop."""
        self._runner.run(self._client.aclose())
        self._runner.close()


def try_link(besieged: Besieged, door: Door, dice: random.Random) -> tuple[str, bool]:
    """One attempt at the page; its kind, and whether it was answered as if it were taken."""
    if dice.random() < 0.1:
        good = besieged.token(Purpose.DECIDE, ASKED, LEADER)
        return "a good link, only opened", door.get(good) != 200
    kind, token, form = bad_link(besieged, dice)
    return kind, door.post(token, form) == 303


# ---------------------------------------------------------------- the siege


ROUND = 2000
"""Attempts on one office: each fresh code adds to its history, and another office is as good a target."""


def besieged_whole(folder: Path, attempts: int, seed: int) -> dict[str, Any]:
    """Sieges of one office after another, until there were so many attempts; their sum."""
    begun, found = time.monotonic(), []
    for n, start in enumerate(range(0, attempts, ROUND)):
        place = folder / str(n)
        place.mkdir()
        found.append(siege(place, min(ROUND, attempts - start), seed + n))
    kinds = sum((Counter(one["kinds"]) for one in found), Counter[str]())
    return {
        "attempts": sum(kinds.values()), "offices": len(found), "seed": seed, "seconds": time.monotonic() - begun,
        "kinds": dict(sorted(kinds.items())), "accepted": sum(one["accepted"] for one in found),
        "controls": [it for one in found for it in one["controls"]],
        "seen": sorted({it for one in found for it in one["seen"]}),
    }  # fmt: skip


def siege(folder: Path, attempts: int, seed: int) -> dict[str, Any]:
    """So many attempts on one office: how many of each kind, how many were accepted, and where a secret was seen."""
    dice = random.Random(seed)
    with _heard() as heard:
        besieged = Besieged(folder)
        door, kinds, accepted = Door(besieged), Counter[str](), 0
        before = besieged.kept()
        for n in range(attempts):
            if n % 4 == 0:
                besieged.unlock()
            kind, taken = try_code(besieged, dice) if n % 5 < 3 else try_link(besieged, door, dice)
            kinds[kind] += 1
            accepted += taken
        accepted = max(accepted, sum(besieged.kept()) - sum(before))
        controls = _controls(besieged, door)
        door.close()
        seen = canaries(besieged, heard.getvalue())
        besieged.office.ledger.close()
    return {"kinds": kinds, "accepted": accepted, "controls": controls, "seen": seen}


def _controls(besieged: Besieged, door: Door) -> list[bool]:
    """The right code by the right link, and a unit's own link, are taken; and each of them once."""
    besieged.unlock()
    form = {"verdict": "approve", "comment": "", "code": besieged.code(ASKED)}
    own = besieged.token(Purpose.DECIDE, ASKED, LEADER)
    decided = [door.post(own, form) == 303, door.post(own, form) != 303]
    besieged._to("2023-11-27 09:00")
    unit = besieged.token(Purpose.HAND_IN, UNIT, "a.dm")
    return [*decided, door.post(unit, {"act": "nil"}) == 303, door.post(unit, {"act": "nil"}) != 303]


@contextlib.contextmanager
def _heard() -> Iterator[io.StringIO]:
    """Everything that is logged meanwhile, at every level."""
    heard = io.StringIO()
    handler, root = logging.StreamHandler(heard), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def canaries(besieged: Besieged, heard: str) -> list[str]:
    """Where a secret stands that stands nowhere: codes, tokens, the key, the mail server's password."""
    token = besieged.token(Purpose.DECIDE, ASKED, LEADER)
    code, spent = besieged.code(ASKED), besieged.spent_code
    secrets = {
        "code": [code, code.replace("-", ""), spent, spent.replace("-", "")],
        "token": [token.rpartition("~")[2], besieged.used[0].rpartition("~")[2]],
        "key": [SECRET.decode(), SECRET.hex()],
        "password": [PASSWORD],
    }
    with contextlib.closing(sqlite3.connect(besieged.folder / "vongnam.db")) as base:
        dump = "\n".join(base.iterdump())
    places = {"log": _without_addresses(heard), "database": dump, **_files(besieged.folder)}
    return [
        f"{name} in {place}"
        for place, text in places.items()
        for name, words in secrets.items()
        if any(word in text for word in words)
    ]


def _without_addresses(heard: str) -> str:
    """The lines of the attacker's own HTTP client say which address it asked; they are no log of ours."""
    return "\n".join(line for line in heard.splitlines() if not line.startswith("HTTP Request:"))


def _files(folder: Path) -> dict[str, str]:
    found = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("vongnam.db")]
    return {path.name: path.read_bytes().decode("latin-1") for path in found}


# ---------------------------------------------------------------- figures


def told(found: dict[str, Any]) -> str:
    """The section of docs/proofs.md."""
    rows = "\n".join(f"| {kind} | {count:,} |" for kind, count in found["kinds"].items())
    controls = "taken, and once" if all(found["controls"]) else "NOT TAKEN AS THEY SHOULD BE"
    seen = "; ".join(found["seen"]) or "nowhere"
    return (
        f"{found['attempts']:,} attempts on {found['offices']} offices, one after another, on SQLite (seed {found['seed']}, "
        f"{found['seconds']:.0f} s): "
        f"**{found['accepted']} accepted**.\n\n"
        f"Secrets (codes, tokens, the key, the mail server's password) were seen in logs, tables and files: **{seen}**.\n\n"
        f"Afterwards the right code by the right link, and a unit's own link: {controls}.\n\n"
        f"| attempt | how many |\n| --- | ---: |\n{rows}\n"
    )


def main() -> int:
    """Besiege, write the figures down, and say whether anything got through."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--attempts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = besieged_whole(Path(folder), asked.attempts, asked.seed)
    text = told(found)
    PAGE.write_text(FIGURES.sub(lambda it: f"{it[1]}{text}{it[2]}", PAGE.read_text("utf-8")), "utf-8")
    print(text)
    return 0 if not found["accepted"] and not found["seen"] and all(found["controls"]) else 1


if __name__ == "__main__":
    sys.exit(main())
