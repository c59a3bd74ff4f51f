"""Rate and memory of an ingest: `python -m bench.ingest [GIGABYTES] [SHAPE]`, raw figures out.

Writes JSON Lines of that size (SHAPE: canonical, litellm, otlp), ingests them in a process of its
own and prints rows, seconds, rates, and the peak memory of that process and of its whole family,
sampled from /proc. `--folder` names where the logs and the world go meanwhile.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from bench.ingest_logs import SHAPES, write

EVERY_S = 0.5
PAGE = os.sysconf("SC_PAGE_SIZE")


def _rss(pid: int) -> int:
    """Resident bytes of a process, 0 when it has gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def _children(pid: int) -> list[int]:
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    own = [int(p) for p in found]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            own += [int(p) for p in task.read_text(encoding="ascii").split()]
        except OSError:
            continue
    return sorted(set(own))


def _watched(command: list[str]) -> tuple[bytes, int, int, list[int]]:
    """Output of a command, peak of it alone and of its family, and memory tenth by tenth."""
    alone = together = 0
    samples: list[int] = []
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out)
        while process.poll() is None:
            own = _rss(process.pid)
            family = own + sum(map(_rss, _children(process.pid)))
            alone, together = max(alone, own), max(together, family)
            samples.append(family)
            time.sleep(EVERY_S)
        if process.returncode:
            sys.exit(f"ingest failed with {process.returncode}")
        out.seek(0)
        return out.read(), alone, together, samples


def measure(gigabytes: float, shape: str, where: Path | None) -> str:
    """One line of figures."""
    with tempfile.TemporaryDirectory(dir=where) as folder:
        logs = Path(folder) / "logs.jsonl"
        write(logs, int(gigabytes * 1e9), shape)
        gauger = str(Path(sys.executable).parent / "gauger")
        options = ["--key", f"{folder}/key", "--out", f"{folder}/world", "--json"]
        start = time.monotonic()
        answer, alone, together, samples = _watched([gauger, "ingest", str(logs), *options])
        seconds = time.monotonic() - start
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        summary = msgspec.json.decode(answer)
        size = logs.stat().st_size
    step = max(1, len(samples) // 10)
    course = "/".join(f"{max(samples[i : i + step]) >> 20}" for i in range(0, len(samples), step))
    return (
        f"{shape} {size / 1e9:.2f} GB, {summary['rows']:,} rows, {summary['kept']:,} kept, "
        f"bad {summary['bad']}, {summary['accounts']:,} accounts: {seconds:.0f} s, "
        f"{summary['rows'] / seconds:,.0f} rows/s, {size / 1e6 / seconds:.1f} MB/s, "
        f"CPU {usage.ru_utime + usage.ru_stime:.0f} s; peak {alone >> 20} MiB alone, "
        f"{together >> 20} MiB with workers; family by tenths of the run: {course} MiB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.ingest", description=__doc__)
    parser.add_argument("gigabytes", nargs="?", type=float, default=0.2)
    parser.add_argument("shape", nargs="?", choices=SHAPES, default="canonical")
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    print(measure(asked.gigabytes, asked.shape, asked.folder))


if __name__ == "__main__":
    main()
