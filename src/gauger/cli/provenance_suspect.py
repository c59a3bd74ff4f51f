"""The verbs of `gauger provenance` that look at a suspect: plan, asks, test, report."""

import os
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gauger.cli.extras import needs
from gauger.errors import BrokenFile, InputError, UsageError

if TYPE_CHECKING:
    from gauger.provenance.arrays import Ints
    from gauger.provenance.asks import Ask
    from gauger.provenance.examine import Bench, Evidence
    from gauger.provenance.plan import Plan, PlannedTest
    from gauger.provenance.result import Result
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

    Tests: canaries, resampling, green-text, green-open, words, marker.

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
        entry = commit_plan(made, registry.ledger, at=_now())
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
    rows = asks_for(registry_bench(made, marks), _prompts(prompts, made), samples=samples)
    if not rows:
        raise UsageError("there is nothing to ask: the plan has no canaries. Give --prompts.")
    with new_file(out) as half:
        lines = (msgspec.structs.replace(a, say=a.sent) for a in rows)
        half.write_bytes(b"".join(msgspec.json.encode(a) + b"\n" for a in lines))
    emit({"asks": len(rows), "out": str(out)}, f"{out}: {len(rows)} questions", json=json)


def run(
    plan: PlanArgument,
    out: Annotated[Path, typer.Option("--out", help="File for the result.")],
    marks: MarksOption = MARKS,
    outputs: Annotated[
        Path | None, typer.Option(help="What the suspect said: JSON lines of prompt, text, topic.")
    ] = None,
    weights: Annotated[
        Path | None, typer.Option(help="The suspect itself: a folder of weights, or an n-gram.")
    ] = None,
    base: Annotated[
        Path | None,
        typer.Option(help="What it was tuned from if public; else our own, unmarked model."),
    ] = None,
    probes: Annotated[
        Path | None, typer.Option(help="Ordinary, unmarked text for open weights, as outputs.")
    ] = None,
    scores: Annotated[
        Path | None, typer.Option(help="Log-probabilities for resampling: suspect, reference.")
    ] = None,
    served: Annotated[
        Path | None,
        typer.Option(help="For resampling by --weights and --base: prompt, answers, served first."),
    ] = None,
    tokenizer: Annotated[Path | None, typer.Option(help="The teacher's tokenizer.")] = None,
    screened_on: Annotated[
        Path | None, typer.Option(help="Control text the keys were screened on.")
    ] = None,
    control: Annotated[
        list[str] | None,
        typer.Option("--control", help="NAME=PATH of a model that cannot have read our answers."),
    ] = None,
    endpoint: Annotated[
        str, typer.Option(help="Ask an OpenAI-compatible endpoint that you may query.")
    ] = "",
    model: Annotated[str, typer.Option(help="Model name at the endpoint.")] = "",
    key_env: Annotated[str, typer.Option(help="Variable that holds the endpoint's key.")] = "",
    answers: Annotated[
        Path | None, typer.Option(help="File that keeps what the endpoint answers.")
    ] = None,
    prompts: PromptsOption = None,
    samples: SamplesOption = 5,
    per_minute: Annotated[float, typer.Option(help="Requests a minute.")] = 60.0,
    max_requests: Annotated[int, typer.Option(help="Requests in all, retries too.")] = 2_000,
    max_tokens: Annotated[int, typer.Option(help="Tokens in all.")] = 1_000_000,
    fail_on: Annotated[
        str, typer.Option("--fail-on", help="Exit with 1 at this level: lead, strong, proof-pack.")
    ] = "",
    json: JsonOption = False,
) -> None:
    """Run a committed plan on a suspect: by its outputs, its weights, or an endpoint.

    Example: gauger provenance test plan.json --outputs said.jsonl --out result.json
    """
    from gauger.provenance.asks import asks_for
    from gauger.provenance.examine import Evidence
    from gauger.provenance.plan import read_plan
    from gauger.provenance.result import write_result
    from gauger.provenance.run import digest_of_bytes, run_plan

    _check_level(fail_on)
    check_new(out)
    made = read_plan(plan)
    bench = registry_bench(made, marks, tokenizer, base, probes, screened_on)
    if endpoint:
        if outputs is not None or answers is None or not model:
            raise UsageError("--endpoint takes --model and --answers, and no --outputs.")
        outputs = answers
        how = Asking(
            url=endpoint, model=model, key_env=key_env, per_minute=per_minute,
            max_requests=max_requests, max_tokens=max_tokens,
        )  # fmt: skip
        _collect(asks_for(bench, _prompts(prompts, made), samples=samples), answers, how)
    suspect = _evidence(outputs, weights, scores)
    if served is not None:
        suspect = _scored(suspect, bench, served)
    if suspect == Evidence():
        raise UsageError("give the suspect: --outputs, --weights, --scores or --endpoint.")
    panel = dict(_control(c, suspect) for c in control or ())
    if served is not None:
        panel = {name: _scored(model, bench, served) for name, model in panel.items()}
    read = {"outputs": outputs, "weights": weights, "scores": scores, "served": served}
    digest = digest_of_bytes({k: _bytes(p) for k, p in read.items() if p is not None})
    result = run_plan(bench, suspect, panel, digest=digest, say=_say)
    write_result(result, out)
    _told(result, json=json)
    _exit(result, fail_on)


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
        registry=Registry(marks), plan=made, at=_now(), tokenizer=table,
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


def _evidence(outputs: Path | None, weights: Path | None, scores: Path | None) -> "Evidence":
    from gauger.provenance.examine import Evidence
    from gauger.provenance.suspects import load_model, read_outputs, read_scores

    return Evidence(
        outputs=tuple(read_outputs(outputs)) if outputs else (),
        scores=read_scores(scores) if scores else None,
        model=load_model(weights) if weights else None,
    )


def _scored(suspect: "Evidence", bench: "Bench", served: Path) -> "Evidence":
    from gauger.provenance.suspects import score_served

    if suspect.model is None or bench.base is None:
        raise UsageError("--served is scored under both models: give --weights and --base.")
    scores = score_served(served, suspect.model, bench.base, bench.tokenizer)
    return replace(suspect, scores=scores)


def _control(text: str, suspect: "Evidence") -> "tuple[str, Evidence]":
    """A control is read as the suspect is: weights beside weights, scores beside scores."""
    name, _, where = text.partition("=")
    path = Path(where)
    if not name or not where:
        raise UsageError(f"--control takes NAME=PATH; got {text!r}.")
    if suspect.model is not None and not suspect.outputs:
        return name, _evidence(None, path, None)
    if suspect.scores is not None and not suspect.outputs:
        return name, _evidence(None, None, path)
    return name, _evidence(path, None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How an endpoint is asked."""

    url: str
    model: str
    key_env: str
    per_minute: float
    max_requests: int
    max_tokens: int


def _collect(asks: "list[Ask]", answers: Path, how: Asking) -> None:
    with needs("provenance"):
        from gauger.web.suspect import Limits, SuspectClient
    from gauger.provenance.asks import collect

    key = os.environ.get(how.key_env, "") if how.key_env else ""
    if how.key_env and not key:
        raise UsageError(f"the variable {how.key_env} is empty; set it to the endpoint's key.")
    limits = Limits(
        per_minute=how.per_minute, max_requests=how.max_requests, max_tokens=how.max_tokens
    )
    with SuspectClient(url=how.url, model=how.model, key=key, limits=limits) as client:
        collect(asks, answers, client.ask_all, _say)


def _prompts(path: Path | None, made: "Plan") -> "list[Output]":
    from gauger.provenance.registry import digest_of
    from gauger.provenance.suspects import read_outputs

    if made.prompts and (path is None or digest_of(path) != made.prompts):
        raise InputError(
            "the plan fixed other prompts than these: ask what was planned, or commit a new plan."
        )
    return read_outputs(path) if path else []


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


def _told(result: "Result", *, json: bool) -> None:
    v = result.verdict
    lines = [f"{v.level}: {v.says}", *(f"+ {s}" for s in v.supports)]
    lines += [*(f"- {s}" for s in v.against), *(f"? {s}" for s in v.routes)]
    emit(result, "\n".join(lines), json=json)


def _check_level(level: str) -> None:
    from gauger.provenance.verdict import LEVELS

    if level and level not in LEVELS[3:]:
        raise UsageError(f"--fail-on takes {', '.join(LEVELS[3:])}; got {level!r}.")


def _exit(result: "Result", fail_on: str) -> None:
    from gauger.provenance.verdict import LEVELS

    if fail_on and LEVELS.index(result.verdict.level) >= LEVELS.index(fail_on):
        raise typer.Exit(1)


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
        typer.echo(text)


def _bytes(path: Path) -> bytes:
    """What a file, or the files of a folder, hold."""
    try:
        if path.is_dir():
            parts = sorted(p for p in path.rglob("*") if p.is_file())
            return b"".join(p.name.encode() + b"\0" + p.read_bytes() for p in parts)
        return path.read_bytes()
    except OSError as wrong:
        raise BrokenFile(path, "evidence", str(wrong.strerror), "Check the path.") from wrong


def _day(text: str) -> datetime | None:
    try:
        day = datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
    except ValueError as seen:
        raise UsageError(f"--trained-after is a day such as 2026-06-06; got {text!r}.") from seen
    if day is not None and day > _now():
        raise UsageError(f"--trained-after {text} is yet to come; the suspect is there already.")
    return day


def _say(step: str) -> None:
    typer.echo(f"gauger: {step} ...", err=True)


def _now() -> datetime:
    return datetime.now(UTC)
