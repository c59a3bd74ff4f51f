"""A case and its logs in, the extract's tables out.

Everything is computed in few passes over the exchanges. What leaves is counted, renamed and
rounded to the hour; what few outsiders share is never counted apart.
"""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table

from gauger.campaigns.accounting import MIXES, keep_books
from gauger.campaigns.declared import account_facts, mail_domains
from gauger.campaigns.features import Facts, Seen, wording_alone
from gauger.campaigns.model import Member
from gauger.campaigns.tallies import TOKENS, tallied
from gauger.casework.model import CaseFile, LabelKind
from gauger.dossier.evidence import evidence_tables
from gauger.dossier.measured import feature_tables
from gauger.dossier.pseudonyms import Pseudonyms
from gauger.dossier.tables import EXTRACTS, SMALL
from gauger.dossier.worded import worded_by
from gauger.engines.relations import Engine, Relations, closing_engine
from gauger.errors import InputError
from gauger.linking.asked import asked_alike
from gauger.linking.groups import Group
from gauger.linking.reading import read_traits
from gauger.linking.traits import Ints, Traits
from gauger.linking.trial import try_accounts
from gauger.records.prepare import prepared
from gauger.records.world import World

KINDS = {"capabilities": "capability", "models": "model", "networks": "network"}
"""Mixes that a pack shows. Countries are left out: relays make them say nothing about who acts."""
FEW = "(names that fewer than 5 accounts use)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What an extract is made from."""

    case: CaseFile
    world: World
    names: Pseudonyms
    elsewhere: frozenset[str] = frozenset()
    """Accounts of other groups of the run: neither the campaign nor honest traffic."""
    limits: dict[str, float] = field(default_factory=dict)
    threads: int | None = None

    @property
    def members(self) -> tuple[Member, ...]:
        """Members of the campaign that no person has cleared."""
        out = cleared(self.case)
        return tuple(m for m in self.case.members if m.account_id not in out)

    @property
    def silent(self) -> int:
        """Accounts that the run counts and that sent nothing, so that nothing shows them."""
        return max(0, self.case.campaign.accounts - len(self.case.members))


def cleared(case: CaseFile) -> frozenset[str]:
    """Accounts that people cleared; nothing about them leaves."""
    return frozenset(a for a, kind in case.last_words.items() if kind is LabelKind.CLEARED)


def extract(material: Material) -> dict[str, pa.Table]:
    """All tables but `hypotheses`, which attribution gives. Rows are sorted by what they say.

    Raises InputError when the campaign's accounts are not in the world.
    """
    if not material.members:
        raise InputError(
            f"case {material.case.case_id} has no account left: all were cleared. "
            "There is nothing to put into a pack."
        )
    with (
        TemporaryDirectory(prefix="gauger-") as room,
        closing_engine(threads=material.threads, spill=Path(room) / "spill") as engine,
    ):
        # The same columns as the run read, derived where the world lacks them.
        return _tables(engine, prepared(material.world, Path(room) / "world"), material)


def _tables(engine: Engine, world: World, material: Material) -> dict[str, pa.Table]:
    events = world.path / "events.parquet"
    relations = engine.world(
        list(world.exchange_files),
        world.path / "accounts.parquet",
        events if events.exists() else None,
    )
    traffic = _marked(relations.exchanges, material)
    tables = {
        "members": _members(engine, relations, traffic, material),
        "activity": _activity(engine, traffic, material),
        "hours": _hours(engine, traffic),
        "mix": _mix(engine, traffic),
        "asks": _asks(engine, traffic),
        "spread": _spread(engine, traffic),
        "events": _events(engine, relations),
        "links": _links(material),
        "limits": pa.table(
            {
                "name": sorted(material.limits),
                "value": [material.limits[n] for n in sorted(material.limits)],
            }
        ),
    }
    seen = see(engine, relations, material)
    campaign = material.case.campaign
    alone = campaign.by_wording_alone
    worded = (
        worded_by(seen.traits, seen.group.members, _p_by_run(seen, material)) if alone else None
    )
    tables |= evidence_tables(seen.traits, material.members, material.names, worded)
    by_wording = 1.0 if alone and not campaign.own_words else wording_alone(seen).x
    tables |= feature_tables(seen, material.names, by_wording=by_wording, worded=worded)
    return {name: _sorted(tables[name], EXTRACTS[name]) for name in tables}


def see(engine: Engine, relations: Relations, material: Material) -> Seen:
    """What the features are measured on: books of the campaign, beside accounts in no group."""
    ids = [m.account_id for m in material.members]
    traits, _ = read_traits(engine, relations)
    campaign = material.case.campaign
    lookup = {a: number for number, a in enumerate(traits.accounts)}
    numbers = np.array(sorted(lookup[i] for i in ids), np.int64)
    beside = None
    if campaign.own_words:
        beside = _beside(traits, numbers, material.case.run.seed)
        traits = traits.with_asking(beside)
    with tallied(engine, relations) as counted:
        books = keep_books(engine, counted, [ids, sorted(material.elsewhere - set(ids))])
        facts = Facts(account_facts(engine, counted, ids), mail_domains(engine, counted))
    return Seen(
        group=Group(
            members=numbers,
            trial=try_accounts(traits, numbers).of(numbers),
            joined_by_wording=campaign.joined_by_wording,
            beside=beside,
        ),
        traits=traits,
        own=books.of(0),
        rest=books.of(-1),
        facts=facts,
    )


def _beside(traits: Traits, members: Ints, seed: int) -> Ints:
    """Who asks as these accounts do, and was neither a member nor a stranger where they were found.

    Nobody, where linking does not find them again.
    """
    for asked in asked_alike(traits, seed):
        if np.isin(members, asked.members).all():
            return asked.beside
    return np.zeros(0, np.int64)


def _p_by_run(seen: Seen, material: Material) -> dict[int, float]:
    """Each member's probability as the run gave it, by account number."""
    given = {m.account_id: m.p_member for m in material.members}
    return {i: given[seen.traits.accounts[i]] for i in seen.group.members.tolist()}


def _sorted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    whole = table.select(schema.names).cast(schema)
    return whole.sort_by([(name, "ascending") for name in schema.names])


def _marked(exchanges: Table, material: Material) -> Table:
    """Exchanges with their side, and the number of their account in the campaign."""
    ids = [m.account_id for m in material.members]
    others = sorted(material.elsewhere - set(ids))
    sides = ibis.memtable(
        pa.table(
            {
                "known": pa.array([*ids, *others], pa.string()),
                "side": pa.array(
                    ["campaign"] * len(ids) + ["elsewhere"] * len(others), pa.string()
                ),
                "place": pa.array([*range(len(ids)), *[None] * len(others)], pa.int64()),
            }
        )
    )
    joined = exchanges.left_join(sides, [("account_id", "known")])
    marked = joined.mutate(side=ibis.coalesce(joined.side, "others")).drop("known")
    return marked.filter(marked.side != "elsewhere")


def _names(material: Material) -> pa.Array:
    renamed = [material.names.account(m.account_id) for m in material.members]
    return pa.array(renamed, pa.string())


def _members(engine: Engine, relations: Relations, traffic: Table, material: Material) -> pa.Table:
    own = traffic.filter(traffic.side == "campaign")
    seen = engine.arrow(own.group_by("place").agg(first=own.ts.min(), last=own.ts.max()))
    if seen.num_rows < len(material.members):
        raise InputError(
            f"{material.world.path} has traffic of {seen.num_rows:,} of the campaign's "
            f"{len(material.members):,} accounts. Give the world that the detections came from."
        )
    when = {r["place"]: r for r in seen.to_pylist()}
    created = _created(engine, relations, material)
    labels = material.case.last_words
    rows = [
        {
            "member": material.names.account(m.account_id),
            "p_member": m.p_member,
            "first_hour": _hour(when[place]["first"]),
            "last_hour": _hour(when[place]["last"]),
            "created_day": created.get(m.account_id),
            "label": labels[m.account_id].value if m.account_id in labels else None,
        }
        for place, m in enumerate(material.members)
    ]
    return pa.Table.from_pylist(rows, schema=EXTRACTS["members"])


def _hour(at: object) -> object:
    return at.replace(minute=0, second=0, microsecond=0)  # type: ignore[attr-defined]


def _created(engine: Engine, relations: Relations, material: Material) -> dict[str, object]:
    accounts = relations.accounts
    if "created_at" not in accounts.columns:
        return {}
    own = accounts.semi_join(_ids(material), "account_id")
    rows = engine.arrow(own.select("account_id", day=own.created_at.date())).to_pylist()
    return {r["account_id"]: r["day"] for r in rows}


def _ids(material: Material) -> Table:
    ids = pa.array([m.account_id for m in material.members], pa.string())
    return ibis.memtable(pa.table({"account_id": ids}))


def _activity(engine: Engine, traffic: Table, material: Material) -> pa.Table:
    own = traffic.filter(traffic.side == "campaign")
    sums = {
        name: ibis.coalesce(own[name].sum(), 0).cast("int64")
        if name in own.columns
        else ibis.literal(0)
        for name in TOKENS
    }
    cost = ibis.literal(0)
    if "cost_usd" in own.columns:  # whole micro-dollars: sums of floats depend on their order
        cost = ibis.coalesce((own.cost_usd * 1e6).round().cast("int64").sum(), 0).cast("int64")
    rows = engine.arrow(
        own.group_by("place", day=own.ts.date()).agg(
            exchanges=own.count(), cost_usd_micro=cost, **sums
        )
    )
    return rows.append_column("member", _names(material).take(rows["place"].combine_chunks()))


def _hours(engine: Engine, traffic: Table) -> pa.Table:
    hour = traffic.ts.truncate("h")
    return engine.arrow(traffic.group_by("side", hour=hour).agg(exchanges=traffic.count()))


def _mix(engine: Engine, traffic: Table) -> pa.Table:
    parts = [
        _few_together(engine, traffic, KINDS[mix], column)
        for mix, (_, column) in MIXES.items()
        if mix in KINDS and column in traffic.columns
    ]
    return pa.concat_tables(parts) if parts else EXTRACTS["mix"].empty_table()


def _few_together(engine: Engine, traffic: Table, kind: str, column: str) -> pa.Table:
    named = traffic.filter(traffic[column].notnull())
    rows = engine.arrow(
        named.group_by("side", name=named[column]).agg(
            exchanges=named.count(), accounts=named.account_id.nunique()
        )
    ).to_pylist()
    own = {r["name"] for r in rows if r["side"] == "campaign"}
    sums: dict[tuple[str, str], int] = {}
    for r in rows:
        few = r["side"] == "others" and r["accounts"] < SMALL and r["name"] not in own
        key = (r["side"], FEW if few else r["name"])
        sums[key] = sums.get(key, 0) + r["exchanges"]
    found = [
        {"kind": kind, "side": side, "name": name, "exchanges": n}
        for (side, name), n in sums.items()
    ]
    return pa.Table.from_pylist(found, schema=EXTRACTS["mix"])


def _asks(engine: Engine, traffic: Table) -> pa.Table:
    if "asks" not in traffic.columns:
        return EXTRACTS["asks"].empty_table()
    seen = traffic.filter(traffic.asks.notnull())
    return engine.arrow(seen.group_by("side", "asks").agg(exchanges=seen.count()))


def _spread(engine: Engine, traffic: Table) -> pa.Table:
    """Accounts by exchanges, in powers of two; small cells of outsiders join the one below."""
    each = traffic.group_by("side", "account_id").agg(n=traffic.count())
    size = each.n.log2().floor().cast("int64")
    rows = engine.arrow(each.group_by("side", power=size).agg(accounts=each.count())).to_pylist()
    cells: dict[tuple[str, int], int] = {}
    for r in sorted(rows, key=lambda r: (r["side"], -r["power"])):
        cells[r["side"], r["power"]] = cells.get((r["side"], r["power"]), 0) + r["accounts"]
        if r["side"] == "others" and cells[r["side"], r["power"]] < SMALL and r["power"] > 0:
            below = (r["side"], r["power"] - 1)
            cells[below] = cells.get(below, 0) + cells.pop((r["side"], r["power"]))
    found = [{"side": s, "at_least": 2**p, "accounts": n} for (s, p), n in cells.items()]
    return pa.Table.from_pylist(found, schema=EXTRACTS["spread"])


def _events(engine: Engine, relations: Relations) -> pa.Table:
    if relations.events is None:
        return EXTRACTS["events"].empty_table()
    rows = [
        {"at": r["ts"], "name": f"{r['kind'].replace('_', ' ')} {r.get('name') or ''}".strip()}
        for r in engine.arrow(relations.events).to_pylist()
    ]
    return pa.Table.from_pylist(rows, schema=EXTRACTS["events"])


def _links(material: Material) -> pa.Table:
    kept = {m.account_id for m in material.members}
    rows = []
    for link in material.case.links:
        if link.a in kept and link.b in kept:
            a, b = sorted((material.names.account(link.a), material.names.account(link.b)))
            rows.append({"a": a, "b": b, "bits": link.bits, "signals": " ".join(link.signals)})
    return pa.Table.from_pylist(rows, schema=EXTRACTS["links"])
