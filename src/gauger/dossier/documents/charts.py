"""Charts as SVG: drawn by arithmetic alone, so the same bytes everywhere, and readable in grey.

Dark is the campaign, light is everybody else; nothing is told by hue alone.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from markupsafe import Markup

from gauger.dossier.model import Figures
from gauger.dossier.wording import bounded, clean

WIDTH = 680
DARK, LIGHT, INK, SOFT, LINE = "#7c2d1e", "#c3ccd3", "#1b1f24", "#5d6773", "#dde2e6"
FONT = "'Libertinus Serif', Georgia, serif"


def timeline(figures: Figures) -> str:
    """Exchanges by day, with numbered marks where traffic changes."""
    return _by_day(figures, 1)


def active(figures: Figures) -> str:
    """Accounts active by day, with the same marks."""
    return _by_day(figures, 2)


def _by_day(figures: Figures, column: int) -> str:
    rows = [(date.fromisoformat(str(r[0])), int(r[column] or 0)) for r in figures["daily"].rows]
    if not rows:
        return ""
    first, span = rows[0][0], (rows[-1][0] - rows[0][0]).days + 1
    left, top, high = 58, 22, 150
    step, most = (WIDTH - left) / span, _round_up(max(n for _, n in rows))
    parts = [_grid(left, top, high, most)]
    parts += [
        _rect(left + (d - first).days * step, top + high * (1 - n / most), max(0.6, step * 0.82),
              high * n / most, DARK)
        for d, n in rows
    ]  # fmt: skip
    for number, row in enumerate(figures["changes"].rows, 1):
        x = left + (date.fromisoformat(str(row[0])) - first).days * step
        parts += [
            _line(x, top - 6, x, top + high, INK, "3 3"),
            _text(x + 3, top - 8, str(number), INK),
        ]
    every = max(1, round(span / 9))
    for k in range(0, span, every):
        day = date.fromordinal(first.toordinal() + k)
        parts.append(
            _text(left + (k + 0.4) * step, top + high + 15, f"{day.day} {day:%b}", SOFT, "middle")
        )
    return _svg(top + high + 24, parts)


def mix(figures: Figures, table: str, most: int = 6) -> str:
    """Shares of a campaign, each with others' share below it."""
    rows = figures[table].rows[:most]
    parts, left, room = [], 190, WIDTH - 190 - 110
    for i, row in enumerate(rows):
        y, own, others = 32 * i + 4, float(row[2] or 0), float(row[3] or 0)
        parts += [
            _text(left - 8, y + 13, clean(str(row[0]), 28), INK, "end"),
            _rect(left, y + 2, max(0.8, room * own), 11, DARK),
            _rect(left, y + 14, max(0.8, room * others), 7, LIGHT),
            _text(
                left + room * max(own, others) + 8, y + 14, f"{_pct(own)} / {_pct(others)}", SOFT
            ),
        ]
    return _svg(32 * len(rows) + 4, parts)


def clock(figures: Figures) -> str:
    """Exchanges by hour of the day; the dashed line is a day without rhythm."""
    rows = [int(r[1] or 0) for r in figures["clock"].rows]
    left, top, high = 58, 8, 96
    most = _round_up(max([*rows, 1]))
    step = (WIDTH - left) / 24
    parts = [_grid(left, top, high, most)]
    for hour, n in enumerate(rows):
        x = left + hour * step
        parts.append(_rect(x, top + high * (1 - n / most), step * 0.82, high * n / most, DARK))
        if hour % 3 == 0:
            parts.append(_text(x + step * 0.4, top + high + 14, f"{hour:02}", SOFT, "middle"))
    flat = top + high * (1 - sum(rows) / 24 / most)
    parts.append(_line(left, flat, WIDTH, flat, INK, "5 3"))
    return _svg(top + high + 22, parts)


def spread(figures: Figures) -> str:
    """Share of accounts by number of exchanges, campaign dark, others light."""
    rows = figures["spread"].rows
    sums = [max(1, sum(int(r[c] or 0) for r in rows)) for c in (1, 2)]
    shares = [(int(r[0] or 0), int(r[1] or 0) / sums[0], int(r[2] or 0) / sums[1]) for r in rows]
    left, top, high = 58, 8, 100
    most = max([0.05, *(max(a, b) for _, a, b in shares)])
    step = (WIDTH - left) / max(1, len(shares))
    parts = [_line(left, top + high, WIDTH, top + high, SOFT)]
    parts += [
        _text(left - 6, top + 8, _pct(most), SOFT, "end"),
        _text(left - 6, top + high, "0", SOFT, "end"),
    ]
    for i, (at_least, own, others) in enumerate(shares):
        x, wide = left + i * step, step * 0.38
        a, b = high * own / most, high * others / most
        parts += [
            _rect(x + step * 0.08, top + high - a, wide, a, DARK),
            _rect(x + step * 0.48, top + high - b, wide, b, LIGHT),
            _text(x + step * 0.46, top + high + 14, _short(at_least), SOFT, "middle"),
        ]  # fmt: skip
    return _svg(top + high + 22, parts)


def ranges(rows: Sequence[tuple[str, float, float, float]]) -> str:
    """Probabilities (name, p, low, high) as dots with the span that doubt about weights leaves."""
    left, room, parts = 250, WIDTH - 250 - 70, []
    for k in range(5):
        x = left + room * k / 4
        parts += [
            _line(x, 0, x, 26 * len(rows), LINE),
            _text(x, 26 * len(rows) + 14, f"{k / 4:.2f}", SOFT, "middle"),
        ]
    for i, (name, p, low, high) in enumerate(rows):
        y = 26 * i + 13
        parts += [
            _text(left - 10, y + 4, clean(name, 40), INK, "end"),
            _line(left + room * low, y, left + room * high, y, SOFT, width=3),
            Markup('<circle cx="{:.1f}" cy="{:.1f}" r="5" fill="{}"/>').format(
                left + room * p, y, DARK
            ),
            _text(left + room + 14, y + 4, bounded(p), INK),
        ]
    return _svg(26 * len(rows) + 22, parts)


def _grid(left: float, top: float, high: float, most: int) -> Markup:
    parts = []
    for k in range(3):
        y = top + high * (1 - k / 2)
        parts += [
            _line(left, y, WIDTH, y, LINE),
            _text(left - 6, y + 4, f"{most * k // 2:,}", SOFT, "end"),
        ]
    return Markup("").join(parts)


def _round_up(n: int) -> int:
    """The next number that a scale ends on.

    >>> _round_up(402), _round_up(7), _round_up(3_000_001)
    (500, 8, 4000000)
    """
    power = 10 ** max(0, len(str(max(1, n))) - 1)
    return next(int(f * power) for f in (1, 2, 3, 4, 5, 6, 8, 10) if f * power >= n)


def _short(n: int) -> str:
    """A lower end, short enough to stand beside others.

    >>> _short(512), _short(16_384), _short(2_097_152)
    ('512+', '16k+', '2M+')
    """
    for size, unit in ((1 << 20, "M"), (1 << 10, "k")):
        if n >= size:
            return f"{n // size}{unit}+"
    return f"{n}+"


def _pct(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.1 or share == 0 else f"{100 * share:.1f} %"


def _filled(form: str, *values: object) -> Markup:
    """A form of ours with values in it, each escaped."""
    return Markup(form).format(*values)  # noqa: S704 - forms are constants of this file


def _rect(x: float, y: float, w: float, h: float, fill: str) -> Markup:
    form = '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>'
    return _filled(form, x, y, w, h, fill)


def _line(
    x1: float, y1: float, x2: float, y2: float, ink: str, dash: str = "none", width: float = 0.8
) -> Markup:
    form = (
        '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" '
        'stroke-dasharray="{}" stroke-width="{}"/>'
    )
    return _filled(form, x1, y1, x2, y2, ink, dash, width)


def _text(x: float, y: float, words: str, ink: str, anchor: str = "start") -> Markup:
    form = '<text x="{:.1f}" y="{:.1f}" fill="{}" text-anchor="{}">{}</text>'
    return _filled(form, x, y, ink, anchor, words)


def _svg(height: float, parts: Iterable[Markup]) -> str:
    form = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {:.0f}" width="{}" '
        'height="{:.0f}" '
        'font-family="{}" font-size="12">{}</svg>'
    )
    return str(_filled(form, WIDTH, height, WIDTH, height, FONT, Markup("").join(parts)))
