"""Gain curves as a picture: one panel a skill, one line a measure, bands for the intervals."""

from typing import Any

import altair as alt

from gauger.lab.curves import Curve, curves
from gauger.lab.results import Results

COLOURS = ("#1b6ca8", "#c44536", "#e09f3e", "#6a994e", "#7b5ea7", "#4a4e69", "#2a9d8f")


def gain_chart(results: Results) -> alt.TopLevelMixin:
    """The passive student's curves, and dashed the best adaptive one, by skill and measure."""
    wanted = [c for c in curves(results) if c.skill != "all" and len(c.points) > 1]
    rows = [row for c in wanted for row in _rows(c)]
    names = list(dict.fromkeys(c.measure for c in wanted))
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("exchanges:Q", scale=alt.Scale(type="log"), title="exchanges of the capability"),
        color=alt.Color(
            "measure:N", title="countermeasure", sort=names,
            scale=alt.Scale(domain=names, range=list(COLOURS[: len(names)])),
        ),
    )  # fmt: skip
    band = base.mark_area(opacity=0.15).encode(
        y=alt.Y("low:Q", title="held-out questions won"), y2="high:Q", detail="strategy:N"
    )
    line = base.mark_line(point=alt.OverlayMarkDef(size=24)).encode(
        y=alt.Y("gain:Q", scale=alt.Scale(domain=[-0.1, 1.0], clamp=True)),
        detail="strategy:N",
        strokeDash=alt.StrokeDash(
            "student:N", title="student",
            scale=alt.Scale(domain=["passive", "adaptive"], range=[[1, 0], [4, 3]]),
        ),
    )  # fmt: skip
    seeds = len(results.plan.seeds)
    chart = (band + line).properties(width=250, height=170).facet("skill:N", columns=3)
    return chart.properties(
        title=f"What a harvest teaches a {results.plan.model} student "
        f"({seeds} seeds, 95 % t intervals)"
    ).configure_view(stroke="#ddd")


def _rows(curve: Curve) -> list[dict[str, Any]]:
    student = "passive" if curve.strategy == "passive" else "adaptive"
    return [
        {
            "skill": curve.skill, "measure": curve.measure, "strategy": curve.strategy,
            "student": student, "exchanges": round(p.exchanges, 1), "gain": round(p.gain, 4),
            "low": max(-0.1, round(p.low, 4)), "high": min(1.0, round(p.high, 4)),
        }
        for p in curve.points
        if p.exchanges > 0
    ]  # fmt: skip
