"""Fixtures for all tests."""

from pathlib import Path

import pytest

from tests.dossier.scene import scene

__all__ = ["scene"]  # a fixture: found by its name here
REPO = Path(__file__).resolve().parent.parent
SHARED = REPO.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of real data beside the repository; the test skips when it is not there."""
    if not SHARED.is_dir():
        pytest.skip("no real data beside the repository")
    return SHARED
