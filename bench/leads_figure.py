"""Where suspects of one vendor fall, and what finding students costs. Needs the extra `lab`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import altair as alt

if TYPE_CHECKING:
    from bench.leads import Suspect

COLOURS = {
    "taught": "#b3261e",
    "no teacher": "#e69f00",
    "other clear": "#1f5fa8",
    "mixed": "#8a8a8a",
}
LABEL = "likeness to models the vendor taught (own family left out)"


def draw(rows: "Sequence[Suspect]", controls: set[str], file: Path) -> None:
    """Left, a dot a model and a line a family; right, students found against families accused."""
    names = {"taught": "taught", "clear": "other clear", "mixed": "mixed"}
    told = [
        (r, "no teacher" if r.model in controls else names[r.role]) for r in rows if r.role in names
    ]
    left = _dots(told).properties(width=400, height={"step": 15})
    right = _curves(rows).properties(width=300, height=300)
    alt.hconcat(left, right).resolve_scale(color="independent").save(file, scale_factor=1.5)


def _dots(told: "Sequence[tuple[Suspect, str]]") -> "alt.LayerChart | alt.FacetChart":
    dots = [
        {"family": r.family, "role": role, "likeness": r.scores["likeness"]} for r, role in told
    ]
    best: dict[str, float] = {}
    for r, _ in told:
        best[r.family] = max(best.get(r.family, -9.0), r.scores["likeness"])
    limits = [
        {"x": max(r.scores["likeness"] for r, kind in told if kind == role)}
        for role in ("no teacher", "other clear")
    ]
    chart = (
        alt.Chart(alt.InlineData(values=dots))
        .mark_circle(size=60, opacity=0.75)
        .encode(
            x=alt.X("likeness:Q", title=LABEL),
            y=alt.Y("family:N", sort=sorted(best, key=lambda f: -best[f]), title=None),
            color=alt.Color(
                "role:N", title=None,
                scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
            ),
        )
    )  # fmt: skip
    line = alt.Chart(alt.InlineData(values=limits)).mark_rule(strokeDash=[4, 3]).encode(x="x:Q")
    return alt.layer(chart, line)


def _curves(rows: "Sequence[Suspect]") -> alt.Chart:
    """ROC steps: a family is accused as soon as one of its models is."""
    taught = [r for r in rows if r.role == "taught"]
    clear = [r for r in rows if r.role == "clear"]
    families = sorted({r.family for r in clear})
    points = []
    for method in taught[0].scores:
        best = sorted(
            (max(r.scores[method] for r in clear if r.family == f) for f in families), reverse=True
        )
        for through, limit in enumerate([*best, -1e9]):
            found = sum(r.scores[method] > limit for r in taught) / len(taught)
            points.append({"method": method, "accused": through, "found": found})
    steps: alt.Chart = (
        alt.Chart(alt.InlineData(values=points))
        .mark_line(interpolate="step-after", point=True)
        .encode(
            x=alt.X("accused:Q", title=f"clear families accused, of {len(families)}"),
            y=alt.Y("found:Q", title="students found", axis=alt.Axis(format="%")),
            color=alt.Color("method:N", title=None),
        )
    )
    return steps
