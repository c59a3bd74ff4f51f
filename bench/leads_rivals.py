"""What others do with the same answers: TF-IDF with logistic regression, and the audit tool."""

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from gauger.provenance.leads import Panel

EVERY = 4
"""Each fourth prompt, to keep the run short."""


def tfidf_scores(panel: Panel, vendor: str) -> dict[str, float]:
    """Mean probability of `vendor` over answers; trained on the vendors' own models' answers.

    A model's own family is not left out here: only vendors' own models train it, and no suspect
    of `vendor` is one of its own. Other vendors' models are scored in sample, to its advantage.
    """
    text = import_module("sklearn.feature_extraction.text")
    linear = import_module("sklearn.linear_model")
    prompts = sorted({p for m in panel.members for p in m.answers}, key=int)[::EVERY]
    own = [m for m in panel.members if m.maker]
    said = [m.answers.get(p, "")[:2_000] for m in own for p in prompts]
    makers = [m.maker for m in own for _ in prompts]
    vector = text.TfidfVectorizer(ngram_range=(1, 2), min_df=5, max_features=30_000)
    model = linear.LogisticRegression(max_iter=60, class_weight="balanced", solver="saga", tol=0.01)
    model.fit(vector.fit_transform(said), makers)
    place = list(model.classes_).index(vendor)
    return {
        m.model: float(
            model.predict_proba(vector.transform([m.answers.get(p, "")[:2_000] for p in prompts]))[
                :, place
            ].mean()
        )
        for m in panel.members
    }


def tfidf_taught(panel: Panel, vendor: str) -> dict[str, float]:
    """Log-odds of having been taught by `vendor`: what likeness learns from, by TF-IDF alone.

    Mean TF-IDF of each model's answers, logistic regression of taught against clear models,
    families weighing alike, the scored model's own family left out.
    """
    text = import_module("sklearn.feature_extraction.text")
    linear = import_module("sklearn.linear_model")
    prompts = sorted({p for m in panel.members for p in m.answers}, key=int)[::EVERY]
    said = [m.answers.get(p, "")[:2_000] for m in panel.members for p in prompts]
    vector = text.TfidfVectorizer(ngram_range=(1, 2), min_df=5, max_features=30_000)
    each = vector.fit_transform(said)
    size = len(prompts)
    rows = np.vstack([each[i * size : (i + 1) * size].mean(0).A1 for i in range(len(said) // size)])
    rows = (rows - rows.mean(0)) / (rows.std(0) + 1e-4)
    side = np.array([m.taught_by(vendor) - m.clear_of(vendor) for m in panel.members])
    families = np.array([m.family for m in panel.members])
    found: dict[str, float] = {}
    for family in np.unique(families):
        fit = (side != 0) & (families != family)
        weight = [1 / np.sum(fit & (families == f)) for f in families[fit]]
        model = linear.LogisticRegression(C=1e-3, class_weight="balanced", max_iter=300)
        model.fit(rows[fit], side[fit], sample_weight=weight)
        out = np.flatnonzero(families == family)
        scores = model.decision_function(rows[out])
        found |= {panel.members[i].model: float(s) for i, s in zip(out, scores, strict=True)}
    return found


def audit_scores(panel: Panel, vendor: str, folder: Path) -> dict[str, dict[str, float]]:
    """The audit tool's two tests of text: style votes, and similarity of answer statistics.

    `style`: share of answers whose most likely source is one of the vendor's models; `similarity`:
    the largest to any of the vendor's own models (it calls 0.85 or more "derived").
    """
    if vendor != "openai":
        raise ValueError("the audit tool's names of models are matched for openai only")
    sys.path.insert(0, str(folder))
    style: Any = import_module("modelaudit.methods.style")
    answers: Any = import_module("modelaudit.methods.llmmap")
    prompts = sorted({p for m in panel.members for p in m.answers}, key=int)[::EVERY]
    votes, prints = {}, {}
    for m in panel.members:
        said = [m.answers.get(p, "") for p in prompts]
        sources = [r.predicted_model for r in style.detect_text_source(said)]
        votes[m.model] = float(np.mean([s.startswith("gpt") for s in sources]))
        features = [answers._extract_response_features(t) for t in said]
        prints[m.model] = answers._compute_fingerprint_vector(features)
    own = [m.model for m in panel.members if m.maker == vendor]
    near = {m: max(_alike(answers, prints[m], prints[o]) for o in own if o != m) for m in prints}
    return {"audit: style": votes, "audit: similarity": near}


def _alike(answers: Any, a: Mapping[str, float], b: Mapping[str, float]) -> float:
    return float(answers._cosine_similarity(a, b))
