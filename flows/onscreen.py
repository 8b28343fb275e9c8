"""How a flow runs on Prefect's screen: phases as named task runs, log lines, one page on what it did.

An act that fails is a failed task run that says its remedy; the sweep goes on, and the flow ends Failed with one
sentence. No traceback reaches the page of a run: it goes to the log file of the worker.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run
from prefect.states import Completed, Failed, State

from definitions.vocabulary import Kind
from flows import heartbeat as beating
from flows.forms import follow
from flows.office_pages import publish
from flows.screen import Screen, sentence
from flows.told import Say, Stage, Told
from flows.wiring import Office, Settings, open_office

T = TypeVar("T")
Act = Callable[[Office, Stage, Say], Told]


@task(cache_policy=NO_CACHE, persist_result=False)
def _phase(phase: Callable[[], Any], kept: list[Any]) -> State[Any] | None:
    """One named phase: what it returned or raised is kept for its caller, what it raised is the task run's message."""
    try:
        kept.append((phase(), None))
    except Exception as error:  # noqa: BLE001 - the caller decides; the page says what happened
        kept.append((None, error))
        return Failed(message=sentence(error))
    return None


def stage(name: str, phase: Callable[[], T]) -> T:
    """Run a phase as a task run of that name."""
    kept: list[Any] = []
    _phase.with_options(task_run_name=lambda: name)(phase, kept, return_state=True)
    value, error = kept[0]
    if error is not None:
        raise error
    return value  # type: ignore[no-any-return]


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True


def say(line: str) -> None:
    """A line in the log of the run."""
    get_run_logger().info("%s", line)


async def run(act: Act) -> State[Any]:
    return await asyncio.to_thread(in_office, str(flow_run.id), act)


def in_office(run: str, act: Act) -> State[Any]:
    logging.getLogger("prefect.task_runs").addFilter(_without_traceback)
    try:
        settings = Settings.read()
        with (
            Screen(settings.prefect_api, settings.public_url) as screen,
            open_office(settings, screen=screen) as office,
        ):
            told = act(office, stage, say)
            if told.lines or told.failures:
                screen.tell(run, told.markdown, told.title)
            _show_pages(office, screen)
            _follow(office, screen)
    except Exception as error:  # noqa: BLE001 - the outermost door: whatever it is, people get a sentence
        return Failed(message=sentence(error))
    if told.failures:
        return Failed(message=f"{told.title}: {len(told.failures)} việc chưa thực hiện được. {told.failures[0]}")
    return Completed(message=f"{told.title}: {told.lines[-1] if told.lines else 'không có việc nào đến hạn.'}")


def _show_pages(office: Office, screen: Screen) -> None:
    """The Office's pages; what cannot be drawn now is drawn by the next heartbeat."""
    try:
        publish(office, screen)
    except Exception as error:  # noqa: BLE001 - what was done is done, whether or not a page shows it
        say(sentence(error))


def _follow(office: Office, screen: Screen) -> None:
    """The choices of the forms; those that cannot be drawn now are drawn after the next run."""
    try:
        follow(office, screen.api)
    except Exception as error:  # noqa: BLE001 - what was done is done, whatever a form offers
        say(sentence(error))


def at_once(act: Act) -> Act:
    """The act, and what follows from it: whoever is concerned is told now, not by the next heartbeat."""

    def acts(office: Office, stage: Stage, say: Say) -> Told:
        told = act(office, stage, say)
        after = beating.heartbeat(office, stage=stage, say=say)
        return Told(told.title, (*told.lines, *after.lines), after.failures)

    return acts


def sweep(*kinds: Kind) -> Act:
    """The heartbeat of these kinds of steps alone: what a scheduled run without parameters does."""

    def act(office: Office, stage: Stage, say: Say) -> Told:
        steps = [step.id for step in office.definition.process.steps if step.kind in kinds]
        return beating.heartbeat(office, steps=steps, stage=stage, say=say)

    return act
