"""`gauger show`: campaigns as a table; one explained."""

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from gauger.errors import UsageError


def show(
    detections: Annotated[Path, typer.Argument(help="Folder that `gauger detect` wrote.")],
    campaign: Annotated[str, typer.Argument(help="Explain this one; a prefix will do.")] = "",
    fail_on: Annotated[
        str, typer.Option(help="Exit with 1 when a campaign has this verdict.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Show campaigns as a table, or explain one of them.

    Example: gauger show detections
    """
    import msgspec  # noqa: PLC0415 - heavy imports wait until the arguments are known to be good
    from rich.console import Console  # noqa: PLC0415

    from gauger.campaigns.detections import read_detections  # noqa: PLC0415
    from gauger.campaigns.model import Verdict  # noqa: PLC0415
    from gauger.report.terminal import explained, overview  # noqa: PLC0415

    if fail_on and fail_on not in set(Verdict):
        raise UsageError(f"--fail-on takes {', '.join(Verdict)}; got {fail_on!r}.")
    found = read_detections(detections)
    chosen = _choose([c.campaign_id for c in found.campaigns], campaign) if campaign else ""
    one = next((c for c in found.campaigns if c.campaign_id == chosen), None)
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(one or found) + b"\n")
    else:
        members = found.members.get(chosen, ())
        Console(highlight=False).print(explained(one, members) if one else overview(found))
        if one is None and (detections / "report.html").is_file():
            typer.echo(f"\nreport: {detections / 'report.html'}")
    if fail_on and any(c.verdict == fail_on for c in found.campaigns):
        raise typer.Exit(1)


def _choose(ids: list[str], wanted: str) -> str:
    hits = [i for i in ids if i.upper().startswith(wanted.upper())]
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise UsageError(f"{wanted!r} begins {', '.join(hits[:5])}; give more of it.")
    near = get_close_matches(wanted.upper(), ids, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise UsageError(f"there is no campaign {wanted!r}; see `gauger show DETECTIONS`.{hint}")
