"""The picture of who is tied to whom: cells as bubbles, or one cell's accounts as dots.

Places come from a few rounds of springs and pushes from a fixed spiral, so that the same case
gives the same picture; each bubble is a link, and each line names its evidence.
"""

from collections.abc import Callable, Sequence

import numpy as np
from markupsafe import Markup
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gauger.campaigns.model import Link
from gauger.campaigns.partners import SIGNAL as PARTNERS
from gauger.casework.cells import Cell, Picture, Tie
from gauger.report.words import many
from gauger.signals.catalogue import SIGNALS
from gauger.signals.family import Family

WIDTH, HEIGHT = 960, 600
FAMILY = {s.name: s.family.value for s in SIGNALS} | {PARTNERS: Family.PARTNERS.value}
MOST_TIES = 150
LABELLED_R, LEAST_R, MOST_R = 17, 4.5, 120
"""From which radius on a bubble has room for its number; the least that can be hit; the most."""
GAP = 5
"""Room left between two bubbles."""
STEPS = 90
FEW = 80
"""So many are compared each with each: that takes less time than looking who is near."""


def family(signal: str) -> str:
    """Kind of evidence of a signal, for its colour."""
    return FAMILY.get(signal, "other")


def map_of_cells(picture: Picture, where: Callable[[str], str]) -> Markup:
    """Cells as bubbles, their area their accounts; `where` gives the address of a cell."""
    cells, ties = picture.cells, picture.ties[:MOST_TIES]
    if not cells:
        return Markup('<p class="soft">No accounts.</p>')
    place = {c.name: i for i, c in enumerate(cells)}
    size = np.sqrt(np.array([len(c.accounts) for c in cells], float))
    r = np.maximum(size * min(_scale(size), MOST_R / size.max()), LEAST_R)
    pairs = [(place[k.a], place[k.b]) for k in ties]
    xy = _spread(r, pairs)
    lines = Markup("").join(_tie(k, xy[place[k.a]], xy[place[k.b]]) for k in ties)
    bubbles = Markup("").join(
        _bubble(c, xy[i], float(r[i]), where(c.name)) for i, c in enumerate(cells)
    )
    return _svg(
        xy, r, lines + bubbles, f"{many(picture.accounts, 'account')} in {many(len(cells), 'cell')}"
    )


def map_of_accounts(
    accounts: Sequence[str], links: Sequence[Link], where: Callable[[str], str],
    labels: dict[str, str],
) -> Markup:  # fmt: skip
    """Accounts of a cell as dots, coloured by people's word where there is one."""
    place = {a: i for i, a in enumerate(accounts)}
    if not place:
        return Markup('<p class="soft">No accounts.</p>')
    r = np.full(len(accounts), 6.0 if len(accounts) < 120 else 4.5)
    xy = _spread(r, [(place[k.a], place[k.b]) for k in links])
    lines = Markup("").join(_link(k, xy[place[k.a]], xy[place[k.b]]) for k in links)
    dots = Markup("").join(
        Markup(
            '<a href="{}"><circle class="dot {}" cx="{:.1f}" cy="{:.1f}" r="{:.1f}">'
            "<title>{}{}</title></circle></a>"
        ).format(
            where(a), labels.get(a, "none"), *xy[i], float(r[i]), a,
            f": {labels[a]}" if a in labels else "",
        )
        for a, i in place.items()
    )  # fmt: skip
    return _svg(xy, r, lines + dots, f"{len(accounts)} accounts and {len(links)} links")


def _scale(size: np.ndarray) -> float:
    """So that the bubbles fill about a third of the picture."""
    return float(np.sqrt(0.30 * WIDTH * HEIGHT / np.pi / max(1.0, float((size**2).sum()))))


def _svg(xy: np.ndarray, r: np.ndarray, inside: Markup, label: str) -> Markup:
    low, high = (xy - r[:, None]).min(axis=0) - 14, (xy + r[:, None]).max(axis=0) + 14
    wide, tall = high - low
    if wide / tall < WIDTH / HEIGHT:
        grow = (tall * WIDTH / HEIGHT - wide) / 2
        low[0], wide = low[0] - grow, wide + 2 * grow
    return Markup(
        '<svg class="map" viewBox="{:.1f} {:.1f} {:.1f} {:.1f}" role="group" aria-label="{}" '
        "data-zoom>{}</svg>"
    ).format(low[0], low[1], wide, tall, label, inside)


def _bubble(cell: Cell, at: np.ndarray, r: float, address: str) -> Markup:
    main = cell.signals[0][0] if cell.signals else ""
    says = ", ".join(f"{s} ({n:,})" for s, n in cell.signals)
    n = len(cell.accounts)
    text = Markup("")
    if r >= LABELLED_R:
        text = Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="middle">{:,}</text>').format(
            at[0], at[1] + 4, n
        )
    if r >= 46:
        text += Markup(
            '<text class="small" x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>'
        ).format(at[0], at[1] + 19, main)
    return Markup(
        '<a href="{}" aria-label="{}: {}"><circle class="cell {} {}" cx="{:.1f}" '
        'cy="{:.1f}" r="{:.1f}"/>{}<title>{}\n{}, {}\n{}</title></a>'
    ).format(
        address, many(n, "account"), says, family(main), "tied" if cell.linked else "loose",
        *at, r, text, cell.name, many(n, "account"), many(cell.exchanges, "exchange"), says,
    )  # fmt: skip


def _tie(tie: Tie, a: np.ndarray, b: np.ndarray) -> Markup:
    says = ", ".join(f"{s} ({n:,})" for s, n in tie.signals)
    main = tie.signals[0][0] if tie.signals else ""
    return Markup(
        '<line class="tie {}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" '
        'stroke-width="{:.1f}">'
        "<title>{}: {}</title></line>"
    ).format(
        family(main), *a, *b, min(9.0, 0.8 + 0.7 * tie.links**0.5), many(tie.links, "link"), says
    )


def _link(link: Link, a: np.ndarray, b: np.ndarray) -> Markup:
    main = link.signals[0] if link.signals else ""
    return Markup(
        '<line class="tie {}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" '
        'stroke-width="{:.1f}">'
        "<title>{} and {}: {} ({:.0f} bits)</title></line>"
    ).format(
        family(main), *a, *b, 0.6 + min(2.4, link.bits / 16),
        link.a, link.b, ", ".join(link.signals), link.bits,
    )  # fmt: skip


def _spread(r: np.ndarray, pairs: Sequence[tuple[int, int]]) -> np.ndarray:
    """Places, shape (n, 2): tied ones near each other, none on top of another.

    Memory grows with bubbles and pairs. They start small, so that tied ones can pass the others,
    and grow while springs pull; what still overlaps at the end is pushed apart alone.
    """
    ends = np.array(pairs, int).reshape(-1, 2)
    a, b = ends[:, 0], ends[:, 1]
    many = np.maximum(1, np.bincount(ends.ravel(), minlength=len(r)))[:, None]
    rest = (r[a] + r[b] + 16)[:, None]
    at = _start(r, a, b)
    for step in range(STEPS):
        cool = 1 - step / (1.3 * STEPS)
        gap = at[b] - at[a]
        far = np.linalg.norm(gap, axis=1, keepdims=True)
        move = 0.25 * cool * gap * np.maximum(0, 1 - rest / np.maximum(far, 1e-6))
        at = at + (_sum(a, move, len(r)) - _sum(b, move, len(r))) / many
        at = at - np.array([0.010, 0.018]) * cool * at
        now = r * min(1.0, 0.2 + 1.2 * step / STEPS)
        near = _near(at, now)
        for _ in range(2):
            at = at + _apart(at, now, near)
    for _ in range(STEPS):
        push = _apart(at, r, _near(at, r))
        if np.abs(push).max() < GAP / 20:
            break
        at = at + push
    return at


def _start(r: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """A spiral of what hangs together, the first of each first, each a spiral of its own."""
    n = len(r)
    tied = coo_array((np.ones(len(a)), (a, b)), shape=(n, n))
    _, group = connected_components(tied, directed=False)
    order = np.argsort(group, kind="stable")
    wide = np.sqrt(_sum(group, (r + GAP)[:, None] ** 2, group.max() + 1)[:, 0])
    middle = _spiral(wide)
    at = np.empty((n, 2))
    for own in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        at[own] = middle[group[own[0]]] + _spiral(r[own])
    return at


def _spiral(r: np.ndarray) -> np.ndarray:
    """Places of a sunflower's seeds, shape (n, 2), the first in the middle."""
    turn = np.arange(len(r)) * np.pi * (3 - np.sqrt(5))
    away = 1.25 * (np.sqrt(np.cumsum((r + 3) ** 2)) - r[0] - 3)
    at = np.column_stack([np.cos(turn), np.sin(turn) * HEIGHT / WIDTH]) * away[:, None]
    return np.asarray(at)


def _sum(place: np.ndarray, moves: np.ndarray, n: int) -> np.ndarray:
    """Rows of `moves` added up by place, shape (n, columns)."""
    columns = [np.bincount(place, column, n) for column in moves.T]
    return np.column_stack(columns)


Pairs = tuple[np.ndarray, np.ndarray]


def _apart(at: np.ndarray, r: np.ndarray, near: Pairs) -> np.ndarray:
    """How far each has to move so that it overlaps less, shape (n, 2)."""
    a, b = near
    gap = at[a] - at[b]
    far = np.sqrt((gap * gap).sum(axis=1))
    push = 0.4 * np.maximum(0, r[a] + r[b] + GAP - far) / np.maximum(far, 1e-3)
    push = push[:, None] * gap
    return np.asarray(_sum(a, push, len(at)) - _sum(b, push, len(at)))


def _near(at: np.ndarray, r: np.ndarray) -> Pairs:
    """Places (a, b) of all pairs that overlap, and of some that nearly do, each pair once.

    By classes of size, so that one large bubble does not make all the small ones neighbours: a
    class is at most four times as wide as another of it, and memory grows with the pairs near.
    """
    if len(r) <= FEW:
        return np.triu_indices(len(r), 1)
    sizes = np.floor(np.log2(r) / 2).astype(int)
    classes = [np.flatnonzero(sizes == size) for size in np.unique(sizes)]
    trees = [cKDTree(at[own]) for own in classes]
    found: list[np.ndarray] = [np.empty((2, 0), int)]
    for i, (own, tree) in enumerate(zip(classes, trees, strict=True)):
        found.append(own[tree.query_pairs(2 * r[own].max() + GAP, output_type="ndarray").T])
        for other, wider in zip(classes[i + 1 :], trees[i + 1 :], strict=True):
            reach = r[own].max() + r[other].max() + GAP
            close = tree.sparse_distance_matrix(wider, reach, output_type="ndarray")
            found.append(np.stack([own[close["i"]], other[close["j"]]]))
    a, b = np.concatenate(found, axis=1)
    return a, b
