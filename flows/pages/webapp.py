"""The web application: GET shows, POST acts, nothing else; every answer with headers that keep a link a secret."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, suppress
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from definitions import filelinks, refusals
from definitions.actions import Refusal
from definitions.errors import VongNamError
from definitions.links import WRONG
from definitions.uploads import LARGEST, TOO_LARGE, sort_of
from flows.monthly import workbook
from flows.pages import hook
from flows.pages.acts import Sent, act
from flows.pages.hook import Hook
from flows.pages.shown import FORM, nothing, shown
from flows.pages.visits import CHOICES, Visit, visit
from flows.papers import papers
from flows.signs import alive
from flows.told import Refused
from flows.wiring import Office

Opening = Callable[[], AbstractContextManager[Office]]
LOG = logging.getLogger("vongnam.page")
ROOM = 256 * 1024
"""Bytes that a form may have beside its file."""
FILE = re.compile(r"(?P<token>.+)/tep/(?P<sha>[0-9a-f]{64}|bieu-mau)")


def webapp(opening: Opening, after: Callable[[], Any] = lambda: None) -> Starlette:
    """The page of an office; `opening` opens it for one request, `after` is called once something was recorded."""
    site = _Site(opening, after)
    routes = [
        Route("/healthz", site.health),
        Route("/", site.front),
        Route(hook.PATH, Hook(opening).__call__, methods=["POST"]),
        Route("/{token:path}", site.get, methods=["GET"]),
        Route("/{token:path}", site.post, methods=["POST"]),
    ]
    handlers: Any = {HTTPException: _no_such_thing, Exception: _broken}
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.add_middleware(_Bounded)
    app.add_middleware(_Guarded)
    return app


class _Site:
    """One method per kind of request; whatever touches the ledger runs in a thread of its own."""

    def __init__(self, opening: Opening, after: Callable[[], Any]) -> None:
        self._opening, self._after = opening, after

    async def health(self, request: Request) -> Response:  # noqa: ARG002 - starlette's
        """For a watcher outside: 200 where the ledger answers and heartbeats come, else 503; nothing of the office."""
        said = await run_in_threadpool(self._asked)
        return PlainTextResponse(said, 200 if said == "ok" else 503)

    def _asked(self) -> str:
        try:
            with self._opening() as office:
                return "ok" if alive(office) else "heartbeat"
        except VongNamError:
            return "ledger"

    async def front(self, request: Request) -> Response:  # noqa: ARG002 - starlette's
        """There is no list of anything here."""
        return HTMLResponse(nothing(None, _BY_LINK))

    async def get(self, request: Request) -> Response:
        """Show what the link is for, or one of its files."""
        token = request.path_params["token"]
        if (number := filelinks.number_in(token)) is not None:
            return await run_in_threadpool(self._waiting, token, number)
        if file := FILE.fullmatch(token):
            return await run_in_threadpool(self._file, file["token"], file["sha"])
        return await run_in_threadpool(self._show, token, request.query_params.get("chon", ""))

    def _show(self, token: str, choice: str) -> Response:
        from notifications.webpages import Typed

        with self._opening() as office:
            try:
                here = visit(office, token)
            except Refused:
                return HTMLResponse(nothing(None, WRONG), 404)
            with suppress(VongNamError):  # a busy ledger keeps nobody from reading
                office.ledger.opened(here.hash, here.link, now=office.now())
            return HTMLResponse(shown(here, Typed({"verdict": CHOICES.get(choice, "")})))

    def _waiting(self, token: str, number: int) -> Response:
        """A file that nobody has looked at: saved, never shown, whatever it says that it is."""
        with self._opening() as office:
            arrival = next(iter(office.ledger.arrivals(number=number, open=True)), None)
            if arrival is None or not filelinks.opens(office.secret, token, arrival):
                return HTMLResponse(nothing(None, _NO_FILE), 404)
            return _saved(filelinks.saved_as(arrival), office.archive.read(arrival.sha))

    def _file(self, token: str, sha: str) -> Response:
        with self._opening() as office:
            try:
                here = visit(office, token)
            except Refused:
                return HTMLResponse(nothing(None, WRONG), 404)
            if sha == FORM and not here.expired and (made := workbook(office, here.it.key)):
                return _download(*made)
            paper = next((p for p in papers(office, here.it.key, here.person.party) if p.sha == sha), None)
            if paper is None or here.expired:
                return HTMLResponse(nothing(here, _NO_FILE), 404)
            return _download(paper.name, office.archive.read(sha))

    async def post(self, request: Request) -> Response:
        """Do what the link is for; what was typed stays on the page where it was not taken."""
        token = request.path_params["token"]
        try:
            sent = await _sent(request)
        except MultiPartException:
            return HTMLResponse(nothing(None, _UNREADABLE), 400)
        done, response = await run_in_threadpool(self._act, token, sent)
        if done:
            response.background = BackgroundTask(self._follow)
        return response

    def _follow(self) -> None:
        """The act is recorded whatever becomes of this; the next heartbeat does the same."""
        try:
            self._after()
        except Exception:
            LOG.exception("what follows from an act waits for the next heartbeat")

    def _act(self, token: str, sent: Sent) -> tuple[bool, Response]:
        with self._opening() as office:
            try:
                here = visit(office, token)
            except Refused:
                return False, HTMLResponse(nothing(None, WRONG), 404)
            try:
                act(here, sent)
            except VongNamError as error:
                refusal = Refusal(getattr(error, "reason", ""), *error.parts("vi"))
                return False, HTMLResponse(_again(here, sent, refusal), 422)
            # shown by a GET of its own: going back, or loading again, sends nothing twice
            return True, RedirectResponse(quote(token.rpartition("/")[2], safe="~"), 303)


def _again(here: Visit, sent: Sent, refusal: Refusal) -> str:
    from notifications.webpages import Typed

    fresh = visit(here.office, here.token)  # somebody else may have acted, or this was the last try
    if fresh.objection or refusal.reason in _OVER:
        return shown(fresh)
    return shown(fresh, Typed.refused(sent.values, refusal))


_OVER = frozenset({refusals.ALREADY.reason, refusals.WITHDRAWN.reason, refusals.LOCKED.reason})


async def _sent(request: Request) -> Sent:
    async with request.form(max_files=1, max_fields=2000, max_part_size=ROOM) as form:
        values = {name: value for name, value in form.items() if isinstance(value, str)}
        file = next((value for value in form.values() if isinstance(value, UploadFile)), None)
        return Sent(values, (file.filename or "", await file.read()) if file else None)


def _saved(name: str, data: bytes) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(data, media_type="application/octet-stream", headers={"Content-Disposition": disposition})


def _download(name: str, data: bytes) -> Response:
    sort = sort_of(name)
    how = "inline" if sort and sort.shown else "attachment"
    disposition = f"{how}; filename*=UTF-8''{quote(name, safe='')}"
    mime = sort.mime if sort else "application/octet-stream"
    return Response(data, media_type=mime, headers={"Content-Disposition": disposition})


async def _no_such_thing(request: Request, error: Exception) -> Response:  # noqa: ARG001 - starlette's
    status = getattr(error, "status_code", 404)
    return HTMLResponse(nothing(None, TOO_LARGE if status == 413 else WRONG), status)


async def _broken(request: Request, error: Exception) -> Response:  # noqa: ARG001 - the request holds the token
    LOG.error("the page could not be made: %s", type(error).__name__)
    return HTMLResponse(nothing(None, _FAULT), 500, {n.decode(): v.decode() for n, v in _headers().items()})


_BY_LINK = Refusal("by-link", "Trang này mở bằng liên kết trong thư.", "Đề nghị bấm liên kết trong thư mới nhất.")
_NO_FILE = Refusal("no-file", "Không có tệp này.", "Đề nghị mở lại liên kết trong thư mới nhất.")
_UNREADABLE = Refusal("unreadable", "Nội dung gửi lên chưa đọc được.", "Đề nghị mở lại liên kết rồi gửi lại.")
_FAULT = Refusal(
    "fault",
    "Hiện trang chưa mở được; chưa có gì được ghi nhận.",
    "Đề nghị thử lại sau ít phút, hoặc liên hệ Văn phòng.",
)


# ---------------------------------------------------------------- around every request

Scope, Receive, Send = Any, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]


class _Guarded:
    """Headers: nothing is stored, nothing is referred to, nothing from elsewhere runs or frames the page."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                known = [(name, value) for name, value in message["headers"] if name.lower() not in _headers()]
                message = {**message, "headers": [*known, *_headers().items()]}
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


def _headers() -> dict[bytes, bytes]:
    from notifications.webpages import style_hash

    policy = (
        f"default-src 'none'; style-src {style_hash()}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    said = {
        "cache-control": "no-store",
        "content-security-policy": policy,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "x-robots-tag": "noindex, nofollow",
    }
    return {name.encode(): value.encode() for name, value in said.items()}


class _Bounded:
    """A body that is larger than a file may be is read to its end (a browser shows no answer before) and kept nowhere."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        size = 0

        async def counted() -> Any:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size <= LARGEST + ROOM:
                return message
            while message.get("more_body"):
                message = await receive()
            raise HTTPException(413)

        await self._app(scope, counted, send)
