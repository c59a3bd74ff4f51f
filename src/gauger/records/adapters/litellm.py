"""LiteLLM: standard logging payload (`generic_api` callback) and rows of LiteLLM_SpendLogs.

Specification: https://docs.litellm.ai/docs/proxy/logging_spec

account_id is the first there is of: user id, team id, hashed key, end user. `response_cost` and
`spend` are the list price that LiteLLM's own price map gives, so they become cost_usd. Trap:
`requester_ip_address` may be a forged header where the proxy trusts its peer; only the operator
can know, so it is taken as logged. Trap: a row of the database has its objects as JSON in strings,
and its prompt in `proxy_server_request`, if it has it at all.
"""

from collections.abc import Iterator

from gauger.records.adapters.bodies import decoded, used
from gauger.records.adapters.format import BadRow, Format, Row
from gauger.records.adapters.messages import last_user_text, system_text, tools_digest
from gauger.records.adapters.walk import Json, child, first_text, integer, number, seconds, text


def matches(record: dict[str, object]) -> bool:
    """Whether a record is LiteLLM's: its ids and call type are not found together elsewhere."""
    return "call_type" in record and ("startTime" in record or "start_time" in record)


def rows(record: dict[str, object]) -> Iterator[Row]:
    """One row a record."""
    meta = _object(record, "metadata")
    account = first_text(
        (meta, "user_api_key_user_id"),
        (record, "user"),
        (meta, "user_api_key_team_id"),
        (record, "team_id"),
        (meta, "user_api_key_hash"),
        (record, "api_key"),
        (record, "end_user"),
    )
    if account is None:
        raise BadRow("no user, team, key or end user to take as the account")
    request = child(_object(record, "proxy_server_request"))
    messages = decoded(record.get("messages")) or decoded(request.get("messages"))
    answer = _object(record, "response")
    detail = used(child(answer, "usage") or child(meta, "usage_object"))
    yield {
        "ts": seconds(record.get("startTime", record.get("start_time"))),
        "account_id": account,
        "exchange_id": first_text((record, "id"), (record, "request_id")),
        "org_id": first_text((meta, "user_api_key_org_id"), (record, "organization_id")),
        "api_key_id": first_text((meta, "user_api_key_hash"), (record, "api_key")),
        "session_id": first_text((record, "session_id"), (record, "trace_id")),
        "channel": "aggregator",
        "ip": text(record, "requester_ip_address") or text(meta, "requester_ip_address"),
        "user_agent": text(record, "user_agent") or text(meta, "user_agent"),
        "model": text(record, "model"),
        "system_prompt": system_text(messages),
        "prompt": last_user_text(messages),
        "tools_hash": tools_digest(child(record, "model_parameters").get("tools")),
        "input_tokens": integer(record, "prompt_tokens"),
        "output_tokens": integer(record, "completion_tokens"),
        "reasoning_tokens": detail["reasoning_tokens"],
        "cached_tokens": detail["cached_tokens"],
        "status": _status(record),
        "cost_usd": number(record, "response_cost") or number(record, "spend"),
    }


def _object(record: Json, name: str) -> Json:
    """An object; exports of the database write it as JSON in a string."""
    return child({name: decoded(record.get(name))}, name)


def _status(record: Json) -> int | None:
    code = integer(child(record, "error_information"), "error_code")
    return code or {"success": 200, "failure": 500}.get(str(record.get("status")))


LITELLM = Format(
    name="litellm",
    spec="https://docs.litellm.ai/docs/proxy/logging_spec",
    matches=matches,
    rows=rows,
)
