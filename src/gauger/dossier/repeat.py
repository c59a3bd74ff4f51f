"""Runs a pack's queries again over its extract, and says which answers differ."""

import math
from dataclasses import dataclass

import pyarrow as pa

from gauger.dossier.figures import files_of, tables_of
from gauger.dossier.model import Cell, Figures
from gauger.dossier.questions import QUESTIONS, STEPS
from gauger.dossier.sqlbox import SqlBox
from gauger.errors import GaugerError


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """What came of running the queries again."""

    same: int
    differ: tuple[str, ...]
    """One line a figure: what the pack says, what its extract gives."""
    foreign: tuple[str, ...]
    """Figures whose query is not this version's own, so that the query too is on trust."""
    lacking: tuple[str, ...]
    """Figures of this version that the pack does not have."""


def repeat(figures: Figures, tables: dict[str, pa.Table]) -> Repeated:
    """Answer every figure again. Raises InputError for a step that is refused."""
    box = SqlBox(tables)
    try:
        reads: dict[str, frozenset[str]] = {}
        for step in figures.steps:
            reads[step.name] = tables_of(box, step.name, step.sql, reads)
            box.step(step.name, step.sql)
        differ, same = [], 0
        for figure in figures.figures:
            try:
                files = files_of(tables_of(box, figure.id, figure.sql, reads))
                columns, rows = box.answer(figure.id, figure.sql)
            except GaugerError as wrong:
                differ.append(f"F{figure.number} {figure.id}: {wrong}")
                continue
            if figure.columns:
                agrees = columns == figure.columns and _same_rows(rows, figure.rows)
                again = f"{len(rows)} rows, of which some differ"
            else:
                value = rows[0][0] if rows else None
                agrees = _same(value, figure.value) and not figure.rows
                again = str(value)
            if agrees and files != figure.extracts:
                theirs, own = (", ".join(names) or "no file" for names in (figure.extracts, files))
                differ.append(
                    f"F{figure.number} {figure.id}: the pack says that it comes from {theirs}; its "
                    f"query reads {own}"
                )
            elif agrees:
                same += 1
            else:
                said = f"{len(figure.rows)} rows" if figure.columns else figure.value
                differ.append(
                    f"F{figure.number} {figure.id}: the pack says {said}, its extract {again}"
                )
    finally:
        box.close()
    foreign, lacking = _foreign(figures)
    return Repeated(same=same, differ=tuple(differ), foreign=foreign, lacking=lacking)


def _foreign(figures: Figures) -> tuple[tuple[str, ...], tuple[str, ...]]:
    own = {q.id: (q.sql.strip(), q.label, q.unit, q.table) for q in QUESTIONS}
    seen = [f.id for f in figures.figures]
    numbers = [f.number for f in figures.figures]
    foreign = [
        f.id
        for f in figures.figures
        if own.get(f.id) != (f.sql, f.label, f.unit, bool(f.columns))
        or seen.count(f.id) > 1
        or numbers.count(f.number) > 1  # documents cite a figure by it
    ]
    if figures.steps != STEPS:
        foreign = seen
    return tuple(foreign), tuple(i for i in own if i not in seen)


def _same_rows(a: tuple[tuple[Cell, ...], ...], b: tuple[tuple[Cell, ...], ...]) -> bool:
    return len(a) == len(b) and all(
        len(x) == len(y) and all(_same(p, q) for p, q in zip(x, y, strict=True))
        for x, y in zip(a, b, strict=True)
    )


def _same(a: Cell, b: Cell) -> bool:
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)  # JSON writes 3.0 as 3.0, all exact
    return type(a) is type(b) and a == b
