"""Each format's real shape becomes rows, and no JSON whatever breaks an adapter."""

import gzip
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gauger.records.adapters import FORMATS, BadRow, Format, detect_format
from gauger.records.adapters.recorded import RECORDED as RECORDED_FORMAT
from gauger.records.mapping import time_us

LITELLM: dict[str, Any] = {
    "id": "chatcmpl-1",
    "call_type": "acompletion",
    "startTime": 1_776_816_000.25,
    "status": "success",
    "model": "m-large-4",
    "prompt_tokens": 12,
    "completion_tokens": 34,
    "response_cost": 0.002,
    "requester_ip_address": "203.0.113.7",
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "Why is bread brown?"}]},
    ],
    "metadata": {"user_api_key_user_id": "u-1", "user_api_key_hash": "88dc"},
}
OTLP: dict[str, Any] = {
    "resourceSpans": [
        {
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]},
            "scopeSpans": [
                {
                    "spans": [
                        {
                            "spanId": "eee19b7ec3c1b174",
                            "startTimeUnixNano": "1776816000000000000",
                            "attributes": [
                                {"key": "gen_ai.request.model", "value": {"stringValue": "m"}},
                                {"key": "gen_ai.usage.input_tokens", "value": {"intValue": "7"}},
                                {"key": "enduser.id", "value": {"stringValue": "u-2"}},
                            ],
                        },
                        {"spanId": "00", "name": "GET /", "attributes": []},
                    ]
                }
            ],
        }
    ]
}
RECORDED: dict[str, Any] = {
    "src": "cassettes",
    "file": "a.yaml",
    "host": "api.vendor.example",
    "path": "/v1beta/models/m-small:generateContent",
    "headers": {"user-agent": "sdk/1"},
    "date": "Wed, 22 Apr 2026 00:00:00 GMT",
    "body": {"contents": [{"role": "user", "parts": [{"text": "Hello there"}]}]},
    "usage": {"promptTokenCount": 3},
    "status": 200,
}
ENVOY: dict[str, Any] = {
    "start_time": "2026-04-22T00:00:00.000Z",
    "response_code": 200,
    "downstream_remote_address": "203.0.113.7:4711",
    "x-forwarded-for": "198.51.100.1",
    "x-account-id": "u-3",
    "gen_ai.request.model": "m",
}


SPEND: dict[str, Any] = {  # a row of LiteLLM_SpendLogs, exported with its objects as text
    "request_id": "chatcmpl-2",
    "call_type": "acompletion",
    "api_key": "88dc28d0",
    "spend": 0.0031,
    "total_tokens": 46,
    "prompt_tokens": 12,
    "completion_tokens": 34,
    "startTime": "2026-04-22T00:00:00.250Z",
    "endTime": "2026-04-22T00:00:02.000Z",
    "model": "m-large-4",
    "user": "",
    "team_id": "team-7",
    "end_user": "",
    "requester_ip_address": "203.0.113.7",
    "session_id": "s-1",
    "status": "success",
    "metadata": '{"user_api_key_user_id": null, "usage_object": '
    '{"prompt_tokens_details": {"cached_tokens": 5}}}',
    "messages": "{}",
    "response": "{}",
    "proxy_server_request": '{"messages": [{"role": "user", "content": "Why is bread brown?"}]}',
}
BEDROCK: dict[str, Any] = {
    "schemaType": "ModelInvocationLog",
    "schemaVersion": "1.0",
    "timestamp": "2026-04-22T00:00:00Z",
    "accountId": "123456789012",
    "identity": {"arn": "arn:aws:sts::123456789012:assumed-role/shop-app/i-0abc"},
    "region": "us-east-1",
    "requestId": "915a6a04-3f83-4c70-a277-7fbf7ea546b3",
    "operation": "Converse",
    "modelId": "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.vendor.m-large-v1:0",
    "input": {
        "inputContentType": "application/json",
        "inputBodyJson": {
            "messages": [{"role": "user", "content": [{"text": "Why is bread brown?"}]}],
            "system": [{"text": "Be brief."}],
        },
        "inputTokenCount": 12,
        "cacheReadInputTokenCount": 4,
    },
    "output": {
        "outputContentType": "application/json",
        "outputBodyJson": {
            "usage": {"inputTokens": 12, "outputTokens": 34},
            "stopReason": "end_turn",
        },
        "outputTokenCount": 34,
    },
}
LANGFUSE: dict[str, Any] = {
    "id": "o-1",
    "trace_id": "t-1",
    "project_id": "p-1",
    "type": "GENERATION",
    "name": "answer",
    "start_time": "2026-04-22 00:00:00.250000",
    "end_time": "2026-04-22 00:00:02.000000",
    "user_id": "u-5",
    "session_id": "s-1",
    "level": "DEFAULT",
    "provided_model_name": "m-large-4",
    "input": '[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}]',
    "output": "Maillard.",
    "usage_details": {"input": 12, "output": 34, "input_cached_tokens": 4, "total": 50},
    "total_cost": 0.002,
}
VERTEX: dict[str, Any] = {
    "endpoint": "projects/shop/locations/us-central1/publishers/google/models/m-flash",
    "deployed_model_id": "",
    "logging_time": "2026-04-22 00:00:00.250000 UTC",
    "request_id": 4711,
    "model": "m-flash",
    "model_version": "default",
    "api_method": "generateContent",
    "full_request": {
        "contents": [{"role": "user", "parts": [{"text": "Why is bread brown?"}]}],
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
        "labels": {"user_id": "u-6"},
    },
    "full_response": '{"usageMetadata": {"promptTokenCount": 12, '
    '"candidatesTokenCount": 34, "thoughtsTokenCount": 9}}',
}
SAMPLES = [LITELLM, SPEND, OTLP, RECORDED, ENVOY, BEDROCK, LANGFUSE, VERTEX]


def recorded(host: str, path: str, body: object, usage: object = None) -> dict[str, Any]:
    """A recorded call as RECORDED is one."""
    return RECORDED | {"host": host, "path": path, "body": body, "usage": usage}


def span(*attributes: tuple[str, object]) -> dict[str, Any]:
    """An OTLP export of one span with those attributes."""
    pairs = [
        {"key": k, "value": {"intValue": str(v)} if isinstance(v, int) else {"stringValue": v}}
        for k, v in attributes
    ]
    own = {"spanId": "01", "startTimeUnixNano": "1776816000000000000", "attributes": pairs}
    return {"resourceSpans": [{"scopeSpans": [{"spans": [own]}]}]}


def one(record: dict[str, Any], name: str) -> dict[str, object]:
    """The only row of a record that must be recognised as `name`."""
    found = detect_format(record)
    assert found is not None
    assert found.name == name
    (row,) = found.rows(record)
    return row


def test_litellm_takes_the_user_before_the_key() -> None:
    row = one(LITELLM, "litellm")
    assert row["account_id"] == "u-1"
    assert row["api_key_id"] == "88dc"
    assert row["prompt"] == "Why is bread brown?"
    assert row["system_prompt"] == "Be brief."
    assert row["cost_usd"] == 0.002


def test_otlp_takes_model_spans_only() -> None:
    row = one(OTLP, "otlp")
    assert row["account_id"] == "u-2"
    assert row["ts"] == 1_776_816_000_000_000
    assert row["input_tokens"] == 7


def test_recorded_finds_the_model_in_the_path() -> None:
    row = one(RECORDED, "recorded")
    assert row["model"] == "m-small"
    assert row["prompt"] == "Hello there"
    assert row["input_tokens"] == 3


def test_envoy_believes_the_peer_and_not_the_header() -> None:
    """Anybody can write x-forwarded-for; the peer address is what the proxy saw."""
    assert one(ENVOY, "envoy")["ip"] == "203.0.113.7"


def test_litellm_reads_rows_of_its_database() -> None:
    """SpendLogs: the team stands in for an empty user, objects are JSON in strings."""
    row = one(SPEND, "litellm")
    assert row["account_id"] == "team-7"
    assert row["exchange_id"] == "chatcmpl-2"
    assert row["prompt"] == "Why is bread brown?"
    assert (row["input_tokens"], row["output_tokens"], row["cached_tokens"]) == (12, 34, 5)
    assert row["cost_usd"] == 0.0031


SAID = '[{"role": "user", "parts": [{"type": "text", "content": "Why?"}]}]'


@pytest.mark.parametrize(
    "export",
    [
        span(
            ("gen_ai.provider.name", "x"), ("gen_ai.request.model", "m"), ("user.id", "u"),
            ("gen_ai.usage.input_tokens", 7), ("gen_ai.usage.reasoning.output_tokens", 3),
            ("gen_ai.input.messages", SAID), ("gen_ai.conversation.id", "c"),
        ),
        span(
            ("gen_ai.system", "x"), ("gen_ai.request.model", "m"), ("enduser.id", "u"),
            ("gen_ai.usage.prompt_tokens", 7), ("gen_ai.usage.reasoning_tokens", 3),
            ("gen_ai.prompt.0.role", "user"), ("gen_ai.prompt.0.content", "Why?"),
            ("session.id", "c"),
        ),
        span(
            ("openinference.span.kind", "LLM"), ("llm.model_name", "m"), ("user.id", "u"),
            ("llm.token_count.prompt", 7), ("llm.token_count.completion_details.reasoning", 3),
            ("llm.input_messages.0.message.role", "user"),
            ("llm.input_messages.0.message.content", "Why?"), ("session.id", "c"),
        ),
    ],
    ids=["new names", "old names", "OpenInference"],
)  # fmt: skip
def test_otlp_reads_three_vocabularies(export: dict[str, Any]) -> None:
    """The same call in each gives the same row."""
    row = one(export, "otlp")
    assert (row["account_id"], row["model"], row["prompt"]) == ("u", "m", "Why?")
    assert (row["input_tokens"], row["reasoning_tokens"], row["session_id"]) == (7, 3, "c")


@pytest.mark.parametrize(
    "around", [("openinference.span.kind", "CHAIN"), ("gen_ai.operation.name", "invoke_agent")]
)
def test_otlp_counts_a_call_once(around: tuple[str, str]) -> None:
    """Agents and chains around a call repeat its attributes; they are no exchange."""
    found = detect_format(export := span(("llm.model_name", "m"), ("user.id", "u"), around))
    assert found is not None
    assert list(found.rows(export)) == []


def test_bedrock_takes_the_role_and_not_its_session() -> None:
    """Two instances of one customer are one account; a named user is taken first."""
    row = one(BEDROCK, "bedrock")
    assert row["account_id"] == "arn:aws:sts::123456789012:assumed-role/shop-app"
    assert row["session_id"] == "i-0abc"
    assert row["model"] == "us.vendor.m-large-v1:0"
    assert (row["prompt"], row["system_prompt"]) == ("Why is bread brown?", "Be brief.")
    assert (row["input_tokens"], row["output_tokens"], row["cached_tokens"]) == (12, 34, 4)
    named = one(BEDROCK | {"requestMetadata": {"user_id": "u"}}, "bedrock")
    assert named["account_id"] == "u"
    assert one(BEDROCK | {"errorCode": "ThrottlingException"}, "bedrock")["status"] == 429


def test_bedrock_reads_streams_and_bodies_in_strings() -> None:
    """A streamed answer is a list of chunks, of which one has the usage."""
    stream = [{"type": "message_start"}, {"usage": {"outputTokens": 9}}]
    given = {"inputBodyJson": '{"prompt": "Why?", "max_gen_len": 9}'}
    row = one(BEDROCK | {"input": given, "output": {"outputBodyJson": stream}}, "bedrock")
    assert (row["prompt"], row["output_tokens"]) == ("Why?", 9)


def test_langfuse_reads_generations_only() -> None:
    """Spans are no calls; a generation without a user has no account."""
    row = one(LANGFUSE, "langfuse")
    assert (row["account_id"], row["prompt"], row["system_prompt"]) == ("u-5", "Why?", "Be brief.")
    assert (row["input_tokens"], row["output_tokens"], row["cached_tokens"]) == (12, 34, 4)
    found = detect_format(LANGFUSE)
    assert found is not None
    assert list(found.rows(LANGFUSE | {"type": "SPAN"})) == []
    with pytest.raises(BadRow, match="user_id"):
        list(found.rows(LANGFUSE | {"user_id": None}))


def test_vertex_takes_labels_before_the_project() -> None:
    row = one(VERTEX, "vertex")
    assert (row["account_id"], row["org_id"], row["model"]) == ("u-6", "shop", "m-flash")
    assert (row["prompt"], row["system_prompt"]) == ("Why is bread brown?", "Be brief.")
    assert (row["input_tokens"], row["output_tokens"], row["reasoning_tokens"]) == (12, 34, 9)
    claude = {"messages": [{"role": "user", "content": "Why?"}]}
    assert one(VERTEX | {"full_request": claude}, "vertex")["account_id"] == "shop"
    failed = {"full_response": {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}}
    assert one(VERTEX | failed, "vertex")["status"] == 429


@pytest.mark.parametrize("sample", [BEDROCK, LANGFUSE, VERTEX, SPEND], ids=lambda r: next(iter(r)))
def test_times_fit_the_door(sample: dict[str, Any]) -> None:
    """Each format's way to write a time is understood, and is UTC."""
    found = detect_format(sample)
    assert found is not None
    (row,) = found.rows(sample)
    assert 1_776_816_000_000_000 <= time_us(row["ts"]) <= 1_776_816_000_250_000


CALLS = {
    "Anthropic Messages": recorded(
        "api.anthropic.com", "/v1/messages",
        {"model": "m", "system": [{"type": "text", "text": "S"}],
         "messages": [{"role": "user", "content": [{"type": "text", "text": "Q"}]}]},
        {"input_tokens": 7, "cache_read_input_tokens": 2, "output_tokens": 9},
    ),
    "OpenAI Chat": recorded(
        "api.openai.com", "/v1/chat/completions",
        {"model": "m", "messages": [{"role": "developer", "content": "S"},
                                    {"role": "user", "content": "Q"}]},
        {"prompt_tokens": 7, "completion_tokens": 9, "prompt_tokens_details": {"cached_tokens": 2}},
    ),
    "OpenAI Responses": recorded(
        "api.openai.com", "/v1/responses",
        {"model": "m", "instructions": "S",
         "input": [{"role": "user", "content": [{"type": "input_text", "text": "Q"}]}]},
        {"input_tokens": 7, "output_tokens": 9, "input_tokens_details": {"cached_tokens": 2}},
    ),
    "Google": recorded(
        "generativelanguage.googleapis.com", "/v1beta/models/m:generateContent",
        {"contents": [{"parts": [{"text": "Q"}]}], "systemInstruction": {"parts": [{"text": "S"}]}},
        {"promptTokenCount": 7, "candidatesTokenCount": 9, "cachedContentTokenCount": 2},
    ),
    "Bedrock Converse": recorded(
        "bedrock-runtime.us-east-1.amazonaws.com", "/model/m/converse",
        {"messages": [{"role": "user", "content": [{"text": "Q"}]}], "system": [{"text": "S"}]},
        {"inputTokens": 7, "outputTokens": 9, "cacheReadInputTokens": 2},
    ),
}  # fmt: skip


@pytest.mark.parametrize("vendor", CALLS)
def test_recorded_reads_each_vendor_alike(vendor: str) -> None:
    """One question in five spellings gives one row."""
    row = one(CALLS[vendor], "recorded")
    assert (row["model"], row["system_prompt"], row["prompt"]) == ("m", "S", "Q")
    assert (row["input_tokens"], row["output_tokens"], row["cached_tokens"]) == (7, 9, 2)


def test_a_batch_is_as_many_exchanges_as_it_holds() -> None:
    """Batches are how data is made in bulk: one call, many exchanges."""
    ask = [{"role": "user", "content": "Q"}]
    anthropic = {
        "requests": [
            {"custom_id": str(i), "params": {"model": "m", "messages": ask}} for i in range(3)
        ]
    }
    lines = "\n".join(
        json.dumps({"custom_id": str(i), "body": {"model": "m", "messages": ask}}) for i in range(3)
    )
    form = f"--x\r\nContent-Disposition: form-data\r\n\r\n{lines}\r\n--x--"
    for body in (anthropic, form):
        rows = list(RECORDED_FORMAT.rows(recorded("h", "/v1/messages/batches", body)))
        assert [r["prompt"] for r in rows] == ["Q", "Q", "Q"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("known", FORMATS, ids=lambda f: f.name)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda r: next(iter(r)))
@settings(max_examples=40)
@given(data=st.data())
def test_broken_records_give_rows_or_a_reason(
    known: Format, sample: dict[str, Any], data: st.DataObject
) -> None:
    """Any field of any sample replaced by any JSON: rows, nothing, or BadRow."""
    name = data.draw(st.sampled_from(sorted(sample)))
    record = sample | {name: data.draw(JSON)}
    if known.matches(record):
        with suppress(BadRow):
            list(known.rows(record))


@pytest.mark.shared
def test_no_recorded_call_is_lost(shared: Path) -> None:
    """Each of 2,212 real calls to 14 hosts gives a row, and one that submits a batch gives more."""
    rows = []
    with gzip.open(shared / "traffic" / "api_requests.jsonl.gz", "rt") as lines:
        for line in lines:
            record = json.loads(line)
            found = detect_format(record)
            assert found is not None
            rows.append(len(list(found.rows(record))))
    assert len(rows) == 2_212
    assert min(rows) == 1
    assert sum(rows) == 2_229
