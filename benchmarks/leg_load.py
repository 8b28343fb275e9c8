"""Loading the sample office's definition: ours, or a C YAML loader that keeps positions and pydantic models. CPU ms.

And what is asked of it before anything runs, the loading included: every fault and doubt, the whole year explained.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.files import Sources

YEAR_FILE = Path(__file__).resolve().parents[1] / "definitions" / "ha-tinh" / "2023.yaml"
WARM, RUNS = 10, 60


def main(which: str) -> None:
    """Print the median CPU milliseconds of one load; the files are read before, their bytes parsed each time."""
    from flows.files import read_sources

    sources = read_sources(YEAR_FILE)
    load = {"ours": _ours, "yaml": _yaml, "check": _check, "explain": _explain}[which](sources)
    for _ in range(WARM):
        load()
    print(json.dumps({"value": median(_once(load) for _ in range(RUNS))}))


def _once(load: Callable[[], Any]) -> float:
    gc.collect()
    start = time.process_time()
    load()
    return (time.process_time() - start) * 1000


def _ours(sources: Sources) -> Callable[[], Any]:
    from definitions.load import load

    calendars = list(sources.calendars)
    return lambda: load(sources.process, sources.year, sources.organisation, calendars)


def _check(_: Sources) -> Callable[[], Any]:
    from flows.files import check

    def ask() -> Any:
        faults, _ = check(YEAR_FILE)  # reads the files too: what a person waits for
        assert not faults

    return ask


def _explain(sources: Sources) -> Callable[[], Any]:
    from definitions.explain import explain

    load = _ours(sources)
    return lambda: explain(load())


def _yaml(sources: Sources) -> Callable[[], Any]:
    from shapes import Calendar, Organisation, Process, Year, positioned

    pairs = [(Process, sources.process), (Year, sources.year)]
    pairs += [(Organisation, sources.organisation)] if sources.organisation else []
    pairs += [(Calendar, source) for source in sources.calendars]

    def load() -> Any:
        return [shape.model_validate(positioned(source.text)) for shape, source in pairs]

    return load


if __name__ == "__main__":
    main(sys.argv[1])
