"""Which model an account asks for, and when it moves to a new one."""

from typing import Any

import numpy as np

from gauger.simulate.cohort import Cohort
from gauger.simulate.market import market
from gauger.simulate.scenario import Scenario

NEVER_D = 1e9


def model_habits(cohort: Cohort, scenario: Scenario, rng: np.random.Generator) -> dict[str, Any]:
    """Main, other and new model of each account, the day it moves and how much of it does."""
    n, have = cohort.accounts, market()
    weights = have.model_weights[cohort.persona]
    if cohort.models:
        weights = np.array([cohort.models.get(m, 0.0) for m in have.models])
    p = weights / weights.sum()
    releases = {
        e.name: e.day for e in scenario.event if e.kind == "model_release" and e.name in have.models
    }
    new, day = next(iter(releases.items()), (have.models[-1], NEVER_D))
    habit = have.adoption[cohort.persona]
    joins = rng.random(n) < habit["share"]
    adopts = np.where(joins, day + rng.exponential(habit["mean_d"], n), NEVER_D)
    share = habit["traffic"] * rng.beta(4, 1.5, n)
    if cohort.pivot_to in releases:
        at = releases[cohort.pivot_to] + np.full(n, rng.random() * cohort.pivot_lag_h / 24)
        adopts, share, new = at, np.full(n, cohort.pivot_share), cohort.pivot_to
    elif cohort.models:
        adopts = np.full(n, NEVER_D)
    return {
        "model": rng.choice(len(p), n, p=p),
        "other_model": rng.choice(len(p), n, p=p),
        "new_model": np.full(n, have.models.index(new)),
        "adopts_day": adopts,
        "new_share": share,
    }
