"""The picture of a campaign's accounts and links, as inline SVG, the same every time."""

import numpy as np
from markupsafe import Markup

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
    lines = Markup("").join(
        Markup(
            '<line class="link" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}">'
            "<title>{} and {}: {} ({:.0f} bits)</title></line>"
        ).format(*xy[place[k.a]], *xy[place[k.b]], k.a, k.b, ", ".join(k.signals), k.bits)
        for k in shown
    )
    dots = Markup("").join(
        Markup('<circle class="node" cx="{:.1f}" cy="{:.1f}" r="3"><title>{}</title></circle>')
        .format(*xy[i], name)
        for name, i in place.items()
    )  # fmt: skip
    note = "" if len(shown) == len(links) else f"the strongest {len(shown):,} links shown"
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="Accounts and links">{}{}'
        '<text x="{}" y="{}" text-anchor="end">{} accounts {}</text></svg>'
    ).format(*SIZE, lines, dots, SIZE[0] - 4, SIZE[1] - 4, len(names), note)


def _readable(links: tuple[Link, ...]) -> tuple[Link, ...]:
    seen: set[str] = set()
    kept = []
    for link in links:
        if len(seen | {link.a, link.b}) <= MAX_NODES:
            seen |= {link.a, link.b}
            kept.append(link)
    return tuple(kept)


def _layout(links: tuple[Link, ...], place: dict[str, int]) -> np.ndarray:
    """Positions, shape (accounts, 2): a few rounds of springs from a fixed circle."""
    n = len(place)
    a = np.array([place[k.a] for k in links])
    b = np.array([place[k.b] for k in links])
    angle = 2 * np.pi * np.arange(n) / max(n, 1)
    at = np.column_stack([np.cos(angle), np.sin(angle)]) + 1e-3 * np.arange(n)[:, None] / max(n, 1)
    for step in np.linspace(0.1, 0.005, 150):
        gap = at[:, None, :] - at[None, :, :]
        far = np.maximum((gap**2).sum(axis=2), 1e-4)
        push = (gap / far[..., None]).sum(axis=1) / max(n, 1)
        pull = np.zeros_like(at)
        np.add.at(pull, a, at[b] - at[a])
        np.add.at(pull, b, at[a] - at[b])
        move = push + 0.3 * pull - 0.05 * at
        at += step * move / np.maximum(np.linalg.norm(move, axis=1, keepdims=True), 1.0)
    low, high = at.min(axis=0), at.max(axis=0)
    room = np.array(SIZE) - 40
    return np.asarray(20 + (at - low) / np.maximum(high - low, 1e-9) * room)
