"""Logs to measure ingest with: LiteLLM payloads, OTLP exports or plain rows, of any size.

Accounts have a heavy tail, prompts come from templates and from free text, every 10,000th record
repeats an id and every 20,000th line is broken.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

ACCOUNTS = 200_000
MODELS = ("large-1", "large-2", "small-1")
SPANS = 40
"""Spans of one OTLP line, as a collector's batch processor sends them."""
START_S = 1_770_000_000
TEXT = (
    "review this patch explain why the test fails and say what breaks when a caller passes an "
    "empty list of orders to the shipping service in another time zone before the nightly job ran"
)
WORDS = TEXT.split()
TEMPLATE = (
    "You are given ticket {n} of project {word}. Read the report below, decide which part of the "
    "code is meant, and answer with a patch and one sentence of explanation. Report: {text}"
)
Call = dict[str, object]


def calls() -> Iterator[Call]:
    """Exchanges without end, the same every time."""
    rng = random.Random(0)
    row = 0
    while True:
        text = " ".join(rng.choices(WORDS, k=min(900, int(rng.lognormvariate(4.2, 0.9)) + 5)))
        if row % 3 == 0:
            text = TEMPLATE.format(n=row, word=rng.choice(WORDS), text=text)
        yield {
            "at_s": START_S + row * 0.02,
            "account": f"account-{int(ACCOUNTS * rng.random() ** 3)}",
            "id": f"exchange-{row - 1 if row % 10_000 == 9_999 else row}",
            "ip": f"198.51.{rng.randrange(256)}.{rng.randrange(256)}",
            "model": rng.choice(MODELS),
            "system": f"You help the users of shop {rng.randrange(2_000)} with their orders.",
            "prompt": text,
            "input": len(text) // 4,
            "output": int(rng.lognormvariate(5.5, 1)),
        }
        row += 1


def plain(some: Iterator[Call]) -> Call:
    """A row of canonical columns."""
    c = next(some)
    return {
        "ts": c["at_s"], "account_id": c["account"], "exchange_id": c["id"], "ip": c["ip"],
        "model": c["model"], "system_prompt": c["system"], "prompt": c["prompt"],
        "input_tokens": c["input"], "output_tokens": c["output"],
    }  # fmt: skip


def litellm(some: Iterator[Call]) -> Call:
    """A standard logging payload."""
    c = next(some)
    return {
        "id": c["id"], "call_type": "acompletion", "startTime": c["at_s"], "stream": True,
        "status": "success", "model": c["model"], "model_group": c["model"], "api_base": "",
        "prompt_tokens": c["input"], "completion_tokens": c["output"], "response_cost": 0.001,
        "requester_ip_address": c["ip"], "request_tags": ["User-Agent: OpenAI"],
        "metadata": {"user_api_key_user_id": c["account"], "user_api_key_hash": "88dc28d0f030c55e"},
        "messages": _said(c),
        "response": {"usage": {"prompt_tokens": c["input"], "completion_tokens": c["output"]}},
    }  # fmt: skip


def otlp(some: Iterator[Call]) -> Call:
    """An ExportTraceServiceRequest of SPANS spans."""
    spans = [_span(next(some)) for _ in range(SPANS)]
    service = {"key": "service.name", "value": {"stringValue": "gateway"}}
    scope = {"scope": {"name": "gen-ai"}, "spans": spans}
    return {"resourceSpans": [{"resource": {"attributes": [service]}, "scopeSpans": [scope]}]}


def _span(c: Call) -> Call:
    start = int(float(str(c["at_s"])) * 1e9)
    have = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": c["model"],
        "enduser.id": c["account"],
        "client.address": c["ip"],
        "gen_ai.input.messages": msgspec.json.encode(_said(c)).decode(),
    }
    counts = {"gen_ai.usage.input_tokens": c["input"], "gen_ai.usage.output_tokens": c["output"]}
    return {
        "traceId": "5b8efff798038103d269b633813fc60c", "spanId": c["id"], "name": "chat",
        "kind": 3, "startTimeUnixNano": str(start), "endTimeUnixNano": str(start + 10**9),
        "attributes": [{"key": k, "value": {"stringValue": v}} for k, v in have.items()]
        + [{"key": k, "value": {"intValue": str(v)}} for k, v in counts.items()],
    }  # fmt: skip


def _said(c: Call) -> list[Call]:
    return [
        {"role": "system", "content": c["system"]},
        {"role": "user", "content": c["prompt"]},
    ]


SHAPES: dict[str, Callable[[Iterator[Call]], Call]] = {
    "canonical": plain,
    "litellm": litellm,
    "otlp": otlp,
}


def write(path: Path, size: int, shape: str) -> None:
    """JSON Lines of one shape until `size` bytes."""
    make, some, encode = SHAPES[shape], calls(), msgspec.json.Encoder().encode
    line = done = 0
    with path.open("wb") as out:
        while done < size:
            line += 1
            broken = line % 20_000 == 0
            done += out.write(b"{broken\n" if broken else encode(make(some)) + b"\n")
