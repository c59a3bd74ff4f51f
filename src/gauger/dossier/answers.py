"""Checks of figures: every query run again, its text compared, and the limits it reads."""

from pathlib import Path

import pyarrow as pa

from gauger.dossier.columns import read_extract
from gauger.dossier.limits import LIMITS
from gauger.dossier.measured import fitted_weights
from gauger.dossier.model import Figures
from gauger.dossier.outcome import CONFIRMED, FAILED, UNCHECKED, Check
from gauger.dossier.repeat import Repeated, repeat
from gauger.dossier.tables import EXTRACTS
from gauger.errors import GaugerError


def check_figures(folder: Path, figures: Figures, other: str) -> list[Check]:
    """Whether figures, queries and limits are what they should be.

    `other` says how the program that made the pack is not this one: it may make other figures.
    """
    try:
        tables = {name: read_extract(folder, name) for name in EXTRACTS}
        found = repeat(figures, tables)
    except GaugerError as wrong:
        return [Check("figures", FAILED, f"they cannot be computed again: {wrong}")]
    return [
        _figures(found, len(figures.figures)),
        _queries(found, other),
        _limits(tables["limits"]),
        _weights(tables),
    ]


def _figures(found: Repeated, total: int) -> Check:
    if found.differ:
        says = f"{len(found.differ)} of {total} figures are not what the extract gives"
        return Check("figures", FAILED, says, found.differ)
    says = f"all {total} figures computed again from the extract, and the same"
    return Check("figures", CONFIRMED, says)


def _queries(found: Repeated, other: str) -> Check:
    if found.lacking:
        says = "figures that this program makes are not in the pack"
        return Check("queries", UNCHECKED if other else FAILED, says, found.lacking)
    if found.foreign:
        says = (
            f"{len(found.foreign)} figures rest on queries that this program does not have: read "
            "them before you believe the figures"
        )
        return Check("queries", UNCHECKED, says, found.foreign)
    return Check("queries", CONFIRMED, "every query is this program's own, word for word")


def _limits(table: pa.Table) -> Check:
    there = dict(zip(table["name"].to_pylist(), table["value"].to_pylist(), strict=True))
    other = tuple(
        f"{name}: {there.get(name)} there, {value} here"
        for name, value in LIMITS.items()
        if there.get(name) != value
    )
    if other:
        says = "the figures were made with other limits than this program's; judge them yourself"
        return Check("limits", UNCHECKED, says, other)
    return Check("limits", CONFIRMED, "the limits that the queries read are this program's own")


def _weights(tables: dict[str, pa.Table]) -> Check:
    other = tuple(
        f"{name}: {len(tables[name])} rows there, {len(own)} here, not the same"
        for name, own in fitted_weights().items()
        if tables[name].to_pylist() != own.to_pylist()
    )
    if other:
        says = "features were weighed with other weights than this program's; judge them yourself"
        return Check("weights", UNCHECKED, says, other)
    return Check("weights", CONFIRMED, "the weights of features are this program's own")
