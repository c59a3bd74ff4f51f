"""`gauger provenance test`: a committed plan run on a suspect."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gauger.cli.extras import needs
from gauger.cli.provenance_files import (
    MARKS,
    JsonOption,
    MarksOption,
    PlanArgument,
    PromptsOption,
    SamplesOption,
    check_new,
    emit,
    progress,
    prompts_of,
    registry_bench,
)
from gauger.errors import BrokenFile, UsageError

if TYPE_CHECKING:
    from gauger.provenance.asks import Ask
    from gauger.provenance.examine import Bench, Evidence
    from gauger.provenance.result import Result

# ruff: noqa: PLC0415 - heavy imports wait until the arguments are known to be good


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
    offered: Annotated[
        Path | None, typer.Option(help="For the choice among answers: what `mark` kept.")
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
    from gauger.provenance.choice import Offered
    from gauger.provenance.examine import Evidence
    from gauger.provenance.plan import read_plan
    from gauger.provenance.result import write_result
    from gauger.provenance.run import digest_of_bytes, run_plan
    from gauger.provenance.suspects import read_lines

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
        _collect(asks_for(bench, prompts_of(prompts, made), samples=samples), answers, how)
    suspect = _evidence(outputs, weights, scores)
    if served is not None:
        suspect = _scored(suspect, bench, served)
    if suspect == Evidence():
        raise UsageError("give the suspect: --outputs, --weights, --scores or --endpoint.")
    panel = dict(_control(c, suspect) for c in control or ())
    if served is not None:
        panel = {name: _scored(model, bench, served) for name, model in panel.items()}
    if offered is not None:
        rows = read_lines(offered, Offered, "candidates")
        suspect = replace(suspect, offered=rows)
        panel = {name: replace(model, offered=rows) for name, model in panel.items()}
    read = {"outputs": outputs, "weights": weights, "scores": scores, "served": served,
            "offered": offered}  # fmt: skip
    digest = digest_of_bytes({k: _bytes(p) for k, p in read.items() if p is not None})
    result = run_plan(bench, suspect, panel, digest=digest, say=progress)
    write_result(result, out)
    _told(result, json=json)
    _exit(result, fail_on)


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
        collect(asks, answers, client.ask_all, progress)


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


def _bytes(path: Path) -> bytes:
    """What a file, or the files of a folder, hold."""
    try:
        if path.is_dir():
            parts = sorted(p for p in path.rglob("*") if p.is_file())
            return b"".join(p.name.encode() + b"\0" + p.read_bytes() for p in parts)
        return path.read_bytes()
    except OSError as wrong:
        raise BrokenFile(path, "evidence", str(wrong.strerror), "Check the path.") from wrong
