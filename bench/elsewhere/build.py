"""From a kind and a seed to a world on disk, day by day."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.elsewhere import people
from bench.elsewhere.clients import clients
from bench.elsewhere.clock import Sends, sends
from bench.elsewhere.dice import mixed, stream, unit
from bench.elsewhere.net import COUNTRIES, NAMES, Living, addresses
from bench.elsewhere.spec import DAY_US, Group, Ints, Kind, Tasks, Words64
from bench.elsewhere.voices import TRADE_NAMES, Script, Who
from bench.elsewhere.write import Day, day_table
from gauger.records import schema
from gauger.records.files import new_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A group drawn: its accounts, and its exchanges as columns without text."""

    group: Group
    ids: list[str]
    who: list[Who]
    accounts: list[people.Row]
    rows: dict[str, np.ndarray]
    scripts: tuple[Script, ...]


def build(
    kind: Kind, seed: int, folder: Path, *, scale: float = 1.0, replace_old: bool = False
) -> dict[str, int]:
    """Write the world; returns counts of exchanges, accounts and campaign accounts and exchanges."""
    world = f"{kind.name} {seed}"
    start = (
        int(datetime.fromisoformat(kind.provider.start).replace(tzinfo=UTC).timestamp()) * 1_000_000
    )
    made = [draw(g, kind, world, start, scale) for g in kind.groups]
    with new_folder(folder, replace=replace_old) as half:
        total = write_exchanges(half, kind, made, start, world)
        write_small(half, kind, made, start, world)
    taken = [m for m in made if m.group.campaign]
    return {
        "exchanges": total,
        "accounts": sum(len(m.ids) for m in made),
        "campaign accounts": sum(len(m.ids) for m in taken),
        "campaign exchanges": sum(len(m.rows["ts"]) for m in taken),
    }


def draw(group: Group, kind: Kind, world: str, start: int, scale: float) -> Made:
    """A group's accounts and when, where, with what each sends."""
    n = max(3, round(group.accounts * scale))
    units_wanted = max(1, min(group.units, n // 3)) if group.units > 1 else 1
    dice, days, end = (
        stream(world, group.name),
        kind.provider.days,
        start + kind.provider.days * DAY_US,
    )
    own = dice.integers(0, 2**63, n).astype(np.uint64)
    units = dice.integers(0, units_wanted, n) if units_wanted > 1 else np.zeros(n, np.int64)
    house = mixed(
        int(stream(world, group.house_of or group.name, "house").integers(0, 2**62)), units
    )
    country = lands(dice, group, n)
    made = people.born(dice, group, units, start, days, world)
    zone = np.array([COUNTRIES[NAMES[c]][0] for c in country])
    s = sends(
        dice,
        group.pace,
        accounts=n,
        born=np.maximum(made, start),
        zone_h=zone,
        start=start,
        days=days,
    )
    ids = [f"acct_{h:016x}" for h in mixed(own, 99).tolist()]
    live = Living(country=country, seed=own, house=house)
    v4, net6 = addresses(s, live, group.place)
    family, variant, version = clients(s, own, house, group.client, start)
    columns = {
        "account": s.account,
        "ts": s.ts,
        "session": s.session,
        "turn": s.turn,
        "v4": v4,
        "net6": net6,
        "tail6": mixed(own[s.account], s.ts // DAY_US),
        "family": family,
        "variant": variant,
        "version": version,
    }
    columns |= assign(group, world, s, own)
    columns["model"] = models(kind, group, s, own, np.asarray(columns["work"], np.int64), start)
    return Made(
        group=group, ids=ids, who=writers(group, own, house, country),
        accounts=people.rows(group, ids, own, house, country, made, end, world),
        rows=columns, scripts=tuple(w.script for w in group.work),
    )  # fmt: skip


def lands(dice: np.random.Generator, group: Group, n: int) -> Ints:
    """Where the accounts live."""
    names = group.place.countries or NAMES
    weights = np.array([COUNTRIES[c][2] for c in names], float)
    return np.asarray(
        [NAMES.index(names[i]) for i in dice.choice(len(names), n, p=weights / weights.sum())],
        np.int64,
    )


def writers(group: Group, own: Words64, house: Words64, country: Ints) -> list[Who]:
    """The person or program behind each account. One in five writes English whatever the country."""
    out = []
    for i, (seed, home, c) in enumerate(
        zip(own.tolist(), house.tolist(), country.tolist(), strict=True)
    ):
        lang = COUNTRIES[NAMES[c]][1] if seed % 5 else "en"
        if group.langs:
            lang = group.langs[seed % len(group.langs)]
        trade = (
            group.trade
            or TRADE_NAMES[
                (home if group.units > 1 and not group.ordinary else seed) % len(TRADE_NAMES)
            ]
        )
        org = home if group.sign_up.org == "house" else seed >> 3
        out.append(Who(seed=seed, group_seed=home >> 4, org=org, index=i, lang=lang, trade=trade))
    return out


def assign(group: Group, world: str, s: Sends, own: Words64) -> dict[str, np.ndarray]:
    """Which work each session is, and the seed of its conversation."""
    works, shares = group.work, np.cumsum([w.share for w in group.work])
    luck = (
        unit(mixed(own[s.account], 61))
        if group.per_account_work
        else unit(mixed(own[s.account], s.session, 62))
    )
    work = np.minimum(np.searchsorted(shares / shares[-1], luck), len(works) - 1).astype(np.int64)
    talk = mixed(own[s.account], s.session, 63)
    for index, one in enumerate(works):
        if one.tasks:
            here = work == index
            talk[here] = shared_talks(world, one.tasks, s, here)
    return {"work": work, "talk": talk >> np.uint64(4)}


def shared_talks(world: str, tasks: Tasks, s: Sends, here: np.ndarray) -> Words64:
    """Seeds of conversations out of a common pool, for the exchanges picked."""
    pool = int(stream(world, "pool", tasks.pool).integers(0, 2**62))
    session = s.session[here]
    if tasks.size:  # some items are asked for more than others
        item = (unit(mixed(session, pool, 64)) ** 1.5 * tasks.size).astype(np.int64)
        return mixed(pool, item)
    numbers, back = np.unique(session, return_inverse=True)
    first = np.zeros(len(numbers), np.int64)
    first[back] = s.first_ts[here]
    late = unit(mixed(numbers, pool, 65)) * 0.5 * DAY_US  # copies come within about half a day
    order = np.argsort(np.argsort(first + late.astype(np.int64), kind="stable"), kind="stable")
    return mixed(pool, order // max(tasks.copies, 1))[back]


def models(kind: Kind, group: Group, s: Sends, own: Words64, work: Ints, start: int) -> Ints:
    """Index of the model: small, usual, strongest, newest."""
    top = np.array([w.top_model for w in group.work])[work]
    luck = unit(mixed(own[s.account], s.session, 71))
    small = unit(mixed(own[s.account], 72)) * 0.5
    model = np.where(luck < top, 2, np.where(luck > 1 - small * (1 - top), 0, 1))
    if kind.provider.release is not None:
        out = start + kind.provider.release * kind.provider.days * DAY_US
        wait = -np.log(1 - unit(mixed(own[s.account], 73))) * (1 if group.campaign else 9) * DAY_US
        model = np.where((model == 2) & (s.first_ts > out + wait), 3, model)
    return np.asarray(model, np.int64)


def write_exchanges(half: Path, kind: Kind, made: list[Made], start: int, world: str) -> int:
    """One file a day, in order of time; never more than a day's text in memory."""
    total = 0
    for day in range(kind.provider.days):
        low = start + day * DAY_US
        chosen = [
            np.flatnonzero((m.rows["ts"] >= low) & (m.rows["ts"] < low + DAY_US)) for m in made
        ]
        parts = [
            Day(ids=m.ids, who=m.who, scripts=m.scripts, rows={k: v[at] for k, v in m.rows.items()})
            for m, at in zip(made, chosen, strict=True)
        ]
        table = day_table(parts, kind.provider, stream(world, "day", day))
        if len(table):
            name = datetime.fromtimestamp(low / 1e6, UTC).strftime("day=%Y-%m-%d")
            path = half / "exchanges" / name / "part-0.parquet"
            path.parent.mkdir(parents=True)
            pq.write_table(table, path, compression="zstd")
            total += len(table)
    return total


def write_small(half: Path, kind: Kind, made: list[Made], start: int, world: str) -> None:
    """Accounts, truth and events; rows in an order that tells nothing."""
    rows = [row for m in made for row in m.accounts]
    truth = [
        {"account_id": i, "campaign": m.group.name if m.group.campaign else None, "crowd": None if m.group.campaign or m.group.ordinary else m.group.house_of or m.group.name}
        for m in made for i in m.ids
    ]  # fmt: skip
    order = stream(world, "order").permutation(len(rows)).tolist()
    kept = ("account_id", *kind.provider.accounts)
    wanted = pa.schema([schema.ACCOUNTS.field(name) for name in kept])
    table = pa.Table.from_pylist([{k: rows[i][k] for k in kept} for i in order], schema=wanted)
    pq.write_table(table, half / "accounts.parquet")
    pq.write_table(
        pa.Table.from_pylist([truth[i] for i in order], schema=schema.TRUTH), half / "truth.parquet"
    )
    if kind.provider.release is not None:
        ts = start + int(kind.provider.release * kind.provider.days * DAY_US)
        events = [
            {
                "ts": ts,
                "kind": "model_release",
                "name": newest(kind.provider.models[2]),
                "detail": None,
            }
        ]
        pq.write_table(pa.Table.from_pylist(events, schema=schema.EVENTS), half / "events.parquet")


def newest(strongest: str) -> str:
    """Name of the model that is released within the time."""
    return f"{strongest}-next"
