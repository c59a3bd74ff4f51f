"""Where suspects of one vendor fall: a dot a model, a line a family. Needs the extra `lab`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import altair as alt

if TYPE_CHECKING:
    from bench.leads import Suspect

COLOURS = {"taught": "#b3261e", "clear": "#1f5fa8", "mixed": "#8a8a8a"}


def draw(rows: "Sequence[Suspect]", file: Path) -> None:
    """Draw taught, clear and mixed families by likeness into an SVG or PNG."""
    dots = [
        {"family": r.family, "role": r.role, "likeness": r.scores["likeness"]}
        for r in rows
        if r.role in COLOURS
    ]
    best: dict[str, float] = {}
    for d in dots:
        family, score = str(d["family"]), d["likeness"]
        best[family] = max(best.get(family, -9.0), score if isinstance(score, float) else -9.0)
    order = sorted(best, key=lambda f: -best[f])
    limit = max(r.scores["likeness"] for r in rows if r.role == "clear")
    chart = (
        alt.Chart(alt.InlineData(values=dots))
        .mark_circle(size=60, opacity=0.75)
        .encode(
            x=alt.X("likeness:Q", title="likeness to models the vendor taught (family left out)"),
            y=alt.Y("family:N", sort=order, title=None),
            color=alt.Color(
                "role:N", title=None,
                scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
            ),
        )
    )  # fmt: skip
    line = (
        alt.Chart(alt.InlineData(values=[{"x": limit}]))
        .mark_rule(strokeDash=[4, 3])
        .encode(x="x:Q")
    )
    (chart + line).properties(width=460, height={"step": 15}).save(file)
