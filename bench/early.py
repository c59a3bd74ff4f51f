"""How early, and at what cost a day: `python -m bench.early WHAT [SCALE] [SEED...]`.

`day`    CPU of one new day on the state of all days before it, beside one run over everything
`flag`   what the campaign of June 2026 took before its flag, for a run every day and every hour
`looks`  who is accused at any of many looks, in worlds of innocent crowds
"""

import resource
import sys
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from bench.worlds import world as made
from gauger.campaigns.daily import detect_daily
from gauger.campaigns.detect import detect
from gauger.campaigns.early import DAY, HOUR, replay
from gauger.campaigns.model import Detections
from gauger.records.world import World, open_world

SCENARIO = "letter-2026-06"
Run = Callable[[Callable[[str], None]], Detections]


def main(what: str, scale: float, seeds: list[int]) -> None:
    for seed in seeds:
        if what == "day":
            one_day(made(SCENARIO, scale, seed))
        elif what == "flag":
            flags(made(SCENARIO, scale, seed))
        else:
            looks(scale, seed)


def one_day(world: World) -> None:
    """CPU seconds by step of both runs, the size of the state, and whether they agree."""
    with tempfile.TemporaryDirectory() as folder:
        most, state = Path(folder) / "world", Path(folder) / "state"
        (most / "exchanges").mkdir(parents=True)
        for name in ("accounts.parquet", "events.parquet"):
            (most / name).symlink_to((world.path / name).resolve())
        *earlier, last = (f.resolve() for f in world.exchange_files)
        for file in earlier:
            _add(most, file)
        _measured("first run on the state", lambda say: _daily(most, state, say))
        _add(most, last)
        new = _measured("one new day", lambda say: _daily(most, state, say))
        whole = _measured("one run over everything", lambda say: detect(world, threads=1, say=say))
        kept = sum(f.stat().st_size for f in state.rglob("*") if f.is_file())
    read = sum(f.stat().st_size for f in world.exchange_files)
    print(f"state {kept / 1e6:,.0f} MB beside {read / 1e6:,.0f} MB of exchanges")
    print("same members:", _members(new) == _members(whole), flush=True)


def _add(folder: Path, file: Path) -> None:
    (folder / "exchanges" / f"{file.parent.name}-{file.name}").symlink_to(file)


def _daily(folder: Path, state: Path, say: Callable[[str], None]) -> Detections:
    return detect_daily(open_world(folder), state, threads=1, say=say)


def _measured(name: str, run: Run) -> Detections:
    steps: list[tuple[str, float]] = [("reading and traits", _cpu_s())]
    found = run(lambda step: steps.append((step, _cpu_s())) if step in STEPS else None)
    steps.append(("", _cpu_s()))
    spent = [(a, q - p) for (a, p), (_, q) in pairwise(steps)]
    parts = ", ".join(f"{step} {s:.1f}" for step, s in spent)
    print(
        f"{name}: {sum(s for _, s in spent):.1f} CPU s ({parts}); {found.run.exchanges:,} "
        f"exchanges, {found.run.accounts:,} accounts",
        flush=True,
    )
    return found


STEPS = {"linking", "campaigns"}


def _members(found: Detections) -> set[frozenset[str]]:
    return {frozenset(m.account_id for m in group) for group in found.members.values()}


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def flags(world: World) -> None:
    """Exchanges, share and days before the first flag, by the rhythm of the runs."""
    for name, step in (("day", DAY), ("hour", HOUR)):
        for c in replay(world, step=step, threads=1).campaigns:
            if c.flagged_at is None:
                print(f"{world.path.name}, every {name}: {c.campaign} never flagged", flush=True)
                continue
            print(
                f"{world.path.name}, every {name}: {c.campaign} flagged {c.flagged_at:%d %b %H:%M} "
                f"after {c.days:.2f} days and {c.exchanges_before:,} of {c.exchanges:,} exchanges "
                f"({c.share_before:.3%}), {c.accounts_found:,} accounts known",
                flush=True,
            )


def looks(scale: float, seed: int) -> None:
    """Honest accounts accused at any daily look at worlds where nobody harvests."""
    for scenario in ("quiet", "crowds"):
        seen = replay(made(scenario, scale, seed), to_the_end=True, threads=1)
        print(
            f"{scenario}-{scale:g}-{seed}: {seen.steps} daily looks, "
            f"{seen.honest_accused} honest accounts accused at any",
            flush=True,
        )


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        given[0] if given else "day",
        float(given[1]) if given[1:] else 0.05,
        [int(s) for s in given[2:]] or [1001],
    )
