"""OpenTelemetry GenAI spans over OTLP JSON, old and new names, and OpenInference.

Specification: https://opentelemetry.io/docs/specs/semconv/gen-ai/

Takes an ExportTraceServiceRequest (`resourceSpans`). No attribute is stable yet and both
vocabularies are in use, so each column has its list of names, newest first. The conventions have
no account: the first of enduser.id, user.id, and the service's name is taken, in that order.
Trap: `client.address` is the peer unless the exporter rewrote it.
"""

from collections.abc import Iterator

import msgspec

from gauger.records.adapters.format import BadRow, Format, Row
from gauger.records.adapters.messages import last_user_text, plain, system_text
from gauger.records.adapters.walk import Json, child, first_text, integer, text

MARKS = ("gen_ai.", "llm.")
ACCOUNT = ("enduser.id", "user.id", "gen_ai.user.id")
MODEL = ("gen_ai.request.model", "gen_ai.response.model", "llm.model_name")
INPUT = ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt")
OUTPUT = (
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.completion_tokens",
    "llm.token_count.completion",
)
MESSAGES = ("gen_ai.input.messages", "gen_ai.prompt", "input.value")


def matches(record: dict[str, object]) -> bool:
    """Whether a record is an OTLP trace export."""
    return "resourceSpans" in record


def rows(record: dict[str, object]) -> Iterator[Row]:
    """One row for each span that carries model attributes; other spans are passed over."""
    for resource in _list(record, "resourceSpans"):
        shared = _attributes(child(resource, "resource"))
        for scope in _list(resource, "scopeSpans"):
            for span in _list(scope, "spans"):
                own = _attributes(child(span))
                if any(name.startswith(MARKS) for name in own):
                    yield _row(child(span), shared | own)


def _row(span: Json, have: Json) -> Row:
    account = first_text(*((have, n) for n in (*ACCOUNT, "service.name")))
    start = integer(span, "startTimeUnixNano")
    if account is None or start is None:
        raise BadRow("a span without an end user or service, or without a start time")
    messages = _parsed(next((have[n] for n in MESSAGES if n in have), None))
    instructions = _parsed(have.get("gen_ai.system_instructions"))
    return {
        "ts": start // 1_000,
        "account_id": account,
        "exchange_id": text(span, "spanId"),
        "session_id": first_text((have, "gen_ai.conversation.id"), (have, "session.id")),
        "ip": text(have, "client.address"),
        "user_agent": text(have, "user_agent.original"),
        "tls_fingerprint": first_text((have, "tls.client.ja4"), (have, "tls.client.ja3")),
        "model": first_text(*((have, n) for n in MODEL)),
        "system_prompt": plain(instructions) or system_text(messages),
        "prompt": last_user_text(messages),
        "input_tokens": integer(have, *INPUT),
        "output_tokens": integer(have, *OUTPUT),
        "reasoning_tokens": integer(have, "gen_ai.usage.reasoning.output_tokens"),
        "status": integer(have, "http.response.status_code", "http.status_code"),
    }


def _list(record: object, name: str) -> list[object]:
    found = child(record).get(name)
    return found if isinstance(found, list) else []


def _attributes(holder: Json) -> Json:
    """OTLP's [{key, value: {stringValue: ...}}] as a plain object."""
    found: Json = {}
    for item in _list(holder, "attributes"):
        key, value = child(item).get("key"), child(item, "value")
        if isinstance(key, str) and value:
            found[key] = next(iter(value.values()))
    return found


def _parsed(value: object) -> object:
    """Messages travel as JSON inside a string; what is not JSON is the text itself."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return msgspec.json.decode(value)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            return value
    return value


OTLP = Format(
    name="otlp",
    spec="https://opentelemetry.io/docs/specs/semconv/gen-ai/",
    matches=matches,
    rows=rows,
)
