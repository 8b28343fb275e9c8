"""Lives definitions that nobody wrote, spoils others, and writes down what that showed: `make fuzz`.

`--lives N --mutations M --seed S` says how much of it; `--seed S --only K` repeats one case, `--only K --mutated` one of
the spoilt ones. A case that fails is kept in var/fuzz with its texts.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from lived import Broken, Faults, lived  # noqa: E402
from mangled import judged, mangled, placed  # noqa: E402
from written import written  # noqa: E402

KEPT = ROOT / "var" / "fuzz"
PAGE = ROOT / "docs" / "fuzz.md"
FIGURES = re.compile(r"(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)
SECONDS = 2.0  # that one spoilt definition may take
MEMORY = 200 * 1024 * 1024  # that it may need beyond what the program needs to start
BATCH = 25
ZONES = ("UTC", "Asia/Ho_Chi_Minh", "America/New_York")
ZONED = 12  # lives that are lived once more in each zone


# ---------------------------------------------------------------- one case


def life(seed: int) -> dict[str, Any]:
    """One definition lived; what came of it."""
    texts = written(seed)
    try:
        counts, name = lived(texts, seed)
    except Faults as found:
        return {"rejected": sorted({fault.code for fault in found.faults})}
    except Exception as wrong:  # noqa: BLE001 - whatever goes wrong is the finding
        _keep(f"life-{seed}", texts, wrong)
        return {"failed": _said(wrong)}
    return {"counts": counts, "name": name}


def mutation(seed: int) -> dict[str, Any]:
    """One spoilt definition judged; what came of it."""
    what, texts = mangled(seed)
    before, took = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, 0.0
    try:
        with _limits(2 * SECONDS):
            start = time.process_time()
            refused = judged(texts)
            took = time.process_time() - start
        if refused is not None:
            placed(refused, texts)
        found: dict[str, Any] = {"refused" if refused else "accepted": 1}
    except Exception as wrong:  # noqa: BLE001 - whatever goes wrong is the finding
        _keep(f"mutation-{seed}", texts, wrong)
        found = {"failed": f"{what}: {_said(wrong)}"}
    if took > SECONDS and "failed" not in found:
        _keep(f"mutation-{seed}", texts, Broken(f"it took {took:.1f} s"))
        found = {"failed": f"{what}: it took {took:.1f} s"}
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {**found, "seconds": took, "kilobytes": grown, "grown": grown - before, "what": what}


def _said(wrong: Exception) -> str:
    last = traceback.extract_tb(wrong.__traceback__)[-1]
    place = "" if isinstance(wrong, Broken) else f" ({Path(last.filename).name}:{last.lineno})"
    return f"{type(wrong).__name__}: {str(wrong)[:300]}{place}"


def _keep(name: str, texts: Any, wrong: Exception) -> None:
    folder = KEPT / name
    folder.mkdir(parents=True, exist_ok=True)
    for part, text in zip(("process.yaml", "year.yaml", "organisation.yaml"), texts, strict=True):
        (folder / part).write_bytes(text if isinstance(text, bytes) else text.encode())
    (folder / "failure.txt").write_text("".join(traceback.format_exception(wrong)), encoding="utf-8")


# ---------------------------------------------------------------- workers with limits


class _TooSlow(Exception):  # noqa: N818 - the limit of the processor was reached
    pass


def _stop(*_: object) -> None:
    raise _TooSlow


@contextmanager
def _limits(seconds: float) -> Iterator[None]:
    """So much of the processor and MEMORY beyond what is used now; a breach is an exception of the case, hence seen."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = {
        resource.RLIMIT_AS: pages * resource.getpagesize() + MEMORY,
        resource.RLIMIT_CPU: int(time.process_time() + seconds) + 1,
    }
    for limit, value in most.items():
        resource.setrlimit(limit, (value, resource.getrlimit(limit)[1]))
    try:
        yield
    finally:
        for limit in most:
            resource.setrlimit(limit, (resource.getrlimit(limit)[1],) * 2)


def ready() -> None:
    """A worker that sees its own limits, and has loaded everything that the program loads."""
    signal.signal(signal.SIGXCPU, _stop)
    judged(mangled(0)[1])


def _spread(
    case: Callable[[int], dict[str, Any]], seeds: range, until: float, *, begin: Callable[[], None] | None, jobs: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every seed through a few workers, with progress, until the time is over."""
    with multiprocessing.get_context("fork").Pool(jobs, begin, maxtasksperchild=BATCH) as pool:
        work = pool.imap_unordered(_Numbered(case), seeds, chunksize=BATCH)
        for done, found in enumerate(work, 1):
            yield found
            if done % 250 == 0:
                print(f"{case.__name__}: {done} of {len(seeds)}", file=sys.stderr, flush=True)
            if time.monotonic() > until:
                pool.terminate()
                return


class _Numbered:
    """A case that says its own number."""

    def __init__(self, case: Callable[[int], dict[str, Any]]) -> None:
        self.case = case

    def __call__(self, seed: int) -> tuple[int, dict[str, Any]]:
        return seed, self.case(seed)


# ---------------------------------------------------------------- figures


def _lives(first: int, wanted: int, until: float, jobs: int) -> tuple[list[str], int]:
    """As many seeds as it takes until the wanted number was accepted and lived; its lines, and how many failed."""
    seeds = range(first, first + 2 * wanted)  # the loader refuses fewer than half
    counts: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    start, done, refused, failed = time.monotonic(), 0, 0, {}
    for seed, found in _spread(life, seeds, until, begin=None, jobs=jobs):
        done += 1
        refused += "rejected" in found
        rejected.update(found.get("rejected", ()))
        counts.update(found.get("counts", {}))
        if "failed" in found:
            failed[seed] = found["failed"]
            print(f"FAILED: --only {seed}: {found['failed']}", file=sys.stderr, flush=True)
        if done - refused - len(failed) >= wanted:
            break
    why = ", ".join(f"`{code}` {count}" for code, count in rejected.most_common()) or "none"
    total = sum(n for key, n in counts.items() if key.endswith(" taken"))
    turned = sum(n for key, n in counts.items() if key.endswith(" refused"))
    lines = [
        f"| Definitions written and loaded | {done:,} |",
        f"| Refused by the loader | {refused:,} ({refused / max(done, 1):.0%}): {why} |",
        f"| Lived to the end | {done - refused - len(failed):,} of {wanted:,} |",
        f"| Heartbeats, actions, messages | {counts['beats']:,}, {counts['actions']:,}, {counts['told']:,} |",
        f"| Acts of people taken, refused with a sentence | {total:,}, {turned:,} |",
        f"| Invariants broken or exceptions | {len(failed)} |",
        f"| Time | {time.monotonic() - start:.0f} s |",
    ]
    return lines, len(failed)


def _mutations(seeds: range, until: float, jobs: int) -> tuple[list[str], int]:
    counts: Counter[str] = Counter()
    start, slowest, largest, grown = time.monotonic(), (0.0, ""), 0, (0, "")
    for seed, found in _spread(mutation, seeds, until, begin=ready, jobs=jobs):
        counts.update({"done": 1, **{key: 1 for key in ("accepted", "refused", "failed") if key in found}})
        slowest = max(slowest, (found["seconds"], f"{found['what']}, seed {seed}"))
        largest = max(largest, found["kilobytes"])
        grown = max(grown, (found["grown"], f"{found['what']}, seed {seed}"))
        if "failed" in found:
            print(f"FAILED: --mutated --only {seed}: {found['failed']}", file=sys.stderr, flush=True)
    lines = [
        f"| Spoilt definitions | {counts['done']:,} of {len(seeds):,} |",
        f"| Refused with place and remedy | {counts['refused']:,} |",
        f"| Accepted and explained | {counts['accepted']:,} |",
        f"| Tracebacks, wrong places, over {SECONDS:.0f} s or {MEMORY >> 20} MB | {counts['failed']} |",
        f"| Slowest | {slowest[0]:.2f} s ({slowest[1]}) |",
        f"| Largest worker; most that one case added | {largest // 1024} MB; {grown[0] // 1024} MB ({grown[1]}) |",
        f"| Time | {time.monotonic() - start:.0f} s |",
    ]
    return lines, counts["failed"]


def _names(seeds: range) -> str:
    """The names of some lives, one a line: what the zone of the machine must not change."""
    return "\n".join(f"{seed} {life(seed).get('name', '')}" for seed in seeds)


def zoned(seeds: range) -> int:
    """In how many zones of the machine those lives came to the same; each in a process of its own."""
    call = [sys.executable, __file__, "--names", f"{seeds.start}:{seeds.stop}"]
    said = [
        subprocess.run(call, env={**os.environ, "TZ": zone, "PYTHONHASHSEED": str(n)}, capture_output=True, check=True)
        for n, zone in enumerate(ZONES)
    ]
    return sum(each.stdout == said[0].stdout and bool(each.stdout) for each in said)


def _written_down(lines: list[str]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    block = "\n".join(lines)
    PAGE.write_text(FIGURES.sub(lambda found: f"{found[1]}{block}\n{found[2]}", text), encoding="utf-8")


def main() -> int:
    """The whole proof, or one case of it."""
    arguments = _arguments()
    first = arguments.seed * 1_000_000
    if arguments.names:
        start, stop = map(int, arguments.names.split(":"))
        print(_names(range(start, stop)))
        return 0
    if arguments.only is not None:
        print((mutation if arguments.mutated else life)(arguments.only))
        return 0
    until = time.monotonic() + arguments.minutes * 60
    same = zoned(range(first, first + ZONED))
    spoilt, wrong = _mutations(range(first, first + arguments.mutations), until, arguments.jobs)
    whole, broken = _lives(first, arguments.lives, until, arguments.jobs)
    command = f"{sys.executable and '.venv/bin/python'} tests/fuzz/run.py --seed {arguments.seed}"
    command += f" --lives {arguments.lives} --mutations {arguments.mutations}"
    zones = f"| The same under TZ={', '.join(ZONES)} | {same} of {len(ZONES)} ({ZONED} lives) |"
    lines = [f"Command: `{command}`", "", "| Lived years | |", "|---|---|", *whole, zones, ""]
    lines += ["| Spoilt texts | |", "|---|---|", *spoilt]
    print("\n".join(lines))
    if not arguments.dry:
        _written_down(lines)
    return int(bool(wrong or broken or same < len(ZONES)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1, help="of the whole run")
    parser.add_argument("--lives", type=int, default=2000)
    parser.add_argument("--mutations", type=int, default=20_000)
    parser.add_argument("--minutes", type=float, default=25, help="when to stop, whatever is left")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", type=int, help="the number of one case, as a failure prints it")
    parser.add_argument("--mutated", action="store_true", help="the one case is a spoilt text")
    parser.add_argument("--dry", action="store_true", help="print the figures, write no page")
    parser.add_argument("--names", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
