"""A cohort's exchanges, in batches: when, from where, asking what."""

from collections.abc import Iterator
from hashlib import blake2b

import numpy as np
import pyarrow as pa

from gauger.records.schema import EXCHANGES, EXCHANGES_DERIVED, stored
from gauger.simulate.grammar import TOPICS, Templates, fill, make_templates, own_words
from gauger.simulate.people import FRAMEWORKS, People, address_text, network_of
from gauger.simulate.scenario import Cohort, Scenario, at_day

BATCH = 50_000
"""Rows held in memory at once."""
STORED = stored(EXCHANGES, EXCHANGES_DERIVED)
HOURS = {
    "human": np.array([2, 1, 1, 1, 1, 2, 3, 5, 8, 9, 9, 8, 7, 8, 9, 9, 8, 7, 6, 6, 6, 5, 4, 3.0]),
    "office": np.array([0, 0, 0, 0, 0, 0, 1, 4, 9, 10, 10, 9, 6, 9, 10, 10, 9, 5, 2, 1, 0, 0, 0, 0]),
    "night": np.array([9, 10, 10, 9, 4, 1] + [0] * 16 + [2, 5.0]),
    "flat": np.ones(24),
}  # fmt: skip
"""Weight of each local hour; `human` after the daily curve of the Azure and GenTD26 traces."""
MIX = {
    "software-engineering": 0.26, "question-answering": 0.22, "writing": 0.15, "conversation": 0.12,
    "data-analysis": 0.07, "translation": 0.05, "agentic-tool-use": 0.05, "extraction": 0.04,
    "mathematics": 0.02, "reasoning": 0.02,
}  # fmt: skip
MODELS = {"m-small-4": 0.5, "m-medium-4": 0.33, "m-large-4": 0.15, "m-large-5": 0.02}
PRICE_USD = {"m-small-4": 2e-6, "m-medium-4": 8e-6, "m-large-4": 40e-6, "m-large-5": 50e-6}
"""List price of an output token; input costs a fifth."""


def exchanges(
    cohort: Cohort, scenario: Scenario, people: People, rng: np.random.Generator
) -> Iterator[pa.Table]:
    """Batches of a cohort's exchanges with their text, not in order of time."""
    templates = make_templates(cohort.style, cohort.templates, rng) if cohort.templates else None
    owner = np.repeat(np.arange(len(people.ids)), people.sends)
    zone = rng.choice([-7, -5, 0, 1, 2, 5, 8], len(people.ids))
    if cohort.network == "gateway":
        zone[:] = 1
    for start in range(0, len(owner), BATCH):
        yield _batch(cohort, scenario, people, owner[start : start + BATCH], zone, templates, rng)


def _batch(
    cohort: Cohort,
    scenario: Scenario,
    people: People,
    owner: np.ndarray,
    zone: np.ndarray,
    templates: Templates | None,
    rng: np.random.Generator,
) -> pa.Table:
    n = len(owner)
    ts = _times(cohort, scenario, zone[owner], rng)
    capability = _choose(cohort.capabilities or MIX, n, rng)
    model = _choose(cohort.models or MODELS, n, rng)
    if cohort.pivot_to:
        model[(ts >= _release(scenario, cohort.pivot_to)) & (rng.random(n) < 0.9)] = cohort.pivot_to
    address = _addresses(people, owner, ts)
    networks = {a: network_of(a) for a in np.unique(address).tolist()}
    tokens = _tokens(cohort, n, rng)
    clients = np.array(people.client, object)[owner]
    columns = {
        "ts": ts,
        "account_id": np.array(people.ids, object)[owner],
        "session_id": [f"s{o}-{t // 3_600_000_000}" for o, t in zip(owner, ts, strict=True)],
        "channel": ["api"] * n,
        "ip": [address_text(a) for a in address.tolist()],
        "ip_asn": [networks[a][0] for a in address.tolist()],
        "ip_as_name": [networks[a][1] for a in address.tolist()],
        "ip_country": [networks[a][2] for a in address.tolist()],
        "ip_class": [networks[a][3] for a in address.tolist()],
        "user_agent": clients,
        "tls_fingerprint": [_fingerprint(c) for c in clients],
        "model": model,
        "system_prompt": [cohort.system or FRAMEWORKS.get(c) for c in clients],
        "prompt": _prompts(cohort, capability, templates, rng),
        "capability": capability,
        "input_tokens": tokens[0],
        "output_tokens": tokens[1],
        "reasoning_tokens": tokens[1] // 3,
        "status": np.full(n, 200, np.int32),
        "refused": rng.random(n) < 0.01,
        "cost_usd": _cost(model, tokens),
    }
    return pa.table({k: pa.array(v, STORED.field(k).type) for k, v in columns.items()})


def _times(
    cohort: Cohort, scenario: Scenario, zone: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    first, last = max(0.0, cohort.start_day), min(scenario.days, cohort.end_day)
    weights = HOURS[cohort.rhythm] / HOURS[cohort.rhythm].sum()
    hour = (rng.choice(24, len(zone), p=weights) - zone) % 24
    day = np.floor(first + rng.random(len(zone)) * (last - first))
    us = (day * 24 + hour + rng.random(len(zone))) * 3_600e6
    return np.asarray(at_day(scenario, 0) + us, np.int64)


def _release(scenario: Scenario, model: str) -> float:
    days = [e.day for e in scenario.event if e.kind == "model_release" and e.name == model]
    return at_day(scenario, days[0] + 0.5) if days else np.inf


def _choose(weights: dict[str, float], n: int, rng: np.random.Generator) -> np.ndarray:
    p = np.array(list(weights.values()))
    return np.array(list(weights), object)[rng.choice(len(p), n, p=p / p.sum())]


def _addresses(people: People, owner: np.ndarray, ts: np.ndarray) -> np.ndarray:
    """One address per account and hour: a session stays where it is."""
    turn = (ts // 3_600_000_000 * 2_654_435_761 + owner * 40_503) % 1_000_003
    return np.array(
        [
            people.addresses[o][t % len(people.addresses[o])]
            for o, t in zip(owner, turn, strict=True)
        ]
    )


def _prompts(
    cohort: Cohort, capability: np.ndarray, templates: Templates | None, rng: np.random.Generator
) -> list[str]:
    topics = [c if c in TOPICS else "conversation" for c in capability.tolist()]
    if templates is None:
        return own_words(topics, rng)
    filled, own = fill(templates, topics, rng), own_words(topics, rng)
    use = rng.random(len(topics)) < cohort.template_share
    return [f if u else o for f, o, u in zip(filled, own, use, strict=True)]


def _tokens(cohort: Cohort, n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Sizes after the Azure 2023 trace's medians."""
    given = rng.lognormal(np.log(900), 1.0, n).astype(np.int64)
    return given, (cohort.output_factor * rng.lognormal(np.log(180), 0.9, n)).astype(np.int64)


def _cost(model: np.ndarray, tokens: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    price = np.array([PRICE_USD.get(m, 8e-6) for m in model.tolist()])
    return np.asarray(np.round(price * (tokens[0] / 5 + tokens[1]), 6))


def _fingerprint(client: str) -> str:
    kind = client.split("/", maxsplit=1)[0]  # versions of one library share a fingerprint
    return f"t13d_{blake2b(kind.encode(), digest_size=6).hexdigest()}"
