"""OpenTelemetry GenAI spans over OTLP, old and new names, and OpenInference.

Specification: https://opentelemetry.io/docs/specs/semconv/gen-ai/

Takes an ExportTraceServiceRequest (`resourceSpans`), of JSON or of protobuf (`records.otlp_proto`).
No attribute is stable yet and both vocabularies are in use, so each column has its list of names,
newest first. The conventions have no account: the first of enduser.id, user.id, and the service's
name is taken, in that order.
Trap: `client.address` is the peer unless the exporter rewrote it.
"""

from collections.abc import Iterator

from gauger.records.adapters.bodies import decoded
from gauger.records.adapters.format import BadRow, Format, Row
from gauger.records.adapters.messages import last_user_text, plain, system_text, tools_digest
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
CACHED = (
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "llm.token_count.prompt_details.cache_read",
)
REASONING = (
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.reasoning_tokens",
    "llm.token_count.completion_details.reasoning",
)
TOOLS = ("gen_ai.tool.definitions", "llm.tools")
MESSAGES = ("gen_ai.input.messages", "gen_ai.prompt", "input.value")
SPREAD = (
    ("gen_ai.prompt", "role", "content"),
    ("llm.input_messages", "message.role", "message.content"),
)
"""One attribute a message, as older instrumentation and OpenInference write them."""
MAX_MESSAGES = 10_000
MAX_DEPTH = 8
"""Of values in values: messages, their parts, a tool's arguments."""
NO_CALL = ("invoke_agent", "create_agent", "execute_tool", "invoke_workflow")
KINDS = ("LLM", "EMBEDDING")
"""OpenInference marks every span with its kind; chains and tools repeat the attributes."""


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
                if any(name.startswith(MARKS) for name in own) and _is_call(own):
                    yield _row(child(span), shared | own)


def _is_call(own: Json) -> bool:
    """Whether a span is a call to a model, not an agent, chain or tool around it."""
    kind, operation = own.get("openinference.span.kind"), own.get("gen_ai.operation.name")
    return kind in (None, *KINDS) and operation not in NO_CALL


def _row(span: Json, have: Json) -> Row:
    account = first_text(*((have, n) for n in (*ACCOUNT, "service.name")))
    start = integer(span, "startTimeUnixNano")
    if account is None or start is None:
        raise BadRow("a span without an end user or service, or without a start time")
    messages = _messages(have)
    instructions = decoded(have.get("gen_ai.system_instructions"))
    return {
        "ts": start // 1_000,
        "account_id": account,
        "exchange_id": text(span, "spanId"),
        "session_id": first_text((have, "gen_ai.conversation.id"), (have, "session.id")),
        "ip": text(have, "client.address"),
        "user_agent": text(have, "user_agent.original"),
        "tls_fingerprint": first_text((have, "tls.client.ja4"), (have, "tls.client.ja3")),
        "api_key_id": first_text((have, "api_key.id"), (have, "litellm.api_key_hash")),
        "model": first_text(*((have, n) for n in MODEL)),
        "system_prompt": plain(instructions) or system_text(messages),
        "prompt": last_user_text(messages),
        "input_tokens": integer(have, *INPUT),
        "output_tokens": integer(have, *OUTPUT),
        "cached_tokens": integer(have, *CACHED),
        "reasoning_tokens": integer(have, *REASONING),
        "tools_hash": tools_digest(decoded(next((have[n] for n in TOOLS if n in have), None))),
        "status": integer(have, "http.response.status_code", "http.status_code"),
    }


def _list(record: object, name: str) -> list[object]:
    found = child(record).get(name)
    return found if isinstance(found, list) else []


def _attributes(holder: Json, name: str = "attributes", depth: int = MAX_DEPTH) -> Json:
    """OTLP's [{key, value: {stringValue: ...}}] as a plain object."""
    found: Json = {}
    for item in _list(holder, name):
        key, value = child(item).get("key"), child(item, "value")
        if isinstance(key, str) and value:
            found[key] = _plain(value, depth)
    return found


def _plain(value: Json, depth: int) -> object:
    """A value of OTLP without its kind; messages may be lists of objects, not JSON in a string."""
    kind, inner = next(iter(value.items()))
    if kind == "arrayValue" and depth:
        return [_plain(v, depth - 1) for v in map(child, _list(inner, "values")) if v]
    if kind == "kvlistValue" and depth:
        return _attributes(child(inner), "values", depth - 1)
    return inner


def _messages(have: Json) -> object:
    """Messages in one attribute, or spread over `prefix.N.role` and `prefix.N.content`."""
    whole = decoded(next((have[name] for name in MESSAGES if name in have), None))
    if whole is not None:
        return whole
    for prefix, role, content in SPREAD:
        found = []
        for number in range(MAX_MESSAGES):
            said = have.get(f"{prefix}.{number}.{content}")
            if said is None:
                break
            found.append({"role": have.get(f"{prefix}.{number}.{role}", "user"), "content": said})
        if found:
            return found
    return None


OTLP = Format(
    name="otlp",
    spec="https://opentelemetry.io/docs/specs/semconv/gen-ai/",
    matches=matches,
    rows=rows,
)
