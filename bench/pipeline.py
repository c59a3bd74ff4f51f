"""What tells a data-making pipeline among recorded calls: `python -m bench.pipeline [DATA]`.

397 of the recorded calls come from the tests of a tool that makes training data, the others from
the tests of an agent framework. A recording (file) is an account. Prints, for either side, what
content there is to see, and how alike the sizes of a recording's inputs are: a template whose text
nobody kept still shows in its length. DATA is the folder of the shared data.
"""

import gzip
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gauger.records.adapters.recorded import rows
from gauger.records.asks import asks_of
from gauger.records.sketch import templates

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
PIPELINE = "curator"
MIN_CALLS = 8
"""Calls of known input size before a recording's sizes say anything."""
ALIKE = 0.05
"""Inputs within five per cent are of one size: a template with another word in its slot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one side's calls hold."""

    exchanges: int
    accounts: int
    prompts: int
    systems: int
    templated: int
    """Prompts long enough for a template sketch."""
    asking: int
    """Prompts and system prompts with a bit of what training data is made of."""
    distinct: int
    """Distinct prompts."""
    alike: Mapping[str, float]
    """By account with MIN_CALLS sized inputs: share of its pairs of inputs that are of one size."""


def sides(data: Path) -> dict[str, Side]:
    """Both sides by name of their source."""
    found: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    with gzip.open(data / "traffic" / "api_requests.jsonl.gz") as file:
        for line in file:
            record = msgspec.json.decode(line, type=dict[str, object])
            found[str(record["src"])] += list(rows(record))
    return {name: _side(calls) for name, calls in found.items()}


def _side(calls: Sequence[Mapping[str, object]]) -> Side:
    prompts = [str(c["prompt"]) for c in calls if c["prompt"]]
    systems = [str(c["system_prompt"]) for c in calls if c["system_prompt"]]
    sizes: dict[str, list[int]] = defaultdict(list)
    for call in calls:
        if call["input_tokens"]:
            sizes[str(call["account_id"])].append(int(str(call["input_tokens"])))
    bits = asks_of(pa.array([*prompts, *systems], pa.string())).to_pylist()
    return Side(
        exchanges=len(calls),
        accounts=len({c["account_id"] for c in calls}),
        prompts=len(prompts),
        systems=len(systems),
        templated=len(prompts) - templates(pa.array(prompts, pa.string())).null_count,
        asking=sum(map(bool, bits)),
        distinct=len(set(prompts)),
        alike={a: alike(s) for a, s in sorted(sizes.items()) if len(s) >= MIN_CALLS},
    )


def alike(sizes: Sequence[float]) -> float:
    """Share of pairs of inputs whose sizes differ by at most ALIKE.

    >>> alike([100, 102, 500]), alike([7, 7, 7])
    (0.3333333333333333, 1.0)
    """
    log = np.sort(np.log(np.asarray(sizes, float)))
    above = np.searchsorted(log, log + np.log1p(ALIKE), "right") - np.arange(1, len(log) + 1)
    return float(2 * above.sum() / (len(log) * (len(log) - 1)))


def auc(positive: Iterable[float], negative: Iterable[float]) -> float:
    """Chance that a positive stands above a negative, ties by half.

    >>> auc([2, 3], [1, 2])
    0.875
    """
    p, n = np.array(list(positive), float), np.array(list(negative), float)
    return float(((p[:, None] > n).sum() + 0.5 * (p[:, None] == n).sum()) / (len(p) * len(n)))


def honest(data: Path) -> list[float]:
    """The same measure of real people's prompts, by length in characters: 4,247 users of images."""
    table = pq.read_table(
        data / "traffic" / "gentd26_requests.parquet", columns=["groupId", "prompt_length"]
    )
    lengths: dict[str, list[float]] = defaultdict(list)
    for row in table.to_pylist():
        if row["prompt_length"]:
            lengths[row["groupId"]].append(row["prompt_length"])
    return [alike(own) for _, own in sorted(lengths.items()) if len(own) >= MIN_CALLS]


def main(data: Path) -> None:
    found = sides(data)
    for name, side in found.items():
        print(
            f"{name}: {side.exchanges:,} exchanges of {side.accounts:,} recordings, "
            f"{side.prompts:,} prompts ({side.distinct:,} distinct, {side.templated:,} long enough "
            f"for a template sketch), {side.systems:,} system prompts, {side.asking} that ask"
        )
        shares = sorted(side.alike.values())
        print(f"  inputs alike, by recording of {MIN_CALLS} calls: {[round(s, 2) for s in shares]}")
    others = [s for name, side in found.items() if name != PIPELINE for s in side.alike.values()]
    print(f"AUC of inputs alike: {auc(found[PIPELINE].alike.values(), others):.2f}")
    people = honest(data)
    least = min(found[PIPELINE].alike.values())
    over = Counter(share >= least for share in people)[True]
    print(f"of {len(people):,} real people with {MIN_CALLS} calls, {over:,} are as much alike")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
