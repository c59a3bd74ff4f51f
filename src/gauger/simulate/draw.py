"""Free parameters drawn by seed: a scenario's ranges become the cohorts of one world."""

from dataclasses import dataclass
from typing import Any, get_type_hints

import msgspec
import numpy as np

from gauger.errors import UsageError
from gauger.simulate.cohort import Cohort
from gauger.simulate.scenario import (
    POPULATION,
    Scenario,
    Spec,
    read_table,
    reporting_seeds_from,
)

HINTS = get_type_hints(Cohort)
SMALLEST_CROWD = 4
LARGEST_SHARE = 0.03
"""Of the honest accounts that one crowd may be: a small world has small crowds."""
LARGEST_TRAFFIC = 0.05
"""Of the honest exchanges that one crowd may send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody in one world."""

    scenario: Scenario
    seed: int
    scale: float
    cohorts: tuple[Cohort, ...]


def cast(scenario: Scenario, *, scale: float, seed: int) -> Cast:
    """Draw the cohorts of one world; same scenario, scale and seed, same cohorts.

    Raises UsageError for shifted parameters under a tuning seed, or a field that does not fit.
    """
    if scenario.variant == "shifted" and seed < reporting_seeds_from():
        raise UsageError(
            f"shifted parameters are for reporting; got seed {seed}. Give a seed from "
            f"{reporting_seeds_from()} on, and do not tune on what comes out."
        )
    rng = np.random.default_rng([seed, 1, VARIANT_SALT[scenario.variant]])
    honest = _honest(scenario, scale, rng)
    crowds = _crowds(scenario, scale, rng)
    campaigns = [_campaign(spec, scenario, scale, rng) for spec in scenario.campaign]
    return Cast(
        scenario=scenario, seed=seed, scale=scale, cohorts=tuple(honest + crowds + campaigns)
    )


VARIANT_SALT = {"standard": 0, "shifted": 1}


def drawn(spec: Spec, rng: np.random.Generator, where: str, variant: str = "standard") -> Cohort:
    """A cohort with every range and table of weights picked."""
    fields = dict(spec)
    shifted = fields.pop("shifted", {})
    if variant == "shifted":
        fields |= shifted
    picked = {name: _picked(name, value, rng) for name, value in sorted(fields.items())}
    try:
        return msgspec.convert(picked, Cohort, strict=False)
    except msgspec.ValidationError as seen:
        raise UsageError(f"{where}: {seen}. Compare the fields in docs/scenarios.md.") from seen


def _picked(name: str, value: Any, rng: np.random.Generator) -> Any:
    """One value of a range (log-uniform where both ends are positive) or of weighted words."""
    kind = HINTS.get(name)
    if kind in {int, float, int | float} and isinstance(value, list):
        low, high = value
        x = np.exp(rng.uniform(np.log(low), np.log(high))) if low > 0 else rng.uniform(low, high)
        return round(x) if kind is int else float(x)
    if kind in {str, bool} and isinstance(value, dict):
        weights = np.array(list(value.values()), float)
        word = list(value)[int(rng.choice(len(weights), p=weights / weights.sum()))]
        return word if kind is str else word == "true"
    return value


def _honest(scenario: Scenario, scale: float, rng: np.random.Generator) -> list[Cohort]:
    """The honest population; `services` send what is left of the scenario's total."""
    specs = read_table(POPULATION / "honest.toml")["cohort"]
    total = scenario.honest_exchanges * scale
    window = scenario.days / 45
    made: list[Cohort] = []
    for spec in specs:
        fields = {k: v for k, v in spec.items() if k != "share"}
        accounts = max(1, round(spec["share"] * scenario.honest_accounts * scale))
        one = drawn(fields | {"accounts": accounts, "kind": "honest"}, rng, "honest.toml")
        sent = round(one.per_account * accounts * window)
        made.append(msgspec.structs.replace(one, exchanges=max(accounts, sent)))
    used = sum(c.exchanges for c in made if c.persona != "services")
    left = max(total - used, 0.15 * total)
    share = {c.name: c.accounts for c in made if c.persona == "services"}
    return [
        c
        if c.persona != "services"
        else msgspec.structs.replace(
            c, exchanges=max(c.accounts, round(left * c.accounts / sum(share.values())))
        )
        for c in made
    ]


def _crowds(scenario: Scenario, scale: float, rng: np.random.Generator) -> list[Cohort]:
    """Instances of each kind of crowd, by its rate per million honest accounts."""
    population = scenario.honest_accounts * scale
    made: list[Cohort] = []
    if not scenario.crowds:
        return made
    for spec in read_table(POPULATION / "crowds.toml")["crowd"]:
        kind = spec["name"]
        if scenario.crowd_kinds and kind not in scenario.crowd_kinds:
            continue
        expected = spec["per_million"] * population / 1e6 * scenario.crowds
        fields = {k: v for k, v in spec.items() if k != "per_million"}
        many = max(1, int(rng.poisson(expected)))
        made += [_crowd(fields, f"{kind}-{i + 1}", scenario, scale, rng) for i in range(many)]
    return made


def _crowd(
    fields: Spec, name: str, scenario: Scenario, scale: float, rng: np.random.Generator
) -> Cohort:
    one = drawn(fields | {"name": name, "kind": "crowd"}, rng, "crowds.toml", scenario.variant)
    most = max(SMALLEST_CROWD, round(LARGEST_SHARE * scenario.honest_accounts * scale))
    accounts = max(2 if one.accounts < SMALLEST_CROWD else SMALLEST_CROWD, min(one.accounts, most))
    budget = LARGEST_TRAFFIC * scenario.honest_exchanges * scale
    sent = min(one.per_account * accounts * scenario.days / 45, budget * rng.uniform(0.3, 1))
    release = [e.day for e in scenario.event if e.kind == "model_release"]
    changes: dict[str, Any] = {"accounts": accounts, "exchanges": max(accounts, round(sent))}
    if one.start_day < 0:  # starts with the release, if there is one
        day = release[0] if release else scenario.days / 2
        changes |= {"start_day": day + 0.02, "end_day": day + one.end_day}
    elif one.end_day < 1e8:  # a few days somewhere in the window
        first = rng.uniform(0, max(0.1, scenario.days - one.end_day))
        changes |= {"start_day": first, "end_day": min(scenario.days, first + one.end_day)}
    if one.leave_day < 1e8:
        changes |= {"leave_day": rng.uniform(0.3, 0.7) * scenario.days}
    if one.pivot_to and release:
        changes |= {"pivot_to": next(e.name for e in scenario.event if e.kind == "model_release")}
    return msgspec.structs.replace(one, **changes)


def _campaign(spec: Spec, scenario: Scenario, scale: float, rng: np.random.Generator) -> Cohort:
    fields = spec | {"kind": "campaign"}
    one = drawn(fields, rng, f"campaign {spec.get('name')}", scenario.variant)
    accounts = max(6, round(one.accounts * scale))
    sent = one.exchanges * scale if one.exchanges else one.per_account * accounts
    return msgspec.structs.replace(
        one,
        accounts=accounts,
        exchanges=max(accounts, round(sent)),
        addresses=max(4, round(one.addresses * scale)),
        shared_accounts=round(one.shared_accounts * scale),
    )
