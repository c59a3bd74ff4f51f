"""Leads on public models: `python -m bench.leads [--audit FOLDER] [--json FILE] [--figure FILE]`.

Every model of known role is a suspect in turn, with its family left out of everything. Beside it,
plain TF-IDF with logistic regression (needs scikit-learn), and, given `--audit`, the folder of an
unpacked knowlyr-modelaudit 0.4.1. `--prompts` adds how much the choice of prompts matters.
Needs the public answers beside the repository.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from bench.leads_panel import public_panel
from bench.leads_rivals import audit_scores, tfidf_scores, tfidf_taught
from gauger.provenance.leads import Panel
from gauger.provenance.leads.probe import Lead, Table
from gauger.stats.intervals import of_rate

VENDOR = "openai"
"""The one vendor with enough taught families to learn from."""


class Suspect(msgspec.Struct, frozen=True, kw_only=True):
    """One model as a suspect of one vendor."""

    model: str
    family: str
    role: str
    """`taught`, `clear`, `mixed` or `edited`."""
    vendor: str
    scores: dict[str, float]
    """By method; the larger the more it looks taught."""
    p: float
    p_least: float
    above: tuple[str, ...]


def suspects(panel: Panel, table: Table, labels: dict[str, str], vendor: str) -> list[Suspect]:
    """All models but the vendor's own, as suspects of `vendor`."""
    found = []
    for row, m in enumerate(panel.members):
        if m.maker == vendor or labels[m.model] == "adversarial":
            continue
        lead = table.lead(row, vendor)
        if lead is None:
            continue
        role = "taught" if m.taught_by(vendor) else "clear" if m.clear_of(vendor) else "mixed"
        if labels[m.model].endswith("-edited"):
            role = "edited"
        found.append(
            Suspect(
                model=m.model, family=m.family, role=role, vendor=vendor, scores=_scores(lead),
                p=lead.p, p_least=lead.p_least, above=lead.families_above,
            )
        )  # fmt: skip
    return found


def _scores(lead: Lead) -> dict[str, float]:
    return {
        "likeness": lead.lean,
        "copies": lead.copies if lead.copies is not None else 0.0,
        "identity": float(lead.identity),
    }


def auc(taught: Sequence[Suspect], clear: Sequence[Suspect], method: str) -> float:
    """Chance that a taught model scores above a clear one, families weighing alike."""
    a, b = _weighed(taught, method), _weighed(clear, method)
    if not a or not b:
        return float("nan")
    wins = sum(wa * wb * ((x > y) + 0.5 * (x == y)) for x, wa in a for y, wb in b)
    return float(wins)


def _weighed(rows: Sequence[Suspect], method: str) -> list[tuple[float, float]]:
    families = [r.family for r in rows]
    kinds = len(set(families))
    return [(r.scores[method], 1 / kinds / families.count(r.family)) for r in rows]


def auc_interval(
    taught: Sequence[Suspect], clear: Sequence[Suspect], method: str, draws: int = 400
) -> tuple[float, float]:
    """95 % bootstrap interval over families of both sides."""
    rng = np.random.default_rng(1)
    found = [auc(_drawn(taught, rng), _drawn(clear, rng), method) for _ in range(draws)]
    return float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))


def _drawn(rows: Sequence[Suspect], rng: np.random.Generator) -> list[Suspect]:
    families = sorted({r.family for r in rows})
    picked = rng.choice(len(families), len(families))
    return [
        msgspec.structs.replace(r, family=f"{r.family}#{i}")
        for i, f in enumerate(picked)
        for r in rows
        if r.family == families[f]
    ]


def at_points(rows: Sequence[Suspect], methods: Sequence[str]) -> list[dict[str, object]]:
    """Taught models found when the threshold lets 0, 1 or 2 clear families through."""
    taught = [r for r in rows if r.role == "taught"]
    clear = [r for r in rows if r.role == "clear"]
    found: list[dict[str, object]] = []
    for method in methods:
        best = {f: max(r.scores[method] for r in clear if r.family == f)
                for f in {r.family for r in clear}}  # fmt: skip
        order = sorted(best.values(), reverse=True)
        for through in range(min(3, len(order))):
            hits = sum(r.scores[method] > order[through] for r in taught)
            low, high = of_rate(hits, len(taught))
            wrong = [f for f, v in best.items() if v > order[through]]
            models = sum(r.scores[method] > order[through] for r in clear)
            found.append({
                "method": method, "clear_families_accused": wrong, "of": len(best),
                "family_interval": of_rate(len(wrong), len(best)), "clear_models": models,
                "of_models": len(clear), "taught": hits, "of_taught": len(taught),
                "taught_interval": (low, high),
            })  # fmt: skip
    return found


def to_find(
    rows: Sequence[Suspect], methods: Sequence[str], controls: set[str]
) -> list[dict[str, object]]:
    """What it costs to find 70 and 90 % of the taught models: who else is accused."""
    taught = [r for r in rows if r.role == "taught"]
    clear = [r for r in rows if r.role == "clear"]
    found: list[dict[str, object]] = []
    for method in methods:
        order = sorted((r.scores[method] for r in taught), reverse=True)
        for share in (0.7, 0.9):
            limit = order[int(np.ceil(share * len(order))) - 1]
            wrong = [r for r in clear if r.scores[method] >= limit]
            families = {r.family for r in wrong}
            kinds = len({r.family for r in clear})
            found.append({
                "method": method, "share": share, "limit": round(limit, 4),
                "controls": sum(r.model in controls for r in wrong), "of_controls": len(controls),
                "clear_models": len(wrong), "of_models": len(clear), "families": sorted(families),
                "of": kinds, "family_interval": of_rate(len(families), kinds),
            })  # fmt: skip
    return found


def prompt_noise(panel: Panel, prompts: Sequence[str], rows: Sequence[Suspect]) -> float:
    """Standard error of likeness from the choice of prompts: half the gap of two halves."""
    halves = [Table.of(panel.members, prompts[i::2]) for i in (0, 1)]
    place = {m.model: i for i, m in enumerate(panel.members)}
    gaps = []
    for r in rows:
        one, other = (h.lead(place[r.model], r.vendor) for h in halves)
        gaps += [one.lean - other.lean] if one and other else []
    return float(np.std(gaps) / 2)


def calibration(rows: Sequence[Suspect]) -> list[dict[str, object]]:
    """Clear models by vendor: families with a member at p <= alpha, beside what alpha promises."""
    found: list[dict[str, object]] = []
    for vendor in sorted({r.vendor for r in rows}):
        clear = [r for r in rows if r.vendor == vendor and r.role == "clear"]
        families = sorted({r.family for r in clear})
        for alpha in (0.05, 0.1, 0.2, 0.3, 0.5):
            wrong = [f for f in families
                     if any(r.p <= alpha for r in clear if r.family == f)]  # fmt: skip
            found.append({
                "vendor": vendor, "alpha": alpha, "families_accused": wrong, "of": len(families),
                "models_accused": sum(r.p <= alpha for r in clear), "of_models": len(clear),
                "p_least": min(r.p_least for r in clear),
            })  # fmt: skip
    return found


def main() -> None:
    """Measure and print, one JSON line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--audit", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--figure", type=Path)
    parser.add_argument("--prompts", action="store_true", help="also how much the prompts matter")
    asked = parser.parse_args()
    began = time.process_time()
    panel, labels = public_panel()
    prompts = sorted({p for m in panel.members for p in m.answers}, key=int)
    table = Table.of(panel.members, prompts)
    rows = [s for v in ("openai", "anthropic", "google", "meta")
            for s in suspects(panel, table, labels, v)]  # fmt: skip
    say("panel", models=len(panel.members), prompts=len(prompts), cpu_s=time.process_time() - began)
    rows = _beside(panel, rows, asked.audit)
    ours = [r for r in rows if r.vendor == VENDOR]
    methods = list(ours[0].scores)
    taught = [r for r in ours if r.role == "taught"]
    clear = [r for r in ours if r.role == "clear"]
    strict = [r for r in clear if labels[r.model] in {"none-human", "none-self"}]
    for method in methods:
        low, high = auc_interval(taught, clear, method)
        say("auc", method=method, auc=auc(taught, clear, method), low=low, high=high,
            nine_controls=auc(taught, strict, method))  # fmt: skip
    for point in at_points(ours, methods):
        say("point", **point)
    for point in to_find(ours, methods, {r.model for r in strict}):
        say("to_find", **point)
    for line in calibration(rows):
        say("calibration", **line)
    for r in sorted(ours, key=lambda r: (r.role, r.p, -r.scores["likeness"])):
        say("row", **{k: getattr(r, k) for k in ("role", "family", "model", "p", "above")},
            **{k: round(v, 3) for k, v in r.scores.items()})  # fmt: skip
    for r in rows:
        if r.vendor != VENDOR and r.role != "clear":
            say("other", vendor=r.vendor, role=r.role, model=r.model, p=r.p, p_least=r.p_least,
                **{k: round(v, 3) for k, v in r.scores.items()})  # fmt: skip
    if asked.json:
        asked.json.write_bytes(msgspec.json.encode(rows))
    if asked.figure:
        from bench.leads_figure import draw  # noqa: PLC0415 - needs the extra `lab`

        draw(ours, {r.model for r in strict}, asked.figure)
    if asked.prompts:
        say("prompts", standard_error=prompt_noise(panel, prompts, [*taught, *clear]),
            clear_families_sd=_spread(clear))  # fmt: skip
    say("done", cpu_s=round(time.process_time() - began, 1))


def _spread(clear: Sequence[Suspect]) -> float:
    """Standard deviation over families of their mean likeness."""
    families = sorted({r.family for r in clear})
    means = [np.mean([r.scores["likeness"] for r in clear if r.family == f]) for f in families]
    return float(np.std(means, ddof=1))


def _beside(panel: Panel, rows: list[Suspect], audit: Path | None) -> list[Suspect]:
    """The rows with the scores of the other tools added for the one vendor."""
    others = {
        "tf-idf, vendors": tfidf_scores(panel, VENDOR),
        "tf-idf, taught": tfidf_taught(panel, VENDOR),
    }
    if audit:
        others |= audit_scores(panel, VENDOR, audit)
    return [
        msgspec.structs.replace(r, scores=r.scores | {k: v[r.model] for k, v in others.items()})
        if r.vendor == VENDOR
        else r
        for r in rows
    ]


def say(part: str, **figures: object) -> None:
    """One JSON line."""
    print(msgspec.json.encode({"part": part, **figures}).decode(), flush=True)


if __name__ == "__main__":
    main()
