"""Fetching from strangers' servers: the public web alone, by a pinned address, with limits, politely, and nothing else.

A name is resolved once and the connection is made to that very number, so that no second answer of a name server can
lead inside; every redirect is judged again. No cookies, no credentials, no proxy unless one is set.
"""

from __future__ import annotations

import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from definitions.reachable import MOST_HOPS, Place, Unreachable, is_public, onward, place

if TYPE_CHECKING:
    import httpcore

AGENT: Final = "VongNam/1.0 (theo doi tin, bai cua co quan nha nuoc; doc RSS)"
"""What the program calls itself: a newspaper can tell it from a reader, and shut it out by its robots.txt."""
MOST_BYTES: Final = 2_000_000
SECONDS: Final = 20.0
FEEDS: Final = ("application/rss+xml", "application/atom+xml", "application/xml", "text/xml", "application/rdf+xml")
PAGES: Final = ("text/html", "application/xhtml+xml")
_CHARSET: Final = re.compile(r"charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)
Resolve = Callable[[str, int], Iterable[str]]


class Unfetched(Exception):  # noqa: N818 - it says what happened
    """Nothing was learnt: the reason in words. `lasting` is True where trying again would not help."""

    def __init__(self, reason: str, *, lasting: bool = False) -> None:
        super().__init__(reason)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said in the end: where, how, and the body, never more than the limit. `hops` are the addresses gone through."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    hops: tuple[str, ...] = ()
    moved: bool = False  # every redirect said that it is for good

    @property
    def kind(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The encoding that the server states; "" where it states none."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else ""


@dataclass
class Fetcher:
    """Fetches one address after the other; never two from one host at a time, nor one right after another.

    `allowed` names "host:port" that may be asked although it is not public, with the "number:port" that it stands at
    ("" where the name server knows). `resolve` and `pause` are the world's.
    """

    allowed: Mapping[str, str] = field(default_factory=dict)
    proxy: str = ""
    seconds: float = SECONDS
    most: int = MOST_BYTES
    gap: float = 1.0
    resolve: Resolve | None = None
    pause: Callable[[float], None] = time.sleep
    _last: dict[str, float] = field(default_factory=dict)

    def get(self, url: str, kinds: Collection[str], headers: Mapping[str, str] = {}) -> Answer:
        """What stands at that address, after at most five redirects. Unfetched for anything else, with the reason."""
        until, here, hops, moved = time.monotonic() + self.seconds, url, [], True
        for _ in range(MOST_HOPS + 1):
            try:
                answer = self._one(place(here, self.allowed), kinds, headers, until)
                if answer.status not in _REDIRECTS:
                    return Answer(
                        answer.url, answer.status, answer.headers, answer.body, tuple(hops), bool(hops) and moved
                    )
                moved = moved and answer.status in (301, 308)
                here = onward(answer.url, answer.headers.get("location", ""))
            except Unreachable as error:
                raise Unfetched(f"không mở được: {error}", lasting=True) from error
            hops.append(here)
        raise Unfetched(f"chuyển hướng quá {MOST_HOPS} lần", lasting=True)

    def _one(self, to: Place, kinds: Collection[str], headers: Mapping[str, str], until: float) -> Answer:
        number, port = self._number(to)
        self._wait_for(to.host)
        import httpcore

        with _pool(number, port, until, self.proxy) as pool:
            try:
                with pool.stream("GET", to.url, headers=_said(to, kinds, headers), extensions=_LIMITS) as response:
                    return self._read(to, response, kinds, until)
            except httpcore.TimeoutException:
                raise Unfetched("máy chủ không trả lời kịp thời") from None
            except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError) as error:
                raise Unfetched(f"không kết nối được ({type(error).__name__})") from error

    def _number(self, to: Place) -> tuple[str, int]:
        """The one number and port that are connected to; every number of the name has to be public."""
        named = f"{to.host}:{to.port}"
        if said := self.allowed.get(named):
            number, _, port = said.rpartition(":")
            return number, int(port)
        numbers = list((self.resolve or resolved)(to.host, to.port))
        if not numbers and not self.proxy:
            raise Unfetched("không tìm thấy máy chủ")
        if named not in self.allowed and not all(map(is_public, numbers)):
            raise Unreachable("tên máy chủ dẫn vào mạng nội bộ")
        return (numbers[0] if numbers else to.host), to.port  # where only the proxy knows names, it resolves

    def _wait_for(self, host: str) -> None:
        """Some time between two requests to one host."""
        now = time.monotonic()
        rest = self._last.get(host, now - self.gap) + self.gap - now
        if rest > 0:
            self.pause(rest)
        self._last[host] = time.monotonic()

    def _read(self, to: Place, response: httpcore.Response, kinds: Collection[str], until: float) -> Answer:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        answer = Answer(to.url, response.status, headers)
        if response.status in _REDIRECTS or response.status != 200:
            return answer
        if answer.kind and answer.kind not in kinds:
            raise Unfetched(f"nội dung không đúng loại ({answer.kind[:40]})", lasting=True)
        stated = headers.get("content-length", "")
        if stated.isdecimal() and int(stated[:12]) > self.most:
            raise Unfetched("nội dung quá lớn", lasting=True)
        body = unpacked(response.iter_stream(), headers.get("content-encoding", ""), self.most, until)
        return Answer(to.url, response.status, headers, body)


_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_LIMITS: Final = {"timeout": {"connect": 8.0, "read": 8.0, "write": 8.0, "pool": 8.0}}


def _said(to: Place, kinds: Collection[str], more: Mapping[str, str]) -> list[tuple[str, str]]:
    host = f"[{to.host}]" if ":" in to.host else to.host
    port = "" if to.port in (80, 443) else f":{to.port}"
    own = {"Host": host + port, "User-Agent": AGENT, "Accept": ", ".join(kinds), "Accept-Encoding": "gzip"}
    return list({**own, "Accept-Language": "vi", **more, "Connection": "close"}.items())


def allowances(text: str) -> dict[str, str]:
    """What a setting allows on purpose: "noi-bo.example:80 bao.example:80=127.0.0.1:8080", by name and port."""
    pairs = (said.partition("=") for said in text.split())
    return {named: at for named, _, at in pairs}


def unpacked(chunks: Iterable[bytes], encoding: str, most: int, until: float) -> bytes:
    """The body, decompressed as it comes, never more than `most` of it in memory. Unfetched beyond that, or too late."""
    window = {"": None, "identity": None, "gzip": 31, "x-gzip": 31}.get(encoding.strip().lower(), -1)
    if window == -1:
        raise Unfetched(f"kiểu nén lạ ({encoding[:20]})", lasting=True)
    inflate = zlib.decompressobj(window) if window else None
    kept = bytearray()
    for chunk in chunks:
        try:
            kept += inflate.decompress(chunk, most + 1 - len(kept)) if inflate else chunk
        except zlib.error:
            raise Unfetched("nội dung nén bị hỏng") from None
        if len(kept) > most:
            raise Unfetched("nội dung quá lớn", lasting=True)
        if time.monotonic() > until:
            raise Unfetched("máy chủ trả lời quá chậm")
    if inflate and not inflate.eof:
        raise Unfetched("nội dung nén bị hỏng")
    return bytes(kept)


def resolved(host: str, port: int, seconds: float = 8.0) -> list[str]:
    """The numbers of a name, asked for once; [] where there are none, or no name server answers in time."""
    found: list[str] = []

    def ask() -> None:
        try:
            found.extend(str(it[4][0]) for it in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            found.clear()

    asking = threading.Thread(target=ask, daemon=True)  # getaddrinfo knows no limit of time
    asking.start()
    asking.join(seconds)
    return [] if asking.is_alive() else list(dict.fromkeys(found))


def _pool(number: str, port: int, until: float, proxy: str) -> Any:
    """A pool of connections that lead to that number and nowhere else, and that end at that instant."""
    import httpcore

    backend = _backend(None if proxy else (number, port), until)
    if not proxy:
        return httpcore.ConnectionPool(network_backend=backend, retries=0)
    return httpcore.HTTPProxy(proxy, network_backend=backend, retries=0)


def _backend(pinned: tuple[str, int] | None, until: float) -> Any:
    import httpcore

    class Timed(httpcore.NetworkStream):
        """A stream on which every wait ends with the whole request's time."""

        def __init__(self, stream: httpcore.NetworkStream) -> None:
            self._stream = stream

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            return self._stream.read(max_bytes, _rest(timeout))

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            self._stream.write(buffer, _rest(timeout))

        def close(self) -> None:
            self._stream.close()

        def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Any:
            return Timed(self._stream.start_tls(ssl_context, server_hostname, _rest(timeout)))

        def get_extra_info(self, info: str) -> Any:
            return self._stream.get_extra_info(info)

    class Pinned(httpcore.SyncBackend):
        """Connects to the number that was judged, whatever name it is told."""

        def connect_tcp(self, host: str, port: int, timeout: float | None = None, **more: Any) -> Any:
            number, at = pinned or (host, port)
            return Timed(super().connect_tcp(number, at, _rest(timeout), **more))

    def _rest(timeout: float | None) -> float:
        rest = until - time.monotonic()
        if rest <= 0:
            raise httpcore.ReadTimeout
        return min(rest, timeout or rest)

    return Pinned()
