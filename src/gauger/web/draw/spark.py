"""A campaign's days in the space of a word."""

from collections.abc import Sequence

from markupsafe import Markup

from gauger.campaigns.model import Day

WIDTH, HEIGHT = 120, 22


def spark(days: Sequence[Day]) -> Markup:
    """Daily exchanges as bars, without axes."""
    if not days:
        return Markup()
    first = days[0].day
    span = (days[-1].day - first).days + 1
    most = max(1, *(d.exchanges for d in days))
    step = WIDTH / span
    wide = max(0.8, step - 0.6)
    bars = "".join(  # one path of numbers: fifty rows of forty elements each would be slow
        f"M{(d.day - first).days * step:.1f} {HEIGHT}v-{(high := HEIGHT * d.exchanges / most):.1f}"
        f"h{wide:.1f}v{high:.1f}z"
        for d in days
    )
    return Markup(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true">'
        '<path d="{}"/></svg>'
    ).format(WIDTH, HEIGHT, WIDTH, HEIGHT, bars)
