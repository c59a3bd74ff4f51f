"""A day's exchanges as a table: text is said here, and what the provider does not log is left out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from bench.elsewhere.clients import agents
from bench.elsewhere.dice import mixed, unit
from bench.elsewhere.net import written
from bench.elsewhere.spec import Provider, Words64
from bench.elsewhere.voices import Script, Turn, Who
from gauger.records import schema

PRICES = np.array([[0.4, 2.0], [3.0, 15.0], [9.0, 45.0], [9.0, 45.0]])
"""Dollars for a million tokens in and out, by model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One group's exchanges of one day."""

    ids: list[str]
    who: list[Who]
    scripts: tuple[Script, ...]
    rows: dict[str, np.ndarray]


def day_table(parts: list[Day], provider: Provider, dice: np.random.Generator) -> pa.Table:
    """All groups' exchanges of a day, by time."""
    fields = [schema.EXCHANGES.field(n) for n in ("ts", "account_id", *provider.exchanges)]
    wanted = pa.schema(fields)
    tables = [pa.table(columns(p, provider), schema=wanted) for p in parts if len(p.rows["ts"])]
    if not tables:
        return wanted.empty_table()
    table = pa.concat_tables(tables)
    order = np.lexsort((dice.random(len(table)), table["ts"].cast(pa.int64()).to_numpy()))
    return table.take(pa.array(order))


def columns(part: Day, provider: Provider) -> dict[str, pa.Array | list[object] | np.ndarray]:
    """The logged columns of one group's rows."""
    r = part.rows
    people = [part.who[a] for a in r["account"].tolist()]
    seeds = np.array([w.seed for w in people], np.uint64)
    row = mixed(seeds, r["session"], r["turn"])
    prompts, systems = said(part, people)
    sizes = tokens(part, prompts, systems, row)
    names = (*provider.models, f"{provider.models[2]}-next")
    agent, tls = agents(r["family"], r["variant"], r["version"])
    luck = unit(mixed(row, 81))
    status = np.where(luck < 0.008, 429, np.where(luck > 0.996, 500, 200)).astype(np.int32)
    price = PRICES[r["model"]]
    made: dict[str, Callable[[], object]] = {
        "ts": lambda: pa.array(r["ts"] // provider.tick_us * provider.tick_us).cast(schema.TIME),
        "account_id": lambda: [part.ids[a] for a in r["account"].tolist()],
        "exchange_id": lambda: [f"x{h:016x}" for h in row.tolist()],
        "org_id": lambda: [f"org_{w.org & 0xFFFFFFFFFFFF:012x}" for w in people],
        "api_key_id": lambda: [f"key_{(w.seed >> 9) & 0xFFFFFFFF:08x}" for w in people],
        "session_id": lambda: [f"s{h:016x}" for h in mixed(seeds, r["session"], 82).tolist()],
        "channel": lambda: ["api" if f >= 5 else "app" for f in r["family"].tolist()],
        "ip": lambda: written(r["v4"], r["net6"], r["tail6"], cut=provider.cut_ip),
        "user_agent": lambda: agent,
        "tls_fingerprint": lambda: tls,
        "model": lambda: [names[m] for m in r["model"].tolist()],
        "system_prompt": lambda: systems,
        "prompt": lambda: [p[: provider.cut_text] for p in prompts],
        "tools_hash": lambda: tools(part),
        "input_tokens": lambda: sizes[0],
        "output_tokens": lambda: np.where(status == 200, sizes[1], 0),
        "reasoning_tokens": lambda: np.where(status == 200, sizes[2], 0),
        "cached_tokens": lambda: sizes[3],
        "status": lambda: status,
        "refused": lambda: unit(mixed(row, 83)) < 0.009,
        "cost_usd": lambda: (sizes[0] * price[:, 0] + (sizes[1] + sizes[2]) * price[:, 1]) / 1e6,
    }
    return {name: made[name]() for name in ("ts", "account_id", *provider.exchanges)}


def said(part: Day, people: list[Who]) -> tuple[list[str], list[str | None]]:
    """Prompt and system prompt of each row; a program's system prompt is said once a session."""
    prompts: list[str] = []
    systems: list[str | None] = []
    known: dict[tuple[int, int, int], str] = {}
    rows = zip(
        people,
        part.rows["work"].tolist(),
        part.rows["talk"].tolist(),
        part.rows["turn"].tolist(),
        strict=True,
    )
    for who, work, talk, turn in rows:
        script = part.scripts[work]
        t = Turn(who, talk, turn, shared_words=script.shared_words)
        prompts.append(script.say(t))
        if script.system is None:
            systems.append(None)
            continue
        key = (who.seed, work, talk)
        if key not in known:
            known[key] = script.system(Turn(who, talk, 0, shared_words=script.shared_words))
        systems.append(known[key])
    return prompts, systems


def tokens(
    part: Day, prompts: list[str], systems: list[str | None], row: Words64
) -> tuple[np.ndarray, ...]:
    """Input, output, reasoning and cached tokens of each row."""
    work = part.rows["work"]
    size = np.array([len(p) for p in prompts]) / 4 + np.array([len(s or "") for s in systems]) / 4
    grows = np.array([s.grows for s in part.scripts])[work]
    past = part.rows["turn"] * np.where(grows, 900, 120)
    normal = np.sqrt(-2 * np.log(1 - unit(mixed(row, 84)))) * np.cos(
        2 * np.pi * unit(mixed(row, 85))
    )
    out = np.array([s.answer_tok for s in part.scripts])[work] * np.exp(0.7 * normal)
    thinks = unit(mixed(row, 86)) < np.array([s.reasoning for s in part.scripts])[work]
    thought = np.where(thinks, out * (0.5 + 3 * unit(mixed(row, 87))), 0)
    made = (size + past + 3, out + 1, thought, np.where(grows, past, 0))
    return tuple(np.asarray(x, np.int64) for x in made)


def tools(part: Day) -> list[str | None]:
    """Hash of the tool schemas, for scripts that send some."""
    names = [
        f"{int(mixed(sum(s.tools.encode()), len(s.tools))):016x}" if s.tools else None
        for s in part.scripts
    ]
    return [names[w] for w in part.rows["work"].tolist()]
