"""What a campaign asks, beside what honest traffic asks."""

from collections.abc import Sequence

from markupsafe import Markup

from gauger.campaigns.model import Share

WIDTH, ROW, LABEL, VALUE = 460, 30, 162, 84
MOST = 8


def mix(shares: Sequence[Share], name: str, *, targeted: Sequence[str] = ()) -> Markup:
    """Each part as two bars: the campaign's share, and the honest share under it."""
    shown = shares[:MOST]
    if not shown:
        return Markup('<p class="soft">Not in the logs.</p>')
    room = WIDTH - LABEL - VALUE
    top = max(0.01, *(max(s.share, s.honest_share) for s in shown))
    rows = Markup("").join(
        Markup(
            "<g><title>{name}: {own} of its exchanges, {honest} of honest ones</title>"
            '<text class="name {aim}" x="{tx}" y="{ty}" text-anchor="end">{short}</text>'
            '<rect class="bar" x="{x}" y="{y1}" width="{w1:.1f}" height="10"/>'
            '<rect class="honest" x="{x}" y="{y2}" width="{w2:.1f}" height="6"/>'
            '<text class="value" x="{vx}" y="{ty}" text-anchor="end">{own}'
            '<tspan class="soft"> / {honest}</tspan></text></g>'
        ).format(
            name=s.name,
            own=_percent(s.share),
            honest=_percent(s.honest_share),
            aim="aim" if s.name in targeted else "",
            tx=LABEL - 10,
            ty=ROW * i + 17,
            short=s.name if len(s.name) <= 22 else s.name[:21] + "…",
            x=LABEL,
            y1=ROW * i + 5,
            y2=ROW * i + 16,
            w1=room * s.share / top,
            w2=room * s.honest_share / top,
            vx=WIDTH,
        )
        for i, s in enumerate(shown)
    )
    return Markup(
        '<svg class="mix" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    ).format(WIDTH, ROW * len(shown), f"{name}: share of the campaign and of honest traffic", rows)


def _percent(share: float) -> str:
    """A share, never nothing where there is something.

    >>> _percent(0.0004), _percent(0.004), _percent(0.4), _percent(0.0)
    ('<0.1%', '0.4%', '40%', '0%')
    """
    if 0 < share < 0.0005:
        return "<0.1%"
    return f"{share:.1%}" if 0 < share < 0.01 else f"{share:.0%}"
