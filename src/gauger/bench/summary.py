"""Rows to figures: a line per world and variant, a line per method, and one for the whole."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import msgspec

from gauger.bench.calibration import Calibration, calibration
from gauger.bench.measure import Rates
from gauger.bench.methods import OURS
from gauger.bench.rows import Row
from gauger.stats.intervals import of_rate

K = TypeVar("K", bound=Hashable)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One method on the worlds of one kind; means over campaigns, the worst beside them."""

    method: str
    kind: str
    world: str
    variant: str
    worlds: int
    campaigns: int
    found: int
    """Campaigns of which a group holds at least half."""
    recall: float | None
    recall_least: float | None
    accused_least: float | None
    """Share of a campaign's accounts that stand in any accused group: what a ban would reach."""
    precision_least: float | None
    """Of the campaigns that were found at all."""
    accounts: Rates
    """Of campaigns, in any accused group."""
    pairs: Rates
    honest: int
    honest_accused: int
    crowds: int
    crowds_accused: tuple[str, ...]
    exchange_error: float | None
    """Largest, of the campaigns that were found at all; so the next three."""
    window_error_h: float | None
    before_flag: float | None
    live_before_flag: float | None
    cpu_s: float
    """Of all these worlds."""
    peak_gb: float
    failed: int

    @property
    def per_million(self) -> tuple[float, float, float]:
        """Honest accounts accused per million, and its 95 % interval."""
        low, high = of_rate(self.honest_accused, self.honest)
        rate = self.honest_accused / self.honest if self.honest else 0.0
        return 1e6 * rate, 1e6 * low, 1e6 * high


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of a run."""

    suite: str
    code: str
    seeds: tuple[int, ...]
    exchanges: int
    """Of all worlds."""
    worlds: tuple[Line, ...]
    """Ours, by kind, world and variant."""
    methods: tuple[Line, ...]
    """Every method, over the worlds that all of them saw; empty when only ours ran."""
    whole: Line
    """Ours, over everything."""
    calibration: Calibration | None
    failures: tuple[str, ...]


def summed(rows: Sequence[Row], suite: str) -> Summary:
    """Figures of a suite's rows; at least one must be ours."""
    own = [r for r in rows if r.method == OURS]
    return Summary(
        suite=suite,
        code=own[0].code,
        seeds=tuple(sorted({r.seed for r in own})),
        exchanges=sum(r.exchanges for r in own),
        worlds=tuple(
            _line(group, *key) for key, group in _by(own, lambda r: (r.kind, r.world, r.variant))
        ),
        methods=tuple(
            _line(group, "", "", "") for _, group in _by(_common(rows), lambda r: r.method)
        ),
        whole=_line(own, "", "", ""),
        calibration=calibration([j for r in own for j in r.outcome.judged]),
        failures=tuple(
            f"{r.world} {r.variant} {r.seed} {r.method}: {r.outcome.failed}"
            for r in rows
            if r.outcome.failed
        ),
    )


def _common(rows: Sequence[Row]) -> list[Row]:
    """Rows of those worlds that every method saw; none when there is one method alone."""
    methods = {r.method for r in rows}
    seen: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for row in rows:
        seen[row.key[:-1]].add(row.method)
    return [r for r in rows if len(methods) > 1 and seen[r.key[:-1]] == methods]


def _by(rows: Iterable[Row], key: Callable[[Row], K]) -> list[tuple[K, list[Row]]]:
    groups: dict[K, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return list(groups.items())


def _line(rows: Sequence[Row], kind: str, world: str, variant: str) -> Line:
    seen = [r.outcome.found for r in rows if r.outcome.found is not None]
    campaigns = [c for s in seen for c in s.campaigns]
    met = [c for c in campaigns if c.recall > 0]
    took = [t for r in rows for t in r.outcome.took.values()]
    recalls = [c.recall for c in campaigns]
    return Line(
        method=rows[0].method,
        kind=kind,
        world=world,
        variant=variant,
        worlds=len(rows),
        campaigns=len(campaigns),
        found=sum(r >= 0.5 for r in recalls),
        recall=sum(recalls) / len(recalls) if recalls else None,
        recall_least=min(recalls, default=None),
        accused_least=min((c.recall_any for c in campaigns), default=None),
        precision_least=min((c.precision for c in met), default=None),
        accounts=_pooled([s.accounts for s in seen]),
        pairs=_pooled([s.pairs for s in seen]),
        honest=sum(s.honest for s in seen),
        honest_accused=sum(s.honest_accused for s in seen),
        crowds=sum(s.crowds for s in seen),
        crowds_accused=tuple(sorted(n for s in seen for n in s.crowds_accused)),
        exchange_error=max((t.exchange_error for t in took), default=None),
        window_error_h=max((t.window_error_h for t in took), default=None),
        before_flag=max((t.before_flag for t in took if t.before_flag is not None), default=None),
        live_before_flag=max(
            (t.live_before_flag for t in took if t.live_before_flag is not None), default=None
        ),
        cpu_s=sum(r.outcome.cpu_s for r in rows),
        peak_gb=max(r.outcome.peak_gb for r in rows),
        failed=sum(bool(r.outcome.failed) for r in rows),
    )


def _pooled(rates: Sequence[Rates]) -> Rates:
    return Rates(
        right=sum(r.right for r in rates),
        found=sum(r.found for r in rates),
        wanted=sum(r.wanted for r in rates),
    )
