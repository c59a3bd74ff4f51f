"""Each format's real shape becomes rows, and no JSON whatever breaks an adapter."""

import gzip
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gauger.records.adapters import FORMATS, BadRow, Format, detect_format

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


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("known", FORMATS, ids=lambda f: f.name)
@pytest.mark.parametrize("sample", [LITELLM, OTLP, RECORDED, ENVOY], ids=lambda r: next(iter(r)))
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
    """2,212 real calls to several vendors give 2,212 rows."""
    rows = 0
    with gzip.open(shared / "traffic" / "api_requests.jsonl.gz", "rt") as lines:
        for line in lines:
            record = json.loads(line)
            found = detect_format(record)
            assert found is not None
            rows += len(list(found.rows(record)))
    assert rows == 2_212
