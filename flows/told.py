"""What a flow says of itself: its phases, its log lines, and what it did in the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from definitions.actions import Refusal
from definitions.errors import VongNamError

T = TypeVar("T")
Say = Callable[[str], None]


class Stage(Protocol):
    """Runs one named phase of a flow. Prefect's runs it as a task run of that name; `plainly` just runs it."""

    def __call__(self, name: str, phase: Callable[[], T]) -> T:
        """The phase's own result, or whatever it raised."""
        ...


def plainly(name: str, phase: Callable[[], T]) -> T:  # noqa: ARG001 - the contract's argument, shown by other stages
    """Run the phase, without a screen."""
    return phase()


def silently(line: str) -> Any:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a flow did, for the person who started it or looks at its run. `failures` are sentences with remedies."""

    title: str
    lines: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def markdown(self) -> str:
        """The same as a page."""
        done = [f"- {line}" for line in self.lines] or ["- Không có việc nào đến hạn."]
        wrong = (
            ["", "## Việc chưa thực hiện được", "", *(f"- {line}" for line in self.failures)] if self.failures else []
        )
        return "\n".join([f"# {self.title}", "", *done, *wrong])


class Refused(VongNamError):  # noqa: N818 - the word of the core: a refusal
    """Nội dung gửi lên chưa được nhận."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message, refusal.remedy)
        self.reason = refusal.reason
