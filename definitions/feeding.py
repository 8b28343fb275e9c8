"""How a party of the year says where its web feeds are: addresses of the public web, and nothing else."""

from __future__ import annotations

from typing import Any

from definitions.reachable import Unreachable, place
from definitions.shape import NOTHING, words
from definitions.source import Json, Path, Tree


def webs(tree: Tree, path: Path, value: Json) -> Any:
    """One web address, or a list of them, each of the public web: always a tuple."""
    found = words(tree, path, value)
    for url in () if found is NOTHING else found:
        try:
            place(url)
        except Unreachable as error:
            tree.fault("not-a-web-address", path, words=url, why=str(error))
            return NOTHING
    return found
