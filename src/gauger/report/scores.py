"""Detections against truth as text for a terminal."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gauger.campaigns.score import CampaignScore, Score

NOTHING = "-"


def score_table(measured: Score, *, replayed: bool) -> RenderableType:
    """Innocent first, as they should be read, then each true campaign.

    Where the world was `replayed` there is, beside each, what it took before its first flag.
    """
    crowds = ", ".join(measured.crowds_accused) or "none"
    parts: list[RenderableType] = [
        Text(
            f"honest accounts accused: {measured.honest_accused:,} of "
            f"{measured.honest_accounts:,} ({measured.accused_per_million:,.0f} per million)"
        ),
        Text(f"innocent crowds accused: {crowds}"),
    ]
    if measured.campaigns:
        legend = f"{LEGEND}; {EARLY}" if replayed else LEGEND
        parts += [Text(), _table(measured.campaigns, replayed=replayed), Text(), Text(legend)]
    return Group(*parts)


LEGEND = "error, window: of the exchanges and days that were counted"
EARLY = "taken: share of its exchanges, and days, before it was first flagged"


def _table(campaigns: tuple[CampaignScore, ...], *, replayed: bool) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, expand=False)
    table.add_column("campaign", no_wrap=True)
    table.add_column("found as", no_wrap=True)
    for name in ("recall", "precision", "error", "window", *(["taken"] * replayed)):
        table.add_column(name, justify="right", no_wrap=True)
    for c in campaigns:
        if c.found_as is None:
            table.add_row(c.campaign, "NOT FOUND", "0.000", *[NOTHING] * 3, style="bold red")
            continue
        window = NOTHING if c.window_error_h is None else f"{c.window_error_h:.1f} h"
        table.add_row(
            c.campaign, c.found_as, f"{c.recall:.3f}", f"{c.precision:.3f}",
            f"{c.exchange_error:.2%}", window, *([_taken(c)] * replayed),
        )  # fmt: skip
    return table


def _taken(c: CampaignScore) -> str:
    """Share taken before the flag, and the days it took."""
    if c.before_flag is None or c.days_to_flag is None:
        return "no flag"
    return f"{c.before_flag:.0%}/{c.days_to_flag:.3g}d"
