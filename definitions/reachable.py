"""Which web addresses the program may ask for: the public web alone, never the office's own network."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS: Final = {"http": 80, "https": 443}
LONGEST: Final = 2048
MOST_HOPS: Final = 5

_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f\\^`{|}<>\"]")
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER: Final = re.compile(r"\d+|0x[0-9a-f]*")
_HOME: Final = frozenset(
    {"localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "onion", "arpa"}
)
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_NEVER: Final = tuple(
    map(
        ipaddress.ip_network,
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/3", "168.63.129.16/32", "::/96", "::ffff:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
            "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        ],
    )
)  # fmt: skip
"""Beside what `ipaddress` calls not global: documentation, benchmarks, tunnels, and a cloud's own wire server."""


class Unreachable(ValueError):  # noqa: N818 - it says what the address is
    """An address that is not asked for; the message is the reason, for an official."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a web address leads: what is connected to, and what is asked for there."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The whole address, normal in form."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if PORTS[self.scheme] == self.port else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def place(url: str, allowed: Collection[str] = ()) -> Place:
    """Where it leads. Unreachable for anything but http and https on their ports at a public name or number.

    `allowed` names "host:port" that somebody has set on purpose (a proxy of the office, a test's listener).
    """
    if len(url) > LONGEST:
        raise Unreachable("địa chỉ quá dài")
    if _FORBIDDEN.search(url):
        raise Unreachable("địa chỉ có ký tự không hợp lệ")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Unreachable("địa chỉ không đọc được") from None
    if parts.scheme not in PORTS:
        raise Unreachable("địa chỉ không bắt đầu bằng http:// hoặc https://")
    if "@" in parts.netloc:
        raise Unreachable("địa chỉ có tên người dùng, mật khẩu")
    found = Place(
        parts.scheme, _name(host), PORTS[parts.scheme] if port is None else port, _asked(parts.path, parts.query)
    )
    if f"{found.host}:{found.port}" not in allowed:
        _check(found)
    return found


def _name(host: str) -> str:
    """The host as it is asked for: lower case, in ASCII, without its last dot."""
    if ":" in host:
        return host.lower()
    try:
        return host.rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        raise Unreachable("tên máy chủ không hợp lệ") from None


def _asked(path: str, query: str) -> str:
    said = quote(path or "/", safe="/%~:@!$&'()*+,;=-._")
    return f"{said}?{quote(query, safe='/%?~:@!$&()*+,;=-._')}" if query else said


def _check(found: Place) -> None:
    if found.port not in PORTS.values():
        raise Unreachable(f"cổng {found.port} không được phép; chỉ dùng cổng 80, 443")
    number = _numeric(found.host)
    if number is not None:
        if not is_public(number):
            raise Unreachable("địa chỉ thuộc mạng nội bộ")
        return
    labels = found.host.split(".")
    if len(labels) < 2 or labels[-1] in _HOME:
        raise Unreachable("tên máy chủ thuộc mạng nội bộ")
    if len(found.host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Unreachable("tên máy chủ không hợp lệ")


def _numeric(host: str) -> Address | None:
    """The number that a host is; None for a name. A number written otherwise (octal, hexadecimal, short) is refused."""
    try:
        if "%" not in host:
            return ipaddress.ip_address(host)
    except ValueError:
        pass
    if ":" in host or "%" in host or not host or _NUMBER.fullmatch(host.rpartition(".")[2]):
        raise Unreachable("máy chủ ghi bằng số không đúng dạng thường dùng")
    return None


def is_public(number: Address | str) -> bool:
    """Whether a number belongs to the public internet, whatever it is wrapped in."""
    it = ipaddress.ip_address(number) if isinstance(number, str) else number
    if isinstance(it, ipaddress.IPv6Address) and it in _NAT64:
        return is_public(ipaddress.IPv4Address(int(it) & 0xFFFFFFFF))
    if isinstance(it, ipaddress.IPv6Address) and it.scope_id:
        return False
    known = (net for net in _NEVER if net.version == it.version)
    return it.is_global and not it.is_multicast and not any(it in net for net in known)


def onward(here: str, location: str) -> str:
    """Where a redirect leads, seen from where one is; without its fragment."""
    try:
        return urljoin(here, location.strip()).partition("#")[0]
    except ValueError:
        raise Unreachable("địa chỉ chuyển hướng không đọc được") from None
