"""Partners' indicators against our own traffic: traits-like rows, each with what it is worth.

A match is evidence in bits, discounted by the partner's record, the indicator's age and
confidence, and by how common it is here. It is one family whatever the number of indicators, it is
bounded, and alone it decides nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import log2
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.types import Table

from gauger.campaigns.partners import FILE, MAX_BITS, SIGNAL
from gauger.engines.relations import Engine, Relations
from gauger.records.files import new_file
from gauger.records.keys import key_of
from gauger.records.schema import TIME
from gauger.records.world import World
from gauger.sharing.incoming import Received
from gauger.sharing.kinds import KINDS, key_of_hex
from gauger.sharing.tlp import Tlp, strictest
from gauger.sharing.trust import Trust

BASE_RATE = 0.01
"""Abusive accounts among all: what a partner's precision is held against."""
STRANGER = 0.5
"""Precision of a partner and kind without a record."""
COLUMNS = {
    "ipv4-addr": "ip",
    "ipv6-addr": "ip",
    "ipv4-net": "ip_net",
    "ipv6-net": "ip_net",
    "tls-fingerprint": "tls_fingerprint",
    "user-agent": "user_agent",
    "system-prompt-key": "system_key",
    "template-sketch": "sketch",
    "email-domain": "email_domain",
}
"""Where a kind stands in the world: of the exchanges, but for the mail domain."""
MIN_USES = 2
"""A sketch value seen once in an account is most likely a slot's, not the template's."""


def match(world: World, received: Iterable[Received], record: Sequence[Trust]) -> pa.Table:
    """Rows of FILE for the accounts of a world that show partners' valid indicators.

    An indicator counts only for traffic within its validity. Networks are compared at /24 and
    /48, as the world stores them; coarser ones are left out. Rows come sorted.
    """
    valid = [r for r in received if not r.revoked and r.kind in COLUMNS]
    by_value: dict[tuple[str, str], list[Received]] = defaultdict(list)
    for r in valid:
        by_value[r.kind, r.value].append(r)
    engine = Engine()
    relations = engine.world(list(world.exchange_files), world.path / "accounts.parquet", None)
    population = relations.accounts.aggregate(n=relations.accounts.count())
    accounts = int(engine.arrow(population)["n"][0].as_py())
    rows: list[dict[str, Any]] = []
    for kind in sorted({k for k, _ in by_value}):
        words = {v: rs for (k, v), rs in by_value.items() if k == kind}
        found = _found(engine, relations, world, kind, words)
        rows += _scored(kind, found, words, accounts, {(t.partner, t.kind): t for t in record})
    rows.sort(key=lambda r: (r["account_id"], r["kind"], r["value"]))
    return pa.Table.from_pylist(rows, schema=FILE)


def _found(
    engine: Engine, relations: Relations, world: World, kind: str, words: dict[str, list[Received]]
) -> list[dict[str, Any]]:
    """(account_id, value as received, first_ts, last_ts, n) of the accounts that show a value."""
    values = sorted(words)
    wanted = pa.table(
        {
            "wanted": pa.array([_stored(kind, v) for v in values]),
            "said": pa.array(values, pa.string()),
            "starts": pa.array([_edge(min(r.valid_from for r in words[v])) for v in values], TIME),
            "ends": pa.array([_edge(max(r.valid_until for r in words[v])) for v in values], TIME),
        }
    )
    rows = _rows(relations, world, kind)
    if rows is None:
        return []
    joined = rows.join(engine.table(wanted), [("shown", "wanted")])
    during = joined.filter((joined.ts >= joined.starts) & (joined.ts < joined.ends))
    per = during.group_by("account_id", "said").agg(
        first_ts=during.ts.min(), last_ts=during.ts.max(), n=during.count()
    )
    if kind == "template-sketch":
        per = per.filter(per.n >= MIN_USES)
    found: list[dict[str, Any]] = engine.arrow(per).to_pylist()
    return found


def _rows(relations: Relations, world: World, kind: str) -> Table | None:
    """(account_id, ts, shown) of one kind, None where the world lacks the column."""
    if kind == "email-domain":
        if not {"email_domain", "created_at"} <= world.account_columns:
            return None
        a = relations.accounts
        return a.select("account_id", ts=a.created_at, shown=a.email_domain)
    column = COLUMNS[kind]
    x = relations.exchanges
    if column == "sketch":
        if "template_sketch" not in world.columns:
            return None
        return x.select("account_id", "ts", shown=x.template_sketch.unnest())
    if column not in world.columns:
        return None
    return x.select("account_id", "ts", shown=x[column])


def _stored(kind: str, value: str) -> str | int:
    return key_of_hex(value) if COLUMNS.get(kind) in {"sketch", "system_key"} else value


def _edge(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _scored(
    kind: str,
    found: list[dict[str, Any]],
    words: dict[str, list[Received]],
    accounts: int,
    record: dict[tuple[str, str], Trust],
) -> list[dict[str, Any]]:
    # Looked for from the first word's start to the last one's end: each counts for its own days.
    by = [[r for r in words[row["said"]] if _meets(r, row)] for row in found]
    holders = Counter(row["said"] for row, said in zip(found, by, strict=True) if said)
    rows = []
    for row, said in zip(found, by, strict=True):
        if not said:
            continue
        seen = row["last_ts"].date()
        bits = max(indicator_bits(r, record.get((r.partner, kind)), seen) for r in said)
        common = log2(max(1.0, accounts / holders[row["said"]]))  # what many here show says little
        rows.append(
            {
                "account_id": row["account_id"],
                "signal": SIGNAL,
                "value": key_of(SIGNAL, f"{kind}\x1f{row['said']}"),
                "first_ts": row["first_ts"],
                "last_ts": row["last_ts"],
                "n": row["n"],
                "kind": kind,
                "family": KINDS[kind].family.value,
                "partners": sorted({r.partner for r in said}),
                "bits": round(min(bits, common), 3),
                "sources": sorted(r.source for r in said),
                "tlp": strictest(Tlp(r.tlp) for r in said).value,
            }
        )
    return rows


def _meets(word: Received, row: dict[str, Any]) -> bool:
    """Whether the account showed the value in the days of this word."""
    first, last = row["first_ts"].date(), row["last_ts"].date()
    return bool(word.valid_from <= last and first < word.valid_until)


def indicator_bits(word: Received, record: Trust | None, seen: date) -> float:
    """Evidence of one partner's one indicator, in bits, before local rarity.

    log2 of the odds that a hit is abusive under the partner's record over the base rate, times
    the stated confidence, halved for each half-life between the partner's last sighting (the end
    of validity less the kind's usual validity) and ours, `seen`.
    """
    if record is not None and record.muted:
        return 0.0
    p = record.precision if record is not None else STRANGER
    odds = p / (1 - p) / (BASE_RATE / (1 - BASE_RATE))
    kind = KINDS[word.kind]
    age_days = max(0, (seen - word.valid_until + timedelta(days=kind.valid_days)).days)
    fresh: float = 0.5 ** (age_days / kind.half_life_days)
    return max(0.0, min(MAX_BITS, log2(odds))) * fresh * word.confidence / 100


def write_matches(table: pa.Table, path: Path) -> None:
    """Write the file, whole or not at all."""
    with new_file(path) as half:
        pq.write_table(table, half, compression="zstd")


def hits(table: pa.Table) -> set[tuple[str, str, str]]:
    """(partner, kind, account_id) of every match, for the partners' record."""
    return {
        (partner, kind, account)
        for partners, kind, account in zip(
            table["partners"].to_pylist(),
            table["kind"].to_pylist(),
            table["account_id"].to_pylist(),
            strict=True,
        )
        for partner in partners
    }
