"""Request bodies and usage blocks as the vendors spell them, for every adapter that meets them.

Anthropic Messages, OpenAI Chat, Completions and Responses, Google generateContent, Bedrock Converse
and InvokeModel, Cohere, and what is compatible with one of them.
"""

import msgspec

from gauger.records.adapters.format import Row
from gauger.records.adapters.messages import last_user_text, plain, system_text, tools_digest
from gauger.records.adapters.walk import Json, child, integer

PROMPTS = ("messages", "input", "contents", "prompt", "inputText", "message", "texts", "text")
SYSTEMS = ("system", "instructions", "systemInstruction", "system_instruction", "preamble")
INPUT = (
    "input_tokens", "prompt_tokens", "promptTokenCount", "prompt_token_count", "inputTokens",
    "inputTokenCount",
)  # fmt: skip
OUTPUT = (
    "output_tokens", "completion_tokens", "candidatesTokenCount", "candidates_token_count",
    "outputTokens", "outputTokenCount", "generation_token_count",
)  # fmt: skip
CACHED = (
    "cache_read_input_tokens", "cachedContentTokenCount", "cacheReadInputTokens",
    "cacheReadInputTokenCount", "prompt_cache_hit_tokens", "num_cached_tokens", "cached_tokens",
)  # fmt: skip
REASONING = ("thoughtsTokenCount", "thinking_tokens", "reasoning_tokens")


def asked(body: Json) -> Row:
    """System prompt, prompt and tools of a request body."""
    messages = next((body[name] for name in PROMPTS if body.get(name)), None)
    system = next((plain(body[name]) for name in SYSTEMS if body.get(name)), None)
    tools = body.get("tools") or child(body, "toolConfig").get("tools") or body.get("functions")
    return {
        "system_prompt": system or system_text(messages),
        "prompt": last_user_text(messages),
        "tools_hash": tools_digest(tools),
    }


def used(usage: Json) -> Row:
    """Tokens of a usage block, nested counts included."""
    flat = {**child(usage, "tokens"), **usage}
    for part in ("prompt_tokens_details", "input_tokens_details"):
        flat |= {k: v for k, v in child(usage, part).items() if k == "cached_tokens"}
    for part in ("completion_tokens_details", "output_tokens_details"):
        flat |= {k: v for k, v in child(usage, part).items() if k == "reasoning_tokens"}
    return {
        "input_tokens": integer(flat, *INPUT),
        "output_tokens": integer(flat, *OUTPUT),
        "cached_tokens": integer(flat, *CACHED),
        "reasoning_tokens": integer(flat, *REASONING),
    }


def decoded(value: object) -> object:
    """JSON that travels inside a string; what is not JSON is the text itself."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        try:
            return msgspec.json.decode(value)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            return value
    return value


def model_of(name: str | None) -> str | None:
    """Last part of a model's resource name.

    >>> model_of("arn:aws:bedrock:us-east-1:1:inference-profile/us.a.b-v1:0"), model_of("m")
    ('us.a.b-v1:0', 'm')
    """
    return name.rpartition("/")[2] or None if name else None
