"""Runs of a private overlap, under an agreement: quotas, sizes, one-shot keys, approvals, record.

Count first; which ones only after two persons on each side agreed, over the same two sets. Every
step goes to the ledger with the commitments, never an identifier.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from sqlite3 import Connection
from uuid import uuid4

import msgspec

from gauger.errors import UsageError
from gauger.sharing import ledger
from gauger.sharing.agreements import Partner, blocks
from gauger.sharing.overlap import protocol
from gauger.sharing.overlap.commitment import root
from gauger.sharing.overlap.items import Items
from gauger.sharing.people import By, Signed, known_as, people_of, require_valid, signed
from gauger.sharing.store import Store
from gauger.sharing.tlp import Tlp

QUOTA_DAYS = 30
APPROVERS = 2
ASKED, ANSWERED, FINISHED = "overlap asked", "overlap answered", "overlap finished"
APPROVED = "overlap approved"
TWICE = "this run was answered already; ask with a new one."


class RunRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the store keeps of a run; key and order only between question and answer."""

    run: str
    partner: str
    role: str
    """asking or answering."""
    mode: protocol.Mode
    size: int
    peer_size: int
    own_root: str
    peer_root: str
    epsilon: str
    key: bytes = b""
    order: tuple[str, ...] = ()
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the asking side learns."""

    run: str
    mode: protocol.Mode
    words: str
    """The count, or "fewer than k"."""
    count: int | None
    """None below the floor."""
    shared: tuple[str, ...]
    """Revealed identifiers, `kind:value`."""


def commitment(store: Store, partner: str, items: Items) -> str:
    """Our root towards a partner: the same set gives the same root, and partners cannot compare."""
    return root(store.secret + partner.encode(), items.tagged)


def ask(
    store: Store,
    partner: str,
    items: Items,
    *,
    mode: protocol.Mode,
    by: By,
    now: datetime,
    epsilon: str = "",
) -> bytes:
    """Start a run; gives the message to send."""
    agreement = _allowed(store, partner, items, now)
    own = commitment(store, partner, items)
    if mode == "reveal":
        _require_counted(store, partner, own, role="asking", floor=agreement.overlap_floor)
        _require_approved(store, partner, own)
    run = uuid4()
    one = _sign(store, by, ASKED, str(run), partner, own)
    data, secret = protocol.ask(
        items.tagged, run=run, mode=mode, kinds=items.kinds, root=own, epsilon=epsilon
    )
    row = RunRow(
        run=str(run), partner=partner, role="asking", mode=mode, size=len(items.tagged),
        peer_size=0, own_root=own, peer_root="", epsilon=epsilon, key=secret.key,
        order=secret.order,
    )  # fmt: skip
    _begin(store, agreement, row, items.kinds, one, ASKED, now)
    return data


def answer(
    store: Store, partner: str, items: Items, data: bytes, *, by: By, now: datetime,
    need_noise: bool = False,
) -> bytes:  # fmt: skip
    """Answer a partner's message, once."""
    agreement = _allowed(store, partner, items, now)
    asked = protocol.read_ask(data)
    _require_new(store, asked.run)
    sent_size = asked.size - protocol.noise_size(asked.epsilon)
    _sizes(agreement, sent_size, protocol.padded(agreement.overlap_most), "the partner's set")
    if need_noise and asked.mode == "count" and not asked.epsilon:
        raise UsageError("we give counts with noise only; ask again with an epsilon.")
    own = commitment(store, partner, items)
    if asked.mode == "reveal":
        _require_counted(store, partner, own, role="answering", peer=asked.root)
        _require_approved(store, partner, own)
    _require_kinds(items, asked)
    one = _sign(store, by, ANSWERED, asked.run, partner, own)
    sent = protocol.answer(items.tagged, asked, root=own)
    row = RunRow(
        run=asked.run, partner=partner, role="answering", mode=asked.mode, size=len(items.tagged),
        peer_size=asked.size, own_root=own, peer_root=asked.root, epsilon=asked.epsilon,
    )  # fmt: skip
    _begin(store, agreement, row, items.kinds, one, ANSWERED, now)
    return sent


def finish(store: Store, partner: str, data: bytes, *, by: By, now: datetime) -> Result:
    """Read the answer to our question; the run's key goes with it."""
    answered = protocol.read_answer(data)
    row = next((r for r in _rows(store, partner) if r.run == answered.run), None)
    if row is None or not row.key:
        raise UsageError(
            f"no question to {partner} waits for this answer; each one is read once. Ask again."
        )
    one = _sign(store, by, FINISHED, row.run, partner, row.own_root)
    floor = store.agreements().of(partner).overlap_floor
    secret = protocol.Secret(key=row.key, order=row.order)
    shared: tuple[str, ...] = ()
    if row.mode == "reveal":
        found = protocol.reveal(answered, secret)
        shared = tuple(x.replace("\x1f", ":", 1) for x in found)
        n = len(found)
    else:
        n = protocol.count(answered, secret, epsilon=row.epsilon)
    done = msgspec.structs.replace(
        row, key=b"", order=(), count=n, peer_root=answered.root, peer_size=answered.size
    )
    with store.changing() as db:
        packed = msgspec.msgpack.encode(done)
        db.execute("update overlap_run set row = ? where id = ?", (packed, done.run))
        _enter(db, done, one, FINISHED, now)
    below = n < floor
    return Result(
        run=row.run,
        mode=row.mode,
        words=f"fewer than {floor}" if below else f"{n:,}",
        count=None if below else n,
        shared=shared,
    )


def approve(store: Store, partner: str, items: Items, *, by: By, now: datetime) -> int:
    """One person agrees to reveal to a partner what it shares of a set; gives how many did."""
    store.agreements().of(partner)
    own = commitment(store, partner, items)
    one = signed(store, by, APPROVED, partner, {"root": own})
    with store.changing() as db:
        ledger.append(
            db, actor=one.name.strip(), act=APPROVED, subject=partner,
            detail={
                "root": own, "size": len(items.tagged), "signed": msgspec.to_builtins(one),
            },
            at=now,
        )  # fmt: skip
    return len(_approvers(store, partner, own))


def _approvers(store: Store, partner: str, own: str) -> set[str]:
    """Persons who agreed since we last revealed this set; enrolled ones by a valid signature."""
    with store.reading() as db:
        entries = ledger.entries(db)
    enrolled = {(known_as(p.name), p.key) for p in people_of(entries).values()}
    found: set[str] = set()
    for e in entries:
        spent = {"partner": partner, "root": own, "mode": "reveal"}
        if e.act == ANSWERED and spent.items() <= e.detail.items():
            found.clear()
        if e.act == APPROVED and e.subject == partner and e.detail.get("root") == own:
            one = msgspec.convert(e.detail.get("signed"), Signed)
            if enrolled:
                if (known_as(one.name), one.key) not in enrolled:
                    continue
                require_valid(one, APPROVED, partner, {"root": own})
            found.add(known_as(one.name))
    return found


def _require_approved(store: Store, partner: str, own: str) -> None:
    have = len(_approvers(store, partner, own))
    if have < APPROVERS:
        raise UsageError(
            f"{have} of {APPROVERS} persons here agreed to reveal this set to {partner}. "
            "Use `gauger overlap approve`."
        )


def _require_counted(
    store: Store, partner: str, own: str, *, role: str, floor: int = 0, peer: str = ""
) -> None:
    """The same sets were counted before, and their overlap is not below the floor."""
    for row in _rows(store, partner):
        counted = row.role == role and row.mode == "count" and row.own_root == own
        if (
            counted
            and peer in {"", row.peer_root}
            and (role == "answering" or row.count is not None)
        ):
            if row.count is not None and row.count < floor:
                raise UsageError(f"the count was below the floor of {floor}; nothing is revealed.")
            return
    raise UsageError("these sets were not counted yet: count first, then reveal.")


def _require_kinds(items: Items, asked: protocol.Ask) -> None:
    if not set(items.kinds) & set(asked.kinds):
        raise UsageError(
            f"our set holds no {' and no '.join(asked.kinds) or 'kind'}: nothing can match."
        )


def _allowed(store: Store, partner: str, items: Items, now: datetime) -> Partner:
    """The agreement, where it allows one more run with this set."""
    agreement = store.agreements().of(partner)
    why = list(blocks(agreement, on=now.date(), tlp=Tlp.CLEAR, terms_only=False))
    if not agreement.covers("overlap"):
        why.append("the agreement does not cover overlap")
    if why:
        raise UsageError(f"no overlap with {partner}: {'; '.join(why)}.")
    _sizes(agreement, len(items.tagged), agreement.overlap_most, "our set")
    with store.reading() as db:
        _require_quota(db, agreement, partner, now)
    return agreement


def _require_quota(db: Connection, agreement: Partner, partner: str, now: datetime) -> None:
    since = now - timedelta(days=QUOTA_DAYS)
    rows = db.execute(
        "select count(*) from overlap_run where partner = ? and at >= ?",
        (partner, since.astimezone(UTC).isoformat()),
    ).fetchone()
    if rows[0] >= agreement.overlap_runs:
        raise UsageError(
            f"{partner} had {rows[0]} runs in {QUOTA_DAYS} days; the agreement allows "
            f"{agreement.overlap_runs}. A partner that asks often can guess."
        )


def _require_new(store: Store, run: str) -> None:
    with store.reading() as db:
        if db.execute("select 1 from overlap_run where id = ?", (run,)).fetchone():
            raise UsageError(TWICE)


def _sizes(agreement: Partner, size: int, most: int, whose: str) -> None:
    if not agreement.overlap_least <= size <= most:
        raise UsageError(
            f"{whose} is too small or too large; the agreement allows {agreement.overlap_least:,} "
            f"to {agreement.overlap_most:,} identifiers."
        )


def _rows(store: Store, partner: str) -> list[RunRow]:
    with store.reading() as db:
        rows = db.execute(
            "select row from overlap_run where partner = ? order by at desc", (partner,)
        ).fetchall()
    return [msgspec.msgpack.decode(r[0], type=RunRow) for r in rows]


def _sign(store: Store, by: By, act: str, run: str, partner: str, own: str) -> Signed:
    """Before the work: who acts on a run over which set; a signature where persons are enrolled."""
    return signed(store, by, act, run, {"partner": partner, "root": own})


def require_signed(entry: ledger.Entry) -> Signed:
    """Who did a step of a comparison. Raises InputError where the signature does not hold."""
    one = msgspec.convert(entry.detail["signed"], Signed)
    if one.key:
        root = str(entry.detail.get("root"))
        said = {"root": root}
        if entry.act != APPROVED:
            said["partner"] = str(entry.detail.get("partner"))
        require_valid(one, entry.act, entry.subject, said)
    return one


def _begin(
    store: Store, agreement: Partner, row: RunRow, kinds: tuple[str, ...], one: Signed, act: str,
    now: datetime,
) -> None:  # fmt: skip
    """Put a new run on record. What two processes may both have seen free is looked at again."""
    packed, at = msgspec.msgpack.encode(row), now.astimezone(UTC).isoformat()
    with store.changing() as db:
        _require_quota(db, agreement, row.partner, now)
        made = db.execute(
            "insert into overlap_run values (?, ?, ?, ?) on conflict (id) do nothing",
            (row.run, row.partner, at, packed),
        )
        if not made.rowcount:
            raise UsageError(TWICE)
        _enter(
            db, row, one, act, now, kinds=list(kinds), basis=agreement.basis,
            basis_until=agreement.basis_until.isoformat(), counsel=agreement.counsel,
        )  # fmt: skip


def _enter(
    db: Connection, row: RunRow, one: Signed, act: str, now: datetime, **more: object
) -> None:
    detail: dict[str, object] = {
        "partner": row.partner, "mode": row.mode, "size": row.size, "peer_size": row.peer_size,
        "root": row.own_root, "peer_root": row.peer_root, "epsilon": row.epsilon,
        "signed": msgspec.to_builtins(one), **more,
    }  # fmt: skip
    ledger.append(db, actor=one.name.strip(), act=act, subject=row.run, detail=detail, at=now)
