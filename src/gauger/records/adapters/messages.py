"""Text of chat messages as the vendors spell them: strings, parts, or blocks."""

from gauger.records.adapters.walk import child


def plain(content: object, depth: int = 4) -> str | None:
    """Text of a message's content: a string, or its text parts joined.

    >>> plain([{"type": "text", "text": "a"}, {"type": "image"}, {"text": "b"}])
    'a b'
    """
    if isinstance(content, str):
        return content or None
    if isinstance(content, dict) and depth:
        return plain(content.get("text", content.get("parts", content.get("content"))), depth - 1)
    if isinstance(content, list) and depth:
        parts = [p for item in content if (p := plain(item, depth - 1))]
        return " ".join(parts) or None
    return None


def last_user_text(messages: object) -> str | None:
    """What the user said last; all of it where the prompt is plain text.

    >>> last_user_text([{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}])
    'a'
    """
    if not isinstance(messages, list):
        return plain(messages)
    said = [plain(m) for m in messages if child(m).get("role", "user") in ("user", "human")]
    return next((s for s in reversed(said) if s), None)


def system_text(messages: object) -> str | None:
    """System or developer messages, joined."""
    if not isinstance(messages, list):
        return None
    said = [plain(m) for m in messages if child(m).get("role") in ("system", "developer")]
    return "\n".join(s for s in said if s) or None


def tools_digest(tools: object) -> str | None:
    """SHA-256 of the tool schemas in canonical JSON, None without tools."""
    if not tools:
        return None
    import hashlib  # noqa: PLC0415
    import json  # noqa: PLC0415

    canonical = json.dumps(tools, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
