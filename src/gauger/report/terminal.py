"""Detections as text for a terminal: a table of campaigns, one campaign explained."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gauger.campaigns.model import (
    Campaign,
    Day,
    Detections,
    Happening,
    Member,
    Reason,
    Share,
    Verdict,
)
from gauger.report.words import in_words

COLOUR = {
    Verdict.DISTILLATION: "bold red",
    Verdict.COORDINATED: "yellow",
    Verdict.UNCLEAR: "default",
    Verdict.BENIGN: "dim",
}
BARS = " ▁▂▃▄▅▆▇█"


def overview(found: Detections) -> RenderableType:
    """What was read, the campaigns, and what could not be seen."""
    run = found.run
    window = f", {run.first_ts:%d %b %Y} to {run.last_ts:%d %b %Y}" if run.first_ts else ""
    parts: list[RenderableType] = [
        Text(f"{run.exchanges:,} exchanges of {run.accounts:,} accounts{window}"),
        Text(),
    ]
    if run.amiss:
        said = (f"{n:,} {what}" for what, n in run.amiss.items())
        parts += [Text(f"Amiss in the logs: {'; '.join(said)}."), Text()]
    parts.append(_table(found.campaigns) if found.campaigns else Text("No group acts as one."))
    if not any(c.verdict is Verdict.DISTILLATION for c in found.campaigns):
        parts += [Text(), Text("Nothing found that is a distillation campaign.")]
    unseen = [s for s in run.signals if not s.on]
    parts += [Text(), Text("Not visible: " + ("" if unseen else "nothing that we look for."))]
    if unseen:
        off = Table.grid(padding=(0, 2, 0, 0))
        for state in unseen:
            off.add_row(f"  {state.signal}", state.reason)
        parts.append(off)
    return Group(*parts)


def explained(campaign: Campaign, members: tuple[Member, ...]) -> RenderableType:
    """One campaign: what it is and why, what speaks against, what it took."""
    return Group(*_explained(campaign, members))


def clean(text: str) -> str:
    """Text without control characters: ids come from outside, and terminals obey them."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _table(campaigns: tuple[Campaign, ...]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), expand=False)
    for name in ("campaign", "verdict", "sure"):
        table.add_column(name, no_wrap=True)
    for name in ("accounts", "exchanges", "list price"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("window", no_wrap=True)
    for c in campaigns:
        table.add_row(
            c.campaign_id,
            c.verdict.value,
            f"{c.confidence:.2f}",
            f"{c.accounts:,}",
            f"{c.exchanges:,}",
            f"${c.cost_usd:,.0f}",
            f"{c.first_ts:%d %b}-{c.last_ts:%d %b}",
            style=COLOUR[c.verdict],
        )
    return table


def _explained(c: Campaign, members: tuple[Member, ...]) -> Iterator[RenderableType]:
    yield Text.assemble(
        (c.campaign_id, "bold"), "  ", (c.verdict.value, COLOUR[c.verdict]),
        f", {in_words(c.confidence)} ({c.confidence:.2f})"
        + (f": {c.crowd}" if c.crowd else ""),
    )  # fmt: skip
    yield Text(
        f"{c.accounts:,} accounts, {c.exchanges:,} exchanges, "
        f"{c.output_tokens:,} output tokens, ${c.cost_usd:,.0f} at list price\n"
        f"{c.first_ts:%Y-%m-%d %H:%M} to {c.last_ts:%Y-%m-%d %H:%M} UTC"
    )
    if c.targeted:
        yield Text(f"aimed at {', '.join(c.targeted)}")
    yield from _reasons(f"Why one operator ({c.p_one_operator:.2f})", c.one_operator)
    yield from _reasons(f"Why a harvest ({c.p_harvest:.2f})", c.harvest)
    yield from _reasons("What speaks against", c.against)
    yield from _lines("What was not visible", c.not_visible)
    yield from _lines("What would change the verdict", c.would_change)
    yield from _lines("Beside earlier campaigns", c.comparisons)
    yield from _mix("Capabilities, beside honest traffic", c.capabilities)
    yield from _mix("Models", c.models)
    yield Text(f"\nDays  {sparkline(c.days)}")
    for change in c.changes:
        lag = "" if change.lag_h is None else f" {change.lag_h:.0f} h"
        after = f",{lag} after {clean(change.event)}" if change.event else ""
        yield Text(f"  {change.at:%d %b}: {change.text}{after}")
    yield from _lines("History", [_happening(h) for h in c.history])
    yield from _lines("Members, surest first", [_member(m) for m in members[:8]])


def sparkline(days: tuple[Day, ...]) -> str:
    """Exchanges of each day with traffic as one line of bars."""
    most = max((d.exchanges for d in days), default=1) or 1
    return "".join(BARS[round(d.exchanges / most * (len(BARS) - 1))] for d in days)


def _reasons(title: str, reasons: tuple[Reason, ...]) -> Iterator[RenderableType]:
    yield from _lines(title, [f"[{r.family.value}] {r.text}" for r in reasons])


def _lines(title: str, lines: tuple[str, ...] | list[str]) -> Iterator[RenderableType]:
    """A list whose lines go on under their own beginning."""
    if lines:
        yield Text(f"\n{title}", style="bold")
        listed = Table.grid(padding=(0, 1, 0, 0))
        for line in lines:
            listed.add_row("  -", Text(line))
        yield listed


def _mix(title: str, mix: tuple[Share, ...]) -> Iterator[Text]:
    if not mix:
        return
    yield Text(f"\n{title}", style="bold")
    for s in mix[:6]:
        own, honest = "█" * round(s.share * 24), "░" * round(s.honest_share * 24)
        yield Text(f"  {clean(s.name)[:22]:22} {s.share:5.0%} {own}")
        yield Text(f"  {'':22} {s.honest_share:5.0%} {honest}", style="dim")


def _happening(h: Happening) -> str:
    why = "".join(f"\n      [{r.family.value}] {r.text}" for r in h.evidence)
    return f"{h.at:%Y-%m-%d}  {h.kind.value}: {h.text}{why}"


def _member(m: Member) -> str:
    families = sorted({r.family.value for r in m.evidence})
    name, why = clean(m.account_id), ", ".join(families)
    return f"{name}  {m.p_member:.2f}  {m.exchanges:,} exchanges  ({why})"
