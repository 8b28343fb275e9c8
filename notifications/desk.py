"""The desk that letters are written at: what all letters of an office share, and what those to one person do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from definitions.calendar import WorkingCalendar, working_calendar
from definitions.vocabulary import Definition, Kind, Party, Person
from notifications import words


@dataclass(frozen=True, slots=True)
class Desk:
    """One office's: made once for all its letters, for most of what they need to know is the same in each of them."""

    definition: Definition
    zone: ZoneInfo
    days: WorkingCalendar
    office: Party | None  # who writes and is asked
    acting: Mapping[Kind, frozenset[str]]  # the roles that act in steps of each kind
    shared: Mapping[str, Any]

    @classmethod
    def of(cls, definition: Definition) -> Desk:
        """The desk of the office of this definition."""
        process, issuer, office = definition.process, definition.year.issuer, _office(definition)
        shared = {
            "office": office.name if office else issuer.name,
            "mailbox": _mailbox(definition, office),
            "issuer": issuer.name,
            "sample": issuer.sample or definition.directory.sample,
        }
        days = working_calendar(process.calendar, definition.calendars)
        acting = {kind: _acting(definition, kind) for kind in Kind}
        return cls(definition, ZoneInfo(process.timezone), days, office, acting, shared)

    def before(self, person: Person) -> dict[str, Any]:
        """What every point of a letter to this person shares."""
        reader = self.definition.year.known(person.party)
        polite = "đề nghị" if reader and self._owes_only_work(reader) else "kính đề nghị"
        name = words.clean(person.name)
        return {
            **self.shared,
            "reader": name if reader is None or reader.name in name else f"{name}, {reader.name}",
            "you": reader.name if reader else name,
            "to_office": bool(self.office and reader and self.office.id == reader.id),
            "to_partner": bool(reader and self._plays(reader, Kind.AGREE)),
            "to_leader": bool(reader and self._plays(reader, Kind.APPROVE)),
            "polite": polite,
            "Polite": polite[0].upper() + polite[1:],
        }

    def deadline(self, due: dt.datetime | None) -> words.Deadline | None:
        """How a due instant reads on this office's calendar."""
        return None if due is None else words.deadline(due, self.zone, self.days.last_working_on_or_before)

    def _plays(self, party: Party, *kinds: Kind) -> bool:
        return any(not self.acting[kind].isdisjoint(party.roles) for kind in kinds)

    def _owes_only_work(self, party: Party) -> bool:
        """Whether a party hands things in and decides nothing: it is asked; everybody else is asked respectfully."""
        works = self._plays(party, Kind.SUBMIT, Kind.COMPILE, Kind.DO, Kind.TRACK, Kind.SEND)
        return works and not self._plays(party, Kind.AGREE, Kind.APPROVE)


def office_name(definition: Definition) -> str:
    """In whose name people are written to."""
    office = _office(definition)
    return office.name if office else definition.year.issuer.name


def _office(definition: Definition) -> Party | None:
    """Who puts things together is who writes and who is asked."""
    roles = _acting(definition, Kind.COMPILE)
    return next((party for party in definition.year.parties if not roles.isdisjoint(party.roles)), None)


def _acting(definition: Definition, kind: Kind) -> frozenset[str]:
    return frozenset(role for step in definition.process.steps if step.kind is kind for role in step.by)


def _mailbox(definition: Definition, office: Party | None) -> str:
    people = definition.directory.of(office.id) if office else ()
    return next((person.addresses["mail"] for person in people if "mail" in person.addresses), "")
