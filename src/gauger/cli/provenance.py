"""`gauger provenance`: keys committed before serving, marks, plans, tests of a suspect, reports."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gauger.cli import provenance_files as files
from gauger.cli import provenance_suspect as suspect
from gauger.cli import provenance_trial as trial
from gauger.cli.provenance_files import MARKS, JsonOption, MarksOption
from gauger.cli.provenance_leads import add_to as add_leads
from gauger.errors import BrokenFile, UsageError

if TYPE_CHECKING:
    from gauger.provenance.arrays import Ints

# ruff: noqa: PLC0415 - heavy imports wait until the arguments are known to be good

provenance = typer.Typer(
    name="provenance",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Test whether a suspect model was trained on our answers.

    Before serving: init, commit, keys, mark. Before looking: plan, asks. Then: test, report.

    Example: gauger provenance init marks
    """,
)


@provenance.command()
def init(
    marks: Annotated[Path, typer.Argument(help="Folder to make.")] = MARKS,
    json: JsonOption = False,
) -> None:
    """Make a registry of marks: a master secret and an empty ledger.

    Example: gauger provenance init marks
    """
    from gauger.provenance.registry import Registry

    registry = Registry.create(marks)
    told = {"marks": str(marks), "head": registry.ledger.head()}
    files.emit(told, f"{marks}: master secret made. Keep it from the serving side.", json=json)


@provenance.command()
def commit(
    campaign: Annotated[str, typer.Argument(help="Campaign, a cluster of accounts.")] = "",
    marks: MarksOption = MARKS,
    purpose: Annotated[
        list[str] | None,
        typer.Option("--purpose", help="green, canary, words, choice, marker; all."),
    ] = None,
    case: Annotated[str, typer.Option("--case", help="The case that the accounts are under.")] = "",
    shared: Annotated[
        bool, typer.Option("--shared", help="The green key that all campaigns share; do it first.")
    ] = False,
    gamma: Annotated[float, typer.Option(help="Share of tokens that are green.")] = 0.25,
    delta: Annotated[float, typer.Option(help="What green tokens gain, in nats.")] = 2.0,
    tokenizer: Annotated[
        Path | None, typer.Option(help="The teacher's tokenizer, to bind the green key to it.")
    ] = None,
    controls: Annotated[
        Path | None,
        typer.Option(help="Text older than any mark; keys that lean to it are retired."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Commit keys of a campaign, before anything is served with them.

    The printed head of the ledger is what to publish or have stamped.

    Example: gauger provenance commit C-1 --case 2026-17 --purpose words
    """
    from gauger.provenance.keys import SHARED_CAMPAIGN
    from gauger.provenance.registry import PURPOSES, Registry, Terms, digest_of

    if shared == bool(campaign):
        raise UsageError("give a campaign, or --shared for the key that all share; not both.")
    wanted = ("green",) if shared else tuple(purpose or PURPOSES)
    registry, texts, ids = Registry(marks), *_controls(controls, tokenizer)
    _require_registry(registry.folder)
    done = []
    for one in wanted:
        terms = Terms(
            campaign=SHARED_CAMPAIGN if shared else campaign, purpose=one, case=case,
            gamma=gamma, delta=delta,
            tokenizer=digest_of(tokenizer) if tokenizer and one == "green" else "",
            controls=digest_of(controls) if controls else "",
        )  # fmt: skip
        done.append(registry.commit(terms, at=_now(), controls=texts, control_tokens=ids))
    head = registry.ledger.head()
    told = {"commitments": {e.digest: p for e, p in zip(done, wanted, strict=True)}, "head": head}
    lines = [f"{p}: {e.digest}" for e, p in zip(done, wanted, strict=True)]
    files.emit(told, "\n".join([*lines, f"ledger: {head}"]), json=json)


@provenance.command()
def keys(
    campaign: Annotated[str, typer.Argument(help="Campaign; all commitments if none.")] = "",
    marks: MarksOption = MARKS,
    out: Annotated[
        Path | None, typer.Option(help="File for the serving side. It holds secrets.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """List commitments, or write one campaign's keys for the serving side.

    Example: gauger provenance keys --marks marks
    """
    from gauger.provenance.handout import hand_out
    from gauger.provenance.registry import Registry

    registry = Registry(marks)
    _require_registry(marks)
    if campaign and out is None:
        raise UsageError("keys are secret: give --out FILE, they are never printed.")
    if campaign and out is not None:
        given = hand_out(registry, campaign, out, at=_now())
        told: dict[str, object] = {"out": str(out), "commitments": given.commitments}
        files.emit(told, f"{out}: {', '.join(given.keys)} of {campaign}", json=json)
        return
    held = registry.commitments()
    rows = [
        {"campaign": t.campaign, "purpose": t.purpose, "case": t.case, "at": e.at.isoformat(),
         "commitment": e.digest}
        for e, t in held
    ]  # fmt: skip
    lines = [f"{r['at'][:16]}  {r['campaign']}  {r['purpose']}  {r['commitment']}" for r in rows]
    head = registry.ledger.head()
    files.emit({"keys": rows, "head": head}, "\n".join([*lines, f"ledger: {head}"]), json=json)


@provenance.command()
def mark(
    answers: Annotated[
        Path, typer.Argument(help="JSON lines: account_id, response or candidates.")
    ],
    campaign: Annotated[str, typer.Option("--campaign", help="Whose keys.")],
    accounts: Annotated[
        Path, typer.Option("--accounts", help="Accounts under the case, a line each.")
    ],
    out: Annotated[Path, typer.Option("--out", help="File for the answers to serve.")],
    marks: MarksOption = MARKS,
    purpose: Annotated[
        list[str] | None, typer.Option("--purpose", help="words, canary (both if none), choice.")
    ] = None,
    offered: Annotated[
        Path | None, typer.Option(help="File for all candidates of each request; keep it at home.")
    ] = None,
    max_edited: Annotated[float, typer.Option(help="Most words to change, as a share.")] = 0.10,
    json: JsonOption = False,
) -> None:
    """Mark answers of accounts under a case with committed keys; all others pass untouched.

    Example: gauger provenance mark a.jsonl --campaign C-1 --accounts ids.txt --out served.jsonl
    """
    import msgspec

    from gauger.provenance.apply import Answer, MarkLimits, mark_answers
    from gauger.provenance.registry import Registry
    from gauger.provenance.suspects import read_lines
    from gauger.records.files import new_file

    _require_registry(marks)
    files.check_new(out)
    if offered is None and "choice" in (purpose or ()):
        raise UsageError("what was not served is needed to test later: give --offered FILE.")
    rows = read_lines(answers, Answer, "answers")
    got = mark_answers(
        rows, set(_lines(accounts)), Registry(marks), campaign,
        purposes=purpose or ["canary", "words"], at=_now(),
        limits=MarkLimits(max_edited_share=max_edited),
    )  # fmt: skip
    with new_file(out) as half:
        half.write_bytes(b"".join(msgspec.json.encode(a) + b"\n" for a in got.answers))
    if offered is not None:
        with new_file(offered) as half:
            half.write_bytes(b"".join(msgspec.json.encode(o) + b"\n" for o in got.offered))
    told = {
        "eligible": got.eligible,
        "canaries": got.canaries,
        "cost": msgspec.to_builtins(got.cost),
    }
    text = (
        f"{got.eligible} of {len(rows)} answers are of accounts under the case; {got.canaries} "
        f"carry a canary; {got.cost.edited_share:.1%} of their words changed, "
        f"{got.cost.worst_share:.1%} in the most edited answer."
    )
    files.emit(told, text, json=json)


def _controls(path: Path | None, tokenizer: Path | None) -> tuple[list[str], "list[list[int]]"]:
    """Control text, and its token ids where there is a tokenizer."""
    from gauger.provenance.suspects import load_tokenizer, read_outputs

    if path is None:
        return [], []
    rows = read_outputs(path)
    texts = [r.text for r in rows if r.text]
    ids = [r.tokens for r in rows if r.tokens]
    if tokenizer is not None and not ids:
        table = load_tokenizer(tokenizer)
        ids = [_ids(table.encode(t)) for t in texts]
    return texts, ids


def _ids(tokens: "Ints") -> list[int]:
    return [int(t) for t in tokens]


def _lines(path: Path) -> list[str]:
    try:
        held = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as wrong:
        raise BrokenFile(path, "a list of accounts", str(wrong), "One id a line.") from wrong
    return [line.strip() for line in held if line.strip()]


def _require_registry(folder: Path) -> None:
    if not (folder / "master.key").is_file():
        raise UsageError(
            f"{folder} is no registry of marks. Make one with `gauger provenance init {folder}`."
        )


def _now() -> datetime:
    return datetime.now(UTC)


for verb in (suspect.plan, suspect.asks, trial.run, suspect.report):
    provenance.command("test" if verb is trial.run else None)(verb)
add_leads(provenance)
