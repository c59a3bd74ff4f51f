"""Groups by what accounts ask for training material with: `python -m bench.asking WORLD...`.

Phrases that an account draws again and again from prompts that ask (`asking-phrase`) tie nobody in
`gauger detect`. This looks at what they would tie: communities of accounts by such phrases alone,
looked at twice by all phrases of the group; how many of each are of one campaign; how many word
their prompts for themselves; and the log odds of a harvest, without what wording alone weighs.
Read it before such groups are ever shown: it says whom they would accuse.
"""

import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from gauger.campaigns import detect
from gauger.campaigns.features import WORDING_ALONE
from gauger.campaigns.tallies import tallied
from gauger.campaigns.weights import weigh, weights
from gauger.linking.communities import MIN_ACCOUNTS, candidate_groups
from gauger.linking.edges import Edges, ring_edges
from gauger.linking.groups import Group, Linked
from gauger.linking.reading import read_traits
from gauger.linking.traits import Floats, Ints, SignalTraits, Traits
from gauger.linking.trial import P_MEMBER, try_accounts
from gauger.linking.wording import membership, wording_bits
from gauger.records.world import World, open_world
from gauger.signals.shared.asking_phrase import SIGNAL

MIN_USES = 5
"""A standing prompt draws its phrases oftener, nine in ten people half of theirs twice at most.
Chosen on tuning seeds of rungs `all` and `knows-source`, where fewer uses let more people into the
operator's group."""
LOOKS = 2
"""Each further one costs members, and those who stay the phrases that they shared with them."""
OWN = 0.5
"""Who shares less of his phrases with any one other words his prompts for himself: copies of one
published text share more than half, even where each account sends a part of it."""
SHOWN = 20
"""Smaller groups are not printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A group by asking phrases."""

    accounts: int
    own: int
    """Who words his prompts for himself."""
    of: str
    """What most of the accounts are, by the world's truth."""
    share: float
    """Of these among all."""
    bits: float
    """Log2 odds of a harvest, but for what wording alone weighs."""


def asking(world: World, truth: dict[str, str]) -> list[Asking]:
    """The groups of a world, largest first; `truth` names what each account is."""
    with detect._ready(world, None, None) as (engine, relations, _):
        traits, _ = read_traits(engine, relations)
        own, _ = read_traits(engine, relations, (replace(SIGNAL, least=MIN_USES),))
        if not own.signals:
            return []
        (signal,) = own.signals
        edges = ring_edges(own, by_activity=False)
        members = groups_by(own, edges)
        linked = Linked(
            groups=tuple(_group(traits, m) for m in members),
            edges=edges,
            tested=len(members),
        )
        with tallied(engine, relations) as counted:
            seen = detect.look(engine, counted, traits, linked)
    fitted, found = weights().harvest, []
    for group in seen:
        reasons = weigh(group.features, fitted, weights().centre)
        bits = sum(r.strength for r in reasons if r.signal != WORDING_ALONE)
        ((of, n),) = Counter(truth[m] for m in group.members).most_common(1)
        found.append(
            Asking(
                accounts=len(group.members),
                own=int((nearest(signal, group.group.members) < OWN).sum()),
                of=of,
                share=n / len(group.members),
                bits=fitted.bias / np.log(2) + bits,
            )
        )
    return found


def groups_by(traits: Traits, edges: Edges) -> list[Ints]:
    """Sorted members of each community by its one signal, looked at LOOKS times; none twice."""
    (signal,) = traits.signals
    found: dict[bytes, Ints] = {}
    for candidate in candidate_groups(edges, len(traits.accounts), 0):
        members = candidate
        for _ in range(LOOKS):
            who, bits = wording_bits(signal, members)
            sure = who[membership(signal, members, bits) >= P_MEMBER]
            members = np.intersect1d(sure, members)
            if len(members) < MIN_ACCOUNTS:
                break
        else:
            found.setdefault(members.tobytes(), members)
    return sorted(found.values(), key=lambda m: (-len(m), m.tolist()))


def nearest(signal: SignalTraits, members: Ints) -> Floats:
    """The most that each shares of its phrases with one other member, shape (members,)."""
    held = signal.held[members].astype(np.int32)
    both = (held @ held.T).tocoo()
    most, others = np.zeros(len(members)), both.row != both.col
    np.maximum.at(most, both.row[others], both.data[others])
    return np.asarray(most / np.maximum(signal.degree[members], 1), np.float64)


def _group(traits: Traits, members: Ints) -> Group:
    return Group(members=members, trial=try_accounts(traits, members).of(members))


def truth_of(world: World) -> dict[str, str]:
    """Account id: its campaign, its crowd without a number, or `people`."""
    rows = pq.read_table(world.path / "truth.parquet").to_pylist()
    return {
        r["account_id"]: f"campaign {r['campaign']}"
        if r["campaign"]
        else (r["crowd"] or "people").rstrip("-0123456789")
        for r in rows
    }


def main(paths: list[Path]) -> None:
    """Print a Markdown row for each group of at least SHOWN accounts."""
    print("| world | accounts | word for themselves | most are | share | log2 odds of a harvest |")
    print("|---|---|---|---|---|---|")
    for path in paths:
        world = open_world(path)
        for g in asking(world, truth_of(world)):
            if g.accounts >= SHOWN:
                print(
                    f"| {path.name} | {g.accounts:,} | {g.own:,} | {g.of} | {g.share:.2f} "
                    f"| {g.bits:+.1f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main([Path(p) for p in sys.argv[1:]])
