"""Rows as lines of a Markdown table, so that what is printed is what the docs show."""

from bench.public.score import Row

COLUMNS = (
    "data set", "method", "setting", "groups", "accounts P / R / F", "R >= 5", "pairs P / R / F",
    "innocent accused", "of them cleared before", "misplaced", "CPU s", "peak MB",
)  # fmt: skip
HEAD = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"


def line(row: Row) -> str:
    """Measures of the reporting half; a dash where there is nothing to measure."""
    r = row.report
    accused = f"{r.accused:,} of {r.innocent:,}" if r.innocent else "-"
    cleared = f"{r.cleared_accused:,} of {r.cleared:,}" if r.cleared else "-"
    cells = (
        row.data,
        row.method,
        row.setting,
        f"{row.groups:,} ({row.largest:,})",
        _rates(r.accounts.precision, r.accounts.recall, r.accounts.f1),
        _share(r.large.recall),
        _rates(r.pairs.precision, r.pairs.recall, r.pairs.f1) if r.pairs.wanted else "-",
        accused,
        cleared,
        f"{r.misplaced:,}" if r.pairs.wanted else "-",
        f"{row.cpu_s:.1f}",
        f"{row.peak_mb:,.0f}",
    )
    return f"| {' | '.join(cells)} |"


def _rates(precision: float | None, recall: float | None, f1: float) -> str:
    return f"{_share(precision)} / {_share(recall)} / {f1:.3f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
