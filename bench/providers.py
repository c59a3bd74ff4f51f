"""One campaign over three providers: `python -m bench.providers [FACTOR] [SEED,...] [SCENARIO...]`.

A simulated world is split over three providers; each detects alone, shares what the default policy
lets out, takes in what the others sent, and looks again: as evidence beside its own (`gauger detect
--indicators`), and for leads. Seeds from 1000 are for reporting. Split of the campaign's accounts:

- random: every account at any of the three; one proxy pool serves all
- path: by access path, each with a proxy pool of its own, so that no address is seen twice
"""

import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gauger.campaigns.detect import detect
from gauger.campaigns.model import Detections, Verdict
from gauger.campaigns.partners import Said, words
from gauger.casework.model import case_from
from gauger.records.door import network_of
from gauger.records.keys import keys_of
from gauger.records.world import World, WorldWriter, open_world
from gauger.sharing.agreements import Partner
from gauger.sharing.check import parse_bundle
from gauger.sharing.facts import facts_of_case, flagged_accounts, require_shareable
from gauger.sharing.gate import preview
from gauger.sharing.incoming import Received, read_incoming
from gauger.sharing.leads import leads
from gauger.sharing.match import match
from gauger.sharing.observe import observe
from gauger.sharing.policy import Policy, default_policy, parse_policy
from gauger.sharing.stix import Ids, bundle
from gauger.sharing.together import together, views
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load

SCENARIOS = {
    "report-2026-02-a": 0.1,
    "report-2026-02-b": 0.02,
    "report-2026-02-c": 0.001,
    "letter-2026-06": 0.001,
}
"""Scenario and the scale at which it runs by default. The smaller, the less a provider sees of a
campaign alone: a part of some twenty accounts among a thousand honest ones."""
PROVIDERS = 3
FAR = date(2099, 1, 1)
AGREEMENT = Partner(
    name="partner", basis="bench", basis_from=date(2020, 1, 1), basis_until=FAR, counsel="bench",
    categories=("*",),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider's part, and what it found alone."""

    world: World
    found: Detections
    accused: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What one provider has after it took in what the others sent."""

    accused: frozenset[str]
    leads: frozenset[str]


def main(factor: float, seeds: list[int], scenarios: list[str]) -> None:
    """Print one line per scenario, seed and split."""
    for name in scenarios:
        for seed in seeds:
            with tempfile.TemporaryDirectory() as folder:
                whole = Path(folder) / "whole"
                simulate(load(name), whole, scale=factor * SCENARIOS[name], seed=seed)
                for split in ("random", "path"):
                    started = time.perf_counter()
                    parts = [_provider(whole, Path(folder), split, n) for n in range(PROVIDERS)]
                    _report(f"{name} {seed} {split}", whole, parts)
                    print(f"  {time.perf_counter() - started:.0f} s", flush=True)


def accused_in(found: Detections) -> frozenset[str]:
    """Accounts of the campaigns judged distillation."""
    return frozenset(
        m.account_id
        for c in found.campaigns
        if c.verdict is Verdict.DISTILLATION
        for m in found.members[c.campaign_id]
    )


def _place(text: str) -> int:
    return blake2b(text.encode(), digest_size=1).digest()[0] % PROVIDERS


def _provider(whole: Path, folder: Path, split: str, number: int) -> Provider:
    """Write one provider's world and detect in it."""
    truth = pq.read_table(whole / "truth.parquet").to_pylist()
    # a crowd (a class, an office) is one provider's customer as a whole
    own = [t for t in truth if _place(str(t["crowd"] or t["account_id"])) == number]
    ids = pa.array([t["account_id"] for t in own])
    campaign = pa.array([t["account_id"] for t in own if t["campaign"]], pa.string())
    path = folder / f"{split}-{number}"
    with WorldWriter(path, replace=False) as world:
        for file in open_world(whole).exchange_files:
            rows = pq.read_table(file)
            rows = rows.filter(pc.is_in(rows["account_id"], ids))
            world.exchanges(_moved(rows, campaign, number) if split == "path" else rows)
        for name in ("accounts", "truth"):
            table = pq.read_table(whole / f"{name}.parquet")
            getattr(world, name)(table.filter(pc.is_in(table["account_id"], ids)))
    opened = open_world(path)
    found = detect(opened)
    return Provider(world=opened, found=found, accused=accused_in(found))


def _moved(rows: pa.Table, campaign: pa.Array, number: int) -> pa.Table:
    """The campaign's traffic through this path's own pool: the same pool, other addresses."""
    theirs = pc.is_in(rows["account_id"], campaign).to_pylist()
    ips = [
        _shift(ip, number) if moved and ip else ip
        for ip, moved in zip(rows["ip"].to_pylist(), theirs, strict=True)
    ]
    nets = [network_of(ip) if ip else None for ip in ips]
    new = {
        "ip": pa.array(ips, pa.string()),
        "ip_net": pa.array(nets, pa.string()),
        "ip_key": keys_of("ip", pa.array(ips, pa.string())),
        "net_key": keys_of("net", pa.array(nets, pa.string())),
    }
    for name, column in new.items():
        rows = rows.set_column(rows.column_names.index(name), name, column)
    return rows


def _shift(ip: str, number: int) -> str:
    a, b, c, d = ip.split(".")
    return f"{int(a) + 20 * number}.{b}.{c}.{d}"


def _policy() -> Policy:
    text = default_policy().replace(b"private_addresses = false", b"private_addresses = true")
    return parse_policy(text, Path("policy.toml"))


def _shared(provider: Provider, number: int) -> list[bytes]:
    """Bundles of a provider's distillation campaigns, as its gate lets them out."""
    sent = []
    for campaign in provider.found.campaigns:
        if campaign.verdict is not Verdict.DISTILLATION:
            continue
        case = case_from(provider.found, campaign.campaign_id)
        require_shareable(case)
        accounts = flagged_accounts(case)
        facts = facts_of_case(
            case, observe(provider.world, accounts), ("proxy-resale",), flagged=len(accounts)
        )
        day = campaign.last_ts.date()
        gone = preview(facts, _policy(), "partner", AGREEMENT, on=day, today=date(2026, 11, 24))
        if not gone.blocks:
            at = datetime(2026, 6, 6, tzinfo=UTC)
            sent.append(
                bundle(gone, case=case.case_id, name=f"P{number}", ids=Ids(b"%d" % number), at=at)
            )
    return sent


def _received(bundles: list[bytes], sender: str, folder: Path) -> list[Received]:
    rows: list[Received] = []
    for place, data in enumerate(bundles):
        file = folder / f"{sender}-{place}.json"
        file.write_bytes(data)
        rows += read_incoming(file, sender, today=date(2026, 6, 6)).rows
    return rows


def _gain(part: Provider, number: int, sent: list[list[bytes]]) -> Gain:
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            r
            for n, bundles in enumerate(sent)
            if n != number
            for r in _received(bundles, f"P{n}", Path(folder))
        ]
    hits = match(part.world, rows, ())
    again = detect(part.world, partners=Said(words=words(hits)))
    # As `gauger share match --detections`: a group that was judged with these words had its say.
    judged = {m.account_id for members in again.members.values() for m in members}
    more = leads(part.world, hits, judged)
    return Gain(accused=accused_in(again), leads=frozenset(x.account_id for x in more))


def _report(title: str, whole: Path, parts: list[Provider]) -> None:
    truth = pq.read_table(whole / "truth.parquet").to_pylist()
    campaign = {t["account_id"] for t in truth if t["campaign"]}
    crowd = {t["account_id"]: t["crowd"] or "single" for t in truth}
    sent = [_shared(p, n) for n, p in enumerate(parts)]
    gains = [_gain(p, n, sent) for n, p in enumerate(parts)]
    alone: frozenset[str] = frozenset().union(*(p.accused for p in parts))
    judged: frozenset[str] = frozenset().union(*(g.accused for g in gains))
    led: frozenset[str] = frozenset().union(*(g.leads for g in gains))
    read = [(f"P{n}", parse_bundle(b, Path("bundle"))) for n, bs in enumerate(sent) for b in bs]
    pictures = together(views(read))
    print(
        f"{title}: {len(campaign)} accounts of {len(truth):,}; "
        f"alone {len(alone & campaign)} ({_each([p.accused & campaign for p in parts])}), "
        f"with indicators {len(judged & campaign)} "
        f"({_each([g.accused & campaign for g in gains])}), "
        f"and leads {len((judged | led) & campaign)}; "
        f"honest accused alone {len(alone - campaign)}, with indicators {len(judged - campaign)}, "
        f"honest among {len(led)} leads {len(led - campaign)} "
        f"({_each_of(led - campaign, crowd)}); {len(read)} views in {len(pictures)} pictures, "
        f"the largest of {max((len(p.providers) for p in pictures), default=0)} providers",
        flush=True,
    )


def _each(parts: list[frozenset[str]]) -> str:
    return ", ".join(str(len(p)) for p in parts)


def _each_of(accounts: frozenset[str], crowd: dict[str, str]) -> str:
    counts = Counter(crowd[a] for a in accounts)
    return ", ".join(f"{n} {name}" for name, n in sorted(counts.items())) or "none"


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        float(given[0]) if given else 1.0,
        [int(s) for s in given[1].split(",")] if len(given) > 1 else [7],
        given[2:] or list(SCENARIOS),
    )
