"""A process that is killed while it decides: `python -m bench.killed [TIMES] [SEED]`.

A process proposes and approves harsh decisions as fast as it can, two others label and note on the
same case, and all are sent SIGKILL after a random time, TIMES times on one SQLite store and on one
PostgreSQL of its own (fsync on). After each kill: each decision is on record with its audit entry
or not at all, the chain of hashes is whole, and the next process goes on.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.casework.make import detections
from tests.casework.postgres import binaries, cluster

from gauger.casework.store import open_store

START = """
import sys
from gauger.casework.model import Action, LabelKind
from gauger.casework.store import open_store
url, case_id, kind = sys.argv[1:]
store = open_store(url)
account = store.case(case_id).members[0].account_id
print("ready", flush=True)
while True:
"""
WORK = {
    "decide": """
    harsh = store.propose(case_id, Action.SUSPEND, [], "a harvest", by="ann")
    store.approve(harsh.decision_id, by="bob")
""",
    "label": """
    store.label(case_id, [account], LabelKind.UNSURE, "look again", by="cyd")
""",
    "note": """
    store.note(case_id, "asked billing", by="dee")
""",
}
MOST_S = 0.4


def main(times: int, seed: int) -> None:
    """Run on both databases."""
    with tempfile.TemporaryDirectory() as folder:
        run(str(Path(folder) / "cases.db"), times, seed)
    home = binaries()
    if home is None:
        sys.exit("no PostgreSQL on this machine; see tools/system-packages")
    with cluster(home, fsync="on") as url:
        run(url, times, seed)


def run(url: str, times: int, seed: int) -> None:
    """Kill `times` times on one store, and look after each."""
    store = open_store(url)
    store.import_detections(detections(40, 12), by="bench")
    case_id, draw = store.cases()[0].case_id, random.Random(seed)
    for _ in range(times):
        kill(url, case_id, draw.uniform(0, MOST_S))
        check(url, case_id)
    case = store.case(case_id)
    waiting = sum(d.waiting for d in case.decisions)
    print(
        f"{store.database.engine.dialect.name}: killed {times} times; {len(case.decisions):,} "
        f"decisions, {waiting} of them waiting, {len(case.labels):,} labels, "
        f"{len(case.notes):,} notes, {len(case.audit):,} entries on record, chain whole",
        flush=True,
    )
    store.close()


def kill(url: str, case_id: str, after_s: float) -> None:
    """Three processes at work on one case, killed at once."""
    busy = [
        subprocess.Popen(
            [sys.executable, "-c", START + work, url, case_id, kind],
            stdout=subprocess.PIPE, env=dict(os.environ),
        )
        for kind, work in WORK.items()
    ]  # fmt: skip
    for process in busy:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    time.sleep(after_s)
    for process in busy:
        process.send_signal(signal.SIGKILL)
    for process in busy:
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def check(url: str, case_id: str) -> None:
    """What a store owes whatever happened to who wrote."""
    store = open_store(url)
    case, log = store.case(case_id), store.verify_audit()
    assert log.wrong is None, log.wrong
    acts = [entry.act for entry in case.audit]
    assert len(case.decisions) == acts.count("propose")
    assert sum(d.approved_by is not None for d in case.decisions) == acts.count("approve")
    assert len(case.labels) == acts.count("label")
    assert len(case.notes) == acts.count("note")
    store.close()


if __name__ == "__main__":
    words = sys.argv[1:]
    main(int(words[0]) if words else 30, int(words[1]) if words[1:] else 1)
