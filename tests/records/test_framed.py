"""OTLP in protobuf: what the collector's file exporter writes, and files that break off."""

import gzip
import sys
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList

from gauger.errors import BrokenFile, UsageError
from gauger.records.adapters.otlp import OTLP
from gauger.records.otlp_proto import reader
from gauger.records.read import find_files, read_records


def text(value: str) -> AnyValue:
    return AnyValue(string_value=value)


def message(*users: str) -> bytes:
    """An export of one call a user; the messages of the prompt are values, not JSON in a string."""
    request = ExportTraceServiceRequest()
    spans = request.resource_spans.add()
    spans.resource.attributes.append(KeyValue(key="service.name", value=text("gateway")))
    for number, user in enumerate(users):
        span = spans.scope_spans.add().spans.add()
        span.span_id = bytes([0xAB] * 7 + [number])
        span.start_time_unix_nano = 1_776_816_000_000_000_000
        said = KeyValueList(
            values=[
                KeyValue(key="role", value=text("user")),
                KeyValue(key="content", value=text(f"Why, {user}?")),
            ]
        )
        have = {
            "enduser.id": text(user),
            "gen_ai.request.model": text("large"),
            "gen_ai.usage.input_tokens": AnyValue(int_value=7),
            "gen_ai.input.messages": AnyValue(
                array_value=ArrayValue(values=[AnyValue(kvlist_value=said)])
            ),
        }
        span.attributes.extend(KeyValue(key=k, value=v) for k, v in have.items())
    return bytes(request.SerializeToString())


def framed(*bodies: bytes) -> bytes:
    """As the collector's file exporter writes them: four bytes of length, then the body."""
    return b"".join(len(body).to_bytes(4, "big") + body for body in bodies)


def delimited(*bodies: bytes) -> bytes:
    """As protobuf's own writers delimit messages."""
    out = b""
    for body in bodies:
        size = len(body)
        while size >= 0x80:
            out += bytes([size & 0x7F | 0x80])
            size >>= 7
        out += bytes([size]) + body
    return out


def rows(path: Path) -> list[dict[str, object]]:
    records = [record for _, record in read_records(path)]
    assert all(isinstance(r, dict) and OTLP.matches(r) for r in records)
    return [row for record in records if isinstance(record, dict) for row in OTLP.rows(record)]


ONE, TWO = message("ann", "bob"), message("cyd")
PACK = zstandard.ZstdCompressor().compress


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pb", framed(ONE, TWO)),
        ("a.otlp", framed(PACK(ONE), PACK(TWO))),
        ("a.binpb", delimited(ONE, TWO)),
        ("a.pb.gz", gzip.compress(framed(ONE, b"", TWO))),
        ("a.pb.zst", PACK(delimited(ONE, TWO))),
    ],
)
def test_every_way_to_frame_messages_gives_the_same_rows(
    tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    found = rows(tmp_path / name)
    assert [r["account_id"] for r in found] == ["ann", "bob", "cyd"]
    first = found[0]
    assert (first["prompt"], first["model"], first["input_tokens"]) == ("Why, ann?", "large", 7)
    assert (first["ts"], first["exchange_id"]) == (1_776_816_000_000_000, "ab" * 7 + "00")


def test_one_body_of_an_export_and_compressed_json_are_read(tmp_path: Path) -> None:
    """A body as it was posted has no length; JSON that is compressed has one."""
    (tmp_path / "posted.pb").write_bytes(ONE)
    assert len(rows(tmp_path / "posted.pb")) == 2
    (tmp_path / "json.pb").write_bytes(framed(PACK(b'{"resourceSpans": []}')))
    assert rows(tmp_path / "json.pb") == []


@pytest.mark.parametrize("data", [framed(ONE)[:-1], framed(ONE, TWO)[:-8], framed(ONE) + b"\0\0"])
def test_a_file_that_breaks_off_says_so(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "cut.pb").write_bytes(data)
    with pytest.raises(BrokenFile, match="ends in the middle"):
        list(read_records(tmp_path / "cut.pb"))


def test_a_message_that_is_none_is_counted_and_the_next_is_read(tmp_path: Path) -> None:
    bad = (b"\x0a\xff\xff\xff\x7f", PACK(ONE)[:-4])
    (tmp_path / "a.pb").write_bytes(framed(ONE, *bad, TWO))
    found = [record for _, record in read_records(tmp_path / "a.pb")]
    assert found[1:3] == ["not an OTLP trace message", "a message that is no whole zstd frame"]
    assert isinstance(found[3], dict)
    (tmp_path / "empty.pb").write_bytes(b"")
    assert list(read_records(tmp_path / "empty.pb")) == []


@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_give_records_reasons_or_a_broken_file(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, as_message: bool
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.pb"
    path.write_bytes(framed(b"\x0a" + data) if as_message else data)
    try:
        for _, record in read_records(path):
            assert isinstance(record, dict | str)
    except BrokenFile:
        pass


def test_without_the_extra_one_line_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "opentelemetry.proto.collector.trace.v1.trace_service_pb2"
    monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "a.pb").write_bytes(framed(ONE))
    assert find_files([str(tmp_path)]) == [tmp_path / "a.pb"]
    with pytest.raises(UsageError, match=r"gauger\[otlp\]"):
        list(read_records(tmp_path / "a.pb"))
    with pytest.raises(UsageError):
        reader()
