"""Which posts an office has: one for each channel that its settings name."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.wiring import Settings
    from notifications.post import Post

ZNS_KEYS = "zns.json"
"""In the data folder: the pair of keys that Zalo ZNS gives."""

ANY = "apprise"
"""The channel of people whose address is itself an address of apprise."""


def post_of(settings: Settings, zone: dt.tzinfo) -> Post:
    """One post per channel that the settings name; without a mail server a letter fails with the sentence that says so."""
    from notifications.send import MailPost, Posts, UrlPost, ZaloPost, ZnsPost
    from notifications.zalo import BASE
    from notifications.zns import Keys, Zns

    posts: dict[str, Post] = {ANY: UrlPost(), **{name: UrlPost(url) for name, url in named(settings.channels).items()}}
    if settings.smtp_host and settings.mail_from:
        posts["mail"] = MailPost(
            settings.smtp_host,
            settings.smtp_port,
            settings.mail_from,
            settings.mail_name,
            user=settings.smtp_user or None,
            password=settings.smtp_password or None,
            starttls=settings.smtp_starttls,
            zone=zone,
        )
    if settings.zalo_token:
        posts["zalo"] = ZaloPost(settings.zalo_token, settings.zalo_base or BASE)
    if settings.zns_app and settings.zns_template:
        keys = Keys(settings.data / ZNS_KEYS, settings.zns_app, settings.zns_secret)
        posts["zns"] = ZnsPost(Zns(keys, settings.zns_template))
    return Posts(posts)


def named(channels: str) -> dict[str, str]:
    """`sms=...://{address} ntfy=...` -> the URL of each channel by its name."""
    pairs = (each.partition("=") for each in channels.split())
    return {name: url for name, mark, url in pairs if mark and name and url}
