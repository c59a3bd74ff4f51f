"""A world that somebody else wrote by the contract, made ready for detection.

Signals read derived columns (keys, sketches, bits), which only Gauger writes. Where a world lacks
them, its files go through the door into a scratch world, a batch at a time; a file that lacks
nothing is linked, not copied. The scratch world holds no text.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gauger.errors import BrokenFile, InputError
from gauger.records.conform import canonical
from gauger.records.door import Door, derive_accounts
from gauger.records.footer import Footer
from gauger.records.pool import derived
from gauger.records.world import STORED, World, WorldWriter, open_world

BATCH_ROWS = 20_000
DERIVED = {
    "exchanges": {
        "ip": "ip_key",
        "user_agent": "agent_key",
        "tls_fingerprint": "tls_key",
        "tools_hash": "tools_key",
        "thinking_signature": "thinking_key",
        "system_prompt": "system_key",
        "system_sketch": "system_key",
        "prompt": "prompt_key",
        "prompt_sketch": "prompt_key",
    },
    "accounts": {
        "email": "email_key",
        "email_domain": "domain_key",
        "phone": "phone_key",
        "payment_fingerprint": "payment_key",
        "card_bin": "bin_key",
        "org_name": "org_key",
    },
}
"""Source to the derived column that is null exactly where the source is."""
UNREAD = {"response"}
"""Text from which nothing is derived."""
SCRATCH_KEY = b"a scratch world: it lives as long as one run and is read by that run alone"
"""Fixed, so that the same world gives the same detections; nothing under it leaves the scratch."""
Say = Callable[[int, int], None]


def prepared(
    world: World, scratch: Path, *, key: bytes = SCRATCH_KEY, say: Say = lambda _, __: None
) -> World:
    """The world itself if it lacks nothing, else a scratch world with what it lacks.

    Derives missing columns, converts types, adds accounts that occur in exchanges only, and
    leaves rows without a usable `ts` or `account_id` out; `amiss` of the result counts all that.
    `scratch` is a folder that does not exist yet, or an empty one; the caller removes it after
    the run, and keeps the given world for what a run says of its inputs. Memory is bounded by a
    batch and by the set of account ids. Give `key` where keyed hashes must be comparable with
    another world's. `say` is told rows done and rows in all.

    Raises BrokenFile for a file that breaks off, InputError when no exchange is usable.
    """
    todo = frozenset(file for file in world.exchange_files if _lacks(file, "exchanges"))
    work = _Work(world=world, todo=todo, door=Door(key=key), say=say)
    work.count_accounts()
    small = [f for f, table in _small(world) if _lacks(f, table)]
    if not (todo or small or work.unlisted or work.twice):
        return world
    with WorldWriter(scratch, replace=False) as writer:
        work.exchanges(writer)
        work.accounts(writer)
        work.rest(writer)
    return replace(open_world(scratch), amiss=dict(work.amiss))


def prepared_file(world: World, file: Path, scratch: Path, *, key: bytes = SCRATCH_KEY) -> World:
    """One exchanges file of a world, itself or as `prepared` makes it; accounts are not looked at.

    Raises BrokenFile. A file without a usable row gives a world without files.
    """
    one = replace(world, exchange_files=(file,))
    if not _lacks(file, "exchanges"):
        return one
    work = _Work(world=one, todo=frozenset((file,)), door=Door(key=key), say=lambda _, __: None)
    with WorldWriter(scratch, replace=False) as writer:
        for made in derived(work.usable(), work.door):
            writer.exchanges(made)
    made_files = tuple(sorted((scratch / "exchanges").glob("*.parquet")))
    return replace(one, path=scratch, exchange_files=made_files, amiss=dict(work.amiss))


def prepared_accounts(
    world: World, sent: set[str], scratch: Path, *, key: bytes = SCRATCH_KEY
) -> World:
    """The world's accounts and, where there are any, events, made ready; no exchanges.

    `sent` are the accounts of the exchanges; who of them is not listed gets a bare row.
    """
    bare = replace(world, exchange_files=())
    work = _Work(
        world=bare, todo=frozenset(), door=Door(key=key), say=lambda _, __: None, sent=sent
    )
    work.count_accounts()
    lacking = [f for f, table in _small(world) if _lacks(f, table)]
    if not (lacking or work.unlisted or work.twice):
        return bare
    with WorldWriter(scratch, replace=False) as writer:
        work.accounts(writer)
        work.rest(writer)
    return replace(bare, path=scratch, amiss=dict(work.amiss))


def _small(world: World) -> list[tuple[Path, str]]:
    files = [(world.path / f"{name}.parquet", name) for name in ("accounts", "events", "truth")]
    return [(file, name) for file, name in files if file.is_file()]


def _lacks(file: Path, table: str) -> bool:
    """Whether a file has columns of other types, unusable rows, or lacks derived values."""
    footer = Footer(file)
    if footer.unlike(STORED[table]):
        return True
    if any(footer.unusable(f) for f in STORED[table] if not f.nullable):
        return True
    return any(
        footer.filled(source) and footer.nulls(target) > footer.nulls(source)
        for source, target in DERIVED.get(table, {}).items()
    )


@dataclass(slots=True, kw_only=True)
class _Work:
    """One world under preparation."""

    world: World
    todo: frozenset[Path]
    door: Door
    say: Say
    sent: set[str] = field(default_factory=set)
    """Accounts that occur in exchanges."""
    listed: Counter[str] = field(default_factory=Counter)
    """Accounts of accounts.parquet, with their rows."""
    amiss: Counter[str] = field(default_factory=Counter)

    @property
    def unlisted(self) -> set[str]:
        """Accounts without a row in accounts.parquet."""
        return self.sent - self.listed.keys()

    @property
    def twice(self) -> set[str]:
        """Accounts with several rows."""
        return {name for name, rows in self.listed.items() if rows > 1}

    def count_accounts(self) -> None:
        """Read the account ids of the accounts table and of the files that stay as they are."""
        for rows in _batches(self.world.path / "accounts.parquet", "accounts", ["account_id"]):
            self.listed.update(_texts(rows))
        for file in self.world.exchange_files:
            if file not in self.todo:
                for rows in _batches(file, "exchanges", ["account_id"]):
                    self.sent.update(_texts(rows, distinct=True))

    def exchanges(self, writer: WorldWriter) -> None:
        """Derive the files that lack something, link the others."""
        kept = 0
        for number, file in enumerate(self.world.exchange_files):
            if file not in self.todo:
                link = writer.folder / "exchanges" / f"kept-{number:05}.parquet"
                link.parent.mkdir(exist_ok=True)
                link.symlink_to(file.resolve())
                kept += Footer(file).rows
        for made in derived(self.usable(), self.door):
            writer.exchanges(made)
            kept += len(made)
        if not kept:
            reasons = ", ".join(f"{n:,} {what}" for what, n in self.amiss.items())
            seen = reasons or "it has no rows"
            raise InputError(f"{self.world.path} has no usable exchange: {seen}. Export it again.")

    def usable(self) -> Iterator[pa.Table]:
        """Usable rows of the files to derive, in canonical types."""
        done, total = 0, sum(Footer(file).rows for file in self.todo)
        for file in self.world.exchange_files:
            if file in self.todo:
                for rows in _batches(file, "exchanges"):
                    usable = canonical(rows, STORED["exchanges"], self.amiss)
                    self.sent.update(_texts(usable, distinct=True))
                    yield usable
                    done += len(rows)
                    self.say(done, total)

    def accounts(self, writer: WorldWriter) -> None:
        """Write the accounts listed, each once, and a bare row for every other."""
        twice, apart = self.twice, []
        for rows in _batches(self.world.path / "accounts.parquet", "accounts"):
            usable = canonical(rows, STORED["accounts"], self.amiss)
            again = pc.is_in(usable["account_id"], pa.array(sorted(twice), pa.string()))
            apart += usable.filter(again).to_pylist()
            self.write_accounts(writer, usable.filter(pc.invert(again)))
        self.write_accounts(writer, _each_once(apart))
        bare = sorted(self.unlisted)
        self.write_accounts(writer, pa.table({"account_id": pa.array(bare, pa.string())}))
        if bare:
            self.amiss["accounts that occur in exchanges only, added"] += len(bare)
        if twice:
            self.amiss["accounts with several rows, of which the earliest stays"] += len(twice)

    def write_accounts(self, writer: WorldWriter, rows: pa.Table) -> None:
        """Let accounts through the door."""
        writer.accounts(derive_accounts(rows, self.door))

    def rest(self, writer: WorldWriter) -> None:
        """Write events and truth in their canonical types."""
        for file, name in _small(self.world)[1:]:
            write = writer.events if name == "events" else writer.truth
            for rows in _batches(file, name):
                write(canonical(rows, STORED[name], self.amiss))


def _batches(file: Path, table: str, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """A file's known columns, batch by batch; raises BrokenFile where it breaks off."""
    try:
        opened = pq.ParquetFile(file)
        known = [n for n in opened.schema_arrow.names if n in STORED[table].names]
        wanted = columns or [n for n in known if n not in UNREAD]
        for batch in opened.iter_batches(batch_size=BATCH_ROWS, columns=wanted):
            yield pa.Table.from_batches([batch])
    except (OSError, pa.ArrowException) as seen:
        fix = "Export or copy it again."
        raise BrokenFile(file, "Parquet", str(seen).split("\n")[0], fix) from seen


def _texts(rows: pa.Table, *, distinct: bool = False) -> list[str]:
    """Account ids of rows as canonical strings."""
    ids = canonical(rows.select(["account_id"]), STORED["accounts"], Counter())["account_id"]
    texts: list[str] = (pc.unique(ids) if distinct else ids).to_pylist()
    return texts


def _each_once(rows: list[dict[str, object]]) -> pa.Table:
    """One row an account, the earliest created: a rule that no order of rows changes."""
    first: dict[object, dict[str, object]] = {}
    for row in sorted(rows, key=lambda r: (r.get("created_at") is None, _order(r))):
        first.setdefault(row["account_id"], row)
    names = [f for f in STORED["accounts"] if any(f.name in row for row in rows)]
    return pa.Table.from_pylist(list(first.values()), schema=pa.schema(names))


def _order(row: dict[str, object]) -> tuple[str, ...]:
    return tuple(str(row.get(name)) for name in ("created_at", *sorted(row)))
