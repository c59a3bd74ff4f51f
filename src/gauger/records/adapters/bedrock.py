"""AWS Bedrock model-invocation logs, schema version 1.0, as they lie in S3 or CloudWatch.

Specification: https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html

The log is the calling AWS account's own: it has no address of an end user. account_id is the first
there is of: a user in `requestMetadata`, the caller's ARN, the AWS account. Trap: the last part of
an assumed role's ARN is a session, often an instance's; taken for an account, it would make one
customer look like a coordinated crowd, so it becomes session_id. Map `account_id=identity.arn`
where sessions are people. Trap: bodies over 100 KB lie in other objects (`inputBodyS3Path`), so
their prompts are missing.
"""

from collections.abc import Iterator

from gauger.records.adapters.bodies import asked, decoded, model_of, used
from gauger.records.adapters.format import BadRow, Format, Row
from gauger.records.adapters.messages import plain
from gauger.records.adapters.walk import Json, child, first_text, integer, text

USER = ("user_id", "userId", "user", "account_id", "accountId", "tenant_id", "tenantId", "customer")
STATUS = {
    "AccessDeniedException": 403,
    "ModelTimeoutException": 408,
    "ThrottlingException": 429,
    "ServiceQuotaExceededException": 429,
    "InternalServerException": 500,
    "ServiceUnavailableException": 503,
}
"""Other error codes are the caller's: 400."""


def matches(record: dict[str, object]) -> bool:
    """Whether a record is a model-invocation log entry."""
    return record.get("schemaType") == "ModelInvocationLog"


def rows(record: dict[str, object]) -> Iterator[Row]:
    """One row an entry."""
    arn, session = _caller(text(child(record, "identity"), "arn"))
    meta = child(record, "requestMetadata")
    account = first_text(*((meta, name) for name in USER)) or arn or text(record, "accountId")
    if account is None:
        raise BadRow("no requestMetadata user, identity or accountId to take as the account")
    given, gave = child(record, "input"), child(record, "output")
    body = decoded(given.get("inputBodyJson"))
    answer = _last(decoded(gave.get("outputBodyJson")))
    error = text(record, "errorCode")
    made = {
        "ts": record.get("timestamp"),
        "account_id": account,
        "exchange_id": text(record, "requestId"),
        "org_id": text(record, "accountId"),
        "session_id": first_text((meta, "session_id"), (meta, "sessionId")) or session,
        "channel": "cloud",
        "model": model_of(text(record, "modelId")),
        **(asked(body) if isinstance(body, dict) else {"prompt": plain(body)}),
        **used(child(answer, "usage")),
        "status": STATUS.get(error, 400) if error else 200,
    }
    counted = {
        "input_tokens": integer(given, "inputTokenCount"),
        "output_tokens": integer(gave, "outputTokenCount"),
        "cached_tokens": integer(given, "cacheReadInputTokenCount"),
    }
    yield made | {name: n for name, n in counted.items() if n is not None}


def _caller(arn: str | None) -> tuple[str | None, str | None]:
    """The ARN without the session of an assumed role, and that session."""
    if arn and ":assumed-role/" in arn and arn.count("/") > 1:
        role, _, session = arn.rpartition("/")
        return role, session or None
    return arn, None


def _last(answer: object) -> Json:
    """The answer's body; of a stream, the last chunk that has usage."""
    parts = answer if isinstance(answer, list) else [answer]
    whole = [child(p) for p in parts]
    with_usage = [p for p in whole if child(p, "usage")]
    return with_usage[-1] if with_usage else next(iter(whole), {})


BEDROCK = Format(
    name="bedrock",
    spec="https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html",
    matches=matches,
    rows=rows,
)
