"""How long a help text takes: ours, or a bare argparse program's. The median of ten runs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

BARE = """
import argparse
parser = argparse.ArgumentParser(description="a bare program")
parser.add_argument("name", help="a name")
parser.add_argument("--often", type=int, default=1, help="how often")
parser.parse_args()
"""


def main(which: str) -> None:
    """Print the median wall clock of `--help`, in milliseconds."""
    ours = [Path(sys.executable).with_name("vongnam"), "--help"]
    command = ours if which == "ours" else [sys.executable, "-c", BARE, "--help"]
    print(json.dumps({"value": median(_once(command) for _ in range(11))}))


def _once(command: list[str | Path]) -> float:
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main(sys.argv[1])
