"""Langfuse blob-storage exports, enriched observations (`observations_v2/`).

Specification: https://langfuse.com/docs/api-and-data-platform/features/blob-storage-export-fields

One row an observation, of which only generations and embeddings are calls to a model; spans,
events and the like are passed over. `user_id` is what the application called its user; without it
there is no account. Trap: times are written without a zone and are UTC. Trap: only the field groups
chosen for the export are there, so input or usage may be missing. The legacy `observations/` export
has no user and is not read: join it with `traces/` and use a map.
"""

from collections.abc import Iterator

from gauger.records.adapters.bodies import asked, decoded, used
from gauger.records.adapters.format import BadRow, Format, Row
from gauger.records.adapters.messages import last_user_text, plain, system_text
from gauger.records.adapters.walk import child, first_text, integer, number, text

CALLS = ("GENERATION", "EMBEDDING")
DETAILS = {
    "input_tokens": ("input", "input_tokens", "prompt_tokens"),
    "output_tokens": ("output", "output_tokens", "completion_tokens"),
    "cached_tokens": ("input_cached_tokens", "cache_read_input_tokens", "input_cache_read"),
    "reasoning_tokens": ("output_reasoning_tokens", "output_reasoning", "reasoning_tokens"),
}
"""Keys of `usage_details`: the user's own, so the usual ones are tried."""


def matches(record: dict[str, object]) -> bool:
    """Whether a record is an enriched observation."""
    return {"trace_id", "type", "start_time", "user_id"} <= record.keys()


def rows(record: dict[str, object]) -> Iterator[Row]:
    """One row a generation, none for other observations."""
    if str(record.get("type")).upper() not in CALLS:
        return
    account = text(record, "user_id")
    if account is None:
        raise BadRow("no user_id to take as the account")
    given = decoded(record.get("input"))
    usage = child({"usage": decoded(record.get("usage_details"))}, "usage")
    said = asked(given) if isinstance(given, dict) else {}
    level = text(record, "level")
    yield {
        "ts": record.get("start_time"),
        "account_id": account,
        "exchange_id": text(record, "id"),
        "org_id": text(record, "project_id"),
        "session_id": first_text((record, "session_id"), (record, "trace_id")),
        "channel": "app",
        "model": first_text((record, "provided_model_name"), (record, "model")),
        "system_prompt": said.get("system_prompt") or system_text(given),
        "prompt": said.get("prompt") or last_user_text(given) or plain(given),
        "tools_hash": said.get("tools_hash"),
        **used(usage),
        **{k: n for k, names in DETAILS.items() if (n := integer(usage, *names)) is not None},
        "status": {"ERROR": 500}.get(level or "", 200),
        "cost_usd": number(record, "total_cost"),
    }


LANGFUSE = Format(
    name="langfuse",
    spec="https://langfuse.com/docs/api-and-data-platform/features/blob-storage-export-fields",
    matches=matches,
    rows=rows,
)
