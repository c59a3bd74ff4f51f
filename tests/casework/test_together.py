"""Many hands at once, and a process that dies in the middle."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gauger.casework.acts import Change
from gauger.casework.audit import entries_of
from gauger.casework.errors import CaseChanged, NotAllowed
from gauger.casework.model import Action, LabelKind
from gauger.casework.reading import case_file
from gauger.casework.store import CaseStore, open_store

REPO = Path(__file__).resolve().parents[2]


def test_a_reader_sees_one_state_while_others_write(store: CaseStore, case_id: str) -> None:
    """What is asked second agrees with what was asked first; what was written comes afterwards."""
    with store.reading() as c:
        before = entries_of(c)
        store.note(case_id, "meanwhile", by="bob")
        assert entries_of(c) == before
        assert case_file(c, case_id).notes == ()
    assert [n.text for n in store.case(case_id).notes] == ["meanwhile"]
    assert store.verify_audit().entries == len(before) + 1


def together(jobs: list[Callable[[], object]]) -> list[BaseException]:
    """Run all jobs at the same moment; gives what they raised."""
    gate, raised = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        gate.wait()
        try:
            job()
        except Exception as seen:
            raised.append(seen)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(raised)


def test_analysts_at_once_lose_nothing(store: CaseStore, case_id: str, url: str) -> None:
    """Eight people label, note and propose on one case; every word is there, the chain is whole."""
    account = store.case(case_id).members[0].account_id
    stores = [open_store(url, clock=store.clock) for _ in range(8)]

    def work(number: int) -> Callable[[], object]:
        def job() -> None:
            who, mine = f"p{number}", stores[number]
            for _ in range(3):
                mine.label(case_id, [account], LabelKind.UNSURE, who, by=who)
                mine.note(case_id, who, by=who)
            mine.propose(case_id, Action.OBSERVE, [], who, by=who)

        return job

    assert together([work(i) for i in range(8)]) == []
    case = store.case(case_id)
    assert (len(case.labels), len(case.notes), len(case.decisions)) == (24, 24, 8)
    assert len({d.decision_id for d in case.decisions}) == 8
    assert store.verify_audit().wrong is None
    for opened in stores:
        opened.close()


def test_of_two_who_saw_the_same_version_one_is_told(
    store: CaseStore, case_id: str, url: str
) -> None:
    seen = store.case(case_id).version
    two = [open_store(url, clock=store.clock) for _ in range(2)]
    raised = together(
        [
            lambda: two[0].change(case_id, Change(owner="ann"), seen=seen, by="ann"),
            lambda: two[1].change(case_id, Change(owner="bob"), seen=seen, by="bob"),
        ]
    )
    assert [type(r) for r in raised] == [CaseChanged]
    assert store.case(case_id).owner in {"ann", "bob"}
    for opened in two:
        opened.close()


def test_of_two_who_approve_at_once_one_is_on_record(
    store: CaseStore, case_id: str, url: str
) -> None:
    harsh = store.propose(case_id, Action.SUSPEND, [], "a harvest", by="ann")
    two = [open_store(url, clock=store.clock) for _ in range(2)]
    raised = together(
        [
            lambda: two[0].approve(harsh.decision_id, by="bob"),
            lambda: two[1].approve(harsh.decision_id, by="cyd"),
        ]
    )
    assert [type(r) for r in raised] == [NotAllowed]
    assert sum(e.act == "approve" for e in store.case(case_id).audit) == 1
    for opened in two:
        opened.close()


DECIDER = """
import sys
from gauger.casework.model import Action
from gauger.casework.store import open_store
url, case_id = sys.argv[1:]
store = open_store(url)
print("ready", flush=True)
while True:
    harsh = store.propose(case_id, Action.SUSPEND, [], "a harvest", by="ann")
    store.approve(harsh.decision_id, by="bob")
"""


@pytest.mark.parametrize("after_ms", [7, 41, 90])
def test_a_process_killed_while_it_decides_leaves_whole_decisions(
    store: CaseStore, case_id: str, url: str, after_ms: int
) -> None:
    """SIGKILL at any moment: each decision is on record with its audit entry, or not at all."""
    process = subprocess.Popen(
        [sys.executable, "-c", DECIDER, url, case_id],
        stdout=subprocess.PIPE,
        cwd=REPO,
        env={**os.environ, "PYTHONPATH": str(REPO / "src")},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    time.sleep(after_ms / 1000)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    reopened = open_store(url)
    case = reopened.case(case_id)
    assert reopened.verify_audit().wrong is None
    assert len(case.decisions) == sum(e.act == "propose" for e in case.audit)
    approved = sum(d.approved_by is not None for d in case.decisions)
    assert approved == sum(e.act == "approve" for e in case.audit)
    assert sum(d.waiting for d in case.decisions) <= 1
    reopened.note(case_id, "and it goes on", by="cyd")
    reopened.close()
