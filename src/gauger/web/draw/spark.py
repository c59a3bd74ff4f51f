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
    bars = Markup("").join(
        Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
            (d.day - first).days * step,
            HEIGHT - HEIGHT * d.exchanges / most,
            max(0.8, step - 0.6),
            HEIGHT * d.exchanges / most,
        )
        for d in days
    )
    return Markup(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true">{}</svg>'
    ).format(WIDTH, HEIGHT, WIDTH, HEIGHT, bars)
