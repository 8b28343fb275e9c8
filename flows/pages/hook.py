"""Zalo calls us: what somebody wrote to the bot comes as a POST that our secret vouches for, instead of being asked for."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Lock
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from flows.joining import believed, webhook

if TYPE_CHECKING:
    from flows.wiring import Office, Settings

PATH = "/zalo"
HEADER = "X-Bot-Api-Secret-Token"
ROOM = 64 * 1024
"""Bytes that a message may have; a text of Zalo has 2,000 letters."""
LOG = logging.getLogger("vongnam.page")


class Hook:
    """One route. Whoever does not know the secret is told nothing, and nothing of theirs is read."""

    def __init__(self, opening: Callable[[], AbstractContextManager[Office]]) -> None:
        self._opening = opening
        self._alone = Lock()  # a chat's wrong codes are counted one after the other

    async def __call__(self, request: Request) -> Response:
        """What Zalo is answered: 200 for whatever it says with our secret, so that it does not say it again."""
        given = request.headers.get(HEADER, "")
        if not await run_in_threadpool(self._believes, given):
            return PlainTextResponse("", 403)
        body = await _read(request)
        if body is None:
            return PlainTextResponse("", 413)
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):  # a thousand brackets are no message
            return PlainTextResponse("", 400)
        await run_in_threadpool(self._answer, said)
        return PlainTextResponse("ok")

    def _believes(self, given: str) -> bool:
        with self._opening() as office:
            return believed(given, office.settings.zalo_hook if office.settings else "")

    def _answer(self, said: Any) -> None:
        from notifications.zalo import BASE, Bot

        with self._alone, self._opening() as office:
            assert office.settings
            bot = Bot(office.settings.zalo_token, office.settings.zalo_base or BASE)
            try:
                webhook(office, said, bot)
            finally:
                bot.close()


async def _read(request: Request) -> bytes | None:
    """The body; None where it is larger than a message may be."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > ROOM:
            return None
    return body


def announce(settings: Settings) -> None:
    """Tell Zalo where to call us, where this office wants to be called; it is asked for messages otherwise."""
    from notifications.zalo import BASE, Bot

    if not (settings.zalo_token and settings.zalo_hook and settings.page_url):
        return
    bot = Bot(settings.zalo_token, settings.zalo_base or BASE)
    try:
        if why := bot.call_at(f"{settings.page_url}{PATH}", settings.zalo_hook):
            LOG.warning("Zalo does not call this page yet: %s", why)
    finally:
        bot.close()
