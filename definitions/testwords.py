"""The language of definition tests: what has happened, when one looks, what is expected then; every word checked."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final
from zoneinfo import ZoneInfo

from definitions.behaviour import one_known
from definitions.context import UPON, YEARLY, Context
from definitions.errors import Faults, near
from definitions.expectations import ABOUT, ACTS, HAPPEN, MESSAGES, Given, Round, Test, Told
from definitions.facts import State
from definitions.periods import bounds
from definitions.shape import NOTHING, Fields, Reader, date, flag, group, one_of, text
from definitions.source import Json, Path, Source, Tree, read
from definitions.vocabulary import Step

_WORDS: Final = {"on", "period", "does", "comment", "for", *ABOUT}


def tests(source: Source, ctx: Context) -> tuple[Test, ...]:
    """The tests of one file. Faults, with every fault of it."""
    return _Tests(read(source), ctx).read()


class _Tests:
    def __init__(self, tree: Tree, ctx: Context) -> None:
        self.tree = tree
        self.ctx = ctx
        self.zone = ZoneInfo(ctx.clock.zone)
        self.found: list[Test] = []

    def read(self) -> tuple[Test, ...]:
        """Every test of the file."""
        row = group(self.tree, (), self.tree.data, {"tests": ("tests", _each(self._test))}, needed=("tests",))
        if self.tree.faults:
            raise Faults(self.tree.faults)
        return tuple(row["tests"])

    def _test(self, tree: Tree, path: Path, value: Json) -> Any:
        fields: Fields = {
            "test": ("test", text),
            "on": ("on", self._instant),
            "given": ("given", _each(self._given)),
            "expect": ("expect", _each(self._expect(value))),
        }
        row = group(tree, path, value, fields, needed=("test", "on", "expect"))
        if not {"test", "on", "expect"} <= row.keys() or tree.faults:
            return NOTHING
        if any(other.title == row["test"] for other in self.found):
            tree.fault("two-tests", (*path, "test"), words=row["test"])
        for n, given in enumerate(row.get("given", ())):
            if given.at > row["on"]:
                tree.fault("after-the-test", (*path, "given", n, "on"), words=value["given"][n]["on"])
        given = tuple(sorted(row.get("given", ()), key=lambda one: one.at))
        self.found.append(Test(row["test"], row["on"], given, tuple(row["expect"]), tree.name, self._line(path)))
        return self.found[-1]

    def _line(self, path: Path) -> int:
        return self.tree.position(path)[0]

    # --- given

    def _given(self, tree: Tree, path: Path, value: Json) -> Any:
        fields = {**self._steps(), "on": ("on", self._instant), "period": ("period", self._period),
                  "does": ("does", text), "comment": ("comment", text)}  # fmt: skip
        row = group(tree, path, value, fields, needed=("on", "does"))
        step = self._step(path, value)
        if step is None or not {"on", "does", step.id} <= row.keys():
            return NOTHING
        known = (*ACTS[step.kind], *((HAPPEN,) if step.every in UPON else ()))
        if row["does"] not in known:
            hint = near(row["does"], known)
            tree.fault(
                "does-not-do", (*path, "does"), words=row["does"], hint=hint, step=step.id, known=", ".join(known)
            )
        period = row.get("period") or self._around(step, row["on"])
        return Given(row["on"], step.id, period, row[step.id], row["does"], row.get("comment", ""), self._line(path))

    # --- expect

    def _expect(self, test: Json) -> Reader:
        """What is expected of rounds and of messages, in a test that looks on a day."""
        said = test.get("on") if isinstance(test, dict) else None
        probe = Tree("", "")
        at = self._instant(probe, ("on",), said)

        def taken(_: Tree, path: Path, value: Json) -> Any:
            if at is NOTHING:  # said of the test itself
                return NOTHING
            messages = isinstance(value, dict) and value.keys() & {"message", "no message"}
            return self._told(path, value, at) if messages else self._round(path, value, at)

        return taken

    def _round(self, path: Path, value: Json, at: dt.datetime) -> Any:
        about: Fields = {
            "is": ("is", one_of(*(state.value for state in State))),
            "opens": ("opens", date),
            "due": ("due", date),
            "late": ("late", flag),
            "reminded": ("reminded", flag),
            "prints": ("prints", text),
        }
        named = {"period": ("period", self._period), "for": ("for", self._party)}
        row = group(self.tree, path, value, {**self._steps(), **about, **named})
        step = self._step(path, value)
        if step is None or step.id not in row:
            return NOTHING
        said: dict[str, Any] = {word: row[word] for word in ABOUT if word in row}
        if not any(word in value for word in ABOUT):
            self.tree.fault("says-nothing", path, known=", ".join(ABOUT))
        period = row.get("period") or self._around(step, at)
        return Round(step.id, period, row[step.id], said, row.get("for", ""), self._line(path))

    def _told(self, path: Path, value: Json, at: dt.datetime) -> Any:
        kind = one_of(*MESSAGES)
        fields: Fields = {
            "message": ("kind", kind),
            "no message": ("kind", kind),
            "to": ("to", self._party),
            "about": ("about", one_known("unknown-step", self.ctx.steps)),
            "on": ("on", date),
            "since": ("since", date),
        }
        row = group(self.tree, path, value, fields, needed=("to",))
        if not {"kind", "to"} <= row.keys():
            return NOTHING
        last = row.get("on") or at.astimezone(self.zone).date()
        first = row.get("since") or last
        return Told(row["kind"], row["to"], first, last, row.get("about", ""), "message" in value, self._line(path))

    # --- names

    def _steps(self) -> Fields:
        return {id: (id, self._party) for id in self.ctx.steps}

    def _party(self, tree: Tree, path: Path, value: Json) -> Any:
        return one_known("unknown-party", (p.id for p in self.ctx.definition.year.parties))(tree, path, value)

    def _step(self, path: Path, value: Json) -> Step | None:
        """The one step that a line names; whoever it names with it owes that step."""
        named = [id for id in self.ctx.steps if isinstance(value, dict) and id in value]
        if len(named) > 1:
            self.tree.fault("two-steps-said", path, words=", ".join(named))
        elif not named and isinstance(value, dict) and value.keys() <= _WORDS:
            self.tree.fault("no-step-said", path)
        if len(named) != 1:
            return None
        step, year = self.ctx.steps[named[0]], self.ctx.definition.year
        owing = {p.id for role in step.by for p in year.playing(role)}
        if value[step.id] in {p.id for p in year.parties} - owing:
            self.tree.fault("not-theirs", (*path, step.id), words=value[step.id], step=step.id)
        return step

    def _period(self, tree: Tree, path: Path, value: Json) -> Any:
        if type(value) is str and re.fullmatch(r"[0-9]{4}-E[0-9]{3}", value):
            return value
        every = dict.fromkeys(period for periods in self.ctx.periods.values() for period in periods)
        return one_known("unknown-period", every)(tree, path, value)

    def _around(self, step: Step, at: dt.datetime) -> str:
        """The period of that step in which an instant is; of a step upon an event its first occurrence."""
        day = at.astimezone(self.zone).date()
        if step.every in YEARLY:
            return self.ctx.year
        if step.every in UPON:
            return f"{self.ctx.year}-E001"
        periods = self.ctx.periods[step.id]
        return next((p for p in periods if bounds(p)[0] <= day <= bounds(p)[1]), periods[-1])

    def _instant(self, tree: Tree, path: Path, value: Json) -> Any:
        """`2023-11-03 09:00`, or a day for its last second (UTC); within the days that the year runs."""
        found = _INSTANT.fullmatch(value) if type(value) is str else None
        if found is None:
            tree.fault("not-an-instant", path, words=value)
            return NOTHING
        day: Any = date(tree, path, found["day"])
        if day is NOTHING:
            return NOTHING
        year = self.ctx.definition.year
        if not year.first <= day <= year.last:
            tree.fault("out-of-the-year", path, words=value, first=year.first, last=year.last)
        time = dt.time.fromisoformat(found["time"]) if found["time"] else dt.time(23, 59, 59)
        return dt.datetime.combine(day, time, self.zone).astimezone(dt.UTC)


_INSTANT: Final = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?: (?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9]))?")


def _each(reader: Reader) -> Reader:
    """A list, each member read alike; what could not be read is left out."""

    def taken(tree: Tree, path: Path, value: Json) -> Any:
        if type(value) is not list:
            tree.fault("list-expected", path, of=path[-1])
            return NOTHING
        return [got for n, said in enumerate(value) if (got := reader(tree, (*path, n), said)) is not NOTHING]

    return taken
