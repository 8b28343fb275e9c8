"""What around the program has to be so that people are reached and nothing leaks: one finding each, with its remedy."""

from __future__ import annotations

import ipaddress
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flows.settings_file import SETTINGS_FILE
from flows.wiring import NoYear, Settings, open_office

PASSWORDS = ("PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `code` names its sentence (flows/commands/doctor.py), `names` fill it in."""

    what: str
    good: bool
    code: str
    names: Mapping[str, object]


def checkup(settings: Settings, environ: Mapping[str, str]) -> list[Finding]:
    """Everything that is looked at, in the order in which it is put right."""
    demo = _demo(settings)
    return [
        _found("year", demo is not None, "year", folder=settings.data),
        *_addresses(settings, demo=bool(demo)),
        *_passwords(environ),
        *_secrets(settings),
        _found("mail", bool(settings.smtp_host and settings.mail_from), "mail", host=settings.smtp_host),
        *_doors(settings),
    ]


def _doors(settings: Settings) -> Iterator[Finding]:
    """Where files come in: the folders can be written, the mailbox can be read."""
    from flows.inbox import INBOX
    from flows.watched import unwritable

    wrong = list(unwritable(settings.data / INBOX))
    yield _found("inbox", not wrong, "inbox", folder=", ".join(map(str, wrong)) or settings.data / INBOX)
    if settings.imap_host:
        from flows.mailbox.reading import unreachable

        why = unreachable(settings)
        yield _found("mailbox", not why, "mailbox", host=settings.imap_host, why=why)


def _found(what: str, good: bool, code: str, **names: object) -> Finding:
    return Finding(what, good, f"{code}-{'good' if good else 'bad'}", names)


def _demo(settings: Settings) -> bool | None:
    """Whether the office is the demo; None where there is no office."""
    try:
        with open_office(settings) as office:
            return office.ledger.setting("demo") == "yes"
    except NoYear:
        return None


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
            yield _found(name, said.isascii(), "password", name=name)


def _secrets(settings: Settings) -> Iterator[Finding]:
    """Files that hold secrets are read by their owner alone; Windows has other means."""
    if sys.platform == "win32":
        return
    for file in filter(None, (settings.key_file, settings.data / SETTINGS_FILE, settings.imap_password_file)):
        if file.exists():
            yield _found(file.name, _private(file), "private", file=file)


def _private(file: Path) -> bool:
    return not stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
