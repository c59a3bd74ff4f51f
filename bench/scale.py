"""What scale costs: `python -m bench.scale detect 0.01 0.1` and `python -m bench.scale linking`.

`detect SCALE...` writes the letter's world at each scale (1 is 320 million exchanges and a million
accounts), reads the columns that detection may read once in the same engine, then detects, each in
a process of its own. `linking` draws a million accounts and links them by what they registered
with. Worlds go to a temporary folder and are deleted; --scratch says where, --json keeps figures.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import msgspec

from gauger.bench.apart import Spent, apart, timed
from gauger.bench.suite import Cell
from gauger.campaigns.detect import detect
from gauger.campaigns.model import Verdict
from gauger.engines.relations import Engine, Relations, closing_engine
from gauger.linking.groups import link
from gauger.linking.reading import read_traits
from gauger.records.world import STORED, World, open_world
from gauger.signals.catalogue import SIGNALS
from gauger.simulate.run import enrol, simulate

SCENARIO = "letter-2026-06"
READ = (
    "ts", "account_id", "ip_key", "net_key", "ip_country", "ip_as_name", "tls_key", "model",
    "capability", "asks", "template_sketch", "prompt_key", "system_key", "thinking_key",
    "input_tokens", "output_tokens", "reasoning_tokens", "cost_usd",
)  # fmt: skip
"""Columns of exchanges that some signal or account reads."""
THREADS = 2


class Scaled(msgspec.Struct, frozen=True, kw_only=True):
    """One scale."""

    scale: float
    seed: int
    exchanges: int
    accounts: int
    gigabytes: float
    read: Spent
    found: Spent
    timings_s: dict[str, float]
    """Wall clock of detection's steps."""
    accused: int

    @property
    def ratio(self) -> float:
        """CPU time of detection in readings of its columns."""
        return self.found.cpu_s / self.read.cpu_s


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """Linking alone."""

    accounts: int
    seed: int
    signals: tuple[str, ...]
    groups: int
    traits: Spent
    """Signals over accounts alone; the peak is the whole process's up to there."""
    link: Spent


def read_once(path: Path) -> Spent:
    """Every value of the columns once, in the engine that detection uses."""
    world = open_world(path)
    with closing_engine(threads=THREADS) as engine:
        x = _relations(engine, world).exchanges
        columns = [x[c] for c in READ if c in x.columns]
        ends = {
            f"c{i}": c.length().sum() if c.type().is_array() else c.max()
            for i, c in enumerate(columns)
        }
        return timed(lambda: engine.arrow(x.aggregate(**ends)))[1]


def found(path: Path) -> tuple[Spent, dict[str, float], int, int, int]:
    """What detection costs, its steps' seconds, exchanges, accounts, and campaigns accused."""
    result, spent = timed(lambda: detect(open_world(path), threads=THREADS, say=_say))
    accused = sum(c.verdict is Verdict.DISTILLATION for c in result.campaigns)
    return spent, result.run.timings_s, result.run.exchanges, result.run.accounts, accused


def scaled(scale: float, seed: int, scratch: Path | None) -> Scaled:
    """One world made, measured and deleted."""
    room = Path(tempfile.mkdtemp(prefix="gauger-scale-", dir=scratch))
    try:
        simulate(_cell(scale, seed).load(), room / "world", scale=scale, seed=seed, say=_say)
        return of_world(room / "world")
    finally:
        shutil.rmtree(room)


def of_world(world: Path) -> Scaled:
    """A world that is there, read once and then searched."""
    about = open_world(world).manifest
    size = sum(f.stat().st_size for f in world.rglob("*.parquet"))
    reading = apart(read_once, world)
    _say(f"read in {reading.cpu_s:.1f} CPU s")
    spent, timings, exchanges, accounts, accused = apart(found, world)
    return Scaled(
        scale=float(str(about.get("scale", 1))), seed=int(str(about.get("seed", 0))),
        exchanges=exchanges, accounts=accounts, gigabytes=size / 1e9,
        read=reading, found=spent, timings_s=timings, accused=accused,
    )  # fmt: skip


def linking(accounts: int, seed: int, scratch: Path | None) -> Linked:
    """So many accounts drawn, and linked by what they registered with."""
    room = Path(tempfile.mkdtemp(prefix="gauger-scale-", dir=scratch))
    scale = accounts / 1_025_000
    try:
        enrol(_cell(scale, seed).load(), room / "world", scale=scale, seed=seed, say=_say)
        return apart(_link, room / "world" / "accounts.parquet", seed)
    finally:
        shutil.rmtree(room)


def _link(accounts: Path, seed: int) -> Linked:
    known = tuple(s for s in SIGNALS if all(n.startswith("accounts.") for n in s.needs))
    with closing_engine(threads=THREADS) as engine:
        nothing = engine.table(STORED["exchanges"].empty_table())
        world = Relations(exchanges=nothing, accounts=engine.parquet([accounts]))
        (traits, _), reading = timed(lambda: read_traits(engine, world, known))
    result, spent = timed(lambda: link(traits, seed=0))
    return Linked(
        accounts=len(traits.accounts), seed=seed, signals=tuple(s.signal for s in traits.signals),
        groups=len(result.groups), traits=reading, link=spent,
    )  # fmt: skip


def _cell(scale: float, seed: int) -> Cell:
    return Cell(
        kind="reported", label=SCENARIO, scenario=SCENARIO, variant="standard", seed=seed,
        scale=scale, peers=False, early=False, change={},
    )  # fmt: skip


def _relations(engine: Engine, world: World) -> Relations:
    return engine.world(list(world.exchange_files), world.path / "accounts.parquet", None)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Print one line a scale, and how cost grows from each to the next."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("what", choices=["detect", "linking"])
    parser.add_argument(
        "sizes", nargs="*", help="scales, numbers of accounts, or folders of worlds"
    )
    parser.add_argument("--seed", type=int, default=1001)
    parser.add_argument("--scratch", type=Path)
    parser.add_argument("--json", type=Path, help="append figures to this file, one a line")
    given = parser.parse_intermixed_args()
    before: Scaled | None = None
    for size in given.sizes or (["0.01", "0.1"] if given.what == "detect" else ["1000000"]):
        figures: Scaled | Linked
        if given.what == "linking":
            figures = linking(int(size), given.seed, given.scratch)
            print(_linked(figures), flush=True)
        else:
            there = Path(size).is_dir()
            figures = (
                of_world(Path(size)) if there else scaled(float(size), given.seed, given.scratch)
            )
            print(_line(figures, before), flush=True)
            before = figures
        if given.json:
            with given.json.open("ab") as out:
                out.write(msgspec.json.encode(figures) + b"\n")


def _line(now: Scaled, before: Scaled | None) -> str:
    steps = ", ".join(f"{name} {s:.0f}" for name, s in now.timings_s.items())
    text = (
        f"{now.exchanges:,} exchanges, {now.accounts:,} accounts, {now.gigabytes:.2f} GB: "
        f"reading {now.read.cpu_s:.1f} CPU s ({now.read.peak_gb:.2f} GB), "
        f"detection {now.found.cpu_s:.1f} CPU s ({now.found.peak_gb:.2f} GB), "
        f"{now.ratio:.1f} readings; {now.accused} accused; wall s: {steps}"
    )
    if before is None:
        return text
    rows, cost = now.exchanges / before.exchanges, now.found.cpu_s / before.found.cpu_s
    return f"{text}\n  {rows:.1f} x the rows cost {cost:.1f} x the CPU time"


def _linked(now: Linked) -> str:
    return (
        f"{now.accounts:,} accounts by {', '.join(now.signals)}: signals {now.traits.cpu_s:.1f} "
        f"CPU s ({now.traits.peak_gb:.2f} GB), linking {now.link.cpu_s:.1f} CPU s and "
        f"{now.link.wall_s:.1f} s wall ({now.link.peak_gb:.2f} GB), {now.groups:,} groups"
    )


if __name__ == "__main__":
    main()
