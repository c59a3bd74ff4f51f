"""Groups by what accounts ask for training material with: `python -m bench.asking WORLD...`.

Phrases that an account draws again and again from prompts that ask (`asking-phrase`) tie nobody by
themselves: crowds ask alike, too. This shows each community of accounts by such phrases, how many
of it word them for themselves, and how many linking keeps: who asks in words of his own, where most
do. Read it for what that rule leaves out, and whom it would let in.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from gauger.campaigns import detect
from gauger.linking.asked import OWN, asking_communities, nearest, of_own_words
from gauger.linking.reading import read_traits
from gauger.linking.traits import Ints
from gauger.records.world import World, open_world
from gauger.signals.catalogue import ASKING

SHOWN = 20
"""Smaller communities are not printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """Accounts that ask alike."""

    accounts: int
    of: str
    """What most of the accounts are, by the world's truth."""
    share: float
    """Of these among all."""
    own: int
    """Who words his prompts for himself."""
    kept: int
    """Who is in the group that linking makes of it."""
    right: int
    """Of these, who is what most of them are."""


def asking(world: World, truth: dict[str, str]) -> list[Community]:
    """The communities of a world, largest first; `truth` names what each account is."""
    with detect._ready(world, None, None) as (engine, relations, _):
        traits, _ = read_traits(engine, relations, (ASKING,))
    if traits.asking is None:
        return []

    def most(members: Ints) -> tuple[str, int]:
        names: Sequence[str] = [truth[traits.accounts[i]] for i in members.tolist()]
        return max(Counter(names).items(), key=lambda item: (item[1], item[0]), default=("", 0))

    found = []
    for members in asking_communities(traits.accounts, traits.asking, 0):
        of, n = most(members)
        group = of_own_words(traits.asking, members)
        found.append(
            Community(
                accounts=len(members),
                of=of,
                share=n / len(members),
                own=int((nearest(traits.asking, members) < OWN).sum()),
                kept=0 if group is None else len(group[0]),
                right=0 if group is None else most(group[0])[1],
            )
        )
    return sorted(found, key=lambda c: (-c.accounts, c.of))


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
    """Print a Markdown row for each community of at least SHOWN accounts."""
    print("| world | accounts | most are | share | word for themselves | kept | of one kind |")
    print("|---|---|---|---|---|---|---|")
    for path in paths:
        world = open_world(path)
        for c in asking(world, truth_of(world)):
            if c.accounts >= SHOWN:
                print(
                    f"| {path.name} | {c.accounts:,} | {c.of} | {c.share:.2f} | {c.own:,} "
                    f"| {c.kept:,} | {c.right:,} |",
                    flush=True,
                )


if __name__ == "__main__":
    main([Path(p) for p in sys.argv[1:]])
