"""OTLP's protobuf messages as the records that OTLP's JSON gives, so that one adapter reads both.

Specification: https://opentelemetry.io/docs/specs/otlp/; ids are hexadecimal there, 64-bit numbers
strings. The message classes come with `opentelemetry-proto`, an extra.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gauger.errors import MissingExtra

if TYPE_CHECKING:
    from opentelemetry.proto.common.v1.common_pb2 import AnyValue
    from opentelemetry.proto.trace.v1.trace_pb2 import Span

Record = dict[str, object]


def reader() -> Callable[[bytes], Record | str]:
    """A function from one message to its record, or to the reason why it is none.

    Raises MissingExtra when the message classes are not installed.
    """
    try:
        from google.protobuf.message import DecodeError  # noqa: PLC0415 - of an extra
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (  # noqa: PLC0415
            ExportTraceServiceRequest,
        )
    except ModuleNotFoundError as missing:
        raise MissingExtra(
            "OTLP in protobuf", missing.name, "otlp", "let the exporter write `format: json`"
        ) from missing

    def read(body: bytes) -> Record | str:
        try:
            message = ExportTraceServiceRequest.FromString(body)
        except (DecodeError, RecursionError):
            return "not an OTLP trace message"
        spans = [
            {
                "resource": {"attributes": _attributes(resource.resource.attributes)},
                "scopeSpans": [
                    {"spans": [_span(s) for s in scope.spans]} for scope in resource.scope_spans
                ],
            }
            for resource in message.resource_spans
        ]
        return {"resourceSpans": spans}

    return read


def _span(span: "Span") -> Record:
    return {
        "spanId": span.span_id.hex(),
        "name": span.name,
        "startTimeUnixNano": str(span.start_time_unix_nano),
        "attributes": _attributes(span.attributes),
    }


def _attributes(pairs: Any) -> list[Record]:
    return [{"key": pair.key, "value": _value(pair.value)} for pair in pairs]


def _value(value: "AnyValue") -> Record:
    """A value under the name that OTLP's JSON has for its kind."""
    kind = value.WhichOneof("value")
    if kind is None:
        return {}
    if kind == "array_value":
        return {"arrayValue": {"values": [_value(v) for v in value.array_value.values]}}
    if kind == "kvlist_value":
        return {"kvlistValue": {"values": _attributes(value.kvlist_value.values)}}
    plain = getattr(value, kind)
    name = {"string_value": "stringValue", "bool_value": "boolValue", "int_value": "intValue",
            "double_value": "doubleValue"}.get(kind)  # fmt: skip
    if name is None:  # bytes, and kinds to come
        return {}
    return {name: str(plain) if kind == "int_value" else plain}
