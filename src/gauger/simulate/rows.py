"""A day's numbers become canonical rows: columns gathered from tables that the door has read."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gauger.records.door import Door, derive_exchanges
from gauger.records.keys import keys_of
from gauger.records.schema import EXCHANGES, EXCHANGES_DERIVED, stored
from gauger.simulate.hashing import mixed
from gauger.simulate.library import PROMPT_COLUMNS, Library
from gauger.simulate.market import BASE, Ints, market
from gauger.simulate.population import CHANNELS, Population
from gauger.simulate.scenario import at_day
from gauger.simulate.traffic import Day
from gauger.simulate.words import NUMBER

STORED = stored(EXCHANGES, EXCHANGES_DERIVED)
CHUNK = 262_144
"""Rows made into columns at a time."""
HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
ADDRESS_COLUMNS = (
    "ip",
    "ip_net",
    "ip_asn",
    "ip_as_name",
    "ip_country",
    "ip_class",
    "ip_key",
    "net_key",
)
LOW_CARDINALITY = (
    "channel", "user_agent", "tls_fingerprint", "model", "tools_hash", "capability", "ip_as_name",
    "ip_country", "ip_class", "capability_source",
)  # fmt: skip
FILE_SCHEMA = pa.schema(
    [
        pa.field(f.name, pa.dictionary(pa.int32(), pa.string()), f.nullable)
        if f.name in LOW_CARDINALITY
        else f
        for f in STORED
    ]
)
"""As rows are handed to the writer; in the file these columns are plain strings."""


@dataclass(slots=True)
class AddressBook:
    """Addresses of the last day with exchanges, sorted by number."""

    numbers: Ints
    rows: pa.Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Tables to gather from, made once a world; the last row of each is null: nothing shown."""

    clients: pa.Table
    tools: pa.Table
    orgs: pa.Array
    key_start: Ints
    addresses: AddressBook
    door: Door


def shelf(people: Population, door: Door) -> Shelf:
    """What does not change from day to day."""
    seed = people.cast.seed
    many = len(market().software) + people.tools
    tools = [
        f"tools_{x:012x}" for x in (mixed(seed, 11, np.arange(many)) >> np.uint64(16)).tolist()
    ]
    rows = pa.table({"tools_hash": pa.array([*tools, None], pa.string())})
    orgs = (mixed(seed, 12, np.arange(people.organisations)) >> np.uint64(24)).tolist()
    keys = people.members.keys
    return Shelf(
        clients=people.garage.rows(door),
        tools=derive_exchanges(rows, door).combine_chunks(),
        orgs=pa.array([*(f"org_{x:010x}" for x in orgs), None], pa.string()),
        key_start=np.cumsum(keys) - keys,
        addresses=AddressBook(np.zeros(0, np.int64), pa.table({})),
        door=door,
    )


def rows_of(
    day: Day, people: Population, library: Library, have: Shelf, number: int, done: int
) -> Iterator[pa.Table]:
    """The day's rows in order of time, in chunks; `done` counts the world's rows before them."""
    places, address = _addresses(day, have)
    names = _session_names(day, number)
    signs, sign_keys = _signatures(day, names)
    midnight = at_day(people.cast.scenario, number)
    for first in range(0, len(day.ts_us), CHUNK):
        part = slice(first, first + CHUNK)
        made = _chunk(day, part, people, library, have, midnight, done + first)
        session = pa.array(day.session[part])
        made["session_id"] = pc.take(names, session)
        at = pa.array(address[day.session[part]])
        made |= {c: _taken(places, c, at) for c in ADDRESS_COLUMNS}
        thinks = pa.array(np.where(day.thinks[part], day.session[part], len(signs) - 1))
        made |= {
            "thinking_signature": pc.take(signs, thinks),
            "thinking_key": pc.take(sign_keys, thinks),
        }
        yield _table(made)


def _chunk(
    day: Day,
    part: slice,
    people: Population,
    library: Library,
    have: Shelf,
    midnight: int,
    done: int,
) -> dict[str, pa.Array]:
    account, prompt = day.account[part], day.prompt[part]
    n, m = len(account), people.members
    system = pa.array(np.where(day.system[part] < 0, len(library.systems) - 1, day.system[part]))
    tools = np.where(m.tools[account] < 0, len(have.tools) - 1, m.tools[account])
    org = np.where(m.org[account] < 0, len(have.orgs) - 1, m.org[account])
    key = have.key_start[account] + day.sessions.number[day.session[part]] % m.keys[account]
    prices = market().price_usd[day.model[part]]
    spent = prices * (day.input[part] / 5 + day.output[part] + day.reasoning[part])
    made = {
        "ts": pa.array(midnight + day.ts_us[part]).cast(pa.timestamp("us", tz="UTC")),
        "account_id": pc.take(people.ids, pa.array(account)),
        "exchange_id": hex_names("x", done + np.arange(n), 10),
        "org_id": pc.take(have.orgs, pa.array(org)),
        "api_key_id": hex_names("key_", key, 8),
        "channel": _coded(m.channel[account], CHANNELS),
        "model": _coded(day.model[part], market().models),
        "input_tokens": pa.array(day.input[part].astype(np.int64)),
        "output_tokens": pa.array(day.output[part].astype(np.int64)),
        "reasoning_tokens": pa.array(day.reasoning[part].astype(np.int64)),
        "cached_tokens": pa.array(day.cached[part].astype(np.int64)),
        "status": pa.array(day.status[part]),
        "refused": pa.array(day.refused[part]),
        "cost_usd": pa.array(np.where(day.status[part] == 200, np.round(spent, 6), 0.0)),
        "capability": _coded(library.capability[prompt], library.capabilities),
        "tools_hash": _taken(have.tools, "tools_hash", pa.array(tools)),
        "tools_key": _taken(have.tools, "tools_key", pa.array(tools)),
        "system_key": _taken(library.systems, "system_key", system),
        "system_sketch": _taken(library.systems, "system_sketch", system),
    }
    client = pa.array(day.client[part])
    for c in ("user_agent", "tls_fingerprint", "agent_key", "tls_key"):
        made[c] = _taken(have.clients, c, client)
    if have.door.keep_text:
        return made | _texts(day, part, library, system, have.door)
    index = pa.array(prompt)
    made |= {c: _taken(library.prompts, c, index) for c in PROMPT_COLUMNS}
    made["prompt_key"] = _numbered(library, prompt, day.number[part])
    return made


def _numbered(library: Library, prompt: npt.NDArray[np.int32], number: Ints) -> pa.Array:
    """Key of a prompt with its number: equal for equal texts, as the door's own would be."""
    base = library.prompts["prompt_key"].combine_chunks().to_numpy(zero_copy_only=False)[prompt]
    return pa.array(np.where(number > 0, mixed(base, number).view(np.int64), base))


def _texts(
    day: Day, part: slice, library: Library, system: pa.Array, door: Door
) -> dict[str, pa.Array]:
    """Texts as they were sent, each read by the door itself: slow and exact."""
    words = pc.take(
        library.prompts["prompt"].combine_chunks(), pa.array(day.prompt[part])
    ).to_pylist()
    prompts = [
        w.replace(NUMBER, str(k)) for w, k in zip(words, day.number[part].tolist(), strict=True)
    ]
    subjects = np.array(library.capabilities, object)[library.capability[day.prompt[part]]]
    made = derive_exchanges(pa.table({"prompt": prompts, "capability": subjects}), door)
    system_text = pc.take(library.systems["system_prompt"].combine_chunks(), system)
    text = [None if t is None else t.replace(NUMBER, "1") for t in system_text.to_pylist()]
    return {c: made[c].combine_chunks() for c in ("prompt", *PROMPT_COLUMNS)} | {
        "system_prompt": pa.array(text, pa.string())
    }


def _addresses(day: Day, have: Shelf) -> tuple[pa.Table, npt.NDArray[np.int32]]:
    """The day's distinct addresses as the door reads them, and the place of each session's.

    What was read yesterday is not read again: most addresses come back.
    """
    numbers, place = np.unique(day.sessions.address, return_inverse=True)
    book = have.addresses
    old = np.searchsorted(book.numbers, numbers).clip(0, max(0, len(book.numbers) - 1))
    known = book.numbers[old] == numbers if len(book.numbers) else np.zeros(len(numbers), bool)
    fresh = _read_addresses(numbers[~known], have.door)
    if known.any():
        table = pa.concat_tables([book.rows.take(pa.array(old[known])), fresh])
        order = np.empty(len(numbers), np.int64)
        order[np.concatenate([np.flatnonzero(known), np.flatnonzero(~known)])] = np.arange(
            len(numbers)
        )
        fresh = table.combine_chunks().take(pa.array(order))
    book.numbers, book.rows = numbers, fresh.combine_chunks()
    return book.rows, place.astype(np.int32)


def _read_addresses(numbers: Ints, door: Door) -> pa.Table:
    net = market().networks
    which = np.searchsorted(net.starts, numbers, "right") - 1
    quads = (BASE + numbers).tolist()
    rows = {
        "ip": pa.array(
            [f"{x >> 24}.{x >> 16 & 255}.{x >> 8 & 255}.{x & 255}" for x in quads], pa.string()
        ),
        "ip_asn": pa.array(64_512 + which),
        "ip_as_name": pa.array([net.names[w] for w in which.tolist()], pa.string()),
        "ip_country": pa.array([net.countries[w] for w in which.tolist()], pa.string()),
        "ip_class": pa.array([net.classes[w] for w in which.tolist()], pa.string()),
    }
    return derive_exchanges(pa.table(rows), door).select(list(ADDRESS_COLUMNS))


def _session_names(day: Day, number: int) -> pa.Array:
    many = len(day.sessions.account)
    return hex_names("s", (np.int64(number) << 32) + np.arange(many), 12)


def _signatures(day: Day, names: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Opaque names of each session's reasoning and their keys; the last is null."""
    used = np.zeros(len(names), bool)
    used[day.session[day.thinks]] = True
    texts = hex_names("sig_", day.sessions.signature.view(np.uint64) >> np.uint64(8), 14)
    texts = pc.if_else(pa.array(used), texts, pa.scalar(None, pa.string()))
    texts = pa.concat_arrays([texts, pa.nulls(1, pa.string())])
    return texts, keys_of("thinking", texts)


def hex_names(prefix: str, numbers: npt.NDArray[np.generic], digits: int) -> pa.Array:
    """Strings of a prefix and a number in hexadecimal, without a loop over rows.

    >>> hex_names("x", np.array([10, 255]), 4).to_pylist()
    ['x000a', 'x00ff']
    """
    n, width = len(numbers), len(prefix) + digits
    block = np.empty((n, width), np.uint8)
    block[:, : len(prefix)] = np.frombuffer(prefix.encode(), np.uint8)
    value = numbers.astype(np.uint64)
    for place in range(digits):
        block[:, width - 1 - place] = HEX[(value >> np.uint64(4 * place)) & np.uint64(15)]
    offsets = np.arange(0, (n + 1) * width, width, dtype=np.int32)
    return pa.StringArray.from_buffers(n, pa.py_buffer(offsets), pa.py_buffer(block.tobytes()))


def _coded(index: npt.NDArray[np.integer], words: tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), pa.array(words))


def _taken(table: pa.Table, column: str, index: pa.Array) -> pa.Array:
    values = table[column]
    values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return pc.take(values, index)


def _table(made: dict[str, pa.Array]) -> pa.Table:
    columns = []
    for f in FILE_SCHEMA:
        column = made.get(f.name)
        if column is None:
            column = pa.nulls(len(made["ts"]), f.type)
        elif column.type != f.type:
            column = (
                column.dictionary_encode()
                if pa.types.is_dictionary(f.type)
                else column.cast(f.type)
            )
        columns.append(column)
    return pa.Table.from_arrays(columns, schema=FILE_SCHEMA)
