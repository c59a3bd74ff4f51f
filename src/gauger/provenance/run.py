"""A plan, run: outputs opened on record, tests, controls, campaigns, Holm over all, the verdict."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256

import msgspec
import numpy as np

from gauger import __version__
from gauger.errors import UsageError
from gauger.provenance.exact import holm
from gauger.provenance.examine import (
    Bench,
    Evidence,
    canaries_of,
    examine,
    lean,
    require,
    tuples_for,
)
from gauger.provenance.greenlist import GreenList
from gauger.provenance.identify import Named, name_by_green, name_by_p
from gauger.provenance.plan import SECOND_ALPHA, PlannedTest, open_outputs
from gauger.provenance.radioactivity import Leaning, Tuples
from gauger.provenance.result import Control, Naming, Outcome, Result
from gauger.provenance.verdict import judge


def run_plan(
    bench: Bench,
    suspect: Evidence,
    controls: Mapping[str, Evidence],
    *,
    digest: str,
    say: Callable[[str], None] = lambda _: None,
) -> Result:
    """Run a committed plan on a suspect and its control panel, and judge.

    `digest` is the SHA-256 of what was read of the suspect. The same plan, evidence and registry
    give the same result: decoys come from a seed that both fix.
    Raises LateCommitment, UsageError or InputError before any outcome is seen.
    """
    plan, ledger = bench.plan, bench.registry.ledger
    for test in plan.tests:
        for evidence in (suspect, *(controls.values() if test == plan.primary else ())):
            require(test, evidence, bench)
    opened = open_outputs(plan, ledger, digest, at=bench.at, outputs=suspect.outputs)
    planned = ledger.find("plan", plan.digest())
    if planned is None:  # open_outputs has checked
        raise UsageError(f"the plan for {plan.suspect!r} is not on record.")
    outcomes = []
    for test in plan.tests:
        say(f"testing {test.name}")
        outcomes.append(examine(test, suspect, _seeded(bench, test.name, digest)))
    panel = _panel(bench, controls, digest, say)
    for o in outcomes:
        _record(bench, o, digest)
    tried = trials(bench)
    p_holm = {o.name: holm(tried)[_trial(bench, o.name, digest)] for o in outcomes}
    naming = _naming(bench, suspect, outcomes[0], digest, say)
    return Result(
        version=__version__, made_at=bench.at, plan=plan, plan_digest=plan.digest(),
        planned_at=planned.at, outputs_digest=opened.digest, ledger_head=ledger.head(),
        family=len(tried), outcomes=tuple(outcomes), p_holm=p_holm, controls=panel, naming=naming,
        verdict=judge(plan, outcomes, p_holm, panel, naming),
    )  # fmt: skip


def trials(bench: Bench) -> dict[str, float]:
    """P-values of everything ever tried under the registry, each test on each suspect once.

    Looks of a sequential plan are one trial, with the least of their p: the e-value allows it.
    """
    told: dict[str, float] = {}
    for entry in bench.registry.ledger.entries():
        if entry.kind == "trial":
            told[entry.digest] = min(told.get(entry.digest, 1.0), float(entry.detail["p"]))
    return told


def _panel(
    bench: Bench, controls: Mapping[str, Evidence], digest: str, say: Callable[[str], None]
) -> tuple[Control, ...]:
    told = []
    for name, evidence in controls.items():
        say(f"testing the control {name}")
        got = examine(bench.plan.primary, evidence, _seeded(bench, f"control {name}", digest))
        told.append(Control(name=name, p=got.p, n=got.n))
    return tuple(told)


def _seeded(bench: Bench, name: str, digest: str) -> Bench:
    seed = sha256(f"{bench.plan.digest()}\n{digest}\n{name}".encode()).digest()[:8]
    return replace(bench, rng=np.random.default_rng(int.from_bytes(seed, "big")))


def _trial(bench: Bench, name: str, digest: str) -> str:
    look = "" if bench.plan.sequential else digest
    return sha256(f"{bench.plan.digest()}\n{name}\n{look}".encode()).hexdigest()


def _record(bench: Bench, outcome: Outcome, digest: str) -> None:
    trial = _trial(bench, outcome.name, digest)
    held = [e for e in bench.registry.ledger.entries() if e.kind == "trial" and e.digest == trial]
    if any(e.detail["outputs"] == digest for e in held):
        return
    bench.registry.ledger.append(
        "trial", bench.plan.suspect, trial, at=bench.at, test=outcome.name, p=repr(outcome.p),
        plan=bench.plan.digest(), outputs=digest,
    )  # fmt: skip


def _naming(
    bench: Bench, suspect: Evidence, primary: Outcome, digest: str, say: Callable[[str], None]
) -> Naming | None:
    kind = bench.plan.which
    if not kind:
        return None
    say(f"asking whose key it is, by {kind}")
    bench = _seeded(bench, f"which {kind}", digest)
    named = _by_green(kind, bench, suspect) if kind.startswith("green") else None
    if named is None:
        purpose = {"canaries": "canary", "words": "words"}[kind]
        campaigns = bench.registry.campaigns(purpose)
        tests = [PlannedTest(kind=kind, campaign=c) for c in campaigns]
        ps = {t.campaign: examine(t, suspect, bench).p for t in tests if _asked(t, suspect, bench)}
        named = name_by_p(primary.p, ps, alpha=SECOND_ALPHA)
    return Naming(
        kind=kind, p_shared=named.p_shared, p_campaigns=dict(named.p_campaigns),
        fired=named.fired, alpha=named.alpha,
    )  # fmt: skip


def _by_green(kind: str, bench: Bench, suspect: Evidence) -> Named:
    registry = bench.registry
    campaigns = [c for c in registry.campaigns("green") if registry.splits(c)]
    if not campaigns:
        raise UsageError(
            "naming a campaign by its green list needs the key that all share, committed before "
            "the campaigns' own: `gauger provenance commit --shared --purpose green`."
        )
    marks = {c: registry.split_list(c, at=bench.at) for c in campaigns}
    shape = next(iter(marks.values())).shared.shape
    tuples = tuples_for(kind, suspect, bench, shape.window)

    def test(some: Tuples, mark: GreenList) -> Leaning:
        return lean(kind, some, mark, bench)

    return name_by_green(tuples, marks, test, alpha=SECOND_ALPHA)


def _asked(test: PlannedTest, suspect: Evidence, bench: Bench) -> bool:
    """Whether the suspect was asked anything about this campaign."""
    if test.kind != "canaries":
        return True
    asked = {row.prompt for row in suspect.outputs}
    return any(c.cue in asked for c in canaries_of(test, bench))


def digest_of_bytes(parts: Mapping[str, bytes]) -> str:
    """One SHA-256 over what was read, by role.

    >>> digest_of_bytes({"outputs": b"x"})[:8]
    '28d24eb2'
    """
    whole = sorted((role, sha256(data).hexdigest()) for role, data in parts.items())
    return sha256(msgspec.json.encode(whole)).hexdigest()
