"""Detections against truth as text for a terminal."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gauger.campaigns.score import CampaignScore, Score

NOTHING = "-"


def score_table(measured: Score) -> RenderableType:
    """Innocent first, as they should be read, then each true campaign."""
    crowds = ", ".join(measured.crowds_accused) or "none"
    parts: list[RenderableType] = [
        Text(
            f"honest accounts accused: {measured.honest_accused:,} of "
            f"{measured.honest_accounts:,} ({measured.accused_per_million:,.0f} per million)"
        ),
        Text(f"innocent crowds accused: {crowds}"),
    ]
    if measured.campaigns:
        parts += [Text(), _table(measured.campaigns), Text(), Text(LEGEND)]
    return Group(*parts)


LEGEND = (
    "exchanges, window: error of what was counted; early: share of the exchanges "
    "taken before the group could first be flagged, looking back"
)


def _table(campaigns: tuple[CampaignScore, ...]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), expand=False)
    table.add_column("campaign", no_wrap=True)
    table.add_column("found as", no_wrap=True)
    for name in ("recall", "precision", "exchanges", "window", "early"):
        table.add_column(name, justify="right", no_wrap=True)
    for c in campaigns:
        if c.found_as is None:
            table.add_row(c.campaign, "NOT FOUND", "0.000", *[NOTHING] * 4, style="bold red")
            continue
        window = NOTHING if c.window_error_h is None else f"{c.window_error_h:.1f} h"
        early = NOTHING if c.before_flag is None else f"{c.before_flag:.0%}"
        table.add_row(
            c.campaign, c.found_as, f"{c.recall:.3f}", f"{c.precision:.3f}",
            f"{c.exchange_error:.2%}", window, early,
        )  # fmt: skip
    return table
