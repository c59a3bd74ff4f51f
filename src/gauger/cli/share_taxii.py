"""`gauger share`, TAXII 2.1: a shelf of collections, its server, and a client."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gauger.cli import share as parent
from gauger.errors import BrokenFile, InputError, UsageError

if TYPE_CHECKING:
    import ssl

# ruff: noqa: PLC0415 - heavy imports wait until the arguments are known to be good

ShelfOption = Annotated[Path, typer.Option("--shelf", help="The server's SQLite file.")]
SHELF = Path("share/taxii.db")
TokenOption = Annotated[
    Path | None, typer.Option("--token-file", help="File with the token; else GAUGER_TOKEN.")
]
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


AuthorityOption = Annotated[
    Path | None, typer.Option(help="PEM file of the authority to trust, where not public.")
]


def collection(
    title: Annotated[str, typer.Argument(help="Title of the new collection.")] = "",
    shelf: ShelfOption = SHELF,
    json: parent.JsonOption = False,
) -> None:
    """Make a collection; without a title, list those that are there.

    Example: gauger share collection "Distillation indicators"
    """
    from gauger.sharing.collections import Shelf

    kept = Shelf(shelf)
    if title:
        kept.add_collection(title)
    found = [
        {"id": c.id, "title": c.title, "readers": sorted(kept.readers(c.id))}
        for c in kept.collections()
        if not title or c.title == title
    ]
    if json:
        parent.emit(found)
        return
    for c in found:
        typer.echo(f"{c['id']}  {c['title']}  readers: {', '.join(c['readers']) or 'none'}")


def _named(kept: Any, wanted: str) -> str:
    """Id of a collection given by id or title."""
    hits = [c.id for c in kept.collections() if wanted in {c.id, c.title}]
    if len(hits) != 1:
        have = ", ".join(f"{c.title} ({c.id})" for c in kept.collections()) or "none"
        raise UsageError(f"no single collection {wanted!r}; there are {have}.")
    return str(hits[0])


def grant(
    partner: Annotated[str, typer.Argument(help="The partner's id.")],
    collection: Annotated[str, typer.Argument(help="The collection's id or title.")],
    read: Annotated[bool, typer.Option("--read", help="May read.")] = False,
    write: Annotated[bool, typer.Option("--write", help="May write.")] = False,
    shelf: ShelfOption = SHELF,
    json: parent.JsonOption = False,
) -> None:
    """Say what a partner may do with a collection; with neither right, nothing any more.

    Example: gauger share grant lab-b "Distillation indicators" --read
    """
    from gauger.sharing.collections import Shelf

    kept = Shelf(shelf)
    chosen = _named(kept, collection)
    kept.grant(partner, chosen, read=read, write=write)
    if json:
        parent.emit({"partner": partner, "collection": chosen, "read": read, "write": write})
        return
    rights = [word for word, has in (("read", read), ("write", write)) if has]
    typer.echo(f"{partner} may {' and '.join(rights) or 'do nothing'} at {chosen}")


def token(
    partner: Annotated[str, typer.Argument(help="The partner's id.")],
    revoke: Annotated[bool, typer.Option("--revoke", help="Take all its tokens away.")] = False,
    shelf: ShelfOption = SHELF,
    json: parent.JsonOption = False,
) -> None:
    """Issue a partner a token. It is shown once; only its hash is kept.

    Example: gauger share token lab-b
    """
    from gauger.sharing.collections import Shelf

    kept = Shelf(shelf)
    if revoke:
        gone = kept.revoke_tokens(partner)
        if json:
            parent.emit({"partner": partner, "revoked": gone})
        else:
            typer.echo(f"{gone} tokens of {partner} are no longer valid")
        return
    made = kept.issue_token(partner, datetime.now(UTC))
    if json:
        parent.emit({"partner": partner, "token": made})
    else:
        typer.echo(made)


def publish(
    release: Annotated[str, typer.Argument(help="The release's id.")],
    collection: Annotated[str, typer.Argument(help="The collection's id or title.")],
    shelf: ShelfOption = SHELF,
    store: parent.StoreOption = parent.STORE,
    json: parent.JsonOption = False,
) -> None:
    """Put a release on the shelf, where only its recipient may read it.

    Example: gauger share publish R-0123456789 "Distillation indicators"
    """
    from gauger.sharing.collections import Shelf
    from gauger.sharing.publish import publish as run
    from gauger.sharing.release import utc_now
    from gauger.sharing.store import open_store

    kept = Shelf(shelf)
    done = run(open_store(store), kept, release, _named(kept, collection), now=utc_now())
    if json:
        parent.emit(done)
        return
    typer.echo(f"{done.success_count} of {done.total_count} objects are on the shelf")


def serve(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at.")] = 8443,
    certificate: Annotated[Path | None, typer.Option(help="TLS certificate, PEM.")] = None,
    key: Annotated[Path | None, typer.Option(help="TLS key, PEM.")] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="TLS ends at a proxy in front.")
    ] = False,
    partner_mib: Annotated[
        int, typer.Option(min=1, help="MiB that one partner's objects may take up.")
    ] = 1024,
    partner_objects: Annotated[
        int, typer.Option(min=1, help="Objects that one partner may have here.")
    ] = 200_000,
    shelf: ShelfOption = SHELF,
    store: parent.StoreOption = parent.STORE,
    json: parent.JsonOption = False,
) -> None:
    """Serve the shelf over TAXII 2.1, until interrupted, to partners whose agreement is in force.

    Example: gauger share serve --certificate cert.pem --key key.pem
    """
    parent.needs("fastapi", "uvicorn")
    import uvicorn

    from gauger.sharing.collections import Quota, Shelf
    from gauger.sharing.store import AGREEMENTS, open_store
    from gauger.web.taxii import taxii_app

    require_tls(host, certificate, key, behind_proxy=behind_proxy)
    scheme = "https" if certificate else "http"
    url = f"{scheme}://{host}:{port}/taxii2/"
    quota = Quota(max_bytes=partner_mib * 1024 * 1024, max_objects=partner_objects)
    app = taxii_app(Shelf(shelf, quota=quota), agreements=open_store(store).path / AGREEMENTS)
    if json:
        parent.emit({"discovery": url})
    else:
        typer.echo(f"TAXII 2.1 at {url}", err=True)
    uvicorn.run(
        app, host=host, port=port, log_level="warning", access_log=False, server_header=False,
        ssl_certfile=str(certificate) if certificate else None,
        ssl_keyfile=str(key) if key else None, limit_concurrency=64, timeout_keep_alive=5,
    )  # fmt: skip


def require_tls(
    host: str, certificate: Path | None, key: Path | None, *, behind_proxy: bool
) -> None:
    """Raise UsageError where tokens would cross a network in the clear."""
    if (certificate is None) != (key is None):
        raise UsageError("give --certificate and --key together.")
    if certificate is None and host not in LOOPBACK and not behind_proxy:
        raise UsageError(
            f"{host} is reachable by others: give --certificate and --key, or --behind-proxy "
            "where a proxy in front speaks TLS."
        )


def read_token(file: Path | None) -> str:
    """A token from a file or the environment; never from the command line, which others see."""
    if file is None:
        found = os.environ.get("GAUGER_TOKEN", "")
    else:
        try:
            found = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as seen:
            fix = "Ask the partner for a token."
            raise BrokenFile(file, "a token", str(seen), fix) from seen
    if not found.strip():
        raise UsageError("give the token in --token-file or in GAUGER_TOKEN.")
    return found.strip()


def trusting(authority: Path | None) -> "ssl.SSLContext | None":
    """Trust in one authority's certificates alone; None for the public ones."""
    import ssl

    if authority is None:
        return None
    try:
        return ssl.create_default_context(cafile=str(authority))
    except (OSError, ssl.SSLError) as seen:  # SSLError is an OSError, and says more
        fix = "Give the PEM file of whoever signed the server's certificate."
        raise BrokenFile(authority, "a certificate", str(seen), fix) from seen


def fetch(
    root: Annotated[str, typer.Argument(help="URL of the API root.")],
    collection: Annotated[str, typer.Argument(help="The collection's id or title.")],
    out: Annotated[Path, typer.Option(help="Bundle file to write.")],
    added_after: Annotated[str, typer.Option(help="Only what was added after this time.")] = "",
    user: Annotated[str, typer.Option(help="User name, where the server wants Basic.")] = "",
    authority: AuthorityOption = None,
    token_file: TokenOption = None,
    json: parent.JsonOption = False,
) -> None:
    """Fetch a collection into a bundle, objects byte for byte.

    Example: gauger share fetch https://taxii.lab-b.example/taxii2/api/ indicators --out in.json
    """
    parent.needs("httpx")
    from uuid import uuid4

    import msgspec

    from gauger.records.files import new_file
    from gauger.web.taxii_client import TaxiiClient

    token, trust = read_token(token_file), trusting(authority)
    with TaxiiClient(root, token=token, user=user, trust=trust) as client:
        chosen = client.collection(collection)
        found = client.fetch(chosen.id, added_after=added_after or None)
    raws = [msgspec.Raw(o) for o in found.objects]
    bundle = {"type": "bundle", "id": f"bundle--{uuid4()}", "objects": raws}
    with new_file(out) as half:
        half.write_bytes(msgspec.json.encode(bundle))
    if json:
        parent.emit({"objects": len(raws), "added_after": found.added_after})
        return
    more = f"; next time: --added-after {found.added_after}" if found.added_after else ""
    typer.echo(f"{len(raws)} objects -> {out}{more}")


def push(
    root: Annotated[str, typer.Argument(help="URL of the API root.")],
    collection: Annotated[str, typer.Argument(help="The collection's id or title.")],
    release: Annotated[str, typer.Argument(help="The release to push.")],
    user: Annotated[str, typer.Option(help="User name, where the server wants Basic.")] = "",
    authority: AuthorityOption = None,
    token_file: TokenOption = None,
    store: parent.StoreOption = parent.STORE,
    json: parent.JsonOption = False,
) -> None:
    """Push a release's objects to a partner's server. Only releases can be pushed.

    Example: gauger share push https://taxii.lab-b.example/taxii2/api/ inbox R-0123456789
    """
    parent.needs("httpx")
    from gauger.sharing.envelope import parse_envelope
    from gauger.sharing.release import (
        PUSHED,
        STIX,
        on_record,
        released_files,
        require_in_force,
        utc_now,
    )
    from gauger.sharing.store import open_store
    from gauger.web.taxii_client import TaxiiClient

    opened = open_store(store)
    require_in_force(opened, release, utc_now())
    body = released_files(opened, release)[STIX]
    token, trust = read_token(token_file), trusting(authority)
    with TaxiiClient(root, token=token, user=user, trust=trust) as client:
        chosen = client.collection(collection)
        if not chosen.can_write:
            raise InputError(f"we may not write to {chosen.title}.")
        on_record(opened, release, PUSHED, utc_now(), server=root, collection=chosen.id)
        done = client.push(chosen.id, [bytes(raw) for raw in parse_envelope(body)])
    if json:
        parent.emit(done)
        return
    typer.echo(f"{done.success} objects pushed")
    if done.pending:
        asked = ", ".join(done.statuses) or "none given"
        typer.echo(
            f"{done.pending} objects pending: the server took them and has not said what came of "
            f"them (status {asked}). Push again later: objects that are there count as pushed.",
            err=True,
        )


def join(group: typer.Typer) -> None:
    """Add these verbs to `gauger share`."""
    for verb in (collection, grant, token, publish, serve, fetch, push):
        group.command()(verb)
