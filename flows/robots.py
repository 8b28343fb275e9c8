"""Robots: whether a newspaper lets the program read a page, as its robots.txt says; asked once in a run."""

from __future__ import annotations

from typing import Final
from urllib.robotparser import RobotFileParser

from definitions.reachable import Unreachable, place
from flows.fetching import AGENT, Fetcher, Unfetched

_KINDS: Final = ("text/plain", "text/html", "application/octet-stream")
_NAME: Final = AGENT.partition("/")[0]
_LONGEST_GAP: Final = 10.0


class Robots:
    """What each host has said, kept for as long as a run lasts."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher, self._said = fetcher, dict[str, RobotFileParser]()

    def allow(self, url: str) -> bool:
        """Whether that page may be read. A host without the file allows all; one whose file fails is left alone today."""
        try:
            at = place(url, self._fetcher.allowed)
        except Unreachable:
            return True  # whoever fetches it is told why not
        root = f"{at.scheme}://{at.url.split('/')[2]}"
        if root not in self._said:
            self._said[root] = self._asked(f"{root}/robots.txt")
        said = self._said[root]
        self._fetcher.gap = max(self._fetcher.gap, min(float(said.crawl_delay(_NAME) or 0), _LONGEST_GAP))
        return said.can_fetch(_NAME, at.url)

    def _asked(self, url: str) -> RobotFileParser:
        said = RobotFileParser()
        try:
            answer = self._fetcher.get(url, _KINDS)
        except Unfetched as error:
            said.allow_all, said.disallow_all = error.lasting, not error.lasting
            return said
        if answer.status == 200:
            said.parse(answer.body.decode("utf-8", "replace").splitlines()[:2000])
        else:
            said.allow_all, said.disallow_all = answer.status < 500, answer.status >= 500
        return said
