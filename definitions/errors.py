"""What can go wrong, as one tree; a class's docstring is its default message and, after a blank line, its remedy.

    VongNamError            exit code 1
    |-- InputRefused        1: what was handed in cannot be taken
    |   `-- Faults          1: a definition with one or more faults, all of them at once
    |-- CallWrong           2: the program was called in a way that it does not know
    `-- EnvironmentWrong    3: the machine, a folder, a port, a database is not as it has to be

Whoever raises one says what happened and what to do; the command line prints the two and no traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar, Literal

from definitions import wording

Lang = Literal["vi", "en"]


class VongNamError(Exception):
    """Something went wrong that the program knows.

    Read the sentence before this one, and try again.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str = "", remedy: str = "", *, code: str = "", **names: object) -> None:
        """`message` and `remedy` in one language, or the `code` of both in `wording.WORDS` with its `names`."""
        self.code = code
        self._names = {name: str(value) for name, value in names.items()}
        said = wording.say(code, "en", self._names) if code else (message, remedy)
        default = _docstring(type(self))
        self.message = said[0] or default[0]
        self.remedy = said[1] or ("" if message else default[1])
        super().__init__(self.message)

    def __str__(self) -> str:
        return _sentence(self.message, self.remedy)

    def say(self, lang: Lang = "en") -> str:
        """Message and remedy in that language, where the catalogue has both; as they were written otherwise."""
        return _sentence(*self.parts(lang)) if self.code else str(self)

    def parts(self, lang: Lang = "en") -> tuple[str, str]:
        """The same as two sentences: what happened, and what to do."""
        return wording.say(self.code, lang, self._names) if self.code else (self.message, self.remedy)


class InputRefused(VongNamError):  # noqa: N818 - a name says what happened; the root carries the suffix
    """What was handed in cannot be taken.

    Correct it and hand it in again; nothing was changed.
    """


class CallWrong(VongNamError):  # noqa: N818 - as above
    """The program was called in a way that it does not know.

    Call it with --help to see what it can do.
    """

    exit_code = 2


class EnvironmentWrong(VongNamError):  # noqa: N818 - as above
    """Something around the program is not as it has to be.

    Put it right and start again; nothing was lost.
    """

    exit_code = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file: where (line and column count from 1), the faulty words, what is wrong, what to do.

    `code` and `names` find its sentences in `wording.WORDS`; `hint` holds what was probably meant.
    """

    file: str
    line: int
    column: int
    words: str
    code: str
    names: tuple[tuple[str, str], ...] = ()
    hint: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return wording.say(self.code, "en", self._filled())[0]

    @property
    def remedy(self) -> str:
        """What to do, in English."""
        return self._remedy("en")

    @property
    def where(self) -> str:
        """`file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}"

    def say(self, lang: Lang = "en") -> str:
        """`file:line:column: message (remedy)` in that language."""
        message = wording.say(self.code, lang, self._filled())[0]
        return f"{self.where}: {_sentence(message, self._remedy(lang))}"

    def __str__(self) -> str:
        return self.say("en")

    def _filled(self) -> dict[str, str]:
        return {"words": self.words, **dict(self.names)}

    def _remedy(self, lang: Lang) -> str:
        remedy = wording.say(self.code, lang, self._filled())[1]
        return f"{wording.did_you_mean(self.hint, lang)} {remedy}".strip() if self.hint else remedy


class Faults(InputRefused):
    """The files have faults.

    Correct each line that is named and try again.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        """The faults are kept in the order of file, line and column."""
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.column)))
        super().__init__(code="faults", count=len(self.faults))

    def __str__(self) -> str:
        return self.say("en")

    def say(self, lang: Lang = "en") -> str:
        """One line for each fault."""
        return "\n".join(fault.say(lang) for fault in self.faults)


def near(word: object, known: Iterable[str]) -> tuple[str, ...]:
    """What was probably meant by that word: up to two of those known."""
    said = str(word)
    choices = {k.casefold(): k for k in known}
    found = get_close_matches(said.casefold().replace("_", "-"), choices, n=2, cutoff=0.6)
    return tuple(choices[f] for f in found)


def _sentence(message: str, remedy: str) -> str:
    return f"{message} ({remedy})" if remedy else message


def _docstring(kind: type[VongNamError]) -> tuple[str, str]:
    message, _, remedy = (kind.__doc__ or "").partition("\n\n")
    return " ".join(message.split()), " ".join(remedy.split())
