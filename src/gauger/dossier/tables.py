"""The extract: what of the logs goes into a pack, table by table.

Accounts are pseudonyms and shared values are re-hashed, both under a key of this pack alone; times
are whole hours. No text, address, name, e-mail, payment or organisation is in any of them.
`docs/evidence-pack.md` says of each table why a reader needs it.
"""

import pyarrow as pa

from gauger.records.schema import TIME

SIDES = ("campaign", "others")
"""The campaign's accounts, and accounts of no group at all: what honest traffic looks like."""

EXTRACTS: dict[str, pa.Schema] = {
    "members": pa.schema(
        [
            ("member", pa.string()),
            ("p_member", pa.float64()),  # as the run said; figures recompute it
            ("first_hour", TIME),
            ("last_hour", TIME),
            ("created_day", pa.date32()),
            ("label", pa.string()),  # confirmed, unsure; null: nobody has looked
        ]
    ),
    "activity": pa.schema(
        [
            ("member", pa.string()),
            ("day", pa.date32()),
            ("exchanges", pa.int64()),
            ("input_tokens", pa.int64()),
            ("output_tokens", pa.int64()),
            ("reasoning_tokens", pa.int64()),
            ("cost_usd_micro", pa.int64()),
        ]
    ),
    "hours": pa.schema([("side", pa.string()), ("hour", TIME), ("exchanges", pa.int64())]),
    "mix": pa.schema(
        [
            ("kind", pa.string()),  # capability, model, network
            ("side", pa.string()),
            ("name", pa.string()),
            ("exchanges", pa.int64()),
        ]
    ),
    "asks": pa.schema([("side", pa.string()), ("asks", pa.int32()), ("exchanges", pa.int64())]),
    "spread": pa.schema(
        [("side", pa.string()), ("at_least", pa.int64()), ("accounts", pa.int64())]
    ),
    "population": pa.schema([("side", pa.string()), ("accounts", pa.int64())]),
    "signals": pa.schema(
        [
            ("signal", pa.string()),
            ("family", pa.string()),
            ("cause", pa.string()),
            ("visible", pa.bool_()),
            ("complete", pa.bool_()),  # every shared value is in `traits`, not the deciding alone
            ("pairs", pa.int64()),  # of account and value, over all accounts
            ("elsewhere", pa.int64()),  # accounts outside that show the signal as members do
        ]
    ),
    "traits": pa.schema(
        [
            ("member", pa.string()),
            ("signal", pa.string()),
            ("value", pa.int64()),
            ("uses", pa.int64()),  # how often the account showed the value
        ]
    ),
    "comparison": pa.schema(
        [("signal", pa.string()), ("value", pa.int64()), ("outside", pa.int64())]
    ),
    "phrases": pa.schema([("signal", pa.string()), ("value", pa.int64())]),
    "evidence": pa.schema(
        [
            ("member", pa.string()),
            ("signal", pa.string()),
            ("degree", pa.int64()),  # values that the account has, unshared ones included
            ("speaking", pa.int64()),
            ("most", pa.float64()),  # bits that its values say at most, being so many
        ]
    ),
    "answers": pa.schema(
        [
            ("side", pa.string()),  # others: a sample of accounts in no group
            ("capability", pa.string()),
            ("exchanges", pa.int64()),
            ("output_tokens", pa.int64()),
        ]
    ),
    "clocks": pa.schema(
        [
            ("member", pa.string()),
            ("exchanges", pa.int64()),
            ("resultant", pa.float64()),  # squared, of its exchanges' hours on a circle
        ]
    ),
    "counts": pa.schema(
        [
            ("member", pa.string()),
            ("evidence", pa.string()),
            ("hits", pa.int64()),
            ("of", pa.int64()),  # rows of its unit that could show it
        ]
    ),
    "usual": pa.schema(
        [
            ("evidence", pa.string()),
            ("family", pa.string()),
            ("share", pa.float64()),  # of honest accounts; on trust, as `context` is
            ("alike", pa.float64()),  # correlation of an honest account's rows
        ]
    ),
    "nets": pa.schema([("net", pa.string()), ("exchanges", pa.int64())]),
    "declared": pa.schema(
        [("fact", pa.string()), ("value", pa.string()), ("accounts", pa.int64())]
    ),
    "events": pa.schema([("at", TIME), ("name", pa.string())]),
    "links": pa.schema(
        [("a", pa.string()), ("b", pa.string()), ("bits", pa.float64()), ("signals", pa.string())]
    ),
    "limits": pa.schema([("name", pa.string()), ("value", pa.float64())]),
    "context": pa.schema(
        [("name", pa.string()), ("value", pa.float64())]  # sums over others, on trust
    ),
    "weights": pa.schema(
        [
            ("feature", pa.string()),  # or bias
            ("centre", pa.float64()),
            ("one_operator", pa.float64()),  # natural log odds a unit of the feature
            ("harvest", pa.float64()),
        ]
    ),
    "worlds": pa.schema([("world", pa.string())]),
    "hypotheses": pa.schema(
        [
            ("hypothesis", pa.string()),
            ("prior", pa.float64()),
            ("evidence", pa.string()),  # null: the row only gives the prior
            ("family", pa.string()),
            ("bits", pa.float64()),  # after discounts and caps
        ]
    ),
}
"""Tables by name; the file is `extract/NAME.parquet`."""

SMALL = 5
"""Fewer accounts outside the campaign than this are never counted apart."""
