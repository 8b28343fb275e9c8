"""Which port a server gets: the one that was asked for, or the next free one."""

from __future__ import annotations

import socket
import sys

from definitions.errors import EnvironmentWrong

TRIED = 50


class NoPort(EnvironmentWrong):
    """No port is free."""


def free(preferred: int, host: str = "127.0.0.1") -> int:
    """The preferred port, or the first free one after it. Raises NoPort after fifty."""
    for port in range(preferred, min(preferred + TRIED, 65536)):
        if is_free(port, host):
            return port
    raise NoPort(code="no-free-port", first=preferred, last=preferred + TRIED - 1)


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether nobody listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":  # where this word means that two may share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
