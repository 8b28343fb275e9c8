"""A decision resumed in Prefect, until it is in our ledger: wall clock ms, on a demo office of its own."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

VONGNAM = Path(sys.executable).with_name("vongnam")
LIMIT = 60.0
LOOKS = 0.02
"""Seconds between two looks into the ledger: the error of a figure."""


def main() -> None:
    """Print the milliseconds from the answer that the UI sends to the row of the decision."""
    with tempfile.TemporaryDirectory(prefix="vongnam-bench-") as folder:
        program = subprocess.Popen(
            [VONGNAM, "--lang", "en", "demo", "--data", folder, "--port", "4600"], stdout=subprocess.PIPE, text=True
        )
        try:
            print(json.dumps({"value": _decided(_welcome(program), Path(folder))}))
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait(timeout=60)


def _welcome(program: subprocess.Popen[str]) -> str:
    said = ""
    for line in program.stdout or ():
        said += line
        if "Ctrl-C" in line:
            time.sleep(5)  # the worker has started, and the machine is idle
            return said
    raise RuntimeError(said)


def _decided(said: str, folder: Path) -> float:
    import httpx

    run = re.search(r"(http://\S+)/v2/runs/flow-run/(\S+)", said)
    code = re.search(r"\b[A-Z2-7]{5}-[A-Z2-7]{5}\b", said)
    assert run
    assert code
    answer = {"run_input": {"verdict": "Đồng ý", "code": code[0]}}
    before = _decisions(folder)
    start = time.perf_counter()
    taken = httpx.post(f"{run[1]}/api/flow_runs/{run[2]}/resume", json=answer, trust_env=False, timeout=30).json()
    assert taken["status"] == "ACCEPT", taken
    while _decisions(folder) == before:
        assert time.perf_counter() - start < LIMIT, "no decision came"
        time.sleep(LOOKS)
    return (time.perf_counter() - start) * 1000


def _decisions(folder: Path) -> int:
    with closing(sqlite3.connect(f"file:{folder / 'vongnam.db'}?mode=ro", uri=True, timeout=10)) as ledger:
        return int(ledger.execute("SELECT count(*) FROM decision").fetchone()[0])


if __name__ == "__main__":
    main()
