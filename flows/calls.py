"""How `vongnam` is called: its commands, their arguments and their help, in the reader's language."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from flows.say import Language, retold, say

if TYPE_CHECKING:
    import datetime as dt

WRONG_CALL = 2
AS_OF = "2023-11-10"
PORT = 4200
DEMO_DATA = Path("var/demo")


def parser(lang: Language) -> argparse.ArgumentParser:
    """The whole command line; a call that it does not know ends the process with one sentence and exit code 2."""
    front = _Front(prog="vongnam", lang=lang)
    commands = front.add_subparsers(dest="command", required=True, metavar=say(lang, "command"), parser_class=_Parser)
    for name, add in COMMANDS.items():
        add(commands.add_parser(name, lang=lang, description=f"{say(lang, name)}."), lang)
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
        commands = "\n".join(f"  {name:<10} {say(self.lang, name)}" for name in COMMANDS)
        tail = f"{say(self.lang, 'more')}\n{say(self.lang, 'codes')}"
        return f"{fill(say(self.lang, 'idea'), 100)}\n\n{usage}\n\n{commands}\n\n{tail}\n"


def _add_demo(parser: argparse.ArgumentParser, lang: Language) -> None:
    as_of = say(lang, "as-of", default=AS_OF)
    parser.add_argument("--as-of", type=_date(lang), default=AS_OF, metavar="YYYY-MM-DD", help=as_of)
    _add_data(parser, lang, DEMO_DATA)
    _add_port(parser, lang)


def _add_up(parser: argparse.ArgumentParser, lang: Language) -> None:
    _add_yearfile(parser, lang)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help=say(lang, "data-asked"))
    parser.add_argument("--adopt", type=_date(lang), metavar="YYYY-MM-DD", help=say(lang, "adopt"))
    _add_port(parser, lang)


def _add_check(parser: argparse.ArgumentParser, lang: Language) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=say(lang, "file"))
    choices = ("text", "json")
    parser.add_argument("--format", choices=choices, default="text", metavar="text|json", help=say(lang, "format"))


def _add_explain(parser: argparse.ArgumentParser, lang: Language) -> None:
    _add_yearfile(parser, lang)
    _add_json(parser, lang)


def _add_rehearse(parser: argparse.ArgumentParser, lang: Language) -> None:
    _add_yearfile(parser, lang)
    parser.add_argument("--out", type=Path, metavar="DIR", help=say(lang, "out"))
    _add_json(parser, lang)


def _add_status(parser: argparse.ArgumentParser, lang: Language) -> None:
    _add_data(parser, lang)
    _add_json(parser, lang)


def _add_sending(parser: argparse.ArgumentParser, lang: Language) -> None:
    parser.add_argument("state", choices=("on", "held"), metavar="on|held", help=say(lang, "state"))
    _add_data(parser, lang)


def _add_data_alone(parser: argparse.ArgumentParser, lang: Language) -> None:
    _add_data(parser, lang)


# in the order in which one meets them
COMMANDS: dict[str, Callable[[argparse.ArgumentParser, Language], None]] = {
    "demo": _add_demo,
    "up": _add_up,
    "check": _add_check,
    "explain": _add_explain,
    "rehearse": _add_rehearse,
    "status": _add_status,
    "sending": _add_sending,
    "deploy": _add_data_alone,
    "resync": _add_data_alone,
}


def _add_yearfile(parser: argparse.ArgumentParser, lang: Language) -> None:
    parser.add_argument("yearfile", type=Path, metavar="YEARFILE", help=say(lang, "yearfile"))


def _add_data(parser: argparse.ArgumentParser, lang: Language, default: Path | None = None) -> None:
    help_ = say(lang, "data", default=default or say(lang, "data-set"))
    parser.add_argument("--data", type=Path, default=default, metavar="DIR", help=help_)


def _add_port(parser: argparse.ArgumentParser, lang: Language) -> None:
    parser.add_argument("--port", type=_port(lang), default=PORT, metavar="PORT", help=say(lang, "port", default=PORT))


def _add_json(parser: argparse.ArgumentParser, lang: Language) -> None:
    parser.add_argument("--json", action="store_true", help=say(lang, "json"))


def _date(lang: Language) -> Callable[[str], dt.date]:
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
