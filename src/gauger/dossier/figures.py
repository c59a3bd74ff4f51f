"""Questions and an extract in, answered figures out."""

from collections.abc import Mapping

import pyarrow as pa

from gauger.dossier.model import Figure, Figures
from gauger.dossier.questions import QUESTIONS, STEPS
from gauger.dossier.sqlbox import SqlBox


def answer(tables: dict[str, pa.Table]) -> Figures:
    """Answer every question over an extract's tables."""
    box = SqlBox(tables)
    try:
        reads: dict[str, frozenset[str]] = {}
        for step in STEPS:
            reads[step.name] = tables_of(box, step.name, step.sql, reads)
            box.step(step.name, step.sql)
        found = []
        for number, q in enumerate(QUESTIONS, 1):
            columns, rows = box.answer(q.id, q.sql)
            found.append(
                Figure(
                    id=q.id,
                    number=number,
                    label=q.label,
                    unit=q.unit,
                    value=None if q.table or not rows else rows[0][0],
                    columns=columns if q.table else (),
                    rows=rows if q.table else (),
                    sql=q.sql.strip(),
                    extracts=files_of(tables_of(box, q.id, q.sql, reads)),
                )
            )
    finally:
        box.close()
    return Figures(steps=STEPS, figures=tuple(found))


def tables_of(
    box: SqlBox, name: str, sql: str, steps: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """Tables that a query reads, by itself or through the steps it reads."""
    direct = box.reads(name, sql)
    return frozenset().union(*(steps.get(read, frozenset({read})) for read in direct))


def files_of(tables: frozenset[str]) -> tuple[str, ...]:
    """Where tables of the extract stand in a pack."""
    return tuple(f"extract/{name}.parquet" for name in sorted(tables))
