"""Make and verify the pack of a 25,000-account campaign: `python -m bench.dossier [EXCHANGES]`.

The world is drawn by numpy, not simulated: this measures size, time and memory, and nothing else.
Linking is left out; the campaign's group is given, and measured and judged by the real code.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gauger.campaigns.accounting import keep_books
from gauger.campaigns.declared import account_facts, mail_domains
from gauger.campaigns.features import Facts, Seen
from gauger.campaigns.judge import Case, judge
from gauger.campaigns.model import Run
from gauger.campaigns.tallies import tallied
from gauger.casework.model import CaseFile, Status
from gauger.dossier.make import Order, hashed, make_pack
from gauger.dossier.statement import Wishes
from gauger.engines.relations import Engine
from gauger.linking.groups import Group
from gauger.linking.reading import read_traits
from gauger.linking.trial import try_accounts
from gauger.records.world import WorldWriter, open_world

ACCOUNTS, HONEST, DAYS = 25_000, 75_000, 45
START = datetime(2026, 4, 22, tzinfo=UTC)
BATCH = 1_000_000
T = TypeVar("T")
VERIFY = """
import sys
from gauger.cli.app import app
try:
    app()
finally:  # getrusage would count the parent's memory too
    status = open("/proc/self/status").read()
    print(status.split("VmHWM:")[1].split()[0], file=sys.stderr)
"""


def main(exchanges: int) -> None:
    """Print one line a step: seconds, and the peak of memory so far."""
    with tempfile.TemporaryDirectory() as folder:
        world = Path(folder) / "world"
        say("world", lambda: build(world, exchanges))
        case = say("measure and judge", lambda: judged(world))
        opened = open_world(world)
        order = Order(
            case=case,
            world=opened,
            wishes=Wishes(issued=datetime(2026, 7, 1, tzinfo=UTC)),
            secret=b"s" * 32,
            signing=Ed25519PrivateKey.from_private_bytes(b"k" * 32),
            say=lambda step: print(f"  {step}", flush=True),
        )
        made = say("pack", lambda: make_pack(order, Path(folder) / "pack", replace=False))
        print(f"pack of {made.figures} figures: {made.bytes:,} bytes")
        for file in sorted(made.folder.rglob("*.*"), key=lambda f: -f.stat().st_size)[:8]:
            print(f"  {file.relative_to(made.folder)} {file.stat().st_size:,}")
        start = time.perf_counter()
        words = [sys.executable, "-c", VERIFY, "verify", str(made.folder)]
        done = subprocess.run(words, check=False, capture_output=True, text=True)
        peak = int(done.stderr.split()[-1]) / 1024
        print(f"verify, its own process: {time.perf_counter() - start:.1f} s, peak {peak:,.0f} MiB")
        print(done.stdout.splitlines()[0], f"exit code {done.returncode}")


def say(step: str, work: Callable[[], T]) -> T:
    """Run a step and print what it took."""
    start = time.perf_counter()
    got = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{step}: {time.perf_counter() - start:.1f} s, peak {peak:,.0f} MiB", flush=True)
    return got


def build(folder: Path, exchanges: int) -> None:
    """A campaign behind a pool of 9,000 addresses, and a quarter as much honest traffic again."""
    rng = np.random.default_rng(1)
    names = np.array([f"u{i:06}" for i in range(ACCOUNTS + HONEST)])
    with WorldWriter(folder, replace=False) as out:
        own = np.arange(ACCOUNTS + HONEST) < ACCOUNTS
        born = rng.integers(0, 3_000_000, len(names)) * np.where(own, 1, 30)
        cell = np.where(own, rng.integers(0, 900, len(names)), 10_000 + np.arange(len(names)))
        us = int(START.timestamp() * 1e6)
        out.accounts(
            pa.table(
                {
                    "account_id": names,
                    "created_at": pa.array(us - born * 1_000_000).cast(pa.timestamp("us", "UTC")),
                    "payment_key": cell,
                    "bin_key": np.where(own, cell % 7, 100 + cell % 400),
                }
            )
        )
        for size in _batches(exchanges):
            out.exchanges(_traffic(rng, names, rng.integers(0, ACCOUNTS, size), True, us))
        for size in _batches(exchanges // 4):
            who = ACCOUNTS + (HONEST * rng.random(size) ** 2).astype(int)
            out.exchanges(_traffic(rng, names, who, False, us))


def _batches(n: int) -> list[int]:
    return [min(BATCH, n - i) for i in range(0, n, BATCH)]


def _traffic(
    rng: np.random.Generator, names: np.ndarray, who: np.ndarray, own: bool, us: int
) -> pa.Table:
    n = len(who)
    at = np.sort(rng.integers(0, DAYS * 86_400_000_000, n)) + us
    models = np.array(["m-large-4", "m-medium-4", "m-small-4"])
    wants = np.array(["software-engineering", "agentic-tool-use", "conversation", "writing"])
    mix = [0.6, 0.4, 0.0, 0.0] if own else [0.2, 0.1, 0.4, 0.3]
    pool = rng.integers(0, 9_000, n) if own else 20_000 + who * 3 + rng.integers(0, 3, n)
    sketch = np.where(own, rng.integers(0, 12, n), 1_000 + rng.integers(0, 500_000, n))
    return pa.table(
        {
            "ts": pa.array(at).cast(pa.timestamp("us", "UTC")),
            "account_id": names[who],
            "model": models[rng.choice(3, n, p=[0.98, 0.01, 0.01] if own else [0.2, 0.3, 0.5])],
            "capability": wants[rng.choice(4, n, p=mix)],
            "ip_key": pool * 7919,
            "ip_as_name": pa.array(np.char.add("Network ", (pool % 50).astype(str))),
            "template_sketch": pa.ListArray.from_arrays(np.arange(n + 1), pa.array(sketch)),
            "asks": pa.array((rng.random(n) < (0.9 if own else 0.03)).astype(np.int32)),
            "input_tokens": rng.integers(100, 3_000, n),
            "output_tokens": rng.integers(100, 2_000, n),
            "reasoning_tokens": rng.integers(0, 500, n),
            "cost_usd": rng.random(n) / 10,
        }
    )


def judged(folder: Path) -> CaseFile:
    """The case of the campaign's accounts, as the main job would measure and judge them."""
    world, engine = open_world(folder), Engine()
    relations = engine.world(list(world.exchange_files), folder / "accounts.parquet", None)
    traits, states = read_traits(engine, relations)
    members = np.flatnonzero(np.array(traits.accounts) < f"u{ACCOUNTS:06}").astype(np.int64)
    names = [traits.accounts[i] for i in members.tolist()]
    with tallied(engine, relations) as counted:
        books = keep_books(engine, counted, [names])
        facts = Facts(account_facts(engine, counted, names), mail_domains(engine, counted))
    seen = Seen(
        group=Group(members=members, trial=try_accounts(traits, members).of(members)),
        traits=traits,
        own=books.of(0),
        rest=books.of(-1),
        facts=facts,
    )
    campaign, people = judge(Case(seen=seen, events=(), not_visible=(), tested=1))
    run = Run(
        version="bench", world="bench", inputs=hashed(world), exchanges=campaign.exchanges,
        accounts=len(traits.accounts), first_ts=campaign.first_ts, last_ts=campaign.last_ts,
        limits={},
        seed=0, signals=states, timings_s={}, groups_tested=1,
    )  # fmt: skip
    return CaseFile(
        case_id="bench", title="bench", status=Status.OPEN, owner=None, run=run,
        campaign=campaign, members=people, links=(),
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 28_800_000)
