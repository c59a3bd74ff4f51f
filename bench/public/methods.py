"""What is put to each data set: the core, the plain baseline, and the peers that fit it.

A method gives groups for each of its settings. Where it has several, the one with the best F on the
tuning half is reported on the other half; the core has one, its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import pyarrow as pa

from bench.public.case import Case
from gauger.bench.peers import coortweet, fraudar, records, toolkit
from gauger.bench.peers.groups import Groups
from gauger.bench.peers.shared_values import shared_values
from gauger.linking.groups import link
from gauger.linking.traits import index_traits
from gauger.linking.trial import P_MEMBER

CAPS = (10, 60, 400)
BLOCKS = (1, 3, 10, 30)
MODELS = {"people-50k": records.historical, "fake-1000": records.fake}


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One way to find groups."""

    name: str
    run: Callable[[Case], Mapping[str, Groups]]
    fits: Callable[[Case], bool] = lambda _: True
    needs: str | None = None
    """Module of a peer that may not be installed."""

    @property
    def missing(self) -> bool:
        """Whether its package is not installed."""
        return self.needs is not None and find_spec(self.needs) is None


def core(case: Case) -> Mapping[str, Groups]:
    """Gauger's linking core at its own limits; what one kind of evidence ties accuses nobody."""
    traits = index_traits(case.tables, case.accounts, case.causes)
    found = [g for g in link(traits, seed=0, certain=P_MEMBER).groups if not g.by_wording_alone]
    return {"as it is": [{traits.accounts[i] for i in g.members.tolist()} for g in found]}


def one_value(case: Case) -> Mapping[str, Groups]:
    """Any value that 2 to so many accounts hold; connected components."""
    return {f"cap {high}": shared_values(_tables(case), high=high) for high in CAPS}


def two_signals(case: Case) -> Mapping[str, Groups]:
    """Pairs that share values of two signals; connected components."""
    return {f"cap {high}": shared_values(_tables(case), high=high, kinds=2) for high in CAPS[:2]}


def dense_blocks(case: Case) -> Mapping[str, Groups]:
    """FRAUDAR on accounts and all their values."""
    number = {name: i for i, name in enumerate(case.accounts)}
    held = pa.concat_tables([t.select(["account_id", "value"]) for t in _tables(case).values()])
    _, value = np.unique(held["value"].to_numpy(), return_inverse=True)
    account = np.array([number[a] for a in held["account_id"].to_pylist()], np.int64)
    found = fraudar.blocks(account, value.astype(np.int64), case.accounts, most=max(BLOCKS))
    return {f"{most} blocks": _apart(found[:most]) for most in BLOCKS}


def linkage(case: Case) -> Mapping[str, Groups]:
    """Splink with the model of its own example."""
    assert case.rows is not None
    return records.linked(case.rows, MODELS[case.name]())


def reposts(case: Case) -> Mapping[str, Groups]:
    """coordination-network-toolkit on the shares."""
    assert case.rows is not None
    return toolkit.toolkit(case.rows, window_s=case.window_s)


def reference(case: Case) -> Mapping[str, Groups]:
    """CooRTweet's definition: what the others are compared with, run again for its cost."""
    assert case.rows is not None
    return {"its example": coortweet.coordinated(case.rows, window_s=case.window_s)}


def _tables(case: Case) -> dict[str, pa.Table]:
    return {name: table for name, (_, table) in case.tables.items()}


def _apart(groups: Groups) -> Groups:
    """Each account in the first block that has it."""
    taken: set[str] = set()
    kept: Groups = []
    for group in groups:
        kept.append(group - taken)
        taken |= group
    return [g for g in kept if g]


def _has_shares(case: Case) -> bool:
    return case.window_s > 0


METHODS: tuple[Method, ...] = (
    Method(name="gauger", run=core),
    Method(name="sql", run=one_value),
    Method(name="sql-two-signals", run=two_signals),
    Method(name="fraudar", run=dense_blocks),
    Method(name="splink", run=linkage, fits=lambda c: c.name in MODELS, needs="splink"),
    Method(name="coortweet", run=reference, fits=_has_shares),
    Method(name="cnt", run=reposts, fits=_has_shares, needs=toolkit.NAME),
)
