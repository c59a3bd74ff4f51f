"""Recorded HTTP calls to model vendors: Anthropic Messages, OpenAI Chat and Responses, and others.

Specifications: https://docs.anthropic.com/en/api/messages,
https://platform.openai.com/docs/api-reference

A record has host, path, headers, body, usage and status, as HTTP recorders keep them; a call that
submits a batch gives a row for each request in it. A recording
knows no account: the file it stands in (`file`, else `src`) is taken for one. The time is `date`,
of the response's header; a recorder often drops that, so a call may be undated.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from gauger.records.adapters.bodies import asked, decoded, used
from gauger.records.adapters.format import BadRow, Format, Row
from gauger.records.adapters.walk import Json, child, first_text, integer, text


def matches(record: dict[str, object]) -> bool:
    """Whether a record is a recorded call."""
    return {"host", "path", "body", "status"} <= record.keys()


def rows(record: dict[str, object]) -> Iterator[Row]:
    """A row for each model request in the call, and one for any other call."""
    account = first_text((record, "file"), (record, "src"))
    if account is None:
        raise BadRow("neither file nor src to take as the account")
    headers = child(record, "headers")
    first = {
        "ts": _time(record.get("date")),
        "account_id": account,
        "channel": "api",
        "user_agent": first_text((headers, "user-agent"), (headers, "User-Agent")),
        **used(child(record, "usage")),
        "status": integer(record, "status"),
    }
    for body in _bodies(record):
        yield {**first, "model": _model(record, body), **asked(body)}


def _bodies(record: Json) -> list[Json]:
    """Bodies of the model requests in a call: one, or all of a batch, which is many exchanges."""
    body = decoded(record.get("body"))
    if isinstance(body, str):
        return _uploaded(body) or [{}]
    batch = child(body).get("requests")
    if isinstance(batch, list) and batch:
        return [child(one, "params") or child(one) for one in batch]
    return [child(body)]


def _uploaded(body: str) -> list[Json]:
    """Requests in an uploaded batch file: JSON Lines with custom_id and body, inside a form."""
    lines = (child(decoded(line)) for line in body.splitlines() if line.startswith("{"))
    return [child(line, "body") for line in lines if "custom_id" in line and child(line, "body")]


def _time(value: object) -> datetime | None:
    if isinstance(value, str) and value:
        for read in (parsedate_to_datetime, datetime.fromisoformat):
            try:
                found = read(value)
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
            return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _model(record: Json, body: Json) -> str | None:
    """The model asked for: in the body, or in the path as `models/NAME:verb` or `model/NAME/`."""
    named = text(body, "model")
    path = text(record, "path") or ""
    for mark in ("/models/", "/model/"):
        if named is None and mark in path:
            named = path.partition(mark)[2].split("/")[0].split(":")[0] or None
    return named


RECORDED = Format(
    name="recorded",
    spec="https://docs.anthropic.com/en/api/messages",
    matches=matches,
    rows=rows,
    may_be_undated=True,
)
