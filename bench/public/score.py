"""One method on one data set, measured: found groups against what is known, and what it cost."""

import resource
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from bench.public.case import Case
from bench.public.methods import Method
from gauger.bench.measure import Rates, misplaced, named, paired
from gauger.bench.peers.groups import Groups

LARGE = 5
"""Clusters of at least so many are what the core undertakes to find."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Measures over one half of the accounts."""

    accounts: Rates
    pairs: Rates
    large: Rates
    """As `accounts`, over the guilty whose cluster has at least five accounts (in this half)."""
    judged: int
    accused: int
    """Innocent accounts that were named."""
    innocent: int
    cleared_accused: int
    """Of those, accounts whose group was once flagged and cleared on review."""
    cleared: int
    misplaced: int
    """Accounts in a group where another cluster holds more."""

    @property
    def f1(self) -> float:
        """What settings are chosen by: pairs where clusters are known, else accounts.

        By accounts, joining everybody would look good wherever many are guilty.
        """
        return self.pairs.f1 if self.pairs.wanted else self.accounts.f1


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One method on one data set."""

    data: str
    method: str
    setting: str
    settings_tried: int
    population: int
    groups: int
    grouped: int
    largest: int
    base_rate: float | None
    """Share of the guilty among accounts that can be judged."""
    report: Found
    """On the half that nothing was chosen on."""
    tune: Found
    cpu_s: float
    """Processor seconds of the method alone, all its settings and child processes together."""
    wall_s: float
    peak_mb: float
    """Largest memory of the process, reading the data included, child processes not."""


def run(case: Case, method: Method) -> Row:
    """Run a method on a data set and measure it."""
    cpu, wall = _cpu_s(), time.perf_counter()
    settings = method.run(case)
    cpu, wall = _cpu_s() - cpu, time.perf_counter() - wall
    chosen = _chosen(case, settings)
    groups = settings[chosen]
    judged = case.guilty | case.innocent
    return Row(
        data=case.name,
        method=method.name,
        setting=chosen,
        settings_tried=len(settings),
        population=len(case.accounts),
        groups=len(groups),
        grouped=len(set().union(*groups)),
        largest=max(map(len, groups), default=0),
        base_rate=len(case.guilty) / len(judged) if case.innocent else None,
        report=found(case, groups, 1),
        tune=found(case, groups, 0),
        cpu_s=round(cpu, 2),
        wall_s=round(wall, 2),
        peak_mb=round(_peak_mb(), 0),
    )


def _chosen(case: Case, settings: Mapping[str, Groups]) -> str:
    """The setting with the best F on the tuning half; the first of equals."""
    return max(settings, key=lambda name: found(case, settings[name], 0).f1)


def found(case: Case, groups: Groups, side: int) -> Found:
    """Groups against what is known of the accounts on one side."""
    known = {a for a in case.guilty | case.innocent if case.side(a) == side}
    own = [g & known for g in groups]
    cluster_of = {a: c for a, c in case.cluster_of.items() if a in known}
    innocent, cleared = case.innocent & known, case.suspects & known
    flagged = set().union(*own)
    return Found(
        accounts=named(own, case.guilty, known),
        pairs=paired(own, cluster_of),
        large=named(own, _large(cluster_of), known),
        judged=len(known),
        accused=len(flagged & innocent),
        innocent=len(innocent),
        cleared_accused=len(flagged & cleared),
        cleared=len(cleared),
        misplaced=misplaced(own, cluster_of),
    )


def _large(cluster_of: Mapping[str, str]) -> set[str]:
    sizes: dict[str, int] = {}
    for cluster in cluster_of.values():
        sizes[cluster] = sizes.get(cluster, 0) + 1
    return {a for a, c in cluster_of.items() if sizes[c] >= LARGE}


def _cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def _peak_mb() -> float:
    """High-water mark of this process; the kernel's `ru_maxrss` would carry over the caller's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (peak,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak) / 1024
