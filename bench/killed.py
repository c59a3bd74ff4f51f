"""Killed while they decide: `python -m bench.killed [sqlite|postgresql] [TIMES] [SEED]`.

A process proposes and approves harsh decisions as fast as it can, two others label and note on the
same case, and all are sent SIGKILL after a random time, TIMES times on one store: a SQLite file, or
a PostgreSQL of its own in a temporary folder (fsync on); without a word, on each in turn. After
each kill: each decision is on record with its audit entry or not at all, the chain of hashes is
whole, and the next process goes on.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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


def main(kinds: Sequence[str], times: int, seed: int) -> None:
    """Run on each kind of database."""
    for kind in kinds:
        with KINDS[kind]() as url:
            run(url, times, seed)


@contextmanager
def sqlite() -> Iterator[str]:
    """A file in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        yield str(Path(folder) / "cases.db")


@contextmanager
def postgresql() -> Iterator[str]:
    """A server in a temporary folder."""
    home = binaries()
    if home is None:
        sys.exit("no PostgreSQL on this machine; see tools/system-packages")
    with cluster(home, fsync="on") as url:
        yield url


KINDS = {"sqlite": sqlite, "postgresql": postgresql}


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
    assert log.holds, log
    acts = [entry.act for entry in case.audit]
    assert len(case.decisions) == acts.count("propose")
    assert sum(d.approved_by is not None for d in case.decisions) == acts.count("approve")
    assert len(case.labels) == acts.count("label")
    assert len(case.notes) == acts.count("note")
    store.close()


if __name__ == "__main__":
    words = sys.argv[1:]
    kinds = [words.pop(0)] if words and words[0] in KINDS else list(KINDS)
    main(kinds, *[int(word) for word in [*words, *("30", "1")[len(words) :]]])
