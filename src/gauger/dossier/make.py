"""The whole pack: extract, figures, statement, documents, manifest, time stamp, signature, zip."""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gauger.casework.model import CaseFile
from gauger.dossier.attribution import attribute, hypotheses_table
from gauger.dossier.documents.render import documents
from gauger.dossier.evidence import held_by_members
from gauger.dossier.extract import Material, cleared, extract
from gauger.dossier.figures import answer
from gauger.dossier.limits import LIMITS
from gauger.dossier.model import FORMAT, Figures, Manifest, Statement, to_json
from gauger.dossier.profiles import Profile
from gauger.dossier.program import versions
from gauger.dossier.pseudonyms import Pseudonyms, pack_key
from gauger.dossier.samples import chosen
from gauger.dossier.seal import pack_root, seal_file
from gauger.dossier.shelf import write_zip
from gauger.dossier.signing import public_hex, sign
from gauger.dossier.statement import Wishes, state
from gauger.dossier.tables import EXTRACTS
from gauger.dossier.timestamp import check_reply, request
from gauger.errors import InputError, UsageError
from gauger.records.files import new_file, sha256_of
from gauger.records.world import World

ROW_GROUP = 50_000
"""Rows of a group: a change is placed among so many."""
OWN = {"manifest.json", "signature.json", "figures.json", "statement.json"}
"""By these a folder is known as a pack of ours."""
Ask = Callable[[bytes], bytes]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a pack is made from, and for whom."""

    case: CaseFile
    world: World
    wishes: Wishes
    secret: bytes
    """The operator's secret, from which the pack's own key is derived."""
    signing: Ed25519PrivateKey
    elsewhere: frozenset[str] = frozenset()
    profiles: Sequence[Profile] = ()
    samples: Sequence[str] = ()
    stamp: bytes | None = None
    """A time stamp got earlier for the same pack."""
    ask: Ask | None = None
    """Sends a time stamp request to a service and gives its reply."""
    threads: int | None = None
    say: Say = field(default=lambda _: None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came of it."""

    folder: Path
    zip: Path
    merkle_root: str
    public_key: str
    figures: int
    bytes: int


def make_pack(order: Order, out: Path, *, replace: bool) -> Made:
    """Make a pack at `out` and its zip beside it, whole or not at all.

    Raises InputError when the world is not the one that the detections came from.
    """
    check_out(out, replace=replace)
    check_issued(order.case, order.wishes.issued)
    check_inputs(order.case, order.world, order.say)
    out.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        made = _fill(order, half, out)
        with new_file(made.zip) as file:
            write_zip(half, _paths(half), file)
        half.chmod(0o755)
        if out.exists():
            shutil.rmtree(out)
        half.rename(out)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return made


def check_out(out: Path, *, replace: bool) -> None:
    """Raise UsageError unless `out` is free, or a pack of ours and to be replaced."""
    if not out.exists():
        return
    ours = out.is_dir() and (not any(out.iterdir()) or {p.name for p in out.iterdir()} >= OWN)
    if not ours:
        raise UsageError(f"{out} is not a pack of ours, so it is not replaced. Give another --out.")
    if any(out.iterdir()) and not replace:
        raise UsageError(f"{out} exists. Give another --out, or --replace to overwrite it.")


def check_issued(case: CaseFile, issued: datetime) -> None:
    """Raise UsageError when a pack would be issued before what it tells of, to the minute."""
    told = {"its last exchange": case.campaign.last_ts} | {
        f"entry {e.number} of its record": e.at for e in case.audit
    }
    what = max(told, key=lambda name: told[name])
    if told[what].replace(second=0, microsecond=0) > issued:
        raise UsageError(
            f"--issued {issued:%Y-%m-%dT%H:%MZ} is before what the pack tells of: {what} is of "
            f"{told[what]:%Y-%m-%d %H:%M} UTC. Give a later time, or leave --issued out."
        )


def check_inputs(case: CaseFile, world: World, say: Say = lambda _: None) -> dict[str, str]:
    """Hashes of the world's files. Raises InputError when the run read others."""
    say("hashing the logs")
    found = hashed(world)
    wrong = sorted(
        k for k in found.keys() | case.run.inputs.keys() if found.get(k) != case.run.inputs.get(k)
    )
    if wrong:
        raise InputError(
            f"{world.path} is not the world that the detections came from: {wrong[0]} differs"
            + (f" and {len(wrong) - 1} more. " if len(wrong) > 1 else ". ")
            + "Run `gauger detect` on it again, or give the world of the run."
        )
    return found


def hashed(world: World) -> dict[str, str]:
    """SHA-256 of each file of a world that runs and extracts read."""
    tables = (world.path / "accounts.parquet", world.path / "events.parquet")
    return {
        str(p.relative_to(world.path)): sha256_of(p)
        for p in (*world.exchange_files, *tables)
        if p.exists()
    }


def limits_of(case: CaseFile) -> dict[str, float]:
    """Limits that the queries read: the run's, and those of this version's methods."""
    return LIMITS | case.run.limits | {"groups_tested": float(case.run.groups_tested)}


def _fill(order: Order, half: Path, out: Path) -> Made:
    wishes, case = order.wishes, order.case
    names = Pseudonyms(
        pack_key(
            order.secret, case_id=case.case_id, recipient=wishes.recipient, issued=wishes.issued
        )
    )
    material = Material(
        case=case, world=order.world, names=names, elsewhere=order.elsewhere,
        limits=limits_of(case), threads=order.threads,
    )  # fmt: skip
    order.say("extract")
    tables = extract(material)
    order.say("figures")
    first = answer(tables | {"hypotheses": EXTRACTS["hypotheses"].empty_table()})
    held = held_by_members(order.world, material.members, order.profiles, order.threads)
    found = attribute(first, order.profiles, lambda signal, value: (signal, value) in held)
    tables["hypotheses"] = hypotheses_table(found)
    figures = answer(tables)
    _check_books(material, figures)
    statement = state(material, wishes, figures, found, chosen(material, order.samples))
    (half / "extract").mkdir()
    for name, table in sorted(tables.items()):
        pq.write_table(
            table,
            half / "extract" / f"{name}.parquet",
            compression="zstd",
            row_group_size=ROW_GROUP,
        )
    (half / "figures.json").write_bytes(to_json(figures))
    (half / "statement.json").write_bytes(to_json(statement))
    order.say("documents")
    for path, data in documents(figures, statement).items():
        (half / path).parent.mkdir(exist_ok=True)
        (half / path).write_bytes(data)
    return _close(order, half, out, statement, len(figures.figures))


def _close(order: Order, half: Path, out: Path, statement: Statement, figures: int) -> Made:
    """Manifest, time stamp and signature over what lies in `half`."""
    files = tuple(seal_file(half, path) for path in _paths(half))
    manifest = to_json(
        Manifest(
            format=FORMAT,
            case_id=statement.case_id,
            campaign_id=statement.campaign_id,
            issued=order.wishes.issued,
            versions=versions(),
            run=_run(order.case),
            inputs=order.case.run.inputs,
            files=files,
            merkle_root=pack_root(files),
        )
    )
    (half / "manifest.json").write_bytes(manifest)
    stamp = order.stamp
    if stamp is None and order.ask is not None:
        order.say("time stamp")
        stamp = order.ask(request(manifest))
    if stamp is not None:
        check_reply(stamp, manifest)
        (half / "timestamp.tsr").write_bytes(stamp)
    (half / "signature.json").write_bytes(to_json(sign(order.signing, manifest, stamp)))
    paths = _paths(half)
    return Made(
        folder=out,
        zip=out.with_name(f"{out.name}.zip"),
        merkle_root=pack_root(files),
        public_key=public_hex(order.signing),
        figures=figures,
        bytes=sum((half / p).stat().st_size for p in paths),
    )


def _run(case: CaseFile) -> dict[str, str]:
    run = case.run
    return {
        "version": run.version,
        "world": run.world,
        "exchanges": str(run.exchanges),
        "accounts": str(run.accounts),
        "groups_tested": str(run.groups_tested),
        "seed": str(run.seed),
        **{f"limit {name}": repr(value) for name, value in sorted(run.limits.items())},
        **{f"signal {s.signal}": "on" if s.on else s.reason for s in run.signals},
    }


def _check_books(material: Material, figures: Figures) -> None:
    """Raise unless the extract counts what the run counted, where nobody was cleared."""
    campaign = material.case.campaign
    if cleared(material.case):
        return
    for name, said in (
        ("exchanges", campaign.exchanges),
        ("output-tokens", campaign.output_tokens),
        ("accounts", len(material.case.members)),
    ):
        if int(figures.number(name)) != said:
            raise InputError(
                f"the run counts {said:,} {name.replace('-', ' ')}, the extract "
                f"{figures.number(name):,.0f}: detections and world do not belong together. "
                "Run `gauger detect` on this world again."
            )


def _paths(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()))
