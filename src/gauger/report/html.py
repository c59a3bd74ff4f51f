"""Detections as one HTML file that opens without a network.

Names in it come from whoever signed up, so everything is escaped and the page's own policy lets
nothing load and nothing run.
"""

from pathlib import Path

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from gauger.campaigns.model import Campaign, Detections, Share
from gauger.records.files import new_file
from gauger.report.picture import link_picture
from gauger.report.words import in_words

WIDTH = 900


def write_report(found: Detections, path: Path) -> None:
    """Write the report of a run to `path`, whole or not at all."""
    with new_file(path) as half:
        half.write_text(render(found), encoding="utf-8", errors="replace")


def render(found: Detections) -> str:
    """The report's HTML."""
    pages = Environment(
        loader=PackageLoader("gauger.report"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return pages.get_template("report.html.j2").render(
        run=found.run,
        campaigns=found.campaigns,
        members=found.members,
        links=found.links,
        words=in_words,
        timeline=timeline,
        mix=mix,
        picture=link_picture,
    )


def timeline(campaign: Campaign) -> Markup:
    """Daily exchanges as bars, with a line at each change point."""
    days = campaign.days
    if not days:
        return Markup()
    first, span = days[0].day, (days[-1].day - days[0].day).days + 1
    most, step = max(1, *(d.exchanges for d in days)), WIDTH / span
    bars = Markup("").join(
        Markup('<rect class="own" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
            (d.day - first).days * step,
            130 - 120 * d.exchanges / most,
            max(1.0, step - 1),
            120 * d.exchanges / most,
        )
        for d in days
    )
    lines = Markup("").join(
        Markup('<line class="event" x1="{0:.1f}" x2="{0:.1f}" y1="0" y2="130"/>').format(
            (c.at.date() - first).days * step
        )
        for c in campaign.changes
    )
    return Markup(
        '<svg viewBox="0 0 {} 150" role="img" aria-label="Exchanges a day">{}{}'
        '<text x="0" y="146">{:%d %b}</text>'
        '<text x="{}" y="146" text-anchor="end">{:%d %b}</text>'
        '<text x="{}" y="12" text-anchor="end">{:,} a day at most</text></svg>'
    ).format(WIDTH, bars, lines, first, WIDTH, days[-1].day, WIDTH, most)


def mix(shares: tuple[Share, ...]) -> Markup:
    """Shares of a campaign, each with the honest share below it."""
    rows = Markup("").join(
        Markup(
            '<text x="0" y="{0}">{1}</text><rect class="own" x="190" y="{2}" width="{3:.1f}" '
            'height="11"/><rect class="honest" x="190" y="{4}" width="{5:.1f}" height="6"/>'
            '<text x="{6:.1f}" y="{0}">{7:.0%} / {8:.0%}</text>'
        ).format(
            26 * i + 14,
            s.name,
            26 * i + 4,
            600 * s.share,
            26 * i + 15,
            600 * s.honest_share,
            198 + 600 * max(s.share, s.honest_share),
            s.share,
            s.honest_share,
        )
        for i, s in enumerate(shares[:8])
    )
    height = 26 * min(8, len(shares)) + 4
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="Mix">{}</svg>').format(
        WIDTH, height, rows
    )
