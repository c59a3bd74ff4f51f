"""Recorded HTTP calls to model vendors: Anthropic Messages, OpenAI Chat and Responses, and others.

Specifications: https://docs.anthropic.com/en/api/messages,
https://platform.openai.com/docs/api-reference

A record has host, path, headers, body, usage and status, as HTTP recorders keep them. A recording
knows no account: the file it stands in (`file`, else `src`) is taken for one. The time is `date`,
of the response's header; a recorder often drops that, so a call may be undated.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from gauger.records.adapters.format import BadRow, Format, Row
from gauger.records.adapters.messages import last_user_text, plain, system_text, tools_digest
from gauger.records.adapters.walk import Json, child, first_text, integer, text


def matches(record: dict[str, object]) -> bool:
    """Whether a record is a recorded call."""
    return {"host", "path", "body", "status"} <= record.keys()


def rows(record: dict[str, object]) -> Iterator[Row]:
    """One row a call, whatever was called."""
    account = first_text((record, "file"), (record, "src"))
    if account is None:
        raise BadRow("neither file nor src to take as the account")
    body, headers = child(record, "body"), child(record, "headers")
    usage = child(record, "usage")
    messages = body.get("messages", body.get("input", body.get("contents", body.get("prompt"))))
    yield {
        "ts": _time(record.get("date")),
        "account_id": account,
        "channel": "api",
        "user_agent": first_text((headers, "user-agent"), (headers, "User-Agent")),
        "model": _model(record, body),
        "system_prompt": _system(body) or system_text(messages),
        "prompt": last_user_text(messages),
        "tools_hash": tools_digest(body.get("tools", body.get("toolConfig"))),
        "input_tokens": integer(
            usage, "input_tokens", "prompt_tokens", "promptTokenCount", "inputTokens"
        ),
        "output_tokens": integer(
            usage, "output_tokens", "completion_tokens", "candidatesTokenCount", "outputTokens"
        ),
        "status": integer(record, "status"),
    }


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


def _system(body: Json) -> str | None:
    return plain(body.get("system", body.get("instructions", body.get("systemInstruction"))))


RECORDED = Format(
    name="recorded",
    spec="https://docs.anthropic.com/en/api/messages",
    matches=matches,
    rows=rows,
    may_be_undated=True,
)
