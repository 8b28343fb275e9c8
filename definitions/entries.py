"""How an office writes a list of words: each with what it stands for, or with the others that mean the same."""

from __future__ import annotations

from typing import Any, Final

from definitions.shape import NOTHING, Fields, text, words
from definitions.source import Json, Path, Tree


def entries(tree: Tree, path: Path, value: Json) -> Any:
    """A mapping word -> one word or several; the words are as people write them, with spaces, capitals and signs."""
    if type(value) is not dict:
        tree.fault("group-expected", path, of=path[-1])
        return NOTHING
    read = [(head, words(tree, (*path, head), said)) for head, said in value.items()]
    return tuple((head, said) for head, said in read if said is not NOTHING and _filled(tree, (*path, head), said))


def _filled(tree: Tree, path: Path, said: tuple[str, ...]) -> bool:
    return all(text(tree, path, one) is not NOTHING for one in said)


GLOSSARY: Final[Fields] = {
    "abbreviations": ("abbreviations", entries),
    "synonyms": ("synonyms", entries),
    "misleading": ("misleading", words),
}
"""The words of the field, as a process declares them."""
