"""The canonical tables: what a world holds, column by column.

`EXCHANGES` and `ACCOUNTS` are what users hand over; the `DERIVED` columns beside them are computed
at the door (`records.door`), so that nothing later needs the text or hashes a string. Times are
UTC microseconds; a `key` is a signed 64-bit hash (`records.keys`), null where the source is null.
"""

import pyarrow as pa

TIME = pa.timestamp("us", tz="UTC")
KEY = pa.int64()
SKETCH = pa.list_(pa.uint32())

EXCHANGES = pa.schema(
    [
        pa.field("ts", TIME, nullable=False),
        pa.field("account_id", pa.string(), nullable=False),
        ("exchange_id", pa.string()),
        ("org_id", pa.string()),
        ("api_key_id", pa.string()),
        ("session_id", pa.string()),
        ("channel", pa.string()),
        ("ip", pa.string()),
        ("user_agent", pa.string()),
        ("tls_fingerprint", pa.string()),
        ("model", pa.string()),
        ("system_prompt", pa.string()),
        ("prompt", pa.string()),
        ("response", pa.string()),
        ("system_sketch", SKETCH),
        ("prompt_sketch", SKETCH),
        ("tools_hash", pa.string()),
        ("capability", pa.string()),
        ("input_tokens", pa.int64()),
        ("output_tokens", pa.int64()),
        ("reasoning_tokens", pa.int64()),
        ("cached_tokens", pa.int64()),
        ("status", pa.int32()),
        ("refused", pa.bool_()),
        ("thinking_signature", pa.string()),
        ("cost_usd", pa.float64()),
    ]
)

EXCHANGES_DERIVED = pa.schema(
    [
        ("ip_net", pa.string()),  # the /24 or /48 around the address, in CIDR notation
        ("ip_asn", pa.int64()),
        ("ip_as_name", pa.string()),
        ("ip_country", pa.string()),  # ISO 3166-1 alpha-2
        ("ip_class", pa.string()),  # residential, hosting, vpn, tor, relay; null: not known
        ("ip_key", KEY),
        ("net_key", KEY),
        ("agent_key", KEY),  # of user_agent
        ("tls_key", KEY),
        ("tools_key", KEY),
        ("system_key", KEY),  # of the normalised system prompt
        ("prompt_key", KEY),  # of the normalised prompt
        ("thinking_key", KEY),
        ("template_sketch", pa.list_(KEY)),  # at most 4; survives changed slot values
        ("asks", pa.int32()),  # bits of `records.asks.ASKS`: what prompt and system prompt ask for
        ("capability_source", pa.string()),  # "operator" or "derived"
    ]
)

ACCOUNTS = pa.schema(
    [
        pa.field("account_id", pa.string(), nullable=False),
        ("created_at", TIME),
        ("org_name", pa.string()),
        ("email", pa.string()),
        ("email_domain", pa.string()),
        ("phone", pa.string()),
        ("payment_fingerprint", pa.string()),
        ("card_bin", pa.string()),
        ("billing_country", pa.string()),
        ("declared_country", pa.string()),
        ("plan", pa.string()),
        ("programme", pa.string()),
        ("verified", pa.string()),
        ("closed_at", TIME),
        ("closed_reason", pa.string()),
    ]
)

ACCOUNTS_DERIVED = pa.schema(
    [
        ("email_key", KEY),
        ("email_shape", pa.string()),  # form of the local part, "a6.9" for "mallory7"-like names
        ("email_class", pa.string()),  # free, disposable, university, other; null: not known
        ("domain_key", KEY),
        ("phone_key", KEY),
        ("phone_range_key", KEY),  # of the number without its last four digits
        ("phone_type", pa.string()),  # mobile, fixed, voip, ...
        ("payment_key", KEY),
        ("bin_key", KEY),
        ("org_key", KEY),  # of the normalised organisation name
    ]
)

EVENTS = pa.schema(
    [
        pa.field("ts", TIME, nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        ("name", pa.string()),
        ("detail", pa.string()),
    ]
)

TRUTH = pa.schema(
    [
        pa.field("account_id", pa.string(), nullable=False),
        ("campaign", pa.string()),  # null for honest accounts
        ("crowd", pa.string()),  # name of the innocent look-alike group, if any
    ]
)

TRAITS = pa.schema(
    [
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("signal", pa.string(), nullable=False),
        pa.field("value", KEY, nullable=False),
        ("first_ts", TIME),
        ("last_ts", TIME),
        ("n", pa.int64()),
    ]
)

TEXT_COLUMNS = ("system_prompt", "prompt", "response")
"""Dropped at the door unless the operator says --keep-text."""

SENSITIVE_COLUMNS = ("email", "phone", "payment_fingerprint", "org_name")
"""Replaced at the door by keyed hashes, under a key that the operator holds."""


def stored(table: pa.Schema, derived: pa.Schema) -> pa.Schema:
    """All columns a world's file may hold, in order."""
    return pa.schema([*table, *derived])
