"""A daily run: only what is new is read, and what is found is what one run over all would find."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from gauger.campaigns.daily import detect_daily
from gauger.campaigns.detect import detect
from gauger.campaigns.intake import Gone
from gauger.campaigns.model import Detections, HappeningKind
from gauger.campaigns.state import open_state
from gauger.errors import UsageError
from gauger.records.world import World, open_world
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small tour. Its seed was looked at while tuning: this guards, it measures nothing."""
    folder = tmp_path_factory.mktemp("worlds") / "tour"
    simulate(load("tour"), folder, scale=0.3, seed=11)
    return folder


@pytest.fixture(scope="module")
def whole(tour: Path) -> Detections:
    return detect(open_world(tour))


def nameless(found: Detections) -> Detections:
    """Detections without clocks and histories, each campaign under the name of its first member."""
    name = {c: min(m.account_id for m in members) for c, members in found.members.items()}
    campaigns = [replace(c, campaign_id=name[c.campaign_id], history=()) for c in found.campaigns]
    return replace(
        found,
        run=replace(found.run, world="", timings_s={}),
        campaigns=tuple(sorted(campaigns, key=lambda c: c.campaign_id)),
        members={name[c]: m for c, m in found.members.items()},
        links={name[c]: links for c, links in found.links.items()},
    )


def days_of(world: Path) -> list[Path]:
    return sorted((world / "exchanges").rglob("*.parquet"))


def arrived(source: Path, target: Path, files: list[Path]) -> World:
    """The world with these files of `source` in it."""
    for file in files:
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            shutil.copy2(file, place)
    for name in ("accounts", "events"):
        shutil.copy2(source / f"{name}.parquet", target)
    return open_world(target)


def test_days_in_any_order_give_what_one_run_gives(
    tour: Path, whole: Detections, tmp_path: Path
) -> None:
    """The days arrive shuffled, some together; in the end the detections are those of one run."""
    days = days_of(tour)
    np.random.default_rng(1).shuffle(days)
    cuts = [0, len(days) // 2, len(days) // 2 + 1, len(days)]
    for start, stop in zip(cuts, cuts[1:], strict=False):
        world = arrived(tour, tmp_path / "world", days[start:stop])
        found = detect_daily(world, tmp_path / "state")
    assert nameless(found) == nameless(whole)
