"""20,000 workbooks as units send them back, half of them with a defect, read by the real reader: `make prove-workbooks`.

`--count N --seed S` says how many. Nothing may crash, no defect may be accepted in silence, no valid one refused or read
otherwise than it was meant. The figures go to docs/proofs.md.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "fuzz")]

from workbooks import DEFECTS, TOLERATED, made, verdict  # noqa: E402

PAGE = ROOT / "docs" / "proofs.md"
FIGURES = re.compile(r"(<!-- workbooks -->\n).*?(<!-- end of workbooks -->)", re.DOTALL)


def proved(count: int, seed: int) -> dict[str, Any]:
    """So many workbooks: how many of each kind, and what went wrong with which."""
    begun, kinds, wrong = time.monotonic(), Counter[str](), Counter[str]()
    refused, slowest, findings = 0, 0.0, []
    for n in range(count):
        case = made(random.Random(seed * 1_000_003 + n))
        data, at = case.data, time.perf_counter()
        try:
            said = verdict(case, data)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            said = f"crash: {type(error).__name__}: {error}"
        slowest = max(slowest, time.perf_counter() - at)
        kinds.update(case.kinds or ["nothing done to it"])
        refused += case.refused
        if said:
            wrong[said.partition(":")[0].partition(" [")[0]] += 1
            findings.append((n, case.kinds, said))
    return {
        "count": count, "seed": seed, "refused": refused, "kinds": kinds, "wrong": wrong, "findings": findings,
        "slowest": slowest, "seconds": time.monotonic() - begun,
    }  # fmt: skip


def told(found: dict[str, Any]) -> str:
    """The figures as the page has them."""
    kinds = "".join(f"| {kind} | {found['kinds'][kind]:,} |\n" for kind in (*DEFECTS, *TOLERATED, "nothing done to it"))
    wrong = found["wrong"]
    crashed = sum(n for kind, n in wrong.items() if kind == "crash")
    return (
        f"{found['count']:,} workbooks (seed {found['seed']}), {found['refused']:,} of them with one of {len(DEFECTS)} kinds of"
        f" defect, in {found['seconds']:.0f} s; the slowest took {found['slowest'] * 1000:.0f} ms to read.\n\n"
        f"Crashes: **{crashed}**. Accepted in silence: **{wrong['accepted in silence']}**."
        f" Refused or read otherwise though valid: **{sum(wrong.values()) - crashed - wrong['accepted in silence']}**.\n\n"
        f"| what was done | workbooks |\n|---|---:|\n{kinds}"
    )


def main() -> int:
    """Prove, print, write down."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    found = proved(arguments.count, arguments.seed)
    text = told(found)
    print(text)
    for n, kinds, said in found["findings"][:20]:
        print(f"finding {n}: {kinds}: {said[:300]}")
    page = PAGE.read_text("utf-8")
    PAGE.write_text(FIGURES.sub(lambda it: f"{it[1]}{text}{it[2]}", page), "utf-8")
    return 1 if found["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())
