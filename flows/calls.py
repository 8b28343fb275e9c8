"""How `vongnam` is called: what its commands share of arguments, help and answers, in the reader's language."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from flows.commands import MODULES, module
from flows.say import Language, retold, say

if TYPE_CHECKING:
    import datetime as dt

    from flows.wiring import Settings

DONE, REFUSED, WRONG_CALL = 0, 1, 2
PORT = 4200


def parser(lang: Language) -> argparse.ArgumentParser:
    """The whole command line; a call that it does not know ends the process with one sentence and exit code 2."""
    front = _Front(prog="vongnam", lang=lang)
    commands = front.add_subparsers(dest="command", required=True, metavar=say(lang, "command"), parser_class=_Parser)
    for name in MODULES:
        command = module(name)
        summary = say(lang, "summary", command.WORDS)
        command.add(commands.add_parser(name, lang=lang, description=f"{summary}."), lang)
    return front


class _Parser(argparse.ArgumentParser):
    """argparse in the reader's language; its own texts are English."""

    def __init__(self, *, lang: Language = "vi", **said: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Formatter, **said)
        self.lang = lang
        self._positionals.title, self._optionals.title = say(lang, "arguments"), say(lang, "options")
        self.usage = None
        self.add_argument("-h", "--help", action="help", help=say(lang, "help"))
        self.add_argument("--lang", choices=("vi", "en"), metavar="vi|en", help=say(lang, "lang"))

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", say(self.lang, "usage"), 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", say(self.lang, "usage"), 1)

    def error(self, message: str) -> NoReturn:
        """One sentence, the remedy, exit code 2."""
        print(say(self.lang, "wrong-call", what=retold(self.lang, message)), file=sys.stderr)
        print(say(self.lang, "see-help", program=self.prog), file=sys.stderr)
        sys.exit(WRONG_CALL)


class _Formatter(argparse.HelpFormatter):
    """Options and their help in two columns, as wide as 100 signs."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=100)


class _Front(_Parser):
    """`vongnam --help`: the idea, the commands in the order in which one meets them, the exit codes."""

    def format_help(self) -> str:
        from textwrap import fill

        usage = f"{say(self.lang, 'usage')} vongnam [--lang vi|en] {say(self.lang, 'command')} ..."
        commands = "\n".join(f"  {name:<10} {say(self.lang, 'summary', module(name).WORDS)}" for name in MODULES)
        tail = f"{say(self.lang, 'more')}\n{say(self.lang, 'codes')}"
        return f"{fill(say(self.lang, 'idea'), 100)}\n\n{usage}\n\n{commands}\n\n{tail}\n"


def add_yearfile(parser: argparse.ArgumentParser, lang: Language) -> None:
    """The year file."""
    parser.add_argument("yearfile", type=Path, metavar="YEARFILE", help=say(lang, "yearfile"))


def add_data(parser: argparse.ArgumentParser, lang: Language, default: Path | None = None) -> None:
    """The data folder of an office."""
    help_ = say(lang, "data", default=default or say(lang, "data-set"))
    parser.add_argument("--data", type=Path, default=default, metavar="DIR", help=help_)


def add_port(parser: argparse.ArgumentParser, lang: Language) -> None:
    """The port of the Prefect server."""
    parser.add_argument("--port", type=_port(lang), default=PORT, metavar="PORT", help=say(lang, "port", default=PORT))


def add_json(parser: argparse.ArgumentParser, lang: Language) -> None:
    """Whether a machine reads it."""
    parser.add_argument("--json", action="store_true", help=say(lang, "json"))


def date(lang: Language) -> Callable[[str], dt.date]:
    """Reads a day of a calendar."""

    def read(text: str) -> dt.date:
        import datetime as dt

        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise argparse.ArgumentTypeError(say(lang, "no-date", text=text)) from None

    return read


def _port(lang: Language) -> Callable[[str], int]:
    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
            return int(text)
        raise argparse.ArgumentTypeError(say(lang, "no-port", text=text))

    return read


# ---------------------------------------------------------------- what commands share beside their arguments


def settings_with_prefect(arguments: argparse.Namespace) -> Settings:
    """The settings of the data folder, which have to name a Prefect server."""
    from definitions.errors import EnvironmentWrong
    from flows.wiring import Settings

    settings = Settings.read(arguments.data)
    if not settings.prefect_api:
        raise EnvironmentWrong(say(arguments.lang, "no-prefect"), say(arguments.lang, "set-prefect"))
    return settings


@contextmanager
def under_way(worded: Callable[..., str]) -> Iterator[Callable[..., None]]:
    """What is being done right now, on stderr, where that is a terminal; `worded` puts it into the reader's language."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console

    with Console(stderr=True).status("...") as status:
        yield lambda *what: status.update(worded(*what))


def print_json(value: Any) -> None:
    """For a machine: JSON, Vietnamese as it is."""
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2))
