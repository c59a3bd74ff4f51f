"""A world takes memory for its busiest day, not for all of them."""

import subprocess
import sys
from pathlib import Path

SCENARIO = """
title = "Few accounts, many exchanges"
start = 2026-04-22T00:00:00Z
days = 60
honest_accounts = 300
honest_exchanges = 120000
crowds = 0.0
reported = "nothing"
assumed = "all"
"""
SCRIPT = """
import resource, sys
from pathlib import Path
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load
simulate(load(sys.argv[1]), Path(sys.argv[2]) / "small", scale=0.1)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rows = simulate(load(sys.argv[1]), Path(sys.argv[2]) / "large", scale=1.0)
print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_ten_times_the_rows_need_little_more_memory(tmp_path: Path) -> None:
    """120,000 rows are some 50 MB as a table; the rise, its texts included, is about that."""
    (tmp_path / "s.toml").write_text(SCENARIO)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "s.toml"), str(tmp_path)],
        capture_output=True,
        check=True,
        text=True,
    )
    rows, rise_kb = (int(x) for x in done.stdout.split())
    assert rows == 120_000
    assert rise_kb < 60_000
