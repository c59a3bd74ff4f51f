"""What the world knows of a case's accounts, fetched once, so that no page ever reads the logs.

Three drawers: `open` (plan, countries, software: anybody who may read), `personal` (names, mail,
payment, addresses) and `text` (a few exchanges). The last two are fetched only when asked for by
name, for one case, and shown only on a grant.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import pyarrow as pa
from ibis.expr.types import Table
from sqlalchemy import Connection, delete, insert, select

from gauger.casework import tables as t
from gauger.casework.audit import record
from gauger.casework.errors import NoSuchCase
from gauger.engines.relations import Engine, Relations
from gauger.records.world import World
from gauger.report.words import many

OPEN = (
    "created_at", "plan", "programme", "verified", "billing_country", "declared_country",
    "email_class", "phone_type", "closed_at", "closed_reason",
)  # fmt: skip
PERSONAL = ("org_name", "email", "email_domain", "phone", "payment_fingerprint", "card_bin")
USED_OPEN = ("user_agent", "tls_fingerprint", "ip_as_name", "ip_country", "ip_class", "model")
USED_PERSONAL = ("ip",)
MOST_USED = 3
"""Values of a kind that an account's page names, the most used first."""
TEXT_ACCOUNTS = 200
TEXTS_EACH = 3
TEXT_CHARS = 2_000
CHUNK = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is known of one account; None where it was not fetched, or may not be seen."""

    open: dict[str, Any]
    personal: dict[str, Any] | None
    text: tuple[dict[str, Any], ...] | None
    has_personal: bool
    has_text: bool


def fetch_details(
    c: Connection, cases: Sequence[str], world: World, *,
    personal: bool, text: bool, by: str, at: datetime,
) -> int:  # fmt: skip
    """Read what `world` knows of the accounts of some cases; gives how many it knew.

    Reads the logs once, whatever the number of cases. Replaces what was fetched before, so a
    second time without `personal` takes it out again. Raises NoSuchCase.
    """
    members = {case_id: _accounts(c, case_id) for case_id in cases}
    ids = sorted({a for own in members.values() for a in own})
    engine = Engine()
    relations = engine.world(list(world.exchange_files), world.path / "accounts.parquet", None)
    mine = engine.table(pa.table({"account_id": ids}))
    known = _Known(
        facts=_facts(engine, relations, mine),
        opens=_used(engine, relations, mine, USED_OPEN),
        hidden=_used(engine, relations, mine, USED_PERSONAL) if personal else None,
        texts=_texts(engine, relations, _first(members)) if text else {},
    )
    drawers = ["open", *(["personal"] if personal else []), *(["text"] if text else [])]
    for case_id, own in members.items():
        rows = [{"case_id": case_id} | known.row(a) for a in own if a in known.facts]
        c.execute(delete(t.details).where(t.details.c.case_id == case_id))
        for start in range(0, len(rows), CHUNK):
            c.execute(insert(t.details), rows[start : start + CHUNK])
        said = f"{many(len(rows), 'account')} from {world.path.name}: {', '.join(drawers)}"
        record(c, actor=by, act="fetch details", subject=case_id, detail=said, at=at)
    return len(known.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What was read of all accounts, by account."""

    facts: dict[str, dict[str, Any]]
    opens: dict[str, dict[str, list[str]]]
    hidden: dict[str, dict[str, list[str]]] | None
    texts: dict[str, list[dict[str, Any]]]

    def row(self, account: str) -> dict[str, Any]:
        """One account's drawers, each as JSON."""
        facts, encode = self.facts[account], msgspec.json.encode
        personal = None
        if self.hidden is not None:
            personal = encode(_filled(facts, PERSONAL) | self.hidden.get(account, {}))
        return {
            "account_id": account,
            "open": encode(_filled(facts, OPEN) | self.opens.get(account, {})),
            "personal": personal,
            "text": encode(self.texts[account]) if account in self.texts else None,
        }


def _accounts(c: Connection, case_id: str) -> list[str]:
    members = t.members.c
    query = select(members.account_id).where(members.case_id == case_id).order_by(members.place)
    ids = list(c.execute(query).scalars())
    if not ids:
        raise NoSuchCase(case_id)
    return ids


def _first(members: dict[str, list[str]]) -> list[str]:
    return sorted({a for own in members.values() for a in own[:TEXT_ACCOUNTS]})


def details_of(c: Connection, case_id: str, account: str, *, reveal: bool) -> Details | None:
    """What is known of one account; the hidden drawers only with `reveal`."""
    d = t.details.c
    row = c.execute(
        select(d.open, d.personal, d.text).where(d.case_id == case_id, d.account_id == account)
    ).first()
    if row is None:
        return None
    decode = msgspec.json.decode
    return Details(
        open=decode(row.open),
        personal=decode(row.personal) if reveal and row.personal else None,
        text=tuple(decode(row.text)) if reveal and row.text else None,
        has_personal=row.personal is not None,
        has_text=row.text is not None,
    )


def world_events(world: World) -> tuple[tuple[datetime, str, str], ...]:
    """(ts, kind, name) of a world's events, in order."""
    if not world.has_events:
        return ()
    engine = Engine()
    files = list(world.exchange_files)
    path = world.path
    found = engine.world(files, path / "accounts.parquet", path / "events.parquet").events
    rows = [] if found is None else engine.arrow(found).to_pylist()
    return tuple(sorted((r["ts"], r["kind"], r.get("name") or "") for r in rows))


def _filled(row: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {n: row[n] for n in names if row.get(n) is not None}


def _facts(engine: Engine, relations: Relations, mine: Table) -> dict[str, dict[str, Any]]:
    accounts = relations.accounts
    names = [n for n in (*OPEN, *PERSONAL) if n in accounts.columns]
    rows = engine.arrow(accounts.select("account_id", *names).semi_join(mine, "account_id"))
    return {r["account_id"]: r for r in rows.to_pylist()}


def _used(
    engine: Engine, relations: Relations, mine: Table, names: Sequence[str]
) -> dict[str, dict[str, list[str]]]:
    """By account and column, the values used most."""
    x = relations.exchanges.semi_join(mine, "account_id")
    found: dict[str, dict[str, list[str]]] = {}
    for name in names:
        if name not in relations.exchanges.columns:
            continue
        seen = x.filter(x[name].notnull())
        counts = seen.group_by("account_id", value=seen[name]).agg(n=seen.count())
        rows = engine.arrow(counts).to_pylist()
        rows.sort(key=lambda r: (r["account_id"], -r["n"], str(r["value"])))
        for r in rows:
            values = found.setdefault(r["account_id"], {}).setdefault(name, [])
            if len(values) < MOST_USED:
                values.append(str(r["value"]))
    return found


def _texts(
    engine: Engine, relations: Relations, ids: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """By account, its first exchanges that kept their text, cut to a readable length."""
    x = relations.exchanges
    columns = [n for n in ("prompt", "response") if n in x.columns]
    if not columns:
        return {}
    x = x.semi_join(engine.table(pa.table({"account_id": list(ids)})), "account_id")
    kept = x.filter(x[columns[0]].notnull()).select("account_id", "ts", *columns)
    rows = engine.arrow(kept.order_by(["account_id", "ts", columns[0]]))
    found: dict[str, list[dict[str, Any]]] = {}
    for r in rows.to_pylist():
        texts = found.setdefault(r["account_id"], [])
        if len(texts) < TEXTS_EACH:
            cut = {n: (r[n] or "")[:TEXT_CHARS] for n in columns}
            texts.append({"at": r["ts"]} | cut)
    return found
