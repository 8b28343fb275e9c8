"""A kept HTTP connection to one provider, on which every failure says whether the request can have been taken.

The standard library's client, because secrets are in addresses and headers, and other clients log them.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from typing import Any, Literal


class Unanswered(Exception):  # noqa: N818 - it tells what happened to a request
    """No answer came. `outcome` as in a receipt: away where nothing can have been taken, else unknown."""

    def __init__(self, outcome: Literal["away", "unknown"], error: Exception) -> None:
        super().__init__(f"{type(error).__name__}: {error}")
        self.outcome = outcome


class Line:
    """One connection, opened when it is needed. Not for several threads at once. `base` is http only in tests."""

    def __init__(self, base: str, *, timeout: float) -> None:
        """`timeout` in seconds bounds every single wait."""
        self._timeout = timeout
        self._secure, self.host = base.startswith("https://"), base.partition("://")[2].strip("/")
        self._connection: http.client.HTTPConnection | None = None

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """Status and JSON of the answer ({} where it is no object). Raises Unanswered."""
        connection = self._connected()
        try:
            if connection.sock is None:
                connection.connect()
        except OSError as error:
            self.close()
            raise Unanswered("away", error) from error
        try:
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, _object(answer.read(65536))
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unanswered("unknown", error) from error

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
            self._connection = kind(self.host, timeout=self._timeout)
        return self._connection


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
