"""Who does what a harvesting group does, whatever the order of rows and however kinds are named."""

import numpy as np
import pyarrow as pa

from gauger.campaigns.deeds import harvesting

TYPES = {"account_id": pa.string(), "capability": pa.string(), "asks": pa.bool_()}


def does(*rows: tuple[str, str | None, bool | None, int]) -> pa.Table:
    columns = dict(zip([*TYPES, "exchanges"], zip(*rows, strict=True), strict=True))
    return pa.table({n: pa.array(v, TYPES.get(n, pa.int64())) for n, v in columns.items()})


HONEST = does(*[(f"h{i:02d}", c, None, 20) for i in range(40) for c in ("writing", None)])
HARVESTERS = [(f"m{i}", "code", True, 40) for i in range(8)]
OWNERS = [
    ("o1", "writing", False, 30), ("o1", None, None, 25),
    ("o2", "writing", False, 9), ("o2", None, False, 30),
]  # fmt: skip


def test_owners_of_borrowed_addresses_stand_aside() -> None:
    found = harvesting(does(*HARVESTERS, *OWNERS), HONEST)
    assert found == {f"m{i}": True for i in range(8)} | {"o1": False, "o2": False}


def test_the_order_of_rows_changes_nothing() -> None:
    group = does(*HARVESTERS, *OWNERS)
    shuffled = group.take(np.random.default_rng(2).permutation(len(group)))
    rest = HONEST.take(np.random.default_rng(3).permutation(len(HONEST)))
    assert harvesting(shuffled, rest) == harvesting(group, HONEST)


def test_a_group_that_asks_for_nothing_is_not_taken_apart() -> None:
    assert harvesting(does(*OWNERS), HONEST) is None
    assert harvesting(does(*OWNERS).slice(0, 0), HONEST) is None


def test_beside_honest_accounts_one_request_convicts_nobody() -> None:
    """A reseller's customer who asked once, as the harvest among the customers does."""
    usual = [(f"h{i:02d}", c, False, 20) for i in range(40) for c in ("writing", "code")]
    asked = [(f"h{i:02d}", "code", True, 4) for i in range(0, 40, 2)]
    owners = [(f"o{i}", c, False, 9) for i in range(12) for c in ("writing", "code")]
    found = harvesting(does(*HARVESTERS, *owners, ("once", "code", True, 1)), does(*usual, *asked))
    assert found is not None
    assert [n for n, does_it in found.items() if does_it] == [f"m{i}" for i in range(8)]


def test_a_group_of_one_kind_keeps_who_has_shown_little() -> None:
    """Who asked for nothing in two requests would not pass beside honest accounts."""
    new = [("new", "code", False, 1), ("new", "writing", False, 1)]
    found = harvesting(does(*HARVESTERS, *new), HONEST)
    assert found == {f"m{i}": True for i in range(8)} | {"new": True}
