"""Innocent explanations against known crowds: `python -m bench.alternatives [SCALE] [SEED...]`.

Makes the worlds `crowds` and `tour`, detects, and puts every group through the
rules of `dossier.alternatives`, as a pack would. Of each kind of crowd, its two largest
groups are taken. What is right for a crowd should not be
"set aside" for it; for a campaign, "set aside" is what a reader hopes for.
"""

import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from gauger.campaigns.detect import detect
from gauger.campaigns.model import Detections
from gauger.casework.model import case_from
from gauger.dossier.alternatives import ASIDE, consider
from gauger.dossier.extract import Material, extract
from gauger.dossier.figures import answer
from gauger.dossier.limits import LIMITS
from gauger.dossier.model import Figures
from gauger.dossier.pseudonyms import Pseudonyms
from gauger.dossier.tables import EXTRACTS
from gauger.records.world import World, open_world
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load

EACH = 2
"""Groups of a kind that are looked at."""
RIGHT = {
    "enterprise-seats": "One customer with many seats",
    "agency": "One customer with many seats",
    "small-team": "One customer with many seats",
    "household": "One customer with many seats",
    "class": "A class, course or hackathon",
    "course": "A class, course or hackathon",
    "hackathon": "A class, course or hackathon",
    "carrier-region": "A shared network: office, carrier, university, VPN or relay",
    "vpn-users": "A shared network: office, carrier, university, VPN or relay",
    "framework": "A popular framework or client",
    "rare-plugin": "A popular framework or client",
    "promo": "A bank, a phone company or a sign-up wave",
    "reseller": "A reseller or gateway with customers of its own",
    "corporate-gateway": "A reseller or gateway with customers of its own",
    "fallback-router": "A reseller or gateway with customers of its own",
    "ci-runners": "Build servers or a nightly evaluation suite",
    "eval-suite": "Build servers or a nightly evaluation suite",
    "release-day": "Benchmarks on a release day",
    "research-lab": "Research or synthetic data for an own purpose",
    "synthetic-data": "Research or synthetic data for an own purpose",
    "audit-trail": "Research or synthetic data for an own purpose",
    "key-migration": "One customer with many seats",
}
"""The explanation that is true of a crowd."""
SCENARIOS = ("crowds", "tour")
NUMBER = re.compile(r"-\d+$")
SHOWN = (
    "declared-share", "payer-share", "window-days", "quiet-share", "release-share",
    "asks-share", "new-accounts", "capability-divergence", "p-not-chance", "p-harvest",
    "p-one-operator", "accounts",
)  # fmt: skip


def main(scale: float, seeds: tuple[int, ...]) -> None:
    """Print what was set aside for each kind, and where that was wrong."""
    aside: dict[str, Counter[str]] = defaultdict(Counter)
    groups: Counter[str] = Counter()
    wrong = []
    for seed in seeds:
        for scenario in SCENARIOS:
            with tempfile.TemporaryDirectory() as folder:
                for kind, figures in looked_at(scenario, scale, seed, Path(folder)):
                    groups[kind] += 1
                    told = {a.name: a.standing for a in consider(figures)}
                    aside[kind].update(n for n, standing in told.items() if standing == ASIDE)
                    print(kind, {n: figures[n].value for n in SHOWN}, flush=True)
                    if told.get(RIGHT.get(kind, "")) == ASIDE:
                        wrong.append((scenario, seed, kind, RIGHT[kind]))
    for kind in sorted(groups):
        said = ", ".join(f"{n.split(':')[0]} ({k})" for n, k in sorted(aside[kind].items()))
        print(f"{kind}, {groups[kind]} looked at. Set aside: {said or 'nothing'}")
    of = sum(n for kind, n in groups.items() if kind in RIGHT)
    print(f"true explanation set aside: {len(wrong)} of {of}", *wrong, sep="\n  ")


def looked_at(
    scenario: str, scale: float, seed: int, folder: Path
) -> Iterator[tuple[str, Figures]]:
    """Groups of a fresh world by what they truly are, each with a pack's figures."""
    simulate(load(scenario), folder / "world", scale=scale, seed=seed)
    world = open_world(folder / "world")
    found = detect(world)
    truth = {
        r["account_id"]: "campaign" if r["campaign"] else NUMBER.sub("", r["crowd"] or "nobody")
        for r in pq.read_table(folder / "world" / "truth.parquet").to_pylist()
    }
    taken: Counter[str] = Counter()
    for campaign in sorted(found.campaigns, key=lambda c: -c.accounts):
        members = found.members[campaign.campaign_id]
        kind, n = Counter(truth[m.account_id] for m in members).most_common(1)[0]
        if n >= 0.8 * len(members) and taken[kind] < EACH:
            taken[kind] += 1
            yield kind, figures_of(found, campaign.campaign_id, world)


def figures_of(found: Detections, campaign_id: str, world: World) -> Figures:
    """The figures that a pack of the campaign would hold, but for hypotheses."""
    case = case_from(found, campaign_id)
    others = (ms for name, ms in found.members.items() if name != campaign_id)
    material = Material(
        case=case,
        world=world,
        names=Pseudonyms(b"k" * 32),
        elsewhere=frozenset(m.account_id for ms in others for m in ms),
        limits=LIMITS | case.run.limits | {"groups_tested": float(case.run.groups_tested)},
    )
    return answer(extract(material) | {"hypotheses": EXTRACTS["hypotheses"].empty_table()})


if __name__ == "__main__":
    words = sys.argv[1:]
    main(float(words[0]) if words else 0.2, tuple(int(w) for w in words[1:]) or (5,))
