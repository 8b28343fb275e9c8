"""Definitions that nobody wrote: from a seed, the texts of a process, a year and a directory, as a person would type them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SCOPES = ("period", "week", "month", "quarter", "half-year", "year")
UNITS = ("day", "working day", "week", "month")
EVERY = ("once", "week", "month", "month", "month", "quarter", "half-year", "year", "event", "request")
ZONES = ("Asia/Ho_Chi_Minh",) * 6 + ("UTC", "America/New_York", "Europe/Paris", "Pacific/Auckland", "Asia/Kathmandu")
TYPES = ("text", "long", "number", "date", "link", "phone", "topics", "activities", "partner", "choice")
NAMES = ("Phòng Môi trường", "Văn phòng Sở", "Trung tâm", "Thanh tra", "Báo", "Đài", "Chi nhánh số", "Ủy ban nhân dân")


class Written(NamedTuple):
    """The three texts of one definition."""

    process: str
    year: str
    organisation: str


def written(seed: int) -> Written:
    """The texts of that seed, the same on every machine."""
    return _Writer(Random(seed)).write()


@dataclass
class _Step:
    id: str
    kind: str
    every: str
    by: str
    due: bool = False
    opens: bool = False
    lines: dict[str, Any] = field(default_factory=dict)


class _Writer:
    """One definition in the making. What is written refers only to what stands above it, so that nothing waits for itself."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.year = random.randint(2021, 2027)
        self.last = self.year + (random.choice((1, 2)) if random.random() < 0.08 else 0)
        self.roles = ["office", *(f"role-{n}" for n in range(1, random.randint(2, 5)))]
        self.steps: list[_Step] = []
        self.dates: dict[str, dict[str, str]] = {}
        self.activities = [f"k{n}" for n in range(random.randint(0, 3))]
        self.clauses = [f"I.{n}" for n in range(1, random.randint(1, 5))] if self.often(0.6) else []
        self.forms = [f"form-{n}" for n in range(random.randint(0, 2))]
        self.relayed: set[str] = set()  # roles that owe something through the office

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def write(self) -> Written:
        for n in range(self.random.randint(2, 12)):
            self.steps.append(self._step(f"step-{n}"))
        parties = self._parties()
        return Written(_text(self._process()), _text(self._year(parties)), _text(self._people(parties)))

    # ---------------------------------------------------------------- moments

    def date(self) -> str:
        first = dt.date(self.year, 1, 1)
        days = (dt.date(self.last, 12, 31) - first).days
        return str(first + dt.timedelta(days=self.random.randint(0, days)))

    def day(self, every: str) -> str:
        """A day of its own, of any form."""
        forms = [
            f"day {self.random.randint(1, 31)}",
            f"the day {self.random.randint(1, 31)} of the month",
            self.random.choice(WEEKDAYS),
            self.edge(),
            self.edge(),
        ]
        if every in {"once", "year"}:
            forms += [self.date()] * 3
        return self.random.choice(forms)

    def edge(self) -> str:
        side = self.random.choice(("first day", "last day", "first working day", "last working day of the period"))
        scope = f" of the {self.random.choice(SCOPES)}" if self.often(0.5) and "of the" not in side else ""
        long = f"{self.random.choice(('start', 'end'))} of the {self.random.choice(SCOPES)}"
        return self.random.choice((side + scope, long))

    def span(self, most: int = 15) -> str:
        count = self.random.randint(1, most)
        return f"{count} {self.random.choice(UNITS[:2] if most > 3 else UNITS)}{'s' if count > 1 else ''}"

    def counted(self, every: str, *, own_due: bool = False) -> str | None:
        """So long before or after something that stands above."""
        anchors = [f"activity {name}" for name in self.activities] + [self.day(every)]
        for other in self.steps:
            anchors += [f"{other.id} is done", f"{other.id} opens"] + [f"{other.id} is due"] * (3 * other.due)
        if own_due:
            anchors += ["it is due", "it opens"]
        return f"{self.span(3)} {self.random.choice(('before', 'after'))} {self.random.choice(anchors)}"

    def dressed(self, words: str | None) -> str:
        """With a time of day and what a rest day does to it."""
        said = words or "last day"
        if self.often(0.12):
            said += f" at {self.random.randint(0, 23)}:{self.random.randint(0, 59):02}"
        if self.often(0.12):
            said += self.random.choice(
                (", or the next working day", ", or the previous working day", " even on a rest day")
            )
        if self.often(0.05):
            said = said.title() if "step" not in said and "activity" not in said else f"  {said} "
        return said

    def deadline(self, every: str) -> str:
        if every in {"event", "request"}:
            return self.dressed(f"{self.span()} after it opens")
        if self.often(0.4):
            return self.dressed(self.counted(every))
        return self.dressed(f"{self.random.choice(('before', 'by', 'on'))} {self.day(every)}")

    def rung(self, *, escalate: bool) -> Any:
        way = "after" if escalate and self.often(0.7) else "before"
        choices = [f"{self.span()} {way}", f"{self.span()} {way}", "last working day", "first day"]
        at = self.dressed(self.random.choice(choices))
        return {"to": self.random.choice(self.roles), "at": at} if escalate or self.often(0.2) else at

    def ladder(self) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for key, escalate in (("remind", False), ("escalate", True)):
            if self.often(0.5):
                rungs = [self.rung(escalate=escalate) for _ in range(self.random.randint(1, 3))]
                said[key] = self.random.choice((rungs, rungs[0], "none"))
        return said

    # ---------------------------------------------------------------- steps

    def _step(self, id: str) -> _Step:
        kind = self._kind()
        by = "office" if kind == "compile" else self.random.choice(self.roles)
        step = _Step(id, kind, self._every(), by)
        step.lines = {"title": f"{self.random.choice(NAMES)} {id}", "kind": kind}
        if self.clauses and self.often(0.8):
            step.lines["basis"] = self.random.sample(self.clauses, self.random.randint(1, len(self.clauses)))
        step.lines["with" if kind == "agree" else "by"] = step.by
        self._about(step)
        if step.every != "inherited":
            step.lines["every"] = step.every
        if kind in {"send", "announce"} or self.often(0.5):
            step.lines["to"] = self.random.choice(self.roles)
        self._when(step)
        self._manner(step)
        return step

    def _kind(self) -> str:
        kinds = ["submit", "submit", "do", "track", "announce", "send"]
        if any(s.kind == "submit" for s in self.steps):
            kinds += ["compile", "compile"]
        if any(s.kind == "compile" for s in self.steps):
            kinds += ["agree", "approve", "send"]
        if any(s.kind in {"submit", "do"} for s in self.steps):
            kinds += ["approve"]
        return self.random.choice(kinds)

    def _every(self) -> str:
        if self.often(0.03) and self.last == self.year:
            return f"{self.random.randint(2, 7)} times a week"
        return "month" if self.often(0.3) else self.random.choice(EVERY)

    def _about(self, step: _Step) -> None:
        """What it is put together from, is about, waits for."""
        sources = {
            "compile": ("submit",),
            "agree": ("compile",),
            "approve": ("compile", "submit", "do"),
            "send": ("compile",),
        }
        known = [s for s in self.steps if s.kind in sources.get(step.kind, ())]
        if known and (step.kind != "send" or self.often(0.7)):
            other = self.random.choice(known[-3:])
            step.lines["from" if step.kind == "compile" else "on"] = other.id
            self._alike(step, other)
        if self.steps and self.often(0.4):
            needed = self.random.sample(self.steps, min(len(self.steps), self.random.choice((1, 1, 2))))
            step.lines["needs"] = [s.id for s in needed]

    def _alike(self, step: _Step, other: _Step) -> None:
        """Mostly it comes round as what it is about; half of the time that is left unsaid."""
        if self.often(0.8):
            step.every = other.every
            if self.often(0.5) and "every" in other.lines:
                step.lines.pop("every", None)

    def _when(self, step: _Step) -> None:
        upon = step.every in {"event", "request"}
        if self.often(0.75):
            self._said(step, "due", self.deadline(step.every))
            step.due = True
        if self.often(0.45) and not upon:
            own = f"{self.span()} before" if step.due and self.often(0.5) else None
            self._said(
                step, "opens", self.dressed(own or self.random.choice((self.day(step.every), self.counted(step.every))))
            )
            step.opens = True
        if self.often(0.4):
            after = f"{self.span()} after" if step.due else None
            after = after or (f"{self.span()} after it opens" if upon or self.often(0.3) else self.edge())
            self._said(step, "closes", self.dressed(after))
        if not upon and (step.kind == "compile" or (step.lines.get("needs") and self.often(0.2))):
            self._starts(step)

    def _said(self, step: _Step, key: str, words: str) -> None:
        """In the process, or left to the year."""
        step.lines[key] = words
        if self.often(0.15):
            self.dates.setdefault(step.id, {})[key] = words
            if self.often(0.7):
                step.lines[key] = "set by the year"

    def _starts(self, step: _Step) -> None:
        settled = self.random.choice(("all settled", "any", "any settled", "2 of 3", "all"))
        moment = self.counted(step.every)
        if self.often(0.7):
            step.lines["starts"] = self.random.choice(
                (settled, f"{settled}, or {moment}", f"{settled}, or {moment}", moment)
            )

    def _manner(self, step: _Step) -> None:
        lines = step.lines
        if step.due:
            lines.update(self.ladder())
        if step.kind == "agree":
            lines["rounds"] = self.random.randint(1, 4)
            if self.often(0.5):
                lines["deadlock"] = self.random.choice(self.roles)
        if step.kind == "submit":
            lines["accept"] = self.random.choice(("auto", "auto", self.random.choice(self.roles)))
            lines["late"] = self.random.choice(("addendum", "version"))
            if self.forms and self.often(0.6):
                lines["form"] = self.random.choice(self.forms)
            if step.by != "office" and self.often(0.15):
                lines["via"] = "office"
                self.relayed.add(step.by)
        if step.kind == "send":
            lines["how"] = self.random.choice(("mail", "record"))
        if step.kind == "approve" and self.often(0.3):
            lines["proof"] = "none"
        self._beside(lines)

    def _beside(self, lines: dict[str, Any]) -> None:
        if self.activities and self.often(0.1):
            lines["activity"] = self.random.choice(self.activities)
        if self.often(0.1):
            lines["criteria"] = ["Bám sát định hướng", "Đúng hạn"]

    # ---------------------------------------------------------------- files

    def _process(self) -> dict[str, Any]:
        said: dict[str, Any] = {"process": "written", "title": "Quy trình thử"}
        if self.often(0.8):
            said["timezone"] = self.random.choice(ZONES)
        if self.often(0.7):
            said["calendar"] = self.random.choice(("vietnam", "none"))
        if self.often(0.5):
            said["day starts"] = f"{self.random.randint(0, 23):02}:{self.random.choice(('00', '30'))}"
        if self.clauses:
            said["clauses"] = self.clauses if self.often(0.5) else {clause: f"Mục {clause}" for clause in self.clauses}
        said["roles"] = {role: f"Vai trò {role}" if self.often(0.5) else {"title": role} for role in self.roles}
        if self.often(0.4):
            said["defaults"] = self.ladder()
        if self.forms:
            said["forms"] = {form: {"title": form, "fields": dict(self._fields())} for form in self.forms}
        said["steps"] = {step.id: step.lines for step in self.steps}
        return {key: value for key, value in said.items() if value != {}}

    def _fields(self) -> Iterator[tuple[str, Any]]:
        for n in range(self.random.randint(1, 5)):
            type = self.random.choice(TYPES)
            row: dict[str, Any] = {"title": f"Cột {n}", "type": type, "required": self.random.choice(("yes", "no"))}
            yield f"field-{n}", {**row, "choices": ["một", "hai"]} if type == "choice" else row

    def _parties(self) -> dict[str, dict[str, Any]]:
        compiles = any(step.kind == "compile" for step in self.steps)  # one party puts together, and it is the office
        second = self.roles[1:] if compiles else self.roles
        offices = {
            f"office-{n}": {"role": "office", "name": f"{NAMES[1]} {n}"}
            for n in range(1 if compiles else self.random.choice((1, 1, 1, 2)))
        }
        found: dict[str, dict[str, Any]] = {**offices}
        for role in self.roles[1:]:
            for n in range(self.random.choice((1, 1, 2, 3, 4))):
                roles: Any = role if self.often(0.85) else sorted({role, self.random.choice(second)})
                found[f"{role}.{n}"] = {"role": roles, "name": f"{self.random.choice(NAMES)} {n}"}
        for id, party in found.items():
            self._lifetime(id, party, list(found))
            roles = [party["role"]] if isinstance(party["role"], str) else party["role"]
            if self.relayed.intersection(roles) or self.often(0.1):
                party["under"] = self.random.choice([other for other in offices if other != id] or list(offices))
        return found

    def _lifetime(self, id: str, party: dict[str, Any], all: list[str]) -> None:
        if self.often(0.15):
            party["from"] = self.date()
        elif self.often(0.1):
            party["until"] = self.date()
            if self.often(0.5):
                party["merged into"] = self.random.choice([other for other in all if other != id] or [id])

    def _year(self, parties: dict[str, dict[str, Any]]) -> dict[str, Any]:
        first = dt.date(self.year, 1, 1) + dt.timedelta(days=self.random.choice((0, 0, 0, 40, 73, 180, 270)))
        last = dt.date(self.last, 12, 31) - dt.timedelta(days=self.random.choice((0, 0, 0, 12, 60)))
        said: dict[str, Any] = {
            "year": str(self.year) if self.last == self.year else f"{self.year} to {self.last}",
            "process": "process.yaml",
            "runs": f"{first} to {last}",
            "issuer": {"name": "Sở mẫu", "sample": "yes"},
            "parties": parties,
        }
        if self.dates:
            said["dates"] = self.dates
        if self.activities:
            said["activities"] = {id: self._activity() for id in self.activities}
        if self.often(0.4):
            said["topics"] = {f"t{n}": f"Nội dung {n}" for n in range(1, 4)}
        if self.often(0.3):
            said["recipients"] = [{"name": "Nơi nhận", "party": self.random.choice(list(parties))}, "Lưu"]
        return said

    def _activity(self) -> dict[str, str]:
        one, other = sorted((self.date(), self.date()))
        on = self.random.choice((one, f"{one} to {other}", ""))
        return {"title": "Hoạt động", **({"on": on} if on else {})}

    def _people(self, parties: dict[str, Any]) -> dict[str, Any]:
        told = [party for party in parties if self.often(0.9)] or [next(iter(parties))]
        people = {
            party: {f"p{n}": self._person(party, n) for n in range(self.random.choice((1, 1, 2)))} for party in told
        }
        return {"sample": "yes", "people": people}

    def _person(self, party: str, n: int) -> dict[str, Any]:
        person: dict[str, Any] = {"name": f"Đầu mối {n}"}
        if self.often(0.9):
            person["addresses"] = {"mail": f"{party}.{n}@so.example"}
        if self.often(0.1):
            person[self.random.choice(("from", "until"))] = self.date()
        return person


# ---------------------------------------------------------------- typing it


def _text(said: dict[str, Any]) -> str:
    return "\n".join(["# Dữ liệu sinh tự động, không có thật.", *_lines(said, 0), ""])


def _lines(said: dict[str, Any], depth: int) -> Iterator[str]:
    """Small groups and lists on one line, as people write them; the others indented."""
    for key, value in said.items():
        if isinstance(value, dict) and (depth < 2 or any(isinstance(v, dict) for v in value.values())):
            yield f"{'  ' * depth}{key}:"
            yield from _lines(value, depth + 1)
        else:
            yield f"{'  ' * depth}{key}: {_flow(value)}"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(said)}" for key, said in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = str(value)
    return f'"{text}"' if not text or text != text.strip() or any(c in text for c in ",:#[]{}") else text
