"""The sharing store: a folder with agreements, policy, key, and one SQLite file.

A release is one transaction: its bytes, its ledger entry and the proposal's end become visible
together or not at all, wherever the process dies.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gauger.errors import BrokenFile, InputError, UsageError
from gauger.records.files import new_folder
from gauger.records.pseudonym import read_key
from gauger.sharing import ledger
from gauger.sharing.agreements import EXAMPLE, Agreements, read_agreements
from gauger.sharing.policy import Policy, default_policy, read_policy

SCHEMA = """
create table if not exists proposal (
    id          text primary key,
    made        blob not null,          -- JSON of release.Proposal
    released    integer not null default 0
);
create table if not exists release (
    id          text primary key,
    made        blob not null           -- JSON of release.Release, without the bytes
);
create table if not exists release_file (
    release     text not null references release(id),
    name        text not null,
    bytes       blob not null,
    primary key (release, name)
);
create table if not exists received (
    partner     text not null,
    kind        text not null,
    value       text not null,
    row         blob not null,          -- JSON of incoming.Received
    primary key (partner, kind, value)
);
create table if not exists outcome (
    partner     text not null,
    kind        text not null,
    account     text not null,          -- keyed hash, never the account id
    good        integer not null,
    primary key (partner, kind, account)
);
create table if not exists overlap_run (
    id          text primary key,
    partner     text not null,
    at          text not null,
    row         blob not null           -- JSON of overlap.runs.RunRow
);
"""
KEY, DB, POLICY, AGREEMENTS = "key", "share.db", "policy.toml", "agreements.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """An opened store."""

    path: Path
    secret: bytes

    def policy(self) -> Policy:
        """The rules, read afresh."""
        return read_policy(self.path / POLICY)

    def agreements(self) -> Agreements:
        """Partners, read afresh: a kill switch counts at once."""
        return read_agreements(self.path / AGREEMENTS)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that changes nothing."""
        with closing(_connect(self.path / DB)) as db:
            yield db

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end, undone on any error or death."""
        with closing(_connect(self.path / DB)) as db:
            db.execute("begin immediate")
            yield db
            db.commit()


def _connect(path: Path) -> sqlite3.Connection:
    try:
        db = sqlite3.connect(path, timeout=30, isolation_level=None)
        db.execute("pragma foreign_keys = on")
        db.execute("pragma synchronous = full")
        db.executescript(SCHEMA + ledger.SCHEMA)
    except sqlite3.Error as seen:
        raise BrokenFile(path, "a sharing store", str(seen), "Restore it from a copy.") from seen
    return db


def make_store(path: Path, name: str) -> Store:
    """Make a store with the default policy and an example of agreements."""
    if not name.strip() or len(name) > 80 or '"' in name or "\\" in name or not name.isprintable():
        raise UsageError("--name is one line of 1 to 80 characters without quotes.")
    if path.exists():
        raise UsageError(f"{path} exists. Give another folder, or use the store that is there.")
    with new_folder(path, replace=False) as half:
        (half / POLICY).write_bytes(default_policy())
        (half / AGREEMENTS).write_text(EXAMPLE.format(name=name), "utf-8")
        read_key(half / KEY)
        _connect(half / DB).close()
    path.chmod(0o700)
    return open_store(path)


def open_store(path: Path) -> Store:
    """Open a store. Raises InputError where there is none."""
    if not (path / DB).is_file():
        raise InputError(
            f"{path} is no sharing store: it has no {DB}. Make one with `gauger share init {path}`."
        )
    return Store(path=path, secret=read_key(path / KEY)[0])
