"""The store at 1,000 campaigns and a million accounts: `python -m bench.store [STORE]`.

Detections are drawn by numpy, not found: this measures the store and its pages, nothing else. One
campaign has 25,000 accounts, whose counts add up to 28.8 million exchanges; the rest share the
other accounts, most of them small. Pages are asked for as a signed-in analyst would, each RUNS
times after one that warms up; labels are said BULKS times. On a busy machine the processor's time,
server and client together, says more than the clock. STORE is a path or a URL, filled where it is
empty; `postgresql` starts a server of its own in a temporary folder, with fsync; without a word, a
SQLite file there. What a PostgreSQL server spends is not in the processor's time, only in the
clock's.
"""

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import numpy as np
from sqlalchemy import func, select, text
from starlette.testclient import TestClient
from tests.casework.make import detections
from tests.casework.postgres import binaries, cluster

from gauger.campaigns.detections import read_detections, write_detections
from gauger.campaigns.model import Detections
from gauger.casework import people, sessions
from gauger.casework import tables as t
from gauger.casework.cells import cells_of
from gauger.casework.model import LabelKind
from gauger.casework.people import Role
from gauger.casework.store import CaseStore, open_store
from gauger.web.app import create_app
from gauger.web.guard import csrf_of
from gauger.web.settings import Settings

CAMPAIGNS, ACCOUNTS, LARGEST, EXCHANGES = 1_000, 1_000_000, 25_000, 28_800_000
RUNS, BULKS = 9, 3
T = TypeVar("T")


def main(url: str) -> None:
    """Print what each step took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(url or str(folder / "cases.db"))
        print(f"store: {store.database.engine.dialect.name}", flush=True)
        letter = say("draw the largest", largest)
        if not store.cases():
            take_in(store, letter, folder)
        with store.reading() as c:
            many = c.execute(select(func.count()).select_from(t.members)).scalar_one()
        print(f"{len(store.cases()):,} cases, {many:,} accounts", flush=True)
        if store.database.engine.dialect.name == "sqlite":
            file = Path(str(store.database.engine.url.database))
            size = sum(f.stat().st_size for f in file.parent.glob(f"{file.name}*"))
            print(f"file: {size / 2**20:,.0f} MiB", flush=True)
        else:
            with store.reading() as c:
                size = c.execute(text("select pg_database_size(current_database())")).scalar_one()
            print(f"database: {size / 2**20:,.0f} MiB", flush=True)
        fill(store, letter)
        pages(store, letter)
        store.close()


def take_in(store: CaseStore, letter: Detections, folder: Path) -> None:
    """Import everything."""
    write_detections(letter, folder / "l", replace=False)
    back = say("read the largest's detections", lambda: read_detections(folder / "l"))
    say("import it", lambda: store.import_detections(back, by="bench"))
    wall = cpu = 0.0
    for found in rest():
        start, spent = time.perf_counter(), time.process_time()
        store.import_detections(found, by="bench")
        wall, cpu = wall + time.perf_counter() - start, cpu + time.process_time() - spent
    print(f"import the rest: {wall:.1f} s, of it {cpu:.1f} s of processor", flush=True)


def largest() -> Detections:
    """The campaign of 25,000 accounts; its counts are the report's."""
    letter = detections(LARGEST, accounts=ACCOUNTS)
    its = replace(letter.campaigns[0], exchanges=EXCHANGES)
    return replace(letter, campaigns=(its,))


def rest() -> Iterator[Detections]:
    """All others, from runs of a hundred campaigns each."""
    rng = np.random.default_rng(1)
    weights = rng.pareto(1.2, CAMPAIGNS - 1) + 0.1
    left = ACCOUNTS - LARGEST
    sizes = np.clip(weights / weights.sum() * left, 5, LARGEST).astype(int)
    for _ in range(20):  # what was cut off the largest goes to all
        sizes = np.minimum(sizes + max(0, left - int(sizes.sum())) // len(sizes), LARGEST)
    sizes[int(np.argmin(sizes))] += max(0, left - int(sizes.sum()))
    begun = LARGEST
    for start in range(0, len(sizes), 100):
        own = sizes[start : start + 100].tolist()
        yield detections(*own, start=begun, accounts=ACCOUNTS)
        begun += sum(own)


def fill(store: CaseStore, letter: Detections) -> None:
    """What people leave behind, once: labels on half of the largest case, notes."""
    with store.reading() as c:
        if c.execute(select(t.labels.c.number).limit(1)).first():
            return
    case = f"case-{letter.campaigns[0].campaign_id}"
    ids = [m.account_id for m in letter.members[letter.campaigns[0].campaign_id]]
    say("label 12,500 accounts", lambda: store.label(
        case, ids[::2], LabelKind.CONFIRMED, "one card behind them", by="ann"))  # fmt: skip
    for _ in range(20):
        store.note(case, "asked billing about the cards", by="ann")


def pages(store: CaseStore, letter: Detections) -> None:
    """Ask for each page as an analyst."""
    with store.writing() as c:
        at = store.clock()
        if "ann" not in {p.name for p in people.everybody(c)}:
            people.add_person(c, "ann", Role.ADMIN, password="correct horse", by="bench", at=at)
        secret = sessions.start_session(c, "ann", at=at)
    client = TestClient(create_app(store, Settings()), base_url="http://127.0.0.1")
    client.cookies.set("gauger", secret)
    case = f"/cases/case-{letter.campaigns[0].campaign_id}"
    account = letter.members[letter.campaigns[0].campaign_id][7].account_id
    with store.reading() as c:
        cell = cells_of(c, case.rsplit("/", 1)[1]).cells[0].name
    mine = case.rsplit("/", 1)[1]
    other = next(x.case_id for x in store.cases() if x.case_id != mine)
    wanted = {
        "queue": "/",
        "queue, page 20": "/?p=20",
        "campaign of 25,000 accounts": case,
        "its accounts": f"{case}/accounts",
        "its accounts, last page, filtered": f"{case}/accounts?signal=shared-payment&p=100",
        "its accounts not reviewed": f"{case}/accounts?label=none",
        "an account": f"{case}/account?{urlencode({'id': account})}",
        "its links": f"{case}/links",
        "one cell": f"{case}/links?{urlencode({'cell': cell})}",
        "what if": f"{case}/without?signal=shared-payment",
        "history": f"{case}/history",
        "side by side": f"/compare?a={case.rsplit('/', 1)[1]}&b={other}",
        "search an account": f"/search?q={account}",
        "search a word": "/search?q=billing",
        "audit": "/audit",
        "API: cases": "/api/v1/cases",
        "API: members": f"/api/v1{case}/members",
        "API: links": f"/api/v1{case}/links",
        "API: labels": f"/api/v1{case}/labels?last=true",
        "CSV of 25,000": f"{case}/accounts.csv",
    }
    print("| page | median, ms | slowest, ms | processor, ms | kB |\n|---|---|---|---|---|")
    for name, path in wanted.items():
        took, spent, size = ask(client, path)
        print(
            f"| {name} | {1e3 * statistics.median(took):,.0f} | {1e3 * max(took):,.0f} | "
            f"{1e3 * spent:,.0f} | {size / 1e3:,.0f} |",
            flush=True,
        )
    said = {"csrf": csrf_of(secret), "kind": "unsure", "reason": "look again"}
    tell(client, f"{case}/label", "label one account", data=said | {"account": account})
    every = said | {"scope": "all", "expected": str(LARGEST)}
    tell(client, f"{case}/label", "label 25,000 accounts", data=every)
    word = {"kind": "unsure", "reason": "look again"}
    ids = [m.account_id for m in letter.members[letter.campaigns[0].campaign_id]]
    client.headers["X-CSRF-Token"] = said["csrf"]
    path = f"/api/v1{case}/labels"
    tell(client, path, "API: label 25,000 that are named", json=word | {"accounts": ids})
    passing = {"expected": LARGEST}
    tell(client, path, "API: label 25,000 that pass", json=word | {"where": passing})


def tell(client: TestClient, path: str, name: str, **sent: dict[str, Any]) -> None:
    """Send something BULKS times (each leaves its words behind), and print what it took."""
    took, spent, before = [], [], entries(client)
    for _ in range(BULKS):
        start, cpu = time.perf_counter(), time.process_time()
        answer = client.post(path, follow_redirects=False, **sent)  # type: ignore[arg-type]
        took.append(time.perf_counter() - start)
        spent.append(time.process_time() - cpu)
        assert answer.status_code in {200, 303}, answer.text
    print(
        f"| {name} | {1e3 * statistics.median(took):,.0f} | {1e3 * max(took):,.0f} | "
        f"{1e3 * statistics.median(spent):,.0f} | |",
        flush=True,
    )
    assert entries(client) == before + BULKS, "each is one entry of the record"


def entries(client: TestClient) -> int:
    """Entries of the audit log, its chain checked."""
    found = client.get("/api/v1/audit").json()
    assert found["wrong"] is None, found["wrong"]
    assert not found["at_odds"], found["at_odds"]
    return int(found["checked"])


def ask(client: TestClient, path: str) -> tuple[list[float], float, int]:
    """Seconds of each try after the first, median seconds of processor, and bytes."""
    took, spent, size = [], [], 0
    for _ in range(RUNS + 1):
        start, cpu = time.perf_counter(), time.process_time()
        answer = client.get(path)
        took.append(time.perf_counter() - start)
        spent.append(time.process_time() - cpu)
        assert answer.status_code == 200, f"{path}: {answer.text[:300]}"
        size = len(answer.content)
    return took[1:], statistics.median(spent[1:]), size


def say(step: str, work: Callable[[], T]) -> T:
    """Run a step and print what it took."""
    start = time.perf_counter()
    got = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{step}: {time.perf_counter() - start:.1f} s, peak {peak:,.0f} MiB", flush=True)
    return got


def run(word: str) -> None:
    """On a store that is named, or on a fresh one."""
    if word != "postgresql":
        main(word)
        return
    home = binaries()
    if home is None:
        sys.exit("no PostgreSQL on this machine; see tools/system-packages")
    with cluster(home, fsync="on") as url:
        main(url)


if __name__ == "__main__":
    run(sys.argv[1] if len(sys.argv) > 1 else "")
