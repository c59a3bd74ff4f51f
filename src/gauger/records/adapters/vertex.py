"""Vertex AI request-response logs of foundation models, exported from their BigQuery table.

Specification:
https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/request-response-logging

Columns: endpoint, deployed_model_id, logging_time, request_id, request_payload, response_payload,
model, model_version, api_method, full_request, full_response, metadata, otel_log. `full_request`
and `full_response` are the bodies of generateContent, or of rawPredict for partner models; a failed
call has its `error` in the latter. The table knows no caller: account_id is the first there is of a
user in the request's labels, the Messages API's `metadata.user_id`, and the project in `endpoint`.

Trap: logging is sampled (`sampling_rate`), and leaves out calls of more than 10 MB: counts per
account are then too low, by a factor that only the operator knows. Trap: a JSON column may be
exported as a string.
"""

from collections.abc import Iterator

from gauger.records.adapters.bodies import asked, decoded, model_of, used
from gauger.records.adapters.format import BadRow, Format, Row
from gauger.records.adapters.walk import Json, child, first_text, integer, text

USER = ("user_id", "userid", "user", "account_id", "tenant_id", "customer")
MARKS = ("full_request", "request_payload")


def matches(record: dict[str, object]) -> bool:
    """Whether a record is a row of the logging table."""
    return "logging_time" in record and any(name in record for name in MARKS)


def rows(record: dict[str, object]) -> Iterator[Row]:
    """One row an entry."""
    body = _body(record, "full_request", "request_payload")
    answer = _body(record, "full_response", "response_payload")
    labels, meta = child(body, "labels"), child(body, "metadata")
    endpoint = text(record, "endpoint")
    account = first_text(*((labels, n) for n in USER), (meta, "user_id")) or _project(endpoint)
    if account is None:
        raise BadRow("no user label, metadata.user_id or project to take as the account")
    usage = child(answer, "usageMetadata") or child(answer, "usage")
    yield {
        "ts": record.get("logging_time"),
        "account_id": account,
        "exchange_id": text(record, "request_id"),
        "org_id": _project(endpoint),
        "channel": "cloud",
        "model": model_of(text(record, "model")) or _model(endpoint),
        **asked(body),
        **used(usage),
        "status": integer(child(answer, "error"), "code") or 200,
    }


def _body(record: Json, *names: str) -> Json:
    """The first of the columns that holds an object; of a list (a stream), its last object."""
    for name in names:
        value = decoded(record.get(name))
        if isinstance(value, list) and value:
            value = decoded(value[-1])
        if isinstance(value, dict):
            return value
    return {}


def _project(endpoint: str | None) -> str | None:
    """`projects/P/...` gives P."""
    return (endpoint or "").partition("projects/")[2].split("/")[0] or None


def _model(endpoint: str | None) -> str | None:
    return (endpoint or "").partition("/models/")[2].split("/")[0].split("@")[0] or None


VERTEX = Format(
    name="vertex",
    spec="https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/request-response-logging",
    matches=matches,
    rows=rows,
)
