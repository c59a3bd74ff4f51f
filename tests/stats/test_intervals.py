"""Intervals against figures worked out by hand or taken from tables."""

import numpy as np
import pytest

from gauger.stats.intervals import of_mean, of_rate


def test_no_hits_among_n_leave_three_point_seven_over_n() -> None:
    """Two-sided: (0.025)^(1/n) is the share of no hits at the upper end."""
    low, high = of_rate(0, 300_000)
    assert low == 0.0
    assert high == pytest.approx(1 - 0.025 ** (1 / 300_000))
    assert of_rate(5, 5)[0] == pytest.approx(0.025 ** (1 / 5))
    assert of_rate(0, 0) == (0.0, 1.0)
    assert of_rate(0, 6)[1] == pytest.approx(0.459, abs=1e-3)


def test_a_mean_of_few_is_less_sure_than_the_normal_law_says() -> None:
    """Three values: 4.303 standard errors instead of 1.96; of one value nothing is known."""
    mean, low, high = of_mean([1.0, 2.0, 3.0])
    assert mean == 2.0
    assert (high - mean, mean - low) == pytest.approx([4.3027 / np.sqrt(3)] * 2, abs=1e-3)
    assert of_mean([7.0]) == (7.0, 7.0, 7.0)
