"""The door: text becomes sketches, identifiers become keys, secrets become keyed hashes."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_network

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gauger.records.asks import asks_of, either
from gauger.records.capability import capability_of
from gauger.records.contact import ContactBook, e164, range_of
from gauger.records.enrich import AddressBook, parsed
from gauger.records.from_sketch import sketch_keys, template_bands
from gauger.records.keys import keys_of
from gauger.records.schema import SKETCH, TEXT_COLUMNS
from gauger.records.sketch import minhashes, templates

PLACEHOLDERS = (
    "", "-", "--", "?", "(null)", "n/a", "na", "nan", "nil", "none", "null", "undefined", "unknown"
)  # fmt: skip
"""What loggers write for nothing. As identifiers they would link strangers."""
IDENTIFIERS = {
    "exchanges": ("ip", "user_agent", "tls_fingerprint", "tools_hash", "thinking_signature"),
    "accounts": ("email", "email_domain", "phone", "payment_fingerprint", "card_bin", "org_name"),
}
_ADDRESS = {4: IPv4Address, 6: IPv6Address}
Text = Callable[[str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How records are let in."""

    key: bytes
    """The operator's secret; without it, hashes of e-mail, phone and payment cannot be guessed."""
    keep_text: bool = False
    hash_ip: bool = False
    addresses: AddressBook | None = None
    contacts: ContactBook | None = None


def derive_exchanges(rows: pa.Table, door: Door) -> pa.Table:
    """Add the derived columns to exchanges; a derived column that is there already stays."""
    rows = _blanked(rows, IDENTIFIERS["exchanges"])
    made: dict[str, pa.Array] = {}
    if "ip" in rows.column_names:
        rows = _set(rows, "ip", _map(rows["ip"], plain_ip))
        made["ip_net"] = _map(rows["ip"], network_of)
        if door.addresses:
            made |= _of_address(rows["ip"], door.addresses)
        if door.hash_ip:  # the network too: a /24 leaves 256 guesses
            rows = _set(rows, "ip", _map(rows["ip"], lambda ip: secret(door, "ip", ip)))
            made["ip_net"] = _map(made["ip_net"], lambda net: secret(door, "net", net))
        made["ip_key"] = keys_of("ip", rows["ip"])
        made["net_key"] = keys_of("net", made["ip_net"])
    for column, kind, target in (
        ("user_agent", "agent", "agent_key"),
        ("tls_fingerprint", "tls", "tls_key"),
        ("tools_hash", "tools", "tools_key"),
        ("thinking_signature", "thinking", "thinking_key"),
    ):
        if column in rows.column_names:
            made[target] = keys_of(kind, rows[column])
    if "system_prompt" in rows.column_names:
        made["system_key"] = keys_of("system", _map(rows["system_prompt"], folded))
        made["system_sketch"] = minhashes(rows["system_prompt"])
    if "prompt" in rows.column_names:
        made |= _of_prompt(rows)
    if asks := [_asks(rows[n]) for n in ("prompt", "system_prompt") if n in rows.column_names]:
        made["asks"] = either(*asks)
    made |= _of_sketches(rows, made)
    if "capability" in made and "capability" in rows.column_names:
        rows = _set(rows, "capability", made["capability"])
    rows = _with(rows, made)
    return rows if door.keep_text else _without(rows, TEXT_COLUMNS)


def _of_address(ip: pa.ChunkedArray, book: AddressBook) -> dict[str, pa.Array]:
    coded = _coded(ip)
    facts = [book.of(text) for text in coded.dictionary.to_pylist()]
    names = ("ip_asn", "ip_as_name", "ip_country", "ip_class")
    kinds = (pa.int64(), pa.string(), pa.string(), pa.string())
    columns = zip(*facts, strict=True) if facts else ((), (), (), ())
    return {
        name: pc.take(pa.array(_numbers(own) if name == "ip_asn" else own, kind), coded.indices)
        for name, kind, own in zip(names, kinds, columns, strict=True)
    }


def _numbers(texts: Iterable[str | None]) -> list[int | None]:
    """Numbers of autonomous systems, written 64500 or AS64500."""
    plain = [(text or "").upper().removeprefix("AS") for text in texts]
    return [int(text) if text.isdigit() else None for text in plain]


def _of_prompt(rows: pa.Table) -> dict[str, pa.Array]:
    prompt = rows["prompt"].combine_chunks()
    made = {
        "prompt_key": keys_of("prompt", _map(prompt, folded)),
        "prompt_sketch": minhashes(prompt),
        "template_sketch": templates(prompt),
    }
    guess = capability_of(prompt)
    made["capability_source"] = pc.if_else(pc.is_valid(guess), "derived", None)
    made["capability"] = guess
    if "capability" in rows.column_names:
        label = rows["capability"].cast(pa.string()).combine_chunks()
        made["capability"] = pc.coalesce(label, guess)
        made["capability_source"] = pc.if_else(
            pc.is_valid(label), "operator", made["capability_source"]
        )
    return made


def _asks(texts: pa.ChunkedArray) -> pa.Array:
    """What texts ask for; each distinct one is read once: system prompts repeat."""
    coded = _coded(texts)
    return pc.take(asks_of(coded.dictionary), coded.indices)


def _of_sketches(rows: pa.Table, made: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """What sketches of the operator's own give, for rows that came without the text."""
    found: dict[str, pa.Array] = {}
    for kind in ("system", "prompt"):
        if f"{kind}_sketch" in rows.column_names:
            own = rows[f"{kind}_sketch"].cast(SKETCH)
            textless = _untold(rows, f"{kind}_prompt" if kind == "system" else kind)
            own = pc.if_else(textless, own, pa.scalar(None, SKETCH)).combine_chunks()
            found[f"{kind}_key"] = sketch_keys(kind, own)
            if kind == "prompt":
                found["template_sketch"] = template_bands(own)
    return {n: pc.coalesce(made[n], column) if n in made else column for n, column in found.items()}


def _untold(rows: pa.Table, text: str) -> pa.Array:
    if text in rows.column_names:
        return pc.is_null(rows[text])
    return pa.array(np.ones(len(rows), bool))


def derive_accounts(rows: pa.Table, door: Door) -> pa.Table:
    """Hash what is sensitive under the operator's key, and add the derived columns."""
    rows = _blanked(rows, IDENTIFIERS["accounts"])
    made: dict[str, pa.Array] = {}
    have = rows.column_names
    if "email" in have:
        made["email_shape"] = _map(rows["email"], shape_of)
        made["email_domain"] = _map(rows["email"], domain_of)
        hidden = _map(rows["email"], lambda e: secret(door, "email", mailbox(e)))
        rows = _set(rows, "email", hidden)
        made["email_key"] = keys_of("email", hidden)
    domains = [rows["email_domain"].cast(pa.string())] if "email_domain" in have else []
    domains += [made["email_domain"]] if "email_domain" in made else []
    if domains:
        made["domain_key"] = keys_of("domain", pc.coalesce(*domains))
    if domains and door.contacts:
        made["email_class"] = _map(pc.coalesce(*domains), door.contacts.mail_class)
    if "phone" in have:
        made |= _of_phone(rows, door)
        rows = _set(rows, "phone", _map(made.pop("phone"), lambda p: secret(door, "phone", p)))
        made["phone_key"] = keys_of("phone", rows["phone"])
    for column, kind, target in (
        ("payment_fingerprint", "payment", "payment_key"),
        ("org_name", "org", "org_key"),
    ):
        if column in have:
            hidden = _map(rows[column], _secret_of(door, kind))
            rows = _set(rows, column, hidden)
            made[target] = keys_of(kind, hidden)
    if "card_bin" in have:
        made["bin_key"] = keys_of("bin", rows["card_bin"])
    return _with(rows, made)


def _of_phone(rows: pa.Table, door: Door) -> dict[str, pa.Array]:
    """Numbers in one form, with range and type; the country of the account tells the plan."""
    have = [c for c in ("declared_country", "billing_country") if c in rows.column_names]
    countries = pc.coalesce(*(rows[c].cast(pa.string()) for c in have)) if have else None
    where = countries.to_pylist() if countries is not None else [None] * len(rows)
    known: dict[tuple[str, str | None], tuple[str, str | None]] = {}
    found: list[tuple[str | None, str | None]] = []
    for phone, country in zip(rows["phone"].cast(pa.string()).to_pylist(), where, strict=True):
        if phone is None:
            found.append((None, None))
            continue
        if (phone, country) not in known:
            known[phone, country] = e164(phone, country)
        number, kind = known[phone, country]
        found.append((number, (door.contacts and door.contacts.phone_type(number)) or kind))
    number = pa.array([n for n, _ in found], pa.string())
    return {
        "phone": number,
        "phone_range_key": keys_of("phone-range", _map(number, range_of)),
        "phone_type": pa.array([k for _, k in found], pa.string()),
    }


def secret(door: Door, kind: str, text: str) -> str:
    """Keyed hash of a sensitive value, 32 hexadecimal digits."""
    data = text.encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=16, key=door.key[:64], person=kind.encode()[:16]).hexdigest()


def _secret_of(door: Door, kind: str) -> Text:
    return lambda text: secret(door, kind, folded(text))


def folded(text: str) -> str:
    """Text without differences of case and white space.

    >>> folded("  You ARE   a bot ")
    'you are a bot'
    """
    return " ".join(text.lower().split())


def plain_ip(ip: str) -> str:
    """An address in its one short form, so that it has one key; what is none stays as it is.

    >>> plain_ip("2001:DB8:0::1"), plain_ip("::ffff:192.0.2.1"), plain_ip("?")
    ('2001:db8::1', '192.0.2.1', '?')
    """
    found = parsed(ip)
    return str(_ADDRESS[found[0]](found[1])) if found else ip


def network_of(ip: str) -> str | None:
    """The /24 or /48 around an address, None where it is no address.

    >>> network_of("203.0.113.7"), network_of("2001:db8::1"), network_of("?")
    ('203.0.113.0/24', '2001:db8::/48', None)
    """
    found = parsed(ip)
    if found is None:
        return None
    return str(ip_network(f"{plain_ip(ip)}/{24 if found[0] == 4 else 48}", strict=False))


def mailbox(email: str) -> str:
    """The mailbox behind an address: tags go, and dots where the provider ignores them.

    >>> mailbox("J.Doe+x@GMail.com")
    'jdoe@gmail.com'
    """
    local, _, domain = email.strip().lower().rpartition("@")
    local = local.partition("+")[0]
    if domain in {"gmail.com", "googlemail.com"}:
        local = local.replace(".", "")
    return f"{local}@{domain}"


def domain_of(email: str) -> str | None:
    """Domain of an address, None where there is none."""
    _, at, domain = email.strip().lower().rpartition("@")
    return domain if at and domain else None


def shape_of(email: str) -> str | None:
    """Form of an address's local part: letters, digits and marks with their counts.

    >>> shape_of("mallory77@example.org"), shape_of("j.doe@example.org")
    ('a7d2', 'a1.a3')
    """
    local, at, _ = email.strip().lower().rpartition("@")
    if not at:
        return None
    parts = re.findall(r"[^\W\d_]+|\d+|[\W_]", local)
    letter = {True: "d", False: "a"}
    return "".join(p if not p[0].isalnum() else f"{letter[p.isdigit()]}{len(p)}" for p in parts)


def _coded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """A column of strings by its distinct texts."""
    if not len(column):  # a table without rows has no chunk to combine
        return pa.array([], pa.string()).dictionary_encode()
    coded = pc.dictionary_encode(column.cast(pa.string()))
    return coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded


def _map(column: pa.ChunkedArray, change: Text) -> pa.Array:
    """`change` of each distinct text, null where it is null."""
    coded = _coded(column)
    distinct = pa.array([change(t) for t in coded.dictionary.to_pylist()], pa.string())
    return pc.take(distinct, coded.indices)


def _blanked(rows: pa.Table, names: tuple[str, ...]) -> pa.Table:
    """Null instead of a placeholder."""
    for name in names:
        if name in rows.column_names:
            column = rows[name].cast(pa.string())
            plain = pc.utf8_lower(pc.utf8_trim_whitespace(column))
            nothing = pc.is_in(plain, value_set=pa.array(PLACEHOLDERS))
            if pc.any(nothing).as_py():
                rows = _set(rows, name, pc.if_else(nothing, pa.scalar(None, pa.string()), column))
    return rows


def _set(rows: pa.Table, name: str, column: pa.Array) -> pa.Table:
    return rows.set_column(rows.column_names.index(name), name, column)


def _with(rows: pa.Table, made: dict[str, pa.Array]) -> pa.Table:
    """Add columns; where a row has a value already, that stays."""
    for name, column in made.items():
        if name not in rows.column_names:
            rows = rows.append_column(name, column)
        elif rows[name].null_count:
            rows = _set(rows, name, pc.coalesce(rows[name].cast(column.type), column))
    return rows


def _without(rows: pa.Table, names: tuple[str, ...]) -> pa.Table:
    return rows.drop_columns([n for n in names if n in rows.column_names])
