"""The watched folder in PostgreSQL, its process killed with SIGKILL again and again: each file is taken exactly once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.real

ROOT = Path(__file__).resolve().parents[2]
PROOF = """
import json, sys
from pathlib import Path
from tests.proofs.doors import kills
print(json.dumps(kills(int(sys.argv[1]), 1, Path(sys.argv[2]), sys.argv[3])))
"""


def test_no_kill_loses_a_file_or_takes_it_twice(postgres, tmp_path):
    """The proof that `make prove-doors` runs on SQLite, on a real server: forty kills at any instant."""
    command = [sys.executable, "-c", PROOF, "40", tmp_path, postgres]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["kills"] == 40
    assert found["files"] > 40
    assert {name: count for name, count in found.items() if name not in ("kills", "files")} == dict.fromkeys(
        ("lost", "in two places", "taken twice", "not taken", "versions wrong"), 0
    )
