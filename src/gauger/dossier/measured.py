"""What the features of a group are measured on, as tables of the extract.

Members' rows go in counted; of everybody else only sums do, because a sample of honest accounts is
nobody's business. These sums (`context`) are what the reader of a pack takes on trust.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from gauger.campaigns.accounting import Books
from gauger.campaigns.features import Facts, Seen, answers, counts, templating
from gauger.campaigns.ways import BUSY, WAYS, gini
from gauger.campaigns.weights import weights
from gauger.dossier.pseudonyms import Pseudonyms
from gauger.dossier.tables import EXTRACTS
from gauger.dossier.worded import Worded
from gauger.linking.traits import Floats, SignalTraits, Traits
from gauger.signals.catalogue import EVIDENCE
from gauger.signals.pooling import MIN_HONEST, usual

FACTS = ("org_key", "org_id", "programme", "payment_key", "domain_key", "verified")
"""What accounts say of themselves, and what was checked of it."""
PLAIN = {"programme", "verified"}
"""Facts whose few values are the provider's own words; the others are re-hashed."""
UNASKED = "(what the campaign does not ask for)"
PAIRS = 50 * 49
"""Pairs of requests with which one account counts at most, as in `campaigns.features`."""


def feature_tables(
    seen: Seen, names: Pseudonyms, *, by_wording: float = 0.0, worded: Worded | None = None
) -> dict[str, pa.Table]:
    """The tables that features are measured on, and `weights` and `worlds`.

    `by_wording` is how far nothing but their wording ties the accounts, `worded` how that was
    weighed.
    """
    client = _client(seen.traits)
    held = {} if client is None else _held(client, seen)
    found: dict[str, list[dict[str, object]]] = {
        "answers": _answers(seen.own, seen.rest),
        "clocks": [
            {"member": names.account(a), "exchanges": n, "resultant": r}
            for a, n, r in _clocks(seen.own.hours)
        ],
        "counts": [
            {"member": names.account(r["account_id"])}
            | {name: r[name] for name in ("evidence", "hits", "of")}
            for r in seen.own.evidence.to_pylist()
            if r["of"]
        ],
        "usual": [
            {
                "evidence": signal.name,
                "family": signal.family.value,
                "share": null.share,
                "alike": null.alike,
            }
            for signal in EVIDENCE
            if (null := usual(*counts(seen.rest, signal.name)))
        ],
        "nets": [
            {"net": names.text("net", r["net"]), "exchanges": r["exchanges"]}
            for r in seen.own.nets.to_pylist()
            if r["net"] is not None
        ],
        "declared": [
            *_declared(seen.facts, seen.members, names),
            *(
                {"fact": "client", "value": names.text("client", v), "accounts": n}
                for v, n in held.items()
            ),
        ],
        "context": [
            {"name": k, "value": v}
            for k, v in (_context(seen, client, by_wording) | _spread(worded)).items()
        ],
    }
    return fitted_weights() | {
        name: pa.Table.from_pylist(rows, schema=EXTRACTS[name]) for name, rows in found.items()
    }


def fitted_weights() -> dict[str, pa.Table]:
    """Weights of this version and the worlds they were fitted on, sorted as in an extract."""
    worlds = [{"world": w.strip()} for w in weights().fitted_on.split(",")]
    return {
        "weights": pa.Table.from_pylist(_weights(), schema=EXTRACTS["weights"]).sort_by("feature"),
        "worlds": pa.Table.from_pylist(worlds, schema=EXTRACTS["worlds"]).sort_by("world"),
    }


def _answers(own: Books, rest: Books) -> list[dict[str, object]]:
    asked = {r["capability"] for r in own.does.to_pylist()}
    sums: dict[tuple[str, str | None], list[int]] = {}
    for side, books in (("campaign", own), ("others", rest)):
        for r in books.does.to_pylist():
            name = r["capability"] if r["capability"] in asked else UNASKED
            row = sums.setdefault((side, name), [0, 0])
            row[0] += r["exchanges"]
            row[1] += int(r["output_tokens"] or 0)
    return [
        {"side": side, "capability": name, "exchanges": n, "output_tokens": tokens}
        for (side, name), (n, tokens) in sums.items()
    ]


def _clocks(hours: pa.Table) -> list[tuple[str, int, float]]:
    """Each account's requests, and the squared resultant of their hours as angles, to a millionth.

    In sorted order: sums of floats depend on theirs.
    """
    vectors: dict[str, complex] = {}
    counts: Counter[str] = Counter()
    for r in sorted(hours.to_pylist(), key=lambda r: (r["account_id"], r["hour"])):
        turn = np.exp(2j * np.pi * r["hour"] / 24)
        vectors[r["account_id"]] = vectors.get(r["account_id"], 0j) + r["exchanges"] * turn
        counts[r["account_id"]] += r["exchanges"]
    return [(a, counts[a], round(float(abs(v) ** 2), 6)) for a, v in vectors.items()]


def _declared(facts: Facts, members: Sequence[str], names: Pseudonyms) -> list[dict[str, object]]:
    """How many members share each fact, and nothing of who does."""
    return [
        {
            "fact": fact,
            "value": str(value) if fact in PLAIN else names.text(fact, value),
            "accounts": n,
        }
        for fact in FACTS
        for value, n in _shared(facts, members, fact).items()
    ]


def _shared(facts: Facts, members: Sequence[str], fact: str) -> Counter[object]:
    values = (facts.get(m, {}).get(fact) for m in members)
    return Counter(v for v in values if v is not None)


def _context(seen: Seen, client: SignalTraits | None, by_wording: float) -> dict[str, float]:
    """Sums over everybody else, and where a pack cannot hold all rows, over members."""
    found = {"rhythm-kept": 0.0, "rhythm-pairs": 0.0, "wording-alone": by_wording}
    for _, n, resultant in _clocks(seen.rest.hours):
        weight = min(float(n * (n - 1)), float(PAIRS))
        if n > 1:
            found["rhythm-kept"] += weight * (resultant - n) / (n * (n - 1))
            found["rhythm-pairs"] += weight
    if "capabilities" in seen.rest.mixes:
        wanted = seen.rest.mixes["capabilities"]["name"].to_pylist()
        found["capabilities-named"] = float(len(set(wanted) - {None}))
    if client is not None:
        held = client.held[seen.group.members]
        found["client-members"] = float((np.diff(held.indptr) > 0).sum())
        share: Floats = client.holders / max(1, int((client.degree > 0).sum()))
        found["clients-alike"] = float(np.square(share).sum())
    domains = seen.facts.domains
    own = _shared(seen.facts, seen.members, "domain_key")
    if own:
        top = min(own, key=lambda d: (-own[d], str(d)))
        found["mail-elsewhere"] = domains[top] / max(1, sum(domains.values()))
    if (length := answers(seen)) is not None:
        found["give-answers"] = length.give
    if (used := templating(seen)) is not None:
        found["templating"] = used.x
    return {name: round(x, 9) for name, x in (found | _ways(seen)).items()}


def _ways(seen: Seen) -> dict[str, float]:
    """How honest accounts work, and what of the members' ways no table of a pack shows."""
    own, rest = seen.own.ways, seen.rest.ways
    found = {f"between-others-{way}": rest.between[way] for way in WAYS} | {
        f"between-members-{way}": own.between[way] for way in WAYS if way != "day"
    }
    if (rest.days[1] > 0).sum() >= MIN_HONEST:
        found["days-others"] = float(rest.days[0].sum() / rest.days[1].sum())
    if len(rest.sent) >= MIN_HONEST:
        found["busy-others"] = float(np.quantile(rest.sent, BUSY))
        found["gini-others"] = gini(rest.sent)
    return {name: x for name, x in found.items() if x is not None}


def _spread(worded: Worded | None) -> dict[str, float]:
    return {"wording-spread": round(worded.spread, 9)} if worded else {}


def _client(traits: Traits) -> SignalTraits | None:
    return next((s for s in traits.signals if s.signal == "shared-client"), None)


def _held(signal: SignalTraits, seen: Seen) -> dict[int, int]:
    values, counts = np.unique(signal.held[seen.group.members].indices, return_counts=True)
    return dict(zip(values.tolist(), counts.tolist(), strict=True))


def _weights() -> list[dict[str, object]]:
    fitted = weights()
    one, take = fitted.one_operator, fitted.harvest
    rows: list[dict[str, object]] = [
        {"feature": "bias", "centre": 0.0, "one_operator": one.bias, "harvest": take.bias}
    ]
    return rows + [
        {
            "feature": name,
            "centre": fitted.centre.get(name, 0.0),
            "one_operator": one.weight.get(name, 0.0),
            "harvest": take.weight.get(name, 0.0),
        }
        for name in sorted(fitted.centre.keys() | one.weight.keys() | take.weight.keys())
    ]
