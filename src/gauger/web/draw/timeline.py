"""A campaign's days against what happened around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from markupsafe import Markup

from gauger.campaigns.model import Campaign, Day

WIDTH, HEIGHT = 960, 250
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 46, 26
ROWS, ROW, LETTER, MOST_MARKS = 3, 14, 6.6, 12
"""Rows of words above the bars, pixels of a row and, at most, of a letter of 12 pixels."""
Events = Sequence[tuple[datetime, str, str]]


def timeline(
    campaign: Campaign, events: Events = (), *, scale: int = 0, wide: int = WIDTH
) -> Markup:
    """Exchanges a day as bars, active accounts as a line, events and changes as marked lines.

    `scale` is the exchanges of a full-height bar, so that two campaigns can share one; `wide` the
    width that the picture is drawn for, so that its letters are as large as the page's.
    """
    days = campaign.days
    if not days:
        return Markup('<p class="soft">No daily counts in the detections.</p>')
    first, last = days[0].day, days[-1].day
    most = _round_up(scale or max(d.exchanges for d in days))
    place = _Place(first, (last - first).days + 1, most, wide)
    parts = [
        _grid(place),
        Markup("").join(_bar(d, place) for d in days),
        _accounts(days, place),
        _marks(campaign, events, place),
    ]
    label = (
        f"Exchanges a day from {first:%d %B %Y} to {last:%d %B %Y}, "
        f"{max(d.exchanges for d in days):,} at most"
    )
    return Markup(
        '<svg class="timeline" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    ).format(wide, HEIGHT, label, Markup("").join(parts))


class _Place:
    """From days and exchanges to the picture."""

    def __init__(self, first: date, span: int, most: int, wide: int) -> None:
        self.first, self.span, self.most, self.wide = first, span, most, wide
        self.step = (wide - LEFT - RIGHT) / span

    def x(self, day: date) -> float:
        return LEFT + (day - self.first).days * self.step

    def y(self, share: float) -> float:
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _grid(place: _Place) -> Markup:
    lines = []
    for quarter in range(5):
        y = place.y(quarter / 4)
        lines.append(
            Markup(
                '<line class="grid" x1="{0}" x2="{1}" y1="{2:.1f}" y2="{2:.1f}"/>'
                '<text x="{3}" y="{4:.1f}" text-anchor="end">{5}</text>'
            ).format(LEFT, place.wide - RIGHT, y, LEFT - 8, y + 4, _short(place.most * quarter / 4))
        )
    every = max(1, round(place.span * 120 / place.wide))
    for n in range(0, place.span, every):
        day = place.first + timedelta(days=n)
        lines.append(
            Markup('<text x="{:.1f}" y="{}">{}</text>').format(
                place.x(day), HEIGHT - 8, f"{day:%d %b}"
            )
        )
    return Markup("").join(lines)


def _bar(day: Day, place: _Place) -> Markup:
    top = place.y(min(1.0, day.exchanges / place.most))
    return Markup(
        '<rect class="bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}">'
        "<title>{}: {:,} exchanges of {:,} accounts</title></rect>"
    ).format(
        place.x(day.day),
        top,
        max(0.8, place.step - 1.2),
        place.y(0) - top,
        f"{day.day:%d %b %Y}",
        day.exchanges,
        day.accounts,
    )


def _accounts(days: Sequence[Day], place: _Place) -> Markup:
    most = max(1, *(d.accounts for d in days))
    points = " ".join(
        f"{place.x(d.day) + place.step / 2:.1f},{place.y(0.92 * d.accounts / most):.1f}"
        for d in days
    )
    return Markup('<polyline class="accounts" points="{}"/>').format(points)


def _marks(campaign: Campaign, events: Events, place: _Place) -> Markup:
    marks = [(ts, "event", f"{kind.replace('_', ' ')} {name}".strip()) for ts, kind, name in events]
    named = {text for _, _, text in marks}
    marks += [
        (c.at, "change", c.event if c.event and c.event not in named else c.text)
        for c in campaign.changes
    ]
    if campaign.first_flag_ts:
        marks.append((campaign.first_flag_ts, "flag", "could be flagged"))
    end = place.first + timedelta(days=place.span)
    shown = sorted(m for m in marks if place.first <= m[0].date() < end)
    said: list[_Said] = []
    return Markup("").join(_mark(m, said, place) for m in shown[:MOST_MARKS])


@dataclass(frozen=True, slots=True)
class _Said:
    """Words above the bars, and the line that goes down from them."""

    row: int
    left: float
    right: float
    line: float

    def in_the_way(self, other: "_Said") -> bool:
        """Whether words lie on words, or a line goes through words."""
        if self.row == other.row:
            return self.left < other.right and other.left < self.right
        upper, lower = sorted((self, other), key=lambda x: x.row)
        return lower.left < upper.line < lower.right


def _mark(mark: tuple[datetime, str, str], said: list[_Said], place: _Place) -> Markup:
    """A marked line; its words stand in the first row where nothing is in the way, else nowhere."""
    at, kind, text = mark
    within = (at - datetime.combine(at.date(), datetime.min.time(), at.tzinfo)) / timedelta(days=1)
    x = place.x(at.date()) + within * place.step
    short = text if len(text) <= 34 else text[:33] + "…"
    long = LETTER * len(short) + 10
    side = "end" if x + long > place.wide else "start"
    left = x - long if side == "end" else x
    rows = [_Said(row, left, left + long, x) for row in range(ROWS)]
    free = [r for r in rows if not any(r.in_the_way(s) for s in said)]
    if free:
        said.append(free[0])
        y = ROW * (free[0].row + 1)
    else:
        y, short = TOP + 10, ""
    return Markup(
        '<g class="mark {kind}"><line x1="{x:.1f}" x2="{x:.1f}" y1="{y}" y2="{bottom:.1f}"/>'
        '<text x="{tx:.1f}" y="{ty}" text-anchor="{side}">{short}</text><title>{full}</title></g>'
    ).format(
        kind=kind,
        x=x,
        y=y - 10,
        bottom=place.y(0),
        tx=x + (-5 if side == "end" else 5),
        ty=y,
        side=side,
        short=short,
        full=f"{at:%d %b %Y %H:%M}: {text}",
    )


def _round_up(number: int) -> int:
    """The next number that a person would put on an axis."""
    size: int = 10 ** max(0, len(str(max(1, number))) - 2)
    return max(4, -(-number // (4 * size)) * 4 * size)


def _short(number: float) -> str:
    for size, unit in ((1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:g}{unit}"
    return f"{number:g}"
