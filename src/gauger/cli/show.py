"""`gauger show`: campaigns as a table; one explained."""

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gauger.errors import UsageError

if TYPE_CHECKING:
    from gauger.campaigns.model import Detections


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
        for line in () if one else _next_steps(found, detections):
            typer.echo(line)
    if fail_on and any(c.verdict == fail_on for c in found.campaigns):
        raise typer.Exit(1)


def _next_steps(found: "Detections", detections: Path) -> list[str]:
    """What to look at after the table, an empty line first."""
    steps = [f"explain one: gauger show {detections} {c.campaign_id}" for c in found.campaigns[:1]]
    if (detections / "report.html").is_file():
        steps.append(f"report: {detections / 'report.html'}")
    return ["", *steps] if steps else []


def _choose(ids: list[str], wanted: str) -> str:
    hits = [i for i in ids if i.upper().startswith(wanted.upper())]
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise UsageError(f"{wanted!r} begins {', '.join(hits[:5])}; give more of it.")
    near = get_close_matches(wanted.upper(), ids, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise UsageError(f"there is no campaign {wanted!r}; see `gauger show DETECTIONS`.{hint}")
