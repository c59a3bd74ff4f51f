"""Search over a million labels: `python -m bench.labels [STORE]`.

A thousand cases with a thousand labels each: nine hundred by one bulk act of one reason, a hundred
worded one by one. Labels are written to the table as acts leave them, without their entries of the
record: this measures the search alone. STORE is as of `bench.store`; a PostgreSQL of its own runs
without fsync here, since nothing is written while it is asked.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from tests.casework.make import detections
from tests.casework.postgres import binaries, cluster

from gauger.casework import tables as t
from gauger.casework.reading.search import search
from gauger.casework.store import CaseStore, open_store

CASES, BULK, SINGLE, RUNS = 1_000, 900, 100, 9
WORDS = (
    *("card", "address", "phone", "billing", "template", "client"),
    *("hour", "relay", "reseller", "class", "agency", "burst"),
)
ASKED = ("billing", "looked at by hand", "acct-0500", "nothing such")


def main(url: str) -> None:
    """Fill a store and print what each search took."""
    store = open_store(url)
    for start in range(0, CASES, 100):
        store.import_detections(detections(*[5] * 100, start=5 * start, accounts=10**6), by="bench")
    with store.writing() as c:
        for rows in labels([x.case_id for x in store.cases()]):
            c.execute(t.labels.insert(), rows)
        many = c.execute(select(func.count()).select_from(t.labels)).scalar_one()
    print(f"{store.database.engine.dialect.name}: {many:,} labels", flush=True)
    print(
        "| search for | found | median, ms | slowest, ms | processor, ms |\n|---|---|---|---|---|"
    )
    for words in ASKED:
        print(asked(store, words), flush=True)
    store.close()


def labels(cases: list[str]) -> Iterator[list[dict[str, Any]]]:
    """Rows of the table, a case at a time."""
    now = datetime.now(UTC)
    for i, case in enumerate(cases):
        bulk = f"one {WORDS[i % 12]} behind them, {WORDS[5 * i % 12]} too"
        reasons = [bulk] * BULK + [
            f"looked at by hand: {WORDS[(i + j) % 12]} {i}-{j}" for j in range(SINGLE)
        ]
        yield [
            {"case_id": case, "account_id": f"acct-{i:04}-{j:04}", "kind": "confirmed",
             "reason": reason, "by": "ann", "at": now}
            for j, reason in enumerate(reasons)
        ]  # fmt: skip


def asked(store: CaseStore, words: str) -> str:
    """A row: what a search took, the first left out."""
    took, spent, found = [], [], 0
    for _ in range(RUNS + 1):
        start, cpu = time.perf_counter(), time.process_time()
        with store.reading() as c:
            found = len(search(c, words))
        took.append(1e3 * (time.perf_counter() - start))
        spent.append(1e3 * (time.process_time() - cpu))
    median, slowest, processor = (
        statistics.median(took[1:]),
        max(took[1:]),
        statistics.median(spent),
    )
    return f"| {words} | {found} | {median:,.0f} | {slowest:,.0f} | {processor:,.0f} |"


def run(word: str) -> None:
    """On a store that is named, or on a fresh one."""
    if word == "postgresql":
        if (home := binaries()) is None:
            sys.exit("no PostgreSQL on this machine; see tools/system-packages")
        with cluster(home, fsync="off") as url:
            main(url)
        return
    with tempfile.TemporaryDirectory() as folder:
        main(word or f"{folder}/cases.db")


if __name__ == "__main__":
    run(sys.argv[1] if len(sys.argv) > 1 else "")
