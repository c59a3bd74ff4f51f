"""Fixtures for all tests."""

from pathlib import Path

import pytest

from gauger.records.world import World, open_world
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load
from tests.dossier.scene import scene
from tests.once import once

__all__ = ["scene"]  # a fixture: found by its name here
REPO = Path(__file__).resolve().parent.parent
SHARED = REPO.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of real data beside the repository; the test skips when it is not there."""
    if not SHARED.is_dir():
        pytest.skip("no real data beside the repository")
    return SHARED


@pytest.fixture(scope="session")
def own_words(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Own cards, addresses, clients and wordings, a slow sign-up, four times as much other use."""

    def make(folder: Path) -> None:
        simulate(load("ladder-all"), folder / "world", scale=0.3, seed=1)

    return open_world(once(tmp_path_factory, "own-words", make) / "world")
