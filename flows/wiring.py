"""The composition root: settings, clock, ledger, post. The only file that reads the environment or the clock."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from definitions import agenda, load
from definitions.arrivals import Arrival
from definitions.errors import EnvironmentWrong
from definitions.links import Link
from definitions.vocabulary import Definition
from flows.settings_file import NOW_FILE, SETTINGS_FILE, said_in

if TYPE_CHECKING:
    from notifications.documents import Documents
    from notifications.render import Templates
    from notifications.send import Post
    from storage.archive import Archive
    from storage.journal import Journal
    from storage.port import Ledger, Texts

YEAR_FILE = "year-file"
"""The setting that names the file which the year was started from, or was last given."""

Clock = Callable[[], dt.datetime]

FIND_CRON = "10 6 * * *"
"""When publications are looked for, unless the office says otherwise."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and whom to speak to. Every value can be given as VONGNAM_<NAME> (docs/quan-tri.md)."""

    data: Path
    database: str
    key_file: Path
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_starttls: bool = False
    mail_from: str = ""
    mail_name: str = ""
    public_url: str = ""
    page_url: str = ""
    prefect_api: str = ""
    templates: Path | None = None
    zalo_token: str = field(default="", repr=False)
    zalo_base: str = ""
    zalo_hook: str = field(default="", repr=False)
    zns_app: str = ""
    zns_secret: str = field(default="", repr=False)
    zns_template: str = ""
    channels: str = field(default="", repr=False)
    imap_host: str = ""
    imap_port: int = 0
    imap_tls: str = "ssl"
    imap_user: str = ""
    imap_password_file: Path | None = None
    imap_folder: str = "INBOX"
    imap_authserv: str = ""
    find_cron: str = FIND_CRON
    fetch_allow: str = ""
    fetch_proxy: str = field(default="", repr=False)
    backups: Path | None = None
    backup_hook: str = field(default="", repr=False)
    backup_secrets: bool = True
    deadman_url: str = field(default="", repr=False)

    @classmethod
    def read(cls, data: Path | str | None = None, env: Mapping[str, str] | None = None) -> Settings:
        """From the environment and the data folder's settings file; the folder itself from VONGNAM_DATA."""
        env = dict(os.environ if env is None else env)
        folder = Path(data or env.get("VONGNAM_DATA", "var/vongnam")).absolute()
        said = {
            **said_in(folder / NOW_FILE),
            **said_in(folder / SETTINGS_FILE),
            **{k: v for k, v in env.items() if k.startswith("VONGNAM_")},
        }
        get = lambda name, default="": said.get(f"VONGNAM_{name}", default)  # noqa: E731 - one reading, one line
        return cls(
            data=folder,
            database=get("DATABASE", f"sqlite:///{folder / 'vongnam.db'}"),
            key_file=Path(get("KEY_FILE", str(folder / "secret.key"))).absolute(),
            smtp_host=get("SMTP_HOST"),
            smtp_port=int(get("SMTP_PORT", "25")),
            smtp_user=get("SMTP_USER"),
            smtp_password=get("SMTP_PASSWORD"),
            smtp_starttls=get("SMTP_STARTTLS").lower() in {"1", "yes", "true"},
            mail_from=get("MAIL_FROM"),
            mail_name=get("MAIL_NAME"),
            public_url=get("PUBLIC_URL", env.get("PREFECT_UI_URL", "")).rstrip("/"),
            page_url=get("PAGE_URL").rstrip("/"),
            prefect_api=env.get("PREFECT_API_URL", get("PREFECT_API")),
            zalo_token=get("ZALO_TOKEN"),
            zalo_base=get("ZALO_BASE"),
            zalo_hook=get("ZALO_HOOK"),
            zns_app=get("ZNS_APP"),
            zns_secret=get("ZNS_SECRET"),
            zns_template=get("ZNS_TEMPLATE"),
            channels=get("CHANNELS"),
            imap_host=get("IMAP_HOST"),
            imap_port=int(get("IMAP_PORT", "0")),
            imap_tls=get("IMAP_TLS", "ssl").lower(),
            imap_user=get("IMAP_USER"),
            imap_password_file=Path(get("IMAP_PASSWORD_FILE")).absolute() if get("IMAP_PASSWORD_FILE") else None,
            imap_folder=get("IMAP_FOLDER", "INBOX"),
            imap_authserv=get("IMAP_AUTHSERV"),
            find_cron=get("FIND_CRON", FIND_CRON),
            fetch_allow=get("FETCH_ALLOW"),
            fetch_proxy=get("FETCH_PROXY"),
            backups=Path(get("BACKUPS", str(folder / "backups"))).absolute(),
            backup_hook=get("BACKUP_HOOK"),
            deadman_url=get("DEADMAN_URL"),
            backup_secrets=get("BACKUP_SECRETS", "yes").lower() in {"1", "yes", "true"},
            templates=Path(get("TEMPLATES")).absolute() if get("TEMPLATES") else None,
        )


class Screen(Protocol):
    """Where people decide: Prefect's suspended runs in life, nothing in a rehearsal."""

    def left(self) -> Any:
        """Answers that nobody has taken to their end."""

    def reconcile(self, wanted: Any) -> Any:
        """Draw what is missing, close what is no longer open; links by obligation key."""


def _in_memory() -> Journal:
    """A journal for who needs none on the disk: a rehearsal has no post that it could send twice."""
    from storage.journal import MemoryJournal

    return MemoryJournal()


@dataclass(frozen=True)
class Office:
    """One office at work: everything that a flow may touch. Time is `now()`, and nothing else tells it."""

    ledger: Ledger
    context: agenda.Context
    archive: Archive
    documents: Documents
    templates: Templates
    post: Post
    secret: bytes = field(repr=False)
    now: Clock
    screen: Screen | None = None
    settings: Settings | None = None
    version: int | None = None  # of the texts that `context` was read from; nothing is recorded under another one
    journal: Journal = field(default_factory=_in_memory)
    link: tuple[str, Link] | None = None  # by which somebody comes, as its hash: used up with what is recorded
    arrival: Arrival | None = None  # what somebody's act came with: kept with what is recorded

    @property
    def definition(self) -> Definition:
        """What should happen, as the year that runs was started with; the directory is the latest."""
        return self.context.definition

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The office's time zone."""
        return zoneinfo.ZoneInfo(self.definition.process.timezone)

    def at(self, clock: Clock) -> Office:
        """The same office under another clock."""
        return replace(self, now=clock)


def environment() -> dict[str, str]:
    """What the program was started with, for the children that it starts."""
    return dict(os.environ)


def utc_now() -> dt.datetime:
    """The real instant: the one reading of the clock in the program."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251 - this is the file that reads it


def office_clock(ledger: Ledger) -> Clock:
    """Real time plus the offset kept in the ledger (the demo's), so that every process tells the same time."""
    return lambda: utc_now() + dt.timedelta(seconds=float(ledger.setting("clock-offset") or 0))


def definition_of(texts: Texts, directory: str) -> Definition:
    """The definition that a year runs on, read back from the full texts in its ledger."""
    return load.load(
        load.Source("process.yaml", texts.process),
        load.Source("year.yaml", texts.year),
        load.Source("organisation.yaml", directory) if directory else None,
        [load.Source(name, text) for name, text in sorted(texts.calendars.items())],
    )


def secret_of(file: Path) -> bytes:
    """The key of the one-time codes; made on first use, readable by its owner alone, never in the database."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_hex(32))
    return bytes.fromhex(file.read_text().strip())


@contextmanager
def open_office(
    settings: Settings | None = None, *, screen: Screen | None = None, durable: bool = True
) -> Iterator[Office]:
    """The office of a data folder, on its own clock; everything is let go of at the end.

    `durable` False is for a past that can be rehearsed again: its last commits may be lost to a power cut.
    """
    from notifications.documents import Documents
    from notifications.render import Templates
    from storage.archive import Archive
    from storage.errors import MissingDatabase
    from storage.ledger import open_ledger

    settings = settings or Settings.read()
    try:
        ledger = open_ledger(settings.database, durable=durable, create=False)
    except MissingDatabase as error:
        raise NoYear(settings.data) from error
    try:
        version = ledger.version()
        texts = ledger.texts(version)
        if texts is None:
            raise NoYear(settings.data)
        context = agenda.context(definition_of(texts, ledger.directory()))
        from flows.posts import post_of

        post = post_of(settings, zoneinfo.ZoneInfo(context.definition.process.timezone))
        own = own_templates(settings, ledger)
        journal = journal_of(settings.data, ledger)
        yield Office(
            ledger=ledger,
            context=context,
            archive=Archive(settings.data / "archive"),
            documents=Documents(own),
            templates=Templates(own),
            post=post,
            secret=secret_of(settings.key_file),
            now=office_clock(ledger),
            screen=screen,
            settings=settings,
            version=version,
            journal=journal,
        )
        post.close()
        journal.close()
    finally:
        ledger.close()


def journal_of(data: Path, ledger: Ledger) -> Journal:
    """The send journal of that ledger: another year in the same folder has another one, a restored one has the same."""
    from storage.journal import FileJournal

    begun = ledger.begun()
    return FileJournal(data / "journal" / f"sent-{begun:%Y%m%dT%H%M%S%f}.jsonl")


def own_templates(settings: Settings, ledger: Ledger) -> Path | None:
    """The office's own templates: where the settings say, or beside the year file that it was started from."""
    year_file = ledger.setting(YEAR_FILE)
    beside = Path(year_file).parent / "templates" if year_file else None
    return settings.templates or (beside if beside and beside.is_dir() else None)


class NoYear(EnvironmentWrong):
    """The data folder holds no year yet."""

    def __init__(self, data: Path) -> None:
        super().__init__(code="no-year", folder=data)
