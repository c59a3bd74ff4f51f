"""`gauger provenance leads`: a suspect beside a panel of models; a lead, or none of these.

`add_to` registers the verb on the `provenance` group.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

# ruff: noqa: PLC0415 - heavy imports wait until the arguments are known to be good


def add_to(group: typer.Typer) -> None:
    """Register `leads` on a group of verbs."""
    group.command("leads")(leads)


def leads(
    suspect: Annotated[Path, typer.Argument(help="Its answers: JSON lines or Parquet.")],
    panel: Annotated[
        Path, typer.Option("--panel", help="Folder with answers.jsonl or .parquet, lineage.csv.")
    ],
    vendor: Annotated[
        list[str] | None, typer.Option("--vendor", help="Vendor to try; all of the panel if none.")
    ] = None,
    family: Annotated[
        str, typer.Option(help="Family of the suspect, where known: its kin are left out.")
    ] = "",
    alpha: Annotated[float, typer.Option(help="Largest p that is called a lead.")] = 0.05,
    fail_on: Annotated[
        bool, typer.Option("--fail-on-lead", help="Exit with 1 when there is a lead.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Say whom a suspect's answers take after, or none of these. A lead, never proof.

    Each line of SUSPECT has `prompt_id` and `output`, the prompts being the panel's own.

    Example: gauger provenance leads suspect.jsonl --panel panel --vendor ours
    """
    import msgspec
    from rich.console import Console

    from gauger.provenance.leads import Asked, probe, read_answers, read_panel

    asked = Asked(vendors=tuple(vendor or ()), alpha=alpha, family=family)
    verdict = probe(read_panel(panel), read_answers(suspect), asked)
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(verdict) + b"\n")
    else:
        from gauger.provenance.leads.show import shown

        Console(highlight=False).print(shown(verdict))
    if fail_on and verdict.answer == "lead":
        raise typer.Exit(1)
