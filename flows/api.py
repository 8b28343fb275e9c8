"""Prefect's REST API over HTTP: a busy server is asked again, a silent one is said in a sentence."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from definitions.errors import EnvironmentWrong


class Away(EnvironmentWrong):
    """The Prefect server does not answer."""


class Api:
    """Prefect's REST API. A busy SQLite answers 503 on purpose: the call is repeated, a bounded number of times."""

    def __init__(self, url: str, *, tries: int = 10, pause: Callable[[float], None] = time.sleep) -> None:
        from httpx import Client

        self.url, self._tries, self._pause = url.rstrip("/"), tries, pause
        self._client = Client(base_url=self.url, timeout=20, trust_env=False)

    def __call__(self, method: str, path: str, body: Any = None, *, also: Sequence[int] = ()) -> Any:
        """The JSON of the answer; None where the status is one of `also` (404, 409). Away where none comes."""
        from httpx import TransportError

        why = ""
        for attempt in range(self._tries):
            try:
                answer = self._client.request(method, path, json=body)
            except TransportError as error:
                why = f"{type(error).__name__}: {error}"
            else:
                if answer.status_code in also:
                    return None
                if answer.status_code < 400:
                    return answer.json() if answer.content else None
                why = f"{method} {path}: {answer.status_code} {answer.text[:300]}"
                if answer.status_code < 500:
                    break
            self._pause(0.1 * 1.5**attempt)
        raise Away(code="prefect-away", url=self.url, why=why)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()


def remedy_of(kind: type[EnvironmentWrong]) -> str:
    """What the docstring of an error says to do, for a message of its own."""
    return (kind.__doc__ or "").partition("\n\n")[2].strip()
