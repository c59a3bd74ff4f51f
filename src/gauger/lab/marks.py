"""How much of a mark a student carries, against decoy keys: a reading, not a test.

The tests that may accuse anybody are in `gauger.provenance`; here it only says whether a student
that works round the mark has lost it.
"""

import numpy as np

from gauger.lab.bench import Bench
from gauger.lab.results import Mark
from gauger.lab.teacher import is_marked
from gauger.lab.words import CLASS_OF

DECOYS = 200


def carried(bench: Bench, said: list[tuple[str, ...]], strategy: str, exchanges: int) -> Mark:
    """Share of the student's distinct (word before, synonym) pairs that the key prefers."""
    pairs = sorted({(a, b) for r in said for a, b in zip(r, r[1:], strict=False) if b in CLASS_OF})
    if not pairs:
        return Mark(seed=bench.seed, strategy=strategy, exchanges=exchanges, choices=0, share=0.0, z=0.0)
    own = _share(bench.key, pairs)
    decoys = np.array([_share(b"decoy %d" % i, pairs) for i in range(DECOYS)])
    spread = float(decoys.std()) or 1.0
    return Mark(
        seed=bench.seed, strategy=strategy, exchanges=exchanges, choices=len(pairs), share=own,
        z=round((own - float(decoys.mean())) / spread, 3),
    )  # fmt: skip


def _share(key: bytes, pairs: list[tuple[str, str]]) -> float:
    return sum(is_marked(key, a, b) for a, b in pairs) / len(pairs)
