"""Groups of any table as text for a terminal."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gauger.linking.outcome import ActorGroup, TableGroups
from gauger.report.terminal import clean

MOST = 20
"""Groups shown; the files hold all."""
MOST_KINDS = 3


def group_table(found: TableGroups) -> RenderableType:
    """What was read, the groups with what holds them, and what each kind counted as."""
    run = found.run
    parts: list[RenderableType] = [Text(f"{run.rows:,} rows of {run.actors:,} actors"), Text()]
    parts.append(_table(found.groups[:MOST]) if found.groups else Text("No group acts as one."))
    if len(found.groups) > MOST:
        parts.append(Text(f"and {len(found.groups) - MOST:,} smaller groups"))
    counted = ", ".join(f"{clean(kind)} as {family}" for kind, family in run.families.items())
    parts += [Text(), Text(f"Counted: {counted}.")]
    return Group(*parts)


def _table(groups: tuple[ActorGroup, ...]) -> Table:
    dated = any(g.first_ts for g in groups)
    table = Table(box=None, padding=(0, 2, 0, 0), expand=False)
    table.add_column("group", no_wrap=True)
    table.add_column("actors", justify="right", no_wrap=True)
    if dated:
        table.add_column("window", no_wrap=True)
    table.add_column("held together by (of its actors)")
    for g in groups:
        window = [f"{g.first_ts:%d %b %Y}-{g.last_ts:%d %b %Y}"] if g.first_ts else [""] * dated
        kinds = ", ".join(f"{clean(k.kind)} {k.actors:,}" for k in g.kinds[:MOST_KINDS])
        table.add_row(g.group_id, f"{len(g.members):,}", *window, kinds)
    return table
