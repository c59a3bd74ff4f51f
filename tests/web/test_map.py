"""The picture of links: nothing on anything else, and memory that grows with what is near."""

import re
import tracemalloc

import numpy as np
import pytest

from gauger.casework.cells import Cell, Picture
from gauger.web.draw.map import GAP, MOST_R, _near, _spread, map_of_cells


def sizes(many: int, seed: int = 0) -> np.ndarray:
    """Radii as cells have them: a few large, most small."""
    return np.clip(np.random.default_rng(seed).pareto(1, many) * 9, 4.5, 120)


def pairs(many: int, seed: int = 0) -> list[tuple[int, int]]:
    """As many ties as there are bubbles, none of a bubble to itself."""
    drawn = np.random.default_rng(seed).integers(0, many, (many, 2))
    return [(int(a), int(b)) for a, b in drawn if a != b]


@pytest.mark.parametrize("seed", range(5))
def test_no_bubble_lies_on_another(seed: int) -> None:
    """Sixty of very different sizes, tied at random: between any two there is daylight."""
    r = sizes(60, seed)
    at = _spread(r, pairs(60, seed))
    gap = np.linalg.norm(at[:, None] - at[None, :], axis=2) - r[:, None] - r[None, :]
    np.fill_diagonal(gap, np.inf)
    assert gap.min() > 0


@pytest.mark.parametrize("many", [(34, 8), (4_000, 4_000, 4_000, 400), (1,)])
def test_the_area_of_a_bubble_is_its_accounts(many: tuple[int, ...]) -> None:
    """Of two cells too, where the picture has room for more than the largest bubble."""
    cells = tuple(
        Cell(name=f"c{i}", accounts=("a",) * n, exchanges=n, signals=(), linked=True)
        for i, n in enumerate(many)
    )
    picture = Picture(accounts=sum(many), links=0, cells=cells, ties=())
    drawn = str(map_of_cells(picture, str))
    r = np.array([float(x) for x in re.findall(r' r="([\d.]+)"', drawn)])
    assert r.max() <= MOST_R
    assert r**2 / r[0] ** 2 == pytest.approx(np.array(many) / many[0], rel=0.02)


def test_the_same_case_gives_the_same_picture() -> None:
    r, tied = sizes(60), pairs(60)
    assert (_spread(r, tied) == _spread(r, tied)).all()


def test_tied_ones_come_near() -> None:
    """Two crowds with ties inside alone: bubbles of one lie nearer each other than the other's."""
    crowd = np.arange(60) % 2
    inside = [(a, b) for a in range(60) for b in range(a) if crowd[a] == crowd[b]]
    at = _spread(np.full(60, 6.0), inside)
    far = np.linalg.norm(at[:, None] - at[None, :], axis=2)
    same = crowd[:, None] == crowd[None, :]
    assert far[same].mean() < 0.8 * far[~same].mean()


@pytest.mark.parametrize("seed", range(5))
def test_every_pair_that_overlaps_is_looked_at_once(seed: int) -> None:
    """As comparing all with all finds them, whatever their sizes."""
    r = sizes(300, seed)
    at = np.random.default_rng(seed).normal(0, 300, (300, 2))
    far = np.linalg.norm(at[:, None] - at[None, :], axis=2)
    low, high = np.nonzero(np.triu(far < r[:, None] + r[None, :] + GAP, 1))
    looked = [tuple(sorted(ends)) for ends in np.column_stack(_near(at, r)).tolist()]
    assert len(set(looked)) == len(looked)
    assert set(zip(low.tolist(), high.tolist(), strict=True)) <= set(looked)


def test_memory_does_not_grow_with_the_square() -> None:
    """25,000 dots in less than the smallest table of all pairs, a bit each."""
    many = 25_000
    at = np.random.default_rng(0).normal(0, 10 * np.sqrt(many), (many, 2))
    tracemalloc.start()
    _near(at, np.full(many, 4.5))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < many * many / 8
