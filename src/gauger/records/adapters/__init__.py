"""Adapters: one file a log format, each a function from parsed records to canonical rows."""

from difflib import get_close_matches

from gauger.errors import UsageError
from gauger.records.adapters.bedrock import BEDROCK
from gauger.records.adapters.envoy import ENVOY
from gauger.records.adapters.format import BadRow, Format, Row
from gauger.records.adapters.langfuse import LANGFUSE
from gauger.records.adapters.litellm import LITELLM
from gauger.records.adapters.otlp import OTLP
from gauger.records.adapters.recorded import RECORDED
from gauger.records.adapters.vertex import VERTEX

__all__ = ["FORMATS", "BadRow", "Format", "Row", "detect_format", "format_named"]

FORMATS: tuple[Format, ...] = (LITELLM, OTLP, BEDROCK, LANGFUSE, VERTEX, RECORDED, ENVOY)
"""In the order in which they are tried: the more telling first."""


def format_named(name: str) -> Format:
    """The format of that name. Raises UsageError naming the known ones."""
    known = {one.name: one for one in FORMATS}
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    fix = f"Did you mean {near[0]!r}?" if near else "Leave --format out to read plain columns."
    raise UsageError(f"no input format {name!r}; known are: {', '.join(known) or 'none'}. {fix}")


def detect_format(record: dict[str, object]) -> Format | None:
    """The first format that knows the record, or None."""
    return next((one for one in FORMATS if one.matches(record)), None)
