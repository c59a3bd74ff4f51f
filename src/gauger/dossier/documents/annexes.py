"""Annexes: public catalogues, the origin of each figure, what is on trust, how to check."""

from gauger.dossier.documents.blocks import (
    Block,
    Span,
    Spans,
    bullets,
    figure_span,
    heading,
    para,
    table,
    text,
)
from gauger.dossier.model import Figure, Figures, Statement


def catalogues(statement: Statement) -> tuple[Block, ...]:
    """The case in public catalogues."""
    rows = [
        (
            text(t.catalogue),
            text(t.id),
            text(t.name),
            text(t.state),
            text(t.basis or "no figure of this pack"),
        )
        for t in statement.techniques
    ]
    return (
        heading("Annex A: Public catalogues", label="annex-a"),
        table(
            ("Catalogue", "Id", "Name", "State", "Basis"),
            rows,
            align="lllll",
            widths=(18, 13, 27, 12, 30),
            caption=text(
                "Seen: a figure of this pack shows what the last column says; that it served the "
                "technique is for the reader to judge. Assessed: it follows from the verdict on "
                "page 1, and no log shows it. Not looked for: this version has no figure for it. "
                "The advisory AA26-251A does not number its indicators: S "
                "numbers are Gauger's."
            ),
        ),
    )


def origin(figures: Figures) -> tuple[Block, ...]:
    """Where each figure comes from."""
    rows = [_row(f) for f in figures.figures]
    return (
        heading("Annex B: Where each figure comes from", label="annex-b"),
        para(
            text(
                "Each figure is one query over tables of the extract. The queries, and the steps "
                "they build on, are in figures.json; report.html shows them below each other."
            )
        ),
        table(
            ("", "Id", "What", "Value", "Unit", "Tables"),
            rows,
            align="lllrll",
            widths=(5, 18, 30, 12, 11, 24),
            label="origin",
        ),
    )


def on_trust(statement: Statement) -> tuple[Block, ...]:
    """What no query of the pack can show."""
    rows = [(text(s.name), text(s.value), text(s.whence)) for s in statement.stated]
    return (
        heading("Annex C: Stated, not shown", label="annex-c"),
        table(
            ("What", "Value", "On whose word"),
            rows,
            align="lrl",
            widths=(40, 20, 40),
            caption=text("Nothing in the extract gives these; a reader takes them on trust."),
        ),
    )


def check(statement: Statement) -> tuple[Block, ...]:
    """How to check the pack."""
    return (
        heading("Annex D: How to check this pack", label="annex-d"),
        bullets(
            text(x)
            for x in (
                "Get the issuer's public key by another way than this pack, and read its "
                "fingerprint to each other.",
                "Run gauger verify PACK --key KEY on a machine of your own; no logs and no network "
                "are needed.",
                "It checks every file against the signed manifest, runs every query again over the "
                "extract, makes this report again, and says in one page what it confirmed and what "
                "you take on trust.",
                "To find one number's origin: take its F number, look it up in Annex B, open "
                "figures.json at its id, and run its query over the named tables with any tool "
                "that reads Parquet. Where a query reads a step, run the steps before it, in their "
                "order; readme.txt has the ten lines that do.",
                f"Questions: {statement.contact}.",
            )
        ),
    )


def samples(statement: Statement) -> tuple[Block, ...]:
    """Samples, where somebody chose any."""
    if not statement.samples:
        return (
            heading("Annex E: Samples", label="annex-e"),
            para(text("None: nobody chose any, and a pack holds no prompt text by itself.")),
        )
    blocks = [
        heading("Annex E: Samples", label="annex-e"),
        para(text("Chosen by hand and redacted; not representative, and no basis of any figure.")),
    ]
    for s in statement.samples:
        removed = ", ".join(s.removed) or "nothing"
        blocks.append(para(text(f"Sample {s.number}, {s.hour} UTC; removed: {removed}.")))
        blocks.append(Block(kind="code", spans=(Span(text=s.prompt, kind="code"),)))
    return tuple(blocks)


def _row(f: Figure) -> tuple[Spans, ...]:
    tables = ", ".join(x.removeprefix("extract/").removesuffix(".parquet") for x in f.extracts)
    return (
        (Span(text=f"F{f.number}", id=f"query-{f.id}"),),
        (Span(text=f.id, kind="code"),),
        text(f.label),
        (_value(f),),
        text(f.unit),
        text(tables),
    )


def _value(figure: Figure) -> Span:
    if figure.columns:
        return Span(text=f"{len(figure.rows)} rows")
    return Span(text=figure_span(figure).text)
