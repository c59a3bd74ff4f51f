"""Envoy access logs in JSON, those of the AI gateway among them.

Specification: https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage

Keys are the operator's choice; the documented examples' names are read. Trap: the address is the
peer (`downstream_remote_address`, its port cut off), never `x-forwarded-for`, which anybody can
write. The account is a header that the gateway sets after it has checked a key.
"""

from collections.abc import Iterator

from gauger.records.adapters.format import BadRow, Format, Row
from gauger.records.adapters.walk import first_text, integer, text

ACCOUNT = ("x-account-id", "x-user-id", "enduser.id", "user_id", "authority_user")


def matches(record: dict[str, object]) -> bool:
    """Whether a record is an Envoy access-log entry."""
    return "start_time" in record and ("response_code" in record or "upstream_host" in record)


def rows(record: dict[str, object]) -> Iterator[Row]:
    """One row an entry."""
    account = first_text(*((record, name) for name in ACCOUNT))
    if account is None:
        raise BadRow(f"none of {', '.join(ACCOUNT)} to take as the account")
    yield {
        "ts": record.get("start_time"),
        "account_id": account,
        "exchange_id": first_text((record, "x-request-id"), (record, "request_id")),
        "ip": _address(text(record, "downstream_remote_address")),
        "user_agent": first_text((record, "user-agent"), (record, "user_agent")),
        "tls_fingerprint": first_text((record, "ja4"), (record, "ja3")),
        "model": first_text(
            (record, "gen_ai.request.model"), (record, "x-ai-eg-model"), (record, "model")
        ),
        "input_tokens": integer(record, "gen_ai.usage.input_tokens"),
        "output_tokens": integer(record, "gen_ai.usage.output_tokens"),
        "status": integer(record, "response_code"),
    }


def _address(peer: str | None) -> str | None:
    """`203.0.113.7:4711` or `[2001:db8::1]:4711` without the port."""
    if peer is None:
        return None
    if peer.startswith("["):
        return peer[1:].partition("]")[0]
    return peer.rpartition(":")[0] if peer.count(":") == 1 else peer


ENVOY = Format(
    name="envoy",
    spec="https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage",
    matches=matches,
    rows=rows,
)
