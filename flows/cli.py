"""The command line: `vongnam COMMAND`. It finds the command, calls it, and says in a sentence what went wrong."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from flows import calls
from flows.say import Language, language, say

if TYPE_CHECKING:
    from definitions.errors import Fault
    from flows.wiring import Settings

DONE, REFUSED, INTERRUPTED = 0, 1, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 done, 1 input refused, 2 the call is wrong, 3 the environment is."""
    argv = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # Vietnamese, whatever the terminal says of itself
    lang = language(argv)
    arguments = calls.parser(lang).parse_args(argv)
    arguments.lang = lang
    return _guarded(lambda: COMMANDS[arguments.command](arguments), lang)


# ---------------------------------------------------------------- commands: each calls one thing


def _demo(arguments: Namespace) -> int:
    from flows import running

    running.demo(data=arguments.data, as_of=arguments.as_of, port=arguments.port, lang=arguments.lang)


def _up(arguments: Namespace) -> int:
    from flows import running

    said = {"data": arguments.data, "adopt": arguments.adopt, "port": arguments.port, "lang": arguments.lang}
    running.up(arguments.yearfile, **said)


def _sending(arguments: Namespace) -> int:
    from flows import house
    from flows.wiring import Settings

    waiting = house.sending(Settings.read(arguments.data), arguments.state)
    print(say(arguments.lang, f"sending-{arguments.state}", count=waiting))
    return DONE


def _check(arguments: Namespace) -> int:
    from flows import files

    faults, warnings = files.check(arguments.file)
    if arguments.format == "json":
        _print_json([_row(fault, arguments.lang) for fault in (*faults, *warnings)])
        return REFUSED if faults else DONE
    for fault in (*faults, *warnings):
        print(fault.say(arguments.lang))
    key = "faults" if faults else "doubts" if warnings else "sound"
    print(say(arguments.lang, key, count=len(faults or warnings), file=arguments.file))
    return REFUSED if faults else DONE


def _row(fault: Fault, lang: Language) -> dict[str, Any]:
    names = ("file", "line", "column", "words", "code", "hint")
    return {**{name: getattr(fault, name) for name in names}, "text": fault.say(lang)}


def _explain(arguments: Namespace) -> int:
    from definitions import explain
    from flows import files, printed

    definition, _ = files.read_definition(arguments.yearfile)
    rows = explain.explain(definition)
    if arguments.json:
        _print_json(printed.explained_rows(rows))
    else:
        print(printed.explained(rows))
    return DONE


def _rehearse(arguments: Namespace) -> int:
    from flows import files, rehearse

    definition, sources = files.read_definition(arguments.yearfile)
    rehearsed = rehearse.rehearse(definition, sources, out=arguments.out)
    if arguments.json:
        _print_json(rehearsed.as_json())
    else:
        print(rehearsed.transcript)
    print(*rehearsed.failures, sep="\n", end="\n" if rehearsed.failures else "", file=sys.stderr)
    return REFUSED if rehearsed.failures else DONE


def _status(arguments: Namespace) -> int:
    from flows import standing
    from flows.wiring import Settings, open_office

    with open_office(Settings.read(arguments.data)) as office:
        found = standing.standing(office)
    if arguments.json:
        _print_json(found)
    else:
        print(standing.told(found, arguments.lang))
    return DONE


def _deploy(arguments: Namespace) -> int:
    from flows import deploy
    from flows.wiring import open_office

    settings = _with_prefect(arguments)
    with open_office(settings) as office:
        demo = office.ledger.setting("demo") == "yes"
        env = {"VONGNAM_DATA": str(settings.data)}
        names = deploy.deploy(office.definition, settings.prefect_api, env=env, demo=demo)
    print(*names, sep="\n")
    return DONE


def _resync(arguments: Namespace) -> int:
    from flows.approvals import waiting_approvals
    from flows.screen import Screen
    from flows.wiring import open_office

    settings = _with_prefect(arguments)
    with Screen(settings.prefect_api, settings.public_url) as screen, open_office(settings, screen=screen) as office:
        links = screen.reconcile(waiting_approvals(office))
    for key, link in links.items():
        print(key, link)
    print(say(arguments.lang, "redrawn", count=len(links)))
    return DONE


def _with_prefect(arguments: Namespace) -> Settings:
    """The settings of the data folder, which have to name a Prefect server."""
    from definitions.errors import EnvironmentWrong
    from flows.wiring import Settings

    settings = Settings.read(arguments.data)
    if not settings.prefect_api:
        raise EnvironmentWrong(say(arguments.lang, "no-prefect"), say(arguments.lang, "set-prefect"))
    return settings


def _print_json(value: Any) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2))


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "demo": _demo,
    "up": _up,
    "check": _check,
    "explain": _explain,
    "rehearse": _rehearse,
    "status": _status,
    "sending": _sending,
    "deploy": _deploy,
    "resync": _resync,
}


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
