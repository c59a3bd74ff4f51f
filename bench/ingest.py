"""Rate and peak memory of an ingest: `python -m bench.ingest [GIGABYTES]`, raw figures out.

Writes JSON Lines of that size with text, ids and accounts, ingests it in a process of its own and
prints rows, seconds, rows/s and the peak resident memory of that process and of its workers.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

WORDS = [
    "review",
    "this",
    "patch",
    "explain",
    "why",
    "the",
    "test",
    "fails",
    "and",
    "say",
    "what",
    "breaks",
]


def write(path: Path, size: int) -> None:
    """Rows until `size` bytes; every 10,000th repeats an id, every 20,000th is broken."""
    rng = random.Random(0)
    row = done = 0
    with path.open("wb") as out:
        while done < size:
            text = " ".join(rng.choices(WORDS, k=rng.randint(20, 300)))
            record = {
                "ts": 1_700_000_000 + row,
                "account_id": f"account-{rng.randrange(200_000)}",
                "exchange_id": f"exchange-{row - 1 if row % 10_000 == 9_999 else row}",
                "ip": f"198.51.{rng.randrange(256)}.{rng.randrange(256)}",
                "prompt": text,
                "output_tokens": rng.randrange(2_000),
            }
            line = b"{broken\n" if row % 20_000 == 19_999 else msgspec.json.encode(record) + b"\n"
            done += out.write(line)
            row += 1


def main(gigabytes: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder) / "logs.jsonl"
        write(logs, int(gigabytes * 1e9))
        start = time.monotonic()
        gauger = str(Path(sys.executable).parent / "gauger")
        options = ["--key", f"{folder}/key", "--out", f"{folder}/world", "--json"]
        command = [gauger, "ingest", str(logs), *options]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        seconds = time.monotonic() - start
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        summary = msgspec.json.decode(done.stdout)
    print(
        f"{gigabytes} GB, {summary['rows']} rows, {summary['kept']} kept, bad {summary['bad']}, "
        f"{summary['accounts']} accounts: {seconds:.0f} s, {summary['rows'] / seconds:.0f} rows/s, "
        f"CPU {usage.ru_utime + usage.ru_stime:.0f} s, "
        f"largest process {usage.ru_maxrss / 1024:.0f} MiB"
    )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 0.2)
