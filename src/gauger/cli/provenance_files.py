"""What the verbs of `gauger provenance` share: options, the bench of a plan, printing."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gauger.cli.lines import folded
from gauger.errors import InputError, UsageError

if TYPE_CHECKING:
    from gauger.provenance.arrays import Ints
    from gauger.provenance.examine import Bench
    from gauger.provenance.plan import Plan
    from gauger.provenance.suspects import Output

# ruff: noqa: PLC0415 - heavy imports wait until the arguments are known to be good

MarksOption = Annotated[Path, typer.Option("--marks", help="Folder of the marks.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
PlanArgument = Annotated[Path, typer.Argument(metavar="PLAN", help="What `plan` wrote.")]
PromptsOption = Annotated[
    Path | None, typer.Option("--prompts", help="Prompts to ask, as JSON lines: prompt, topic.")
]
SamplesOption = Annotated[int, typer.Option("--samples", help="Times that each is asked.")]
MARKS = Path("marks")


def registry_bench(
    made: "Plan",
    marks: Path,
    tokenizer: Path | None = None,
    base: Path | None = None,
    probes: Path | None = None,
    screened_on: Path | None = None,
) -> "Bench":
    """What a plan is run with, read from files."""
    from gauger.provenance.examine import Bench
    from gauger.provenance.registry import Registry
    from gauger.provenance.suspects import load_model, load_tokenizer

    if not (marks / "master.key").is_file():
        raise UsageError(
            f"{marks} is no registry of marks. Make one with `gauger provenance init {marks}`."
        )
    table = load_tokenizer(tokenizer) if tokenizer else None
    made_bench = Bench(
        registry=Registry(marks), plan=made, at=now(), tokenizer=table,
        base=load_model(base) if base else None,
    )  # fmt: skip
    return replace(
        made_bench,
        probes=_ids(probes, made_bench),
        screened_on=[t.tolist() for t in _ids(screened_on, made_bench)],
    )


def _ids(path: Path | None, bench: "Bench") -> "list[Ints]":
    from gauger.provenance.suspects import read_outputs, tokens_of

    return tokens_of(read_outputs(path), bench.tokenizer)[0] if path else []


def prompts_of(path: Path | None, made: "Plan") -> "list[Output]":
    """Prompts of a file. Raises InputError where the plan fixed others."""
    from gauger.provenance.registry import digest_of
    from gauger.provenance.suspects import read_outputs

    if made.prompts and (path is None or digest_of(path) != made.prompts):
        raise InputError(
            "the plan fixed other prompts than these: ask what was planned, or commit a new plan."
        )
    return read_outputs(path) if path else []


def check_new(path: Path) -> None:
    """Raise UsageError where a file is there already: results are never overwritten."""
    if path.exists():
        raise UsageError(f"{path} exists. Give another --out, or remove it first.")


def emit(value: object, text: str, *, json: bool) -> None:
    """Print a value as one JSON document, or its text."""
    import msgspec

    if json:
        sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    else:
        typer.echo(folded(text, sys.stdout))


def progress(step: str) -> None:
    """Say on the error stream what is being done."""
    typer.echo(f"gauger: {step} ...", err=True)


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)
