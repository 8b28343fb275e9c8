"""What went wrong, said to a person: a sentence, a remedy, and the exit code."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import traceback

from definitions.errors import VongNamError
from flows.say import Language, say

WRONG_CALL, ENVIRONMENT = 2, 3


def told(error: Exception, lang: Language) -> int:
    """Print the sentence and its remedy to stderr; the exit code that belongs to the error."""
    if isinstance(error, VongNamError):
        sentence, code = error.say(lang), error.exit_code
    elif isinstance(error, OSError):
        sentence, code = _of_the_machine(error, lang), WRONG_CALL if isinstance(error, _MISNAMED) else ENVIRONMENT
    elif isinstance(error, ModuleNotFoundError):
        sentence, code = say(lang, "missing-part", name=error.name), ENVIRONMENT
    else:
        sentence, code = _of_the_program(error, lang), ENVIRONMENT
    print(sentence, file=sys.stderr)
    return code


_MISNAMED = (FileNotFoundError, IsADirectoryError, NotADirectoryError)
_SENTENCES = {
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "denied",
    errno.ENOSPC: "disk-full",
    getattr(errno, "EDQUOT", errno.ENOSPC): "disk-full",  # Windows may not know it
    errno.EADDRINUSE: "port-taken",
    errno.ENOENT: "no-file",
    errno.EISDIR: "a-folder",
    errno.ENOTDIR: "no-folder",
    errno.EEXIST: "no-folder",
}


def _of_the_machine(error: OSError, lang: Language) -> str:
    path = error.filename or "?"
    what = f"{error.strerror or error}: {path}" if error.filename else str(error.strerror or error)
    return say(lang, _SENTENCES.get(error.errno or 0, "environment"), path=path, what=what)


def _of_the_program(error: Exception, lang: Language) -> str:
    """A defect of ours: the details go to a file that can be sent to whoever maintains the program."""
    handle, file = tempfile.mkstemp(prefix="vongnam-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write("".join(traceback.format_exception(error)))
    return say(lang, "defect", what=f"{type(error).__name__}: {error}", file=file)
