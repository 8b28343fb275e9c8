"""The directory's file beside the year's: taken when it begins, and again when it says something else than it did then.

In between the directory is edited by form; a file that nobody has changed must not undo that.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from definitions.content import sha

if TYPE_CHECKING:
    from definitions.source import Source
    from storage.port import Ledger

TAKEN = "directory-file"
"""The setting that holds the SHA-256 of the file's text as it was last taken."""


def changed(ledger: Ledger, organisation: Source | None) -> str | None:
    """The text of the file, where it is not the one that was last taken; None where there is nothing to take.

    Whoever has joined by Zalo since stays joined.
    """
    if organisation is None:
        return None
    text = text_of(organisation)
    return None if ledger.setting(TAKEN) == sha(text) else _with_chats(text, ledger.directory())


def _with_chats(text: str, before: str) -> str:
    from definitions.joining import kept_chats
    from definitions.load import Source, load_directory, write_directory

    if not before:
        return text
    new, old = (load_directory(Source("organisation.yaml", each)) for each in (text, before))
    kept = kept_chats(new, old)
    return text if kept == new else write_directory(kept)


def taken(ledger: Ledger, organisation: Source | None, now: dt.datetime) -> None:
    """Remember what the file says now."""
    if organisation is not None:
        taken_text(ledger, text_of(organisation), now)


def taken_text(ledger: Ledger, text: str, now: dt.datetime) -> None:
    """The same of a file that says this."""
    ledger.set(TAKEN, sha(text), now=now)


def text_of(source: Source) -> str:
    """The text of a file, without the mark that some editors put before it."""
    text = source.text
    return text if isinstance(text, str) else text.decode("utf-8").removeprefix("\ufeff")
