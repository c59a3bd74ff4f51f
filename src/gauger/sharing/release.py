"""From a preview to a release: one person proposes, another releases, the ledger remembers.

The bytes are made and checked when proposed, and stand still: what the second person sees is
what leaves. At release the agreement, its basis and its kill switch are read again.
"""

from collections import Counter
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from gauger.casework.model import CaseFile
from gauger.errors import InputError, UsageError
from gauger.records.files import new_file
from gauger.records.world import World
from gauger.sharing import ledger, profile
from gauger.sharing.agreements import Agreements, blocks
from gauger.sharing.check import check, parse_bundle
from gauger.sharing.facts import facts_of_case, flagged_accounts, require_shareable
from gauger.sharing.forms import differing
from gauger.sharing.gate import Dropped, Preview, preview, require_clear
from gauger.sharing.observe import observe
from gauger.sharing.people import By, Signed, login, people, require_valid, same, signed
from gauger.sharing.store import POLICY, Store
from gauger.sharing.tlp import TlpForm, parse_tlp

EXPORTED, PUBLISHED, PUSHED = "exported", "published", "pushed"
STIX, MISP, CSV = "stix.json", "misp.json", "indicators.csv"


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What one person wants to send, byte for byte."""

    proposal_id: str
    partner: str
    by: str
    at: datetime
    tlp: str
    terms_only: bool
    policy: str
    """SHA-256 of the policy file that it passed."""
    fields: dict[str, int]
    """Values that leave, by field."""
    dropped: tuple[Dropped, ...]
    files: dict[str, bytes]
    signed: Signed | None = None
    """By whom, under which key and login; over the hashes of the files."""


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """What was sent to one partner, under which basis."""

    release_id: str
    partner: str
    partner_name: str
    proposed_by: str
    released_by: str
    at: datetime
    basis: str
    basis_until: date
    counsel: str
    purpose: str
    retention_days: int
    tlp: str
    terms_only: bool
    policy: str
    fields: dict[str, int]
    dropped: tuple[Dropped, ...]
    sha256: dict[str, str]
    """Of the exact bytes, by file."""
    proposed: Signed | None = None
    released: Signed | None = None


def preview_case(
    store: Store,
    case: CaseFile,
    world: World,
    partner: str,
    grounds: tuple[str, ...],
    *,
    on: date,
    now: datetime,
) -> Preview:
    """What would leave for one partner, what would not, and why."""
    require_shareable(case)
    accounts = flagged_accounts(case)
    agreement = store.agreements().of(partner)
    facts = facts_of_case(case, observe(world, accounts), grounds, flagged=len(accounts))
    return preview(facts, store.policy(), partner, agreement, on=on, today=now.date())


def propose(
    store: Store,
    found: Preview,
    case_id: str,
    *,
    by: By,
    now: datetime,
    form: TlpForm = TlpForm.OASIS,
) -> Proposal:
    """Write the bytes of a preview, marked in a form, and keep them for a second person."""
    require_clear(found)
    files = _files(store, found, case_id, now, form)
    proposal_id = "P-" + sha256(files[STIX]).hexdigest()[:10]
    one = signed(store, by, "proposed", proposal_id, _hashes(files))
    made = Proposal(
        proposal_id=proposal_id,
        partner=found.partner,
        by=one.name,
        at=now,
        tlp=found.tlp,
        terms_only=found.terms_only,
        policy=policy_hash(store.path),
        fields=dict(sorted(Counter(k.field for k in found.kept).items())),
        dropped=found.dropped,
        files=files,
        signed=one,
    )
    with store.changing() as db:
        db.execute(
            "insert into proposal (id, made) values (?, ?) on conflict (id) do nothing",
            (made.proposal_id, msgspec.json.encode(made)),
        )
        detail: dict[str, object] = {
            "partner": found.partner, "sha256": _hashes(files), "signed": msgspec.to_builtins(one),
        }  # fmt: skip
        ledger.append(
            db, actor=one.name, act="proposed", subject=made.proposal_id, detail=detail, at=now
        )
    return made


def _files(
    store: Store, found: Preview, case_id: str, now: datetime, form: TlpForm
) -> dict[str, bytes]:
    from gauger.sharing.misp import event  # noqa: PLC0415 - PyMISP is slow to import
    from gauger.sharing.stix import Ids, bundle  # noqa: PLC0415
    from gauger.sharing.table import table  # noqa: PLC0415

    ids, agreements = Ids(store.secret), store.agreements()
    stix = bundle(found, case=case_id, name=agreements.name, ids=ids, at=now, form=form)
    group = agreements.of(found.partner).misp_sharing_group
    misp = event(found, case=case_id, ids=ids, at=now, sharing_group=group)
    made = {STIX: stix, MISP: misp, CSV: table(found)}
    _require_closed(made, agreements, found.partner)
    return made


def _require_closed(files: dict[str, bytes], ours: Agreements, partner: str) -> None:
    """Raise InputError for bytes with anything in them that the profile has no place for.

    Of our own writers it would be a bug, and one that must not leave.
    """
    whole = parse_bundle(files[STIX], Path(STIX))
    if found := check(whole):
        raise InputError(
            f"the bundle does not keep the profile: {found[0].rule}: {found[0].text} "
            "Nothing leaves."
        )
    if msgspec.json.format(msgspec.json.encode(whole), indent=1) != files[STIX]:
        raise InputError("the bundle is not written in our one way. Nothing leaves.")
    own = {ours.name, *(d["name"] for d in profile.definition())}
    if {o["name"] for o in whole["objects"] if o["type"] == "identity"} - own:
        raise InputError("the bundle names a sender that is not agreements.toml's. Nothing leaves.")
    group = ours.of(partner).misp_sharing_group
    if found := differing(whole, files[MISP], files[CSV], sharing_group=group):
        raise InputError(f"the {found[0].object} {found[0].text} Nothing leaves.")


def proposal(store: Store, proposal_id: str) -> Proposal:
    """A proposal by its id. Raises UsageError."""
    with store.reading() as db:
        row = db.execute("select made from proposal where id = ?", (proposal_id,)).fetchone()
        have = [r[0] for r in db.execute("select id from proposal where not released order by id")]
    if row is None:
        waiting = ", ".join(have) or "none is waiting"
        raise UsageError(f"there is no proposal {proposal_id!r}; waiting: {waiting}.")
    return msgspec.json.decode(row[0], type=Proposal)


def release(store: Store, proposal_id: str, *, by: By, now: datetime) -> Release:
    """Let a proposal leave; whole in one transaction. Raises UsageError, and records refusals."""
    made = proposal(store, proposal_id)
    one = signed(store, by, "released", proposal_id, _hashes(made.files))
    ours = store.agreements()
    agreement = ours.of(made.partner)
    _refuse(store, made, one.name, now)
    if made.signed and made.signed.key:  # else whoever writes the store puts other bytes under it
        require_valid(made.signed, "proposed", proposal_id, _hashes(made.files))
    _require_closed(made.files, ours, made.partner)
    freed = Release(
        release_id="R-" + made.proposal_id.removeprefix("P-"),
        partner=made.partner,
        partner_name=agreement.name,
        proposed_by=made.by,
        released_by=one.name,
        at=now,
        basis=agreement.basis,
        basis_until=agreement.basis_until,
        counsel=agreement.counsel,
        purpose=agreement.purpose,
        retention_days=agreement.retention_days,
        tlp=made.tlp,
        terms_only=made.terms_only,
        policy=made.policy,
        fields=made.fields,
        dropped=made.dropped,
        sha256=_hashes(made.files),
        proposed=made.signed,
        released=one,
    )
    with store.changing() as db:
        done = db.execute("select released from proposal where id = ?", (proposal_id,)).fetchone()
        if done[0]:
            raise UsageError(f"{proposal_id} was released already; see {freed.release_id}.")
        db.execute("update proposal set released = 1 where id = ?", (proposal_id,))
        db.execute(
            "insert into release values (?, ?)", (freed.release_id, msgspec.json.encode(freed))
        )
        db.executemany(
            "insert into release_file values (?, ?, ?)",
            [(freed.release_id, name, data) for name, data in made.files.items()],
        )
        ledger.append(
            db, actor=one.name, act="released", subject=freed.release_id, detail=_detail(freed),
            at=now,
        )  # fmt: skip
    return freed


def _detail(freed: Release) -> dict[str, object]:
    plain: dict[str, object] = msgspec.to_builtins(freed)
    return {k: v for k, v in plain.items() if k not in {"release_id", "released_by", "at"}}


def _refuse(store: Store, made: Proposal, by: str, now: datetime) -> None:
    """Raise UsageError for whatever forbids this release now; the refusal goes on record."""
    ours = store.agreements()
    agreement = ours.of(made.partner)
    why = list(
        blocks(agreement, on=now.date(), tlp=parse_tlp(made.tlp), terms_only=made.terms_only)
    )
    if same(by, made.by):
        why.append(f"{by} proposed it; a second person releases")
    if people(store) and not (made.signed and made.signed.key):
        why.append("nobody signed the proposal; propose it again")
    if ours.separate_logins and made.signed and made.signed.login == login():
        why.append(f"it was proposed under this login, {login()}, too; the second has another")
    if policy_hash(store.path) != made.policy:
        why.append("the policy changed since it was proposed; propose it again")
    outside = sorted(f for f in made.fields if not agreement.covers(f))
    if outside:
        why.append(f"the agreement no longer covers {', '.join(outside)}")
    if why:
        with store.changing() as db:
            ledger.append(
                db, actor=by, act="refused", subject=made.proposal_id,
                detail={"partner": made.partner, "why": why}, at=now,
            )  # fmt: skip
        raise UsageError(f"{made.proposal_id} does not leave: {'; '.join(why)}.")


def _hashes(files: dict[str, bytes]) -> dict[str, str]:
    return {name: sha256(data).hexdigest() for name, data in sorted(files.items())}


def policy_hash(store: Path) -> str:
    """SHA-256 of the store's policy file."""
    return sha256((store / POLICY).read_bytes()).hexdigest()


def releases(store: Store) -> tuple[Release, ...]:
    """All releases, oldest first. Raises InputError where the ledger knows of others."""
    with store.reading() as db:
        rows = db.execute("select made from release").fetchall()
        entries = ledger.entries(db)
    found = [msgspec.json.decode(r[0], type=Release) for r in rows]
    have = {r.release_id: _plain(_detail(r)) for r in found}
    told = {e.subject: _plain(e.detail) for e in entries if e.act == "released"}
    if strange := sorted(i for i in have.keys() | told.keys() if have.get(i) != told.get(i)):
        raise InputError(
            f"{', '.join(strange)} is not as the ledger has it. Compare a copy kept elsewhere."
        )
    return tuple(sorted(found, key=lambda r: (r.at, r.release_id)))


def _plain(detail: dict[str, object]) -> bytes:
    return msgspec.json.encode(detail, order="deterministic")


def released_files(store: Store, release_id: str) -> dict[str, bytes]:
    """The exact bytes of a release. Raises InputError when they were changed."""
    freed = _one(store, release_id)
    with store.reading() as db:
        rows = db.execute(
            "select name, bytes from release_file where release = ?", (release_id,)
        ).fetchall()
    files = {name: bytes(data) for name, data in rows}
    if _hashes(files) != freed.sha256:
        raise InputError(f"the bytes of {release_id} are not those that were released. Stop here.")
    return files


def _one(store: Store, release_id: str) -> Release:
    found = releases(store)
    freed = next((r for r in found if r.release_id == release_id), None)
    if freed is None:
        have = ", ".join(r.release_id for r in found) or "none yet"
        raise UsageError(f"there is no release {release_id!r}; there are {have}.")
    return freed


def require_signed(freed: Release) -> None:
    """Raise InputError where a signature under a release does not hold."""
    proposal_id = "P-" + freed.release_id.removeprefix("R-")
    for one, act in ((freed.proposed, "proposed"), (freed.released, "released")):
        if one is not None and one.key:
            require_valid(one, act, proposal_id, freed.sha256)


def require_in_force(store: Store, release_id: str, now: datetime) -> Release:
    """The release, where its agreement still lets it go out. Raises UsageError."""
    freed = _one(store, release_id)
    why = blocks(
        store.agreements().of(freed.partner),
        on=now.date(),
        tlp=parse_tlp(freed.tlp),
        terms_only=freed.terms_only,
    )
    if why:
        raise UsageError(f"{release_id} does not go out any more: {'; '.join(why)}.")
    return freed


def on_record(store: Store, release_id: str, act: str, now: datetime, **where: object) -> None:
    """Note that a release goes out, before it does: nothing is anywhere unrecorded."""
    with store.changing() as db:
        ledger.append(
            db, actor=f"login {login()}", act=act, subject=release_id, detail=where, at=now
        )


def write_release(store: Store, release_id: str, folder: Path, *, now: datetime) -> list[Path]:
    """Write a release's files into a folder, each whole or not at all."""
    require_in_force(store, release_id, now)
    files = released_files(store, release_id)
    on_record(store, release_id, EXPORTED, now, files=sorted(files))
    written = []
    for name, data in files.items():
        with new_file(folder / f"{release_id}.{name}") as half:
            half.write_bytes(data)
        written.append(folder / f"{release_id}.{name}")
    return written


def utc_now() -> datetime:
    """The real time, to the second; the legal basis is held against nothing else."""
    return datetime.now(UTC).replace(microsecond=0)
