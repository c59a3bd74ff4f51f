"""`gauger overlap`: which flagged identifiers two parties share, and nothing about the rest."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from gauger.cli.share import ByOption, JsonOption, KeyOption, StoreOption, emit, needs, signer_of
from gauger.cli.share_taxii import (
    SHELF,
    AuthorityOption,
    ShelfOption,
    TokenOption,
    read_token,
    require_tls,
    trusting,
)
from gauger.errors import BrokenFile, UsageError

if TYPE_CHECKING:
    from gauger.sharing.overlap.items import Items
    from gauger.sharing.overlap.runs import Result

# ruff: noqa: PLC0415 - heavy imports wait until the arguments are known to be good

overlap = typer.Typer(
    name="overlap",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Learn with a partner which flagged identifiers both hold, or how many.

    Over files: ask, answer, finish. Over HTTPS: serve, run. Before revealing: approve.
    Identifiers: spell, collect.

    Example: gauger overlap ask ours.txt --with lab-b --by ann --out ask.bin
    """,
)
STORE = Path("share")
SetArgument = Annotated[Path, typer.Argument(help="File with one kind:value a line.")]
WithOption = Annotated[str, typer.Option("--with", help="The partner's id in agreements.toml.")]
KindOption = Annotated[str, typer.Option("--kind", help="Kind of all lines, if they name none.")]
AllowOption = Annotated[
    list[str] | None,
    typer.Option("--allow-guessable", help="Guessable kind that both sides agreed to compare."),
]
ModeOption = Annotated[str, typer.Option("--mode", help="count or reveal.")]
EpsilonOption = Annotated[
    str, typer.Option("--epsilon", help="Differential privacy of the count, such as 0.5.")
]


def _read(path: Path, kind: str, allow: Sequence[str] | None) -> "Items":
    from gauger.sharing.overlap.items import read_items

    items = read_items(path, kind, allow=tuple(allow or ()))
    for reason, n in items.refused.items():
        typer.echo(f"gauger: left out {n} lines: {reason}", err=True)
    return items


def _mode(text: str) -> Any:
    if text not in {"count", "reveal"}:
        raise UsageError(f"--mode takes count or reveal; got {text!r}.")
    return text


def _person(by: str, key: Path | None) -> Any:
    """A person with a key; a name alone does where nobody is enrolled."""
    return signer_of(by, key) if key else by


def _message(path: Path) -> bytes:
    from gauger.sharing.overlap.protocol import MAX_MESSAGE

    try:
        if path.stat().st_size > MAX_MESSAGE:
            raise UsageError(f"{path} is larger than any message of this protocol.")
        return path.read_bytes()
    except OSError as seen:
        fix = "Give the file that the partner sent."
        raise BrokenFile(path, "a message", str(seen.strerror), fix) from seen


def _write(path: Path, data: bytes) -> None:
    from gauger.records.files import new_file

    with new_file(path) as half:
        half.write_bytes(data)


@overlap.command()
def spell(
    identifiers: SetArgument,
    kind: KindOption = "",
    allow: AllowOption = None,
    json: JsonOption = False,
) -> None:
    """Show how a file's identifiers would be compared, and which would not, without comparing.

    Example: gauger overlap spell ours.txt
    """
    items = _read(identifiers, kind, allow)
    if json:
        emit({"identifiers": len(items.tagged), "kinds": items.kinds, "refused": items.refused})
        return
    typer.echo(f"{len(items.tagged):,} identifiers: {', '.join(items.kinds) or 'none'}")


@overlap.command()
def collect(
    detections: Annotated[Path, typer.Argument(help="Folder that `gauger detect` wrote.")],
    world: Annotated[Path, typer.Option("--world", help="World that the detections come from.")],
    out: Annotated[Path, typer.Option(help="Identifier file to write.")],
    json: JsonOption = False,
) -> None:
    """Collect what flagged accounts left that can be compared: template sketches, prompt keys.

    Example: gauger overlap collect detections --world world --out ours.txt
    """
    from gauger.campaigns.detections import read_detections
    from gauger.campaigns.model import Verdict
    from gauger.records.world import open_world
    from gauger.sharing.kinds import KINDS
    from gauger.sharing.observe import observe

    found = read_detections(detections)
    accounts = [
        m.account_id
        for c in found.campaigns
        if c.verdict is Verdict.DISTILLATION
        for m in found.members.get(c.campaign_id, ())
    ]
    if not accounts:
        raise UsageError(f"{detections} has no distillation campaign to collect from.")
    seen = observe(open_world(world), accounts).candidates
    lines = sorted(f"{c.kind}:{c.value}" for c in seen if not KINDS[c.kind].guessable)
    _write(out, ("\n".join(lines) + "\n").encode())
    if json:
        emit({"identifiers": len(lines)})
        return
    typer.echo(f"{len(lines):,} identifiers -> {out}")


@overlap.command()
def ask(
    identifiers: SetArgument,
    partner: WithOption,
    by: ByOption,
    out: Annotated[Path, typer.Option(help="Message to send to the partner.")],
    key: KeyOption = None,
    mode: ModeOption = "count",
    epsilon: EpsilonOption = "",
    kind: KindOption = "",
    allow: AllowOption = None,
    store: StoreOption = STORE,
    json: JsonOption = False,
) -> None:
    """Begin a comparison: write the message for the partner.

    Example: gauger overlap ask ours.txt --with lab-b --by ann --out ask.bin
    """
    needs("private_set_intersection")
    from gauger.sharing.overlap import runs
    from gauger.sharing.release import utc_now
    from gauger.sharing.store import open_store

    items = _read(identifiers, kind, allow)
    person = _person(by, key)
    data = runs.ask(
        open_store(store), partner, items, mode=_mode(mode), by=person, now=utc_now(),
        epsilon=epsilon,
    )  # fmt: skip
    _write(out, data)
    if json:
        emit({"bytes": len(data), "identifiers": len(items.tagged), "mode": mode})
        return
    typer.echo(f"{out}: {len(data):,} bytes for {partner}; one answer will be read")


@overlap.command()
def answer(
    message: Annotated[Path, typer.Argument(help="Message that the partner sent.")],
    identifiers: SetArgument,
    partner: WithOption,
    by: ByOption,
    out: Annotated[Path, typer.Option(help="Answer to send back.")],
    key: KeyOption = None,
    need_noise: Annotated[
        bool, typer.Option("--need-noise", help="Refuse counts without an epsilon.")
    ] = False,
    kind: KindOption = "",
    allow: AllowOption = None,
    store: StoreOption = STORE,
    json: JsonOption = False,
) -> None:
    """Answer a partner's message, once.

    Example: gauger overlap answer ask.bin ours.txt --with lab-a --by bob --out answer.bin
    """
    needs("private_set_intersection")
    from gauger.sharing.overlap import runs
    from gauger.sharing.release import utc_now
    from gauger.sharing.store import open_store

    items = _read(identifiers, kind, allow)
    data = runs.answer(
        open_store(store), partner, items, _message(message), by=_person(by, key), now=utc_now(),
        need_noise=need_noise,
    )  # fmt: skip
    _write(out, data)
    if json:
        emit({"bytes": len(data), "identifiers": len(items.tagged)})
        return
    typer.echo(f"{out}: {len(data):,} bytes for {partner}")


def _print(found: "Result", *, json: bool) -> None:
    if json:
        emit(found)
        return
    typer.echo(f"in common: {found.words}")
    for one in found.shared:
        typer.echo(one)


@overlap.command()
def finish(
    message: Annotated[Path, typer.Argument(help="Answer that the partner sent back.")],
    partner: WithOption,
    by: ByOption,
    key: KeyOption = None,
    store: StoreOption = STORE,
    json: JsonOption = False,
) -> None:
    """Read the answer: how many, or which, identifiers both hold.

    Example: gauger overlap finish answer.bin --with lab-b --by ann
    """
    needs("private_set_intersection")
    from gauger.sharing.overlap import runs
    from gauger.sharing.release import utc_now
    from gauger.sharing.store import open_store

    person = _person(by, key)
    done = runs.finish(open_store(store), partner, _message(message), by=person, now=utc_now())
    _print(done, json=json)


@overlap.command()
def approve(
    identifiers: SetArgument,
    partner: WithOption,
    by: ByOption,
    key: KeyOption = None,
    kind: KindOption = "",
    allow: AllowOption = None,
    store: StoreOption = STORE,
    json: JsonOption = False,
) -> None:
    """Agree that a partner may learn which identifiers of a set it shares; two persons needed.

    Example: gauger overlap approve ours.txt --with lab-b --by cyd --key cyd.key
    """
    from gauger.sharing.overlap import runs
    from gauger.sharing.release import utc_now
    from gauger.sharing.store import open_store

    items = _read(identifiers, kind, allow)
    person = signer_of(by, key)
    have = runs.approve(open_store(store), partner, items, by=person, now=utc_now())
    if json:
        emit({"approvers": have, "needed": runs.APPROVERS})
        return
    typer.echo(f"{have} of {runs.APPROVERS} persons agreed")


@overlap.command()
def serve(
    identifiers: SetArgument,
    by: ByOption,
    certificate: Annotated[Path, typer.Option(help="TLS certificate, PEM.")],
    key: Annotated[Path, typer.Option(help="TLS key, PEM.")],
    person_key: Annotated[
        Path | None, typer.Option(help="Key file of the person who answers.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at.")] = 8444,
    need_noise: Annotated[
        bool, typer.Option("--need-noise", help="Refuse counts without an epsilon.")
    ] = False,
    kind: KindOption = "",
    allow: AllowOption = None,
    store: StoreOption = STORE,
    shelf: ShelfOption = SHELF,
    json: JsonOption = False,
) -> None:
    """Answer partners' messages over HTTPS, until interrupted. Tokens: `gauger share token`.

    Example: gauger overlap serve ours.txt --by bob --certificate cert.pem --key key.pem
    """
    needs("private_set_intersection", "fastapi", "uvicorn")
    import uvicorn

    from gauger.sharing.collections import Shelf
    from gauger.sharing.store import open_store
    from gauger.web.overlap import PATH, overlap_app

    require_tls(host, certificate, key, behind_proxy=False)
    items = _read(identifiers, kind, allow)
    person = _person(by, person_key)
    app = overlap_app(open_store(store), Shelf(shelf), items, by=person, need_noise=need_noise)
    if json:
        emit({"url": f"https://{host}:{port}{PATH}"})
    else:
        typer.echo(f"overlap at https://{host}:{port}{PATH}", err=True)
    uvicorn.run(
        app, host=host, port=port, log_level="warning", access_log=False, server_header=False,
        ssl_certfile=str(certificate), ssl_keyfile=str(key), limit_concurrency=16,
    )  # fmt: skip


@overlap.command()
def run(
    identifiers: SetArgument,
    partner: WithOption,
    by: ByOption,
    url: Annotated[str, typer.Option(help="The partner's server, https://HOST:PORT.")],
    key: KeyOption = None,
    mode: ModeOption = "count",
    epsilon: EpsilonOption = "",
    authority: AuthorityOption = None,
    kind: KindOption = "",
    allow: AllowOption = None,
    token_file: TokenOption = None,
    store: StoreOption = STORE,
    json: JsonOption = False,
) -> None:
    """Ask a partner's server, and read its answer.

    Example: gauger overlap run ours.txt --with lab-b --by ann --url https://lab-b.example:8444
    """
    needs("private_set_intersection", "httpx", "fastapi")
    from gauger.sharing.overlap import runs
    from gauger.sharing.release import utc_now
    from gauger.sharing.store import open_store
    from gauger.web.overlap import exchange

    opened, items, person = open_store(store), _read(identifiers, kind, allow), _person(by, key)
    token, trust = read_token(token_file), trusting(authority)
    sent = runs.ask(
        opened, partner, items, mode=cast("Any", _mode(mode)), by=person, now=utc_now(),
        epsilon=epsilon,
    )  # fmt: skip
    back = exchange(url, sent, token=token, trust=trust)
    _print(runs.finish(opened, partner, back, by=person, now=utc_now()), json=json)
