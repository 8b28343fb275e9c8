"""The one door to Jinja2: a template's name and plain data in, text out.

Templates are written by the office (its own folder wins over ours), so they run in a sandbox: no attribute that leads
out of the data, no multiplied strings, no output beyond a cap. What people type is data only, never a template.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    UndefinedError,
    pass_eval_context,
)
from jinja2.compiler import CodeGenerator
from jinja2.filters import do_join
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError

from definitions.errors import EnvironmentWrong, InputRefused
from notifications import words

OURS: Final = Path(__file__).parent / "templates"
OUTPUT_CAP: Final = 256 * 1024
"""Characters that one template, macro or block may give."""

_TOO_LONG: Final = f"nội dung dài quá {OUTPUT_CAP // 1024} KB"
_LARGEST: Final = 10**15
_STR_METHODS: Final = frozenset(
    {"upper", "lower", "title", "strip", "lstrip", "rstrip", "startswith", "endswith", "split"}
)
_GROWING_FILTERS: Final = ("center", "format", "indent", "pprint", "replace", "tojson", "urlize", "wordwrap", "xmlattr")


class TemplateMissing(EnvironmentWrong):
    """A template is not there.

    Put it back into the office's templates folder, or leave that folder out so that the program's own is used.
    """


class TemplateWrong(InputRefused):
    """A template cannot be used as it is written.

    Correct it, or delete the office's copy so that the program's own is used.
    """


class _Generator(CodeGenerator):
    """`a ~ b` goes through the cap as well: thirty doublings would be a gigabyte."""

    def visit_Concat(self, node: Any, frame: Any) -> None:  # noqa: N802  # Jinja2 calls it by the node's name
        self.write("environment.capped(")
        super().visit_Concat(node, frame)
        self.write(")")


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox with the holes closed through which a short template makes a huge text."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})
    code_generator_class = _Generator

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or any(isinstance(side, str | bytes | list | tuple) for side in (left, right)):
            raise SecurityError(f"toán tử «{operator}» không dùng được ở đây; để nối chữ, dùng dấu ~")
        result = super().call_binop(context, operator, left, right)
        if isinstance(result, int) and abs(result) > _LARGEST:
            raise SecurityError(f"số lớn quá {_LARGEST}")
        return result

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, str):
            return attr in _STR_METHODS
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:  # Jinja2's own would let '{:>99999999}'.format pass
        """No `str.format`: like every method of text that is not named above, it is unsafe."""

    @staticmethod
    def capped(text: Any) -> Any:
        """A text that is not too long, as it is."""
        if len(text) > OUTPUT_CAP:
            raise SecurityError(_TOO_LONG)
        return text

    @staticmethod
    def concat(parts: Iterable[str]) -> str:  # every template, block and macro ends here
        """Join what a template gave, up to the cap."""
        kept, size = [], 0
        for part in parts:
            size += len(part)
            if size > OUTPUT_CAP:
                raise SecurityError(_TOO_LONG)
            kept.append(part)
        return "".join(kept)


class Templates:
    """The templates of one office: those in its folder, and ours for every name that it does not have."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` may be None; a folder that does not exist is an EnvironmentWrong."""
        if folder is not None and not folder.is_dir():
            raise TemplateMissing(code="no-template-folder", folder=folder)
        self._env = _environment([folder, OURS] if folder else [OURS])

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """The whole template as text; names ending in .html.j2 or .svg.j2 escape every value. Raises TemplateMissing, -Wrong."""
        return self._run(name, lambda template: template.render(context))

    def blocks(self, name: str, context: Mapping[str, Any]) -> dict[str, str]:
        """Every block of the template by its name, stripped of blank edges. Raises TemplateMissing, TemplateWrong."""

        def run(template: Any) -> dict[str, str]:
            shared = template.new_context(dict(context))
            try:
                return {block: self._env.concat(shared.blocks[block][0](shared)).strip() for block in shared.blocks}
            except Exception:  # noqa: BLE001  # Jinja2 puts the template's own lines into the traceback, and raises it
                self._env.handle_exception()

        return self._run(name, run)

    def _run(self, name: str, use: Any) -> Any:
        try:
            return use(self._env.get_template(name))
        except TemplateNotFound as error:
            raise TemplateMissing(code="no-template", name=error.name or name) from error
        except (TemplateError, TypeError, ArithmeticError, LookupError, ValueError, RecursionError) as error:
            raise _wrong(name, error) from error


def _environment(folders: list[Path]) -> _Environment:
    env = _Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name) and name.endswith((".html.j2", ".html", ".svg.j2", ".svg")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    for name in _GROWING_FILTERS:
        del env.filters[name]
    env.globals = {"range": env.globals["range"]}  # no lipsum, no namespace, no cycler
    env.filters |= {
        "date": words.date,
        "deadline": lambda value: value.long,
        "period": words.period,
        "number": words.number,
        "join": _join,
    }
    return env


@pass_eval_context
def _join(eval_ctx: Any, value: Iterable[Any], between: str = "", attribute: str | None = None) -> str:
    """Jinja2's own `join`, refused where the text would be longer than the cap."""
    items = list(value)
    if len(items) * max(len(between), 1) > OUTPUT_CAP:
        raise SecurityError(_TOO_LONG)
    return _Environment.capped(do_join(eval_ctx, items, between, attribute))


def _wrong(name: str, error: BaseException) -> TemplateWrong:
    """What is wrong with a template, and in which line of it."""
    names = {"name": name, "line": _line(error), "said": str(error) or type(error).__name__}
    if isinstance(error, UndefinedError):
        return TemplateWrong(code="template-name-unknown", **names)
    if isinstance(error, SecurityError):
        return TemplateWrong(code="template-forbidden", **names)
    return TemplateWrong(code="template-unreadable", **names)


def _line(error: BaseException) -> str:
    number = getattr(error, "lineno", None)
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".j2"):
            number = trace.tb_lineno
        trace = trace.tb_next
    return str(number or "?")


@cache
def ours() -> Templates:
    """The templates that come with the program."""
    return Templates()


def render(name: str, context: Mapping[str, Any]) -> str:
    """One of our own templates as text; an office's own are reached through `Templates(folder)`."""
    return ours().render(name, context)


class _OfDocuments(ImmutableSandboxedEnvironment):
    """The sandbox of Word templates: a document is longer than a letter, so it has a cap of its own."""

    @staticmethod
    def concat(parts: Iterable[str]) -> str:
        """Join what a template gave, up to 32 million characters."""
        kept, size = [], 0
        for part in parts:
            size += len(part)
            if size > 32_000_000:
                raise SecurityError(_TOO_LONG)
            kept.append(part)
        return "".join(kept)


def for_documents() -> ImmutableSandboxedEnvironment:
    """What docxtpl fills a Word template with: sandboxed, every value escaped, an unknown name refused."""
    env = _OfDocuments(undefined=StrictUndefined, autoescape=True)
    env.globals = {}
    for name in _GROWING_FILTERS:
        del env.filters[name]
    return env
