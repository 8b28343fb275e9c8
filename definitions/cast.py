"""The cast: whether the roles that steps name exist and are played, and whether the year's parties fit them. On rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from definitions.errors import near
from definitions.shape import Row
from definitions.source import Path, Tree
from definitions.vocabulary import Kind

ROLE_KEYS = ("by", "with", "to", "via", "deadlock", "accept")
FIELDS = {"with": "by", "from": "source"}


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read of process, year and directory, with the trees that place a fault. `dates` is what the year sets.

    `letters` and `documents` are the templates that there are, by name; None where nobody looked.
    """

    process: Row
    year: Row
    people: Row
    dates: Row
    process_tree: Tree
    year_tree: Tree
    people_tree: Tree | None
    letters: frozenset[str] | None = None
    documents: frozenset[str] | None = None

    @property
    def steps(self) -> tuple[Row, ...]:
        """The steps of the process, in the order of the file."""
        steps: tuple[Row, ...] = self.process.get("steps", ())
        return steps

    def raw(self, step: str) -> Row:
        """What the process's file says of that step."""
        found = self.process_tree.data["steps"][step]
        return found if type(found) is dict else {}

    def place(self, step: str, key: str) -> tuple[Tree, Path]:
        """Where a moment of that step stands: in the year, where the year sets it, else in the process."""
        if key in self.dates.get(step, {}):
            return self.year_tree, ("dates", step, key)
        return self.process_tree, ("steps", step, key)


def ids(row: Row, part: str) -> dict[str, Row]:
    """The members of a part of a row, by their ids."""
    return {member["id"]: member for member in row.get(part, ())}


def roles(draft: Draft) -> None:
    """Every role that a step names exists, and somebody plays it."""
    tree, known = draft.process_tree, ids(draft.process, "roles")
    said = {role for party in draft.year.get("parties", ()) for role in party.get("roles", ())}
    played = said.union(
        *(near(role, known) for role in said.difference(known))
    )  # a slip of the pen is one fault, not two
    lonely = set()
    for step, path, role in _named_roles(draft):
        if role in known or "roles" not in tree.data:
            if role not in played and role not in lonely and not draft.year_tree.broken:
                lonely.add(role)
                tree.fault("nobody-plays", path, words=role, step=step, year=draft.year_tree.name)
        else:
            tree.fault("unknown-role", path, words=role, hint=near(role, known), known=", ".join(known))


def _named_roles(draft: Draft) -> Iterator[tuple[str, Path, str]]:
    for step in draft.steps:
        raw = draft.raw(step["id"])
        for key in ROLE_KEYS:
            if key not in raw or FIELDS.get(key, key) not in step:
                continue
            said = step[FIELDS.get(key, key)]
            for n, role in enumerate((said,) if type(said) is str else said):
                if (key, role) != ("accept", "auto"):
                    yield step["id"], ("steps", step["id"], key, n), role
        for path, role in _rung_roles(raw, ("steps", step["id"])):
            yield step["id"], path, role
    for path, role in _rung_roles(draft.process_tree.data.get("defaults", {}), ("defaults",)):
        yield "defaults", path, role


def _rung_roles(raw: Row, path: Path) -> Iterator[tuple[Path, str]]:
    for key in ("remind", "escalate"):
        said = raw.get(key) if type(raw) is dict else None
        rungs = [((*path, key), said)] if type(said) is dict else []
        rungs += [((*path, key, n), rung) for n, rung in enumerate(said)] if type(said) is list else []
        for where, rung in rungs:
            if type(rung) is dict and type(rung.get("to")) is str:
                yield (*where, "to"), rung["to"]


def parties(draft: Draft) -> None:
    """What the year names of the process, and of its own parties."""
    tree, known, named = draft.year_tree, ids(draft.process, "roles"), ids(draft.year, "parties")
    for party in named.values():
        for n, role in enumerate(party.get("roles", ())):
            if role not in known and known and not draft.process_tree.broken:
                path = ("parties", party["id"], "role", n)
                tree.fault("unknown-role", path, words=role, hint=near(role, known), known=", ".join(known))
        for key, field in (("merged into", "merged_into"), ("under", "under")):
            other = party.get(field)
            if other is not None and other not in named:
                tree.fault("unknown-party", ("parties", party["id"], key), words=other, hint=near(other, named))
    for n, recipient in enumerate(draft.year.get("recipients", ())):
        to = recipient.get("party")
        if to is not None and to not in named:
            tree.fault("unknown-party", ("recipients", n, "party"), words=to, hint=near(to, named))
    _targets(draft, named)
    _relays(draft, named)
    _compilers(draft, list(named.values()))
    _clauses_of(draft, tree, "topics")
    _clauses_of(draft, tree, "activities")


def _clauses_of(draft: Draft, tree: Tree, part: str) -> None:
    clauses = draft.process.get("clauses", ())
    for member in draft.year.get(part, ()):
        basis = member.get("basis")
        if basis and clauses and basis not in clauses:
            tree.fault("unknown-clause", (part, member["id"], "basis"), words=basis, hint=near(basis, clauses))


def _targets(draft: Draft, named: dict[str, Row]) -> None:
    """A target is of something, and of something that there is."""
    partners = [id for id, party in named.items() if "partner" in party.get("roles", ())]
    for n, target in enumerate(draft.year.get("targets", ())):
        known = {"partner": partners, "topic": list(ids(draft.year, "topics")), "genre": _genres(draft)}
        for key, there in known.items():
            said = target.get(key)
            if said and said not in there and (key != "genre" or there):
                code, listing = _UNKNOWN[key], ", ".join(there)
                draft.year_tree.fault(code, ("targets", n, key), words=said, hint=near(said, there), known=listing)
        if not any(target.get(key) for key in known):
            draft.year_tree.fault("target-of-nothing", ("targets", n))


_UNKNOWN = {"partner": "unknown-party", "topic": "unknown-topic", "genre": "unknown-genre"}


def _genres(draft: Draft) -> list[str]:
    """What the forms offer to choose from as a genre; none where it is typed freely."""
    fields = (field for form in draft.process.get("forms", ()) for field in form.get("fields", ()))
    offered = (choice for field in fields if field["id"] == "genre" for choice in field.get("choices", ()))
    return list(dict.fromkeys(offered))


def _relays(draft: Draft, named: dict[str, Row]) -> None:
    """Whoever owes something through a relay stands under a party that plays it; each such party is named once."""
    told: set[tuple[str, str]] = set()
    for step in draft.steps:
        via = step.get("via")
        owing = [p for p in named.values() if set(step.get("by", ())) & set(p.get("roles", ()))]
        for party in owing if via in ids(draft.process, "roles") else ():
            if not _stands_under(named, party, str(via)) and (party["id"], str(via)) not in told:
                told.add((party["id"], str(via)))
                path = ("parties", party["id"])
                draft.year_tree.fault("no-relay", path, at="key", words=party["id"], step=step["id"], role=via)


def _compilers(draft: Draft, named: list[Row]) -> None:
    """One party puts together: of two, nobody could say whose version is agreed, decided on and issued."""
    for step in draft.steps:
        if step.get("kind") != Kind.COMPILE:
            continue
        owing = [p for p in named if set(step.get("by", ())) & set(p.get("roles", ()))]
        two = next(((a, b) for n, a in enumerate(owing) for b in owing[n + 1 :] if _meet(a, b)), None)
        if two is not None:
            names = " và ".join(str(party["name"]) for party in two)
            draft.process_tree.fault("two-compilers", ("steps", step["id"], "by"), words=names, step=step["id"])


def _meet(one: Row, other: Row) -> bool:
    """Whether there is a day on which both are there."""
    first = max(it.get("valid_from") or dt.date.min for it in (one, other))
    return first <= min(it.get("valid_to") or dt.date.max for it in (one, other))


def _stands_under(named: dict[str, Row], party: Row, role: str) -> bool:
    above, seen = named.get(party.get("under", "")), set()
    while above is not None and above["id"] not in seen:
        if role in above.get("roles", ()):
            return True
        seen.add(above["id"])
        above = named.get(above.get("under", ""))
    return False
