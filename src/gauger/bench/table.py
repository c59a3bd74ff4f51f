"""The figures as Markdown and as CSV; the same tables for people and for the docs."""

import csv
import io
from collections.abc import Sequence

import msgspec

from gauger.bench.calibration import Calibration
from gauger.bench.measure import Rates
from gauger.bench.rows import Row
from gauger.bench.suite import RUNG
from gauger.bench.summary import Line, Summary
from gauger.bench.targets import Target, targets
from gauger.errors import UsageError
from gauger.simulate.scenario import load

Cells = list[str]
RAW = (
    "kind", "world", "variant", "seed", "scale", "method", "exchanges",
    "honest", "honest_accused", "crowds", "crowds_accused", "pairs_right", "pairs_found",
    "pairs_wanted", "cpu_s", "wall_s", "peak_gb",
    "campaign", "accounts", "recall", "precision", "recall_any", "exchange_error",
    "window_error_h", "before_flag", "live_before_flag", "failed",
)  # fmt: skip
"""Columns of `rows.csv`: where, the world's figures, a campaign's, and why there are none."""


def markdown(found: Summary) -> str:
    """All tables of a run, under headings of the third level."""
    parts = [_about(found), "### Targets\n\n" + _table(*target_cells(targets(found)))]
    parts.append("### By world\n\n" + _table(*world_cells(found.worlds)))
    if found.methods:
        parts.append("### Beside its peers\n\n" + _table(*method_cells(found.methods)))
    if found.calibration:
        parts.append("### Calibration\n\n" + _calibrated(found.calibration))
    if costs := _costs(found.worlds):
        parts.append("### What a rung costs the adversary\n\n" + _table(["rung", "cost"], costs))
    if found.failures:
        parts.append("### Failed\n\n" + "\n".join(f"- {f}" for f in found.failures))
    return "\n\n".join(parts) + "\n"


def _about(found: Summary) -> str:
    whole = found.whole
    who = f"{whole.honest:,} honest accounts, {whole.crowds:,} innocent crowds"
    parts = [
        f"Suite `{found.suite}`: {whole.worlds} worlds of seeds {', '.join(map(str, found.seeds))}",
        f"with {found.exchanges:,} exchanges, {who} and {whole.campaigns} campaigns, of which",
        f"{whole.found} were found; detection took {whole.cpu_s / 60:.1f} CPU minutes.",
        f"State of the code: `{found.code}`.",
    ]
    return " ".join(parts)


def target_cells(found: Sequence[Target]) -> tuple[Cells, list[Cells]]:
    """Head and lines of the targets."""
    return ["what", "must", "aim", "measured", "worst in", "holds"], [
        [t.what, f"{t.must:g}", f"{t.aim:g}",
         "-" if t.measured is None else f"{t.measured:.4g}", t.where, t.holds]
        for t in found
    ]  # fmt: skip


def world_cells(lines: Sequence[Line]) -> tuple[Cells, list[Cells]]:
    """Head and lines of our own figures by world."""
    head = [
        "world", "variant", "worlds", "campaigns found", "recall (least)", "precision",
        "pairs P / R", "accused", "crowds accused", "exchanges off", "window off", "before flag",
        "CPU s", "GB",
    ]  # fmt: skip
    return head, [
        [
            line.world, line.variant, str(line.worlds),
            f"{line.found} of {line.campaigns}" if line.campaigns else "-",
            "-" if line.recall is None else f"{line.recall:.3f} ({line.recall_least:.3f})",
            _number(line.precision_least, ".3f"), _pairs(line.pairs),
            f"{line.honest_accused} of {line.honest:,}", _crowds(line),
            _number(line.exchange_error, ".2%"), _number(line.window_error_h, ".1f", " h"),
            _before(line), f"{line.cpu_s / line.worlds:.1f}", f"{line.peak_gb:.2f}",
        ]
        for line in lines
    ]  # fmt: skip


def method_cells(lines: Sequence[Line]) -> tuple[Cells, list[Cells]]:
    """Head and lines of every method over the same worlds."""
    head = [
        "method", "worlds", "accounts P", "accounts R", "campaigns found", "pairs P", "pairs R",
        "accused per million (95 %)", "crowds accused", "CPU s", "GB",
    ]  # fmt: skip
    return head, [
        [
            line.method, str(line.worlds), _number(line.accounts.precision, ".3f"),
            _number(line.accounts.recall, ".3f"), f"{line.found} of {line.campaigns}",
            _number(line.pairs.precision, ".3f"),
            _number(line.pairs.recall, ".3f"), _per_million(line), _crowds(line),
            f"{line.cpu_s / line.worlds:.1f}", f"{line.peak_gb:.2f}",
        ]
        for line in lines
    ]  # fmt: skip


def raw(rows: Sequence[Row]) -> str:
    """One CSV line per world, method and campaign; per world where nobody harvests."""
    out = io.StringIO()
    write = csv.DictWriter(out, RAW, lineterminator="\n")
    write.writeheader()
    for row in rows:
        write.writerows(_raw(row))
    return out.getvalue()


def _raw(row: Row) -> list[dict[str, object]]:
    o, seen = row.outcome, row.outcome.found
    where: dict[str, object] = {name: getattr(row, name) for name in RAW[:7]}
    if seen is None:
        return [where | {"failed": o.failed}]
    where |= {
        "honest": seen.honest, "honest_accused": seen.honest_accused,
        "crowds": seen.crowds, "crowds_accused": " ".join(seen.crowds_accused),
        "pairs_right": seen.pairs.right, "pairs_found": seen.pairs.found,
        "pairs_wanted": seen.pairs.wanted,
        "cpu_s": o.cpu_s, "wall_s": o.wall_s, "peak_gb": o.peak_gb,
    }  # fmt: skip
    campaigns = [
        msgspec.structs.asdict(c)
        | (msgspec.structs.asdict(o.took[c.campaign]) if c.campaign in o.took else {})
        for c in seen.campaigns
    ]
    return [where | c for c in campaigns or [{}]]


def _table(head: Cells, lines: Sequence[Cells]) -> str:
    rule = "|" + "---|" * len(head)
    return "\n".join([_joined(head), rule, *map(_joined, lines)])


def _joined(cells: Cells) -> str:
    return "| " + " | ".join(c.replace("|", "/") for c in cells) + " |"


def _calibrated(found: Calibration) -> str:
    head = (
        f"{found.groups} groups, {found.campaigns} of them campaigns: "
        f"Brier score {found.brier:.4f}, expected calibration error {found.ece:.4f}."
    )
    lines = [
        [f"{b.p:.3f}", f"{b.rate:.3f}", f"{b.low:.3f} to {b.high:.3f}", str(b.groups)]
        for b in found.bins
    ]
    return f"{head}\n\n" + _table(["probability given", "were campaigns", "95 %", "groups"], lines)


def _costs(lines: Sequence[Line]) -> list[Cells]:
    """What each rung's own file says it costs."""
    found = []
    for name in dict.fromkeys(w.world for w in lines if w.kind == "ladder"):
        try:
            said = load(name).costs
        except UsageError:  # a scenario of the user's own, given as a file
            continue
        found.append([name.removeprefix(RUNG), " ".join(said.split())])
    return found


def _number(value: float | None, form: str, unit: str = "") -> str:
    return "-" if value is None else f"{value:{form}}{unit}"


def _pairs(rates: Rates) -> str:
    if not rates.wanted:
        return "-"
    return f"{_number(rates.precision, '.3f')} / {_number(rates.recall, '.3f')}"


def _crowds(line: Line) -> str:
    """How many of how many, and which where they are few."""
    n = len(line.crowds_accused)
    names = f" ({', '.join(line.crowds_accused)})" if 0 < n <= 3 else ""
    return f"{n} of {line.crowds}{names}"


def _per_million(line: Line) -> str:
    rate, low, high = line.per_million
    return f"{rate:,.0f} ({low:,.0f} to {high:,.0f})"


def _before(line: Line) -> str:
    """In a run from day to day where that was measured, else looking back."""
    if line.live_before_flag is not None:
        return f"{line.live_before_flag:.1%}"
    return "-" if line.before_flag is None else f"at least {line.before_flag:.1%}"
