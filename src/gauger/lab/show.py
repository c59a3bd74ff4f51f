"""A run and an estimate as text for a terminal."""

from collections.abc import Iterator
from statistics import mean

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gauger.lab.curves import Curve, Effect, counted, curves, effects
from gauger.lab.harm import Harm, Range
from gauger.lab.results import Results

SHORT = {
    "software-engineering": "code", "agentic-tool-use": "tools", "mathematics": "maths",
    "question-answering": "facts", "translation": "gloss", "reasoning": "reasoning", "all": "all",
}  # fmt: skip
"""Skills in a table's head."""


def shown_run(results: Results) -> RenderableType:
    """What was run, the gain curves, what measures withhold, what they cost."""
    return Group(*_run(results))


def _run(results: Results) -> Iterator[RenderableType]:
    plan, found = results.plan, curves(results)
    yield Text(
        f"{plan.model} student, {len(plan.seeds)} seeds, {plan.held_out} questions a skill; "
        f"harvest of campaign {results.campaign} ({results.campaign_exchanges:,} exchanges); "
        f"teacher right {results.teacher_right:.1%}; {results.seconds:,.0f} s"
    )
    yield Text("\nGain without countermeasure, passive student (mean, 95 % t interval)", "bold")
    yield _gains([c for c in found if (c.measure, c.strategy) == ("none", "passive")])
    yield Text("\nWhat countermeasures withhold at the largest harvest, points of accuracy", "bold")
    yield Text("* the student that a measure hurts least: count on no more")
    yield _effects(effects(results))
    yield Text("\nWhat they cost an honest reader who is served so", "bold")
    yield _costs(results)
    if results.reach:
        yield Text("\nLimits on accounts, counted in the world", "bold")
        yield _reach(results)
    if results.marks:
        yield Text("\nThe mark in the student (z against decoy keys, mean over seeds)", "bold")
        yield _marks(results)


def _gains(found: list[Curve]) -> Table:
    sizes = sorted({round(p.exchanges) for c in found if c.skill == "all" for p in c.points})
    table = _table("exchanges", *[f"{n:,}" for n in sizes], "half at", "per tenfold")
    for c in sorted(found, key=lambda c: list(SHORT).index(c.skill)):
        cells = [f"{p.gain:.2f} ±{(p.high - p.low) / 2:.2f}" for p in c.points]
        half = "" if c.half_at is None else f"{c.half_at:,.0f}"
        slope = "" if c.per_tenfold is None else f"{c.per_tenfold:+.2f}"
        table.add_row(SHORT[c.skill], *cells, *[""] * (len(sizes) - len(cells)), half, slope)
    return table


def _effects(found: tuple[Effect, ...]) -> Table:
    by_key = {(e.measure, e.strategy, e.skill): e for e in found}
    least = {(e.measure, e.strategy) for e in counted(found).values()}
    table = _table("measure", "student", *SHORT.values())
    for key in dict.fromkeys((e.measure, e.strategy) for e in found):
        cells = [_effect(by_key.get((*key, s))) for s in SHORT]
        table.add_row(key[0], key[1] + (" *" if key in least else ""), *cells)
    return table


def _effect(effect: Effect | None) -> str:
    if effect is None:
        return ""
    half = 100 * (effect.high - effect.low) / 2
    return f"{100 * effect.withheld:.0f} ±{half:.0f}"


def _costs(results: Results) -> Table:
    table = _table("measure", "answers right", "reasoning shown", "steps wrong", "wording")
    for name in dict.fromkeys(c.measure for c in results.costs):
        own = [c for c in results.costs if c.measure == name]
        told = sum(c.steps_shown + c.steps_wrong for c in own)
        table.add_row(
            name,
            f"{sum(c.right for c in own) / sum(c.asked for c in own):.1%}",
            f"{sum(c.steps_shown for c in own) / max(1, sum(c.steps for c in own)):.1%}",
            f"{sum(c.steps_wrong for c in own) / max(1, told):.1%}",
            f"{mean(c.wording_nats for c in own):+.3f} nats",
        )
    return table


def _reach(results: Results) -> Table:
    table = _table("limit", "campaign left", "honest hit", "honest exchanges refused")
    for r in results.reach:
        table.add_row(
            r.measure,
            f"{r.campaign_exchanges:,} of {r.of_campaign_exchanges:,}",
            f"{r.honest_hit:,} of {r.honest_accounts:,}",
            f"{r.honest_refused:,} of {r.honest_exchanges:,}",
        )
    return table


def _marks(results: Results) -> Table:
    table = _table("student", "exchanges", "choices", "kept to the key", "z")
    for strategy, size in dict.fromkeys((m.strategy, m.exchanges) for m in results.marks):
        own = [m for m in results.marks if (m.strategy, m.exchanges) == (strategy, size)]
        table.add_row(
            strategy, f"{size:,}", f"{mean(m.choices for m in own):,.0f}",
            f"{mean(m.share for m in own):.1%}", f"{mean(m.z for m in own):+.1f}",
        )  # fmt: skip
    return table


def shown_harm(found: Harm) -> RenderableType:
    """One estimate: taken, worth, what flagging earlier would have saved, what was assumed."""
    return Group(*_harm(found))


def _harm(h: Harm) -> Iterator[RenderableType]:
    yield Text.assemble(
        (h.campaign_id, "bold"), f"  {h.verdict} ({h.confidence:.2f}): {h.accounts:,} accounts, "
        f"{h.exchanges:,} exchanges, {h.output_tokens:,} output tokens in {h.days:,} days",
    )  # fmt: skip
    yield Text("\nTaken", "bold")
    yield _taken(h)
    yield Text("\nCould buy an open student, if all of it was trained on", "bold")
    if not h.families:
        yield Text("  No public figures for these capabilities; only the amounts above are known.")
    for f in h.families:
        yield Text(
            f"  {f.family}: {_whole(f.examples)} examples, {_times(f.times_largest_public)} times "
            f"the largest public set\n  {f.benchmark}: from {f.start:g} to "
            f"{f.score.low:.0f}-{f.score.high:.0f} ({f.gain.low:+.0f} to {f.gain.high:+.0f} points)"
        )
    yield Text("\nFlagged earlier", "bold")
    yield _flags(h)
    yield Text("\nIn money (US dollars)", "bold")
    yield from (Text(f"  {name:52} {value}") for name, value in _money(h))
    yield Text("\nAssumptions", "bold")
    yield from (Text(f"  - {line}") for line in h.assumptions)


def _taken(h: Harm) -> Table:
    table = _table("capability", "exchanges", "examples", "public figures")
    for c in h.capabilities:
        name = "".join(x if x.isprintable() else "\ufffd" for x in c.capability)
        table.add_row(name, f"{c.exchanges:,}", _whole(c.examples), c.family or "none")
    return table


def _flags(h: Harm) -> Table:
    names = [f.family for f in h.families]
    table = _table("flag", "exchanges avoided", *[f"{n}, points avoided" for n in names])
    for f in h.flags:
        first = " first flag" if f.is_first_flag else ""
        table.add_row(
            f"{f.day:%d %b} (day {f.after_days}){first}",
            f"{f.exchanges_avoided:,} ({f.share_avoided:.0%})",
            *[f"{f.gain_avoided[n].low:.1f} to {f.gain_avoided[n].high:.1f}" for n in names],
        )
    return table


def _money(h: Harm) -> Iterator[tuple[str, str]]:
    if h.logged_cost_usd:
        yield "list price in the logs", f"{h.logged_cost_usd:,.0f}"
    if h.list_price_usd and h.resale_usd:
        yield "the tokens at public list prices", _whole(h.list_price_usd)
        yield "the same through relays", _whole(h.resale_usd)
    else:
        yield "the tokens", "not logged"
    yield "training on the examples", _whole(h.training_usd)
    for name, value in h.scratch_usd.items():
        yield f"without a teacher: {name}", _whole(value)


def _whole(r: Range) -> str:
    return f"{r.low:,.0f}" if r.low == r.high else f"{r.low:,.0f} to {r.high:,.0f}"


def _times(r: Range) -> str:
    return f"{r.low:.3g} to {r.high:.3g}"


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), expand=False)
    for name in (first, *others):
        table.add_column(name, no_wrap=True)
    return table
