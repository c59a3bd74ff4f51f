"""What worlds look like, in figures: `python -m bench.realism [SCENARIO] [SCALE] [SEED...]`.

First the honest population beside the measurements it was made after, then how well each single
figure of an account tells a campaign's accounts from everybody else's (area under the ROC curve,
0.5: not at all). A figure near 1 would be a mark that campaigns carry by construction. No part of
the detector is used.
"""

import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from gauger.simulate.draw import cast
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load

FIGURES = {
    "exchanges": "count(*)",
    "active days": "count(distinct date_trunc('day', ts))",
    "exchanges a session": "count(*) / count(distinct session_id)",
    "addresses": "count(distinct ip)",
    "networks": "count(distinct ip_net)",
    "countries": "count(distinct ip_country)",
    "hosting share": "avg((ip_class = 'hosting')::int)",
    "user agents": "count(distinct user_agent)",
    "large models": "avg((model like 'm-large%')::int)",
    "newest model": "avg((model = 'm-large-5')::int)",
    "capabilities": "count(distinct capability)",
    "software share": "avg((capability = 'software-engineering')::int)",
    "input tokens": "avg(input_tokens)",
    "output tokens": "avg(output_tokens)",
    "reasoning share": "avg((reasoning_tokens > 0)::int)",
    "asks for anything": "avg((asks > 0)::int)",
    "asks for reasoning": "avg((asks & 1)::int)",
    "distinct prompts": "count(distinct prompt_key) / count(*)",
    "template values": "count(distinct template_sketch) / count(*)",
    "system prompt": "avg((system_key is not null)::int)",
    "tools": "avg((tools_key is not null)::int)",
    "refused": "avg(refused::int)",
    "errors": "avg((status <> 200)::int)",
    "night share": "avg((hour(ts) < 6)::int)",
    "weekend share": "avg((dayofweek(ts) in (0, 6))::int)",
    "age at first use": "epoch(min(ts) - min(created_at))",
    "first day": "epoch(min(ts))",
    "cost": "sum(cost_usd)",
}
Floats = npt.NDArray[np.float64]


def main(name: str, scale: float, seeds: list[int]) -> None:
    """Print the figures of each seed's world."""
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            world = Path(folder) / "world"
            rows = simulate(load(name), world, scale=scale, seed=seed)
            base = opened(world)
            print(f"{name} scale {scale:g} seed {seed}: {rows:,} exchanges")
            honest(base, [c.accounts for c in cast(load(name), scale=scale, seed=seed).cohorts[:3]])
            marks(base)


def opened(world: Path) -> duckdb.DuckDBPyConnection:
    """The world with what is known of each account beside its exchanges."""
    base = duckdb.connect()
    base.execute("set TimeZone = 'UTC'")
    base.execute(
        f"""
        create table x as
        select e.*, a.created_at, t.campaign, t.crowd, t.place
        from read_parquet('{world}/exchanges/**/*.parquet') e
        join '{world}/accounts.parquet' a using (account_id)
        join (select *, row_number() over () as place from '{world}/truth.parquet') t
            using (account_id)
        """
    )
    return base


def honest(base: duckdb.DuckDBPyConnection, sizes: list[int]) -> None:
    """Skew of people and of services, as their sources measured it."""
    edges = np.cumsum([0, *sizes])
    day = "(select min(ts) from x) + interval 23 day"
    people = counts(base, f"place <= {edges[1]} and ts < {day}")
    top = np.sort(people)[-len(people) // 100 :].sum() / people.sum()
    print(
        f"  people, 23 days: median {np.median(people):.0f}, p99 {np.quantile(people, 0.99):.0f},"
        f" mean {people.mean():.2f}, largest {people.max():.0f}, top 1 % send {top:.3f}"
    )
    heavy = f"place > {edges[2]} and place <= {edges[3]}"
    for model in ("m-small-4", "m-medium-4", "m-large-4"):
        sent = np.sort(counts(base, f"{heavy} and model = '{model}'"))
        rank = 2 * np.arange(1, len(sent) + 1) - len(sent) - 1
        gini = rank @ sent / (len(sent) * sent.sum())
        print(
            f"  services on {model}: {len(sent)} clients, Gini {gini:.3f},"
            f" the largest sends {sent.max() / sent.sum():.3f}"
        )
    rows = base.execute(
        f"select account_id, epoch_us(ts) from x where {heavy} order by 1, 2"
    ).fetchnumpy()
    starts = np.flatnonzero(np.r_[True, rows["account_id"][1:] != rows["account_id"][:-1]])
    times = [t / 1e6 for t in np.split(rows["epoch_us(ts)"], starts[1:]) if len(t) >= 100]
    cv = [np.diff(t).std() / np.diff(t).mean() for t in times]
    entropy = [bits(np.bincount((t // 3_600 % 24).astype(int), minlength=24)) for t in times]
    print(f"  their gaps' CV p10, p50, p90: {np.quantile(cv, [0.1, 0.5, 0.9]).round(2)}")
    print(f"  entropy of their day, least to most: {min(entropy):.2f} to {max(entropy):.2f} bits")


def counts(base: duckdb.DuckDBPyConnection, where: str) -> Floats:
    """Exchanges of each account among those that `where` holds for."""
    found = base.execute(f"select count(*) n from x where {where} group by account_id").fetchnumpy()
    return np.asarray(found["n"], float)


def bits(hours: npt.NDArray[np.int64]) -> float:
    """Entropy of a profile."""
    p = hours[hours > 0] / hours.sum()
    return float(-(p * np.log2(p)).sum())


def marks(base: duckdb.DuckDBPyConnection) -> None:
    """The figures of an account that tell campaigns best, alone and among busy accounts only."""
    columns = ", ".join(f"{sql} as f{i}" for i, sql in enumerate(FIGURES.values()))
    found = base.execute(
        f"select max(campaign) is not null as bad, {columns} from x group by account_id"
    ).fetchnumpy()
    bad = np.asarray(found["bad"], bool)
    if not bad.any():
        return
    busy = np.asarray(found["f0"]) >= np.quantile(np.asarray(found["f0"])[bad], 0.1)
    for title, rows in (("all accounts", np.ones(len(bad), bool)), ("as busy accounts", busy)):
        scored = {
            n: auc(np.asarray(found[f"f{i}"], float)[rows], bad[rows])
            for i, n in enumerate(FIGURES)
        }
        best = sorted(scored.items(), key=lambda s: -abs(s[1] - 0.5))[:8]
        print(f"  {title} ({bad[rows].sum()} of {rows.sum()} are a campaign's): ", end="")
        print(", ".join(f"{name} {value:.2f}" for name, value in best))


def auc(values: Floats, bad: npt.NDArray[np.bool_]) -> float:
    """Chance that a campaign's account has a higher value than another (Mann-Whitney)."""
    ranks = rankdata(np.nan_to_num(values))
    many = int(bad.sum())
    return float((ranks[bad].sum() - many * (many + 1) / 2) / (many * (len(bad) - many)))


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        given[0] if given else "ladder-all",
        float(given[1]) if len(given) > 1 else 0.3,
        [int(s) for s in given[2:]] or [0],
    )
