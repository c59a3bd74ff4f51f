"""Score the detector on simulated worlds: `python -m bench [SCALE] [SEED...]`, raw figures out.

One Markdown row a campaign: the reported campaigns, the ladder of adversaries, and worlds where
nobody harvests. Seeds of 1000 and above were never tuned on.
"""

import sys
import tempfile
from pathlib import Path

from gauger.campaigns.detect import detect
from gauger.campaigns.model import Verdict
from gauger.campaigns.score import Score, score
from gauger.records.world import open_world
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load, names

WORLDS = ("tour", "quiet", "crowds", "acceptance", *(n for n in names() if n.startswith("ladder")))


def main(scale: float, seeds: list[int]) -> None:
    """Print one row a campaign, and at the end all worlds together."""
    print(
        "| world | seed | campaign | accounts | recall | precision | accused | crowds | exchanges |"
    )
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    honest = accused = groups = 0
    for name in WORLDS:
        for seed in seeds:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / name
                simulate(load(name), path, scale=scale, seed=seed)
                world = open_world(path)
                found = detect(world)
                measured = score(found, world)
            honest += measured.honest_accounts
            accused += measured.honest_accused
            groups += sum(c.verdict is Verdict.DISTILLATION for c in found.campaigns)
            _rows(name, seed, measured)
    print(f"\n{honest:,} honest accounts, {accused} accused; {groups} groups accused of a harvest")


def _rows(name: str, seed: int, measured: Score) -> None:
    crowds = ", ".join(measured.crowds_accused) or "none"
    for c in measured.campaigns:
        print(
            f"| {name} | {seed} | {c.campaign} | {c.accounts} | {c.recall:.3f} | {c.precision:.3f} "
            f"| {measured.honest_accused} | {crowds} | {c.exchange_error:.1%} off |",
            flush=True,
        )
    if not measured.campaigns:
        print(
            f"| {name} | {seed} | none | | | | {measured.honest_accused} | {crowds} | |", flush=True
        )


if __name__ == "__main__":
    given = sys.argv[1:]
    main(float(given[0]) if given else 0.3, [int(s) for s in given[1:]] or [1001])
