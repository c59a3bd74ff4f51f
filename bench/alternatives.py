"""Innocent explanations against known crowds: `python -m bench.alternatives [SCALE] [SEED...]`.

Makes the world `crowds` and the world `acceptance`, detects, and puts every group through the
rules of `dossier.alternatives`, as a pack would. Of each kind of crowd, its largest groups are
taken. Printed: where each explanation stands for each kind. What is right for a crowd should not be
"set aside" for it; for a campaign, "set aside" is what a reader hopes for.
"""

import sys
import tempfile
from collections import Counter, defaultdict
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
SHOWN = (
    "declared-share", "window-days", "quiet-share", "release-share", "asks-share", "new-accounts",
    "capability-divergence", "p-not-chance", "p-harvest", "p-one-operator", "accounts",
)  # fmt: skip


def main(scale: float, seeds: tuple[int, ...]) -> None:
    """Print one line a group, then a table of what is set aside for whom."""
    aside: dict[str, Counter[str]] = defaultdict(Counter)
    groups: Counter[str] = Counter()
    wrong = []
    for seed in seeds:
        for scenario in ("crowds", "acceptance"):
            with tempfile.TemporaryDirectory() as folder:
                for kind, figures in looked_at(scenario, scale, seed, Path(folder)):
                    groups[kind] += 1
                    told = consider(figures)
                    aside[kind].update(a.name for a in told if a.standing == ASIDE)
                    print(
                        kind,
                        {n: _short(figures, n) for n in SHOWN},
                        dict(
                            figures["without"].rows
                            and [(r[0], r[2]) for r in figures["without"].rows]
                        ),
                        [(a.name[:14], a.standing) for a in told],
                    )
                    wrong += [
                        (kind, a.standing, a.name)
                        for a in told
                        if a.name == RIGHT.get(kind) and a.standing == ASIDE
                    ]
    names = sorted({n for c in aside.values() for n in c})
    print("| group | looked at | " + " | ".join(n.split(":")[0] for n in names) + " |")
    print("|---" * (len(names) + 2) + "|")
    for kind in sorted(groups):
        cells = " | ".join(str(aside[kind][n]) for n in names)
        print(f"| {kind} | {groups[kind]} | {cells} |")
    print(f"true explanation set aside: {len(wrong)} of {sum(groups[k] for k in RIGHT)}")
    for row in wrong:
        print("  ", *row)


def looked_at(scenario: str, scale: float, seed: int, folder: Path) -> list[tuple[str, Figures]]:
    """Groups of a fresh world by what they truly are, each with a pack's figures."""
    simulate(load(scenario), folder / "world", scale=scale, seed=seed)
    world = open_world(folder / "world")
    found = detect(world)
    truth = {
        r["account_id"]: (r["campaign"], r["crowd"])
        for r in pq.read_table(folder / "world" / "truth.parquet").to_pylist()
    }
    taken: Counter[str] = Counter()
    made = []
    for campaign in sorted(found.campaigns, key=lambda c: -c.accounts):
        members = found.members[campaign.campaign_id]
        kinds = Counter(
            "campaign" if truth[m.account_id][0] else truth[m.account_id][1] or "nobody"
            for m in members
        )
        kind, n = kinds.most_common(1)[0]
        if n < 0.8 * len(members) or taken[kind] >= EACH:
            continue
        taken[kind] += 1
        made.append((kind, figures_of(found, campaign.campaign_id, world)))
    return made


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


def _short(figures: Figures, name: str) -> object:
    value = figures[name].value
    return round(value, 3) if isinstance(value, float) else value


if __name__ == "__main__":
    words = sys.argv[1:]
    main(float(words[0]) if words else 0.2, tuple(int(w) for w in words[1:]) or (5,))
