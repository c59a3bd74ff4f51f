"""How accounts work: what one dispatcher hands out, and what people do of themselves."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from gauger.campaigns.ways import between, days_worked
from gauger.linking.traits import Ints

KINDS = 8


def _rows(account: Ints, kind: Ints) -> pa.Table:
    """One row for each exchange."""
    return pa.table(
        {
            "account_id": pa.array([f"a{i}" for i in account.tolist()]),
            "model": pa.array([f"m{i}" for i in kind.tolist()]),
            "exchanges": np.ones(len(account), np.int64),
        }
    )


@pytest.mark.parametrize("each", [6, 200])
def test_a_dispatchers_accounts_do_not_differ_however_few_their_exchanges(each: int) -> None:
    rng = np.random.default_rng(1)
    account = np.repeat(np.arange(120), each)
    found = between(_rows(account, rng.integers(0, KINDS, len(account))), "model")
    assert found is not None
    assert abs(found) < 0.02


def test_people_with_one_subject_still_differ() -> None:
    rng = np.random.default_rng(2)
    ways = rng.dirichlet(np.full(KINDS, 2.0), 120)
    account = np.repeat(np.arange(120), 40)
    kind = np.array([rng.choice(KINDS, p=ways[a]) for a in account])
    found = between(_rows(account, kind), "model")
    assert found is not None
    assert found == pytest.approx(
        1 / (1 + 2.0 * KINDS), abs=0.02
    )  # of a Dirichlet: 1/(1+precision)


def test_one_busy_account_does_not_decide() -> None:
    rng = np.random.default_rng(3)
    account = np.concatenate([np.repeat(np.arange(60), 40), np.full(50_000, 60)])
    kind = np.where(account == 60, 0, rng.integers(0, KINDS, len(account)))
    found = between(_rows(account, kind), "model")
    assert found is not None
    assert found < 0.05


def test_rows_of_one_account_and_kind_are_added_up() -> None:
    rng = np.random.default_rng(4)
    account = np.repeat(np.arange(30), 40)
    rows = _rows(account, rng.integers(0, KINDS, len(account)))
    grouped = rows.group_by(["account_id", "model"]).aggregate([("exchanges", "sum")])
    grouped = grouped.rename_columns(["account_id", "model", "exchanges"])
    assert between(rows, "model") == pytest.approx(between(grouped, "model"))


def test_nothing_is_said_of_four_accounts_or_of_what_does_not_vary() -> None:
    few = np.repeat(np.arange(4), 100)
    assert between(_rows(few, few), "model") is None
    many = np.repeat(np.arange(40), 100)
    assert between(_rows(many, np.zeros(len(many), np.int64)), "model") is None


def _worked(days: list[int], each: int) -> pa.Table:
    monday = date(2026, 5, 4)
    return pa.table(
        {
            "account_id": ["a"] * len(days),
            "day": pa.array([monday + timedelta(days=d) for d in days], pa.date32()),
            "exchanges": [each] * len(days),
        }
    )


def test_days_worked_of_the_days_from_first_to_last() -> None:
    weekdays = [d for d in range(28) if d % 7 < 5][:-1]
    assert [a.tolist() for a in days_worked(_worked(weekdays, 30))] == [[19.0], [25.0]]
    assert [a.tolist() for a in days_worked(_worked(list(range(28)), 30))] == [[28.0], [28.0]]


def test_whose_rests_chance_explains_says_nothing() -> None:
    assert [a.tolist() for a in days_worked(_worked([0, 5, 20], 4))] == [[0.0], [0.0]]
    assert [a.tolist() for a in days_worked(_worked([0, 1, 2], 100))] == [[0.0], [0.0]]
