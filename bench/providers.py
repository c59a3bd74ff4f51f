"""One campaign over three providers: `python -m bench.providers SEED... [CELL...]`, table out.

A simulated world is split over three providers; each detects alone, shares what the default policy
lets out, takes in what the others sent, and looks again: as evidence beside its own (`gauger detect
--indicators`), and for leads. Seeds from 1000 are for reporting. Split of the campaign's accounts:

- random: every account at any of the three; one proxy pool serves all
- path: by access path, each with a proxy pool of its own, so that no address is seen twice

A cell is a scenario and a split, `report-2026-02-b/path`. Each cell's figures go to
`build/bench/providers/SEED/`; cells that the same program ran are not run again. The table of all
that are there of these seeds goes to `docs/sharing/providers.md`.
"""

import resource
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gauger.campaigns.detect import detect
from gauger.campaigns.model import Detections, Verdict
from gauger.campaigns.partners import Said, words
from gauger.casework.model import case_from
from gauger.records.door import network_of
from gauger.records.files import new_file
from gauger.records.keys import keys_of
from gauger.records.world import World, WorldWriter, open_world
from gauger.sharing.agreements import Partner
from gauger.sharing.check import parse_bundle
from gauger.sharing.facts import facts_of_case, flagged_accounts, require_shareable
from gauger.sharing.gate import preview
from gauger.sharing.incoming import Received, read_incoming
from gauger.sharing.leads import judged, leads
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
NAMES = {
    "report-2026-02-a": "150,000", "report-2026-02-b": "3.4 M", "report-2026-02-c": "13 M",
    "letter-2026-06": "28.8 M",
}  # fmt: skip
SPLITS = ("random", "path")
PROVIDERS = 3
REPO = Path(__file__).resolve().parent.parent
OUT = REPO / "build" / "bench" / "providers"
PAGE = REPO / "docs" / "sharing" / "providers.md"
HEAD = """# One campaign at three providers

A simulated world is split over three providers. Each detects alone, shares what the default policy
lets out, takes in what the others sent, judges again with it (`gauger detect --indicators`), and
follows its leads (`gauger share match --detections`). *Random*: each account at any of the three,
one proxy pool. *Path*: each provider reached through a pool of its own, so that no address is seen
twice. Crowds stay whole. Figures are accounts, in brackets of each provider. What to make of them:
[findings of several providers](together.md). Written by the benchmark:
"""
FAR = date(2099, 1, 1)
AGREEMENT = Partner(
    name="partner", basis="bench", basis_from=date(2020, 1, 1), basis_until=FAR, counsel="bench",
    categories=("*",),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider's part, and what it found alone."""

    world: World
    accounts: frozenset[str]
    found: Detections
    accused: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What one provider has after it took in what the others sent."""

    accused: frozenset[str]
    leads: frozenset[str]


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one cell; accounts unless a name says otherwise."""

    program: str
    """Digest of the code that ran."""
    scenario: str
    split: str
    seed: int
    scale: float
    campaign: tuple[int, ...]
    """At each provider."""
    honest: int
    alone: tuple[int, ...]
    """Of the campaign, found by each provider alone."""
    together: tuple[int, ...]
    """The same, judged with the others' indicators."""
    with_leads: tuple[int, ...]
    """The same, and led to."""
    honest_alone: int
    honest_together: int
    leads: int
    honest_leads: dict[str, int]
    """By crowd."""
    views: int
    pictures: int
    widest: int
    """Providers in the largest picture."""
    cpu_s: float


def main(seeds: list[int], cells: list[str]) -> None:
    """Run what is missing, and write the table."""
    every = [f"{name}/{split}" for name in SCENARIOS for split in SPLITS]
    if wrong := set(cells) - set(every):
        sys.exit(f"no such cell: {', '.join(sorted(wrong))}; there are {', '.join(every)}")
    for seed in seeds:
        _run(seed, cells or every)
    found = [c for seed in seeds for c in _done(seed)]
    with new_file(PAGE) as half:
        half.write_text(page(found, seeds), "utf-8")
    print(f"{PAGE}: {len(found)} of {len(every) * len(seeds)} cells")


def _run(seed: int, cells: list[str]) -> None:
    done = {f"{c.scenario}/{c.split}": c for c in _done(seed)}
    for name, scale in SCENARIOS.items():
        missing = [s for s in SPLITS if f"{name}/{s}" in cells and f"{name}/{s}" not in done]
        if not missing:
            continue
        with tempfile.TemporaryDirectory() as folder:
            whole = Path(folder) / "whole"
            simulate(load(name), whole, scale=scale, seed=seed)
            for split in missing:
                cell = _cell(name, split, seed, whole, Path(folder))
                with new_file(OUT / str(seed) / f"{name}-{split}.json") as half:
                    half.write_bytes(msgspec.json.encode(cell))
                print(row(cell), flush=True)


def _program() -> str:
    """Digest of everything that could change a figure."""
    whole = blake2b(digest_size=8)
    source = REPO / "src" / "gauger"
    for file in (*sorted(source.rglob("*.*")), Path(__file__)):
        faces = file.is_relative_to(source / "cli") or file.is_relative_to(source / "web")
        if file.is_file() and file.suffix != ".pyc" and not faces:
            whole.update(file.name.encode() + file.read_bytes())
    return whole.hexdigest()


PROGRAM = _program()
"""As loaded: a file that changes while cells run changes nothing of this run."""


def _done(seed: int) -> list[Cell]:
    """Cells of a seed that this very program ran, in the table's order."""
    files = [OUT / str(seed) / f"{name}-{split}.json" for name in SCENARIOS for split in SPLITS]
    found = [msgspec.json.decode(f.read_bytes(), type=Cell) for f in files if f.is_file()]
    return [c for c in found if c.program == PROGRAM]


def row(c: Cell) -> str:
    """One line of the table."""
    each = [
        f"{sum(n)} ({', '.join(map(str, n))})"
        for n in (c.campaign, c.alone, c.together, c.with_leads)
    ]
    crowds = "".join(f", {n} {name}" for name, n in sorted(c.honest_leads.items()))
    return (
        f"| {c.seed} | {NAMES[c.scenario]} | {c.scale:g} | {c.split} | {each[0]} | {c.honest:,} "
        f"| {each[1]} | {each[2]} | {each[3]} | {c.honest_alone} | {c.honest_together} "
        f"| {sum(c.honest_leads.values())} of {c.leads}{crowds} | {c.widest} | {c.cpu_s:.0f} |"
    )


def page(cells: list[Cell], seeds: list[int]) -> str:
    """The table, with what it says and how it was made."""
    total = sum(c.cpu_s for c in cells)
    whole = len(SCENARIOS) * len(SPLITS) * len(seeds)
    return f"""{HEAD}
`python -m bench.providers {" ".join(map(str, seeds))}`; {len(cells)} of {whole} cells, \
{total:,.0f} CPU seconds, program {PROGRAM}.

{totals(cells)}

| seed | exchanges | scale | split | accounts | honest | alone | judged with indicators \
| and leads | honest accused: alone | with indicators | honest among the leads \
| providers in one picture | CPU s |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
{chr(10).join(row(c) for c in cells)}
"""


def totals(cells: list[Cell]) -> str:
    """All cells in a sentence."""
    sizes, alone, judged, led = (
        sum(sum(n) for n in part)
        for part in (
            [c.campaign for c in cells],
            [c.alone for c in cells],
            [c.together for c in cells],
            [c.with_leads for c in cells],
        )
    )
    return (
        f"Over all cells, of {sizes} accounts {alone} were found alone, {judged} with indicators, "
        f"{led} with leads. Of {sum(c.honest for c in cells):,} honest accounts "
        f"{sum(c.honest_alone for c in cells)} were accused alone, "
        f"{sum(c.honest_together for c in cells)} with indicators, and "
        f"{sum(sum(c.honest_leads.values()) for c in cells)} led to."
    )


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
    held = frozenset(str(t["account_id"]) for t in own)
    return Provider(world=opened, accounts=held, found=found, accused=accused_in(found))


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
    more = leads(part.world, hits, judged(again))
    return Gain(accused=accused_in(again), leads=frozenset(x.account_id for x in more))


def _cell(name: str, split: str, seed: int, whole: Path, folder: Path) -> Cell:
    """Run one cell. CPU seconds are without the simulation."""
    before = _cpu_s()
    parts = [_provider(whole, folder, split, n) for n in range(PROVIDERS)]
    truth = pq.read_table(whole / "truth.parquet").to_pylist()
    campaign = {t["account_id"] for t in truth if t["campaign"]}
    crowd = {t["account_id"]: t["crowd"] or "single" for t in truth}
    sent = [_shared(p, n) for n, p in enumerate(parts)]
    gains = [_gain(p, n, sent) for n, p in enumerate(parts)]
    read = [(f"P{n}", parse_bundle(b, Path("bundle"))) for n, bs in enumerate(sent) for b in bs]
    pictures = together(views(read))
    led: frozenset[str] = frozenset().union(*(g.leads for g in gains))
    return Cell(
        program=PROGRAM, scenario=name, split=split, seed=seed, scale=SCENARIOS[name],
        campaign=_each([p.accounts for p in parts], campaign),
        honest=len(truth) - len(campaign),
        alone=_each([p.accused for p in parts], campaign),
        together=_each([g.accused for g in gains], campaign),
        with_leads=_each([g.accused | g.leads for g in gains], campaign),
        honest_alone=sum(len(p.accused - campaign) for p in parts),
        honest_together=sum(len(g.accused - campaign) for g in gains),
        leads=len(led),
        honest_leads=dict(Counter(crowd[a] for a in sorted(led - campaign))),
        views=len(read), pictures=len(pictures),
        widest=max((len(p.providers) for p in pictures), default=0),
        cpu_s=round(_cpu_s() - before, 1),
    )  # fmt: skip


def _each(parts: list[frozenset[str]], campaign: set[str]) -> tuple[int, ...]:
    return tuple(len(p & campaign) for p in parts)


def _cpu_s() -> float:
    used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


if __name__ == "__main__":
    numbers = [int(w) for w in sys.argv[1:] if w.isdigit()]
    if not numbers:
        sys.exit(__doc__)
    main(numbers, [w for w in sys.argv[1:] if not w.isdigit()])
