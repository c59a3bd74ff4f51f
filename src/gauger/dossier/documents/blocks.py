"""What a document is made of, before it is PDF or HTML.

Text is text: no block holds markup, so nothing that an account holder chose is ever read as any.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from gauger.dossier.model import Cell, Figure, Figures
from gauger.dossier.wording import clean

PLACE = re.compile(r"\{([a-z0-9-]+)(?::([a-z-]+))?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of text: plain, strong, code, or a figure's value with its number."""

    text: str
    kind: str = "plain"
    """plain, strong, code, figure."""
    number: int = 0
    id: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block; which fields count depends on its kind."""

    kind: str
    """heading, para, lead, note, bullets, facts, table, chart, code, page."""
    level: int = 0
    spans: Spans = ()
    items: tuple[Spans, ...] = ()
    head: tuple[str, ...] = ()
    align: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    rows: tuple[tuple[Spans, ...], ...] = ()
    caption: Spans = ()
    svg: str = ""
    alt: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole document."""

    kind: str
    """report, letter."""
    title: str
    subtitle: str
    marking: str
    facts: tuple[tuple[str, str], ...]
    """Lines of the head: what, who, when."""
    year: int
    month: int
    day: int
    foot: str
    blocks: tuple[Block, ...] = field(default=())


def said(text: str, figures: Figures) -> Spans:
    """A sentence; `{id}` becomes the figure's value, `{id:row}` that of a row of a table."""
    spans: list[Span] = []
    at = 0
    for match in PLACE.finditer(text):
        if match.start() > at:
            spans.append(Span(text=text[at : match.start()]))
        spans.append(figure_span(figures[match[1]], match[2]))
        at = match.end()
    if at < len(text):
        spans.append(Span(text=text[at:]))
    return tuple(spans)


def figure_span(figure: Figure, row: str | None = None) -> Span:
    """A figure's value, as people write it."""
    if row is None:
        text = shown(figure.value, figure.unit)
    else:
        hit = next((r for r in figure.rows if r[0] == row), None)
        text = shown(hit[-1], "share") if hit else "all"
    return Span(text=text, kind="figure", number=figure.number, id=figure.id)


def shown(value: Cell, unit: str) -> str:
    """A value in its unit.

    >>> shown(0.0627, "share"), shown(16017, "exchanges"), shown(717.89, "US dollars")
    ('6.3 %', '16,017', '$718')
    >>> shown(0.9999, "probability"), shown(0.87, "probability"), shown(0.001, "probability")
    ('above 0.99', '0.87', 'below 0.01')
    >>> shown(0.00007, "share"), shown(0.99997, "share"), shown(1.0, "share")
    ('below 0.1 %', 'above 99.9 %', '100 %')
    """
    if value is None:
        return "not known"
    if isinstance(value, str):
        return clean(value, 80)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return WRITTEN[unit](value) if unit in WRITTEN else _plain(value)


def _share(value: float) -> str:
    """What is not nothing, or not all, is not rounded to it."""
    if value in (0, 1):
        return f"{100 * value:.0f} %"
    if value < 0.0005:
        return "below 0.1 %"
    return "above 99.9 %" if value > 0.9995 else f"{100 * value:.1f} %"


def _plain(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"


WRITTEN: dict[str, Callable[[float], str]] = {
    "share": _share,
    "probability": lambda p: (
        "above 0.99" if p > 0.995 else "below 0.01" if p < 0.005 else f"{p:.2f}"
    ),
    "US dollars": lambda usd: f"${usd:,.0f}",
}


def text(words: str) -> Spans:
    """Plain text from anywhere."""
    return (Span(text=clean(words, 600)),)


def heading(words: str, level: int = 1, label: str = "") -> Block:
    """A heading."""
    return Block(kind="heading", level=level, spans=text(words), label=label)


def para(spans: Spans, kind: str = "para") -> Block:
    """A paragraph."""
    return Block(kind=kind, spans=spans)


def bullets(items: Iterable[Spans]) -> Block:
    """A list."""
    return Block(kind="bullets", items=tuple(items))


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[Spans | str]],
    *,
    align: str,
    widths: Sequence[int],
    caption: Spans = (),
    label: str = "",
) -> Block:
    """A table; `align` has one letter a column, l or r; widths are shares of the line."""
    whole = tuple(tuple(c if isinstance(c, tuple) else text(c) for c in row) for row in rows)
    sides = tuple("right" if a == "r" else "left" for a in align)
    return Block(
        kind="table", head=tuple(head), rows=whole, align=sides, widths=tuple(widths),
        caption=caption, label=label,
    )  # fmt: skip


def caption(words: str, *figures: Figure) -> Spans:
    """A caption that names the figures it shows."""
    marks = tuple(Span(text="", kind="figure", number=f.number, id=f.id) for f in figures)
    return (*text(words), *marks)
