"""From logs to a verified pack: `python -m bench.dossier [SCALE] [SEED] [--scratch FOLDER]`.

Simulates the letter's world (1 is 320 million exchanges, of which one campaign of 25,000 accounts
has 28.8 million), detects in it, makes the pack of the largest group that was accused, and verifies
its zip in an empty folder: each step a process of its own. Nothing is set by hand: where nobody is
accused there is no pack, and the exit code is 1.
"""

import argparse
import shutil
import sys
import tempfile
from datetime import UTC, timedelta
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gauger.bench.apart import Spent, apart, timed
from gauger.campaigns.detect import detect
from gauger.campaigns.detections import read_detections, write_detections
from gauger.campaigns.model import Detections, Verdict
from gauger.casework.model import case_from
from gauger.dossier.make import Order, make_pack
from gauger.dossier.model import Figures
from gauger.dossier.outcome import HOLDS
from gauger.dossier.statement import Wishes
from gauger.dossier.verify import Reader, verify
from gauger.records.world import open_world
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load

SCENARIO = "letter-2026-06"
THREADS = 2
LEAST = 0.01
"""Share of exchanges below which a kind of request is not printed."""


class Accused(msgspec.Struct, frozen=True, kw_only=True):
    """The group that the pack is about, beside the truth."""

    campaign: str
    accounts: int
    exchanges: int
    true: int
    """Accounts of it that are the operator's."""
    operator: int
    """Accounts of the operator that sent anything."""
    groups: int
    """Groups accused in all."""


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the pack."""

    figures: int
    bytes: int
    zip_bytes: int
    verdict: str
    """By the extract alone."""
    p_harvest: float
    asks: dict[str, tuple[float, float]]
    """What prompts ask for: share of the campaign's exchanges, and of ungrouped accounts'."""


def main(scale: float, seed: int, scratch: Path | None) -> int:
    """Print one line a step, and what the pack shows."""
    room = Path(tempfile.mkdtemp(prefix="gauger-dossier-", dir=scratch))
    try:
        return _whole(room, scale, seed)
    finally:
        shutil.rmtree(room)


def _whole(room: Path, scale: float, seed: int) -> int:
    _told("simulate", apart(made_world, room, scale, seed))
    found, spent = apart(searched, room)
    _told("detect", spent)
    if found is None:
        print("nobody is accused, so there is no pack")
        return 1
    share = found.true / max(1, found.operator)
    print(
        f"  accused: {found.groups} groups; the pack is of {found.campaign}, "
        f"{found.accounts:,} accounts ({found.true:,} of them the operator's, {share:.1%} of all "
        f"its accounts), {found.exchanges:,} exchanges",
        flush=True,
    )
    pack, spent = apart(packed, room, found.campaign)
    _told("pack", spent)
    print(
        f"  {pack.figures} figures, {pack.bytes / 1e6:.1f} MB, its zip {pack.zip_bytes / 1e6:.1f}; "
        f"by the extract {pack.verdict}, harvest {pack.p_harvest:.3f}"
    )
    for name, (own, others) in pack.asks.items():
        if own >= LEAST:
            print(f"  prompts ask for {name}: {own:.1%} of its exchanges, {others:.1%} of others'")
    (room / "empty").mkdir()
    alone = room / "empty" / "pack.zip"
    shutil.move(room / "pack.zip", alone)
    for gone in ("world", "found", "pack"):
        shutil.rmtree(room / gone)
    outcome, spent = apart(checked, alone)
    _told("verify", spent)
    print(f"  {outcome}")
    return 0 if outcome == HOLDS else 1


def made_world(room: Path, scale: float, seed: int) -> Spent:
    """Simulate."""
    return timed(lambda: simulate(load(SCENARIO), room / "world", scale=scale, seed=seed))[1]


def searched(room: Path) -> tuple[Accused | None, Spent]:
    """Detect, and write it down; the truth is read after."""

    def run() -> Detections:
        found = detect(open_world(room / "world"), threads=THREADS)
        write_detections(found, room / "found", replace=False)
        return found

    found, spent = timed(run)
    accused = [c for c in found.campaigns if c.verdict is Verdict.DISTILLATION]
    if not accused:
        return None, spent
    largest = max(accused, key=lambda c: c.exchanges)
    truth = pq.read_table(room / "world" / "truth.parquet").to_pylist()
    operators = {r["account_id"] for r in truth if r["campaign"]}
    sent = pq.read_table(room / "world" / "exchanges", columns=["account_id"])["account_id"]
    members = {m.account_id for m in found.members[largest.campaign_id]}
    return Accused(
        campaign=largest.campaign_id, accounts=largest.accounts, exchanges=largest.exchanges,
        true=len(members & operators), operator=len(operators & set(sent.unique().to_pylist())),
        groups=len(accused),
    ), spent  # fmt: skip


def packed(room: Path, campaign: str) -> tuple[Pack, Spent]:
    """Make the pack from what lies on disk, as `gauger dossier` does."""
    found = read_detections(room / "found")
    others = (ms for name, ms in found.members.items() if name != campaign)
    case = case_from(found, campaign)
    day = case.campaign.last_ts.astimezone(UTC) + timedelta(days=1)
    order = Order(
        case=case,
        world=open_world(room / "world"),
        wishes=Wishes(issued=day.replace(hour=9, minute=0, second=0, microsecond=0)),
        secret=b"s" * 32,
        signing=Ed25519PrivateKey.from_private_bytes(b"k" * 32),
        elsewhere=frozenset(m.account_id for ms in others for m in ms),
        threads=THREADS,
    )  # fmt: skip
    made, spent = timed(lambda: make_pack(order, room / "pack", replace=False))
    figures = msgspec.json.decode((made.folder / "figures.json").read_bytes(), type=Figures)
    return Pack(
        figures=made.figures, bytes=made.bytes, zip_bytes=made.zip.stat().st_size,
        verdict=figures.text("verdict"), p_harvest=figures.number("p-harvest"),
        asks={str(r[0]): (float(r[1] or 0), float(r[2] or 0)) for r in figures["asks"].rows},
    ), spent  # fmt: skip


def checked(alone: Path) -> tuple[str, Spent]:
    """Verify a zip beside which there is nothing."""
    found, spent = timed(lambda: verify(alone, Reader()))
    return str(found.verdict), spent


def _told(step: str, spent: Spent) -> None:
    print(
        f"{step}: {spent.cpu_s:.0f} CPU s, {spent.wall_s:.0f} s by the clock, "
        f"{spent.peak_gb:.2f} GB at the peak",
        flush=True,
    )


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description="From logs to a verified pack.")
    asked.add_argument("scale", type=float, nargs="?", default=0.02)
    asked.add_argument("seed", type=int, nargs="?", default=1004)
    asked.add_argument("--scratch", type=Path)
    given = asked.parse_args()
    sys.exit(main(given.scale, given.seed, given.scratch))
