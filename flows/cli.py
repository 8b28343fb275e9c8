"""The command line: `vongnam COMMAND`. It finds the command, calls it, and says in a sentence what went wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from flows import calls
from flows.calls import DONE
from flows.commands import module
from flows.say import Language, language, say

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 done, 1 input refused, 2 the call is wrong, 3 the environment is."""
    argv = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # Vietnamese, whatever the terminal says of itself
    lang = language(argv)
    arguments = calls.parser(lang).parse_args(argv)
    arguments.lang = lang
    return _guarded(lambda: module(arguments.command).run(arguments), lang)


# ---------------------------------------------------------------- what went wrong: one place


def _guarded(run: Callable[[], int], lang: Language) -> int:
    """The command's exit code, or that of its fault, said in a sentence: a traceback reaches nobody."""
    try:
        code = run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        print(say(lang, "stopped"), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # `vongnam explain ... | head`: whoever reads has read enough
        _forget_stdout()
        return DONE
    except Exception as error:  # noqa: BLE001 - the outermost door: whatever it is, people get a sentence
        from flows import amiss

        return amiss.told(error, lang)
    return code


def _forget_stdout() -> None:
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
