"""Whether the directory's absences can be lived: the substitute exists and is somebody else. On rows."""

from __future__ import annotations

from definitions.cast import Draft
from definitions.errors import near


def standins(draft: Draft) -> None:
    """Faults of the people who are named to act for somebody: nobody of that id, or the person itself."""
    tree = draft.people_tree
    if tree is None:
        return
    known = [person["id"] for person in draft.people.get("people", ())]
    for person in draft.people.get("people", ()):
        own, other = person["id"], person.get("substitute")
        path = ("people", person["party"], own.removeprefix(f"{person['party']}."), "substitute")
        if other == own:
            tree.fault("own-substitute", path, words=other)
        elif other is not None and other not in known:
            tree.fault("unknown-person", path, words=other, hint=near(other, [id for id in known if id != own]))
