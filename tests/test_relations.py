"""What an engine computes once, and in lots."""

from pathlib import Path

import pyarrow as pa
import pytest

from gauger.engines.relations import Engine, closing_engine
from gauger.linking import reading
from gauger.linking.reading import read_traits
from tests.signals.conftest import relations

ROWS = pa.table({"who": [f"a{n % 7}" for n in range(70)], "n": range(70)})


@pytest.mark.parametrize("parts", [1, 3, 100])
def test_lots_hold_every_row_once_and_what_belongs_together(tmp_path: Path, parts: int) -> None:
    """Of a hundred lots for seven names most are empty, and left out."""
    with closing_engine(spill=tmp_path / "spill") as engine:
        with engine.in_lots(engine.table(ROWS), "who", parts) as lots:
            found = [engine.arrow(lot) for lot in lots]
        assert all(lot.schema == ROWS.schema for lot in found)
    assert pa.concat_tables(found).sort_by("n") == ROWS
    names = [name for lot in found for name in set(lot["who"].to_pylist())]
    assert sorted(names) == sorted(set(ROWS["who"].to_pylist()))
    assert 1 <= len(found) <= min(parts, 7)
    assert not list(tmp_path.rglob("*.parquet"))


def test_two_accounts_of_one_hash_stay_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids are hashed for speed; where that would make one account of two, they are not."""
    world = relations(
        [{"account_id": who, "ip_key": 5} for who in ("ann", "bob")],
        [{"account_id": who} for who in ("ann", "bob")],
    )
    engine = Engine()
    whole, _ = read_traits(engine, world)
    monkeypatch.setattr(reading, "hashed", lambda rows, _: rows.mutate(account_id=7))
    again, _ = read_traits(engine, world)
    assert whole.accounts == again.accounts == ("ann", "bob")
    address, same = (
        next(s for s in traits.signals if s.signal == "shared-address") for traits in (whole, again)
    )
    assert address.held.toarray().tolist() == same.held.toarray().tolist() == [[1], [1]]
