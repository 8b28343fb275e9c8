"""The XML of a part that the gate has let in: parsed, and its names without their namespaces."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Final

from notifications.incoming.gate import UnfitFile

Element = ET.Element
ParseError = ET.ParseError
_NO_MEMORY: Final = 1


def parsed(part: bytes | str) -> Element:
    """The root. ParseError; MemoryError where the parser has none left, which it calls an error of the text."""
    try:
        return ET.fromstring(part)  # noqa: S314 - no document type passes the gate
    except ParseError as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from error
        raise


MAIN: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
"""The namespaces of the two formats, as everybody writes them and as the strict standard does."""


def rooted(part: bytes | str, name: str) -> Element:
    """The root, which has to bear that name in one of the formats. UnfitFile, and what `parsed` raises."""
    root = parsed(part)
    if root.tag not in [f"{{{space}}}{name}" for space in MAIN]:
        raise UnfitFile
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def known(element: Element, name: str, attributes: frozenset[str]) -> None:
    """UnfitFile for an element of another name, or with an attribute that no such element has: a spoilt one is not guessed at.

    Attributes with a namespace belong to newer programs, and are passed over.
    """
    if local(element) != name or any(key not in attributes and key[0] != "{" for key in element.keys()):  # noqa: SIM118
        raise UnfitFile
