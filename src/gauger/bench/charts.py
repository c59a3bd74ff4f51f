"""The benchmark as pictures: rungs, reliability, and honest accounts accused with intervals."""

from pathlib import Path
from typing import Any

import altair as alt

from gauger.bench.calibration import Calibration
from gauger.bench.suite import RUNG
from gauger.bench.summary import Line, Summary

BLUE, RED = "#1b6ca8", "#c44536"
PPI = 110
FLOOR = 0.5
"""Least rate per million that a logarithmic axis shows; none accused is drawn there."""
Rows = list[dict[str, Any]]


def draw(found: Summary, folder: Path) -> list[Path]:
    """Write each picture that the figures allow as SVG and PNG; gives the SVG files."""
    charts: dict[str, alt.LayerChart | alt.HConcatChart] = {"accused": accused(found)}
    if any(w.kind == "ladder" for w in found.worlds):
        charts["ladder"] = ladder(found.worlds)
    if found.calibration:
        charts["calibration"] = reliability(found.calibration)
    for name, chart in charts.items():
        shown = chart.configure_view(stroke="#ddd").configure_axis(labelLimit=260)
        shown.save(folder / f"{name}.svg")
        shown.save(folder / f"{name}.png", ppi=PPI)
    return [folder / f"{name}.svg" for name in sorted(charts)]


def ladder(lines: tuple[Line, ...]) -> alt.HConcatChart:
    """Recall, and precision of what was found, by rung and variant; single rungs first."""
    rungs = [line for line in lines if line.kind == "ladder"]
    order = sorted({w.world.removeprefix(RUNG) for w in rungs}, key=_place)
    rows = [
        {
            "rung": w.world.removeprefix(RUNG), "variant": w.variant,
            "recall": w.recall, "precision": w.precision_least,
        }
        for w in rungs
    ]  # fmt: skip
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("rung:N", sort=order, title=None),
        color=alt.Color(
            "variant:N", scale=alt.Scale(domain=["standard", "shifted"], range=[BLUE, RED])
        ),
        yOffset=alt.YOffset("variant:N", sort=["standard", "shifted"]),
    )
    panels = [
        base.mark_point(filled=True, size=55, opacity=0.9)
        .encode(x=alt.X(f"{what}:Q", scale=alt.Scale(domain=[0, 1]), title=title))
        .properties(width=260, height=alt.Step(11))
        for what, title in (
            ("recall", "accounts found, mean"),
            ("precision", "precision, least of those found"),
        )
    ]
    return alt.hconcat(*panels).properties(title="The ladder, rung by rung")


def reliability(found: Calibration) -> alt.LayerChart:
    """Probability given against the share that were campaigns; bars are 95 % intervals."""
    rows = [
        {"p": b.p, "rate": b.rate, "low": b.low, "high": b.high, "groups": b.groups}
        for b in found.bins
    ]
    unit = alt.Scale(domain=[0, 1])
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("p:Q", scale=unit, title="probability given")
    )
    ideal = (
        alt.Chart(alt.InlineData(values=[{"p": 0, "rate": 0}, {"p": 1, "rate": 1}]))
        .mark_line(strokeDash=[4, 3], color="#999")
        .encode(x="p:Q", y="rate:Q")
    )
    bars = base.mark_rule(color=BLUE).encode(
        y=alt.Y("low:Q", scale=unit, title="share that were campaigns"), y2="high:Q"
    )
    points = base.mark_circle(color=BLUE, opacity=0.9).encode(
        y="rate:Q", size=alt.Size("groups:Q", scale=alt.Scale(type="log", range=[30, 400]))
    )
    drawn: alt.LayerChart = (ideal + bars + points).properties(
        width=300, height=300,
        title=f"{found.groups} groups: Brier {found.brier:.3f}, ECE {found.ece:.3f}",
    )  # fmt: skip
    return drawn


def accused(found: Summary) -> alt.LayerChart:
    """Honest accounts accused per million with 95 % intervals: ours over all, and each method."""
    named = [("gauger, all worlds", found.whole)]
    named += [(f"{m.method}, shared worlds", m) for m in found.methods]
    rows: Rows = []
    for name, line in named:
        rate, low, high = line.per_million
        rows.append({"who": name, "rate": max(rate, FLOOR), "low": max(low, FLOOR), "high": high})
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("who:N", sort=None, title=None),
        color=alt.condition("datum.who == 'gauger, all worlds'", alt.value(RED), alt.value(BLUE)),
    )
    scale = alt.Scale(type="log")
    bars = base.mark_rule().encode(
        x=alt.X(
            "low:Q",
            scale=scale,
            title="honest accounts accused per million",
            axis=alt.Axis(values=[1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]),
        ),
        x2="high:Q",
    )
    points = base.mark_point(filled=True, size=55).encode(x="rate:Q")
    must = (
        alt.Chart(alt.InlineData(values=[{"must": 10}]))
        .mark_rule(strokeDash=[4, 3], color="#999")
        .encode(x="must:Q")
    )
    drawn: alt.LayerChart = (must + bars + points).properties(
        width=380, title=f"Honest accounts accused (none: at {FLOOR:g}; dashed: 10 per million)"
    )
    return drawn


def _place(rung: str) -> tuple[bool, str]:
    """Single rungs by name, then those of several evasions."""
    several = rung.startswith("several") or rung in {"all", "knows-source"}
    return several, rung
