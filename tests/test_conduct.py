"""Tutors stand in a question bank's group by their wording; what they do clears them."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pyarrow as pa

from gauger.campaigns.accounting import Books
from gauger.campaigns.conduct import P_CONDUCT, conducting
from gauger.linking.traits import Floats


def books(rows: dict[str, list[tuple[str, int, int]]]) -> Books:
    """Books that hold account evidence alone: by evidence, (account, hits, of)."""
    table: list[dict[str, Any]] = [
        {"account_id": who, "evidence": name, "hits": hits, "of": of}
        for name, accounts in rows.items()
        for who, hits, of in accounts
    ]
    counts: dict[str, tuple[Floats, Floats]] = {
        name: (np.array([h for _, h, _ in of], float), np.array([n for *_, n in of], float))
        for name, of in rows.items()
    }
    schema = pa.schema(
        {"account_id": pa.string(), "evidence": pa.string(), "hits": pa.int64(), "of": pa.int64()}
    )
    evidence = pa.Table.from_pylist(table, schema=schema)
    return cast("Books", SimpleNamespace(evidence=evidence, counts=counts))


HONEST = books(
    {
        "reasoning-share": [(f"h{i}", 8 if i % 10 == 0 else 0, 20) for i in range(300)],
        "many-addresses": [(f"h{i}", 2 if i % 40 == 0 else 0, 10) for i in range(300)],
    }
)


def group(tutors: int, harvesters: int) -> Books:
    return books(
        {
            "reasoning-share": [
                *((f"tutor-{i}", 1 if i % 9 == 0 else 0, 30) for i in range(tutors)),
                *((f"op-{i}", 24 + i % 7, 30) for i in range(harvesters)),
            ],
            "many-addresses": [
                *((f"tutor-{i}", 0, 8) for i in range(tutors)),
                *((f"op-{i}", 6, 9) for i in range(harvesters)),
            ],
        }
    )


def test_tutors_beside_a_harvest_are_not_counted_in() -> None:
    p = conducting(group(tutors=40, harvesters=60), HONEST)
    assert {a for a, q in p.items() if q >= P_CONDUCT} == {f"op-{i}" for i in range(60)}


def test_a_group_of_tutors_alone_holds_nobody() -> None:
    p = conducting(group(tutors=40, harvesters=0), HONEST)
    assert max(p.values()) < P_CONDUCT


def test_a_harvest_alone_is_counted_in_whole() -> None:
    p = conducting(group(tutors=0, harvesters=60), HONEST)
    assert min(p.values()) >= P_CONDUCT


def test_who_shows_nothing_is_not_counted_in() -> None:
    nothing = books({"many-addresses": [("silent", 0, 0), ("op", 9, 9)]})
    assert conducting(nothing, HONEST)["silent"] < P_CONDUCT
    assert conducting(nothing, books({})) == {"silent": 0.0, "op": 0.0}
