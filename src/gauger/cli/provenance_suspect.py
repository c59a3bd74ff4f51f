"""The verbs of `gauger provenance` around a test: plan and asks before it, report after it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gauger.cli.provenance_files import (
    MARKS,
    JsonOption,
    MarksOption,
    PlanArgument,
    PromptsOption,
    SamplesOption,
    check_new,
    emit,
    now,
    prompts_of,
    registry_bench,
)
from gauger.errors import UsageError

if TYPE_CHECKING:
    from gauger.provenance.examine import Bench
    from gauger.provenance.plan import PlannedTest

# ruff: noqa: PLC0415 - heavy imports wait until the arguments are known to be good


def plan(
    suspect: Annotated[str, typer.Argument(help="Name of the suspect model.")],
    out: Annotated[Path, typer.Option("--out", help="File for the plan.")],
    primary: Annotated[
        str, typer.Option("--primary", help="The test that decides: KIND or KIND/CAMPAIGN.")
    ],
    also: Annotated[
        list[str] | None, typer.Option("--also", help="A further test; give each.")
    ] = None,
    which: Annotated[
        str, typer.Option("--which", help="Kind of test that names a campaign; none if empty.")
    ] = "",
    alpha: Annotated[float, typer.Option(help="Level of the primary test, after Holm.")] = 1e-6,
    sequential: Annotated[
        bool, typer.Option("--sequential", help="Read results as outputs come in, by e-values.")
    ] = False,
    trained_after: Annotated[
        str, typer.Option(help="Earliest day the suspect can have read answers (YYYY-MM-DD).")
    ] = "",
    public: Annotated[
        list[str] | None, typer.Option("--public", help="Campaign whose answers lie on the web.")
    ] = None,
    habit: Annotated[str, typer.Option(help="Habit of the marker test.")] = "closing-question",
    canaries: Annotated[int, typer.Option(help="Canaries of a campaign.")] = 24,
    decoys: Annotated[int, typer.Option(help="Decoy keys of test C.")] = 999,
    prompts: PromptsOption = None,
    note: Annotated[str, typer.Option(help="A word for the record.")] = "",
    marks: MarksOption = MARKS,
    json: JsonOption = False,
) -> None:
    """Fix beforehand what will be tested, and put it on record.

    Tests: canaries, resampling, green-text, green-open, words, choice, marker.

    Example: gauger provenance plan their-model --primary words/C-1 --out plan.json
    """
    import msgspec

    from gauger.provenance.plan import Plan, check, commit_plan
    from gauger.provenance.registry import Registry, digest_of
    from gauger.records.files import new_file

    check_new(out)
    made = Plan(
        suspect=suspect, primary=_planned(primary, habit),
        others=tuple(_planned(a, habit) for a in also or ()),
        canaries=canaries, decoys=decoys, alpha=alpha, sequential=sequential, which=which,
        public=tuple(public or ()), trained_after=_day(trained_after), note=note,
        prompts=digest_of(prompts) if prompts else "",
    )  # fmt: skip
    check(made)
    registry = Registry(marks)
    _keys_exist(registry_bench(made, marks))
    with new_file(out) as half:
        half.write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")
        entry = commit_plan(made, registry.ledger, at=now())
    told = {"plan": str(out), "digest": made.digest(), "head": entry.hash}
    emit(told, f"{made.hypothesis}\nplan: {made.digest()}\nledger: {entry.hash}", json=json)


def asks(
    plan: PlanArgument,
    out: Annotated[Path, typer.Option("--out", help="File for the questions.")],
    marks: MarksOption = MARKS,
    prompts: PromptsOption = None,
    samples: SamplesOption = 5,
    json: JsonOption = False,
) -> None:
    """Write what the suspect has to be asked, for whoever asks it.

    Example: gauger provenance asks plan.json --out asks.jsonl
    """
    import msgspec

    from gauger.provenance.asks import asks_for
    from gauger.provenance.plan import read_plan
    from gauger.records.files import new_file

    check_new(out)
    made = read_plan(plan)
    rows = asks_for(registry_bench(made, marks), prompts_of(prompts, made), samples=samples)
    if not rows:
        raise UsageError("there is nothing to ask: the plan has no canaries. Give --prompts.")
    with new_file(out) as half:
        lines = (msgspec.structs.replace(a, say=a.sent) for a in rows)
        half.write_bytes(b"".join(msgspec.json.encode(a) + b"\n" for a in lines))
    emit({"asks": len(rows), "out": str(out)}, f"{out}: {len(rows)} questions", json=json)


def report(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="What `test` wrote.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="File ending in .md or .html; printed if none.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Write the report of a result, or print it as Markdown.

    Example: gauger provenance report result.json --out report.html
    """
    from gauger.provenance.render import render, write_report
    from gauger.provenance.result import read_result

    found = read_result(result)
    if out is not None:
        check_new(out)
        write_report(found, out)
        typer.echo(f"gauger: {out} written", err=True)
    if json:
        emit(found, "", json=True)
    elif out is None:
        typer.echo(render(found, "md"))


def _planned(text: str, habit: str) -> "PlannedTest":
    from gauger.provenance.plan import PlannedTest

    kind, _, campaign = text.partition("/")
    marker = {"marker": habit} if kind == "marker" else {}
    return PlannedTest(kind=kind, campaign=campaign or "*", **marker)


def _keys_exist(bench: "Bench") -> None:
    """Raise LateCommitment for a planned test whose key was not committed."""
    from gauger.provenance.examine import PURPOSE

    for planned in bench.plan.tests:
        if PURPOSE[planned.kind]:
            bench.registry.key(planned.campaign, PURPOSE[planned.kind], at=bench.at)


def _day(text: str) -> datetime | None:
    try:
        day = datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
    except ValueError as seen:
        raise UsageError(f"--trained-after is a day such as 2026-06-06; got {text!r}.") from seen
    if day is not None and day > now():
        raise UsageError(f"--trained-after {text} is yet to come; the suspect is there already.")
    return day
