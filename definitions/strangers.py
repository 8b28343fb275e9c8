"""People of a directory whose party the year does not have: a slip of the pen, or a party of another year."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from definitions.errors import near


def strangers(owners: Iterable[str], parties: Collection[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each party that has people and is none of the year, once, with the parties that were probably meant.

    One directory serves several years. A slip of the pen leaves the party that was meant with nobody; people of a party
    that has gone, or has yet to come, leave nobody alone: nothing is meant then.
    """
    named = tuple(dict.fromkeys(owners))
    alone = [party for party in parties if party not in named]
    for owner in named:
        if owner not in parties:
            yield owner, near(owner, alone)
