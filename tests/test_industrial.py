"""Accounts worked like machines of one plant, and people or customers who are not that."""

from collections import Counter
from datetime import date, timedelta
from types import SimpleNamespace
from typing import cast

import numpy as np
import pyarrow as pa
import pytest

from gauger.campaigns.features import Facts, Seen, industrial
from gauger.campaigns.ways import Ways, ways

DAYS, HOURS, KINDS = 28, 24, 6


def _worked(accounts: int, *, each_day: float, rests: bool, own_ways: float | None) -> Ways:
    """Ways of accounts that send so much a day, with days off, and with ways of their own.

    `own_ways` is the precision of a Dirichlet that each account draws its hours and kinds from.
    """
    rng = np.random.default_rng(7)
    rows: dict[str, list[tuple[str, object, int]]] = {"day": [], "hour": [], "model": []}
    for account in range(accounts):
        name = f"a{account:03d}"
        off: list[int] = rng.integers(0, 7, 2).tolist() if rests else []
        for day in range(DAYS):
            n = int(rng.poisson(each_day))
            if n and day % 7 not in off:
                rows["day"].append((name, date(2026, 5, 4) + timedelta(days=day), n))
        for column, many in (("hour", HOURS), ("model", KINDS)):
            p = np.full(many, 1 / many)
            if own_ways is not None:
                p = rng.dirichlet(np.full(many, own_ways / many))
            counts = rng.multinomial(200, p)
            rows[column] += [(name, i, int(c)) for i, c in enumerate(counts) if c]
    names = ("account_id", "kind", "exchanges")
    tables = {
        column: pa.table(dict(zip(names, map(list, zip(*found, strict=True)), strict=True)))
        for column, found in {**rows, "capability": rows["model"]}.items()
    }
    return ways({c: t.rename_columns(["account_id", c, "exchanges"]) for c, t in tables.items()})


PEOPLE = _worked(300, each_day=4, rests=True, own_ways=5.0)


def _x(own: Ways, facts: dict[str, object] | None) -> float:
    """The measure of forty accounts, who all declare `facts`; None where nothing is logged."""
    members = [f"a{i:03d}" for i in range(40)]
    said = {m: {} if facts is None else {"domain_key": i} | facts for i, m in enumerate(members)}
    others = Counter[object](100 + i for i in range(960))
    seen = SimpleNamespace(
        own=SimpleNamespace(ways=own),
        rest=SimpleNamespace(ways=PEOPLE),
        members=members,
        facts=Facts(said, Counter(f.get("domain_key") for f in said.values()) + others),
    )
    found = industrial(cast("Seen", seen))
    assert found is not None
    return found.x


def test_what_a_dispatcher_serves_is_industrial() -> None:
    plant = _worked(40, each_day=30, rests=False, own_ways=None)
    assert _x(plant, {}) > 0.9


@pytest.mark.parametrize("owner", [{"payment_key": 7}, {"org_key": 7}, {"domain_key": 7}])
def test_a_customer_who_says_whose_they_are_is_not(owner: dict[str, object]) -> None:
    plant = _worked(40, each_day=30, rests=False, own_ways=None)
    assert _x(plant, owner) < 0.05


def test_where_owners_are_not_logged_half_is_believed() -> None:
    plant = _worked(40, each_day=30, rests=False, own_ways=None)
    assert _x(plant, None) == pytest.approx(_x(plant, {}) / 2, abs=0.03)


def test_busy_people_are_not() -> None:
    assert _x(_worked(40, each_day=30, rests=True, own_ways=5.0), {}) < 0.1


def test_each_way_out_costs_an_operator_the_measure() -> None:
    days_off = _worked(40, each_day=30, rests=True, own_ways=None)
    idle = _worked(40, each_day=3, rests=False, own_ways=None)
    special = _worked(40, each_day=30, rests=False, own_ways=2.0)
    assert max(_x(days_off, {}), _x(idle, {}), _x(special, {})) < 0.75
