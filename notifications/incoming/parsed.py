"""The XML of a part that the gate has let in: parsed, and its names without their namespaces."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Final

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


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]
