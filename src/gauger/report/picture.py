"""The picture of a campaign's accounts and links, as inline SVG, the same every time."""

import numpy as np
from markupsafe import Markup, escape

from gauger.campaigns.model import Link

MAX_NODES = 400
"""More dots than this are a stain; the strongest links keep their place."""
SIZE = (900, 420)


def link_picture(links: tuple[Link, ...]) -> Markup:
    """Accounts as dots, links as lines, each naming its evidence when pointed at."""
    shown = _readable(links)
    names = sorted({a for link in shown for a in (link.a, link.b)})
    place = {a: i for i, a in enumerate(names)}
    xy = _layout(shown, place)
    lines = Markup("").join(_line(k, xy[place[k.a]], xy[place[k.b]]) for k in shown)
    dots = Markup("").join(_dot(name, xy[i]) for name, i in place.items())
    note = "" if len(shown) == len(links) else f"the strongest {len(shown):,} links shown"
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="Accounts and links">{}{}'
        '<text x="{}" y="{}" text-anchor="end">{} accounts {}</text></svg>'
    ).format(*SIZE, lines, dots, SIZE[0] - 4, SIZE[1] - 4, len(names), note)


def _line(link: Link, a: np.ndarray, b: np.ndarray) -> Markup:
    """One link; its names are escaped at once, since a page has some ten thousand of them."""
    told = f"{link.a} and {link.b}: {', '.join(link.signals)} ({link.bits:.0f} bits)"
    return Markup(  # noqa: S704 - all of it is numbers, but what is escaped
        f'<line class="link" x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}">'
        f"<title>{escape(told)}</title></line>"
    )


def _dot(name: str, at: np.ndarray) -> Markup:
    where = f'cx="{at[0]:.1f}" cy="{at[1]:.1f}"'
    return Markup(  # noqa: S704 - as above
        f'<circle class="node" {where} r="3"><title>{escape(name)}</title></circle>'
    )


def _readable(links: tuple[Link, ...]) -> tuple[Link, ...]:
    seen: set[str] = set()
    kept = []
    for link in links:
        new = {link.a, link.b} - seen
        if len(seen) + len(new) <= MAX_NODES:
            seen |= new
            kept.append(link)
    return tuple(kept)


def _layout(links: tuple[Link, ...], place: dict[str, int]) -> np.ndarray:
    """Positions, shape (accounts, 2): a few rounds of springs from a fixed circle."""
    n = len(place)
    a = np.array([place[k.a] for k in links])
    b = np.array([place[k.b] for k in links])
    angle = 2 * np.pi * np.arange(n) / max(n, 1)
    x, y = np.cos(angle), np.sin(angle)
    x, y = (along + 1e-3 * np.arange(n) / max(n, 1) for along in (x, y))
    ends = np.concatenate([a, b])
    for step in np.linspace(0.1, 0.005, 150):
        move_x, move_y = (
            push / max(n, 1) + 0.3 * np.bincount(ends, _pull(along, a, b), n) - 0.05 * along
            for push, along in zip(_pushes(x, y), (x, y), strict=True)
        )
        far = np.maximum(np.sqrt(move_x**2 + move_y**2), 1.0)
        x, y = x + step * move_x / far, y + step * move_y / far
    at = np.column_stack([x, y])
    low, high = at.min(axis=0), at.max(axis=0)
    room = np.array(SIZE) - 40
    return np.asarray(20 + (at - low) / np.maximum(high - low, 1e-9) * room)


def _pushes(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What pushes each dot away from the others, along x and y, each of shape (accounts,)."""
    gap_x, gap_y = x - x[:, None], y - y[:, None]  # one row for each that pushes
    far = np.maximum(gap_x * gap_x + gap_y * gap_y, 1e-4)
    return (gap_x / far).sum(axis=0), (gap_y / far).sum(axis=0)


def _pull(along: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """What links pull at their ends `a`, then at their ends `b`, shape (2 x links,)."""
    gap = along[b] - along[a]
    return np.concatenate([gap, -gap])
