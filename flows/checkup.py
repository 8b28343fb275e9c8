"""What around the program has to be so that people are reached and nothing leaks: one finding each, with its remedy."""

from __future__ import annotations

import ipaddress
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from definitions.errors import VongNamError
from flows import vital
from flows.looked_at import Finding, finding
from flows.settings_file import SETTINGS_FILE
from flows.wiring import NoYear, Settings, open_office

PASSWORDS = ("PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING")


def checkup(settings: Settings, environ: Mapping[str, str]) -> list[Finding]:
    """Everything that is looked at, in the order in which it is put right."""
    demo = _demo(settings)
    return [
        finding("year", demo is not None, "year", folder=settings.data),
        *_addresses(settings, demo=bool(demo)),
        *_passwords(environ),
        *_secrets(settings),
        finding("mail", bool(settings.smtp_host and settings.mail_from), "mail", host=settings.smtp_host),
        *_doors(settings),
        *vital.disks(settings),
        *(() if demo is None else _living(settings)),
    ]


def _living(settings: Settings) -> Iterator[Finding]:
    """What can be looked at where an office has begun; the database first, for the others ask it."""
    yield from (found := list(vital.database(settings)))
    if any(it.what == "database" for it in found):
        return
    with open_office(settings) as office:
        yield from vital.at_work(office)
        yield from vital.letters(office)
        yield from vital.last_backup(office)


def _doors(settings: Settings) -> Iterator[Finding]:
    """Where files come in: the folders can be written, the mailbox can be read."""
    from flows.inbox import INBOX
    from flows.watched import unwritable

    wrong = list(unwritable(settings.data / INBOX))
    yield finding("inbox", not wrong, "inbox", folder=", ".join(map(str, wrong)) or settings.data / INBOX)
    if settings.imap_host:
        from flows.mailbox.reading import unreachable

        why = unreachable(settings)
        yield finding("mailbox", not why, "mailbox", host=settings.imap_host, why=why)


def _demo(settings: Settings) -> bool | None:
    """Whether the office is the demo; None where there is no office. One that cannot be asked is a finding of its own."""
    try:
        with open_office(settings) as office:
            return office.ledger.setting("demo") == "yes"
    except NoYear:
        return None
    except VongNamError:
        return False


def _addresses(settings: Settings, *, demo: bool) -> Iterator[Finding]:
    """A link that leads to the reader's own machine is no link."""
    for name, url in (("VONGNAM_PUBLIC_URL", settings.public_url), ("VONGNAM_PAGE_URL", settings.page_url)):
        names = {"name": name, "url": url or "''"}
        yield Finding(name, demo or reaches(url), _address_code(url, demo=demo), names)


def _address_code(url: str, *, demo: bool) -> str:
    if demo:
        return "address-demo"
    return "address-good" if reaches(url) else "address-bad"


def reaches(url: str) -> bool:
    """Whether somebody else's browser can follow this address: http(s), with a host that is not this machine alone."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return not host.replace(".", "").isdigit()  # 127.1 is this machine, too
    mapped = getattr(address, "ipv4_mapped", None)
    return not any(it.is_loopback or it.is_unspecified for it in (address, mapped or address))


def _passwords(environ: Mapping[str, str]) -> Iterator[Finding]:
    for name in PASSWORDS:
        if said := environ.get(name):
            yield finding(name, said.isascii(), "password", name=name)


def _secrets(settings: Settings) -> Iterator[Finding]:
    """Files that hold secrets are read by their owner alone; Windows has other means."""
    if sys.platform == "win32":
        return
    for file in filter(None, (settings.key_file, settings.data / SETTINGS_FILE, settings.imap_password_file)):
        if file.exists():
            yield finding(file.name, _private(file), "private", file=file)


def _private(file: Path) -> bool:
    return not stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
