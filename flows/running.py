"""`vongnam demo` and `vongnam up`: the process tree, the office inside it, and what a newcomer reads first."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from definitions import links
from definitions.codes import code_for
from definitions.facts import Key, State
from definitions.vocabulary import Definition, Kind
from flows import house, welcome
from flows.say import Language
from flows.settings_file import keep_for_now
from flows.wiring import Office, Settings, environment, open_office

SMTP_PORT, MAILBOX_PORT, PAGE_PORT = 2525, 8025, 8030
DEMO_MAIL = "vongnam@so-tnmt.example"


def demo(*, data: Path, as_of: dt.date, port: int, lang: Language) -> NoReturn:
    """The demo office: everything on this machine, sample data, a rehearsed past. Ends with Ctrl-C, whole."""
    from flows.supervise import Supervisor

    data = data.absolute()
    with _bar(lang) as step, Supervisor(data, environment(), say=_aloud) as tree:
        tree.server(port)
        smtp, mailbox = tree.mailbox(SMTP_PORT, MAILBOX_PORT)
        keep_for_now(
            data,
            {
                "SMTP_HOST": tree.host, "SMTP_PORT": smtp, "MAIL_FROM": DEMO_MAIL, "MAIL_NAME": "Văn phòng Sở",
                "PUBLIC_URL": tree.ui_url, "PREFECT_API": tree.api_url, "PAGE_URL": tree.page(PAGE_PORT),
            },
        )  # fmt: skip
        settings = Settings.read(data)
        step("living", 0.05)
        house.prepare_demo(settings, as_of, progress=lambda day: step("living", 0.4, day))
        step("server", 0.45)
        tree.ready(lambda done: step("server", 0.45 + 0.25 * done))
        step("deploying", 0.75)
        definition = house.definition_in(settings)
        _deploy(definition, tree.api_url, settings, demo=True)
        tree.worker("vongnam")
        step("drawing", 0.9)
        page_of_today = _first_page(settings, ask_again=True)
        step("ready", 1.0)
        print(
            welcome.demo(
                _shown(settings, page_of_today), ui=tree.ui_url, mailbox=f"http://{tree.host}:{mailbox}/", lang=lang
            ),
            flush=True,
        )
        tree.watch()


def up(yearfile: Path, *, data: Path, adopt: dt.date | None, port: int, lang: Language) -> NoReturn:
    """A real office on the real clock; sending is held until `vongnam sending on`."""
    from flows.supervise import Supervisor

    data = data.absolute()
    adopted = adopt or _asked_adoption(data, lang)
    own = Settings.read(data, {**environment(), "VONGNAM_DATA": str(data)})
    house.prepare_up(own, yearfile, adopted)
    public = own.public_url if not own.public_url.startswith("http://127.") else ""
    with _bar(lang) as step, Supervisor(data, environment(), say=_aloud, public=public) as tree:
        tree.server(port)
        page = tree.page(PAGE_PORT)
        keep_for_now(data, {"PREFECT_API": tree.api_url, "PUBLIC_URL": tree.ui_url, "PAGE_URL": page})
        settings = Settings.read(data)
        tree.ready(lambda done: step("server", 0.6 * done))
        step("deploying", 0.7)
        _deploy(house.definition_in(settings), tree.api_url, settings, demo=False)
        tree.worker("vongnam")
        step("drawing", 0.9)
        page_of_today = _first_page(settings, ask_again=False)
        step("ready", 1.0)
        print(
            welcome.up(_shown(settings, page_of_today), ui=settings.public_url or tree.ui_url, data=data, lang=lang),
            flush=True,
        )
        tree.watch()


def _deploy(definition: Definition, api: str, settings: Settings, *, demo: bool) -> list[str]:
    from flows.deploy import deploy as apply

    crons = {"find": settings.find_cron}
    return apply(definition, api, env={"VONGNAM_DATA": str(settings.data)}, demo=demo, crons=crons)


def _first_page(settings: Settings, *, ask_again: bool) -> str:
    """The screen is drawn and letters leave, once, before a person looks; where the page "Hôm nay" stands."""
    from flows.approvals import waiting_approvals
    from flows.decide import ask_again as ask
    from flows.office_pages import publish
    from flows.screen import Screen
    from flows.signs import beaten

    with Screen(settings.prefect_api, settings.public_url) as screen, open_office(settings, screen=screen) as office:
        if ask_again:  # the letters of the rehearsed past could name no page: there was none
            for approval in waiting_approvals(office):
                ask(office, obligation=str(approval.key))
        beaten(office)
        return publish(office, screen)


def _shown(settings: Settings, today: str) -> welcome.Shown:
    from flows.approvals import waiting_approvals
    from flows.screen import Screen

    with Screen(settings.prefect_api, settings.public_url) as screen, open_office(settings) as office:
        drawn = screen.reconcile(waiting_approvals(office))
        waiting = [(a.title, drawn[a.key], _code(office, str(a.key))) for a in waiting_approvals(office)]
        owed = office.ledger.obligations(states=[State.OPEN, State.RETURNED])
        late = sum(1 for it in owed if it.instants.due and it.instants.due <= office.now())
        return welcome.Shown(
            office=office.definition.year.issuer.name,
            day=office.now().astimezone(office.zone),
            waiting=tuple(waiting),
            owed=sum(1 for it in owed if office.context.steps[it.key.step].kind is not Kind.TRACK),
            late=late,
            today=today,
            pages=tuple(_page(office, a.key) for a in waiting_approvals(office)),
        )


def _page(office: Office, key: Key) -> str:
    """Where the approver decides on the program's own page, as the letter says: shown by the demo alone, too."""
    from flows.pages.visits import address

    if office.ledger.setting("demo") != "yes" or office.settings is None:
        return ""
    it = next(o for o in office.ledger.obligations(states=[State.OPEN]) if o.key == key)
    person = office.definition.directory.of(it.key.party)[0]
    link = links.made(office.context, links.Purpose.DECIDE, it, person.id)
    return address(office.settings.page_url, links.token_for(office.secret, link))


def _code(office: Office, key: str) -> str:
    """The code of the letter that has just left: shown by the demo alone, where the mailbox shows it too."""
    if office.ledger.setting("demo") != "yes":
        return ""
    it = next(o for o in office.ledger.obligations(states=[State.OPEN]) if str(o.key) == key)
    person = office.ledger.grants(it.key)[0].person
    return code_for(office.secret, it.key, person, it.content or "", it.generation)


def _asked_adoption(data: Path, lang: Language) -> dt.date:
    """The day of adoption: asked for once, where a person sits at the terminal."""
    from flows.wiring import utc_now

    today = utc_now().astimezone().date()
    if (data / "vongnam.db").exists() or not sys.stdin.isatty():
        return today
    typed = input(welcome.told(lang, "ask-adopt", today=today)).strip()
    return dt.date.fromisoformat(typed) if typed else today


def _aloud(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@contextmanager
def _bar(lang: Language) -> Iterator[Callable[..., None]]:
    """A bar that says what is being done; plain lines where nobody looks at a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(file=sys.stderr)
    with Progress(
        TextColumn("{task.description}"), BarColumn(40), TextColumn("{task.percentage:>3.0f}%"), TimeElapsedColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    ) as progress:  # fmt: skip
        task = progress.add_task(welcome.told(lang, "starting"), total=1.0)
        last: list[str] = []

        def step(what: str, done: float, detail: str = "") -> None:
            words = f"{welcome.told(lang, 'step-' + what)} {detail}".strip()
            progress.update(task, completed=done, description=words)
            if not console.is_terminal and last != [what]:
                last[:] = [what]
                console.print(welcome.told(lang, "step-" + what))
            if done >= 1.0:
                progress.stop()

        yield step
